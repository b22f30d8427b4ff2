"""The configuration meets the store: who comes, who leaves, who is called otherwise, and what must be judged again.

Rows stay when their source or category leaves; a flag says whether they count. What decides where an entry belongs
is kept as a fingerprint per source: where that changed, its stored entries are owed a new judgement, newest first.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any
from uuid import UUID, uuid5

import aggregator
from aggregator.clock import micros
from aggregator.model import Judge, SourceId
from aggregator.settings.values import Category, Settings, Source
from aggregator.store import articles, entries, hides, timing, views
from aggregator.store.database import Database, Row
from aggregator.store.membership import Marks
from aggregator.store.values import ConfigureReport

OUTPUTS = UUID("6c0f5ea5-6a4e-5f0d-9f6b-3b3a0c7d2b11")
"""Namespace of the ids of our own feeds: made of the site's address and the slug at the first configuration, and kept
for ever after. Name-based, so a lost database gives the same ones again."""
LEFT = "left"
"""The judging mark of a source that is not configured: coming back, it is judged anew."""

_OWED = """
SELECT s.id, s.name, s.owed_before, s.configured FROM source AS s WHERE s.owed_before IS NOT NULL
ORDER BY s.configured, s.id LIMIT 1"""
_TO_JUDGE = """
SELECT e.id, e.story_id, s.name, e.title, c.text, c.authors, c.tags, e.link, e.language, c.enclosures, e.dated_at,
    e.length
FROM entry AS e JOIN source AS s ON s.id = e.source_id JOIN entry_content AS c ON c.entry_id = e.id
WHERE e.source_id = ? AND e.id < ? ORDER BY e.id DESC LIMIT ?"""
_HIGHEST = 1 << 62


def configure(db: Database, settings: Settings, now: datetime) -> ConfigureReport:
    """Make the store know this configuration, in one transaction."""
    with db.writing():
        renamed = _rename(db, settings)
        shared = _fingerprint(
            [[asdict(rule) for rule in settings.rules], [_selects(one) for one in settings.categories]]
        )
        _outputs(db, settings, now)
        before = {row["name"]: row for row in db.rows("SELECT * FROM source")}
        added, returned = [], []
        for source in settings.sources:
            row = before.get(source.id)
            if row is None:
                added.append(source.id)
            elif not row["configured"]:
                returned.append(source.id)
            _source(db, source, row, shared, now, source.every or settings.fetch.every)
        left = _leave(db, before.values(), {source.id for source in settings.sources})
        _source_outputs(db, settings, now)
        articles.fulltext_wanted(db, [source.id for source in settings.sources if source.fulltext], now)
        hides.configure(db, settings.hides, now)
        timing.settle(db, now)
        _ops(db, settings)
        _shown(db, settings)
    return ConfigureReport(
        added=tuple(added), left=left, returned=tuple(returned), renamed=renamed, owed=owed(db),
    )  # fmt: skip


def _fingerprint(value: Any) -> str:
    words = json.dumps(value, sort_keys=True, default=str, ensure_ascii=False)
    return blake2b(words.encode("utf-8", "replace"), digest_size=12).hexdigest()


def _selects(category: Category) -> Any:
    """What of a category decides who belongs to it."""
    when = asdict(category.when) if category.when else None
    return [category.slug, category.name, category.parent, category.gathers, when]


def _rename(db: Database, settings: Settings) -> tuple[tuple[str, str], ...]:
    """Names that changed: the row follows where the new name is free."""
    renamed = []
    for table, column, wishes in (
        ("source", "name", [(one.id, one.was) for one in settings.sources]),
        ("output", "slug", [(one.slug, one.was) for one in settings.categories]),
    ):
        for name, was in wishes:
            known = f"SELECT 1 FROM {table} WHERE {column} = ?"  # noqa: S608 - both names are our own
            old = next((one for one in was if db.row(known, (one,)) is not None), None)
            if old is not None and db.row(known, (name,)) is None:
                db.execute(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", (name, old))  # noqa: S608
                if table == "source":
                    slugs = (f"source/{name}", f"source/{old}")
                    db.execute("UPDATE output SET slug = ? WHERE slug = ? AND kind = 'source'", slugs)
                renamed.append((old, name))
    return tuple(renamed)


# ------------------------------------------------------------------------------------------------ sources


def _source(db: Database, source: Source, row: Row | None, shared: str, now: datetime, every: timedelta | None) -> None:
    judging = _fingerprint(
        [shared, source.id, source.section, source.categories, source.tags,
         asdict(source.only) if source.only else None],
    )  # fmt: skip
    addresses = _fingerprint([address.key for address in source.addresses])
    if row is None:
        db.execute(
            "INSERT INTO source (name, configured, paused, addresses, judging) VALUES (?, 1, ?, ?, ?)",
            (source.id, int(source.paused), addresses, judging),
        )
        return
    values: dict[str, Any] = {"configured": 1, "paused": int(source.paused), "judging": judging}
    if row["judging"] != judging:
        _owe(db, row["id"])
    if row["addresses"] != addresses:  # another address: old refusals and redirects say nothing of it
        values |= {"addresses": addresses, "redirect_to": "", "redirect_seen": None, "gone_at": None, "failures": 0}
        values |= {"status": "ok" if row["first_polled_at"] else "new"}
        values |= {"next_poll_at": max(0, row["not_before_at"] or 0)}
    else:  # a clock that was ahead once must not silence a source for years
        values |= timing.plausible(row, now, every)
    changed = {name: value for name, value in values.items() if row[name] != value}
    if changed:
        db.table("source").update(row["id"], changed)


def _owe(db: Database, source_id: int) -> None:
    """From the newest entry down, all of a source's entries are to be judged again."""
    db.execute(
        "UPDATE source SET owed_before = ?, owed = entries WHERE id = ?",
        (_HIGHEST, source_id),
    )


