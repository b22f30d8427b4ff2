"""Which feeds a page names: `<link rel="alternate">` in its head, then links that look like feeds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urljoin

from lxml import etree, html

from aggregator import urls
from aggregator.model import FeedLink
from aggregator.parse.encoding import decode
from aggregator.parse.limits import MAX_BODY
from aggregator.parse.titles import plain_name

_TYPES = {
    "application/atom+xml": 0,
    "application/rss+xml": 0,
    "application/feed+json": 0,
    "application/rdf+xml": 1,
    "application/json": 1,
    "application/xml": 2,
    "text/xml": 2,
}
_COMMENTS = re.compile(r"(?i)comments?[/_-]?feed|/comments/|[?&]feed=comments|评论")
_LOOKS_LIKE_FEED = re.compile(
    r"(?i)(?:^|/)(?:feed|rss|atom)(?:/|\.xml|\.json|$)|(?:rss|atom|feed|index)\.(?:xml|rss|atom|json|rdf)$|[?&]feed="
)
_META = re.compile(rb"""(?i)<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]+)""")
_MAX_LINKS = 50


def feed_links(body: bytes, url: str, content_type: str) -> tuple[FeedLink, ...]:
    """The feeds that the page at `url` names, absolute, the likeliest first; feeds of comments come last."""
    text = decode(body[:MAX_BODY], with_meta(body, content_type)).text
    root = _page(text)
    if root is None:
        return ()
    base = url
    for element in root.iter("base"):
        base = urls.absolute(url, element.get("href") or "") or url
        break
    found = dict.fromkeys(_named(root, base))
    if not found:
        found = dict.fromkeys(_guessed(root, base))
    ranked = sorted(found, key=_rank)
    once = {link.url: link for link in reversed(ranked)}
    return tuple(link for link in ranked if once.get(link.url) is link)[:_MAX_LINKS]


def _page(text: str) -> etree._Element | None:
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True)
    try:
        root: etree._Element = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError):
        return None
    return root


def _named(root: etree._Element, base: str) -> Iterable[FeedLink]:
    for element in root.iter("link", "a"):
        rel = (element.get("rel") or "").lower().split()
        kind = (element.get("type") or "").partition(";")[0].strip().lower()
        if ("alternate" in rel and kind in _TYPES) or "feed" in rel:
            yield from _link(element, kind, base)


def _guessed(root: etree._Element, base: str) -> Iterable[FeedLink]:
    for element in root.iter("a"):
        address = urljoin(base, element.get("href") or "") if _whole(element.get("href")) else ""
        if address and _LOOKS_LIKE_FEED.search(address.partition("#")[0]):
            yield from _link(element, "", base)


def _whole(href: str | None) -> bool:
    return bool(href) and "[" not in str(href)


def _link(element: etree._Element, kind: str, base: str) -> Iterable[FeedLink]:
    href = (element.get("href") or "").strip()
    href = re.sub(r"(?i)^feed:(?://)?(?=https?:)|^feed:(?=//)", "", href)
    if address := urls.absolute(base, href):
        title = element.get("title") or ("".join(element.itertext()) if element.tag == "a" else "")
        yield FeedLink(address, kind, plain_name(title))


def _rank(link: FeedLink) -> tuple[bool, int]:
    about_comments = bool(_COMMENTS.search(link.url) or _COMMENTS.search(link.title))
    return about_comments, _TYPES.get(link.type, 3)


def with_meta(body: bytes, content_type: str) -> str:
    """The content type with the charset that the page's own head names, where HTTP named none."""
    named = _META.search(body[:8192])
    if named and "charset" not in content_type.lower():
        return f"text/html; charset={named[1].decode('ascii', 'ignore')}"
    return content_type
