"""Pages: relative links, no script, no style attribute, nothing from elsewhere but pictures."""

from __future__ import annotations

import posixpath
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from aggregator.model import FeedSummary, PlainText, Precision, SafeHtml, SourceHealth
from aggregator.publish import render, render_site
from aggregator.publish.words import _CHINESE, _ENGLISH
from aggregator.settings.values import Images
from lxml import html

from support import merged

CATEGORIES = (
    merged.category(),
    merged.category(name="编程", slug="biancheng", path=("编程",)),
    merged.category(name="前端", slug="qianduan", path=("编程", "前端")),
    merged.category(name="私人", slug="siren", path=("私人",), private=True),
)
SITE = merged.site(categories=CATEGORIES)
HEALTH = (
    SourceHealth(
        merged.WOSHIPM,
        "failing",
        merged.NOON,
        12,
        (PlainText("最新一篇"), "https://e.org/1", merged.NOON),
        code="timeout",
        error="no answer within 20 s",
        hint="wait",
    ),
    SourceHealth(merged.SSPAI, "ok", merged.NOON, 5, silent=True),
)


def pages(*entries, theme=None, **changes):
    feed = merged.feed(*entries, **changes)
    rendered = render(
        feed, SITE, images=Images(), archive=True, theme=theme, health={one.source.id: one for one in HEALTH}
    )
    return {one.path: one for one in rendered if one.path.endswith(".html")}


def site_pages():
    feed = merged.feed(merged.rich(), merged.entry(2, source=merged.SSPAI))
    summaries = [FeedSummary(one, feed.uid, feed.changed_at, 2, feed.sources, feed.entries) for one in CATEGORIES]
    return {one.path: one for one in render_site(SITE, summaries, health=HEALTH)}


def everything():
    many = [merged.rich(), *(merged.entry(n) for n in range(2, 66))]
    return pages(*many, archives=(0,)) | {path: one for path, one in site_pages().items() if path.endswith(".html")}


def tree(rendered):
    return html.fromstring(rendered.body)


def test_every_relative_link_leads_to_a_file_that_is_published():
    others = {
        one.path
        for n in CATEGORIES[1:3]
        for one in render(merged.feed(category=n), SITE, images=Images(), archive=False)
    }
    feeds = {one.path for one in render(merged.feed(archives=(0,)), SITE, images=Images(), archive=True)}
    known = everything().keys() | site_pages().keys() | others | feeds | {"xinmeiti/archive-1.atom"}
    links = 0
    for path, page in everything().items():
        for element in tree(page).iter("a", "link", "img", "script"):
            address = element.get("href") or element.get("src") or ""
            if re.match(r"[a-z]+:|#", address):
                continue
            links += 1
            assert not address.startswith("/"), (path, address)
            assert posixpath.normpath(posixpath.join(posixpath.dirname(path), address)) in known, (path, address)
    assert links > 100


def test_pages_need_no_script_and_no_inline_style():
    for page in everything().values():
        body = page.body.decode()
        assert "<script" not in body
        assert "<style" not in body
        assert not re.search(r"<[^>]+\s(style|on\w+)=", body)


def test_pictures_wait_and_tell_nobody():
    content = SafeHtml('<p>a</p><img src="https://e.org/1.png" alt="" referrerpolicy="no-referrer">')
    page = pages(merged.entry(1, content=content, thumbnail="https://e.org/t.png"))["xinmeiti.html"]
    pictures = tree(page).findall(".//img")
    assert len(pictures) == 2
    for picture in pictures:
        assert (picture.get("loading"), picture.get("referrerpolicy")) == ("lazy", "no-referrer")
        assert picture.get("alt") is not None


def test_a_picture_tag_inside_an_attribute_cannot_break_out():
    content = SafeHtml('<img src="https://e.org/1.png" alt="<img src=x onerror=alert(1)>">' + "<p>a</p>" * 3)
    page = tree(pages(merged.entry(1, content=content))["xinmeiti.html"])
    assert not page.xpath("//@onerror")
    assert len(page.findall(".//details//img")) == 1


def test_titles_and_excerpts_are_text():
    page = pages(
        merged.entry(1, title=PlainText("<script>alert(1)</script>"), text="<img src=x onerror=1>", content="")
    )["xinmeiti.html"]
    assert not tree(page).xpath("//script | //@onerror")
    assert tree(page).xpath("string(//article//h3)") == "<script>alert(1)</script>"


def test_a_card_says_source_section_author_time_and_the_other_carriers():
    card = tree(pages(merged.rich())["xinmeiti.html"]).find(".//article")
    meta = card.find_class("meta")[0].text_content().split()
    assert meta == ["人人都是产品经理", "最新文章", "王小明、Ann", "Li", "2026年1月2日", "评论"]
    assert [a.text for a in card.find_class("also")[0].findall("a")] == ["少数派", "cnBeta"]
    assert card.find(".//h3/a").get("href") == "https://www.woshipm.com/pd/7.html"
    assert card.get("lang") == "zh-CN"


def test_a_day_alone_is_printed_without_a_time():
    page = tree(pages(merged.entry(1, at=merged.NOON, precision=Precision.DAY))["xinmeiti.html"])
    [time] = page.findall(".//article//time")
    assert (time.get("datetime"), time.text) == ("2026-01-02", "2026年1月2日")


def test_stories_stand_under_the_day_of_their_place_and_no_day_twice():
    old = merged.entry(3, at=merged.NOON - timedelta(days=9))
    late = replace(old, sort_at=merged.NOON - timedelta(hours=1))  # seen late: it stands among today's
    page = tree(
        pages(merged.entry(1, at=merged.NOON), late, merged.entry(2, at=merged.NOON - timedelta(days=1)))[
            "xinmeiti.html"
        ]
    )
    days = [h2.text_content().split()[0] for h2 in page.xpath("//section[@class='day']/h2")]
    assert days == ["2026年1月2日", "2026年1月1日"]
    assert "2025年12月24日" in page.findall(".//article")[1].text_content()