def _leave(db: Database, rows: Iterable[Row], names: set[SourceId]) -> tuple[SourceId, ...]:
    left = []
    for row in rows:
        if row["configured"] and row["name"] not in names:
            left.append(row["name"])
            db.table("source").update(row["id"], {"configured": 0, "judging": LEFT})
            _owe(db, row["id"])
    return tuple(left)


# ------------------------------------------------------------------------------------------------ outputs

_DIRTY = "UPDATE output SET dirty_generation = max(dirty_generation, published_generation) + 1 WHERE id = ?"


def _outputs(db: Database, settings: Settings, now: datetime) -> None:
    present = {row["slug"]: row for row in db.rows("SELECT * FROM output WHERE kind = 'category'")}
    for category in settings.categories:
        first = category.was[0] if category.was else category.slug
        _output(
            db,
            present.pop(category.slug, None),
            now,
            publisher=settings.site.url,
            slug=category.slug,
            name=category.name,
            first=first,
            age=_micros(category.age),
            within=_micros(category.per_source_within),
        )
    for row in present.values():
        _retire(db, row)


def _source_outputs(db: Database, settings: Settings, now: datetime) -> None:
    """A feed of each source that may be named, where `[publish] sources` asks for them."""
    named = views.open_sources(settings)
    present = {row["slug"]: row for row in db.rows("SELECT * FROM output WHERE kind = 'source'")}
    for source in settings.sources if settings.publish.sources else ():
        if source.id not in named:
            continue
        slug = f"source/{source.id}"
        row = present.pop(slug, None)
        number = int(db.value("SELECT id FROM source WHERE name = ?", (source.id,)))
        first = f"source/{source.was[0] if source.was else source.id}"
        _output(
            db,
            row,
            now,
            publisher=settings.site.url,
            slug=slug,
            name=source.title or source.id,
            first=first,
            kind="source",
            source_id=number,
        )
        if row is None or not row["configured"]:
            _owe(db, number)
    for row in present.values():
        _retire(db, row)


