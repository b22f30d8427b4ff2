"""Polling through an outage of our own network, a set clock, a sleep and restarts: real store, pipeline and poller."""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest
from aggregator import logs
from aggregator.model import Address
from aggregator.settings.values import Source

from support.virtual import run_virtual
from support.virtual_house import HouseLoop, VirtualHouse, Web, sources

HOUR = 3600.0
Story = Callable[[VirtualHouse, Web, HouseLoop], Awaitable[None]]


def play(folder: Path, story: Story, some: tuple[Source, ...], **fetch: Any) -> list[dict[str, Any]]:
    """Let a daemon live in a virtual world; gives its log."""
    said = io.StringIO()
    logs.configure("info", "json", stream=said)
    loop = HouseLoop()
    web = Web(loop)

    async def whole() -> None:
        async with VirtualHouse(loop, folder, some, web, **fetch) as house:
            await story(house, web, loop)

    run_virtual(loop, whole())
    return [json.loads(line) for line in said.getvalue().splitlines()]


def words(log: list[dict[str, Any]]) -> Counter[str]:
    return Counter(line["event"] for line in log)


def test_three_hours_without_a_network_cost_no_source_anything(tmp_path: Path) -> None:
    some = sources(300, hosts=150)

    async def story(house: VirtualHouse, web: Web, loop: HouseLoop) -> None:
        await house.live(1.2 * HOUR)
        before = await house.status()
        assert all(one.state.failures == 0 for one in before.values())
        begin, web.down = loop.time(), "dns-failed"
        await house.live(3 * HOUR)
        minutes = web.a_minute(begin, loop.time())
        assert house.pipeline.offline
        first = next(minute for minute in range(180) if sum(minutes[m] for m in range(minute + 1)) >= 3)
        assert [minutes[minute] for minute in range(first + 1, 179)] == [1] * (178 - first)  # one probe a minute
        assert sum(minutes[minute] for minute in range(first + 1)) <= 5
        back, web.down = loop.time(), ""
        after = await house.status()
        assert all(one.state.failures == 0 and one.state.status == "ok" for one in after.values())
        await house.live(20 * 60)
        assert not house.pipeline.offline
        assert len({path for at, path in web.asked if at >= back}) >= 290  # all that were due, soon
        most = max(web.a_minute(back, loop.time()).values())
        assert most <= 90, f"a herd of {most} in one minute"

    log = play(tmp_path, story, some)
    assert words(log) == {logs.NETWORK_DOWN: 1, logs.NETWORK_UP: 1}


def test_few_sources_asked_hourly_notice_an_outage_too(tmp_path: Path) -> None:
    async def story(house: VirtualHouse, web: Web, loop: HouseLoop) -> None:
        await house.live(5 * HOUR)
        web.down = "dns-failed"
        await house.live(4 * HOUR)
        web.down, back = "", loop.time()
        assert {one.state.failures for one in (await house.status()).values()} == {0}
        await house.live(10 * 60)
        assert len({path for at, path in web.asked if at >= back}) == 12

    log = play(tmp_path, story, sources(12))
    assert words(log) == {logs.NETWORK_DOWN: 1, logs.NETWORK_UP: 1}


def test_a_first_start_without_a_network_is_one_line_and_no_failure(tmp_path: Path) -> None:
    async def story(house: VirtualHouse, web: Web, loop: HouseLoop) -> None:
        web.down = "dns-failed"
        await house.live(HOUR)
        minutes = web.a_minute(0, loop.time())
        assert minutes[0] <= 32 + 3 + 1  # what was under way when it was noticed, and a probe
        assert [minutes[minute] for minute in range(1, 60)] == [1] * 59  # one probe a minute
        assert {one.state.failures for one in (await house.status()).values()} == {0}
        web.down, back = "", loop.time()
        await house.live(13 * 60)
        assert len({path for at, path in web.asked if at >= back}) == 400

    log = play(tmp_path, story, sources(400))
    assert words(log) == {logs.NETWORK_DOWN: 1, logs.NETWORK_UP: 1}


