"""The nouns of the walk, as frozen values.

    Source ─▶ FetchResult ─▶ ParsedFeed ─▶ Verdict ─▶ Entry / Story ─▶ MergedFeed ─▶ Rendered

An *entry* is one source's copy of an article. A *story* is what we publish: one or more entries.
Each step has its own type, honest about what is known there. Instants are aware datetimes in UTC.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import NewType, Protocol, TypeAlias

from aggregator.errors import HostBlock

PlainText = NewType("PlainText", str)
"""Text without markup, clean for XML 1.0; escape it where it is printed."""

SafeHtml = NewType("SafeHtml", str)
"""HTML that went through `aggregator.content.clean`, the only maker of it."""

SourceId: TypeAlias = str
EntryId: TypeAlias = int
StoryId: TypeAlias = int
Slug: TypeAlias = str

# ------------------------------------------------------------------------------------------------ fetch


@dataclass(frozen=True, slots=True)
class Validators:
    """What the origin gave us to ask "anything new?" with: opaque, sent back byte for byte (RFC 9110 8.8).

    `url` is the effective address that gave them; they are sent to no other. Empty: to every hop.
    """

    etag: str | None = None
    last_modified: str | None = None
    url: str = field(default="", compare=False)

    def __bool__(self) -> bool:
        return self.etag is not None or self.last_modified is not None


@dataclass(frozen=True, slots=True)
class Address:
    """One place where a source may be fetched, with everything the request needs, secrets resolved.

    `trusted` is true for addresses that the configuration's owner wrote under `[rsshub]`: those may be private.
    `key` names the address in the store without its secrets: validators are kept per (source, key).
    """

    url: str
    key: str
    headers: Mapping[str, str] = field(default_factory=dict)
    login: str = ""
    proxy: str = ""
    user_agent: str = ""
    trusted: bool = False


@dataclass(frozen=True, slots=True)
class FetchRequest:
    """What to ask for: addresses in the order of preference, with the validators known for each."""

    source: SourceId
    addresses: tuple[Address, ...]
    validators: Mapping[str, Validators] = field(default_factory=dict)  # by Address.key
    body_hashes: Mapping[str, bytes] = field(default_factory=dict)  # by Address.key: the last body that committed
    forced: bool = False  # a person asked; never breaks a Retry-After


class FetchStatus(StrEnum):
    """How a successful fetch ended."""

    NEW = "new"  # a body that must be parsed
    NOT_MODIFIED = "not_modified"  # 304
    SAME = "same"  # 200 with the very body we had
    PARTIAL = "partial"  # 226 or a push: it adds, never removes


@dataclass(frozen=True, slots=True)
class Hop:
    """One redirect that was followed."""

    url: str
    status: int
    to: str


@dataclass(frozen=True, slots=True)
class FetchResult:
    """What an origin answered. `headers` has lower-case names; `body` is decoded from its transfer coding only."""

    source: SourceId
    status: FetchStatus
    http_status: int
    address: Address
    url: str  # effective, after redirects; base of relative links
    fetched_at: datetime
    elapsed: float  # seconds
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    body_hash: bytes = b""  # blake2b, 16 bytes
    validators: Validators = Validators()
    hops: tuple[Hop, ...] = ()
    failed_before: tuple[tuple[str, str], ...] = ()  # (address key, error code) of mirrors tried in vain
    blocks: tuple[HostBlock, ...] = ()  # hosts of those mirrors that asked us to stay away

    @property
    def content_type(self) -> str:
        """The Content-Type header as it came, or an empty string."""
        return self.headers.get("content-type", "")

    @property
    def modified(self) -> datetime | None:
        """The Last-Modified header as an instant; None where there is none that means one."""
        try:
            when = parsedate_to_datetime(self.headers.get("last-modified", ""))
            return when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC)
        except (ValueError, OverflowError):
            return None


# ------------------------------------------------------------------------------------------------ parse


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
    read_as: int = (
        0  # the version of parser and cleaner: where it is another than before, what differs may be our doing
    )


@dataclass(frozen=True, slots=True)
class ContentOptions:
    """How a source's content is cleaned. Selectors are CSS; hosts are names or `*.name`."""

    remove: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    embeds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ParseRequest:
    """A job for a parse child: bytes in, `ParsedFeed` out. Everything in it pickles.

    `known` maps the item hashes of the entries that the last document listed to their ids.
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


# ------------------------------------------------------------------------------------------------ merge


@dataclass(frozen=True, slots=True)
class Judgement:
    """What rules and categories say of one copy: where it belongs, and how it is shown."""

    categories: frozenset[Slug] = frozenset()
    dropped: bool = False  # a rule drops it, or the source's `only` does not match: stored, not shown
    title: PlainText | None = None  # replaced by a rule
    author: PlainText | None = None
    marks: tuple[str, ...] = ()
    tags: tuple[PlainText, ...] = ()  # added by the source's configuration or by a rule
    rules: tuple[str, ...] = ()  # names of the rules that fired, in order


@dataclass(frozen=True, slots=True)
class Facts:
    """What a rule may ask about a copy: the condition words of DESIGN 4.1."""

    source: SourceId
    section: str
    title: str
    text: str
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    link: str
    language: str
    enclosures: tuple[str, ...]  # types and addresses
    published: datetime
    length: int  # characters of text


Judge: TypeAlias = Callable[[Facts], Judgement]


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """The little that a decision needs of an entry that is stored."""

    id: EntryId
    story_id: StoryId
    item_hash: bytes
    content_hash: bytes
    changes: int  # how often only its content hash changed
    title: PlainText
    link: str
    guid: str
    first_seen_at: datetime
    published: FeedDate | None
    updated_at: datetime | None  # by our own evidence: an edit that was seen
    fulltext: bool = False  # its content came from the article page; a teaser never overwrites it


@dataclass(frozen=True, slots=True)
class Candidate:
    """A copy in another source that an entry may be a duplicate of, with the text to confirm it by."""

    story_id: StoryId
    entry_id: EntryId
    source: SourceId
    title: PlainText
    text: PlainText
    link: str
    first_seen_at: datetime
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class SourceState:
    """What the store knows about a source between two polls."""

    id: SourceId
    first_polled_at: datetime | None = None  # first poll that succeeded
    last_success_at: datetime | None = None
    last_poll_at: datetime | None = None
    next_poll_at: datetime | None = None
    not_before_at: datetime | None = None  # an origin's Retry-After; never shortened
    failures: int = 0  # in a row
    unchanged: int = 0  # successful polls in a row that brought nothing
    status: str = "new"  # new | ok | failing | gone | paused
    policy: str = "guid"  # what identifies an item here: guid | link | hash
    policy_evidence: Mapping[str, int] = field(default_factory=dict)
    roster: tuple[EntryId, ...] = ()  # of the last whole document
    title: PlainText = PlainText("")  # as the feed names itself
    link: str = ""
    icon: str = ""
    language: str = ""
    hints: FeedHints = FeedHints()
    redirect_to: str = ""  # a permanent redirect that was confirmed
    redirect_seen: tuple[str, int, datetime] | None = None  # (target, polls, since) while it is being confirmed
    gone_at: datetime | None = None  # the first 410 of a row
    last_error: tuple[str, str, str] | None = None  # (code, sentence, hint)
    address_key: str = ""  # the address that answered last
    flaws: tuple[Flaw, ...] = ()
    posts_per_day: float | None = None  # measured over recent entries; None while unknown


@dataclass(frozen=True, slots=True)
class Seed:
    """What our own published feed knew of a story before its database was lost."""

    uid: str
    sort_at: datetime
    first_seen_at: datetime
    published_at: datetime | None = None
    first_copy_at: datetime | None = None  # when the source at hand was first seen to carry it, where that is known


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything stored that bears on one document, read inside the writing transaction."""

    source: SourceState
    aliases: Mapping[tuple[str, str], EntryId]  # (kind, key) of this source; kinds: guid, link, hash, path
    entries: Mapping[EntryId, StoredEntry]  # the entries those aliases and the roster's Known items name
    stories: Mapping[tuple[str, int, str], tuple[StoryId, ...]]  # (kind, version, key); kinds: link, text, title
    candidates: Mapping[StoryId, tuple[Candidate, ...]]  # copies of the stories found by title, text or MinHash
    near: Mapping[int, tuple[StoryId, ...]]  # by position: stories that share a MinHash band, in the window
    story_sources: Mapping[StoryId, frozenset[SourceId]]
    published_stories: frozenset[StoryId]
    taken_uids: frozenset[str]
    tombstones: frozenset[tuple[str, str]]  # (kind, key) of entries that were pruned
    hidden_keys: frozenset[str]  # canonical links and ids that `hide` named
    published_categories: frozenset[Slug] = frozenset()  # published at least once before this poll
    # (kind, key): kinds are link (canonical), uid, guid ("source guid") and seen ("source link": that copy's own
    # first sight); see `db restore --from-published`. A new entry with a seed takes its uid and dates, and is never
    # held back.
    seeds: Mapping[tuple[str, str], Seed] = field(default_factory=dict)


