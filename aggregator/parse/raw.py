"""An entry as a feed said it, parsed and uncleaned: what formats are read into, and what is kept to clean again."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import Any

import orjson
import zstandard

from aggregator.parse.limits import MAX_FIELD

FORM = 1
"""Version of the sealed form. A newer program reads every older one."""

_compressor = zstandard.ZstdCompressor(level=3)  # a child has one thread that parses
_MAX_SEAL = 64 * 1024 * 1024  # bytes that opening one sealed entry may take


@dataclass(frozen=True, slots=True)
class RawText:
    """A construct of text: `type` is text/plain, text/html or application/xhtml+xml; `base` is absolute."""

    value: str
    type: str = "text/html"
    base: str = ""

    @property
    def plain(self) -> bool:
        """Whether the value is text as it stands, not markup."""
        return self.type == "text/plain"


@dataclass(frozen=True, slots=True)
class RawPerson:
    """An author in the feed's words."""

    name: str = ""
    url: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class RawFile:
    """An enclosure or a piece of media in the feed's words."""

    url: str
    type: str = ""
    length: str = ""
    title: str = ""
    duration: str = ""
    medium: str = ""


@dataclass(frozen=True, slots=True)
class RawEntry:
    """One item. Texts as they stood, dates unread, addresses unresolved but for those that xml:base touched."""

    guid: str = ""
    link: str = ""
    title: RawText = RawText("")
    contents: tuple[RawText, ...] = ()
    summary: RawText | None = None
    authors: tuple[RawPerson, ...] = ()
    published: str = ""
    updated: str = ""
    dates: tuple[str, ...] = ()  # what else may say when it was published, should that not be readable
    tags: tuple[str, ...] = ()
    files: tuple[RawFile, ...] = ()
    pictures: tuple[str, ...] = ()  # what the feed itself calls the entry's picture
    comments: str = ""
    language: str = ""
    origin: tuple[str, str] = ("", "")
    base: str = ""
    format: str = ""
    cut: tuple[str, ...] = ()  # fields that were too long


@dataclass(frozen=True, slots=True)
class RawFeed:
    """A document in the feed's words."""

    format: str = ""
    title: RawText = RawText("")
    link: str = ""
    description: RawText = RawText("")
    language: str = ""
    icon: str = ""
    authors: tuple[RawPerson, ...] = ()
    updated: str = ""
    ttl: str = ""
    period: str = ""
    frequency: str = ""
    hubs: tuple[str, ...] = ()
    self_link: str = ""
    entries: tuple[RawEntry, ...] = field(default=())


_FIELDS = tuple((one.name, one.default) for one in fields(RawEntry))


def bounded(entry: RawEntry) -> RawEntry:
    """The entry with every over-long text cut, and `cut` naming the fields."""
    cut = []
    changes: dict[str, Any] = {}
    if len(entry.title.value) > MAX_FIELD:
        cut.append("title")
        changes["title"] = replace(entry.title, value=entry.title.value[:MAX_FIELD])
    if entry.summary and len(entry.summary.value) > MAX_FIELD:
        cut.append("summary")
        changes["summary"] = replace(entry.summary, value=entry.summary.value[:MAX_FIELD])
    if any(len(content.value) > MAX_FIELD for content in entry.contents):
        cut.append("content")
        changes["contents"] = tuple(replace(content, value=content.value[:MAX_FIELD]) for content in entry.contents)
    return replace(entry, cut=tuple(cut), **changes) if cut else entry


def seal(entry: RawEntry) -> bytes:
    """The entry as versioned JSON under zstd; lone surrogates are gone before."""
    document: dict[str, Any] = {"form": FORM}
    for name, default in _FIELDS:
        value = getattr(entry, name)
        if value != default:
            document[name] = value
    return _compressor.compress(orjson.dumps(document))


def unseal(blob: bytes) -> RawEntry:
    """What `seal` wrote. Raises ValueError where it is damaged or of a later form."""
    try:
        document = orjson.loads(zstandard.ZstdDecompressor().decompress(blob, max_output_size=_MAX_SEAL))
        form = document.pop("form")
    except (zstandard.ZstdError, orjson.JSONDecodeError, KeyError, AttributeError, TypeError) as error:
        raise ValueError(f"not a sealed entry: {error}") from None
    if form > FORM:
        raise ValueError(f"sealed by a newer program (form {form}, this one knows {FORM})")
    return _entry(document)


def _entry(document: dict[str, Any]) -> RawEntry:
    made: dict[str, Any] = dict(document)
    for name in ("title", "summary"):
        if made.get(name):
            made[name] = RawText(**made[name])
    for name, kind in (("contents", RawText), ("authors", RawPerson), ("files", RawFile)):
        if name in made:
            made[name] = tuple(kind(**part) for part in made[name])
    for name in ("dates", "tags", "pictures", "cut", "origin"):
        if name in made:
            made[name] = tuple(made[name])
    try:
        return RawEntry(**made)
    except TypeError as error:
        raise ValueError(f"not a sealed entry: {error}") from None
