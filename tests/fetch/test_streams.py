"""Connections: what is said below HTTP, that TLS is whole, that nothing outlives its answer or its caller."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpcore
import httpx
import pytest
from aggregator.errors import FetchError
from aggregator.fetch import Fetcher
from aggregator.fetch.direct import Direct
from aggregator.fetch.streams import dial

from support.wire import FEED, Wire, answer, fetching, friendly, request

LARGE = b"<rss>" + b"\xe6\x96\xb0" * 1_000_000 + b"</rss>"


class Host:
    """A blocking host on loopback that treats its one caller as a test says."""

    def __init__(self, treat: Callable[[socket.socket], None]) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._treat = treat
        self.port = self._listening.getsockname()[1]
        self.left = threading.Event()
        """Set once the caller has hung up, or has been treated."""

    def run(self) -> None:
        caller, _ = self._listening.accept()
        with caller:
            caller.settimeout(5)
            self._treat(caller)
        self.left.set()

    def close(self) -> None:
        self._listening.close()


@contextmanager
def host(treat: Callable[[socket.socket], None]) -> Iterator[Host]:
    it = Host(treat)
    thread = threading.Thread(target=it.run)
    thread.start()
    try:
        yield it
    finally:
        thread.join(timeout=10)
        it.close()
        assert not thread.is_alive()


def until_hung_up(caller: socket.socket) -> None:
    while caller.recv(65536):
        pass


def head_then(*said: bytes) -> Callable[[socket.socket], None]:
    """Hear a request, answer it, and wait for the caller to hang up."""

    def treat(caller: socket.socket) -> None:
        heard = b""
        while b"\r\n\r\n" not in heard:
            heard += caller.recv(65536)
        for piece in said:
            caller.sendall(piece)
        until_hung_up(caller)

    return treat


def slam(caller: socket.socket) -> None:
    """Hear something, and break off without a word."""
    assert caller.recv(1)
    caller.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


async def local(host: str, port: int) -> tuple[str, ...]:
    return ("127.0.0.1",)


def trusting(certificate: Path) -> dict[str, Any]:
    return {"resolver": local, "context": ssl.create_default_context(cafile=str(certificate))}


def server_side(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


# ------------------------------------------------------------------------------------------------ one answer each


@pytest.mark.parametrize(
    "said",
    [
        b"HTTP/1.1 304 X\r\nETag: x\r\n\r\n",
        b"HTTP/1.1 200 X\r\nContent-Length: 6\r\n\r\n<rss/>",
        b"HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n<rss/>\r\n0\r\n\r\n",
        b"HTTP/1.1 500 X\r\nContent-Length: 1000000\r\n\r\n<",
        b"HTTP/1.1 nonsense\r\n\r\n",
    ],
    ids=["304", "length", "chunked", "body not wanted", "no HTTP"],
)
def test_caller_hangs_up_after_the_answer_although_the_host_would_go_on(said: bytes) -> None:
    async def scenario(fetcher: Fetcher) -> None:
        with host(head_then(said)) as there:
            await asyncio.gather(fetcher.fetch(request(f"http://127.0.0.1:{there.port}/")), return_exceptions=True)
            assert await asyncio.to_thread(there.left.wait, 3)

    fetching(scenario)


def test_no_connection_serves_two_questions() -> None:
    """One that was opened by the permission of one source would else carry the question of another."""

    async def scenario(fetcher: Fetcher) -> None:
        async with Wire(lambda _: answer().replace(b"Connection: close", b"Connection: keep-alive")) as wire:
            for _ in range(3):
                assert (await fetcher.fetch(request(wire.url()))).http_status == 200
            assert wire.connects == 3

    fetching(scenario)


def test_host_that_closes_its_side_early_is_heard_to_the_end() -> None:
    def treat(caller: socket.socket) -> None:
        caller.recv(65536)
        caller.sendall(b"HTTP/1.1 200 X\r\n\r\n" + LARGE)
        caller.shutdown(socket.SHUT_WR)
        until_hung_up(caller)

    async def scenario(fetcher: Fetcher) -> None:
        with host(treat) as there:
            assert (await fetcher.fetch(request(f"http://127.0.0.1:{there.port}/"))).body == LARGE

    fetching(scenario)


class Deaf(httpcore.AsyncNetworkStream):
    """Takes nothing, and has answered all the same."""

    def __init__(self) -> None:
        self.said = [answer(413, b"too much"), b""]
        self.closed = False

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        raise httpcore.WriteError("broken pipe")

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109
        return self.said.pop(0)

    async def aclose(self) -> None:
        self.closed = True


def test_refusal_that_comes_before_all_was_said_is_heard() -> None:
    stream = Deaf()

    class Open:
        async def connect_tcp(self, host: str, port: int, patience: float) -> Deaf:
            return stream

    async def scenario() -> None:
        asked = httpx.Request("POST", "http://a.example/", content=b"x" * 9, extensions={"timeout": {"connect": 1.0}})
        got = await Direct(Open(), ssl.create_default_context()).handle_async_request(asked)  # type: ignore[arg-type]
        assert (got.status_code, await got.aread()) == (413, b"too much")
        assert stream.closed

    asyncio.run(scenario())


# ------------------------------------------------------------------------------------------------ TLS


def test_tls_names_the_host_and_offers_http_1_alone(certificate: Path) -> None:
    context = server_side(certificate)
    context.set_alpn_protocols(["h2", "http/1.1"])
    seen: list[tuple[ssl.SSLObject, str]] = []
    context.sni_callback = lambda tls, name, _: seen.append((tls, name))  # type: ignore[assignment]

    async def scenario(fetcher: Fetcher) -> None:
        async with Wire(lambda _: answer(), context=context) as wire:
            assert (await fetcher.fetch(request(wire.url("/", host="secure.example")))).body == FEED
        assert [(tls.selected_alpn_protocol(), name) for tls, name in seen] == [("http/1.1", "secure.example")]

    fetching(scenario, **trusting(certificate))


@pytest.mark.parametrize("framed", [True, False], ids=["with its length", "until the end"])
@pytest.mark.parametrize("polite", [True, False], ids=["good-bye", "none"])
def test_large_body_comes_whole_through_tls(certificate: Path, framed: bool, polite: bool) -> None:
    context = server_side(certificate)

    def treat(caller: socket.socket) -> None:
        secure = context.wrap_socket(caller, server_side=True)
        secure.recv(65536)
        secure.sendall(b"HTTP/1.1 200 X\r\n%s\r\n" % (b"Content-Length: %d\r\n" % len(LARGE) if framed else b""))
        secure.sendall(LARGE)
        if polite:
            secure.settimeout(0.2)
            with suppress(OSError):
                secure.unwrap()
        secure.close()

    async def scenario(fetcher: Fetcher) -> None:
        with host(treat) as there:
            result = await fetcher.fetch(request(f"https://secure.example:{there.port}/"))
        assert result.body == LARGE

    fetching(scenario, **trusting(certificate))


def test_large_form_goes_whole_through_tls(certificate: Path) -> None:
    async def scenario(fetcher: Fetcher) -> None:
        async with Wire(lambda asked: answer(200, b"%d" % len(asked.body)), context=server_side(certificate)) as wire:
            assert await fetcher.post_form(wire.url("/", host="secure.example"), {"x": "y" * 3_000_000}) == 200
            assert len(wire.asked[0].body) == 3_000_002

    fetching(scenario, **trusting(certificate))


def test_tls_that_is_cut_in_the_middle_is_truncated(certificate: Path) -> None:
    context = server_side(certificate)

    def treat(caller: socket.socket) -> None:
        secure = context.wrap_socket(caller, server_side=True)
        secure.recv(65536)
        secure.sendall(b"HTTP/1.1 200 X\r\nContent-Length: 500\r\n\r\n<rss>")
        secure.close()

    async def scenario(fetcher: Fetcher) -> None:
        with host(treat) as there, pytest.raises(FetchError) as caught:
            await fetcher.fetch(request(f"https://secure.example:{there.port}/"))
        assert caught.value.code == "truncated"

    fetching(scenario, **trusting(certificate))


@pytest.mark.parametrize(
    ("treat", "code"),
    [
        (until_hung_up, "tls-failed"),
        (lambda caller: caller.recv(65536) and None, "tls-failed"),
        (lambda caller: caller.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n"), "tls-failed"),
        (slam, "connect-failed"),
    ],
    ids=["silent", "hangs up", "speaks HTTP", "slams the door"],
)
def test_host_without_tls(treat: Callable[[socket.socket], None], code: str, certificate: Path) -> None:
    async def scenario(fetcher: Fetcher) -> None:
        with host(treat) as there:
            with pytest.raises(FetchError) as caught:
                await fetcher.fetch(request(f"https://secure.example:{there.port}/"))
            assert await asyncio.to_thread(there.left.wait, 3)
        assert caught.value.code == code

    fetching(scenario, friendly(timeout=timedelta(seconds=0.5)), **trusting(certificate))


# ------------------------------------------------------------------------------------------------ ends


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_cancelled_question_hangs_up(scheme: str, certificate: Path) -> None:
    """In the middle of an answer, and in the middle of a handshake."""

    async def scenario(fetcher: Fetcher) -> None:
        begun = threading.Event()

        def treat(caller: socket.socket) -> None:
            assert caller.recv(65536)
            begun.set()
            until_hung_up(caller)

        with host(treat) as there:
            task = asyncio.create_task(fetcher.fetch(request(f"{scheme}://secure.example:{there.port}/")))
            assert await asyncio.to_thread(begun.wait, 3)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert await asyncio.to_thread(there.left.wait, 3)

    fetching(scenario, **trusting(certificate))


def test_streams_keep_the_deadlines_that_they_are_given() -> None:
    async def scenario() -> None:
        with host(lambda caller: until_hung_up(caller) if caller.recv(1) else None) as there:
            stream = await dial("127.0.0.1", there.port, 5)
            with pytest.raises(httpcore.ReadTimeout):
                await stream.read(10, timeout=0.05)
            await stream.write(b"", timeout=0.05)
            await stream.write(b"now read on", timeout=0.05)
            await stream.aclose()
            assert await asyncio.to_thread(there.left.wait, 3)
        with host(lambda caller: there.left.wait(5) and None) as there:
            there.left.clear()
            stream = await dial("127.0.0.1", there.port, 5)
            with pytest.raises(httpcore.WriteTimeout):
                await stream.write(b"x" * 50_000_000, timeout=0.1)
            await stream.aclose()
            there.left.set()

    asyncio.run(scenario())


def test_what_the_kernel_says_is_told_in_httpcores_words() -> None:
    async def scenario() -> None:
        with host(slam) as there:
            stream = await dial("127.0.0.1", there.port, 5)
            await stream.write(b"hello")
            assert await asyncio.to_thread(there.left.wait, 3)
            with pytest.raises(httpcore.ReadError):
                await stream.read(10)
            await stream.aclose()
            with pytest.raises(httpcore.WriteError):
                await stream.write(b"x")
        with pytest.raises(httpcore.ConnectError) as caught:
            await dial("127.0.0.1", there.port, 5)
        assert isinstance(caught.value.__cause__, ConnectionRefusedError)

    asyncio.run(scenario())
