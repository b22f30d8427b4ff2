"""Where a story stands: late entries are seen, old ones do not flood, nothing leads from the future."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from aggregator.merge.order import first_place, later_place, moment, published_at
from aggregator.model import FeedDate, Precision

from support.merging import DAY, HOUR, NOON, Memory, entry, feed, settings, source

SHANGHAI = "Asia/Shanghai"


def at(when, precision=Precision.SECOND):
    return FeedDate(when, precision)


def test_the_first_poll_goes_by_the_published_date():
    assert first_place(at(NOON - 90 * DAY), SHANGHAI, NOON, position=0, feed_date=None) == NOON - 90 * DAY


@pytest.mark.parametrize(("feed_date", "expected"), [(None, NOON), (NOON - DAY, NOON - DAY), (NOON + DAY, NOON)])
def test_undated_entries_of_a_first_poll_stand_in_document_order(feed_date, expected):
    assert first_place(None, SHANGHAI, NOON, position=3, feed_date=feed_date) == expected - timedelta(seconds=3)


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        (NOON - timedelta(minutes=10), NOON - timedelta(minutes=10)),  # since the last poll: as published
        (NOON - 2 * DAY, NOON - HOUR),  # late: seen just after what was there
        (NOON - 7 * DAY - HOUR + timedelta(seconds=1), NOON - HOUR),
        (NOON - 8 * DAY, NOON - 8 * DAY),  # old: where it belongs
        (NOON + 300 * DAY, NOON),  # the future is now
        (None, NOON),
    ],
)
def test_later_polls(published, expected):
    date = at(published) if published else None
    assert later_place(date, SHANGHAI, NOON, NOON - HOUR) == expected


def test_a_day_alone_counts_as_its_end_in_the_zone_of_the_source():
    day = at(datetime(2026, 1, 8, 16, tzinfo=UTC), Precision.DAY)  # 9 January in Shanghai
    assert moment(day, SHANGHAI, NOON) == datetime(2026, 1, 9, 15, 59, 59, tzinfo=UTC)
    assert moment(day, "UTC", NOON) == datetime(2026, 1, 8, 23, 59, 59, tzinfo=UTC)
    assert moment(day, "No/Such_Zone", NOON) == datetime(2026, 1, 8, 23, 59, 59, tzinfo=UTC)


def test_todays_day_is_never_later_than_first_seen():
    today = at(datetime(2026, 1, 9, 16, tzinfo=UTC), Precision.DAY)
    assert moment(today, SHANGHAI, NOON) == NOON


def test_the_end_of_time_is_no_error():
    assert moment(at(datetime.max.replace(tzinfo=UTC), Precision.DAY), SHANGHAI, NOON) == NOON


def test_published_is_clamped_and_stays_absent():
    assert published_at(at(NOON + DAY), NOON) == NOON
    assert published_at(None, NOON) is None


def test_a_stepped_back_clock_puts_nothing_in_the_future():
    assert later_place(at(NOON - DAY), SHANGHAI, NOON, NOON + 5 * HOUR) == NOON


def test_undated_entries_take_the_feeds_date_then_last_modified():
    places = []
    for more in ({"updated": NOON - DAY, "modified": NOON - HOUR}, {"modified": NOON - HOUR}, {}):
        memory = Memory()
        memory.poll(feed([entry("无日期的文章标题", guid="1")], **more))
        places += [story.sort_at for story in memory.stories.values()]
    assert places == [NOON - DAY, NOON - HOUR, NOON]


def numbered(n, when, **more):
    return entry(f"第{n}篇完全不同的报道{n}", guid=str(n), link=f"http://a.example/{n}", at=when, **more)


def test_a_source_added_later_shows_its_newest_few_in_categories_that_were_published():
    memory = Memory(published_categories=frozenset({"xinmeiti"}))
    memory.poll(feed(numbered(n, NOON - n * HOUR) for n in range(50)))
    shown = [row.stored.guid for row in memory.rows.values() if not row.held]
    assert shown == ["0", "1", "2", "3", "4"]
    assert len(memory.rows) == 50


@pytest.mark.parametrize(("backlog", "shown"), [(0, 0), (3, 3), (-1, 20)])
def test_backlog_is_the_categorys_own(backlog, shown):
    config = settings()
    config = replace(config, categories=(replace(config.categories[0], backlog=backlog),))
    memory = Memory(config, published_categories=frozenset({"xinmeiti"}))
    memory.poll(feed(numbered(n, NOON - n * HOUR) for n in range(20)))
    assert sum(not row.held for row in memory.rows.values()) == shown


def test_a_category_that_was_never_published_shows_all():
    memory = Memory()
    memory.poll(feed(numbered(n, NOON - n * HOUR) for n in range(50)))
    assert not any(row.held for row in memory.rows.values())


@pytest.mark.parametrize(
    "accident",
    [
        lambda n: NOON - 30 * DAY - n * HOUR,  # an archive comes again
        lambda n: NOON + HOUR,  # everything was dated anew at one moment
        lambda n: None,
    ],
)
def test_an_accident_shows_at_most_burst(accident):
    memory = Memory(settings(source(burst=10)))
    memory.poll(feed([numbered(999, NOON - DAY)]), NOON)
    memory.poll(feed(numbered(n, accident(n)) for n in range(60)), NOON + 2 * HOUR)
    assert sum(not row.held for row in memory.rows.values()) == 1 + 10
    assert [flaw.code for flaw in memory.states["woshipm"].flaws] == ["burst"]


def test_a_busy_newsroom_is_no_accident():
    memory = Memory(settings(source(burst=10)))
    memory.poll(feed([numbered(999, NOON)]), NOON)
    memory.poll(feed(numbered(n, NOON + n * timedelta(minutes=4)) for n in range(60)), NOON + 5 * HOUR)
    assert not any(row.held for row in memory.rows.values())


def test_burst_of_minus_one_is_no_limit():
    memory = Memory(settings(source(burst=-1)))
    memory.poll(feed([numbered(999, NOON)]), NOON)
    memory.poll(feed(numbered(n, None) for n in range(300)), NOON + HOUR)
    assert not any(row.held for row in memory.rows.values())


def test_ten_polls_leave_an_undated_entry_where_it_is():
    memory = Memory()
    for poll in range(10):
        memory.poll(feed([numbered(1, None)]), NOON + poll * DAY)
    assert [story.sort_at for story in memory.stories.values()] == [NOON]
