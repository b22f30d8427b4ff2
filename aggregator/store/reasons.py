"""Why a copy is not in an output, in words: pure, over what is stored of it and the settings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from aggregator.model import Slug, SourceId
from aggregator.settings.values import Settings
from aggregator.store.views import held_by

NO_CATEGORY = "it belongs to no category"
_ELSEWHERE = "it does not belong to this category"


@dataclass(frozen=True, slots=True)
class Standing:
    """What was decided about one copy. `held` by name of the limit; `rules` are those that fired."""

    source: SourceId
    configured: bool
    dropped: bool
    rules: tuple[str, ...]
    categories: tuple[Slug, ...]  # where it may be shown
    held: tuple[Slug, ...]
    holder: str  # "backlog" or "burst", where anything is held


def anywhere(copy: Standing, settings: Settings | None) -> str:
    """Why no output shows a copy; "" where one may."""
    if not copy.configured:
        return "its source is not in the configuration"
    if copy.dropped:
        return _dropped(copy, settings)
    if copy.categories:
        return ""
    if copy.held:
        return _held(copy)
    return _taken_out(copy, _direct(copy, settings), settings) or NO_CATEGORY


def here(copies: Sequence[Standing], slug: Slug, settings: Settings | None) -> str:
    """Why an output has none of a story's copies: what keeps each of them out."""
    words = [(copy.source, _out_of(copy, slug, settings)) for copy in copies]
    if all(word == _ELSEWHERE for _, word in words):
        return "no copy of it belongs to this category"
    if len(copies) == 1 and words[0][1] == _held(copies[0]):
        return words[0][1]
    return "; ".join(dict.fromkeys(f"{source}: {word}" for source, word in sorted(words)))


def _out_of(copy: Standing, slug: Slug, settings: Settings | None) -> str:
    if not copy.configured or copy.dropped:
        return anywhere(copy, settings)
    if slug in copy.held:
        return _held(copy)
    taken = _taken_out(copy, [slug, *sorted(held_by(settings, slug))] if settings else [], settings)
    if taken:
        return taken
    category = settings.category(slug) if settings else None
    if category is not None and category.when is not None:
        return "the category's `if` does not match it"
    return _ELSEWHERE if copy.categories or copy.held else NO_CATEGORY


def _held(copy: Standing) -> str:
    return f"held back by {copy.holder}"


def _dropped(copy: Standing, settings: Settings | None) -> str:
    """Which rule drops a copy; where none of those that fired does, it is the source's `only`."""
    if settings is None:
        return "a rule drops it, or the source's `only` does not match"
    rules = [rule.name for rule in settings.rules if rule.drop and rule.name in copy.rules]
    if rules:
        return f"the rule {rules[0]!r} drops it"
    source = settings.source(copy.source)
    if source is None or source.only is None:
        return "the file no longer drops it, but was not applied yet"
    return "the source's `only` does not match it"


def _direct(copy: Standing, settings: Settings | None) -> list[Slug]:
    """The categories that its source or a rule gave it."""
    source = settings.source(copy.source) if settings else None
    if settings is None or source is None:
        return []
    added = [slug for rule in settings.rules if rule.name in copy.rules for slug in rule.add]
    return list(dict.fromkeys((*source.categories, *added)))


def _taken_out(copy: Standing, slugs: Iterable[Slug], settings: Settings | None) -> str:
    """Which rule takes a copy out of the first of these categories that it would belong to otherwise."""
    if settings is None:
        return ""
    out: dict[Slug, str] = {}
    for rule in settings.rules:
        if rule.name in copy.rules:
            for slug in rule.add:
                out.pop(slug, None)
            out.update(dict.fromkeys(rule.remove, rule.name))
    direct = set(_direct(copy, settings))
    for slug in slugs:
        category = settings.category(slug)
        selects = category is not None and category.when is not None
        if slug in out and (selects or direct & held_by(settings, slug)):
            return f"the rule {out[slug]!r} takes it out of {slug}"
    return ""
