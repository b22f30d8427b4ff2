"""Feeds that pages name."""

# ruff: noqa: E501 - documents stand here as they are sent
from __future__ import annotations

import csv
from pathlib import Path

import pytest
from aggregator.parse.discover import feed_links

URL = "https://page.example/blog/index.html"


def found(html: str, content_type: str = "") -> list[str]:
    return [link.url for link in feed_links(html.encode(), URL, content_type)]


def test_alternate_links_are_feeds_the_comments_last() -> None:
    page = """<html><head><link rel="stylesheet" href="s.css"><link rel="alternate" hreflang="en" href="/en">
    <link rel="alternate" type="application/rss+xml" title="评论" href="/comments/feed/">
    <link rel="Alternate" type="application/rss+xml; charset=utf-8" title="文章 &amp; 新闻" href="feed">
    <link rel="alternate" type="application/atom+xml" href="//page.example/atom.xml"></head>"""
    links = feed_links(page.encode(), URL, "")
    assert [link.url for link in links] == [
        "https://page.example/blog/feed",
        "https://page.example/atom.xml",
        "https://page.example/comments/feed/",
    ]
    assert (links[0].title, links[0].type) == ("文章 & 新闻", "application/rss+xml")


def test_base_and_feed_scheme() -> None:
    page = '<base href="https://cdn.example/x/"><link rel=alternate type=application/feed+json href=f.json><a rel="alternate" type="application/rss+xml" href="feed://f.example/rss">'
    assert (
        found(page) == ["https://cdn.example/x/f.json", "https://f.example/rss"][:2]
        or found(page)[0] == "https://cdn.example/x/f.json"
    )


def test_links_that_look_like_feeds_where_none_is_named() -> None:
    page = '<a href="/about">x</a><a href="/rss.xml">RSS</a><a href="/feed/">订阅</a><a href="?feed=rss2">f</a><a href="http://[bad/rss.xml">'
    assert found(page) == [
        "https://page.example/rss.xml",
        "https://page.example/feed/",
        "https://page.example/blog/index.html?feed=rss2",
    ]


@pytest.mark.parametrize(
    "page", ["", "no markup", "<html>", "\x00\x01", "<link rel=alternate type=application/rss+xml href='javascript:x'>"]
)
def test_nothing_is_found_in_nothing(page: str) -> None:
    assert found(page) == []


def test_a_gbk_page_is_read() -> None:
    page = '<html><head><meta charset="gbk"><link rel="alternate" type="application/rss+xml" title="最新文章" href="/rss"></head>'
    assert feed_links(page.encode("gbk"), URL, "text/html")[0].title == "最新文章"


@pytest.mark.corpus
def test_the_pages_of_the_corpus_that_name_feeds(corpus: Path) -> None:
    with (corpus / "INDEX.csv").open(encoding="utf-8", newline="") as rows:
        pages = [row["path"] for row in csv.DictReader(rows) if "autodiscovery" in row["interesting"]]
    assert len(pages) > 5
    assert [path for path in pages if not feed_links((corpus / path).read_bytes(), URL, "")] == []
