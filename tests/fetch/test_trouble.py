"""Every way an answer can fail has its own code and advice, and costs no more than its deadline."""

from __future__ import annotations

import asyncio
import gc
import gzip
import resource
import socket
import ssl
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from aggregator.errors import FetchError
from aggregator.fetch import Fetcher

from support.wire import FEED, Wire, answer, fetching, friendly, request

HEAD = b"HTTP/1.1 200 OK\r\nConnection: close\r\n"
WIRES: dict[str, tuple[bytes | Sequence[bytes | float], str]] = {
    "closed without a word": (b"", "reset"),
    "no HTTP at all": (b"\x00\x01\x02SSH-2.0\r\n\r\n", "not-http"),
    "HTTP/0.9": (b"<rss/>", "reset"),
    "shorter than it says": (HEAD + b"Content-Length: 500\r\n\r\n" + FEED, "truncated"),
    "chunk missing": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\n", "truncated"),
    "chunk size nonsense": (HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n<rss>\r\n", "not-http"),
    "two lengths": (HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n<rss/>", "not-http"),
    "negative length": (HEAD + b"Content-Length: -5\r\n\r\n<rss/>", "not-http"),
    "length beyond limit": (HEAD + b"Content-Length: 99999999999999999999\r\n\r\n<rss/>", "too-big"),
    "headers without end": ([HEAD + b"X: y\r\n" * 30_000], "headers-too-large"),
    "one long header": (HEAD + b"Set-Cookie: " + b"x" * 70_000 + b"\r\n\r\n<rss/>", "headers-too-large"),
    "plain under gzip": (answer(Content_Encoding="gzip"), "encoding-broken"),
    "gzip cut": (HEAD + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(FEED * 20)[:-9], "truncated"),
    "two codings": (answer(Content_Encoding="gzip, gzip"), "encoding-stacked"),
    "unknown coding": (answer(Content_Encoding="lzma"), "encoding-unknown"),
    "switching protocols": (b"HTTP/1.1 101 X\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n", "not-http"),
    "redirect to nowhere": (answer(301), "redirect-broken"),
}


@pytest.mark.parametrize("name", WIRES)
def test_broken_answer(name: str) -> None:
    said, code = WIRES[name]

    async def scenario(fetcher: Fetcher) -> None:
        async with Wire(lambda _: said) as wire:
            with pytest.raises(FetchError) as caught:
                await fetcher.fetch(request(wire.url()))
            assert caught.value.code == code
            assert caught.value.hint
            assert caught.value.url == wire.url()
            assert caught.value.what[0].islower()

    fetching(scenario)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("ftp://example.org/feed", "unsupported-scheme"),
        ("file:///etc/passwd", "unsupported-scheme"),
        ("example.org/feed", "unsupported-scheme"),
        ("", "unsupported-scheme"),
        ("http://", "bad-url"),
        ("http:///feed", "bad-url"),
        ("http://exa mple.org/", "bad-url"),
        ("http://[::1/", "bad-url"),
        ("http://example.org:port/", "bad-url"),
        ("http://a..b/", "bad-url"),
        ("https://example.org:99999/", "bad-url"),
    ],
)
def test_unusable_address(url: str, code: str) -> None:
    async def scenario(fetcher: Fetcher) -> None:
        with pytest.raises(FetchError) as caught:
            await fetcher.fetch(request(url))
        assert caught.value.code == code
        assert not caught.value.transient

    async def nowhere(host: str, port: int) -> tuple[str, ...]:
        raise AssertionError(f"{host} must not be looked up")

    fetching(scenario, resolver=nowhere)


def test_nothing_listens() -> None:
    async def scenario(fetcher: Fetcher) -> None:
        async with Wire(lambda _: answer()) as wire:
            url = wire.url()
        with pytest.raises(FetchError) as caught:
            await fetcher.fetch(request(url))
        assert caught.value.code == "connect-refused"

    fetching(scenario)


