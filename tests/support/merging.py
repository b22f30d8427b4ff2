"""Documents out of a few words, and a store in memory that records verdicts: what tests of decisions need."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from aggregator.merge import identity, landmarks
from aggregator.merge.decide import decider
from aggregator.merge.rules import judge
from aggregator.model import (
    Action,
    Candidate,
    Evidence,
    FeedDate,
    Known,
    Near,
    ParsedEntry,
    ParsedFeed,
    PlainText,
    Precision,
    RosterItem,
    SafeHtml,
    SourceState,
    StoredEntry,
    Verdict,
)
from aggregator.settings.values import (
    Category,
    Dedupe,
    FetchSettings,
    Images,
    Keep,
    Log,
    Publish,
    Serve,
    Settings,
    Site,
    Source,
)

NOON = datetime(2026, 1, 10, 4, 0, tzinfo=UTC)  # noon in Shanghai
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LONG = "".join(
    f"第{n}段说的是推荐系统在{place}的一次改版，编辑们用{n * 3}天比较了新旧两版的数据，然后写下结论。"
    for n, place in enumerate(("首页", "搜索页", "评论区", "消息中心", "个人主页"), start=1)
)


def entry(
    title: str = "推荐系统改版的三个原因",
    *,
    guid: str = "",
    link: str = "",
    text: str = "",
    at: datetime | None = None,
    day: bool = False,
    position: int = 0,
    **more: Any,
) -> ParsedEntry:
    """An item as the parse child hands it over."""
    published = FeedDate(at, Precision.DAY if day else Precision.SECOND) if at else None
    content = hashlib.blake2b(f"{title}\0{text}".encode("utf-8", "surrogatepass"), digest_size=16).digest()
    whole = hashlib.blake2b(
        f"{title}\0{text}\0{guid}\0{link}\0{at}".encode("utf-8", "surrogatepass"), digest_size=16
    ).digest()
    return ParsedEntry(
        position=position,
        item_hash=whole,
        content_hash=content,
        guid=guid,
        link=link,
        title=PlainText(title),
        keys=identity.keys(title=title, text=text, link=link, guid=guid),
        published=published,
        content=SafeHtml(f"<p>{text}</p>"),
        text=PlainText(text),
        **more,
    )


def feed(items: Iterable[RosterItem], **more: Any) -> ParsedFeed:
    """A document of these items, in this order."""
    placed = tuple(replace(item, position=position) for position, item in enumerate(items))
    return ParsedFeed(format="rss20", encoding="utf-8", roster=placed, **more)


def source(name: str = "woshipm", **more: Any) -> Source:
    """A source in 新媒体."""
    return replace(Source(id=name, addresses=(), categories=("xinmeiti",)), **more)


def settings(*sources: Source, **more: Any) -> Settings:
    """Settings with one category, 新媒体, unless told otherwise."""
    nowhere = Path("/nonexistent")
    base = Settings(
        file=nowhere,
        files=(),
        watch=(),
        state=nowhere,
        output=nowhere,
        timezone="Asia/Shanghai",
        site=Site(),
        fetch=FetchSettings(),
        keep=Keep(),
        dedupe=Dedupe(),
        categories=(Category("新媒体", "xinmeiti"),),
        sources=sources or (source(),),
        rules=(),
        hides=(),
        images=Images(),
        publish=Publish(),
        serve=Serve(),
        log=Log(),
    )
    return replace(base, **more)


@dataclass
class Row:
    """A stored entry with what only a store keeps."""

    stored: StoredEntry
    source: str
    text: str
    entry: ParsedEntry
    dropped: bool = False
    held: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()


@dataclass
class Story:
    """A stored story; uid and sort_at are written once."""

    uid: str
    sort_at: datetime
    keys: set[tuple[str, int, str]] = field(default_factory=set)


@dataclass
class Memory:
    """A store in memory: reads evidence, decides, records, as the real one does in its transaction."""

    settings: Settings = field(default_factory=settings)
    rows: dict[int, Row] = field(default_factory=dict)
    stories: dict[int, Story] = field(default_factory=dict)
    aliases: dict[tuple[str, str, str], int] = field(default_factory=dict)
    states: dict[str, SourceState] = field(default_factory=dict)
    tombstones: set[tuple[str, str, str]] = field(default_factory=set)
    published_categories: frozenset[str] = frozenset()
    later: list[tuple[int, int, str]] = field(default_factory=list)
    ids: Callable[[], int] = field(default_factory=lambda: count(1).__next__)

    def poll(self, document: ParsedFeed, now: datetime = NOON, *, source: str = "woshipm") -> Verdict:
        """One poll, as one transaction."""
        evidence = self.evidence(document, source, now)
        configured = self.settings.source(source)
        assert configured is not None
        verdict = decider(configured, self.settings, judge(self.settings))(document, evidence, now)
        self._record(document, verdict, source, now)
        return verdict

    def split(self, document: ParsedFeed, source: str = "woshipm") -> ParsedFeed:
        """The document as the split path hands it over: items of the last roster whose bytes are known are `Known`."""
        state = self.states.get(source, SourceState(source))
        known = {self.rows[entry_id].entry.item_hash: entry_id for entry_id in state.roster}
        items = tuple(
            Known(item.position, known[item.item_hash], item.item_hash, item.guid, item.link)
            if item.item_hash in known
            else item
            for item in document.roster
        )
        return replace(document, roster=items)

    def evidence(self, document: ParsedFeed, source: str, now: datetime) -> Evidence:
        """Everything stored that bears on the document."""
        parsed = [item for item in document.roster if isinstance(item, ParsedEntry)]
        names = {name for item in parsed for name in identity.alias_names(item)}
        aliases = {name: self.aliases[source, *name] for name in names if (source, *name) in self.aliases}
        ids = set(aliases.values()) | {item.entry_id for item in document.roster if isinstance(item, Known)}
        keys = {key for item in parsed for key in identity.story_lookups(item)}
        stories = {key: tuple(id_ for id_, story in self.stories.items() if key in story.keys)[-8:] for key in keys}
        near = {item.position: self._near(item, now) for item in parsed}
        found = {story for group in (*stories.values(), *(one.stories for one in near.values())) for story in group}
        return Evidence(
            source=self.states.get(source, SourceState(source)),
            aliases=aliases,
            entries={id_: self.rows[id_].stored for id_ in ids},
            stories=stories,
            candidates={story: self._copies(story) for story in found},
            near=near,
            story_sources={
                story: frozenset(row.source for row in self.rows.values() if row.stored.story_id == story)
                for story in found
            },
            taken_uids=frozenset(story.uid for story in self.stories.values()),
            tombstones=frozenset(name for name in names if (source, *name) in self.tombstones),
            published_categories=self.published_categories,
        )

    def _near(self, item: ParsedEntry, now: datetime) -> Near:
        since = now - self.settings.dedupe.similar
        rows = [
            (row.stored.story_id, row.source, set(row.entry.keys.bands))
            for row in self.rows.values()
            if row.stored.first_seen_at >= since
        ]
        hashes = {band for band in item.keys.bands if not landmarks.is_landmark(band)}
        alike = [story for story, _, bands in rows if hashes & bands]
        bearers = [
            [(story, hash(source)) for story, source, bands in rows if mark in bands]
            for mark in set(item.keys.bands) - hashes
        ]
        return Near(tuple(dict.fromkeys(alike)), tuple(landmarks.met(map(landmarks.leads_to, bearers))))

    def _copies(self, story: int) -> tuple[Candidate, ...]:
        return tuple(
            Candidate(
                story,
                id_,
                row.source,
                row.stored.title,
                PlainText(row.text),
                row.stored.link,
                row.stored.first_seen_at,
                row.stored.published.at if row.stored.published else None,
            )
            for id_, row in self.rows.items()
            if row.stored.story_id == story
        )[:4]

    def _record(self, document: ParsedFeed, verdict: Verdict, source: str, now: datetime) -> None:
        items = {item.position: item for item in document.roster}
        listed: dict[int, int] = {}
        for decision in verdict.decisions:
            item = items[decision.position]
            if decision.action is Action.NEW:
                assert isinstance(item, ParsedEntry)
                assert sum(x is not None for x in (decision.story_id, decision.joins)) + bool(decision.uid) == 1
                story = decision.story_id
                if decision.joins is not None:
                    story = self.rows[listed[decision.joins]].stored.story_id
                elif story is None:
                    assert decision.uid not in {one.uid for one in self.stories.values()}
                    assert decision.sort_at is not None
                    story = self.ids()
                    self.stories[story] = Story(decision.uid, decision.sort_at)
                assert decision.judgement is not None
                id_ = self.ids()
                stored = StoredEntry(
                    id_,
                    story,
                    item.item_hash,
                    item.content_hash,
                    0,
                    item.title,
                    item.link,
                    item.guid,
                    now,
                    item.published,
                    None,
                )
                self.rows[id_] = Row(
                    stored,
                    source,
                    item.text,
                    item,
                    decision.judgement.dropped,
                    decision.held_back,
                    decision.judgement.categories,
                )
                listed[decision.position] = id_
            elif decision.action is not Action.IGNORE:
                assert decision.entry_id is not None
                listed[decision.position] = id_ = decision.entry_id
                if decision.action is Action.UPDATE:
                    assert isinstance(item, ParsedEntry)
                    row = self.rows[id_]
                    row.stored = replace(
                        row.stored,
                        content_hash=item.content_hash,
                        title=item.title,
                        link=item.link,
                        guid=item.guid,
                        changes=row.stored.changes + decision.content_changed,
                    )
                    row.text = item.text
                if isinstance(item, ParsedEntry):
                    self.rows[id_].entry = item
            else:
                continue
            self.stories[self.rows[listed[decision.position]].stored.story_id].keys |= set(decision.story_keys)
            for name in decision.aliases:
                self.aliases.setdefault((source, *name), listed[decision.position])
        self.later += verdict.later_evidence
        state = self.states.get(source, SourceState(source))
        roster = tuple(dict.fromkeys(listed.values()))
        self.states[source] = replace(
            state,
            first_polled_at=state.first_polled_at or now,
            last_success_at=now,
            policy=verdict.policy,
            policy_evidence=verdict.policy_evidence,
            flaws=verdict.flaws,
            roster=tuple(dict.fromkeys(roster + state.roster)) if document.partial else roster,
        )

    def titles(self, source: str | None = None) -> list[str]:
        """Titles of what is stored, oldest first."""
        return [row.stored.title for row in self.rows.values() if source in {None, row.source}]


def new(verdict: Verdict) -> list[int]:
    """The positions that are new."""
    return [decision.position for decision in verdict.decisions if decision.action is Action.NEW]


def actions(verdict: Verdict) -> list[str]:
    """What happens to each item, in document order."""
    return [decision.action.value for decision in verdict.decisions]
