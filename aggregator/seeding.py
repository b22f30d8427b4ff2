"""Ids and dates read back out of our own published feeds: what a lost database can be given again.

    place ─▶ feeds.opml ─▶ each category's JSON Feed, else what is listed ─▶ its archive pages ─▶ PublishedItem

JSON Feed is preferred because its `_aggregator` holds the exact order and the source's own ids; Atom and RSS give ids,
links and dates. Nothing outside of the place that a person named is ever asked.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote, unquote, urlsplit

from aggregator.errors import FetchError, ParseError, StorageError
from aggregator.fetch import Fetcher
from aggregator.model import ParsedEntry, ParseRequest, Slug, Worker
from aggregator.store import PrintedCopy, Published, PublishedItem

SUFFIXES = ("json", "atom", "rss")
"""The formats that can be read back, the one that tells most first."""
MOST_BYTES = 64 * 1024 * 1024
MOST_PAGES = 10_000

_PREVIOUS = re.compile(rb"""<(?:\w+:)?link\b(?=[^>]*\brel=["']prev-archive["'])[^>]*\bhref=["']([^"']+)["']""")
_ITEM = re.compile(rb"<(entry|item)[\s>].*?</\1>", re.DOTALL)
_NAME = re.compile(rb"<(id|guid)(?:\s[^>]*)?>([^<]+)</\1>")
_RELATED = re.compile(
    rb"""<(?:\w+:)?link\b(?=[^>]*\brel=["']related["'])[^>]*\bhref=(?:"([^"]+)"|'([^']+)')""",
)
_LISTED = re.compile(rb"""\bxmlUrl=["']([^"']+)["']""")
_HIDDEN = re.compile(rb"<\?aggregator-hidden ([0-9a-f, ]+)\?>")
_PAGE = re.compile(r"/archive-([1-9]\d{0,8})\.")
_TICK = timedelta(microseconds=1)


class Shelf(Protocol):
    """Where published files lie."""

    async def read(self, name: str) -> bytes | None:
        """A file by its published name; None where there is none. Raises StorageError."""
        ...


async def published(place: str, *, fetcher: Fetcher, parser: Worker, now: datetime) -> Published:
    """Every story that our feeds at `place` show, archives included, each once, and those feeds with their own ids.

    `place` is the address or the folder of a published site, or one feed of it (.json, .atom, .rss). Raises
    StorageError `nothing-published` where no feed of ours is there, `published-unreachable` where it cannot be read;
    ParseError where what is there is no feed.
    """
    shelf, document = _opened(place, fetcher)
    names = [document] if document else await _listed(shelf, place)
    found: dict[str, PublishedItem] = {}
    feeds: dict[Slug, str] = {}
    hidden: dict[str, None] = {}
    pages: dict[Slug, dict[int, tuple[str, ...]]] = {}
    for name in names:
        async for page in _walk(shelf, name, place, parser, now):
            slug = name.rpartition(".")[0]
            feeds.setdefault(slug, page.uid)
            if page.block is not None:
                pages.setdefault(slug, {})[page.block] = tuple(item.uid for item in page.items)
            hidden |= dict.fromkeys(page.hidden)
            for item in page.items:
                found[item.uid] = _joined(found.get(item.uid), item)
    return Published(_apart(found.values()), feeds, tuple(hidden), pages)


def _apart(items: Iterable[PublishedItem]) -> tuple[PublishedItem, ...]:
    """The stories with places of their own: equal ones move apart by a microsecond, so that they keep their order
    whichever is polled again first.
    """
    upwards = list(items)[::-1]
    upwards.sort(key=lambda one: one.sort_at)
    apart: list[PublishedItem] = []
    for item in upwards:
        taken = apart[-1].sort_at if apart else None
        apart.append(item if taken is None or item.sort_at > taken else replace(item, sort_at=taken + _TICK))
    return tuple(apart)


def _joined(known: PublishedItem | None, item: PublishedItem) -> PublishedItem:
    """A story that several categories show: what the first says of it, with the names that all of them know."""
    if known is None:
        return item
    return replace(
        known,
        links=tuple(dict.fromkeys((*known.links, *item.links))),
        printed=tuple(dict.fromkeys((*known.printed, *item.printed))),
        seen=tuple(dict.fromkeys((*known.seen, *item.seen))),
    )


# ------------------------------------------------------------------------------------------------ places


@dataclass(frozen=True, slots=True)
class _Web:
    """A published site behind an address that ends with a slash. The address was written by the user: it is trusted."""

    base: str
    fetcher: Fetcher

    async def read(self, name: str) -> bytes | None:
        url = self.base + quote(name, safe="/~!$&'()*+,;=:@")
        try:
            return (await self.fetcher.get_page(url, max_body=MOST_BYTES, trusted=True)).body
        except FetchError as error:
            if error.status in {404, 410}:
                return None
            hint = error.hint or "try again when it answers: without it, subscribers may get stories twice"
            raise StorageError("published-unreachable", error.what, where=error.where or url, hint=hint) from error


@dataclass(frozen=True, slots=True)
class _Folder:
    """A published site on disk."""

    base: Path

    async def read(self, name: str) -> bytes | None:
        path = self.base / name
        try:
            return path.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise StorageError(
                "published-unreachable", f"it cannot be read: {error.strerror}", where=str(path),
                hint="check its owner and mode",
            ) from error  # fmt: skip


def _opened(place: str, fetcher: Fetcher) -> tuple[Shelf, str]:
    """The shelf, and the name of the one document that was asked for; "" for all."""
    if place.lower().startswith(("http://", "https://")):
        parts = urlsplit(place)
        head, _, last = parts.path.rpartition("/")
        document = unquote(last) if last.rpartition(".")[2] in SUFFIXES else ""
        folder = head if document or last in {"", "index.html", "feeds.opml"} else parts.path
        return _Web(f"{parts.scheme}://{parts.netloc}{folder.rstrip('/')}/", fetcher), document
    path = Path(unquote(urlsplit(place).path)) if place.lower().startswith("file:") else Path(place)
    if path.suffix[1:] in SUFFIXES:
        return _Folder(path.parent), path.name
    return _Folder(path.parent if path.suffix in {".html", ".opml"} else path), ""


async def _listed(shelf: Shelf, place: str) -> list[str]:
    """The documents that feeds.opml names, one for each category, in JSON where that is published."""
    body = await shelf.read("feeds.opml")
    if body is None:
        raise _nothing(place, "there is no feeds.opml")
    names = []
    for address in _LISTED.findall(body):
        path = urlsplit(html.unescape(address.decode("utf-8", "replace"))).path
        name = unquote(path).rpartition("/")[2]  # last: an encoded slash would lead out of the place
        slug, _, suffix = name.rpartition(".")
        if suffix in SUFFIXES and slug:
            names.append(name if suffix == "json" or not await shelf.read(f"{slug}.json") else f"{slug}.json")
    if not names:
        raise _nothing(place, "its feeds.opml names none")
    return names


def _nothing(place: str, why: str) -> StorageError:
    return StorageError(
        "nothing-published", f"no feeds of ours are published there: {why}", where=place,
        hint="name the folder or the address that holds feeds.opml, or one feed of it",
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------ documents


@dataclass(frozen=True, slots=True)
class _Page:
    """A document: the id of its feed, "" where it has none, its stories, and what it tells of hidden ones. `block` is
    the admission block of an archive page.
    """

    uid: str
    items: tuple[PublishedItem, ...]
    hidden: tuple[str, ...] = ()
    block: int | None = None


async def _walk(shelf: Shelf, first: str, place: str, parser: Worker, now: datetime) -> AsyncIterator[_Page]:
    """A category from its current document to its oldest archive page (RFC 5005, JSON Feed `next_url`)."""
    slug = first.rpartition(".")[0]
    name = first
    seen: set[str] = set()
    while name and name not in seen and len(seen) < MOST_PAGES:
        seen.add(name)
        body = await shelf.read(name)
        if body is None:
            if name == first:
                raise _nothing(place, f"there is no {name}")
            return  # a page that is gone takes nothing else with it
        numbered = _PAGE.search(name)
        block = int(numbered[1]) - 1 if numbered else None
        if name.endswith(".json"):
            feed = _json(body, name)
            older = str(feed.get("next_url") or "")
            own = _object(feed.get("_aggregator"))
            hidden = own.get("hidden")
            told = tuple(map(str, hidden)) if isinstance(hidden, list) else ()
            yield _Page(str(own.get("id") or ""), tuple(_from_json(feed)), told, block)
        else:
            match = _PREVIOUS.search(body)
            older = _text(match[1]) if match else ""
            named = _NAME.search(body.partition(b"<entry")[0])
            hides = _HIDDEN.search(body)
            yield _Page(
                uid=_text(named[2]) if named else "",
                items=tuple(await _from_xml(body, name, parser, now)),
                hidden=tuple(_text(hides[1]).split(", ")) if hides else (),
                block=block,
            )
        name = _archive_of(slug, older)


def _archive_of(slug: str, address: str) -> str:
    """The name of an archive page by its address, whatever site that was written for; "" for anything else."""
    found = re.search(r"/([^/]+)/(archive-\d{1,9}\.(?:json|atom))$", urlsplit(address).path)
    return f"{slug}/{found[2]}" if found and unquote(found[1]) == slug and slug not in {".", ".."} else ""


def _json(body: bytes, name: str) -> Mapping[str, Any]:
    try:
        feed = json.loads(body)
    except (ValueError, RecursionError):
        feed = None
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise ParseError("not-a-feed", "this is no JSON Feed", where=name, hint="name a feed that aggregator published")
    return feed


def _from_json(feed: Mapping[str, Any]) -> Iterator[PublishedItem]:
    for item in feed["items"]:
        if not isinstance(item, dict) or not item.get("id"):
            continue
        own = _object(item.get("_aggregator"))
        published = _instant(item.get("date_published"))
        order = _instant(own.get("order")) or published
        if order is None:
            continue
        copies = own.get("copies")
        carriers = [_object(copy) for copy in (copies if isinstance(copies, list) else ())]
        carried = [copy.get("url") for copy in carriers]
        source, guid = _object(own.get("source")).get("id"), own.get("guid")
        yield PublishedItem(
            uid=str(item["id"]),
            links=tuple(dict.fromkeys(str(link) for link in (item.get("url"), *carried) if link)),
            sort_at=order,
            first_seen_at=_instant(own.get("first_seen")) or order,
            printed=(
                PrintedCopy(
                    link=str(item.get("url") or ""),
                    published_at=published,
                    updated_at=_instant(item.get("date_modified")) or published,
                    source=str(source or ""),
                    guid=str(guid or ""),
                ),
            )
            if published
            else (),
            seen=tuple(
                # Seconds are all that is written; the shown copy comes first, and was the first where they are equal.
                (str(copy["source"]), str(copy["url"]), when + number * _TICK)
                for number, copy in enumerate(carriers)
                if copy.get("source") and copy.get("url") and (when := _instant(copy.get("first_seen")))
            ),
        )


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _instant(value: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(value)) if value else None
        return None if found is None else found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


async def _from_xml(body: bytes, name: str, parser: Worker, now: datetime) -> list[PublishedItem]:
    """Atom or RSS: the order is that of the document, so the instants that make it are its dates, kept ascending from
    its end: a late entry stands above younger dates, never an old one below them.
    """
    url = f"file:///{quote(name)}"
    request = ParseRequest("published", body, url, content_type="", now=now, max_body=MOST_BYTES)
    related = _related(body)
    found: list[PublishedItem] = []
    for entry in reversed((await parser.parse(request)).roster):
        if not isinstance(entry, ParsedEntry) or not entry.guid:
            continue
        published = entry.published.at if entry.published else entry.updated.at if entry.updated else now
        order = max(published, found[-1].sort_at + _TICK) if found else published
        links = (entry.link, *related.get(entry.guid, ()))
        updated = max(published, entry.updated.at) if entry.updated else published
        printed = PrintedCopy(entry.link, published, updated)
        found.append(PublishedItem(entry.guid, tuple(filter(None, links)), order, published, (printed,)))
    return found[::-1]


def _related(body: bytes) -> dict[str, tuple[str, ...]]:
    """The addresses of the other carriers, by the id of the story. Only documents that we wrote are read like this."""
    found = {}
    for item in _ITEM.finditer(body):
        name = _NAME.search(item[0])
        if name is not None:
            links = (_text(one[1] or one[2]) for one in _RELATED.finditer(item[0]))
            found[_text(name[2])] = tuple(links)
    return found


def _text(words: bytes) -> str:
    return html.unescape(words.decode("utf-8", "replace")).strip()
