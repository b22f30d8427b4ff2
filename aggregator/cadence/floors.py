"""What others ask of us: never sooner than their headers, their feed and their Retry-After say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from aggregator.clock import http_date
from aggregator.model import MOST_RETRY_AFTER, FeedHints, SourceState

_HOUR = timedelta(hours=1)
_LONG = timedelta(days=3650)


def freshness(headers: Mapping[str, str]) -> tuple[timedelta, str]:
    """How long the answer says it stays fresh, and by which header: (0, "") where it says nothing.

    RFC 9111 4.2: `max-age` less `Age`, else `Expires` less `Date`. `no-cache` and `no-store` tell caches to keep
    nothing; they do not ask a poller to come sooner.
    """
    age = _seconds(headers.get("age", "")) or 0
    most = _max_age(headers.get("cache-control", ""))
    if most is not None:
        return _span(most - age), "max-age"
    expires, date = http_date(headers.get("expires", "")), http_date(headers.get("date", ""))
    if expires is None or date is None:
        return timedelta(0), ""
    return max(expires - date - _span(age), timedelta(0)), "Expires"


def _max_age(text: str) -> int | None:
    for directive in text.split(","):
        name, _, value = directive.strip().partition("=")
        if name.strip().lower() == "max-age":
            found = _seconds(value.strip().strip('"'))
            if found is not None:
                return found
    return None


def _seconds(text: str) -> int | None:
    text = text.strip()
    if not (text.isascii() and text.isdigit()):
        return None
    return int(text[:12]) if len(text) <= 12 else int(_LONG.total_seconds())


def _span(seconds: int) -> timedelta:
    return min(timedelta(seconds=max(0, min(seconds, int(_LONG.total_seconds())))), _LONG)


def skipped(hints: FeedHints, when: datetime) -> bool:
    """Whether the feed asks not to be polled in this hour or on this day (both in GMT)."""
    when = when.astimezone(UTC)
    return when.hour in hints.skip_hours or when.weekday() in hints.skip_days


def next_allowed(hints: FeedHints, when: datetime) -> datetime:
    """The first instant from `when` on that the feed does not ask to be skipped.

    A feed that skips every hour of every day asks for the impossible; that is not obeyed.
    """
    if not skipped(hints, when):
        return when
    start = when.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    for hours in range(1, 8 * 24 + 1):
        if not skipped(hints, start + hours * _HOUR):
            return start + hours * _HOUR
    return when


def hold(state: SourceState, now: datetime, *, forced: bool = False) -> datetime | None:
    """The instant until which a due poll must still wait; None where it may be made now.

    Asked right before a request, because a queue may have carried it into a skipped hour. A person's `--force` passes
    the feed's hours, never an origin's Retry-After.
    """
    until = now
    if state.not_before_at is not None:
        until = max(until, min(state.not_before_at, now + MOST_RETRY_AFTER))
    if not forced:
        until = next_allowed(state.hints, until)
    return until if until > now else None
