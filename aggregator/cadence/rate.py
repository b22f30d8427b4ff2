"""How busy a source is, and what a stored due time is worth after a clock was set."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from aggregator.cadence.chance import share
from aggregator.cadence.floors import MOST_RETRY_AFTER
from aggregator.model import SourceId

_CATCH_UP = timedelta(minutes=10)
_NEWEST = 30
_DAY = timedelta(days=1)


def posting_rate(dates: Iterable[datetime], now: datetime | None = None) -> float | None:
    """Posts per day over the newest thirty dates; None where fewer than three are known.

    With `now` the silence since the newest post counts too, so a blog that has gone quiet is asked less and less.
    """
    newest = sorted(dates, reverse=True)[:_NEWEST]
    if len(newest) < 3:
        return None
    end = max(newest[0], now) if now is not None else newest[0]
    gaps = len(newest) if now is not None else len(newest) - 1
    span = max(end - newest[-1], timedelta(hours=1))
    return gaps / (span / _DAY)


def clamp(
    next_poll_at: datetime, now: datetime, every: timedelta | None = None, *, not_before: datetime | None = None
) -> datetime:
    """A stored due time, made plausible: no further off than a day (or `every`, or a Retry-After that still runs).

    Used when due times are loaded, because the clock may have been wrong when they were written. A source that was
    stopped for good stays stopped.
    """
    if next_poll_at.year >= 9999:
        return next_poll_at
    furthest = now + max(_DAY, every or _DAY) * 1.1
    if not_before is not None:
        furthest = max(furthest, min(not_before, now + MOST_RETRY_AFTER))
    return min(next_poll_at, furthest)


def catch_up(next_poll_at: datetime, now: datetime, *, down: timedelta, seed: SourceId) -> datetime:
    """When to make a poll that fell due while the program was not running for `down`.

    What piled up is spread over twice as long as it took to pile up, ten minutes at the most, so that no origin sees a
    herd after a restart. A poll that is not due yet keeps its time.
    """
    if next_poll_at > now:
        return next_poll_at
    return now + share(seed, now) * min(max(2 * down, timedelta(0)), _CATCH_UP)
