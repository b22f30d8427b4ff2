"""What the W3C feed validator says of our documents: nothing, and that the checker would say it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import feedparser
import pytest
from aggregator.content import clean
from aggregator.model import Enclosure, HealthEvent, Person, PlainText, SourceView
from aggregator.publish import render, render_site, render_source
from aggregator.publish.extension import source_id
from aggregator.publish.items import Origin
from aggregator.publish.languages import language_tag
from aggregator.settings.values import Images
from lxml import etree

from support import merged
from support.w3c import complaints

A = "{http://www.w3.org/2005/Atom}"
ENCODED = "{http://purl.org/rss/1.0/modules/content/}encoded"
LATER = datetime(2027, 1, 1, tzinfo=UTC)


def html(markup):
    return clean(markup, "https://e.org/").html


def hard_cases():
    """Stories that feeds really bring, each with something that a checker stumbles over."""
    entry = merged.entry
    odd_place = SourceView("s", PlainText("某站"), "https://EXAMPLE.org", "https://Example.org/%e4%b8%ad?x=1")
    player = '<p>听<audio src="https://e.org/a.mp3" controls></audio></p><video poster="https://e.org/p.jpg"><source src="https://e.org/v.mp4"></video>'
    illegible = "<p>a\x93b\ufffd\ufdd0\x7f</p>"
    return (
        merged.rich(),
        entry(2, link="", content="", text=""),
        entry(3, title=PlainText("R&D 与 A&B，3&4，&copy &nbsp; &amp; 的用法 <br>")),
        entry(4, text="把 &nbsp; 写在 <b> 里。" * 60),
        entry(5, content=html(player)),
        entry(6, content=html('<p><ruby><rb>漢</rb><rt>かん</rt></ruby><bdo dir="rtl">abc</bdo></p>')),
        entry(8, title=PlainText("坏\x93引号\x94 \ufffd 字"), text="a\x93b\ufffd", content=html(illegible)),
        *(entry(number, at=merged.NOON) for number in range(20, 30)),
        entry(12, language="cn"),
        entry(13, language="chinese"),
        entry(15, authors=(Person(PlainText("王 <wang@example.com>")), Person(PlainText("<li@example.com>")))),
        entry(16, enclosures=(Enclosure("https://e.org?a=1", "audio/mpeg, x"), Enclosure("https://e.org/b.mp3"))),
        entry(17, enclosures=(Enclosure("https://my_host.e.org/a.mp3", "audio/mpeg", -1),), tags=(PlainText("a&lt"),)),
        entry(18, title=PlainText(""), text="", content="", link="", uid="tag:e.org,2026:18"),
        entry(19, source=odd_place),
    )  # fmt: skip


@pytest.mark.parametrize("mode", ["full", "excerpt", "title"])
@pytest.mark.parametrize("show", ["no", "author", "title"])
def test_hard_cases_draw_no_complaint(mode, show):
    category = merged.category(content=mode, show_source=show, title="R&D 新媒体 3&4", icon="logo.png")
    site = merged.site(language="cn", hub="https://hub.example.com/")
    feed = merged.feed(*hard_cases(), category=category)
    rendered = render(feed, site, images=Images(), archive=True)
    assert [one.problems for one in rendered if one.problems] == []
    for one in rendered:
        if one.path.endswith((".atom", ".rss")):
            assert complaints(one.body, f"https://example.org/feeds/{one.path}", LATER) == []
            assert one.body.count(b"<entry") + one.body.count(b"<item>") == len(feed.entries)


def test_what_is_hidden_is_told_where_no_json_feed_tells_it_and_draws_no_complaint():
    hidden = ("0123456789abcdef fedcba9876543210", "0123456789abcdef 0000000000000000")
    for formats, told in ((("atom", "rss"), True), (("atom", "rss", "json"), False)):
        feed = merged.feed(category=merged.category(formats=formats), hidden=hidden)
        for one in render(feed, merged.site(), images=Images(), archive=True)[:2]:
            assert (b"<?aggregator-hidden 0123456789abcdef fedcba9876543210, 0123" in one.body) == told
            assert complaints(one.body, f"https://example.org/feeds/{one.path}", LATER) == []
            assert len(feedparser.parse(one.body).entries) == len(feed.entries)
    [source] = render_source(merged.feed(hidden=hidden), merged.site(), merged.WOSHIPM, images=Images())
    assert b"aggregator-hidden" not in source.body


def test_archives_source_feeds_and_lists_draw_none():
    page = render(
        merged.feed(*hard_cases(), archives=(0, 1, 2), block=1), merged.site(), images=Images(), archive=True
    )[0]
    young = render(merged.feed(archives=(0,), block=0), merged.site(), images=Images(), archive=True)[0]
    assert b"fh:archive" not in young.body
    [source] = render_source(merged.feed(), merged.site(), merged.WOSHIPM, images=Images())
    event = HealthEvent(merged.WOSHIPM, "failing", merged.NOON, "http-503", "it answers 503 <now> & then", "wait")
    lists = render_site(merged.site(), [], events=[event])
    empty = render_site(merged.site(categories=(), sources=()), [])
    checked = [page, young, source, *(one for one in (*lists, *empty) if one.path.endswith((".opml", ".atom")))]
    assert len(checked) == 9
    for one in checked:
        assert complaints(one.body, f"https://example.org/feeds/{one.path}" if ".atom" in one.path else "", LATER) == []


def test_a_story_without_link_is_not_lost_where_only_excerpts_are_shown():
    entry = merged.entry(1, link="", copies=(), text="只有正文 <b>没有</b>链接")
    for mode, words in (("excerpt", "只有正文"), ("title", "人人都是产品经理")):
        atom = render(
            merged.feed(entry, category=merged.category(content=mode)), merged.site(), images=Images(), archive=False
        )[0]
        [found] = etree.fromstring(atom.body).findall(A + "entry")
        assert words in found.findtext(A + "content")
        assert found.find(A + "summary") is None


def test_a_title_with_an_end_tag_is_html_in_atom_and_reads_the_same():
    entry = merged.entry(1, title=PlainText("如何闭合 </div> & <p>"))
    atom = render(merged.feed(entry), merged.site(), images=Images(), archive=False)[0]
    assert complaints(atom.body, now=LATER) == []
    title = feedparser.parse(atom.body).entries[0].title_detail
    assert (title["type"], title["value"]) == ("text/html", "如何闭合 &lt;/div&gt; &amp; &lt;p&gt;")


def test_a_player_goes_without_its_buttons_and_with_a_link():
    markup = html('<p><audio src="https://e.org/a.mp3?x=1&amp;y=2" controls></audio></p>')
    atom, rss, feed, _ = render(
        merged.feed(merged.entry(1, content=markup)), merged.site(), images=Images(), archive=False
    )
    content = etree.fromstring(atom.body).findtext(f"{A}entry/{A}content")
    assert "controls" not in content
    assert '<audio src="https://e.org/a.mp3?x=1&amp;y=2"' in content
    assert '</audio><a href="https://e.org/a.mp3?x=1&amp;y=2" rel="noopener noreferrer">▶ 音频</a>' in content
    assert etree.fromstring(rss.body)[0].find("item").findtext(ENCODED) == content
    assert b"controls" in feed.body


def test_equal_instants_differ_by_less_than_a_second_and_always_by_the_same():
    entries = [merged.entry(number, at=merged.NOON) for number in range(1, 40)]
    alone = merged.entry(50, at=merged.NOON - timedelta(days=1))

    def updated(*chosen):
        atom = render(merged.feed(*chosen), merged.site(), images=Images(), archive=False)[0]
        return {
            one.findtext(A + "id"): one.findtext(A + "updated") for one in etree.fromstring(atom.body).iter(A + "entry")
        }

    found = updated(*entries, alone)
    assert len(set(found.values())) == 40
    assert {text[:19] for uid, text in found.items() if uid != alone.uid} == {"2026-01-02T04:00:00"}
    assert found[alone.uid] == "2026-01-01T04:00:00Z"
    assert updated(*entries[5:20]).items() <= found.items()


@pytest.mark.parametrize(
    ("said", "meant"),
    [("zh_cn", "zh-cn"), ("cn", "zh-CN"), ("jp", "ja"), ("eng", "en"), ("zho-TW", "zh-TW"), ("yue", "zh-yue"),
     ("fil", "fil"), ("chinese", ""), ("x-own", ""), ("", ""), ("zh CN", "")],
)  # fmt: skip
def test_languages_are_iso_639_and_bcp_47(said, meant):
    assert language_tag(said) == meant


@pytest.mark.parametrize(
    ("address", "own"),
    [("https://e.org/feed", True), ("https://e.org/%E4%B8%AD?a=/b", True), ("https://E.org/", False),
     ("https://e.org", False), ("https://e.org:443/", False), ("https://e.org/%e4", False),
     ("https://e.org/%7Ea", False), ("https://e.org/a/../b", False)],
)  # fmt: skip
def test_a_sources_id_is_its_address_only_in_its_canonical_spelling(address, own):
    found = source_id(Origin("s", "某站", "", address, "", listed=True))
    assert (found == address) is own
    assert own or found.startswith("urn:uuid:")


@pytest.mark.parametrize(
    ("good", "bad", "event"),
    [
        (b"<generator>", b"<generator>\xc2\x93", "BadCharacters"),
        (b"<generator>", b"<generator>\xc3\x83\xc2\xa9", "BadCharacters"),
        (b'xml:lang="zh-CN"', b'xml:lang="cn"', "InvalidLanguage"),
        (b"2026-01-02T03:00:00Z</updated>", b"2026-01-02T02:00:00Z</updated>", "DuplicateUpdated"),
        (b"?p=2</id>", b"?p=1</id>", "DuplicateEntries"),
        (b"?p=2</id>", b"?p=2 </id>", "InvalidFullLink"),
        (b"www.woshipm.com/?p=2</id>", b"WWW.woshipm.com/?p=2</id>", "NonCanonicalURI"),
        (b"urn:uuid:6c1d3f0a", b"urn:uuid:6c1d3f0", "InvalidUUID"),
        (b'rel="self"', b'rel="me"', "UnregisteredAtomLinkRel"),
        (b'rel="self" href', b'rel="via" href', "MissingSelf"),
        (b"feeds/xinmeiti.atom", b"feeds/other.atom", "SelfDoesntMatchLocation"),
        (b"2026-01-02T03:00:00Z", b"2036-01-02T03:00:00Z", "ImplausibleDate"),
        (b"2026-01-02T03:00:00Z", b"2026-01-02 03:00", "InvalidRFC3339Date"),
        (b"&lt;p&gt;", b"&lt;p onclick='x'&gt;", "SecurityRiskAttr"),
        (b"&lt;p&gt;", b"&lt;iframe&gt;&lt;/iframe&gt;&lt;p&gt;", "SecurityRisk"),
        (b"&lt;p&gt;", b"&lt;p&gt;&lt;div&gt;", "NotHtml"),
        (b"&lt;p&gt;", b"&lt;p&gt;&lt;a href='/x'&gt;x&lt;/a&gt;", "ContainsRelRef"),
        (b"<title>\xe7\xac\xac1", b"<title>&amp;nbsp; &lt;/b&gt;\xe7\xac\xac1", "ContainsHTML"),
        (b"<title>\xe7\xac\xac1", b"<title>&amp;nbsp;\xe7\xac\xac1", "ContainsHTML"),
        (b"<name>\xe7\x8e\x8b\xe5\xb0\x8f\xe6\x98\x8e", b"<name>&lt;a@e.org&gt;", "ContainsEmail"),
        (b"<published>", b"<issued>2026</issued><published>", "UndefinedElement"),
        (b"<entry>", b'<entry kind="x">', "UnexpectedAttribute"),
        (b"<generator>", b"<atom:x xmlns:atom='http://www.w3.org/2005/Atom'/><generator>", "AvoidNamespacePrefix"),
    ],
)  # fmt: skip
def test_the_checker_sees_what_is_wrong_with_atom(good, bad, event):
    atom = render(merged.feed(), merged.site(), images=Images(), archive=False)[0]
    assert complaints(atom.body, "https://example.org/feeds/xinmeiti.atom", LATER) == []
    assert good in atom.body
    said = complaints(atom.body.replace(good, bad), "https://example.org/feeds/xinmeiti.atom", LATER)
    assert any(event in one for one in said), said


@pytest.mark.parametrize(
    ("good", "bad", "event"),
    [
        (b"<title>\xe7\xac\xac1", b"<title>&lt;b&gt;\xe7\xac\xac1", "CharacterData"),
        (b"<guid", b"<content:encoded>x</content:encoded><guid", "DuplicateElement"),
        (b"<description>\xe6\xad\xa3", b"<summary>\xe6\xad\xa3", "SAXError"),
        (b"?p=2</guid>", b"?p=1</guid>", "DuplicateValue"),
        (b"GMT</pubDate>", b"CST</pubDate>", "RFC2822Date"),
        (b"Fri, 02 Jan 2026 03", b"Mon, 02 Jan 2026 03", "IncorrectDOW"),
        (b'rel="self"', b'rel="via"', "MissingAtomSelfLink"),
        (b"</item>", b"<author>me</author></item>", "UndefinedElement"),
        (b"</item>", b'<enclosure url="https://a_b.org/x" length="-1" type="x"/></item>', "InvalidURLAttribute"),
        (b"<guid isPermaLink=\"false\">https://www.woshipm.com/?p=1<", b"<guid>urn:isbn:1<", "InvalidPermalink"),
        (b"<link>https://www.woshipm.com", b"<link>https://www.woshipm.com/\xe6\xad\xa3", "InvalidFullLink"),
        (b"<language>zh-CN", b"<language>cn", "InvalidLanguage"),
        (b"</channel>", b"<ttl>60</ttl></channel>", "MisplacedItem"),
    ],
)  # fmt: skip
def test_the_checker_sees_what_is_wrong_with_rss(good, bad, event):
    rss = render(merged.feed(), merged.site(), images=Images(), archive=False)[1]
    assert complaints(rss.body, "https://example.org/feeds/xinmeiti.rss", LATER) == []
    assert good in rss.body
    assert any(event in one for one in complaints(rss.body.replace(good, bad), "", LATER))
