"""Opening the rooms and putting a pipeline in them, for the daemon's life or for one command that runs without it."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager, closing, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from aggregator import logs
from aggregator.clock import Clock
from aggregator.fetch import Fetcher
from aggregator.model import PollReport
from aggregator.parse import Pool
from aggregator.pipeline import Pipeline, Rooms
from aggregator.press import Press
from aggregator.serve.control import SOCKET, ControlClient
from aggregator.settings.values import Settings, Source
from aggregator.store import DATABASE, Reader, Store, Writer

log = logs.get("daemon")

MOST_DUE = 1000  # sources looked at by one tick
_NEW_OBJECTS = 5000  # before the youngest are looked through; Python's own number is 700

P = ParamSpec("P")
T = TypeVar("T")


def control_client(settings: Settings) -> ControlClient:
    """The way to the daemon of this configuration, running or not."""
    return ControlClient(settings.state / SOCKET)


@asynccontextmanager
async def opened(settings: Settings, clock: Clock, *, warm: bool = False) -> AsyncIterator[Pipeline]:
    """A pipeline with the store's lock held, the store knowing this configuration. Everything is closed at the end.

    With `warm` the parse children start at once and not at the first document. Raises BusyError where another process
    writes, StorageError where the store cannot be used.
    """
    async with AsyncExitStack() as stack:
        stack.enter_context(_garbage_seldom())
        store = await Writer.open(settings.state, clock)
        stack.push_async_callback(store.close)
        blocks = await store.call(Store.host_blocks, clock.now())
        press = Press(settings.state)
        stack.push_async_callback(press.close)
        parser = stack.enter_context(closing(Pool()))
        fetcher = await stack.enter_async_context(Fetcher(settings.fetch, clock, blocks=blocks))
        pipeline = Pipeline(settings, Rooms(store=store, fetcher=fetcher, parser=parser, press=press, clock=clock))
        if warm:
            warming = asyncio.gather(parser.start(), return_exceptions=True)
            stack.push_async_callback(asyncio.wait_for, warming, None)
        await pipeline.prepare()
        yield pipeline


@contextmanager
def _garbage_seldom() -> Iterator[None]:
    """Look for garbage in cycles seldom, and not among the 100,000 objects of the program itself, 60 ms each time."""
    usual = gc.get_threshold()
    gc.set_threshold(_NEW_OBJECTS, *usual[1:])
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
        gc.set_threshold(*usual)


def rebuilt(old: Pipeline, settings: Settings) -> Pipeline:
    """The pipeline of a new configuration in the same rooms; nothing is changed yet. The store is not told.

    A changed `[fetch]` gets a fetcher of its own behind the same gate, so no host sees two of us at once; what hosts
    asked for is remembered either way.
    """
    rooms = old.rooms
    if settings.fetch != old.settings.fetch:
        rooms = replace(rooms, fetcher=Fetcher(settings.fetch, rooms.clock, gate=rooms.fetcher.gate))
    return Pipeline(settings, rooms)


class Duty:
    """A pipeline as the poller sees it."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline
        self._sources = {source.id: source for source in pipeline.settings.sources}

    async def due(self) -> Sequence[Source]:
        """The sources whose time has come, the longest waiting first."""
        rooms = self._pipeline.rooms
        ids = await rooms.store.call(Store.due, rooms.clock.now(), MOST_DUE)
        return [self._sources[one] for one in ids if one in self._sources]

    async def poll_one(self, source: Source, *, force: bool = False) -> PollReport:
        """Poll one source."""
        return await self._pipeline.poll_one(source, force=force)

    @property
    def offline(self) -> bool:
        """Whether our own network seems to be down."""
        return self._pipeline.offline

    async def catch_up(self) -> None:
        """Spread what piled up while nothing could be asked."""
        await self._pipeline.catch_up()

    def clock_was_set(self, by: timedelta) -> None:
        """The clock was moved by so much."""
        self._pipeline.clock_was_set(by)

    async def redate(self, by: timedelta, since: datetime, until: datetime) -> None:
        """What the old clock dated in the store moves along."""
        await self._pipeline.redate(by, since, until)

    @property
    def resting(self) -> bool:
        """While offline: whether it is too soon for the next probe."""
        return not self._pipeline.network.may_ask(self._pipeline.rooms.clock.now())

    def may_probe(self) -> bool:
        """While offline: one poll a minute may be tried."""
        if self.resting:
            return False
        now = self._pipeline.rooms.clock.now()
        self._pipeline.network = self._pipeline.network.probing(now)
        return True


class Reading:
    """A reader of the store on a thread of its own, for whatever the web asks; opened at the first question.

    And opened anew where another database has taken the place of the old one: a restored backup.
    """

    def __init__(self, state: Path) -> None:
        self._state = state
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="reading")
        self._reader: Reader | None = None
        self._read: tuple[int, int] | None = None  # the file that the reader reads

    async def call(self, function: Callable[Concatenate[Reader, P], T], /, *arguments: P.args, **named: P.kwargs) -> T:
        """Run `function(reader, …)`: `await reading.call(Reader.status, now)`. Raises StorageError."""

        def work() -> T:
            return function(self._opened(), *arguments, **named)

        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _opened(self) -> Reader:
        file = self._file()
        if file != self._read:
            self._forget()
        if self._reader is None:
            self._reader = Reader.open(self._state)
            self._read = file
        return self._reader

    def _file(self) -> tuple[int, int] | None:
        try:
            status = (self._state / DATABASE).stat()
        except OSError:
            return None
        return status.st_dev, status.st_ino

    def _forget(self) -> None:
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    async def close(self) -> None:
        """Close the reader."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._forget)
        self._thread.shutdown(wait=True)
