"""The marks by which a series counts: issues, parts, versions, dates, weekdays. Pure data and its reader.

A mark is (kind, value); equal values are written alike (第十二期 and 第12期, Nov 20 and 11月20日).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from aggregator.merge.tokens import is_wide, plain, tokens


class Mark(NamedTuple):
    """One mark: its kind and its value in normal form."""

    kind: str
    value: str


_HAN = "零〇一二三四五六七八九十百千两"
_NUMBER = rf"(?:\d+(?:\.\d+)*|[{_HAN}]+)"
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january", "feb february", "mar march", "apr april", "may", "jun june",
            "jul july", "aug august", "sep sept september", "oct october", "nov november", "dec december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_WORDS = {
    word: str(number)
    for number, words in enumerate(
        ("zero", "one i first", "two ii second", "three iii third", "four iv fourth", "five v fifth", "six vi sixth",
         "seven vii seventh", "eight viii eighth", "nine ix ninth", "ten x tenth", "eleven xi", "twelve xii")
    )
    for word in words.split()
}  # fmt: skip
_WORD = "|".join(sorted(_WORDS, key=len, reverse=True))
_DAYS = {
    **{f"{week}{day}": str(index) for week in ("周", "星期", "礼拜") for index, day in enumerate("一二三四五六日", 1)},
    **{f"{week}天": "7" for week in ("星期", "礼拜")},
    **{
        day: str(index)
        for index, day in enumerate(
            ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"), 1
        )
    },
}  # fmt: skip

_COUNTED = re.compile(rf"第\s*({_NUMBER})\s*([期回集章节季话卷辑弹讲部篇周天届轮次版批场日号课关夜封步条站])")
_NAMED = re.compile(
    rf"(?<![a-z])(vol|volume|no|nr|issue|episode|ep|part|pt|chapter|ch|week|day|round|season|edition|lesson|number|build|update|"
    rf"patch|phase|step|level|stage|act|book)\s*[.:#№]?\s*(\d+(?:\.\d+)*|(?:{_WORD})\b)"
)
_HASH = re.compile(r"(?:#|№|no\.|＃)\s*(\d+)\b")
_EPISODE = re.compile(r"\bs(\d{1,2})\s*e(\d{1,3})\b")
_VERSION = re.compile(
    r"(?<![a-z\d.])(?:v\s?(?P<short>\d+(?:\.\d+)*)|(?P<long>\d+\.\d+\.\d+(?:\.\d+)*)"
    r"|(?P<pre>\d+(?:\.\d+)+(?=[-_ ]?(?:alpha|beta|rc|dev|pre|preview|m)[-_. ]?\d)))"
    r"(?:[-_. ]?(?P<stage>alpha|beta|rc|dev|pre|preview|m)[-_. ]?(?P<count>\d*))?(?!\.?\d)"
)
_DATES = (
    re.compile(r"(?:(?P<y>\d{4})\s*年\s*)?(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*[日号]?"),
    re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?!\d)"),
    re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>[0-2]\d|3[01])(?!\d)"),
    re.compile(rf"\b(?P<w>{_MONTH})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s*(?P<y>(?:19|20)\d\d))?"),
    re.compile(rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<w>{_MONTH})\b(?:,?\s*(?P<y>(?:19|20)\d\d))?"),
    re.compile(r"(?<![\d./-])(?P<m>0?[1-9]|1[0-2])[/.-](?P<d>0[1-9]|[12]\d|3[01])(?![\d./-])"),
)
_HAN_DATE = re.compile(rf"([{_HAN}]+)月([{_HAN}]+)[日号]")
_MONTH_ALONE = re.compile(
    rf"(?<!\d)(?:(?:19|20)\d\d\s*年\s*)?(\d{{1,2}})\s*月(?!\s*\d)(?:份|号)?|\b({_MONTH})\b(?=\s*(?:(?:19|20)\d\d|$))"
)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_QUARTER = re.compile(r"\bq([1-4])\b|第?([一二三四])季度|([上下])半年")
_HALVES = re.compile(
    r"[((【\[]\s*([上中下]|[一二三四五六七八九十]+|\d{1,2})\s*[))】\]]|([上中下])[篇集卷]|[:：\s]([上中下])$"
)
_WEEKDAY = re.compile("|".join(sorted(_DAYS, key=len, reverse=True)))
_EDITION = re.compile(
    r"[早午晚]间?(?:报|新闻|播报|餐|参|读)|\b(?:morning|evening|afternoon|night|noon)"
    r"(?= (?:edition|brief|news|report|update|digest|round|read|links|headlines|recap|show))"
)
_KINDS = re.compile(
    r"[日周月年早晚午季旬快简双]\s*(?:报|刊|评|记)|(?:每|本|今|上|一|当|昨|明)[日周月天年期晚]|"
    r"[早晚午](?:间|餐|读|安|参)|要闻|速递|盘点|汇总|"
    r"快讯|合集|精选|排行榜|榜单|连载|系列|公告|通知|预告|直播|开放讨论|问答|闲聊|打卡|天气|行情|收盘|开盘|复盘|日程|周刊|月刊|期刊|第.{1,4}期|"
    r"\b(?:weekly|daily|monthly|yearly|annual|digest|round-?\s?up|newsletter|recap|links?|open thread|thread|"
    r"this week|this month|today|tonight|yesterday|tomorrow|news of|bulletin|briefing|brief|headlines|highlights|"
    r"top \d+|best of|"
    r"deals?|q ?& ?a|ama|changelog|release notes?|released?|update|status|report|forecast|weather|market|episode|"
    r"podcast|show notes|live ?blog|minutes|jobs|hiring|puzzle|quiz|crossword|horoscope|schedule|announcements?|"
    r"in review|wrap-?\s?up|diary|journal|photo of the day|word of the day|question of the day|notes)\b"
)


def number_of(word: str) -> str:
    """A number in plain digits: "12", "012", "十二", "twelve" and "xii" are all "12"; others come back as they are."""
    word = word.strip().lower()
    if word in _WORDS:
        return _WORDS[word]
    if word and all(char in _HAN for char in word):
        return str(_han(word))
    return ".".join(part.lstrip("0") or "0" for part in word.split("."))


def _han(word: str) -> int:
    digits = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
    units = {"十": 10, "百": 100, "千": 1000}
    if not any(char in units for char in word):
        return int("".join(str(digits[char]) for char in word))
    total = current = 0
    for char in word:
        if char in units:
            total += (current or 1) * units[char]
            current = 0
        else:
            current = digits[char]
    return total + current


@lru_cache(maxsize=4096)
def marks(title: str) -> frozenset[Mark]:
    """Every mark in a title."""
    text = plain(title)
    found, text = _dates(text)
    found.update(Mark(unit, number_of(count)) for count, unit in _COUNTED.findall(text))
    found.update(Mark(_one_name(name), number_of(count)) for name, count in _NAMED.findall(text))
    found.update(Mark("no", number_of(count)) for count in _HASH.findall(text))
    found.update(Mark("episode", f"{int(season)}x{int(number)}") for season, number in _EPISODE.findall(text))
    found.update(Mark("version", _version(match)) for match in _VERSION.finditer(text))
    found.update(Mark("quarter", next(filter(None, groups))) for groups in _QUARTER.findall(text))
    found.update(Mark("part", number_of(next(filter(None, groups)))) for groups in _HALVES.findall(text))
    found.update(Mark("weekday", _DAYS[day]) for day in _WEEKDAY.findall(text))
    found.update(Mark("edition", word[0][0]) for word in _EDITION.finditer(text))
    return frozenset(found)


def _version(match: re.Match[str]) -> str:
    return number_of(match["short"] or match["long"] or match["pre"]) + (match["stage"] or "") + (match["count"] or "")


def _one_name(name: str) -> str:
    return {"vol": "volume", "nr": "no", "number": "no", "ep": "episode", "pt": "part", "ch": "chapter"}.get(name, name)


def _dates(text: str) -> tuple[set[Mark], str]:
    """Dates, and the text without them so that their numbers are not read twice."""
    found: set[Mark] = set()

    def take(match: re.Match[str]) -> str:
        groups = match.groupdict()
        month = _MONTHS[groups["w"]] if groups.get("w") else int(groups["m"])
        day = int(groups["d"])
        if not (1 <= month <= 12 and 1 <= day <= 31):
            return match[0]
        found.add(Mark("date", f"{month}-{day}"))
        if groups.get("y"):
            found.add(Mark("year", groups["y"]))
        return " "

    def take_han(match: re.Match[str]) -> str:
        found.add(Mark("date", f"{_han(match[1])}-{_han(match[2])}"))
        return " "

    for pattern in _DATES:
        text = pattern.sub(take, text)
    text = _HAN_DATE.sub(take_han, text)
    for month, name in _MONTH_ALONE.findall(text):
        found.add(Mark("month", str(_MONTHS[name]) if name else number_of(month)))
    found.update(Mark("year", year) for year in _YEAR.findall(text))
    return found, text


@lru_cache(maxsize=4096)
def is_series(title: str) -> bool:
    """Whether the title is of a kind that comes again with other content.

    It bears a mark, or it is hardly more than a word like 早报, 盘点, digest, open thread.
    """
    return bool(marks(title)) or is_rubric(title)


@lru_cache(maxsize=4096)
def is_rubric(title: str) -> bool:
    """Whether the title is hardly more than the name of a rubric: 早报, 每周精选, open thread."""
    rest, count = _KINDS.subn(" ", plain(title))
    return count > 0 and sum(1 if is_wide(token) else 2 for token in tokens(rest)) < 10
