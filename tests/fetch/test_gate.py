"""Who goes when: never too many at once, never too close together, nobody forgotten."""

from __future__ import annotations

import asyncio
import random
import resource
from datetime import timedelta
from itertools import pairwise
from typing import Any

import httpx
import pytest
from aggregator.errors import FetchError
from aggregator.fetch import Fetcher, HostGate, Rules, demand
from aggregator.fetch.limits import HostLimits, matches
from aggregator.fetch.turnstile import Turnstile
from aggregator.settings.values import FetchSettings, HostRule
from hypothesis import given, settings
from hypothesis import strategies as st

from support.virtual import VirtualLoop, run_virtual
from support.wire import FEED, FakeClock, Wire, answer, fetching, friendly, request


@given(
    arrivals=st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 50), st.integers(0, 20)), max_size=60),
    concurrency=st.integers(1, 5),
    per_host=st.integers(1, 3),
    gap=st.integers(0, 7),
)
@settings(max_examples=150, deadline=None)
def test_turns_keep_every_limit_and_nobody_is_forgotten(
    arrivals: list[tuple[str, int, int]], concurrency: int, per_host: int, gap: int
) -> None:
    turns, limits = Turnstile(concurrency), HostLimits(per_host, float(gap))
    arrivals.sort(key=lambda arrival: arrival[1])
    tickets: dict[int, tuple[str, int]] = {}
    running: list[tuple[float, str]] = []
    starts: dict[str, list[float]] = {}
    order: dict[str, list[int]] = {}
    now, coming = 0.0, list(arrivals)
    for _ in range(2000):
        for end, host in sorted(pair for pair in running if pair[0] <= now):
            running.remove((end, host))
            turns.done(host, now)
        while coming and coming[0][1] <= now:
            host, _, lasts = coming.pop(0)
            tickets[turns.enter(host, limits, now)] = (host, lasts)
        for ticket in turns.grant(now):
            host, lasts = tickets[ticket]
            assert all(now >= before + gap for before in starts.get(host, [])[-1:])
            starts.setdefault(host, []).append(now)
            order.setdefault(host, []).append(ticket)
            running.append((now + lasts, host))
            assert len(running) <= concurrency
            assert sum(name == host for _, name in running) <= per_host
        nexts = [end for end, _ in running if end > now] + [float(a[1]) for a in coming[:1]]
        at = turns.next_at()
        nexts += [at] if at is not None and at > now else []
        if not nexts:
            if any(end <= now for end, _ in running):
                continue
            break
        now = min(nexts)
    assert sum(map(len, starts.values())) == len(arrivals)
    assert len(turns) == 0
    assert all(tickets_of == sorted(tickets_of) for tickets_of in order.values())  # first come, first served


def test_gap_is_kept_after_the_end_of_an_answer_too() -> None:
    turns, limits = Turnstile(8), HostLimits(1, 5.0)
    turns.enter("a", limits, 0.0)
    turns.enter("a", limits, 0.0)
    assert turns.grant(0.0) == [1]
    turns.done("a", 30.0)
    assert turns.grant(34.9) == []
    assert turns.next_at() == 35.0
    assert turns.grant(35.0) == [2]


def test_slow_host_does_not_hold_up_others() -> None:
    turns = Turnstile(2)
    for _ in range(5):
        turns.enter("slow", HostLimits(1, 60.0), 0.0)
    turns.enter("other", HostLimits(1, 0.0), 0.0)
    assert turns.grant(0.0) == [1, 6]


def test_whoever_leaves_is_skipped() -> None:
    turns, limits = Turnstile(1), HostLimits(1, 0.0)
    first, second, third = (turns.enter("a", limits, 0.0) for _ in range(3))
    turns.leave(second)
    assert turns.grant(0.0) == [first]
    turns.done("a", 1.0)
    assert turns.grant(1.0) == [third]
    assert len(turns) == 0


@pytest.mark.parametrize("concurrency", [1, 32, 64])
def test_idle_hosts_are_forgotten(concurrency: int) -> None:
    turns = Turnstile(concurrency)
    for number in range(5000):
        turns.enter(f"host{number}", HostLimits(1, 1.0), float(number))
        assert len(turns.grant(float(number))) == 1
        turns.done(f"host{number}", float(number))
    assert len(turns._hosts) < 1000


