"""Who is who across sources: which story a new entry belongs to.

A canonical link or equal text of 200 characters decides alone, unless the titles count differently; an equal title
and near-equal text are candidates that `similarity` confirms. Inside one source nothing is merged by likeness: only
the same link or text under the same title is the same article published again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeAlias

from aggregator.merge import titles
from aggregator.merge.accounts import Account
from aggregator.merge.identity import story_lookups
from aggregator.merge.similarity import Likeness, same_title, similar
from aggregator.merge.weighing import copied, told_anew
from aggregator.model import Candidate, Evidence, Near, ParsedEntry, Precision, SourceId, StoryId
from aggregator.settings.values import Dedupe

Confirm: TypeAlias = Callable[[Account, Account], Likeness]

AMBIGUOUS = 3
"""Stories that share a link or a text from which on it is a template, and the title must agree too."""


@dataclass(frozen=True, slots=True)
class Found:
    """The story that an entry belongs to, why, and other stories that the same evidence names."""

    story_id: StoryId
    reason: str
    others: tuple[tuple[StoryId, str], ...] = ()


@dataclass(slots=True)
class Finder:
    """Finds the stories of one document's new entries. `apart`: sources that neither join nor are joined."""

    evidence: Evidence
    dedupe: Dedupe
    apart: frozenset[SourceId]
    now: datetime
    _articles: dict[int, Account] = field(default_factory=dict)
    _current: tuple[ParsedEntry, Account] | None = None

    def find(self, entry: ParsedEntry, link: str, shared_text: bool) -> Found | None:
        """The story of an entry, or None for one of its own.

        `link` is its canonical link, "" where it identifies nothing in this document; `shared_text`: other items of
        the document have the same text under other titles.
        """
        if self.evidence.source.id in self.apart:
            return None
        confirmed: dict[StoryId, str] = {}
        for story, reason in self._evidence_for(entry, link, shared_text=shared_text):
            confirmed.setdefault(story, reason)
        if not confirmed:
            return None
        (story, reason), *others = confirmed.items()
        return Found(story, reason, tuple(others))

    def _evidence_for(self, entry: ParsedEntry, link: str, *, shared_text: bool) -> Iterator[tuple[StoryId, str]]:
        """Stories with the reason, the strongest evidence first."""
        by_kind: dict[str, list[StoryId]] = {"link": [], "text": [], "title": []}
        for lookup in story_lookups(entry):
            by_kind[lookup[0]] += self.evidence.stories.get(lookup, ())
        certain: list[tuple[StoryId, str]] = []
        if self.dedupe.link and link:
            certain += self._exact(entry, by_kind["link"], "same link", ambiguous=False)
        certain += self._exact(entry, by_kind["text"], "same text", ambiguous=shared_text)
        yield from certain
        if certain:  # what is certain needs no likeness: comparing texts is most of the cost of a decision
            return
        if self.dedupe.title > timedelta(0):
            yield from self._alike(entry, by_kind["title"], self.dedupe.title, _one_headline)
        if self.dedupe.similar > timedelta(0) and not shared_text:
            near = self.evidence.near.get(entry.position, Near())
            alike = (story for story in near.alike if story not in near.stated)
            yield from self._alike(entry, near.stated, self.dedupe.similar, _one_event)
            yield from self._alike(entry, alike, self.dedupe.similar, _one_text)

    def _exact(
        self, entry: ParsedEntry, stories: Iterable[StoryId], words: str, *, ambiguous: bool
    ) -> Iterator[tuple[StoryId, str]]:
        """Stories with the same link or text; where many have it, or our own source has, the title must agree."""
        open_stories = [story for story in dict.fromkeys(stories) if self._is_open(story)]
        if not open_stories:  # as for nearly every entry: taking its title apart would be most of the work
            return
        ambiguous = ambiguous or len(open_stories) >= AMBIGUOUS
        title = titles.read(entry.title)
        for story in open_stories:
            copies = self.evidence.candidates.get(story, ())
            others = [titles.read(copy.title) for copy in copies]
            if any(titles.conflict(title, other) for other in others):
                continue
            ours = self.evidence.source.id in self.evidence.story_sources.get(story, ())
            if (ambiguous or ours) and (title.recurs or not any(other.core == title.core for other in others)):
                continue
            yield story, words + (" and title" if ambiguous or ours else "")

    def _alike(self, entry: ParsedEntry, stories: Iterable[StoryId], window: timedelta, confirm: Confirm
    ) -> Iterator[tuple[StoryId, str]]:  # fmt: skip
        for story in dict.fromkeys(stories):
            ours = self.evidence.source.id in self.evidence.story_sources.get(story, ())
            copies = self.evidence.candidates.get(story, ())
            if ours or not copies or not self._is_open(story):
                continue
            likeness = self._best(entry, copies, window, confirm)
            if likeness is not None:
                yield story, likeness.reason

    def _best(
        self, entry: ParsedEntry, copies: Collection[Candidate], window: timedelta, confirm: Confirm
    ) -> Likeness | None:
        """The likeness to the best copy in the window, unless the titles of any copy speak against it."""
        near = [copy for copy in copies if self._in_window(entry, copy, window)]
        if not near:  # two of three that share a band are of other days: told before any title is taken apart
            return None
        article = self._own(entry)
        if any(titles.conflict(article.title, titles.read(copy.title)) for copy in copies):
            return None
        found = (confirm(article, self._article(copy)) for copy in near)
        return max((likeness for likeness in found if likeness.same), key=lambda one: one.containment, default=None)

    def _own(self, entry: ParsedEntry) -> Account:
        """The entry as comparing needs it, kept while its candidates are tried."""
        if self._current is None or self._current[0] is not entry:
            self._current = entry, Account(entry.title, entry.text, self._time(entry))
        return self._current[1]

    def _article(self, copy: Candidate) -> Account:
        if copy.entry_id not in self._articles:
            self._articles[copy.entry_id] = Account(copy.title, copy.text, copy.published_at)
        return self._articles[copy.entry_id]

    def _time(self, entry: ParsedEntry) -> datetime | None:
        """When it was published, as far as the hour is known."""
        exact = entry.published is not None and entry.published.precision is not Precision.DAY
        return min(entry.published.at, self.now) if entry.published is not None and exact else None

    def _in_window(self, entry: ParsedEntry, copy: Candidate, window: timedelta) -> bool:
        if entry.published is None or copy.published_at is None:
            return self.now - copy.first_seen_at <= window
        slack = timedelta(days=1) if entry.published.precision is Precision.DAY else timedelta(0)
        return abs(min(entry.published.at, self.now) - copy.published_at) <= window + slack

    def _is_open(self, story: StoryId) -> bool:
        return not self.apart & self.evidence.story_sources.get(story, frozenset())


def _one_headline(one: Account, other: Account) -> Likeness:
    """Whether two articles under one title are one by their words, or by what both state."""
    found = same_title(one, other)
    return found if found.same else _or_else(told_anew(one, other), found)


def _one_text(one: Account, other: Account) -> Likeness:
    """Whether two articles are one by their words, or by sentences that one took from the other."""
    found = similar(one, other)
    return found if found.same else _or_else(copied(one, other), found)


def _one_event(one: Account, other: Account) -> Likeness:
    """The same, or by what both state, each in its own words."""
    found = similar(one, other)
    return found if found.same else _or_else(told_anew(one, other), found)


def _or_else(better: Likeness, found: Likeness) -> Likeness:
    return better if better.same else found
