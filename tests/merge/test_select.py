"""What the current document shows, and which copy of a story."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from aggregator.merge.select import CopyFacts, Sight, left_out_by, seen_together, select, shown_copy
from aggregator.model import FeedDate, Precision
from aggregator.settings.values import Category
from hypothesis import given
from hypothesis import strategies as st

DAY = date(2026, 1, 10)
MIDNIGHT = datetime(2026, 1, 10, tzinfo=UTC)


@dataclass(frozen=True)
class Story:
    source_id: str
    sort_at: datetime


def row(words):
    """ "aab" → stories of these sources, an hour apart, newest first."""
    return [Story(source, MIDNIGHT - timedelta(hours=at)) for at, source in enumerate(words)]


def shown(words, **caps):
    category = replace(Category("新媒体", "xinmeiti", per_source=0), **caps)
    return "".join(story.source_id for story in select(row(words), category, DAY))


@pytest.mark.parametrize(
    ("words", "caps", "expected"),
    [
        ("aabb", {}, "aabb"),
        ("aabb", {"entries": 3}, "aab"),
        ("aabb", {"entries": 0}, ""),
        ("aaabb", {"per_source": 2}, "aabb"),
        ("aaab", {"per_source": 1, "entries": 2}, "ab"),
        ("aaaa", {"age": timedelta(hours=2)}, "aaa"),
        ("aaabbb", {"age": timedelta(hours=4), "per_source": 2, "entries": 3}, "aab"),
        ("a" * 48, {"per_source": 3, "per_source_within": timedelta(days=1)}, "aaaaaa"),
        ("aaab" + "a" * 30, {"per_source": 2, "per_source_within": timedelta(days=1), "entries": 5}, "aabaa"),
    ],
)
def test_caps_together(words, caps, expected):
    assert shown(words, **caps) == expected


@given(
    st.lists(st.sampled_from("abc"), min_size=1, max_size=40),
    st.integers(0, 6), st.sampled_from((None, 3, 12)), st.integers(1, 12),
)  # fmt: skip
def test_the_limit_that_is_named_is_the_one(words, per_source, hours, entries):
    """Lift `entries` where that is named, and the story is shown; a share is more than that alone can lift."""
    span = None if hours is None else timedelta(hours=hours)
    category = Category("新媒体", "xinmeiti", entries=entries, per_source=per_source, per_source_within=span)
    stories = row(words)
    chosen = select(stories, category, DAY)
    for story in stories:
        limit = left_out_by(stories, category, lambda one, it=story: one is it)
        assert (limit == "") is any(one is story for one in chosen)
        share = "per_source" if span is None else "per_source_within"
        if limit == "entries":
            assert any(one is story for one in select(stories, replace(category, entries=99), DAY))
        elif limit:
            assert not any(one is story for one in select(stories, replace(category, entries=99), DAY))
            assert limit == share
            assert any(one is story for one in select(stories, replace(category, per_source=0, entries=99), DAY))


def test_candidates_are_read_only_as_far_as_needed():
    read = []

    def candidates():
        for story in row("ab" * 50):
            read.append(story)
            yield story

    select(candidates(), Category("新媒体", "xinmeiti", entries=5), DAY)
    assert len(read) == 5


@given(st.text("abc", max_size=60), st.integers(1, 5), st.integers(1, 48), st.integers(1, 30))
def test_no_span_holds_more_than_its_share(words, per_source, hours, entries):
    within = timedelta(hours=hours)
    category = Category("新媒体", "xinmeiti", entries=entries, per_source=per_source, per_source_within=within)
    chosen = select(row(words), category, DAY)
    assert len(chosen) <= entries
    for story in chosen:
        same = [
            one
            for one in chosen
            if one.source_id == story.source_id and timedelta(0) <= story.sort_at - one.sort_at < within
        ]
        assert len(same) <= per_source


def copy(source, *, teaser=False, hours=0, length=100, entry_id=0):
    return CopyFacts(source, teaser, MIDNIGHT + timedelta(hours=hours), entry_id, length)


@pytest.mark.parametrize(
    ("copies", "prefer", "expected"),
    [
        ([copy("a"), copy("b", hours=-1)], (), 1),
        ([copy("a", teaser=True), copy("b", hours=5)], (), 1),
        ([copy("a", length=0), copy("b", teaser=True, hours=5)], (), 1),
        ([copy("a"), copy("b", teaser=True, hours=5)], ("b",), 1),
        ([copy("a"), copy("b"), copy("c", hours=9)], ("c", "b"), 2),
        ([copy("a"), copy("b")], ("nobody",), 0),
        ([copy("a", entry_id=2), copy("b", entry_id=1)], (), 1),
        ([copy("a")], (), 0),
    ],
)
def test_the_copy_to_show(copies, prefer, expected):
    assert shown_copy(copies, prefer) == expected


def test_no_copies_is_an_error():
    with pytest.raises(ValueError, match="empty"):
        shown_copy([])


dates = st.none() | st.builds(
    FeedDate, st.integers(-5, 5).map(lambda n: MIDNIGHT + timedelta(hours=6 * n)), st.sampled_from(Precision)
)


@given(
    st.lists(dates, min_size=1, max_size=5).flatmap(
        lambda dated: st.tuples(st.just(dated), st.permutations(range(len(dated))))
    )
)
def test_whichever_copy_comes_first_the_dates_say_which_was_first(case):
    dated, arrival = case
    now, seen = MIDNIGHT + timedelta(days=9), {}
    for step, number in enumerate(arrival):  # one poll after another; each copy's number is the place of its source
        seen[number] = now + timedelta(seconds=step)
        copies = [Sight(100 + one, at, dated[one], one) for one, at in seen.items()]
        seen |= {entry - 100: at for entry, at in seen_together(copies).items()}
    assert sorted(seen.values()) == [now + timedelta(seconds=step) for step in range(len(dated))]
    bearing = [number for number in sorted(seen, key=seen.__getitem__) if dated[number] is not None]
    assert bearing == sorted(bearing, key=lambda one: (end(dated[one]), one))
    assert all(dated[number] is None for number in sorted(seen, key=seen.__getitem__)[len(bearing) :])
    bare = [number for number in arrival if dated[number] is None]
    assert [number for number in sorted(seen, key=seen.__getitem__) if dated[number] is None] == bare


def end(date):
    return date.at + timedelta(days=date.precision is Precision.DAY)
