"""Outputs: caps, the shown copy, order, admission numbers, archive pages, generations, build dates."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from aggregator.clock import from_micros
from aggregator.errors import StorageError
from aggregator.model import Precision
from aggregator.settings.values import Category, Dedupe, Publish

AT = datetime(2025, 12, 31, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_equal_dates_keep_the_order_of_the_document(world, entry):
    world.poll("woshipm", *(entry(n, f"第{n}号同一时刻的文章", guid=str(n), at=AT) for n in range(10)))
    world.clock.pass_(HOUR)
    world.poll("zaker", *(entry(n, f"扎克{n}号同一时刻的文章", guid=str(n), at=AT) for n in range(3)))
    first = world.titles()
    assert first[3:] == [f"第{n}号同一时刻的文章" for n in range(10)]
    assert first[:3] == [f"扎克{n}号同一时刻的文章" for n in range(3)]
    assert all(world.titles() == first for _ in range(5))


def test_caps_hold_together(worlds, settings, source, entry):
    category = Category("新媒体", "xinmeiti", entries=8, per_source=3, backlog=-1, path=("新媒体",))
    world = worlds(settings([source("a"), source("b"), source("c")], [category]))
    for name in "abc":
        world.poll(name, *(entry(n, f"{name}的第{n}篇文章标题", guid=str(n), at=AT - n * HOUR) for n in range(6)))
    shown = [one.source.id for one in world.feed().entries]
    assert len(shown) == 8
    assert max(shown.count(name) for name in "abc") == 3
    assert world.feed().total == 18


def test_a_chatty_source_does_not_hide_quiet_ones(worlds, settings, source, entry):
    category = Category("新媒体", "xinmeiti", entries=20, per_source=5, backlog=-1)
    world = worlds(settings([source("chatty", burst=-1), source("quiet")], [category]))
    world.poll("quiet", *(entry(n, f"安静的第{n}篇文章", guid=str(n), at=AT - timedelta(days=9)) for n in range(4)))
    world.poll("chatty", *(entry(n, f"吵闹的第{n}篇文章", guid=str(n), at=AT - n * HOUR / 60) for n in range(700)))
    assert [one.source.id for one in world.feed().entries] == ["chatty"] * 5 + ["quiet"] * 4


def test_each_output_shows_the_best_copy_that_may_appear_there(worlds, settings, source, entry):
    categories = [Category("新媒体", "xinmeiti", backlog=-1), Category("科技", "keji", backlog=-1)]
    sources = [source("full"), source("teaser", categories=("keji",))]
    world = worlds(settings(sources, categories))
    link = "https://blog.example/post"
    world.poll("teaser", entry(0, "同一篇文章的标题", link=link, is_teaser=True))
    world.clock.pass_(HOUR)
    world.poll("full", entry(0, "同一篇文章的标题", link=link))
    (here,), (there,) = world.feed("xinmeiti").entries, world.feed("keji").entries
    assert here.uid == there.uid
    assert (here.source.id, there.source.id) == ("full", "teaser")
    assert {copy.source.id for copy in there.copies} == {"full", "teaser"}
    assert there.copies[0].source.id == "teaser"


def test_prefer_decides_and_leaving_elects_the_next(worlds, settings, source, entry):
    sources = [source("woshipm"), source("zaker")]
    preferring = {"dedupe": Dedupe(prefer=("zaker",))}
    world = worlds(settings(sources, **preferring))
    link = "https://blog.example/post"
    world.poll("woshipm", entry(0, "同一篇文章的标题", link=link))
    world.clock.pass_(HOUR)
    world.poll("zaker", entry(0, "同一篇文章的标题", link=link))
    (before,) = world.feed().entries
    assert before.source.id == "zaker"
    world.configure(settings(sources[:1], **preferring))
    (after,) = world.feed().entries
    assert (after.source.id, after.uid, after.sort_at) == ("woshipm", before.uid, before.sort_at)
    assert [copy.source.id for copy in after.copies] == ["woshipm"]


def test_carriers_of_private_categories_are_named_only_there(worlds, settings, source, entry):
    categories = [Category("新媒体", "xinmeiti", backlog=-1), Category("内部", "neibu", private=True, backlog=-1)]
    world = worlds(settings([source("open"), source("secret", categories=("neibu",))], categories))
    for name in ("open", "secret"):
        world.poll(name, entry(0, "同一篇文章的标题", link="https://blog.example/post"))
    assert [copy.source.id for copy in world.feed("xinmeiti").entries[0].copies] == ["open"]
    assert {copy.source.id for copy in world.feed("neibu").entries[0].copies} == {"open", "secret"}


def test_an_unlisted_source_shows_no_address_and_is_no_carrier(worlds, settings, source, entry):
    world = worlds(settings([source("open"), source("quiet", listed=False, site="https://quiet.example/")]))
    for name in ("open", "quiet"):
        world.poll(name, entry(0, "同一篇文章的标题", link="https://blog.example/post"))
    world.poll("quiet", entry(0, "不列出的源自己的文章", link="https://blog.example/own"))
    feed = world.feed()
    assert [view.id for view in feed.sources] == ["open"]
    for one in feed.entries:
        carriers = [copy.source for copy in one.copies[1:]]
        assert all(view.listed for view in carriers)
        if one.source.id == "quiet":
            assert (one.source.feed_url, one.source.site) == ("", "")
    assert [view.id for view in world.store.site(world.settings).sources] == ["open"]


def test_a_private_address_that_a_feed_names_as_its_site_is_not_shown(world, entry):
    world.poll("woshipm", entry(0, "一篇普通的文章", guid="1"), link="http://192.168.1.7:1200/woshipm")
    world.poll("zaker", entry(0, "另外一篇文章呢", guid="1"), link="https://www.myzaker.com/")
    assert {view.id: view.site for view in world.feed().sources} == {"woshipm": "", "zaker": "https://www.myzaker.com/"}


# ------------------------------------------------------------------------------------------------ dates


def test_a_bare_day_is_printed_as_noon_unless_seen_that_day(world, entry):
    day = datetime(2025, 12, 24, 16, tzinfo=UTC)  # the 25th begins in Shanghai
    today = datetime(2025, 12, 31, 16, tzinfo=UTC)  # and the 1st of January, when it is first seen
    world.poll("woshipm", entry(0, "今天的文章标题", guid="2", at=today, precision=Precision.DAY),
               entry(1, "那天的文章标题", guid="1", at=day, precision=Precision.DAY))  # fmt: skip
    printed = {one.title: one.published for one in world.feed().entries}
    assert printed == {"那天的文章标题": datetime(2025, 12, 25, 4, tzinfo=UTC), "今天的文章标题": world.clock.now()}
    assert {one.precision for one in world.feed().entries} == {Precision.DAY}


def test_an_undated_entry_never_moves(world, entry):
    undated = entry(0, "没有日期的一篇文章", guid="1")
    world.poll("woshipm", undated)
    before = world.feed().entries[0]
    for n in range(10):
        world.clock.pass_(HOUR)
        world.poll("woshipm", entry(0, f"第{n}篇有日期的文章", guid=f"n{n}", at=world.clock.now()), undated)
    after = next(one for one in world.feed().entries if one.uid == before.uid)
    assert (after.published, after.sort_at, after.updated) == (before.published, before.sort_at, before.updated)


# ------------------------------------------------------------------------------------------------ generations


def test_a_mark_set_while_rendering_is_not_lost(world, entry):
    world.poll("woshipm", entry(0, "渲染之前的文章", guid="1"))
    (read,) = world.store.dirty()
    world.poll("woshipm", entry(0, "渲染当中的文章", guid="2"))
    world.store.mark_published("xinmeiti", read.generation, world.clock.now())
    assert [one.slug for one in world.store.dirty()] == ["xinmeiti"]
    world.publish()
    assert world.store.dirty() == ()


def test_only_outputs_that_hold_a_changed_story_are_dirty(worlds, settings, source, entry):
    categories = [Category("新媒体", "xinmeiti", backlog=-1), Category("科技", "keji", backlog=-1)]
    world = worlds(settings([source("a"), source("b", categories=("keji",))], categories))
    world.publish()
    world.poll("b", entry(0, "只在科技里的文章", guid="1"))
    assert [(one.slug, one.render_only) for one in world.store.dirty()] == [("keji", False)]


def test_the_build_date_is_the_newest_change_and_never_goes_back(world, entry):
    world.poll("woshipm", entry(0, "先前的一篇文章", guid="1"))
    first = world.feed().changed_at
    assert first == world.clock.now()
    world.clock.pass_(HOUR)
    world.quiet("woshipm")
    assert world.feed().changed_at == first
    world.clock.pass_(-3 * HOUR)  # the machine's clock was set back
    world.poll("zaker", entry(0, "时钟倒退后的文章", guid="1"))
    assert world.feed().changed_at == first


def test_looks_alone_make_a_render_but_no_news(worlds, settings, source, entry):
    world = worlds(settings([source("a")]))
    world.poll("a", entry(0, "一篇普通的文章", guid="1"))
    world.publish()
    built = world.feed().changed_at
    world.clock.pass_(HOUR)
    world.configure(settings([source("a", title="改了名字的源")]))
    assert [(one.slug, one.render_only) for one in world.store.dirty()] == [("xinmeiti", True)]
    assert world.feed().changed_at == built
    world.publish()
    world.configure(settings([source("a", title="改了名字的源")]))
    assert world.store.dirty() == ()


def test_the_id_of_a_feed_survives_slug_and_database(worlds, settings, source):
    def categories(slug, *was):
        return [Category("新媒体", slug, was=was)]

    world = worlds(settings([source("a")], categories("xinmeiti")))
    uid = world.feed("xinmeiti").uid
    world.configure(settings([source("a")], categories("xin", "xinmeiti")))
    assert world.feed("xin").uid == uid
    assert worlds(settings([source("a")], categories("xin", "xinmeiti"))).feed("xin").uid == uid
    assert uid.startswith("urn:uuid:")
    assert "xinmeiti" not in uid


# ------------------------------------------------------------------------------------------------ archive


def _walk(world) -> dict[int, list[str]]:
    feed = world.feed()
    return {block: [one.uid for one in world.store.archive_block(world.settings, "xinmeiti", block).entries]
            for block in feed.archives}  # fmt: skip


def test_archive_pages_are_closed_sets_that_only_shrink(worlds, settings, source, entry):
    world = worlds(settings([source("a", burst=-1), source("b", burst=-1)]))

    def poll(name, numbers):
        world.clock.pass_(HOUR)
        world.poll(name, *(entry(place, f"{name}第{n}篇文章标题", guid=str(n), at=AT - n * HOUR)
                           for place, n in enumerate(numbers)))  # fmt: skip

    poll("a", range(150))
    first = _walk(world)
    assert [len(first[block]) for block in (0, 1)] == [100, 50]
    poll("b", range(130))
    second = _walk(world)
    assert second[0] == first[0]
    assert set(second[1]) > set(first[1])
    assert [len(page) for page in second.values()] == [100, 100, 80]
    uids = [uid for page in second.values() for uid in page]
    assert len(uids) == len(set(uids)) == world.feed().total == 280
    world.store.hide(first[0][3])
    third = _walk(world)
    assert set(third[0]) == set(first[0]) - {first[0][3]}
    assert (third[1], third[2]) == (second[1], second[2])
    world.store.unhide(first[0][3])
    assert _walk(world) == second


def test_a_source_that_leaves_and_returns_gets_its_old_numbers(worlds, settings, source, entry):
    both, one = settings([source("a"), source("b")]), settings([source("a")])
    world = worlds(both)
    world.poll("a", *(entry(n, f"甲第{n}篇文章标题", guid=str(n), at=AT - n * HOUR) for n in range(5)))
    world.poll("b", *(entry(n, f"乙第{n}篇文章标题", guid=str(n), at=AT - n * HOUR) for n in range(5)))
    before = world.feed().entries
    world.configure(one)
    assert {entry.source.id for entry in world.feed().entries} == {"a"}
    assert all(copy.source.id == "a" for page in (0,) for entry in
               world.store.archive_block(one, "xinmeiti", page).entries for copy in entry.copies)  # fmt: skip
    world.configure(both)
    after = world.feed().entries
    assert [(one.uid, one.admission) for one in after] == [(one.uid, one.admission) for one in before]


def test_dirty_pages_are_named(worlds, settings, source, entry):
    world = worlds(settings([source("a", burst=-1)]))
    document = [entry(n, f"第{n}篇文章标题", guid=str(n), at=AT - n * HOUR) for n in range(250)]
    world.poll("a", *document)
    assert world.store.dirty()[0].blocks == (0, 1, 2)
    world.publish()
    world.clock.pass_(HOUR)
    edited = entry(249, "第249篇文章标题", guid="249", at=AT - 249 * HOUR, text="改过的正文" * 30)
    world.poll("a", *document[:-1], edited)
    assert world.store.dirty()[0].blocks == (0,)  # the oldest entered first


def test_an_edited_archived_story_is_shown_for_a_day(worlds, settings, source, entry):
    category = Category("新媒体", "xinmeiti", entries=10, per_source=0, backlog=-1)
    world = worlds(settings([source("a", burst=-1)], [category]))
    world.store.advance_day(world.clock.now().date())
    document = [entry(n, f"第{n}篇文章标题", guid=str(n), at=AT - n * HOUR) for n in range(40)]
    world.poll("a", *document)
    world.publish()
    world.clock.pass_(HOUR)
    world.poll("a", *document[:-1], entry(39, "更正过的旧文章", guid="39", at=AT - 39 * HOUR, text="更正" * 40))
    shown = world.titles()
    assert (len(shown), shown[-1]) == (10, "更正过的旧文章")
    world.publish()
    day = world.clock.now().date()
    world.store.advance_day(day + timedelta(days=2))
    assert [one.slug for one in world.store.dirty()] == ["xinmeiti"]
    assert world.titles() == [f"第{n}篇文章标题" for n in range(10)]


def test_without_an_archive_an_edit_brings_nothing_back(worlds, settings, source, entry):
    category = Category("新媒体", "xinmeiti", entries=3, per_source=0, backlog=-1)
    world = worlds(settings([source("a")], [category], publish=Publish(archive=False)))
    document = [entry(n, f"第{n}篇文章标题", guid=str(n), at=AT - n * HOUR) for n in range(6)]
    world.poll("a", *document)
    world.clock.pass_(HOUR)
    world.poll("a", *document[:-1], entry(5, "更正过的旧文章", guid="5", at=AT - 5 * HOUR, text="更正" * 40))
    assert world.titles() == [f"第{n}篇文章标题" for n in range(3)]


# ------------------------------------------------------------------------------------------------ age


def test_age_counts_from_the_stored_day_alone(worlds, settings, source, entry):
    category = Category("新媒体", "xinmeiti", age=timedelta(days=3), backlog=-1)
    world = worlds(settings([source("a")], [category]))
    world.store.advance_day(date(2026, 1, 1))
    world.poll("a", *(entry(n, f"第{n}天前的文章", guid=str(n), at=AT - timedelta(days=n)) for n in range(6)))
    world.publish()
    assert len(world.titles()) == 3
    world.clock.pass_(timedelta(days=2))
    assert (len(world.titles()), world.store.dirty()) == (3, ())
    assert world.store.advance_day(date(2026, 1, 2))
    assert not world.store.advance_day(date(2026, 1, 1))
    assert len(world.titles()) == 2
    assert [one.slug for one in world.store.dirty()] == ["xinmeiti"]


def test_each_source_may_have_a_feed_of_its_own(worlds, settings, source, entry):
    world = worlds(settings([source("a"), source("b", listed=False)], publish=Publish(sources=True)))
    world.poll("a", entry(0, "甲源的一篇文章", guid="1"))
    assert world.store.slugs() == ("xinmeiti", "source/a")
    feed = world.feed("source/a")
    assert [one.title for one in feed.entries] == ["甲源的一篇文章"]
    assert feed.uid != world.feed("xinmeiti").uid
    world.configure(settings([source("a"), source("b", listed=False)]))
    assert world.store.slugs() == ("xinmeiti",)


def test_story_ids_and_places_cannot_be_changed(world, entry):
    world.poll("woshipm", entry(0, "一篇普通的文章", guid="1"))
    for change in ("uid = 'other'", "sort_at = 0", "first_seen_at = 0"):
        with pytest.raises(StorageError), world.store._db.writing():
            world.store._db.execute(f"UPDATE story SET {change}")
    assert from_micros(world.sql("SELECT first_seen_at FROM story")[0][0]) == world.clock.now()
