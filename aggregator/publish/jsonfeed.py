"""JSON Feed 1.1, with everything that the format has no word for under `_aggregator` (docs/reference/json-feed.md)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import orjson

from aggregator.clock import rfc3339
from aggregator.model import CopyView
from aggregator.publish import addresses
from aggregator.publish.items import Author, Document, Item, Origin
from aggregator.text import one_line

_VERSION = "https://jsonfeed.org/version/1.1"
_SPELLING = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE


def json_feed(document: Document) -> tuple[bytes, tuple[str, ...]]:
    """The document as JSON Feed 1.1, and a sentence for each story that had to be left out."""
    items, problems = [], []
    for item in document.items:
        try:
            written = _item(item)
            orjson.dumps(written)
        except (TypeError, ValueError) as reason:
            problems.append(f"{document.category.slug}: story {item.uid!r} was left out: {reason}")
        else:
            items.append(written)
    return orjson.dumps(_head(document) | {"items": items}, option=_SPELLING), tuple(problems)


def _head(document: Document) -> dict[str, Any]:
    category = document.category
    head: dict[str, Any] = {"version": _VERSION, "title": document.title}
    head |= _given(
        home_page_url=document.home,
        feed_url=document.address("json"),
        description=document.description,
        next_url=document.neighbour(-1, "json"),
        icon=document.icon,
        language=document.language,
    )
    head["authors"] = [{"name": document.author}]
    if document.hub:
        head["hubs"] = [{"type": "WebSub", "url": document.hub}]
    head["_aggregator"] = {
        "id": document.feed.uid,
        "category": category.name,
        "path": list(category.path),
        "updated": rfc3339(document.feed.changed_at),
    }
    if document.feed.block is not None:
        head["_aggregator"] |= {"archive": True, "current": document.current("json")}
    if document.feed.hidden:
        head["_aggregator"]["hidden"] = list(document.feed.hidden)
    return head


def _item(item: Item) -> dict[str, Any]:
    written: dict[str, Any] = {"id": item.uid} | _given(url=item.link, title=item.title)
    if item.html:
        written["content_html"] = item.html
    else:
        written["content_text"] = item.excerpt
    written |= _given(summary=item.summary, image=item.thumbnail)
    written["date_published"] = item.published_text
    written["date_modified"] = item.updated_text
    written["authors"] = [_author(item.author)]
    if item.tags:
        written["tags"] = list(item.tags)
    written |= _given(language=item.language)
    if item.files:
        written["attachments"] = [_attachment(file) for file in item.files]
    written["_aggregator"] = _own(item)
    return written


def _own(item: Item) -> dict[str, Any]:
    entry = item.entry
    own: dict[str, Any] = {
        "source": _source(item.origin),
        "path": list(item.path),
        "precision": entry.precision.value,
        "first_seen": rfc3339(entry.first_seen_at),
        "order": _exact(entry.sort_at),
        "authors": [_author(author) for author in item.authors],
        "copies": [_copy(copy) for copy in entry.copies],
    }
    own |= _given(guid=entry.guid, comments=item.comments)
    if entry.is_teaser:
        own["teaser"] = True
    if entry.marks:
        own["marks"] = list(entry.marks)
    if entry.source.listed and entry.source.extra:
        own["extra"] = dict(sorted(entry.source.extra.items()))
    return own


def _exact(when: datetime) -> str:
    """To the microsecond: a restored database orders its stories by it."""
    return rfc3339(when).replace("Z", f".{when.microsecond:06}Z" if when.microsecond else "Z")


def _source(origin: Origin) -> dict[str, str]:
    return {"title": origin.title} | _given(id=origin.id, site_url=origin.site, feed_url=origin.feed, icon=origin.icon)


def _copy(copy: CopyView) -> dict[str, str]:
    """`source` is the source's id, as everywhere in our JSON; an unlisted source has none to show."""
    title = one_line(copy.source.title)
    return {
        "source": copy.source.id or title,
        "title": title or copy.source.id,
        "url": addresses.link(copy.link),
        "first_seen": rfc3339(copy.first_seen_at),
    }


def _author(author: Author) -> dict[str, str]:
    return {"name": author.name} | _given(url=author.url)


def _attachment(file: Any) -> dict[str, Any]:
    written: dict[str, Any] = {"url": file.url, "mime_type": file.type} | _given(title=file.title)
    if file.length:
        written["size_in_bytes"] = file.length
    if file.duration:
        written["duration_in_seconds"] = file.duration
    return written


def _given(**values: str) -> dict[str, str]:
    """Only what there is: an empty string is no value in JSON Feed."""
    return {name: value for name, value in values.items() if value}
