"""The decision on one document: who is who, what is new, where it belongs, where it stands. Pure.

The store calls what `decider` returns inside the transaction that records the verdict; nothing here asks a clock,
a file or another room. The cost depends on the document and on what the look-ups found, never on the archive.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime
from math import inf

from aggregator import urls
from aggregator.merge import habits, identity, intake, order, rules, seeds, titles, tokens
from aggregator.merge.matching import Item, Matching, match
from aggregator.merge.stories import Finder, Found
from aggregator.model import (
    Action,
    Decide,
    Decision,
    Evidence,
    Flaw,
    Judge,
    ParsedEntry,
    ParsedFeed,
    Precision,
    Seed,
    StoredEntry,
    StoryId,
    Verdict,
)
from aggregator.settings.values import Settings, Source

HASH_ONLY = 24
"""Changes of the content alone that are believed; a page that shows the time changes for ever."""
DATED = 240
"""The same where the source gives each change a newer date of its own."""
KINDS = ("guid", "link", "hash", "path")


def decider(source: Source, settings: Settings, judge: Judge) -> Decide:
    """The function that decides on this source's documents under these settings.

    It gives a Decision for every item in document order, the policy and flaws that the document teaches, whether the
    window rolled over, and duplicates found too late to be merged. It never raises for what a feed contains.
    """

    def decide(feed: ParsedFeed, evidence: Evidence, now: datetime) -> Verdict:
        apart = frozenset(other.id for other in settings.sources if not other.dedupe)
        finder = Finder(evidence, settings.dedupe, apart, now)
        return _Decision(source, settings, judge, feed, evidence, now, finder).verdict()

    return decide


@dataclass(slots=True)
class _Decision:
    source: Source
    settings: Settings
    judge: Judge
    feed: ParsedFeed
    evidence: Evidence
    now: datetime
    finder: Finder
    matching: Matching = field(init=False)
    learned: habits.Habits = field(init=False)
    later: list[tuple[StoryId, StoryId, str]] = field(default_factory=list)
    uids: set[str] = field(default_factory=set)
    begun: dict[tuple[str, str, str], int] = field(default_factory=dict)
    contents: Counter[str] = field(default_factory=Counter)  # how many entries have the same title and text
    texts: Counter[str] = field(default_factory=Counter)  # how many titles have the same text
    continued: dict[int, seeds.Continued] = field(default_factory=dict)
    previous: datetime | None = None  # the last poll that succeeded, as far as anybody remembers

    def verdict(self) -> Verdict:
        self.matching = match(self.feed, self.evidence)
        self.learned = habits.learn(self.evidence.source, self.matching, self.feed)
        self.uids = set(self.evidence.taken_uids)
        entries = [item.entry for item in self.matching.items.values() if item.entry is not None]
        self.contents = Counter(entry.keys.content for entry in entries)
        self.texts = _titles_of_texts(entries)
        self.continued = self._continued()
        state = self.evidence.source
        polled = state.last_success_at if state.first_polled_at else None
        self.previous = polled or seeds.known_until(self.continued.values())
        decisions = [self._item(item) for item in self.matching.items.values()]
        decisions, more_flaws = self._limited(decisions)
        return Verdict(
            decisions=tuple(decisions),
            policy=self.learned.policy,
            policy_evidence=self.learned.evidence,
            flaws=(*self.learned.flaws, *more_flaws),
            rolled_over=self._rolled_over(),
            later_evidence=tuple(dict.fromkeys(self.later)),
        )

    def _item(self, item: Item) -> Decision:
        if item.position in self.matching.repeats:
            return Decision(item.position, Action.IGNORE, evidence="listed twice in one document")
        entry_id = self.matching.found.get(item.position)
        if entry_id is not None:
            if item.entry is None:
                return Decision(item.position, Action.SAME, entry_id)
            return self._known(item, item.entry, self.evidence.entries[entry_id])
        assert item.entry is not None  # a known item always finds its entry
        return self._pruned(item, item.entry) or self._new(item, item.entry)

    # -- what is known

    def _known(self, item: Item, entry: ParsedEntry, stored: StoredEntry) -> Decision:
        same = Decision(item.position, Action.SAME, stored.id)
        if not _is_changed(entry, stored):
            return replace(same, aliases=self._names(item, entry, kinds=("guid",)))
        if self.source.updates == "ignore":
            return replace(same, aliases=self._names(item, entry, kinds=("guid",)), evidence="updates are ignored")
        if stored.changes >= _believed(item, entry, stored):
            return replace(same, evidence=f"it changed {stored.changes} times without a word of it")
        self._look_again(item, entry, stored)
        theirs = not habits.is_read_anew(self.evidence.source, self.feed)  # an upgrade of ours is no edit
        return Decision(
            item.position,
            Action.UPDATE,
            stored.id,
            published_at=order.published_at(entry.published, self.now),
            aliases=self._names(item, entry),
            story_keys=self._story_keys(item, entry),
            judgement=self.judge(rules.facts(self.source, entry, stored.first_seen_at)),
            content_changed=theirs,
            mark_updated=theirs and self.source.updates == "mark",
        )

    def _look_again(self, item: Item, entry: ParsedEntry, stored: StoredEntry) -> None:
        """An edit may show that two stories are one; both were published, so it is only told."""
        found = self.finder.find(entry, item.link, shared_text=self.texts[entry.keys.text] > 1)
        if found is not None:
            for story, reason in ((found.story_id, found.reason), *found.others):
                if story != stored.story_id:
                    self.later.append((stored.story_id, story, reason))

    # -- what is new

    def _new(self, item: Item, entry: ParsedEntry) -> Decision:
        seed = self.continued[item.position].seed if item.position in self.continued else None
        facts = rules.facts(self.source, entry, (seed and seed.first_copy_at) or self.now)
        published = order.published_at(entry.published, self.now)
        if seed is not None:
            seed = self._as_printed(seed, entry)
            if entry.published is not None and entry.published.precision is Precision.SECOND:
                published = seed.published_at or published
        found = self._story(item, entry)
        earlier = self._earlier_in_document(item, entry) if found is None else None
        name, reason = "", "" if earlier is None else "published twice in one document"
        if found is not None:
            reason = found.reason
            self.later += [(found.story_id, other, why) for other, why in found.others]
        elif earlier is None:
            name = identity.uid(self.source.id, entry, self.uids, own=self._by_guid(item))
            self.uids.add(name)
        return Decision(
            item.position,
            Action.NEW,
            story_id=None if found is None else found.story_id,
            joins=earlier,
            uid=name,
            sort_at=self._place(item, entry) if name else None,
            published_at=published,
            aliases=self._names(item, entry),
            story_keys=self._story_keys(item, entry),
            judgement=self.judge(facts),
            evidence=reason,
            seed=seed,
        )

    def _as_printed(self, seed: Seed, entry: ParsedEntry) -> Seed:
        """The seed with the date of update that goes out: as it was printed, unless updates are to be marked."""
        said = entry.updated.at if entry.updated else None
        if self.source.updates != "mark" or seed.updated_at is None or said is None or said > self.now:
            return seed
        return replace(seed, updated_at=max(seed.updated_at, said))

    def _story(self, item: Item, entry: ParsedEntry) -> Found | None:
        if not self.source.dedupe:
            return None
        found = self.finder.find(entry, item.link, shared_text=self.texts[entry.keys.text] > 1)
        if found is not None:
            return found
        before = self.evidence.aliases.get(("hash", entry.keys.content))
        if before is not None and before in self.evidence.entries and _is_distinctive(entry):
            return Found(self.evidence.entries[before].story_id, "the same title and text published again")
        return None

    def _earlier_in_document(self, item: Item, entry: ParsedEntry) -> int | None:
        """The position of an earlier new item that is the same article: same title with the same link or text."""
        if not self.source.dedupe:
            return None
        title = tokens.letters(entry.title)
        names = [("link", item.link, title)] if item.link and title else []
        if self.contents[entry.keys.content] > 1 and _is_distinctive(entry):
            names.append(("content", entry.keys.content, title))
        for name in names:
            if name in self.begun:
                return self.begun[name]
        for name in names:
            self.begun[name] = item.position
        return None

    def _by_guid(self, item: Item) -> bool:
        return item.usable_guid and self.learned.policy == "guid"

    def _continued(self) -> dict[int, seeds.Continued]:
        """By position, what was published before a database was lost."""
        if not self.evidence.seeds:
            return {}
        continued = {}
        for item in self.matching.items.values():
            if item.entry is None or item.position in self.matching.found:
                continue
            free = ("guid", item.guid) not in self.evidence.aliases  # else it is another article under an old guid
            own = free and self._by_guid(item)
            link = item.link if self.source.dedupe else ""
            found = seeds.find(self.evidence, item.entry, guid=own, link=link)
            if found is not None:
                continued[item.position] = found
        return continued

    def _place(self, item: Item, entry: ParsedEntry) -> datetime:
        zone = self.source.timezone
        if self.previous is None:
            feed_date = self.feed.updated or self.feed.modified
            return order.first_place(entry.published, zone, self.now, position=item.position, feed_date=feed_date)
        return order.later_place(entry.published, zone, self.now, self.previous)

    def _pruned(self, item: Item, entry: ParsedEntry) -> Decision | None:
        """The decision on an entry that retention took away: it must not come back while its source still lists it.

        Edited and moved one after the other it would bear no old name, so it gets those that it bears now, but for
        hashes, which an edit of every poll would multiply. A guid alone is no proof: it may stand on another article.
        """
        graves = self.evidence.tombstones
        if not graves:
            return None
        by_guid = bool(item.guid) and self._by_guid(item)
        names = [("guid", name) for name in identity.guid_names(item.guid)] if by_guid else []
        if item.link and not by_guid:
            names += [("link", name) for name in identity.link_names(entry.link, item.link)]
        hashes = identity.hash_names(entry)
        names += [("hash", hashes.exact), ("hash", hashes.dated)]
        if path := identity.path_name(entry):
            names.append(("path", path))
        if graves.isdisjoint(names):
            return None
        weak = {("link", name) for name in identity.page_names(item.link)}
        is_sure = any(name in graves for name in identity.alias_names(entry) if name[0] != "guid" and name not in weak)
        now_called = self._names(item, entry, kinds=("guid", "link", "path")) if is_sure else ()
        fresh = tuple(name for name in now_called if name not in graves)
        return Decision(item.position, Action.IGNORE, aliases=fresh, evidence="pruned before")

    # -- names

    def _names(self, item: Item, entry: ParsedEntry, *, kinds: tuple[str, ...] = KINDS) -> tuple[tuple[str, str], ...]:
        """The names to remember: those that mean this entry alone, and that nobody bears already."""
        by_guid = self._by_guid(item)
        return tuple(
            (kind, key)
            for kind, key in identity.alias_names(entry)
            if (kind, key) not in self.evidence.aliases
            and (kind != "guid" or by_guid)
            and (kind != "link" or (item.link and (item.page or key not in identity.page_names(item.link))))
            and kind in kinds
        )

    def _story_keys(self, item: Item, entry: ParsedEntry) -> tuple[tuple[str, int, str], ...]:
        if not self.source.dedupe:
            return ()
        return tuple(key for key in identity.story_lookups(entry) if key[0] != "link" or item.link)

    # -- the document as a whole

    def _limited(self, decisions: list[Decision]) -> tuple[list[Decision], tuple[Flaw, ...]]:
        """Hold back what `backlog` or `burst` do not let through."""
        arrivals = [
            intake.Arrival(
                position=decision.position,
                place=decision.sort_at or decision.published_at or self.now,
                date=entry.published,
                categories=decision.judgement.categories,
            )
            for decision in decisions
            if decision.action is Action.NEW
            and decision.judgement is not None
            and (entry := self.matching.items[decision.position].entry) is not None
        ]
        state = self.evidence.source
        held: dict[int, frozenset[str]] = {}
        flaws: tuple[Flaw, ...] = ()
        if self.previous is None:
            held = intake.backlog(arrivals, self.settings.categories, self.evidence.published_categories)
        elif state.first_polled_at is None:  # known by our own feeds alone
            known = self.evidence.published_categories
            kept = seeds.kept_back(arrivals, self.continued)
            held = {one.position: one.categories & known for one in arrivals if one.position in kept}
        elif positions := intake.burst(arrivals, self.source.burst, state, self.now):
            held = intake.merged({}, positions, arrivals)
            flaws = (Flaw("burst", f"{len(arrivals)} new entries at once; the newest {self.source.burst} are shown"),)
        return [
            replace(decision, held_back=held[decision.position])
            if decision.position in held and decision.seed is None
            else decision
            for decision in decisions
        ], flaws

    def _rolled_over(self) -> bool:
        before = self.evidence.source.roster
        if self.feed.partial or not before or not self.feed.roster:
            return False
        return set(before).isdisjoint(self.matching.claimed)


def _titles_of_texts(entries: list[ParsedEntry]) -> Counter[str]:
    """How many titles each text has that several entries of a document share."""
    shared = Counter(entry.keys.text for entry in entries if entry.keys.text)
    pairs = {
        (entry.keys.text, titles.read(entry.title).core) for entry in entries if shared[entry.keys.text] > 1
    }  # fmt: skip
    return Counter(text for text, _ in pairs)


def _is_changed(entry: ParsedEntry, stored: StoredEntry) -> bool:
    """Whether a reader would see something else, the place that the link leads to included.

    An item that its document broke off in the middle of is no newer version of anything.
    """
    if any(flaw.code == "cut-off" for flaw in entry.flaws):
        return False
    if entry.content_hash != stored.content_hash:
        return True
    return entry.link != stored.link and _page(entry.link) != _page(stored.link)


def _page(link: str) -> str:
    return urls.page(urls.canonical(link))


def _believed(item: Item, entry: ParsedEntry, stored: StoredEntry) -> float:
    """How many changes before this one still leave it credible: a new title always is."""
    if item.title != tokens.letters(stored.title):
        return inf
    newer = entry.updated is not None and (stored.updated_at is None or entry.updated.at > stored.updated_at)
    return DATED if newer else HASH_ONLY


def _is_distinctive(entry: ParsedEntry) -> bool:
    """Whether title and text together are too much to be equal by chance: no 每日一题, no bare headline."""
    return (
        not titles.read(entry.title).recurs
        and len(tokens.letters(entry.title)) >= 6
        and (bool(entry.keys.text) or len(tokens.letters(entry.text)) >= 40)  # a key of the text: 200 at least
    )
