"""Order and limits in a real database: places are written once, limits hold together, and `explain` names the one."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path

from aggregator.merge.intake import Arrival, backlog, burst
from aggregator.merge.order import OLD, first_place, later_place, moment
from aggregator.model import FeedDate, MergedEntry, Precision, SourceState
from aggregator.settings.values import Category, Publish, Settings
from aggregator.store.outbox import stored_day
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from support.store_world import START, World, make_entry, make_settings, make_source

SOURCES = ("woshipm", "zaker", "jingxuan")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ZONE = "Asia/Shanghai"
AGES = {  # how an item is dated, as seen from its poll; None is not at all
    "fresh": timedelta(minutes=7),
    "late": timedelta(days=3),
    "just late": timedelta(days=7, minutes=1),
    "old": timedelta(days=30),
    "future": timedelta(days=-400),
    "undated": None,
}


@dataclass(frozen=True)
class News:
    """A new item: how it is dated, whether by the day alone, and the article it carries if others carry it too."""

    dated: str
    day: bool
    shared: int | None


@dataclass(frozen=True)
class Poll:
    source: str
    after: timedelta
    news: tuple[News, ...]
    edits: bool  # of the item that was listed first before


@dataclass(frozen=True)
class Limits:
    entries: int
    per_source: int
    within: timedelta | None
    age: timedelta | None
    backlog: int
    burst: int
    archive: bool

    def settings(self, sources: Sequence[str] = SOURCES) -> Settings:
        category = Category(
            "新媒体", "xinmeiti", path=("新媒体",), entries=self.entries, per_source=self.per_source,
            per_source_within=self.within, age=self.age, backlog=self.backlog,
        )  # fmt: skip
        sources = [make_source(name, burst=self.burst) for name in sources]
        return make_settings(sources, [category], publish=Publish(archive=self.archive))


polls = st.lists(
    st.builds(
        Poll,
        source=st.sampled_from(SOURCES),
        after=st.sampled_from((timedelta(minutes=10), HOUR, 20 * HOUR, 6 * DAY)),
        news=st.lists(
            st.builds(News, st.sampled_from(sorted(AGES)), st.booleans(), st.none() | st.integers(0, 3)), max_size=4,
            unique_by=lambda news: object() if news.shared is None else news.shared,
        ).map(tuple),
        edits=st.booleans(),
    ),
    min_size=2, max_size=7,
)  # fmt: skip
limits = st.builds(
    Limits,
    entries=st.integers(1, 8),
    per_source=st.integers(0, 3),
    within=st.sampled_from((None, 3 * HOUR, 2 * DAY)),
    age=st.sampled_from((None, 2 * DAY, 20 * DAY)),
    backlog=st.sampled_from((-1, 0, 2)),
    burst=st.sampled_from((-1, 2)),
    archive=st.booleans(),
)


@dataclass
class History:
    """What was polled, beside the world that recorded it."""

    world: World
    documents: dict[str, list] = field(default_factory=dict)
    asked: dict[str, datetime] = field(default_factory=dict)  # the previous poll of each source
    places: dict[int, datetime] = field(default_factory=dict)  # of every story, as first seen
    made: int = 0

    def poll(self, poll: Poll) -> None:
        now = self.world.clock.pass_(poll.after)
        fresh = [self._item(news, now) for news in poll.news]
        before = self.documents.get(poll.source, [])
        if poll.edits and before:
            before = [replace(before[0], content_hash=f"{now}".encode()[-16:]), *before[1:]]
        document = [replace(one, position=at, item_hash=self._hash(one)) for at, one in enumerate(fresh + before)]
        self.world.poll(poll.source, *document)
        self._check_places(poll.source, document, fresh, now)
        self.documents[poll.source], self.asked[poll.source] = document, now

    def _hash(self, one) -> bytes:
        return bytes(a ^ b for a, b in zip(one.item_hash, one.content_hash, strict=True))

    def _item(self, news: News, now: datetime):
        self.made += 1
        age = AGES[news.dated]
        title, link = f"县城书店的第{self.made}次进货记录", f"https://news.example/{self.made}"
        if news.shared is not None:
            title, link = f"共享工具箱落地{'甲乙丙丁'[news.shared]}城", f"https://shared.example/{news.shared}"
        precision = Precision.DAY if news.day else Precision.SECOND
        at = None if age is None else now - age
        return make_entry(0, title, link=link, guid=f"{self.made}", at=at, precision=precision)

    def _check_places(self, source: str, document: Sequence, fresh: Sequence, now: datetime) -> None:
        """No place was changed; new ones are where a person would look for them."""
        rows = self.world.sql("SELECT id, sort_at FROM story")
        now_at = {row[0]: _instant(row[1]) for row in rows}
        assert {story: now_at[story] for story in self.places} == self.places
        previous, new = self.asked.get(source), {story: at for story, at in now_at.items() if story not in self.places}
        links = dict(self.world.sql("SELECT story_id, link FROM entry ORDER BY id DESC"))
        by_link = {one.link: one for one in fresh}
        for story, at in new.items():
            date = by_link[links[story]].published
            assert at <= now
            if previous is not None and not (date and moment(date, ZONE, now) < previous - OLD):
                assert at >= previous  # above all that stood there when its source was asked before
            elif date is not None:
                assert at == moment(date, ZONE, now)
        order = [links[story] for story, at in sorted(new.items(), key=lambda one: (one[1], one[0]), reverse=True)]
        for one, other in pairwise(order):
            same = _place_of(new, links, one) == _place_of(new, links, other)
            assert not same or _position(document, one) < _position(document, other)
        self.places = now_at


def _place_of(places: dict[int, datetime], links: dict[int, str], link: str) -> datetime:
    return next(at for story, at in places.items() if links[story] == link)


def _position(document: Sequence, link: str) -> int:
    return next(one.position for one in document if one.link == link)


def _instant(micros: int) -> datetime:
    return datetime.fromtimestamp(0, UTC) + timedelta(microseconds=micros)


def check_document(world: World, limit: Limits) -> None:
    """The current document is in order and within every limit."""
    shown = world.feed().entries
    keys = [(one.sort_at, one.story_id) for one in shown]
    assert keys == sorted(set(keys), reverse=True)
    assert len(shown) <= limit.entries
    start = datetime.combine(_day(world), time(), UTC)
    assert limit.age is None or all(one.sort_at >= start - limit.age for one in shown)
    if limit.archive or limit.per_source <= 0:  # an archive shows what was edited for a day, beside the shares
        return
    if limit.within is None:
        assert max(Counter(one.source.id for one in shown).values(), default=0) <= limit.per_source
    else:
        assert all(_share(shown, one, limit.within) <= limit.per_source for one in shown)


def _share(shown: Sequence[MergedEntry], one: MergedEntry, within: timedelta) -> int:
    return sum(
        other.source.id == one.source.id and timedelta(0) <= one.sort_at - other.sort_at < within for other in shown
    )


def _day(world: World):
    return stored_day(world.store._db)


def check_reasons(world: World, limit: Limits) -> None:
    """Whatever is not there, `explain` names what keeps it out, and without that it would be there."""
    shown = {one.uid for one in world.feed().entries}
    held = {row[0] for row in world.sql(
        "SELECT s.uid FROM story AS s WHERE NOT EXISTS (SELECT 1 FROM entry AS e JOIN entry_category AS c "
        "ON c.entry_id = e.id WHERE e.story_id = s.id AND c.held = 0)"
    )}  # fmt: skip
    for (uid,) in world.sql("SELECT uid FROM story"):
        (told,) = world.store.explain(uid, world.settings)
        (output,) = told.outputs
        assert output.shown is (uid in shown)
        assert bool(output.reason) is not output.shown
        if output.shown:
            continue
        event(output.reason.partition(";")[0].lstrip("0123456789 "))
        assert ("held back by" in output.reason) is (uid in held)
        if uid not in held:
            lifted = _without(world, output.reason)
            assert uid in {one.uid for one in _feed(world, **lifted).entries}, output.reason


def _without(world: World, reason: str) -> dict[str, object]:
    """The category without the limit that a reason names; a share or an age is more than `entries` alone can lift."""
    lifted: dict[str, object] = {"entries": 10_000}
    if "age" in reason:
        return lifted | {"age": None, "per_source": 0}
    if "`per_source`" in reason or "`per_source_within`" in reason:
        return lifted | {"per_source": 0}
    assert "`entries`" in reason
    return lifted


def _feed(world: World, **more: object):
    category = replace(world.settings.categories[0], **more)
    feed = world.store.merged(
        replace(world.settings, categories=(category,), publish=Publish(archive=False)), "xinmeiti"
    )
    assert feed is not None
    return feed


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck), phases=(Phase.generate,))
@given(limits, polls)
def test_places_are_written_once_limits_hold_together_and_reasons_are_true(limit: Limits, steps: list[Poll]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        here: list[str] = []
        world = World(Path(folder) / "state", limit.settings())
        world.configure(limit.settings(()))
        history = History(world)
        for step in steps:
            if step.source not in here:  # as if it had just been written into the file
                here.append(step.source)
                world.configure(limit.settings(here))
            history.poll(step)
            world.store.advance_day(world.clock.now().date())
            world.publish()
            check_document(world, limit)
        check_reasons(world, limit)
        world.close()


moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 3, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(moments, moments, st.booleans())
def test_a_moment_is_never_later_than_now_and_a_day_ends_after_it_began(at: datetime, now: datetime, day: bool) -> None:
    found = moment(FeedDate(at, Precision.DAY if day else Precision.SECOND), ZONE, now)
    assert min(at, now) <= found <= now


@given(moments, moments, st.timedeltas(timedelta(0), 30 * DAY), st.integers(0, 50))
def test_a_later_place_is_above_what_was_there_unless_it_is_old(
    at: datetime, now: datetime, ago: timedelta, position: int
) -> None:
    date, previous = FeedDate(at, Precision.SECOND), now - ago
    place = later_place(date, ZONE, now, previous)
    assert place <= now
    assert place >= previous or place == at < previous - OLD
    assert later_place(None, ZONE, now, previous) == now
    undated = [first_place(None, ZONE, now, position=n, feed_date=at) for n in (position, position + 1)]
    assert undated[1] < undated[0] <= now
    assert first_place(date, ZONE, now, position=position, feed_date=None) == min(at, now)


slugs = st.frozensets(st.sampled_from(("xinmeiti", "keji")))
arrivals = st.lists(st.tuples(moments, slugs), max_size=12).map(
    lambda drawn: [Arrival(n, at, FeedDate(at, Precision.SECOND), held) for n, (at, held) in enumerate(drawn)]
)


@given(arrivals, st.integers(-1, 4), st.integers(-1, 4), slugs)
def test_backlog_and_burst_hold_back_the_oldest_and_no_more(
    new: list[Arrival], first: int, second: int, published: frozenset[str]
) -> None:
    categories = [Category("新媒体", "xinmeiti", backlog=first), Category("科技", "keji", backlog=second)]
    held = backlog(new, categories, published)
    for category in categories:
        there = [one for one in new if category.slug in one.categories]
        kept = [one for one in there if category.slug not in held.get(one.position, ())]
        free = category.slug not in published or category.backlog < 0
        assert len(kept) == (len(there) if free else min(len(there), category.backlog))
        lost = [one for one in there if one not in kept]
        assert all(one.place >= other.place for one in kept for other in lost)
    state = SourceState("woshipm")
    kept_back = burst(new, second, state, START)
    assert len(new) - len(kept_back) == (len(new) if second < 0 else min(len(new), second))
    assert all(
        one.place >= other.place for one in new for other in new
        if one.position not in kept_back and other.position in kept_back
    )  # fmt: skip
