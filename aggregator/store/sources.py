"""Sources between two polls: what is known of them, when they are due, what their last polls came to."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import orjson

from aggregator.cadence import rate_between
from aggregator.clock import from_micros, micros
from aggregator.model import (
    EntryId,
    FeedHints,
    FetchResult,
    FetchStatus,
    Flaw,
    PlainText,
    Schedule,
    SourceId,
    SourceState,
    Validators,
    Verdict,
)
from aggregator.store.database import Database, Row
from aggregator.store.values import PollPlan

ALARM = 3
"""So many failures in a row make a source's trouble worth telling others."""

_DUE = """
SELECT name FROM source WHERE configured = 1 AND paused = 0 AND status <> 'gone' AND next_poll_at <= ?
ORDER BY next_poll_at LIMIT ?"""
_SAVE = """
UPDATE source SET status = :status, first_polled_at = :first_polled_at, last_success_at = :last_success_at,
    last_poll_at = :last_poll_at, next_poll_at = :next_poll_at, next_poll_reason = :reason,
    not_before_at = :not_before_at, failures = :failures, unchanged = :unchanged, polls = polls + 1,
    gone_at = :gone_at, last_error = :last_error, redirect_to = :redirect_to, redirect_seen = :redirect_seen,
    address_key = :address_key
WHERE id = :id"""
_SAVE_FEED = """
UPDATE source SET policy = :policy, policy_evidence = :policy_evidence, title = :title, link = :link, icon = :icon,
    language = :language, hints = :hints, flaws = :flaws, posts_per_day = :posts_per_day
WHERE id = :id"""
_SAVE_HABITS = """
UPDATE source SET policy = :policy, policy_evidence = :policy_evidence, posts_per_day = :posts_per_day,
    polls = polls + 1
WHERE id = :id"""
_NEWEST = """
SELECT count(*), min(dated_at), max(dated_at)
FROM (SELECT dated_at FROM entry WHERE source_id = ? ORDER BY dated_at DESC LIMIT 30)"""
PUSHED_OF_LATE = timedelta(days=7)
"""A hub that was silent for so long is not trusted to bring everything: the source is polled at its usual pace."""
_PUSHED_UNTIL = """
SELECT max(min(expires_at, pushed_at + ?)) FROM subscription
WHERE source_id = ? AND delivering = 1 AND state = 'active'"""
_SAVE_ADDRESS = """
INSERT INTO source_address (source_id, key, etag, last_modified, url, body_hash, at) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (source_id, key) DO UPDATE SET etag = excluded.etag, last_modified = excluded.last_modified,
    url = excluded.url, body_hash = excluded.body_hash, at = excluded.at
WHERE etag IS NOT excluded.etag OR last_modified IS NOT excluded.last_modified OR url <> excluded.url
    OR body_hash IS NOT excluded.body_hash"""


def optional(value: int | None) -> datetime | None:
    """An instant that may be absent, out of the database."""
    return None if value is None else from_micros(value)


def stored(when: datetime | None) -> int | None:
    """An instant that may be absent, into the database."""
    return None if when is None else micros(when)


def row_of(db: Database, source: SourceId) -> Row:
    """The stored row of a source. Raises KeyError where `configure` never heard of it."""
    row = db.row("SELECT * FROM source WHERE name = ?", (source,))
    if row is None:
        raise KeyError(source)
    return row


def state_of(db: Database, row: Row) -> SourceState:
    """What is known of a source, its roster included."""
    return replace(bare_state(row), roster=tuple(dict.fromkeys(entry for entry, _ in roster(db, row["id"]))))


def bare_state(row: Row) -> SourceState:
    """What is known of a source without its roster."""
    seen = json.loads(row["redirect_seen"]) if row["redirect_seen"] else None
    error = json.loads(row["last_error"]) if row["last_error"] else None
    return SourceState(
        id=row["name"],
        first_polled_at=optional(row["first_polled_at"]),
        last_success_at=optional(row["last_success_at"]),
        last_poll_at=optional(row["last_poll_at"]),
        next_poll_at=optional(row["next_poll_at"] or None),
        not_before_at=optional(row["not_before_at"]),
        failures=row["failures"],
        unchanged=row["unchanged"],
        status="paused" if row["paused"] else row["status"],
        policy=row["policy"],
        policy_evidence=orjson.loads(row["policy_evidence"]),
        title=PlainText(row["title"]),
        link=row["link"],
        icon=row["icon"],
        language=row["language"],
        hints=_hints(orjson.loads(row["hints"])),
        redirect_to=row["redirect_to"],
        redirect_seen=(seen[0], seen[1], from_micros(seen[2])) if seen else None,
        gone_at=optional(row["gone_at"]),
        last_error=(error[0], error[1], error[2]) if error else None,
        address_key=row["address_key"],
        flaws=tuple(Flaw(*flaw) for flaw in orjson.loads(row["flaws"])),
        posts_per_day=row["posts_per_day"],
    )


