"""WebSub between two requests: what sources offer, what we subscribed to, which hubs must still hear of our news."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from aggregator.clock import from_micros, micros
from aggregator.model import PollOutcome, SourceId
from aggregator.store.database import Database, Row
from aggregator.store.sources import optional, row_of, stored
from aggregator.store.values import HubOffer, Ping, Subscription, SubscriptionStatus

_SAVE = """
INSERT INTO subscription (token, source_id, hub, topic, callback, secret, address_key, state, asked, next_at,
    expires_at, attempts, error)
SELECT :token, id, :hub, :topic, :callback, :secret, :address_key, :state, :asked, :next_at, :expires_at, :attempts,
    :error FROM source WHERE name = :source
ON CONFLICT (token) DO UPDATE SET state = excluded.state, asked = excluded.asked, next_at = excluded.next_at,
    expires_at = excluded.expires_at, attempts = excluded.attempts, error = excluded.error"""
_ALL = "SELECT b.*, s.name FROM subscription AS b JOIN source AS s ON s.id = b.source_id ORDER BY s.name, b.token"
_OFFERS = "SELECT name, hubs FROM source WHERE configured = 1 AND hubs <> '[]' AND status <> 'gone'"
_SOONER = """
UPDATE source SET next_poll_at = max(:at, coalesce(not_before_at, 0)), next_poll_reason = :reason
WHERE id = :source AND status <> 'gone' AND next_poll_at > max(:at, coalesce(not_before_at, 0))"""
_PING = """
INSERT INTO ping (path, at, next_at) VALUES (?, ?, ?)
ON CONFLICT (path) DO UPDATE SET at = excluded.at, next_at = excluded.next_at, attempts = 0, error = ''"""


def found(db: Database, row: Row, outcome: PollOutcome) -> None:
    """Remember which hubs a whole document offers; written only where that changed."""
    offer = outcome.offer
    if offer is None:
        return
    hubs, topic, key = offer
    words = json.dumps({"hubs": list(hubs), "topic": topic, "key": key}, ensure_ascii=False) if hubs else "[]"
    if words != row["hubs"]:
        db.execute("UPDATE source SET hubs = ? WHERE id = ?", (words, row["id"]))


def offers(db: Database, names: Iterable[SourceId] | None = None) -> tuple[HubOffer, ...]:
    """What configured sources offer, all of them or those named; sources that offer nothing are left out."""
    if names is None:
        rows = db.rows(f"{_OFFERS} ORDER BY name")
    else:
        found = (db.row(f"{_OFFERS} AND name = ?", (name,)) for name in sorted(set(names)))
        rows = [row for row in found if row is not None]
    made = ((row["name"], json.loads(row["hubs"])) for row in rows)
    return tuple(HubOffer(name, tuple(words["hubs"]), words["topic"], words["key"]) for name, words in made)


def subscriptions(db: Database) -> tuple[Subscription, ...]:
    """Every subscription, those being ended included."""
    return tuple(_subscription(row) for row in db.rows(_ALL))


def statuses(db: Database, source: SourceId) -> tuple[SubscriptionStatus, ...]:
    """The subscriptions of a source with what came of them; no secret and no callback."""
    rows = db.rows(
        "SELECT b.* FROM subscription AS b JOIN source AS s ON s.id = b.source_id WHERE s.name = ? ORDER BY b.state",
        (source,),
    )
    return tuple(
        SubscriptionStatus(
            hub=row["hub"],
            topic=row["topic"],
            state=row["state"],
            expires_at=optional(row["expires_at"]),
            next_at=from_micros(row["next_at"]),
            pushes=row["pushes"],
            pushed_at=optional(row["pushed_at"]),
            forged=row["forged"],
            delivering=bool(row["delivering"]),
            error=row["error"],
        )
        for row in rows
    )


def _subscription(row: Row) -> Subscription:
    return Subscription(
        source=row["name"],
        token=row["token"],
        hub=row["hub"],
        topic=row["topic"],
        callback=row["callback"],
        secret=row["secret"],
        address_key=row["address_key"],
        state=row["state"],
        asked=row["asked"],
        next_at=from_micros(row["next_at"]),
        expires_at=optional(row["expires_at"]),
        attempts=row["attempts"],
        error=row["error"],
    )


def save(db: Database, one: Subscription) -> None:
    """Write a subscription, new or known; what was pushed so far is left as it is. Raises KeyError as `row_of`."""
    with db.writing():
        row_of(db, one.source)
        db.execute(
            _SAVE,
            {
                "token": one.token,
                "source": one.source,
                "hub": one.hub,
                "topic": one.topic,
                "callback": one.callback,
                "secret": one.secret,
                "address_key": one.address_key,
                "state": one.state,
                "asked": one.asked,
                "next_at": micros(one.next_at),
                "expires_at": stored(one.expires_at),
                "attempts": one.attempts,
                "error": one.error,
            },
        )


def forget(db: Database, token: str) -> None:
    """A subscription ended."""
    with db.writing():
        db.execute("DELETE FROM subscription WHERE token = ?", (token,))


def distrust(db: Database, token: str, now: datetime) -> None:
    """No pushes are to be relied on any more: the source is due when it would be due without them."""
    with db.writing():
        row = db.row("SELECT * FROM subscription WHERE token = ?", (token,))
        if row is None:
            return
        db.execute("UPDATE subscription SET delivering = 0, poll_at = NULL WHERE token = ?", (token,))
        if row["poll_at"] is not None:
            at = max(row["poll_at"], micros(now))
            reason = "its hub pushes no more, so it is polled as before"
            db.execute(_SOONER, {"at": at, "reason": reason, "source": row["source_id"]})


def count_forged(db: Database, token: str) -> None:
    """A push came whose signature was not right."""
    with db.writing():
        db.execute("UPDATE subscription SET forged = forged + 1 WHERE token = ?", (token,))


def pushed(db: Database, token: str, at: datetime) -> None:
    """A push was recorded; inside the transaction that records it."""
    db.execute(
        "UPDATE subscription SET pushes = pushes + 1, pushed_at = ?, delivering = 1 WHERE token = ?",
        (micros(at), token),
    )


def polled(db: Database, source_id: int, *, news: bool, without_pushes: datetime | None) -> None:
    """A whole poll was recorded. News in it that no push had brought: the hub does not deliver."""
    if news:
        db.execute("UPDATE subscription SET delivering = 0 WHERE source_id = ? AND delivering = 1", (source_id,))
    if without_pushes is not None:
        at = micros(without_pushes)
        db.execute("UPDATE subscription SET poll_at = ? WHERE source_id = ? AND delivering = 1", (at, source_id))


# ------------------------------------------------------------------------------------------------ our own hub


def want_pings(db: Database, paths: Iterable[str], now: datetime) -> None:
    """Our hub must hear that these documents changed. One that still waits is not told twice."""
    with db.writing():
        db.many(_PING, [(path, micros(now), micros(now)) for path in paths])


def pings(db: Database, now: datetime, limit: int) -> tuple[Ping, ...]:
    """What our hub must be told now."""
    rows = db.rows("SELECT * FROM ping WHERE next_at <= ? ORDER BY next_at, path LIMIT ?", (micros(now), limit))
    return tuple(Ping(row["path"], from_micros(row["at"]), row["attempts"]) for row in rows)


def pinged(db: Database, ping: Ping) -> None:
    """Our hub knows; unless the document changed again meanwhile."""
    with db.writing():
        db.execute("DELETE FROM ping WHERE path = ? AND at = ?", (ping.path, micros(ping.at)))


def ping_failed(db: Database, ping: Ping, next_at: datetime, error: str) -> None:
    """Our hub could not be told; try again then."""
    with db.writing():
        db.execute(
            "UPDATE ping SET attempts = attempts + 1, next_at = ?, error = ? WHERE path = ? AND at = ?",
            (micros(next_at), error, ping.path, micros(ping.at)),
        )
