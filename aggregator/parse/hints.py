"""What a document asks of its pollers: RSS ttl, skipHours, skipDays, and the syndication module."""

from __future__ import annotations

import re
from datetime import timedelta

from aggregator.model import FeedHints

_PERIODS = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(weeks=1),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SKIPS = re.compile(r"<skip[hd]", re.IGNORECASE)
_HOURS_BLOCK = re.compile(r"<skipHours\b[^>]*>(.{0,4000}?)</skipHours>", re.DOTALL | re.IGNORECASE)
_DAYS_BLOCK = re.compile(r"<skipDays\b[^>]*>(.{0,4000}?)</skipDays>", re.DOTALL | re.IGNORECASE)
_HOUR = re.compile(r"<hour>\s*(\d{1,2})\s*</hour>", re.IGNORECASE)
_DAY = re.compile(r"<day>\s*([A-Za-z]+)\s*</day>", re.IGNORECASE)


def hints(text: str, ttl: str, period: str, frequency: str) -> FeedHints:
    """The wishes of a document. `ttl` is minutes; a feed that wishes for both is asked at the longer interval.

    RSS counts hours from 0 to 23 or from 1 to 24: both are read.
    """
    intervals = [interval for interval in (_minutes(ttl), _syndication(period, frequency)) if interval]
    skips = _SKIPS.search(text)  # nine in ten have none: one look at the text and no second
    hours = _HOURS_BLOCK.search(text, skips.start()) if skips else None
    days = _DAYS_BLOCK.search(text, skips.start()) if skips else None
    skipped = {int(hour) % 24 for hour in _HOUR.findall(hours[1]) if int(hour) <= 24} if hours else set()
    named = {_DAYS.index(day.lower()) for day in _DAY.findall(days[1]) if day.lower() in _DAYS} if days else set()
    return FeedHints(
        interval=max(intervals, default=None),
        skip_hours=frozenset(skipped) if len(skipped) < 24 else frozenset(),
        skip_days=frozenset(named) if len(named) < 7 else frozenset(),
    )


def _minutes(ttl: str) -> timedelta | None:
    return timedelta(minutes=int(ttl)) if _is_small(ttl) and int(ttl) else None


def _syndication(period: str, frequency: str) -> timedelta | None:
    unit = _PERIODS.get(period.strip().lower())
    if unit is None:
        return None
    times = int(frequency) if _is_small(frequency) and 0 < int(frequency) <= 3600 else 1
    return unit / times


def _is_small(digits: str) -> bool:
    """Whether it is a number of at most seven digits: more would be no time that anybody means."""
    return digits.isdecimal() and len(digits) <= 7