class Action(StrEnum):
    """What to do with one item of a roster."""

    NEW = "new"
    UPDATE = "update"
    SAME = "same"
    IGNORE = "ignore"  # pruned before, or beyond a limit: not stored again


@dataclass(frozen=True, slots=True)
class Decision:
    """The decision on one item. `entry_id` is set for UPDATE and SAME.

    For NEW exactly one of `story_id` (an existing story), `joins` (the position of an earlier NEW item of the same
    document) and `uid` (a story of its own) is set; `sort_at` belongs to a story of its own. A `seed` comes first:
    its story is the entry's, and takes in what the others name where that was never published.
    `aliases` are the names to remember; `evidence` says in words and numbers why it joined a story.
    """

    position: int
    action: Action
    entry_id: EntryId | None = None
    story_id: StoryId | None = None
    joins: int | None = None
    uid: str = ""
    sort_at: datetime | None = None
    published_at: datetime | None = None  # clamped; None where undated
    aliases: tuple[tuple[str, str], ...] = ()
    story_keys: tuple[tuple[str, int, str], ...] = ()
    judgement: Judgement | None = None
    held_back: frozenset[Slug] = frozenset()  # categories where `backlog` or `burst` keeps it stored but not shown
    content_changed: bool = False
    mark_updated: bool = False  # a change that readers should see as an update
    evidence: str = ""
    seed: Seed | None = None  # what our own feeds knew of the story before a database was lost


