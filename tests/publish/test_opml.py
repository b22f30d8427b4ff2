"""OPML out and in: published addresses only, nesting and categories kept, patience with what others export."""

from __future__ import annotations

import tomllib

import pytest
from aggregator.errors import ParseError
from aggregator.model import FeedSummary, PlainText, SourceView
from aggregator.publish import Outline, parse_opml, render_site, to_toml
from lxml import etree

from support import merged

KEJI = merged.category(name="科技", slug="keji", path=("科技",))
QIANDUAN = merged.category(name="前端", slug="qianduan", path=("编程", "前端"))


def summary(category, *sources):
    return FeedSummary(category, "urn:x", merged.NOON, 3, sources)


def rendered(path, *summaries):
    return next(one.body for one in render_site(merged.site(), summaries) if one.path == path)


def test_sources_come_back_as_they_went_out():
    body = rendered(
        "sources.opml",
        summary(merged.category(), merged.WOSHIPM, merged.SSPAI),
        summary(QIANDUAN, merged.SSPAI, merged.UNLISTED),
    )
    assert parse_opml(body).outlines == (
        Outline("https://rsshub.app/woshipm/latest", "人人都是产品经理", "https://www.woshipm.com/", (("新媒体",),)),
        Outline("https://sspai.com/feed", "少数派", "https://sspai.com/", (("新媒体",), ("编程", "前端"))),
    )
    assert parse_opml(body).skipped == ()


def test_the_list_nests_by_category():
    root = etree.fromstring(rendered("sources.opml", summary(QIANDUAN, merged.CNBETA)))
    [outer] = root.findall("body/outline")
    assert (outer.get("text"), outer[0].get("text"), outer[0][0].get("title")) == ("编程", "前端", "cnBeta")
    assert outer[0][0].get("category") == "/编程/前端"
    assert root.findtext("head/dateModified") == "Fri, 02 Jan 2026 04:00:00 GMT"


def test_names_with_slashes_and_commas_do_not_break_paths():
    odd = merged.category(name="今日推荐 / 精选, 更多", path=("今日推荐 / 精选, 更多",))
    [outline] = parse_opml(rendered("sources.opml", summary(odd, merged.SSPAI))).outlines
    assert outline.paths == (("今日推荐 ／ 精选， 更多",),)


def test_nothing_private_is_listed():
    hidden = SourceView("x", PlainText("内网"), feed_url="")
    private = merged.category(name="私人", slug="siren", path=("私人",), private=True)
    site = render_site(merged.site(), [summary(KEJI, hidden, merged.UNLISTED), summary(private, merged.SSPAI)])
    for one in site:
        for secret in ("secret.example.net", "不列出", "私人", "siren"):
            assert secret not in one.body.decode(), (one.path, secret)
    assert parse_opml(next(one.body for one in site if one.path == "sources.opml")).outlines == ()


def test_our_feeds_are_listed_once_in_their_best_format():
    rss_only = merged.category(name="科技", slug="keji", path=("科技",), formats=("rss",))
    root = etree.fromstring(rendered("feeds.opml", summary(merged.category()), summary(rss_only)))
    assert [one.get("xmlUrl") for one in root.iter("outline")] == [
        "https://example.org/feeds/xinmeiti.atom",
        "https://example.org/feeds/keji.rss",
    ]
    assert [one.get("type") for one in root.iter("outline")] == ["rss", "rss"]


def test_bare_ampersands_wrong_encodings_and_odd_case_are_survived():
    text = """<?xml version="1.0" encoding="utf-8"?><opml version="1.1"><head><title>A & B</title></head><body>
    <outline text="新媒体 & 科技">
    <outline TEXT="少数派" xmlURL="https://sspai.com/feed?a=1&b=2&copy=3" type="rss"/></outline>
    <outline text="无地址"/><outline text="脚本" xmlUrl="javascript:alert(1)"/>
    <outline text="二" xmlUrl="feed://example.org/two"/><outline text="再一次" xmlUrl="http://example.org/two"/></body></opml>"""
    for body in (text.encode("gb18030"), text.encode(), b"\xef\xbb\xbf" + text.encode()):
        found = parse_opml(body)
        assert found.title == "A & B"
        assert found.outlines[0] == Outline(
            "https://sspai.com/feed?a=1&b=2&copy=3", "少数派", paths=(("新媒体 & 科技",),)
        )
        assert found.outlines[1].xml_url == "http://example.org/two"
        assert len(found.outlines) == 2
        assert len(found.skipped) == 3


