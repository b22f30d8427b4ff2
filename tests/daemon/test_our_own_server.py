"""Our poller against our server for a month: who asks politely is mostly told that nothing changed."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from pathlib import Path

import httpx
from aggregator.daemon.web import max_age
from aggregator.model import Address
from aggregator.serve import Policy, public_app
from aggregator.settings.values import Source

from support.project import Project, config
from support.virtual import run_virtual
from support.virtual_house import HouseLoop, VirtualHouse, Web

FORMATS = ("atom", "rss", "json")
ITEM = "<item><title>人人都是产品经理 第{n}篇</title><link>https://pm.example/{n}</link><guid>{n}</guid></item>"


class Ours(Web):
    """The whole web is our own server."""

    def serve(self, output: Path, fresh: timedelta) -> None:
        self.there = httpx.ASGITransport(
            public_app(output, policy=Policy(site_url="https://feeds.example/", max_age=fresh))
        )
        self.statuses: dict[str, Counter[int]] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append((self.loop.since_boot(), request.url.path))
        answer = await self.there.handle_async_request(request)
        self.statuses.setdefault(request.url.path, Counter())[answer.status_code] += 1
        return answer


def test_a_month_of_polling_ourselves_is_nothing_but_304_after_the_first(tmp_path: Path) -> None:
    project = Project(tmp_path / "feeds")
    project.write(config(("pm", "file:pm.xml")))
    items = "".join(ITEM.format(n=n) for n in range(12))
    head = '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>产品</title>'
    (project.folder / "pm.xml").write_text(head + items + "</channel></rss>", encoding="utf-8")
    assert project.call("poll").returncode == 0
    readers = tuple(
        Source(name, (Address(f"https://feeds.example/xinmeiti.{name}", name),), categories=("c",)) for name in FORMATS
    )
    loop = HouseLoop()
    web = Ours(loop)

    async def month() -> None:
        async with VirtualHouse(loop, tmp_path / "state", readers, web) as house:
            web.serve(project.public, max_age(house.settings))
            await house.live(30 * 86400, step=900)
            assert {one.state.failures for one in (await house.status()).values()} == {0}

    run_virtual(loop, month())
    assert set(web.statuses) == {f"/xinmeiti.{name}" for name in FORMATS}
    for path, statuses in web.statuses.items():
        assert set(statuses) == {200, 304}, path
        assert statuses[200] == 1, path
        assert statuses[304] > 0.95 * statuses.total(), path
        assert statuses.total() >= 30, path
