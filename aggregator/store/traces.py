"""What our published feeds tell of hidden stories, so that a run without a database hides them too: digests alone.

A `[[hide]]` names a story by one of its names. Where another carrier lists it under another, only who remembers both
knows that it is hidden. So the names of a story that the configuration hides are kept, and published, beside what
hid it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from hashlib import blake2b

from aggregator.model import StoryId
from aggregator.store import views
from aggregator.store.database import Database

_NAMES = """
SELECT key FROM story_key WHERE story_id = :story AND kind IN ('link', 'name')
UNION SELECT a.key FROM entry AS e JOIN entry_alias AS a ON a.entry_id = e.id AND a.kind = 'link'
    WHERE e.story_id = :story
UNION SELECT key FROM seed WHERE kind = 'link' AND uid = :uid"""
_KEEP = "INSERT INTO trace (name, hide, uid) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
# What came out of a published feed goes on into all of them; what is stored belongs where its copies do.
_OF_OUTPUT = """
SELECT r.name || ' ' || r.hide FROM trace AS r LEFT JOIN story AS t ON t.uid = r.uid
WHERE r.hide IN (SELECT value FROM json_each(:hides)) AND (r.uid = '' OR EXISTS (
    SELECT 1 FROM entry AS e JOIN entry_category AS c ON c.entry_id = e.id JOIN source AS s ON s.id = e.source_id
    WHERE e.story_id = t.id AND c.output_id = :output AND c.held = 0 AND e.dropped = 0 AND s.configured = 1))
ORDER BY r.name, r.hide"""
_TRACE = re.compile(r"([0-9a-f]{16}) ([0-9a-f]{16})")


def mark(name: str) -> str:
    """The digest of a link or an id."""
    return blake2b(name.encode("utf-8", "replace"), digest_size=8).hexdigest()


def keep(db: Database, story: StoryId, hide: str) -> None:
    """Remember under which other names this hide's story goes; none that names a private place or holds a secret."""
    uid = str(db.value("SELECT uid FROM story WHERE id = ?", (story,)))
    links = {key for key in db.column(_NAMES, {"story": story, "uid": uid}) if views.public(key)}
    db.many(_KEEP, [(mark(name), mark(hide), uid) for name in sorted({uid, *links} - {hide})])


def take_over(db: Database, traces: Iterable[str]) -> None:
    """Remember what a published feed told; anything else in it is passed over."""
    told = (_TRACE.fullmatch(trace) for trace in traces)
    db.many(_KEEP, [(one[1], one[2], "") for one in told if one])


def hides(db: Database) -> dict[str, str]:
    """What is hidden, by its digest; nothing where no feed told any: what this database holds is known by its names."""
    if db.row("SELECT 1 FROM trace WHERE uid = '' LIMIT 1") is None:
        return {}
    return {mark(key): key for key in db.column("SELECT key FROM hide")}


def hide_of(db: Database, story: StoryId, hides: Mapping[str, str]) -> str | None:
    """The hide, of these by their digests, whose story went by a name of this one as a published feed told; or None."""
    if not hides:
        return None
    uid = str(db.value("SELECT uid FROM story WHERE id = ?", (story,)))
    for name in sorted({uid, *db.column(_NAMES, {"story": story, "uid": uid})}):
        for by in db.column("SELECT hide FROM trace WHERE name = ? AND uid = '' ORDER BY hide", (mark(name),)):
            if by in hides:
                return hides[by]
    return None


def of_output(db: Database, output: int) -> tuple[str, ...]:
    """What an output tells of the stories that the configuration hides there: a name and what hid it, as digests."""
    hides = [mark(key) for key in db.column("SELECT key FROM hide WHERE configured > 0")]
    return tuple(db.column(_OF_OUTPUT, {"hides": json.dumps(hides), "output": output})) if hides else ()
