"""What an output is made from, and what publishing came to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from aggregator.model.documents import Enclosure, Person, Precision
from aggregator.model.texts import PlainText, SafeHtml, Slug, SourceId, StoryId


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
    hidden: tuple[str, ...] = ()  # digests of a hidden story's name and of what hid it, for a run without a database


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
