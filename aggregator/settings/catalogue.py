"""Categories: their slugs, their names, who contains whom, and finding one by name or slug."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from aggregator.model import Slug
from aggregator.settings import slugs
from aggregator.settings.problems import Place, Report, did_you_mean
from aggregator.settings.reader import At
from aggregator.settings.tables import CategoryTable
from aggregator.text import fold

_HOLE = re.compile(r"\{([^{}]*)\}")
_TITLE_WORDS = ("name", "slug", "path", "site.title")


class Catalogue:
    """Every category by slug, in the order of the file."""

    def __init__(self, rows: list[At[CategoryTable]], lost: Iterable[Mapping[str, Any]], report: Report) -> None:
        self._report = report
        self.rows: dict[Slug, At[CategoryTable]] = {}
        self._by_name: dict[str, Slug] = {}
        self._names: list[str] = []
        self._claims: dict[str, Place] = {}
        for row in rows:
            self._add(row)
        for row in self.rows.values():
            self._add_old_slugs(row)
        # names of tables too broken to use: known, so that nobody is told of an unknown category on their account
        self._known_lost = {fold(str(raw[key])) for raw in lost for key in ("name", "slug") if key in raw}

    def find(self, text: str, place: Place) -> Slug | None:
        """The slug of the category of that name or slug. An unknown one is noted as an error."""
        slug = self._by_name.get(fold(text))
        if slug is None and fold(text) not in self._known_lost:
            hint = did_you_mean(text, self._names) or "add a [[category]] of that name"
            self._report.error(place, f'unknown category "{text}"', hint=hint, code="unknown-category")
        return slug

    def find_all(self, texts: Iterable[str], place: Place) -> tuple[Slug, ...]:
        """The slugs of several, each once, in order."""
        found = [self.find(text, place / number) for number, text in enumerate(texts)]
        return tuple(dict.fromkeys(slug for slug in found if slug is not None))

    def parents(self) -> dict[Slug, Slug]:
        """The slug of each category's parent. A category that contains itself is noted as an error."""
        parents: dict[Slug, Slug] = {}
        for slug, row in self.rows.items():
            if row.table.parent and (parent := self.find(row.table.parent, row.place / "parent")):
                parents[slug] = parent
        for slug in list(parents):
            ring = _ring(slug, parents)
            if ring and slug == min(ring):
                names = " > ".join(self.rows[member].table.name for member in (*reversed(ring), ring[-1]))
                self._report.error(self.rows[slug].place / "parent", f"contains itself: {names}", code="cycle")
        return {slug: parent for slug, parent in parents.items() if not _ring(slug, parents)}

    def check_gathering(self, holds: Mapping[Slug, Iterable[Slug]]) -> None:
        """Note as an error, once for each ring, that a category gathers itself by way of others. `holds`: what each one
        contains or gathers by name.
        """
        told: set[Slug] = set()
        for slug, row in self.rows.items():
            ring = _round(slug, holds) if row.table.gathers and slug not in told else []
            if ring:
                told.update(ring)
                names = " > ".join(self.rows[member].table.name for member in ring)
                self._report.error(row.place / "from", f"gathers itself: {names}", code="cycle")

    def path(self, slug: Slug, parents: Mapping[Slug, Slug]) -> tuple[str, ...]:
        """Names from the top down to the category itself."""
        names = [self.rows[slug].table.name]
        seen = {slug}
        while (slug := parents.get(slug, "")) and slug not in seen:
            seen.add(slug)
            names.append(self.rows[slug].table.name)
        return tuple(reversed(names))

    def title(self, row: At[CategoryTable], slug: Slug, path: tuple[str, ...], site_title: str) -> str:
        """The title of the feed, its {placeholders} filled."""
        words = {"name": row.table.name, "slug": slug, "path": " > ".join(path), "site.title": site_title}

        def fill(match: re.Match[str]) -> str:
            if match[1] in words:
                return words[match[1]]
            hint = did_you_mean(match[1], _TITLE_WORDS)
            self._report.error(row.place / "title", f"unknown placeholder {match[0]}", hint=hint)
            return match[0]

        return _HOLE.sub(fill, row.table.title)

    def _add(self, row: At[CategoryTable]) -> None:
        name = row.table.name
        if fold(name) in self._by_name:
            self._report.error(row.place / "name", f'a second category named "{name}"', code="duplicate")
        self._names.append(name)
        slug = self._slug(row)
        if slug is None:
            self._by_name.setdefault(fold(name), "")
            return
        if self._claim(slug, row.place / ("slug" if row.table.slug else "name"), "slug"):
            self.rows[slug] = row
        self._by_name.setdefault(fold(name), slug)
        self._by_name.setdefault(fold(slug), slug)

    def _slug(self, row: At[CategoryTable]) -> Slug | None:
        table = row.table
        if table.slug:
            slug = slugs.normal(table.slug)
            if fault := slugs.slug_fault(slug):
                suggestion = slugs.guess(slug)
                hint = f'write: slug = "{suggestion}"' if suggestion else ""
                self._report.error(row.place / "slug", f'"{table.slug}" {fault}', hint=hint, code="slug")
                return None
            return slug
        suggestion = slugs.guess(table.name)
        if table.name.isascii() and suggestion and not slugs.slug_fault(slugs.normal(table.name).casefold()):
            return suggestion
        if table.name.isascii() and suggestion and suggestion.removesuffix("-feed") not in slugs.RESERVED:
            return suggestion
        why = "is reserved as an address" if table.name.isascii() else "is not ASCII, so its address must be written"
        hint = f'add: slug = "{suggestion or f"category-{row.place.path[-1]}"}"'
        self._report.error(row.place / "slug", f'the name "{table.name}" {why}', hint=hint, code="slug")
        return None

    def _claim(self, slug: str, place: Place, what: str) -> bool:
        other = self._claims.setdefault(slug.casefold(), place)
        if other is not place:
            self._report.error(place, f'{what} "{slug}" is taken', hint=f"by {other.key} at {other}", code="duplicate")
        return other is place

    def _add_old_slugs(self, row: At[CategoryTable]) -> None:
        for number, text in enumerate(row.table.was):
            place = row.place / "was" / number
            if fault := slugs.slug_fault(slugs.normal(text)):
                self._report.error(place, f'"{text}" {fault}', code="slug")
            else:
                self._claim(slugs.normal(text), place, "old slug")


def _ring(slug: Slug, parents: Mapping[Slug, Slug]) -> list[Slug]:
    """The categories of the ring that `slug` is part of, or nothing."""
    ring = [slug]
    while (above := parents.get(ring[-1])) is not None and above != slug:
        if above in ring:
            return []  # it hangs below a ring without being part of it
        ring.append(above)
    return ring if above == slug else []


def _round(slug: Slug, holds: Mapping[Slug, Iterable[Slug]]) -> list[Slug]:
    """The shortest way from a category down to itself, named at both ends, or nothing."""
    before: dict[Slug, Slug] = {}
    level = [slug]
    while level and slug not in before:
        below = {inner: outer for outer in level for inner in holds.get(outer, ()) if inner not in before}
        before |= below
        level = list(below)
    if slug not in before:
        return []
    way = [slug, before[slug]]
    while way[-1] != slug:
        way.append(before[way[-1]])
    return way[::-1]
