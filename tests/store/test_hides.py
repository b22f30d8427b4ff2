"""Moderation: what is hidden is gone everywhere, and stays away."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from aggregator.settings.values import Category, Hide, Keep

LINK = "https://example.org/spam"


def test_a_hidden_story_is_gone_everywhere_and_stays_away(world, entry):
    spam, good = entry(0, "一条广告的标题", link=LINK), entry(1, "一篇正经的文章", link="https://example.org/good")
    world.poll("woshipm", spam, good)
    world.poll("zaker", entry(0, "一条广告的标题", link=LINK + "?utm_source=zaker"))
    world.publish()
    (story,) = world.store.hide("http://www.example.org/spam/", "spam")
    assert world.titles() == ["一篇正经的文章"]
    assert [one.title for one in world.store.archive_block(world.settings, "xinmeiti", 0).entries] == ["一篇正经的文章"]
    assert [one.slug for one in world.store.dirty()] == ["xinmeiti"]
    assert world.store.hide(LINK) == ()
    world.clock.pass_(timedelta(hours=1))
    world.poll("woshipm", entry(0, "一条广告的标题", link=LINK, text="改过的广告" * 30), good)
    assert world.titles() == ["一篇正经的文章"]
    assert world.store.unhide(LINK) == (story,)
    assert sorted(world.titles()) == ["一条广告的标题", "一篇正经的文章"]


def test_a_hide_waits_for_a_story_that_is_yet_to_come(world, entry):
    assert world.store.hide(LINK) == ()
    world.poll("woshipm", entry(0, "一条广告的标题", link=LINK))
    assert world.titles() == []
    assert len(world.store.unhide(LINK)) == 1
    assert world.titles() == ["一条广告的标题"]


def test_hiding_by_id_unhiding_by_link(world, entry):
    world.poll("woshipm", entry(0, "一条广告的标题", link=LINK, guid="tag:example.org,2026:spam"))
    uid = world.feed().entries[0].uid
    assert len(world.store.hide(uid)) == 1
    assert world.titles() == []
    assert len(world.store.unhide(LINK)) == 1
    assert world.titles() == ["一条广告的标题"]


def test_the_configuration_hides_until_it_says_otherwise(worlds, settings, source, entry):
    hidden = settings([source("a")], hides=(Hide(link=LINK, reason="spam"),))
    world = worlds(hidden)
    world.poll("a", entry(0, "一条广告的标题", link=LINK))
    assert world.titles() == []
    assert world.store.unhide(LINK) == ()
    world.configure(settings([source("a")]))
    assert world.titles() == ["一条广告的标题"]
    world.publish()
    world.configure(hidden)
    assert world.titles() == []
    assert [one.slug for one in world.store.dirty()] == ["xinmeiti"]


def test_a_guid_that_is_no_address_hides_nothing(worlds, settings, source, entry):
    """The number of an article in one source is another article's in the next."""
    world = worlds(settings([source("a"), source("b")]))
    world.poll("a", entry(0, "小区里的共享工具箱", guid="6011", link="https://a.example/1"))
    world.poll("b", entry(0, "县城书店的下半场", guid="6011", link="https://b.example/1"))
    assert world.store.hide("6011") == ()
    assert sorted(world.titles()) == ["县城书店的下半场", "小区里的共享工具箱"]
    assert len(world.store.explain("6011")) == 2


def test_who_hid_it_twice_must_show_it_twice(worlds, settings, source, entry):
    plain = settings([source("a")])
    configured = replace(plain, hides=(Hide(link=LINK, reason="spam"),))
    world = worlds(plain)
    world.poll("a", entry(0, "一条广告的标题", link=LINK))
    for first, second in (("person", "file"), ("file", "person")):
        world.store.hide(LINK)
        world.configure(configured)
        assert world.titles() == []
        for one in (first, second):
            assert world.titles() == []
            world.store.unhide(LINK) if one == "person" else world.configure(plain)
        assert world.titles() == ["一条广告的标题"]