def test_dead_hosts_are_theirs_and_not_our_network(tmp_path: Path) -> None:
    async def story(house: VirtualHouse, web: Web, loop: HouseLoop) -> None:
        await house.live(2 * HOUR)
        web.dead = {f"host{n}.example" for n in range(0, 30, 10)}
        await house.live(10 * HOUR)
        found = await house.status()
        sick = {name for name, one in found.items() if one.state.failures >= 3}
        assert sick == {f"来源{n}" for n in range(0, 30, 10)}

    log = play(tmp_path, story, sources(30))
    assert words(log)[logs.NETWORK_DOWN] == 0
    assert words(log)[logs.SOURCE_FAILING] == 3


def test_a_rsshub_at_home_that_answers_does_not_hide_that_the_way_out_is_gone(tmp_path: Path) -> None:
    often = timedelta(minutes=10)  # it answers between any two that cannot be reached
    home = tuple(
        Source(f"h{n}", (Address(f"http://192.168.1.2:1200/{n}", f"h{n}"),), categories=("c",), every=often)
        for n in range(30)
    )

    async def story(house: VirtualHouse, web: Web, loop: HouseLoop) -> None:
        def answer(request: httpx.Request) -> httpx.Response:
            return httpx.Response(200, headers={"ETag": '"1"'}, stream=httpx.ByteStream(b"/x"))

        web.answers = answer
        await house.live(2 * HOUR)
        web.down = "dns-failed"
        web.near = {"192.168.1.2"}
        await house.live(HOUR)
        assert house.pipeline.offline
        assert {one.state.failures for one in (await house.status()).values()} == {0}

    play(tmp_path, story, (*home, *sources(30, every=timedelta(minutes=30))))


# ------------------------------------------------------------------------------------------------ clocks


@pytest.mark.parametrize("by", [timedelta(days=365), timedelta(hours=1), -timedelta(hours=1), -timedelta(days=365)])
def test_a_clock_that_is_set_makes_neither_storm_nor_stall(tmp_path: Path, by: timedelta) -> None:
    async def story(house: VirtualHouse, web: Web, loop: HouseLoop) -> None:
        await house.live(HOUR)
        loop.wrong = by
        await house.live(5 * HOUR)
        times: dict[str, list[float]] = {}
        for at, path in web.asked:
            times.setdefault(path, []).append(at)
        gaps = [b - a for all_of in times.values() for a, b in pairwise(all_of)]
        assert min(gaps) >= HOUR, "asked before its hour was over"
        assert max(gaps) <= 2 * HOUR, "fell silent"
        assert min(map(len, times.values())) >= 5

    log = play(tmp_path, story, sources(20))
    assert words(log) == {logs.CLOCK_SET: 1}


@pytest.mark.parametrize("by", [timedelta(days=365), timedelta(hours=5)])
def test_a_clock_that_was_ahead_before_a_restart_silences_nobody(tmp_path: Path, by: timedelta) -> None:
    async def living(house: VirtualHouse, web: Web, loop: HouseLoop) -> None:
        loop.wrong = by
        house.poller._time = None  # nobody saw the clock being put right: the program was not running
        await house.live(2 * HOUR)

    async def right(house: VirtualHouse, web: Web, loop: HouseLoop) -> None:
        await house.live(75 * 60)
        assert len({path for _, path in web.asked}) == 20
        assert min(at for at, _ in web.asked) >= 600  # and none at once: each had its interval

    some = sources(20)
    play(tmp_path, living, some)
    play(tmp_path, right, some)


def test_a_wait_that_a_wrong_clock_wrote_ends_in_its_own_time(tmp_path: Path) -> None:
    async def story(house: VirtualHouse, web: Web, loop: HouseLoop) -> None:
        web.answers = lambda _: httpx.Response(503, headers={"Retry-After": "7200"})
        await house.live(10)
        web.answers, loop.wrong = None, -timedelta(days=300)
        await house.live(1.9 * HOUR)
        assert len(web.asked) == 1
        await house.live(0.5 * HOUR)
        assert len(web.asked) == 2

    play(tmp_path, story, sources(1))


