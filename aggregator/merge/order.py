"""Where a story stands in time, decided once (DESIGN 3 Order): late entries are seen, old ones do not flood."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from aggregator.model import FeedDate, Precision

OLD = timedelta(days=7)
"""An entry published longer before the previous poll than this is an old one that turned up, not a late one."""


def published_at(date: FeedDate | None, now: datetime) -> datetime | None:
    """When a copy says it was published, never later than now; None where it does not say."""
    return min(date.at, now) if date else None


def moment(date: FeedDate, zone: str, now: datetime) -> datetime:
    """The instant that a date counts as: a day alone is its own end in the source's zone. Never later than now."""
    if date.precision is Precision.SECOND:
        return min(date.at, now)
    place = _zone(zone)
    try:
        following = date.at.astimezone(place).date() + timedelta(days=1)
        end = datetime(following.year, following.month, following.day, tzinfo=place).astimezone(UTC)
    except (OverflowError, ValueError):  # the first or the last day there is
        return min(date.at, now)
    return min(end - timedelta(seconds=1), now)


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def first_place(
    date: FeedDate | None, zone: str, now: datetime, *, position: int, feed_date: datetime | None
) -> datetime:
    """`sort_at` in a first poll: published; undated: the feed's date, else now, a second earlier per position."""
    if date is not None:
        return moment(date, zone, now)
    return min(feed_date or now, now) - timedelta(seconds=position)


def later_place(date: FeedDate | None, zone: str, now: datetime, previous: datetime) -> datetime:
    """`sort_at` in any later poll: between the previous successful poll and now, unless it is an old entry."""
    if date is None:
        return now
    when = moment(date, zone, now)
    if when < previous - OLD:
        return when
    return min(now, max(when, previous))
