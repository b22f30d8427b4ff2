"""What the store's doors hand out, beside the nouns of `aggregator.model`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import orjson

from aggregator.model import EntryId, PlainText, Slug, SourceId, SourceState, StoryId, Validators


@dataclass(frozen=True, slots=True)
class PollPlan:
    """What a poll needs to know beforehand. Nothing in it decides identity: that is looked up again when recording.

    `state` is without its roster. `validators` and `body_hashes` are by `Address.key`; `roster` is what the last
    document listed, as it is stored.
    """

    state: SourceState
    validators: Mapping[str, Validators] = field(default_factory=dict)
    body_hashes: Mapping[str, bytes] = field(default_factory=dict)
    roster: str = "[]"
    pushed_until: datetime | None = None  # until when a hub may be relied on to push what is new

    @property
    def known(self) -> dict[bytes, EntryId]:
        """The entries by the item hashes that were listed, for `ParseRequest.known`; read when a document came."""
        return {bytes.fromhex(item): entry for entry, item in orjson.loads(self.roster) if item}


@dataclass(frozen=True, slots=True)
class Dirty:
    """An output whose stories changed since it was published.

    `blocks` are its archive pages that changed. Publish, then call `mark_published` with this `generation`:
    what was marked while rendering has a higher one and stays dirty. `render_only`: no story changed, only how
    they are shown.
    """

    slug: Slug
    generation: int
    blocks: tuple[int, ...] = ()
    render_only: bool = False


@dataclass(frozen=True, slots=True)
class ConfigureReport:
    """What a configuration changed in the store. `owed`: entries that `rejudge` still has to look at."""

    added: tuple[SourceId, ...] = ()
    left: tuple[SourceId, ...] = ()
    returned: tuple[SourceId, ...] = ()
    renamed: tuple[tuple[SourceId, SourceId], ...] = ()
    owed: int = 0


@dataclass(frozen=True, slots=True)
class PrintedCopy:
    """A copy as it was shown: its names, "" where they are not known, and its dates."""

    link: str
    published_at: datetime
    updated_at: datetime
    source: SourceId = ""
    guid: str = ""


@dataclass(frozen=True, slots=True)
class PublishedItem:
    """A story as our own published feed shows it, read back after a lost database.

    `links` are its own and its carriers' addresses. `seen` says when a source was first seen to carry it:
    (source, link, instant). `printed` are the copies that were shown, one for each category that shows another.
    """

    uid: str
    links: tuple[str, ...]
    sort_at: datetime
    first_seen_at: datetime
    printed: tuple[PrintedCopy, ...] = ()
    seen: tuple[tuple[SourceId, str, datetime], ...] = ()


@dataclass(frozen=True, slots=True)
class Published:
    """What was read back of a published site: every story once, and the feeds that had them, by slug with their ids.

    `hidden` is what they told of stories that were hidden (`MergedFeed.hidden`); `pages` are their archive pages, by
    slug and admission block: the ids, newest first.
    """

    items: tuple[PublishedItem, ...]
    feeds: Mapping[Slug, str] = field(default_factory=dict)
    hidden: tuple[str, ...] = ()
    pages: Mapping[Slug, Mapping[int, tuple[str, ...]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PollRow:
    """One line of a source's poll log."""

    at: datetime
    elapsed: float
    ended: str
    http_status: int | None = None
    bytes: int = 0
    new: int = 0
    changed: int = 0
    duplicate: int = 0
    dropped: int = 0
    error_code: str = ""
    error: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """A source at a glance: its state, how much of it is stored, and why it is due when it is."""

    state: SourceState
    configured: bool
    paused: bool
    entries: int
    latest_at: datetime | None  # the newest date of its entries
    next_poll_reason: str
    seconds: float | None = None  # that an answer took, on average; the wait for its host's turn not counted
    polls: tuple[PollRow, ...] = ()  # newest first; filled for one source asked for by name
    hubs: tuple[SubscriptionStatus, ...] = ()  # what hubs were asked to push of it; filled likewise


@dataclass(frozen=True, slots=True)
class OutputStatus:
    """An output at a glance."""

    slug: Slug
    name: str
    kind: str  # category | source
    stories: int
    changed_at: datetime
    published_at: datetime | None
    dirty: bool


