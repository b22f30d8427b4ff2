"""What the web's status page knows of the store's."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from aggregator.daemon.views import status_view
from aggregator.errors import FetchError, HostBlock
from aggregator.model import Address, PollOutcome
from aggregator.settings.values import FetchSettings

from support.store_world import World, make_settings, make_source

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
