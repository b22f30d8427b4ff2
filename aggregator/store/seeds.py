"""What our own published feeds knew, kept until the articles are polled again after a database was lost."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from aggregator.clock import micros
from aggregator.model import Slug
from aggregator.store import stories, traces
from aggregator.store.database import Database
from aggregator.store.membership import BLOCK
from aggregator.store.values import PrintedCopy, Published, PublishedItem
from aggregator.urls import canonical, is_front_page

_KEEP = """
INSERT INTO seed (kind, key, uid, sort_at, first_seen_at, published_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT DO NOTHING"""


def seed(db: Database, found: Published, now: datetime) -> int:
    """Remember ids and dates, for articles yet to be polled again; gives how many stories there were.

    An item whose uid is stored already is passed over. Outputs that were published before are known as such again,
    under their own ids, and their archive pages will hold what they held.
    """
    count = 0
    with db.writing():
        for slug, uid in sorted(found.feeds.items()):
            _output(db, slug, uid, micros(now))
        for slug, pages in sorted(found.pages.items()):
            _number(db, slug, pages)
        traces.take_over(db, found.hidden)
        for item in found.items:
            if stories.story_of_uid(db, item.uid) is None:
                _keep(db, item)
                count += 1
    return count


def _keep(db: Database, item: PublishedItem) -> None:
    printed: dict[tuple[str, str], PrintedCopy] = {}
    for copy in item.printed:
        if copy.source and copy.guid:
            printed.setdefault(("guid", f"{copy.source} {copy.guid}"), copy)
        if key := _key(copy.link):
            printed.setdefault(("link", key), copy)
    names = [("uid", item.uid), *printed, *(("link", key) for link in item.links if (key := _key(link)))]
    first = micros(item.first_seen_at)
    rows = [(kind, key, first) for kind, key in dict.fromkeys(names)]
    rows += [("seen", f"{source} {key}", micros(at)) for source, link, at in item.seen if (key := _key(link))]
    for kind, key, seen in rows:
        shown = printed.get((kind, key))
        dates = (None, None) if shown is None else (micros(shown.published_at), micros(shown.updated_at))
        db.execute(_KEEP, (kind, key, item.uid, micros(item.sort_at), seen, *dates))


def _key(link: str) -> str:
    """What a link is kept under; "" for a front page, which names no article."""
    key = canonical(link)
    return "" if is_front_page(key) else key


def _output(db: Database, slug: Slug, uid: str, at: int) -> None:
    """An output that was published before the database was lost; its id is given back while nothing refers to it."""
    row = db.row("SELECT * FROM output WHERE slug = ? AND first_published_at IS NULL", (slug,))
    if row is None:
        return
    values = {name: row[name] for name in row.keys()} | {"first_published_at": at}  # noqa: SIM118 - a row is no mapping
    used = db.row("SELECT 1 FROM entry_category WHERE output_id = ?", (row["id"],)) is not None
    if uid and not used and db.row("SELECT 1 FROM output WHERE uid = ?", (uid,)) is None:
        db.execute("DELETE FROM output WHERE id = ?", (row["id"],))
        db.table("output").insert(values | {"uid": uid})
    else:
        db.table("output").update(row["id"], {"first_published_at": at})


def _number(db: Database, slug: Slug, pages: Mapping[int, tuple[str, ...]]) -> None:
    """The places that an output's stories had in its archive, where it has given none since. What comes new is counted
    on from there, so no page that was closed ever grows.
    """
    output = db.value("SELECT id FROM output WHERE slug = ? AND next_number = 1", (slug,))
    if output is None:
        return
    for block, uids in pages.items():
        upwards = uids[: -BLOCK - 1 : -1]
        numbers = [(output, uid, block * BLOCK + place) for place, uid in enumerate(upwards, 1)]
        db.many("INSERT INTO seed_number (output_id, uid, number) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", numbers)
    last = db.value("SELECT max(number) FROM seed_number WHERE output_id = ?", (output,))
    db.execute("UPDATE output SET next_number = ? WHERE id = ?", ((last or 0) + 1, output))
