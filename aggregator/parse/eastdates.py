"""Dates as Chinese, Japanese and Korean pages write them, and dates that are told from now: 昨天 12:30, 3小时前."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from aggregator.parse.datetidy import number
from aggregator.parse.datewords import AFTERNOON, DAYS_AGO, JUST_NOW, MORNING, UNITS

_YEAR_MONTH_DAY = re.compile(
    r"(?:(?P<year>\d{2,4})\s*[年년]\s*)?(?P<month>\d{1,2})\s*[月월]\s*(?P<day>\d{1,2})\s*[日号號일]?"
)
_YEAR_MONTH = re.compile(r"(?P<year>\d{4})\s*[年년]\s*(?P<month>\d{1,2})\s*[月월]")
_SHORT = re.compile(r"(?P<month>\d{1,2})[-/](?P<day>\d{1,2})(?=\s+\d{1,2}:|$)")
_CLOCK = re.compile(
    r"(?P<half>[\u4e00-\u9fff]{2}|오전|오후|[ap]\.?m\.?)?\s*(?P<hour>\d{1,2})\s*(?:[:时時點点시]\s*)(?P<minute>\d{1,2})?\s*[分분]?"
    r"(?:\s*:?\s*(?P<second>\d{1,2})\s*[秒초]?)?\s*(?P<after>[ap]\.?m\.?)?",
    re.IGNORECASE,
)
_UNIT = f"(?:{'|'.join(sorted(map(re.escape, UNITS), key=len, reverse=True))})"
_COUNT = r"(?:\d+(?:\.\d+)?|半|[〇一两兩二三四五六七八九十]+|an?|une?|ein(?:e[mnr]?)?|un[ao]?)"
_AGO = re.compile(
    rf"(?:(?P<before>il y a|vor|hace|há)\s+)?(?P<count>{_COUNT})\s*(?P<unit>{_UNIT})"
    rf"(?:\s*(?P<more>\d+)\s*(?P<less>{_UNIT}))?(?P<after>\s*(?:[之以]?前|전|ago\b|fa\b|atrás\b|назад))?",
    re.IGNORECASE,
)

Clock = tuple[int, int, int]


def read(text: str, now: datetime) -> tuple[date, Clock | None] | datetime | None:
    """A day with or without a time of day, or an instant told from `now`, which is in the source's zone."""
    lower = text.lower()
    if lower in JUST_NOW:
        return now
    if (ago := _AGO.search(lower)) and (ago["before"] or ago["after"]):
        return _ago(ago, now)
    for word, days in DAYS_AGO.items():
        if lower.startswith(word):
            return now.date() - timedelta(days=days), _clock(lower[len(word) :])
    return _named(text, now)


def likely_year(month: int, day: int, today: date) -> int:
    """The year of a date that names none: this one, or the last where that would be in the future."""
    year = today.year
    for candidate in (year, year - 1, year - 2, year - 3, year - 4):
        try:
            when = date(candidate, month, day)
        except ValueError:  # 29 February
            continue
        if when <= today + timedelta(days=1):
            return candidate
    return year


def _named(text: str, now: datetime) -> tuple[date, Clock | None] | None:
    found = _YEAR_MONTH_DAY.search(text) or _SHORT.match(text)
    if not found and (found := _YEAR_MONTH.fullmatch(text)):
        return date(int(found["year"]), int(found["month"]), 1), None
    if not found:
        clock = _clock(text) if re.fullmatch(r"\d{1,2}:\d{2}(?::\d{2})?", text) else None
        return (now.date(), clock) if clock else None
    month, day = int(found["month"]), int(found["day"])
    written = found.groupdict().get("year")
    year = likely_year(month, day, now.date())
    if written:
        year = int(written) + (2000 if len(written) == 2 else 0)
    return date(year, month, day), _clock(text[found.end() :])


def _clock(text: str) -> Clock | None:
    found = _CLOCK.search(text)
    if not found:
        return None
    hour, half = int(found["hour"]), (found["half"] or found["after"] or "").lower().replace(".", "")
    if half in AFTERNOON and hour < 12 and not (half == "中午" and hour > 10):
        hour += 12
    if half in MORNING and hour == 12:
        hour = 0
    return hour, int(found["minute"] or 0), int(found["second"] or 0)


def _ago(found: re.Match[str], now: datetime) -> tuple[date, Clock | None] | datetime:
    size = UNITS[found["unit"]]
    seconds = _count(found["count"]) * size
    if found["less"]:
        seconds += int(found["more"]) * UNITS[found["less"]]
    when = now - timedelta(seconds=seconds)
    return when if size < 86400 else (when.date(), None)


def _count(word: str) -> float:
    if word == "半":
        return 0.5
    if word.replace(".", "", 1).isdecimal():
        return float(word)
    return 1 if word[0].isascii() else number(word)
