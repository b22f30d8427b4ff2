"""The only user of feedparser: bytes in, our own values out, whatever it does.

feedparser is handed a stream (a str or bytes that names a file would be opened), with its sanitiser and its address
resolver off: both are slow, and content is cleaned by `aggregator.content` afterwards. It raises on about one
mutated document in twenty-five, so every exception of it becomes ParseError here.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

import feedparser
import feedparser.api
import feedparser.mixin

from aggregator import urls
from aggregator.errors import ParseError
from aggregator.parse.limits import MAX_ENTRIES, MAX_LIST
from aggregator.parse.raw import RawEntry, RawFeed, RawFile, RawPerson, RawText, bounded
from aggregator.parse.split import PAGE_TYPES

_BREAKS = (KeyError, IndexError, TypeError, ValueError, AttributeError)
_C1 = re.compile("[\x80-\x9f]")


class _Text(str):
    """A text in feedparser's hands. Translating C1 controls costs it an exception for each other character."""

    __slots__ = ()

    def translate(self, table: Any, /) -> str:
        return super().translate(table) if _C1.search(self) else str(self)


class _Guarded:
    """A parser of feedparser's that passes over an element whose handler raises: it costs itself, not the document.

    Measured on mutants: GeoRSS outside of `where`, sizes of nothing and players without a place raise KeyError and
    TypeError out of `feedparser.parse`.
    """

    baseuri: str
    basestack: list[str]
    langstack: list[str]
    contentparams: dict[str, Any]
    hasContent: int  # noqa: N815 - feedparser's name

    def unknown_starttag(self, tag: str, attrs: list[tuple[str, str]]) -> None:
        try:  # noqa: SIM105 - at every tag, and suppress costs three times as much
            super().unknown_starttag(tag, attrs)  # type: ignore[misc]
        except _BREAKS:
            pass

    def unknown_endtag(self, tag: str) -> None:
        depth = len(self.basestack)
        try:
            super().unknown_endtag(tag)  # type: ignore[misc]
        except _BREAKS:
            if len(self.basestack) == depth:
                del self.basestack[-1:], self.langstack[-1:]

    def _start_item(self, attrs_d: dict[str, str]) -> None:
        self.hasContent = 0  # a content in the document's head is none of the first item's
        super()._start_item(attrs_d)  # type: ignore[misc]

    _start_entry = _start_item

    def _start_podcast_alternateenclosure(self, attrs_d: dict[str, str]) -> None:
        self._get_context().setdefault("alternates", []).append(dict(attrs_d))  # type: ignore[attr-defined]

    def _start_podcast_source(self, attrs_d: dict[str, str]) -> None:
        """One of the places where the file lies: the first on the web counts, not those in peer-to-peer networks."""
        alternates = self._get_context().get("alternates")  # type: ignore[attr-defined]
        if alternates and (url := urls.absolute(self.baseuri, attrs_d.get("uri", ""))):
            alternates[-1].setdefault("href", url)

    # The rest is for speed alone: half of feedparser's time goes into what nothing comes of.

    def push_content(self, *given: Any) -> None:
        super().push_content(*given)  # type: ignore[misc]
        self.contentparams = dict(self.contentparams)  # its own kind is asked twenty times for each text, and copied

    def decode_entities(self, element: str, data: str) -> str:
        return _Text(super().decode_entities(element, data))  # type: ignore[misc]

    def resolve_uri(self, uri: str) -> str:
        return uri if urls.is_whole(uri) else str(super().resolve_uri(uri))  # type: ignore[misc]


def _guarded(parser: type) -> type:
    # A guid is what the feed wrote: resolved against an address that moves, it would be another one tomorrow.
    written = frozenset(parser.can_be_relative_uri) - {"id"}  # type: ignore[attr-defined]
    return type(parser.__name__, (_Guarded, parser), {"can_be_relative_uri": written})


