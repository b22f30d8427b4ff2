"""The figures that a text states, in normal form: 1.2亿元, 12000万元 and 120 million yuan are one; 四成 is 40 %.

A figure knows how precisely it was written, so that 2.7万 and 两万七千多 meet 27,316, and 27,400 does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from math import log10
from typing import NamedTuple

PER_CENT, MONEY, CLOCK, SCORE, COUNT = "%", "money", "clock", "score", "count"
DATE, YEAR, MODEL = "date", "year", "model"
WEAK = frozenset({DATE, YEAR, MODEL})
"""Kinds that many texts share by chance: the date of the day, the year, the number behind a name (iPhone 15)."""


class Figure(NamedTuple):
    """A value, what it counts, and the step it was written in: 2.7万 is 27,000 in steps of 1,000."""

    value: float
    kind: str
    step: float

    @property
    def weight(self) -> float:
        """How telling it is that another text has it too: 81.49 much, 40 less, 3 hardly."""
        if self.kind in WEAK:
            return 0.1
        if self.kind in {CLOCK, SCORE}:
            return 1.5 if self.kind == CLOCK else 0.6
        digits = self.digits
        if digits >= 3:
            return 1.0 + 0.5 * min(digits - 1, 4)
        if self.step >= 1 and self.value < 10:
            return 0.15
        if self.step >= 1 and self.value < 100 and self.kind == COUNT:
            return 0.5 if digits == 2 else 0.3
        return 1.0 if digits == 2 else 0.6

    @property
    def digits(self) -> int:
        """The digits it was written with, zeros at the end aside."""
        return len(str(round(self.value / self.step)).rstrip("0")) or 1


_MOST, _LEAST = 1e18, 1e-18
_HAN = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2}
_HAN_UNIT = {"十": 10, "百": 100, "千": 1000}
_MAGNITUDE = {
    "万亿": 1e12, "千亿": 1e11, "百亿": 1e10, "亿": 1e8, "千万": 1e7, "百万": 1e6, "十万": 1e5, "万": 1e4,
    "trillion": 1e12, "trn": 1e12, "tn": 1e12, "billion": 1e9, "bln": 1e9, "bn": 1e9, "b": 1e9, "million": 1e6,
    "mln": 1e6, "mn": 1e6, "m": 1e6, "thousand": 1e3, "k": 1e3, "hundred": 100, "dozen": 12,
}  # fmt: skip
_SMALL = {
    word: value
    for value, word in enumerate(
        ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
         "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
    )
}  # fmt: skip
_TENS = {
    word: 10 * value
    for value, word in enumerate(("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), 2)
}


def _any_of(words: Iterable[str]) -> str:
    """A pattern for any of the words that asks for each first letter once."""
    rests: dict[str, list[str]] = {}
    for word in words:
        rests.setdefault(word[0], []).append(word[1:])
    return "(?:" + "|".join(f"{first}(?:{'|'.join(rest)})" for first, rest in rests.items()) + ")"


_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_HANS = "[零〇一二三四五六七八九十百千两俩]+"
# No pattern begins by looking behind: what begins with a digit is found ten times as fast.
_CHINESE = re.compile(
    rf"(?P<number>{_DIGITS}|{_HANS}(?:点{_HANS})?)[多余来几]?个?[多余来]?"
    rf"(?P<size>万亿|千亿|百亿|千万|百万|十万|[万亿])?(?:(?P<more>{_HANS}|\d{{1,4}}(?=万))(?P<below>万)?)?[多余来]?"
    rf"(?P<unit>个?百分点|个?基点|%|％|成|个?[美欧日港英]?[元镑]|块|[年月日号时点分]|倍|[^\W\d_])?"
)
_ENGLISH = re.compile(
    rf"(?P<number>{_DIGITS})"
    r"(?P<size>[ -]?(?:trillion|billion|million|thousand|hundred|dozen|trn|bln|mln|bn|tn|mn)\b|[bmk]\b)?"
    r"(?P<unit>\s?%|\s?percent\b|\s?per cent\b|[\s-](?:percentage )?points?\b|[\s-]basis points?\b|"
    r"\s(?:dollars|euros?|pounds|yuan|yen|kroner|kronor|rupees|pesos|francs|won)\b)?"
)
_MONEY_BEFORE = re.compile(r"(?:[$€£¥]|\b(?:usd|eur|rmb)) ?$")
_MEASURED_BEFORE = re.compile(
    r"\b(?:in|of|at|to|by|from|about|with|for|and|is|was|than|over|under|nearly|only|magnitude) $"
)
_LATIN_BEFORE = re.compile("[a-z] ?$")
_CLOCK = re.compile(r"(\d{1,2})[:：时点](\d{2})分?(?![\d:])")
_SCORE = re.compile(r"(\d{1,3})(?:比|[:：-])(\d{1,3})(?![\d:：/%-]|\.\d|[年月日时分])")
_HAN_CHARACTER = re.compile("[\u4e00-\u9fff]")
_DIGIT = re.compile(r"\d")
_MARKED = re.compile(r"\d[:：时点比-]\d")  # in every time of day and every score
_DOTTED = re.compile(r"\d\.\d+\.\d+\.\d")
_NO_FIGURE = re.compile(  # addresses, and a site that is called by a number
    r"https?://[^\s\u4e00-\u9fff]+|www\.[^\s\u4e00-\u9fff]+|\b36\s?(?:氪|kr\b)|\b\d+\.\d+\.\d+\.\d+\b"
)
_JOINED = re.compile(" (?=\\d)(?<=[\u4e00-\u9fff] )| (?=[\u4e00-\u9fff])(?<=\\d )")
_CHINESE_DATE = re.compile(r"(\d{1,2})月(\d{1,2})[日号]")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = "(?:" + "|".join(_MONTHS) + ")[a-z]*"
_LATIN_DATE = re.compile(
    rf"\b({_MONTH})\.? (\d{{1,2}})(?:st|nd|rd|th)?\b|\b(\d{{1,2}})(?:st|nd|rd|th)? (?:of )?({_MONTH})\b"
)
_LETTERS = re.compile("[a-z]+")
_NUMERAL = _any_of((*_SMALL, *_TENS))
_SPELLED = re.compile(
    rf"\b{_NUMERAL}(?:[- ](?:{_any_of(_SMALL)}|hundred|thousand|million|billion|and (?={_NUMERAL})))*\b"
)
_CURRENCIES = frozenset({"块", "元", "美元", "欧元", "日元", "港元", "英镑", "镑"})
_COUNTED = frozenset("人名位家所座辆架艘台部套款种项场次只头条件岁天公米级轮届")
"""Units that make a single Chinese numeral a figure: 三人, but not 三 in 三星."""


def read(text: str) -> frozenset[Figure]:
    """Every figure in a folded text; one that stands there twice is one. π to 400 digits is none."""
    return frozenset(figure for figure in _found(text) if figure.value < _MOST and figure.step > _LEAST)


def _found(text: str) -> Iterator[Figure]:
    chinese = _HAN_CHARACTER.search(text, 0, 200) is not None
    if "://" in text or "www." in text or "36" in text or (text.count(".") > 2 and _DOTTED.search(text)):
        text = _NO_FIGURE.sub(" ", text)
    if chinese and " " in text:
        text = _JOINED.sub("", text)
    if _DIGIT.search(text):
        text, marked = _without_marks(text, chinese=chinese)
        yield from marked
        if not chinese:
            yield from _english(text)
    yield from _chinese(text) if chinese else _in_words(text)


def _without_marks(text: str, *, chinese: bool) -> tuple[str, list[Figure]]:
    """The text without dates, times of day and scores, and those."""
    found: list[Figure] = []

    def date(match: re.Match[str]) -> str:
        found.append(Figure(int(match[1]) * 100.0 + int(match[2]), DATE, 1.0))
        return " "

    def latin_date(match: re.Match[str]) -> str:
        name, day = (match[1], match[2]) if match[1] else (match[4], match[3])
        found.append(Figure((_MONTHS.index(name[:3]) + 1) * 100.0 + int(day), DATE, 1.0))
        return " "

    def clock(match: re.Match[str]) -> str:
        hour, minute = int(match[1]), int(match[2])
        if hour > 24 or minute > 59 or _follows(match, "0123456789:."):
            return match[0]
        found.append(Figure((hour % 12) * 100.0 + minute, CLOCK, 1.0))
        return " "

    def score(match: re.Match[str]) -> str:
        if _follows(match, "0123456789:.,/-"):
            return match[0]
        found.append(Figure(int(match[1]) * 1000.0 + int(match[2]), SCORE, 1.0))
        return " "

    if chinese:
        text = _CHINESE_DATE.sub(date, text)
    elif any(map(text.__contains__, _MONTHS)):
        text = _LATIN_DATE.sub(latin_date, text)
    if _MARKED.search(text):
        text = _SCORE.sub(score, _CLOCK.sub(clock, text))
    return text, found


def _follows(match: re.Match[str], characters: str) -> bool:
    return match.start() > 0 and match.string[match.start() - 1] in characters


def _chinese(text: str) -> Iterator[Figure]:
    for match in _CHINESE.finditer(text):
        number, size, unit = match["number"], match["size"] or "", (match["unit"] or "").lstrip("个")
        tenths = text.startswith("百分之", match.start() - 3)
        if not number[0].isdigit() and not _is_numeral(number, size, unit, tenths=tenths):
            continue
        value, step = _value(number)
        if size:
            value, step = value * _MAGNITUDE[size], step * _MAGNITUDE[size]
            if match["more"]:  # 两万七千, 1亿2000万
                rest, rest_step = _value(match["more"])
                below = 1e4 if match["below"] else 1.0
                value, step = (value + rest * below, rest_step * below) if rest else (value, step)
        shared = _shared_kind(value, step, unit, tenths=tenths)
        if shared is not None:
            yield shared
        elif size or unit not in {"月", "日", "号"}:
            yield Figure(value, _kind(match, value, step, size, unit), step)


def _is_numeral(number: str, size: str, unit: str, *, tenths: bool) -> bool:
    """Whether Chinese digits state a figure: 十四, 三万, 四成, 三人, but neither 一个 nor the 三 of 三星."""
    if size or tenths or unit in {"成", "倍", "块"}:
        return True
    if len(number) > 1:
        return True
    return unit in _COUNTED and number not in "一百千零"


def _shared_kind(value: float, step: float, unit: str, *, tenths: bool) -> Figure | None:
    """The figure where its unit says all: shares and money."""
    if tenths or unit in {"%", "％", "百分点"}:
        return Figure(value, PER_CENT, step)
    if unit == "成":
        return Figure(value * 10, PER_CENT, step * 10)
    if unit == "基点":
        return Figure(value / 100, PER_CENT, step / 100)
    return Figure(value, MONEY, step) if unit in _CURRENCIES else None


def _kind(match: re.Match[str], value: float, step: float, size: str, unit: str) -> str:
    """What a bare number is: a year, the number behind a name, or a count."""
    if size or not match["number"][0].isdigit():
        return COUNT
    if 1900 <= value < 2100 and step == 1 and unit not in _COUNTED:
        return YEAR
    if _is_serial(match["number"]):
        return MODEL
    behind_a_name = not unit and _LATIN_BEFORE.search(match.string, max(0, match.start() - 2), match.start())
    return MODEL if behind_a_name else COUNT


def _value(number: str) -> tuple[float, float]:
    """The value of a number in digits or in Chinese, and its step."""
    return _digits(number) if number[0].isdigit() else _han(number)


def _han(number: str) -> tuple[float, float]:
    """The value of a Chinese numeral and its step: 两千七百 is 2,700 in hundreds."""
    number, _, decimals = number.partition("点")
    if any(char in _HAN_UNIT for char in number):
        value, step = _han_units(number)
    else:
        value, step = float("".join(str(_HAN[char]) for char in number)), 1.0
    if decimals and all(char in _HAN for char in decimals):
        digits = "".join(str(_HAN[char]) for char in decimals)
        return value + float(f"0.{digits}"), 10.0 ** -len(digits)
    return value, step


def _han_units(number: str) -> tuple[float, float]:
    value, current, step = 0.0, 0, 1.0
    whole = "零" in number or "〇" in number  # 三百零二 is of ones, 三百二 of tens
    for char in number:
        if char in _HAN_UNIT:
            value += (current or 1) * _HAN_UNIT[char]
            current, step = 0, float(_HAN_UNIT[char])
        else:
            current = _HAN[char]
            step = step / 10 if current and step > 1 else step
    return (value + current, 1.0) if whole else (value + current * (step if current else 1), step)


def _is_serial(number: str) -> bool:
    """Whether a number counts issues rather than things: 007."""
    return len(number) > 2 and number[0] == "0" and number.isdigit()


def _digits(number: str) -> tuple[float, float]:
    plain = number.replace(",", "")
    return float(plain), 10.0 ** -len(plain.partition(".")[2])


def _english(text: str) -> Iterator[Figure]:
    for match in _ENGLISH.finditer(text):
        value, step = _digits(match["number"])
        size, unit = (match["size"] or "").strip(" -"), (match["unit"] or "").strip(" -")
        if size:
            value, step = value * _MAGNITUDE[size], step * _MAGNITUDE[size]
        if unit.startswith("basis"):
            yield Figure(value / 100, PER_CENT, step / 100)
        elif unit.startswith(("%", "per", "point")):
            yield Figure(value, PER_CENT, step)
        elif unit or _MONEY_BEFORE.search(text, max(0, match.start() - 5), match.start()):
            yield Figure(value, MONEY, step)
        elif 1900 <= value < 2100 and step == 1 and not size:
            yield Figure(value, YEAR, 1.0)
        elif step < 1 and not size and not _MEASURED_BEFORE.search(text, max(0, match.start() - 10), match.start()):
            yield Figure(value, MODEL, 1.0)  # Python 3.15
        elif _is_serial(match["number"]):
            yield Figure(value, MODEL, 1.0)
        else:
            yield Figure(value, COUNT, step)


def _in_words(text: str) -> Iterator[Figure]:
    for spelled in _SPELLED.findall(text):
        value = _spelled(spelled)
        if value > 1:
            yield Figure(value, COUNT, _last_step(value))


def _spelled(words: str) -> float:
    total = current = 0.0
    for word in _LETTERS.findall(words):
        if word in _SMALL:
            current += _SMALL[word]
        elif word in _TENS:
            current += _TENS[word]
        elif word == "hundred":
            current *= 100
        elif word != "and":
            total, current = total + current * _MAGNITUDE[word], 0.0
    return total + current


def _last_step(value: float) -> float:
    step = 1.0
    while value >= 100 and value % (step * 10) == 0:
        step *= 10
    return step


def agree(one: Figure, other: Figure) -> bool:
    """Whether two figures may be the same quantity: equal, or one is the other rounded or cut."""
    kinds = {one.kind, other.kind}
    if len(kinds) > 1 and kinds != {MONEY, COUNT} and not (kinds == {COUNT, PER_CENT} and one.value == other.value):
        return False
    if one.value == other.value:
        return True
    coarse, fine = (one, other) if one.step >= other.step else (other, one)
    if coarse.kind in WEAK | {CLOCK, SCORE} or (coarse.step <= 1 and coarse.kind == COUNT and coarse.value < 100):
        return False
    near = abs(coarse.value - fine.value) < coarse.step
    return near and fine.step < coarse.step and coarse.value >= 2 * coarse.step


def shared(ours: Iterable[Figure], theirs: Iterable[Figure]) -> dict[Figure, float]:
    """The figures of ours that theirs have too, each with its weight; rounded ones weigh what they are rounded to."""
    pool: dict[int, list[Figure]] = {}
    for figure in theirs:
        pool.setdefault(_size(figure.value), []).append(figure)
    found: dict[Figure, float] = {}
    for figure in ours:
        size = _size(figure.value)
        near = (other for at in (size - 1, size, size + 1) for other in pool.get(at, ()))
        weights = [min(figure.weight, other.weight) for other in near if agree(figure, other)]
        if weights:
            found[figure] = max(weights)
    return found


def _size(value: float) -> int:
    return int(log10(value)) if value >= 1 else -1
