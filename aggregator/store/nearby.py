"""Which stored stories are near the entries of a document: those that share a MinHash band with one, or two landmarks.

Hardly a band is borne by anything stored, so one statement asks for those of all entries together which are; what is
bounded per entry is asked per entry, for the few that are left.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from itertools import chain

from aggregator.clock import micros
from aggregator.merge import landmarks
from aggregator.model import Near, ParsedEntry, StoryId
from aggregator.store.database import Database
from aggregator.store.entries import dump

PER_ENTRY = 24
"""Stories looked at per entry that share a MinHash band with it."""
PER_STATED = 12
"""The same by what it states."""

_BORNE = """
SELECT asked.value FROM json_each(:bands) AS asked
WHERE EXISTS (SELECT 1 FROM band WHERE band = asked.value AND at >= :since)"""
# CROSS JOIN fixes the order of the loops: from the bands that are asked for.
_BY_BAND = """
SELECT e.story_id, count(*) AS shared
FROM (SELECT b.entry_id FROM json_each(:bands) AS asked
    CROSS JOIN band AS b ON b.band = asked.value AND b.at >= :since LIMIT 4000) AS near
CROSS JOIN entry AS e ON e.id = near.entry_id
GROUP BY e.story_id ORDER BY shared DESC, e.story_id DESC LIMIT :limit"""
_BEARERS = """
SELECT asked.value, e.story_id, e.source_id FROM json_each(:bands) AS asked
CROSS JOIN entry AS e ON e.id IN (SELECT entry_id FROM band
    WHERE band = asked.value AND at >= :since ORDER BY at DESC LIMIT :limit)"""


def signed(bands: Sequence[int]) -> list[int]:
    """64-bit bands as SQLite stores them; landmarks become negative."""
    return array("q", array("Q", bands).tobytes()).tolist()


def find(db: Database, entries: Iterable[ParsedEntry], since: datetime) -> dict[int, Near]:
    """By position, the stories near each entry; entries that nothing is near are left out."""
    bands = {entry.position: signed(entry.keys.bands) for entry in entries}
    at = micros(since)
    borne = set(db.column(_BORNE, {"bands": dump(sorted(set(chain(*bands.values())))), "since": at}))
    hashes = {position: [band for band in asked if band >= 0 and band in borne] for position, asked in bands.items()}
    marks = {position: [band for band in asked if band < 0 and band in borne] for position, asked in bands.items()}
    marks = {position: asked for position, asked in marks.items() if len(asked) >= landmarks.ENOUGH}
    told = _told(db, set(chain(*marks.values())), at)
    found = {
        position: Near(
            alike=tuple(_by_band(db, hashes[position], at)),
            stated=tuple(landmarks.met(told[mark] for mark in marks.get(position, ()))[:PER_STATED]),
        )
        for position in bands
    }
    return {position: near for position, near in found.items() if near.stories}


def _by_band(db: Database, hashes: Sequence[int], since: int) -> list[StoryId]:
    if not hashes:
        return []
    return db.column(_BY_BAND, {"bands": dump(hashes), "since": since, "limit": PER_ENTRY})


def _told(db: Database, marks: Collection[int], since: int) -> dict[int, frozenset[StoryId]]:
    """For each landmark the stories that it leads to; no more bearers are looked at than leave it one."""
    bearers: dict[int, list[tuple[StoryId, int]]] = {mark: [] for mark in marks}
    if marks:
        asked = {"bands": dump(sorted(marks)), "since": since, "limit": landmarks.COMMON}
        for mark, story, source in db.rows(_BEARERS, asked):
            bearers[mark].append((story, source))
    return {mark: landmarks.leads_to(of_mark) for mark, of_mark in bearers.items()}
