"""What feedgen cannot say, said by extension classes of ours.

feedgen 1.0.0 loses rel, type, length and title of every link of an Atom entry, knows only title and link of
atom:source, writes dates through the process-wide locale, and has no archive marker, no hub, no related carriers.
Atom elements are built without a namespace here because feedgen's tree has none: it writes `xmlns` as an attribute.
"""

from __future__ import annotations

from datetime import datetime
from email.utils import format_datetime
from hashlib import blake2b
from html import escape
from typing import Any
from uuid import UUID, uuid5

from feedgen.ext.base import BaseEntryExtension, BaseExtension
from lxml import etree

from aggregator.clock import rfc3339
from aggregator.publish import addresses, names
from aggregator.publish.items import Document, Item, Origin
from aggregator.publish.media import in_rss
from aggregator.publish.spelling import looks_closed

_ATOM = "http://www.w3.org/2005/Atom"
_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_DC = "http://purl.org/dc/elements/1.1/"
_HISTORY = "http://purl.org/syndication/history/1.0"
_MEDIA = "http://search.yahoo.com/mrss/"
_HIDDEN = "aggregator-hidden"  # a processing instruction: for us alone, and no element that a validator must know
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_SOURCES = UUID("3f0f3a0e-5c57-5d0c-9d3a-3c1b8a2d6e11")  # name space of ids that we make for sources


def rfc822(when: datetime) -> str:
    """An instant as RSS 2.0 wants it, in GMT."""
    return format_datetime(when, usegmt=True)


class FeedExtension(BaseExtension):  # type: ignore[misc]  # feedgen has no types
    """The head of a document: links, archive marker, build date."""

    document: Document
    dublin_core = False

    def extend_ns(self) -> dict[str, str]:
        """The prefixes that this document uses."""
        used = {"dc": _DC} if self.dublin_core else {}
        if self._archived:
            used["fh"] = _HISTORY
        if any(item.thumbnail or item.files for item in self.document.items):
            used["media"] = _MEDIA
        return used

    def extend_atom(self, feed: Any) -> Any:
        """Add to the head of an Atom document."""
        _set(feed, "updated", rfc3339(self.document.feed.changed_at))
        _links(feed, "link", self.document, "atom", names.ATOM)
        self._mark(feed)
        return feed

    def extend_rss(self, rss: Any) -> Any:
        """Add to the head of an RSS document, before its items."""
        channel = rss[0]
        _sub(channel, "lastBuildDate", text=rfc822(self.document.feed.changed_at))
        _links(channel, f"{{{_ATOM}}}link", self.document, "rss", names.RSS)
        self._mark(channel)
        return rss

    @property
    def _archived(self) -> bool:
        """Whether this is an archive document (RFC 5005 section 4): a page among others. One that has no neighbour yet
        still grows, and everything in it may be new.
        """
        page = self.document
        return page.feed.block is not None and any(page.neighbour(step, "atom") for step in (-1, 1))

    def _mark(self, head: Any) -> None:
        if self._archived:
            _sub(head, f"{{{_HISTORY}}}archive")
        feed = self.document.feed
        if feed.hidden and "json" not in feed.category.formats:  # where a JSON Feed is, that tells it
            head.append(etree.ProcessingInstruction(_HIDDEN, ", ".join(feed.hidden)))


class ItemExtension(BaseEntryExtension):  # type: ignore[misc]  # feedgen has no types
    """One story: everything that must be complete in each entry."""

    item: Item
    document: Document
    html = ""

    def extend_atom(self, entry: Any) -> Any:
        """Repair and complete an Atom entry."""
        item = self.item
        if item.language:
            entry.set(_LANG, item.language)
        _set(entry, "updated", _updated(item, shared=item.updated in self.document.crowded))
        _sub(entry, "published", text=item.published_text)
        _as_html(entry, "title", "summary")
        for wrong in entry.findall("link") + entry.findall("source"):
            entry.remove(wrong)
        if item.link:
            _link(entry, "link", "alternate", item.link, kind="text/html", language=item.language)
        _carriers(entry, "link", item)
        if item.comments:
            _link(entry, "link", "replies", item.comments, kind="text/html")
        for file in item.files:
            _link(entry, "link", "enclosure", file.url, kind=file.type, title=file.title, length=file.length)
        _thumbnail(entry, item)
        _source(entry, item)
        return entry

    def extend_rss(self, element: Any) -> Any:
        """Complete an RSS item."""
        item = self.item
        _set(element, "description", escape(item.excerpt, quote=False))  # descriptions are HTML
        _encoded(element, self.html)
        _sub(element, "pubDate", text=rfc822(item.published))
        _sub(element, f"{{{_DC}}}creator", text=item.author.name)
        if item.language:
            _sub(element, f"{{{_DC}}}language", text=item.language)
        _carriers(element, f"{{{_ATOM}}}link", item)
        if item.updated > item.published:
            _sub(element, f"{{{_ATOM}}}updated", text=item.updated_text)
        enclosed = in_rss(item.files)
        for file in item.files:
            if file is not enclosed or file.duration:
                _media_content(element, file)
        _thumbnail(element, item)
        return element


