"""Due times that move without a poll: after a rest, after an outage of our own network, after the clock was set."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

from aggregator.cadence import NEVER, clamp, clamp_wait
from aggregator.clock import from_micros, micros
from aggregator.errors import HostBlock
from aggregator.model import MOST_RETRY_AFTER, Schedule, SourceId, SourceState
from aggregator.store import polls, sources
from aggregator.store.database import Database, Row
from aggregator.store.sources import optional, stored

LONGEST_LEASE = timedelta(days=90)
"""No hub is asked again later than this (`fetch.websub`)."""

_OVERDUE = """
SELECT name, next_poll_at FROM source
WHERE configured = 1 AND paused = 0 AND status <> 'gone' AND next_poll_at <= ? AND last_poll_at IS NOT NULL"""
_MOVE = """
UPDATE source SET next_poll_at = ?, next_poll_reason = next_poll_reason || ?
WHERE name = ? AND next_poll_at <= ?"""
_FORGIVE = """
UPDATE source SET failures = ?, status = ?, next_poll_at = ?, next_poll_reason = ?, alarmed_at = ? WHERE id = ?"""
_CLOCK_SET = """
UPDATE source SET next_poll_at = next_poll_at + :by, last_poll_at = last_poll_at + :by,
    not_before_at = not_before_at + :by, gone_at = CASE WHEN gone_at >= :since THEN gone_at + :by ELSE gone_at END
WHERE last_poll_at BETWEEN :since AND :until AND next_poll_at < :never"""
_LATER = "; moved to {:%H:%M} UTC with all that piled up while nothing could be asked"


def overdue(db: Database, now: datetime) -> dict[SourceId, datetime]:
    """The sources that were polled before and whose time has come, with that time."""
    return {row["name"]: from_micros(row["next_poll_at"]) for row in db.rows(_OVERDUE, (micros(now),))}


def move(db: Database, dues: Mapping[SourceId, datetime], now: datetime) -> None:
    """Give overdue sources these due times; whoever was polled in the meantime keeps his."""
    with db.writing():
        for source, at in dues.items():
            db.execute(_MOVE, (micros(at), _LATER.format(at), source, micros(now)))


def forgive(db: Database, names: Iterable[SourceId], since: datetime, plan: Callable[[SourceState], Schedule]) -> None:
    """Take back one failure of each source: it was our own network's. `since` is when that began.

    Alarms that were raised over it are taken back too. `plan` says when to ask again.
    """
    with db.writing():
        for name in names:
            row = db.row("SELECT * FROM source WHERE name = ?", (name,))
            if row is None or not row["failures"] or (row["last_poll_at"] or 0) < micros(since):
                continue
            left = row["failures"] - 1
            status = "failing" if left else "ok" if row["first_polled_at"] else "new"
            alarmed = row["alarmed_at"]
            if alarmed is not None and alarmed >= micros(since):
                alarmed = None
                db.execute(
                    "DELETE FROM health_event WHERE source_id = ? AND kind = 'failing' AND at >= ?",
                    (row["id"], micros(since)),
                )
            schedule = plan(sources.bare_state(row))
            db.execute(_FORGIVE, (left, status, micros(schedule.next_poll_at), schedule.reason, alarmed, row["id"]))


def plausible(row: Row, now: datetime, every: timedelta | None) -> dict[str, int | None]:
    """A source's stored due time and wait, as far as they can be meant: the clock may have been wrong.

    A source that was never polled, or is to be polled at once, has nothing to be doubted.
    """
    wait, written = optional(row["not_before_at"]), optional(row["last_poll_at"])
    values: dict[str, int | None] = {}
    if wait is not None:
        values["not_before_at"] = stored(clamp_wait(wait, now, written_at=written))
    if row["next_poll_at"]:
        due = clamp(from_micros(row["next_poll_at"]), now, every, not_before=wait, written_at=written)
        values["next_poll_at"] = micros(due)
    if written is not None and written > now:
        values["last_poll_at"] = micros(now)
    return values


def settle(db: Database, now: datetime) -> None:
    """Doubt every other stored instant that says when to do something: hosts' waits, hubs, pings, article pages."""
    db.execute("UPDATE host_block SET until = ? WHERE until > ?", (micros(now + MOST_RETRY_AFTER),) * 2)
    db.execute("UPDATE subscription SET next_at = ? WHERE next_at > ?", (micros(now), micros(now + LONGEST_LEASE)))
    for table in ("ping", "fulltext_todo"):
        latest = micros(now + timedelta(days=1))
        db.execute(f"UPDATE {table} SET next_at = ? WHERE next_at > ?", (latest, latest))  # noqa: S608 - our own names


def clock_was_set(
    db: Database, by: timedelta, since: datetime, until: datetime, blocks: Iterable[HostBlock], now: datetime
) -> None:
    """The clock was moved while we ran. What it dated from `since` to `until` (in its old time) moves along.

    `blocks` are the waits of hosts that still run.
    """
    span = {"since": micros(since), "until": micros(until), "never": micros(NEVER)}
    with db.writing():
        db.execute(_CLOCK_SET, span | {"by": by // timedelta(microseconds=1)})
        db.execute("DELETE FROM host_block")
        polls.save_blocks(db, blocks, now)
        settle(db, now)
