"""Whatever feeds and people do, against a plain set: nothing lost, nothing twice, no id and no place ever changed."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path

from aggregator.model import Known
from aggregator.settings.values import Category, Condition, Keep, Rule
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from support.store_world import World, make_entry, make_settings, make_source

NAMES = ("alpha", "beta")
CATEGORIES = (
    Category("新媒体", "xinmeiti", entries=15, per_source=10, backlog=-1),
    Category("科技", "keji", entries=5, per_source=0, backlog=-1),
)
DROP = Rule("drop", Condition(words=(("title", ("7号",)),)), drop=True)
ROUTE = Rule("route", Condition(words=(("title", ("3号",)),)), add=("keji",))
names = st.sampled_from(NAMES)


class Feeds(RuleBasedStateMachine):
    """Two sources that publish, edit, drop and reorder, under a configuration that changes."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.configured, self.rules = set(NAMES), ()
        self.world = World(Path(self.folder.name) / "state", self.settings())
        self.documents: dict[str, list[int]] = {name: [] for name in NAMES}
        self.texts: dict[tuple[str, int], int] = {}  # (source, article) → its edition
        self.truth: set[tuple[str, str]] = set()  # (source, guid) of all that was ever polled
        self.places: dict[str, tuple[str, object, int]] = {}  # guid → uid, sort_at, story
        self.hidden: set[str] = set()
        self.next = 0

    def settings(self):
        sources = [make_source(name, burst=-1) for name in NAMES if name in self.configured]
        return make_settings(sources, CATEGORIES, rules=self.rules, keep=Keep(entries_per_source=12, age=None))

    def teardown(self) -> None:
        self.world.close()
        self.folder.cleanup()

    def guid(self, name: str, article: int) -> str:
        return f"tag:{name}.example,2026:{article}"

    def entry(self, name: str, article: int, position: int):
        edition = self.texts.get((name, article), 0)
        return make_entry(position, f"{name}{article % 10}号文章{article}改{edition}", guid=self.guid(name, article),
                          link=f"https://{name}.example/posts/{article}")  # fmt: skip

    @rule(name=names, count=st.integers(1, 4))
    def publish_new(self, name: str, count: int) -> None:
        for _ in range(count):
            self.documents[name].insert(0, self.next)
            self.next += 1

    @rule(name=names, place=st.integers(0, 9))
    def edit(self, name: str, place: int) -> None:
        if place < len(self.documents[name]):
            article = self.documents[name][place]
            self.texts[name, article] = self.texts.get((name, article), 0) + 1

    @rule(name=names, kept=st.integers(0, 8), shuffle=st.randoms(use_true_random=False))
    def drop_and_reorder(self, name: str, kept: int, shuffle) -> None:
        self.documents[name] = self.documents[name][:kept]
        shuffle.shuffle(self.documents[name])

    @rule(name=names, split=st.booleans())
    def poll(self, name: str, split: bool) -> None:
        if name not in self.configured:
            return
        self.world.clock.pass_(timedelta(minutes=30))
        known = self.world.known(name) if split else {}
        items = [self.entry(name, article, position) for position, article in enumerate(self.documents[name])]
        self.world.poll(name, *(
            Known(one.position, known[one.item_hash], one.item_hash, one.guid, one.link) if one.item_hash in known
            else one for one in items
        ))  # fmt: skip
        self.truth |= {(name, one.guid) for one in items}

    @rule(name=names)
    def fail(self, name: str) -> None:
        if name in self.configured:
            self.world.fail(name)

    @rule()
    def publish(self) -> None:
        self.world.publish()
        assert self.world.store.dirty() == ()

    @rule()
    def restart(self) -> None:
        self.world.reopen()

    @rule(name=names)
    def leave_or_return(self, name: str) -> None:
        self.configured ^= {name}
        self.world.configure(self.settings())

    @rule(rules=st.sampled_from([(), (DROP,), (ROUTE,), (DROP, ROUTE)]))
    def change_rules(self, rules) -> None:
        self.rules = rules
        self.world.configure(self.settings())

    @rule(name=names, place=st.integers(0, 5))
    def hide_or_show(self, name: str, place: int) -> None:
        if place < len(self.documents[name]):
            guid = self.guid(name, self.documents[name][place])
            if guid in self.hidden:
                self.world.store.unhide(guid)
            else:
                self.world.store.hide(guid)
            self.hidden ^= {guid}

    @invariant()
    def nothing_is_lost_and_nothing_twice(self) -> None:
        rows = self.world.sql("SELECT s.name, e.guid FROM entry AS e JOIN source AS s ON s.id = e.source_id")
        assert len(rows) == len(set(rows))
        assert set(rows) == self.truth
        assert self.world.sql("SELECT coalesce(sum(entries), 0) FROM source") == [(len(rows),)]

    @invariant()
    def ids_and_places_never_change(self) -> None:
        rows = self.world.sql(
            "SELECT e.guid, s.uid, s.sort_at, s.id FROM entry AS e JOIN story AS s ON s.id = e.story_id"
        )
        for guid, *place in rows:
            assert self.places.setdefault(guid, tuple(place)) == tuple(place)

    @invariant()
    def outputs_hold_exactly_what_they_should(self) -> None:
        visible = {
            (slug, story)
            for slug, story in self.world.sql(
                "SELECT o.slug, e.story_id FROM entry_category AS c JOIN entry AS e ON e.id = c.entry_id "
                "JOIN output AS o ON o.id = c.output_id JOIN source AS s ON s.id = e.source_id "
                "JOIN story AS t ON t.id = e.story_id "
                "WHERE c.held = 0 AND e.dropped = 0 AND s.configured = 1 AND t.hidden IS NULL"
            )
        }
        held = self.world.sql(
            "SELECT o.slug, c.story_id FROM story_category AS c JOIN output AS o ON o.id = c.output_id"
        )
        assert len(held) == len(set(held))
        assert set(held) == visible
        for slug in ("xinmeiti", "keji"):
            feed = self.world.feed(slug)
            pages = [self.world.store.archive_block(self.world.settings, slug, block) for block in feed.archives]
            walked = [one.story_id for page in pages for one in page.entries]
            assert sorted(walked) == sorted(story for name, story in held if name == slug)
            assert feed.total == len(walked)
            assert {one.story_id for one in feed.entries} <= set(walked)
            assert [(one.sort_at, one.story_id) for one in feed.entries] == sorted(
                ((one.sort_at, one.story_id) for one in feed.entries), reverse=True
            )


Feeds.TestCase.settings = settings(
    max_examples=12, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
test_feeds = Feeds.TestCase