@dataclass(frozen=True, slots=True)
class Verdict:
    """All decisions on one document, in document order, and what they teach about the source."""

    decisions: tuple[Decision, ...]
    policy: str = "guid"
    policy_evidence: Mapping[str, int] = field(default_factory=dict)
    flaws: tuple[Flaw, ...] = ()
    rolled_over: bool = False  # no item in common with the last document: some may have been missed
    later_evidence: tuple[tuple[StoryId, StoryId, str], ...] = ()  # duplicates found too late: for `explain`


Decide: TypeAlias = Callable[[ParsedFeed, Evidence, datetime], Verdict]

# ------------------------------------------------------------------------------------------------ store


@dataclass(frozen=True, slots=True)
class Schedule:
    """When to ask again, and the sentence that `sources ID` prints about it."""

    next_poll_at: datetime
    reason: str
    not_before_at: datetime | None = None
    status: str = ""  # "gone": stop polling; "" otherwise
    without_pushes: datetime | None = None  # the due time if no hub pushed; set where one makes polls rarer


@dataclass(frozen=True, slots=True)
class PollOutcome:
    """One finished poll, as the store records it: a success with `feed`, a success without news, or an `error`."""

    source: SourceId
    at: datetime
    elapsed: float
    fetch: FetchResult | None = None
    feed: ParsedFeed | None = None
    error: Exception | None = None
    offer: tuple[tuple[str, ...], str, str] | None = None  # hubs, topic, address key; None: keep what is known


@dataclass(frozen=True, slots=True)
class PollReport:
    """What one poll came to. `ended` is one of: changed, unchanged, not_modified, failed, skipped, pushed."""

    source: SourceId
    ended: str
    new: int = 0
    changed: int = 0
    duplicate: int = 0
    dropped: int = 0
    error_code: str = ""
    error: str = ""
    hint: str = ""
    flaws: tuple[Flaw, ...] = ()
    next_poll_at: datetime | None = None
    was_well: bool = False  # its source had answered when it was last asked


# ------------------------------------------------------------------------------------------------ publish


