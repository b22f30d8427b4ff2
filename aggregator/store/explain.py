"""The whole story of a story: who carried it, what rules said, where it is shown, and why not where it is not."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta

from aggregator.clock import from_micros, in_words, micros
from aggregator.merge.identity import guid_names
from aggregator.merge.select import CopyFacts, left_out_by, shown_copy
from aggregator.model import EntryId, PlainText, Slug, SourceId, StoryId
from aggregator.settings.values import Settings
from aggregator.store import hides, outputs, reasons
from aggregator.store.database import Database, Row
from aggregator.store.outbox import stored_day
from aggregator.store.polls import poll_row
from aggregator.store.reasons import Standing
from aggregator.store.sources import optional
from aggregator.store.stories import name_hash
from aggregator.store.values import ExplainedCopy, ExplainedOutput, Explanation, PollRow

_COPIES = """
SELECT e.*, s.name, s.configured, s.first_polled_at FROM entry AS e JOIN source AS s ON s.id = e.source_id
WHERE e.story_id = ? ORDER BY e.first_seen_at, e.id"""
_CATEGORIES = """
SELECT o.slug, c.held FROM entry_category AS c JOIN output AS o ON o.id = c.output_id
WHERE c.entry_id = ? AND o.configured = 1 ORDER BY o.slug"""
_PRUNED = """
SELECT s.name FROM source AS s CROSS JOIN tombstone AS t ON t.source_id = s.id AND t.name = ?"""
_SAW = """
SELECT p.* FROM listing AS l JOIN poll_log AS p ON p.source_id = ? AND p.at >= l.from_at
    AND (l.until_at IS NULL OR p.at < l.until_at)
WHERE l.entry_id = ? AND p.ended <> 'failed' ORDER BY p.at"""


# What neither limit nor age keeps out makes room for what was edited.
_EDITED = "stories that were edited lately have the last places for a day (`entries`)"


def explain(db: Database, text: str, settings: Settings | None = None) -> tuple[Explanation, ...]:
    """Every story that an id or any link names; mostly one."""
    with db.reading():
        return tuple(story(db, found, settings) for found in hides.find(db, text))


def pruned(db: Database, text: str) -> tuple[SourceId, ...]:
    """The sources of which retention took an entry of that guid or link away."""
    names = [("link", key) for key in hides.keys_of(text)] + [("guid", name) for name in guid_names(text.strip())]
    with db.reading():
        return tuple(sorted({source for name in names for source in db.column(_PRUNED, (name_hash(*name),))}))


def story(db: Database, story_id: StoryId, settings: Settings | None = None) -> Explanation:
    """One story. Without settings the reasons are told in general."""
    row = db.row("SELECT * FROM story WHERE id = ?", (story_id,))
    assert row is not None
    rows = db.rows(_COPIES, (story_id,))
    standing = tuple(_standing(db, copy) for copy in rows)
    copies = tuple(
        _copy(
            db, copy, stands, "the story is hidden" if row["hidden"] is not None else reasons.anywhere(stands, settings)
        )
        for copy, stands in zip(rows, standing, strict=True)
    )
    best = rows[shown_copy([_facts(copy) for copy in rows], settings.dedupe.prefer if settings else ())]
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
        outputs=_outputs(db, row, copies, standing, settings),
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


def _standing(db: Database, row: Row) -> Standing:
    """Backlog is a matter of a source's first poll, burst of every later one."""
    placed = db.rows(_CATEGORIES, (row["id"],))
    first = row["first_polled_at"]
    return Standing(
        source=row["name"],
        configured=bool(row["configured"]),
        dropped=bool(row["dropped"]),
        rules=tuple(json.loads(row["judgement"]).get("rules", ())),
        categories=tuple(one["slug"] for one in placed if not one["held"]),
        held=tuple(one["slug"] for one in placed if one["held"]),
        holder="backlog" if first is None or row["first_seen_at"] <= first else "burst",
    )


def _copy(db: Database, row: Row, stands: Standing, reason: str) -> ExplainedCopy:
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
        rules=stands.rules,
        categories=stands.categories,
        held=stands.held,
        dropped=stands.dropped,
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


def _outputs(
    db: Database,
    story_row: Row,
    copies: tuple[ExplainedCopy, ...],
    standing: tuple[Standing, ...],
    settings: Settings | None,
) -> tuple[ExplainedOutput, ...]:
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
                reason="" if shown else _why_not(db, output, story_row, standing, day, settings, able=bool(able)),
            )
        )
    return tuple(explained)


def _why_not(
    db: Database, output: Row, story_row: Row, standing: tuple[Standing, ...], day: date, settings: Settings | None,
    *, able: bool,
) -> str:  # fmt: skip
    if story_row["hidden"] is not None:
        return f"hidden: {story_row['hidden']}" if story_row["hidden"] else "hidden"
    if not able:
        return reasons.here(standing, output["slug"], settings)
    if output["dirty_generation"] > output["published_generation"]:
        return "not published yet"
    if output["age"] is not None and story_row["sort_at"] < micros(datetime.combine(day, time(), UTC)) - output["age"]:
        return f"older than the category's age of {in_words(timedelta(microseconds=output['age']))}"
    return _limit(db, output["slug"], story_row["id"], settings)


def _limit(db: Database, slug: Slug, story_id: StoryId, settings: Settings | None) -> str:
    """The limit that keeps a story out of the current document, with its number."""
    category = settings.category(slug) if settings else None
    if settings is None or category is None:
        return "left out by `entries`, `per_source` or `per_source_within`; the archive has it"
    places = outputs.places(db, settings, slug)
    limit = left_out_by(places, category, lambda place: place.story_id == story_id)
    if not limit and story_id in outputs.current(db, settings, slug):
        return "the file lets it in, but was not applied yet"
    words = {
        "entries": f"{category.entries} newer stories stand here already (`entries`)",
        "per_source": f"its source has {category.per_source} newer stories here already (`per_source`)",
        "per_source_within": f"its source has {category.per_source} newer stories here within "
        f"{in_words(category.per_source_within or timedelta())} (`per_source_within`)",
    }.get(limit, _EDITED)
    return words + ("; the archive has it" if settings.publish.archive else "")
