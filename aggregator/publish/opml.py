"""OPML 2.0 lists: of our own feeds, and of the sources behind them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from lxml import etree

from aggregator.model import CategoryView, SiteView, SourceView
from aggregator.publish import addresses, names
from aggregator.publish.languages import language_tag
from aggregator.publish.spelling import tidy
from aggregator.text import one_line

_FEEDS = (  # the best format of a category is listed; OPML knows versions of RSS alone
    ("atom", ""),
    ("rss", "RSS2"),
    ("json", ""),
)


def feeds(site: SiteView, categories: Iterable[CategoryView], changed_at: datetime | None) -> bytes:
    """Our outputs: one line for each public category, in one list, because readers import nothing below a feed."""
    root, body = _start(site, site.title, changed_at)
    for category in categories:
        best = next(((suffix, version) for suffix, version in _FEEDS if suffix in category.formats), None)
        if best is None or category.private:
            continue
        outline = _outline(body, category.title or category.name)
        outline.set("type", "rss")
        if best[1]:
            outline.set("version", best[1])
        outline.set("xmlUrl", names.address(site.url, names.document(category.slug, best[0])))
        if "html" in category.formats:
            outline.set("htmlUrl", names.address(site.url, names.document(category.slug, "html")))
        if category.description:
            outline.set("description", one_line(category.description))
        outline.set("category", path_attribute([category.path]))
    return _spell(root)


def sources(
    site: SiteView, groups: Iterable[tuple[CategoryView, Iterable[SourceView]]], changed_at: datetime | None
) -> bytes:
    """What we read: each listed source with a published address once, in its first category's folder; the `category`
    attribute names all of its categories.
    """
    root, body = _start(site, site.title, changed_at)
    folders: dict[tuple[str, ...], Any] = {}
    for path, source, paths in _placed(groups):
        outline = _outline(_folder(body, folders, path), source.title or source.id)
        outline.set("type", "rss")
        outline.set("xmlUrl", addresses.web(source.feed_url))
        if addresses.web(source.site):
            outline.set("htmlUrl", addresses.web(source.site))
        if language_tag(source.language):
            outline.set("language", language_tag(source.language))
        outline.set("category", path_attribute(paths))
    return _spell(root)


def path_attribute(paths: Iterable[tuple[str, ...]]) -> str:
    """The OPML 2.0 category attribute: comma-separated, each a path with slashes. Neither may stand inside a name."""
    return ",".join("/" + "/".join(_step(name) for name in path) for path in paths)


def _step(name: str) -> str:
    """A slash or a comma inside a name becomes its full-width form: names stay readable, the list stays a list."""
    return one_line(name).replace("/", "／").replace(",", "，")


def _placed(
    groups: Iterable[tuple[CategoryView, Iterable[SourceView]]],
) -> list[tuple[tuple[str, ...], SourceView, list[tuple[str, ...]]]]:
    found: dict[str, tuple[tuple[str, ...], SourceView, list[tuple[str, ...]]]] = {}
    for category, members in groups:
        for source in members:
            if not source.listed or not addresses.web(source.feed_url):
                continue
            path = category.path or (category.name,)
            found.setdefault(source.id, (path, source, []))[2].append(path)
    return list(found.values())


def _folder(body: Any, folders: dict[tuple[str, ...], Any], path: tuple[str, ...]) -> Any:
    if not path:
        return body
    if path not in folders:
        folders[path] = etree.SubElement(_folder(body, folders, path[:-1]), "outline", text=_text(path[-1]))
    return folders[path]


def _start(site: SiteView, title: str, changed_at: datetime | None) -> tuple[Any, Any]:
    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = one_line(title) or "aggregator"
    if changed_at is not None:
        etree.SubElement(head, "dateModified").text = format_datetime(changed_at, usegmt=True)
    if site.author:
        etree.SubElement(head, "ownerName").text = one_line(site.author)
    return root, etree.SubElement(root, "body")


def _outline(parent: Any, text: str) -> Any:
    words = _text(text)
    return etree.SubElement(parent, "outline", text=words, title=words)


def _text(text: str) -> str:
    return tidy(one_line(text))


def _spell(root: Any) -> bytes:
    body = root.find("body")
    if len(body) == 0:  # OPML 2.0 wants an outline; one without an address is nothing to subscribe to
        etree.SubElement(body, "outline", text=root.findtext("head/title"))
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True))
