"""What is read of each format, and how documents that are none are refused."""

# ruff: noqa: E501 - documents stand here as they are sent
from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from aggregator.errors import ParseError
from aggregator.model import ParsedEntry, ParsedFeed, Person, Precision

Parse = Callable[..., ParsedFeed]
Item = Callable[..., ParsedEntry]
Text = Callable[..., str]


def codes(parsed: ParsedFeed | ParsedEntry) -> set[str]:
    return {flaw.code for flaw in parsed.flaws}


# ------------------------------------------------------------------------------------------------ identity and links


def test_a_guid_is_what_the_feed_wrote(item: Item) -> None:
    assert item('<guid isPermaLink="false"> 42 </guid>').guid == "42"
    assert item("<guid>/p/42</guid>").guid == "/p/42"
    assert item("<guid>tag:site.example,2021:42</guid>").guid == "tag:site.example,2021:42"
    assert item("<title>no guid</title>").guid == ""


def test_a_permalink_guid_is_the_link_where_there_is_no_other(item: Item) -> None:
    assert item("<guid>https://site.example/p/1</guid>").link == "https://site.example/p/1"
    assert item("<guid>/p/1</guid>").link == "https://site.example/p/1"
    assert item("<guid>https://site.example/p/1</guid>").guid_is_link
    assert item('<guid isPermaLink="false">https://site.example/p/1</guid>').link == ""
    assert item("<guid>42</guid>").link == ""  # a number is no address, whatever the default says
    kept = item("<guid>https://site.example/p/1</guid><link>https://site.example/other</link>")
    assert (kept.link, kept.guid_is_link) == ("https://site.example/other", False)


def test_an_enclosure_is_never_the_link(item: Item, entry: Item) -> None:
    assert item('<enclosure url="https://site.example/a.mp3" type="audio/mpeg" length="9"/>').link == ""
    assert entry('<link rel="enclosure" href="https://site.example/a.mp3"/>').link == ""
    assert (
        entry('<link rel="enclosure" href="/a.mp3"/><link href="https://site.example/p"/>').link
        == "https://site.example/p"
    )


def test_of_several_links_the_page_is_the_link(entry: Item) -> None:
    links = (
        '<link rel="self" href="https://a.example/self"/><link rel="edit" href="https://a.example/edit"/>'
        '<link rel="alternate" type="application/json" href="https://a.example/json"/>'
        '<link rel="alternate" type="text/html" href="https://a.example/page"/>'
    )
    assert entry(links).link == "https://a.example/page"


@pytest.mark.parametrize(
    "link", ["https://www.jianshu.com/p/undefined", "/p/null", "javascript:alert(1)", "mailto:a@b.c"]
)
def test_a_link_that_leads_nowhere_is_none(item: Item, link: str) -> None:
    found = item(f"<link>{link}</link><title>t</title>")
    assert found.link == ""
    assert "bad-link" in codes(found)


def test_links_start_from_xml_base_then_the_site_then_the_document(item: Item, parsed: Parse, make_rss: Text) -> None:
    assert item("<link>p/1</link>", "<link>https://site.example/blog/</link>").link == "https://site.example/blog/p/1"
    assert item("<link>p/1</link>", "").link == "https://feed.example/dir/p/1"
    based = make_rss('<item xml:base="https://other.example/x/"><link>p/1</link></item><item><link>p/2</link></item>')
    assert [one.link for one in parsed(based).roster] == ["https://other.example/x/p/1", "https://site.example/p/2"]


def test_content_is_resolved_against_its_own_base(entry: Item) -> None:
    inside = (
        '<content type="html" xml:base="https://b.example/y/">&lt;a href="z">z&lt;/a> &lt;img src="/i.png"></content>'
    )
    found = entry(inside, '<link href="https://a.example/"/>')
    assert 'href="https://b.example/y/z"' in found.content
    assert found.thumbnail == "https://b.example/i.png"


def test_redirectors_and_click_counters_are_taken_off_the_link(item: Item) -> None:
    assert item("<link>https://site.example/p?id=1&amp;utm_source=rss</link>").link == "https://site.example/p?id=1"
    moved = "<link>http://feedproxy.google.com/~r/x/~3/abc/</link><feedburner:origLink>https://site.example/p</feedburner:origLink>"
    assert item(moved).link == "https://site.example/p"


