"""Dates of every make, told apart, placed in their zone, and refused where they cannot be true."""

# ruff: noqa: E501 - tables are read by the row

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from aggregator.model import FeedDate, Precision
from aggregator.parse.dates import Reader, false_midnight, zone_named
from hypothesis import given
from hypothesis import strategies as st

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # 17:00 in Shanghai, a Monday
READER = Reader(NOW, SHANGHAI)


def instant(text: str, reader: Reader = READER) -> str:
    found = reader.read(text)
    assert found is not None, text
    assert found.precision is Precision.SECOND
    return found.at.strftime("%Y-%m-%dT%H:%M:%S")


def day(text: str, reader: Reader = READER) -> date:
    found = reader.read(text)
    assert found is not None, text
    assert found.precision is Precision.DAY
    local = found.at.astimezone(reader.zone)
    assert (local.hour, local.minute, local.second) == (0, 0, 0)
    return local.date()


@pytest.mark.parametrize(
    "text",
    [
        "Fri, 30 Apr 2021 04:30:00 GMT",
        "Fri, 30 Apr 2021 04:30:00 +0000",
        "Fri, 30 Apr 2021 12:30:00 +0800",
        "Fri, 30 Apr 2021 12:30:00 +08:00",
        "Fri, 30 Apr 2021 12:30:00 +8",
        "Fri,30 Apr 2021 12:30:00 +0800",
        "30 Apr 2021 12:30:00 +0800",
        "Friday, 30-Apr-21 04:30:00 GMT",
        "Fri, 30 Apr 21 04:30 UT",
        "Fri, 30 April 2021 04:30 Z",
        "Fri, 29 Apr 2021 23:30:00 EST",
        "Fri, 30 Apr 2021 00:30:00 EDT",
        "Fri, 30 Apr 2021 13:30:00 JST",
        "Fri, 30 Apr 2021 06:30:00 CEST",
        "Fri, 30 Apr 2021 05:30:00 Europe/London",
        "Fri Apr 30 12:30:00 2021",
        "Fri Apr 30 12:30:00 CST 2021",
        "Fri Apr 30 2021 12:30:00 GMT+0800 (中国标准时间)",
        "April 30, 2021 12:30 pm",
        "30. April 2021, 12:30 Uhr",
        "ven, 30 avr 2021 06:30:00 +0200",
        "Sex, 30 Abr 2021 01:30:00 -0300",
        "пт, 30 апр 2021 07:30:00 MSK",
        "2021-04-30T04:30:00Z",
        "2021-04-30t04:30:00z",
        "2021-04-30T12:30:00+08:00",
        "2021-04-30T12:30:00.123456+0800",
        "2021-04-30T12:30+08:00",
        "2021-04-30 12:30:00 +0800 CST",
        "2021-04-30 12:30:00",
        "2021-04-30 12:30",
        "20210430T043000Z",
        "2021/4/30 12:30:00",
        "2021.4.30 12:30",
        "30/04/2021 12:30",
        "2021年4月30日 12:30",
        "2021年04月30日 12时30分00秒",
        "2021年4月30日(金) 12:30",
        "2021年4月30日 星期五 12:30",
        "２０２１年４月３０日　１２：３０",
        "2021년 4월 30일 오후 12:30",
        "1619757000",
        "1619757000000",
        "1619757000.0",
    ],
)
def test_one_instant_in_forty_spellings(text: str) -> None:
    assert instant(text) == "2021-04-30T04:30:00"


