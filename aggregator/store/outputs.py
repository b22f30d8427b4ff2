"""Outputs: what each of them shows, copy by copy. (What changed since they were published stands in `outbox`.)"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from aggregator.clock import from_micros, micros
from aggregator.merge.select import CopyFacts, select, shown_copy
from aggregator.model import (
    CopyView,
    FeedSummary,
    MergedEntry,
    MergedFeed,
    Person,
    PlainText,
    Precision,
    SafeHtml,
    Slug,
    SourceId,
    SourceView,
    StoryId,
)
from aggregator.settings.values import Category, Settings
from aggregator.store import entries, traces, views
from aggregator.store.database import Database, Row
from aggregator.store.membership import BLOCK
from aggregator.store.outbox import stored_day

WINDOW = 200
"""Stories read at a time while the caps look for those they let through."""
FARTHEST = 20
"""So many times `entries` stories are looked at, at most: one chatty source never makes a publish read an archive."""

_NEWEST = """
SELECT c.story_id, c.sort_at, s.uid FROM story_category AS c JOIN story AS s ON s.id = c.story_id
WHERE c.output_id = ? AND (c.sort_at, c.story_id) < (?, ?) AND s.hidden IS NULL
ORDER BY c.sort_at DESC, c.story_id DESC LIMIT ?"""
_BLOCK = """
SELECT a.story_id, s.sort_at, s.uid FROM admission AS a JOIN story AS s ON s.id = a.story_id
JOIN story_category AS c ON c.output_id = a.output_id AND c.sort_at = s.sort_at AND c.story_id = s.id
WHERE a.output_id = ? AND a.number > ? AND a.number <= ? AND s.hidden IS NULL
ORDER BY s.sort_at DESC, s.id DESC"""
# CROSS JOIN: few stories were edited lately, the planner would walk all of the output.
_EDITED = """
SELECT s.id AS story_id, s.sort_at, s.uid FROM story AS s
CROSS JOIN story_category AS c ON c.output_id = ? AND c.sort_at = s.sort_at AND c.story_id = s.id
WHERE s.edited_at >= ? AND s.edited_at IS NOT NULL AND s.hidden IS NULL
ORDER BY s.edited_at DESC, s.id DESC LIMIT ?"""
_VISIBLE = """
SELECT e.story_id, e.id, n.name, e.is_teaser, e.length, e.first_seen_at
FROM entry AS e JOIN source AS n ON n.id = e.source_id JOIN entry_category AS c ON c.entry_id = e.id
WHERE e.story_id IN (SELECT value FROM json_each(?)) AND c.output_id = ? AND c.held = 0
    AND e.dropped = 0 AND n.configured = 1
ORDER BY e.id"""
_OF_SOURCE = """
SELECT e.story_id, e.id, n.name, e.is_teaser, e.length, e.first_seen_at
FROM entry AS e JOIN source AS n ON n.id = e.source_id
WHERE e.story_id IN (SELECT value FROM json_each(?)) AND e.source_id = ? AND e.dropped = 0 AND n.configured = 1
    AND EXISTS (SELECT 1 FROM entry_category AS c WHERE c.entry_id = e.id AND c.output_id IN
        (SELECT o.id FROM output AS o JOIN json_each(?) AS p ON p.value = o.slug))
ORDER BY e.id"""
# Carriers that may be named: those that appear in this output or in one that is open to all.
_CARRIERS = """
SELECT DISTINCT e.story_id, e.id, n.name, e.link, e.title, e.first_seen_at
FROM entry AS e JOIN source AS n ON n.id = e.source_id JOIN entry_category AS c ON c.entry_id = e.id
WHERE e.story_id IN (SELECT value FROM json_each(?)) AND c.held = 0 AND e.dropped = 0 AND n.configured = 1
    AND c.output_id IN (SELECT value FROM json_each(?))
