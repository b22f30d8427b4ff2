"""New copies of one document, written together: sorted rows of one table at a time cost a third of single ones."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from operator import itemgetter

from aggregator.clock import micros
from aggregator.model import Decision, EntryId, Judgement, ParsedEntry, StoryId
from aggregator.store import entries, nearby, stories
from aggregator.store.database import Database


class Arrivals:
    """Takes new copies one by one, each at once a row with an id; `write` adds everything that names them.

    Of two copies that claim one name the first to come has it.
    """

    def __init__(self, db: Database, source_id: int, now: datetime) -> None:
        self._db, self._source_id, self._now, self._at = db, source_id, now, micros(now)
        self._outputs: dict[str, int] = dict(db.rows("SELECT slug, id FROM output"))
        self._aliases: list[tuple[int, str, str, EntryId]] = []
        self._categories: list[tuple[EntryId, int, int]] = []
        self._keys: list[tuple[str, int, str, StoryId]] = []
        self._bands: list[tuple[int, int, EntryId]] = []
        self._entries: list[tuple[EntryId]] = []

    def add(self, story: StoryId, entry: ParsedEntry, decision: Decision) -> EntryId:
        """Store a copy of this story; gives its id."""
        entry_id = entries.insert(self._db, self._source_id, story, entry, decision, self._now)
        self._entries.append((entry_id,))
        self._aliases += [(self._source_id, kind, key, entry_id) for kind, key in decision.aliases]
        self._categories += self._places(entry_id, decision.judgement or Judgement(), decision.held_back)
        self._keys += [(*key, story) for key in decision.story_keys]
        self._bands += [(band, self._at, entry_id) for band in nearby.signed(entry.keys.bands)]
        return entry_id

    def _places(self, entry: EntryId, judgement: Judgement, held: Iterable[str]) -> list[tuple[EntryId, int, int]]:
        return [
            (entry, self._outputs[slug], int(slug in held)) for slug in judgement.categories if slug in self._outputs
        ]

    def write(self) -> None:
        """Names, categories, keys and bands of all that came."""
        for sql, rows in (
            ("INSERT INTO entry_category (entry_id, output_id, held) VALUES (?, ?, ?)", self._categories),
            (stories.KEY, self._keys),
            (stories.BAND, self._bands),
            (entries.UNSEARCHED, self._entries),
        ):
            self._db.many(sql, sorted(rows))
        # a stable sort by the name alone: the first to come stays the first
        self._db.many(entries.NAME, sorted(self._aliases, key=itemgetter(1, 2)))