def test_entities_are_refused_and_files_never_opened(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("geheim")
    for inside in (f'<!ENTITY x SYSTEM "file://{secret}">', '<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">'):
        with pytest.raises(ParseError) as caught:
            parse_opml(
                f'<!DOCTYPE opml [{inside}]><opml><body><outline text="&x;" xmlUrl="http://e.org/"/></body></opml>'.encode()
            )
        assert caught.value.code == "opml-entities"
    harmless = b'<!DOCTYPE opml PUBLIC "x" "http://127.0.0.1:1/x.dtd"><opml><body><outline xmlUrl="http://e.org/"/></body></opml>'
    assert parse_opml(harmless).outlines[0].title == "e.org/"


@pytest.mark.parametrize("body", [b"", b"<html></html>", b"not a list", b"\x00\xff\xfe", b"{}"])
def test_what_is_no_list_is_said_to_be_none(body):
    with pytest.raises(ParseError) as caught:
        parse_opml(body)
    assert caught.value.code == "opml-none"
    assert caught.value.hint


def test_depth_and_count_are_limited():
    deep = (
        b"<opml><body>"
        + b'<outline text="f">' * 150
        + b'<outline xmlUrl="http://e.org/"/>'
        + b"</outline>" * 150
        + b"</body></opml>"
    )
    assert parse_opml(deep).outlines == ()
    assert any("deeper" in one for one in parse_opml(deep).skipped)
    wide = (
        b"<opml><body>"
        + b"".join(b'<outline xmlUrl="http://e.org/%d"/>' % n for n in range(20_500))
        + b"</body></opml>"
    )
    assert len(parse_opml(wide).outlines) == 20_000
    assert "20000" in parse_opml(wide).skipped[0]
    with pytest.raises(ParseError, match="larger"):
        parse_opml(b" " * (10 * 1024 * 1024 + 1))


def test_toml_to_add_parses_and_takes_nothing_twice():
    found = parse_opml(
        rendered("sources.opml", summary(QIANDUAN, merged.WOSHIPM, merged.SSPAI), summary(KEJI, merged.CNBETA))
    )
    text = to_toml(found, categories={"科技": "keji"}, ids={"sspai"}, urls={"https://rss.example.org/cnbeta.xml"})
    table = tomllib.loads(text)
    assert [(one["name"], one.get("parent", "")) for one in table["category"]] == [("编程", ""), ("前端", "编程")]
    assert [one["slug"] for one in table["category"]] == ["biancheng", "qianduan"]
    assert [one["id"] for one in table["source"]] == ["rsshub-app-woshipm-latest", "sspai-2"]
    assert table["source"][0]["categories"] == ["前端"]
    assert table["source"][1]["title"] == "少数派"


def test_toml_quotes_whatever_a_list_holds():
    odd = parse_opml(b'<opml><body><outline text="a&quot;]\\\\ \x7f" xmlUrl="http://e.org/x"/></body></opml>')
    [source] = tomllib.loads(to_toml(odd, fallback="博客"))["source"]
    assert source["title"] == 'a"]\\\\ \x7f'
    assert source["categories"] == ["博客"]


@pytest.mark.corpus
def test_real_lists_are_read_and_every_address_is_taken_or_told(corpus):
    lists = sorted((corpus / "opml").glob("*.opml"))
    assert len(lists) >= 10
    for path in lists:
        found = parse_opml(path.read_bytes())
        table = tomllib.loads(to_toml(found))
        assert len(table.get("source", [])) == len(found.outlines)
    everything = {path.name: len(parse_opml(path.read_bytes()).outlines) for path in lists}
    assert everything["top-rss-list-zh.opml"] == 340
    assert everything["pluto-feedbase-hotlist.opml"] == 140
    assert everything["newsboat-piped.opml"] == 1
