"""Posting rate, stored due times after a clock step, and our own network."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from aggregator.cadence import NEVER, Attempt, Network, catch_up, clamp, own_network_down, posting_rate, unreachable
from hypothesis import given
from hypothesis import strategies as st

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("every", "count", "per_day"),
    [(HOUR, 24, 24.0), (DAY, 10, 1.0), (7 * DAY, 8, 1 / 7), (DAY, 400, 1.0), (DAY, 3, 1.0)],
)
def test_regular_source_has_its_rate(every: timedelta, count: int, per_day: float) -> None:
    assert posting_rate([NOW - number * every for number in range(count)]) == pytest.approx(per_day)


def test_few_dates_say_nothing() -> None:
    assert posting_rate([]) is None
    assert posting_rate([NOW, NOW]) is None


def test_silence_counts_once_the_time_is_known() -> None:
    dates = [NOW - 400 * DAY - number * DAY for number in range(10)]
    quiet = posting_rate(dates, NOW)
    assert quiet is not None
    assert quiet < 0.03
    assert posting_rate(dates) == pytest.approx(1.0)


@given(st.lists(st.integers(0, 10**9), max_size=50))
def test_rate_is_a_positive_number_or_nothing(seconds: list[int]) -> None:
    rate = posting_rate([NOW - timedelta(seconds=second) for second in seconds], NOW)
    assert rate is None or 0 < rate <= 30 * 24


def test_ten_equal_dates_of_an_import_are_not_endless_news() -> None:
    assert posting_rate([NOW] * 10) == 9 * 24


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


def test_what_piled_up_while_we_were_down_is_spread_out() -> None:
    down = timedelta(minutes=4)
    dues = [catch_up(NOW - timedelta(seconds=n), NOW, down=down, seed=f"s{n}") for n in range(200)]
    assert all(NOW <= due < NOW + 2 * down for due in dues)
    assert len({(due - NOW) // timedelta(seconds=30) for due in dues}) == 16
    assert catch_up(NOW + HOUR, NOW, down=down, seed="s") == NOW + HOUR
    assert catch_up(NOW - HOUR, NOW, down=timedelta(0), seed="s") == NOW
    assert catch_up(NOW - HOUR, NOW, down=90 * DAY, seed="s") < NOW + timedelta(minutes=10)


def attempts(*reached: bool, apart: float = 1.0) -> list[Attempt]:
    return [Attempt(f"host{n}", NOW + timedelta(seconds=n * apart), ok) for n, ok in enumerate(reached)]


@pytest.mark.parametrize(
    ("tried", "down"),
    [
        ([], False),
        (attempts(False), False),
        (attempts(False, False), False),
        (attempts(False, False, False), True),
        (attempts(False, False, False, False, True), True),
        (attempts(False, False, False, True), False),
        (attempts(False, False, True), False),
        (attempts(True, True, True), False),
        (attempts(False, False, False, apart=400.0), False),
        ([Attempt("one", NOW, False)] * 9, False),
    ],
)
def test_own_network_is_down_when_most_hosts_cannot_be_reached_at_once(tried: list[Attempt], down: bool) -> None:
    assert own_network_down(tried, max((attempt.at for attempt in tried), default=NOW)) is down


def test_latest_attempt_of_a_host_counts() -> None:
    tried = attempts(False, False, False)
    tried.append(Attempt("host0", NOW + timedelta(seconds=9), reached=True))
    assert not own_network_down(tried, NOW + timedelta(seconds=9))


def test_outage_allows_one_probe_a_minute_and_ends_with_the_first_answer() -> None:
    network = Network()
    assert network.may_ask(NOW)
    for attempt in attempts(False, False, False):
        network = network.after(attempt)
    later = NOW + timedelta(seconds=3)
    assert network.down_since is not None
    assert network.may_ask(later)
    network = network.probing(later).after(Attempt("host3", later, reached=False))
    assert not network.may_ask(later + timedelta(seconds=59))
    assert network.next_probe(later) == later + timedelta(minutes=1)
    assert network.may_ask(later + timedelta(minutes=1))
    network = network.probing(later + timedelta(minutes=1)).after(
        Attempt("host9", later + timedelta(minutes=1), reached=True)
    )
    assert network.down_since is None
    assert network.may_ask(later + timedelta(minutes=1))


def test_outage_lasts_although_its_attempts_grow_old() -> None:
    network = Network()
    for attempt in attempts(False, False, False):
        network = network.after(attempt)
    for minute in range(1, 200):
        now = NOW + timedelta(minutes=minute)
        assert network.may_ask(now)
        network = network.probing(now).after(Attempt("host0", now, reached=False))
    assert network.down_since is not None
    assert len(network.attempts) < 10


def test_clock_that_steps_back_does_not_stop_probing() -> None:
    network = Network(down_since=NOW, probed_at=NOW + 365 * DAY)
    assert network.may_ask(NOW)


@pytest.mark.parametrize(
    ("code", "lost"),
    [
        ("dns-failed", True),
        ("connect-refused", True),
        ("timeout", False),
        ("http-500", False),
        ("tls-certificate", False),
    ],
)
def test_which_errors_mean_that_nothing_was_reached(code: str, lost: bool) -> None:
    assert unreachable(code) is lost
