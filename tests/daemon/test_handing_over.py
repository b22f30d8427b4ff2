"""A new configuration takes the place of the old one while polls and publishing go on: the old one decides no more."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aggregator import chores
from aggregator.clock import SystemClock
from aggregator.daemon.app import Daemon
from aggregator.daemon.configuration import read
from aggregator.daemon.upkeep import Upkeep
from aggregator.daemon.wiring import rebuilt
from aggregator.errors import StorageError
from aggregator.fetch.limits import HostLimits
from aggregator.model import Address
from aggregator.pipeline import Pipeline
from aggregator.settings.values import Category, Site, Source
from aggregator.store import Store

from support.hub import Blog, House
from support.virtual import run_virtual
from support.virtual_house import HouseLoop, VirtualHouse, Web

OLD, NEW = Category("旧", "jiu", backlog=-1), Category("新", "xin", backlog=-1)
HERE, THERE = Address("https://here.example/f", "here"), Address("https://there.example/f", "there")
Story = Callable[[VirtualHouse, Web], Awaitable[None]]


def play(folder: Path, story: Story, source: Source) -> None:
    loop = HouseLoop()
    web = Web(loop, seconds=5.0)

    async def whole() -> None:
        async with VirtualHouse(loop, folder, (source,), web) as house:
            await story(house, web)

    run_virtual(loop, whole())


async def changed(old: Pipeline, **more: Any) -> Pipeline:
    new = rebuilt(old, replace(old.settings, **more))
    await old.hand_over(new)
    return new


def test_a_poll_under_way_is_decided_by_the_configuration_in_force_when_it_ends(tmp_path: Path) -> None:
    source = Source("源", (HERE,), categories=("c",))

    async def story(house: VirtualHouse, _web: Web) -> None:
        poll = asyncio.create_task(house.pipeline.poll_one(source))
        await asyncio.sleep(1)
        await changed(house.pipeline, sources=(replace(source, categories=("xin",)),), categories=(OLD, NEW))
        assert (await poll).new == 1
        where = await house.writer.call(
            lambda store: store._db.column("SELECT o.slug FROM entry_category JOIN output AS o ON o.id = output_id")
        )
        assert where == ["xin"]

    play(tmp_path, story, source)


def test_what_the_old_address_said_counts_for_nothing_and_the_new_one_is_asked(tmp_path: Path) -> None:
    source = Source("源", (HERE,), categories=("c",))

    async def story(house: VirtualHouse, web: Web) -> None:
        web.dead.add("here.example")
        poll = asyncio.create_task(house.pipeline.poll_one(source))
        await asyncio.sleep(1)
        await changed(house.pipeline, sources=(replace(source, addresses=(THERE,)),))
        assert (await poll).ended == "changed"
        state = (await house.writer.call(Store.poll_plan, "源")).state
        assert (state.status, state.failures, state.address_key) == ("ok", 0, "there")

    play(tmp_path, story, source)


def test_whoever_publishes_later_publishes_the_configuration_in_force(tmp_path: Path) -> None:
    async def whole() -> None:
        async with Blog() as blog, House(tmp_path, blog) as house:
            await house.poll()
            old = house.pipeline
            await old.publish()
            new = await changed(old, site=replace(old.settings.site, author="新的编辑部"))
            await old.publish()  # as a command that began before does at its end
            feed = (old.settings.output / "xinmeiti.atom").read_text(encoding="utf-8")
            assert "新的编辑部" in feed
            assert (await new.publish()).written == 0

    asyncio.run(whole())


def test_nothing_is_published_while_stories_are_judged_anew(tmp_path: Path) -> None:
    async def whole() -> None:
        async with Blog() as blog, House(tmp_path, blog) as house:
            await house.poll()
            await house.pipeline.publish()
            name = house.settings.site
            async with house.pipeline.rooms.press.turn:  # a publish is under way
                applying = asyncio.create_task(changed(house.pipeline, site=Site(title="新", url=name.url)))
                await asyncio.sleep(0.1)
                assert await house.store(Store.dirty) == ()  # the store has not heard of it
                assert house.pipeline.in_force is house.pipeline
            new = await applying
            assert house.pipeline.in_force is new

    asyncio.run(whole())


def test_upkeep_goes_on_where_judging_anew_was_broken_off(tmp_path: Path) -> None:
    async def whole() -> None:
        async with Blog() as blog, House(tmp_path, blog) as house:
            await house.poll()
            more = Category("别处", "biechu", title="别处", path=("别处",), backlog=-1)
            sources = tuple(replace(one, categories=("biechu",)) for one in house.settings.sources)
            new = rebuilt(
                house.pipeline, replace(house.settings, sources=sources, categories=(*house.settings.categories, more))
            )
            await house.store(Store.configure, new.settings)  # and then the disk was full
            wanted: list[bool] = []
            upkeep = Upkeep(lambda: new, house.clock, lambda: wanted.append(True))
            await upkeep.tick()
            assert await house.store(Store.owed) == 0
            assert True in wanted
            assert await house.sql("SELECT stories FROM output WHERE slug = 'biechu'") == [(2,)]

    asyncio.run(whole())


def test_what_goes_on_in_the_old_one_judges_by_the_new_rules(tmp_path: Path) -> None:
    """`db reprocess` takes minutes; a reload meanwhile must not be undone by its end."""

    async def whole() -> None:
        async with Blog() as blog, House(tmp_path, blog) as house:
            await house.poll()
            sources = tuple(replace(one, categories=("biechu",)) for one in house.settings.sources)
            more = Category("别处", "biechu", title="别处", path=("别处",), backlog=-1)
            old = house.pipeline
            await changed(old, sources=sources, categories=(*house.settings.categories, more))
            await house.store(lambda store: store._db.execute("UPDATE source SET owed = 2, owed_before = 1 << 62"))
            await old.judge_anew()
            assert await house.store(Store.owed) == 0
            assert await house.sql("SELECT stories FROM output WHERE slug = 'biechu'") == [(2,)]

    asyncio.run(whole())


def test_a_day_that_turned_is_published_though_the_rest_of_its_work_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(_pipeline: Pipeline) -> int:
        raise StorageError("disk-full", "the disk is full")

    async def whole() -> None:
        async with Blog() as blog, House(tmp_path, blog) as house:
            wanted: list[bool] = []
            upkeep = Upkeep(lambda: house.pipeline, house.clock, lambda: wanted.append(True))
            monkeypatch.setattr(chores, "prune", full)
            await upkeep.tick()
            assert wanted

    asyncio.run(whole())


def test_another_concurrency_keeps_the_gate_and_its_waits(tmp_path: Path) -> None:
    limits = HostLimits(gap=0.0)

    async def story(house: VirtualHouse, _web: Web) -> None:
        gate = house.fetcher.gate
        new = await changed(house.pipeline, fetch=replace(house.settings.fetch, concurrency=1))
        assert new.rooms.fetcher.gate is gate
        async with gate.turn("a", limits):
            second = asyncio.create_task(gate.turn("b", limits).__aenter__())
            await asyncio.sleep(0)
            assert not second.done()
        await second

    play(tmp_path, story, Source("源", (HERE,), categories=("c",)))


CONFIG = """
[site]
title = "{title}"
[serve]
listen = ""
admin = ""
[[category]]
name = "新媒体"
slug = "xinmeiti"
"""


def save(file: Path, title: str) -> None:
    file.write_text(CONFIG.format(title=title), encoding="utf-8")


def living(folder: Path, story: Callable[[Daemon, Path], Awaitable[None]]) -> None:
    """A daemon in this very process, from the moment that it starts."""
    file = folder / "aggregator.toml"
    save(file, "旧")

    async def whole() -> None:
        daemon = Daemon(file, {}, SystemClock())
        life = asyncio.create_task(daemon.run(read(file, {})))
        await asyncio.sleep(0)
        async with asyncio.timeout(30):
            await story(daemon, file)
            daemon.stop()
            await life

    asyncio.run(whole())


async def applied(daemon: Daemon, title: str) -> None:
    for _ in range(400):
        await asyncio.sleep(0.05)
        if hasattr(daemon, "_pipeline") and daemon.pipeline.settings.site.title == title:
            return
    raise AssertionError(f"{title} was never applied")


def test_a_reload_that_is_asked_for_during_the_start_is_done_after_it(tmp_path: Path) -> None:
    async def story(daemon: Daemon, file: Path) -> None:
        save(file, "新")
        assert (await daemon.reload())["categories"] == 1
        assert daemon.pipeline.settings.site.title == "新"

    living(tmp_path, story)


def test_a_save_during_the_start_is_seen(tmp_path: Path) -> None:
    async def story(daemon: Daemon, file: Path) -> None:
        save(file, "新的名字")
        await applied(daemon, "新的名字")

    living(tmp_path, story)


def test_a_save_while_another_is_applied_is_seen(tmp_path: Path) -> None:
    async def story(daemon: Daemon, file: Path) -> None:
        await daemon.reload(saved=True)  # started
        await asyncio.sleep(1.5)  # and watching
        save(file, "第一次")
        async with daemon.pipeline.rooms.press.turn:  # a publish is under way, so applying it takes a while
            asked = asyncio.create_task(daemon.reload())
            await asyncio.sleep(0.5)  # it is read
            save(file, "又改了")
        await asked
        assert daemon.pipeline.settings.site.title == "第一次"
        await applied(daemon, "又改了")

    living(tmp_path, story)


def test_a_client_that_leaves_stops_no_reload(tmp_path: Path) -> None:
    async def story(daemon: Daemon, file: Path) -> None:
        save(file, "新")
        asked = asyncio.create_task(daemon.reload())
        await asyncio.sleep(0)
        asked.cancel()
        await asyncio.gather(asked, return_exceptions=True)
        assert asked.cancelled()
        assert await daemon.reload(saved=True) == {}  # the file says what is in force
        assert daemon.pipeline.settings.site.title == "新"

    living(tmp_path, story)
