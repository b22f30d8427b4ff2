"""What a decision about one document rests on, and the decision."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from aggregator.model.documents import FeedDate, FeedHints, Flaw, ParsedFeed
from aggregator.model.texts import EntryId, PlainText, Slug, SourceId, StoryId


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
    published_at: datetime | None = None  # as it printed the copy at hand, where that is the copy that it showed
    updated_at: datetime | None = None
    first_copy_at: datetime | None = None  # when the source at hand was first seen to carry it, where that is known


@dataclass(frozen=True, slots=True)
class Near:
    """Stories that an entry may belong to, the nearest first: those that say it alike, those that state the same."""

    alike: tuple[StoryId, ...] = ()  # they share a MinHash band
    stated: tuple[StoryId, ...] = ()  # they share two landmarks that few others bear

    @property
    def stories(self) -> tuple[StoryId, ...]:
        """All of them, once."""
        return tuple(dict.fromkeys((*self.stated, *self.alike)))


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything stored that bears on one document, read inside the writing transaction."""

    source: SourceState
    aliases: Mapping[tuple[str, str], EntryId]  # (kind, key) of this source; kinds: guid, link, hash, path
    entries: Mapping[EntryId, StoredEntry]  # the entries those aliases and the roster's Known items name
    stories: Mapping[tuple[str, int, str], tuple[StoryId, ...]]  # (kind, version, key); kinds: link, text, title
    candidates: Mapping[StoryId, tuple[Candidate, ...]]  # copies of the stories found by title, text or MinHash
    near: Mapping[int, Near]  # by position, in the window of near duplicates
    story_sources: Mapping[StoryId, frozenset[SourceId]]
    taken_uids: frozenset[str]
    tombstones: frozenset[tuple[str, str]]  # (kind, key) of entries that were pruned
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
    `aliases` are the names to remember, for IGNORE by what was pruned; `evidence` says in words and numbers why it
    joined a story.
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
