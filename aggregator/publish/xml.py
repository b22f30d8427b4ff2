"""Atom 1.0 and RSS 2.0 by feedgen: it builds the documents, `extension` says what it cannot.

Nothing here asks for the time or the locale: feedgen's own dates, which do both, are never used.
"""

from __future__ import annotations

from html import escape
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator

from aggregator.publish.extension import FeedExtension, ItemExtension
from aggregator.publish.items import Document, Item
from aggregator.publish.media import in_rss
from aggregator.publish.spelling import feed_html, spelt
from aggregator.publish.words import words_of

GENERATOR = "aggregator"
_NAME = "aggregator"  # under which feedgen knows our extension
_RSS_PICTURES = frozenset({".png", ".jpg", ".jpeg", ".gif"})  # formats that RSS 2.0 allows for the channel's image


def atom(document: Document) -> tuple[bytes, tuple[str, ...]]:
    """The document as Atom 1.0, and a sentence for each story that had to be left out."""
    generator, problems = _generator(document, "atom")
    if document.icon:
        generator.icon(document.icon)
        generator.logo(document.icon)
    return spelt(generator.atom_str(pretty=True)), problems


def rss(document: Document) -> tuple[bytes, tuple[str, ...]]:
    """The document as RSS 2.0, and a sentence for each story that had to be left out."""
    generator, problems = _generator(document, "rss")
    generator.aggregator.dublin_core = True
    if document.icon and PurePosixPath(urlsplit(document.icon).path).suffix.lower() in _RSS_PICTURES:
        generator.image(url=document.icon, title=document.title, link=document.home)
    return spelt(generator.rss_str(pretty=True)), problems


class _Entry(FeedEntry):  # type: ignore[misc]  # feedgen has no types
    """An entry that builds its element before the document asks for it, so that a bad one costs itself and not the
    feed. Each element is built once: it is moved into its document.
    """

    def build(self, kind: str) -> None:
        """Make the element of a format. Raises what lxml or feedgen raise."""
        self.element = super().atom_entry() if kind == "atom" else super().rss_entry()

    def atom_entry(self, extensions: bool = True) -> Any:  # noqa: ARG002
        return self.element

    def rss_entry(self, extensions: bool = True) -> Any:  # noqa: ARG002
        return self.element


def _generator(document: Document, kind: str) -> tuple[Any, tuple[str, ...]]:
    generator = _head(document)
    problems = []
    for item, entry in _entries(document):
        try:
            if entry is None:
                raise ValueError("it has no id or no date")
            entry.build(kind)
        except (ValueError, TypeError, UnicodeError) as reason:
            problems.append(f"{document.category.slug}: story {item.uid!r} was left out: {reason}")
        else:
            generator.add_entry(entry, order="append")
    return generator, tuple(problems)


def _entries(document: Document) -> list[tuple[Item, _Entry | None]]:
    """The stories as feedgen knows them, made once for both formats; None where it refuses one."""
    if "feedgen" not in document.shared:
        document.shared["feedgen"] = [(item, _filled(item, document)) for item in document.items]
    return list(document.shared["feedgen"])


def _filled(item: Item, document: Document) -> _Entry | None:
    entry = _Entry()
    try:
        _fill(entry, item, document)
    except (ValueError, TypeError, UnicodeError):
        return None
    return entry


def _head(document: Document) -> Any:
    generator = FeedGenerator()
    generator.register_extension(_NAME, FeedExtension, ItemExtension, atom=True, rss=True)
    generator.aggregator.document = document
    generator.id(document.feed.uid)
    generator.title(document.title)
    generator.subtitle(document.description)  # sets the description of RSS too
    generator.updated(document.feed.changed_at)
    generator.author(name=document.author)
    generator.generator(GENERATOR)
    generator.link(href=document.home, rel="alternate", type="text/html")
    if document.language:
        generator.language(document.language)
    generator.category(term=document.category.name)
    # It would be written through the process-wide locale; the extension writes it instead.
    generator._FeedGenerator__rss_lastBuildDate = None  # noqa: SLF001
    return generator


def _fill(entry: Any, item: Item, document: Document) -> None:
    entry.register_extension(_NAME, ItemExtension)
    entry.aggregator.item = item
    entry.aggregator.document = document
    entry.guid(item.uid, permalink=item.uid == item.link)
    entry.title(item.title)
    entry.updated(item.updated)
    entry.author(_person(item))
    entry.category([{"term": item.place, "scheme": document.home}, *({"term": tag} for tag in item.tags)])
    if item.link:
        entry.link(href=item.link, rel="alternate")
    if item.comments:
        entry.comments(item.comments)
    enclosed = in_rss(item.files)
    if enclosed is not None:
        entry.enclosure(enclosed.url, str(enclosed.length or 0), enclosed.type)
    if item.origin.feed or item.origin.site:
        entry.source(item.origin.feed or item.origin.site, item.origin.title)
    if item.html:
        entry.aggregator.html = feed_html(item.html, words_of(document.site.language))
        entry.content(entry.aggregator.html, type="html")
    elif not item.link:  # RFC 4287 4.1.2: without an alternate link there must be content
        entry.content(f"<p>{escape(item.excerpt)}</p>", type="html")
    if item.summary and (item.html or item.link):
        entry.summary(item.summary)


def _person(item: Item) -> dict[str, str]:
    return {"name": item.author.name} | ({"uri": item.author.url} if item.author.url else {})
