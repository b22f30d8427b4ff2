"""A hub that lies, floods, sends us elsewhere or says everything twice: it costs its pushes, and nothing else."""

from __future__ import annotations

import asyncio
import gzip
from datetime import timedelta

import pytest
from aggregator.fetch.websub import MOST_HUBS
from aggregator.serve import HubCall
from aggregator.websub.subscriber import PUSHES_AT_ONCE, PUSHES_OF_ONE

from support.hub import Blog, House
from support.wire import Asked, answer, friendly

HOUR = timedelta(hours=1)
SHORT = timedelta(seconds=1)


class Hostile(Blog):
    """A blog whose hub answers what a test says; `elsewhere` counts who comes to where the hub sends them."""

    def __init__(self, said: object) -> None:
        super().__init__()
        self.said = said
        self.elsewhere = 0

    def _serve_blog(self, asked: Asked):  # type: ignore[override]
        usual = super()._serve_blog(asked)
        if asked.target.startswith("/elsewhere"):
            self.elsewhere += 1
            return usual
        if asked.method != "POST" or self.said is None:
            return usual
        return self.said(self) if callable(self.said) else self.said


def flood(_blog):
    return [b"HTTP/1.1 202 X\r\n\r\n", *[b"x" * 65536] * 200]


ANSWERS = {
    "nonsense": (b"\x16\x03\x01\x02\x00 hello\r\n\r\n", "no HTTP answer"),
    "nothing": (b"", "closed without an answer"),
    "a flood": (flood, "larger than"),
    "a bomb": (answer(202, gzip.compress(b"x" * 50_000_000), Content_Encoding="gzip"), "larger than"),
    "endless headers": ([b"HTTP/1.1 202 X\r\n", *[b"A: " + b"x" * 1000 + b"\r\n"] * 200], "headers"),
    "silence": ([2.0], "not there within"),
    "a private place": (answer(307, b"", Location="http://10.0.0.1/hub"), "no public feed lives at"),
    "the cloud's own": (answer(308, b"", Location="http://169.254.169.254/latest/"), "no public feed lives at"),
    "a private name": (answer(307, b"", Location="http://nas.local/"), "nas.local"),
    "another scheme": (answer(308, b"", Location="file:///etc/passwd"), "redirect"),
    "a circle": (lambda blog: answer(307, b"", Location=blog.hub), "circle"),
    "a page": (lambda blog: answer(302, b"", Location=blog.url("/elsewhere")), "the hub answered 302"),
    "a lie about its length": (answer(202, b"x", Content_Length="99999999999999999999"), "larger than"),
}


@pytest.fixture
def play_hostile(tmp_path):
    def run(said, scenario):
        async def whole():
            async with Hostile(said) as blog:
                fetch = friendly(allow_private=("127.0.0.0/8",), timeout=SHORT)
                async with House(tmp_path, blog, fetch=fetch) as house:
                    await scenario(house, blog)

        asyncio.run(whole())

    return run


@pytest.mark.parametrize("name", ANSWERS)
def test_whatever_a_hub_answers_the_source_is_only_polled(play_hostile, name):
    said, told = ANSWERS[name]

    async def scenario(house, blog):
        assert (await house.poll()).new == 2
        await house.tick()
        status = await house.hub_status()
        assert status.state == "wanted"
        assert told in status.error
        assert status.next_at > house.clock.now()
        assert blog.elsewhere == 0
        blog.posts = [1, 2, 3]
        assert (await house.poll()).new == 1
        assert (await house.state()).next_poll_at - house.clock.now() < HOUR
        blog.said = None
        await house.later(24 * HOUR)
        assert (await house.verify()).status_code == 200

    play_hostile(said, scenario)


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"", {}, 503),
        (b"not a feed", {}, 202),
        (b"<html><body>login</body></html>", {}, 202),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": [', {}, 503),
        (b"<!DOCTYPE x [<!ENTITY a 'b'><!ENTITY c '&a;&a;&a;'>]><rss><channel>&c;</channel></rss>", {}, 202),
        (gzip.compress(b"<rss>" + b" " * 50_000_000), {"Content-Encoding": "gzip"}, 202),
        (b"not gzip at all", {"Content-Encoding": "gzip"}, 503),
        (b"<rss>", {"Content-Encoding": "br, gzip, deflate"}, 202),
    ],
    ids=["nothing", "words", "a page", "half", "entities", "a bomb", "no gzip", "three codings"],
)
def test_whatever_is_pushed_nothing_is_lost_and_polls_come_again(play, body, headers, status):
    async def scenario(house, blog):
        await house.subscribe()
        await house.push(blog.document(3))
        assert await house.push(body, **headers) == status
        assert len(await house.guids()) == 3
        assert (await house.state()).failures == 0
        assert not (await house.hub_status()).delivering
        assert await house.push(blog.document(4)) == 202  # it goes on
        assert len(await house.guids()) == 4

    play(scenario)


