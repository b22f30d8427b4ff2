"""Dates as real feeds write them, with what they leave out: the time, the zone, the year.

Tried in order: the source's own formats, epoch numbers, ISO 8601 / RFC 3339, East Asian forms and relative ones,
then a reader of words that takes RFC 822 in all its sloppiness, asctime and what scripts print. A date that says
nothing believable (epoch zero, year 1, "Invalid Date") is no date.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from aggregator.model import FeedDate, Precision
from aggregator.parse import eastdates
from aggregator.parse.datetidy import tidy
from aggregator.parse.datewords import AFTERNOON, CHINA, MONTHS, MORNING, US_CENTRAL, ZONES

_EPOCH = re.compile(r"-?\d{9,10}(?:\.\d+)?|-?\d{13}|-?\d{16}|0")
_ISO = re.compile(
    r"(?P<year>\d{4})-?(?:(?P<month>\d{2})(?:-?(?P<day>\d{2}))?|W(?P<week>\d{2})(?:-?(?P<weekday>[1-7]))?|(?P<ordinal>\d{3}))"
    r"(?:[T\s_]+(?P<hour>\d{1,2})(?::?(?P<minute>\d{2})(?::?(?P<second>\d{2})(?:[.,]\d+)?)?)?)?"
    r"\s*(?P<zone>Z|[A-Z]{2,5}|(?:UTC|GMT)?\s*[+-]\d{1,2}(?::?\d{1,2})?)?",
    re.IGNORECASE,
)
# What nine in ten feeds write; the rest of this module is for the tenth.
_RFC822 = re.compile(
    r"(?:[A-Z][a-z]{2}, )?(?P<day>\d{1,2}) (?P<month>[A-Z][a-z]{2}) (?P<year>\d{4})"
    r" (?P<hour>\d{2}):(?P<minute>\d{2}):(?P<second>\d{2}) (?P<zone>[A-Z]{1,4}|[+-]\d{4})"
)
_RFC3339 = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})"
    r"T(?P<hour>\d{2}):(?P<minute>\d{2}):(?P<second>\d{2})(?:\.\d+)?(?P<zone>Z|[+-][01]\d:\d{2})"
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?")
_NUMBERS = re.compile(
    r"(?P<a>\d{1,4})(?P<mark>[-/.])(?P<b>\d{1,2})(?P=mark)(?P<c>\d{1,4})\.?"
    r"(?:[T\s,]+(?P<hour>\d{1,2}):(?P<minute>\d{1,2})(?::(?P<second>\d{1,2})(?:\.\d+)?)?\s*(?P<half>[ap]\.?m\.?)?)?"
    r"\s*(?P<zone>[A-Za-z/_]{1,32}|(?:UTC|GMT)?\s*[+-]\d{1,2}(?::?\d{2})?)?",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"(\d{1,2})[:.h](\d{1,2})(?:[:.m](\d{1,2})s?)?(?:[.,]\d+)?([ap]\.?m\.?)?", re.IGNORECASE)
_OFFSET = re.compile(r"(?:utc|gmt|z)?([+\u2212-])(\d{1,2}):?(\d{1,2})?", re.IGNORECASE)
_ZONE_TWICE = re.compile(r"([+-]\d{4}) [A-Z]{2,5}$")  # as Go prints: +0800 CST
_TRAILING_ZONE = re.compile(r"\d\s*((?:GMT|UTC)?[+-]\d{2}:?\d{2}|GMT|UTC|Z|CST|JST|KST)$", re.IGNORECASE)
_COMMENT = re.compile(r"\([^)]*\)")
_ORDINAL = re.compile(r"(\d{1,4})(?:st|nd|rd|th|er|\.|º|ª)$", re.IGNORECASE)
_WORD_BREAK = re.compile(
    r"[\s,;]+|(?<=[A-Za-z.])-(?=\d)|(?<=\d)-(?=[A-Za-z])|(?<=[a-z])/(?=\d)|(?<=\d)/(?=[A-Za-z])|T(?=\d\d:)|(?<=\d)(?=Z$)"
)
_MIDNIGHT = re.compile(r"(?<![\d:])0?0:00(?::00(?:\.0+)?)?\s*(?:Z|UTC?|GMT|[+-]00:?00)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the dates of one document. `zone` is the source's: of dates without one, and of days without time.

    `false_midnight`: every item of the document says midnight, so its dates are days (`false_midnight` below).
    """

    now: datetime
    zone: tzinfo = UTC
    formats: tuple[str, ...] = ()
    false_midnight: bool = False

    def read(self, text: str) -> FeedDate | None:
        """The date that the text means; None where it means none that can be believed."""
        text = unicodedata.normalize("NFKC", text).strip().strip("\"'[]")
        if not text or len(text) > 120:
            return None
        found = (None if self.formats else _usual(text)) or self._read(_ZONE_TWICE.sub(r"\1", text))
        if found is None or not _believable(found.at):
            return None
        if self.false_midnight and found.precision is Precision.SECOND:
            return self._day(self._named_day(text, found.at))
        return found

    def _read(self, text: str) -> FeedDate | None:
        return self._first(text, (self._own_format, self._epoch, self._iso)) or self._first(
            tidy(text, self._today()), (self._epoch, self._iso, self._eastern, self._numbers, self._words)
        )

    @staticmethod
    def _first(text: str, attempts: tuple[Callable[[str], FeedDate | None], ...]) -> FeedDate | None:
        for attempt in attempts:
            try:
                found = attempt(text)
            except (ValueError, OverflowError):
                continue
            if found is not None:
                return found
        return None

    def _own_format(self, text: str) -> FeedDate | None:
        for form in self.formats:
            yearless = not any(mark in form for mark in ("%Y", "%y", "%c", "%x", "%G"))
            try:
                # A leap year stands in for the missing one: without any, 29 February would be no date at all.
                given, wanted = (f"2000 {text}", f"%Y {form}") if yearless else (text, form)
                when = datetime.strptime(given, wanted)  # noqa: DTZ007 - the zone follows, where the format has none
                if yearless:
                    when = when.replace(year=eastdates.likely_year(when.month, when.day, self._today()))
            except ValueError:
                continue
            timed = any(mark in form for mark in ("%H", "%I", "%c", "%X", "%s", "%T"))
            return self._made(when.date(), when.time() if timed else None, when.tzinfo)
        return None

    @staticmethod
    def _epoch(text: str) -> FeedDate | None:
        if not _EPOCH.fullmatch(text):
            return None
        value = float(text)
        digits = len(text.lstrip("-").partition(".")[0])
        return FeedDate(datetime.fromtimestamp(value / {13: 1e3, 16: 1e6}.get(digits, 1), UTC))

    def _iso(self, text: str) -> FeedDate | None:
        compact = _COMPACT.fullmatch(text)
        if compact:
            year, month, day, hour, minute, second, zone = compact.groups()
            clock = None if hour is None else (int(hour), int(minute), int(second or 0))
            return self._from(date(int(year), int(month), int(day)), clock, zone)
        found = _ISO.fullmatch(text)
        if not found or not (found["month"] or found["week"] or found["ordinal"]):
            return None
        if not found["hour"] and "-" in (found["zone"] or ""):
            return None  # 2021-04-30-12:30 is a time of day, no offset
        clock = None
        if found["hour"]:
            clock = (int(found["hour"]), int(found["minute"] or 0), int(found["second"] or 0))
        return self._from(_iso_day(found), clock, found["zone"])

    def _eastern(self, text: str) -> FeedDate | None:
        found = eastdates.read(text, self.now.astimezone(self.zone))
        if found is None:
            return None
        if isinstance(found, datetime):
            return FeedDate(found.astimezone(UTC))
        day, clock = found
        zone = _TRAILING_ZONE.search(text)
        return self._from(day, clock, zone[1] if zone else None)

    def _numbers(self, text: str) -> FeedDate | None:
        found = _NUMBERS.fullmatch(text)
        if not found:
            return None
        clock = None
        if found["hour"]:
            clock = (_half(int(found["hour"]), found["half"] or ""), int(found["minute"]), int(found["second"] or 0))
        day = _numbered_day(found["a"], found["b"], found["c"], found["mark"], self._today())
        return self._from(day, clock, found["zone"])

    def _words(self, text: str) -> FeedDate | None:
        words = _Words()
        for token in _WORD_BREAK.split(_COMMENT.sub(" ", text)):
            if token:
                words.take(token)
        return self._from(words.day(self._today()), words.clock, words.zone)

    def _from(self, day: date, clock: tuple[int, int, int] | None, zone: str | None) -> FeedDate:
        if clock is None:
            return self._day(day)
        hour, minute, second = clock
        if hour == 24 and minute == second == 0:
            day, hour = day + timedelta(days=1), 0
        return self._made(day, time(hour, minute, min(second, 59)), self._zone(zone, day))

    def _made(self, day: date, clock: time | None, zone: tzinfo | None) -> FeedDate:
        if clock is None:
            return self._day(day)
        return FeedDate(datetime.combine(day, clock, zone or self.zone).astimezone(UTC))

    def _day(self, day: date) -> FeedDate:
        return FeedDate(datetime.combine(day, time(), self.zone).astimezone(UTC), Precision.DAY)

    def _named_day(self, text: str, at: datetime) -> date:
        """The day that a false midnight names: as it is written, not as the zone would shift it."""
        return at.date() if _MIDNIGHT.search(text) else at.astimezone(self.zone).date()

    def _zone(self, name: str | None, day: date) -> tzinfo | None:
        if not name:
            return None
        word = name.strip().lower()
        offset = _OFFSET.fullmatch(word.replace(" ", ""))
        if offset:
            return _fixed(offset)
        if word == "cst":
            here = datetime.combine(day, time(12), self.zone).utcoffset()
            return timezone(CHINA if here == CHINA else US_CENTRAL)
        if word in ZONES:
            return timezone(ZONES[word])
        if "/" in name:
            try:
                return ZoneInfo(name.strip())
            except (KeyError, ValueError, OSError):
                return None
        return None

    def _today(self) -> date:
        return self.now.astimezone(self.zone).date()


