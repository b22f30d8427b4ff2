"""Which stories an output holds: the index it is read by, admission numbers, archive pages, dirty generations.

A story is in an output when one of its visible copies is: its source is configured, no rule drops it, its story is
not hidden, rules put it there and it is not held back there. Everything here runs inside the writing transaction.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from aggregator.model import StoryId
from aggregator.store.database import Database

BLOCK = 100
"""Admission numbers per archive page."""

# CROSS JOIN fixes the order of the loops: from the stories that are asked for, never from all copies of a category.
_WANTED = """
SELECT e.story_id, c.output_id FROM json_each(:stories) AS asked CROSS JOIN entry AS e ON e.story_id = asked.value
    CROSS JOIN source AS s ON s.id = e.source_id CROSS JOIN entry_category AS c ON c.entry_id = e.id
WHERE s.configured = 1 AND e.dropped = 0 AND c.held = 0
UNION
SELECT e.story_id, o.id FROM json_each(:stories) AS asked CROSS JOIN entry AS e ON e.story_id = asked.value
    CROSS JOIN source AS s ON s.id = e.source_id CROSS JOIN output AS o ON o.source_id = e.source_id
WHERE s.configured = 1 AND e.dropped = 0 AND o.kind = 'source' AND o.configured = 1"""
_PRESENT = """
SELECT c.story_id, c.output_id FROM json_each(:stories) AS asked
CROSS JOIN story_category AS c ON c.story_id = asked.value"""
_HAD = """
SELECT s.id, n.output_id, n.number FROM json_each(:stories) AS asked CROSS JOIN story AS s ON s.id = asked.value
CROSS JOIN seed_number AS n ON n.uid = s.uid"""
_NUMBERS = """
SELECT a.story_id, a.output_id, a.number FROM json_each(:stories) AS asked
CROSS JOIN admission AS a ON a.story_id = asked.value"""
_SETTLED = """
SELECT id, sort_at, hidden FROM story WHERE id IN (SELECT value FROM json_each(:stories)) ORDER BY sort_at, id"""
_MARK = """
UPDATE output SET dirty_generation = max(dirty_generation, published_generation) + 1,
    changed_generation = max(dirty_generation, published_generation) + 1, changed_at = max(changed_at, ?)
