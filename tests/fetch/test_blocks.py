"""An origin that wants silence gets it: by host or by source, across restarts, whoever forces."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from aggregator.clock import SystemClock
from aggregator.errors import FetchError, HostBlock
from aggregator.fetch import Fetcher
from aggregator.model import Address
from aggregator.settings.values import HostRule

from support.wire import Asked, FakeClock, Wire, answer, fetching, friendly, request

BY_SOURCE = friendly(hosts=(HostRule("127.0.0.1", retry_after="source"),))


def busy(asked: Asked) -> bytes:
    return answer(429, Retry_After="120") if asked.target == "/busy" else answer()


async def code_of(fetcher: Fetcher, url: str, source: str = "s", **more: object) -> str:
    try:
        await fetcher.fetch(request(url, source=source, **more))
    except FetchError as error:
        return error.code
    return "ok"


def test_host_scope_stops_every_source_of_the_host_until_the_wait_ends() -> None:
    clock = FakeClock()

    async def scenario(fetcher: Fetcher) -> None:
        async with Wire(busy) as wire:
            assert await code_of(fetcher, wire.url("/busy"), "a") == "too-many-requests"
            assert await code_of(fetcher, wire.url("/fine"), "b") == "host-waiting"
            assert wire.connects == 1
            clock.advance(119)
            assert await code_of(fetcher, wire.url("/fine"), "b") == "host-waiting"
            clock.advance(2)
            assert await code_of(fetcher, wire.url("/fine"), "b") == "ok"
            assert fetcher.blocks() == ()

    fetching(scenario, clock=clock)


def test_source_scope_stops_that_source_alone() -> None:
    async def scenario(fetcher: Fetcher) -> None:
        async with Wire(busy) as wire:
            assert await code_of(fetcher, wire.url("/busy"), "sick") == "too-many-requests"
            assert await code_of(fetcher, wire.url("/busy"), "sick") == "host-waiting"
            assert await code_of(fetcher, wire.url("/fine"), "well") == "ok"

    fetching(scenario, BY_SOURCE)


def test_a_page_does_not_break_a_wait_either() -> None:
    async def scenario(fetcher: Fetcher) -> None:
        async with Wire(busy) as wire:
            await code_of(fetcher, wire.url("/busy"))
            with pytest.raises(FetchError) as caught:
                await fetcher.get_page(wire.url("/article"))
            assert caught.value.code == "host-waiting"
            assert wire.connects == 1

    fetching(scenario)


def test_error_hands_the_wait_to_the_store_and_a_restart_keeps_it() -> None:
    clock = FakeClock()
    kept: list[HostBlock] = []

    async def before(fetcher: Fetcher) -> None:
        async with Wire(busy) as wire:
            with pytest.raises(FetchError) as caught:
                await fetcher.fetch(request(wire.url("/busy")))
            assert caught.value.retry_after == 120
            kept.extend(caught.value.blocks)

    async def after(fetcher: Fetcher) -> None:
        async with Wire(busy) as wire:
            with pytest.raises(FetchError) as caught:
                await fetcher.fetch(request(wire.url("/fine")))
            assert caught.value.code == "host-waiting"
            assert caught.value.retry_after == 60
            assert wire.connects == 0

    fetching(before, clock=clock)
    assert kept == [HostBlock("127.0.0.1", clock.now() + timedelta(seconds=120))]
    clock.advance(60)
    fetching(after, clock=clock, blocks=kept)


def test_wait_is_never_shortened_and_never_longer_than_a_week() -> None:
    clock = FakeClock()

    async def scenario(fetcher: Fetcher) -> None:
        now = clock.now()
        fetcher.gate.block(HostBlock("a", now + timedelta(hours=2)))
        fetcher.gate.block(HostBlock("a", now + timedelta(hours=1)))
        fetcher.gate.block(HostBlock("b", now + timedelta(days=900)))
        assert fetcher.blocks() == (
            HostBlock("a", now + timedelta(hours=2)),
            HostBlock("b", now + timedelta(days=7)),
        )

    fetching(scenario, clock=clock)


def test_429_that_names_no_time_closes_the_host_for_an_hour_then_two_up_to_a_day() -> None:
    clock = FakeClock()

    async def scenario(fetcher: Fetcher) -> None:
        async with Wire(lambda asked: answer(429) if asked.target == "/busy" else answer()) as wire:
            waits = []
            for _ in range(7):
                await code_of(fetcher, wire.url("/busy"))
                waits.append((fetcher.blocks()[0].until - clock.now()) / timedelta(hours=1))
                clock.advance(waits[-1] * 3600 + 1)
            assert waits == [1, 2, 4, 8, 16, 24, 24]
            assert await code_of(fetcher, wire.url("/fine")) == "ok"
            await code_of(fetcher, wire.url("/busy"))
            assert fetcher.blocks()[0].until - clock.now() == timedelta(hours=1)

    fetching(scenario, clock=clock)


def test_429_that_names_no_time_stops_that_source_alone_where_the_host_is_so_configured() -> None:
    clock = FakeClock()

    async def scenario(fetcher: Fetcher) -> None:
        async with Wire(lambda asked: answer(429) if asked.target == "/busy" else answer()) as wire:
            waits = []
            for _ in range(3):
                assert await code_of(fetcher, wire.url("/busy"), "sick") == "too-many-requests"
                assert await code_of(fetcher, wire.url("/busy"), "sick") == "host-waiting"
                assert await code_of(fetcher, wire.url("/fine"), "well") == "ok"  # no comfort for the other
                (block,) = fetcher.blocks()
                assert block.source == "sick"
                waits.append((block.until - clock.now()) / timedelta(hours=1))
                clock.advance(waits[-1] * 3600 + 1)
            assert waits == [1, 2, 4]
            assert await code_of(fetcher, wire.url("/fine"), "sick") == "ok"
            await code_of(fetcher, wire.url("/busy"), "sick")
            assert fetcher.blocks()[0].until - clock.now() == timedelta(hours=1)

    fetching(scenario, replace(BY_SOURCE, host_gap=timedelta(0)), clock=clock)


def test_503_that_names_no_time_is_the_sources_own_affair() -> None:
    async def scenario(fetcher: Fetcher) -> None:
        async with Wire(lambda asked: answer(503) if asked.target == "/sick" else answer()) as wire:
            assert await code_of(fetcher, wire.url("/sick"), "a") == "unavailable"
            assert await code_of(fetcher, wire.url("/fine"), "b") == "ok"

    fetching(scenario)


def test_next_mirror_is_asked_in_order_and_the_failures_are_told() -> None:
    async def scenario(fetcher: Fetcher) -> None:
        async with (
            Wire(busy) as one,
            Wire(lambda _: answer(500), host="127.0.0.2") as two,
            Wire(lambda _: answer(), host="127.0.0.3") as three,
        ):
            urls = {"one": one.url("/busy"), "two": two.url(), "three": three.url()}
            result = await fetcher.fetch(request(*(Address(url, key) for key, url in urls.items())))
            assert result.address.key == "three"
            assert result.failed_before == (("one", "too-many-requests"), ("two", "http-500"))
            assert [(block.host, block.source) for block in result.blocks] == [("127.0.0.1", "一号")]

    fetching(scenario, BY_SOURCE)


def test_first_address_that_was_really_asked_gives_the_error() -> None:
    async def scenario(fetcher: Fetcher) -> None:
        async with Wire(lambda _: answer(404)) as first, Wire(lambda _: answer(500), host="127.0.0.2") as second:
            with pytest.raises(FetchError) as caught:
                await fetcher.fetch(request(first.url(), second.url()))
            assert caught.value.code == "http-404"
            assert [code for _, code in caught.value.failed_before] == ["http-404", "http-500"]
            fetcher.gate.block(HostBlock("127.0.0.1", fetcher.gate._clock.now() + timedelta(hours=1)))
            with pytest.raises(FetchError) as caught:
                await fetcher.fetch(request(first.url(), second.url()))
            assert caught.value.code == "http-500"

    fetching(scenario)


def test_source_without_an_address_is_an_error_and_nothing_else() -> None:
    async def scenario(fetcher: Fetcher) -> None:
        with pytest.raises(FetchError) as caught:
            await fetcher.fetch(request())
        assert caught.value.code == "no-address"

    fetching(scenario)


def test_redirect_target_that_wants_silence_is_the_one_left_alone() -> None:
    async def scenario() -> None:
        async with (
            Wire(lambda _: answer(429, Retry_After="60"), host="127.0.0.3") as target,
            Wire(lambda _: answer(302, Location=target.url())) as door,
            Fetcher(friendly(), SystemClock()) as fetcher,
        ):
            assert await code_of(fetcher, door.url()) == "too-many-requests"
            assert [block.host for block in fetcher.blocks()] == ["127.0.0.3"]

    asyncio.run(scenario())