def test_another_width_counts_for_the_turns_that_come() -> None:
    turns, limits = Turnstile(3), HostLimits(1, 0.0)
    for name in "abcdef":
        turns.enter(name, limits, 0.0)
    assert len(turns.grant(0.0)) == 3
    turns.resize(1)
    for name in "ab":
        turns.done(name, 1.0)
        assert turns.grant(1.0) == []
    turns.done("c", 2.0)
    assert len(turns.grant(2.0)) == 1
    turns.resize(5)
    assert len(turns.grant(2.0)) == 2


def test_whoever_is_cancelled_while_all_are_called_off_gives_back_no_turn_that_he_never_had() -> None:
    async def scenario() -> None:
        gate, running = HostGate(1, FakeClock()), 0

        async def one(host: str) -> None:
            nonlocal running
            async with gate.turn(host, HostLimits(1, 0.0)):
                running += 1
                assert running == 1
                await asyncio.sleep(0.01)
                running -= 1

        holder, waiter = asyncio.create_task(one("a")), asyncio.create_task(one("b"))
        await asyncio.sleep(0)
        waiter.cancel()
        assert gate.call_off() == 0
        more = [asyncio.create_task(one(host)) for host in "cd"]
        await asyncio.gather(waiter, return_exceptions=True)
        await asyncio.gather(holder, *more)
        gate.close()

    asyncio.run(scenario())


def test_cancelled_waiter_gives_its_turn_to_the_next() -> None:
    async def scenario() -> None:
        gate, done = HostGate(4, FakeClock()), []

        async def one(name: str, wait: float) -> None:
            async with gate.turn("a", HostLimits(1, 0.0)):
                await asyncio.sleep(wait)
                done.append(name)

        tasks = [asyncio.create_task(one(str(number), 0.01)) for number in range(50)]
        await asyncio.sleep(0)
        for task in tasks[::2]:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert done == [str(number) for number in range(1, 50, 2)]
        assert len(gate) == 0
        async with gate.turn("a", HostLimits(1, 0.0)):
            pass
        gate.close()

    asyncio.run(scenario())


@given(seed=st.integers(0, 10_000))
@settings(max_examples=30, deadline=None)
def test_cancelling_at_any_moment_leaks_no_turn(seed: int) -> None:
    loop, chance = VirtualLoop(), random.Random(seed)

    async def scenario() -> None:
        gate = HostGate(3, loop)

        async def one(host: str) -> None:
            async with gate.turn(host, HostLimits(2, 0.5)):
                await asyncio.sleep(chance.random())

        tasks = [asyncio.create_task(one(chance.choice("abc"))) for _ in range(40)]
        for _ in range(60):
            await asyncio.sleep(chance.random() * 0.3)
            chance.choice(tasks).cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        async with asyncio.timeout(60):
            for host in "aaabbbccc":
                async with gate.turn(host, HostLimits(2, 0.5)):
                    pass
        gate.close()

    run_virtual(loop, scenario())


class Quiet(httpx.AsyncBaseTransport):
    """Answers after a while, and remembers when it was asked and how many at once."""

    def __init__(self, loop: VirtualLoop, seconds: float) -> None:
        self.loop, self.seconds = loop, seconds
        self.starts: dict[str, list[float]] = {}
        self.in_flight: dict[str, int] = {}
        self.most = 0

    async def handle_async_request(self, asked: httpx.Request) -> httpx.Response:
        host = asked.url.host
        self.starts.setdefault(host, []).append(self.loop.time())
        self.in_flight[host] = self.in_flight.get(host, 0) + 1
        self.most = max(self.most, self.in_flight[host])
        await asyncio.sleep(self.seconds)
        self.in_flight[host] -= 1
        return httpx.Response(200, headers={"ETag": '"1"'}, stream=httpx.ByteStream(FEED))


def in_no_time(settings: FetchSettings, urls: list[str], seconds: float) -> tuple[Quiet, list[Any], float]:
    loop = VirtualLoop()
    quiet = Quiet(loop, seconds)

    async def scenario() -> list[Any]:
        async with Fetcher(settings, loop, transports=lambda _: quiet) as fetcher:
            asked = (fetcher.fetch(request(url, source=url)) for url in urls)
            return await asyncio.gather(*asked, return_exceptions=True)

    results = run_virtual(loop, scenario())
    return quiet, results, loop.time()


def test_thirty_feeds_of_one_host_are_never_closer_than_the_gap() -> None:
    quiet, results, _ = in_no_time(FetchSettings(), [f"https://one.example/{n}" for n in range(30)], 0.3)
    starts = quiet.starts["one.example"]
    assert len(starts) == 30
    assert quiet.most == 1
    assert min(later - earlier for earlier, later in pairwise(starts)) >= 1.3 - 1e-9
    assert all(not isinstance(result, Exception) for result in results)