@pytest.mark.parametrize("hide", [Hide(id="tag:b.example,2026:9"), Hide(link="https://b.example/9")])
def test_a_hide_holds_on_when_the_copy_that_it_named_retires(worlds, settings, source, entry, hide):
    hidden = settings([source("a"), source("b")], [Category("新媒体", "xinmeiti", backlog=-1)], hides=(hide,))
    world = worlds(hidden)
    title, text = "小区里的共享工具箱", "小区里的共享工具箱" * 30
    first = entry(0, title, guid="tag:a.example,2026:1", link="https://a.example/1", text=text)
    world.poll("a", first)
    uid = world.feed().entries[0].uid
    world.poll("b", entry(0, title, guid="tag:b.example,2026:9", link="https://b.example/9", text=text))
    other = entry(0, "县城书店的下半场", guid="tag:b.example,2026:10", link="https://b.example/10")
    world.clock.pass_(timedelta(hours=1))
    world.poll("b", other)
    assert world.titles() == [other.title]
    assert world.store.prune(Keep(entries_per_source=1)).entries == 1
    world.poll("a", replace(first, content_hash=b"edited"))
    assert world.titles() == [other.title]
    world.configure(replace(hidden, hides=()))
    assert uid in {one.uid for one in world.feed().entries}
    world.configure(hidden)
    assert world.titles() == [other.title]


def test_a_link_of_two_stories_hides_and_shows_both(worlds, settings, source, entry):
    world = worlds(settings([source("a"), source("b", dedupe=False)]))
    world.poll("a", entry(0, "小区里的共享工具箱", guid="tag:a.example,2026:1", link=LINK))
    world.poll("b", entry(0, "小区里的共享工具箱", guid="tag:b.example,2026:1", link=LINK))
    uid, other = (one.uid for one in world.feed().entries)
    assert len(world.store.hide(LINK)) == 2
    assert world.titles() == []
    assert len(world.store.unhide(uid)) == 2
    assert {one.uid for one in world.feed().entries} == {uid, other}


def test_a_link_with_an_anchor_names_the_part_that_is_stored_else_the_page(world, entry):
    article, comment = "https://blog.example/post", "https://blog.example/post#comment-12"
    world.poll("woshipm", entry(0, "县城书店的进货记录", link=article))
    world.poll("zaker", entry(0, "赵编辑的评论", link=comment))
    assert [one.title for one in world.store.explain(f"{article}#section-2")] == ["县城书店的进货记录", "赵编辑的评论"]
    assert [one.title for one in world.store.explain(comment)] == ["赵编辑的评论"]
    assert len(world.store.hide(comment, "")) == 1
    assert world.titles() == ["县城书店的进货记录"]
    assert len(world.store.hide(f"{article}#section-2", "")) == 1
    assert world.titles() == []
    world.store.unhide(f"{article}#section-2")
    assert sorted(world.titles()) == ["县城书店的进货记录", "赵编辑的评论"]


def test_a_link_with_an_anchor_hides_no_page_that_is_yet_to_come(world, entry):
    world.store.hide("https://blog.example/post#comment-12", "")
    world.poll("woshipm", entry(0, "县城书店的进货记录", link="https://blog.example/post"))
    assert world.titles() == ["县城书店的进货记录"]


def test_a_name_of_a_hidden_story_hides_no_other_story(worlds, settings, source, entry):
    hide = Hide(link="https://b.example/9")
    world = worlds(settings([source("a"), source("b"), source("c", dedupe=False)], hides=(hide,)))
    title, text = "小区里的共享工具箱", "小区里的共享工具箱" * 30
    world.poll("a", entry(0, title, guid="tag:a.example,2026:1", link=LINK, text=text))
    world.poll("b", entry(0, title, guid="tag:b.example,2026:9", link=hide.link, text=text))
    assert world.titles() == []
    world.poll("c", entry(0, "读《小区里的共享工具箱》", guid="tag:c.example,2026:3", link=LINK))
    assert world.titles() == ["读《小区里的共享工具箱》"]
