"""Readers' keys to private outputs. The secret itself never comes here: only its digest is stored."""

from __future__ import annotations

from datetime import datetime

from aggregator.clock import from_micros, micros
from aggregator.model import Slug
from aggregator.store.database import Database, Row
from aggregator.store.sources import optional
from aggregator.store.values import Token


def add(db: Database, name: str, digest: bytes, now: datetime, slug: Slug = "") -> Token:
    """Let a token open one private output, or with an empty slug all of them."""
    with db.writing():
        number = db.insert(
            "INSERT INTO token (name, slug, digest, created_at) VALUES (?, ?, ?, ?)", (name, slug, digest, micros(now))
        )
    return Token(number, name, slug, now)


def every(db: Database) -> tuple[Token, ...]:
    """All tokens, revoked ones too."""
    return tuple(_token(row) for row in db.rows("SELECT * FROM token ORDER BY id"))


def digests(db: Database) -> tuple[tuple[bytes, Slug], ...]:
    """What a request's token may match: digest and the output that it opens ("" is all)."""
    return tuple(
        (row["digest"], row["slug"])
        for row in db.rows("SELECT digest, slug FROM token WHERE revoked_at IS NULL ORDER BY id")
    )


def revoke(db: Database, name_or_id: str, now: datetime) -> int:
    """Close tokens by name or number; gives how many were open."""
    with db.writing():
        cursor = db.execute(
            "UPDATE token SET revoked_at = ? WHERE revoked_at IS NULL AND (name = ? OR CAST(id AS TEXT) = ?)",
            (micros(now), name_or_id, name_or_id),
        )
        return int(cursor.rowcount)


def _token(row: Row) -> Token:
    return Token(row["id"], row["name"], row["slug"], from_micros(row["created_at"]), optional(row["revoked_at"]))