# ------------------------------------------------------------------------------------------------ words


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("人人都是产品经理", "人人都是产品经理"),
        ("<![CDATA[人人<b>都是</b>产品经理]]>", "人人都是产品经理"),
        ("A &amp;amp; B", "A & B"),
        ("A &amp; B", "A & B"),
        ("It&amp;#8217;s", "It’s"),
        ("It&amp;amp;#8217;s", "It’s"),
        ("&lt;b&gt;Bold&lt;/b&gt; claim", "Bold claim"),
        ("Vec&lt;T&gt; 和 List&lt;String&gt;", "Vec<T> 和 List<String>"),
        ("C++ &lt;vector&gt; &amp;amp; friends", "C++ <vector> & friends"),
        ("a &lt; b &gt; c", "a < b > c"),
        ("1 < 2".replace("<", "&lt;"), "1 < 2"),
        ("line\n  one\ttwo", "line one two"),
        ("one&lt;br/&gt;two", "one two"),
        ("x&lt;script&gt;alert(1)&lt;/script&gt;y", "x y"),
        ("[Obs＃56] 一切“都好”：a/b|c", "[Obs＃56] 一切“都好”：a/b|c"),
        ("\u202eevil\u202c", "evil"),
        ("<b xmlns=''>inline</b> markup", "inline markup"),
    ],
)
def test_titles_are_one_line_of_text(item: Item, written: str, title: str) -> None:
    assert item(f"<title>{written}</title>").title == title


def test_an_atom_title_of_type_text_is_literal(entry: Item) -> None:
    assert entry("<title>How to use &lt;b&gt;</title>").title == "How to use <b>"
    assert entry('<title type="html">How to use &lt;b>bold&lt;/b></title>').title == "How to use bold"
    assert entry('<title type="html">How to use &amp;lt;b&amp;gt;</title>').title == "How to use <b>"
    xhtml = '<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">A <em>b</em></div></title>'
    assert entry(xhtml).title == "A b"


def test_a_media_title_does_not_replace_the_title(item: Item) -> None:
    found = item("<title>real</title><media:content url='/a.jpg'><media:title>caption</media:title></media:content>")
    assert found.title == "real"


@pytest.mark.parametrize(
    ("inside", "people"),
    [
        ("<author>lawyer@example.net (Lawyer Boyer)</author>", (Person("Lawyer Boyer", "", "lawyer@example.net"),)),  # type: ignore[arg-type]
        ("<author>王小明</author>", (Person("王小明"),)),  # type: ignore[arg-type]
        ("<author>王小明 &lt;wang@example.net&gt;</author>", (Person("王小明", "", "wang@example.net"),)),  # type: ignore[arg-type]
        ("<author>only@example.net</author>", (Person("only@example.net", "", "only@example.net"),)),  # type: ignore[arg-type]
        ("<dc:creator>甲</dc:creator><dc:creator>乙</dc:creator>", (Person("甲"), Person("乙"))),  # type: ignore[arg-type]
        ("<dc:creator>甲、乙；丙</dc:creator>", (Person("甲"), Person("乙"), Person("丙"))),  # type: ignore[arg-type]
        ("<dc:creator>Smith, John</dc:creator>", (Person("Smith, John"),)),  # type: ignore[arg-type]
        ("<dc:creator>A</dc:creator><itunes:author>a</itunes:author>", (Person("A"),)),  # type: ignore[arg-type]
        ("<dc:creator>未知</dc:creator>", ()),
        ("<title>nobody</title>", ()),
    ],
)
def test_authors_of_rss(item: Item, inside: str, people: tuple[Person, ...]) -> None:
    head = "<link>https://site.example/</link><managingEditor>boss@example.net (Boss)</managingEditor>"
    assert item(inside, head).authors == people


def test_authors_of_atom_are_the_entrys_own(entry: Item) -> None:
    inside = (
        "<author><name>甲</name><uri>/a</uri><email>a@example.net</email></author><author><name>乙</name></author>"
        "<source><title>Elsewhere</title><author><name>not me</name></author></source>"
    )
    found = entry(inside, '<link href="https://a.example/"/><author><name>the site</name></author>')
    assert [person.name for person in found.authors] == ["甲", "乙"]
    assert found.authors[0] == Person("甲", "https://a.example/a", "a@example.net")  # type: ignore[arg-type]
    assert found.origin[0] == "Elsewhere"
    assert entry("<title>x</title>", "<author><name>the site</name></author>").authors == ()


def test_where_a_copied_entry_came_from(item: Item, entry: Item) -> None:
    assert item('<source url="https://o.example/rss">原站</source>').origin == ("原站", "https://o.example/rss")
    source = '<source><title>原站</title><link rel="self" href="https://o.example/atom"/><link href="https://o.example/"/></source>'
    assert entry(source).origin == ("原站", "https://o.example/atom")