@pytest.mark.parametrize("named", [{"Retry-After": "7200"}, {}])
def test_a_person_who_wants_a_poll_now_does_not_break_a_wait(tmp_path: Path, named: dict[str, str]) -> None:
    async def story(house: VirtualHouse, web: Web, loop: HouseLoop) -> None:
        web.answers = lambda _: httpx.Response(429, headers=named)
        await house.live(60)
        web.answers = None
        asked = len(web.asked)
        assert asked == 1  # the host answered for both
        for _ in range(5):
            await house.pipeline.poll(force=True)
            await house.live(600)
        assert len(web.asked) == asked
        await house.live(1.5 * HOUR)
        await house.pipeline.poll(force=True)
        assert len(web.asked) > asked

    play(tmp_path, story, sources(2, hosts=1))


def test_waking_up_after_a_night_makes_no_herd(tmp_path: Path) -> None:
    async def story(house: VirtualHouse, web: Web, loop: HouseLoop) -> None:
        await house.live(2 * HOUR)
        loop.slept += 8 * HOUR
        woke = loop.since_boot()
        await house.live(12 * 60)
        minutes = web.a_minute(woke, loop.since_boot())
        assert sum(minutes.values()) >= 100
        assert max(minutes.values()) <= 25

    assert words(play(tmp_path, story, sources(100))) == {}


def test_a_hundred_restarts_in_an_hour_ask_nobody_twice(tmp_path: Path) -> None:
    some, said = sources(40), Counter[str]()
    loop = HouseLoop()
    web = Web(loop)

    async def whole() -> None:
        for _ in range(100):
            async with VirtualHouse(loop, tmp_path, some, web) as house:
                await house.live(36)

    run_virtual(loop, whole())
    said.update(path for _, path in web.asked)
    assert len(said) == 40
    assert max(said.values()) == 1


def test_a_blog_that_falls_silent_is_asked_less_and_less(tmp_path: Path) -> None:
    async def story(house: VirtualHouse, web: Web, loop: HouseLoop) -> None:
        web.answers = lambda asked: (
            httpx.Response(304, headers={"ETag": '"1"'})
            if "if-none-match" in asked.headers
            else httpx.Response(200, headers={"ETag": '"1"'}, stream=httpx.ByteStream(b"/1\n/2\n/3\n/4"))
        )
        await house.live(6 * 24 * HOUR)
        gaps = [later - earlier for (earlier, _), (later, _) in pairwise(web.asked)]
        assert gaps[0] <= 2 * HOUR
        assert gaps[-1] >= 12 * HOUR
        (one,) = (await house.status()).values()
        assert "times a day" in one.next_poll_reason

    play(tmp_path, story, sources(1))


# ------------------------------------------------------------------------------------------------ a proxy on our side


def test_a_fake_ip_proxy_is_one_line_however_many_sources_it_hides(tmp_path: Path) -> None:
    asked: list[str] = []

    async def proxied(host: str, port: int) -> tuple[str, ...]:
        asked.append(host)
        return (f"198.18.{len(asked) // 250}.{len(asked) % 250}",)

    async def story(house: VirtualHouse, web: Web, loop: HouseLoop) -> None:
        await house.live(25 * 60)
        found = await house.status()
        assert {one.state.failures for one in found.values()} == {0}
        assert {(one.state.last_error or ("",))[0] for one in found.values()} == {"fake-ip"}
        assert "fake-IP proxy" in found["来源7"].next_poll_reason
        assert 2 * 300 <= len(asked) <= 3 * 300  # soon again: a person may have pasted the line by then

    log = play(tmp_path, story, sources(300), resolver=proxied)
    assert [line["event"] for line in log] == [logs.FAKE_IP]
    assert log[0]["sources"] >= 100
    assert 'allow_private = ["198.18.0.0/15"]' in log[0]["hint"]
