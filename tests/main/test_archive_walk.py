"""A first-time subscriber walks the whole history (RFC 5005, `next_url`) while the world goes on."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import cycle
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from aggregator.press import Extent, Press
from aggregator.settings.values import Category, Keep, Publish, Site
from lxml import etree

from support.store_world import World, make_entry, make_settings, make_source

ATOM = "{http://www.w3.org/2005/Atom}"
MANY = 4800
LENT = 200  # stories of a source that leaves and comes back


class Walker:
    """A subscriber who reads one page after the other, and between two pages the world changes."""

    def __init__(self, folder: Path) -> None:
        settings = make_settings(
            [make_source("main", burst=-1), make_source("lent", burst=-1)],
            [Category("新媒体", "xinmeiti", title="新媒体", path=("新媒体",), backlog=-1),
             Category("科技", "keji", title="科技", path=("科技",), backlog=-1)],
            state=folder, site=Site(title="我的聚合", url="https://example.org/feeds/"),
            publish=Publish(compress=False), keep=Keep(entries_per_source=MANY),
        )  # fmt: skip
        self.world = World(folder, settings)
        self.press = Press(folder)
        self.rows = {name: self._items(name, range(count)) for name, count in (("main", MANY), ("lent", LENT))}
        half = [replace(row, position=place) for place, row in enumerate(self.rows["main"][MANY // 2 :])]
        for name, rows in (("main", half), ("lent", self.rows["lent"]), ("main", self.rows["main"])):
            self.world.poll(name, *rows)  # the lent ones have two pages in the middle of the archive
        self.news = MANY
        self.publish()

    def _items(self, name: str, numbers: range) -> list:
        """An item each, the newest first; their dates lie in the past."""
        start = self.world.clock.now()
        return [
            make_entry(place, f"{name} 第{n}篇：数字{n * 7919}", guid=f"{name}-{n}", link=f"https://{name}.example/{n}",
                       text=f"正文{name}{n}", at=start - timedelta(minutes=MANY - n))
            for place, n in enumerate(reversed(numbers))
        ]  # fmt: skip

    def publish(self) -> None:
        edition = asyncio.run(self.press.run(self.world.settings))
        assert edition.report.problems == ()
        for one in edition.printed:
            self.world.store.mark_published(one.slug, one.generation, self.world.clock.now(), one.stories)

    def read(self, address: str) -> bytes:
        """What our server answers at an address: a file, or the file that a renamed one moved to."""
        path = urlsplit(address).path.removeprefix("/feeds/")
        manifest = json.loads((self.world.state / "manifest.json").read_bytes())
        return (self.world.settings.output / manifest["moved"].get(path, path)).read_bytes()

    def members(self) -> set[str]:
        slug = self.world.settings.categories[0].slug
        query = """SELECT s.uid FROM story_category c JOIN output o ON o.id = c.output_id
                   JOIN story s ON s.id = c.story_id WHERE o.slug = ?"""
        return {uid for (uid,) in self.world.sql(query, slug)}

    # -------------------------------------------------------------------------------------------- what changes

    def changes(self) -> Iterator[Callable[[], object]]:
        for last in cycle((self.rename, self.edit, self.hide)):
            yield self.arrive
            yield self.edit
            yield self.hide
            yield self.lend
            yield self.arrive
            yield self.prune
            yield self.give_back
            yield last

    def arrive(self) -> None:
        self.world.clock.pass_(timedelta(hours=1))
        fresh = self._items("main", range(self.news, self.news + 30))
        self.news += 30
        self.rows["main"] = [replace(row, position=place) for place, row in enumerate(fresh + self.rows["main"][:300])]
        self.world.poll("main", *self.rows["main"])

    def edit(self) -> None:
        self.world.clock.pass_(timedelta(hours=1))
        rows = self.rows["lent"]
        rows[150] = make_entry(150, rows[150].title, guid=rows[150].guid, link=rows[150].link,
                               text=f"更正{self.world.clock.now()}" * 9, at=rows[150].published.at)  # fmt: skip
        self.world.poll("lent", *rows)

    def hide(self) -> None:
        victim = sorted(self.members())[len(self.members()) // 3]
        self.world.store.hide(victim)

    def lend(self) -> None:
        self._move(("keji",))

    def give_back(self) -> None:
        self._move(("xinmeiti",))

    def _move(self, categories: tuple[str, ...]) -> None:
        here = self.world.settings.categories[0].slug
        names = tuple(here if name == "xinmeiti" else name for name in categories)
        main, lent = self.world.settings.sources
        self.world.configure(replace(self.world.settings, sources=(main, replace(lent, categories=names))))

    def prune(self) -> None:
        self.world.store.prune(Keep(entries_per_source=MANY, age=timedelta(days=300)))

    def rename(self) -> None:
        first, second = self.world.settings.categories
        new, old = ("xin", "xinmeiti") if first.slug == "xinmeiti" else ("xinmeiti", "xin")
        sources = tuple(
            replace(one, categories=tuple(new if name == old else name for name in one.categories))
            for one in self.world.settings.sources
        )
        self.world.configure(
            replace(self.world.settings, categories=(replace(first, slug=new, was=(old,)), second), sources=sources)
        )


def atom_page(body: bytes) -> tuple[list[str], str]:
    root = etree.fromstring(body)
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    return [one.findtext(f"{ATOM}id") for one in root.iter(f"{ATOM}entry")], links.get("prev-archive", "")


def json_page(body: bytes) -> tuple[list[str], str]:
    feed = json.loads(body)
    return [item["id"] for item in feed["items"]], feed.get("next_url", "")


@pytest.fixture
def walker(tmp_path: Path) -> Iterator[Walker]:
    made = Walker(tmp_path / "state")
    yield made
    asyncio.run(made.press.close())
    made.world.close()


@dataclass
class Walk:
    """What one subscriber has read so far, in one format."""

    suffix: str
    page: Callable[[bytes], tuple[list[str], str]]
    following: str = ""
    current: frozenset[str] = frozenset()
    seen: set[str] = field(default_factory=set)
    pages: int = 0

    def start(self, walker: Walker) -> None:
        slug = walker.world.settings.categories[0].slug
        ids, self.following = self.page(walker.read(f"https://example.org/feeds/{slug}.{self.suffix}"))
        self.current = frozenset(ids)

    def step(self, walker: Walker) -> set[str]:
        """One page further; gives what stands there."""
        ids, self.following = self.page(walker.read(self.following))
        self.pages += 1
        assert len(ids) == len(set(ids)) <= 100
        assert not set(ids) & self.seen, "no id in two pages"
        self.seen.update(ids)
        return set(ids)


FORMATS = (("atom", atom_page), ("json", json_page))


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_the_history_is_walked_whole_while_the_world_goes_on(walker: Walker) -> None:
    begin = walker.members()
    assert len(begin) == MANY + LENT
    first = {
        one.name: set(atom_page(one.read_bytes())[0])
        for one in (walker.world.settings.output / "xinmeiti").glob("archive-*.atom")
    }
    assert set().union(*first.values()) == begin
    always, ever = set(begin), set(begin)
    walks = [Walk(suffix, page) for suffix, page in FORMATS]
    for walk in walks:
        walk.start(walker)
    for change in walker.changes():
        if not any(walk.following for walk in walks):
            break
        change()
        walker.publish()
        now = walker.members()
        always &= now
        ever |= now
        for walk in walks:
            if walk.following:
                name = walk.following.rpartition("/")[2].replace(".json", ".atom")
                found = walk.step(walker)
                assert found <= now, "a page shows what is in the store when it is asked for"
                assert found <= first.get(name, ever), "a closed page only shrinks"
    for walk in walks:
        assert walk.pages >= 45  # a page whose last story left is gone
        assert always <= walk.seen | walk.current
        assert walk.seen <= ever

    walker.give_back()
    walker.publish()
    for suffix, page in FORMATS:
        quiet = Walk(suffix, page)
        quiet.start(walker)
        while quiet.following:
            quiet.step(walker)
        assert quiet.seen == walker.members(), "the union of the walk is what is kept"
    before = {one: one.read_bytes() for one in walker.world.settings.output.rglob("*") if one.is_file()}
    asyncio.run(walker.press.run(walker.world.settings, extent=Extent.ALL))
    after = {one: one.read_bytes() for one in walker.world.settings.output.rglob("*") if one.is_file()}
    differing = [one.name for one in before.keys() | after.keys() if before.get(one) != after.get(one)]
    assert differing == [], "what was published bit by bit is what is published at once"
