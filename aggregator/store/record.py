"""One finished poll becomes rows: look-up, decision and record in one transaction, or nothing at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias
from uuid import NAMESPACE_URL, uuid5

from aggregator.clock import micros
from aggregator.errors import AggregatorError, FetchError
from aggregator.model import (
    Action,
    Decide,
    Decision,
    EntryId,
    Evidence,
    FetchStatus,
    Known,
    ParsedEntry,
    ParsedFeed,
    PollOutcome,
    PollReport,
    Schedule,
    Seed,
    SourceState,
    StoryId,
    Verdict,
)
from aggregator.settings.values import Dedupe
from aggregator.store import entries, hides, hubs, polls, sources, stories
from aggregator.store.after_poll import state_after
from aggregator.store.arrivals import Arrivals
from aggregator.store.database import Database, Row
from aggregator.store.membership import Marks

Plan: TypeAlias = Callable[[SourceState, Verdict | None], Schedule]
"""Says when to ask again, given what is known after the poll."""


@dataclass(slots=True)
class _Tally:
    """What a document came to."""

    new: int = 0
    changed: int = 0
    duplicate: int = 0
    dropped: int = 0


def record(
    db: Database,
    outcome: PollOutcome,
    *,
    decide: Decide,
    schedule: Plan,
    dedupe: Dedupe,
    fulltext: bool = False,
    counts: bool = True,
) -> PollReport:
    """Record one poll: everything it means, or nothing. Never raises for what the source did wrong."""
    with db.joining():
        row = sources.row_of(db, outcome.source)
        verdict, tally, feed = None, _Tally(), outcome.feed
        state = sources.bare_state(row) if feed is None else sources.state_of(db, row)
        if feed is not None and outcome.error is None:
            evidence = stories.gather(db, row, state, feed, outcome.at, dedupe=dedupe)
            verdict = decide(feed, evidence, outcome.at)
            tally = _Recorder(db, row, feed, evidence, verdict, outcome.at, fulltext=fulltext).run()
        # a blog that has fallen silent is asked less and less, although nothing new ever measures it again
        pace = sources.pace(db, row["id"], outcome.at)
        state = replace(state_after(state, outcome, verdict, counts=counts), posts_per_day=pace)
        if feed is not None and verdict is not None:
            sources.save_feed(db, row["id"], state, pace if tally.new else row["posts_per_day"])
        if outcome.fetch is not None and outcome.error is None:
            sources.save_address(db, row["id"], outcome.fetch, cut=feed is not None and feed.partial)
            hubs.found(db, row, outcome)
        plan = schedule(state, verdict)
        state = sources.save(db, row, state, plan)
        whole = feed is not None and not feed.partial
        hubs.polled(db, row["id"], news=whole and tally.new > 0, without_pushes=plan.without_pushes)
        blocks = outcome.error.blocks if isinstance(outcome.error, FetchError) else ()
        polls.save_blocks(db, (*blocks, *(outcome.fetch.blocks if outcome.fetch else ())), outcome.at)
        report = _report(outcome, state, tally, verdict)
        polls.log_poll(db, row, outcome, report)
    return report


def push(
    db: Database, outcome: PollOutcome, token: str, *, decide: Decide, dedupe: Dedupe, fulltext: bool = False
) -> PollReport:
    """Record what a hub pushed, as a poll's document is recorded. It only adds: a push is no poll, so it moves no due
    time, clears no failure and keeps no validators. Raises KeyError for a subscription or source that is not there.
    """
    feed = outcome.feed
    if feed is None or not feed.partial:
        raise ValueError("a push is a partial document")
    with db.writing():
        row = sources.row_of(db, outcome.source)
        if db.row("SELECT 1 FROM subscription WHERE token = ? AND source_id = ?", (token, row["id"])) is None:
            raise KeyError(token)
        state = sources.state_of(db, row)
        evidence = stories.gather(db, row, state, feed, outcome.at, dedupe=dedupe)
        verdict = decide(feed, evidence, outcome.at)
        tally = _Recorder(db, row, feed, evidence, verdict, outcome.at, fulltext=fulltext).run()
        pace = sources.pace(db, row["id"], outcome.at) if tally.new else row["posts_per_day"]
        sources.save_habits(db, row["id"], verdict, pace)
        hubs.pushed(db, token, outcome.at)
        report = replace(_report(outcome, state, tally, verdict), ended="pushed", flaws=())
        polls.log_poll(db, row, outcome, report)
    return report


def _report(outcome: PollOutcome, state: SourceState, tally: _Tally, verdict: Verdict | None) -> PollReport:
    error = outcome.error
    ended = "changed" if tally.new or tally.changed else "unchanged"
    if outcome.fetch is not None and outcome.fetch.status is FetchStatus.NOT_MODIFIED:
        ended = "not_modified"
    last = state.last_error or ("", "", "")
    return PollReport(
        source=outcome.source,
        ended=ended if error is None else "failed",
        new=tally.new,
        changed=tally.changed,
        duplicate=tally.duplicate,
        dropped=tally.dropped,
        error_code=last[0] if error is not None else "",
        error=(_sentence(error) if isinstance(error, AggregatorError) else last[1]) if error is not None else "",
        hint=last[2] if error is not None else "",
        flaws=state.flaws if verdict is not None else (),
        next_poll_at=state.next_poll_at,
    )


def _sentence(error: AggregatorError) -> str:
    """Where and what; the hint stands beside it."""
    return f"{error.where}: {error.what}" if error.where else error.what


class _Recorder:
    """Writes the decisions on one document."""

    def __init__(
        self, db: Database, row: Row, feed: ParsedFeed, evidence: Evidence, verdict: Verdict, now: datetime, *,
        fulltext: bool,
    ) -> None:  # fmt: skip
        self._db, self._row, self._feed, self._evidence = db, row, feed, evidence
        self._verdict, self._now, self._at = verdict, now, micros(now)
        self._items = {item.position: item for item in feed.roster}
        self._stories: dict[int, StoryId] = {}  # by position, of what is new
        self._entries: dict[int, EntryId] = {}  # by position
        self._arrivals = Arrivals(db, row["id"], now)
        self._bare: set[StoryId] = set()  # begun, and without a copy so far
        self._joined: set[StoryId] = set()  # that had a copy before
        self._fulltext = fulltext
        self._tally = _Tally()
        self._taken_in: dict[StoryId, StoryId] = {}  # fresh stories that a published one turned out to be

    def run(self) -> _Tally:
        marks = Marks(self._db, self._at)
        new = [decision for decision in self._verdict.decisions if decision.action is Action.NEW]
        for decision in reversed(new):
            if decision.seed is not None:
                self._continue(decision, decision.seed, marks)
        # From the bottom up, so that among equal dates what stands higher has the higher id and comes first.
        for decision in reversed(new):
            if decision.story_id is None and decision.joins is None and decision.seed is None:
                self._begin(decision)
        for decision in reversed(new):
            self._insert(decision)
        self._arrivals.write()
        for story in sorted(self._joined):
            stories.settle_first(self._db, story)
        for decision in self._verdict.decisions:
            self._keep(decision)
        touched = {self._stories[decision.position] for decision in new}
        touched |= self._updated(changed=True)
        hides.apply(self._db, touched | self._updated(changed=False))
        marks.settle(touched, changed=True)
        marks.settle(self._updated(changed=False), changed=False)
        if self._tally.new:
            self._db.execute("UPDATE source SET entries = entries + ? WHERE id = ?", (self._tally.new, self._row["id"]))
        self._list()
        self._later()
        return self._tally

    def _item(self, position: int) -> ParsedEntry:
        item = self._items[position]
        if isinstance(item, Known):
            raise TypeError(f"item {position} was not parsed, so nothing new can be said of it")
        return item

    def _begin(self, decision: Decision) -> None:
        """A story of its own."""
        uid = decision.uid
        sort_at = micros(decision.sort_at or self._now)
        story = stories.new_story(self._db, uid, sort_at, self._at, self._at) if uid else None
        if story is None:  # never lose an entry over its name
            uid = uuid5(NAMESPACE_URL, f"{self._row['name']} {uid} {decision.aliases!r}").urn
            story = stories.new_story(self._db, uid, sort_at, self._at, self._at)
        assert story is not None
        self._stories[decision.position] = story
        self._bare.add(story)

    def _continue(self, decision: Decision, seed: Seed, marks: Marks) -> None:
        """The story that our own feeds had before the database was lost, whatever else the entry is like.

        What it is like and nobody was given yet was only polled first: it becomes a part of that story. What was
        published apart stays apart.
        """
        sort_at, first_seen = micros(seed.sort_at), micros(seed.first_seen_at)
        story = stories.new_story(self._db, seed.uid, sort_at, first_seen, self._at)
        if story is None:
            story = stories.story_of_uid(self._db, seed.uid)
            assert story is not None
        self._stories[decision.position] = story
        like = None if decision.story_id is None else self._now_called(decision.story_id)
        if like is None or like == story:
            return
        if stories.is_fresh(self._db, like):
            marks.forget(like)
            stories.take_in(self._db, story, like)
            self._taken_in[like] = story
        else:
            self._tell_later(story, like, decision.evidence)

    def _now_called(self, story: StoryId) -> StoryId:
        while story in self._taken_in:
            story = self._taken_in[story]
        return story

    def _insert(self, decision: Decision) -> None:
        item = self._item(decision.position)
        story = self._stories.get(decision.position)
        if story is None:
            story = decision.story_id or self._stories[self._root(decision)]
        story = self._stories[decision.position] = self._now_called(story)
        own = story in self._bare or not self._has_copies(story)
        entry = self._entries[decision.position] = self._arrivals.add(story, item, decision)
        if story in self._bare:
            self._bare.discard(story)
        else:
            stories.touch_story(self._db, story, self._at, edited=False)
        if self._fulltext and item.is_teaser and item.link:  # once per entry
            self._db.execute(
                "INSERT INTO fulltext_todo (entry_id, next_at) VALUES (?, ?) ON CONFLICT DO NOTHING", (entry, self._at)
            )
        self._tally.new += 1
        self._tally.duplicate += not own
        if not own:
            self._joined.add(story)
        self._tally.dropped += decision.judgement is not None and decision.judgement.dropped

    def _root(self, decision: Decision) -> int:
        """The position that began the story which this one joins, however long the chain."""
        by_position = {one.position: one for one in self._verdict.decisions}
        for _ in range(len(by_position)):
            if decision.joins is None or decision.seed is not None:
                break
            decision = by_position[decision.joins]
        if decision.story_id is not None:
            self._stories.setdefault(decision.position, decision.story_id)
        return decision.position

    def _has_copies(self, story: StoryId) -> bool:
        return self._db.row("SELECT 1 FROM entry WHERE story_id = ? LIMIT 1", (story,)) is not None

    def _keep(self, decision: Decision) -> None:
        """An item that was known: its names grow, and where its words changed the row follows."""
        if decision.action is Action.IGNORE and decision.aliases:
            stories.bury_names(self._db, self._row["id"], decision.aliases, self._at)
        if decision.entry_id is None or decision.action not in {Action.SAME, Action.UPDATE}:
            return
        self._entries[decision.position] = decision.entry_id
        known = self._evidence.aliases
        if fresh := [name for name in decision.aliases if known.get(name) is None]:
            entries.add_aliases(self._db, self._row["id"], decision.entry_id, fresh)
        if decision.action is not Action.UPDATE:
            return
        item = self._item(decision.position)
        entries.update(self._db, decision.entry_id, item, decision, self._now)
        story = self._now_called(self._evidence.entries[decision.entry_id].story_id)
        stories.add_keys(self._db, story, decision.story_keys)
        if decision.content_changed:
            stories.add_bands(self._db, decision.entry_id, item.keys.bands, self._at)
        stories.touch_story(self._db, story, self._at, edited=decision.content_changed)
        self._db.execute(entries.UNSEARCHED, (decision.entry_id,))
        self._tally.changed += decision.content_changed or decision.mark_updated

    def _updated(self, *, changed: bool) -> set[StoryId]:
        """The stories of updated entries: those where readers see a change, or those where they do not."""
        return {
            self._now_called(self._evidence.entries[decision.entry_id].story_id)
            for decision in self._verdict.decisions
            if decision.action is Action.UPDATE
            and decision.entry_id is not None
            and changed == (decision.content_changed or decision.mark_updated)
        }

    def _list(self) -> None:
        """Remember what the document listed, and for each entry when it was listed."""
        now_listed = [
            (self._entries[position], item.item_hash)
            for position, item in sorted(self._items.items())
            if position in self._entries
        ]
        before = sources.roster(self._db, self._row["id"])
        if self._feed.partial:
            ids = {entry for entry, _ in now_listed}
            now_listed += [pair for pair in before if pair[0] not in ids]
        if not sources.save_roster(self._db, self._row["id"], now_listed):
            return
        old, new = {entry for entry, _ in before}, {entry for entry, _ in now_listed}
        self._db.many(
            "UPDATE listing SET until_at = ? WHERE entry_id = ? AND until_at IS NULL",
            [(self._at, entry) for entry in sorted(old - new)],
        )
        self._db.many(
            "INSERT INTO listing (entry_id, from_at) VALUES (?, ?) ON CONFLICT DO NOTHING",
            [(entry, self._at) for entry in sorted(new - old)],
        )

    def _later(self) -> None:
        """Duplicates found after both were published: told by `explain`, never acted on."""
        for story, other, evidence in self._verdict.later_evidence:
            self._tell_later(self._now_called(story), self._now_called(other), evidence)

    def _tell_later(self, story: StoryId, other: StoryId, evidence: str) -> None:
        for one, two in ((story, other), (other, story)):
            if one != two:
                self._db.execute(
                    "INSERT INTO later_evidence (story_id, other_id, at, evidence) VALUES (?, ?, ?, ?) "
                    "ON CONFLICT DO NOTHING",
                    (one, two, self._at, evidence),
                )