def test_tags_keep_their_spelling_once_each(item: Item, entry: Item) -> None:
    found = item(
        "<category>人工智能</category><category>AI</category><category>ai</category><dc:subject>C++ &amp;amp; C</dc:subject>"
    )
    assert found.tags == ("人工智能", "AI", "C++ & C")
    assert entry('<category term="t1" label="标签"/><category term="t2"/>').tags == ("标签", "t2")


# ------------------------------------------------------------------------------------------------ content


def test_content_and_summary_are_told_apart(item: Item) -> None:
    long = "<p>" + "正文。" * 100 + "</p>"
    found = item(f"<description>摘要</description><content:encoded><![CDATA[{long}]]></content:encoded>")
    assert "正文" in found.content
    assert "摘要" in found.summary
    assert not found.is_teaser


def test_the_fuller_text_is_the_content_whatever_it_is_called(item: Item) -> None:
    long = "<p>" + "正文。" * 100 + "</p>"
    found = item(f"<description><![CDATA[{long}]]></description><content:encoded>短</content:encoded>")
    assert "正文" in found.content
    assert "短" in found.summary
    podcast = item(f"<description><![CDATA[{long}]]></description><itunes:summary>播客摘要</itunes:summary>")
    assert "正文" in podcast.content


def test_a_summary_that_repeats_the_content_is_none(item: Item) -> None:
    found = item("<description>一样的字</description><content:encoded>&lt;p>一样的字&lt;/p></content:encoded>")
    assert found.summary == ""


@pytest.mark.parametrize(
    ("description", "teaser"),
    [
        ("只有一句话。", True),
        ("正文。" * 200, False),
        ("正文。" * 200 + "……", True),
        ("正文。" * 200 + "[&amp;#8230;]", True),
        ("正文。" * 200 + "阅读全文", True),
        ("word " * 200 + '&lt;a href="/p">Continue reading →&lt;/a>', True),
        ("", True),
    ],
)
def test_a_teaser_is_told_from_an_article(item: Item, description: str, teaser: bool) -> None:
    assert item(f"<title>t</title><description>{description}</description>").is_teaser is teaser


def test_a_short_post_that_is_content_is_no_teaser(item: Item) -> None:
    assert not item("<content:encoded>短，但是全文。</content:encoded>").is_teaser


def test_plain_text_is_shown_as_it_is(entry: Item) -> None:
    found = entry("<content>一 &lt;T&gt; 二\n\n第二段 &amp; 完</content>")
    assert "&lt;T&gt;" in found.content
    assert "<T>" in found.text
    assert found.content.count("<p>") == 2


def test_html_that_says_it_is_text_is_read_as_html(entry: Item) -> None:
    found = entry("<content>&lt;p>一段&lt;/p>&lt;p>二段&lt;/p></content>")
    assert found.text.split() == ["一段", "二段"]
    assert "html-as-text" in codes(found)


def test_xhtml_and_base64_content(entry: Item) -> None:
    inside = '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>一<em>二</em></p></div></content>'
    assert entry(inside).content == "<p>一<em>二</em></p>"
    encoded = '<content type="text/html" mode="base64">PHA+5Lit5paHPC9wPg==</content>'
    assert entry(encoded).text == "中文"


def test_nothing_active_comes_through(item: Item) -> None:
    found = item("<description>&lt;p onclick='x()'>a&lt;script>alert(1)&lt;/script>&lt;/p></description>")
    assert "script" not in found.content
    assert "onclick" not in found.content


# ------------------------------------------------------------------------------------------------ files and pictures


def test_enclosures_of_all_kinds(item: Item) -> None:
    found = item(
        '<enclosure url="/a.mp3" type="audio/mpeg" length="123"/><itunes:duration>1:02:03</itunes:duration>'
        '<media:group><media:content url="https://m.example/v.mp4" type="video/mp4" medium="video" fileSize="9" duration="61"/></media:group>'
        '<media:content url="https://m.example/v.mp4"/><enclosure url=""/><enclosure url="javascript:x"/>'
    )
    audio, video = found.enclosures
    assert (audio.url, audio.type, audio.length, audio.duration) == (
        "https://site.example/a.mp3",
        "audio/mpeg",
        123,
        3723,
    )
    assert (video.url, video.medium, video.length, video.duration) == ("https://m.example/v.mp4", "video", 9, 61)


