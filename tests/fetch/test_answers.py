"""What statuses and headers mean."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from aggregator.clock import http_date
from aggregator.errors import FetchError
from aggregator.fetch import Fetcher
from aggregator.fetch.answers import complaint, retry_after
from aggregator.model import FetchStatus
from hypothesis import given
from hypothesis import strategies as st

from support.wire import Wire, answer, fetching, friendly, request

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
WEEK = 7 * 86400.0


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": ""}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "1.5"}, None),
        ({"retry-after": "٣"}, None),
        ({"retry-after": "0"}, 0.0),
        ({"retry-after": " 120 "}, 120.0),
        ({"retry-after": "604801"}, WEEK),
        ({"retry-after": "9" * 400}, WEEK),
        ({"retry-after": "Mon, 02 Mar 2026 09:00:00 GMT"}, 3600.0),
        ({"retry-after": "Monday, 02-Mar-26 09:00:00 GMT"}, 3600.0),
        ({"retry-after": "Mon, 02 Mar 2026 07:00:00 GMT"}, 0.0),
        ({"retry-after": "Mon, 02 Mar 2126 09:00:00 GMT"}, WEEK),
        ({"retry-after": "Mon, 02 Mar 2026 09:00:00 GMT", "date": "Mon, 02 Mar 2026 08:50:00 GMT"}, 600.0),
        ({"retry-after": "Mon, 99 Mar 2026 09:00:00 GMT"}, None),
    ],
)
def test_retry_after(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers, NOW) == seconds


@given(st.text(max_size=40))
def test_any_retry_after_is_read_as_a_span_of_at_most_a_week_or_not_at_all(text: str) -> None:
    seconds = retry_after({"retry-after": text}, NOW)
    assert seconds is None or 0 <= seconds <= WEEK


@given(st.text(max_size=40))
def test_any_date_is_read_as_an_instant_in_utc_or_not_at_all(text: str) -> None:
    when = http_date(text)
    assert when is None or when.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("status", "code", "transient"),
    [
        (400, "http-400", False),
        (401, "http-401", False),
        (403, "http-403", False),
        (404, "http-404", False),
        (410, "gone", False),
        (418, "http-418", False),
        (429, "too-many-requests", True),
        (500, "http-500", True),
        (503, "unavailable", True),
        (300, "http-300", False),
        (204, "empty", True),
        (205, "empty", True),
        (304, "unasked-304", True),
        (999, "http-999", True),
    ],
)
def test_every_status_has_a_code_and_advice(status: int, code: str, transient: bool) -> None:
    error = complaint(status, {}, NOW, conditional=False)
    assert error is not None
    assert (error.code, error.transient, error.status) == (code, transient, status)
    assert error.hint


@pytest.mark.parametrize("status", [200, 203, 226])
def test_a_body_is_no_complaint(status: int) -> None:
    assert complaint(status, {}, NOW, conditional=False) is None


@pytest.mark.parametrize("body", [b"", b" \r\n\t "])
def test_empty_body_is_an_error_and_not_zero_entries(body: bytes) -> None:
    async def scenario(fetcher: Fetcher) -> None:
        async with Wire(lambda _: answer(200, body)) as wire:
            with pytest.raises(FetchError) as caught:
                await fetcher.fetch(request(wire.url()))
            assert caught.value.code == "empty"

    fetching(scenario)


def test_error_carries_status_wait_and_place() -> None:
    async def scenario(fetcher: Fetcher) -> None:
        async with Wire(lambda _: answer(503, Retry_After="90")) as wire:
            with pytest.raises(FetchError) as caught:
                await fetcher.fetch(request(wire.url("/feed")))
            error = caught.value
            assert (error.status, error.retry_after, error.url) == (503, 90.0, wire.url("/feed"))
            assert str(error).startswith(wire.url("/feed"))

    fetching(scenario)


def test_partial_content_is_a_part_without_validators() -> None:
    async def scenario(fetcher: Fetcher) -> None:
        async with Wire(lambda _: answer(206, ETag='"1"')) as wire:
            result = await fetcher.fetch(request(wire.url()))
            assert result.status is FetchStatus.PARTIAL
            assert not result.validators

    fetching(scenario)


def test_header_names_are_lower_case_and_repeated_lines_are_joined() -> None:
    async def scenario(fetcher: Fetcher) -> None:
        raw = b"HTTP/1.1 200 OK\r\nLINK: <a>; rel=hub\r\nLink: <b>; rel=self\r\nX-Titel: \xe4\xb8\xad\r\n\r\n<rss/>"
        async with Wire(lambda _: raw) as wire:
            result = await fetcher.fetch(request(wire.url()))
            assert result.headers["link"] == "<a>; rel=hub, <b>; rel=self"
            assert result.headers["x-titel"].encode("latin-1").decode() == "中"

    fetching(scenario, friendly())