_PODCAST = (
    "https://podcastindex.org/namespace/1.0",
    "https://github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md",
)
feedparser.api.StrictFeedParser.namespaces.update(dict.fromkeys(_PODCAST, "podcast"))
feedparser.api.StrictFeedParser = _guarded(feedparser.api.StrictFeedParser)
feedparser.api.LooseFeedParser = _guarded(feedparser.api.LooseFeedParser)
feedparser.registerDateHandler(lambda _text: (0,) * 9)  # its reading of dates is not used
# Its own hook for another SAX driver; and a pure function that it calls with the same arguments at every tag.
feedparser.api.PREFERRED_XML_PARSERS[:] = ["aggregator.parse.expat"]
feedparser.mixin.make_safe_absolute_uri = lru_cache(maxsize=1024)(feedparser.mixin.make_safe_absolute_uri)

_PREFIXES = {uri.lower(): prefix.lower() for uri, prefix in feedparser.api.StrictFeedParser.namespaces.items()}
_READ = frozenset(feedparser.FeedParserDict.keymap) | {
    *("title", "title_detail", "summary", "summary_detail", "content", "links", "link", "id", "authors", "author"),
    *("published", "updated", "created", "tags", "media_content", "media_thumbnail", "image", "itunes_duration"),
    *("itunes_title", "comments", "language", "source"),
}
"""What `entry` reads, and what feedparser takes for it."""


def name_of(tag: str, prefix: str | None) -> str:
    """The name under which feedparser knows an element: its own prefixes for the namespaces it knows."""
    namespace, _, local = tag[1:].rpartition("}") if tag.startswith("{") else ("", "", tag)
    namespace = namespace.lower()
    known = "" if "backend.userland.com/rss" in namespace else _PREFIXES.get(namespace, (prefix or "").lower())
    return f"{known}_{local.lower()}" if known else local.lower()


def is_handled(name: str) -> bool:
    """Whether more comes of an element of that name in feedparser than a text under it that nobody reads."""
    parser = feedparser.api.StrictFeedParser
    return name in _READ or hasattr(parser, f"_start_{name}") or hasattr(parser, f"_end_{name}")


def looks_like_html(text: str) -> bool:
    """Whether feedparser takes a plain text for HTML."""
    return ("<" in text or "&" in text) and bool(feedparser.api.StrictFeedParser.looks_like_html(text))


def person(text: str) -> dict[str, str]:
    """The name and the address for mail that feedparser finds in an author's text."""
    found: dict[str, str] = {}
    author = SimpleNamespace(_get_context=lambda: {"author": text, "authors": [found]})
    feedparser.api.StrictFeedParser._sync_author_detail(author)  # noqa: SLF001 - only as a whole parser is it public
    return found


def mended(text: str) -> str:
    """The text as feedparser keeps it: not UTF-8 read as Latin-1, and C1 controls as windows-1252 means them."""
    with suppress(UnicodeError):
        text = text.encode("latin-1").decode()
    return _Text(text).translate(feedparser.mixin._cp1252)  # noqa: SLF001 - its own table