def test_what_is_pushed_again_and_again_is_news_once(play):
    async def scenario(house, blog):
        await house.subscribe()
        body = blog.document(3, 4)
        assert await house.push(body) == 202
        await house.pipeline.publish()
        for _ in range(20):
            assert await house.push(body) == 202
        assert [(report.new, report.changed) for report in house.reports] == [(2, 0)]
        assert len(await house.guids()) == 4
        assert (await house.pipeline.publish()).written == 0

    play(scenario)


def test_an_old_push_that_is_sent_again_does_not_bring_back_the_old_words(play):
    async def scenario(house, blog):
        await house.subscribe()
        first = blog.document(3)
        later = first.replace("第3篇的正文".encode(), "第3篇的新正文".encode())
        for body in (first, later, first, later, first):
            assert await house.push(body) == 202
        assert [(report.new, report.changed) for report in house.reports] == [(1, 0), (0, 1)]
        ((text,),) = await house.sql(
            "SELECT c.text FROM entry_content AS c JOIN entry AS e ON e.id = c.entry_id WHERE e.guid LIKE '%:3'"
        )
        assert "新正文" in text

    play(scenario)


def test_an_agreement_is_not_confirmed_twice_nor_after_its_end(play):
    async def scenario(house, blog):
        await house.subscribe(lease=3600)
        ends = house.only.expires_at
        for lease in (864000, 1, 10**30):
            assert (await house.verify(lease=lease)).status_code == 404  # nobody asked
        assert house.only.expires_at == ends
        assert (await house.verify(mode="unsubscribe")).status_code == 404
        assert house.only.state == "active"
        callback, body = house.form["hub.callback"], blog.document(9)
        blog.named_in = ""
        await house.poll()
        await house.tick()
        await house.verify()  # the end
        assert (await house.verify(callback)).status_code == 404
        assert (await house.client.post(callback, content=body)).status_code == 404
        assert "tag:blog.example,2026:9" not in await house.guids()

    play(scenario)


def test_a_feed_with_a_thousand_hubs_makes_us_ask_few(play):
    def many(blog):
        blog.hubs = tuple(f"/hub{n}" for n in range(1000))
        blog.hub_says = [500]

    async def scenario(house, blog):
        await house.poll()
        for _ in range(60):
            await house.later(12 * HOUR)
        assert 1 < len({form["at"] for form in blog.forms}) <= MOST_HUBS
        (stored,) = (await house.sql("SELECT length(hubs) FROM source"))[0]
        assert stored < 1000

    play(scenario, before=many)


@pytest.mark.parametrize("hubs", [1, 2, 8])
def test_hubs_that_all_refuse_are_asked_about_once_a_day_in_the_end(play, hubs):
    def dead(blog):
        blog.hubs = tuple(f"/hub{n}" for n in range(hubs))
        blog.hub_says = [500]

    async def scenario(house, blog):
        await house.poll()
        asked = []
        for _ in range(4 + 8 * hubs):
            before = len(blog.forms)
            for _ in range(48):
                await house.later(HOUR / 2)
            asked.append(len(blog.forms) - before)
        assert max(asked[-6:]) <= 2
        assert sum(asked[-6:]) <= 8

    play(scenario, before=dead)


def test_a_hub_that_sends_slowly_takes_no_room_from_the_others(play):
    async def scenario(house, blog):
        await house.subscribe()
        reading, over = [], asyncio.Event()

        async def slow():
            reading.append("a body")
            await over.wait()
            return b"forged"

        call = HubCall(callback=house.only.token, method="POST", body=slow)
        crowd = [asyncio.create_task(house.subscriber.answer(call)) for _ in range(50)]
        await asyncio.sleep(0.05)
        assert len(reading) == PUSHES_OF_ONE < PUSHES_AT_ONCE
        over.set()
        assert {answer.status for answer in await asyncio.gather(*crowd)} == {202}

    play(scenario)
