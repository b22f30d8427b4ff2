"""RSS 2.0 by the profile of the RSS Advisory Board."""

from __future__ import annotations

from html import unescape

import feedparser
import pytest
from aggregator.model import Enclosure, PlainText, SafeHtml
from aggregator.publish import render
from aggregator.settings.values import Images
from lxml import etree

from support import merged
from support.rss_profile import complaints

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
MEDIA = "{http://search.yahoo.com/mrss/}"


def rss(*entries, archive=False, site=None, **changes):
    feed = merged.feed(*entries, **changes)
    return next(
        r for r in render(feed, site or merged.site(), images=Images(), archive=archive) if r.path.endswith(".rss")
    )


def channel(rendered):
    return etree.fromstring(rendered.body)[0]


def test_a_rich_story_is_complete_and_valid():
    rendered = rss(merged.rich(), merged.entry(2))
    assert complaints(rendered.body) == []
    item = channel(rendered).find("item")
    assert item.findtext("title") == "[Obs＃56] 笔记｜A/B 测试 & “引号” <真的>：结论"
    assert item.findtext("pubDate") == "Thu, 01 Jan 2026 21:00:00 GMT"
    assert item.findtext(CREATOR) == "王小明、Ann Li · 人人都是产品经理"
    assert item.findtext(CONTENT).startswith("<p>一段比较长的正文")
    assert (item.find("guid").text, item.find("guid").get("isPermaLink")) == ("https://www.woshipm.com/?p=7", "false")
    source = item.find("source")
    assert (source.text, source.get("url")) == ("人人都是产品经理", "https://rsshub.app/woshipm/latest")
    assert dict(item.find("enclosure").attrib) == {
        "url": "https://cdn.example.com/a.mp3",
        "length": "123456",
        "type": "audio/mpeg",
    }
    assert [c.get("url") for c in item.findall(MEDIA + "content")] == [
        "https://cdn.example.com/a.mp3",
        "https://cdn.example.com/b.jpg",
    ]
    assert item.find(MEDIA + "thumbnail").get("url") == "https://image.woshipm.com/1.jpg"
    assert [(one.get("href"), one.get("title")) for one in item.findall(ATOM + "link")] == [
        ("https://sspai.com/post/7", "少数派"),
        ("https://www.cnbeta.com.tw/articles/7.htm", "cnBeta"),
    ]
    category = item.find("category")
    assert category.text == "新媒体 > 人人都是产品经理 > 最新文章"
    assert category.get("domain") == "https://example.org/feeds/xinmeiti.html"


def test_a_guid_that_is_the_link_says_so():
    item = channel(rss(merged.entry(1, uid="https://www.woshipm.com/pd/1.html"))).find("item")
    assert item.find("guid").get("isPermaLink") == "true"


def test_an_enclosure_without_length_says_zero_and_has_a_type():
    item = channel(rss(merged.entry(1, enclosures=(Enclosure("https://e.org/x.m4a"),)))).find("item")
    assert dict(item.find("enclosure").attrib) == {"url": "https://e.org/x.m4a", "length": "0", "type": "audio/mp4"}


def test_the_build_date_is_the_newest_change():
    assert channel(rss()).findtext("lastBuildDate") == "Fri, 02 Jan 2026 04:00:00 GMT"


def test_the_image_has_the_channels_title_and_link():
    rendered = rss(category=merged.category(icon="https://example.org/logo.png"))
    assert complaints(rendered.body) == []
    assert channel(rendered).findtext("image/title") == "新媒体 · 我的聚合"
    assert channel(rss(category=merged.category(icon="logo.svg"))).find("image") is None


@pytest.mark.parametrize("mode", ["full", "excerpt", "title"])
def test_content_modes(mode):
    rendered = rss(merged.rich(), merged.entry(2, link="", content="", text=""), category=merged.category(content=mode))
    assert complaints(rendered.body) == []
    assert (channel(rendered).find("item").find(CONTENT) is not None) == (mode == "full")


def test_a_short_story_keeps_its_markup_and_pictures():
    html = '<p>短讯 <a href="https://e.org/">来源</a></p><img src="https://e.org/1.png" alt="">'
    rendered = rss(merged.entry(1, text=PlainText("短讯 来源"), content=SafeHtml(html)))
    assert complaints(rendered.body) == []
    item = channel(rendered).find("item")
    assert item.findtext("description") == "短讯 来源"
    assert 'href="https://e.org/"' in item.findtext(CONTENT)
    assert 'src="https://e.org/1.png"' in item.findtext(CONTENT)


def test_a_description_is_html_so_its_text_is_escaped_in_it():
    item = channel(rss(merged.entry(1, text="a < b & c <script>", content=""))).find("item")
    assert unescape(item.findtext("description")) == "a < b & c <script>"
    assert "<" not in item.findtext("description")


def test_a_story_without_anything_still_has_a_title():
    bare = merged.entry(1, title=PlainText(""), text=PlainText(""), content=SafeHtml(""), link="")
    rendered = rss(bare)
    assert complaints(rendered.body) == []
    assert channel(rendered).find("item").findtext("title") == "无题"


def test_feedparser_reads_the_same_entries_in_the_same_order():
    entries = [merged.rich(), *(merged.entry(n) for n in range(2, 30))]
    parsed = feedparser.parse(rss(*entries).body)
    assert not parsed.bozo
    assert [e.id for e in parsed.entries] == [e.uid for e in entries]
    assert [e.title for e in parsed.entries[1:]] == [e.title for e in entries[1:]]
    assert parsed.entries[0].link == "https://www.woshipm.com/pd/7.html"
    assert parsed.entries[0].source.title == "人人都是产品经理"


def test_rss_points_to_the_atom_archive_where_there_is_one():
    links = {
        one.get("rel"): one.get("href") for one in channel(rss(archive=True, archives=(0, 1))).findall(ATOM + "link")
    }
    assert links["prev-archive"] == "https://example.org/feeds/xinmeiti/archive-2.atom"
    alone = merged.category(formats=("rss",))
    assert b"archive" not in rss(archive=True, archives=(0, 1), category=alone).body


def test_the_checker_finds_what_is_wrong():
    wrong = b"""<rss version="2.0"><channel><title>t</title><link>/relative</link><description>d</description>
    <lastBuildDate>yesterday</lastBuildDate><item><title>a</title><guid>7</guid><pubDate>2026-01-01</pubDate>
    <enclosure url="https://e.org/a"/></item><item><guid>7</guid></item></channel></rss>"""
    said = " ".join(complaints(wrong))
    for word in (
        "guid twice",
        "rel=self",
        "no URI",
        "lastBuildDate",
        "pubDate",
        "enclosure without",
        "neither title nor",
    ):
        assert word in said
