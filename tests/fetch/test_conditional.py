"""Asking "anything new?": validators byte for byte, to whom they belong, and nothing else in the headers."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace

import pytest
from aggregator.clock import SystemClock
from aggregator.errors import FetchError
from aggregator.fetch import Fetcher
from aggregator.model import Address, FetchStatus, Validators
from hypothesis import given, settings
from hypothesis import strategies as st

from support.wire import FEED, Asked, Wire, again, answer, fetching, friendly, request

# RFC 9110 5.5: visible characters, blanks inside, and any byte above 0x7F
VISIBLE = st.sampled_from([bytes([byte]) for byte in [*range(0x21, 0x7F), *range(0x80, 0x100)]])
INSIDE = st.sampled_from([bytes([byte]) for byte in [*range(0x20, 0x7F), *range(0x80, 0x100), 0x09]])
FIELD_VALUE = st.one_of(VISIBLE, st.tuples(VISIBLE, st.lists(INSIDE, max_size=40).map(b"".join), VISIBLE).map(b"".join))


def polite(asked: Asked) -> bytes:
    """An origin with both validators that says 304 to either."""
    if asked.header("if-none-match") == b'"v1"' or asked.header("if-modified-since"):
        return answer(304, ETag='"v1"')
    return answer(ETag='"v1"', Last_Modified="Mon, 02 Mar 2026 08:00:00 GMT")


def test_any_legal_validator_comes_back_byte_for_byte() -> None:
    given_out: list[tuple[bytes, bytes]] = [(b"", b"")]

    async def with_server() -> None:
        async with (
            Wire(lambda _: answer(ETag=given_out[0][0], Last_Modified=given_out[0][1])) as wire,
            Fetcher(friendly(), SystemClock()) as fetcher,
        ):
            loop = asyncio.get_running_loop()

            @given(etag=FIELD_VALUE, modified=FIELD_VALUE)
            @settings(max_examples=60, deadline=None)
            def law(etag: bytes, modified: bytes) -> None:
                given_out[0] = (etag, modified)
                asyncio.run_coroutine_threadsafe(twice(), loop).result(20)
                assert wire.asked[-1].header("if-none-match") == etag
                assert wire.asked[-1].header("if-modified-since") == modified

            async def twice() -> None:
                await fetcher.fetch(again(await fetcher.fetch(request(wire.url()))))

            await loop.run_in_executor(None, law)

    asyncio.run(with_server())


def test_first_request_is_unconditional_and_the_next_names_both_validators() -> None:
    async def scenario(fetcher: Fetcher) -> None:
        async with Wire(polite) as wire:
            first = await fetcher.fetch(request(wire.url()))
            second = await fetcher.fetch(again(first))
            assert (first.status, second.status) == (FetchStatus.NEW, FetchStatus.NOT_MODIFIED)
            assert first.body == FEED
            assert second.body == b""
            assert second.validators == first.validators
            assert second.body_hash == first.body_hash
            assert not {"if-none-match", "if-modified-since"} & wire.asked[0].names
            assert wire.asked[1].header("if-none-match") == b'"v1"'
            assert wire.asked[1].header("if-modified-since") == b"Mon, 02 Mar 2026 08:00:00 GMT"

    fetching(scenario)


def test_either_validator_alone_is_enough() -> None:
    async def scenario(fetcher: Fetcher) -> None:
        async with Wire(polite) as wire:
            for one in (Validators(etag='"v1"'), Validators(last_modified="yesterday")):
                result = await fetcher.fetch(request(wire.url(), validators={wire.url(): one}))
                assert result.status is FetchStatus.NOT_MODIFIED

    fetching(scenario)


def test_no_header_beyond_the_few_is_sent() -> None:
    async def scenario(fetcher: Fetcher) -> None:
        async with Wire(polite) as wire:
            await fetcher.fetch(again(await fetcher.fetch(request(wire.url()))))
            allowed = {"host", "user-agent", "accept", "accept-encoding"}
            assert wire.asked[0].names == allowed
            assert wire.asked[1].names == allowed | {"if-none-match", "if-modified-since"}
            agent = wire.asked[0].header("user-agent") or b""
            assert re.fullmatch(rb"aggregator/\S+ \(\+https?://\S+\)", agent)
            assert b"Mozilla" not in agent
            accept = (wire.asked[0].header("accept") or b"").decode()
            assert accept.startswith("application/atom+xml, application/rss+xml, application/feed+json")

    fetching(scenario)


def test_304_that_nobody_asked_for_is_an_error() -> None:
    async def scenario(fetcher: Fetcher) -> None:
        async with Wire(lambda _: answer(304)) as wire:
            with pytest.raises(FetchError) as caught:
                await fetcher.fetch(request(wire.url()))
            assert caught.value.code == "unasked-304"

    fetching(scenario)


def test_same_body_is_known_by_its_hash_and_brings_the_newest_validators() -> None:
    async def scenario(fetcher: Fetcher) -> None:
        count = iter(range(9))
        async with Wire(lambda _: answer(ETag=f'"{next(count)}"')) as wire:
            first = await fetcher.fetch(request(wire.url()))
            second = await fetcher.fetch(again(first))
            assert second.status is FetchStatus.SAME
            assert second.body == b""
            assert second.validators.etag == '"1"'
            assert len(first.body_hash) == 16

    fetching(scenario)


def test_validators_belong_to_the_address_that_gave_them() -> None:
    """Each mirror has its own, and a redirect's source is not asked with its target's."""

    async def scenario(fetcher: Fetcher) -> None:
        async with Wire(lambda asked: answer(302, Location="/b") if asked.target == "/a" else polite(asked)) as wire:
            first = await fetcher.fetch(request(wire.url("/a")))
            assert first.validators.url == first.url == wire.url("/b")
            second = await fetcher.fetch(again(first))
            assert second.status is FetchStatus.NOT_MODIFIED
            by_target = [(asked.target, asked.header("if-none-match")) for asked in wire.asked]
            assert by_target == [("/a", None), ("/b", None), ("/a", None), ("/b", b'"v1"')]

    fetching(scenario)


def test_validators_are_not_sent_once_the_effective_address_changes() -> None:
    async def scenario(fetcher: Fetcher) -> None:
        where = ["/b"]
        async with Wire(
            lambda asked: answer(302, Location=where[0]) if asked.target == "/a" else polite(asked)
        ) as wire:
            first = await fetcher.fetch(request(wire.url("/a")))
            where[0] = "/c"
            second = await fetcher.fetch(again(first))
            assert second.http_status == 200
            assert wire.asked[-1].target == "/c"
            assert "if-none-match" not in wire.asked[-1].names

    fetching(scenario)


@pytest.mark.parametrize("bad", ["", " ", "a\nb", "a\rb", "a\x00b"])
def test_what_no_header_can_carry_is_not_sent(bad: str) -> None:
    async def scenario(fetcher: Fetcher) -> None:
        async with Wire(lambda _: answer()) as wire:
            await fetcher.fetch(request(wire.url(), validators={wire.url(): Validators(bad, bad)}))
            assert not {"if-none-match", "if-modified-since"} & wire.asked[0].names

    fetching(scenario)


def test_date_header_never_becomes_a_validator() -> None:
    async def scenario(fetcher: Fetcher) -> None:
        async with Wire(lambda _: answer(Date="Mon, 02 Mar 2026 08:00:00 GMT")) as wire:
            assert not (await fetcher.fetch(request(wire.url()))).validators

    fetching(scenario)


def test_difference_is_asked_for_only_with_something_to_differ_from() -> None:
    """RFC 3229: `headers.A-IM = "feed"`, and a 226 answer is a part."""

    async def scenario(fetcher: Fetcher) -> None:
        async with Wire(lambda asked: answer(226 if "a-im" in asked.names else 200, ETag='"v1"')) as wire:
            place = Address(wire.url(), wire.url(), headers={"A-IM": "feed"})
            first = await fetcher.fetch(request(place))
            second = await fetcher.fetch(again(first))
            assert "a-im" not in wire.asked[0].names
            assert wire.asked[1].header("a-im") == b"feed"
            assert second.status is FetchStatus.PARTIAL
            assert not second.validators
            assert second.body == FEED

    fetching(scenario)


def test_own_headers_login_and_agent_are_sent_to_their_source_and_cannot_break_the_request() -> None:
    async def scenario(fetcher: Fetcher) -> None:
        async with Wire(lambda _: answer()) as wire:
            place = Address(
                wire.url(),
                "k",
                headers={
                    "Cookie": "会员=1",
                    "Host": "evil",
                    "Accept-Encoding": "gzip, xz",
                    "X-A": "1\r\nX-B: 2",
                    "x y": "1",
                },
                login="reader:密码",
                user_agent="editor/2 (+https://example.org/)",
            )
            await fetcher.fetch(request(place))
            asked = wire.asked[0]
            assert asked.header("cookie") == "会员=1".encode()
            assert asked.header("authorization") == b"Basic cmVhZGVyOuWvhueggQ=="
            assert asked.header("user-agent") == b"editor/2 (+https://example.org/)"
            assert asked.header("host") == f"127.0.0.1:{wire.port}".encode()
            assert b"xz" not in (asked.header("accept-encoding") or b"")
            assert not {"x-a", "x-b", "x y"} & asked.names

    fetching(scenario)


def test_user_and_password_in_an_address_become_a_login_and_leave_the_address() -> None:
    async def scenario(fetcher: Fetcher) -> None:
        async with Wire(lambda _: answer()) as wire:
            url = wire.url("/feed").replace("//", "//reader:p%40ss@")
            result = await fetcher.fetch(request(url))
            assert wire.asked[0].header("authorization") == b"Basic cmVhZGVyOnBAc3M="
            assert "p%40ss" not in result.url

    fetching(scenario)


@pytest.mark.origin
@pytest.mark.parametrize("kind", ["file", "weak", "moved", "found", "gzip", "chunked"])
def test_origin_answers_304_the_second_time(origin: object, kind: str) -> None:
    async def scenario(fetcher: Fetcher) -> None:
        first = await fetcher.fetch(request(origin.url(f"{kind}/rebuilt/rebuilt-woshipm-latest.xml")))  # type: ignore[attr-defined]
        assert (await fetcher.fetch(again(first))).status is FetchStatus.NOT_MODIFIED

    fetching(scenario)


def test_request_carries_what_is_known_of_each_address() -> None:
    one, two = Address("http://a.example/", "a"), Address("http://b.example/", "b")
    asking = replace(request(one, two), validators={"a": Validators("1")}, body_hashes={"b": b"x"})
    assert asking.validators.get("b") is None
