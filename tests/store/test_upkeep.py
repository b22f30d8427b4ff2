"""Retention, search, article pages, cleaning again, ids from our own feeds, explanations, health."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from aggregator.errors import FetchError, HostBlock
from aggregator.merge import identity
from aggregator.model import (
    Address,
    Article,
    FetchStatus,
    Hop,
    Person,
    PlainText,
    PollOutcome,
    Recleaned,
    SafeHtml,
    Schedule,
)
from aggregator.settings.values import Category, Keep
from aggregator.store import PrintedCopy, Published, PublishedItem

AT = datetime(2025, 12, 31, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


# ---------------------------------------------------------------------------------- retention


def test_bands_are_forgotten_with_the_window_of_near_duplicates(world, entry):
    world.poll("woshipm", entry(0, "旧文", guid="1"))
    world.clock.pass_(timedelta(days=6))
    world.poll("zaker", entry(0, "新文", guid="2"))
    old, new = world.sql("SELECT entry_id, count(*) FROM band GROUP BY entry_id ORDER BY entry_id")
    assert world.store.forget_old(world.settings.dedupe) == 0
    world.clock.pass_(timedelta(days=2))
    assert world.store.forget_old(world.settings.dedupe) == old[1]
    assert world.sql("SELECT entry_id, count(*) FROM band GROUP BY entry_id") == [new]


def test_prune_spares_what_is_listed_and_what_is_shown(worlds, settings, source, entry):
    category = Category("新媒体", "xinmeiti", entries=4, per_source=0, backlog=-1)
    world = worlds(settings([source("a")], [category]))
    old = [entry(n, f"旧的第{n}篇文章", guid=f"o{n}", at=AT - n * HOUR) for n in range(10)]
    world.poll("a", *old)
    world.publish()
    world.clock.pass_(timedelta(days=30))
    keep = Keep(entries_per_source=1, age=timedelta(days=7))
    assert world.store.prune(keep).entries == 0  # all are listed still
    world.poll("a", entry(0, "新来的第一篇文章", guid="n", at=world.clock.now()), old[9])
    report = world.store.prune(keep)  # four old ones are in the document as it was published
    assert (report.entries, report.more) == (5, False)
    assert set(world.titles()) == {"新来的第一篇文章", *(f"旧的第{n}篇文章" for n in (0, 1, 2))}
    world.publish()
    assert world.store.prune(keep).entries == 1
    assert world.store.status(world.clock.now()).stories == 5
    assert world.store.status(world.clock.now()).entries == world.sql("SELECT count(*) FROM entry")[0][0] == 5
    world.store.integrity_check()


def test_what_was_pruned_does_not_come_back_nor_does_its_id(world, entry):
    old = entry(0, "被清理掉的文章", guid="old", link="https://woshipm.example/old", at=AT)
    world.poll("woshipm", old)
    world.clock.pass_(timedelta(days=400))
    world.poll("woshipm", entry(0, "新来的一篇文章", guid="new", at=world.clock.now()))
    ids = [row[0] for row in world.sql("SELECT id FROM entry")]
    world.publish()
    assert world.store.prune(Keep()).entries == 0  # shown
    world.store.mark_published("xinmeiti", 1, world.clock.now(), [2])
    assert world.store.prune(Keep()).entries == 1
    world.clock.pass_(HOUR)
    assert world.poll("woshipm", entry(0, "新来的一篇文章", guid="new", at=world.clock.now()), old).new == 0
    assert world.titles() == ["新来的一篇文章"]
    world.poll("woshipm", entry(0, "再来的一篇文章", guid="newer"))
    assert max(row[0] for row in world.sql("SELECT id FROM entry")) > max(ids)


def test_what_was_pruned_is_known_by_what_it_is_called_now(world, entry):
    new = entry(0, "新来的一篇文章", guid="new", link="https://woshipm.example/new", at=AT + timedelta(days=400))
    world.poll("woshipm", entry(0, "被清理掉的文章", guid="old", link="https://woshipm.example/old", at=AT))
    world.clock.pass_(timedelta(days=400))
    world.poll("woshipm", new)
    world.store.mark_published("xinmeiti", 1, world.clock.now(), [2])
    assert world.store.prune(Keep()).entries == 1
    for title, link in (
        ("被清理掉的文章（更新）", "https://woshipm.example/old"),
        ("被清理掉的文章（更新）", "https://moved.example/old"),
        ("又改了标题的文章", "https://moved.example/old"),
        ("又改了标题的文章", "https://again.example/old"),
    ):
        world.clock.pass_(HOUR)
        names = world.sql("SELECT count(*) FROM tombstone")[0][0]
        for _ in range(2):
            now = entry(1, title, guid="old" if "again" not in link else link, link=link, at=AT)
            assert world.poll("woshipm", new, now).new == 0
        assert world.sql("SELECT count(*) FROM tombstone")[0][0] <= names + 3
    assert world.titles() == ["新来的一篇文章"]


def test_prune_goes_in_batches_and_keeps_archive_numbers(worlds, settings, source, entry):
    world = worlds(settings([source("a", burst=-1)]))
    world.poll("a", *(entry(n, f"第{n}篇文章标题", guid=str(n), at=AT - n * HOUR) for n in range(120)))
    numbers = {one.uid: one.admission for block in (0, 1)
               for one in world.store.archive_block(world.settings, "xinmeiti", block).entries}  # fmt: skip
    world.poll("a", entry(0, "清空了列表的文章", guid="x"))
    keep, rounds = Keep(entries_per_source=50, age=None), 0
    while world.store.prune(keep, limit=20).more:
        rounds += 1
    assert rounds >= 3
    left = [one for block in world.feed().archives
            for one in world.store.archive_block(world.settings, "xinmeiti", block).entries]  # fmt: skip
    assert len(left) == world.feed().total == 50
    assert all(numbers[one.uid] == one.admission for one in left if one.uid in numbers)


def test_a_story_outlives_one_of_its_copies(world, entry):
    link = "https://blog.example/post"
    world.poll("woshipm", entry(0, "同一篇文章的标题", link=link, at=AT))
    world.poll("zaker", entry(0, "同一篇文章的标题", link=link, at=AT))
    before = world.feed().entries[0]
    world.clock.pass_(timedelta(days=400))
    world.poll("woshipm", entry(0, "新来的一篇文章", guid="new", at=world.clock.now()))
    assert world.store.prune(Keep()).entries == 1
    after = next(one for one in world.feed().entries if one.uid == before.uid)
    assert (before.source.id, after.source.id) == ("woshipm", "zaker")


# ---------------------------------------------------------------------------------- search


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("推荐", ["大模型与推荐系统", "如何推荐一本书"]),
        ("推荐系统", ["大模型与推荐系统"]),
        ("大模型 推荐", ["大模型与推荐系统"]),
        ("荐推", []),
        ("ＬＬＭ", ["大模型与推荐系统"]),
        ("书", ["如何推荐一本书"]),
        ("café", ["如何推荐一本书"]),
        ('"; DROP', []),
        ("-", []),
    ],
)
def test_search_finds_chinese_and_latin_words(world, entry, words, found):
    world.poll("woshipm", entry(0, "大模型与推荐系统", guid="1", text="用LLM做推荐系统，效果如何。"),
               entry(1, "如何推荐一本书", guid="2", text="在 Cafe 里读书。"))  # fmt: skip
    assert [hit.title for hit in world.store.search(words)] == found


def test_search_follows_edits_hides_and_leaving(worlds, settings, source, entry):
    world = worlds(settings([source("a"), source("b")]))
    world.poll("a", entry(0, "原来的旧标题", guid="1", text="苹果" * 30))
    world.poll("b", entry(0, "香蕉的好文章", guid="1", text="香蕉" * 30))
    assert len(world.store.search("苹果")) == 1
    world.clock.pass_(HOUR)
    world.poll("a", entry(0, "改过的新标题", guid="1", text="橘子" * 30))
    assert world.store.search("苹果") == ()
    (hit,) = world.store.search("橘子")
    assert hit.title == "改过的新标题"
    assert "橘子" in hit.excerpt
    world.store.hide(hit.uid)
    assert world.store.search("橘子") == ()
    world.configure(settings([source("a")]))
    assert world.store.search("香蕉") == ()


def test_the_index_is_built_anew_when_too_much_of_it_is_stale(worlds, settings, source, entry):
    world = worlds(settings([source("a")]))
    for n in range(30):
        world.clock.pass_(HOUR)
        world.poll("a", *(entry(k, f"第{k}篇改了{n}次", guid=str(k)) for k in range(50)))
        world.store.fill_search()
    while world.store.fill_search():
        pass
    made = world.sql("SELECT seq FROM sqlite_sequence WHERE name = 'search_doc'")[0][0]
    assert made < 1300
    assert len(world.store.search("第7篇")) == 1


# ---------------------------------------------------------------------------------- article pages, cleaning


def test_an_article_page_takes_the_place_of_its_teaser_for_good(worlds, settings, source, entry):
    world = worlds(settings([source("a", fulltext=True)]))
    teaser = entry(0, "只有摘要的文章", guid="1", link="https://a.example/1", is_teaser=True)
    world.poll("a", teaser)
    (job,) = world.store.fulltext_jobs()
    assert (job.source, job.link) == ("a", "https://a.example/1")
    before = world.feed().entries[0]
    article = Article(SafeHtml("<p>全文在此</p>"), PlainText("全文在此"))
    world.publish()
    assert world.store.fulltext_done(job.entry_id, article)
    (after,) = world.feed().entries
    assert (after.content, after.is_teaser, after.uid) == ("<p>全文在此</p>", False, before.uid)
    assert [one.slug for one in world.store.dirty()] == ["xinmeiti"]
    world.clock.pass_(HOUR)
    world.poll("a", entry(0, "只有摘要的文章！", guid="1", link="https://a.example/1", is_teaser=True))
    (kept,) = world.feed().entries
    assert (kept.title, kept.content) == ("只有摘要的文章！", "<p>全文在此</p>")
    assert world.store.fulltext_jobs() == ()


def test_a_failing_article_page_leaves_the_teaser_and_is_given_up(worlds, settings, source, entry):
    world = worlds(settings([source("a", fulltext=True)]))
    world.poll("a", entry(0, "只有摘要的文章", guid="1", link="https://a.example/1", is_teaser=True))
    tries = 0
    while jobs := world.store.fulltext_jobs():
        tries += 1
        world.store.fulltext_failed(jobs[0].entry_id, "404")
        assert world.store.fulltext_jobs() == ()  # not at once
        world.clock.pass_(timedelta(days=30))
    assert tries == 4
    assert world.feed().entries[0].is_teaser


def test_full_text_that_is_asked_for_later_reaches_the_teasers_that_are_still_listed(worlds, settings, source, entry):
    world = worlds(settings([source("a"), source("b", fulltext=True)]))
    gone = entry(0, "已经不在列表里的摘要", guid="0", link="https://a.example/0", is_teaser=True)
    short = entry(0, "还在列表里的摘要", guid="1", link="https://a.example/1", is_teaser=True)
    whole = entry(1, "本来就是全文的文章", guid="2", link="https://a.example/2")
    nowhere = entry(2, "没有链接的一条摘要", guid="3", is_teaser=True)
    world.poll("a", gone)
    world.poll("a", short, whole, nowhere)
    world.poll("b", entry(0, "另一处给过全文的摘要", guid="1", link="https://b.example/1", is_teaser=True))
    (job,) = world.store.fulltext_jobs()
    world.store.fulltext_failed(job.entry_id, "404", final=True)

    world.configure(settings([source("a", fulltext=True), source("b", fulltext=True)]))

    (job,) = world.store.fulltext_jobs()
    assert (job.source, job.link) == ("a", "https://a.example/1")
    world.store.fulltext_failed(job.entry_id, "404", final=True)
    world.configure(settings([source("a", fulltext=True), source("b", fulltext=True)]))
    assert world.store.fulltext_jobs() == ()  # given up for good


def test_cleaning_again_changes_content_and_nothing_else(world, entry):
    world.poll("woshipm", entry(0, "要重新清洗的文章", guid="1", raw=b"sealed"), entry(1, "没有原文的文章", guid="2"))
    before = world.feed().entries
    (sealed,) = world.store.sealed()
    assert (sealed.source, sealed.raw, sealed.article) == ("woshipm", b"sealed", "")
    ref = sealed.entry_id
    old = before[0]
    again = Recleaned(ref, old.title, SafeHtml("<p>干净</p>"), SafeHtml(""), PlainText("干净"), False, "",
                      identity.keys(title=old.title, text="干净", link="", guid="1"), b"hash")  # fmt: skip
    assert world.store.recleaned([again]) == 1
    assert world.store.recleaned([again]) == 0
    after = world.feed().entries
    assert after[0].content == "<p>干净</p>"
    assert [(one.uid, one.sort_at, one.updated) for one in after] == [
        (one.uid, one.sort_at, one.updated) for one in before
    ]
    assert world.store.sealed(after=ref) == []


def test_full_text_is_cleaned_again_as_it_stands(worlds, settings, source, entry):
    world = worlds(settings([source("a", fulltext=True)]))
    world.poll("a", entry(0, "只有摘要的文章", guid="1", link="https://a.example/1", is_teaser=True, raw=b"sealed"))
    (job,) = world.store.fulltext_jobs()
    (sealed,) = world.store.sealed()
    title, keys = PlainText("只有摘要的文章"), identity.keys(title="x", text="", link="", guid="1")
    teaser = Recleaned(
        job.entry_id, title, SafeHtml("<p>摘要</p>"), SafeHtml(""), PlainText("摘要"), True, "", keys, b"h"
    )
    people = (Person(PlainText("王小明")),)
    whole = Article(SafeHtml("<p>旧全文</p>"), PlainText("旧全文"), authors=people, thumbnail="https://a.example/1.jpg")
    assert world.store.fulltext_done(job.entry_id, whole)
    assert world.store.recleaned([teaser]) == 0  # the article came while the teaser was cleaned

    (sealed,) = world.store.sealed()
    assert sealed.article == "<p>旧全文</p>"
    again = replace(
        teaser, content=SafeHtml("<p>新全文</p>"), text=PlainText("新全文"), is_teaser=False, is_article=True
    )
    assert world.store.recleaned([again]) == 1
    (after,) = world.feed().entries
    assert (after.content, after.is_teaser, after.thumbnail) == ("<p>新全文</p>", False, "https://a.example/1.jpg")
    assert after.authors == people


# ---------------------------------------------------------------------------------- lost database


def test_ids_and_places_come_back_from_what_was_published(worlds, settings, source, entry):
    configuration = settings([source("a"), source("b")])
    first = worlds(configuration)
    documents = {
        "a": [
            entry(0, "甲源的第一篇文章", link="https://a.example/1?utm_source=x"),
            entry(1, "甲源的第二篇文章", guid="a2"),
        ],
        "b": [entry(0, "甲源的第一篇文章", link="https://a.example/1"), entry(1, "乙源的另一篇文章", guid="b2")],
    }
    for name in ("a", "b"):
        first.poll(name, *documents[name])
        first.clock.pass_(HOUR)
    published = first.feed().entries
    items = [
        PublishedItem(one.uid, tuple(copy.link for copy in one.copies), one.sort_at, one.first_seen_at,
                      (PrintedCopy(one.link, one.published, one.updated, one.source.id, one.guid),))
        for one in published
    ]  # fmt: skip
    second = worlds(configuration)
    second.clock.pass_(timedelta(days=3))
    assert second.store.seed(Published(tuple(items))) == 3
    for name in ("b", "a"):  # in another order than the first time
        second.poll(name, *documents[name])
    after = second.feed().entries
    assert [(one.uid, one.sort_at) for one in after] == [(one.uid, one.sort_at) for one in published]


# ---------------------------------------------------------------------------------- explain


def test_explain_tells_the_whole_story(worlds, settings, source, entry):
    categories = [Category("新媒体", "xinmeiti", backlog=-1), Category("科技", "keji", backlog=-1)]
    world = worlds(settings([source("a"), source("b")], categories))
    post, other = entry(0, "同一篇文章的标题", link="https://blog.example/post"), entry(0, "别的文章标题", guid="x")
    world.poll("a", post)
    world.clock.pass_(HOUR)
    world.quiet("a")
    world.clock.pass_(HOUR)
    world.poll("b", entry(0, "同一篇文章的标题", link="https://m.blog.example/post?utm_medium=rss"))
    world.clock.pass_(HOUR)
    world.poll("a", other)
    world.clock.pass_(HOUR)
    world.quiet("a")
    world.publish()
    (told,) = world.store.explain("http://blog.example/post#comments")
    assert told == world.store.explain(told.uid)[0]
    assert [(copy.source, len(copy.polls)) for copy in told.copies] == [("a", 2), ("b", 1)]
    assert told.copies[0].evidence == ""
    assert "link" in told.copies[1].evidence
    outputs = {one.slug: one for one in told.outputs}
    assert (outputs["xinmeiti"].shown, outputs["xinmeiti"].number) == (True, 1)
    assert (outputs["keji"].shown, outputs["keji"].reason) == (False, "no copy of it belongs to this category")
    assert world.store.explain("https://nowhere.example/") == ()


def test_explain_says_why_not(worlds, settings, source, entry):
    category = Category("新媒体", "xinmeiti", entries=2, per_source=0, backlog=1)
    world = worlds(settings([source("a")], [category]))
    world.poll("a", *(entry(n, f"第{n}篇文章标题", guid=f"a{n}", at=AT - n * HOUR) for n in range(4)))
    world.publish()
    world.configure(settings([source("a"), source("b")], [category]))
    world.poll("b", *(entry(n, f"乙的第{n}篇文章", guid=f"b{n}", at=AT - n * HOUR) for n in range(3)))
    world.publish()

    def reason(guid):
        return world.store.explain(guid)[0].outputs[0].reason

    assert reason("a3") == "left out by `entries`, `per_source` or `per_source_within`; the archive has it"
    assert reason("b2") == "held back by backlog"
    assert world.store.explain("b2", world.settings)[0].outputs[0].reason == "held back by backlog"
    limited = world.store.explain("a3", world.settings)[0].outputs[0].reason
    assert limited == "2 newer stories stand here already (`entries`); the archive has it"
    world.store.hide(world.store.explain("a0")[0].uid, "spam")
    assert reason("a0") == "hidden: spam"
    world.configure(settings([source("a")], [category]))
    assert reason("b0") == "b: its source is not in the configuration"


# ---------------------------------------------------------------------------------- sources, hosts, health


def test_host_blocks_outlive_a_restart(world):
    until = world.clock.now() + timedelta(hours=5)
    error = FetchError("http-429", "asked to wait", status=429)
    error.blocks = (HostBlock("feeds.example", until), HostBlock("hub.example", until, "woshipm"))
    world.record(PollOutcome("woshipm", world.clock.now(), 0.1, error=error))
    world.reopen()
    assert world.store.host_blocks(world.clock.now()) == error.blocks
    error.blocks = (HostBlock("feeds.example", until - HOUR),)
    world.record(PollOutcome("woshipm", world.clock.now(), 0.1, error=error))
    assert world.store.host_blocks(world.clock.now())[0].until == until
    assert world.store.host_blocks(until) == ()


def test_a_permanent_redirect_is_believed_after_three_polls_over_a_day(world, entry):
    def poll(*targets, last=301):
        outcome = PollOutcome("woshipm", world.clock.now(), 0.1,
                              world._fetch("woshipm", FetchStatus.NEW, b"x", ""))  # fmt: skip
        before = ("https://woshipm.example/feed", *targets)
        statuses = [301] * (len(targets) - 1) + [last]
        hops = tuple(Hop(a, status, b) for a, status, b in zip(before, statuses, targets, strict=False))
        world.record(replace(outcome, fetch=replace(outcome.fetch, hops=hops, url=before[-1])))
        world.clock.pass_(timedelta(hours=9))
        return world.store.poll_plan("woshipm").state.redirect_to

    new, other, third = "https://new.example/feed", "https://other.example/feed", "https://third.example/feed"
    assert [poll(new) for _ in range(4)] == ["", "", "", new]
    assert [poll(target) for target in (other, third) * 3] == [new] * 6  # each time another: nothing to believe
    assert poll() == new
    assert [poll(other, third, last=302) for _ in range(4)] == [new, new, new, other]  # 302 is where it is today


def test_not_before_is_never_shortened(world):
    later, sooner = world.clock.now() + 5 * HOUR, world.clock.now() + HOUR
    for until in (later, sooner):

        def plan(state, verdict, until=until):
            return Schedule(until, "asked to wait", not_before_at=until)

        world.record(
            PollOutcome("woshipm", world.clock.now(), 0.1, error=FetchError("http-503", "busy")), schedule=plan
        )
    assert world.store.poll_plan("woshipm").state.not_before_at == later


def test_a_source_that_keeps_failing_and_recovers_is_told_once_each(world):
    for _ in range(6):
        world.clock.pass_(HOUR)
        world.fail("woshipm")
    health = {one.source.id: one for one in world.store.health(world.settings)}
    assert (health["woshipm"].state, health["woshipm"].code) == ("failing", "http-500")
    assert health["zaker"].state == "new"
    world.clock.pass_(HOUR)
    world.quiet("woshipm")
    events = world.store.health_events(world.settings)
    assert [(one.source.id, one.kind) for one in events] == [("woshipm", "recovered"), ("woshipm", "failing")]


def test_health_names_no_private_address(worlds, settings, source):
    address = Address("http://192.168.7.7:1200/woshipm?key=geheim", "k")
    world = worlds(settings([source("a", addresses=(address,), published_url="")]))
    error = FetchError(
        "connect", "cannot connect to 192.168.7.7", hint="is http://192.168.7.7:1200/woshipm?key=*** up?"
    )
    for _ in range(3):
        world.record(PollOutcome("a", world.clock.now(), 0.1, error=error))
    said = repr((world.store.health(world.settings), world.store.health_events(world.settings)))
    assert "192.168" not in said
    assert "geheim" not in said


def test_a_clock_that_was_set_moves_what_the_old_one_dated_and_nothing_else(world, entry):
    """A poll that was recorded before the jump was noticed has its right time, and would come a month late."""
    started, by = world.clock.now(), timedelta(days=30)
    world.poll("woshipm", entry(0, "拨表之前的文章", guid="1"))
    world.clock.pass_(by + HOUR)
    world.poll("zaker", entry(0, "拨表之后的文章", guid="2"))
    before = dict(world.sql("SELECT name, next_poll_at FROM source"))
    world.store.clock_was_set(by, started, world.clock.now() - by, ())
    after = dict(world.sql("SELECT name, next_poll_at FROM source"))
    assert after == {"woshipm": before["woshipm"] + by // timedelta(microseconds=1), "zaker": before["zaker"]}


def test_due_is_by_time_and_bounded(worlds, settings, source):
    world = worlds(settings([source(f"s{n}") for n in range(5)]))
    for n in (3, 1):
        world.quiet(f"s{n}")
        world.clock.pass_(timedelta(minutes=1))
    assert set(world.store.due(world.clock.now())) == {"s0", "s2", "s4"}
    world.clock.pass_(HOUR)
    assert world.store.due(world.clock.now())[-2:] == ("s3", "s1")
    assert len(world.store.due(world.clock.now(), 2)) == 2


def test_tokens_are_added_listed_and_revoked(world):
    token = world.store.add_token("手机", b"digest", "neibu")
    assert world.store.token_digests() == ((b"digest", "neibu"),)
    assert world.store.tokens() == (token,)
    assert world.store.revoke_token("手机") == 1
    assert world.store.revoke_token("手机") == 0
    assert world.store.token_digests() == ()