WHERE id = ?"""
_COUNTED = "UPDATE output SET next_number = ?, stories = stories + ? WHERE id = ?"
_CHANGED = "UPDATE archive_block SET changed = ?, changed_at = max(changed_at, ?) WHERE output_id = ? AND block = ?"
_KEPT = """
INSERT INTO archive_block (output_id, block, kept, changed, changed_at) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (output_id, block) DO UPDATE SET kept = kept + excluded.kept, changed = excluded.changed,
    changed_at = max(changed_at, excluded.changed_at)"""


@dataclass(slots=True)
class _Output:
    """An output that a transaction touches, with what is still to be written about it."""

    generation: int
    next_number: int
    more: int = 0  # stories gained or lost
    blocks: dict[int, int] = field(default_factory=dict)  # archive page → stories gained or lost there
    edited: set[int] = field(default_factory=set)  # archive pages whose stories changed
    edits: set[int] = field(default_factory=set)  # those of them still to be written


class Marks:
    """The outputs that one transaction touches: each gets one new generation, however much of it changed."""

    def __init__(self, db: Database, at: int) -> None:
        self._db = db
        self._at = at  # microseconds
        self._outputs: dict[int, _Output] = {}
        self._numbers: dict[tuple[StoryId, int], int] = {}  # (story, output) → admission number
        self._had: dict[tuple[StoryId, int], int] = {}  # the same before the database was lost
        self._admitted: list[tuple[StoryId, int, int, int]] = []
        self._entered: list[tuple[int, int, StoryId]] = []
        self._left: list[tuple[int, int, StoryId]] = []

    def touch(self, output: int) -> int:
        """Mark an output; gives the generation of this transaction."""
        return self._touched(output).generation

    def settle(self, stories: Iterable[StoryId], *, changed: bool) -> None:
        """Bring the index in line with the copies of these stories.

        With `changed` every output that holds one of them is marked; without, only those that gain or lose one.
        """
        numbers = sorted(set(stories))
        if not numbers:
            return
        asked = {"stories": f"[{','.join(map(str, numbers))}]"}
        present, wanted = self._pairs(_PRESENT, asked), self._pairs(_WANTED, asked)
        self._know_numbers(asked)
        for story, sort_at, hidden in self._db.rows(_SETTLED, asked):
            now, then = (set() if hidden is not None else wanted.get(story, set())), present.get(story, set())
            for output in sorted(now - then):
                self._enter(output, story, sort_at)
            for output in sorted(then - now):
                self._leave(output, story, sort_at)
            if changed:
                for output in sorted(then & now):
                    self._edited(output, story)
        self._write()

    def forget(self, story: StoryId) -> None:
        """Take a story that is about to be deleted out of every output."""
        self._know_numbers({"stories": f"[{story}]"})
        for output, sort_at in self._db.rows(
            "SELECT output_id, sort_at FROM story_category WHERE story_id = ?", (story,)
        ):
            self._leave(output, story, sort_at)
        self._write()

    def _touched(self, output: int) -> _Output:
        if output not in self._outputs:
            self._db.execute(_MARK, (self._at, output))
            row = self._db.row("SELECT dirty_generation, next_number FROM output WHERE id = ?", (output,))
            assert row is not None
            self._outputs[output] = _Output(row["dirty_generation"], row["next_number"])
        return self._outputs[output]

    def _pairs(self, sql: str, asked: dict[str, str]) -> dict[StoryId, set[int]]:
        pairs: dict[StoryId, set[int]] = {}
        for story, output in self._db.rows(sql, asked):
            pairs.setdefault(story, set()).add(output)
        return pairs

    def _know_numbers(self, asked: dict[str, str]) -> None:
        self._numbers.update({(story, output): number for story, output, number in self._db.rows(_NUMBERS, asked)})
        self._had.update({(story, output): number for story, output, number in self._db.rows(_HAD, asked)})

    def _enter(self, output: int, story: StoryId, sort_at: int) -> None:
        into = self._touched(output)
        number = self._numbers.get((story, output))
        if number is None:
            number = self._had.get((story, output))
            if number is None:
                number, into.next_number = into.next_number, into.next_number + 1
            self._numbers[story, output] = number
            self._admitted.append((story, output, number, into.generation))
        self._entered.append((output, sort_at, story))
        self._count(into, number, 1)

    def _leave(self, output: int, story: StoryId, sort_at: int) -> None:
        out_of = self._touched(output)
        self._left.append((output, sort_at, story))
        self._count(out_of, self._numbers.get((story, output)), -1)

    def _count(self, output: _Output, number: int | None, by: int) -> None:
        output.more += by
        if number is not None:
            block = (number - 1) // BLOCK
            output.blocks[block] = output.blocks.get(block, 0) + by

    def _edited(self, output: int, story: StoryId) -> None:
        of, number = self._touched(output), self._numbers.get((story, output))
        block = None if number is None else (number - 1) // BLOCK
        if block is not None and block not in of.edited:
            of.edited.add(block)
            of.edits.add(block)

    def _write(self) -> None:
        """Everything that was counted, as rows."""
        self._db.many("INSERT INTO admission (story_id, output_id, number, generation) VALUES (?, ?, ?, ?)",
                      self._admitted)  # fmt: skip
        self._db.many("INSERT INTO story_category (output_id, sort_at, story_id) VALUES (?, ?, ?)", self._entered)
        self._db.many(
            "DELETE FROM story_category WHERE output_id = ? AND sort_at = ? AND story_id = ?", self._left
        )  # fmt: skip
        for number, output in self._outputs.items():
            if output.more or output.blocks:
                self._db.execute(_COUNTED, (output.next_number, output.more, number))
            kept = sorted(output.blocks.items())
            self._db.many(_KEPT, [(number, block, by, output.generation, self._at) for block, by in kept])
            self._db.many(_CHANGED, [(output.generation, self._at, number, block) for block in sorted(output.edits)])
            output.more, output.blocks, output.edits = 0, {}, set()
        self._admitted, self._entered, self._left = [], [], []
