"""Content that changes beside polls: full text of article pages, and stored entries cleaned again."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from aggregator.clock import micros
from aggregator.errors import HostBlock
from aggregator.model import Article, EntryId, Recleaned, SourceId, StoryId
from aggregator.store import entries, polls, sources, stories
from aggregator.store.database import Database
from aggregator.store.membership import Marks
from aggregator.store.values import FulltextJob, Sealed

FULLTEXT_ATTEMPTS = 4
_OWED = """
INSERT INTO fulltext_todo (entry_id, next_at) SELECT id, ? FROM entry
WHERE id IN (SELECT value FROM json_each(?)) AND is_teaser = 1 AND fulltext = 0 AND link <> '' ON CONFLICT DO NOTHING"""


def fulltext_wanted(db: Database, names: Collection[SourceId], now: datetime) -> None:
    """These sources want full texts; where one did not before, the teasers that it still lists are owed theirs too."""
    query = "SELECT id FROM source WHERE name IN (SELECT value FROM json_each(?))"
    wanted = sorted(db.column(query, (entries.dump(sorted(names)),)))
    before = json.loads(db.value("SELECT value FROM meta WHERE key = 'fulltext'") or "[]")
    if wanted == before:
        return
    for source in set(wanted).difference(before):
        listed = [entry for entry, _ in sources.roster(db, source)]
        db.execute(_OWED, (micros(now), entries.dump(listed)))
    db.execute(
        "INSERT INTO meta (key, value) VALUES ('fulltext', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (entries.dump(wanted),),
    )


def fulltext_jobs(
    db: Database, now: datetime, limit: int = 20, names: Collection[SourceId] | None = None
) -> tuple[FulltextJob, ...]:
    """The entries whose article page should be fetched now, of the named sources, those that wait longest first."""
    return tuple(
        FulltextJob(row["entry_id"], row["name"], row["link"], row["attempts"])
        for row in db.rows(
            "SELECT t.entry_id, t.attempts, e.link, s.name FROM fulltext_todo AS t "
            "JOIN entry AS e ON e.id = t.entry_id JOIN source AS s ON s.id = e.source_id "
            "WHERE t.next_at <= ? AND s.configured = 1 AND (? IS NULL OR s.name IN (SELECT value FROM json_each(?))) "
            "ORDER BY t.next_at, t.entry_id DESC LIMIT ?",
            (micros(now), *[None if names is None else entries.dump(sorted(names))] * 2, limit),
        )
    )


def fulltext_done(db: Database, entry: EntryId, article: Article, now: datetime) -> bool:
    """The article page gave the text: it takes the teaser's place. False where the entry is gone."""
    with db.writing():
        db.execute("DELETE FROM fulltext_todo WHERE entry_id = ?", (entry,))
        story = db.value("SELECT story_id FROM entry WHERE id = ?", (entry,))
        if story is None:
            return False
        db.execute(
            "UPDATE entry SET fulltext = 1, is_teaser = 0, length = ?, thumbnail = CASE WHEN thumbnail = '' THEN ? "
            "ELSE thumbnail END WHERE id = ?",
            (len(article.text), article.thumbnail, entry),
        )
        db.execute(
            "UPDATE entry_content SET content = ?, text = ?, "
            "authors = CASE WHEN authors = '[]' THEN ? ELSE authors END WHERE entry_id = ?",
            (article.content, article.text, entries.person_words(article.authors), entry),
        )
        _changed(db, entry, story, micros(now))
    return True


