"""When to ask again: every floor holds, jitter only adds, failures back off and recover at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from aggregator.cadence import NEVER, Pace, PollFacts, facts_of, hold, next_poll, planner
from aggregator.cadence.chance import jitter
from aggregator.cadence.floors import skipped
from aggregator.errors import FetchError, ParseError
from aggregator.model import (
    Action,
    Address,
    Decision,
    FeedHints,
    FetchResult,
    FetchStatus,
    ParsedFeed,
    PollOutcome,
    SourceState,
    Validators,
    Verdict,
)
from hypothesis import given
from hypothesis import strategies as st

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)  # a Monday
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MINUTE = timedelta(minutes=1)
OK = SourceState(id="一号", status="ok", first_polled_at=NOW - timedelta(days=9), last_success_at=NOW)
QUIET = PollFacts("not_modified")

spans = st.integers(1, 40 * 86400).map(lambda seconds: timedelta(seconds=seconds))
hints = st.builds(
    FeedHints,
    interval=st.none() | spans,
    skip_hours=st.frozensets(st.integers(0, 23), max_size=23),
    skip_days=st.frozensets(st.integers(0, 6), max_size=6),
)
states = st.builds(
    SourceState,
    id=st.text(min_size=1, max_size=8),
    not_before_at=st.none() | spans.map(lambda span: NOW + span) | spans.map(lambda span: NOW - span),
    failures=st.integers(0, 40),
    unchanged=st.integers(0, 40),
    hints=hints,
    posts_per_day=st.none() | st.floats(0, 2000),
)
facts = st.builds(
    PollFacts,
    ended=st.sampled_from(["changed", "unchanged", "not_modified", "failed", "waiting"]),
    headers=st.dictionaries(
        st.sampled_from(["cache-control", "expires", "date", "age"]),
        st.text(max_size=30) | st.integers(0, 10**12).map(lambda number: f"max-age={number}"),
    ),
    wasted=st.booleans(),
    rolled_over=st.booleans(),
    status=st.sampled_from([None, 200, 304, 404, 410, 429, 500, 503]),
    retry_after=st.none() | st.floats(0, 10**9),
)
paces = st.builds(
    Pace, every=st.none() | spans, min=st.integers(1, 7200).map(lambda s: timedelta(seconds=s)), adaptive=st.booleans()
)


@given(state=states, facts=facts, pace=paces)
def test_every_promise_holds_for_whatever_comes(state: SourceState, facts: PollFacts, pace: Pace) -> None:
    schedule = next_poll(state, facts, pace, NOW)
    due = schedule.next_poll_at
    assert schedule == next_poll(state, facts, pace, NOW)  # pure
    assert schedule.reason
    assert due > NOW
    if facts.ended not in {"waiting", "failed"}:
        assert due >= NOW + (pace.shortest if pace.every is None else pace.min)
    asked = [NOW + timedelta(seconds=min(facts.retry_after, 7 * 86400))] if facts.retry_after else []
    if state.not_before_at is not None and state.not_before_at > NOW:
        asked.append(min(state.not_before_at, NOW + 7 * DAY))
    if facts.ended == "waiting":
        asked = asked[1:] if facts.retry_after else asked
    if asked:
        assert schedule.not_before_at == max(asked)
        assert due >= max(asked)
    assert not skipped(state.hints, due)
    assert due <= NOW + max(DAY, pace.every or DAY, 7 * DAY) * 1.1 + 8 * DAY


@given(state=states, pace=paces, facts=facts, until=spans)
def test_a_wait_that_runs_is_never_shortened(
    state: SourceState, pace: Pace, facts: PollFacts, until: timedelta
) -> None:
    until = min(until, 7 * DAY)
    schedule = next_poll(replace(state, not_before_at=NOW + until), facts, pace, NOW)
    assert schedule.not_before_at is not None
    assert schedule.not_before_at >= NOW + until
    assert schedule.next_poll_at >= NOW + until


@given(seed=st.text(max_size=20), at=spans, most=spans)
def test_jitter_is_the_sources_own_and_only_adds(seed: str, at: timedelta, most: timedelta) -> None:
    extra = jitter(seed, NOW + at, most)
    assert timedelta(0) <= extra < most
    assert extra == jitter(seed, NOW + at, most)


def due(state: SourceState = OK, facts: PollFacts = QUIET, **pace: object) -> timedelta:
    """The wait without its jitter: at most 10 % or ten minutes too much."""
    schedule = next_poll(state, facts, Pace(**pace), NOW)  # type: ignore[arg-type]
    return schedule.next_poll_at - NOW


def about(span: timedelta) -> object:
    class About:
        def __eq__(self, other: object) -> bool:
            assert isinstance(other, timedelta)
            return span <= other <= span + min(span * 0.1, 10 * MINUTE)

        def __repr__(self) -> str:
            return f"about {span}"

        __hash__ = None  # type: ignore[assignment]

    return About()


def test_without_a_word_from_the_user_a_source_is_asked_hourly() -> None:
    assert due() == about(HOUR)
    assert due(min=2 * HOUR) == about(2 * HOUR)


@pytest.mark.parametrize(("every", "minutes"), [(30, 30), (10, 10), (1, 10), (600, 600)])
def test_the_users_every_is_obeyed_down_to_min(every: int, minutes: int) -> None:
    assert due(every=every * MINUTE) == about(minutes * MINUTE)
    busy = replace(OK, posts_per_day=0.1, unchanged=9)
    assert due(busy, PollFacts("unchanged", wasted=True), every=every * MINUTE) == about(minutes * MINUTE)


@pytest.mark.parametrize(
    ("per_day", "hours"),
    [(None, 1), (0, 24), (1 / 7, 24), (0.5, 24), (1, 12), (2, 6), (6, 2), (12, 1), (24, 1), (5000, 1)],
)
def test_interval_follows_the_posting_rate(per_day: float | None, hours: int) -> None:
    assert due(replace(OK, posts_per_day=per_day)) == about(hours * HOUR)
    assert due(replace(OK, posts_per_day=per_day), adaptive=False) == about(HOUR)


@pytest.mark.parametrize(("unchanged", "hours"), [(0, 1), (1, 2), (2, 4), (3, 8), (4, 16), (5, 24), (90, 24)])
def test_interval_doubles_with_each_body_that_nothing_could_spare(unchanged: int, hours: int) -> None:
    state = replace(OK, unchanged=unchanged)
    assert due(state, PollFacts("unchanged", wasted=True)) == about(hours * HOUR)
    assert due(state, PollFacts("unchanged")) == about(HOUR)
    assert due(state, PollFacts("changed")) == about(HOUR)


def test_window_that_rolled_over_halves_the_interval() -> None:
    rolled = PollFacts("changed", rolled_over=True)
    assert due(facts=rolled, every=HOUR) == about(HOUR / 2)
    assert due(facts=rolled, every=12 * MINUTE) == about(10 * MINUTE)
    assert due(replace(OK, posts_per_day=1), rolled) == about(6 * HOUR)
    assert due(facts=rolled) == about(HOUR)


@pytest.mark.parametrize(
    ("headers", "minutes"),
    [
        ({}, 60),
        ({"cache-control": "max-age=7200"}, 120),
        ({"cache-control": "public, MAX-AGE=7200"}, 120),
        ({"cache-control": 'max-age="7200"'}, 120),
        ({"cache-control": "max-age=7200", "age": "3000"}, 70),
        ({"cache-control": "max-age=7200", "age": "9000"}, 60),
        ({"cache-control": "max-age=7200", "age": "x"}, 120),
        ({"cache-control": "max-age=60"}, 60),
        ({"cache-control": "max-age=0"}, 60),
        ({"cache-control": "max-age=-5"}, 60),
        ({"cache-control": "max-age=soon"}, 60),
        ({"cache-control": "max-age"}, 60),
        ({"cache-control": "max-age=x, max-age=7200"}, 120),
        ({"cache-control": "no-cache"}, 60),
        ({"cache-control": "no-store, no-cache, must-revalidate"}, 60),
        ({"cache-control": "no-cache, max-age=7200"}, 120),
        ({"cache-control": "s-maxage=7200"}, 60),
        ({"cache-control": "max-age=99999999999999999999"}, 1440),
        ({"cache-control": "max-age=604800"}, 1440),
        ({"expires": "Mon, 02 Mar 2026 10:00:00 GMT", "date": "Mon, 02 Mar 2026 08:00:00 GMT"}, 120),
        ({"expires": "Mon, 02 Mar 2025 10:00:00 GMT", "date": "Mon, 02 Mar 2025 08:00:00 GMT"}, 120),
        ({"expires": "Mon, 02 Mar 2026 10:00:00 GMT"}, 60),
        ({"expires": "0", "date": "Mon, 02 Mar 2026 08:00:00 GMT"}, 60),
        ({"expires": "Sun, 01 Mar 2026 10:00:00 GMT", "date": "Mon, 02 Mar 2026 08:00:00 GMT"}, 60),
        (
            {
                "cache-control": "max-age=60",
                "expires": "Mon, 02 Mar 2026 20:00:00 GMT",
                "date": "Mon, 02 Mar 2026 08:00:00 GMT",
            },
            60,
        ),
    ],
)
def test_freshness_is_a_floor_and_never_a_hurry(headers: dict[str, str], minutes: int) -> None:
    assert due(facts=PollFacts("changed", headers=headers)) == about(minutes * MINUTE)


def test_long_every_of_the_user_raises_the_bound_of_hints() -> None:
    long = PollFacts("changed", headers={"cache-control": "max-age=8640000"})
    assert due(facts=long, every=3 * DAY) == about(3 * DAY)
    assert due(replace(OK, hints=FeedHints(interval=3650 * DAY))) == about(DAY)
    assert due(replace(OK, hints=FeedHints(interval=3650 * DAY)), every=3 * DAY) == about(3 * DAY)
    assert due(replace(OK, hints=FeedHints(interval=6 * HOUR)), every=HOUR) == about(6 * HOUR)


def test_latest_floor_wins_and_is_named() -> None:
    state = replace(OK, hints=FeedHints(interval=2 * HOUR), not_before_at=NOW + 5 * HOUR)
    schedule = next_poll(state, PollFacts("changed", headers={"cache-control": "max-age=10800"}), Pace(), NOW)
    assert "5h (Retry-After)" in schedule.reason
    schedule = next_poll(
        replace(state, not_before_at=None),
        PollFacts("changed", headers={"cache-control": "max-age=10800"}),
        Pace(),
        NOW,
    )
    assert "fresh for 3h (max-age)" in schedule.reason


def test_skipped_hours_are_never_hit_over_a_fortnight() -> None:
    night = FeedHints(skip_hours=frozenset(range(7)) | {23}, skip_days=frozenset({5, 6}))
    for number in range(40):
        state, now = replace(OK, id=f"s{number}", hints=night), NOW
        while now < NOW + 14 * DAY:
            now = next_poll(state, QUIET, Pace(every=25 * MINUTE), now).next_poll_at
            assert 7 <= now.hour < 23
            assert now.weekday() < 5


def test_everybody_who_skips_the_night_does_not_come_at_the_full_hour() -> None:
    night = FeedHints(skip_hours=frozenset(range(8, 12)))
    dues = {
        next_poll(replace(OK, id=f"s{number}", hints=night), QUIET, Pace(), NOW).next_poll_at.minute
        for number in range(200)
    }
    assert len(dues) >= 9


def test_poll_that_a_queue_could_carry_into_a_skipped_hour_waits_until_after_it() -> None:
    state = replace(OK, hints=FeedHints(skip_hours=frozenset({10})))
    for second in range(0, 3600, 60):
        due = next_poll(state, QUIET, Pace(), NOW + timedelta(seconds=second)).next_poll_at
        assert not NOW.replace(hour=9, minute=55) < due < NOW.replace(hour=11)


def test_feed_that_skips_everything_asks_for_the_impossible() -> None:
    assert due(replace(OK, hints=FeedHints(skip_hours=frozenset(range(24))))) == about(HOUR)
    assert due(replace(OK, hints=FeedHints(skip_days=frozenset(range(7))))) == about(HOUR)


@pytest.mark.parametrize(
    ("failures", "minutes"),
    [(1, 60), (2, 60), (3, 120), (4, 240), (5, 480), (6, 960), (7, 1440), (8, 1440), (50, 1440)],
)
def test_failures_back_off_to_a_day_and_the_first_two_are_free(failures: int, minutes: int) -> None:
    assert due(replace(OK, failures=failures), PollFacts("failed", status=500)) == about(minutes * MINUTE)


def test_success_recovers_at_once() -> None:
    assert due(replace(OK, failures=0), PollFacts("changed"), every=30 * MINUTE) == about(30 * MINUTE)


def test_long_every_is_not_shortened_by_failing() -> None:
    assert due(replace(OK, failures=9), PollFacts("failed"), every=3 * DAY) == about(3 * DAY)


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(("failures", "hours"), [(1, 1), (2, 2), (3, 4), (4, 8), (5, 16), (6, 24), (20, 24)])
def test_too_much_backs_off_from_an_hour(status: int, failures: int, hours: int) -> None:
    state = replace(OK, failures=failures)
    assert due(state, PollFacts("failed", status=status), every=10 * MINUTE) == about(hours * HOUR)


@pytest.mark.parametrize(("seconds", "span"), [(7200.0, 2 * HOUR), (10.0**9, 7 * DAY), (0.0, HOUR), (5.0, HOUR)])
def test_retry_after_is_obeyed_up_to_a_week(seconds: float, span: timedelta) -> None:
    state = replace(OK, failures=1)
    assert due(state, PollFacts("failed", status=503, retry_after=seconds)) == about(span)


def test_gone_is_believed_when_it_is_said_twice_a_day_apart() -> None:
    gone = PollFacts("failed", status=410)
    first = next_poll(replace(OK, gone_at=NOW, failures=1), gone, Pace(every=30 * MINUTE), NOW)
    assert first.next_poll_at >= NOW + DAY
    assert first.status == ""
    early = next_poll(replace(OK, gone_at=NOW, failures=2), gone, Pace(), NOW + HOUR)
    assert early.next_poll_at >= NOW + DAY
    assert early.status == ""
    second = next_poll(replace(OK, gone_at=NOW, failures=2), gone, Pace(), first.next_poll_at)
    assert (second.next_poll_at, second.status) == (NEVER, "gone")
    assert "410" in second.reason


def test_host_that_wants_silence_is_awaited_without_counting() -> None:
    state = replace(OK, failures=0)
    dues = [
        next_poll(replace(state, id=f"s{n}"), PollFacts("waiting", retry_after=3600.0), Pace(), NOW).next_poll_at - NOW
        for n in range(100)
    ]
    assert min(dues) >= HOUR
    assert HOUR * 1.5 < max(dues) <= HOUR * 2
    assert len({span // MINUTE for span in dues}) >= 5


def test_own_outage_costs_a_source_nothing() -> None:
    lost = PollFacts("failed", unreachable=True)
    assert due(replace(OK, failures=0), lost, outage=True) == about(2 * MINUTE)
    assert due(replace(OK, not_before_at=NOW + HOUR), lost, outage=True) == about(HOUR)
    assert due(replace(OK, failures=1), PollFacts("failed", status=500), outage=True) == about(HOUR)
    assert due(replace(OK, failures=1), PollFacts("failed"), outage=True) == about(HOUR)
    assert due(OK, PollFacts("changed"), outage=True) == about(HOUR)


def test_pushes_slow_polling_down() -> None:
    assert due(every=30 * MINUTE, pushed=True) == about(12 * HOUR)
    assert due(every=DAY, pushed=True) == about(DAY)


def test_sources_that_were_added_together_part_after_their_first_poll() -> None:
    new = [replace(OK, id=f"s{n}", first_polled_at=NOW) for n in range(300)]
    dues = [next_poll(state, PollFacts("changed"), Pace(), NOW).next_poll_at - NOW for state in new]
    assert min(dues) >= HOUR
    assert max(dues) <= 2 * HOUR
    assert len({span // (5 * MINUTE) for span in dues}) == 12


def test_reason_is_a_sentence_for_a_person() -> None:
    assert next_poll(OK, QUIET, Pace(every=30 * MINUTE), NOW).reason.startswith("every 30m, as configured; ")
    assert "no interval is configured" in next_poll(OK, QUIET, Pace(), NOW).reason
    assert "posts 1 times a day" in next_poll(replace(OK, posts_per_day=1), QUIET, Pace(), NOW).reason
    assert "third failure" in next_poll(replace(OK, failures=3), PollFacts("failed"), Pace(), NOW).reason


def test_hold_keeps_a_late_request_out_of_a_skipped_hour_and_force_keeps_a_wait() -> None:
    assert hold(OK, NOW) is None
    skipping = replace(OK, hints=FeedHints(skip_hours=frozenset({8, 9})))
    assert hold(skipping, NOW + 5 * MINUTE) == NOW + 2 * HOUR
    assert hold(skipping, NOW, forced=True) is None
    waiting = replace(OK, not_before_at=NOW + HOUR)
    assert hold(waiting, NOW) == hold(waiting, NOW, forced=True) == NOW + HOUR
    assert hold(replace(OK, not_before_at=NOW + 900 * DAY), NOW) == NOW + 7 * DAY
    assert hold(replace(waiting, hints=FeedHints(skip_hours=frozenset({9}))), NOW) == NOW + 2 * HOUR


PLACE = Address("https://a.example/", "k")


def fetched(status: FetchStatus, validators: Validators | None = None) -> FetchResult:
    kept = Validators('"1"') if validators is None else validators
    return FetchResult("一号", status, 200, PLACE, PLACE.url, NOW, 0.1, validators=kept)


def outcome(**more: object) -> PollOutcome:
    return PollOutcome("一号", NOW, 0.1, **more)  # type: ignore[arg-type]


NEWS = Verdict((Decision(0, Action.NEW, uid="u"),))
NO_NEWS = Verdict((Decision(0, Action.SAME, entry_id=1),))
FEED = ParsedFeed("rss20", "utf-8", ())


@pytest.mark.parametrize(
    ("poll", "verdict", "facts"),
    [
        (outcome(fetch=fetched(FetchStatus.NEW), feed=FEED), NEWS, ("changed", False)),
        (outcome(fetch=fetched(FetchStatus.NEW), feed=FEED), NO_NEWS, ("unchanged", False)),
        (outcome(fetch=fetched(FetchStatus.NEW, Validators()), feed=FEED), NO_NEWS, ("unchanged", True)),
        (outcome(fetch=fetched(FetchStatus.SAME)), None, ("unchanged", True)),
        (outcome(fetch=fetched(FetchStatus.NOT_MODIFIED)), None, ("not_modified", False)),
        (outcome(fetch=fetched(FetchStatus.PARTIAL, Validators()), feed=FEED), NO_NEWS, ("unchanged", False)),
        (outcome(error=FetchError("http-404", "x", status=404)), None, ("failed", False)),
        (outcome(error=FetchError("host-waiting", "x", retry_after=9)), None, ("waiting", False)),
        (outcome(fetch=fetched(FetchStatus.NEW), error=ParseError("not-a-feed", "x")), None, ("failed", False)),
        (outcome(error=RuntimeError("bug")), None, ("failed", False)),
    ],
)
def test_facts_of_a_poll(poll: PollOutcome, verdict: Verdict | None, facts: tuple[str, bool]) -> None:
    found = facts_of(poll, verdict)
    assert (found.ended, found.wasted) == facts


def test_planner_is_what_the_store_calls() -> None:
    poll = outcome(fetch=fetched(FetchStatus.NEW), feed=FEED)
    schedule = planner(poll, Pace(every=HOUR))(OK, NEWS)
    assert schedule == next_poll(OK, facts_of(poll, NEWS), Pace(every=HOUR), NOW)
