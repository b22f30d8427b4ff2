"""A source that publishes, edits, deletes, re-orders, changes guids and moves, against a dictionary that remembers.

No entry is lost, none is stored twice, no uid and no place in time ever changes, and a story is never split.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from aggregator.model import ParsedEntry
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from support.merging import DAY, HOUR, NOON, Memory, entry, feed, new

TOPICS = ("输入法", "数据库", "播客", "电梯", "图书馆", "火箭", "皮影戏", "海葵", "酸奶", "地图", "菜市场", "录音棚")


@dataclass
class Article:
    """An article as its origin knows it."""

    number: int
    title: str
    text: str
    guid: str
    link: str
    at: datetime

    def item(self) -> ParsedEntry:
        return entry(self.title, guid=self.guid, link=self.link, text=self.text, at=self.at)


class Origin(RuleBasedStateMachine):
    """One source and everything that may happen to it between two polls."""

    @initialize(guids=st.sampled_from(["stable", "none", "volatile", "same"]), dated=st.booleans())
    def begin(self, guids: str, dated: bool) -> None:
        self.memory, self.now = Memory(), NOON
        self.guids, self.dated = guids, dated
        self.host = "a.example"
        self.articles: list[Article] = []
        self.shown: list[Article] = []
        self.seen: set[int] = set()
        self.polls = 0
        self.written: dict[int, tuple[str, datetime]] = {}
        self.owner: dict[int, int] = {}
        self.moved = False

    @rule(count=st.integers(1, 4))
    def publish(self, count: int) -> None:
        for _ in range(count):
            n = len(self.articles)
            topic = TOPICS[n % len(TOPICS)]
            self.articles.append(
                Article(
                    n,
                    f"{topic}报道之{n}：来自现场的观察",
                    f"第{n}篇写的是{topic}。" * 3,
                    f"tag:a.example,2026:{n}",
                    f"http://{self.host}/post/{n}",
                    self.now - timedelta(minutes=n),
                )
            )
            self.shown.insert(0, self.articles[-1])
        del self.shown[12:]

    @precondition(lambda self: self.shown)
    @rule(pick=st.integers(0, 11), title=st.booleans())
    def edit(self, pick: int, title: bool) -> None:
        article = self.shown[pick % len(self.shown)]
        article.text += "更正：数据已更新。"
        if title and not self.moved:
            article.title += "（更新）"

    @precondition(lambda self: len(self.shown) > 2)
    @rule(pick=st.integers(0, 11))
    def delete(self, pick: int) -> None:
        self.shown.pop(pick % len(self.shown))

    @rule(order=st.randoms(use_true_random=False))
    def reorder(self, order: object) -> None:
        order.shuffle(self.shown)  # type: ignore[attr-defined]

    @precondition(lambda self: self.polls and self.guids == "stable")
    @rule()
    def spell_guids_as_volatile(self) -> None:
        self.poll()
        self.guids = "volatile"

    @precondition(lambda self: self.polls and self.shown and not self.moved)
    @rule()
    def move(self) -> None:
        """To another host, all guids new; what is shown was polled as it is."""
        self.poll()
        self.host, self.moved = "b.example", True
        for article in self.articles:
            article.link = f"https://b.example/post/{article.number}"
            article.guid = f"https://b.example/?p={article.number}"
        self.poll()
        self.moved = False

    @rule(hours=st.integers(1, 30))
    def poll(self, hours: int = 1) -> None:
        self._poll(hours=hours, split=False)

    @rule(hours=st.integers(1, 30))
    def poll_known_items_dropped(self, hours: int) -> None:
        self._poll(hours=hours, split=True)

    @precondition(lambda self: self.polls)
    @rule()
    def poll_twice(self) -> None:
        self._poll(hours=1, split=False)
        if self.guids != "volatile":
            assert new(self.memory.poll(self._document(), self.now + HOUR)) == []

    def _document(self):
        return feed(self._item(article) for article in self.shown)

    def _item(self, article: Article) -> ParsedEntry:
        guid = {"stable": article.guid, "none": "", "same": "1", "volatile": f"{article.guid}#{self.polls}"}[self.guids]
        at = article.at if self.dated else None
        return entry(article.title, guid=guid, link=article.link, text=article.text, at=at)

    def _poll(self, *, hours: int, split: bool) -> None:
        self.now += hours * HOUR
        self.polls += 1
        document = self._document()
        if split:
            document = self.memory.split(document)
        verdict = self.memory.poll(document, self.now)
        expected = [at for at, article in enumerate(self.shown) if article.number not in self.seen]
        assert new(verdict) == expected, (self.guids, verdict.decisions)
        for decision, article in zip(verdict.decisions, self.shown, strict=True):
            if decision.entry_id is not None and article.number in self.owner:
                assert self.owner[article.number] == decision.entry_id
        by_item = {row.entry.link + row.entry.title: id_ for id_, row in self.memory.rows.items()}
        for article in self.shown:
            self.owner.setdefault(article.number, by_item[article.link + article.title])
        self.seen |= {article.number for article in self.shown}

    @invariant()
    def nothing_lost_nothing_doubled(self) -> None:
        assert len(self.memory.rows) == len(self.seen)
        assert len(self.memory.stories) == len(self.seen)

    @invariant()
    def what_is_written_once_stays(self) -> None:
        for id_, story in self.memory.stories.items():
            assert self.written.setdefault(id_, (story.uid, story.sort_at)) == (story.uid, story.sort_at)
            assert story.sort_at <= self.now + DAY
        assert len({story.uid for story in self.memory.stories.values()}) == len(self.memory.stories)


Origin.TestCase.settings = settings(
    max_examples=60, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
TestOrigin = Origin.TestCase