def read(document: bytes, base: str) -> RawFeed:
    """What feedparser reads in a UTF-8 document. Raises ParseError `unreadable`.

    `base` is the address that relative ones start from where no xml:base says otherwise.
    """
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": base}
    try:
        parsed = feedparser.parse(
            io.BytesIO(document), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
        return _feed(parsed)
    except RecursionError:
        raise ParseError("too-deep", "the document nests its elements too deep") from None
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - feedparser raises KeyError, ValueError, UnicodeError and more
        raise ParseError(
            "unreadable",
            f"the document breaks its parser ({type(error).__name__})",
            hint="look at the address in a feed validator, and tell the publisher",
        ) from None


def _feed(parsed: Mapping[str, Any]) -> RawFeed:
    feed = dict(parsed.get("feed") or {})
    links = _dicts(feed.get("links"))
    form = str(parsed.get("version") or "")
    return RawFeed(
        format=form,
        title=_text(feed, "title"),
        link=_alternate(links) or _word(feed.get("link")),
        description=_text(feed, "subtitle") if feed.get("subtitle") else _text(feed, "summary"),
        language=_word(feed.get("language")),
        icon=_word(feed.get("icon")) or _picture(feed.get("image")) or _word(feed.get("logo")),
        authors=tuple(_people(feed)),
        updated=_word(feed.get("updated")) or _word(feed.get("published")),
        ttl=_word(feed.get("ttl")),
        period=_word(feed.get("sy_updateperiod")),
        frequency=_word(feed.get("sy_updatefrequency")),
        hubs=tuple(_word(link.get("href")) for link in links if link.get("rel") == "hub" and link.get("href")),
        self_link=next((_word(link.get("href")) for link in links if link.get("rel") == "self"), ""),
        entries=tuple(entry(dict(one), form) for one in parsed["entries"][:MAX_ENTRIES]),
    )


def entry(said: Mapping[str, Any], form: str, names: tuple[str, str] | None = None) -> RawEntry:
    """An entry of feedparser's as our own. `form` is the document's format, `names` are guid and link, if known."""
    links = _dicts(said.get("links"))
    guid, link = names or _names(said, links)
    title = _text(said, "title")
    if not title.value.strip() and (episode := _word(said.get("itunes_title"))):
        title = RawText(episode, "text/plain")
    contents = tuple(_content(part) for part in _dicts(said.get("content")) if part.get("value"))
    summary = _text(said, "summary") if said.get("summary") else None
    if summary and any(summary.value == content.value for content in contents):
        summary = None  # feedparser's own copy
    base = next((text.base for text in (title, summary, *contents) if text and text.base), "")
    published, *dates = [word for key in ("published", "created", "updated") if (word := _word(said.get(key)))] or [""]
    return bounded(
        RawEntry(
            guid=guid,
            link=link,
            title=title,
            contents=contents,
            summary=summary,
            authors=tuple(_people(said)),
            published=published,
            updated=_word(said.get("updated")),
            dates=tuple(dates),
            tags=tuple(_tags(said)),
            files=tuple(_files(said, links)),
            pictures=tuple(_pictures(said)),
            comments=_word(said.get("comments")),
            language=_language(said),
            origin=_origin(said.get("source")),
            base=base,
            format=form,
        )
    )


def _names(entry: Mapping[str, Any], links: list[dict[str, Any]]) -> tuple[str, str]:
    origin = _word(entry.get("feedburner_origlink")) or _word(entry.get("pheedo_origlink"))
    return _word(entry.get("id")), origin or _link(entry, links)


def _link(entry: Mapping[str, Any], links: list[dict[str, Any]]) -> str:
    """The page that the entry is about: an alternate link, else a guid that is an address; never an enclosure."""
    found = _alternate(links)
    if found or any(link.get("rel") == "alternate" for link in links):
        return found
    guid, link = _word(entry.get("id")), _word(entry.get("link"))
    acts_as_link = (
        bool(entry.get("guidislink")) and link == guid and guid.lower().startswith(("http://", "https://", "/"))
    )
    if acts_as_link:
        return guid
    return next((url for url, kind in _out_of_line(entry) if kind in PAGE_TYPES), "")


def _alternate(links: Iterable[Mapping[str, Any]]) -> str:
    """The first alternate link that is a page, else the first alternate one."""
    found = [link for link in links if link.get("rel", "alternate") == "alternate" and _word(link.get("href"))]
    pages = [link for link in found if str(link.get("type") or "").lower() in PAGE_TYPES]
    return _word((pages or found)[0].get("href")) if found else ""


def _text(container: Mapping[str, Any], name: str) -> RawText:
    value = container.get(name)
    detail = container.get(f"{name}_detail")
    if isinstance(detail, dict) and detail.get("value"):
        found = _content(detail)
        # The detail is the last one said, a picture's caption as well; the value is the entry's own.
        return replace(found, value=value) if isinstance(value, str) and value else found
    return RawText(_string(value), "text/html")


def _content(part: Mapping[str, Any]) -> RawText:
    kind = str(part.get("type") or "text/html").lower()
    if kind not in {"text/plain", "text/html", "application/xhtml+xml"}:
        kind = "application/xhtml+xml" if kind.endswith("xml") else "text/html" if "html" in kind else "text/plain"
    return RawText(_string(part.get("value")), kind, _word(part.get("base")))


def _people(container: Mapping[str, Any]) -> Iterable[RawPerson]:
    found = [
        RawPerson(_word(person.get("name")), _word(person.get("href")), _word(person.get("email")))
        for person in _dicts(container.get("authors"))[:MAX_LIST]
        if person.get("name") or person.get("email")
    ]
    if not found and (name := _word(container.get("author"))):
        found = [RawPerson(name)]
    return dict.fromkeys(found)


def _tags(entry: Mapping[str, Any]) -> Iterable[str]:
    for tag in _dicts(entry.get("tags"))[:MAX_LIST]:
        if "schemas.google.com/g/2005#kind" not in _word(tag.get("scheme")):
            word = _word(tag.get("label")) or _word(tag.get("term"))
            if word:
                yield word


def _files(entry: Mapping[str, Any], links: list[dict[str, Any]]) -> Iterable[RawFile]:
    duration = _word(entry.get("itunes_duration"))
    for link in links[:MAX_LIST]:
        if link.get("rel") == "enclosure" and _word(link.get("href")):
            yield RawFile(
                _word(link.get("href")),
                _word(link.get("type")),
                _word(link.get("length")),
                _word(link.get("title")),
                _word(link.get("duration")) or duration,
            )
    for media in _dicts(entry.get("media_content"))[:MAX_LIST]:
        if _word(media.get("url")):
            yield RawFile(
                _word(media.get("url")),
                _word(media.get("type")),
                _word(media.get("filesize")),
                "",
                _word(media.get("duration")),
                _word(media.get("medium")),
            )
    for other in _dicts(entry.get("alternates"))[:MAX_LIST]:
        if _word(other.get("href")):
            yield RawFile(
                _word(other.get("href")),
                _word(other.get("type")),
                _word(other.get("length")),
                _word(other.get("title")),
                duration,
            )
    for url, kind in _out_of_line(entry):
        if kind not in PAGE_TYPES:
            yield RawFile(url, kind)


def _out_of_line(entry: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """Content that Atom names instead of giving it: its address and its type."""
    for part in _dicts(entry.get("content")):
        if url := urls.absolute(_word(part.get("base")), _word(part.get("src"))):
            yield url, _word(part.get("type")).lower()


def _pictures(entry: Mapping[str, Any]) -> Iterable[str]:
    for thumbnail in _dicts(entry.get("media_thumbnail"))[:5]:
        if url := _word(thumbnail.get("url")):
            yield url
    if url := _picture(entry.get("image")):
        yield url


def _picture(image: object) -> str:
    if not isinstance(image, dict):
        return ""
    image = dict(image)
    return _word(image.get("href")) or _word(image.get("url"))


def _origin(source: object) -> tuple[str, str]:
    if not isinstance(source, dict):
        return ("", "")
    source = dict(source)
    links = _dicts(source.get("links"))
    itself = next((_word(link.get("href")) for link in links if link.get("rel") == "self"), "")
    return _word(source.get("title")), _word(source.get("href")) or itself or _word(source.get("link"))


def _language(entry: Mapping[str, Any]) -> str:
    if word := _word(entry.get("language")):
        return word
    details = [*_dicts(entry.get("content")), *_dicts([entry.get("title_detail"), entry.get("summary_detail")])]
    return next((word for detail in details if (word := _word(detail.get("language")))), "")


def _dicts(value: object) -> list[dict[str, Any]]:
    """The mappings in a list, as plain dicts: feedparser's own kind invents keys and warns."""
    return [dict(part) for part in value if isinstance(part, dict)] if isinstance(value, (list, tuple)) else []


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""


def _word(value: object) -> str:
    """A short value without the white space around it; feedparser leaves numbers and None in places."""
    return value.strip() if isinstance(value, str) else str(value) if isinstance(value, int) else ""
