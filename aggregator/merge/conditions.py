r"""The one condition language: rules, selecting categories and `only` all speak it (DESIGN 4.1).

    if.title = ["大模型", '/\bLLMs?\b/']     a text: folded substring; between slashes: RE2; a list: any of
    if.not.source = ["phoronix"]             several words: all of them; any, all, not combine
    if.date = ">= 2026-01-01"                also < <= > =; a bare date means that day, month or year
    if.length = "< 200"                      characters of text

Expressions run in linear time (RE2) over at most 200,000 characters, so no pattern can stall the loop.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from aggregator.clock import rfc3339
from aggregator.merge import expressions
from aggregator.model import Facts
from aggregator.settings.values import Condition
from aggregator.text import fold

WORDS = (
    "title", "text", "author", "tag", "category", "source", "section", "link", "language", "enclosure",
    "date", "length",
)  # fmt: skip
_NAMES = frozenset({"source", "category", "language"})  # compared whole: a source is its id, not a part of one
_READ = 200_000
_COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq, "==": operator.eq,
}  # fmt: skip
_COMPARED = re.compile(r"\s*(<=|>=|==|<|>|=)?\s*(\S.*?)\s*")
_DAY = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?Z?)?)?)?")


@dataclass(frozen=True, slots=True)
class Subject:
    """What a condition looks at: a copy's facts, with the categories and tags it has by now."""

    facts: Facts
    categories: tuple[str, ...]  # slugs and names
    tags: tuple[str, ...]


Test = Callable[[Subject], bool]


def compile_condition(condition: Condition) -> Test:
    """A condition as a function. Raises ValueError for an expression that RE2 or a comparison cannot read."""
    tests = [_word(word, values) for word, values in condition.words]
    tests += [compile_condition(part) for part in condition.all]
    some = [compile_condition(part) for part in condition.any]
    none = [compile_condition(part) for part in condition.none]

    def holds(subject: Subject) -> bool:
        return (
            all(test(subject) for test in tests)
            and (not some or any(test(subject) for test in some))
            and not any(test(subject) for test in none)
        )

    return holds


def expression_problem(text: str) -> str | None:
    """Why RE2 cannot read an expression (without its slashes), in words; None where it can."""
    try:
        expressions.search(text)
    except ValueError as error:
        return str(error)
    return None


def value_problem(word: str, value: str) -> str | None:
    """Why a value of a condition word cannot be read; None where it can. For the settings' validation."""
    if word not in WORDS:
        return f"no such condition word: {word}"
    try:
        _word(word, (value,))
    except ValueError as error:
        return str(error)
    return None


def _word(word: str, values: Iterable[str]) -> Test:
    if word == "date":
        spans = [_date_test(value) for value in values]
        return lambda subject: any(test(subject.facts.published) for test in spans)
    if word == "length":
        counts = [_length_test(value) for value in values]
        return lambda subject: any(test(subject.facts.length) for test in counts)
    if word not in WORDS:
        raise ValueError(f"no such condition word: {word}")
    tests = [_text_test(word, value) for value in values]
    folded = all(not is_expression(value) for value in values)

    def holds(subject: Subject) -> bool:
        for text in _texts(word, subject):
            seen = _folded(text) if folded or len(text) <= 1000 else fold(text[:_READ])
            if any(test(text[:_READ], seen) for test in tests):
                return True
        return False

    return holds


def _texts(word: str, subject: Subject) -> tuple[str, ...]:
    facts = subject.facts
    match word:
        case "author":
            return facts.authors
        case "tag":
            return subject.tags
        case "category":
            return subject.categories
        case "enclosure":
            return facts.enclosures
    return (str(getattr(facts, word)),)


@lru_cache(maxsize=64)
def _folded(text: str) -> str:
    return fold(text[:_READ])


def is_expression(value: str) -> bool:
    """Whether a value is written between slashes."""
    return len(value) > 2 and value.startswith("/") and value.endswith("/")


def _text_test(word: str, value: str) -> Callable[[str, str], bool]:
    """A test of (text as it is, text folded)."""
    if is_expression(value):
        search = expressions.search(value[1:-1])
        return lambda text, _folded: search(text) is not None
    wanted = fold(value)
    if word == "language":
        code = wanted.replace("_", "-")
        return lambda _text, folded: f"{folded.replace('_', '-')}-".startswith(f"{code}-")
    if word in _NAMES:
        return lambda _text, folded: folded == wanted
    return lambda _text, folded: wanted in folded


def _date_test(value: str) -> Callable[[datetime], bool]:
    """A bare date is a span; a comparison looks at the span's nearer end."""
    found = _COMPARED.fullmatch(value)
    sign, start, end = (found[1] or "", *_span(found[2])) if found else ("", *_span(value))
    if sign in {"", "=", "=="}:
        return lambda when: start <= when < end
    if sign in {"<", ">="}:
        return lambda when: (when >= start) is (sign == ">=")
    return lambda when: (when >= end) is (sign == ">")


def _span(text: str) -> tuple[datetime, datetime]:
    found = _DAY.fullmatch(text)
    if found is None:
        raise ValueError(f"not a date: {text!r}; write it like 2026-01-02, 2026-01 or 2026-01-02T15:04")
    year, month, day, hour, minute, second = (int(group) if group else None for group in found.groups())
    assert year is not None
    try:
        start = datetime(year, month or 1, day or 1, hour or 0, minute or 0, second or 0, tzinfo=UTC)
        if month is None:
            end = start.replace(year=year + 1)
        elif day is None:
            end = start.replace(year=year + month // 12, month=month % 12 + 1)
        elif hour is None:
            end = start + timedelta(days=1)
        else:
            end = start + (timedelta(minutes=1) if second is None else timedelta(seconds=1))
    except (ValueError, OverflowError) as error:
        raise ValueError(f"not a date: {text!r} ({error})") from None
    return start, end


def _length_test(value: str) -> Callable[[int], bool]:
    found = _COMPARED.fullmatch(value)
    if found is None or not found[2].isdecimal():
        raise ValueError(f"not a length: {value!r}; write it like '< 200' or '>= 1000'")
    compare, bound = _COMPARISONS[found[1] or "="], int(found[2])
    return lambda length: compare(length, bound)


def told(facts: Facts) -> str:
    """A copy's facts in one line, for `preview` and `explain`."""
    return f"{facts.source}: {facts.title} ({facts.length} characters, {rfc3339(facts.published)})"