def test_long_categories_have_pages():
    found = pages(*(merged.entry(n) for n in range(1, 66)))
    assert list(found) == ["xinmeiti.html", "xinmeiti/page-2.html", "xinmeiti/page-3.html"]
    assert len(tree(found["xinmeiti/page-3.html"]).findall(".//article")) == 5
    second = tree(found["xinmeiti/page-2.html"])
    assert second.xpath("//a[@rel='prev']/@href") == ["../xinmeiti.html"]
    assert second.xpath("//a[@rel='next']/@href") == ["../xinmeiti/page-3.html"]


def test_feeds_are_announced_in_the_head():
    links = tree(pages()["xinmeiti.html"]).xpath("//link[@rel='alternate']")
    assert [(one.get("type"), one.get("href")) for one in links] == [
        ("application/atom+xml", "xinmeiti.atom"),
        ("application/rss+xml", "xinmeiti.rss"),
        ("application/feed+json", "xinmeiti.json"),
    ]


def test_the_path_of_a_category_can_be_walked():
    found = render(merged.feed(category=CATEGORIES[2]), SITE, images=Images(), archive=False)
    page = tree(next(one for one in found if one.path == "qianduan.html"))
    steps = page.xpath("//nav[@class='trail']//li")
    assert [(li.text_content().strip(), li.xpath("string(a/@href)")) for li in steps] == [
        ("编程", "biancheng.html"),
        ("前端", ""),
    ]


def test_the_sidebar_marks_sources_in_trouble():
    side = tree(pages()["xinmeiti.html"]).find(".//aside")
    assert "抓取失败" in side.text_content()
    assert "久未更新" in side.text_content()
    assert "最新一篇" in side.text_content()


def test_status_names_the_failing_source_first_with_its_hint():
    first = tree(site_pages()["status.html"]).xpath("//section[2]//tbody/tr")[0].text_content()
    for words in ("人人都是产品经理", "抓取失败", "no answer within 20 s", "timeout", "wait"):
        assert words in first


def test_members_are_listed_once_with_letter_or_picture():
    page = tree(site_pages()["members.html"])
    assert [h3.text_content().split()[0] for h3 in page.findall(".//main//h3")] == ["人人都是产品经理", "少数派"]
    assert page.find_class("letter")[0].text == "人"


def test_private_categories_are_on_no_public_page_and_private_pages_lead_nowhere_else():
    for path, page in everything().items():
        assert "私人" not in page.body.decode(), path
    private = render(merged.feed(category=CATEGORIES[3]), SITE, images=Images(), archive=False)
    page = next(one for one in private if one.path == "siren.html")
    assert page.private
    assert "noindex" in page.body.decode()
    assert not tree(page).xpath("//nav[@class='sections']")


def test_pages_have_landmarks_headings_and_a_language():
    for path, page in everything().items():
        root = tree(page)
        assert root.get("lang") == "zh-CN", path
        assert len(root.findall(".//h1")) == 1, path
        assert len(root.findall(".//main")) == 1, path
        assert root.findtext(".//title"), path
        labels = [nav.get("aria-label") for nav in root.findall(".//nav")]
        assert all(labels), path
        assert len(set(labels)) == len(labels), path
        ids = root.xpath("//@id")
        assert len(set(ids)) == len(ids), path


def test_other_languages_get_english_words():
    rendered = render(merged.feed(), replace(SITE, language="de"), images=Images(), archive=False)
    page = next(one for one in rendered if one.path == "xinmeiti.html").body.decode()
    assert "2 January 2026" in page
    assert 'lang="de"' in page
    assert _CHINESE.keys() == _ENGLISH.keys()


def test_a_theme_replaces_templates_and_its_mistakes_cost_nothing(tmp_path):
    (tmp_path / "category.html").write_text("<title>{{ title }}</title>", encoding="utf-8")
    assert pages(theme=tmp_path)["xinmeiti.html"].body == "<title>新媒体 · 我的聚合</title>".encode()
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "category.html").write_text("{% block %}{{ nothing.at.all }}", encoding="utf-8")
    page = pages(theme=broken)["xinmeiti.html"]
    assert "article" in page.body.decode()
    assert "theme" in page.problems[0]


@pytest.mark.parametrize("content", ["full", "excerpt", "title"])
def test_full_text_opens_without_a_script(content):
    page = tree(pages(merged.rich(), category=merged.category(content=content))["xinmeiti.html"])
    assert (page.find(".//details/summary") is not None) == (content == "full")


def test_lists_show_the_day_alone_where_a_source_says_no_time():
    health = SourceHealth(
        merged.SSPAI, "ok", None, 5, (PlainText("一篇"), "", merged.NOON), latest_precision=Precision.DAY
    )
    feed = merged.feed(merged.entry(1, source=merged.SSPAI))
    summary = FeedSummary(CATEGORIES[0], feed.uid, feed.changed_at, 1, (merged.SSPAI,), feed.entries)
    rendered = {one.path: one for one in render_site(SITE, [summary], health=[health])}
    for name in ("members.html", "status.html"):
        shown = [(one.get("datetime"), one.text) for one in tree(rendered[name]).xpath("//main//time")]
        assert ("2026-01-02", "2026年1月2日") in shown


def test_paragraphs_of_chinese_meet_without_a_space():
    page = tree(pages(merged.entry(1, text="第一段。\n\n第二段！ English. 第三段"))["xinmeiti.html"])
    assert "第一段。第二段！English. 第三段" in page.text_content()