def fulltext_failed(
    db: Database,
    entry: EntryId,
    error: str,
    now: datetime,
    *,
    final: bool = False,
    until: datetime | None = None,
    blocks: Iterable[HostBlock] = (),
) -> None:
    """The article page gave nothing: the teaser stays; asked again some times, ever later.

    `until`: its host was not asked at all, because it wants none before then; that is no attempt. `blocks` are kept.
    """
    with db.writing():
        polls.save_blocks(db, blocks, now)
        if until is not None:
            db.execute(
                "UPDATE fulltext_todo SET next_at = ?, error = ? WHERE entry_id = ?", (micros(until), error, entry)
            )
            return
        tried = (db.value("SELECT attempts FROM fulltext_todo WHERE entry_id = ?", (entry,)) or 0) + 1
        if final or tried >= FULLTEXT_ATTEMPTS:
            db.execute("DELETE FROM fulltext_todo WHERE entry_id = ?", (entry,))
            return
        db.execute(
            "UPDATE fulltext_todo SET attempts = ?, next_at = ?, error = ? WHERE entry_id = ?",
            (tried, micros(now + timedelta(hours=4**tried)), error, entry),
        )


def _changed(db: Database, entry: EntryId, story: StoryId, at: int) -> None:
    """Other content under the same name, in the same place."""
    db.execute("INSERT INTO search_todo (entry_id) VALUES (?) ON CONFLICT DO NOTHING", (entry,))
    stories.touch_story(db, story, at, edited=False)
    Marks(db, at).settle([story], changed=True)


# ------------------------------------------------------------------------------------------------ cleaning again


def sealed(db: Database, after: EntryId = 0, limit: int = 200) -> list[Sealed]:
    """Stored entries with what came from upstream, still sealed, by id from `after` on."""
    rows = db.rows(
        "SELECT e.id, s.name, c.raw, CASE WHEN e.fulltext THEN c.content ELSE '' END AS article FROM entry AS e "
        "JOIN source AS s ON s.id = e.source_id JOIN entry_content AS c ON c.entry_id = e.id "
        "WHERE e.id > ? AND c.raw <> x'' ORDER BY e.id LIMIT ?",
        (after, limit),
    )
    return [Sealed(row["id"], row["name"], row["raw"], row["article"]) for row in rows]


def recleaned(db: Database, results: Iterable[Recleaned], now: datetime) -> int:
    """Store what cleaning again made of entries; ids, dates and order stay. Gives how many changed.

    Where an article page gave the text, it goes on to give authors and a picture that the feed does not name.
    """
    changed = 0
    with db.writing():
        marks, touched = Marks(db, micros(now)), set()
        for result in results:
            old = db.row(
                "SELECT e.story_id, e.fulltext, e.title, e.thumbnail, c.* FROM entry AS e "
                "JOIN entry_content AS c ON c.entry_id = e.id WHERE e.id = ?",
                (result.ref,),
            )
            if old is None or bool(old["fulltext"]) != result.is_article:  # it came while this was cleaned
                continue
            new = _words(result)
            if result.is_article:
                new["thumbnail"] = new["thumbnail"] or old["thumbnail"]
                new["authors"] = old["authors"] if new["authors"] == "[]" else new["authors"]
            if all(old[name] == value for name, value in new.items()):
                continue
            db.execute(
                "UPDATE entry SET title = ?, is_teaser = ?, length = ?, thumbnail = ?, content_hash = ? WHERE id = ?",
                (new["title"], int(result.is_teaser), len(result.text), new["thumbnail"], result.content_hash,
                 result.ref),
            )  # fmt: skip
            db.execute(
                "UPDATE entry_content SET content = ?, summary = ?, text = ?, authors = ?, tags = ?, enclosures = ? "
                "WHERE entry_id = ?",
                (*[new[name] for name in ("content", "summary", "text", "authors", "tags", "enclosures")], result.ref),
            )
            db.execute("INSERT INTO search_todo (entry_id) VALUES (?) ON CONFLICT DO NOTHING", (result.ref,))
            stories.touch_story(db, old["story_id"], micros(now), edited=False)
            touched.add(old["story_id"])
            changed += 1
        marks.settle(touched, changed=True)
    return changed


def _words(result: Recleaned) -> dict[str, str]:
    """What readers see of it, as it is stored."""
    return {
        "title": result.title, "thumbnail": result.thumbnail, "content": result.content, "summary": result.summary,
        "text": result.text, "authors": entries.person_words(result.authors), "tags": entries.dump(list(result.tags)),
        "enclosures": entries.enclosure_words(result.enclosures),
    }  # fmt: skip
