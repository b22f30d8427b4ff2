"""What the parse tests share: a document in, values out, at a fixed moment and place."""

from __future__ import annotations

import csv
import dataclasses
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aggregator.model import Known, ParsedEntry, ParsedFeed, ParseRequest
from aggregator.parse import document

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
URL = "https://feed.example/dir/feed.xml"


@pytest.fixture(scope="session")
def request_for() -> Callable[..., ParseRequest]:
    """A request for a body (text becomes UTF-8), in Shanghai, at nine in the morning UTC."""

    def make(body: bytes | str, **changes: Any) -> ParseRequest:
        raw = body.encode() if isinstance(body, str) else body
        request = ParseRequest("source", raw, URL, "", NOW, timezone="Asia/Shanghai")
        return dataclasses.replace(request, **changes)

    return make


@pytest.fixture(scope="session")
def parsed(request_for: Callable[..., ParseRequest]) -> Callable[..., ParsedFeed]:
    """A body as the feed it is."""
    return lambda body, **changes: document.parse(request_for(body, **changes))


@pytest.fixture(scope="session")
def item(parsed: Callable[..., ParsedFeed]) -> Callable[..., ParsedEntry]:
    """The entry that the inside of an RSS `<item>` comes to."""

    def make(inside: str, head: str = "<link>https://site.example/</link>", **changes: Any) -> ParsedEntry:
        feed = parsed(rss(f"<item>{inside}</item>", head), **changes)
        (entry,) = feed.roster
        assert isinstance(entry, ParsedEntry)
        return entry

    return make


@pytest.fixture(scope="session")
def entry(parsed: Callable[..., ParsedFeed]) -> Callable[..., ParsedEntry]:
    """The entry that the inside of an Atom `<entry>` comes to."""

    def make(inside: str, head: str = "", **changes: Any) -> ParsedEntry:
        (only,) = parsed(atom(f"<entry>{inside}</entry>", head), **changes).roster
        assert isinstance(only, ParsedEntry)
        return only

    return make


def rss(items: str, head: str = "<link>https://site.example/</link>") -> str:
    """An RSS 2.0 document."""
    modules = (
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" '
        'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" '
        'xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'
    )
    return (
        f'<?xml version="1.0"?><rss version="2.0" {modules}><channel><title>名字</title>{head}{items}</channel></rss>'
    )


def atom(entries: str, head: str = "") -> str:
    """An Atom 1.0 document."""
    return f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>名字</title>{head}{entries}</feed>'


@pytest.fixture(scope="session")
def make_rss() -> Callable[..., str]:
    return rss


@pytest.fixture(scope="session")
def make_atom() -> Callable[..., str]:
    return atom


@pytest.fixture(scope="session")
def index(corpus: Path) -> list[dict[str, str]]:
    """The rows of the corpus that are documents a feed reader may meet."""
    with (corpus / "INDEX.csv").open(encoding="utf-8", newline="") as rows:
        return [row for row in csv.DictReader(rows) if row["format"] != "hexo-post"]


@pytest.fixture(scope="session")
def with_known() -> Callable[..., ParsedFeed]:
    """The feed with the items at those positions replaced by what a split parse says of known ones."""

    def make(feed: ParsedFeed, known: dict[bytes, int]) -> ParsedFeed:
        roster = tuple(
            Known(one.position, known[one.item_hash], one.item_hash, one.guid, one.link)
            if one.item_hash in known
            else one
            for one in feed.roster
            if isinstance(one, ParsedEntry)
        )
        return dataclasses.replace(feed, roster=roster)

    return make
