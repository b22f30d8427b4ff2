"""What may be written in the repeated tables: [[category]], [[source]], [[rule]], [[hide]], and [defaults].

Each field's description is what editors show and what `docs/reference/configuration.md` is held against.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from aggregator.settings.words import Host, Language, Line, Name, OptionalDuration, Words

Format = Literal["atom", "rss", "json", "html"]
Content = Literal["full", "excerpt", "title"]


class Table(BaseModel):
    """A table of the configuration: exact types, no unknown keys."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, populate_by_name=False)


class ConditionTable(Table):
    """Condition words. All that are written must hold; of a list, one value is enough."""

    title: Words = Field(default=[], description="the title")
    text: Words = Field(default=[], description="the text of the content")
    author: Words = Field(default=[], description="an author's name")
    tag: Words = Field(default=[], description="a tag, the feed's or an added one")
    category: Words = Field(default=[], description="a category of ours that it belongs to so far, by name or slug")
    source: Words = Field(default=[], description="the id of its source")
    section: Words = Field(default=[], description="the section of its source")
    link: Words = Field(default=[], description="its address")
    language: Words = Field(default=[], description="its language: zh also means zh-CN")
    enclosure: Words = Field(default=[], description="type or address of an enclosure")
    date: Words = Field(
        default=[], description="the day it was published: 2026-01-31, 2026-01, >=2026-01-01, <2027-01-01"
    )
    length: Words = Field(default=[], description="characters of its text: >=200, <5000")
    any: list[ConditionTable] = Field(default=[], description="conditions of which one must hold")
    all: list[ConditionTable] = Field(default=[], description="conditions that must all hold")
    none: ConditionTable | None = Field(default=None, alias="not", description="a condition that must not hold")


class ActionTable(Table):
    """What a rule does with an entry for which its condition holds."""

    add: Words = Field(default=[], description='categories to add, by name or slug; "tag:NAME" adds a tag')
    remove: Words = Field(default=[], description='categories to take away; "tag:NAME" takes away a tag')
    drop: bool = Field(default=False, description="store it, show it nowhere")
    title: Line = Field(
        default="",
        description="a new title; {title} {author} {source} {section} {link} {language} {tags} are filled in",
    )
    author: Line = Field(default="", description="a new author, with the same words filled in")
    mark: Words = Field(default=[], description="words handed to templates and JSON")


class RuleTable(Table):
    """A rule. Rules are applied in the order of the file."""

    name: Name = Field(description="what explain calls it; each name once")
    when: ConditionTable = Field(alias="if", description="the condition")
    then: ActionTable = Field(description="what to do")


class HideTable(Table):
    """A story that is taken out of every output, archives included."""

    link: Line = Field(default="", description="its address, or the address of any of its copies")
    id: Line = Field(default="", description="its id, instead of a link")
    reason: Line = Field(default="", description="why, for whoever reads the file")


class CategoryTable(Table):
    """A category: a merged feed."""

    name: Name = Field(description="the name readers see, in any script; each name once")
    slug: Line = Field(
        default="", description="name in addresses, for ever: a-z, 0-9, -; needed when the name is not ASCII"
    )
    was: list[Line] = Field(default=[], description="old slugs: still published, and redirected by our server")
    title: Line = Field(
        default="{name} · {site.title}", description="title of the feed; {name}, {slug}, {path}, {site.title}"
    )
    description: Line = Field(default="", description="description of the feed")
    icon: Line = Field(default="", description="address of a picture")
    parent: Line = Field(default="", description="category that contains this one, by name or slug")
    gathers: list[Line] = Field(default=[], alias="from", description='categories it gathers; "*" is all')
    when: ConditionTable | None = Field(
        default=None, alias="if", description="whatever matches belongs here: a category that selects"
    )
    formats: Annotated[list[Format], Field(min_length=1)] = Field(
        default=["atom", "rss", "json", "html"], description="formats to publish"
    )
    entries: int = Field(default=100, ge=1, description="most entries in the current document")
    age: OptionalDuration = Field(default=None, description='oldest entry in the current document; "" for no limit')
    per_source: int = Field(
        default=20, ge=-1, description="most entries of one source in the current document; -1 no limit"
    )
    per_source_within: OptionalDuration = Field(
        default=None,
        description='"1d": per_source counts one source\'s entries of one day; "" counts the whole document',
    )
    backlog: int = Field(
        default=5,
        ge=-1,
        description="entries shown of a source first polled after this category was published; 0 none, -1 all",
    )
    content: Content = Field(default="full", description="how much of an entry is published")
    show_source: Literal["no", "author", "title"] = Field(
        default="author", description="where readers see the source: in the author, in the title, nowhere"
    )
    private: bool = Field(default=False, description="served only with a token")


