"""Time comes in from outside: the one place that asks the machine what time it is.

Instants are aware datetimes in UTC everywhere; a number of seconds is a `float` or a `timedelta`, never both.
"""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from typing import Protocol

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_DURATION = re.compile(r"(\d+(?:\.\d+)?)([smhdw])")


class Clock(Protocol):
    """What the program may ask of time."""

    def now(self) -> datetime:
        """The instant, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that only grow, for measuring how long something took."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The instant, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds that only grow."""
        return time.monotonic()


def since_boot() -> float:
    """Seconds since the machine started, sleep included where the system counts it: no clock that is set moves them."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


def duration(text: str) -> timedelta:
    """Read "90s", "15m", "6h", "30d", "2w" or a sum such as "1h30m".

    Raises ValueError for anything else, a bare number included: 30 what?
    """
    compact = text.strip().replace(" ", "").lower()
    parts = _DURATION.findall(compact)
    if not parts or "".join(number + unit for number, unit in parts) != compact:
        raise ValueError(f"not a duration: {text!r}; write it like 90s, 15m, 6h or 30d")
    try:
        return timedelta(seconds=sum(float(number) * _UNITS[unit] for number, unit in parts))
    except OverflowError:
        raise ValueError(f"too long a duration: {text!r}") from None


def in_words(span: timedelta) -> str:
    """A duration as `duration` reads it, at most two units: "1h30m", "2d", "45s"."""
    left = round(span.total_seconds())
    words = []
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60), ("s", 1)):
        count, left = divmod(left, size)
        if count:
            words.append(f"{count}{unit}")
    return "".join(words[:2]) or "0s"


def rfc3339(when: datetime) -> str:
    """An instant as RFC 3339 in UTC with whole seconds: 2026-01-02T03:04:05Z."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if when.year >= 1000 else when.isoformat()


def http_date(text: str) -> datetime | None:
    """The instant of an HTTP date in any of its forms (RFC 9110 5.6.7), and of what is near one; None for the rest."""
    try:
        when = parsedate_to_datetime(text)
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):  # the library's own, for what is no date at all
        return None


def as_http_date(when: datetime) -> str:
    """An instant as HTTP writes it: `Sun, 06 Nov 1994 08:49:37 GMT`."""
    return format_datetime(when.astimezone(UTC).replace(microsecond=0), usegmt=True)


def micros(when: datetime) -> int:
    """Microseconds since 1970 in UTC, exactly: how instants are stored."""
    return (when - EPOCH) // timedelta(microseconds=1)


def from_micros(value: int) -> datetime:
    """The instant that `micros` wrote."""
    return EPOCH + timedelta(microseconds=value)