@dataclass(frozen=True, slots=True)
class StoreStatus:
    """All of it at a glance."""

    entries: int
    stories: int
    sources: tuple[SourceStatus, ...]
    outputs: tuple[OutputStatus, ...]
    owed: int
    blocks: tuple[tuple[str, str, datetime], ...] = ()  # (host, source or "", until)
    database_bytes: int = 0
    journal_bytes: int = 0
    schema: int = 0


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A story that holds the words, by its best copy."""

    uid: str
    story_id: StoryId
    title: PlainText
    link: str
    source: SourceId
    published: datetime
    excerpt: PlainText


@dataclass(frozen=True, slots=True)
class ExplainedCopy:
    """One copy of a story and everything that was decided about it."""

    entry_id: EntryId
    source: SourceId
    link: str
    guid: str
    title: PlainText
    first_seen_at: datetime
    published_at: datetime | None
    edited_at: datetime | None
    changes: int
    is_teaser: bool
    length: int
    evidence: str  # why it joined the story; "" where it began it
    rules: tuple[str, ...]
    categories: tuple[Slug, ...]
    held: tuple[Slug, ...]  # kept back there by backlog or burst
    dropped: bool
    reason: str  # why it is shown nowhere; "" where it may be
    aliases: tuple[tuple[str, str], ...]
    polls: tuple[PollRow, ...]  # those remembered that listed it, oldest first


@dataclass(frozen=True, slots=True)
class ExplainedOutput:
    """Why a story is, or is not, in an output."""

    slug: Slug
    name: str
    shown: bool  # in the current document as it was last published
    number: int | None  # admission number; its archive page is (number - 1) // 100
    copies: tuple[EntryId, ...]  # that may appear there
    reason: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """The whole story of a story."""

    uid: str
    story_id: StoryId
    link: str
    title: PlainText
    source: SourceId
    sort_at: datetime
    first_seen_at: datetime
    changed_at: datetime
    hidden: str | None
    copies: tuple[ExplainedCopy, ...]
    outputs: tuple[ExplainedOutput, ...]
    keys: tuple[tuple[str, int, str], ...]
    later_evidence: tuple[tuple[str, str], ...]  # (uid of the other story, evidence)


@dataclass(frozen=True, slots=True)
class PruneReport:
    """What retention took away."""

    entries: int = 0
    stories: int = 0
    more: bool = False  # there is more to do


@dataclass(frozen=True, slots=True)
class HubOffer:
    """The hubs that a source's last whole document named, its topic, and the key of the address that gave it."""

    source: SourceId
    hubs: tuple[str, ...]
    topic: str
    address_key: str


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a hub was, or is to be, asked to push. `token` is the unguessable end of `callback`.

    `state` is wanted (no lease yet), active, denied or leaving. `asked` is the mode of the request that awaits its
    verification: subscribe, unsubscribe or "". `next_at` is when to ask again; `secret` is "" where none was sent.
    """

    source: SourceId
    token: str
    hub: str
    topic: str
    callback: str
    secret: str
    address_key: str
    next_at: datetime
    state: str = "wanted"
    asked: str = ""
    expires_at: datetime | None = None
    attempts: int = 0
    error: str = ""


@dataclass(frozen=True, slots=True)
class SubscriptionStatus:
    """A subscription at a glance. `delivering`: what polls found of late had been pushed before."""

    hub: str
    topic: str
    state: str
    expires_at: datetime | None
    next_at: datetime
    pushes: int
    pushed_at: datetime | None
    forged: int  # pushes whose signature was not right: acknowledged, dropped, counted
    delivering: bool
    error: str = ""


@dataclass(frozen=True, slots=True)
class Ping:
    """A published document that our own hub has not heard of yet; `at` is when it changed."""

    path: str
    at: datetime
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Token:
    """A reader's key to private outputs. The secret itself is never stored, only its digest."""

    id: int
    name: str
    slug: Slug  # "" opens all
    created_at: datetime
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sealed:
    """A stored entry as upstream sent it, sealed, and its full text where an article page gave that."""

    entry_id: EntryId
    source: SourceId
    raw: bytes
    article: str = ""


@dataclass(frozen=True, slots=True)
class FulltextJob:
    """An entry whose article page should be fetched."""

    entry_id: EntryId
    source: SourceId
    link: str
    attempts: int