@dataclass(frozen=True, slots=True)
class SourceView:
    """A source as others may see it: never a secret, never a private address."""

    id: SourceId
    title: PlainText
    site: str = ""  # its web site; "" where unknown
    feed_url: str = ""  # its published address; "" where it must not be shown
    section: PlainText = PlainText("")
    icon: str = ""
    language: str = ""
    listed: bool = True
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CopyView:
    """One carrier of a story."""

    source: SourceView
    link: str
    first_seen_at: datetime
    title: PlainText = PlainText("")


@dataclass(frozen=True, slots=True)
class CategoryView:
    """A category as it is published. `path` runs from the top: ("编程", "前端")."""

    name: str
    slug: Slug
    path: tuple[str, ...]
    title: str
    description: str
    icon: str
    formats: tuple[str, ...]
    content: str  # full | excerpt | title
    show_source: str  # no | author | title
    private: bool
    was: tuple[Slug, ...] = ()


@dataclass(frozen=True, slots=True)
class MergedEntry:
    """One story as one output shows it: the best copy among those that may appear there.

    `sort_at` orders, `published` is what is printed; both UTC. `path` is category > source > section.
    `copies` lists every carrier, the shown one first.
    """

    uid: str
    story_id: StoryId
    link: str
    title: PlainText
    authors: tuple[Person, ...]
    published: datetime
    precision: Precision
    updated: datetime
    sort_at: datetime
    first_seen_at: datetime
    content: SafeHtml
    summary: SafeHtml
    text: PlainText
    is_teaser: bool
    tags: tuple[PlainText, ...]
    enclosures: tuple[Enclosure, ...]
    thumbnail: str
    language: str
    comments: str
    source: SourceView
    path: tuple[str, ...]
    copies: tuple[CopyView, ...]
    marks: tuple[str, ...] = ()
    admission: int = 0  # number in this category, from 1; archive pages are blocks of 100
    guid: str = ""  # the copy's own id, as the source wrote it


@dataclass(frozen=True, slots=True)
class MergedFeed:
    """One output, whole: renderers are pure functions of it.

    `archives` are the admission blocks (from 0) that exist, oldest first; `block` is set when this *is* one.
    `changed_at` is the newest content change: the build date, never decreasing.
    """

    category: CategoryView
    uid: str
    changed_at: datetime
    entries: tuple[MergedEntry, ...]
    generation: int
    total: int = 0  # stories kept in this category
    archives: tuple[int, ...] = ()
    block: int | None = None
    sources: tuple[SourceView, ...] = ()  # every listed source that feeds this category


@dataclass(frozen=True, slots=True)
class SiteView:
    """What every output needs to know of the whole."""

    title: str
    url: str  # ends with a slash
    author: str
    language: str
    timezone: str
    categories: tuple[CategoryView, ...]
    sources: tuple[SourceView, ...]
    hub: str = ""


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """How a source does, as anybody may know it. Nothing in it changes while nothing happens: no time of the last poll.

    `latest` is its newest story; `error` and `hint` hold no address that must not be shown.
    """

    source: SourceView
    state: str = "new"  # new | ok | failing | gone | paused
    since: datetime | None = None  # when that state began
    stories: int = 0
    latest: tuple[PlainText, str, datetime] | None = None  # title, link, published
    latest_precision: Precision = Precision.SECOND
    silent: bool = False  # no story for longer than is usual here
    code: str = ""
    error: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class HealthEvent:
    """A change in a source's health, for the ops feed. `kind` is failing, recovered or gone."""

    source: SourceView
    kind: str
    at: datetime
    code: str = ""
    error: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class FeedSummary:
    """A published category as the index and the lists show it. `latest` are its newest stories, a handful."""

    category: CategoryView
    uid: str
    changed_at: datetime
    stories: int
    sources: tuple[SourceView, ...] = ()
    latest: tuple[MergedEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished file: `path` is relative to the output folder, with forward slashes."""

    path: str
    content_type: str
    body: bytes
    changed_at: datetime | None = None
    private: bool = False
    problems: tuple[str, ...] = ()  # what had to be left out of it, in sentences


@dataclass(frozen=True, slots=True)
class PublishReport:
    """What one publish came to: how many files were written, left as they were, removed; which feeds changed."""

    written: int = 0
    unchanged: int = 0
    removed: int = 0
    changed_feeds: tuple[str, ...] = ()  # paths of the current feed documents whose entries changed
    problems: tuple[str, ...] = ()


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
