"""Months of polling in virtual time: the real fetcher, gate and cadence against origins that keep a log and a grudge.

The origins know nothing of our code: each rule of `docs/reference/manners.md` is checked from their log alone.
"""

from __future__ import annotations

import asyncio
import heapq
import random
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import httpx
from aggregator import cadence
from aggregator.errors import FetchError, HostBlock
from aggregator.fetch import Fetcher
from aggregator.model import (
    Action,
    Address,
    Decision,
    FeedHints,
    FetchRequest,
    FetchStatus,
    ParsedFeed,
    PollOutcome,
    SourceState,
    Validators,
    Verdict,
)
from aggregator.settings.values import FetchSettings
from aggregator.store.after_poll import state_after

from support.virtual import VirtualLoop, run_virtual

HOUR = 3600.0
NIGHT = frozenset(range(16, 22))  # GMT: midnight to six in Beijing
KINDS = (  # kind, how many of a hundred
    ("busy", 40), ("plain", 18), ("every30", 10), ("daily", 8), ("weekly", 4), ("fickle", 3), ("bare", 4),
    ("max-age", 4), ("ttl", 3), ("night", 3), ("failing", 2), ("dying", 1),
)  # fmt: skip
POSTS = {"busy": 24.0, "daily": 1.0, "weekly": 1 / 7}


@dataclass
class Spot:
    """One source as its origin sees it."""

    name: str
    kind: str
    host: str
    posts_every: float
    requests: int = 0
    unconditional: int = 0
    answered_at: float = -1e18  # the last answer that the poller committed
    wait: float = 0.0  # what that answer, or the configuration, asks for at least
    gone: int = 0


@dataclass
class Log:
    """What the origins hold against us, and the figures."""

    requests: int = 0
    not_modified: int = 0
    early: int = 0
    needless_unconditional: int = 0
    inside_retry_after: int = 0
    inside_skipped_hour: int = 0
    after_gone: int = 0
    most_in_flight: int = 0
    refusals: int = 0
    asked_again_after_a_kill: int = 0
    minutes: Counter[int] = field(default_factory=Counter)

    def peak(self, begin: float, end: float) -> tuple[float, int, float]:
        """Mean and most requests a minute, and how many times the mean that is; the first hours left out."""
        inside = [count for minute, count in self.minutes.items() if begin <= minute * 60 < end]
        mean = sum(inside) / ((end - begin) / 60)
        most = max(inside, default=0)
        return mean, most, most / mean


