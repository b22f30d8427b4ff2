"""Redirects are followed by hand: few, never downward, and with nothing that belongs to another host."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from aggregator.clock import SystemClock
from aggregator.errors import FetchError
from aggregator.fetch import Fetcher, moved
from aggregator.fetch.headers import same_place
from aggregator.fetch.redirects import follow
from aggregator.model import Address, FetchResult, FetchStatus, Hop
from hypothesis import given
from hypothesis import strategies as st

from support.wire import Asked, Wire, answer, fetching, friendly, request

HERE = "https://a.example/feed"
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def chain(*statuses: int) -> tuple[Hop, ...]:
    return tuple(Hop(f"https://{n}.example/", status, f"https://{n + 1}.example/") for n, status in enumerate(statuses))


@pytest.mark.parametrize(
    ("statuses", "target"),
    [
        ((), ""),
        ((301,), "https://1.example/"),
        ((308,), "https://1.example/"),
        ((301, 308), "https://2.example/"),
        ((302,), ""),
        ((303,), ""),
        ((307,), ""),
        ((301, 302), "https://1.example/"),
        ((302, 301), ""),
        ((301, 307, 301), "https://1.example/"),
    ],
)
def test_only_what_leads_the_chain_for_good_is_remembered(statuses: tuple[int, ...], target: str) -> None:
    feed = Address("https://0.example/", "feed")
    end = f"https://{len(statuses)}.example/"
    came = FetchResult("源", FetchStatus.NEW, 200, feed, end, NOW, 0.1, hops=chain(*statuses))
    assert came.moved_to == target


def test_an_address_that_moved_takes_its_credentials_to_no_other_host() -> None:
    proxy = "socks5://p.example:1"
    first = Address("http://a.example/f", "f", {"Cookie": "s=1"}, "me:secret", proxy, "me", trusted=True)
    assert moved(first, "https://a.example/new") == replace(first, url="https://a.example/new")
    for to in ("https://b.example/f", "http://a.example:8080/f"):
        assert moved(first, to) == Address(to, "f", proxy=proxy, user_agent="me")


@pytest.mark.parametrize(
    ("location", "to"),
    [
        ("/new", "https://a.example/new"),
        ("new?x=1#top", "https://a.example/new?x=1"),
        ("//b.example/x", "https://b.example/x"),
        ("https://reader:secret@b.example/x", "https://b.example/x"),
        ("/新媒体".encode().decode("latin-1"), "https://a.example/新媒体"),
        (" /blank ", "https://a.example/blank"),
    ],
)
def test_location_is_read_as_it_is_meant(location: str, to: str) -> None:
    assert follow(HERE, 302, location, ()).to == to


@pytest.mark.parametrize(
    ("location", "code"),
    [
        ("", "redirect-broken"),
        ("http://", "redirect-broken"),
        ("https://[::1", "redirect-broken"),
        ("https://b.example:99999/", "redirect-broken"),
        ("http://a.example/feed", "redirect-downgrade"),
        ("file:///etc/hostname", "redirect-scheme"),
        ("ftp://b.example/", "redirect-scheme"),
        ("javascript:alert(1)", "redirect-scheme"),
        ("gopher://127.0.0.1:70/", "redirect-scheme"),
        ("feed:https://a.example/", "redirect-scheme"),
        ("https://a.example/feed", "redirect-loop"),
        ("#top", "redirect-loop"),
    ],
)
def test_unsafe_step_is_refused_with_its_own_code(location: str, code: str) -> None:
    with pytest.raises(FetchError) as caught:
        follow(HERE, 301, location, ())
    assert caught.value.code == code
    assert caught.value.hint


@given(st.text(max_size=60))
def test_no_location_raises_anything_else_or_leaves_the_web(location: str) -> None:
    try:
        hop = follow(HERE, 302, location, ())
    except FetchError:
        return
    assert hop.to.startswith("https://")


def test_loop_is_seen_at_its_first_return() -> None:
    hops = (Hop("https://a.example/1", 302, HERE),)
    with pytest.raises(FetchError) as caught:
        follow(HERE, 302, "https://a.example/1", hops)
    assert caught.value.code == "redirect-loop"


def test_five_hops_are_followed_and_the_sixth_is_not() -> None:
    def handler(asked: Asked) -> bytes:
        left = int(asked.target.strip("/"))
        return answer(302, Location=f"/{left - 1}") if left else answer()

    async def scenario(fetcher: Fetcher) -> None:
        async with Wire(handler) as wire:
            result = await fetcher.fetch(request(wire.url("/5")))
            assert len(result.hops) == 5
            assert result.url == wire.url("/0")
            with pytest.raises(FetchError) as caught:
                await fetcher.fetch(request(wire.url("/6")))
            assert caught.value.code == "redirect-too-many"

    fetching(scenario)


def test_credentials_do_not_travel_to_another_host() -> None:
    async def scenario() -> None:
        async with Wire(lambda _: answer(), host="127.0.0.3") as other:

            def handler(asked: Asked) -> bytes:
                return (
                    answer(302, Location={"/away": other.url(), "/here": "/end"}.get(asked.target, "/"))
                    if (asked.target in {"/away", "/here"})
                    else answer()
                )

            async with Wire(handler) as wire, Fetcher(friendly(), SystemClock()) as fetcher:
                secrets = {"Cookie": "s=1", "X-Token": "t"}
                for path in ("/away", "/here"):
                    place = Address(
                        wire.url(path), path, headers=secrets, login="u:p", user_agent="me (+https://x.example)"
                    )
                    await fetcher.fetch(request(place))
                assert {"cookie", "x-token", "authorization"} & other.asked[0].names == set()
                assert other.asked[0].header("user-agent") == b"me (+https://x.example)"
                assert {"cookie", "x-token", "authorization"} <= wire.asked[-1].names

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("ours", "theirs", "same"),
    [
        ("https://a.example/1", "https://a.example/2", True),
        ("https://a.example/", "https://A.example:443/", True),
        ("http://a.example/", "https://a.example/", True),
        ("https://a.example/", "http://a.example/", False),
        ("https://a.example/", "https://a.example:8443/", False),
        ("http://a.example:8080/", "https://a.example/", False),
        ("https://a.example/", "https://b.a.example/", False),
        ("https://a.example/", "https://a.example.evil/", False),
    ],
)
def test_what_counts_as_the_same_place(ours: str, theirs: str, same: bool) -> None:
    assert same_place(ours, theirs) is same


def test_cookies_are_neither_kept_nor_sent() -> None:
    async def scenario(fetcher: Fetcher) -> None:
        def handler(asked: Asked) -> bytes:
            return answer(302, Location="/b", Set_Cookie="s=1") if asked.target == "/a" else answer()

        async with Wire(handler) as wire:
            await fetcher.fetch(request(wire.url("/a")))
            await fetcher.fetch(request(wire.url("/a")))
            assert all("cookie" not in asked.names for asked in wire.asked)

    fetching(scenario)


def test_form_is_sent_again_only_where_the_status_says_so() -> None:
    async def scenario(fetcher: Fetcher) -> None:
        statuses = {"/307": 307, "/308": 308, "/301": 301, "/303": 303}

        def handler(asked: Asked) -> bytes:
            status = statuses.get(asked.target)
            return answer(status, Location="/hub") if status else answer(202, b"ok")

        async with Wire(handler) as wire:
            ended = [await fetcher.post_form(wire.url(path), {"hub.mode": "subscribe"}) for path in statuses]
            assert ended == [202, 202, 301, 303]
            hub = [asked for asked in wire.asked if asked.target == "/hub"]
            assert [(asked.method, asked.body) for asked in hub] == [("POST", b"hub.mode=subscribe")] * 2
            assert hub[0].header("content-type") == b"application/x-www-form-urlencoded"

    fetching(scenario)


@pytest.mark.origin
@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("loop/x", "redirect-too-many"),
        ("hops/rebuilt/rebuilt-woshipm-latest.xml?n=9", "redirect-too-many"),
        ("private/x", "private-address"),
        ("scheme/x", "redirect-scheme"),
        ("cookie/rebuilt/rebuilt-woshipm-latest.xml", "redirect-loop"),
    ],
)
def test_origin_leads_astray_in_vain(origin: object, path: str, code: str) -> None:
    async def scenario(fetcher: Fetcher) -> None:
        with pytest.raises(FetchError) as caught:
            await fetcher.fetch(request(origin.url(path)))  # type: ignore[attr-defined]
        assert caught.value.code == code

    fetching(scenario)
