"""The subscriber's side over real HTTP: agreements with hubs, from discovery to the end of a lease."""

from __future__ import annotations

import asyncio
import string
from dataclasses import replace
from datetime import timedelta

import pytest
from aggregator.websub.subscriber import DENIED_REST, FIRST_RETRY, VERIFIED_WITHIN

from support.hub import Blog, House

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.mark.parametrize("named_in", ["document", "header", "both"])
def test_a_hub_is_found_and_asked_and_the_header_is_believed_first(play, named_in):
    async def scenario(house, blog):
        await house.poll()
        await house.tick()
        (form,) = blog.forms
        assert form["at"] == "/hub"
        assert form["hub.mode"] == "subscribe"
        assert form["hub.topic"] == blog.topic
        start, _, token = form["hub.callback"].rpartition("/")
        assert start == f"http://127.0.0.1:{house.port}/websub"
        assert len(token) == 64
        assert set(token) <= set(string.hexdigits)  # 256 bits
        assert 32 <= len(form["hub.secret"]) < 200
        assert form["hub.secret"] not in form["hub.callback"]

    play(scenario, before=lambda blog: setattr(blog, "named_in", named_in))


def test_every_subscription_has_a_callback_and_a_secret_of_its_own(tmp_path):
    async def once(folder):
        async with Blog() as blog, House(folder, blog) as house:
            await house.poll()
            await house.tick()
            return house.only

    one, other = (asyncio.run(once(tmp_path / name)) for name in ("one", "other"))
    assert len({one.token, other.token, one.secret, other.secret}) == 4


def test_a_feed_without_a_hub_is_only_polled(play):
    async def scenario(house, blog):
        await house.poll()
        await house.tick()
        assert blog.forms == []
        assert house.subscriber.subscriptions == ()

    play(scenario, before=lambda blog: setattr(blog, "named_in", ""))


def test_only_what_was_asked_for_is_confirmed(play):
    async def scenario(house, blog):
        await house.poll()
        await house.tick()
        token = house.only.token
        for wrong in (
            {"topic": blog.topic + "x"},
            {"mode": "unsubscribe"},
            {"mode": "publish"},
            {"challenge": ""},
            {"callback": house.form["hub.callback"][:-1] + "~"},
            {"callback": house.form["hub.callback"].replace(token, "0" * 64)},
        ):
            refused = await house.verify(**wrong)
            assert refused.status_code == 404, wrong
            assert "challenge" not in refused.text
        head = await house.client.head(house.form["hub.callback"], params={"hub.mode": "subscribe"})
        assert head.status_code == 404
        assert house.only.state == "wanted"
        confirmed = await house.verify()
        assert (confirmed.status_code, confirmed.text) == (200, "一个 challenge")
        assert house.only.state == "active"
        assert (await house.verify()).status_code == 404  # nothing is asked any more

    play(scenario)


def test_a_challenge_with_markup_is_inert(play):
    async def scenario(house, _blog):
        await house.poll()
        await house.tick()
        challenge = "<script>alert(document.domain)</script>"
        answered = await house.verify(challenge=challenge)
        assert answered.text == challenge
        assert answered.headers["content-type"] == "text/plain; charset=utf-8"
        assert answered.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in answered.headers["content-security-policy"]
        assert "access-control-allow-origin" not in answered.headers

    play(scenario)


def test_a_hub_may_ask_back_before_it_answers(play):
    """The request is known before it is sent."""

    async def scenario(house, blog):
        async def at_once(asked):
            said = blog._serve_blog(asked)
            if asked.method == "POST":
                assert (await house.verify()).status_code == 200
            return said

        blog._handler = at_once
        await house.poll()
        await house.tick()
        assert (house.only.state, house.only.asked) == ("active", "")
        await house.later(2 * VERIFIED_WITHIN)
        assert len(blog.forms) == 1

    play(scenario)


def test_a_lease_is_renewed_once_after_two_thirds_of_it(play):
    async def scenario(house, blog):
        one = await house.subscribe(lease=9 * 86400)
        assert one.expires_at == house.clock.now() + 9 * DAY
        await house.later(5.9 * DAY)
        assert len(blog.forms) == 1
        await house.later(0.2 * DAY)
        assert len(blog.forms) == 2
        assert {**blog.forms[0]} == {**blog.forms[1]}  # the same callback and secret
        await house.tick()
        assert len(blog.forms) == 2
        assert await house.push(blog.document(3)) == 202  # the old lease still runs
        assert (await house.verify(lease=86400)).status_code == 200
        assert house.only.expires_at == house.clock.now() + DAY
        assert house.only.token == one.token

    play(scenario)


