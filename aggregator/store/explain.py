"""The whole story of a story: who carried it, what rules said, where it is shown, and why not where it is not."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta

from aggregator.clock import from_micros, micros
from aggregator.merge.select import CopyFacts, shown_copy
from aggregator.model import EntryId, PlainText, SourceId, StoryId
from aggregator.store import hides, polls, sources
from aggregator.store.database import Database, Row
from aggregator.store.outbox import stored_day
from aggregator.store.polls import poll_row
from aggregator.store.sources import optional
from aggregator.store.values import ExplainedCopy, ExplainedOutput, Explanation, PollRow

_COPIES = """
SELECT e.*, s.name, s.configured FROM entry AS e JOIN source AS s ON s.id = e.source_id
WHERE e.story_id = ? ORDER BY e.first_seen_at, e.id"""
_CATEGORIES = """
SELECT o.slug, c.held FROM entry_category AS c JOIN output AS o ON o.id = c.output_id
WHERE c.entry_id = ? AND o.configured = 1 ORDER BY o.slug"""
_SAW = """
SELECT p.* FROM listing AS l JOIN poll_log AS p ON p.source_id = ? AND p.at >= l.from_at
    AND (l.until_at IS NULL OR p.at < l.until_at)
WHERE l.entry_id = ? AND p.ended <> 'failed' ORDER BY p.at"""


def explain(db: Database, text: str, prefer: tuple[SourceId, ...] = ()) -> tuple[Explanation, ...]:
    """Every story that an id or any link names; mostly one."""
    with db.reading():
        return tuple(story(db, found, prefer) for found in hides.find(db, text))


def story(db: Database, story_id: StoryId, prefer: tuple[SourceId, ...] = ()) -> Explanation:
    """One story."""
    row = db.row("SELECT * FROM story WHERE id = ?", (story_id,))
    assert row is not None
    rows = db.rows(_COPIES, (story_id,))
    copies = tuple(_copy(db, copy, hidden=row["hidden"] is not None) for copy in rows)
    best = rows[shown_copy([_facts(copy) for copy in rows], prefer)]
    return Explanation(
        uid=row["uid"],
        story_id=story_id,
        link=best["link"],
        title=PlainText(json.loads(best["judgement"]).get("title") or best["title"]),
        source=best["name"],
        sort_at=from_micros(row["sort_at"]),
        first_seen_at=from_micros(row["first_seen_at"]),
        changed_at=from_micros(row["changed_at"]),
        hidden=row["hidden"],
        copies=copies,
        outputs=_outputs(db, row, copies),
        keys=tuple(
            (key["kind"], key["version"], key["key"])
            for key in db.rows(
                "SELECT kind, version, key FROM story_key WHERE story_id = ? ORDER BY kind, version, key", (story_id,)
            )
        ),
        later_evidence=tuple(
            (one["uid"], one["evidence"])
            for one in db.rows(
                "SELECT s.uid, l.evidence FROM later_evidence AS l JOIN story AS s ON s.id = l.other_id "
                "WHERE l.story_id = ? ORDER BY l.at, l.other_id",
                (story_id,),
            )
        ),
    )


def _facts(row: Row) -> CopyFacts:
    return CopyFacts(row["name"], bool(row["is_teaser"]), from_micros(row["first_seen_at"]), row["id"], row["length"])


def _copy(db: Database, row: Row, *, hidden: bool) -> ExplainedCopy:
    words = json.loads(row["judgement"])
    placed = db.rows(_CATEGORIES, (row["id"],))
    shown = tuple(one["slug"] for one in placed if not one["held"])
    held = tuple(one["slug"] for one in placed if one["held"])
    reason = ""
    if hidden:
        reason = "the story is hidden"
    elif not row["configured"]:
        reason = "its source is not in the configuration"
    elif row["dropped"]:
        reason = "a rule drops it, or the source's `only` does not match"
    elif not shown:
        reason = "held back by backlog or burst" if held else "it belongs to no category"
    return ExplainedCopy(
        entry_id=row["id"],
        source=row["name"],
        link=row["link"],
        guid=row["guid"],
        title=PlainText(row["title"]),
        first_seen_at=from_micros(row["first_seen_at"]),
        published_at=optional(row["shown_at"]),
        edited_at=optional(row["edited_at"]),
        changes=row["changes"],
        is_teaser=bool(row["is_teaser"]),
        length=row["length"],
        evidence=row["evidence"],
        rules=tuple(words.get("rules", ())),
        categories=shown,
        held=held,
        dropped=bool(row["dropped"]),
        reason=reason,
        aliases=tuple(
            (one["kind"], one["key"])
            for one in db.rows("SELECT kind, key FROM entry_alias WHERE entry_id = ? ORDER BY kind, key", (row["id"],))
        ),
        polls=_polls(db, row["source_id"], row["id"]),
    )


def _polls(db: Database, source_id: int, entry: EntryId) -> tuple[PollRow, ...]:
    """The remembered polls whose document listed the entry."""
    return tuple(poll_row(row) for row in db.rows(_SAW, (source_id, entry)))


def _outputs(db: Database, story_row: Row, copies: tuple[ExplainedCopy, ...]) -> tuple[ExplainedOutput, ...]:
    explained = []
    day = stored_day(db)
    for output in db.rows("SELECT * FROM output WHERE configured = 1 AND kind = 'category' ORDER BY slug"):
        number = db.value(
            "SELECT number FROM admission WHERE story_id = ? AND output_id = ?", (story_row["id"], output["id"])
        )
        able = tuple(copy.entry_id for copy in copies if not copy.reason and output["slug"] in copy.categories)
        shown = bool(able) and story_row["id"] in json.loads(output["shown"])
        explained.append(
            ExplainedOutput(
                slug=output["slug"],
                name=output["name"],
                shown=shown,
                number=number,
                copies=able,
                reason="" if shown else _why_not(output, story_row, copies, able, day),
            )
        )
    return tuple(explained)


def _why_not(
    output: Row, story_row: Row, copies: tuple[ExplainedCopy, ...], able: tuple[EntryId, ...], day: date
) -> str:
    if not able:
        if story_row["hidden"] is not None:
            return f"hidden: {story_row['hidden']}" if story_row["hidden"] else "hidden"
        if any(output["slug"] in copy.held for copy in copies):
            return "held back by backlog or burst"
        reasons = sorted({f"{copy.source}: {copy.reason}" for copy in copies if copy.reason})
        return "; ".join(reasons) or "no copy of it belongs to this category"
    if output["dirty_generation"] > output["published_generation"]:
        return "not published yet"
    if output["age"] is not None and story_row["sort_at"] < micros(datetime.combine(day, time(), UTC)) - output["age"]:
        return f"older than the category's age of {timedelta(microseconds=output['age']).days}d"
    return "left out by `entries`, `per_source` or `per_source_within`; the archive has it"


def source_polls(db: Database, source: SourceId) -> tuple[PollRow, ...]:
    """The remembered polls of a source, newest first."""
    return polls.polls(db, sources.row_of(db, source)["id"])
