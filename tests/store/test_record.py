"""One poll, one transaction: what a document becomes in the store."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from aggregator.model import Action, Decision, FetchStatus, Judgement, Known, ParsedFeed, PollOutcome, Verdict

AT = datetime(2025, 12, 31, 12, tzinfo=UTC)


def test_a_document_becomes_entries_in_its_order(world, entry):
    report = world.poll(
        "woshipm",
        entry(0, "产品经理的三个误区", link="https://woshipm.example/3", at=AT),
        entry(1, "需求评审怎么开", link="https://woshipm.example/2", at=AT),
        entry(2, "从零到一做增长", link="https://woshipm.example/1", at=AT - timedelta(days=1)),
    )
    assert (report.ended, report.new) == ("changed", 3)
    assert world.titles() == ["产品经理的三个误区", "需求评审怎么开", "从零到一做增长"]


def test_the_same_document_again_brings_nothing(world, entry):
    document = [entry(0, "一篇文章在此", link="https://woshipm.example/1"), entry(1, "另外一篇文章", guid="2")]
    world.poll("woshipm", *document)
    world.publish()
    world.clock.pass_(timedelta(hours=1))
    report = world.poll("woshipm", *document)
    assert (report.ended, report.new, report.changed) == ("unchanged", 0, 0)
    assert world.store.dirty() == ()


def test_what_is_known_is_not_parsed_again_and_stays_listed(world, entry):
    first = entry(0, "先来的文章标题", link="https://woshipm.example/1")
    world.poll("woshipm", first)
    ids = world.known("woshipm")
    assert set(ids) == {first.item_hash}
    world.clock.pass_(timedelta(hours=1))
    known = Known(1, ids[first.item_hash], first.item_hash, first.guid, first.link)
    world.poll("woshipm", entry(0, "后来的文章标题", link="https://woshipm.example/2"), known)
    assert len(world.known("woshipm")) == 2
    assert world.titles() == ["后来的文章标题", "先来的文章标题"]


def test_an_edit_keeps_id_and_place(world, entry):
    world.poll(
        "woshipm",
        entry(0, "原来的标题在此", guid="a", at=AT),
        entry(1, "更早的一篇文章", guid="b", at=AT - timedelta(1)),
    )
    before = world.feed().entries
    world.clock.pass_(timedelta(hours=1))
    report = world.poll("woshipm", entry(0, "改过的标题在此", guid="a", text="改过的正文" * 20, at=AT),
                        entry(1, "更早的一篇文章", guid="b", at=AT - timedelta(1)))  # fmt: skip
    after = world.feed().entries
    assert report.changed == 1
    assert after[0].title == "改过的标题在此"
    assert [(one.uid, one.sort_at) for one in after] == [(one.uid, one.sort_at) for one in before]


def test_one_article_in_two_sources_is_one_story(world, entry):
    link = "https://blog.example/post"
    world.poll("woshipm", entry(0, "同一篇文章标题", link=link))
    world.clock.pass_(timedelta(minutes=5))
    report = world.poll("zaker", entry(0, "同一篇文章标题", link=link + "?utm_source=zaker"))
    assert (report.new, report.duplicate) == (1, 1)
    (shown,) = world.feed().entries
    assert [copy.source.id for copy in shown.copies] == ["woshipm", "zaker"]


def test_equal_numeric_guids_of_two_sources_are_different_entries(world, entry):
    for source, word in (("woshipm", "甲"), ("zaker", "乙")):
        world.poll(source, *(entry(n, f"{word}{n}号完全不同的文章", guid=str(n)) for n in (1, 2, 3)))
    assert len(world.titles()) == 6


def test_a_poll_without_news_writes_no_entry_rows(world, entry):
    world.poll("woshipm", entry(0, "只有一篇文章在此", guid="1"))
    world.publish()
    tables = ("entry", "entry_content", "entry_alias", "story", "story_category", "output", "roster", "listing")
    before = [world.sql(f"SELECT * FROM {table}") for table in tables]
    for status in (FetchStatus.NOT_MODIFIED, FetchStatus.SAME):
        for _ in range(30):
            world.clock.pass_(timedelta(hours=1))
            changes = world.changed_rows()
            world.quiet("woshipm", status)
            assert world.changed_rows() - changes <= 3  # the source, its address, a line of the poll log
    assert [world.sql(f"SELECT * FROM {table}") for table in tables] == before
    assert world.store.dirty() == ()


def test_a_304_keeps_the_validators_and_refreshes_what_it_names(world, entry):
    world.poll("woshipm", entry(0, "只有一篇文章在此", guid="1"), etag='"one"')
    plan = world.store.poll_plan("woshipm")
    world.quiet("woshipm")
    again = world.store.poll_plan("woshipm")
    assert again.validators == plan.validators != {}
    assert again.body_hashes == plan.body_hashes != {}


def test_a_failure_leaves_entries_validators_and_outputs_alone(world, entry):
    world.poll("woshipm", entry(0, "只有一篇文章在此", guid="1"), etag='"one"')
    world.publish()
    plan = world.store.poll_plan("woshipm")
    report = world.fail("woshipm")
    after = world.store.poll_plan("woshipm")
    assert (report.ended, report.error_code, report.hint) == ("failed", "http-500", "wait")
    assert (after.validators, after.body_hashes, after.known) == (plan.validators, plan.body_hashes, plan.known)
    assert after.state.failures == 1
    assert after.state.last_error == ("http-500", "the server answered 500", "wait")
    assert world.store.dirty() == ()


def test_a_partial_document_adds_and_never_removes(world, entry):
    world.poll("woshipm", entry(0, "完整文档里的文章", guid="1"), etag='"one"')
    plan = world.store.poll_plan("woshipm")
    world.clock.pass_(timedelta(hours=1))
    world.poll("woshipm", entry(0, "推送来的一篇文章", guid="2"), partial=True, etag='"push"')
    after = world.store.poll_plan("woshipm")
    assert len(after.known) == 2
    assert after.validators == plan.validators


def test_a_truncated_document_is_asked_for_again(world, entry):
    world.poll("woshipm", entry(0, "完整文档里的文章", guid="1"), etag='"one"')
    plan = world.store.poll_plan("woshipm")
    world.poll("woshipm", entry(0, "断掉之前的一篇文章", guid="2"), cut=True, etag='"half"')
    after = world.store.poll_plan("woshipm")
    assert len(after.known) == 2
    assert after.validators == plan.validators  # a 304 to "half" would mean that the rest never comes
    assert after.body_hashes != plan.body_hashes  # the same half says nothing new
    world.poll("zaker", entry(0, "第一次就断掉的文档", guid="1"), cut=True, etag='"half"')
    assert not any(world.store.poll_plan("zaker").validators.values())


def test_a_decision_that_raises_leaves_no_trace(world, entry):
    def decide(feed, evidence, now):
        raise RuntimeError("a bug in deciding")

    rows = world.sql("SELECT * FROM source")
    outcome = PollOutcome("woshipm", world.clock.now(), 0.1, feed=ParsedFeed("rss20", "utf-8", (entry(0, "文章"),)))
    with pytest.raises(RuntimeError):
        world.record(outcome, decide=decide)
    assert world.sql("SELECT * FROM source") == rows
    world.poll("woshipm", entry(0, "之后一切照旧的文章", guid="1"))
    assert world.titles() == ["之后一切照旧的文章"]


def test_two_new_items_of_one_document_may_be_one_story(world, entry):
    text = "同样的正文，足够长，长到可以说是同一篇。" * 5
    world.poll("woshipm", entry(0, "一稿两投的文章标题", link="https://woshipm.example/1", text=text),
               entry(1, "一稿两投的文章标题", link="https://woshipm.example/1?from=rss", text=text))  # fmt: skip
    assert world.titles() == ["一稿两投的文章标题"]


def test_a_uid_that_is_taken_never_costs_an_entry(world, entry):
    def decide(feed, evidence, now):
        judgement = Judgement(categories=frozenset({"xinmeiti"}))
        return Verdict(tuple(
            Decision(item.position, Action.NEW, uid="urn:same", sort_at=now, aliases=(("hash", str(item.position)),),
                     judgement=judgement)
            for item in feed.roster
        ))  # fmt: skip

    feed = ParsedFeed("rss20", "utf-8", (entry(0, "第一篇文章"), entry(1, "第二篇文章")))
    world.record(PollOutcome("woshipm", world.clock.now(), 0.1, feed=feed), decide=decide)
    assert sorted(world.titles()) == ["第一篇文章", "第二篇文章"]
    assert len({one.uid for one in world.feed().entries}) == 2


def test_the_poll_log_remembers_the_last_fifty(world):
    for _ in range(60):
        world.clock.pass_(timedelta(hours=1))
        world.quiet("woshipm")
    status = world.store.source("woshipm")
    assert len(status.polls) == 50
    assert status.polls[0].at == world.clock.now()
    assert status.polls[0].ended == "not_modified"


def test_split_and_whole_documents_leave_the_same_state(worlds, settings, source, entry):
    names = [f"第{n}篇各不相同的文章" for n in range(6)]
    split, whole = (worlds(settings([source("woshipm")])) for _ in range(2))
    for step in range(3, 7):
        document = [entry(place, names[n], guid=str(n)) for place, n in enumerate(range(step - 1, step - 4, -1))]
        whole.poll("woshipm", *document)
        known = split.known("woshipm")
        hashes = [one.item_hash for one in document if one.item_hash in known]
        kept = {one.item_hash: Known(one.position, known[one.item_hash], one.item_hash, one.guid, one.link)
                for one in document if one.item_hash in hashes}  # fmt: skip
        split.poll("woshipm", *(kept.get(one.item_hash, one) for one in document))
        for world in (split, whole):
            world.clock.pass_(timedelta(hours=1))
    tables = ("entry", "entry_alias", "story", "story_category", "roster", "listing", "admission")
    assert [split.sql(f"SELECT * FROM {one}") for one in tables] == [
        whole.sql(f"SELECT * FROM {one}") for one in tables
    ]
    assert replace(split.store.poll_plan("woshipm").state) == whole.store.poll_plan("woshipm").state