def _encoded(element: Any, html: str) -> None:
    """The content of a story without a summary: feedgen gives a lone content as the description."""
    if html and element.find(f"{{{_CONTENT}}}encoded") is None:
        encoded = _sub(element, f"{{{_CONTENT}}}encoded", text=html)
        element.find("description").addnext(encoded)


def _updated(item: Item, *, shared: bool) -> str:
    """The instant of atom:updated. Where others share it (those of one day whose dates are days alone, those that one
    document dated alike), a fraction of a second from the story's id keeps them apart, as readers and validators wish.
    """
    text = item.updated_text
    if not (shared or item.day_only):
        return text
    fraction = int.from_bytes(blake2b(item.uid.encode(), digest_size=8).digest()) % 1_000_000
    return f"{text[:-1]}.{fraction:06}Z"


def _as_html(parent: Any, *tags: str) -> None:
    """A text that names an end tag, as HTML: in plain text it would be taken for markup by those who are careless."""
    for tag in tags:
        found = parent.find(tag)
        if found is not None and found.text and found.get("type") is None and looks_closed(found.text):
            found.set("type", "html")
            found.text = escape(found.text, quote=False)


def _links(head: Any, tag: str, document: Document, suffix: str, kind: str) -> None:
    _link(head, tag, "self", document.address(suffix), kind=kind)
    if document.hub:
        _link(head, tag, "hub", document.hub)
    # Archive pages exist in Atom; an RSS document points there where Atom is published at all.
    if "atom" not in document.category.formats:
        return
    if document.feed.block is not None:
        _link(head, tag, "current", document.current(suffix), kind=kind)
    for rel, step in (("prev-archive", -1), ("next-archive", 1)):
        url = document.neighbour(step, "atom")
        if url:
            _link(head, tag, rel, url, kind=names.ATOM)


def _carriers(element: Any, tag: str, item: Item) -> None:
    for related in item.related:
        _link(element, tag, "related", related.url, kind="text/html", title=related.title)


def _source(entry: Any, item: Item) -> None:
    """atom:source whole (RFC 4287 4.2.11): id, title, updated, and both addresses where they may be shown."""
    origin = item.origin
    source = _sub(entry, "source")
    _sub(source, "id", text=source_id(origin))
    _sub(source, "title", text=origin.title)
    _as_html(source, "title")
    _sub(source, "updated", text=item.updated_text)
    if origin.site:
        _link(source, "link", "alternate", origin.site, kind="text/html")
    if origin.feed:
        _link(source, "link", "self", origin.feed)
    if origin.icon:
        _sub(source, "icon", text=origin.icon)


def source_id(origin: Origin) -> str:
    """An IRI for a source: its published address, else a name made from its id (or from its title where unlisted)."""
    if addresses.is_canonical(origin.feed):
        return origin.feed
    return f"urn:uuid:{uuid5(_SOURCES, origin.id or origin.title)}"


def _thumbnail(element: Any, item: Item) -> None:
    if item.thumbnail:
        _sub(element, f"{{{_MEDIA}}}thumbnail").set("url", item.thumbnail)


def _media_content(element: Any, file: Any) -> None:
    content = _sub(element, f"{{{_MEDIA}}}content")
    content.set("url", file.url)
    content.set("type", file.type)
    if file.length:
        content.set("fileSize", str(file.length))
    if file.medium:
        content.set("medium", file.medium)
    if file.duration:
        content.set("duration", str(file.duration))
    if file.title:
        _sub(content, f"{{{_MEDIA}}}title", text=file.title).set("type", "plain")


def _link(
    parent: Any,
    tag: str,
    rel: str,
    href: str,
    *,
    kind: str = "",
    title: str = "",
    length: int | None = None,
    language: str = "",
) -> None:
    link = _sub(parent, tag)
    link.set("rel", rel)
    link.set("href", href)
    for name, value in (("type", kind), ("hreflang", language), ("title", title), ("length", str(length or ""))):
        if value:
            link.set(name, value)


def _set(parent: Any, tag: str, text: str) -> None:
    found = parent.find(tag)
    if found is None:
        found = _sub(parent, tag)
    found.text = text


def _sub(parent: Any, tag: str, *, text: str = "") -> Any:
    element = etree.SubElement(parent, tag)
    if text:
        element.text = text
    return element
