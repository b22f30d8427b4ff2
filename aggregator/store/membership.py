"""Which stories an output holds: the index it is read by, admission numbers, archive pages, dirty generations.

A story is in an output when one of its visible copies is: its source is configured, no rule drops it, its story is
not hidden, rules put it there and it is not held back there. Everything here runs inside the writing transaction.
"""

from __future__ import annotations

from collections.abc import Iterable

from aggregator.model import StoryId
from aggregator.store.database import Database

BLOCK = 100
"""Admission numbers per archive page."""

_WANTED = """
SELECT c.output_id FROM entry e JOIN source s ON s.id = e.source_id JOIN entry_category c ON c.entry_id = e.id
WHERE e.story_id = :story AND s.configured = 1 AND e.dropped = 0 AND c.held = 0
UNION
SELECT o.id FROM entry e JOIN source s ON s.id = e.source_id JOIN output o ON o.source_id = e.source_id
WHERE e.story_id = :story AND s.configured = 1 AND e.dropped = 0 AND o.kind = 'source' AND o.configured = 1"""
_MARK = """
UPDATE output SET dirty_generation = max(dirty_generation, published_generation) + 1,
    changed_generation = max(dirty_generation, published_generation) + 1, changed_at = max(changed_at, ?)
WHERE id = ?"""
_CHANGED = "UPDATE archive_block SET changed = ?, changed_at = max(changed_at, ?) WHERE output_id = ? AND block = ?"
_KEPT = """
INSERT INTO archive_block (output_id, block, kept, changed, changed_at) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (output_id, block) DO UPDATE SET kept = kept + excluded.kept, changed = excluded.changed,
    changed_at = max(changed_at, excluded.changed_at)"""


class Marks:
    """The outputs that one transaction touches: each gets one new generation, however much of it changed."""

    def __init__(self, db: Database, at: int) -> None:
        self._db = db
        self._at = at  # microseconds
        self._generations: dict[int, int] = {}
        self._blocks: set[tuple[int, int]] = set()

    def touch(self, output: int) -> int:
        """Mark an output; gives the generation of this transaction."""
        generation = self._generations.get(output)
        if generation is None:
            self._db.execute(_MARK, (self._at, output))
            generation = int(self._db.value("SELECT dirty_generation FROM output WHERE id = ?", (output,)))
            self._generations[output] = generation
        return generation

    def settle(self, stories: Iterable[StoryId], *, changed: bool) -> None:
        """Bring the index in line with the copies of these stories.

        With `changed` every output that holds one of them is marked; without, only those that gain or lose one.
        """
        ids = sorted(set(stories))
        ordered = self._db.rows(
            "SELECT id, sort_at, hidden FROM story WHERE id IN (SELECT value FROM json_each(?)) ORDER BY sort_at, id",
            (f"[{','.join(map(str, ids))}]",),
        )
        for story, sort_at, hidden in ordered:
            present = set(self._db.column("SELECT output_id FROM story_category WHERE story_id = ?", (story,)))
            wanted = set() if hidden is not None else set(self._db.column(_WANTED, {"story": story}))
            for output in sorted(wanted - present):
                self._enter(output, story, sort_at)
            for output in sorted(present - wanted):
                self._leave(output, story, sort_at)
            if changed:
                for output in sorted(present & wanted):
                    self._edited(output, story)

    def forget(self, story: StoryId) -> None:
        """Take a story that is about to be deleted out of every output."""
        for output, sort_at in self._db.rows(
            "SELECT output_id, sort_at FROM story_category WHERE story_id = ?", (story,)
        ):
            self._leave(output, story, sort_at)

    def _enter(self, output: int, story: StoryId, sort_at: int) -> None:
        generation = self.touch(output)
        number = self._number(output, story)
        if number is None:
            number = int(self._db.value("SELECT next_number FROM output WHERE id = ?", (output,)))
            self._db.execute("UPDATE output SET next_number = next_number + 1 WHERE id = ?", (output,))
            self._db.execute(
                "INSERT INTO admission (story_id, output_id, number, generation) VALUES (?, ?, ?, ?)",
                (story, output, number, generation),
            )
        self._db.execute(
            "INSERT INTO story_category (output_id, sort_at, story_id) VALUES (?, ?, ?)", (output, sort_at, story)
        )
        self._db.execute("UPDATE output SET stories = stories + 1 WHERE id = ?", (output,))
        self._db.execute(_KEPT, (output, (number - 1) // BLOCK, 1, generation, self._at))

    def _leave(self, output: int, story: StoryId, sort_at: int) -> None:
        generation = self.touch(output)
        self._db.execute(
            "DELETE FROM story_category WHERE output_id = ? AND sort_at = ? AND story_id = ?", (output, sort_at, story)
        )
        self._db.execute("UPDATE output SET stories = stories - 1 WHERE id = ?", (output,))
        number = self._number(output, story)
        if number is not None:
            self._db.execute(_KEPT, (output, (number - 1) // BLOCK, -1, generation, self._at))

    def _edited(self, output: int, story: StoryId) -> None:
        generation = self.touch(output)
        number = self._number(output, story)
        block = None if number is None else (number - 1) // BLOCK
        if block is not None and (output, block) not in self._blocks:
            self._blocks.add((output, block))
            self._db.execute(_CHANGED, (generation, self._at, output, block))

    def _number(self, output: int, story: StoryId) -> int | None:
        value = self._db.value("SELECT number FROM admission WHERE story_id = ? AND output_id = ?", (story, output))
        return None if value is None else int(value)