@pytest.mark.parametrize("broken", ["", "&nbsp;<b>"])
@pytest.mark.parametrize(
    "space",
    [
        "https://podcastindex.org/namespace/1.0",
        "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md",
    ],
)
def test_other_files_of_an_episode(item: Item, space: str, broken: str) -> None:
    found = item(
        '<enclosure url="/a.mp3" type="audio/mpeg" length="123"/><itunes:duration>61</itunes:duration>'
        f'<p:alternateEnclosure xmlns:p="{space}" type="audio/opus" length="32" bitrate="64000" title="低码率">'
        '<p:source uri="ipfs://QmX"/><p:source uri="https://cdn.example/a.opus"/><p:source uri="https://b.example/a.opus"/>'
        '<p:integrity type="sri" value="x"/></p:alternateEnclosure>'
        f'<p:alternateEnclosure xmlns:p="{space}" type="audio/mpeg" default="true"><p:source uri="/a.mp3"/></p:alternateEnclosure>'
        f'<p:alternateEnclosure xmlns:p="{space}" type="video/mp4"/>{broken}'
    )
    audio, other = found.enclosures
    assert (audio.url, audio.length) == ("https://site.example/a.mp3", 123)
    assert (other.url, other.type, other.length, other.title, other.duration) == (
        "https://cdn.example/a.opus",
        "audio/opus",
        32,
        "低码率",
        61,
    )


def test_content_that_lies_elsewhere_is_a_file_or_the_page(entry: Item) -> None:
    for more in ("", "<b>&nbsp;"):
        video = entry(f'<id>urn:1</id><content type="video/mp4" src="v.mp4" xml:base="https://v.example/d/"/>{more}')
        (file,) = video.enclosures
        assert (file.url, file.type, video.link) == ("https://v.example/d/v.mp4", "video/mp4", "")
        page = entry(f'<id>urn:1</id><content type="text/html" src="/p/1?utm_source=x"/>{more}')
        assert (page.link, page.enclosures) == ("https://feed.example/p/1", ())
        linked = entry(f'<link href="https://a.example/q"/><content type="text/html" src="/p/1"/>{more}')
        assert (linked.link, linked.enclosures) == ("https://a.example/q", ())


@pytest.mark.parametrize(
    ("inside", "picture"),
    [
        ('<media:thumbnail url="/t.jpg"/><enclosure url="/e.jpg" type="image/jpeg"/>', "https://site.example/t.jpg"),
        ('<itunes:image href="https://i.example/i.png"/>', "https://i.example/i.png"),
        ('<enclosure url="/e.jpg" type="image/jpeg" length="1"/>', "https://site.example/e.jpg"),
        ('<media:content url="/m.jpg" medium="image"/>', "https://site.example/m.jpg"),
        ('<description>&lt;img src="/c.jpg"></description>', "https://site.example/c.jpg"),
        ('<enclosure url="/e.mp3" type="audio/mpeg"/>', ""),
        ("<description>no picture</description>", ""),
        ('<media:thumbnail url="https://www.jianshu.com/p/undefined"/>', ""),
    ],
)
def test_the_thumbnail_is_real_or_absent(item: Item, inside: str, picture: str) -> None:
    assert item(inside).thumbnail == picture


def test_comments_and_language(item: Item, entry: Item) -> None:
    assert item("<comments>/p/1#comments</comments>").comments == "https://site.example/p/1#comments"
    assert item("<title>t</title>", "<language>zh_CN</language>").language == "zh-CN"
    assert item("<dc:language>ja</dc:language><title>t</title>", "<language>zh-CN</language>").language == "ja"
    assert entry('<title xml:lang="fr">t</title>').language == "fr"
    assert item("<title>t</title>", "", language="en").language == "en"


# ------------------------------------------------------------------------------------------------ dates of entries


def test_published_and_updated(entry: Item, item: Item) -> None:
    both = entry("<published>2021-04-30T04:30:00Z</published><updated>2021-05-01T00:00:01Z</updated>")
    assert both.published is not None
    assert both.updated is not None
    assert both.published.at == datetime(2021, 4, 30, 4, 30, tzinfo=UTC)
    assert both.updated.at == datetime(2021, 5, 1, 0, 0, 1, tzinfo=UTC)
    alone = entry("<updated>2021-05-01T00:00:01Z</updated>")
    assert alone.published == alone.updated == both.updated
    assert item("<dc:date>2021-04-30T12:30:00+08:00</dc:date>").published == both.published


@pytest.mark.parametrize("text", ["Invalid Date", "Thu, 01 Jan 1970 00:00:00 GMT", "0"])
def test_a_bad_date_is_a_flaw_and_no_date(item: Item, text: str) -> None:
    found = item(f"<pubDate>{text}</pubDate>")
    assert found.published is None
    assert [flaw.detail for flaw in found.flaws if flaw.code == "bad-date"] == [text]


