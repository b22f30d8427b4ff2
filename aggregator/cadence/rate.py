"""How busy a source is, and what a stored due time is worth after a clock was set."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from aggregator.cadence.chance import share
from aggregator.model import MOST_RETRY_AFTER, SourceId

_CATCH_UP = timedelta(minutes=10)
_EACH = timedelta(seconds=20)
_DAY = timedelta(days=1)


def rate_between(count: int, oldest: datetime, newest: datetime, now: datetime) -> float | None:
    """Posts per day of so many posts between two dates; None where they are fewer than three.

    The silence since the newest one counts too, so a blog that has gone quiet is asked less and less.
    """
    if count < 3:
        return None
    span = max(max(newest, now) - oldest, timedelta(hours=1))
    return count / (span / _DAY)


def clamp(
    next_poll_at: datetime,
    now: datetime,
    every: timedelta | None = None,
    *,
    not_before: datetime | None = None,
    written_at: datetime | None = None,
) -> datetime:
    """A stored due time, made plausible: no further off than a day (or `every`, or a Retry-After that still runs).

    Used when due times are loaded, because the clock may have been wrong when they were written. Where they were
    written in what is now the future (`written_at`, the last poll), the clock was ahead: then the span counts, not the
    instant. A source that was stopped for good stays stopped.
    """
    if next_poll_at.year >= 9999:
        return next_poll_at
    furthest = now + max(_DAY, every or _DAY) * 1.1
    if not_before is not None:
        furthest = max(furthest, clamp_wait(not_before, now, written_at=written_at))
    return min(next_poll_at - _ahead(written_at, now), furthest)


def clamp_wait(not_before: datetime, now: datetime, *, written_at: datetime | None = None) -> datetime:
    """A stored Retry-After, made plausible likewise: nobody is left alone for longer than a week."""
    return min(not_before - _ahead(written_at, now), now + MOST_RETRY_AFTER)


def _ahead(written_at: datetime | None, now: datetime) -> timedelta:
    return max(written_at - now, timedelta(0)) if written_at is not None else timedelta(0)


def catch_up(dues: Mapping[SourceId, datetime], now: datetime) -> dict[SourceId, datetime]:
    """When to make the polls that piled up while program, machine or network rested.

    They are spread over twice as long as they piled up, ten minutes at the most, and over no more than twenty seconds
    for each, so that no origin sees a herd and few are not kept waiting. A poll that is not due yet keeps its time.
    """
    overdue = {source: at for source, at in dues.items() if at <= now}
    rest = now - min(overdue.values(), default=now)
    span = min(2 * rest, _CATCH_UP, len(overdue) * _EACH)
    return {source: now + share(source, now) * span for source in overdue}
