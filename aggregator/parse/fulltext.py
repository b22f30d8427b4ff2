"""The article on a page, by trafilatura: an optional extra, loaded in the child when first asked for."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from aggregator import content, urls
from aggregator.errors import ParseError
from aggregator.model import Article, ContentOptions, FeedDate, Person, Precision
from aggregator.parse.discover import with_meta
from aggregator.parse.encoding import decode
from aggregator.parse.limits import MAX_BODY
from aggregator.parse.titles import plain_name

_AUTHOR = re.compile(r"""(?i)<meta\s+name=["']author["']\s+content=["']([^"'<>]{1,100})["']""")
_LANGUAGE = re.compile(r"""(?i)<html[^>]{0,500}?\slang=["']?([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)""")
_SHORTEST = 100  # characters under which what was found is no article


def extract(body: bytes, url: str, content_type: str, options: ContentOptions) -> Article:
    """The article, cleaned. Raises ParseError `fulltext-missing`, `no-article`, `too-large`."""
    if len(body) > MAX_BODY:
        raise ParseError("too-large", f"the page has more than {MAX_BODY >> 20} MiB")
    found = _bare_extraction(decode(body, with_meta(body, content_type)).text, url)
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


def _bare_extraction(text: str, url: str) -> dict[str, str]:
    try:
        import trafilatura  # noqa: PLC0415 - an optional extra, and a second to load
    except ImportError:
        raise ParseError(
            "fulltext-missing",
            "full text needs the extra 'fulltext', which is not installed",
            hint="install feed-aggregator[fulltext], or take `fulltext = true` out of the source",
        ) from None
    options: dict[str, Any] = {
        "url": url,
        "include_images": True,
        "include_links": True,
        "include_tables": True,
        "include_formatting": True,
        "include_comments": False,
        "favor_precision": False,
    }
    markup = trafilatura.extract(text, output_format="html", **options)
    meta = trafilatura.extract_metadata(text, default_url=url)
    found = {name: str(getattr(meta, name, "") or "") for name in ("title", "author", "date", "image", "language")}
    # It passes over authors whose names are not Latin, and over the page's own language.
    named = _AUTHOR.search(text[:200_000])
    spoken = _LANGUAGE.search(text[:4096])
    found["author"] = found["author"] or (named[1] if named else "")
    found["language"] = found["language"] or (spoken[1] if spoken else "")
    return found | {"html": _body(markup or "")}


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