@pytest.mark.parametrize(
    "text",
    [
        "2021-04-30",
        "20210430",
        "2021-120",
        "2021-W17-5",
        "2021/4/30",
        "30.04.2021",
        "30 Apr 2021",
        "Fri, 30 Apr 2021",
        "Apr 30th, 2021",
        "30 de abril de 2021",
        "2021年4月30日",
        "2021年4月30号",
        "二〇二一年四月三十日",
        "2021년 4월 30일",
    ],
)
def test_a_day_stays_a_day_in_the_sources_zone(text: str) -> None:
    assert day(text) == date(2021, 4, 30)


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("刚刚", "2026-11-23T09:00:00"),
        ("5分钟前", "2026-11-23T08:55:00"),
        ("3小时前", "2026-11-23T06:00:00"),
        ("3 小時前", "2026-11-23T06:00:00"),
        ("半小时前", "2026-11-23T08:30:00"),
        ("2 hours ago", "2026-11-23T07:00:00"),
        ("5分前", "2026-11-23T08:55:00"),
        ("3시간 전", "2026-11-23T06:00:00"),
        ("今天 08:05", "2026-11-23T00:05:00"),
        ("昨天 12:30", "2026-11-22T04:30:00"),
        ("昨日12:30", "2026-11-22T04:30:00"),
        ("前天 下午3:20", "2026-11-21T07:20:00"),
        ("11月22日 12:30", "2026-11-22T04:30:00"),
        ("12月30日 10:00", "2025-12-30T02:00:00"),  # this year's would lie ahead
        ("08-15 12:33", "2026-08-15T04:33:00"),
        ("12:30", "2026-11-23T04:30:00"),
    ],
)
def test_dates_that_are_told_from_now(text: str, when: str) -> None:
    assert instant(text) == when


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("昨天", date(2026, 11, 22)),
        ("3天前", date(2026, 11, 20)),
        ("4月30日", date(2026, 4, 30)),
        ("1周前", date(2026, 11, 16)),
    ],
)
def test_days_that_are_told_from_now(text: str, when: date) -> None:
    assert day(text) == when


def test_cst_is_china_where_the_source_is_and_chicago_elsewhere() -> None:
    text = "Fri, 30 Apr 2021 12:30:00 CST"
    assert instant(text) == "2021-04-30T04:30:00"
    assert instant(text, Reader(NOW, UTC)) == "2021-04-30T18:30:00"


def test_a_date_without_zone_is_in_the_sources_zone() -> None:
    text = "2021-07-30 12:30:00"
    assert instant(text, Reader(NOW, ZoneInfo("Europe/Berlin"))) == "2021-07-30T10:30:00"
    assert instant(text, Reader(NOW, zone_named("No/Such"))) == "2021-07-30T12:30:00"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Invalid Date",
        "Invalid date",
        "null",
        "undefined",
        "0",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "1970-01-01T08:00:00+08:00",
        "0001-01-01T00:00:00Z",
        "1900-01-01 00:00:00",
        "2021-13-45",
        "2021-02-30",
        "Mon, 99 Foo 2021",
        "04/05/2021",  # April or May
        "hello world",
        "x" * 500,
        "99999999999999999999",
        "9999-12-31T23:59:59Z",
    ],
)
def test_what_cannot_be_true_is_no_date(text: str) -> None:
    assert READER.read(text) is None


def test_midnight_at_the_end_of_a_day() -> None:
    assert instant("2021-04-30T24:00:00Z") == "2021-05-01T00:00:00"
    assert instant("Wed, 31 Jul 2002 24:00:00 GMT") == "2002-08-01T00:00:00"
    assert instant("2016-12-31T23:59:60Z") == "2016-12-31T23:59:59"


def test_formats_of_a_source_come_first() -> None:
    reader = Reader(NOW, SHANGHAI, ("%m/%d/%Y", "%d|%m|%Y %H.%M"))
    assert day("04/05/2021", reader) == date(2021, 4, 5)
    assert instant("30|04|2021 12.30", reader) == "2021-04-30T04:30:00"
    assert instant("2021-04-30 12:30", reader) == "2021-04-30T04:30:00"


def test_a_format_without_year_means_the_last_such_day() -> None:
    assert day("12.30", Reader(NOW, SHANGHAI, ("%m.%d",))) == date(2025, 12, 30)


MIDNIGHTS = ["Fri, 30 Apr 2021 00:00:00 GMT", "Thu, 29 Apr 2021 00:00:00 GMT", "Thu, 29 Apr 2021 00:00:00 +0000"]


