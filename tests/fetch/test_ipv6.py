"""Hosts that have an IPv6 address alone, or one beside an IPv4 address that leads nowhere."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aggregator.clock import SystemClock
from aggregator.errors import FetchError
from aggregator.fetch import Fetcher
from aggregator.model import Address
from aggregator.settings.values import FetchSettings, HostRule

from support.wire import Wire, answer, friendly, request

ALLOWED = ["::1", "[::1]", "::1/128", "v6.example"]


def names(**known: list[str]) -> Callable[[str, int], Awaitable[tuple[str, ...]]]:
    async def resolve(host: str, port: int) -> tuple[str, ...]:
        return tuple(known[host.partition(".")[0]])

    return resolve


async def asked(url: str | Address, settings: FetchSettings, **more: Any) -> int:
    async with Fetcher(settings, SystemClock(), **more) as fetcher:
        return (await fetcher.fetch(request(url))).http_status


async def code_of(url: str, settings: FetchSettings, **more: Any) -> str:
    with pytest.raises(FetchError) as caught:
        await asked(url, settings, **more)
    return caught.value.code


@pytest.mark.parametrize("allowed", ALLOWED)
def test_a_name_with_an_ipv6_address_alone(ipv6: str, allowed: str) -> None:
    async def scenario() -> None:
        async with Wire(lambda _: answer(), host=ipv6) as wire:
            url = f"http://v6.example:{wire.port}/feed"
            assert await asked(url, friendly(allow_private=(allowed,)), resolver=names(v6=["::1"])) == 200
            assert await code_of(url, FetchSettings(), resolver=names(v6=["::1"])) == "private-address"
            assert wire.connects == 1

    asyncio.run(scenario())


def test_a_literal_is_asked_and_named_in_brackets(ipv6: str) -> None:
    async def scenario() -> None:
        async with Wire(lambda _: answer(), host=ipv6) as wire:
            url = f"http://[::1]:{wire.port}/feed"
            assert await asked(url, friendly(allow_private=(f"[::1]:{wire.port}",))) == 200
            assert wire.asked[0].header("host") == f"[::1]:{wire.port}".encode()
            assert await asked(Address(url, "k", trusted=True), FetchSettings()) == 200  # as [rsshub] names one
            assert await code_of(url, FetchSettings()) == "private-address"
            assert await code_of(f"http://[0:0::0:1]:{wire.port}/", FetchSettings()) == "private-address"

    asyncio.run(scenario())


def test_what_a_host_may_take_is_looked_up_by_its_literal_too(ipv6: str) -> None:
    async def scenario() -> None:
        async with Wire(lambda _: answer(429), host=ipv6) as wire:
            rule = HostRule("[::1]", retry_after="source")
            settings = friendly(allow_private=("::1",), hosts=(rule,))
            async with Fetcher(settings, SystemClock()) as fetcher:
                with pytest.raises(FetchError):
                    await fetcher.fetch(request(f"http://[::1]:{wire.port}/feed", source="s"))
                assert [(block.host, block.source) for block in fetcher.blocks()] == [("::1", "s")]

    asyncio.run(scenario())


@pytest.mark.parametrize("order", [["127.0.0.1", "::1"], ["::1", "127.0.0.1"]])
def test_of_two_addresses_the_one_that_answers_is_taken(ipv6: str, order: list[str]) -> None:
    async def scenario() -> None:
        for host in ("127.0.0.1", ipv6):
            async with Wire(lambda _: answer(), host=host) as wire:
                url = f"http://both.example:{wire.port}/feed"
                settings = friendly(allow_private=("127.0.0.0/8", "::1"))
                assert await asked(url, settings, resolver=names(both=order)) == 200
                half = friendly(allow_private=("127.0.0.0/8",))
                assert await code_of(url, half, resolver=names(both=order)) == "private-address"  # if any is refused

    asyncio.run(scenario())


def test_a_redirect_to_ipv6_passes_the_same_guard(ipv6: str) -> None:
    async def scenario() -> None:
        async with Wire(lambda _: answer(), host=ipv6) as inner:
            moved = answer(302, Location=f"http://[::1]:{inner.port}/")
            async with Wire(lambda _: moved) as door:
                assert await code_of(door.url(), friendly()) == "private-address"
                assert inner.connects == 0
                assert await asked(door.url(), friendly(allow_private=("127.0.0.0/8", "::1"))) == 200

    asyncio.run(scenario())