def _hints(words: dict[str, Any]) -> FeedHints:
    seconds = words.get("interval")
    return FeedHints(
        interval=None if seconds is None else timedelta(seconds=seconds),
        skip_hours=frozenset(words.get("hours", ())),
        skip_days=frozenset(words.get("days", ())),
    )


def _hint_words(hints: FeedHints) -> dict[str, Any]:
    words: dict[str, Any] = {}
    if hints.interval is not None:
        words["interval"] = hints.interval.total_seconds()
    if hints.skip_hours:
        words["hours"] = sorted(hints.skip_hours)
    if hints.skip_days:
        words["days"] = sorted(hints.skip_days)
    return words


def roster(db: Database, source_id: int) -> list[tuple[EntryId, bytes]]:
    """What the last whole document listed, in order."""
    return [(entry, bytes.fromhex(item)) for entry, item in orjson.loads(_roster_words(db, source_id))]


def _roster_words(db: Database, source_id: int) -> str:
    return db.value("SELECT items FROM roster WHERE source_id = ?", (source_id,)) or "[]"


def save_roster(db: Database, source_id: int, items: list[tuple[EntryId, bytes]]) -> bool:
    """Remember what a document listed; False where it is what was there. Writes nothing then."""
    words = orjson.dumps([[entry, item.hex()] for entry, item in items]).decode()
    cursor = db.execute(
        "INSERT INTO roster (source_id, items) VALUES (?, ?) ON CONFLICT (source_id) "
        "DO UPDATE SET items = excluded.items WHERE items <> excluded.items",
        (source_id, words),
    )
    return bool(cursor.rowcount)


