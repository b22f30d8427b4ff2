"""Feeds that no strict parser reads, mended where their writers forgot an end: of an element, of a CDATA section.

Only the elements of a feed itself are looked at; the HTML that stands in them is left as it is.
"""

from __future__ import annotations

import re

_ITEMS = frozenset({"item", "entry"})
_LEAVES = frozenset({"title", "link", "guid", "id", "pubdate", "published", "updated", "category", "comments"})
_WITHIN = (
    "title|link|guid|id|description|summary|subtitle|content|content:encoded|author|name|email|uri|category|comments|pubDate"
    "|published|updated|source|dc:creator|dc:date|dc:subject|dc:title"
)
_TAG = re.compile(rf"<(/?)(rss|channel|feed|rdf:RDF|item|entry|{_WITHIN})\b([^<>]*)>", re.IGNORECASE)
_BEGUN_TWICE = re.compile(r"<!\[CDATA\[(?:\s{0,40}<!\[CDATA\[)+")
_ENDED_TWICE = re.compile(r"\]\]>(?:\s{0,40}\]\]>)+")
_OUT_OF_ITEM = re.compile(r"</(?:item|entry)\s*>", re.IGNORECASE)
_OUT_OF_TEXT = re.compile(r"</(?:description|content:encoded|content|summary|title)\s*>", re.IGNORECASE)
_MAX_OPEN = 64
_LITERAL = re.compile(r"(<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z))", re.DOTALL)


def sections(text: str) -> str:
    """The text with every CDATA section ended where its element ends, and begun once."""
    if "<![CDATA[" not in text:
        return text
    text = _ENDED_TWICE.sub("]]>", _BEGUN_TWICE.sub("<![CDATA[", text))
    parts, position, end = [], 0, -1
    while (start := text.find("<![CDATA[", position)) >= 0:
        if 0 <= end <= start:
            end = -1
        if end < 0:
            end = text.find("]]>", start)
            end = end if end >= 0 else len(text)
        item = _OUT_OF_ITEM.search(text, start, end)
        out = _OUT_OF_TEXT.search(text, start, item.start()) if item else None
        stop = out.start() if out else min(len(text), end + 3)
        parts.append(text[position:stop] + ("]]>" if out else ""))
        position = stop
    return "".join(parts) + text[position:]


def closed(text: str) -> str:
    """The text with the end tags that were forgotten: before the next item, and before the end of what holds them."""
    parts = _LITERAL.split(text)
    elements = _Open()
    for index in range(0, len(parts), 2):
        parts[index] = _TAG.sub(elements.take, parts[index])
    return "".join(parts) + elements.ended(0)


class _Open:
    """The elements that are open at a place of the text, as they were written and in lower case."""

    def __init__(self) -> None:
        self._written: list[str] = []
        self._names: list[str] = []

    def take(self, tag: re.Match[str]) -> str:
        """The tag, after the end tags that are missing before it; nothing for the end of what is not open."""
        name = tag[2].lower()
        names = self._names
        if tag[1]:
            found = next((index for index in range(len(names) - 1, -1, -1) if names[index] == name), None)
            return "" if found is None else self.ended(found)
        before = ""
        if name in _ITEMS:
            item = next((index for index, one in enumerate(names) if one in _ITEMS), None)
            before = "" if item is None else self.ended(item)
        elif names and names[-1] in _LEAVES:
            before = self.ended(len(names) - 1)
        if not tag[3].rstrip().endswith("/") and len(names) < _MAX_OPEN:
            self._written.append(tag[2])
            names.append(name)
        return before + tag[0]

    def ended(self, count: int) -> str:
        """The end tags of all that is open beyond the first `count`, which are open no longer."""
        ends = "".join(f"</{name}>" for name in reversed(self._written[count:]))
        del self._written[count:], self._names[count:]
        return ends
