"""However an entry comes, pushed or polled, in whatever order and how often: it is stored once, and its id stays."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path

from aggregator.merge import decide
from aggregator.model import FetchStatus, ParsedFeed, PlainText, PollOutcome
from aggregator.store import Subscription
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.store_world import START, World, make_entry, make_settings, make_source

TOKEN = "f" * 64
ENTRIES = 5
SPELLINGS = ("https://blog.example/{n}", "https://www.blog.example/{n}/?utm_source=push", "http://blog.example/{n}#top")


def posted(position, number, spelling, edition):
    return make_entry(
        position,
        f"第{number}篇文章的题目" + ("（修订）" if edition else ""),
        guid=f"tag:blog.example,2026:{number}",
        link=SPELLINGS[spelling].format(n=number),
        at=START - timedelta(hours=number),
    )


deliveries = st.tuples(
    st.sampled_from(["push", "poll", "partial"]),
    st.lists(
        st.tuples(st.integers(0, ENTRIES - 1), st.integers(0, 2), st.integers(0, 1)), min_size=1, max_size=ENTRIES,
        unique_by=lambda one: one[0],
    ),
)  # fmt: skip


def push(world, *entries):
    now = world.clock.now()
    fetch = world._fetch("blog", FetchStatus.PARTIAL, b"pushed", "")
    feed = ParsedFeed("atom10", "utf-8", tuple(entries), title=PlainText("推送"), partial=True)
    source = world.settings.source("blog")
    return world.store.record_push(
        PollOutcome("blog", now, 0.1, fetch, feed), TOKEN, source=source, settings=world.settings,
        decide=decide.decider(source, world.settings, world.judge),
    )  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(deliveries, min_size=2, max_size=12))
def test_pushed_and_polled_in_any_order_is_one_row(history):
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder) / "state", make_settings([make_source("blog")]))
        try:
            world.poll("blog", posted(0, 0, 0, 0))
            world.store.save_subscription(
                Subscription("blog", TOKEN, "h", "t", "c", "", "k", START, "active", expires_at=START + timedelta(99))
            )
            ids = {}
            for how, listed in history:
                world.clock.pass_(timedelta(minutes=7))
                polls_before = world.store.poll_plan("blog").state.last_poll_at
                entries = [posted(place, *one) for place, one in enumerate(listed)]
                if how == "push":
                    report = push(world, *entries)
                    assert report.ended == "pushed"
                    assert world.store.poll_plan("blog").state.last_poll_at == polls_before
                else:
                    world.poll("blog", *entries, partial=how == "partial")
                rows = world.sql("SELECT e.guid, e.id, s.uid FROM entry AS e JOIN story AS s ON s.id = e.story_id")
                assert len({guid for guid, _, _ in rows}) == len(rows)
                for guid, number, uid in rows:
                    assert ids.setdefault(guid, (number, uid)) == (number, uid)
            seen = {f"tag:blog.example,2026:{one[0]}" for _, listed in history for one in listed}
            assert set(ids) == seen | {"tag:blog.example,2026:0"}
            world.store.integrity_check()
        finally:
            world.close()