def test_a_clock_that_jumps_past_the_lease_renews_once_and_polls_again(play):
    async def scenario(house, blog):
        await house.subscribe(lease=86400)
        await house.push(blog.document(3))
        await house.poll()  # nothing new: the pushes are relied on
        assert (await house.state()).next_poll_at - house.clock.now() >= 12 * HOUR
        await house.later(40 * DAY)
        await house.tick()
        assert len(blog.forms) == 2
        assert house.only.state == "wanted"
        assert (await house.state()).next_poll_at <= house.clock.now()
        assert await house.push(blog.document(4)) == 404
        assert "tag:blog.example,2026:4" not in await house.guids()
        assert (await house.verify()).status_code == 200
        assert await house.push(blog.document(4)) == 202

    play(scenario)


def test_expiry_returns_to_polling_at_the_pace_that_it_would_have_had(play):
    async def scenario(house, blog):
        blog.hub_says = [202, 500]
        await house.subscribe(lease=3600)
        await house.push(blog.document(3))
        blog.posts = [1, 2, 3]
        await house.poll()
        slow = await house.state()
        assert "hub" in (await house.sql("SELECT next_poll_reason FROM source"))[0][0]
        assert slow.next_poll_at - house.clock.now() >= 12 * HOUR
        await house.later(timedelta(minutes=61))  # the renewal at 40 minutes did not happen: nobody ticked
        again = await house.state()
        assert again.next_poll_at <= house.clock.now()  # every 30 minutes, as configured
        assert again.last_poll_at == slow.last_poll_at

    play(scenario)


def test_pushes_that_bring_everything_make_polls_rare_and_missing_ones_make_them_usual(play):
    async def scenario(house, blog):
        await house.subscribe()
        await house.poll()
        usual = (await house.state()).next_poll_at - house.clock.now()
        assert usual < HOUR  # subscribed, but nothing was pushed yet
        await house.push(blog.document(3))
        blog.posts = [1, 2, 3]
        await house.poll()
        assert (await house.state()).next_poll_at - house.clock.now() >= 12 * HOUR
        blog.posts = [1, 2, 3, 4]  # not pushed
        await house.poll()
        assert (await house.state()).next_poll_at - house.clock.now() < HOUR
        assert not (await house.hub_status()).delivering
        await house.push(blog.document(5))
        blog.posts = [1, 2, 3, 4, 5]
        await house.poll()
        assert (await house.state()).next_poll_at - house.clock.now() >= 12 * HOUR
        house.clock.forward(8 * DAY)  # a hub that is silent for a week is not relied on
        await house.poll()
        assert (await house.state()).next_poll_at - house.clock.now() < HOUR

    play(scenario)


def test_a_hub_that_is_down_costs_only_its_pushes(play):
    async def scenario(house, blog):
        await house.poll()
        await house.tick()
        assert len(blog.forms) == 1
        for _ in range(8):
            await house.later(FIRST_RETRY / 2)
        assert len(blog.forms) == 3  # after 5 and 10 minutes more
        blog.posts = [1, 2, 3]
        report = await house.poll()
        assert report.new == 1
        assert (await house.state()).next_poll_at - house.clock.now() < HOUR
        status = await house.hub_status()
        assert (status.state, status.error) == ("wanted", "the hub answered 503")
        blog.hub_says = [202]
        await house.later(DAY)
        assert (await house.verify()).status_code == 200

    play(scenario, before=lambda blog: setattr(blog, "hub_says", [503]))


def test_a_hub_that_never_asks_back_is_asked_again_ever_more_rarely(play):
    async def scenario(house, blog):
        await house.poll()
        await house.tick()
        asked = []
        for _ in range(200):
            await house.later(timedelta(minutes=15))
            asked.append(len(blog.forms))
        assert asked[-1] < 12
        assert asked[-1] == asked[-40]

    play(scenario)


def test_another_hub_is_asked_where_the_first_does_not_listen(play):
    def two(blog):
        blog.hubs = ("/hub", "/second")
        blog.hub_says = [500]

    async def scenario(house, blog):
        await house.poll()
        for _ in range(8):
            await house.later(HOUR)
        assert [form["at"] for form in blog.forms[:5]] == ["/hub"] * 4 + ["/second"]
        blog.hub_says = [202]
        await house.later(HOUR)
        assert (await house.verify()).status_code == 200
        assert house.only.hub == blog.url(house.form["at"])

    play(scenario, before=two)


