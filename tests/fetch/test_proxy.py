"""A proxy that the owner wrote is used; one from the environment is not."""

from __future__ import annotations

import asyncio
import os
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aggregator.clock import SystemClock
from aggregator.errors import FetchError
from aggregator.fetch import Fetcher
from aggregator.model import Address
from aggregator.settings.values import FetchSettings, HostRule

from support.wire import Asked, Wire, answer, friendly, request

PLAIN = FetchSettings()
LARGE = b"<rss>" + b"x" * 1_000_000 + b"</rss>"


async def nowhere(host: str, port: int) -> tuple[str, ...]:
    if host != "127.0.0.1":
        raise AssertionError(f"{host} must be looked up by the proxy")
    return (host,)


async def through(proxy: str, address: Address, settings: FetchSettings = PLAIN) -> int:
    async with Fetcher(settings, SystemClock(), resolver=nowhere) as fetcher:
        return (await fetcher.fetch(request(address))).http_status


def test_request_goes_through_the_proxy_with_the_whole_address() -> None:
    async def scenario() -> None:
        async with Wire(lambda _: answer()) as proxy:
            place = Address("http://woshipm.example/feed", "k", proxy=proxy.url("/").replace("//", "//me:pw@"))
            assert await through(proxy.url(), place) == 200
            asked = proxy.asked[0]
            assert asked.target == "http://woshipm.example/feed"
            assert asked.header("host") == b"woshipm.example"
            assert asked.header("proxy-authorization") == b"Basic bWU6cHc="

    asyncio.run(scenario())


def test_proxy_may_be_set_for_all_or_for_a_host() -> None:
    async def scenario() -> None:
        async with Wire(lambda _: answer()) as proxy:
            place = Address("http://a.example/feed", "k")
            assert await through("", place, FetchSettings(proxy=proxy.url())) == 200
            assert await through("", place, FetchSettings(hosts=(HostRule("*.example", proxy=proxy.url()),))) == 200
            assert proxy.connects == 2

    asyncio.run(scenario())


@pytest.mark.parametrize(
    "host", ["127.0.0.1:9", "127.1", "0x7f.1", "2130706433", "localhost", "[::1]", "nas.local", "10.0.0.1"]
)
def test_proxy_is_not_asked_for_what_is_plainly_private(host: str) -> None:
    async def scenario() -> None:
        async with Wire(lambda _: answer()) as proxy:
            with pytest.raises(FetchError) as caught:
                await through("", Address(f"http://{host}/feed", "k", proxy=proxy.url()))
            assert caught.value.code == "private-address"
            assert proxy.connects == 0

    asyncio.run(scenario())


def test_redirect_through_a_proxy_is_checked_too() -> None:
    async def scenario() -> None:
        async with Wire(lambda _: answer(302, Location="http://169.254.169.254/latest/meta-data")) as proxy:
            with pytest.raises(FetchError) as caught:
                await through("", Address("http://a.example/", "k", proxy=proxy.url()))
            assert caught.value.code == "private-address"
            assert proxy.connects == 1

    asyncio.run(scenario())


def test_proxy_that_refuses_https_has_its_own_error() -> None:
    async def scenario() -> None:
        def handler(asked: Asked) -> bytes:
            assert asked.method == "CONNECT"
            return answer(407, b"")

        async with Wire(handler) as proxy:
            with pytest.raises(FetchError) as caught:
                await through("", Address("https://a.example/", "k", proxy=proxy.url()))
            assert caught.value.code == "proxy-failed"

    asyncio.run(scenario())


@asynccontextmanager
async def relay(context: ssl.SSLContext | None) -> AsyncIterator[tuple[int, list[bytes]]]:
    """A proxy that connects whoever asks to any port of this machine, itself behind TLS with a `context`."""
    asked: list[bytes] = []

    async def pour(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        while data := await source.read(65536):
            target.write(data)
        target.close()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        lines.append(writer.transport)
        asked.append((await reader.readuntil(b"\r\n\r\n")).partition(b"\r\n")[0])
        port = int(asked[-1].split(b" ")[1].rpartition(b":")[2])
        there, back = await asyncio.open_connection("127.0.0.1", port)
        lines.append(back.transport)
        writer.write(b"HTTP/1.1 200 X\r\n\r\n")
        await asyncio.gather(pour(reader, back), pour(there, writer), return_exceptions=True)

    lines: list[asyncio.WriteTransport] = []
    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    try:
        yield server.sockets[0].getsockname()[1], asked
    finally:
        server.close()
        for line in lines:
            line.abort()
        await asyncio.sleep(0.05)


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_https_goes_through_a_proxy_that_sees_nothing_of_it(scheme: str, certificate: Path) -> None:
    """Behind TLS a second time where the proxy itself is asked by https."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate)
    trusting = ssl.create_default_context(cafile=str(certificate))

    async def local(host: str, port: int) -> tuple[str, ...]:
        assert host == "localhost"
        return ("127.0.0.1",)

    async def scenario() -> None:
        async with (
            Wire(lambda _: answer(200, LARGE), context=server) as wire,
            relay(server if scheme == "https" else None) as (port, asked),
            Fetcher(PLAIN, SystemClock(), resolver=local, context=trusting) as fetcher,
        ):
            place = Address(wire.url("/feed", host="secure.example"), "k", proxy=f"{scheme}://localhost:{port}")
            assert (await fetcher.fetch(request(place))).body == LARGE
            assert asked == [b"CONNECT secure.example:%d HTTP/1.1" % wire.port]
            other = Address(wire.url("/feed", host="other.example"), "k", proxy=f"{scheme}://localhost:{port}")
            with pytest.raises(FetchError) as caught:
                await fetcher.fetch(request(other))
            assert caught.value.code == "tls-certificate"

    asyncio.run(scenario())


@pytest.mark.parametrize("proxy", ["ftp://127.0.0.1:1", "nonsense", "http://", "http://127.0.0.1:99999"])
def test_unreadable_proxy_is_told(proxy: str) -> None:
    with pytest.raises(FetchError) as caught:
        asyncio.run(through("", Address("http://a.example/", "k", proxy=proxy)))
    assert caught.value.code == "proxy-unusable"


@pytest.fixture
def proxied_environment() -> Iterator[None]:
    kept = dict(os.environ)
    os.environ.update(dict.fromkeys(("http_proxy", "HTTP_PROXY", "ALL_PROXY", "https_proxy"), "http://127.0.0.1:9/"))
    yield
    os.environ.clear()
    os.environ.update(kept)


def test_environment_proxies_are_not_read(proxied_environment: None) -> None:
    async def scenario() -> None:
        async with Wire(lambda _: answer()) as wire, Fetcher(friendly(), SystemClock()) as fetcher:
            assert (await fetcher.fetch(request(wire.url()))).http_status == 200

    asyncio.run(scenario())
