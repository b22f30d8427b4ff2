"""Conditions, rules and hides: from what is written to the values that `merge` judges by."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

from aggregator.model import Slug, SourceId
from aggregator.settings.catalogue import Catalogue
from aggregator.settings.conditions import date_bounds, length_bounds
from aggregator.settings.problems import Place, Report, did_you_mean
from aggregator.settings.reader import At
from aggregator.settings.slugs import normal
from aggregator.settings.tables import ConditionTable, HideTable, RuleTable
from aggregator.settings.values import Condition, Hide, Rule

Check: TypeAlias = Callable[[str], str | None]
"""Says what is wrong with an expression or a selector, or None."""

WORDS = ("title", "text", "author", "tag", "category", "source", "section", "link", "language", "enclosure")
COMPARED = ("date", "length")
_TAG = "tag:"
_ADDRESSES = frozenset({"link", "enclosure"})
_FLAGGED = re.compile(r"/(.+)/([imsU]{1,4})")


def is_expression(value: str) -> bool:
    """Whether a value of a condition word is an expression between slashes."""
    return len(value) > 2 and value.startswith("/") and value.endswith("/")


class Conditions:
    """Turns written conditions into values, with every reference found and every expression checked."""

    def __init__(
        self,
        catalogue: Catalogue,
        sources: Mapping[str, SourceId],
        report: Report,
        *,
        timezone: str,
        expressions: Check | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._sources = sources
        self._report = report
        self._timezone = timezone
        self._expressions = expressions

    def condition(self, table: ConditionTable, place: Place) -> Condition:
        """One condition. `place` is where it is written."""
        words = tuple(
            (word, values) for word in WORDS if (values := self._values(word, getattr(table, word), place / word))
        )
        every = tuple(self.condition(inner, place / "all" / number) for number, inner in enumerate(table.all))
        some = tuple(self.condition(inner, place / "any" / number) for number, inner in enumerate(table.any))
        none = () if table.none is None else (self.condition(table.none, place / "not"),)
        if not table.model_fields_set:
            self._report.error(place, "an empty condition", hint="write at least one condition word", code="empty")
        spans = (self._spans(word, getattr(table, word), place / word) for word in COMPARED)
        return Condition(words=words, all=(*every, *(span for span in spans if span)), any=some, none=none)

    def _spans(self, word: str, values: list[str], place: Place) -> Condition | None:
        """Dates and lengths as spans: one of them must hold."""
        found = [self._span(word, value, place / number) for number, value in enumerate(values)]
        spans = tuple(span for span in found if span is not None)
        return Condition(any=spans) if spans else None

    def _span(self, word: str, value: str, place: Place) -> Condition | None:
        try:
            bounds = date_bounds(value, self._timezone) if word == "date" else length_bounds(value)
        except ValueError as error:
            message, _, hint = str(error).partition("; ")
            hint = hint or ("write it like >=2026-01-01 or 2026-01" if word == "date" else "write it like >=200")
            self._report.error(place, message, hint=hint)
            return None
        return Condition(all=tuple(Condition(words=((word, (bound,)),)) for bound in bounds))

    def _values(self, word: str, values: list[str], place: Place) -> tuple[str, ...]:
        found = [self._value(word, value, place / number) for number, value in enumerate(values)]
        return tuple(value for value in found if value)

    def _value(self, word: str, value: str, place: Place) -> str:
        if not value.strip():
            self._report.error(place, "an empty value", hint="it would match everything; leave it out", code="empty")
            return ""
        if is_expression(value):
            if self._expressions and (fault := self._expressions(value[1:-1])):
                self._report.error(place, fault, hint=_advice(fault), code="expression")
            return value
        if word not in _ADDRESSES and (flags := _FLAGGED.fullmatch(value)):
            hint = f"flags stand inside of the expression: '/(?{flags[2]}){flags[1]}/'"
            self._report.error(place, "nothing may follow the last slash", hint=hint, code="expression")
            return ""
        if word == "category":
            return self._catalogue.find(value, place) or ""
        if word == "source":
            return self._source(value, place)
        return value

    def _source(self, value: str, place: Place) -> str:
        found = self._sources.get(normal(value))
        if found is None:
            hint = did_you_mean(value, self._sources) or "the id of a [[source]]"
            self._report.error(place, f'unknown source "{value}"', hint=hint, code="unknown-source")
        return found or ""


def _advice(fault: str) -> str:
    """Why an expression of another engine is refused here."""
    if "perl operator" in fault or "(?" in fault or re.search(r"escape sequence: \\\d", fault):
        return "RE2 knows no look-around and no back-references"
    if "escape sequence: \\u" in fault.lower():
        return "write the letter itself, or \\x{4E2D} for one by its number"
    return "the syntax is RE2's; a backslash needs single quotes around the value: '/…/'"


def rules(rows: list[At[RuleTable]], conditions: Conditions, catalogue: Catalogue, report: Report) -> tuple[Rule, ...]:
    """Every rule, in the order of the file."""
    seen: dict[str, Place] = {}
    found = []
    for row in rows:
        other = seen.setdefault(row.table.name, row.place)
        if other is not row.place:
            message = f'a second rule named "{row.table.name}"'
            report.error(row.place / "name", message, hint=f"the first is at {other}", code="duplicate")
        found.append(_rule(row, conditions, catalogue, report))
    return tuple(found)


def _rule(row: At[RuleTable], conditions: Conditions, catalogue: Catalogue, report: Report) -> Rule:
    then, place = row.table.then, row.place / "then"
    if row.whole and not any(getattr(then, name) for name in type(then).model_fields):
        report.error(
            place, "a rule that does nothing", hint="write add, remove, drop, title, author or mark", code="empty"
        )
    add, add_tags = _targets(then.add, place / "add", catalogue)
    remove, remove_tags = _targets(then.remove, place / "remove", catalogue)
    return Rule(
        name=row.table.name,
        when=conditions.condition(row.table.when, row.place / "if"),
        add=add,
        add_tags=add_tags,
        remove=remove,
        remove_tags=remove_tags,
        drop=then.drop,
        title=then.title,
        author=then.author,
        mark=tuple(then.mark),
    )


def _targets(values: list[str], place: Place, catalogue: Catalogue) -> tuple[tuple[Slug, ...], tuple[str, ...]]:
    """Categories, and the tags among them: "tag:NAME"."""
    found, tags = [], []
    for number, value in enumerate(values):
        if value.startswith(_TAG):
            tags.append(value[len(_TAG) :].strip())
        elif slug := catalogue.find(value, place / number):
            found.append(slug)
    return tuple(dict.fromkeys(found)), tuple(dict.fromkeys(tag for tag in tags if tag))


def hides(rows: list[At[HideTable]], report: Report) -> tuple[Hide, ...]:
    """Every hidden story."""
    found = []
    for row in rows:
        if bool(row.table.link) == bool(row.table.id):
            hint = "write link = the article's address, or id = its id"
            report.error(row.place, "needs either `link` or `id`", hint=hint, code="missing")
            continue
        found.append(Hide(link=row.table.link, id=row.table.id, reason=row.table.reason))
    return tuple(found)