def test_a_bad_date_does_not_cost_a_good_one(item: Item, entry: Item, parsed: Parse) -> None:
    good = datetime(2021, 4, 30, 4, 30, tzinfo=UTC)
    json = '{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "date_published": "Invalid Date", '
    for found in (
        item("<pubDate>Invalid Date</pubDate><dc:date>2021-04-30T12:30:00+08:00</dc:date>"),
        item("<dc:date>2021-04-30T12:30:00+08:00</dc:date><pubDate>0</pubDate><georss:point>1 2</georss:point>"),
        entry("<published>undefined</published><updated>2021-04-30T04:30:00Z</updated>"),
        entry("<published>0</published><created>2021-04-30T04:30:00Z</created><updated>2021-05-01T00:00:01Z</updated>"),
        parsed(json + '"date_modified": "2021-04-30T04:30:00Z"}]}').roster[0],
    ):
        assert isinstance(found, ParsedEntry)
        assert found.published is not None
        assert found.published.at == good
        assert "bad-date" in {flaw.code for flaw in found.flaws}


def test_midnight_in_every_item_is_a_day(parsed: Parse, make_rss: Text) -> None:
    dates = ["Fri, 30 Apr 2021 00:00:00 GMT", "Thu, 29 Apr 2021 00:00:00 GMT"]
    feed = parsed(make_rss("".join(f"<item><pubDate>{text}</pubDate></item>" for text in dates)))
    assert "false-midnight" in codes(feed)
    first = feed.roster[0]
    assert isinstance(first, ParsedEntry)
    assert first.published is not None
    assert first.published.precision is Precision.DAY
    assert first.published.at == datetime(2021, 4, 29, 16, tzinfo=UTC)  # the 30th begins in Shanghai


# ------------------------------------------------------------------------------------------------ the feed itself


def test_what_a_feed_says_of_itself(parsed: Parse, make_rss: Text) -> None:
    head = (
        "<link>https://site.example/</link><description>说明 &lt;b>粗&lt;/b></description><language>zh-cn</language>"
        "<image><url>/logo.png</url><title>x</title><link>https://site.example/</link></image>"
        "<lastBuildDate>Fri, 30 Apr 2021 04:30:00 GMT</lastBuildDate><managingEditor>boss@example.net (老板)</managingEditor>"
        '<atom:link rel="self" href="https://site.example/rss"/><atom:link rel="hub" href="https://hub.example/"/>'
        "<ttl>90</ttl><skipHours><hour>0</hour><hour>24</hour><hour>3</hour></skipHours><skipDays><day>Sunday</day></skipDays>"
    )
    feed = parsed(make_rss("", head))
    assert (feed.format, feed.title, feed.link, feed.language) == ("rss20", "名字", "https://site.example/", "zh-cn")
    assert feed.description == "说明 粗"
    assert feed.icon == "https://site.example/logo.png"
    assert feed.authors == (Person("老板", "", "boss@example.net"),)  # type: ignore[arg-type]
    assert feed.updated == datetime(2021, 4, 30, 4, 30, tzinfo=UTC)
    assert (feed.self_link, feed.hubs) == ("https://site.example/rss", ("https://hub.example/",))
    assert feed.hints.interval == timedelta(minutes=90)
    assert (feed.hints.skip_hours, feed.hints.skip_days) == (frozenset({0, 3}), frozenset({6}))


def test_the_syndication_module_asks_for_an_interval(parsed: Parse, make_rss: Text) -> None:
    head = "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>"
    assert parsed(make_rss("", head)).hints.interval == timedelta(hours=6)
    assert parsed(make_rss("", "<ttl>-5</ttl><sy:updatePeriod>often</sy:updatePeriod>")).hints.interval is None
    endless = "1" + "9" * 5000
    head = f"<ttl>00000001{endless}</ttl><sy:updatePeriod>daily</sy:updatePeriod>"
    head += f"<sy:updateFrequency>000001{endless}</sy:updateFrequency>"
    assert parsed(make_rss("", head)).hints.interval == timedelta(days=1)  # no time that anybody means


def test_an_atom_feed_of_itself(parsed: Parse, make_atom: Text) -> None:
    head = (
        "<subtitle>说明</subtitle><icon>/icon.png</icon><logo>/logo.png</logo><updated>2021-04-30T04:30:00Z</updated>"
        '<link rel="alternate" href="https://a.example/"/><link rel="self" href="https://a.example/atom"/><link rel="hub" href="https://h.example/"/>'
    )
    feed = parsed(make_atom("", head))
    assert (feed.format, feed.link, feed.icon) == ("atom10", "https://a.example/", "https://a.example/icon.png")
    assert (feed.self_link, feed.hubs) == ("https://a.example/atom", ("https://h.example/",))


