"""A story made ready to be written: what all formats say the same, said once.

Renderers take `Document` and `Item` and only spell them: show_source, content modes, picture addresses, stand-ins for
a missing title or author are settled here.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from typing import Any

from aggregator.clock import rfc3339
from aggregator.model import CategoryView, MergedEntry, MergedFeed, PlainText, Precision, SiteView, SourceView
from aggregator.publish import addresses, names
from aggregator.publish.languages import language_tag
from aggregator.publish.media import File, files
from aggregator.publish.pictures import Pictures
from aggregator.publish.spelling import tidy
from aggregator.settings.values import Images
from aggregator.text import one_line, shorten, xml_clean

EXCERPT = 240  # columns: 120 characters of Chinese
_ARROW = " > "
_AFTER_STOP = re.compile("(?<=[。！？；：，、…」』”）》】]) ")  # Chinese sets no space there; paragraphs leave one
_MAIL = re.compile(r"\s*<([^<>@\s]+)@[^<>\s]+>")


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote it, as readers show it. `url` is http(s) or empty."""

    name: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Related:
    """Another carrier of the story."""

    url: str
    title: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the story comes from: the source as others may see it."""

    id: str
    title: str
    site: str
    feed: str
    icon: str
    listed: bool


@dataclass(frozen=True, slots=True)
class Item:
    """One story in one output. `html` is empty where the category shows excerpts or titles only."""

    entry: MergedEntry
    uid: str
    link: str
    title: str  # with the source in front where show_source is "title"
    headline: str  # the bare title
    author: Author  # one line for readers, with the source where show_source is "author"
    authors: tuple[Author, ...]  # as the source names them, the source itself where it names none
    published: datetime
    updated: datetime
    published_text: str  # both as RFC 3339
    updated_text: str
    day_only: bool
    html: str
    excerpt: str  # the beginning in plain text, never empty
    summary: str  # the same where it says less than `html`, else ""
    tags: tuple[str, ...]
    path: tuple[str, ...]
    files: tuple[File, ...]
    thumbnail: str
    language: str
    comments: str
    origin: Origin
    related: tuple[Related, ...]

    @property
    def place(self) -> str:
        """The category path in one line: 新媒体 > 人人都是产品经理 > 最新文章."""
        return _ARROW.join(self.path)


@dataclass(frozen=True, slots=True)
class Document:
    """One feed document, whole. Addresses are absolute; `path` is the name without its suffix."""

    feed: MergedFeed
    site: SiteView
    items: tuple[Item, ...]
    title: str
    description: str
    home: str
    icon: str
    language: str
    author: str
    hub: str
    archive: bool = False  # archive pages are published: link to them
    crowded: frozenset[datetime] = frozenset()  # instants that several of the stories were updated at
    problems: tuple[str, ...] = ()  # stories that were left out, in sentences
    shared: dict[str, Any] = field(
        default_factory=dict, compare=False, repr=False
    )  # worked out once for several formats

    @property
    def category(self) -> CategoryView:
        """The category that this is the document of."""
        return self.feed.category

    def address(self, suffix: str) -> str:
        """Its own address in one format."""
        return names.address(self.site.url, self.path(suffix))

    def current(self, suffix: str) -> str:
        """The address of the current document: what to subscribe to."""
        return names.address(self.site.url, names.document(self.category.slug, suffix))

    def path(self, suffix: str) -> str:
        """Its file name in one format."""
        slug = self.category.slug
        return names.document(slug, suffix) if self.feed.block is None else names.archive(slug, self.feed.block, suffix)

    def neighbour(self, step: int, suffix: str) -> str:
        """The archive page before (-1) or after (+1) this document; "" where there is none."""
        blocks = self.feed.archives if self.archive else ()
        if self.feed.block is None:
            found = blocks[-1:] if step < 0 else ()
        elif step < 0:
            found = tuple(block for block in blocks if block < self.feed.block)[-1:]
        else:
            found = tuple(block for block in blocks if block > self.feed.block)[:1]
        return names.address(self.site.url, names.archive(self.category.slug, found[0], suffix)) if found else ""


def document(feed: MergedFeed, site: SiteView, images: Images, *, archive: bool) -> Document:
    """Make a merged feed ready for the renderers. Stories keep their order."""
    category = feed.category
    pictures = Pictures(images)
    items, problems = [], []
    for entry in feed.entries:
        try:
            items.append(item(entry, category, pictures, site.language, ours=site.url))
        except (ValueError, TypeError, OverflowError) as reason:  # a story that cannot be shown costs itself alone
            problems.append(f"{category.slug}: story {entry.uid!r} was left out: {reason}")
    html_home = "html" in category.formats
    title = _line(category.title) or _line(category.name)
    return Document(
        feed=feed,
        site=site,
        items=tuple(items),
        crowded=frozenset(when for when, count in Counter(one.updated for one in items).items() if count > 1),
        problems=tuple(problems),
        title=title,
        description=_line(category.description) or title,
        home=names.address(site.url, names.document(category.slug, "html")) if html_home else site.url,
        icon=_icon(category.icon, site.url),
        language=language_tag(site.language),
        author=_line(site.author) or _line(site.title) or title,
        hub="" if category.private else addresses.chosen(site.hub),
        archive=archive,
    )


def item(entry: MergedEntry, category: CategoryView, pictures: Pictures, language: str, *, ours: str = "") -> Item:
    """One story as this category shows it. Below `ours`, the site's address, a link may lead to a private host.

    A link into a private network gives way to that of another carrier, or to none.
    """
    origin = _origin(entry.source)
    related = _related(entry)
    inside = bool(ours) and entry.link.startswith(ours)  # the ops feed points at our own status page
    link = entry.link if inside else addresses.link(entry.link) or next((one.url for one in related), "")
    headline = _headline(entry, link, language)
    authors = _authors(entry, origin)
    published = entry.published.replace(microsecond=0)
    updated = max(entry.updated.replace(microsecond=0), published)
    html, excerpt, summary = _words(entry, category.content, headline, link, origin, pictures)
    return Item(
        entry=entry,
        uid=xml_clean(entry.uid),
        link=link,
        title=f"[{origin.title}] {headline}" if category.show_source == "title" else headline,
        headline=headline,
        author=_byline(authors, origin, category.show_source),
        authors=authors,
        published=published,
        updated=updated,
        published_text=rfc3339(published),
        updated_text=rfc3339(updated),
        day_only=entry.precision is Precision.DAY,
        html=html,
        excerpt=excerpt,
        summary=summary,
        tags=_unique(entry.tags),
        path=tuple(_line(part) for part in entry.path if part),
        files=files(entry.enclosures, pictures),
        thumbnail=pictures.address(addresses.web(entry.thumbnail)),
        language=language_tag(entry.language),
        comments=addresses.web(entry.comments),
        origin=origin,
        related=related,
    )


def _icon(icon: str, site_url: str) -> str:
    """An icon may be an address or the name of a file in the output folder."""
    if not icon:
        return ""
    return addresses.chosen(icon) or names.address(site_url, icon.lstrip("/"))


def _origin(source: SourceView) -> Origin:
    shown = source.listed
    return Origin(
        id=source.id if shown else "",
        title=_line(source.title) or source.id,
        site=addresses.web(source.site) if shown else "",
        feed=addresses.web(source.feed_url) if shown else "",
        icon=addresses.web(source.icon) if shown else "",
        listed=shown,
    )


def _headline(entry: MergedEntry, link: str, language: str) -> str:
    """The title, or what stands in for one: the beginning of the text, the address, at last a word."""
    return (
        _line(entry.title)
        or shorten(_line(entry.text), 60)
        or link
        or ("无题" if language.lower().startswith("zh") else "Untitled")
    )


def _authors(entry: MergedEntry, origin: Origin) -> tuple[Author, ...]:
    people = tuple(Author(name, addresses.web(p.url)) for p in entry.authors if (name := _name(p.name)))
    return people or (Author(origin.title, origin.site),)


def _name(name: str) -> str:
    """A person's name without a mail address in angle brackets, which nobody wants collected."""
    line = _line(name)
    return _MAIL.sub("", line).strip() or _MAIL.sub(r"\1", line).strip() if "@" in line else line


