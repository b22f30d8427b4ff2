"""What the web's status page knows of the store's."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

from aggregator.daemon.answers import FRESH, Desk
from aggregator.daemon.views import status_view
from aggregator.daemon.wiring import Reading
from aggregator.errors import FetchError, HostBlock
from aggregator.model import Address, PollOutcome
from aggregator.serve.health import Pulse
from aggregator.settings.values import FetchSettings
from aggregator.store import Reader, restore_database

from support.store_world import World, make_entry, make_settings, make_source

HOUR = timedelta(hours=1)


def test_the_page_knows_what_the_command_tells_of_hosts_and_of_a_fake_ip_proxy(tmp_path: Path) -> None:
    slow = FetchSettings(host_gap=HOUR * 3 / 4, every=HOUR)
    address = Address("https://a.example/more", "https://a.example/more")
    sources = [make_source("a"), make_source("b", addresses=(address,)), make_source("c")]
    world = World(tmp_path / "state", make_settings(sources, fetch=slow))
    now = world.clock.now()
    faked = FetchError("fake-ip", "c.example resolves to 198.18.0.1", hint="write this line")
    world.record(PollOutcome("c", now, 0.1, error=faked), counts=False)
    away = FetchError("too-many-requests", "not now", status=429, blocks=(HostBlock("a.example", now + HOUR),))
    world.record(PollOutcome("a", now, 0.1, error=away))

    view = status_view(world.settings, world.store.status(now), {}, now=now, started_at=now)

    assert [(one.host, one.sources) for one in view.crowded] == [("a.example", 2)]
    assert view.crowded[0].load == 1.5
    assert view.waiting == (("a.example", "", now + HOUR),)
    assert [([one.id for one in trouble.sources], trouble.hint) for trouble in view.troubles][-1] == (
        ["c"],
        "write this line",
    )
    world.close()


def test_the_web_looks_at_the_restored_database_and_not_at_the_one_that_was_set_aside(tmp_path: Path) -> None:
    """`aggregator serve` lives on while a backup is put back."""
    world = World(tmp_path / "state", make_settings([make_source("a")]))
    world.poll("a", make_entry(0, "备份里有的文章", guid="1"))
    backup = world.store.backup(tmp_path / "one.backup")
    world.poll("a", make_entry(1, "备份之后的文章", guid="2"))
    world.close()

    async def scenario() -> list[int]:
        reading = Reading(world.state)
        seen = [(await reading.call(Reader.status, world.clock.now())).entries]
        restore_database(world.state, backup)
        seen.append((await reading.call(Reader.status, world.clock.now())).entries)
        await reading.close()
        return seen

    assert asyncio.run(scenario()) == [2, 1]


def test_a_crowd_that_asks_how_things_stand_is_one_look(clock: Any) -> None:
    looks: list[str] = []

    class Slow:
        async def call(self, _read: Any, *_: Any) -> str:
            looks.append("a look")
            await asyncio.sleep(0.01)
            return "how things stand"

    reading = cast("Reading", Slow())
    desk = Desk(reading, lambda: cast("Any", None), tuple, clock, Pulse(clock), 60.0)

    async def scenario() -> None:
        assert set(await asyncio.gather(*(desk.view() for _ in range(100)))) == {"how things stand"}
        assert len(looks) == 1
        clock.forward(FRESH)
        await asyncio.gather(desk.view(), desk.view())
        assert len(looks) == 2

    asyncio.run(scenario())
