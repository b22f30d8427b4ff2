"""JSON Feed 1 and 1.1 (jsonfeed.org), into the same raw values as the other formats."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

from aggregator.errors import ParseError
from aggregator.model import Flaw
from aggregator.parse.jsontext import load
from aggregator.parse.limits import MAX_LIST
from aggregator.parse.raw import RawEntry, RawFeed, RawFile, RawPerson, RawText, bounded
from aggregator.text import xml_clean

_VERSION = re.compile(r"jsonfeed\.org/version/([\w.]+)")


class JsonDocument:
    """A JSON Feed taken apart: its head, and its items before anybody read them.

    `partial` tells that it breaks off; `rest` is the item in which it does, as far as that came.
    """

    def __init__(self, text: str) -> None:
        """Raises ParseError: not JSON, an error message instead of a feed, or JSON of another kind."""
        loaded = load(text)
        document = loaded.value
        if not isinstance(document, dict):
            raise not_a_feed("a JSON list, not a JSON Feed")
        version = _VERSION.search(_word(document.get("version")))
        items, inside = _items(document.get("items"))
        found = _dicts(items)
        if version is None and not any(_link(item) for item in found):
            raise not_a_feed(_what_it_is(document))
        self.format = f"jsonfeed-{version[1]}" if version else "json-other"
        self.head = document
        self.flaws = list(loaded.flaws)
        if isinstance(document.get("items"), dict):
            self.flaws.append(Flaw("ill-formed", "`items` is an object, not a list"))
        self.partial = loaded.depth > 0
        cut = loaded.depth >= inside and next(reversed(document)) == "items" and isinstance(items[-1], dict)
        self.items = found[:-1] if cut else found
        self.rest = found[-1] if cut else None

    def hashes(self, salt: bytes) -> list[bytes]:
        """The hash of each item; `salt` is whatever else decides what an item comes to."""
        return [
            hashlib.blake2b(salt + json.dumps(item, sort_keys=True).encode(), digest_size=16).digest()
            for item in self.items
        ]

    def dates(self) -> list[str]:
        """The publication dates of all items as they are written."""
        return [_word(item.get("date_published")) for item in self.items]

    def feed(self, entries: tuple[RawEntry, ...]) -> RawFeed:
        """The head with those entries."""
        head = self.head
        hubs = [_word(hub.get("url")) for hub in _dicts(head.get("hubs"))]
        return RawFeed(
            format=self.format,
            title=RawText(_word(head.get("title")), "text/plain"),
            link=_word(head.get("home_page_url")),
            description=RawText(_word(head.get("description")), "text/plain"),
            language=_word(head.get("language")),
            icon=_word(head.get("icon")) or _word(head.get("favicon")),
            authors=_authors(head),
            hubs=tuple(hub for hub in hubs if hub),
            self_link=_word(head.get("feed_url")),
            entries=entries,
        )

    def entry(self, index: int) -> RawEntry:
        """One item."""
        return self.read(self.items[index])

    def read(self, item: dict[str, Any]) -> RawEntry:
        """What an item says."""
        return bounded(_entry(item, self.format))

    def names(self, index: int) -> tuple[str, str]:
        """(guid, link) of one item."""
        item = self.items[index]
        return _guid(item), _link(item)


def not_a_feed(what: str) -> ParseError:
    """The error for a document that is something else."""
    return ParseError(
        "not-a-feed", f"what came is {what}", hint="open the address in a browser; `aggregator preview URL` finds feeds"
    )


def _items(value: object) -> tuple[list[Any], int]:
    """The items, and how many levels are open inside of one: a list, an object with numbered keys, or one alone."""
    if isinstance(value, dict):
        numbered = all(key.isdecimal() for key in value)
        return (list(value.values()), 3) if numbered else ([value], 2)
    return (value if isinstance(value, list) else []), 3


def _what_it_is(document: dict[str, Any]) -> str:
    for key in ("error", "message", "errors", "detail", "msg", "errmsg"):
        value = document.get(key)
        value = value.get("message") if isinstance(value, dict) else value
        if isinstance(value, str) and value.strip():
            return f"a JSON error message: {xml_clean(value.strip())[:200]}"
    if document.get("type") in {"FeatureCollection", "Feature"}:
        return "GeoJSON, not a JSON Feed"
    return "JSON, but not a JSON Feed"


def _entry(item: dict[str, Any], form: str) -> RawEntry:
    html, text = _word(item.get("content_html")) or _word(item.get("content")), _word(item.get("content_text"))
    contents = ([RawText(html, "text/html")] if html else []) + (
        [RawText(text, "text/plain")] if text and not html else []
    )
    summary = _word(item.get("summary"))
    keys = ("date_published", "timestamp", "date_modified")
    published, *dates = [word for key in keys if (word := _word(item.get(key)))] or [""]
    return RawEntry(
        guid=_guid(item),
        link=_link(item),
        title=RawText(_word(item.get("title")), "text/plain"),
        contents=tuple(contents),
        summary=RawText(summary, "text/plain") if summary else None,
        authors=_authors(item),
        published=published,
        updated=_word(item.get("date_modified")),
        dates=tuple(dates),
        tags=tuple(_word(tag) for tag in _list(item.get("tags") or item.get("categories")) if isinstance(tag, str)),
        files=tuple(_file(part) for part in _dicts(item.get("attachments")) if _word(part.get("url"))),
        pictures=tuple(word for key in ("image", "banner_image") if (word := _word(item.get(key)))),
        language=_word(item.get("language")),
        format=form,
    )


def _guid(item: dict[str, Any]) -> str:
    return _word(item.get("id"))


def _link(item: dict[str, Any]) -> str:
    """The item's own page, else the page it is about, else an id that is an address."""
    guid = _guid(item)
    address = guid if guid.lower().startswith(("http://", "https://")) else ""
    return _word(item.get("url")) or _word(item.get("external_url")) or _word(item.get("uri")) or address


def _authors(container: dict[str, Any]) -> tuple[RawPerson, ...]:
    author = container.get("author")
    written = _dicts(container.get("authors")) or _dicts([{"name": author} if isinstance(author, str) else author])
    return tuple(
        RawPerson(_word(person.get("name")), _word(person.get("url")))
        for person in written[:MAX_LIST]
        if _word(person.get("name"))
    )


def _file(part: dict[str, Any]) -> RawFile:
    return RawFile(
        url=_word(part.get("url")),
        type=_word(part.get("mime_type")),
        length=_word(part.get("size_in_bytes")),
        title=_word(part.get("title")),
        duration=_word(part.get("duration_in_seconds")),
    )


def _list(value: object) -> list[Any]:
    return value[:MAX_LIST] if isinstance(value, list) else []


def _dicts(value: object) -> list[dict[str, Any]]:
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []


def _word(value: object) -> str:
    """A string, or a number as one: ids are written as numbers often enough."""
    if isinstance(value, str):
        return xml_clean(value).strip()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:.0f}" if isinstance(value, float) and value.is_integer() else str(value)
    return ""
