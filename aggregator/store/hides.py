"""What a person took out of every output, and put back."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from aggregator import urls
from aggregator.clock import micros
from aggregator.model import StoryId
from aggregator.settings.values import Hide
from aggregator.store import stories, traces
from aggregator.store.database import Database
from aggregator.store.membership import Marks

# A key of the kind `name` is what a person may call a story by although no copy bears it any more.
# Keys are looked up version by version: without one, SQLite would read all keys of the kind.
_NAMED = """
WITH RECURSIVE made (kind, version) AS (
    SELECT column1, (SELECT min(version) FROM story_key WHERE kind = column1) FROM (VALUES ('link'), ('name'))
    UNION ALL SELECT kind, (SELECT min(k.version) FROM story_key AS k WHERE k.kind = made.kind
        AND k.version > made.version) FROM made WHERE version IS NOT NULL)
SELECT s.id FROM story AS s WHERE s.uid = :key
UNION SELECT k.story_id FROM made CROSS JOIN story_key AS k
    ON k.kind = made.kind AND k.version = made.version AND k.key = :key
UNION SELECT s.id FROM seed AS k JOIN story AS s ON s.uid = k.uid WHERE k.kind = 'link' AND k.key = :key
UNION SELECT e.story_id FROM entry_alias AS a JOIN entry AS e ON e.id = a.entry_id
    WHERE a.kind IN ('guid', 'link') AND a.key = :key AND a.source_id IN (SELECT id FROM source)"""
# A guid such as 6011 names something in its own source alone: nothing is hidden by it.
_OF_STORY = """
SELECT h.key, h.reason, h.configured FROM hide AS h WHERE h.key = (SELECT uid FROM story WHERE id = :story)
    OR h.key IN (SELECT key FROM story_key WHERE story_id = :story AND kind IN ('link', 'name'))
    OR EXISTS (SELECT 1 FROM seed AS k JOIN story AS s ON s.uid = k.uid
        WHERE k.kind = 'link' AND k.key = h.key AND s.id = :story)
    OR h.key IN (SELECT a.key FROM entry AS e JOIN entry_alias AS a ON a.entry_id = e.id
        WHERE e.story_id = :story AND (a.kind = 'link' OR a.kind = 'guid' AND instr(a.key, ':') > 0))