def plan(db: Database, source: SourceId) -> PollPlan:
    """All that a poll needs beforehand."""
    with db.reading():
        row = row_of(db, source)
        listed = _roster_words(db, row["id"])
        places = db.rows("SELECT * FROM source_address WHERE source_id = ?", (row["id"],))
        pushed_until = db.value(_PUSHED_UNTIL, (PUSHED_OF_LATE // timedelta(microseconds=1), row["id"]))
    return PollPlan(
        state=bare_state(row),
        validators={
            place["key"]: Validators(place["etag"], place["last_modified"], url=place["url"])
            for place in places
            if place["etag"] is not None or place["last_modified"] is not None
        },
        body_hashes={place["key"]: place["body_hash"] for place in places if place["body_hash"]},
        roster=listed,
        pushed_until=optional(pushed_until),
    )


def due(db: Database, now: datetime, limit: int) -> tuple[SourceId, ...]:
    """The sources whose time has come, longest waiting first."""
    return tuple(db.column(_DUE, (micros(now), limit)))


def save(db: Database, row: Row, state: SourceState, schedule: Schedule) -> SourceState:
    """Write what every poll changes, one row. A stored `not_before_at` in the future is never shortened."""
    not_before = max((when for when in (state.not_before_at, schedule.not_before_at) if when), default=None)
    seen = state.redirect_seen
    state = replace(
        state,
        next_poll_at=schedule.next_poll_at,
        not_before_at=not_before,
        status=schedule.status or state.status,
    )
    db.execute(
        _SAVE,
        {
            "id": row["id"],
            "status": "ok" if state.status == "paused" else state.status,
            "first_polled_at": stored(state.first_polled_at),
            "last_success_at": stored(state.last_success_at),
            "last_poll_at": stored(state.last_poll_at),
            "next_poll_at": micros(schedule.next_poll_at),
            "reason": schedule.reason,
            "not_before_at": stored(not_before),
            "failures": state.failures,
            "unchanged": state.unchanged,
            "gone_at": stored(state.gone_at),
            "last_error": json.dumps(state.last_error, ensure_ascii=False) if state.last_error else None,
            "redirect_to": state.redirect_to,
            "redirect_seen": json.dumps([seen[0], seen[1], micros(seen[2])]) if seen else None,
            "address_key": state.address_key,
        },
    )
    _alarm(db, row, state)
    return state


def _alarm(db: Database, row: Row, state: SourceState) -> None:
    """Tell of a source that keeps failing, is gone, or is well again: once each."""
    gone, failing = state.status == "gone", state.failures >= ALARM
    kind = ""
    if gone and row["status"] != "gone":
        kind = "gone"
    elif failing and row["alarmed_at"] is None:
        kind = "failing"
    elif state.failures == 0 and not gone and row["alarmed_at"] is not None:
        kind = "recovered"
    if not kind:
        return
    at = stored(state.last_poll_at)
    code, error, hint = state.last_error or ("", "", "")
    db.execute("UPDATE source SET alarmed_at = ? WHERE id = ?", (None if kind == "recovered" else at, row["id"]))
    db.execute(
        "INSERT INTO health_event (source_id, kind, at, code, error, hint) VALUES (?, ?, ?, ?, ?, ?)",
        (row["id"], kind, at, code, error, hint),
    )
    db.execute("DELETE FROM health_event WHERE id <= (SELECT max(id) FROM health_event) - 500")


def save_feed(db: Database, source_id: int, state: SourceState, pace: float | None) -> None:
    """Write what only a parsed document changes."""
    db.execute(
        _SAVE_FEED,
        {
            "id": source_id,
            "policy": state.policy,
            "policy_evidence": json.dumps(dict(state.policy_evidence)),
            "title": state.title,
            "link": state.link,
            "icon": state.icon,
            "language": state.language,
            "hints": json.dumps(_hint_words(state.hints)),
            "flaws": json.dumps([[flaw.code, flaw.detail] for flaw in state.flaws], ensure_ascii=False),
            "posts_per_day": pace,
        },
    )


def save_habits(db: Database, source_id: int, verdict: Verdict, pace: float | None) -> None:
    """Write what a pushed document teaches: a hub may say nothing of the feed itself, and a push is no poll."""
    evidence = json.dumps(dict(verdict.policy_evidence))
    db.execute(
        _SAVE_HABITS,
        {"id": source_id, "policy": verdict.policy, "policy_evidence": evidence, "posts_per_day": pace},
    )


def pace(db: Database, source_id: int, now: datetime) -> float | None:
    """Posts per day over the newest entries of a source, the silence since included; None while there are few."""
    count, oldest, newest = db.rows(_NEWEST, (source_id,))[0]
    return rate_between(count, from_micros(oldest), from_micros(newest), now) if count else None


def save_address(db: Database, source_id: int, fetch: FetchResult, *, cut: bool = False) -> None:
    """Keep validators and body hash of the address that answered; a partial body has none worth keeping.

    Where the document was `cut` short, the validators stay those of the last whole one: a 304 to its own would mean
    that what is missing never comes.
    """
    if fetch.status is FetchStatus.PARTIAL:
        return
    body_hash: bytes | None = fetch.body_hash or None
    validators = fetch.validators
    old = None
    if cut or fetch.status is FetchStatus.NOT_MODIFIED:
        old = db.row("SELECT * FROM source_address WHERE source_id = ? AND key = ?", (source_id, fetch.address.key))
    if cut:
        validators = Validators(old["etag"], old["last_modified"], url=old["url"]) if old else Validators()
    elif old is not None:  # RFC 9111 4.3.4: a 304 refreshes what it names and leaves the rest
        body_hash = old["body_hash"]
        validators = Validators(
            validators.etag or old["etag"], validators.last_modified or old["last_modified"],
            url=validators.url or old["url"],
        )  # fmt: skip
        if (validators.etag, validators.last_modified, validators.url) == (
            old["etag"], old["last_modified"], old["url"]
        ):  # fmt: skip
            return
    db.execute(
        _SAVE_ADDRESS,
        (source_id, fetch.address.key, validators.etag, validators.last_modified, validators.url, body_hash,
         micros(fetch.fetched_at)),
    )  # fmt: skip
