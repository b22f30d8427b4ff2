"""A loopback server that says exactly what a test tells it to, byte for byte, and remembers what it was asked."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Any, Self

from aggregator.clock import SystemClock
from aggregator.fetch import Fetcher
from aggregator.model import Address, FetchRequest, FetchResult
from aggregator.settings.values import FetchSettings

FEED = b'<rss version="2.0"><channel><title>\xe6\x96\xb0\xe5\xaa\x92\xe4\xbd\x93</title></channel></rss>'


@dataclass(frozen=True)
class Asked:
    """One request as it came over the wire."""

    method: str
    target: str
    headers: list[tuple[bytes, bytes]]
    body: bytes = b""

    def header(self, name: str) -> bytes | None:
        return next((value for key, value in self.headers if key.lower() == name.lower().encode()), None)

    @property
    def names(self) -> set[str]:
        return {key.decode().lower() for key, _ in self.headers}


Handler = Callable[[Asked], bytes | Sequence[bytes | float] | Awaitable[bytes | Sequence[bytes | float]]]


def answer(status: int = 200, body: bytes = FEED, **headers: str | bytes) -> bytes:
    """An HTTP/1.1 answer; keyword names become header names, `_` read as `-`."""
    lines = [b"HTTP/1.1 %d X" % status]
    names = {name.lower() for name in headers}
    if "content_length" not in names and status not in {204, 304}:
        lines.append(b"Content-Length: %d" % len(body))
    for name, value in headers.items():
        raw = value if isinstance(value, bytes) else value.encode("latin-1")
        lines.append(name.replace("_", "-").encode() + b": " + raw)
    return b"\r\n".join(lines) + b"\r\nConnection: close\r\n\r\n" + (body if status not in {204, 304} else b"")


class Wire:
    """`async with Wire(handler) as wire`: `wire.url("/feed")`, `wire.asked`, `wire.connects`.

    A handler returns bytes, or a sequence of bytes to send and floats to wait between them.
    """

    def __init__(
        self, handler: Handler, *, host: str = "127.0.0.1", port: int = 0, context: ssl.SSLContext | None = None
    ) -> None:
        self._handler, self._host, self._port, self._context = handler, host, port, context
        self.asked: list[Asked] = []
        self.connects = 0
        self.in_flight = self.most_in_flight = 0

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, self._host, self._port, ssl=self._context, backlog=512)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def _tasks(self) -> set[asyncio.Task[Any]]:
        return self.__dict__.setdefault("_running", set())

    def url(self, path: str = "/", host: str = "") -> str:
        scheme = "https" if self._context else "http"
        return f"{scheme}://{host or self._host}:{self.port}{path}"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.connects += 1
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            await self._talk(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self.in_flight -= 1
            self._tasks.discard(task)
            writer.transport.abort()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        first, *lines = head.rstrip(b"\r\n").split(b"\r\n")
        method, target, _ = first.decode("latin-1").split(" ", 2)
        headers = [(name, value.strip(b" \t")) for name, _, value in (line.partition(b":") for line in lines)]
        asked = Asked(method, target, headers)
        length = asked.header("content-length")
        if length:
            asked = Asked(method, target, headers, await reader.readexactly(int(length)))
        self.asked.append(asked)
        said = self._handler(asked)
        if isinstance(said, Awaitable):
            said = await said
        for piece in [said] if isinstance(said, bytes) else said:
            if isinstance(piece, bytes):
                writer.write(piece)
                await writer.drain()
            else:
                await asyncio.sleep(piece)
        if writer.can_write_eof():
            writer.write_eof()
        await asyncio.sleep(0)
        writer.close()
        await writer.wait_closed()


class FakeClock:
    """A clock that a test turns."""

    def __init__(self, start: datetime = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)) -> None:
        self._start = start
        self.seconds = 0.0

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.seconds

    def advance(self, seconds: float) -> None:
        self.seconds += seconds


def friendly(**changes: Any) -> FetchSettings:
    """Settings under which a test may ask the loopback, quickly."""
    defaults: dict[str, Any] = {
        "allow_private": ("127.0.0.0/8",),
        "host_gap": timedelta(0),
        "per_host": 8,
        "timeout": timedelta(seconds=5),
        "user_agent": "aggregator/1 (+https://example.org/)",
    }
    return FetchSettings(**{**defaults, **changes})


def request(*urls: str | Address, source: str = "一号", **more: Any) -> FetchRequest:
    """A request for these addresses, each its own key."""
    places = tuple(Address(url=url, key=url) if isinstance(url, str) else url for url in urls)
    return FetchRequest(source=source, addresses=places, **more)


def again(result: FetchResult) -> FetchRequest:
    """The next poll after this answer was committed."""
    key = result.address.key
    return FetchRequest(
        source=result.source,
        addresses=(result.address,),
        validators={key: result.validators},
        body_hashes={key: result.body_hash},
    )


def fetching(scenario: Callable[[Fetcher], Awaitable[Any]], settings: FetchSettings | None = None, **more: Any) -> Any:
    """Run a scenario with a fetcher of its own."""

    async def whole() -> Any:
        async with Fetcher(settings or friendly(), more.pop("clock", SystemClock()), **more) as fetcher:
            return await scenario(fetcher)

    return asyncio.run(whole())