def _output(
    db: Database,
    row: Row | None,
    now: datetime,
    *,
    publisher: str,
    slug: str,
    name: str,
    first: str,
    kind: str = "category",
    source_id: int | None = None,
    age: int | None = None,
    within: int | None = None,
) -> None:
    if row is None:
        uid = uuid5(OUTPUTS, f"{publisher} {first}").urn
        if db.row("SELECT 1 FROM output WHERE uid = ?", (uid,)) is not None:
            uid = uuid5(OUTPUTS, f"{publisher} {first} {slug}").urn
        db.execute(
            "INSERT INTO output (kind, slug, name, uid, configured, source_id, age, within, changed_at) "
            "VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?)",
            (kind, slug, name, uid, source_id, age, within, micros(now)),
        )
        return
    values = {"configured": 1, "name": name, "age": age, "within": within}
    changed = {column: value for column, value in values.items() if row[column] != value}
    if changed:
        db.table("output").update(row["id"], changed)
        db.execute(_DIRTY, (row["id"],))


def _retire(db: Database, row: Row) -> None:
    if row["configured"]:
        db.table("output").update(row["id"], {"configured": 0})


def _micros(span: timedelta | None) -> int | None:
    return None if span is None else span // timedelta(microseconds=1)


def _shown(db: Database, settings: Settings) -> None:
    """Where how things are shown changed, every output is rendered again; equal bytes are not written."""
    shown = _fingerprint(
        [
            aggregator.__version__,
            settings.fingerprint,
            settings.timezone,
            asdict(settings.site),
            asdict(settings.images),
            asdict(settings.publish),
            settings.dedupe.prefer,
            [asdict(one) for one in settings.categories],
            [_appearance(one) for one in settings.sources],
        ]
    )
    if db.value("SELECT value FROM meta WHERE key = 'shown'") == shown:
        return
    db.execute(
        "INSERT INTO meta (key, value) VALUES ('shown', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (shown,),
    )
    db.execute(
        "UPDATE output SET dirty_generation = max(dirty_generation, published_generation) + 1 WHERE configured = 1"
    )
    db.execute(
        "UPDATE archive_block SET changed = o.dirty_generation FROM output AS o "
        "WHERE o.id = archive_block.output_id AND o.configured = 1"
    )


def _ops(db: Database, settings: Settings) -> None:
    """The ops feed's own id, fixed at the first configuration."""
    uid = uuid5(OUTPUTS, f"{settings.site.url} ops").urn
    db.execute("INSERT INTO meta (key, value) VALUES ('ops', ?) ON CONFLICT DO NOTHING", (uid,))


def _appearance(source: Source) -> Any:
    """What of a source others may see; nothing that is secret."""
    return [source.id, source.published_url, source.title, source.section, source.site, source.author, source.avatar,
            source.language, dict(source.extra), source.listed, source.timezone]  # fmt: skip


# ------------------------------------------------------------------------------------------------ judging again


def owed(db: Database) -> int:
    """How many stored entries await a new judgement."""
    return int(db.value("SELECT coalesce(sum(owed), 0) FROM source WHERE owed_before IS NOT NULL"))


def rejudge(db: Database, settings: Settings, judge: Judge, now: datetime, limit: int) -> int:
    """Judge some stored entries again; gives how many are left. Leaving sources first, then newest entries first."""
    sections = {source.id: source.section for source in settings.sources}
    with db.writing():
        marks = Marks(db, micros(now))
        while limit > 0:
            owing = db.row(_OWED)
            if owing is None:
                break
            rows = db.rows(_TO_JUDGE, (owing["id"], owing["owed_before"], limit))
            changed = set()
            for row in rows:
                if owing["configured"]:
                    judgement = judge(entries.facts(row, sections.get(row["name"], "")))
                    if entries.judge(db, row["id"], judgement):
                        changed.add(row["story_id"])
            marks.settle(changed, changed=True)
            marks.settle({row["story_id"] for row in rows} - changed, changed=False)
            left = rows[-1]["id"] if len(rows) == limit else None
            db.execute(
                "UPDATE source SET owed_before = ?, owed = max(owed - ?, ?) WHERE id = ?",
                (left, len(rows), int(left is not None), owing["id"]),
            )
            limit -= len(rows)
    return owed(db)
