"""Whatever the configuration becomes, each output shows the copy that a plain reading of the rules names."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from aggregator.settings.values import Category, Condition, Dedupe, Hide, Rule
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.store_world import START, World, make_entry, make_settings, make_source

SOURCES = ("woshipm", "zaker", "jingxuan", "zhuanzai")
SLUGS = ("xinmeiti", "keji")
STORIES = ("县城书店", "共享工具箱", "折叠屏手机")
ALL = (
    *(Category(slug, slug, path=(slug,), backlog=-1) for slug in SLUGS),
    Category("全部", "quanbu", path=("全部",), backlog=-1, gathers=("*",)),
    Category(
        "手机", "shouji", path=("手机",), backlog=-1, when=Condition(words=(("title", ("手机",)), ("tag", ("精",))))
    ),
)


@dataclass(frozen=True)
class Copy:
    source: str
    story: str
    teaser: bool


@dataclass(frozen=True)
class Configuration:
    sources: frozenset[str]
    categories: tuple[tuple[str, frozenset[str]], ...]
    unlisted: frozenset[str]
    paused: frozenset[str]
    only: frozenset[str]  # sources of which only titles with 书 or 手 are wanted
    rules: tuple[tuple[str, str, str], ...]  # (source, word of the title, what)
    hidden: frozenset[str]
    prefer: tuple[str, ...]

    def settings(self):
        places = dict(self.categories)
        sources = [
            make_source(
                name, categories=tuple(sorted(places[name])), burst=-1,
                listed=name not in self.unlisted, paused=name in self.paused,
                only=Condition(words=(("title", ("书", "手")),)) if name in self.only else None,
            )
            for name in SOURCES if name in self.sources
        ]  # fmt: skip
        rules = tuple(
            Rule(f"规则{n}", Condition(words=(("source", (source,)), ("title", (word,)))), **ACTIONS[what])
            for n, (source, word, what) in enumerate(self.rules)
        )
        hides = tuple(Hide(link=link(story)) for story in sorted(self.hidden))
        return make_settings(sources, ALL, rules=rules, hides=hides, dedupe=Dedupe(prefer=self.prefer))

    def places(self, copy: Copy) -> set[str]:
        """Where a copy belongs, read from the text of the reference."""
        if copy.source not in self.sources:
            return set()
        if copy.source in self.only and not set("书手") & set(copy.story):
            return set()
        held, removed, tags = set(dict(self.categories)[copy.source]), set(), set()
        for source, word, what in self.rules:
            if source == copy.source and word in copy.story:
                if what == "drop":
                    return set()
                if what == "tag":
                    tags.add("精")
                if what == "add":
                    held.add("keji")
                    removed.discard("keji")
                if what == "remove":
                    held.discard("xinmeiti")
                    removed.add("xinmeiti")
        if "手机" in copy.story and tags:
            held.add("shouji")
        return held | ({"quanbu"} if held else set())


ACTIONS: dict[str, dict[str, object]] = {
    "drop": {"drop": True},
    "add": {"add": ("keji",)},
    "remove": {"remove": ("xinmeiti",)},
    "tag": {"add_tags": ("精",)},
}


def link(story: str) -> str:
    return f"https://original.example/{STORIES.index(story)}"


some = st.frozensets(st.sampled_from(SOURCES))
configurations = st.builds(
    Configuration,
    sources=st.frozensets(st.sampled_from(SOURCES), min_size=1),
    categories=st.tuples(*(st.tuples(st.just(name), st.frozensets(st.sampled_from(SLUGS))) for name in SOURCES)),
    unlisted=some,
    paused=some,
    only=some,
    rules=st.lists(
        st.tuples(st.sampled_from(SOURCES), st.sampled_from(("县", "手", "工")), st.sampled_from(sorted(ACTIONS))),
        max_size=4,
    ).map(tuple),
    hidden=st.frozensets(st.sampled_from(STORIES), max_size=1),
    prefer=st.permutations(SOURCES).flatmap(lambda names: st.integers(0, 3).map(lambda n: tuple(names[:n]))),
)  # fmt: skip
copies = st.lists(
    st.builds(Copy, st.sampled_from(SOURCES), st.sampled_from(STORIES), st.booleans()),
    unique_by=lambda copy: (copy.source, copy.story), min_size=1, max_size=8,
)  # fmt: skip
EVERYWHERE = Configuration(
    frozenset(SOURCES), tuple((name, frozenset(SLUGS)) for name in SOURCES), *(frozenset(),) * 3, (), frozenset(), ()
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(copies, st.lists(configurations, min_size=1, max_size=4))
def test_every_output_shows_the_copy_that_the_rules_name(carried: list[Copy], later: list[Configuration]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder) / "state", EVERYWHERE.settings())
        for copy in carried:  # one poll each: the order is that of first sight
            world.clock.pass_(timedelta(hours=1))
            world.poll(copy.source, entry(copy), partial=True)
        ids = {one.title: one.uid for one in world.feed("quanbu").entries}
        assert set(ids) == {copy.story for copy in carried}
        for configuration in [*later, EVERYWHERE]:
            world.clock.pass_(timedelta(hours=1))
            world.configure(configuration.settings())
            world.publish()
            for slug in (*SLUGS, "quanbu", "shouji"):
                shown = {one.title: (one.text, one.source.id, one.uid) for one in world.feed(slug).entries}
                kept = {one.title for page in world.store.everything(world.settings, slug) for one in page.entries}
                assert kept == set(shown)
                assert shown == expected(carried, configuration, slug, ids), slug
        world.close()


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.permutations(SOURCES), st.lists(st.integers(0, 2), min_size=4, max_size=4),
    st.lists(st.booleans(), min_size=4, max_size=4),
)  # fmt: skip
def test_on_an_empty_store_the_copy_that_is_shown_is_no_matter_of_whose_poll_ends_first(
    arrival, hours, teasers
) -> None:
    """Priority, full text over teaser, then the date, then the place in the configuration."""
    order = sorted(range(4), key=lambda n: (teasers[n], hours[n], n))
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder) / "state", EVERYWHERE.settings())
        for source in arrival:
            n = SOURCES.index(source)
            world.clock.pass_(timedelta(seconds=3))
            world.poll(source, entry(Copy(source, STORIES[0], teasers[n]), hours[n]))
        (shown,) = world.feed("quanbu").entries
        assert next(copy.source.id for copy in shown.copies) == shown.source.id == SOURCES[order[0]]
        world.close()


def test_a_copy_that_was_shown_gives_way_to_no_earlier_date(tmp_path: Path) -> None:
    world = World(tmp_path / "state", EVERYWHERE.settings())
    world.poll("zaker", entry(Copy("zaker", STORIES[0], teaser=False), 5))
    world.publish()
    before = world.feed("quanbu").entries
    for source, hours in (("woshipm", 0), ("jingxuan", 5)):
        world.clock.pass_(timedelta(seconds=3))
        world.poll(source, entry(Copy(source, STORIES[0], teaser=False), hours))
        (after,) = world.feed("quanbu").entries
        assert (after.source.id, after.text, after.uid) == ("zaker", before[0].text, before[0].uid)
    assert [copy.source.id for copy in after.copies] == ["zaker", "woshipm", "jingxuan"]
    world.close()


def entry(copy: Copy, hours: int | None = None):
    return make_entry(
        0, copy.story, link=link(copy.story), guid=copy.story, text=words(copy), is_teaser=copy.teaser,
        at=None if hours is None else START - timedelta(days=1, hours=-hours),
    )  # fmt: skip


def words(copy: Copy) -> str:
    return f"{copy.story}的故事从{copy.source}说起。"


def expected(carried: list[Copy], configuration: Configuration, slug: str, ids: dict[str, str]):
    found = {}
    for story in STORIES:
        able = [copy for copy in carried if copy.story == story and slug in configuration.places(copy)]
        if able and story not in configuration.hidden:
            ranks = {name: rank for rank, name in enumerate(configuration.prefer)}
            best = min(able, key=lambda copy: (ranks.get(copy.source, 9), int(copy.teaser), carried.index(copy)))
            named = "" if best.source in configuration.unlisted else best.source
            found[story] = (words(best), named, ids[story])
    return found
