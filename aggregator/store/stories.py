"""Stories: the keys they are found by, and everything stored that bears on a document about to be decided.

Every look-up goes through an index and is bounded, so that its cost does not grow with the archive.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from hashlib import blake2b

from aggregator.clock import from_micros, micros
from aggregator.merge import identity, seeds
from aggregator.merge.select import Sight, seen_together
from aggregator.model import (
    Candidate,
    EntryId,
    Evidence,
    FeedDate,
    ParsedEntry,
    ParsedFeed,
    PlainText,
    Precision,
    Seed,
    SourceId,
    SourceState,
    StoredEntry,
    StoryId,
)
from aggregator.settings.values import Dedupe
from aggregator.store import nearby
from aggregator.store.database import Database, Row
from aggregator.store.sources import optional

PER_KEY = 8
"""Stories looked at per key: the newest. "Weekly links" may be the title of thousands."""
PER_STORY = 4
"""Copies of a candidate story that are compared: the earliest."""
COMPARED = 20_000
"""Characters of a stored text that take part in a comparison."""

_ALIASES = """
SELECT key, entry_id FROM entry_alias
WHERE source_id = ? AND kind = ? AND key IN (SELECT value FROM json_each(?))"""
_TOMBSTONE = "SELECT 1 FROM tombstone WHERE source_id = ? AND name = ?"
_ENTRIES = """
SELECT id, story_id, item_hash, content_hash, changes, title, link, guid, first_seen_at, published_at, day_only,
    edited_at, fulltext
FROM entry WHERE id IN (SELECT value FROM json_each(?))"""
# CROSS JOIN fixes the order of the loops: the planner would begin with all keys of a kind.
_BY_KEY = """
SELECT asked.value AS key, s.id FROM json_each(:keys) AS asked
CROSS JOIN story AS s ON s.id IN (SELECT story_id FROM story_key
    WHERE kind = :kind AND version = :version AND key = asked.value ORDER BY story_id DESC LIMIT :limit)
WHERE s.first_seen_at >= :since ORDER BY s.id"""
_COPIES = """
SELECT e.id, e.story_id, s.name, e.title, substr(c.text, 1, :length) AS text, e.link, e.first_seen_at, e.shown_at
FROM json_each(:stories) AS asked
CROSS JOIN entry AS e ON e.id IN (SELECT id FROM entry WHERE story_id = asked.value
    ORDER BY first_seen_at, id LIMIT :limit)
