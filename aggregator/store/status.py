"""Health at a glance: what is stored, how sources do, what waits."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from aggregator.clock import from_micros
from aggregator.model import SourceId
from aggregator.store import configure, hubs, polls, sources
from aggregator.store.database import Database, Row
from aggregator.store.sources import optional
from aggregator.store.values import OutputStatus, PollRow, SourceStatus, StoreStatus

_GLANCE = """
SELECT s.*, (SELECT max(dated_at) FROM entry AS e WHERE e.source_id = s.id) AS latest,
    (SELECT avg(elapsed) FROM poll_log AS p WHERE p.source_id = s.id AND p.http_status < 400) AS seconds
FROM source AS s"""
_SOURCES = f"{_GLANCE} WHERE s.configured = 1 ORDER BY s.name"
_SOURCE = f"{_GLANCE} WHERE s.name = ?"


def status(db: Database, now: datetime) -> StoreStatus:
    """All of it."""
    with db.reading():
        rows = db.rows(_SOURCES)
        outputs = db.rows("SELECT * FROM output WHERE configured = 1 ORDER BY slug")
        journal = db.path.with_name(db.path.name + "-wal")
        return StoreStatus(
            entries=int(db.value("SELECT coalesce(sum(entries), 0) FROM source")),
            stories=int(db.value("SELECT count(*) FROM story")),
            sources=tuple(_source(row) for row in rows),
            outputs=tuple(
                OutputStatus(
                    slug=row["slug"],
                    name=row["name"],
                    kind=row["kind"],
                    stories=row["stories"],
                    changed_at=from_micros(row["changed_at"]),
                    published_at=optional(row["published_at"]),
                    dirty=row["dirty_generation"] > row["published_generation"],
                )
                for row in outputs
            ),
            owed=configure.owed(db),
            blocks=tuple((block.host, block.source, block.until) for block in polls.host_blocks(db, now)),
            database_bytes=db.path.stat().st_size,
            journal_bytes=journal.stat().st_size if journal.exists() else 0,
            schema=int(db.value("PRAGMA user_version")),
        )


def source(db: Database, name: SourceId) -> SourceStatus | None:
    """One source with its last polls; None where the store does not know it."""
    with db.reading():
        row = db.row(_SOURCE, (name,))
        if row is None:
            return None
        return replace(_source(row, polls.polls(db, row["id"])), hubs=hubs.statuses(db, name))


def _source(row: Row, polls: tuple[PollRow, ...] = ()) -> SourceStatus:
    return SourceStatus(
        state=sources.bare_state(row),
        configured=bool(row["configured"]),
        paused=bool(row["paused"]),
        entries=row["entries"],
        latest_at=optional(row["latest"]),
        seconds=row["seconds"],
        next_poll_reason=row["next_poll_reason"],
        polls=polls,
    )
