"""Nothing private is reached, however its address is spelled, and however a request is led there."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aggregator.clock import SystemClock
from aggregator.errors import FetchError
from aggregator.fetch import Fetcher
from aggregator.model import Address

from support.wire import Wire, answer, fetching, friendly, request

REDIRECTOR = "127.0.0.77"
NAMES = {  # what a hostile name server might say
    "localhost": ["127.0.0.1", "::1"],
    "localhost.localdomain": ["127.0.0.1"],
    "ip6-localhost": ["::1"],
    "lvh.example": ["127.0.0.1"],
    "v6.example": ["::1"],
    "mapped.example": ["::ffff:127.0.0.1"],
    "compatible.example": ["::127.0.0.1"],
    "nat64.example": ["64:ff9b::7f00:1"],
    "nat64-local.example": ["64:ff9b:1::7f00:1"],
    "sixtofour.example": ["2002:7f00:1::"],
    "teredo.example": ["2001::80ff:fffe"],
    "zone.example": ["fe80::1%lo"],
    "zero.example": ["0.0.0.0"],
    "any6.example": ["::"],
    "lan.example": ["192.168.1.1"],
    "lan10.example": ["10.0.0.1"],
    "lan172.example": ["172.16.0.1"],
    "carrier.example": ["100.64.0.1"],
    "metadata.example": ["169.254.169.254"],
    "metadata6.example": ["fd00:ec2::254"],
    "multicast.example": ["224.0.0.1"],
    "multicast6.example": ["ff02::1"],
    "broadcast.example": ["255.255.255.255"],
    "site-local.example": ["fec0::1"],
    "relay.example": ["192.88.99.1"],
    "assigned.example": ["192.0.0.192"],
    "mixed.example": ["93.184.215.14", "127.0.0.1"],
    "mixed6.example": ["2606:4700:4700::1111", "::1"],
    "mixed-last.example": ["127.0.0.1", "93.184.215.14"],
    "xn--fiqs8s.example": ["127.0.0.1"],
}
SPELLINGS = """
127.0.0.1 127.1 127.0.1 127.255.255.254 127.0.0.2 0177.0.0.1 0177.1 0x7f.1 0x7f.0.0.1 0x7f000001 0X7F000001
2130706433 017700000001 127.0.0.1. 127.1. 0 0.0.0.0 0x0 00 0.0 １２７.0.0.1 １２７.１ ①②⑦.⓪.⓪.① 127。0。0。1
127．0．0．1 [::1] [::] [0:0:0:0:0:0:0:1] [::ffff:127.0.0.1] [::ffff:7f00:1] [::127.0.0.1] [::7f00:1] [64:ff9b::7f00:1]
[64:ff9b:1::7f00:1] [2002:7f00:1::] [2001::80ff:fffe] [0000:0000:0000:0000:0000:ffff:7f00:0001] [fe80::1%25lo]
[fec0::1] 10.0.0.1 172.16.0.1 192.168.0.1 169.254.169.254 0xa9.254.0251.254 2852039166 100.64.0.1 192.0.0.192
192.88.99.1 198.51.100.1 224.0.0.1 255.255.255.255 [ff02::1] [fd00::1] LOCALHOST localhost. LocalHost
%6c%6f%63%61%6c%68%6f%73%74 ⓛocalhost 127.0.0.1%2e user:pw@127.0.0.1 127.0.0.1#@example.org
example.org@127.0.0.1 中国.example
""".split()  # noqa: SIM905
SPELLINGS += sorted(NAMES)
REACHABLE = ["127.0.0.1", "127.1", "0x7f.1", "2130706433", "localhost", "lvh.example", "[::1]", "[::ffff:127.0.0.1]"]


async def resolve(host: str, port: int) -> tuple[str, ...]:
    """The names above, and every number that the machine's own resolver understands; nothing leaves the machine."""
    if host.rstrip(".").lower() in NAMES:
        return tuple(NAMES[host.rstrip(".").lower()])
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    return tuple(str(entry[4][0]) for entry in found)


class Target:
    """Whatever connects to this port of this machine, by IPv4 or IPv6, is counted."""

    def __init__(self) -> None:
        self.reached = 0

    @asynccontextmanager
    async def open(self) -> Any:
        both = socket.socket(socket.AF_INET6, socket.SOCK_STREAM)
        both.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        both.bind(("::", 0))
        server = await asyncio.start_server(self._serve, sock=both)
        self.port = both.getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            await asyncio.sleep(0)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reached += 1
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer())
        await writer.drain()
        writer.close()


async def tried(fetcher: Fetcher, url: str) -> str:
    try:
        await fetcher.fetch(request(url))
    except FetchError as error:
        return error.code if error.hint else "without advice"
    return "reached"


def codes(spellings: Sequence[str], *, by_redirect: bool, allow: tuple[str, ...] = ()) -> tuple[dict[str, str], int]:
    """What became of each spelling, and how many connections reached the target."""
    target = Target()

    async def scenario() -> dict[str, str]:
        async with (
            target.open(),
            Wire(lambda asked: answer(302, Location=there[asked.target]), host=REDIRECTOR) as door,
        ):
            urls = {text: f"http://{text}:{target.port}/feed".replace("#@example.org:", ":") for text in spellings}
            urls |= {text: f"http://127.0.0.1:{target.port}#@example.org/" for text in spellings if "#" in text}
            there = {f"/{number}": urls[text].encode() for number, text in enumerate(spellings)}
            settings = friendly(allow_private=(f"{REDIRECTOR}:{door.port}", *allow))
            async with Fetcher(settings, SystemClock(), resolver=resolve) as fetcher:
                ways = {
                    text: door.url(f"/{number}") if by_redirect else urls[text] for number, text in enumerate(spellings)
                }
                ended = {text: await tried(fetcher, way) for text, way in ways.items()}
            assert door.connects == (len(spellings) if by_redirect else 0)
            return ended

    return asyncio.run(scenario()), target.reached