CROSS JOIN source AS s ON s.id = e.source_id CROSS JOIN entry_content AS c ON c.entry_id = e.id
ORDER BY e.story_id, e.first_seen_at, e.id"""
_CARRIERS = """
SELECT DISTINCT e.story_id, s.name FROM json_each(?) AS asked
CROSS JOIN entry AS e ON e.story_id = asked.value CROSS JOIN source AS s ON s.id = e.source_id"""
_PUBLISHED = """
SELECT DISTINCT a.story_id FROM admission AS a JOIN output AS o ON o.id = a.output_id
WHERE a.story_id IN (SELECT value FROM json_each(?)) AND a.generation <= o.published_generation"""


def name_hash(kind: str, key: str) -> bytes:
    """A name of an entry as its tombstone keeps it."""
    return blake2b(f"{kind}\0{key}".encode("utf-8", "replace"), digest_size=16).digest()


def gather(
    db: Database,
    row: Row,
    state: SourceState,
    feed: ParsedFeed,
    now: datetime,
    *,
    dedupe: Dedupe,
) -> Evidence:
    """Everything stored that bears on one document. Call it inside the transaction that records the decision."""
    parsed = [item for item in feed.roster if isinstance(item, ParsedEntry)]
    names = {item.position: identity.alias_names(item) for item in parsed}
    asked = sorted({name for of_item in names.values() for name in of_item})
    aliases = _aliases(db, row["id"], asked)
    listed = {item.entry_id for item in feed.roster if not isinstance(item, ParsedEntry)}
    keys = sorted({key for item in parsed for key in identity.story_lookups(item)})
    stories = _by_keys(db, keys, now, dedupe)
    strangers = [item for item in parsed if not all(name in aliases for name in names[item.position])]
    near = nearby.find(db, strangers, now - dedupe.similar) if dedupe.similar else {}
    found = json.dumps(
        sorted({story for of_key in (*stories.values(), *(one.stories for one in near.values())) for story in of_key})
    )
    return Evidence(
        source=state,
        aliases=aliases,
        entries=stored_entries(db, listed | set(aliases.values())),
        stories=stories,
        candidates=_candidates(db, found),
        near=near,
        story_sources=_carriers(db, found),
        taken_uids=_taken(db, state.id, parsed),
        tombstones=_tombstones(db, row["id"], asked),
        published_categories=frozenset(
            db.column("SELECT slug FROM output WHERE kind = 'category' AND first_published_at IS NOT NULL")
        ),
        seeds=_seeds(db, state.id, parsed),
    )


def _aliases(db: Database, source_id: int, asked: Iterable[tuple[str, str]]) -> dict[tuple[str, str], EntryId]:
    by_kind: dict[str, list[str]] = {}
    for kind, key in asked:
        by_kind.setdefault(kind, []).append(key)
    return {
        (kind, key): entry
        for kind, keys in by_kind.items()
        for key, entry in db.rows(_ALIASES, (source_id, kind, json.dumps(keys)))
    }


def _tombstones(db: Database, source_id: int, asked: Iterable[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    """Which of these names were borne by entries that retention took away."""
    if db.row("SELECT 1 FROM tombstone WHERE source_id = ? LIMIT 1", (source_id,)) is None:
        return frozenset()
    return frozenset(name for name in asked if db.row(_TOMBSTONE, (source_id, name_hash(*name))) is not None)


def stored_entries(db: Database, ids: Iterable[EntryId]) -> dict[EntryId, StoredEntry]:
    """What a decision needs of stored entries, by id."""
    return {row["id"]: _stored_entry(row) for row in db.rows(_ENTRIES, (json.dumps(sorted(ids)),))}


def _stored_entry(row: Row) -> StoredEntry:
    return StoredEntry(
        id=row["id"],
        story_id=row["story_id"],
        item_hash=row["item_hash"],
        content_hash=row["content_hash"],
        changes=row["changes"],
        title=PlainText(row["title"]),
        link=row["link"],
        guid=row["guid"],
        first_seen_at=from_micros(row["first_seen_at"]),
        published=_date(row),
        updated_at=optional(row["edited_at"]),
        fulltext=bool(row["fulltext"]),
    )


def _date(row: Row) -> FeedDate | None:
    published = optional(row["published_at"])
    return FeedDate(published, Precision.DAY if row["day_only"] else Precision.SECOND) if published else None


def _by_keys(
    db: Database, keys: Sequence[tuple[str, int, str]], now: datetime, dedupe: Dedupe
) -> dict[tuple[str, int, str], tuple[StoryId, ...]]:
    groups: dict[tuple[str, int], list[str]] = {}
    for kind, version, key in keys:
        groups.setdefault((kind, version), []).append(key)
    found: dict[tuple[str, int, str], list[StoryId]] = {}
    for (kind, version), words in groups.items():
        if kind == "title" and not dedupe.title:
            continue
        since = micros(now - dedupe.title) if kind == "title" else -(1 << 62)
        asked = {"keys": json.dumps(words), "kind": kind, "version": version, "limit": PER_KEY, "since": since}
        for key, story in db.rows(_BY_KEY, asked):
            found.setdefault((kind, version, key), []).append(story)
    return {key: tuple(stories) for key, stories in found.items()}


def _candidates(db: Database, stories: str) -> dict[StoryId, tuple[Candidate, ...]]:
    """The copies that these stories, a JSON array, are compared by."""
    found: dict[StoryId, list[Candidate]] = {}
    for row in db.rows(_COPIES, {"stories": stories, "length": COMPARED, "limit": PER_STORY}):
        copy = Candidate(
            story_id=row["story_id"],
            entry_id=row["id"],
            source=row["name"],
            title=PlainText(row["title"]),
            text=PlainText(row["text"]),
            link=row["link"],
            first_seen_at=from_micros(row["first_seen_at"]),
            published_at=optional(row["shown_at"]),
        )
        found.setdefault(copy.story_id, []).append(copy)
    return {story: tuple(copies) for story, copies in found.items()}


def _carriers(db: Database, stories: str) -> dict[StoryId, frozenset[SourceId]]:
    """The sources that carry each of these stories, a JSON array."""
    found: dict[StoryId, set[SourceId]] = {}
    for story, name in db.rows(_CARRIERS, (stories,)):
        found.setdefault(story, set()).add(name)
    return {story: frozenset(names) for story, names in found.items()}


def _taken(db: Database, source: SourceId, parsed: Sequence[ParsedEntry]) -> frozenset[str]:
    """Which of the ids that a new story might get are borne by one already.

    All but a few get their first choice, so the further ones are made and asked for only where that is taken.
    """
    taken: set[str] = set()
    left = [(item, own) for item in parsed for own in (True, False)]
    for choice in range(identity.CHOICES):
        names = {(item.position, own): identity.uid_name(source, item, choice, own=own) for item, own in left}
        asked = json.dumps(sorted(set(names.values())))
        taken |= set(db.column("SELECT uid FROM story WHERE uid IN (SELECT value FROM json_each(?))", (asked,)))
        rivals = Counter(name for name, _ in {(name, position) for (position, _), name in names.items()})
        left = [
            (item, own) for item, own in left if (name := names[item.position, own]) in taken or rivals[name] > 1
        ]  # fmt: skip
        if not left:
            break
    return frozenset(taken)


# ------------------------------------------------------------------------------------------------ seeds


def _seeds(db: Database, source: SourceId, entries: Iterable[ParsedEntry]) -> dict[tuple[str, str], Seed]:
    """What our own published feeds knew of these articles; empty unless a database was lost."""
    if db.row("SELECT 1 FROM seed LIMIT 1") is None:
        return {}
    asked = {name for entry in entries for name in seeds.asked(source, entry)}
    found = {}
    for kind, key in sorted(asked):
        row = db.row("SELECT * FROM seed WHERE kind = ? AND key = ?", (kind, key))
        if row is not None:
            found[kind, key] = Seed(
                uid=row["uid"],
                sort_at=from_micros(row["sort_at"]),
                first_seen_at=from_micros(row["first_seen_at"]),
                published_at=optional(row["published_at"]),
                updated_at=optional(row["updated_at"]),
            )
    return found


# ------------------------------------------------------------------------------------------------ writing


def new_story(db: Database, uid: str, sort_at: int, first_seen_at: int, changed_at: int) -> StoryId | None:
    """A story of its own; None where another bears the uid."""
    value = db.value(
        "INSERT INTO story (uid, sort_at, first_seen_at, changed_at) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (uid) DO NOTHING RETURNING id",
        (uid, sort_at, first_seen_at, changed_at),
    )
    return None if value is None else int(value)


def story_of_uid(db: Database, uid: str) -> StoryId | None:
    """The story that bears a uid."""
    value = db.value("SELECT id FROM story WHERE uid = ?", (uid,))
    return None if value is None else int(value)


def is_fresh(db: Database, story: StoryId) -> bool:
    """Whether nobody was ever given this story: no feed of ours had it, neither this database's nor a lost one's."""
    return (
        db.row(_PUBLISHED, (json.dumps([story]),)) is None
        and db.row(
            "SELECT 1 FROM story AS s JOIN seed AS k ON k.kind = 'uid' AND k.key = s.uid WHERE s.id = ?", (story,)
        ) is None
    )  # fmt: skip


_SIGHTS = "SELECT id, first_seen_at, published_at, day_only, source_id FROM entry WHERE story_id = ?"


def settle_first(db: Database, story: StoryId) -> None:
    """Where nobody was given this story yet, the earliest of its copies is no matter of whose poll ended first."""
    if not is_fresh(db, story):
        return
    sights = [
        Sight(row["id"], from_micros(row["first_seen_at"]), _date(row), row["source_id"])
        for row in db.rows(_SIGHTS, (story,))
    ]
    db.many(
        "UPDATE entry SET first_seen_at = ? WHERE id = ?",
        [(micros(time), entry) for entry, time in seen_together(sights).items()],
    )


def take_in(db: Database, story: StoryId, other: StoryId) -> None:
    """Let a story have all copies of another, which is deleted: for one that nobody was given (`is_fresh`)."""
    db.execute("UPDATE entry SET story_id = ? WHERE story_id = ?", (story, other))
    keys = db.rows("SELECT kind, version, key FROM story_key WHERE story_id = ?", (other,))
    add_keys(db, story, [tuple(row) for row in keys])
    db.execute("DELETE FROM later_evidence WHERE other_id = ?", (other,))
    db.execute("DELETE FROM story WHERE id = ?", (other,))


KEY = "INSERT INTO story_key (kind, version, key, story_id) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
"""Remember a key of a story; those of earlier copies stay."""
BAND = "INSERT INTO band (band, at, entry_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
"""Make an entry findable by near duplicates, until it leaves their window."""


def add_keys(db: Database, story: StoryId, keys: Iterable[tuple[str, int, str]]) -> None:
    """Remember keys of a story; those of earlier copies stay."""
    db.many(KEY, [(*key, story) for key in keys])


def bury_names(db: Database, source_id: int, names: Iterable[tuple[str, str]], at: int) -> None:
    """Remember names of an entry that is pruned, so that it does not come back as new."""
    db.many(
        "INSERT INTO tombstone (source_id, name, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [(source_id, name_hash(kind, key), at) for kind, key in names],
    )


def add_bands(db: Database, entry_id: EntryId, bands: Sequence[int], at: int) -> None:
    """Make an entry findable by near duplicates, until it leaves their window."""
    db.many(BAND, [(band, at, entry_id) for band in nearby.signed(bands)])


def touch_story(db: Database, story: StoryId, at: int, *, edited: bool) -> None:
    """A copy came, went or changed; `edited` when readers would see other content."""
    db.execute(
        "UPDATE story SET changed_at = max(changed_at, ?), edited_at = CASE WHEN ? THEN ? ELSE edited_at END "
        "WHERE id = ?",
        (at, int(edited), at, story),
    )


def band_window(dedupe: Dedupe) -> timedelta:
    """How long bands are kept."""
    return max(dedupe.similar, timedelta(days=7))