def test_old_formats(parsed: Parse) -> None:
    netscape = (
        '<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" '
        '"http://my.netscape.com/publish/formats/rss-0.91.dtd"><rss version="0.91"><channel><title>Caf&eacute;</title>'
        "<item><title>na&iuml;ve</title><link>http://a.example/1</link></item></channel></rss>"
    )
    feed = parsed(netscape)
    assert (feed.format, feed.title) == ("rss091n", "Café")
    assert [one.title for one in feed.roster if isinstance(one, ParsedEntry)] == ["naïve"]
    rdf = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel>'
        "<title>c</title></channel><item rdf:about='http://a.example/1'><title>一</title><link>http://a.example/1</link></item></rdf:RDF>"
    )
    old = parsed(rdf)
    assert (old.format, [one.guid for one in old.roster]) == ("rss10", ["http://a.example/1"])


# ------------------------------------------------------------------------------------------------ ill-formed documents


@pytest.mark.parametrize(
    ("body", "flaw"),
    [
        (
            (
                "\n\n  <?xml version='1.0'?>"
                "<rss version='2.0'><channel><title>t</title><item><title>一</title></item></channel></rss>"
            ),
            "",
        ),
        (
            "<b>Warning</b>: mysql <?xml version='1.0'?><rss version='2.0'><channel><item><title>一</title></item></channel></rss>",
            "leading-junk",
        ),
        (
            "<rss version='2.0'><channel><item><title>一</title></item></channel></rss><script>track()</script>",
            "ill-formed",
        ),
        (
            "<rss version='2.0'><channel><item><title>一</title><link>http://a.example/?a=1&b=2</link></item></channel></rss>",
            "ill-formed",
        ),
        (
            "<rss version='2.0'><channel><item><title>一</title><dc:creator>甲</dc:creator></item></channel></rss>",
            "ill-formed",
        ),
        (
            "<rss version='2.0'><channel><item><title>一</title><description>&nbsp;&hellip;</description></item></channel></rss>",
            "ill-formed",
        ),
        ("<rss version='2.0'><channel><item><title>一</b></title></item></channel></rss>", "ill-formed"),
        ("<rss version='2.0'><channel><item><title>一\x00\x0b</title></item></channel></rss>", "illegal-characters"),
        ("<rss version='2.0'><channel><item><title>一&#0;&#xD800;&#x110000;</title></item></channel></rss>", ""),
    ],
)
def test_common_damage_is_repaired_and_told(parsed: Parse, body: str, flaw: str) -> None:
    feed = parsed(body)
    (only,) = feed.roster
    assert isinstance(only, ParsedEntry)
    assert only.title == "一"
    assert not flaw or flaw in codes(feed)


def test_repairs_read_as_the_strict_parser_would(parsed: Parse) -> None:
    body = (
        "<rss version='2.0'><channel><link>https://site.example/</link><item><title>A & B</title><dc:creator>甲</dc:creator>"
        "<link>/?a=1&b=2</link><description><![CDATA[<p>x &nbsp; y & z</p>]]></description></item></channel></rss>"
    )
    (only,) = parsed(body).roster
    assert isinstance(only, ParsedEntry)
    assert (only.title, only.link) == ("A & B", "https://site.example/?a=1&b=2")
    assert [person.name for person in only.authors] == ["甲"]
    assert only.item_hash  # well-formed after repair, so it is known again by its bytes


def test_a_truncated_document_adds_and_never_removes(parsed: Parse, make_rss: Text) -> None:
    whole = make_rss(
        "".join(
            f"<item><guid>{n}</guid><title>第{n}</title><description>{'字' * 40}</description></item>" for n in range(4)
        )
    )
    feed = parsed(whole[: whole.rindex("字") - 7])
    assert feed.partial
    assert "truncated" in codes(feed)
    assert [one.guid for one in feed.roster] == ["0", "1", "2", "3"]
    assert all(one.item_hash for one in feed.roster[:3])
    last = feed.roster[3]
    assert isinstance(last, ParsedEntry)
    assert "cut-off" in codes(last)
    assert last.is_teaser
    assert not parsed(whole).partial


def test_truncation_before_the_first_item_is_an_error(parsed: Parse, make_rss: Text) -> None:
    with pytest.raises(ParseError) as error:
        parsed(make_rss("<item><title>x</title></item>")[:400])
    assert error.value.code == "truncated"
    assert error.value.transient


def test_a_push_is_partial(parsed: Parse, make_rss: Text) -> None:
    assert parsed(make_rss("<item><title>x</title></item>"), partial=True).partial


def test_a_feed_inside_a_page_is_found(parsed: Parse, make_atom: Text) -> None:
    inner = make_atom("<entry><title>一</title><id>x</id></entry>").partition("?>")[2]
    feed = parsed(f"<!DOCTYPE html><html><body>{inner}</body></html>")
    assert [one.guid for one in feed.roster] == ["x"]
    assert "leading-junk" in codes(feed)


