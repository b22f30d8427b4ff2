"""What an entry is recognised by: its keys, the names it bears in its source, and the id its story gets.

Keys are stored, so they carry a version; whoever changes what a key is made of raises `KEY_VERSION` and keeps the
old recipe until no stored key needs it. Look-ups ask both versions; nothing is re-keyed in place.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Collection
from datetime import datetime
from functools import lru_cache
from itertools import count
from typing import NamedTuple

from aggregator import urls
from aggregator.clock import rfc3339
from aggregator.merge import landmarks, similarity, titles, tokens
from aggregator.merge.ownid import own_id
from aggregator.model import EntryKeys, ParsedEntry, RosterItem, SourceId

KEY_VERSION = 1
PREVIOUS_KEY_VERSION = 1
"""The version before; equal to `KEY_VERSION` while there is none."""

NAMESPACE = uuid.UUID("6f1d9f0e-6d0c-5a0b-9c56-0d3f5a1b7c11")
"""Of the ids we make ourselves. Fixed for ever: the same source and item give the same id on every machine."""

TEXT_DECIDES = 200
"""Characters from which equal normalised text decides alone."""

_LONG_NAME = 400


def keys(*, title: str, text: str, link: str, guid: str) -> EntryKeys:
    """Everything an entry may be recognised by. Called once per new item, in the parse child.

    `text` is the plain text of the content; `link` the article's address as the feed meant it. An item without a link
    whose guid is a web address is known by that.
    """
    letters, bands = tokens.letters(text), similarity.bands(text)
    core = titles.core(title)
    return EntryKeys(
        version=KEY_VERSION,
        content=_digest("content", tokens.letters(title), letters),
        link=link_key(link, guid),
        text=_digest("text", letters) if len(letters) >= TEXT_DECIDES else "",
        title=_digest("title", core) if core else "",
        bands=(*bands, *landmarks.bands(title, text)),
    )


_RECIPES: dict[int, Callable[..., EntryKeys]] = {KEY_VERSION: keys}


def link_of(item: RosterItem) -> str:
    """The canonical link of an item, as its keys have it."""
    if isinstance(item, ParsedEntry) and item.link:
        return item.keys.link
    return link_key(item.link, item.guid)


def link_key(link: str, guid: str) -> str:
    """The canonical link of an item; where it has none, that of a guid which is a web address."""
    return urls.canonical(link) or (urls.canonical(guid) if not link else "")


def _digest(*parts: str) -> str:
    """128 bits over the parts, as 32 hex digits; stable across Python versions and machines."""
    return hashlib.blake2b("\x00".join(parts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def alias_names(entry: ParsedEntry) -> tuple[tuple[str, str], ...]:
    """Every (kind, key) an entry may be stored under in its own source, the strongest first.

    Kinds: `guid` (as written, and its canonical form where it is an address), `link` (canonical, with its fragment
    where it has one, and the page without it), `hash` (see `HashNames`), `path` (link path and title,
    for a blog that moved to another host). The store looks all of them up for every entry that a document brings, and
    keeps a name with the entry that bore it first.
    """
    return _alias_names(entry.guid, entry.link, entry.title, _instant(entry), entry.keys.link, entry.keys.content,
                        entry.content_hash)  # fmt: skip


@lru_cache(maxsize=1024)  # look-up and naming of one document each ask
def _alias_names(
    guid: str, link: str, title: str, when: datetime | None, key: str, content: str, content_hash: bytes
) -> tuple[tuple[str, str], ...]:
    names = [("guid", name) for name in guid_names(guid, key if guid == link else "")]
    names += [("link", name) for name in (*link_names(link, key), *page_names(key))]
    names += [("hash", name) for name in _hash_names(guid, link, title, when, content, content_hash) if name]
    if path := _path_name(key or urls.canonical(link), title):
        names.append(("path", path))
    return tuple(dict.fromkeys(names))


def _instant(entry: ParsedEntry) -> datetime | None:
    return entry.published.at if entry.published else None


class HashNames(NamedTuple):
    """What is left to know an entry by without guid and link; "" where it has no date or no title."""

    exact: str  # all of it: guid, link, title, date and content
    dated: str  # content and date
    content: str
    titled: str  # title and date


def hash_names(entry: ParsedEntry) -> HashNames:
    """The hashes an entry may be known by, the strongest first."""
    return _hash_names(entry.guid, entry.link, entry.title, _instant(entry), entry.keys.content, entry.content_hash)


@lru_cache(maxsize=1024)  # look-up, matching and naming of one document each ask
def _hash_names(guid: str, link: str, title: str, at: datetime | None, content: str, content_hash: bytes) -> HashNames:
    letters, when = tokens.letters(title), rfc3339(at) if at else ""
    return HashNames(
        exact=_digest("exact", guid, link, title, when, content_hash.hex()),
        dated=_digest("dated", content, when) if when else "",
        content=content,
        titled=_digest("titled", letters, when) if when and letters else "",
    )


def guid_names(guid: str, address: str = "") -> tuple[str, ...]:
    """A guid as aliases know it: as written, and without what scheme, `www` or click counters change.

    `address` is its canonical form, computed here where it is not at hand.
    """
    if not guid:
        return ()
    name = guid if len(guid) <= _LONG_NAME else _digest("guid", guid)
    address = address or urls.canonical(guid)
    return (name, f"~{address}") if address and not urls.is_front_page(address) else (name,)


def link_names(link: str, key: str) -> tuple[str, ...]:
    """A link as aliases know it. `key` is its canonical form, computed here where it is not at hand."""
    key = key or urls.canonical(link)
    if not key:
        return ()
    _, mark, fragment = link.partition("#")
    return (f"{key}#{fragment}", key) if mark and fragment and "#" not in key else (key,)


def page_names(key: str) -> tuple[str, ...]:
    """The page that a canonical link's anchor stands on: a weak name, for the anchor may be all that tells items apart.

    A front page is no name at all.
    """
    page = urls.page(key)
    return () if page == key or urls.is_front_page(page) else (page,)


def path_name(entry: ParsedEntry) -> str:
    """The path of the link and the title: what stays when a blog moves to another host."""
    return _path_name(entry.keys.link or urls.canonical(entry.link), entry.title)


def _path_name(key: str, title: str) -> str:
    path = key.removeprefix("https://").partition("/")[2]
    letters = tokens.letters(title)
    if urls.is_front_page(key) or len(letters) < 4:
        return ""
    return _digest("path", path, letters)


def story_lookups(entry: ParsedEntry) -> tuple[tuple[str, int, str], ...]:
    """Every (kind, version, key) to look for among all stories: `link`, `text`, `title`; this version and the last.

    A front page is no link key. The store answers each with at most a few stories, the newest first for `title`.
    """
    found = _lookups(entry.keys)
    if entry.keys.version != PREVIOUS_KEY_VERSION:
        recipe = _RECIPES[PREVIOUS_KEY_VERSION]
        found += _lookups(recipe(title=entry.title, text=entry.text, link=entry.link, guid=entry.guid))
    return tuple(dict.fromkeys(found))


def _lookups(made: EntryKeys) -> list[tuple[str, int, str]]:
    named = (("link", "" if urls.is_front_page(made.link) else made.link), ("text", made.text), ("title", made.title))
    return [(kind, made.version, key) for kind, key in named if key]


CHOICES = 5
"""Ids that the store looks up for an entry before it gives up on its being known which are taken."""


def uid_name(source_id: SourceId, entry: ParsedEntry, choice: int, *, own: bool = True) -> str:
    """The id an entry's story gets where all choices before this one, from 0, are taken.

    The first is the entry's own id where it may be published; with `own` false that is passed over (a source that
    repeats its guids). The others are UUIDs (RFC 9562 version 5) of source id and identity key, so a lost database
    gives the same ids again.
    """
    published = own_id(entry.guid) if own else ""
    if published and choice == 0:
        return published
    return _uuid(source_id, _identity(entry, own=own), choice - bool(published))


def uid(source_id: SourceId, entry: ParsedEntry, taken: Collection[str], *, own: bool = True) -> str:
    """The id of a new story: the first choice that no other story bears."""
    names = (uid_name(source_id, entry, choice, own=own) for choice in count())
    return next(name for name in names if name not in taken)


def _identity(entry: ParsedEntry, *, own: bool) -> str:
    if own and entry.guid:
        return f"guid\n{entry.guid}"
    link = entry.keys.link
    if link and not urls.is_front_page(link):
        return f"link\n{link}"
    return f"hash\n{entry.keys.content}"


@lru_cache(maxsize=1024)  # once to ask whether it is taken, once to take it
def _uuid(source_id: SourceId, basis: str, again: int) -> str:
    name = f"{source_id}\n{basis}" + (f"\n{again + 1}" if again else "")
    return f"urn:uuid:{uuid.uuid5(NAMESPACE, name)}"
