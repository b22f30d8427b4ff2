"""Article pages and pages to discover feeds in are fetched as politely and as safely as feeds."""

from __future__ import annotations

import pytest
from aggregator.errors import FetchError
from aggregator.fetch import Fetcher
from aggregator.model import Address

from support.wire import Wire, answer, fetching, friendly, request


def test_page_is_asked_for_as_html_and_comes_with_its_type_and_final_address() -> None:
    async def scenario(fetcher: Fetcher) -> None:
        page = answer(200, "<title>文章</title>".encode(), Content_Type="text/html; charset=utf-8")
        async with Wire(lambda asked: page if asked.target == "/b" else answer(301, Location="/b")) as wire:
            found = await fetcher.get_page(wire.url("/a"))
            assert (found.url, found.content_type) == (wire.url("/b"), "text/html; charset=utf-8")
            assert "文章" in found.body.decode()
            assert (wire.asked[0].header("accept") or b"").startswith(b"text/html")
            assert wire.asked[0].names == {"host", "user-agent", "accept", "accept-encoding"}

    fetching(scenario)


def test_source_headers_go_to_its_own_host_alone() -> None:
    async def scenario(fetcher: Fetcher) -> None:
        async with Wire(lambda _: answer()) as home, Wire(lambda _: answer(), host="127.0.0.2") as foreign:
            place = Address(
                home.url("/feed"), "k", headers={"Cookie": "s=1"}, login="u:p", user_agent="me (+https://x)"
            )
            await fetcher.get_page(home.url("/article"), address=place)
            await fetcher.get_page(foreign.url("/article"), address=place)
            assert {"cookie", "authorization"} <= home.asked[0].names
            assert not {"cookie", "authorization"} & foreign.asked[0].names
            assert foreign.asked[0].header("user-agent") == b"me (+https://x)"

    fetching(scenario)


def test_page_has_its_own_limit_and_fails_like_a_feed() -> None:
    async def scenario(fetcher: Fetcher) -> None:
        async with Wire(lambda asked: answer(404 if asked.target == "/gone" else 200, bytes(5000))) as wire:
            for path, code in (("/large", "too-big"), ("/gone", "http-404")):
                with pytest.raises(FetchError) as caught:
                    await fetcher.get_page(wire.url(path), max_body=1000)
                assert caught.value.code == code

    fetching(scenario)


def test_nothing_is_asked_that_was_not_configured() -> None:
    """No favicon, no robots, no guessed feed path: the log holds the one address."""

    async def scenario(fetcher: Fetcher) -> None:
        async with Wire(lambda _: answer()) as wire:
            await fetcher.fetch(request(wire.url("/feed")))
            assert [asked.target for asked in wire.asked] == ["/feed"]

    fetching(scenario, friendly())
