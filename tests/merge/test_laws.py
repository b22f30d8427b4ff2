"""Laws that hold for any document, however broken: tried on items made of very few names, so that all of them clash."""

from __future__ import annotations

from datetime import timedelta

from aggregator.merge import identity
from aggregator.model import Action
from hypothesis import given, settings
from hypothesis import strategies as st

from support.merging import HOUR, NOON, Memory, entry, feed, new

ITEMS = st.builds(
    entry,
    st.sampled_from(["", "早报", "推荐系统改版的三个原因", "第3期", "第4期"]),
    guid=st.sampled_from(["", "1", "2", "http://a.example/?p=1", "https://www.a.example/?p=1"]),
    link=st.sampled_from(
        ["", "http://a.example/", "http://a.example/1", "https://a.example/1#x", "http://b.example/1"]
    ),
    text=st.sampled_from(["", "正文", "另一段正文说的是别的事情"]),
    at=st.sampled_from([None, NOON - HOUR, NOON - 30 * HOUR]),
)
DOCUMENTS = st.lists(ITEMS, max_size=7).map(feed)


@given(DOCUMENTS)
@settings(max_examples=150, deadline=None)
def test_the_second_poll_of_any_document_brings_nothing(document):
    memory = Memory()
    memory.poll(document)
    stored = len(memory.rows)
    assert new(memory.poll(document, NOON + HOUR)) == []
    assert new(memory.poll(memory.split(document), NOON + 2 * HOUR)) == []
    assert len(memory.rows) == stored


@given(DOCUMENTS, DOCUMENTS)
@settings(max_examples=150, deadline=None)
def test_after_any_two_documents_the_second_is_settled(first, second):
    memory = Memory()
    memory.poll(first)
    memory.poll(second, NOON + HOUR)
    assert new(memory.poll(second, NOON + 2 * HOUR)) == []
    assert [d.entry_id for d in memory.poll(second, NOON + 3 * HOUR).decisions] == [
        d.entry_id for d in memory.poll(memory.split(second), NOON + 4 * HOUR).decisions
    ]


@given(DOCUMENTS)
@settings(max_examples=80, deadline=None)
def test_every_item_of_a_first_document_is_stored_or_a_repeat_of_one_that_is(document):
    memory = Memory()
    verdict = memory.poll(document)
    assert [d.position for d in verdict.decisions] == [item.position for item in document.roster]
    kept = [document.roster[d.position] for d in verdict.decisions if d.action is Action.NEW]
    for decision in verdict.decisions:
        item = document.roster[decision.position]
        if decision.action is Action.IGNORE:
            assert any((one.guid, one.title) == (item.guid, item.title) for one in kept)


@given(DOCUMENTS)
@settings(max_examples=80, deadline=None)
def test_the_same_database_lost_and_polled_again_gives_the_same_ids(document):
    ids = []
    for _ in range(2):
        memory = Memory()
        memory.poll(document)
        ids.append([(story.uid, story.sort_at) for story in memory.stories.values()])
    assert ids[0] == ids[1]


@given(DOCUMENTS, st.integers(0, 40))
@settings(max_examples=80, deadline=None)
def test_no_place_in_time_is_later_than_now(document, hours):
    memory, now = Memory(), NOON + timedelta(hours=hours)
    memory.poll(feed([]), NOON)
    memory.poll(document, now)
    assert all(story.sort_at <= now for story in memory.stories.values())


@given(ITEMS)
def test_names_and_keys_depend_on_nothing_but_the_item(item):
    again = entry(
        item.title, guid=item.guid, link=item.link, text=item.text, at=item.published.at if item.published else None
    )
    assert identity.alias_names(item) == identity.alias_names(again)
    assert identity.story_lookups(item) == identity.story_lookups(again)
    assert identity.uid("s", item, ()) == identity.uid("s", again, ())
