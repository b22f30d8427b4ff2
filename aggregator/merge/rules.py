"""Where a copy belongs and how it is shown: `only`, the rules in the order of the file, then the categories.

A parent contains what its children hold, `from` gathers other categories, `if` selects by condition. What a rule
removes stays out, whatever would have brought it in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from aggregator.merge.conditions import Subject, Test, compile_condition, expression_problem, value_problem
from aggregator.model import Facts, Judge, Judgement, ParsedEntry, PlainText, Slug, SourceId
from aggregator.settings.values import Category, Rule, Settings, Source
from aggregator.text import one_line

__all__ = ["expression_problem", "facts", "judge", "value_problem"]

_SLOT = re.compile(r"\{(title|author|source|section|link|language|tags)\}")


def facts(source: Source, entry: ParsedEntry, seen_at: datetime) -> Facts:
    """What rules may ask about a copy. An undated one counts as published when it was first seen."""
    return Facts(
        source=source.id,
        section=source.section,
        title=entry.title,
        text=entry.text,
        authors=tuple(person.name for person in entry.authors),
        tags=entry.tags,
        link=entry.link,
        language=entry.language or source.language,
        enclosures=tuple(word for file in entry.enclosures for word in (file.type, file.url) if word),
        published=min(entry.published.at, seen_at) if entry.published else seen_at,
        length=len(entry.text),
    )


def judge(settings: Settings) -> Judge:
    """A function from a copy's facts to its judgement, with every expression compiled once.

    Raises ValueError where a condition cannot be read; settings that passed validation never do.
    """
    court = _Court(settings)
    return court.judge


@dataclass(slots=True)
class _Case:
    """One copy while it is being judged."""

    facts: Facts
    direct: set[Slug]
    tags: list[str]
    removed: set[Slug] = field(default_factory=set)
    title: str = ""
    author: str = ""
    marks: list[str] = field(default_factory=list)
    fired: list[str] = field(default_factory=list)
    dropped: bool = False


class _Court:
    def __init__(self, settings: Settings) -> None:
        self._sources: Mapping[SourceId, Source] = {source.id: source for source in settings.sources}
        self._only: Mapping[SourceId, Test] = {
            source.id: compile_condition(source.only) for source in settings.sources if source.only is not None
        }
        self._rules: tuple[tuple[Rule, Test], ...] = tuple(
            (rule, compile_condition(rule.when)) for rule in settings.rules
        )
        self._selecting: tuple[tuple[Category, Test], ...] = tuple(
            (category, compile_condition(category.when))
            for category in settings.categories
            if category.when is not None
        )
        self._names = {category.slug: category.name for category in settings.categories}
        self._holders = _holders(settings.categories)

    def judge(self, facts: Facts) -> Judgement:
        source = self._sources.get(facts.source)
        if source is None:
            return Judgement(dropped=True)
        case = _Case(facts, set(source.categories), [*facts.tags, *source.tags])
        only = self._only.get(source.id)
        case.dropped = only is not None and not only(self._subject(case))
        for rule, test in self._rules:
            if test(self._subject(case)):
                self._apply(rule, case, source)
        return Judgement(
            categories=frozenset() if case.dropped else self._categories(case),
            dropped=case.dropped,
            title=one_line(case.title) if case.title else None,
            author=one_line(case.author) if case.author else None,
            marks=tuple(dict.fromkeys(case.marks)),
            tags=tuple(dict.fromkeys(PlainText(tag) for tag in case.tags if tag not in facts.tags)),
            rules=tuple(case.fired),
        )

    def _subject(self, case: _Case) -> Subject:
        held = self._closed(case)
        words = tuple(word for slug in sorted(held) for word in (slug, self._names.get(slug, slug)))
        return Subject(case.facts, words, tuple(case.tags))

    def _apply(self, rule: Rule, case: _Case, source: Source) -> None:
        case.fired.append(rule.name)
        case.direct |= set(rule.add)
        case.removed -= set(rule.add)
        case.direct -= set(rule.remove)
        case.removed |= set(rule.remove)
        case.tags += [tag for tag in rule.add_tags if tag not in case.tags]
        case.tags = [tag for tag in case.tags if tag not in rule.remove_tags]
        case.marks += rule.mark
        case.dropped = case.dropped or rule.drop
        if rule.title:
            case.title = _filled(rule.title, case, source)
        if rule.author:
            case.author = _filled(rule.author, case, source)

    def _categories(self, case: _Case) -> frozenset[Slug]:
        for category, test in self._selecting:
            if category.slug not in case.removed and test(self._subject(case)):
                case.direct.add(category.slug)
        return frozenset(self._closed(case))

    def _closed(self, case: _Case) -> set[Slug]:
        """The categories themselves and all that contain or gather them; what a rule removed passes nothing on."""
        held: set[Slug] = set()
        todo = [slug for slug in case.direct if slug in self._names]
        while todo:
            slug = todo.pop()
            if slug not in held and slug not in case.removed:
                held.add(slug)
                todo += self._holders[slug]
        return held


def _holders(categories: Iterable[Category]) -> dict[Slug, tuple[Slug, ...]]:
    """For each category those that hold all it holds: its parent and whoever gathers it."""
    every = tuple(categories)
    return {
        inner.slug: tuple(
            outer.slug
            for outer in every
            if outer.slug != inner.slug
            and (outer.slug == inner.parent or inner.slug in outer.gathers or "*" in outer.gathers)
        )
        for inner in every
    }


def _filled(template: str, case: _Case, source: Source) -> str:
    """A rule's title or author with its {words} filled in; other braces stay as they are."""
    values = {
        "title": case.title or case.facts.title,
        "author": case.author or "、".join(case.facts.authors),
        "source": source.title or source.id,
        "section": case.facts.section,
        "link": case.facts.link,
        "language": case.facts.language,
        "tags": "、".join(case.tags),
    }
    return _SLOT.sub(lambda found: values[found[1]], template)
