"""Time zones by name."""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from aggregator.settings.problems import Place, Report, nearest


def check_zone(name: str, place: Place, report: Report) -> str:
    """The name where it is one of the time zone database; else an error is noted and UTC stands in."""
    if _is_zone(name):
        return name
    near = nearest(name, available_timezones())
    hint = f'did you mean "{near}"?' if near else 'write it like "Asia/Shanghai"'
    report.error(place, f'unknown time zone "{name}"', hint=hint, code="timezone")
    return "UTC"


@lru_cache(maxsize=256)
def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError):
        return False
    return True
