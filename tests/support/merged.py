"""Merged feeds to render, made of a few words: builders with defaults, and one rich sample in Chinese."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Any

from aggregator.model import (
    CategoryView,
    CopyView,
    Enclosure,
    MergedEntry,
    MergedFeed,
    Person,
    PlainText,
    Precision,
    SafeHtml,
    SiteView,
    SourceView,
)

NOON = datetime(2026, 1, 2, 4, 0, tzinfo=UTC)  # noon in Shanghai
WOSHIPM = SourceView(
    "woshipm",
    PlainText("人人都是产品经理"),
    "https://www.woshipm.com/",
    "https://rsshub.app/woshipm/latest",
    PlainText("最新文章"),
)
SSPAI = SourceView("sspai", PlainText("少数派"), "https://sspai.com/", "https://sspai.com/feed", PlainText("Matrix"))
CNBETA = SourceView(
    "cnbeta", PlainText("cnBeta"), "https://www.cnbeta.com.tw/", "https://rss.example.org/cnbeta.xml", PlainText("最新")
)
UNLISTED = SourceView(
    "quiet", PlainText("不列出"), "https://secret.example.net/", "https://secret.example.net/feed", listed=False
)


def category(**changes: Any) -> CategoryView:
    view = CategoryView(
        name="新媒体",
        slug="xinmeiti",
        path=("新媒体",),
        title="新媒体 · 我的聚合",
        description="产品、运营与互联网",
        icon="",
        formats=("atom", "rss", "json", "html"),
        content="full",
        show_source="author",
        private=False,
    )
    return replace(view, **changes)


def site(**changes: Any) -> SiteView:
    view = SiteView(
        title="我的聚合",
        url="https://example.org/feeds/",
        author="编辑部",
        language="zh-CN",
        timezone="Asia/Shanghai",
        categories=(category(),),
        sources=(WOSHIPM, SSPAI),
    )
    return replace(view, **changes)


def entry(number: int = 1, *, source: SourceView = WOSHIPM, text: str = "正文第一段。", **changes: Any) -> MergedEntry:
    at = changes.pop("at", NOON - timedelta(hours=number))
    link = changes.pop("link", f"https://www.woshipm.com/pd/{number}.html")
    content = changes.pop("content", f"<p>{escape(text)}</p>")
    one = MergedEntry(
        uid=f"https://www.woshipm.com/?p={number}",
        story_id=number,
        link=link,
        title=PlainText(f"第{number}篇：产品经理的思考"),
        authors=(Person(PlainText("王小明")),),
        published=at,
        precision=Precision.SECOND,
        updated=at,
        sort_at=at,
        first_seen_at=at + timedelta(minutes=5),
        content=SafeHtml(content),
        summary=SafeHtml(""),
        text=PlainText(text),
        is_teaser=False,
        tags=(),
        enclosures=(),
        thumbnail="",
        language="",
        comments="",
        source=source,
        path=("新媒体", str(source.title), str(source.section)),
        copies=(CopyView(source, link, at + timedelta(minutes=5)),),
        admission=number,
        guid=str(number),
    )
    return replace(one, **changes)


def feed(*entries: MergedEntry, **changes: Any) -> MergedFeed:
    merged = MergedFeed(
        category=category(),
        uid="urn:uuid:6c1d3f0a-0d0d-4b2e-9d5e-0a3a9f6c1b11",
        changed_at=NOON,
        entries=entries or (entry(1), entry(2, source=SSPAI)),
        generation=1,
        total=len(entries) or 2,
        sources=(WOSHIPM, SSPAI),
    )
    return replace(merged, **changes)


def rich() -> MergedEntry:
    """A story with everything that a story may have."""
    return entry(
        7,
        title=PlainText("[Obs＃56] 笔记｜A/B 测试 & “引号” <真的>：结论"),
        authors=(
            Person(PlainText("王小明"), "https://www.woshipm.com/u/1", "wang@example.com"),
            Person(PlainText("Ann Li")),
        ),
        text="一段比较长的正文，" * 40,
        tags=(PlainText("产品"), PlainText("AI & 数据")),
        enclosures=(
            Enclosure("https://cdn.example.com/a.mp3", "audio/mpeg", 123456, PlainText("录音"), 61, "audio"),
            Enclosure("https://cdn.example.com/b.jpg"),
        ),
        thumbnail="https://image.woshipm.com/1.jpg",
        language="zh-CN",
        comments="https://www.woshipm.com/pd/7.html#comments",
        updated=NOON + timedelta(hours=3),
        precision=Precision.DAY,
        copies=(
            CopyView(WOSHIPM, "https://www.woshipm.com/pd/7.html", NOON),
            CopyView(SSPAI, "https://sspai.com/post/7", NOON + timedelta(hours=1)),
            CopyView(CNBETA, "https://www.cnbeta.com.tw/articles/7.htm", NOON + timedelta(hours=2)),
        ),
    )