@pytest.mark.parametrize("by_redirect", [False, True], ids=["direct", "by redirect"])
def test_no_spelling_reaches_anything_private(by_redirect: bool) -> None:
    ended, reached = codes(SPELLINGS, by_redirect=by_redirect)
    assert len(SPELLINGS) >= 55
    assert reached == 0
    refused = {"private-address", "bad-url", "dns-not-found", "redirect-broken", "fake-ip"}
    assert set(ended.values()) <= refused, {text: code for text, code in ended.items() if code not in refused}
    assert sum(code == "private-address" for code in ended.values()) >= 55


def test_the_target_would_have_answered() -> None:
    ended, reached = codes(REACHABLE, by_redirect=False, allow=("127.0.0.0/8", "::1", "::ffff:0:0/96"))
    assert set(ended.values()) == {"reached"}
    assert reached == len(REACHABLE)


def test_name_that_changes_its_answer_is_resolved_once_per_connection_and_checked_each_time() -> None:
    lookups: list[str] = []
    answers = [("127.0.0.77",), ("127.0.0.1",), ("127.0.0.77",)]

    async def rebinding(host: str, port: int) -> tuple[str, ...]:
        lookups.append(host)
        return answers[len(lookups) - 1]

    async def scenario() -> None:
        async with Wire(lambda _: answer(), host="127.0.0.77") as public, Wire(lambda _: answer()) as private:
            settings = friendly(allow_private=("127.0.0.77",))
            async with Fetcher(settings, SystemClock(), resolver=rebinding) as fetcher:
                url = f"http://rebind.example:{public.port}/"
                assert await tried(fetcher, url) == "reached"
                assert await tried(fetcher, url) == "private-address"
                assert await tried(fetcher, url) == "reached"
            assert (public.connects, private.connects, len(lookups)) == (2, 0, 3)
            assert public.asked[0].header("host") == f"rebind.example:{public.port}".encode()

    asyncio.run(scenario())


def test_next_address_is_tried_where_the_first_does_not_answer() -> None:
    async def resolver(host: str, port: int) -> tuple[str, ...]:
        return ("127.0.0.66", "127.0.0.77")

    async def scenario() -> None:
        async with (
            Wire(lambda _: answer(), host="127.0.0.77") as wire,
            Fetcher(friendly(), SystemClock(), resolver=resolver) as fetcher,
        ):
            assert await tried(fetcher, f"http://two.example:{wire.port}/") == "reached"

    asyncio.run(scenario())


def test_fake_ip_proxy_has_its_own_error_with_the_line_to_paste() -> None:
    async def resolver(host: str, port: int) -> tuple[str, ...]:
        return ("198.18.0.7",)

    async def scenario(fetcher: Fetcher) -> None:
        with pytest.raises(FetchError) as caught:
            await fetcher.fetch(request("https://woshipm.com/feed"))
        assert caught.value.code == "fake-ip"
        assert 'allow_private = ["198.18.0.0/15"]' in caught.value.hint

    fetching(scenario, resolver=resolver)


def test_network_of_ipv6_alone_is_told_which_line_to_write() -> None:
    async def resolver(host: str, port: int) -> tuple[str, ...]:
        return ("64:ff9b::5db8:d80e",)

    async def scenario(fetcher: Fetcher) -> None:
        with pytest.raises(FetchError) as caught:
            await fetcher.fetch(request("https://v4only.example/"))
        assert 'allow_private = ["64:ff9b::/96"]' in caught.value.hint

    fetching(scenario, resolver=resolver)


def test_refusal_names_the_line_that_would_allow_it() -> None:
    async def scenario(fetcher: Fetcher) -> None:
        with pytest.raises(FetchError) as caught:
            await fetcher.fetch(request("http://127.0.0.1:1200/woshipm/latest"))
        assert 'allow_private = ["127.0.0.1:1200"]' in caught.value.hint

    fetching(scenario, friendly(allow_private=()))


def test_trusted_address_opens_its_own_host_and_port_alone() -> None:
    async def scenario() -> None:
        async with Wire(lambda _: answer()) as other:
            async with (
                Wire(lambda asked: answer(302, Location=other.url()) if asked.target == "/away" else answer()) as hub,
                Fetcher(friendly(allow_private=()), SystemClock()) as fetcher,
            ):
                good = Address(hub.url("/feed"), "k", trusted=True)
                assert (await fetcher.fetch(request(good))).http_status == 200
                assert await tried(fetcher, hub.url("/feed")) == "private-address"
                with pytest.raises(FetchError) as caught:
                    await fetcher.fetch(request(Address(hub.url("/away"), "k", trusted=True)))
                assert caught.value.code == "private-address"
            assert other.connects == 0

    asyncio.run(scenario())


def test_pages_and_hub_calls_pass_the_same_guard() -> None:
    async def scenario() -> None:
        async with (
            Wire(lambda _: answer()) as wire,
            Fetcher(friendly(allow_private=()), SystemClock()) as fetcher,
        ):
            with pytest.raises(FetchError, match="loopback"):
                await fetcher.get_page(wire.url())
            with pytest.raises(FetchError, match="loopback"):
                await fetcher.post_form(wire.url(), {"hub.mode": "publish"})
            assert wire.connects == 0

    asyncio.run(scenario())