class DefaultsTable(Table):
    """Values for the [[source]] tables of the same file; what a source says itself counts."""

    section: Line = Field(
        default="", description="part of the source that this feed is: 新媒体 > 人人都是产品经理 > 最新文章"
    )
    site: Line = Field(default="", description="address of the web site, where the feed names none or a wrong one")
    author: Line = Field(default="", description="author of entries that name none")
    avatar: Line = Field(default="", description="address of the source's picture")
    language: Language = Field(default="", description="language, where the feed names none or a wrong one")
    extra: dict[str, str] = Field(default={}, description="free keys, handed to templates and JSON")
    categories: list[Line] = Field(default=[], description="categories its entries belong to, by name or slug")
    tags: list[Line] = Field(default=[], description="tags that every entry gets")
    only: ConditionTable | None = Field(default=None, description="condition: what does not match is stored, not shown")
    every: OptionalDuration = Field(default=None, description="how often to ask; unset as [fetch] says")
    paused: bool = Field(default=False, description="no polls; entries stay")
    listed: bool = Field(default=True, description="false: in no list, its address in no output")
    timezone: Line = Field(default="", description="zone of dates that name none; unset as the top of the file says")
    dates: list[str] = Field(default=[], description="extra date formats, as in strptime: %d.%m.%Y %H:%M")
    headers: dict[str, str] = Field(default={}, description="request headers; {secret:name} stands for a secret")
    login: str = Field(default="", description='user:password for HTTP Basic, as "{secret:name}"')
    proxy: str = Field(default="", description="proxy for this source; unset as [[host]] or [fetch] says")
    user_agent: Line = Field(
        default="", description="User-Agent for this source; must hold an address where we can be reached"
    )
    remove: list[str] = Field(default=[], description="CSS selectors taken out of the content")
    keep: list[str] = Field(default=[], description="CSS selectors that the shipped junk list must spare")
    embeds: list[Host] = Field(default=[], description="hosts whose iframes stay")
    fulltext: bool = Field(default=False, description="fetch the article page of entries that are only teasers")
    dedupe: bool = Field(default=True, description="false: never a duplicate of another source's entry")
    updates: Literal["content", "ignore", "mark"] = Field(
        default="content", description="an edited entry: take the new content, ignore it, or show it as updated too"
    )
    burst: int = Field(default=100, ge=-1, description="most new entries of one poll that are shown; -1 no limit")
    websub: bool = Field(default=True, description="subscribe at the feed's hub where it has one")


class SourceTable(DefaultsTable):
    """A feed that is read."""

    id: Line = Field(description="its name for ever: letters, digits and - . _; the address may change, this may not")
    was: list[Line] = Field(default=[], description="old ids")
    url: Line = Field(description="https://…, http://…, rsshub://route, or file:path below the configuration's folder")
    mirrors: list[Line] = Field(default=[], description="further addresses of the same feed, tried in turn")
    title: Line = Field(default="", description="its title; unset as the feed names itself")


NOT_DEFAULTS = frozenset(SourceTable.model_fields) - frozenset(DefaultsTable.model_fields)
"""Keys that belong to one source and cannot be defaults."""