def _usual(text: str) -> FeedDate | None:
    """A date as RFC 822 or RFC 3339 want it, with a zone in digits or one of a single meaning."""
    found = _RFC3339.fullmatch(text) or _RFC822.fullmatch(text)
    if not found:
        return None
    name, zone = found["month"], found["zone"]
    month = int(name) if name.isdecimal() else MONTHS.get(name.lower())
    offset = ZONES.get(zone.lower())
    if zone[0] in "+-":
        offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:])) * (-1 if zone[0] == "-" else 1)
    if month is None or offset is None:
        return None
    day, year, hour, minute, second = map(int, found.group("day", "year", "hour", "minute", "second"))
    try:
        return FeedDate(datetime(year, month, day, hour, minute, second, tzinfo=UTC) - offset)
    except (ValueError, OverflowError):
        return None


class _Words:
    """The parts of a date that is written in words, in whatever order."""

    def __init__(self) -> None:
        self.month: int | None = None
        self.clock: tuple[int, int, int] | None = None
        self.zone: str | None = None
        self._numbers: list[str] = []

    def take(self, token: str) -> None:
        """One more word. Weekdays and words that mean nothing here are passed over; digits that mean nothing refuse."""
        word = token.lower()
        clock = _CLOCK.fullmatch(word)
        ordinal = _ORDINAL.match(word)
        if self.month is None and word.rstrip(".") in MONTHS:
            self.month = MONTHS[word.rstrip(".")]
        elif clock and self.clock is None and (":" in word or "h" in word or self._numbers):
            hour, minute, second, half = clock.groups()
            self.clock = (_half(int(hour), half or ""), int(minute), int(second or 0))
        elif word in MORNING | AFTERNOON and self.clock:
            self.clock = (_half(self.clock[0], word), *self.clock[1:])
        elif _OFFSET.fullmatch(word) and self.clock:
            self.zone = word
        elif ordinal or word.isdecimal():
            self._numbers.append(ordinal[1] if ordinal else word)
        elif word == "cst" or word in ZONES or ("/" in word and word.replace("/", "").replace("_", "").isalpha()):
            self.zone = self.zone or token
        elif any(char.isdigit() for char in word):
            raise ValueError(f"not a part of a date: {token!r}")

    def day(self, today: date) -> date:
        """The day. Raises ValueError where the words name none."""
        if self.month is None or not 1 <= len(self._numbers) <= 2:
            raise ValueError("no month, or not a day and a year")
        numbers = self._numbers
        if len(numbers) == 1:
            day = int(numbers[0])
            if len(numbers[0]) == 4:
                return date(day, self.month, 1)
            return date(eastdates.likely_year(self.month, day, today), self.month, day)
        first, second = numbers
        number, year = (first, second) if len(first) <= 2 else (second, first)
        return date(_full_year(year), self.month, int(number))


