"""Atom 1.0: whole entries, right links, valid whatever a story holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import feedparser
import pytest
from aggregator.model import PlainText, Precision, SafeHtml
from aggregator.publish import render, render_source
from aggregator.settings.values import Images
from lxml import etree

from support import merged

NS = {
    "a": "http://www.w3.org/2005/Atom",
    "fh": "http://purl.org/syndication/history/1.0",
    "media": "http://search.yahoo.com/mrss/",
}
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def atom(*entries, archive=False, site=None, **changes):
    feed = merged.feed(*entries, **changes)
    return next(
        r for r in render(feed, site or merged.site(), images=Images(), archive=archive) if r.path.endswith(".atom")
    )


def tree(rendered):
    return etree.fromstring(rendered.body)


def texts(element, path):
    return [found.text for found in element.findall(path, NS)]


def links(element, rel):
    return [dict(link.attrib) for link in element.findall("a:link", NS) if link.get("rel") == rel]


def test_a_rich_story_is_complete(atom_schema):
    root = tree(atom(merged.rich(), merged.entry(2)))
    atom_schema.assertValid(root)
    entry = root.find("a:entry", NS)
    assert entry.findtext("a:id", namespaces=NS) == "https://www.woshipm.com/?p=7"
    assert entry.findtext("a:title", namespaces=NS) == "[Obs＃56] 笔记｜A/B 测试 & “引号” <真的>：结论"
    assert texts(entry, "a:author/a:name") == ["王小明、Ann Li · 人人都是产品经理"]
    assert texts(entry, "a:published") == ["2026-01-01T21:00:00Z"]
    assert links(entry, "alternate") == [
        {"rel": "alternate", "href": "https://www.woshipm.com/pd/7.html", "type": "text/html", "hreflang": "zh-CN"}
    ]
    assert [(one["href"], one["title"]) for one in links(entry, "related")] == [
        ("https://sspai.com/post/7", "少数派"),
        ("https://www.cnbeta.com.tw/articles/7.htm", "cnBeta"),
    ]
    assert links(entry, "enclosure")[0] == {
        "rel": "enclosure",
        "href": "https://cdn.example.com/a.mp3",
        "type": "audio/mpeg",
        "title": "录音",
        "length": "123456",
    }
    assert entry.find("media:thumbnail", NS).get("url") == "https://image.woshipm.com/1.jpg"
    assert [c.get("term") for c in entry.findall("a:category", NS)] == [
        "新媒体 > 人人都是产品经理 > 最新文章",
        "产品",
        "AI & 数据",
    ]
    assert entry.get(LANG) == "zh-CN"
    assert entry.find("a:content", NS).get("type") == "html"


def test_the_source_is_whole():
    source = tree(atom(merged.rich())).find("a:entry/a:source", NS)
    assert texts(source, "a:title") == ["人人都是产品经理"]
    assert texts(source, "a:id") == ["https://rsshub.app/woshipm/latest"]
    assert texts(source, "a:updated") == ["2026-01-02T07:00:00Z"]
    assert links(source, "alternate")[0]["href"] == "https://www.woshipm.com/"
    assert links(source, "self")[0]["href"] == "https://rsshub.app/woshipm/latest"


def test_the_head_names_itself_its_page_and_its_hub():
    root = tree(atom(site=merged.site(hub="https://hub.example.com/")))
    assert links(root, "self")[0]["href"] == "https://example.org/feeds/xinmeiti.atom"
    assert links(root, "alternate")[0]["href"] == "https://example.org/feeds/xinmeiti.html"
    assert links(root, "hub")[0]["href"] == "https://hub.example.com/"
    assert texts(root, "a:updated") == ["2026-01-02T04:00:00Z"]
    assert root.get(LANG) == "zh-CN"
    assert texts(root, "a:author/a:name") == ["编辑部"]


def test_an_icon_may_be_a_file_of_the_static_folder():
    root = tree(atom(category=merged.category(icon="logo.png")))
    assert texts(root, "a:icon") == texts(root, "a:logo") == ["https://example.org/feeds/logo.png"]


def test_an_entry_without_author_gets_its_sources_title_and_never_the_sites():
    root = tree(atom(merged.entry(1, authors=()), category=merged.category(show_source="no")))
    assert texts(root.find("a:entry", NS), "a:author/a:name") == ["人人都是产品经理"]


@pytest.mark.parametrize(
    ("mode", "title", "author"),
    [
        ("no", "第1篇：产品经理的思考", "王小明"),
        ("author", "第1篇：产品经理的思考", "王小明 · 少数派"),
        ("title", "[少数派] 第1篇：产品经理的思考", "王小明"),
    ],
)
def test_show_source(mode, title, author):
    entry = tree(atom(merged.entry(1, source=merged.SSPAI), category=merged.category(show_source=mode))).find(
        "a:entry", NS
    )
    assert texts(entry, "a:title") == [title]
    assert texts(entry, "a:author/a:name") == [author]


@pytest.mark.parametrize("mode", ["full", "excerpt", "title"])
def test_content_modes_are_valid_and_hold_what_they_say(atom_schema, mode):
    root = tree(
        atom(merged.rich(), merged.entry(2, link="", content="", text=""), category=merged.category(content=mode))
    )
    atom_schema.assertValid(root)
    entry = root.find("a:entry", NS)
    has = (bool(texts(entry, "a:content")), bool(texts(entry, "a:summary")))
    assert has == {"full": (True, True), "excerpt": (False, True), "title": (False, True)}[mode]
    if mode == "title":
        assert texts(entry, "a:summary") == ["人人都是产品经理"]


def test_a_short_text_is_not_said_twice():
    entry = tree(atom(merged.entry(1))).find("a:entry", NS)
    assert texts(entry, "a:content") == ["<p>正文第一段。</p>"]
    assert texts(entry, "a:summary") == []


def test_day_only_stories_of_one_day_differ_in_updated():
    noon = merged.NOON
    entries = [merged.entry(n, at=noon, precision=Precision.DAY) for n in range(1, 40)]
    root = tree(atom(*entries))
    updated = texts(root, "a:entry/a:updated")
    assert len(set(updated)) == len(updated)
    assert {text[:19] for text in updated} == {"2026-01-02T04:00:00"}
    assert set(texts(root, "a:entry/a:published")) == {"2026-01-02T04:00:00Z"}


def test_what_xml_cannot_hold_costs_the_character_and_not_the_feed(atom_schema):
    dirty = merged.entry(
        1,
        title=PlainText("坏\x00标\x0b题\ufffe\ud800"),
        content=SafeHtml("<p>a\x1f\udfffb</p>"),
        text=PlainText("a\x08b"),
    )
    rendered = atom(dirty, merged.entry(2))
    atom_schema.assertValid(tree(rendered))
    assert texts(tree(rendered), "a:entry/a:title") == ["坏标 题", "第2篇：产品经理的思考"]
    assert rendered.problems == ()


def test_bidi_overrides_do_not_leave_a_title():
    assert texts(tree(atom(merged.entry(1, title=PlainText("abc\u202etxt.exe")))), "a:entry/a:title") == ["abctxt.exe"]


def test_an_entry_with_an_impossible_part_costs_itself_alone():
    naive = merged.entry(1, updated=merged.NOON.replace(tzinfo=None))
    rendered = render(merged.feed(naive, merged.entry(2)), merged.site(), images=Images(), archive=False)
    assert texts(tree(rendered[0]), "a:entry/a:id") == ["https://www.woshipm.com/?p=2"]
    assert [one for page in rendered for one in page.problems] == [rendered[0].problems[0]]
    assert b"?p=1" not in rendered[-1].body


def test_one_entry_that_cannot_be_written_costs_itself_alone():
    rendered = atom(merged.entry(1, uid=""), merged.entry(2))
    assert texts(tree(rendered), "a:entry/a:id") == ["https://www.woshipm.com/?p=2"]
    assert len(rendered.problems) == 1
    assert "left out" in rendered.problems[0]


def test_dangerous_addresses_are_in_no_link():
    root = tree(
        atom(merged.entry(1, link="javascript:alert(1)", comments="data:text/html,x", thumbnail="javascript:1"))
    )
    assert b"javascript" not in etree.tostring(root)
    assert b"data:" not in etree.tostring(root)


def test_addresses_are_uris(atom_schema):
    root = tree(atom(merged.entry(1, link="https://例子.测试/路 径?q=中[1]#片段")))
    atom_schema.assertValid(root)
    assert links(root.find("a:entry", NS), "alternate")[0]["href"] == (
        "https://xn--fsqu00a.xn--0zwm56d/%E8%B7%AF%20%E5%BE%84?q=%E4%B8%AD%5B1%5D#%E7%89%87%E6%AE%B5"
    )


def test_an_unlisted_source_lends_its_name_and_no_address():
    body = atom(merged.entry(1, source=merged.UNLISTED)).body.decode()
    assert "不列出" in body
    assert "secret.example.net" not in body


def test_feedparser_reads_the_same_entries_in_the_same_order():
    entries = [merged.rich(), *(merged.entry(n) for n in range(2, 30))]
    parsed = feedparser.parse(atom(*entries).body)
    assert not parsed.bozo
    assert [e.id for e in parsed.entries] == [e.uid for e in entries]
    first = parsed.entries[0]
    assert first.link == "https://www.woshipm.com/pd/7.html"
    assert first.source.title == "人人都是产品经理"
    assert first.enclosures[0].href == "https://cdn.example.com/a.mp3"
    assert first.enclosures[0].length == "123456"


def test_updated_never_lies_before_published():
    late = merged.entry(1, at=merged.NOON, updated=merged.NOON - timedelta(days=1))
    assert texts(tree(atom(late)), "a:entry/a:updated") == ["2026-01-02T04:00:00Z"]


def test_archive_pages_link_to_each_other_and_to_the_current_document(atom_schema):
    current = tree(atom(archive=True, archives=(0, 1, 3)))
    assert [one["href"] for one in links(current, "prev-archive")] == [
        "https://example.org/feeds/xinmeiti/archive-4.atom"
    ]
    page = render(merged.feed(archives=(0, 1, 3), block=1), merged.site(), images=Images(), archive=True)
    assert [one.path for one in page] == ["xinmeiti/archive-2.atom", "xinmeiti/archive-2.json"]
    root = tree(page[0])
    atom_schema.assertValid(root)
    assert root.find("fh:archive", NS) is not None
    assert {rel: links(root, rel)[0]["href"] for rel in ("self", "current", "prev-archive", "next-archive")} == {
        "self": "https://example.org/feeds/xinmeiti/archive-2.atom",
        "current": "https://example.org/feeds/xinmeiti.atom",
        "prev-archive": "https://example.org/feeds/xinmeiti/archive-1.atom",
        "next-archive": "https://example.org/feeds/xinmeiti/archive-4.atom",
    }
    assert root.findtext("a:id", namespaces=NS) == current.findtext("a:id", namespaces=NS)


def test_without_archives_nothing_links_to_them():
    assert b"archive" not in atom(archives=(0, 1)).body


def test_a_source_feed_is_named_after_its_source(atom_schema):
    [rendered] = render_source(merged.feed(), merged.site(), merged.WOSHIPM, images=Images())
    assert rendered.path == "source/woshipm.atom"
    root = tree(rendered)
    atom_schema.assertValid(root)
    assert links(root, "self")[0]["href"] == "https://example.org/feeds/source/woshipm.atom"
    assert render_source(merged.feed(), merged.site(), merged.UNLISTED, images=Images()) == ()


def test_a_private_feed_names_no_hub():
    feed = merged.feed(category=replace(merged.category(), private=True))
    rendered = render(feed, merged.site(hub="https://hub.example.com/"), images=Images(), archive=False)
    assert all(one.private for one in rendered)
    assert not any(b"hub.example.com" in one.body for one in rendered)
