from datetime import UTC, datetime, timedelta

import pytest
from aggregator.clock import as_http_date, http_date
from aggregator.serve.conditional import Answer, EntityTag, evaluate, prefers_gzip, tags
from hypothesis import example, given
from hypothesis import strategies as st

TAG = EntityTag("abc")
WHEN = datetime(2026, 3, 4, 5, 6, 7, 891234, tzinfo=UTC)
SAME = as_http_date(WHEN)
BEFORE = as_http_date(WHEN - timedelta(days=1))
AFTER = as_http_date(WHEN + timedelta(days=1))


@pytest.mark.parametrize(
    ("method", "fields", "answer"),
    [
        ("GET", {}, Answer.SEND),
        ("GET", {"if-none-match": '"abc"'}, Answer.NOT_MODIFIED),
        ("HEAD", {"if-none-match": '"abc"'}, Answer.NOT_MODIFIED),
        ("GET", {"if-none-match": 'W/"abc"'}, Answer.NOT_MODIFIED),
        ("GET", {"if-none-match": '"x", W/"y" , "abc"'}, Answer.NOT_MODIFIED),
        ("GET", {"if-none-match": '"a,b", "abc"'}, Answer.NOT_MODIFIED),
        ("GET", {"if-none-match": "*"}, Answer.NOT_MODIFIED),
        ("GET", {"if-none-match": '"other"'}, Answer.SEND),
        ("GET", {"if-none-match": "abc"}, Answer.SEND),
        ("GET", {"if-none-match": ""}, Answer.SEND),
        ("GET", {"if-none-match": 'rubbish, "abc"'}, Answer.NOT_MODIFIED),
        ("GET", {"if-none-match": '"other"', "if-modified-since": AFTER}, Answer.SEND),
        ("GET", {"if-none-match": '"abc"', "if-modified-since": BEFORE}, Answer.NOT_MODIFIED),
        ("GET", {"if-modified-since": SAME}, Answer.NOT_MODIFIED),
        ("GET", {"if-modified-since": AFTER}, Answer.NOT_MODIFIED),
        ("GET", {"if-modified-since": BEFORE}, Answer.SEND),
        ("GET", {"if-modified-since": "yesterday"}, Answer.SEND),
        ("GET", {"if-modified-since": "Wednesday, 04-Mar-26 05:06:07 GMT"}, Answer.NOT_MODIFIED),
        ("GET", {"if-modified-since": "Wed Mar  4 05:06:07 2026"}, Answer.NOT_MODIFIED),
        ("GET", {"if-match": '"abc"'}, Answer.SEND),
        ("GET", {"if-match": 'W/"abc"'}, Answer.FAILED),
        ("GET", {"if-match": "*"}, Answer.SEND),
        ("GET", {"if-match": '"other"', "if-none-match": '"abc"'}, Answer.FAILED),
        ("GET", {"if-match": '"abc"', "if-unmodified-since": BEFORE}, Answer.SEND),
        ("GET", {"if-unmodified-since": BEFORE}, Answer.FAILED),
        ("GET", {"if-unmodified-since": SAME}, Answer.SEND),
        ("POST", {"if-none-match": '"abc"'}, Answer.FAILED),
        ("POST", {"if-modified-since": AFTER}, Answer.SEND),
    ],
)
def test_preconditions_in_the_order_of_the_rfc(method, fields, answer):
    assert evaluate(method, fields, TAG, WHEN) is answer


def test_what_does_not_exist_matches_no_star():
    assert evaluate("GET", {"if-none-match": "*"}, None, None, exists=False) is Answer.SEND
    assert evaluate("GET", {"if-match": "*"}, None, None, exists=False) is Answer.FAILED


def test_a_weak_tag_of_ours_never_matches_strongly():
    assert evaluate("GET", {"if-match": '"abc"'}, EntityTag("abc", weak=True), WHEN) is Answer.FAILED


opaque = st.text(st.characters(codec="latin-1").filter(lambda c: c == "\x21" or "\x23" <= c <= "\x7e" or c >= "\x80"))


@given(st.lists(st.builds(EntityTag, opaque, st.booleans()), max_size=5))
def test_every_list_of_tags_is_read_back(wanted):
    assert list(tags(", ".join(map(str, wanted)))) == wanted


@given(st.text(st.characters(codec="latin-1"), max_size=80))
@example("Fri, 31 Dec 9999 23:59:59 -1200")  # after all time, in UTC
def test_no_field_value_is_too_strange(value):
    tags(value)
    http_date(value)
    prefers_gzip(value)
    for name in ("if-match", "if-none-match", "if-modified-since", "if-unmodified-since"):
        assert evaluate("GET", {name: value}, TAG, WHEN) in Answer


@given(st.datetimes(timezones=st.just(UTC)).filter(lambda when: when.year > 999))
def test_dates_come_back_to_the_second(when):
    assert http_date(as_http_date(when)) == when.replace(microsecond=0)


@pytest.mark.parametrize(
    ("field", "gzip"),
    [
        (None, False), ("", False), ("gzip", True), ("GZIP, deflate, br", True), ("deflate, br", False), ("*", True),
        ("gzip;q=0", False), ("gzip; q=0.5", True), ("identity, gzip;q=0.5", False),
        ("gzip;q=0.5, identity;q=0.1", True),
        ("*;q=0", False), ("*;q=0, gzip", True), ("gzip;q=x", False), ("identity", False),
    ],
)  # fmt: skip
def test_gzip_where_it_is_wanted(field, gzip):
    assert prefers_gzip(field) is gzip