ORDER BY h.key"""

# Who hides: `configured` is 0 for a person alone, 1 for the configuration alone, 2 for both.
_HIDE = """
INSERT INTO hide (key, shown, reason, at, configured) VALUES (?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET
    reason = excluded.reason, configured = CASE WHEN configured = excluded.configured THEN configured ELSE 2 END"""
_NO_MORE = "DELETE FROM hide WHERE key = ? AND configured = ?"
_STILL = "UPDATE hide SET configured = ? WHERE key = ? AND configured = 2"


def key_of(text: str) -> str:
    """What a link or an id is hidden by: a link by its canonical form, an id by itself."""
    return urls.canonical(text) or text.strip()


def keys_of(text: str) -> tuple[str, ...]:
    """An id may look like a link, so both forms are looked for."""
    return tuple(dict.fromkeys((key_of(text), text.strip())))


def find(db: Database, text: str) -> tuple[StoryId, ...]:
    """The stories that a link or an id names."""
    return _named(db, _known_keys(db, text))


def _named(db: Database, keys: Iterable[str]) -> tuple[StoryId, ...]:
    found: dict[StoryId, None] = {}
    for key in keys:
        found.update(dict.fromkeys(db.column(_NAMED, {"key": key})))
    return tuple(found)


def _known_keys(db: Database, text: str) -> tuple[str, ...]:
    """The keys of a link or an id; the page under its anchor too where that is stored and no part of it is so called.

    `…/post#section-2`, copied from a browser, is the article; `…/post#comment-12` is that comment where we have it.
    """
    keys = keys_of(text)
    page = urls.page(keys[0])
    weak = page != keys[0] and not urls.is_front_page(page) and not _named(db, keys) and _named(db, (page,))
    return (*keys, page) if weak else keys


def hide(db: Database, text: str, reason: str, now: datetime) -> tuple[StoryId, ...]:
    """Take a story out of every output; gives the stories that this took out. It stays away if it comes again."""
    with db.writing():
        keys = _known_keys(db, text)
        named = _named(db, keys) if ":" in text else ()
        shown = [story for story in named if _hidden(db, story) is None]
        for key in keys:
            _insert(db, key, text, reason, micros(now), configured=False)
        return _settle(db, shown, now)


def unhide(db: Database, text: str, now: datetime) -> tuple[StoryId, ...]:
    """Put a story back; gives the stories that this put back. What the configuration hides stays hidden."""
    with db.writing():
        keys = set(_known_keys(db, text))
        affected = set(_named(db, keys))
        for story in sorted(affected):  # also where it was hidden under another of its names
            keys.update(db.column(_OF_STORY, {"story": story}))
        for key in sorted(keys):
            affected.update(find(db, key))  # one name may be that of two stories
            _withdraw(db, key, configured=False)
        return _settle(db, affected, now)


def configure(db: Database, hides: Iterable[Hide], now: datetime) -> None:
    """Make the configuration's hides what stands in the file, beside those that `hide` named."""
    wanted = {key: one for one in hides for key in ((urls.canonical(one.link) or one.link) if one.link else one.id,)}
    with db.writing():
        present = set(db.column("SELECT key FROM hide WHERE configured > 0"))
        affected: set[StoryId] = set()
        for key in present - wanted.keys():
            affected.update(find(db, key))
            _withdraw(db, key, configured=True)
        for key, one in wanted.items():
            affected.update(() if key in present else find(db, key))
            _insert(db, key, one.link or one.id, one.reason, micros(now), configured=True)
        _settle(db, affected, now)


def keep_names(db: Database, story: StoryId, names: Iterable[tuple[str, str]]) -> None:
    """Let a story be called by these (kind, key) of a copy that is taken away: a hide that named it by one holds on."""
    kept = [key for kind, key in names if kind == "link" or (kind == "guid" and ":" in key)]
    stories.add_keys(db, story, [("name", 0, key) for key in kept])


def _insert(db: Database, key: str, text: str, reason: str, at: int, *, configured: bool) -> None:
    db.execute(_HIDE, (key, text, reason, at, int(configured)))


def _withdraw(db: Database, key: str, *, configured: bool) -> None:
    """The configuration, or the person, hides this no more."""
    db.execute(_NO_MORE, (key, int(configured)))
    db.execute(_STILL, (int(not configured), key))


def _hidden(db: Database, story: StoryId) -> str | None:
    value = db.value("SELECT hidden FROM story WHERE id = ?", (story,))
    return None if value is None else str(value)


def apply(db: Database, ids: Iterable[StoryId]) -> set[StoryId]:
    """Mark these stories as hidden or not, by all their names; gives those where that changed."""
    if db.row("SELECT 1 FROM hide LIMIT 1") is None:
        words = json.dumps(sorted(set(ids)))
        ids = db.column(
            "SELECT id FROM story WHERE id IN (SELECT value FROM json_each(?)) AND hidden IS NOT NULL", (words,)
        )
    marks = traces.hides(db)
    changed = set()
    for story in set(ids):
        row = db.row(_OF_STORY, {"story": story})
        if row is None and (key := traces.hide_of(db, story, marks)) is not None:
            stories.add_keys(db, story, [("name", 0, key)])
            row = db.row(_OF_STORY, {"story": story})
        if row is not None and row["configured"]:
            traces.keep(db, story, row["key"])
        reason = None if row is None else str(row["reason"])
        if reason != _hidden(db, story):
            db.execute("UPDATE story SET hidden = ? WHERE id = ?", (reason, story))
            changed.add(story)
    return changed


def _settle(db: Database, ids: Iterable[StoryId], now: datetime) -> tuple[StoryId, ...]:
    changed = apply(db, ids)
    Marks(db, micros(now)).settle(changed, changed=False)
    return tuple(sorted(changed))
