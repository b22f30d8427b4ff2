"""The publisher's side: one ping for each public feed that changed, no other, and again where it failed."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest
from aggregator.press import Extent
from aggregator.settings.values import Category, Publish
from aggregator.store import Store
from aggregator.websub import announce
from aggregator.websub.announcer import FIRST_RETRY, MOST_ATTEMPTS

from support.hub import Blog, House
from support.project import Project, config

OPEN = Category("新媒体", "xinmeiti", title="新媒体", path=("新媒体",), backlog=-1)
CLOSED = Category("内部", "neibu", title="内部", path=("内部",), backlog=-1, private=True, gathers=("*",))
NEWS = ("xinmeiti.atom", "xinmeiti.json", "xinmeiti.rss")
FEEDS = ("ops.atom", *NEWS)  # what a first publish makes


@pytest.fixture
def announcing(tmp_path):
    """Run a scenario where our own hub is the one that the blog has; sources are never subscribed to."""

    def run(scenario, *, hub_says=(202,), **settings):
        async def whole():
            async with Blog() as blog:
                blog.hub_says = list(hub_says)
                given = {"publish": Publish(hub=blog.hub), "categories": (OPEN, CLOSED)} | settings
                async with House(tmp_path, blog, **given) as house:
                    await scenario(house, blog)

        asyncio.run(whole())

    return run


def pinged(blog):
    assert all(form["hub.mode"] == "publish" for form in blog.forms)
    return Counter(form["hub.url"].partition("/")[2].partition("/")[2].partition("/")[2] for form in blog.forms)


async def waiting(house):
    return [path for (path,) in await house.sql("SELECT path FROM ping ORDER BY path")]


def test_each_changed_public_feed_is_told_once(announcing):
    async def scenario(house, blog):
        await house.poll()
        report = await house.pipeline.publish()
        assert blog.forms == []  # publishing waits for nobody
        assert sorted(report.changed_feeds) == sorted(FEEDS)
        assert await announce(house.pipeline) == 4
        assert pinged(blog) == Counter(FEEDS)
        assert blog.forms[0]["hub.url"].startswith(house.settings.site.url)
        blog.posts.append(3)
        house.clock.forward(timedelta(minutes=30))
        await house.poll()
        await house.pipeline.publish()
        await announce(house.pipeline)
        assert pinged(blog) == Counter((*FEEDS, *NEWS))

    announcing(scenario)


def test_the_address_told_is_the_one_that_the_feed_calls_its_own(announcing):
    async def scenario(house, blog):
        await house.poll()
        await house.pipeline.publish()
        await announce(house.pipeline)
        assert len(blog.forms) == len(FEEDS)
        for form in blog.forms:
            path = form["hub.url"].removeprefix(house.settings.site.url)
            text = (house.settings.output / path).read_text(encoding="utf-8")
            assert form["hub.url"] in text
            assert blog.hub in text

    announcing(scenario)


def test_nothing_new_is_told_to_nobody(announcing):
    async def scenario(house, blog):
        await house.poll()
        await house.pipeline.publish()
        await announce(house.pipeline)
        blog.forms.clear()
        assert await announce(house.pipeline) == 0
        await house.poll()  # no news
        await house.pipeline.publish()
        await house.pipeline.publish(extent=Extent.ALL)
        await house.configure(site=replace(house.settings.site, title="另一个名字"))
        report = await house.pipeline.publish()
        assert report.written  # they look different, and hold nothing new
        await announce(house.pipeline)
        assert blog.forms == []

    announcing(scenario)


def test_private_outputs_are_told_to_nobody(announcing):
    async def scenario(house, blog):
        await house.poll()
        await house.pipeline.publish()
        assert await waiting(house) == ["ops.atom"]
        await announce(house.pipeline)
        assert pinged(blog) == Counter(["ops.atom"])

    announcing(scenario, categories=(replace(OPEN, private=True), CLOSED))


def test_without_a_hub_nothing_is_kept(announcing):
    async def scenario(house, blog):
        await house.poll()
        assert (await house.pipeline.publish()).changed_feeds
        assert await waiting(house) == []
        assert await announce(house.pipeline) == 0
        assert blog.forms == []

    announcing(scenario, publish=Publish())


def test_a_hub_in_trouble_is_told_again_and_again_and_at_last_no_more(announcing):
    async def scenario(house, blog):
        await house.poll()
        await house.pipeline.publish()
        assert await announce(house.pipeline) == 0
        assert len(blog.forms) == len(FEEDS)
        await announce(house.pipeline)
        assert len(blog.forms) == len(FEEDS)
        house.clock.forward(FIRST_RETRY)
        await announce(house.pipeline)
        assert len(blog.forms) == 2 * len(FEEDS)
        house.clock.forward(FIRST_RETRY)
        await announce(house.pipeline)
        assert len(blog.forms) == 2 * len(FEEDS)
        for _ in range(2 * MOST_ATTEMPTS):
            house.clock.forward(timedelta(hours=6))
            await announce(house.pipeline)
        assert len(blog.forms) == len(FEEDS) * MOST_ATTEMPTS
        assert await waiting(house) == []

    announcing(scenario, hub_says=(503,))


def test_a_hub_that_recovers_hears_of_it_once(announcing):
    async def scenario(house, blog):
        await house.poll()
        await house.pipeline.publish()
        assert await announce(house.pipeline) == 0
        house.clock.forward(FIRST_RETRY)
        assert await announce(house.pipeline) == len(FEEDS)
        assert await waiting(house) == []

    announcing(scenario, hub_says=(500, 502, 503, 408, 204))


def test_a_hub_that_has_enough_is_left_alone_as_long_as_it_asks(announcing):
    async def scenario(house, blog):
        await house.poll()
        await house.pipeline.publish()
        await announce(house.pipeline)
        assert len(blog.forms) == 1  # the others were not even sent
        house.clock.forward(timedelta(minutes=59))
        await announce(house.pipeline)
        assert len(blog.forms) == 1
        house.clock.forward(timedelta(minutes=2))
        await announce(house.pipeline)
        assert await waiting(house) == []

    announcing(scenario, hub_says=(429, 202))


def test_a_hub_that_refuses_is_not_asked_twice(announcing):
    async def scenario(house, blog):
        await house.poll()
        await house.pipeline.publish()
        assert await announce(house.pipeline) == 0
        assert len(blog.forms) == len(FEEDS)
        assert await waiting(house) == []

    announcing(scenario, hub_says=(400,))


def test_what_was_not_told_is_told_after_a_restart(tmp_path):
    async def scenario():
        async with Blog() as blog:
            given = {"publish": Publish(hub=blog.hub), "categories": (OPEN,)}
            async with House(tmp_path, blog, **given) as house:
                await house.poll()
                await house.pipeline.publish()
                clock, port = house.clock, house.port
            assert blog.forms == []
            async with House(tmp_path, blog, clock=clock, port=port, **given) as house:
                assert await announce(house.pipeline) == len(FEEDS)
            assert pinged(blog) == Counter(FEEDS)

    asyncio.run(scenario())


def test_a_change_while_it_is_told_is_told_too(announcing):
    async def scenario(house, blog):
        await house.store(Store.want_pings, ["xinmeiti.atom"])
        (ping,) = await house.store(Store.pings)
        house.clock.forward(timedelta(seconds=1))
        await house.store(Store.want_pings, ["xinmeiti.atom"])
        await house.store(Store.pinged, ping)
        assert await waiting(house) == ["xinmeiti.atom"]

    announcing(scenario)


def test_a_hub_that_may_not_hear_of_us_is_not_told(announcing):
    async def scenario(house, blog):
        await house.configure(publish=Publish(hub="https://hub.example.org/"))
        await house.poll()
        await house.pipeline.publish()
        assert await waiting(house) != []
        assert await announce(house.pipeline) == 0  # site.url is private, the hub is not
        assert await waiting(house) == []

    announcing(scenario)


def test_a_slow_hub_holds_nobody_up_for_long(announcing):
    async def scenario(house, blog):
        await house.poll()
        await house.pipeline.publish()

        async def never(_asked):
            await asyncio.sleep(30)

        blog._handler = never
        async with asyncio.timeout(2):
            assert await announce(house.pipeline, within=0.2) == 0
        assert await waiting(house) == sorted(FEEDS)

    announcing(scenario)


def test_one_run_of_poll_tells_the_hub(tmp_path):
    told: list[str] = []

    class Hub(BaseHTTPRequestHandler):
        def do_POST(self):
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            told.append(form["hub.url"][0])
            self.send_response(202)
            self.end_headers()

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Hub) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        project = Project(tmp_path / "p")
        text = config(("lokal", "file:feed.xml"), extra="")
        hub = f'[publish]\nhub = "http://127.0.0.1:{server.server_port}/hub"'
        project.write(text.replace("[publish]", hub))
        (project.folder / "feed.xml").write_text(
            '<rss version="2.0"><channel><title>t</title><link>https://a.example/</link><description>d</description>'
            "<item><title>新的一篇</title><link>https://a.example/1</link><guid>1</guid></item></channel></rss>",
            encoding="utf-8",
        )
        assert project.json("poll", "--force")["entries"]["new"] == 1
        assert sorted(told) == sorted(f"http://127.0.0.1:8080/{name}" for name in FEEDS)
        project.json("poll", "--force")
        project.json("publish", "--force")
        assert len(told) == len(FEEDS)
        server.shutdown()
