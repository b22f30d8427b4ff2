"""Comparisons of dates and lengths."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from aggregator.merge.rules import judge
from aggregator.model import Facts
from aggregator.settings import date_span, length_span
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2026-01-31", "2026-01-30T16:00", "2026-01-31T16:00"),
        ("2026-12", "2026-11-30T16:00", "2026-12-31T16:00"),
        ("2026", "2025-12-31T16:00", "2026-12-31T16:00"),
        (">=2026-01-01", "2025-12-31T16:00", None),
        (">2026-01-01", "2026-01-01T16:00", None),
        ("<2026-01-01", None, "2025-12-31T16:00"),
        ("<= 2026-01", None, "2026-01-31T16:00"),
        (">=2026-01-01 < 2026-02-01", "2025-12-31T16:00", "2026-01-31T16:00"),
        ("= 2026-02-28", "2026-02-27T16:00", "2026-02-28T16:00"),
        ("2026-01-01T08:30", "2026-01-01T00:30", "2026-01-01T00:31"),
        (">=2026-01-01T08:30:00Z", "2026-01-01T08:30", None),
    ],
)
def test_a_date_condition_names_a_span(text, start, end):
    def at(value):
        return None if value is None else datetime.fromisoformat(value).replace(tzinfo=UTC)

    assert date_span(text, "Asia/Shanghai") == (at(start), at(end))


@pytest.mark.parametrize(
    "text", ["", ">", "yesterday", "2026-13", "2026-02-30", ">>2026", "<30d", "9999", "2026/01/01", "0001"]
)
def test_what_is_no_date_is_refused_with_words(text):
    with pytest.raises(ValueError, match=r"not a"):
        date_span(text, "Asia/Shanghai")


@given(
    st.dates(min_value=date(1000, 1, 1), max_value=date(9998, 1, 1)),
    st.sampled_from(["UTC", "Asia/Shanghai", "Europe/Berlin"]),
)
def test_a_day_is_what_lies_between_before_and_after(day, zone):
    start, end = date_span(day.isoformat(), zone)
    assert date_span(f"<{day}", zone) == (None, start)
    assert date_span(f">{day}", zone) == (end, None)
    assert date_span(f">={day} <={day}", zone) == (start, end)
    assert timedelta(hours=23) <= end - start <= timedelta(hours=25)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("300", (300, 301)), (">200", (201, None)), (">=200", (200, None)), ("<5000", (0, 5000)),
        ("<= 5000", (0, 5001)),
        (">=200 <5000", (200, 5000)),
    ],
)  # fmt: skip
def test_a_length_condition_names_a_span(text, span):
    assert length_span(text) == span


@pytest.mark.parametrize("text", ["", "long", ">", "-5", "٣", "1.5"])
def test_what_is_no_length_is_refused_with_words(text):
    with pytest.raises(ValueError, match=r"not a"):
        length_span(text)


def test_a_judge_reads_what_settings_made_of_it(settings):
    found = settings(
        '[[source]]\nid = "a"\nurl = "https://example.org/feed"\nonly.date = "2026-11-20"\nonly.length = ">=10"\n'
    )
    decide = judge(found)

    def dropped(when: str, length: int) -> bool:
        at = datetime.fromisoformat(when).replace(tzinfo=UTC)
        return decide(Facts("a", "", "t", "x" * length, (), (), "", "", (), at, length)).dropped

    assert not dropped("2026-11-19T16:00:00", 10)  # midnight of the 20th in Shanghai
    assert not dropped("2026-11-20T15:59:59", 10)
    assert dropped("2026-11-20T16:00:00", 10)
    assert dropped("2026-11-19T15:59:59", 10)
    assert dropped("2026-11-20T00:00:00", 9)
