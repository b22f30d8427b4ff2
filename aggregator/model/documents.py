"""A document and its items as parsing understood them, and the jobs that make them."""

from __future__ import annotations

import copyreg
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from enum import StrEnum
from operator import attrgetter
from typing import Any, Protocol, TypeAlias

from aggregator.model.texts import EntryId, PlainText, SafeHtml, SourceId


class Precision(StrEnum):
    """How exactly a date is known."""

    SECOND = "second"
    DAY = "day"  # the feed named a day; its midnight is not a time


@dataclass(frozen=True, slots=True)
class FeedDate:
    """A date as a feed gave it. With DAY precision `at` is the start of that day in the source's zone, as UTC."""

    at: datetime
    precision: Precision = Precision.SECOND


@dataclass(frozen=True, slots=True)
class Person:
    """An author."""

    name: PlainText
    url: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that belongs to an entry. `length` in bytes, `duration` in seconds, where known."""

    url: str
    type: str = ""
    length: int | None = None
    title: PlainText = PlainText("")
    duration: int | None = None
    medium: str = ""  # image, audio, video, … where the feed says


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something a source does wrong that we repaired or worked around: told in `sources ID`, never a failure."""

    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class EntryKeys:
    """What an entry may be recognised by. Computed once, in the parse child, versioned by `version`.

    `link` is the canonical link (`aggregator.urls.canonical`), `text` the hash of its normalised text where that
    has 200 characters or more, `title` the hash of its folded title, `bands` the MinHash bands of its text.
    `content` is the identity of last resort: a hash of title and text.
    """

    version: int
    content: str
    link: str = ""
    text: str = ""
    title: str = ""
    bands: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedEntry:
    """One item of a document, cleaned and keyed, ready to be decided on.

    `position` counts from 0 at the top of the document. `item_hash` covers the item's bytes and what it inherits;
    empty where the document could not be split. `content_hash` covers what a reader would see.
    `raw` is the parsed, uncleaned entry as versioned JSON under zstd, opened again only in a child.
    """

    position: int
    item_hash: bytes
    content_hash: bytes
    guid: str  # "" where there was none
    link: str  # absolute http(s), as the feed meant it; "" where there was none
    title: PlainText
    keys: EntryKeys
    guid_is_link: bool = False
    authors: tuple[Person, ...] = ()
    published: FeedDate | None = None
    updated: FeedDate | None = None
    content: SafeHtml = SafeHtml("")
    summary: SafeHtml = SafeHtml("")  # where the feed had one beside the content
    text: PlainText = PlainText("")  # plain text of the content
    is_teaser: bool = False  # no full text: a summary alone, or cut off
    tags: tuple[PlainText, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    thumbnail: str = ""
    language: str = ""
    comments: str = ""
    origin: tuple[PlainText, str] = (PlainText(""), "")  # atom:source / RSS source: title and address
    raw: bytes = b""
    flaws: tuple[Flaw, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """An item whose bytes we have stored already: not parsed again, but the document's logic sees it."""

    position: int
    entry_id: EntryId
    item_hash: bytes
    guid: str
    link: str


RosterItem: TypeAlias = ParsedEntry | Known


@dataclass(frozen=True, slots=True)
class FeedHints:
    """What a document asks of its pollers (RSS `ttl`, `skipHours`, `skipDays`; the syndication module)."""

    interval: timedelta | None = None
    skip_hours: frozenset[int] = frozenset()  # GMT
    skip_days: frozenset[int] = frozenset()  # Monday is 0, GMT


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A document: its own words, and every item in document order."""

    format: str  # "rss20", "atom10", "jsonfeed-1.1", …
    encoding: str
    roster: tuple[RosterItem, ...]
    title: PlainText = PlainText("")
    link: str = ""
    description: PlainText = PlainText("")
    language: str = ""
    icon: str = ""
    authors: tuple[Person, ...] = ()
    updated: datetime | None = None
    modified: datetime | None = None  # Last-Modified of the answer, where there was one
    hints: FeedHints = FeedHints()
    hubs: tuple[str, ...] = ()
    self_link: str = ""
    partial: bool = False
    flaws: tuple[Flaw, ...] = ()
    # The version of parser and cleaner: where it is another than before, what differs may be our doing.
    read_as: int = 0


@dataclass(frozen=True, slots=True)
class ContentOptions:
    """How a source's content is cleaned. Selectors are CSS; hosts are names or `*.name`."""

    remove: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    embeds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ParseRequest:
    """A job for a parse child: bytes in, `ParsedFeed` out. Everything in it pickles.

    `known` maps the item hashes of the entries that the last document listed to their ids. A body of more than
    `max_body` bytes is refused.
    """

    source: SourceId
    body: bytes
    url: str
    content_type: str
    now: datetime
    timezone: str = "UTC"
    date_formats: tuple[str, ...] = ()
    language: str = ""
    known: Mapping[bytes, EntryId] = field(default_factory=dict)
    content: ContentOptions = ContentOptions()
    partial: bool = False
    max_body: int = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed that a page names: its absolute address, its media type and title where the page says them."""

    url: str
    type: str = ""
    title: PlainText = PlainText("")


@dataclass(frozen=True, slots=True)
class Article:
    """The full text of an article page, cleaned."""

    content: SafeHtml
    text: PlainText
    title: PlainText = PlainText("")
    authors: tuple[Person, ...] = ()
    published: FeedDate | None = None
    thumbnail: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class RecleanItem:
    """A stored entry whose sealed upstream copy (`ParsedEntry.raw`) is cleaned again. `ref` comes back as it is.

    `article` is its full text where an article page gave that: it was clean once, and stands for the content.
    """

    ref: EntryId
    raw: bytes
    content: ContentOptions = ContentOptions()
    article: str = ""


@dataclass(frozen=True, slots=True)
class Recleaned:
    """What cleaning again made of a stored entry: the fields that cleaning decides, and none that identify it."""

    ref: EntryId
    title: PlainText
    content: SafeHtml
    summary: SafeHtml
    text: PlainText
    is_teaser: bool
    thumbnail: str
    keys: EntryKeys
    content_hash: bytes
    authors: tuple[Person, ...] = ()
    tags: tuple[PlainText, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    is_article: bool = False  # the text is that of the article page


class Worker(Protocol):
    """Fetch-to-keys work that may run elsewhere: pure request → result jobs. Each raises ParseError."""

    async def parse(self, request: ParseRequest) -> ParsedFeed:
        """Parse, clean and key one document."""
        ...

    async def discover(self, body: bytes, url: str, content_type: str = "") -> tuple[FeedLink, ...]:
        """The feeds that a page names."""
        ...

    async def article(
        self, body: bytes, url: str, content_type: str = "", options: ContentOptions | None = None
    ) -> Article:
        """The full text of an article's page."""
        ...

    async def reclean(self, items: Sequence[RecleanItem]) -> list[Recleaned | None]:
        """Open sealed upstream entries and clean them again; None for one that cannot be opened any more."""
        ...


def _crossing(kind: type[Any]) -> None:
    """Let a value pickle as its class and its fields: what dataclasses do for slots asks for their names each time."""
    values = attrgetter(*(one.name for one in fields(kind)))
    copyreg.pickle(kind, lambda value: (kind, values(value)))


# What goes to a parse child and comes back, by the thousand.
for _kind in (FeedDate, Person, Enclosure, Flaw, EntryKeys, ParsedEntry, Known, FeedHints, ParsedFeed, ParseRequest):
    _crossing(_kind)