@pytest.mark.parametrize(
    ("number", "code"), [("EAI_NONAME", "dns-not-found"), ("EAI_AGAIN", "dns-failed"), ("EAI_FAIL", "dns-failed")]
)
def test_name_that_is_not_found_differs_from_a_name_server_that_is_silent(number: str, code: str) -> None:
    async def resolver(host: str, port: int) -> tuple[str, ...]:
        raise socket.gaierror(getattr(socket, number), "no")

    async def scenario(fetcher: Fetcher) -> None:
        with pytest.raises(FetchError) as caught:
            await fetcher.fetch(request("https://没有.example/feed"))
        assert caught.value.code == code

    fetching(scenario, resolver=resolver)


DRIPS: dict[str, Sequence[bytes | float]] = {
    "silent after the request": [9.0],
    "headers byte by byte": [piece for byte in HEAD for piece in (bytes([byte]), 0.05)],
    "endless informational answers": [piece for _ in range(200) for piece in (b"HTTP/1.1 103 X\r\n\r\n", 0.02)],
    "body byte by byte": [HEAD + b"\r\n"] + [piece for _ in range(200) for piece in (b" ", 0.05)],
    "chunks of nothing": [HEAD + b"Transfer-Encoding: chunked\r\n\r\n"]
    + [piece for _ in range(200) for piece in (b"1\r\n \r\n", 0.05)],
}


@pytest.mark.parametrize("name", DRIPS)
def test_slow_loris_is_cut_off_at_the_total_deadline(name: str) -> None:
    async def scenario(fetcher: Fetcher) -> None:
        async with Wire(lambda _: DRIPS[name]) as wire:
            began = time.monotonic()
            with pytest.raises(FetchError) as caught:
                await fetcher.fetch(request(wire.url()))
            assert caught.value.code == "timeout"
            assert time.monotonic() - began < 1.5

    fetching(scenario, friendly(timeout=timedelta(seconds=0.4)))


def test_deadline_runs_over_all_redirects_together() -> None:
    async def scenario(fetcher: Fetcher) -> None:
        def handler(asked: object) -> Sequence[bytes | float]:
            return [0.25, answer(302, Location=f"/{time.monotonic()}")]

        async with Wire(handler) as wire:
            began = time.monotonic()
            with pytest.raises(FetchError) as caught:
                await fetcher.fetch(request(wire.url()))
            assert caught.value.code == "timeout"
            assert time.monotonic() - began < 1.2

    fetching(scenario, friendly(timeout=timedelta(seconds=0.6)))


def test_slow_name_server_is_inside_the_deadline_and_told_from_a_slow_site() -> None:
    async def resolver(host: str, port: int) -> tuple[str, ...]:
        await asyncio.sleep(30)
        return ("127.0.0.1",)

    async def scenario(fetcher: Fetcher) -> None:
        began = time.monotonic()
        with pytest.raises(FetchError) as caught:
            await fetcher.fetch(request("http://slow.example/"))
        assert caught.value.code == "dns-failed"
        assert time.monotonic() - began < 1.0

    fetching(scenario, friendly(timeout=timedelta(seconds=0.2)), resolver=resolver)


def test_time_in_the_queue_is_outside_the_deadline() -> None:
    async def scenario(fetcher: Fetcher) -> None:
        async with Wire(lambda _: [0.5, answer()]) as wire:
            results = await asyncio.gather(*(fetcher.fetch(request(wire.url(f"/{n}"))) for n in range(6)))
            assert wire.most_in_flight == 1
            assert all(result.elapsed < 1.5 for result in results)

    fetching(scenario, friendly(timeout=timedelta(seconds=2), per_host=1))


