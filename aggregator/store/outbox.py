"""What changed since it was published: the outbox between polls and the publisher."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime

from aggregator.clock import micros
from aggregator.model import PlainText, Slug, StoryId
from aggregator.store.database import Database
from aggregator.store.values import Dirty


def dirty(db: Database) -> tuple[Dirty, ...]:
    """The configured outputs that changed since they were published, with the archive pages that did."""
    rows = db.rows(
        "SELECT * FROM output WHERE dirty_generation > published_generation AND configured = 1 ORDER BY slug"
    )
    return tuple(
        Dirty(
            slug=row["slug"],
            generation=row["dirty_generation"],
            blocks=tuple(
                db.column(
                    "SELECT block FROM archive_block WHERE output_id = ? AND changed > ? ORDER BY block",
                    (row["id"], row["published_generation"]),
                )
            ),
            render_only=row["changed_generation"] <= row["published_generation"],
        )
        for row in rows
    )


def mark_published(
    db: Database, slug: Slug, generation: int, published_at: datetime, stories: Iterable[StoryId] = ()
) -> None:
    """Remember that an output was published as of a generation; what was marked since stays dirty.

    `stories` are those its current document shows: retention leaves them alone and `explain` tells of them.
    The first publication that counts is one after every source was asked once: a daemon that starts on an empty store
    publishes before the slow ones have answered, and they are no newcomers for that.
    """
    with db.writing():
        db.execute(
            "UPDATE output SET published_generation = max(published_generation, ?), published_at = ?, "
            "first_published_at = coalesce(first_published_at, iif(EXISTS (SELECT 1 FROM source "
            "WHERE configured = 1 AND paused = 0 AND polls = 0), NULL, ?)), shown = ? WHERE slug = ?",
            (generation, micros(published_at), micros(published_at), json.dumps(list(stories)), slug),
        )


def shown(db: Database, slug: Slug) -> tuple[tuple[str, PlainText, str], ...]:
    """Id, title and link of the stories that an output's current document showed when it was last published."""
    words = db.value("SELECT shown FROM output WHERE slug = ?", (slug,))
    rows = db.rows(
        "SELECT s.id, s.uid, e.title, e.link FROM story AS s JOIN entry AS e ON e.story_id = s.id "
        "WHERE s.id IN (SELECT value FROM json_each(?)) GROUP BY s.id HAVING e.id = min(e.id)",
        (words or "[]",),
    )
    by_story = {row["id"]: (row["uid"], PlainText(row["title"]), row["link"]) for row in rows}
    return tuple(by_story[story] for story in json.loads(words or "[]") if story in by_story)


def left(db: Database, slug: Slug, uids: Iterable[str]) -> tuple[str, ...]:
    """Of these stories the ones that are stored and not in the output: dropped, hidden, or gone elsewhere.

    What retention took is not among them: nobody said that it should go.
    """
    return tuple(
        db.column(
            "SELECT s.uid FROM story AS s WHERE s.uid IN (SELECT value FROM json_each(?)) AND (s.hidden IS NOT NULL "
            "OR NOT EXISTS (SELECT 1 FROM story_category AS c JOIN output AS o ON o.id = c.output_id "
            "WHERE o.slug = ? AND c.sort_at = s.sort_at AND c.story_id = s.id)) ORDER BY s.uid",
            (json.dumps(list(uids)), slug),
        )
    )


def stored_day(db: Database) -> date:
    """The day that age limits count from; upkeep advances it."""
    value = db.value("SELECT value FROM meta WHERE key = 'day'")
    return date.fromisoformat(value) if value else date(1970, 1, 1)
