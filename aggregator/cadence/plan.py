"""The schedule of one source: base interval, floors, back-off, jitter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from aggregator.cadence.chance import jitter
from aggregator.cadence.facts import PollFacts, facts_of
from aggregator.cadence.floors import freshness, next_allowed
from aggregator.clock import in_words
from aggregator.model import MOST_RETRY_AFTER, Action, PollOutcome, Schedule, SourceState, Verdict

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""The due time of a source that is polled no more."""

HOURLY = timedelta(hours=1)
DAY = timedelta(hours=24)
PUSHED = timedelta(hours=12)
"""The base while a WebSub hub delivers: pushes bring the news, polls only make sure."""

_JITTER_SHARE = 0.1
_JITTER_MOST = timedelta(minutes=10)
_RETURN = timedelta(hours=1)  # a host's many sources come back over three times its silence, this long at the most
_SLACK = timedelta(minutes=5)  # a queue may carry a poll so much further, and it must not end up in a skipped hour
_OUTAGE = timedelta(minutes=2)  # whoever failed in an outage is due soon again; `Network` lets one a minute out
_FAKED = timedelta(minutes=10)  # until then a person may have pasted the line; only names are looked up
_GENTLE = 2  # failures in a row that cost nothing yet: most are over by the next poll
_ORDINALS = {1: "first", 2: "second", 3: "third"}


@dataclass(frozen=True, slots=True)
class Pace:
    """What the configuration says. `every` is the source's or `[fetch]`'s, None where neither says.

    `pushed` while a WebSub subscription is alive and delivers; `outage` while our own network is down (`Network`).
    """

    every: timedelta | None = None
    min: timedelta = timedelta(minutes=10)
    adaptive: bool = True
    pushed: bool = False
    outage: bool = False

    @property
    def longest(self) -> timedelta:
        """The bound of whatever lengthens an interval: 24 h, or the user's own `every` where that is longer."""
        return max(DAY, self.every or DAY)

    @property
    def shortest(self) -> timedelta:
        """No poll follows the last one sooner: `min` where a user set an interval, an hour where nobody did."""
        return self.min if self.every is not None else max(HOURLY, self.min)


@dataclass(frozen=True, slots=True)
class _Floor:
    """An instant before which something speaks against asking, and what."""

    at: datetime
    why: str


def planner(outcome: PollOutcome, pace: Pace) -> Callable[[SourceState, Verdict | None], Schedule]:
    """The function that the store calls, inside its transaction, with what is known after the poll.

    While a hub pushes it is seldom, unless this very poll found what no push had brought.
    """

    def plan(state: SourceState, verdict: Verdict | None) -> Schedule:
        facts = facts_of(outcome, verdict)
        usual = next_poll(state, facts, replace(pace, pushed=False), outcome.at)
        if not pace.pushed or (verdict is not None and any(one.action is Action.NEW for one in verdict.decisions)):
            return usual
        return replace(next_poll(state, facts, pace, outcome.at), without_pushes=usual.next_poll_at)

    return plan


def next_poll(state: SourceState, facts: PollFacts, pace: Pace, now: datetime) -> Schedule:
    """When to ask again, after a poll that ended as `facts` say. `state` is what is known after that poll."""
    if facts.ended == "waiting":
        return _waiting(state, facts, now)
    if facts.status == 410 and state.gone_at is not None:
        return _gone(state, facts, now)
    wait = _not_before(state, facts, now)
    if pace.outage and facts.unreachable:
        return in_outage(state, now)
    if facts.fake_ip:
        floor = _Floor(max(now + _FAKED, wait or now), "a fake-IP proxy answers for its name: nothing was asked")
        return _settled(state, floor, wait, now)
    floors = [_base(state, facts, pace, now)]
    if facts.ended == "failed":
        floors.append(_back_off(state, facts, pace, now))
    else:
        fresh, header = freshness(facts.headers)
        fresh = min(fresh, pace.longest)
        floors.append(_Floor(now + fresh, f"its headers call the answer fresh for {in_words(fresh)} ({header})"))
    interval = min(state.hints.interval or timedelta(0), pace.longest)
    floors.append(_Floor(now + interval, f"the feed itself asks for {in_words(interval)} between polls"))
    if wait is not None:
        left = in_words(wait - now)
        floors.append(_Floor(wait, f"the origin asked to be left alone for {left} (Retry-After)"))
    return _settled(state, max(floors, key=lambda floor: floor.at), wait, now)


def in_outage(state: SourceState, now: datetime) -> Schedule:
    """When to ask again whom our own network kept us from: soon, and no failure is counted."""
    wait = _not_before(state, PollFacts("failed"), now)
    floor = _Floor(max(now + _OUTAGE, wait or now), "our own network seemed down: no failure is counted")
    return _settled(state, floor, wait, now)


def _settled(state: SourceState, floor: _Floor, wait: datetime | None, now: datetime) -> Schedule:
    """Add the jitter, and step out of what the feed asks to skip."""
    most = min((floor.at - now) * _JITTER_SHARE, _JITTER_MOST)
    if state.first_polled_at == now:
        most = min(floor.at - now, HOURLY)  # once: sources that were added together part for good
    extra = jitter(state.id, floor.at, most)
    due, why = floor.at + extra, floor.why
    allowed = _outside_skipped(state, due)
    if allowed != due:
        due, why = allowed, f"{why}; then the feed asks not to be polled before {allowed:%a %H} h GMT"
    if extra >= timedelta(seconds=1):
        why = f"{why}; {in_words(extra)} later, so that not all come at once"
    return Schedule(next_poll_at=due, reason=why, not_before_at=wait)