def test_two_hundred_routes_of_a_local_rsshub_fit_into_thirty_minutes() -> None:
    rule = HostRule(match="127.0.0.1", per_host=4, gap=timedelta(0), retry_after="source")
    quiet, results, took = in_no_time(
        FetchSettings(hosts=(rule,)), [f"http://127.0.0.1:1200/route/{n}" for n in range(200)], 3.0
    )
    assert all(not isinstance(result, Exception) for result in results)
    assert quiet.most == 4
    assert took <= 200 * 3 / 4 + 1


def test_ten_thousand_due_at_once_are_all_asked_with_little_memory() -> None:
    urls = [f"https://host{n % 1500}.example/{n}" for n in range(10_000)]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    quiet, results, _ = in_no_time(FetchSettings(timeout=timedelta(seconds=20)), urls, 0.5)
    assert sum(map(len, quiet.starts.values())) == 10_000
    assert not [result for result in results if isinstance(result, Exception)]
    assert quiet.most == 1
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 120 * 1024, f"{grown} KiB"  # tasks, coroutines, futures, results: some 8 KiB for each


def test_queue_over_the_wire_needs_no_pool_timeout() -> None:
    async def scenario(fetcher: Fetcher) -> None:
        async with Wire(lambda _: answer(), host="127.0.0.1") as wire:
            urls = [f"http://127.0.0.{1 + n % 1}:{wire.port}/{n}" for n in range(600)]
            results = await asyncio.gather(*(fetcher.fetch(request(url)) for url in urls))
            assert len(results) == 600
            assert wire.most_in_flight <= 64

    fetching(scenario, friendly(concurrency=500, per_host=500))


@pytest.mark.parametrize(
    ("pattern", "host", "port", "matched"),
    [
        ("example.com", "example.com", 443, True),
        ("example.com", "www.example.com", 443, False),
        ("*.example.com", "www.example.com", 443, True),
        ("*.example.com", "example.com", 443, False),
        ("*.example.com", "badexample.com", 443, False),
        ("Example.COM.", "example.com", 443, True),
        ("127.0.0.1:1200", "127.0.0.1", 1200, True),
        ("127.0.0.1:1200", "127.0.0.1", 80, False),
        ("*", "any.thing", 1, True),
    ],
)
def test_host_rule_matches(pattern: str, host: str, port: int, matched: bool) -> None:
    assert matches(pattern, host, port) is matched


def test_first_rule_counts_and_what_it_leaves_open_comes_from_fetch() -> None:
    rules = Rules(
        FetchSettings(
            proxy="http://proxy:1",
            hosts=(
                HostRule("a.example", per_host=3),
                HostRule("*.example", gap=timedelta(seconds=9), proxy="http://p2:1"),
            ),
        )
    )
    assert rules.of("A.example", 80) == HostLimits(3, 1.0, "http://proxy:1", "host")
    assert rules.of("b.example", 80) == HostLimits(1, 9.0, "http://p2:1", "host")


@pytest.mark.parametrize(
    ("count", "minutes", "each", "limits", "fits"),
    [
        (200, 30, 3.0, HostLimits(4, 0.0), True),
        (200, 30, 3.0, HostLimits(1, 1.0), True),
        (1000, 30, 3.0, HostLimits(1, 1.0), False),
        (1000, 60, 0.3, HostLimits(1, 1.0), True),
        (4000, 60, 0.3, HostLimits(4, 1.0), False),  # four at once, but begun a second apart
    ],
)
def test_queue_that_cannot_keep_its_intervals_is_told(
    count: int, minutes: int, each: float, limits: HostLimits, fits: bool
) -> None:
    assert (demand([minutes * 60.0] * count, each, limits) <= 1) is fits


def test_blocked_host_is_not_asked_and_whoever_waits_in_its_queue_is_told() -> None:
    async def scenario(fetcher: Fetcher) -> None:
        async with Wire(lambda _: answer(429, Retry_After="30")) as wire:
            asked = (fetcher.fetch(request(wire.url(f"/{n}"), source=f"s{n}")) for n in range(20))
            results = await asyncio.gather(*asked, return_exceptions=True)
            codes = [result.code for result in results if isinstance(result, FetchError)]
            assert codes == ["too-many-requests"] + ["host-waiting"] * 19
            assert wire.connects == 1

    fetching(scenario, friendly(per_host=1))