def false_midnight(texts: Iterable[str], reader: Reader) -> bool:
    """Whether the dates of a document are days in the clothes of times: two or more, and every one at midnight.

    Some scripts read a date without time and print it as 00:00:00 GMT; others as midnight of their own zone.
    """
    written = [text for text in texts if text]
    if len(written) < 2:
        return False
    if all(_MIDNIGHT.search(text.strip()) for text in written):
        return True
    for text in written:
        found = reader.read(text)
        if (
            found is None
            or found.precision is not Precision.SECOND
            or found.at.astimezone(reader.zone).time() != time()
        ):
            return False
    return True


def zone_named(name: str) -> tzinfo:
    """The zone of that IANA name, UTC where there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return UTC


def _believable(when: datetime) -> bool:
    """Not a program's zero: 1970, the year 1, spreadsheets' 1899 and 1900; and within what a calendar needs."""
    if not 1000 < when.year < 2200:
        return False
    day = when.date()
    return not (abs((day - date(1970, 1, 1)).days) <= 1 or date(1899, 12, 29) <= day <= date(1900, 1, 1))


def _iso_day(found: re.Match[str]) -> date:
    year = int(found["year"])
    if found["week"]:
        return date.fromisocalendar(year, int(found["week"]), int(found["weekday"] or 1))
    if found["ordinal"]:
        return date(year, 1, 1) + timedelta(days=int(found["ordinal"]) - 1)
    return date(year, int(found["month"]), int(found["day"] or 1))


def _numbered_day(a: str, b: str, c: str, mark: str, today: date) -> date:
    """A day in three numbers: year first, or day first where a dot parts them; what is not clear is refused."""
    if len(a) == 4:
        return date(int(a), int(b), int(c))
    if len(c) <= 2 and mark == "-":
        return _short_day(int(a), int(b), int(c), today)
    first, second, year = int(a), int(b), _full_year(c)
    if mark == "/" and first <= 12 and second <= 12 and first != second:
        raise ValueError("day and month cannot be told apart")
    if second > 12:
        return date(year, first, second)
    return date(year, second, first)


def _short_day(a: int, b: int, c: int, today: date) -> date:
    """21-04-30 or 30-04-21: where both could be, neither."""
    possible = set()
    for year, month, day in ((a, b, c), (c, b, a), (c, a, b)):
        try:
            when = date(_full_year(f"{year:02}"), month, day)
        except ValueError:
            continue
        if when <= today + timedelta(days=1):
            possible.add(when)
    if len(possible) != 1:
        raise ValueError("year, month and day cannot be told apart")
    return possible.pop()


def _full_year(digits: str) -> int:
    year = int(digits)
    if 2400 < year < 2700:
        return year - 543  # the Thai calendar
    return year if len(digits) > 2 else year + (2000 if year < 69 else 1900)


def _half(hour: int, half: str) -> int:
    """The hour of 24 for one of 12; a half that contradicts the hour ("下午 15:00") is passed over."""
    word = half.lower().replace(".", "")
    if word in AFTERNOON and hour < 12:
        return hour + 12
    return 0 if word in MORNING and hour == 12 else hour


def _fixed(offset: re.Match[str]) -> tzinfo:
    digits = offset[2] + (offset[3] or "")
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    size = timedelta(hours=hours, minutes=minutes)
    return timezone(size if offset[1] == "+" else -size)
