"""The configuration as the program uses it: frozen, resolved, every default applied, every reference checked.

`schema` says what a person may write, `resolve` turns it into this. Nothing here knows TOML or pydantic.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from aggregator.model import Address, ContentOptions, Slug, SourceId


@dataclass(frozen=True, slots=True)
class Site:
    """`[site]`: who publishes. `url` ends with a slash."""

    title: str = "aggregator"
    url: str = "http://127.0.0.1:8080/"
    author: str = ""
    language: str = "zh-CN"
    static: Path | None = None
    theme: Path | None = None


@dataclass(frozen=True, slots=True)
class HostRule:
    """`[[host]]`: exceptions for hosts that match `match` (a name or `*.name`)."""

    match: str
    per_host: int | None = None
    gap: timedelta | None = None
    proxy: str = ""
    retry_after: str = "host"  # host | source


@dataclass(frozen=True, slots=True)
class FetchSettings:
    """`[fetch]`, `[[host]]` and what `[rsshub]` means for its hosts."""

    every: timedelta | None = None  # None where the file does not say: then at most hourly and adaptive
    min: timedelta = timedelta(minutes=10)
    adaptive: bool = True
    timeout: timedelta = timedelta(seconds=20)
    max_body: int = 10 * 1024 * 1024
    concurrency: int = 32
    per_host: int = 1
    host_gap: timedelta = timedelta(seconds=1)
    user_agent: str = ""  # with {version} and {contact} filled in
    proxy: str = ""
    allow_private: tuple[str, ...] = ()
    hosts: tuple[HostRule, ...] = ()  # those of [rsshub] last


@dataclass(frozen=True, slots=True)
class Keep:
    """`[keep]`: retention."""

    entries_per_source: int = 1000
    age: timedelta | None = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Dedupe:
    """`[dedupe]`. A window of zero turns that way of recognising duplicates off."""

    link: bool = True
    title: timedelta = timedelta(days=3)
    similar: timedelta = timedelta(days=3)
    prefer: tuple[SourceId, ...] = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """A tree of condition words (DESIGN 4.1). All of `words` must hold; so must `all`, one of `any`, and not `none`.

    A value of a word is "text" (folded substring) or "/expression/" (RE2); one matching value is enough. `source`
    holds ids and `category` slugs, compared whole. `date` and `length` hold one comparison each, ">=" or "<", with
    an instant in UTC or a number: what a person wrote about days and months has been turned into these.
    """

    words: tuple[tuple[str, tuple[str, ...]], ...] = ()
    all: tuple[Condition, ...] = ()
    any: tuple[Condition, ...] = ()
    none: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """`[[rule]]`: where `when` holds, do the rest. Categories are slugs."""

    name: str
    when: Condition
    add: tuple[Slug, ...] = ()
    add_tags: tuple[str, ...] = ()
    remove: tuple[Slug, ...] = ()
    remove_tags: tuple[str, ...] = ()
    drop: bool = False
    title: str = ""
    author: str = ""
    mark: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hide:
    """`[[hide]]`: a story that must not be shown anywhere; exactly one of `link` and `id` is set."""

    link: str = ""
    id: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Category:
    """`[[category]]`, with `path` from the top of its parents, itself included."""

    name: str
    slug: Slug
    was: tuple[Slug, ...] = ()
    title: str = ""
    description: str = ""
    icon: str = ""
    parent: Slug = ""
    path: tuple[str, ...] = ()
    children: tuple[Slug, ...] = ()
    gathers: tuple[Slug, ...] = ()  # `from`; ("*",) is all
    when: Condition | None = None  # `if`: a category that selects
    formats: tuple[str, ...] = ("atom", "rss", "json", "html")
    entries: int = 100
    age: timedelta | None = None
    per_source: int = 20
    per_source_within: timedelta | None = None
    backlog: int = 5
    content: str = "full"
    show_source: str = "author"
    private: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """`[[source]]`: `addresses` to try in order, `published_url` to show ("" where it must not be shown)."""

    id: SourceId
    addresses: tuple[Address, ...]
    published_url: str = ""
    was: tuple[SourceId, ...] = ()
    title: str = ""
    section: str = ""
    site: str = ""
    author: str = ""
    avatar: str = ""
    language: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)
    categories: tuple[Slug, ...] = ()
    tags: tuple[str, ...] = ()
    only: Condition | None = None
    every: timedelta | None = None
    paused: bool = False
    listed: bool = True
    timezone: str = "Asia/Shanghai"
    dates: tuple[str, ...] = ()
    content: ContentOptions = field(default_factory=ContentOptions)
    fulltext: bool = False
    dedupe: bool = True
    updates: str = "content"  # content | ignore | mark
    burst: int = 100
    websub: bool = True
    file: Path | None = None  # a `file:` source, below the configuration's folder


@dataclass(frozen=True, slots=True)
class Images:
    """`[images]`: `template` with {url} (percent-encoded) or {raw}; "" leaves pictures as they are."""

    template: str = ""
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HexoExport:
    """`[[publish.hexo]]`: a folder of posts for a static site generator."""

    category: Slug
    directory: Path


@dataclass(frozen=True, slots=True)
class Publish:
    """`[publish]`."""

    debounce: timedelta = timedelta(seconds=5)
    archive: bool = True
    compress: bool = True
    sources: bool = False
    hub: str = ""
    hexo: tuple[HexoExport, ...] = ()


@dataclass(frozen=True, slots=True)
class Serve:
    """`[serve]`: addresses as (host, port), or None where turned off."""

    listen: tuple[str, int] | None = ("127.0.0.1", 8080)
    hosts: tuple[str, ...] = ()
    admin: tuple[str, int] | None = ("127.0.0.1", 8081)


@dataclass(frozen=True, slots=True)
class Log:
    """`[log]`."""

    level: str = "info"
    format: str = "auto"


@dataclass(frozen=True, slots=True)
class Settings:
    """All of it. `file` is the configuration file; `files` are all that were read; `watch` what to look at for changes.

    `fingerprint` changes when anything that decides where an entry belongs changes: rules, categories, hides.
    """

    file: Path
    files: tuple[Path, ...]
    watch: tuple[Path, ...]
    state: Path  # folder of database, lock, socket
    output: Path
    timezone: str
    site: Site
    fetch: FetchSettings
    keep: Keep
    dedupe: Dedupe
    categories: tuple[Category, ...]
    sources: tuple[Source, ...]
    rules: tuple[Rule, ...]
    hides: tuple[Hide, ...]
    images: Images
    publish: Publish
    serve: Serve
    log: Log
    fingerprint: str = ""
    secrets: frozenset[str] = frozenset()  # every secret value in use: logs mask them

    def source(self, source_id: SourceId) -> Source | None:
        """The source of that id."""
        return next((source for source in self.sources if source.id == source_id), None)

    def category(self, slug: Slug) -> Category | None:
        """The category of that slug."""
        return next((category for category in self.categories if category.slug == slug), None)