def test_code_in_an_entry_makes_no_page_of_its_feed(parsed: Parse, make_rss: Text) -> None:
    feed = parsed(
        make_rss("<item><title>x</title><description><![CDATA[<?php echo 1 ?><p>一</p>]]></description></item>")
    )
    assert codes(feed) == set()


# ------------------------------------------------------------------------------------------------ what is no feed


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("", "empty"),
        (" \n\t ", "empty"),
        ("\ufeff", "empty"),
        ("<!DOCTYPE html><html><head><title>登录</title></head><body></body></html>", "html-page"),
        ("<html><body>x</body></html>", "html-page"),
        ("<div>x</div>", "html-page"),
        ('<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body/></html>', "html-page"),
        ('<opml version="2.0"><body><outline text="x"/></body></opml>', "opml"),
        ('<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>', "not-a-feed"),
        ("<note><to>Tove</to></note>", "not-a-feed"),
        ("Not Found", "not-a-feed"),
        ("/etc/passwd", "not-a-feed"),
        ('{"error": "route not found"}', "not-a-feed"),
        ('{"a": [1, 2}', "not-a-feed"),
        ("[1, 2, 3]", "not-a-feed"),
        ('<!DOCTYPE r [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><rss><channel/></rss>', "entity-declarations"),
        ('<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss><channel/></rss>', "entity-declarations"),
        ('<!DOCTYPE r [<!ENTITY % p SYSTEM "http://x.example/p"> %p;]><rss><channel/></rss>', "entity-declarations"),
        ("<rss><channel>" + "<a>" * 300 + "</a>" * 300 + "</channel></rss>", "too-deep"),
        ("<rss><channel>" + "<a>" * 100_000, "too-deep"),
    ],
)
def test_what_is_no_feed_says_what_it_is(parsed: Parse, body: str, code: str) -> None:
    with pytest.raises(ParseError) as error:
        parsed(body)
    assert error.value.code == code
    assert error.value.where == "https://feed.example/dir/feed.xml"
    assert error.value.hint


def test_a_challenge_is_named(parsed: Parse) -> None:
    with pytest.raises(ParseError, match="challenge"):
        parsed("<!DOCTYPE html><html><head><title>Just a moment...</title></head></html>")
    with pytest.raises(ParseError, match="login"):
        parsed("<!DOCTYPE html><html><body><form><input name=p type=password></form></body></html>")
    with pytest.raises(ParseError, match="route not found"):
        parsed('{"error": {"message": "route not found"}}')


def test_a_body_beyond_the_limit_is_refused(parsed: Parse) -> None:
    with pytest.raises(ParseError) as error:
        parsed(b"<rss>" + b" " * (10 * 1024 * 1024))
    assert error.value.code == "too-large"


def test_the_limit_is_that_of_the_configuration(parsed: Parse) -> None:
    item = f"<item><guid>1</guid><title>长</title><description>{'字' * 1000}</description></item>"
    body = f"<rss version='2.0'><channel><title>t</title>{item * 3600}</channel></rss>".encode()
    assert len(body) > 10 * 1024 * 1024
    assert len(parsed(body, max_body=len(body)).roster) == 2000  # the first so many
    with pytest.raises(ParseError, match="max_body"):
        parsed(body, max_body=len(body) - 1)


def test_harmless_entities_are_honoured(parsed: Parse) -> None:
    feed = parsed(
        '<!DOCTYPE rss [<!ENTITY nbsp "&#160;"><!ENTITY co "Example &amp; Co">]><rss version="2.0"><channel><title>a&nbsp;&co;</title></channel></rss>'
    )
    assert feed.title == "a Example & Co"


def test_a_file_name_is_not_opened(parsed: Parse) -> None:
    for name in (__file__, "/etc/hostname"):
        with pytest.raises(ParseError):
            parsed(name)


# ------------------------------------------------------------------------------------------------ limits


def test_the_first_two_thousand_entries_are_taken(parsed: Parse, make_rss: Text) -> None:
    feed = parsed(make_rss("".join(f"<item><guid>{n}</guid></item>" for n in range(2010))))
    assert len(feed.roster) == 2000
    assert feed.roster[0].guid == "0"
    assert "too-many-entries" in codes(feed)


def test_a_field_beyond_the_limit_is_cut_and_told(item: Item) -> None:
    found = item(f"<title>t</title><description>{'字' * 600_000}</description>")
    assert len(found.text) <= 512 * 1024
    assert "field-cut" in codes(found)


