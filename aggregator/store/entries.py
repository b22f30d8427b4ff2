"""Entries: one source's copies, as rows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import orjson

from aggregator.clock import from_micros, micros
from aggregator.model import (
    Decision,
    Enclosure,
    EntryId,
    Facts,
    Judgement,
    ParsedEntry,
    Person,
    PlainText,
    Precision,
    StoryId,
)
from aggregator.store.database import Database, Row
from aggregator.store.sources import stored

_INSERT = """
INSERT INTO entry (source_id, story_id, guid, link, title, item_hash, content_hash, first_seen_at, published_at,
    day_only, shown_at, dated_at, updated_at, is_teaser, dropped, length, language, thumbnail, comments, judgement,
    evidence)
VALUES (:source_id, :story_id, :guid, :link, :title, :item_hash, :content_hash, :first_seen_at, :published_at,
    :day_only, :shown_at, :dated_at, :updated_at, :is_teaser, :dropped, :length, :language, :thumbnail, :comments,
    :judgement, :evidence)"""
_UPDATE = """
UPDATE entry SET guid = :guid, link = :link, title = :title, item_hash = :item_hash, content_hash = :content_hash,
    changes = changes + :changed, updated_at = coalesce(:updated_at, updated_at),
    edited_at = CASE WHEN :changed THEN :at ELSE edited_at END, is_teaser = :is_teaser, length = :length,
    language = :language, thumbnail = :thumbnail, comments = :comments
WHERE id = :id"""
_CONTENT = """
INSERT INTO entry_content (entry_id, content, summary, text, authors, tags, enclosures, origin, raw)
VALUES (:entry_id, :content, :summary, :text, :authors, :tags, :enclosures, :origin, :raw)
ON CONFLICT (entry_id) DO UPDATE SET content = excluded.content, summary = excluded.summary, text = excluded.text,
    authors = excluded.authors, tags = excluded.tags, enclosures = excluded.enclosures, origin = excluded.origin,
    raw = excluded.raw"""
# An article page once fetched is better than the teaser that the feed keeps sending.
_CONTENT_AROUND_FULLTEXT = """
UPDATE entry_content SET summary = :summary, authors = CASE WHEN :authors = '[]' THEN authors ELSE :authors END,
    tags = :tags, enclosures = :enclosures, origin = :origin, raw = :raw
