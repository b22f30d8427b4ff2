"""A SOCKS5 proxy on the loopback: what it is told, what it may answer, and what it must never be asked."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pytest
from aggregator.clock import SystemClock
from aggregator.errors import FetchError
from aggregator.fetch import Fetcher
from aggregator.model import Address
from aggregator.settings.values import FetchSettings, HostRule

from support.wire import Wire, answer, friendly, request

DONE = b"\5\0\0\1\0\0\0\0\0\0"
LARGE = b"<rss>" + b"x" * 1_000_000 + b"</rss>"


@dataclass
class Proxy:
    """Connects whoever asks to `port` on this machine, wherever they want to go, and remembers where that was.

    `login` is what it demands; `says` are its answers byte by byte, instead of the right ones.
    """

    port: int = 0
    host: str = "127.0.0.1"
    login: tuple[bytes, bytes] | None = None
    reply: bytes = DONE
    says: Sequence[bytes] | None = None
    asked: list[tuple[int, bytes, int]] = field(default_factory=list)
    offered: list[bytes] = field(default_factory=list)
    connects: int = 0

    async def __aenter__(self) -> Self:
        self._lines: list[asyncio.WriteTransport] = []
        self._server = await asyncio.start_server(self._serve, self.host, 0)
        self.at = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        for line in self._lines:
            line.abort()
        await asyncio.sleep(0.02)

    def url(self, login: str = "", scheme: str = "socks5") -> str:
        return f"{scheme}://{login}{f'[{self.host}]' if ':' in self.host else self.host}:{self.at}"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connects += 1
        self._lines.append(writer.transport)
        try:
            await (self._talk(reader, writer) if self.says is None else self._babble(reader, writer))
        except (OSError, asyncio.IncompleteReadError):
            writer.transport.abort()

    async def _babble(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for said in self.says or ():
            await reader.read(4096)
            writer.write(said)
            await writer.drain()
        writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async def say(words: bytes) -> None:
            for byte in words:  # as a network may bring it
                writer.write(bytes([byte]))
                await writer.drain()
                await asyncio.sleep(0.001)

        version, count = await reader.readexactly(2)
        self.offered.append(await reader.readexactly(count))
        assert version == 5
        if self.login is None:
            await say(b"\5\0")
        elif b"\2" not in self.offered[-1]:
            return await say(b"\5\xff")
        else:
            await say(b"\5\2")
            assert await reader.readexactly(1) == b"\1"
            words = [await reader.readexactly((await reader.readexactly(1))[0]) for _ in range(2)]
            await say(b"\1\0" if tuple(words) == self.login else b"\1\1")
        assert await reader.readexactly(3) == b"\5\1\0"
        kind = (await reader.readexactly(1))[0]
        length = {1: 4, 4: 16}.get(kind) or (await reader.readexactly(1))[0]
        place = await reader.readexactly(length)
        self.asked.append((kind, place, int.from_bytes(await reader.readexactly(2))))
        if self.reply[1]:
            await say(self.reply)
            writer.close()
            return None
        there, back = await asyncio.open_connection("127.0.0.1", self.port)
        self._lines.append(back.transport)
        await say(self.reply)
        await asyncio.gather(_pour(reader, back), _pour(there, writer), return_exceptions=True)
        return None


async def _pour(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    while data := await source.read(65536):
        target.write(data)
    target.close()


async def nowhere(host: str, port: int) -> tuple[str, ...]:
    if host != "localhost":
        raise AssertionError(f"{host} must be looked up by the proxy")
    return ("127.0.0.1",)


def run(scenario: Callable[[], Awaitable[Any]]) -> Any:
    async def whole() -> Any:
        return await scenario()

    return asyncio.run(whole())


async def through(proxy: str, url: str, settings: FetchSettings | None = None, **more: Any) -> bytes:
    async with Fetcher(settings or FetchSettings(), SystemClock(), resolver=nowhere, **more) as fetcher:
        return (await fetcher.fetch(request(Address(url, "k", proxy=proxy)))).body


async def code_of(proxy: str, url: str = "http://a.example/feed", settings: FetchSettings | None = None) -> str:
    try:
        await through(proxy, url, settings)
    except FetchError as error:
        return error.code
    return "ok"


@pytest.mark.parametrize("scheme", ["socks5", "socks5h"])
def test_the_proxy_is_told_the_name_and_brings_the_feed(scheme: str) -> None:
    async def scenario() -> None:
        async with Wire(lambda _: answer(200, LARGE)) as wire, Proxy(wire.port) as proxy:
            assert await through(proxy.url(scheme=scheme), "http://woshipm.example:8000/feed?a=1") == LARGE
            assert proxy.asked == [(3, b"woshipm.example", 8000)]
            assert wire.asked[0].target == "/feed?a=1"
            assert wire.asked[0].header("host") == b"woshipm.example:8000"

    run(scenario)


@pytest.mark.parametrize(
    ("url", "kind", "place"),
    [
        ("http://8.8.8.8/", 1, bytes([8, 8, 8, 8])),
        ("http://[2606:4700::1111]/", 4, bytes.fromhex("26064700000000000000000000001111")),
        ("http://例子.example/", 3, b"xn--fsqu00a.example"),
    ],
)
def test_addresses_go_as_addresses_and_names_as_names(url: str, kind: int, place: bytes) -> None:
    async def scenario() -> None:
        async with Wire(lambda _: answer()) as wire, Proxy(wire.port) as proxy:
            assert await code_of(proxy.url(), url) == "ok"
            assert proxy.asked == [(kind, place, 80)]

    run(scenario)


def test_https_goes_through_a_proxy_that_sees_nothing_of_it(certificate: Path) -> None:
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate)
    trusting = ssl.create_default_context(cafile=str(certificate))

    async def scenario() -> None:
        async with Wire(lambda _: answer(200, LARGE), context=server) as wire, Proxy(wire.port) as proxy:
            assert await through(proxy.url(), "https://secure.example/feed", context=trusting) == LARGE
            with pytest.raises(FetchError) as caught:
                await through(proxy.url(), "https://other.example/feed", context=trusting)
            assert caught.value.code == "tls-certificate"
            assert proxy.asked == [(3, b"secure.example", 443), (3, b"other.example", 443)]

    run(scenario)


def test_who_we_are_is_said_where_it_is_asked() -> None:
    async def scenario() -> None:
        async with Wire(lambda _: answer()) as wire, Proxy(wire.port, login=("\u7532".encode(), b"p@w")) as proxy:
            assert await code_of(proxy.url("%E7%94%B2:p%40w@")) == "ok"
            assert proxy.offered == [b"\0\2"]
            for login in ("", "me:wrong@", "me@", f"{'x' * 256}:y@"):
                assert await code_of(proxy.url(login)) == "proxy-failed"
            assert len(proxy.asked) == 1
            assert wire.connects == 1

    run(scenario)


def test_a_login_is_not_pressed_upon_a_proxy_that_wants_none() -> None:
    async def scenario() -> None:
        async with Wire(lambda _: answer()) as wire, Proxy(wire.port) as proxy:
            assert await code_of(proxy.url("me:pw@")) == "ok"

    run(scenario)


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (1, "proxy-failed"), (2, "proxy-failed"), (3, "connect-unreachable"), (4, "connect-unreachable"),
        (5, "connect-refused"), (6, "connect-unreachable"), (7, "proxy-failed"), (8, "proxy-failed"),
        (99, "proxy-failed"),
    ],
)  # fmt: skip
def test_what_the_proxy_could_not_reach_is_told(reply: int, code: str) -> None:
    async def scenario() -> None:
        async with Proxy(reply=bytes([5, reply, 0, 1, 0, 0, 0, 0, 0, 0])) as proxy:
            assert await code_of(proxy.url()) == code

    run(scenario)


@pytest.mark.parametrize("end", [b"\5\0\0\3\4home\0\7", b"\5\0\0\4" + bytes(18)], ids=["a name", "IPv6"])
def test_where_it_connects_from_may_be_told_in_any_form(end: bytes) -> None:
    async def scenario() -> None:
        async with Wire(lambda _: answer(200, LARGE)) as wire, Proxy(wire.port, reply=end) as proxy:
            assert await through(proxy.url(), "http://a.example/") == LARGE

    run(scenario)


@pytest.mark.parametrize(
    "says",
    [
        [], [b""], [b"\5"], [b"HTTP/1.1 400 Bad Request\r\n\r\n"], [b"\4\0"], [b"\5\0", b""], [b"\5\0", b"\5\0\0"],
        [b"\5\0", b"\4\0\0\1\0\0\0\0\0\0"], [b"\5\0", b"\5\0\0\3\xff" + b"x" * 9], [b"\5\1"], [b"\5\2"],
    ],
)  # fmt: skip
def test_nonsense_from_the_port_is_the_proxys_failure(says: list[bytes]) -> None:
    async def scenario() -> None:
        async with Proxy(says=says) as proxy:
            assert await code_of(proxy.url()) in {"proxy-failed", "reset"}

    run(scenario)


def test_a_silent_proxy_ends_at_the_deadline_and_a_missing_one_at_once() -> None:
    async def scenario() -> None:
        async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.read()
            writer.close()

        silent = await asyncio.start_server(listen, "127.0.0.1", 0)
        port = silent.sockets[0].getsockname()[1]
        impatient = friendly(timeout=timedelta(seconds=0.5))
        assert await code_of(f"socks5://127.0.0.1:{port}", settings=impatient) == "connect-timeout"
        silent.close()
        assert await code_of(f"socks5://127.0.0.1:{port}") == "connect-refused"

    run(scenario)


@pytest.mark.parametrize(
    "host", ["127.0.0.1:9", "127.1", "0x7f.1", "2130706433", "localhost", "[::1]", "nas.local", "10.0.0.1"]
)
def test_the_proxy_is_not_asked_for_what_is_plainly_private(host: str) -> None:
    async def scenario() -> None:
        async with Proxy() as proxy:
            assert await code_of(proxy.url(), f"http://{host}/feed") == "private-address"
            assert proxy.connects == 0

    run(scenario)


def test_a_redirect_through_the_proxy_is_checked_too() -> None:
    async def scenario() -> None:
        moved = answer(302, Location="http://169.254.169.254/latest/meta-data")
        async with Wire(lambda _: moved) as wire, Proxy(wire.port) as proxy:
            assert await code_of(proxy.url()) == "private-address"
            assert len(proxy.asked) == 1

    run(scenario)


def test_a_name_of_the_proxy_is_looked_up_here_and_a_host_may_have_its_own() -> None:
    async def scenario() -> None:
        async with Wire(lambda _: answer()) as wire, Proxy(wire.port) as proxy:
            rule = HostRule("*.example", proxy=f"socks5://localhost:{proxy.at}")
            assert await code_of("", settings=FetchSettings(hosts=(rule,))) == "ok"
            assert await code_of("", settings=FetchSettings(proxy=f"socks5://localhost:{proxy.at}")) == "ok"

    run(scenario)


def test_a_proxy_may_have_an_ipv6_address(ipv6: str) -> None:
    async def scenario() -> None:
        async with Wire(lambda _: answer()) as wire, Proxy(wire.port, host=ipv6) as proxy:
            assert await code_of(proxy.url()) == "ok"

    run(scenario)