def test_endless_body_stops_at_the_limit_and_memory_stays_flat() -> None:
    async def endless() -> Sequence[bytes | float]:
        return [HEAD + b"\r\n", *[b"<item>" * 10_000] * 2000]

    async def scenario(fetcher: Fetcher) -> None:
        async with Wire(lambda _: endless()) as wire:
            gc.collect()
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            with pytest.raises(FetchError) as caught:
                await fetcher.fetch(request(wire.url()))
            assert caught.value.code == "too-big"
            assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 48 * 1024

    fetching(scenario)


def test_closed_connections_are_given_back() -> None:
    """A failed request must not leak its place in the pool: more failures than connections, then a good one."""

    async def scenario(fetcher: Fetcher) -> None:
        count = iter(range(1000))
        async with Wire(lambda _: answer() if next(count) >= 150 else b"garbage\r\n\r\n") as wire:
            for _ in range(150):
                with pytest.raises(FetchError):
                    await fetcher.fetch(request(wire.url()))
            assert (await fetcher.fetch(request(wire.url()))).http_status == 200

    fetching(scenario)


async def local(host: str, port: int) -> tuple[str, ...]:
    return ("127.0.0.1",)


@pytest.mark.parametrize(
    ("host", "trusts", "code"),
    [
        ("secure.example", True, ""),
        ("secure.example", False, "tls-certificate"),
        ("other.example", True, "tls-certificate"),
    ],
)
def test_certificate_is_checked_against_the_name(certificate: Path, host: str, trusts: bool, code: str) -> None:
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate)
    trusting = ssl.create_default_context(cafile=str(certificate))

    async def scenario(fetcher: Fetcher) -> None:
        async with Wire(lambda _: answer(), context=server) as wire:
            url = wire.url("/feed", host=host)
            if not code:
                assert (await fetcher.fetch(request(url))).http_status == 200
                return
            with pytest.raises(FetchError) as caught:
                await fetcher.fetch(request(url))
            assert caught.value.code == code
            assert caught.value.hint

    fetching(scenario, resolver=local, context=trusting if trusts else None)


def test_https_on_a_plain_port_says_so() -> None:
    async def scenario(fetcher: Fetcher) -> None:
        async with Wire(lambda _: answer()) as wire:
            with pytest.raises(FetchError) as caught:
                await fetcher.fetch(request(wire.url().replace("http:", "https:")))
            assert caught.value.code in {"tls-failed", "connect-timeout"}

    fetching(scenario, friendly(timeout=timedelta(seconds=1)))


@pytest.mark.origin
@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("slow-headers/rebuilt/rebuilt-woshipm-latest.xml?s=20", "timeout"),
        ("slow-body/rebuilt/rebuilt-woshipm-latest.xml?s=1", "timeout"),
        ("cut/rebuilt/rebuilt-woshipm-latest.xml", "truncated"),
        ("reset/rebuilt/rebuilt-woshipm-latest.xml", "reset"),
        ("garbage/rebuilt/rebuilt-woshipm-latest.xml", "not-http"),
        ("bad-gzip/rebuilt/rebuilt-woshipm-latest.xml", "encoding-broken"),
        ("bomb/rebuilt/rebuilt-woshipm-latest.xml", "bomb"),
        ("endless/rebuilt/rebuilt-woshipm-latest.xml", "too-big"),
        ("big-headers/rebuilt/rebuilt-woshipm-latest.xml", "headers-too-large"),
        ("auth/rebuilt/rebuilt-woshipm-latest.xml", "http-401"),
        ("missing/x", "http-404"),
        ("gone/x", "gone"),
        ("status/x?code=500", "http-500"),
    ],
)
def test_origin_in_a_bad_mood(origin: object, path: str, code: str) -> None:
    async def scenario(fetcher: Fetcher) -> None:
        with pytest.raises(FetchError) as caught:
            await fetcher.fetch(request(origin.url(path)))  # type: ignore[attr-defined]
        assert caught.value.code == code

    fetching(scenario, friendly(timeout=timedelta(seconds=1)))