@pytest.mark.parametrize(
    ("dates", "false"),
    [
        (MIDNIGHTS, True),
        (["2021-04-30T00:00:00Z", "", "2021-04-29T00:00:00.000Z"], True),
        (["Thu, 29 Apr 2021 16:00:00 GMT", "Wed, 28 Apr 2021 16:00:00 GMT"], True),  # midnight in Shanghai
        (["2021-04-30 00:00:00", "2021-04-29 00:00:00"], True),
        ([*MIDNIGHTS, "Thu, 29 Apr 2021 00:00:01 GMT"], False),
        (MIDNIGHTS[:1], False),  # one may be true
        (["2021-04-30", "2021-04-29"], False),  # days already
        ([*MIDNIGHTS[:1], "Invalid Date"], False),
        ([], False),
    ],
)
def test_midnight_everywhere_is_no_time(dates: list[str], false: bool) -> None:
    assert false_midnight(dates, READER) is false


def test_a_false_midnight_is_the_day_that_it_names() -> None:
    reader = Reader(NOW, SHANGHAI, false_midnight=True)
    assert day("Fri, 30 Apr 2021 00:00:00 GMT", reader) == date(2021, 4, 30)
    assert day("Thu, 29 Apr 2021 16:00:00 GMT", reader) == date(2021, 4, 30)
    west = Reader(NOW, ZoneInfo("America/New_York"), false_midnight=True)
    assert day("Fri, 30 Apr 2021 00:00:00 GMT", west) == date(2021, 4, 30)


moments = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1))  # noqa: DTZ001 - the zone follows
moments = moments.map(lambda when: when.replace(microsecond=0))
offsets = st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(moments, offsets)
def test_what_is_written_with_a_zone_is_read_back(when: datetime, zone: timezone) -> None:
    there = when.replace(tzinfo=zone)
    expected = FeedDate(there.astimezone(UTC))
    assert READER.read(there.isoformat()) == expected
    assert READER.read(there.strftime("%a, %d %b %Y %H:%M:%S %z")) == expected


@given(moments)
def test_what_is_written_in_chinese_is_read_back(when: datetime) -> None:
    local = when.replace(tzinfo=SHANGHAI, second=0)
    text = f"{local.year}年{local.month}月{local.day}日 {local.hour:02}:{local.minute:02}"
    assert READER.read(text) == FeedDate(local.astimezone(UTC))


