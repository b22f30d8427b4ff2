"""Comparisons of dates and lengths in conditions.

A value is one or more comparisons with spaces between them, all of which must hold:
">=2026-01-01 <2026-02-01", "2026-01" (that month), "2026" (that year), ">200", "<=5000", "300" (exactly).
Days begin at midnight in the configuration's time zone. There is no "of the last week": where an entry belongs
must not change while nothing happens; a category's `age` is for that.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from aggregator.clock import rfc3339

_PART = re.compile(r"(>=|<=|==|>|<|=)?\s*([^\s<>=]+)")
_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_EQUAL = {None: "=", "==": "="}
_OPERATOR = re.compile(r"(>=|<=|==|>|<|=)\s+")


def date_span(text: str, timezone: str = "UTC") -> tuple[datetime | None, datetime | None]:
    """The half-open span [from, until) in UTC that a date condition names; None where it is open.

    Raises ValueError with a sentence for anything that is not a comparison of dates.
    """
    start: datetime | None = None
    end: datetime | None = None
    for operator, value in _parts(text, "a date condition"):
        low, high = _period(value, ZoneInfo(timezone))
        if operator in {"=", ">="}:
            start = max(start or low, low)
        if operator == ">":
            start = max(start or high, high)
        if operator in {"=", "<="}:
            end = min(end or high, high)
        if operator == "<":
            end = min(end or low, low)
    return start, end


def length_span(text: str) -> tuple[int, int | None]:
    """The half-open span [from, until) of characters that a length condition names; None where it is open.

    Raises ValueError with a sentence for anything that is not a comparison of whole numbers.
    """
    start, end = 0, None
    for operator, value in _parts(text, "a length condition"):
        if not (value.isascii() and value.isdigit()):
            raise ValueError(f'not a number of characters: "{value}"; write ">=200" or "<5000"')
        number = int(value)
        if operator in {"=", ">=", ">"}:
            start = max(start, number + (operator == ">"))
        if operator in {"=", "<=", "<"}:
            limit = number + (operator != "<")
            end = limit if end is None else min(end, limit)
    return start, end


def date_bounds(text: str, timezone: str) -> tuple[str, ...]:
    """The same span as comparisons with instants in UTC: (">=2025-12-31T16:00:00Z", "<2026-01-31T16:00:00Z")."""
    start, end = date_span(text, timezone)
    lower = () if start is None else (f">={rfc3339(start)}",)
    return lower if end is None else (*lower, f"<{rfc3339(end)}")


def length_bounds(text: str) -> tuple[str, ...]:
    """The span of a length condition as comparisons: (">=200", "<5001")."""
    start, end = length_span(text)
    return (f">={start}",) if end is None else (f">={start}", f"<{end}")


def _parts(text: str, what: str) -> list[tuple[str, str]]:
    tight = _OPERATOR.sub(r"\1", text.strip())
    words = tight.split()
    parts = [_PART.fullmatch(word) for word in words]
    if not words or not all(parts):
        raise ValueError(f'not {what}: "{text}"')
    return [(_EQUAL.get(part[1], part[1]), part[2]) for part in parts if part]


def _period(value: str, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """First and past-the-last instant of a day, a month or a year, or the instant twice."""
    match = _DAY.fullmatch(value)
    try:
        if not match:
            at = datetime.fromisoformat(value)
            at = at.replace(tzinfo=zone) if at.tzinfo is None else at
            step = timedelta(seconds=1) if value.count(":") > 1 else timedelta(minutes=1)
            return at.astimezone(UTC), (at + step).astimezone(UTC)
        year, month, day = int(match[1]), int(match[2] or 1), int(match[3] or 1)
        low = datetime(year, month, day, tzinfo=zone)
        if match[3]:
            high = low + timedelta(days=1)
        elif match[2]:
            high = low.replace(year=year + month // 12, month=month % 12 + 1)
        else:
            high = low.replace(year=year + 1)
        return low.astimezone(UTC), high.astimezone(UTC)
    except (ValueError, OverflowError):  # OverflowError: the year 1 begins before all time, east of Greenwich
        raise ValueError(f'not a date: "{value}"; write it like 2026-01-31, 2026-01 or 2026') from None