def test_a_pictures_caption_inside_an_item_is_not_its_title(item: Callable[..., ParsedEntry]) -> None:
    picture = "<image><title>图</title><url>https://a.example/x.png</url></image>"
    assert item(f"<title>甲</title>{picture}").title == "甲"
    assert item(f"{picture}<title>甲</title>").title == "甲"
    assert item("<title>甲</title><textInput><title>搜索</title></textInput>").title == "甲"


def test_an_episodes_title_stands_in_for_a_missing_one(item: Callable[..., ParsedEntry]) -> None:
    assert item("<itunes:title>第一集</itunes:title>").title == "第一集"
    assert item("<title>甲</title><itunes:title>第一集</itunes:title>").title == "甲"


def test_cdf_items_have_their_address_as_an_attribute(parsed: Callable[..., ParsedFeed]) -> None:
    feed = parsed(
        '<CHANNEL HREF="https://s.example/"><TITLE>频道</TITLE><ITEM HREF="/1"><TITLE>甲</TITLE></ITEM></CHANNEL>'
    )
    assert [(entry.link, getattr(entry, "title", "")) for entry in feed.roster] == [("https://feed.example/1", "甲")]


def test_two_references_to_surrogates_are_one_character(item: Callable[..., ParsedEntry]) -> None:
    assert item("<title>&#55357;&#56832; 好</title>").title == "😀 好"
    assert item("<title>&#xD83D;&#xDE00; 好</title>").title == "😀 好"
    assert item("<title>&amp;#55357;&amp;#56832; 好</title>").title == "😀 好"
    assert item("<title>&#55357; 好 &#56832;</title>").title == "好"


def test_surrogates_in_utf8_are_read_as_the_character_they_mean(parsed: Callable[..., ParsedFeed]) -> None:
    body = "<rss><channel><title>表情</title><item><title>好😀吧</title></item></channel></rss>"
    cesu = body.encode().replace("😀".encode(), b"\xed\xa0\xbd\xed\xb8\x80")
    (entry,) = parsed(cesu).roster
    assert isinstance(entry, ParsedEntry)
    assert entry.title == "好😀吧"
    (entry,) = parsed(cesu.replace(b"\xed\xb8\x80", b"")).roster
    assert isinstance(entry, ParsedEntry)
    assert entry.title == "好吧"


def titles(feed: ParsedFeed) -> list[str]:
    return [entry.title for entry in feed.roster if isinstance(entry, ParsedEntry)]


@pytest.mark.parametrize(
    "items",
    [
        "<item><title>甲</title><description>一<item><title>乙</title><description>二</description></item>",
        "<item><title>甲<description>一</description></item><item><title>乙</title><description>二",
        "<item><title>甲</title><description>一</description><item><title>乙</title><description>二</description>",
        "<item><title>甲</title><description><![CDATA[一</description></item><item><title>乙</title><description>二</description></item>",
        "<item><title>甲</title><description><![CDATA[<![CDATA[一]]>]]></description></item><item><title>乙</title><description>二</description></item>",
    ],
)
def test_a_forgotten_end_costs_no_entry(parsed: Callable[..., ParsedFeed], items: str) -> None:
    feed = parsed(f"<rss version='2.0'><channel><title>t</title>{items}</channel></rss>")
    assert titles(feed) == ["甲", "乙"]
    assert [entry.text for entry in feed.roster if isinstance(entry, ParsedEntry)] == ["一", "二"]
    assert "ill-formed" in {flaw.code for flaw in feed.flaws}


def test_a_feed_shown_in_an_article_is_text_and_no_forgotten_end(parsed: Callable[..., ParsedFeed]) -> None:
    shown = "<pre>&lt;item&gt;</pre><item><description>x</description></item>"
    feed = parsed(
        f"<rss version='2.0'><channel><title>t</title><item><title>甲</title><description><![CDATA[{shown}]]></description></item></channel></rss>"
    )
    assert titles(feed) == ["甲"]


def test_a_doctype_of_html_before_a_feed_is_passed_over(parsed: Callable[..., ParsedFeed]) -> None:
    doctype = (
        '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1.dtd">'
    )
    assert titles(parsed(f"{doctype}<rss><channel><title>t</title><item><title>甲</title></item></channel></rss>")) == [
        "甲"
    ]


def test_a_flood_of_attributes_costs_no_time(parsed: Callable[..., ParsedFeed]) -> None:
    flood = " ".join(f'a{number}="x"' for number in range(20_000))
    started = time.process_time()
    feed = parsed(f"<rss><channel><title>t</title><item {flood}><title>甲</title></item></channel></rss>")
    assert titles(feed) == ["甲"]
    assert time.process_time() - started < 2