@given(st.text(alphabet="0123456789-/:.,TZ +年月日前天小时分上下午AprFriGMT()", max_size=40))
def test_no_text_breaks_the_reader(text: str) -> None:
    found = READER.read(text)
    assert found is None or found.at.utcoffset() == timedelta()


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2021-04-30 下午 03:20:11", "2021-04-30T07:20:11"),
        ("2021/4/30 上午 12:20:11", "2021-04-29T16:20:11"),
        ("2021-04-30 오후 3:20:00", "2021-04-30T07:20:00"),
        ("2021. 4. 30. 오후 3:20:05", "2021-04-30T07:20:05"),
        ("2021. 4. 30. 12:30", "2021-04-30T04:30:00"),
        ("2021年4月30日 晚8点", "2021-04-30T12:00:00"),
        ("2021年4月30日 晚上8点半", "2021-04-30T12:30:00"),
        ("2021年4月30日 12:30 +0900", "2021-04-30T03:30:00"),
        ("下午3:20 2021-04-30", "2021-04-30T07:20:00"),
        ("民國110年4月30日 12:30", "2021-04-30T04:30:00"),
        ("平成31年4月30日 10:00", "2019-04-30T02:00:00"),
        ("昨晚 20:30", "2026-11-22T12:30:00"),
        ("大前天 08:05", "2026-11-20T00:05:00"),
        ("今早 8:30", "2026-11-23T00:30:00"),
        ("十二分钟前", "2026-11-23T08:48:00"),
        ("二十分钟前", "2026-11-23T08:40:00"),
        ("1小时30分钟前", "2026-11-23T07:30:00"),
        ("1小时前更新", "2026-11-23T08:00:00"),
        ("发布于 3小时前", "2026-11-23T06:00:00"),
        ("il y a 3 heures", "2026-11-23T06:00:00"),
        ("vor 3 Stunden", "2026-11-23T06:00:00"),
        ("3 часа назад", "2026-11-23T06:00:00"),
        ("上周五 12:30", "2026-11-20T04:30:00"),
        ("周五 12:30", "2026-11-20T04:30:00"),
        ("去年3月1日 12:30", "2025-03-01T04:30:00"),
        ("发表于 2021-4-30 12:30", "2021-04-30T04:30:00"),
        ("发布时间：2021-04-30 12:30:05", "2021-04-30T04:30:05"),
        ("2021-04-30 12:30 发布", "2021-04-30T04:30:00"),
        ("2021-04-30 12:30:00 北京时间", "2021-04-30T04:30:00"),
        ("2021/04/30（金） 15:20:30", "2021-04-30T07:20:30"),
        ("/Date(1619757000000)/", "2021-04-30T04:30:00"),
        ("2021-04-30 12:30:00.123456789 +0800 CST m=+0.000000001", "2021-04-30T04:30:00"),
        ("2021-04-30T12:30:00+08:00[Asia/Shanghai]", "2021-04-30T04:30:00"),
        ("2021-04-30T12:30:00 08:00", "2021-04-30T04:30:00"),
        ("Fri, 30 Apr 2021 12:30:00 0800", "2021-04-30T04:30:00"),
        ("2021:04:30 12:30:00", "2021-04-30T04:30:00"),
        ("2021-04-30-12:30", "2021-04-30T04:30:00"),
        ("30.04.2021 - 12:30", "2021-04-30T04:30:00"),
        ("[30/Apr/2021:12:30:00 +0800]", "2021-04-30T04:30:00"),
        ("星期五, 30 四月 2021 12:30:00 +0800", "2021-04-30T04:30:00"),
        ("五, 30  4月 2021 12:30:00 +0800", "2021-04-30T04:30:00"),
        ("金, 30 4 2021 12:30:00 +0900", "2021-04-30T03:30:00"),
        ("pt., 30 kwi 2021 12:30:00 +0200", "2021-04-30T10:30:00"),
        ("Cum, 30 Nis 2021 12:30:00 +0300", "2021-04-30T09:30:00"),
        ("Mi, 03 Mär 2021 12:30:00 +0100", "2021-03-03T11:30:00"),
    ],
)
def test_habits_of_writers_are_known(text: str, meant: str) -> None:
    assert instant(text) == meant


@pytest.mark.parametrize(
    "text",
    [
        "民国110年4月30日", "中華民國一百一十年四月三十日", "令和3年4月30日", "2021. 4. 30.", "更新时间: 2021年4月30日", "四月 30, 2021",
        "30 4月 2021", "21-04-30", "30-04-21", "30 квітня 2021", "30 kwietnia 2021", "30. dubna 2021", "2021. április 30.",
        "30 Nisan 2021", "30 aprilie 2021", "30. huhtikuuta 2021", "30 tháng 4, 2021", "30 เมษายน 2564", "30 Απριλίου 2021",
    ],
)  # fmt: skip
def test_days_of_many_calendars_and_languages(text: str) -> None:
    assert day(text) == date(2021, 4, 30)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("上周五", date(2026, 11, 20)), ("本周一", date(2026, 11, 23)), ("星期五", date(2026, 11, 20)), ("周一", date(2026, 11, 23)),
        ("大前天", date(2026, 11, 20)), ("令和元年5月1日", date(2019, 5, 1)), ("昭和64年1月7日", date(1989, 1, 7)), ("2021年4月", date(2021, 4, 1)),
        ("1er mai 2021", date(2021, 5, 1)), ("去年12月30日", date(2025, 12, 30)),
    ],
)  # fmt: skip
def test_days_told_from_today_and_by_eras(text: str, meant: date) -> None:
    assert day(text) == meant


@pytest.mark.parametrize("text", ["20-11-21", "01-02-03", "21-13-45"])
def test_a_short_date_that_may_be_two_is_none(text: str) -> None:
    assert READER.read(text) is None
