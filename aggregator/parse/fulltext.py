"""The article on a page, by trafilatura: an optional extra, loaded in the child when first asked for."""

from __future__ import annotations

import re
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

from lxml import etree
from lxml.html import HTMLParser, document_fromstring

from aggregator import content, urls
from aggregator.errors import ParseError
from aggregator.model import Article, ContentOptions, FeedDate, Person, Precision
from aggregator.parse.discover import with_meta
from aggregator.parse.encoding import decode
from aggregator.parse.limits import MAX_BODY
from aggregator.parse.titles import plain_name

_AUTHOR = re.compile(r"""(?i)<meta\s+name=["']author["']\s+content=["']([^"'<>]{1,100})["']""")
_LANGUAGE = re.compile(r"""(?i)<html[^>]{0,500}?\slang=["']?([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)""")
_PLAYERS = ("img", "picture", "video", "audio", "iframe", "embed", "object")
_MEDIA = ("figure", "noscript", *_PLAYERS)
_BOXES = frozenset({"article", "body", "center", "div", "main", "section"})
_CAPTION = 100  # characters that may stand beside a picture in a noscript
_MOST_MEDIA = 500
_STAND_IN = "https://media.invalid/"
_STOOD_IN = re.compile(rf"""<img\b[^<>]*?src="{re.escape(_STAND_IN)}(\d{{1,4}})\.png"[^<>]*>""")
_SHORTEST = 100  # characters under which what was found is no article


def extract(body: bytes, url: str, content_type: str, options: ContentOptions) -> Article:
    """The article, cleaned. Raises ParseError `fulltext-missing`, `no-article`, `too-large`."""
    if len(body) > MAX_BODY:
        raise ParseError("too-large", f"the page has more than {MAX_BODY >> 20} MiB")
    found = _bare_extraction(decode(body, with_meta(body, content_type)).text, url, options)
    markup = found.get("html") or ""
    cleaned = content.clean(markup, url, options)
    if len(cleaned.text) < _SHORTEST:
        raise ParseError("no-article", "the page holds no article text", hint="the teaser of the feed is kept")
    image = urls.absolute(url, found.get("image") or "")
    return Article(
        content=cleaned.html,
        text=cleaned.text,
        title=plain_name(found.get("title") or ""),
        authors=tuple(Person(name) for part in (found.get("author") or "").split(";") if (name := plain_name(part))),
        published=_date(found.get("date") or ""),
        thumbnail=image or next(iter(cleaned.images), ""),
        language=found.get("language") or "",
    )


def load() -> Any:
    """The extractor, loaded once. Raises ParseError `fulltext-missing`."""
    try:
        import trafilatura  # noqa: PLC0415 - an optional extra, and a second to load
    except ImportError:
        raise ParseError(
            "fulltext-missing",
            "full text needs the extra 'fulltext', which is not installed",
            hint="install feed-aggregator[fulltext], or take `fulltext = true` out of the source",
        ) from None
    return trafilatura


def _bare_extraction(text: str, url: str, cleaning: ContentOptions) -> dict[str, str]:
    trafilatura = load()
    options: dict[str, Any] = {
        "url": url,
        "include_images": True,
        "include_links": True,
        "include_tables": True,
        "include_formatting": True,
        "include_comments": False,
        "favor_precision": False,
    }
    page = _tree(text)
    if page is None:
        return {}
    content.strip_junk(page, cleaning)
    meta = trafilatura.extract_metadata(deepcopy(page), default_url=url)
    media = _set_aside(page)
    markup = _put_back(trafilatura.extract(page, output_format="html", **options) or "", media)
    found = {name: str(getattr(meta, name, "") or "") for name in ("title", "author", "date", "image", "language")}
    # It passes over authors whose names are not Latin, and over the page's own language.
    named = _AUTHOR.search(text[:200_000])
    spoken = _LANGUAGE.search(text[:4096])
    found["author"] = found["author"] or (named[1] if named else "")
    found["language"] = found["language"] or (spoken[1] if spoken else "")
    return found | {"html": _body(markup)}


def _tree(text: str) -> Any:
    """The page as lxml reads it; None where there is nothing to read."""
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        return document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except etree.LxmlError:
        return None


def _set_aside(page: Any) -> list[str]:
    """Put a numbered picture in the place of every figure, picture, player and frame, and give their markup in order.

    The extractor keeps only pictures whose address ends like a file's, and drops what a lazy loader or a player needs.
    """
    media: list[str] = []
    for element in list(page.iter(*_MEDIA)):
        if len(media) == _MOST_MEDIA:
            break
        parent = element.getparent()
        if parent is None or next(element.iterancestors(*_MEDIA), None) is not None or not _shows_something(element):
            continue
        stand_in = parent.makeelement("img", {"src": f"{_STAND_IN}{len(media)}.png", "alt": ""})
        stand_in.tail, element.tail = element.tail, None
        media.append(etree.tostring(element, method="html", encoding="unicode"))
        if parent.tag in _BOXES:  # there it passes over a picture that stands alone
            paragraph = parent.makeelement("p")
            paragraph.tail, stand_in.tail = stand_in.tail, None
            paragraph.append(stand_in)
            stand_in = paragraph
        parent.replace(element, stand_in)
    return media


def _shows_something(element: Any) -> bool:
    """A figure may hold code or a table, and a noscript the whole page: those the extractor reads."""
    if element.tag not in {"figure", "noscript"}:
        return True
    words = len("".join(element.itertext()).strip())
    return next(element.iter(*_PLAYERS), None) is not None and (element.tag == "figure" or words < _CAPTION)


def _put_back(markup: str, media: list[str]) -> str:
    """The markup with each numbered picture replaced, once, by what it stands for."""
    left = dict(enumerate(media))
    return _STOOD_IN.sub(lambda found: left.pop(int(found[1]), ""), markup)


def _body(markup: str) -> str:
    """What stands between the body tags."""
    inside = re.search(r"<body[^>]*>(.*)</body>", markup, re.DOTALL)
    return inside[1] if inside else markup


def _date(text: str) -> FeedDate | None:
    try:
        when = datetime.strptime(text[:10], "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        return None
    return FeedDate(when, Precision.DAY)
