"""Inside one source nothing is lost and nothing is doubled, whatever its guids do."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from aggregator.merge import identity
from aggregator.model import Action, Flaw

from support.merging import DAY, HOUR, LONG, NOON, Memory, actions, entry, feed, new, settings, source


def numbered(n: int, **more: object):
    fields = {"guid": f"tag:a.example,2026:{n}", "link": f"http://a.example/p/{n}", "at": NOON - n * HOUR}
    return entry(f"产品经理手册第{n}章的读书笔记", **(fields | more))


def codes(memory: Memory, name: str = "woshipm") -> set[str]:
    return {flaw.code for flaw in memory.states[name].flaws}


def test_a_second_poll_of_the_same_document_brings_nothing():
    memory, document = Memory(), feed(numbered(n) for n in range(5))
    assert actions(memory.poll(document)) == ["new"] * 5
    assert actions(memory.poll(document, NOON + HOUR)) == ["same"] * 5
    assert actions(memory.poll(memory.split(document), NOON + 2 * HOUR)) == ["same"] * 5


def test_a_new_title_and_text_under_a_known_guid_is_an_update():
    memory = Memory()
    memory.poll(feed([numbered(1)]))
    verdict = memory.poll(feed([numbered(1, text="更正：数据已更新。")]), NOON + HOUR)
    assert actions(verdict) == ["update"]
    assert len(memory.rows) == 1


def test_an_item_that_broke_off_replaces_nothing():
    memory = Memory()
    memory.poll(feed([numbered(1, text=LONG)]))
    broken = replace(numbered(1, text=LONG[:40]), flaws=(Flaw("cut-off"),))
    assert actions(memory.poll(feed([broken]), NOON + HOUR)) == ["same"]


@pytest.mark.parametrize("times", [2, 5])
def test_guids_that_change_at_every_poll_bring_nothing_new(times):
    memory = Memory()
    for poll in range(times):
        verdict = memory.poll(feed(numbered(n, guid=f"{n}?{poll}") for n in range(5)), NOON + poll * HOUR)
    assert new(verdict) == []
    assert len(memory.rows) == 5
    assert memory.states["woshipm"].policy == "link"
    assert "changing-guid" in codes(memory)


def test_changing_guids_leave_no_trail_of_names():
    memory = Memory()
    for poll in range(30):
        memory.poll(feed(numbered(n, guid=f"{n}?{poll}") for n in range(5)), NOON + poll * HOUR)
    assert sum(kind == "guid" for _, kind, _ in memory.aliases) < 20


def test_one_guid_for_all_keeps_all():
    memory = Memory()
    document = feed(numbered(n, guid="1") for n in range(6))
    assert actions(memory.poll(document)) == ["new"] * 6
    assert actions(memory.poll(document, NOON + HOUR)) == ["same"] * 6
    grown = feed([numbered(99, guid="1"), *(numbered(n, guid="1") for n in range(6))])
    assert new(memory.poll(grown, NOON + 2 * HOUR)) == [0]
    assert "repeated-guid" in codes(memory)
    assert memory.states["woshipm"].policy == "link"
    assert len({story.uid for story in memory.stories.values()}) == 7


def test_an_item_listed_twice_is_one():
    memory = Memory()
    assert actions(memory.poll(feed([numbered(1), numbered(2), numbered(1)]))) == ["new", "new", "ignore"]
    assert "listed-twice" in codes(memory)


def test_without_guids_a_link_is_the_identity_and_its_title_may_change():
    memory = Memory()
    memory.poll(feed([numbered(1, guid=""), numbered(2, guid="")]))
    edited = entry("产品经理手册第1章的读书笔记（更新）", link="http://a.example/p/1", at=NOON - HOUR)
    verdict = memory.poll(feed([edited, numbered(2, guid="")]), NOON + HOUR)
    assert actions(verdict) == ["update", "same"]
    assert memory.states["woshipm"].policy == "link"
    assert "missing-guid" in codes(memory)


def test_without_guids_and_with_one_link_for_all_every_item_is_kept():
    memory = Memory()
    home = "http://a.example/status/today"
    document = feed(entry(f"机房{n}恢复", link=home, text=f"机房{n}恢复供电", at=NOON - n * HOUR) for n in range(4))
    assert len(new(memory.poll(document))) == 4
    assert new(memory.poll(document, NOON + HOUR)) == []
    grown = feed([entry("机房9恢复", link=home, text="机房9恢复供电", at=NOON), *document.roster])
    assert new(memory.poll(grown, NOON + HOUR)) == [0]
    edited = feed([replace_text(item, "供电正常") for item in grown.roster])
    assert new(memory.poll(edited, NOON + 2 * HOUR)) == []  # title and date tell


def replace_text(item, text):
    return entry(item.title, guid=item.guid, link=item.link, text=text, at=item.published.at)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("http://a.example/?p=12", "https://a.example/?p=12"),
        ("http://www.a.example/x/12", "http://a.example/x/12"),
        ("http://a.example/x/12", "http://a.example/x/12?utm_source=rss"),
        ("http://a.example/x/12/", "http://a.example/x/12"),
    ],
)
def test_guids_that_differ_by_spelling_are_one(before, after):
    memory = Memory()
    memory.poll(feed([numbered(1, guid=before, link="http://a.example/one")]))
    verdict = memory.poll(feed([numbered(1, guid=after, link="http://a.example/two", text="新的正文")]), NOON + HOUR)
    assert actions(verdict) == ["update"]
    assert "respelled-guid" in codes(memory)


def test_addresses_that_differ_by_a_parameter_are_two():
    memory = Memory()
    memory.poll(feed([numbered(1, guid="http://a.example/?p=1", link="")]))
    assert new(memory.poll(feed([numbered(2, guid="http://a.example/?p=2", link="")]), NOON + HOUR)) == [0]


def test_a_blog_that_moved_brings_nothing_twice():
    memory = Memory()
    memory.poll(feed(numbered(n, text=f"第{n}章说的是用户增长") for n in range(6)))
    moved = feed(
        entry(
            f"产品经理手册第{n}章的读书笔记",
            guid=f"https://b.example/?id={n}",
            link=f"https://b.example/p/{n}",
            text=f"第{n}章说的是用户增长",
            at=NOON + DAY,
        )
        for n in range(6)
    )
    verdict = memory.poll(moved, NOON + DAY)
    assert new(verdict) == []
    assert "moved" in codes(memory)
    assert new(memory.poll(moved, NOON + 2 * DAY)) == []


def test_a_blog_that_moved_with_a_new_post_brings_that_one():
    memory = Memory()
    memory.poll(feed(numbered(n) for n in range(6)))
    items = [numbered(n, guid=f"x{n}", link=f"https://b.example/p/{n}", at=NOON + DAY) for n in range(6)]
    assert new(memory.poll(feed([numbered(42, guid="x42", link="https://b.example/p/42"), *items]), NOON + DAY)) == [0]


def test_the_same_path_and_title_on_another_host_is_another_entry_while_the_old_one_is_there():
    memory = Memory()
    memory.poll(feed([entry("关于本站", guid="1", link="http://a.example/about", text="甲的介绍")]))
    items = [
        entry("关于本站", guid="1", link="http://a.example/about", text="甲的介绍"),
        entry("关于本站", guid="2", link="http://b.example/about", text="乙的介绍"),
    ]
    assert new(memory.poll(feed(items), NOON + HOUR)) == [1]


def test_guids_that_are_positions_lose_nothing():
    memory = Memory()

    def shown(numbers):
        return feed(numbered(n, guid=str(place)) for place, n in enumerate(numbers))

    memory.poll(shown([3, 2, 1]))
    assert new(memory.poll(shown([4, 3, 2]), NOON + HOUR)) == [0]
    assert new(memory.poll(shown([6, 5, 4]), NOON + 2 * HOUR)) == [0, 1]
    assert len(memory.rows) == 6
    assert "reused-guid" in codes(memory)


def test_positions_as_guids_with_one_link_for_all_lose_nothing():
    memory = Memory()

    def shown(numbers):
        return feed(numbered(n, guid=str(place), link="http://a.example/all") for place, n in enumerate(numbers))

    memory.poll(shown([3, 2, 1]))
    assert new(memory.poll(shown([4, 3, 2]), NOON + HOUR)) == [0]


def test_a_guid_that_comes_back_on_an_article_of_the_same_pattern_overwrites_nothing():
    memory = Memory()
    memory.poll(feed([entry("关于南湖图书馆扩建项目的公告", guid="all", link="http://a.example/p/1", at=NOON - HOUR)]))
    another = entry("关于河谷县渡口改造项目的公告", guid="all", link="http://a.example/p/2", at=NOON)
    assert actions(memory.poll(feed([another]), NOON + HOUR)) == ["new"]


def test_an_edit_of_everything_but_the_guid_is_still_the_entry():
    memory = Memory()
    memory.poll(feed([numbered(1)]))
    changed = entry(
        "完全不同的标题写在这里", guid="tag:a.example,2026:1", link="http://a.example/p/new", at=NOON - HOUR
    )
    assert actions(memory.poll(feed([changed]), NOON + HOUR)) == ["update"]


def test_numeric_guids_of_two_sources_stay_apart():
    memory = Memory(settings(source("a"), source("b")))
    for name in ("a", "b"):
        items = [entry(f"{name}站的第{n}篇文章说明", guid=str(n), link=f"http://{name}.example/{n}") for n in (1, 2, 3)]
        memory.poll(feed(items), source=name)
    assert len(memory.rows) == len(memory.stories) == 6


def test_a_republished_article_with_a_new_date_is_no_new_story():
    memory = Memory()
    memory.poll(feed([entry("Kafka-Connector 原理与实践", guid="1", link="http://a.example/1", text=LONG, at=NOON)]))
    again = entry("Kafka-Connector 原理与实践", guid="2", link="http://a.example/2", text=LONG, at=NOON + 6 * DAY)
    memory.poll(feed([again]), NOON + 6 * DAY)
    assert len(memory.stories) == 1


def test_the_same_article_listed_twice_under_two_guids_is_one_story():
    memory = Memory()
    two = [entry("Obs＃56 一周观察与思考", guid=g, link=f"http://a.example/{g}", text=LONG, at=NOON) for g in "ab"]
    verdict = memory.poll(feed(two))
    assert verdict.decisions[1].joins == 0
    assert len(memory.stories) == 1
    assert len(memory.rows) == 2


def test_pictures_without_words_are_not_one():
    memory = Memory()
    shots = [entry("照片", guid="", link=f"http://a.example/photo/{n}", at=NOON - n * HOUR) for n in range(5)]
    memory.poll(feed(shots[1:]))
    assert new(memory.poll(feed(shots[:-1]), NOON + HOUR)) == [0]
    assert len(memory.stories) == 5


def test_a_series_of_short_posts_under_one_title_stays_a_series():
    memory = Memory()
    items = [
        entry(
            "每日一题",
            guid=str(n),
            link=f"http://a.example/q/{n}",
            text="今天的题目在原文里，欢迎在评论区留下你的答案，和大家一起讨论，周末公布结果。",
        )
        for n in range(4)
    ]
    memory.poll(feed(items))
    assert len(memory.stories) == 4


def test_content_that_changes_at_every_poll_is_left_alone_after_a_while():
    memory = Memory()
    last = ""
    for poll in range(40):
        verdict = memory.poll(feed([numbered(1, text=f"阅读 {poll} 次")]), NOON + poll * HOUR)
        last = actions(verdict)[0]
    assert last == "same"
    assert memory.rows[min(memory.rows)].stored.changes == 24
    retitled = feed([entry("第1章的新标题", guid="tag:a.example,2026:1", link="http://a.example/p/1", at=NOON - HOUR)])
    assert actions(memory.poll(retitled, NOON + 41 * HOUR)) == ["update"]


@pytest.mark.parametrize(
    ("policy", "action", "marked"), [("content", "update", False), ("ignore", "same", False), ("mark", "update", True)]
)
def test_updates_follow_the_policy_of_the_source(policy, action, marked):
    memory = Memory(settings(source(updates=policy)))
    memory.poll(feed([numbered(1)]))
    decision = memory.poll(feed([numbered(1, text="改过")]), NOON + HOUR).decisions[0]
    assert (decision.action.value, decision.mark_updated) == (action, marked)


def test_what_was_pruned_does_not_come_back():
    memory = Memory()
    memory.poll(feed([numbered(1), numbered(2)]))
    gone = {name: id_ for name, id_ in memory.aliases.items() if memory.rows[id_].entry.position == 1}
    memory.tombstones = set(gone)
    for name, id_ in gone.items():
        del memory.aliases[name]
        memory.rows.pop(id_, None)
    verdict = memory.poll(feed([numbered(1), numbered(2), numbered(3)]), NOON + HOUR)
    assert [d.action for d in verdict.decisions] == [Action.SAME, Action.IGNORE, Action.NEW]


def test_a_guid_alone_gives_a_pruned_entry_no_new_names():
    memory = Memory()
    memory.tombstones = {("woshipm", "guid", "7")}
    other = entry("换了内容的另一篇", guid="7", link="http://a.example/other", at=NOON - HOUR)
    assert memory.poll(feed([other])).decisions[0].aliases == ()
    memory.tombstones.add(("woshipm", "link", identity.link_names(other.link, "")[0]))
    kinds = [kind for kind, _ in memory.poll(feed([other])).decisions[0].aliases]
    assert kinds == ["path"]


def test_nothing_in_common_means_that_the_window_rolled_over():
    memory = Memory()
    memory.poll(feed(numbered(n) for n in range(3)))
    assert not memory.poll(feed(numbered(n) for n in (2, 3, 4)), NOON + HOUR).rolled_over
    assert memory.poll(feed(numbered(n) for n in (7, 8, 9)), NOON + 2 * HOUR).rolled_over
    assert not memory.poll(feed([]), NOON + 3 * HOUR).rolled_over
    assert not memory.poll(feed(numbered(n) for n in (20, 21)), NOON + 4 * HOUR).rolled_over


def test_a_push_neither_rolls_over_nor_forgets():
    memory = Memory()
    memory.poll(feed(numbered(n) for n in range(3)))
    verdict = memory.poll(feed([numbered(50)], partial=True), NOON + timedelta(minutes=5))
    assert new(verdict) == [0]
    assert not verdict.rolled_over


# ------------------------------------------------------------------------------------------------ anchors


def anchored(title: str, anchor: str, **more: object):
    return entry(title, link=f"https://a.example/changelog#{anchor}", **more)


def test_the_parts_of_one_page_are_entries_of_their_own():
    memory = Memory()
    for day in range(1, 9):
        window = [anchored(f"第{n}天的改动", f"2026-11-{n:02}") for n in range(day, max(day - 3, 0), -1)]
        verdict = memory.poll(feed(window), NOON + day * DAY)
        assert len(new(verdict)) == 1
    assert len({row.stored.link for row in memory.rows.values()}) == 8


def test_an_anchor_that_counts_replies_makes_no_new_entry():
    memory = Memory()
    memory.poll(feed([anchored("新媒体编辑用什么键盘", "reply3", text="求推荐")]))
    verdict = memory.poll(feed([anchored("新媒体编辑用什么键盘", "reply12", text="求推荐")]), NOON + HOUR)
    assert new(verdict) == []
    assert len(memory.rows) == 1


def test_a_pruned_part_of_a_page_keeps_no_other_part_away():
    memory = Memory()
    pruned = anchored("去年的改动", "2025-11-01", at=NOON - DAY)
    memory.poll(feed([anchored("别的改动", "2025-12-01", at=NOON - DAY)]))
    memory.tombstones = {("woshipm", *name) for name in identity.alias_names(pruned)}
    verdict = memory.poll(feed([anchored("今年的改动", "2026-11-01", at=NOON)]), NOON + HOUR)
    assert len(new(verdict)) == 1