class Origins(httpx.AsyncBaseTransport):
    """Three hosts: honest validators, some without, some sick, and now and then one that wants silence."""

    def __init__(self, loop: VirtualLoop, spots: dict[str, Spot], log: Log, chance: random.Random) -> None:
        self.loop, self.spots, self.log, self.chance = loop, spots, log, chance
        self.in_flight: Counter[str] = Counter()
        self.silent_until: dict[str, float] = {}
        self.told_off: set[tuple[str, int]] = set()

    async def handle_async_request(self, asked: httpx.Request) -> httpx.Response:
        spot, now = self.spots[asked.url.path], self.loop.time()
        self._note(spot, now, asked)
        self.in_flight[spot.host] += 1
        self.log.most_in_flight = max(self.log.most_in_flight, self.in_flight[spot.host])
        try:
            await asyncio.sleep(0.05 + self.chance.random() * 0.4)
            return self._said(spot, asked)
        finally:
            self.in_flight[spot.host] -= 1

    def _note(self, spot: Spot, now: float, asked: httpx.Request) -> None:
        log, when = self.log, self.loop.now()
        log.requests += 1
        log.minutes[int(now // 60)] += 1
        spot.requests += 1
        conditional = "if-none-match" in asked.headers
        spot.unconditional += not conditional
        committed = spot.answered_at > -1e17
        log.needless_unconditional += committed and not conditional and spot.kind != "bare" and spot.kind != "failing"
        log.early += now - spot.answered_at < spot.wait - 1e-3
        log.inside_retry_after += now < self.silent_until.get(spot.host, 0.0) - 1e-3
        log.inside_skipped_hour += spot.kind == "night" and committed and when.hour in NIGHT
        log.after_gone += spot.gone >= 2

    def _said(self, spot: Spot, asked: httpx.Request) -> httpx.Response:
        now = self.loop.time()
        day = int(now // (2 * 86400))
        if now > 6 * HOUR and (spot.host, day) not in self.told_off and self.chance.random() < 0.002:
            self.told_off.add((spot.host, day))
            seconds = self.chance.randint(600, 3600)
            self.silent_until[spot.host] = now + seconds
            self.log.refusals += 1
            return httpx.Response(429, headers={"Retry-After": str(seconds)})
        if spot.kind == "failing" and int(now // 86400) % 3 == 1:
            return httpx.Response(500)
        if spot.kind == "dying" and now > 4 * HOUR:
            return httpx.Response(410)
        version = int(now // spot.posts_every)
        headers = {"ETag": f'"{spot.name}-{version}"'}
        if spot.kind == "fickle":
            headers["ETag"] = f'"{self.chance.random()}"'
        elif spot.kind in {"bare", "failing"}:
            headers = {}
        if spot.kind == "max-age":
            headers["Cache-Control"] = "max-age=7200"
        if headers.get("ETag") == asked.headers.get("if-none-match") and headers:
            self.log.not_modified += 1
            return httpx.Response(304, headers=headers)
        return httpx.Response(200, headers=headers, stream=httpx.ByteStream(f"{spot.name} {version}".encode()))


@dataclass
class Kept:
    """What the database would hold of a source."""

    state: SourceState
    validators: dict[str, Validators] = field(default_factory=dict)
    hashes: dict[str, bytes] = field(default_factory=dict)


class Poller:
    """A daemon without its other rooms: due times from what is kept, one task for each poll."""

    def __init__(self, loop: VirtualLoop, spots: dict[str, Spot], origins: Origins, settings: FetchSettings) -> None:
        self.loop, self.spots, self.origins, self.settings = loop, spots, origins, settings
        self.kept = {path: Kept(SourceState(id=path)) for path in spots}
        self.blocks: tuple[HostBlock, ...] = ()
        self.due: list[tuple[datetime, str]] = []
        self.tasks: set[asyncio.Task[None]] = set()

    def pace(self, spot: Spot) -> cadence.Pace:
        return cadence.Pace(every=timedelta(minutes=30) if spot.kind == "every30" else None)

    async def run(self, until: float, *, kill: bool) -> None:
        """From a start to a stop."""
        now = self.loop.now()
        self.due, dues = [], dict[str, datetime]()
        for path, kept in self.kept.items():
            state = kept.state
            at = cadence.clamp(
                state.next_poll_at or now, now, self.pace(self.spots[path]).every, not_before=state.not_before_at
            )
            dues[path] = at
        asked = {path: at for path, at in dues.items() if self.kept[path].state.last_poll_at is not None}
        for path, at in (dues | cadence.catch_up(asked, now)).items():
            heapq.heappush(self.due, (at, path))
        async with Fetcher(self.settings, self.loop, transports=lambda _: self.origins, blocks=self.blocks) as fetcher:
            while self.loop.time() < until:
                while self.due and self.due[0][0] <= self.loop.now():
                    self._start(fetcher, heapq.heappop(self.due)[1])
                wake = (self.due[0][0] - self.loop.now()).total_seconds() if self.due else 5.0
                await asyncio.sleep(min(max(wake, 1.0), 30.0, max(until - self.loop.time(), 0.001)))
            await self._stop(fetcher, kill=kill)

    def _start(self, fetcher: Fetcher, path: str) -> None:
        held = cadence.hold(self.kept[path].state, self.loop.now())
        if held is not None:
            heapq.heappush(self.due, (held, path))
            return
        task = asyncio.create_task(self._poll(fetcher, path))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _stop(self, fetcher: Fetcher, *, kill: bool) -> None:
        """A clean stop lets running requests end; a kill waits for one to run, and loses its answer."""
        if kill:
            for _ in range(1200):
                if sum(self.origins.in_flight.values()) or not self.due:
                    break
                while self.due[0][0] <= self.loop.now():
                    self._start(fetcher, heapq.heappop(self.due)[1])
                await asyncio.sleep(0.05)
            self.origins.log.asked_again_after_a_kill += sum(self.origins.in_flight.values())
        else:
            while sum(self.origins.in_flight.values()):  # noqa: ASYNC110 - virtual time
                await asyncio.sleep(0.05)
        for task in list(self.tasks):
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    async def _poll(self, fetcher: Fetcher, path: str) -> None:
        spot, kept = self.spots[path], self.kept[path]
        place = Address(f"https://{spot.host}{path}", "only")
        try:
            result = await fetcher.fetch(FetchRequest(path, (place,), dict(kept.validators), dict(kept.hashes)))
            outcome = PollOutcome(path, self.loop.now(), result.elapsed, fetch=result)
        except FetchError as error:
            outcome = PollOutcome(path, self.loop.now(), 0.0, error=error)
        self._commit(spot, kept, outcome)

    def _commit(self, spot: Spot, kept: Kept, outcome: PollOutcome) -> None:
        verdict, fetch = None, outcome.fetch
        if fetch is not None and fetch.status is FetchStatus.NEW:
            night = FeedHints(skip_hours=NIGHT) if spot.kind == "night" else FeedHints()
            hints = FeedHints(interval=timedelta(hours=4)) if spot.kind == "ttl" else night
            outcome = replace(outcome, feed=ParsedFeed("rss20", "utf-8", (), hints=hints))
            verdict = Verdict((Decision(0, Action.NEW, uid="u"),))
        counts = outcome.error is None or cadence.counts_as_failure(outcome.error)
        state = state_after(kept.state, outcome, verdict, counts=counts)
        state = replace(state, posts_per_day=POSTS.get(spot.kind))
        schedule = cadence.planner(outcome, self.pace(spot))(state, verdict)
        kept.state = replace(state, next_poll_at=schedule.next_poll_at, not_before_at=schedule.not_before_at)
        if fetch is not None:
            kept.validators = {"only": fetch.validators}
            kept.hashes = {"only": fetch.body_hash}
            self.blocks = (*self.blocks, *fetch.blocks)
        elif isinstance(outcome.error, FetchError):
            self.blocks = (*self.blocks, *outcome.error.blocks)
        if schedule.status != "gone":
            heapq.heappush(self.due, (schedule.next_poll_at, outcome.source))
        if counts:
            self._tell(spot, outcome)

    def _tell(self, spot: Spot, outcome: PollOutcome) -> None:
        """What the origin may now expect, said in its own words and not in our code's."""
        spot.answered_at = self.loop.time()
        spot.wait = {"every30": HOUR / 2, "ttl": 4 * HOUR}.get(spot.kind, HOUR)
        if spot.kind == "max-age" and outcome.fetch is not None:  # a refusal carries no max-age
            spot.wait = 2 * HOUR
        if isinstance(outcome.error, FetchError) and outcome.error.status == 410:
            spot.gone += 1
            spot.wait = 24 * HOUR


@dataclass
class Report:
    """The figures of one simulation."""

    days: float
    sources: int
    restarts: int
    log: Log
    spots: dict[str, Spot]
    end: float

    def lines(self) -> list[str]:
        log = self.log
        mean, most, times = log.peak(4 * HOUR, self.end)
        with_validators = [spot for spot in self.spots.values() if spot.kind not in {"bare", "failing"}]
        twice = sum(spot.unconditional > 1 for spot in with_validators)
        return [
            f"{self.days:g} days, {self.sources} sources on 3 hosts, {self.restarts} restarts, {log.requests} requests",
            f"early polls                      {log.early}",
            f"needless unconditional requests  {log.needless_unconditional}",
            f"sources asked twice without      {twice} of {len(with_validators)}",
            f"requests inside Retry-After      {log.inside_retry_after} ({log.refusals} refusals)",
            f"requests in a skipped hour       {log.inside_skipped_hour}",
            f"requests after 410, twice        {log.after_gone}",
            f"most in flight on one host       {log.most_in_flight}",
            f"requests a minute                mean {mean:.1f}, most {most} ({times:.2f} times)",
            f"304 of all answers               {100 * log.not_modified / max(log.requests, 1):.0f} %",
            f"answers lost to kills            {log.asked_again_after_a_kill}",
        ]

    def complaints(self) -> list[str]:
        """Every promise that was broken."""
        log, (_, _, times) = self.log, self.log.peak(4 * HOUR, self.end)
        held = {
            "early polls": log.early == 0,
            "unconditional requests": log.needless_unconditional == 0,
            "Retry-After": log.inside_retry_after == 0,
            "skipped hours": log.inside_skipped_hour == 0,
            "gone": log.after_gone == 0,
            "in flight": log.most_in_flight == 1,
            "peak minute": times <= 3.0,
            "something refused": log.refusals > 0 or self.days < 0.5,
            "every source asked": all(spot.requests for spot in self.spots.values()),
        }
        return [name for name, kept in held.items() if not kept]


def simulate(*, days: float, sources: int = 1000, restarts: int = 50, seed: int = 1) -> Report:
    """Poll for so many days, stopping and starting at random moments, half of the stops a kill."""
    loop, chance, log = VirtualLoop(), random.Random(seed), Log()
    kinds = [kind for kind, share in KINDS for _ in range(share)]
    spots: dict[str, Spot] = {}
    for number in range(sources):
        kind, path = kinds[number % 100], f"/feed/{number}"
        per_day = POSTS.get(kind, 4.0) if kind != "bare" else 1.0
        spots[path] = Spot(path, kind, f"host{number % 3}.example", 86400 / per_day)
    origins = Origins(loop, spots, log, chance)
    poller = Poller(loop, spots, origins, FetchSettings())
    end = days * 86400
    stops = sorted(chance.uniform(2 * HOUR, end) for _ in range(restarts))

    async def life() -> None:
        for number, stop in enumerate([*stops, end]):
            await poller.run(stop, kill=number % 2 == 1 and stop != end)
            down = min(chance.uniform(1, 300), max(end - loop.time(), 0))
            await asyncio.sleep(down if stop != end else 0)

    run_virtual(loop, life())
    return Report(days, sources, restarts, log, spots, end)