WHERE entry_id = :entry_id"""


NAME = "INSERT INTO entry_alias (source_id, kind, key, entry_id) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
"""A name that another entry of the source bears stays with that one."""
UNSEARCHED = "INSERT INTO search_todo (entry_id) VALUES (?) ON CONFLICT DO NOTHING"


def dump(value: Any) -> str:
    """A value as compact JSON."""
    return orjson.dumps(value).decode()


def insert(
    db: Database, source_id: int, story: StoryId, entry: ParsedEntry, decision: Decision, now: datetime
) -> EntryId:
    """Store a new copy: its row and its content; `Arrivals` adds what names it. Gives its id."""
    seen = decision.seed.first_copy_at if decision.seed else None  # by our own feeds, before the database was lost
    first_seen = micros(min(seen, now) if seen else now)
    shown = stored(decision.published_at)
    judgement = decision.judgement or Judgement()
    updated = entry.updated.at if entry.updated else None
    if decision.seed is not None and decision.seed.updated_at is not None:
        updated = decision.seed.updated_at
    entry_id = db.insert(
        _INSERT,
        {
            **_columns(entry),
            "source_id": source_id,
            "story_id": story,
            "first_seen_at": first_seen,
            "published_at": stored(entry.published.at) if entry.published else None,
            "day_only": int(entry.published is not None and entry.published.precision is Precision.DAY),
            "shown_at": shown,
            "dated_at": first_seen if shown is None else shown,
            "updated_at": stored(updated) if updated and updated <= now else None,
            "dropped": int(judgement.dropped),
            "judgement": judgement_words(judgement),
            "evidence": decision.evidence,
        },
    )
    db.execute(_CONTENT, _content(entry_id, entry))
    return entry_id


def update(db: Database, entry_id: EntryId, entry: ParsedEntry, decision: Decision, now: datetime) -> None:
    """An item whose bytes changed: the row follows, its identity, date and place do not."""
    full = db.value("SELECT fulltext FROM entry WHERE id = ?", (entry_id,))
    values = {
        **_columns(entry),
        "id": entry_id,
        "at": micros(now),
        "changed": int(decision.content_changed),
        "updated_at": micros(now) if decision.mark_updated else None,
    }
    if full:
        kept = db.row("SELECT is_teaser, length, thumbnail FROM entry WHERE id = ?", (entry_id,))
        assert kept is not None
        values.update(is_teaser=kept["is_teaser"], length=kept["length"],
                      thumbnail=entry.thumbnail or kept["thumbnail"])  # fmt: skip
    db.execute(_UPDATE, values)
    db.execute(_CONTENT_AROUND_FULLTEXT if full else _CONTENT, _content(entry_id, entry))
    if decision.judgement is not None:
        judge(db, entry_id, decision.judgement)


def _columns(entry: ParsedEntry) -> dict[str, Any]:
    return {
        "guid": entry.guid,
        "link": entry.link,
        "title": entry.title,
        "item_hash": entry.item_hash,
        "content_hash": entry.content_hash,
        "is_teaser": int(entry.is_teaser),
        "length": len(entry.text),
        "language": entry.language,
        "thumbnail": entry.thumbnail,
        "comments": entry.comments,
    }


def _content(entry_id: EntryId, entry: ParsedEntry) -> dict[str, Any]:
    return {
        "entry_id": entry_id,
        "content": entry.content,
        "summary": entry.summary,
        "text": entry.text,
        "authors": person_words(entry.authors),
        "tags": dump(list(entry.tags)),
        "enclosures": enclosure_words(entry.enclosures),
        "origin": dump(list(entry.origin)),
        "raw": entry.raw,
    }


def add_aliases(db: Database, source_id: int, entry_id: EntryId, names: Iterable[tuple[str, str]]) -> None:
    """Remember names of an entry. A name that another entry of the source bears stays with that one."""
    db.many(NAME, [(source_id, kind, key, entry_id) for kind, key in names])


# ------------------------------------------------------------------------------------------------ judgement


def judgement_words(judgement: Judgement) -> str:
    """What rules made of a copy, as JSON, without what is a column or a row of its own."""
    words: dict[str, Any] = {}
    if judgement.title is not None:
        words["title"] = judgement.title
    if judgement.author is not None:
        words["author"] = judgement.author
    for name in ("marks", "tags", "rules"):
        if getattr(judgement, name):
            words[name] = list(getattr(judgement, name))
    return dump(words)


def _set_categories(db: Database, entry_id: EntryId, judgement: Judgement) -> bool:
    """Where the copy belongs; False where that is what was stored. What was held back stays so."""
    outputs = db.column(
        "SELECT id FROM output WHERE slug IN (SELECT value FROM json_each(?))", (dump(sorted(judgement.categories)),)
    )
    old = set(db.column("SELECT output_id FROM entry_category WHERE entry_id = ?", (entry_id,)))
    new = set(outputs)
    leaves, enters = [(entry_id, one) for one in sorted(old - new)], [(entry_id, one) for one in sorted(new - old)]
    db.many("DELETE FROM entry_category WHERE entry_id = ? AND output_id = ?", leaves)
    db.many("INSERT INTO entry_category (entry_id, output_id, held) VALUES (?, ?, 0)", enters)
    return old != new


def judge(db: Database, entry_id: EntryId, judgement: Judgement) -> bool:
    """Store what rules say now; False where they said so before."""
    words = judgement_words(judgement)
    cursor = db.execute(
        "UPDATE entry SET dropped = ?, judgement = ? WHERE id = ? AND (dropped <> ? OR judgement <> ?)",
        (int(judgement.dropped), words, entry_id, int(judgement.dropped), words),
    )
    return _set_categories(db, entry_id, judgement) or bool(cursor.rowcount)


def facts(row: Row, section: str) -> Facts:
    """What a rule may ask about a stored copy. The row joins entry, entry_content and the source's name."""
    enclosures = json.loads(row["enclosures"])
    return Facts(
        source=row["name"],
        section=section,
        title=row["title"],
        text=row["text"],
        authors=tuple(person["name"] for person in json.loads(row["authors"])),
        tags=tuple(json.loads(row["tags"])),
        link=row["link"],
        language=row["language"],
        enclosures=tuple(word for one in enclosures for word in (one.get("type", ""), one["url"]) if word),
        published=from_micros(row["dated_at"]),
        length=row["length"],
    )


# ------------------------------------------------------------------------------------------------ words


def person_words(people: Iterable[Person]) -> str:
    """Authors as JSON."""
    return dump([_sparse({"name": one.name, "url": one.url, "email": one.email}) for one in people])


def people(words: str) -> tuple[Person, ...]:
    """Authors out of their JSON."""
    return tuple(
        Person(PlainText(one.get("name", "")), one.get("url", ""), one.get("email", "")) for one in json.loads(words)
    )


def enclosure_words(enclosures: Iterable[Enclosure]) -> str:
    """Enclosures as JSON."""
    names = ("url", "type", "length", "title", "duration", "medium")
    return dump([_sparse({name: getattr(one, name) for name in names}) for one in enclosures])


def enclosures(words: str) -> tuple[Enclosure, ...]:
    """Enclosures out of their JSON."""
    return tuple(Enclosure(**one) for one in json.loads(words))


def _sparse(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name in {"name", "url"} or value not in {"", None}}
