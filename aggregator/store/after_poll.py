"""What is known of a source after a poll: failures counted, trouble remembered, a move believed once it proves itself.

Pure: `sources` writes it down.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from aggregator.errors import AggregatorError, FetchError
from aggregator.model import FetchResult, FetchStatus, PollOutcome, SourceState, Verdict

REDIRECT_POLLS, REDIRECT_SPAN = 3, timedelta(days=1)
"""A permanent redirect is believed after so many polls over at least this time, each of which gave a feed."""


def state_after(
    state: SourceState, outcome: PollOutcome, verdict: Verdict | None, *, counts: bool = True
) -> SourceState:
    """What is known now. With `counts` false a failure is not the source's fault."""
    if outcome.error is not None:
        return _after_failure(state, outcome, counts=counts)
    new = verdict is not None and any(decision.action in {"new", "update"} for decision in verdict.decisions)
    fetch, feed = outcome.fetch, outcome.feed
    redirect_to, redirect_seen = _after_hops(state, fetch, outcome.at)
    learned: dict[str, Any] = {}
    if feed is not None and verdict is not None:
        learned = {
            "policy": verdict.policy,
            "policy_evidence": verdict.policy_evidence,
            "title": feed.title or state.title,
            "link": feed.link or state.link,
            "icon": feed.icon or state.icon,
            "language": feed.language or state.language,
            "hints": feed.hints,
            "flaws": tuple(dict.fromkeys((*feed.flaws, *verdict.flaws))),
        }
    return replace(
        state,
        first_polled_at=state.first_polled_at or outcome.at,
        last_success_at=outcome.at,
        last_poll_at=outcome.at,
        failures=0,
        unchanged=0 if new else state.unchanged + 1,
        status="ok",
        gone_at=None,
        last_error=None,
        not_before_at=state.not_before_at if state.not_before_at and state.not_before_at > outcome.at else None,
        address_key=state.address_key if fetch is None else fetch.address.key,
        redirect_to=redirect_to,
        redirect_seen=redirect_seen,
        **learned,
    )


def _after_failure(state: SourceState, outcome: PollOutcome, *, counts: bool) -> SourceState:
    error = outcome.error
    words = (
        (error.code, error.what, error.hint)
        if isinstance(error, AggregatorError)
        else ("bug", f"{type(error).__name__}: {error}", "please report it with the log")
    )
    gone = isinstance(error, FetchError) and error.status == 410
    return replace(
        state,
        last_poll_at=outcome.at,
        failures=state.failures + 1 if counts else state.failures,
        status="failing" if counts else state.status,
        gone_at=(state.gone_at or outcome.at) if gone else (None if counts else state.gone_at),
        last_error=words,
        redirect_seen=None if counts else state.redirect_seen,
    )


def _after_hops(
    state: SourceState, fetch: FetchResult | None, now: datetime
) -> tuple[str, tuple[str, int, datetime] | None]:
    """Where the source has moved to, and where it may have: that must give feeds on several polls over a day."""
    if fetch is None or fetch.status is FetchStatus.PARTIAL:
        return state.redirect_to, state.redirect_seen
    if not fetch.moved_to:
        return state.redirect_to, None
    target, polls, since = state.redirect_seen or ("", 0, now)
    if target != fetch.moved_to:
        polls, since = 0, now
    polls += 1
    if polls >= REDIRECT_POLLS and now - since >= REDIRECT_SPAN:
        return fetch.moved_to, None
    return state.redirect_to, (fetch.moved_to, polls, since)
