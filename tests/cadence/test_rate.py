"""Posting rate, stored due times after a clock step, and our own network."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from aggregator.cadence import (
    NEVER,
    Attempt,
    Network,
    attempted,
    catch_up,
    clamp,
    clamp_wait,
    rate_between,
    unreachable,
)
from aggregator.errors import AggregatorError, FetchError, ParseError
from aggregator.model import SourceState
from hypothesis import given
from hypothesis import strategies as st

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("every", "count", "per_day"), [(HOUR, 24, 24.0), (DAY, 10, 1.0), (7 * DAY, 8, 1 / 7), (DAY, 3, 1.0)]
)
def test_regular_source_has_its_rate(every: timedelta, count: int, per_day: float) -> None:
    assert rate_between(count, NOW - count * every, NOW - every, NOW) == pytest.approx(per_day)


def test_few_dates_say_nothing() -> None:
    assert rate_between(2, NOW, NOW, NOW) is None


def test_silence_counts() -> None:
    quiet = rate_between(10, NOW - 409 * DAY, NOW - 400 * DAY, NOW)
    assert quiet is not None
    assert quiet < 0.03


@given(st.integers(0, 30), st.integers(0, 10**9), st.integers(0, 10**9), st.integers(-(10**6), 10**9))
def test_rate_is_a_positive_number_or_nothing(count: int, oldest: int, span: int, silence: int) -> None:
    first = NOW - timedelta(seconds=oldest)
    last = first + timedelta(seconds=span)
    rate = rate_between(count, first, last, last + timedelta(seconds=silence))
    assert rate is None or 0 < rate <= 30 * 24


def test_equal_dates_of_an_import_are_not_endless_news() -> None:
    assert rate_between(10, NOW, NOW, NOW) == 10 * 24


@pytest.mark.parametrize(
    ("stored", "every", "clamped"),
    [
        (HOUR, None, HOUR),
        (-HOUR, None, -HOUR),
        (365 * DAY, None, DAY * 1.1),
        (-365 * DAY, None, -365 * DAY),
        (5 * DAY, 3 * DAY, 3 * DAY * 1.1),
        (2 * DAY, 3 * DAY, 2 * DAY),
    ],
)
def test_due_time_is_plausible_after_a_clock_step(
    stored: timedelta, every: timedelta | None, clamped: timedelta
) -> None:
    assert clamp(NOW + stored, NOW, every) == NOW + clamped


def test_wait_of_an_origin_is_kept_by_the_clamp_and_a_stop_is_for_good() -> None:
    assert clamp(NOW + 5 * DAY, NOW, None, not_before=NOW + 4 * DAY) == NOW + 4 * DAY
    assert clamp(NOW + 500 * DAY, NOW, None, not_before=NOW + 400 * DAY) == NOW + 7 * DAY
    assert clamp(NEVER, NOW) == NEVER


@pytest.mark.parametrize("ahead", [2 * HOUR, 365 * DAY])
def test_what_a_clock_wrote_that_was_ahead_counts_as_a_span(ahead: timedelta) -> None:
    wrong = NOW + ahead
    assert clamp(wrong + HOUR, NOW, written_at=wrong) == NOW + HOUR
    assert clamp_wait(wrong + 3 * HOUR, NOW, written_at=wrong) == NOW + 3 * HOUR
    assert clamp_wait(NOW + 3 * HOUR, NOW, written_at=NOW - HOUR) == NOW + 3 * HOUR
    assert clamp_wait(wrong + 90 * DAY, NOW) == NOW + 7 * DAY


def test_what_piled_up_while_we_were_down_is_spread_out() -> None:
    dues = {f"s{n}": NOW - timedelta(seconds=n) for n in range(1, 241)}  # four minutes
    moved = catch_up(dues, NOW)
    assert set(moved) == set(dues)
    assert all(NOW <= due < NOW + timedelta(minutes=8) for due in moved.values())
    assert len({(due - NOW) // timedelta(seconds=30) for due in moved.values()}) == 16
    assert catch_up({"s": NOW + HOUR}, NOW) == {}
    assert catch_up({}, NOW) == {}
    assert max(catch_up(dues | {"old": NOW - 90 * DAY}, NOW).values()) < NOW + timedelta(minutes=10)
    assert max(catch_up({"a": NOW - DAY, "b": NOW - DAY}, NOW).values()) < NOW + timedelta(seconds=40)


def lost(*hosts: str, apart: timedelta = timedelta(seconds=1)) -> list[Attempt]:
    return [Attempt(host, NOW + number * apart, reached=False, source=f"s{host}") for number, host in enumerate(hosts)]


def found(host: str, at: datetime, **more: bool) -> Attempt:
    return Attempt(host, at, reached=True, **more)


def network(*attempts: Attempt) -> Network:
    it = Network()
    for attempt in attempts:
        it = it.after(attempt)
    return it


@pytest.mark.parametrize(
    ("tried", "down"),
    [
        ([], False),
        (lost("a"), False),
        (lost("a", "b"), False),
        (lost("a", "b", "c"), True),
        (lost("a", "a", "a", "b", "b"), False),
        ([*lost("a", "b"), found("x", NOW), *lost("c")], False),
        ([found("x", NOW), found("y", NOW), *lost("a", "b", "c")], True),
        (lost("a", "b", "c", apart=timedelta(minutes=20)), True),
        (lost("a", "b", "c", apart=timedelta(minutes=40)), False),
    ],
)
def test_own_network_is_down_when_one_host_after_another_cannot_be_reached(tried: list[Attempt], down: bool) -> None:
    assert (network(*tried).down_since is not None) is down


def test_outage_began_with_the_first_failure_and_names_whom_it_hit() -> None:
    it = network(*lost("a", "b", "c", apart=timedelta(minutes=9)))
    assert it.down_since == NOW
    assert it.suspects() == {"sa", "sb", "sc"}


def test_a_host_of_our_own_house_says_nothing_of_the_way_out() -> None:
    at_home = found("192.168.1.2", NOW, near=True)
    assert network(*lost("a", "b"), at_home, *lost("c")).down_since is not None
    assert network(*lost("a", "b", "c"), at_home).down_since is not None
    near = [Attempt(host, NOW, reached=False, near=True) for host in "abc"]
    assert network(*near).down_since is not None
    assert network(*near, at_home).down_since is None


def test_outage_allows_one_probe_a_minute_and_ends_with_the_first_answer() -> None:
    assert Network().may_ask(NOW)
    it, later = network(*lost("a", "b", "c")), NOW + timedelta(seconds=3)
    assert it.may_ask(later)
    it = it.probing(later).after(lost("d")[0])
    assert not it.may_ask(later + timedelta(seconds=59))
    assert it.may_ask(later + timedelta(minutes=1))
    it = it.probing(later + timedelta(minutes=1)).after(found("z", later + timedelta(minutes=1)))
    assert it == Network()


def test_outage_lasts_although_its_attempts_grow_old() -> None:
    it = network(*lost("a", "b", "c"))
    for minute in range(1, 200):
        now = NOW + timedelta(minutes=minute)
        assert it.may_ask(now)
        it = it.probing(now).after(Attempt("a", now, reached=False))
    assert it.down_since == NOW
    assert len(it.lost) < 10


def test_clock_that_steps_back_does_not_stop_probing() -> None:
    assert Network(down_since=NOW, probed_at=NOW + 365 * DAY).may_ask(NOW)


WELL, NEW, SICK = (
    SourceState("s", last_success_at=NOW),
    SourceState("s"),
    SourceState("s", last_success_at=NOW, failures=2),
)


@pytest.mark.parametrize(
    ("state", "error", "reached"),
    [
        (WELL, None, True),
        (SICK, None, True),
        (WELL, FetchError("http-500", "x", status=500), True),
        (WELL, FetchError("tls-certificate", "x"), True),
        (WELL, ParseError("not-a-feed", "x"), True),
        (WELL, FetchError("dns-failed", "x"), False),
        (WELL, FetchError("dns-not-found", "x"), False),
        (WELL, FetchError("connect-refused", "x"), False),
        (NEW, FetchError("dns-failed", "x"), False),
        (NEW, FetchError("dns-not-found", "x"), None),  # an old list of feeds names hosts that are no more
        (SICK, FetchError("connect-timeout", "x"), None),
        (WELL, FetchError("timeout", "x"), None),
        (WELL, FetchError("host-waiting", "x"), None),
        (WELL, FetchError("fake-ip", "x"), None),
        (WELL, AggregatorError("bug", "x"), None),
        (WELL, RuntimeError("x"), None),
    ],
)
def test_what_a_poll_says_of_our_network(state: SourceState, error: Exception | None, reached: bool | None) -> None:
    attempt = attempted(state, error, NOW, host="a")
    assert (None if attempt is None else attempt.reached) is reached


@pytest.mark.parametrize(
    ("code", "is_lost"),
    [
        ("dns-failed", True),
        ("connect-refused", True),
        ("timeout", False),
        ("http-500", False),
        ("tls-certificate", False),
    ],
)
def test_which_errors_mean_that_nothing_was_reached(code: str, is_lost: bool) -> None:
    assert unreachable(code) is is_lost
