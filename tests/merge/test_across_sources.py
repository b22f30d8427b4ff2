"""The same article in several sources is one story; what only looks like it is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from aggregator.settings.values import Dedupe

from support.merging import DAY, HOUR, LONG, NOON, Memory, entry, feed, settings, source

TITLE = "微软开源浏览器内核：背后的三个原因 017"
SHORT = "微软开源了浏览器内核，开发者怎么看？文章列出了三个原因，并附上完整清单。"


def two(**dedupe):
    return Memory(replace(settings(source("a"), source("b"), source("c")), dedupe=Dedupe(**dedupe)))


def stories(memory, *copies):
    """Poll one source after the other; how many stories came of it."""
    for name, item in zip("abc", copies, strict=False):
        memory.poll(feed([item]), source=name)
    return len(memory.stories)


def copy(title=TITLE, *, link="http://a.example/1", text=SHORT, guid="g", at=NOON):
    return entry(title, guid=guid, link=link, text=text, at=at)


@pytest.mark.parametrize(
    "link",
    [
        "https://www.a.example/1",
        "http://m.a.example/1#from=rss",
        "http://a.example/1?utm_source=x",
        "http://a.example/amp/1",
    ],
)
def test_one_canonical_link_is_one_story(link):
    assert stories(two(), copy(), copy("换了标题的同一篇", link=link, text="")) == 1


@pytest.mark.parametrize("anchor", ["comment-12", "comment-13"])
def test_a_comment_is_not_the_article_under_it(anchor):
    article = copy(link="https://a.example/2026/11/title/")
    comment = copy("赵编辑的评论", link=f"https://a.example/2026/11/title/#{anchor}", text="写得好", guid="c")
    again = copy("钱编辑的评论", link="https://a.example/2026/11/title/#comment-12", text="我也觉得", guid="d")
    assert stories(two(), article, comment) == 2
    assert stories(two(), comment, again) == (1 if anchor == "comment-12" else 2)


def test_a_front_page_is_no_link():
    assert (
        stories(
            two(),
            copy("甲的一篇短讯", link="http://a.example/", text="甲"),
            copy("乙的一篇短讯", link="http://a.example/", text="乙"),
        )
        == 2
    )


def test_a_link_shared_by_the_items_of_a_document_joins_nothing():
    memory = two()
    shared = "http://a.example/live"
    memory.poll(
        feed([copy("第一场的战报", link=shared, guid="1"), copy("第二场的战报", link=shared, guid="2")]), source="a"
    )
    memory.poll(feed([copy("第三场的战报", link=shared, guid="3")]), source="b")
    assert len(memory.stories) == 3


def test_one_link_over_two_issues_is_two_stories():
    assert stories(two(), copy("周刊 第3期"), copy("周刊 第4期")) == 2


def test_equal_text_of_200_characters_decides_alone():
    assert stories(two(), copy(text=LONG), copy("换了标题的同一篇文章", link="http://b.example/9", text=LONG)) == 1
    assert stories(two(), copy("第3期", text=LONG), copy("第4期", link="http://b.example/9", text=LONG)) == 2


def test_a_text_that_all_items_share_decides_nothing():
    memory = two()
    notice = "本文仅对付费会员开放，请登录后继续阅读，" * 12
    topics = ("火箭", "电梯", "酸奶")
    for name in "ab":
        memory.poll(
            feed(
                copy(f"{name}站谈{topic}", link=f"http://{name}.example/{topic}", text=notice, guid=topic)
                for topic in topics
            ),
            source=name,
        )
    assert len(memory.stories) == 6


def test_a_reprint_with_a_decorated_title_is_one_story():
    reprint = copy("【转载】微软开源浏览器内核: 背后的三个原因 017 - 镜像站", link="http://mirror.example/x")
    memory = two()
    assert stories(memory, copy(), reprint) == 1
    assert "同" not in memory.titles()[0]


def test_a_headline_without_text_joins_by_a_telling_title_alone():
    assert stories(two(), copy(), copy(link="http://t.example/abc", text="")) == 1
    assert stories(two(), copy("早安"), copy("早安", link="http://t.example/abc", text="")) == 2
    assert (
        stories(two(), copy("新媒体每日要闻 第17期"), copy("新媒体每日要闻 第17期", link="http://t.example/a", text=""))
        == 2
    )


def test_a_title_out_of_its_window_joins_nothing():
    old = copy(at=NOON - 5 * DAY)
    assert stories(two(), old, copy(link="http://t.example/abc")) == 2
    assert stories(two(title=timedelta(days=9)), old, copy(link="http://t.example/abc")) == 1


@pytest.mark.parametrize(
    ("off", "link", "text"), [("link", "http://a.example/1", "别的话"), ("title", "http://b.example/2", SHORT)]
)
def test_a_way_of_merging_can_be_turned_off(off, link, text):
    other = copy(link=link, text=text, title="换了标题" if off == "link" else TITLE)
    turned = {"link": False} if off == "link" else {"title": timedelta(0), "similar": timedelta(0)}
    assert stories(two(), copy(), other) == 1
    assert stories(two(**turned), copy(), other) == 2


def test_a_source_without_dedupe_neither_joins_nor_is_joined():
    memory = Memory(settings(source("a"), source("b", dedupe=False), source("c")))
    for name in "abc":
        memory.poll(feed([copy(guid=name)]), source=name)
    assert len(memory.stories) == 2
    assert memory.rows[min(memory.rows)].stored.story_id == memory.rows[max(memory.rows)].stored.story_id


def test_near_equal_texts_of_one_source_stay_apart():
    memory = two()
    edited = LONG.replace("编辑们", "作者们")
    items = [
        copy("推荐系统改版一年记", text=LONG, guid="1"),
        copy("推荐系统改版两年记", link="http://a.example/2", text=edited, guid="2"),
    ]
    memory.poll(feed(items), source="a")
    assert len(memory.stories) == 2


def test_stories_once_apart_are_never_merged_but_told():
    memory = two()
    first, second = (
        copy("甲写的一篇报道", text="甲" * 60),
        copy("乙写的一篇评论", link="http://b.example/2", text="乙" * 60),
    )
    assert stories(memory, first, second) == 2
    revised = copy("乙写的一篇评论", link="http://a.example/1", text="乙" * 60)
    memory.poll(feed([revised]), NOON + HOUR, source="b")
    assert len(memory.stories) == 2
    assert [reason for _, _, reason in memory.later] == ["same link"]


def test_eight_sources_with_the_same_200_articles_are_200_stories():
    names = [f"s{n}" for n in range(8)]
    memory = Memory(settings(*(source(name) for name in names)))
    for name in names:
        memory.poll(
            feed(
                copy(f"第{n}个话题的完整报道之{n}", link=f"http://a.example/{n}", text=f"{n}" * 5, guid=f"{name}{n}")
                for n in range(200)
            ),
            source=name,
        )
    assert len(memory.stories) == 200
    assert len(memory.rows) == 1600


def test_a_story_keeps_its_id_when_others_join():
    memory = two()
    memory.poll(feed([copy(guid="tag:a.example,2026:1")]), source="a")
    memory.poll(feed([copy(guid="tag:b.example,2026:1")]), source="b")
    assert [story.uid for story in memory.stories.values()] == ["tag:a.example,2026:1"]