def _outside_skipped(state: SourceState, due: datetime) -> datetime:
    """The instant moved behind the hours that the feed asks to skip, where it lies in them or just before."""
    allowed = next_allowed(state.hints, due)
    if allowed == due:
        late = next_allowed(state.hints, due + _SLACK)
        if late == due + _SLACK:
            return due
        allowed = late
    # everybody who skips these hours would come at the full hour; ten minutes stay inside the allowed one
    return allowed + jitter(state.id, allowed, _JITTER_MOST)


def _base(state: SourceState, facts: PollFacts, pace: Pace, now: datetime) -> _Floor:
    span, why = _interval(state, facts, pace)
    if pace.pushed and span < PUSHED:
        span, why = PUSHED, f"every {in_words(PUSHED)}, since its hub pushes what is new"
    return _Floor(now + span, why)


def _interval(state: SourceState, facts: PollFacts, pace: Pace) -> tuple[timedelta, str]:
    if pace.every is not None:
        span = max(pace.every, pace.min)
        if facts.rolled_over:
            half = max(span / 2, pace.min)
            return half, f"every {in_words(half)}: nothing in it was known, so entries may have been missed"
        return span, f"every {in_words(span)}, as configured"
    span, why = pace.shortest, f"every {in_words(pace.shortest)}, since no interval is configured"
    if pace.adaptive and state.posts_per_day is not None:
        span, why = _by_rate(state.posts_per_day, pace)
    if facts.rolled_over:
        half = max(span / 2, pace.shortest)
        return half, f"every {in_words(half)}: nothing in it was known; a shorter `every` would miss less"
    if facts.wasted and pace.adaptive and state.unchanged:
        span = min(span * 2 ** min(state.unchanged, 10), pace.longest)
        why = f"every {in_words(span)}: the same body came {_times(state.unchanged)}, and nothing can spare it"
    return span, why


def _by_rate(per_day: float, pace: Pace) -> tuple[timedelta, str]:
    """Half of the mean gap between posts, from an hour to a day."""
    span = min(pace.longest, DAY / max(per_day, 0.01) / 2)
    span = max(span, pace.shortest)
    if span == pace.shortest:
        return span, f"every {in_words(span)}, since no interval is configured and it posts often"
    return span, f"every {in_words(span)}, since it posts {per_day:.2g} times a day"


def _times(count: int) -> str:
    return "again" if count == 1 else f"{count} times in a row"


def _back_off(state: SourceState, facts: PollFacts, pace: Pace, now: datetime) -> _Floor:
    """Failures in a row double the wait up to a day; a success sets it back at once.

    The first two cost nothing beyond the usual interval. An origin that says "too much" (429, 503) is left alone for an
    hour at least, doubling from its first answer on.
    """
    failures = max(state.failures, 1)
    if facts.status in {429, 503}:
        span = HOURLY * (1 << min(failures - 1, 10))
    else:
        first = max(pace.every, pace.min) if pace.every is not None else pace.shortest
        span = first * (1 << min(max(failures - _GENTLE, 0), 10))
    span = min(span, pace.longest)
    ordinal = _ORDINALS.get(failures, f"{failures}th")
    return _Floor(now + span, f"{in_words(span)} after the {ordinal} failure in a row")


def _not_before(state: SourceState, facts: PollFacts, now: datetime) -> datetime | None:
    """Until when the origin wants silence: the later of what it said before and what it says now."""
    asked = []
    if state.not_before_at is not None and state.not_before_at > now:
        asked.append(min(state.not_before_at, now + MOST_RETRY_AFTER))
    if facts.retry_after:
        asked.append(now + min(timedelta(seconds=facts.retry_after), MOST_RETRY_AFTER))
    return max(asked, default=None)


def _waiting(state: SourceState, facts: PollFacts, now: datetime) -> Schedule:
    """Nothing was asked because the host wants silence: come back when that ends, not all in the same minute."""
    wait = timedelta(seconds=min(facts.retry_after or 60.0, MOST_RETRY_AFTER.total_seconds()))
    kept = _not_before(state, PollFacts("waiting"), now)
    until = max(now + wait, kept or now)
    spread = min(max(3 * wait, timedelta(minutes=1)), _RETURN)
    due = _outside_skipped(state, until + jitter(state.id, until, spread))
    return Schedule(due, f"its host asked to be left alone for {in_words(wait)} (Retry-After)", kept)


def _gone(state: SourceState, facts: PollFacts, now: datetime) -> Schedule:
    """410 is believed when it is said twice, a day apart (RFC 9110 15.5.11)."""
    assert state.gone_at is not None
    wait = _not_before(state, facts, now)
    if now - state.gone_at >= DAY:
        return Schedule(NEVER, "stopped: the origin says that this feed is gone for good (410, twice)", wait, "gone")
    again = max(state.gone_at + DAY, wait or now)
    floor = _Floor(again, "the origin says that the feed is gone (410); asked once more after a day")
    return _settled(state, floor, wait, now)