ORDER BY e.first_seen_at, e.id"""
_SHOWN = """
SELECT e.*, c.content, c.summary, c.text, c.authors, c.tags, c.enclosures
FROM entry AS e JOIN entry_content AS c ON c.entry_id = e.id WHERE e.id IN (SELECT value FROM json_each(?))"""
_NUMBERS = """
SELECT story_id, number FROM admission WHERE output_id = ? AND story_id IN (SELECT value FROM json_each(?))"""


@dataclass(frozen=True, slots=True)
class Place:
    """A story where an output has it, with the copy that it shows there."""

    story_id: StoryId
    uid: str
    sort_at: datetime
    source_id: SourceId
    entry_id: int


def merged(db: Database, settings: Settings, slug: Slug) -> MergedFeed | None:
    """The current document of an output; None where the store has no such output.

    Each story is shown by the best copy that may appear there; the caps of the category hold. With an archive,
    stories edited since yesterday that the caps leave out take the last places for a day.
    """
    with db.reading():
        view = _View.open(db, settings, slug)
        if view is None:
            return None
        return view.feed(_current(view))


def current(db: Database, settings: Settings, slug: Slug) -> tuple[StoryId, ...]:
    """The stories that the current document of an output shows; none where the store has no such output."""
    with db.reading():
        view = _View.open(db, settings, slug)
        return () if view is None else tuple(place.story_id for place in _current(view))


def _current(view: _View) -> list[Place]:
    day = stored_day(view.db)
    chosen = select(view.places(), view.category, day)
    return _with_edited(view, chosen, day) if view.settings.publish.archive else chosen


def archive_block(db: Database, settings: Settings, slug: Slug, block: int) -> MergedFeed | None:
    """An archive page: the stories with admission numbers 100·block + 1 to 100·block + 100 that are still there."""
    with db.reading():
        view = _View.open(db, settings, slug)
        if view is None:
            return None
        rows = db.rows(_BLOCK, (view.output, block * BLOCK, (block + 1) * BLOCK))
        return view.feed(list(view.elect(rows)), block=block)


def everything(db: Database, settings: Settings, slug: Slug) -> Iterator[MergedFeed]:
    """All stories of an output, an archive page at a time, oldest numbers first."""
    output = db.row("SELECT id FROM output WHERE slug = ?", (slug,))
    for block in _blocks(db, output["id"]) if output else ():
        page = archive_block(db, settings, slug, block)
        if page is not None and page.entries:
            yield page


def places(db: Database, settings: Settings, slug: Slug) -> Iterator[Place]:
    """The stories of an output, newest first, read as far as they are asked for; no limit holds."""
    view = _View.open(db, settings, slug)
    return iter(()) if view is None else view.places()


def summary(db: Database, settings: Settings, slug: Slug, latest: int) -> FeedSummary | None:
    """An output as the index shows it: its newest stories, a handful."""
    with db.reading():
        view = _View.open(db, settings, slug)
        if view is None:
            return None
        few = replace(view.category, entries=min(latest, view.category.entries))
        feed = view.feed(select(view.places(), few, stored_day(db)))
    return FeedSummary(
        category=feed.category,
        uid=feed.uid,
        changed_at=feed.changed_at,
        stories=feed.total,
        sources=feed.sources,
        latest=feed.entries,
    )


def _blocks(db: Database, output: int) -> tuple[int, ...]:
    return tuple(
        db.column("SELECT block FROM archive_block WHERE output_id = ? AND kept > 0 ORDER BY block", (output,))
    )


def _with_edited(view: _View, chosen: list[Place], day: date) -> list[Place]:
    since = datetime.combine(day, time(), UTC) - timedelta(days=1)
    room = max(1, view.category.entries // 10) if view.category.entries > 0 else 0
    have = {place.story_id for place in chosen}
    rows = view.db.rows(_EDITED, (view.output, micros(since), room + len(have)))
    oldest = datetime.combine(day, time(), UTC) - view.category.age if view.category.age else None
    extra = [
        place for place in view.elect(row for row in rows if row["story_id"] not in have)
        if oldest is None or place.sort_at >= oldest
    ][:room]  # fmt: skip
    if not extra:
        return chosen
    kept = chosen[: max(0, view.category.entries - len(extra))]
    return sorted([*kept, *extra], key=lambda place: (place.sort_at, place.story_id), reverse=True)


@dataclass(slots=True)
class _View:
    """One output while it is being read."""

    db: Database
    settings: Settings
    row: Row
    category: Category
    sources: dict[SourceId, SourceView]

    @classmethod
    def open(cls, db: Database, settings: Settings, slug: Slug) -> _View | None:
        row = db.row("SELECT * FROM output WHERE slug = ?", (slug,))
        if row is None:
            return None
        sources = views.source_views(db, settings)
        if row["kind"] == "source":
            source = sources.get(slug.removeprefix("source/"))
            category = views.source_category(source) if source else None
        else:
            category = settings.category(slug)
        return None if category is None else cls(db, settings, row, category, sources)

    @property
    def output(self) -> int:
        return int(self.row["id"])

    def places(self) -> Iterator[Place]:
        """Its stories, newest first, read as far as they are asked for."""
        after = (1 << 62, 1 << 62)
        left = max(2000, self.category.entries * FARTHEST)
        window = max(20, self.category.entries)  # mostly enough; the caps may ask for more
        while left > 0:
            window = min(window, left)
            rows = self.db.rows(_NEWEST, (self.output, *after, window))
            yield from self.elect(rows)
            if len(rows) < window:
                return
            left -= len(rows)
            window = WINDOW
            after = (rows[-1]["sort_at"], rows[-1]["story_id"])

    def elect(self, rows: Iterable[Row]) -> Iterator[Place]:
        """Stories with the copy that is shown here; a story without one that may be shown is left out."""
        stories = list(rows)
        ids = json.dumps([row["story_id"] for row in stories])
        copies: dict[StoryId, list[CopyFacts]] = {}
        where: tuple[object, ...]
        if self.row["kind"] == "category":
            sql, where = _VISIBLE, (ids, self.output)
        else:  # what is in private categories alone is not in the open feed of its source either
            sql, where = _OF_SOURCE, (ids, self.row["source_id"], json.dumps(views.public_slugs(self.settings)))
        for copy in self.db.rows(sql, where):
            if copy["name"] in self.sources:
                copies.setdefault(copy["story_id"], []).append(
                    CopyFacts(copy["name"], bool(copy["is_teaser"]), from_micros(copy["first_seen_at"]), copy["id"],
                              copy["length"])
                )  # fmt: skip
        for row in stories:
            candidates = copies.get(row["story_id"])
            if candidates:
                shown = candidates[shown_copy(candidates, self.settings.dedupe.prefer)]
                yield Place(row["story_id"], row["uid"], from_micros(row["sort_at"]), shown.source, shown.entry_id)

    def feed(self, places: Sequence[Place], *, block: int | None = None) -> MergedFeed:
        """The document that shows these stories."""
        shown = self._entries(places)
        changed_at = self.row["changed_at"]
        if block is not None:
            changed_at = self.db.value(
                "SELECT changed_at FROM archive_block WHERE output_id = ? AND block = ?", (self.output, block)
            ) or changed_at  # fmt: skip
        return MergedFeed(
            category=views.category_view(self.category),
            uid=self.row["uid"],
            changed_at=from_micros(changed_at),
            entries=shown,
            generation=self.row["dirty_generation"],
            total=self.row["stories"],
            archives=_blocks(self.db, self.output),
            block=block,
            sources=self._feeding({place.source_id for place in places}),
            hidden=traces.of_output(self.db, self.output) if block is None and not self.category.private else (),
        )

    def _feeding(self, shown: set[SourceId]) -> tuple[SourceView, ...]:
        if self.row["kind"] == "source":
            return tuple(self.sources[name] for name in sorted(shown) if self.sources[name].listed)
        held = views.held_by(self.settings, self.category.slug)
        return tuple(
            self.sources[source.id]
            for source in self.settings.sources
            if source.listed and (source.id in shown or held.intersection(source.categories))
        )

    def _entries(self, places: Sequence[Place]) -> tuple[MergedEntry, ...]:
        stories = json.dumps([place.story_id for place in places])
        rows = {row["id"]: row for row in self.db.rows(_SHOWN, (json.dumps([place.entry_id for place in places]),))}
        numbers = dict(tuple(row) for row in self.db.rows(_NUMBERS, (self.output, stories)))
        carriers = self._carriers(stories)
        firsts = {
            row["id"]: row["first_seen_at"]
            for row in self.db.rows(
                "SELECT id, first_seen_at FROM story WHERE id IN (SELECT value FROM json_each(?))", (stories,)
            )
        }
        return tuple(
            self._entry(place, rows[place.entry_id], carriers.get(place.story_id, []), numbers.get(place.story_id, 0),
                        from_micros(firsts[place.story_id]))
            for place in places
        )  # fmt: skip

    def _carriers(self, stories: str) -> dict[StoryId, list[Row]]:
        public = [category.slug for category in self.settings.categories if not category.private]
        outputs = self.db.column(
            "SELECT id FROM output WHERE slug IN (SELECT value FROM json_each(?))", (json.dumps(public),)
        )
        found: dict[StoryId, list[Row]] = {}
        for row in self.db.rows(_CARRIERS, (stories, json.dumps([*outputs, self.output]))):
            view = self.sources.get(row["name"])
            if view is not None and view.listed:
                found.setdefault(row["story_id"], []).append(row)
        return found

    def _entry(
        self, place: Place, row: Row, carriers: Sequence[Row], number: int, first_seen_at: datetime
    ) -> MergedEntry:
        words = json.loads(row["judgement"])
        view = self.sources[place.source_id]
        source = self.settings.source(place.source_id)
        published = printed(row, source.timezone if source else "UTC", place.sort_at)
        authors = entries.people(row["authors"])
        if words.get("author"):
            authors = (Person(PlainText(words["author"])),)
        elif not authors and source is not None and source.author:
            authors = (Person(PlainText(source.author)),)
        title = PlainText(words.get("title") or row["title"])
        mine = CopyView(view, row["link"], from_micros(row["first_seen_at"]), title)
        others = (
            CopyView(self.sources[one["name"]], one["link"], from_micros(one["first_seen_at"]), PlainText(one["title"]))
            for one in carriers
            if one["id"] != place.entry_id
        )
        updated = from_micros(row["updated_at"]) if row["updated_at"] is not None else published
        head = self.category.path if self.row["kind"] == "category" else ()
        return MergedEntry(
            uid=place.uid,
            story_id=place.story_id,
            link=row["link"],
            title=title,
            authors=authors,
            published=published,
            precision=Precision.DAY if row["day_only"] else Precision.SECOND,
            updated=max(updated, published),
            sort_at=place.sort_at,
            first_seen_at=first_seen_at,
            content=SafeHtml(row["content"]),
            summary=SafeHtml(row["summary"]),
            text=PlainText(row["text"]),
            is_teaser=bool(row["is_teaser"]),
            tags=tuple(dict.fromkeys(PlainText(tag) for tag in (*json.loads(row["tags"]), *words.get("tags", ())))),
            enclosures=entries.enclosures(row["enclosures"]),
            thumbnail=row["thumbnail"],
            language=row["language"] or view.language,
            comments=row["comments"],
            source=view,
            path=tuple(part for part in (*head, view.title, view.section) if part),
            copies=(mine, *others),
            marks=tuple(words.get("marks", ())),
            admission=number,
            guid=row["guid"],
        )


def printed(row: Row, timezone: str, sort_at: datetime) -> datetime:
    """The instant that is printed as published: an undated copy has its story's place, a bare day its true hour
    where it was first seen that day, else noon.
    """
    if row["day_only"] and row["published_at"] is not None:
        start = from_micros(row["published_at"])
        first_seen = from_micros(row["first_seen_at"])
        local = start.astimezone(views.zone(timezone))
        if first_seen.astimezone(local.tzinfo).date() == local.date():
            return first_seen
        return datetime.combine(local.date(), time(12), local.tzinfo).astimezone(UTC)
    return from_micros(row["shown_at"]) if row["shown_at"] is not None else sort_at
