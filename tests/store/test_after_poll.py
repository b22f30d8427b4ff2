"""What is known of a source after a poll."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from aggregator.errors import FetchError, ParseError
from aggregator.model import (
    Action,
    Address,
    Decision,
    FetchResult,
    FetchStatus,
    Flaw,
    Hop,
    ParsedFeed,
    PlainText,
    PollOutcome,
    SourceState,
    Verdict,
)
from aggregator.store.after_poll import state_after

NOW = datetime(2026, 5, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
SAME = Verdict((Decision(0, Action.SAME, 1),), "link", {"guid": 2}, (Flaw("moved"),))
KNOWN = SourceState(
    "源", first_polled_at=NOW - 9 * HOUR, failures=2, unchanged=4, status="failing", title=PlainText("旧名"),
    link="https://a.example/", gone_at=NOW - HOUR, last_error=("x", "y", "z"), address_key="old",
)  # fmt: skip


def fetched(status: FetchStatus = FetchStatus.NEW, **more: object) -> FetchResult:
    made = FetchResult("源", status, 200, Address("https://a.example/f", "a"), "https://a.example/f", NOW, 0.1)
    return replace(made, **more)


def answered(feed: ParsedFeed | None = None, **more: object) -> PollOutcome:
    return PollOutcome("源", NOW, 0.1, fetched(**more), feed)


def failed(error: Exception, at: datetime = NOW) -> PollOutcome:
    return PollOutcome("源", at, 0.1, error=error)


def test_an_answer_ends_every_trouble() -> None:
    state = state_after(KNOWN, answered(status=FetchStatus.NOT_MODIFIED), None)
    assert (state.failures, state.status, state.gone_at, state.last_error) == (0, "ok", None, None)
    assert (state.first_polled_at, state.last_success_at, state.last_poll_at) == (NOW - 9 * HOUR, NOW, NOW)
    assert state.address_key == "a"
    assert state_after(SourceState("源"), answered(), None).first_polled_at == NOW


@pytest.mark.parametrize(("action", "unchanged"), [(Action.NEW, 0), (Action.UPDATE, 0), (Action.SAME, 5)])
def test_polls_that_brought_nothing_are_counted_in_a_row(action: Action, unchanged: int) -> None:
    verdict = replace(SAME, decisions=(Decision(0, action),))
    assert state_after(KNOWN, answered(ParsedFeed("rss20", "utf-8", ())), verdict).unchanged == unchanged
    assert state_after(KNOWN, answered(), None).unchanged == 5


def test_a_feed_that_names_itself_no_more_keeps_its_name() -> None:
    feed = ParsedFeed("rss20", "utf-8", (), icon="https://a.example/i", flaws=(Flaw("moved"), Flaw("x")))
    state = state_after(KNOWN, answered(feed), SAME)
    assert (state.title, state.link, state.icon) == ("旧名", "https://a.example/", "https://a.example/i")
    assert (state.policy, state.policy_evidence, state.flaws) == ("link", {"guid": 2}, (Flaw("moved"), Flaw("x")))
    assert state_after(KNOWN, answered(replace(feed, title=PlainText("新名"))), SAME).title == "新名"


def test_a_wait_that_runs_outlives_an_answer() -> None:
    for until, left in ((NOW + HOUR, NOW + HOUR), (NOW, None), (None, None)):
        assert state_after(replace(KNOWN, not_before_at=until), answered(), None).not_before_at == left


def test_failures_are_counted_where_they_are_the_sources_own() -> None:
    error = FetchError("timeout", "no answer", hint="wait")
    seen = replace(KNOWN, redirect_seen=("https://b.example/", 2, NOW))
    state = state_after(seen, failed(error), None)
    assert (state.failures, state.status, state.last_error) == (3, "failing", ("timeout", "no answer", "wait"))
    assert (state.gone_at, state.redirect_seen, state.last_success_at) == (None, None, None)
    ours = state_after(replace(seen, status="ok"), failed(error), None, counts=False)
    assert (ours.failures, ours.status, ours.redirect_seen) == (2, "ok", seen.redirect_seen)
    assert (ours.gone_at, ours.last_poll_at) == (seen.gone_at, NOW)
    assert state_after(KNOWN, failed(ParseError("not-a-feed", "a page")), None).last_error == (
        "not-a-feed",
        "a page",
        "",
    )
    assert state_after(KNOWN, failed(ZeroDivisionError("x")), None).last_error[:2] == ("bug", "ZeroDivisionError: x")


def test_the_first_410_of_a_row_is_remembered() -> None:
    gone = FetchError("gone", "gone", status=410)
    first = state_after(replace(KNOWN, gone_at=None), failed(gone), None)
    second = state_after(first, failed(gone, NOW + HOUR), None)
    assert (first.gone_at, second.gone_at) == (NOW, NOW)
    assert state_after(second, failed(FetchError("http-404", "not found", status=404)), None).gone_at is None


def test_a_push_says_nothing_of_a_move() -> None:
    hops = (Hop("https://a.example/f", 301, "https://b.example/f"),)
    state = state_after(KNOWN, answered(status=FetchStatus.PARTIAL, hops=hops), None)
    assert state.redirect_seen is None
    assert state_after(KNOWN, answered(hops=hops), None).redirect_seen == ("https://b.example/f", 1, NOW)


@pytest.mark.parametrize("hours", [(0, 25, 26), (0, 1, 24), (0, 1, 2, 24)])
def test_a_move_is_believed_after_three_polls_and_a_day(hours: tuple[int, ...]) -> None:
    state, target = SourceState("源"), "https://b.example/f"
    for hour in hours:
        assert state.redirect_to == ""
        came = fetched(hops=(Hop("https://a.example/f", 308, target),))
        state = state_after(state, PollOutcome("源", NOW + hour * HOUR, 0.1, came), None)
    assert (state.redirect_to, state.redirect_seen) == (target, None)
