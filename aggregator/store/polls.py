"""What polls came to: the last of each source, and the hosts that asked to be left alone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from aggregator.clock import from_micros, micros
from aggregator.errors import FetchError, HostBlock
from aggregator.model import PollOutcome, PollReport
from aggregator.store.database import Database, Row
from aggregator.store.values import PollRow

LOG_LENGTH = 50
"""How many polls of a source are remembered."""

_LOG = """
INSERT INTO poll_log (source_id, slot, at, elapsed, ended, http_status, bytes, new, changed, duplicate, dropped,
    error_code, error, hint) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (source_id, slot) DO UPDATE SET at = excluded.at, elapsed = excluded.elapsed, ended = excluded.ended,
    http_status = excluded.http_status, bytes = excluded.bytes, new = excluded.new, changed = excluded.changed,
    duplicate = excluded.duplicate, dropped = excluded.dropped, error_code = excluded.error_code,
    error = excluded.error, hint = excluded.hint"""
_BLOCK = """
INSERT INTO host_block (host, source, until) VALUES (?, ?, ?)
ON CONFLICT (host, source) DO UPDATE SET until = max(until, excluded.until)"""


def log_poll(db: Database, row: Row, outcome: PollOutcome, report: PollReport) -> None:
    """Remember a poll in the source's ring of the last fifty."""
    fetch, error = outcome.fetch, outcome.error
    elapsed = fetch.elapsed if fetch else outcome.elapsed  # without the wait for the host's turn, where that is known
    status = fetch.http_status if fetch else error.status if isinstance(error, FetchError) else None
    db.execute(
        _LOG,
        (row["id"], row["polls"] % LOG_LENGTH, micros(outcome.at), elapsed, report.ended, status,
         len(fetch.body) if fetch else 0, report.new, report.changed, report.duplicate, report.dropped,
         report.error_code, report.error, report.hint),
    )  # fmt: skip


def polls(db: Database, source_id: int) -> tuple[PollRow, ...]:
    """The remembered polls of a source, newest first."""
    return tuple(
        poll_row(row)
        for row in db.rows("SELECT * FROM poll_log WHERE source_id = ? ORDER BY at DESC, slot DESC", (source_id,))
    )


def poll_row(row: Row) -> PollRow:
    """A line of the poll log."""
    return PollRow(
        at=from_micros(row["at"]),
        **{name: row[name] for name in ("elapsed", "ended", "http_status", "bytes", "new", "changed", "duplicate",
                                        "dropped", "error_code", "error", "hint")},
    )  # fmt: skip


def save_blocks(db: Database, blocks: Iterable[HostBlock], now: datetime) -> None:
    """Remember which hosts asked us to stay away; never shortened, forgotten once past."""
    for block in blocks:
        if block.until > now:
            db.execute(_BLOCK, (block.host, block.source, micros(block.until)))
            db.execute("DELETE FROM host_block WHERE until <= ?", (micros(now),))


def host_blocks(db: Database, now: datetime) -> tuple[HostBlock, ...]:
    """The hosts we were asked to leave alone, and until when."""
    return tuple(
        HostBlock(row["host"], from_micros(row["until"]), row["source"])
        for row in db.rows("SELECT * FROM host_block WHERE until > ? ORDER BY host, source", (micros(now),))
    )
