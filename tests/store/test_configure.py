"""The configuration meets the store: leaving and returning, new names, rules that change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from aggregator.merge import rules
from aggregator.model import Address
from aggregator.settings.values import Category, Condition, Rule

AT = datetime(2025, 12, 31, 12, tzinfo=UTC)
NEWS, TECH = Category("新媒体", "xinmeiti", backlog=-1), Category("科技", "keji", backlog=-1)


def test_what_leaves_the_configuration_leaves_every_output_and_comes_back(worlds, settings, source, entry):
    both, one = settings([source("a"), source("b")]), settings([source("a")])
    world = worlds(both)
    world.poll("a", entry(0, "甲源的一篇文章", guid="1"))
    world.poll("b", entry(0, "乙源的一篇文章", guid="1"))
    before = world.feed().entries
    world.publish()
    world.configure(one)
    assert world.report.left == ("b",)
    assert [one.slug for one in world.store.dirty()] == ["xinmeiti"]
    assert world.titles() == ["甲源的一篇文章"]
    assert world.feed().total == 1
    assert world.store.due(world.clock.now() + timedelta(days=9)) == ("a",)
    world.publish()
    world.configure(both)
    assert world.report.returned == ("b",)
    assert [(one.uid, one.sort_at) for one in world.feed().entries] == [(one.uid, one.sort_at) for one in before]


def test_a_source_that_left_is_not_shown_even_before_its_rows_are_settled(worlds, settings, source, entry):
    world = worlds(settings([source("a"), source("b")]))
    for name in "ab":
        world.poll(name, entry(0, f"{name}源的一篇文章", guid="1"))
    world.settings = settings([source("a")])
    report = world.store.configure(world.settings)
    assert report.owed == 1
    assert world.titles() == ["a源的一篇文章"]


def test_a_new_id_keeps_everything(worlds, settings, source, entry):
    world = worlds(settings([source("old")]))
    document = [entry(0, "改名之前的文章", guid="1"), entry(1, "改名之前的旧文", guid="2")]
    world.poll("old", *document)
    before = world.feed().entries
    world.configure(settings([source("new", was=("old",), addresses=source("old").addresses)]))
    assert world.report.renamed == (("old", "new"),)
    world.clock.pass_(timedelta(hours=1))
    assert world.poll("new", *document).new == 0
    assert [one.uid for one in world.feed().entries] == [one.uid for one in before]


def test_another_address_forgets_refusals_but_not_entries(worlds, settings, source, entry):
    world = worlds(settings([source("a")]))
    world.poll("a", entry(0, "搬家之前的文章", guid="1"))
    world.clock.pass_(timedelta(hours=1))
    for _ in range(4):
        world.fail("a")
    assert world.store.poll_plan("a").state.failures == 4
    moved = source("a", addresses=(Address("https://new.example/feed", "https://new.example/feed"),))
    world.configure(settings([moved]))
    plan = world.store.poll_plan("a")
    assert (plan.state.failures, plan.state.status) == (0, "ok")
    assert world.store.due(world.clock.now()) == ("a",)
    assert world.titles() == ["搬家之前的文章"]


def test_a_paused_source_keeps_its_entries_and_is_not_polled(worlds, settings, source, entry):
    world = worlds(settings([source("a")]))
    world.poll("a", entry(0, "暂停之前的文章", guid="1"))
    world.configure(settings([source("a", paused=True)]))
    assert world.store.due(world.clock.now() + timedelta(days=9)) == ()
    assert world.store.poll_plan("a").state.status == "paused"
    assert world.titles() == ["暂停之前的文章"]


def test_a_changed_rule_reaches_stored_entries(worlds, settings, source, entry):
    sources, categories = [source("a")], [NEWS, TECH]
    world = worlds(settings(sources, categories))
    world.poll("a", entry(0, "大模型又有新进展", guid="1"), entry(1, "运营人的一天", guid="2"))
    drop = Rule("不要运营", Condition(words=(("title", ("运营",)),)), drop=True)
    route = Rule("大模型", Condition(words=(("title", ("大模型",)),)), add=("keji",), remove=("xinmeiti",))
    world.publish()
    world.configure(settings(sources, categories, rules=(drop, route), fingerprint="2"))
    assert world.titles("xinmeiti") == []
    assert world.titles("keji") == ["大模型又有新进展"]
    assert {one.slug for one in world.store.dirty() if not one.render_only} == {"keji", "xinmeiti"}
    world.configure(settings(sources, categories, fingerprint="3"))
    assert sorted(world.titles("xinmeiti")) == ["大模型又有新进展", "运营人的一天"]
    assert world.titles("keji") == []


def test_judging_again_goes_in_batches_and_survives_a_restart(worlds, settings, source, entry):
    world = worlds(settings([source("a", burst=-1)], [NEWS, TECH]))
    world.poll("a", *(entry(n, f"第{n}篇文章标题", guid=str(n), at=AT - timedelta(hours=n)) for n in range(25)))
    changed = settings([source("a", burst=-1, categories=("keji",))], [NEWS, TECH])
    report = world.store.configure(changed)
    assert report.owed == 25
    world.settings = changed
    judge = rules.judge(changed)
    assert world.store.rejudge(changed, judge, limit=10) == 15
    assert len(world.titles("keji")) == 10
    assert world.titles("keji")[0] == "第0篇文章标题"
    world.reopen()
    assert world.store.configure(changed).owed == 15
    assert world.store.rejudge(changed, judge, limit=10) == 5
    assert world.store.rejudge(changed, judge, limit=10) == 0
    assert (world.feed("keji").total, world.titles("xinmeiti")) == (25, [])


def test_an_unchanged_configuration_writes_nothing(world, entry):
    world.poll("woshipm", entry(0, "一篇普通的文章", guid="1"))
    world.publish()
    changes = world.changed_rows()
    for _ in range(3):
        report = world.store.configure(world.settings)
    assert world.changed_rows() == changes
    assert (report.added, report.left, report.returned, report.owed) == ((), (), (), 0)


def test_what_was_held_back_stays_so_when_rules_change(worlds, settings, source, entry):
    shy = Category("新媒体", "xinmeiti", backlog=2, per_source=0)
    world = worlds(settings([source("a")], [shy]))
    world.poll("a", entry(0, "第一个源的文章", guid="1"))
    world.publish()
    world.configure(settings([source("a"), source("b")], [shy]))
    world.poll("b", *(entry(n, f"后加的源第{n}篇", guid=str(n), at=AT - timedelta(hours=n)) for n in range(9)))
    assert len(world.titles()) == 3
    mark = Rule("标记", Condition(words=(("source", ("b",)),)), mark=("新",))
    world.configure(settings([source("a"), source("b")], [shy], rules=(mark,), fingerprint="2"))
    assert len(world.titles()) == 3
    assert world.store.status(world.clock.now()).entries == 10


def test_a_clock_that_was_ahead_silences_no_source(world, entry):
    world.clock.pass_(timedelta(days=400))
    world.poll("woshipm", entry(0, "来自未来的一次轮询", guid="1"))
    world.clock.pass_(timedelta(days=-400))
    world.store.configure(world.settings)
    assert set(world.store.due(world.clock.now() + timedelta(days=7))) == {"woshipm", "zaker"}
