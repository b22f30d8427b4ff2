"""The real store, pipeline and poller in virtual time: months of a daemon's polling in seconds, without a socket.

Only the outer edge is ours: a web of hosts that answer, refuse or cannot be reached, and a parser that reads lines.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import Any, Self

import httpx
from aggregator.daemon.journal import Journal
from aggregator.daemon.polls import Poller
from aggregator.daemon.timekeeper import Timekeeper
from aggregator.daemon.wiring import Duty
from aggregator.errors import FetchError
from aggregator.fetch import Fetcher, Resolver
from aggregator.model import (
    Address,
    EntryKeys,
    ParsedEntry,
    ParsedFeed,
    ParseRequest,
    PlainText,
    PollReport,
    SafeHtml,
    SourceId,
)
from aggregator.pipeline import Pipeline, Rooms
from aggregator.press import Press
from aggregator.settings.values import Category, FetchSettings, Source
from aggregator.store import SourceStatus, Store, Writer

from support.store_world import make_settings
from support.virtual import VirtualLoop


class HouseLoop(VirtualLoop):
    """A virtual loop whose threads are no threads, whose clock may be set, and whose machine may sleep."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong = timedelta(0)
        self.slept = 0.0

    def run_in_executor(self, executor: Any, func: Callable[..., Any], *args: Any) -> Any:
        done = self.create_future()
        try:
            done.set_result(func(*args))
        except BaseException as error:  # noqa: BLE001 - handed to whoever waits
            done.set_exception(error)
        return done

    def now(self) -> datetime:
        return super().now() + self.wrong + timedelta(seconds=self.slept)

    def since_boot(self) -> float:
        return self.time() + self.slept

    def truth(self) -> datetime:
        """What the time really is."""
        return self.now() - self.wrong


@dataclass
class Web(httpx.AsyncBaseTransport):
    """Every host of the world; `down` is our own network's outage, `dead` are hosts that are no more."""

    loop: HouseLoop
    down: str = ""  # the error's code while our own network is down
    dead: set[str] = field(default_factory=set)
    near: set[str] = field(default_factory=set)  # hosts of our own house: reached whatever happens
    asked: list[tuple[float, str]] = field(default_factory=list)  # when (real seconds), path
    answers: Callable[[httpx.Request], httpx.Response] | None = None
    seconds: float = 0.1

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append((self.loop.since_boot(), request.url.path))
        await asyncio.sleep(self.seconds)
        if (self.down and request.url.host not in self.near) or request.url.host in self.dead:
            raise FetchError(self.down or "connect-refused", "nobody is there", hint="wait")
        if self.answers is not None:
            return self.answers(request)
        tag = '"1"'
        if request.headers.get("if-none-match") == tag:
            return httpx.Response(304, headers={"ETag": tag})
        return httpx.Response(200, headers={"ETag": tag}, stream=httpx.ByteStream(request.url.path.encode()))

    def a_minute(self, begin: float, end: float) -> Counter[int]:
        """Requests in each minute of a time."""
        return Counter(int((at - begin) // 60) for at, _ in self.asked if begin <= at < end)


class Lines:
    """A parser for which each line of a body is an entry with that title."""

    async def parse(self, request: ParseRequest) -> ParsedFeed:
        roster = tuple(_entry(number, line) for number, line in enumerate(request.body.decode().splitlines()))
        return ParsedFeed("rss20", "utf-8", roster)


def _entry(number: int, line: str) -> ParsedEntry:
    digest = blake2b(line.encode(), digest_size=16)
    return ParsedEntry(
        number, digest.digest(), digest.digest(), line, f"https://a.example{line}", PlainText(line),
        EntryKeys(1, digest.hexdigest(), f"https://a.example{line}"), content=SafeHtml(line), text=PlainText(line),
    )  # fmt: skip


def sources(count: int, *, hosts: int = 1000, every: timedelta | None = None) -> tuple[Source, ...]:
    """So many sources over so many hosts, with Chinese names."""
    return tuple(
        Source(f"来源{n}", (Address(f"https://host{n % hosts}.example/{n}", f"k{n}"),), categories=("c",), every=every)
        for n in range(count)
    )


class VirtualHouse:
    """`async with VirtualHouse(loop, folder, sources) as house`: then `await house.live(seconds)`."""

    def __init__(
        self,
        loop: HouseLoop,
        folder: Path,
        some: tuple[Source, ...],
        web: Web,
        resolver: Resolver | None = None,
        **fetch: Any,
    ) -> None:
        self.resolver = resolver  # with one, requests go the real way as far as the guard lets them
        self.loop, self.folder, self.web = loop, folder, web
        self.settings = make_settings(some, [Category("新媒体", "c")], state=folder, fetch=FetchSettings(**fetch))
        self.reports: list[PollReport] = []

    async def __aenter__(self) -> Self:
        self.writer = await Writer.open(self.folder, self.loop)
        blocks = await self.writer.call(Store.host_blocks, self.loop.now())
        self.fetcher = Fetcher(
            self.settings.fetch,
            self.loop,
            blocks=blocks,
            resolver=self.resolver,
            transports=None if self.resolver else lambda _: self.web,
        )
        press = Press(self.folder)
        rooms: Any = Rooms(store=self.writer, fetcher=self.fetcher, parser=Lines(), press=press, clock=self.loop)
        self.pipeline = Pipeline(self.settings, rooms)
        await self.pipeline.prepare()
        self.journal = Journal(self.loop)
        keeper = Timekeeper(self.loop, self.loop.since_boot)
        duty = Duty(self.pipeline)
        self.poller = Poller(lambda: duty, self.loop, self._told, timekeeper=keeper)
        return self

    def _told(self, report: PollReport, _seconds: float) -> None:
        self.reports.append(report)
        self.journal.polled(report)

    async def __aexit__(self, *_: object) -> None:
        await self.poller.stop()
        await self.fetcher.aclose()
        await self.writer.close()

    async def live(self, seconds: float, *, step: float = 0.0) -> None:
        """Tick as the daemon does, for so many seconds, only not every second where that is much."""
        step = step or (1.0 if seconds < 600 else 10.0 if seconds < 86400 else 60.0)
        end = self.loop.time() + seconds
        while self.loop.time() < end:
            self.journal.tell(offline=self.pipeline.offline)
            await self.poller.tick()
            await asyncio.sleep(step)

    async def status(self) -> dict[SourceId, SourceStatus]:
        """Every source as the store knows it."""
        found = await self.writer.call(Store.status, self.loop.now())
        return {one.state.id: one for one in found.sources}