def _byline(authors: tuple[Author, ...], origin: Origin, show_source: str) -> Author:
    """All authors in one name: a reader that shows only the first still shows everybody and the source."""
    joined = [author.name for author in authors]
    comma = ", " if all(name.isascii() for name in joined) else "、"
    name = comma.join(joined)
    if show_source == "author" and origin.title not in joined:
        name = f"{name} · {origin.title}"
    return Author(name, authors[0].url if len(authors) == 1 else "")


def _words(
    entry: MergedEntry, mode: str, headline: str, link: str, origin: Origin, pictures: Pictures
) -> tuple[str, str, str]:
    """(HTML, excerpt, summary) by the category's content mode. HTML or summary is always there."""
    if mode == "title":
        return "", origin.title, origin.title
    excerpt, cut = beginning(entry.text)
    excerpt = excerpt or headline
    if mode == "excerpt":
        return "", excerpt, excerpt
    html = tidy(xml_clean(pictures.html(entry.content or entry.summary))) or _stand_in(headline, link)
    return html, excerpt, excerpt if cut else ""


def _line(text: str) -> str:
    """`one_line`, quickly for what is one already: no control, no direction mark, no odd space, no two in a row."""
    return tidy(text.strip() if text.isprintable() and "  " not in text else one_line(tidy(text)))


def beginning(text: str) -> tuple[str, bool]:
    """The first 120 Chinese characters of a text, or twice as many narrow ones, and whether something was cut.

    GB 18030 takes one byte for a narrow character and two for a wide one, so that its length is the width in columns.
    """
    line = _AFTER_STOP.sub("", _line(text[: EXCERPT * 3]))
    start = line[: EXCERPT + 1]
    if len(start.encode("gb18030")) <= EXCERPT:
        return line, len(text) > EXCERPT * 3
    end = bisect_right(range(len(start)), EXCERPT - 1, key=lambda count: len(start[: count + 1].encode("gb18030")))
    return start[:end].rstrip() + "…", True


def _stand_in(headline: str, link: str) -> str:
    words = escape(headline)
    return f'<p><a href="{escape(link)}">{words}</a></p>' if link else f"<p>{words}</p>"


def _unique(tags: Iterable[PlainText]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(tag for tag in map(_line, tags) if tag))


def _related(entry: MergedEntry) -> tuple[Related, ...]:
    """One for each other carrier, also where it links to the very address that is shown: it is named, and not lost."""
    seen: dict[Related, None] = {}
    for copy in entry.copies[1:]:
        url = addresses.link(copy.link)
        if url:
            seen[Related(url, _line(copy.source.title) or copy.source.id)] = None
    return tuple(seen)