def test_a_denial_is_remembered_and_asked_about_again_after_a_week(play):
    async def scenario(house, blog):
        await house.subscribe()
        await house.push(blog.document(3))
        await house.poll()
        assert (await house.verify(mode="denied", topic="https://other.example/")).status_code == 404
        denied = await house.verify(mode="denied", **{"hub.reason": "too many <b>friends</b>"})
        assert denied.status_code == 202
        status = await house.hub_status()
        assert (status.state, status.error) == ("denied", "denied: too many <b>friends</b>")
        assert await house.push(blog.document(4)) == 410
        assert (await house.state()).next_poll_at - house.clock.now() < HOUR
        await house.later(DENIED_REST - HOUR)
        assert len(blog.forms) == 1
        await house.later(2 * HOUR)
        assert len(blog.forms) == 2
        assert (await house.verify()).status_code == 200

    play(scenario)


@pytest.mark.parametrize("change", ["paused", "websub off", "left", "hub gone", "no callbacks"])
def test_what_is_not_wanted_any_more_is_ended(play, change):
    async def scenario(house, blog):
        one = await house.subscribe()
        (source,) = house.settings.sources
        if change == "paused":
            await house.configure(sources=(replace(source, paused=True),))
        elif change == "websub off":
            await house.configure(sources=(replace(source, websub=False),))
        elif change == "left":
            await house.configure(sources=())
        elif change == "hub gone":
            blog.named_in = ""
            await house.poll()
        else:
            house.subscriber._serving = lambda: False
            house.subscriber.reconfigured()
        await house.tick()
        assert house.form["hub.mode"] == "unsubscribe"
        assert house.form["hub.callback"] == one.callback
        assert "hub.secret" not in house.form
        pushed = await house.client.post(one.callback, content=blog.document(3))
        assert pushed.status_code == 410
        assert (await house.verify(mode="subscribe")).status_code == 404
        assert (await house.verify()).text == "一个 challenge"
        assert house.subscriber.subscriptions == ()
        assert await house.sql("SELECT * FROM subscription") == []
        assert (await house.verify()).status_code == 404

    play(scenario)


def test_a_hub_that_does_not_let_us_go_is_forgotten(play):
    async def scenario(house, blog):
        await house.subscribe()
        blog.hub_says = [500]
        (source,) = house.settings.sources
        await house.configure(sources=(replace(source, paused=True),))
        for _ in range(10):
            await house.later(DAY / 2)
        assert [form["hub.mode"] for form in blog.forms] == ["subscribe"] + ["unsubscribe"] * 3
        assert house.subscriber.subscriptions == ()

    play(scenario)


def test_a_new_topic_or_site_gets_a_subscription_of_its_own(play):
    async def scenario(house, blog):
        one = await house.subscribe()
        await house.configure(site=replace(house.settings.site, url=f"http://127.0.0.1:{house.port}/feeds/"))
        await house.tick()
        assert {form["hub.mode"] for form in blog.forms[1:]} == {"subscribe", "unsubscribe"}
        assert house.only.callback.startswith(f"http://127.0.0.1:{house.port}/feeds/websub/")
        assert house.only.token != one.token
        (source,) = house.settings.sources
        moved = replace(source.addresses[0], url=blog.url("/feed?2"), key=blog.url("/feed?2"))
        await house.configure(sources=(replace(source, addresses=(moved,)),))
        await house.tick()  # what the old address offered says nothing of the new one
        assert [one.state for one in house.subscriber.subscriptions] == ["leaving"]
        await house.poll()
        await house.tick()
        assert house.only.address_key == blog.url("/feed?2")

    play(scenario)


def test_agreements_outlive_a_restart(tmp_path):
    async def scenario():
        async with Blog() as blog:
            async with House(tmp_path, blog) as house:
                one = await house.subscribe()
                port, clock = house.port, house.clock
            async with House(tmp_path, blog, clock=clock, port=port) as house:
                await house.tick()
                assert house.subscriber.subscriptions == (one,)
                assert len(blog.forms) == 1
                assert await house.push(blog.document(3)) == 202
                assert "tag:blog.example,2026:3" in await house.guids()

    asyncio.run(scenario())
