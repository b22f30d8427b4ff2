"""Who is who inside one source: which stored entry each item of a document is.

Every stored entry can be claimed by one item alone, and the strongest claims go first; so no edit, re-ordering,
repeated or changing guid can make two items one, or one item two. What nobody claims is new.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from aggregator import urls
from aggregator.merge import identity, titles, tokens
from aggregator.model import EntryId, Evidence, Known, ParsedEntry, ParsedFeed, Precision, RosterItem, StoredEntry

Finder: TypeAlias = "Callable[[Item, ParsedEntry], StoredEntry | None]"


@dataclass(slots=True)
class Item:
    """An item with what matching compares. `link` is canonical and "" where it is no identity in this document.

    `page` is the page under the link's anchor, "" where there is none or other items stand on it too.
    """

    position: int
    source: RosterItem
    guid: str
    link: str
    page: str = ""
    title: str = ""  # letters alone
    content: bytes = b""
    usable_guid: bool = True

    @property
    def entry(self) -> ParsedEntry | None:
        """The parsed entry; None for a known item."""
        return None if isinstance(self.source, Known) else self.source


@dataclass(slots=True)
class Matching:
    """What matching found. Positions in neither mapping are new."""

    items: dict[int, Item]
    found: dict[int, EntryId] = field(default_factory=dict)
    repeats: dict[int, int] = field(default_factory=dict)  # position → position of the item it repeats
    claimed: dict[EntryId, int] = field(default_factory=dict)
    seen: Counter[str] = field(default_factory=Counter)  # evidence about the source's guids
    moved: tuple[str, str] = ("", "")  # (old host, new host) of a blog that moved

    def claim(self, position: int, entry_id: EntryId) -> None:
        """Let this item be that entry."""
        self.found[position] = entry_id
        self.claimed[entry_id] = position

    def open(self) -> Iterator[tuple[Item, ParsedEntry]]:
        """The items that are still unknown, in document order."""
        for position, item in self.items.items():
            if position not in self.found and position not in self.repeats and item.entry is not None:
                yield item, item.entry


def match(feed: ParsedFeed, evidence: Evidence) -> Matching:
    """Match every item of a document against what the source is known to hold."""
    matching = Matching({item.position: _item(item, evidence) for item in feed.roster})
    _blank_shared_links(matching.items.values())
    _find_repeats(matching)
    for position, item in matching.items.items():
        if isinstance(item.source, Known) and position not in matching.repeats:
            if item.source.entry_id in matching.claimed:
                matching.repeats[position] = matching.claimed[item.source.entry_id]
            else:
                matching.claim(position, item.source.entry_id)
                matching.seen["guid_kept"] += bool(item.guid)
    if evidence.aliases:  # else nobody can be who was here before
        _Matcher(evidence, matching, by_guid=evidence.source.policy == "guid").run()
    return matching


def _item(source: RosterItem, evidence: Evidence) -> Item:
    """What matching compares. Dates have no part in it: of a known item only the first one is stored."""
    link = identity.link_of(source)
    item = Item(source.position, source, source.guid, "" if urls.is_front_page(link) else link)
    item.page = next(iter(identity.page_names(item.link)), "")
    if isinstance(source, ParsedEntry):
        item.title, item.content = tokens.letters(source.title), source.content_hash
    elif (stored := evidence.entries.get(source.entry_id)) is not None:
        item.title, item.content = tokens.letters(stored.title), stored.content_hash
    else:
        item.content = source.item_hash
    return item


def _blank_shared_links(items: Iterable[Item]) -> None:
    """A link that other items of the document share names none of them."""
    by_link: dict[str, list[Item]] = {}
    for item in items:
        if item.link:
            by_link.setdefault(item.link, []).append(item)
    standing = Counter(urls.page(link) for link in by_link)
    for sharing in by_link.values():
        for item in sharing:
            item.page = item.page if standing[item.page] == 1 else ""
        if any(not _may_share(sharing[0], item) for item in sharing[1:]):
            for item in sharing:
                item.link = item.page = ""


def _may_share(one: Item, other: Item) -> bool:
    """Whether two items under one link may be one article: the same content, or guids of their own under one title."""
    if one.content == other.content:
        return True
    return bool(one.title and one.guid and other.guid) and one.title == other.title


def _find_repeats(matching: Matching) -> None:
    """Items listed twice become one; other items under one guid keep apart and lose that guid."""
    named: dict[tuple[str, str], list[Item]] = {}
    for item in matching.items.values():
        name = ("guid", item.guid) if item.guid else ("link", item.link)
        before = named.setdefault(name, [])
        same = next((one for one in before if (one.link, one.content) == (item.link, item.content)), None)
        if same is not None:
            matching.repeats[item.position] = same.position
            continue
        if before and item.guid:
            before[0].usable_guid = item.usable_guid = False
            matching.seen["guid_repeated"] += 1
        before.append(item)


class _Matcher:
    """The passes, the strongest first. Each finds the stored entry that an item is, or None."""

    def __init__(self, evidence: Evidence, matching: Matching, *, by_guid: bool) -> None:
        self._evidence, self._m, self._by_guid = evidence, matching, by_guid
        self._repeating = bool(evidence.source.policy_evidence.get("guid_repeated") or matching.seen["guid_repeated"])

    def run(self) -> None:
        """All passes."""
        self._pass(self._exact)
        self._pass(self._sure)
        if self._by_guid:
            self._pass(self._guid)
        self._pass(self._link)
        self._pass(self._content)
        if not self._by_guid and not self._repeating:
            self._pass(self._guid)
        broken = not self._m.claimed and bool(self._evidence.source.roster)
        self._pass(self._moved if broken else self._moved_alone)

    def _pass(self, find: Finder) -> None:
        for item, entry in list(self._m.open()):
            stored = find(item, entry)
            if stored is not None:
                self._m.claim(item.position, stored.id)

    def _free(self, kind: str, names: Iterable[str]) -> StoredEntry | None:
        """The first stored entry of these names that no item has claimed."""
        for name in names:
            entry_id = self._evidence.aliases.get((kind, name))
            if entry_id is not None and entry_id not in self._m.claimed and entry_id in self._evidence.entries:
                return self._evidence.entries[entry_id]
        return None

    def _by_guid_alias(self, item: Item) -> StoredEntry | None:
        return self._free("guid", identity.guid_names(item.guid)) if item.guid and item.usable_guid else None

    def _by_link_alias(self, item: Item, entry: ParsedEntry) -> StoredEntry | None:
        return self._free("link", identity.link_names(entry.link, item.link)) if item.link else None

    def _exact(self, item: Item, entry: ParsedEntry) -> StoredEntry | None:
        """Nothing about it changed that we look at."""
        stored = self._free("hash", [identity.hash_names(entry).exact])
        if stored is not None:
            self._m.seen["guid_kept"] += bool(item.guid)
        return stored

    def _sure(self, item: Item, entry: ParsedEntry) -> StoredEntry | None:
        """Two names agree: guid and link, guid and title, link and title, or content and date."""
        stored = self._by_guid_alias(item)
        if stored is not None and (
            _same_title(item, stored)
            or stored.content_hash == entry.content_hash
            or (item.link and _link_of(stored) == item.link)
        ):
            self._keep_guid(item, stored)
            return stored
        linked = self._by_link_alias(item, entry)
        other = linked if linked is not None and _same_title(item, linked) else self._dated(item, entry)
        if other is not None and item.guid and other.guid:
            self._m.seen["guid_changed" if stored is None else "guid_reused"] += 1
        return other

    def _dated(self, item: Item, entry: ParsedEntry) -> StoredEntry | None:
        stored = self._free("hash", [identity.hash_names(entry).dated])
        if stored is None or (item.link and _link_of(stored) not in {"", item.link}):
            return None
        return stored

    def _keep_guid(self, item: Item, stored: StoredEntry) -> None:
        self._m.seen["guid_kept"] += 1
        self._m.seen["guid_respelled"] += stored.guid != item.guid

    def _guid(self, item: Item, entry: ParsedEntry) -> StoredEntry | None:
        stored = self._by_guid_alias(item)
        if stored is None:
            return None
        if _is_another(item, entry, stored):
            item.usable_guid = False
            self._m.seen["guid_reused"] += 1
            return None
        self._keep_guid(item, stored)
        return stored

    def _link(self, item: Item, entry: ParsedEntry) -> StoredEntry | None:
        """By its link; where it has a guid of its own too, title, content or date must say the same.

        Where it only has another anchor on the same page than before, the words must be the same.
        """
        stored = self._by_link_alias(item, entry)
        if stored is None:
            return self._page(item, entry)
        if self._has_own_guid(item, stored):
            if not _agrees(entry, stored):
                return None
            self._m.seen["guid_changed"] += 1
        elif _is_replaced(entry, stored):
            return None
        return stored

    def _page(self, item: Item, entry: ParsedEntry) -> StoredEntry | None:
        """By the page under its anchor, where no guid tells and the words are the same: `#reply12` may count."""
        stored = self._free("link", [item.page] if item.page else [])
        if stored is None or self._has_own_guid(item, stored):
            return None
        told = _same_title(item, stored) and not titles.read(entry.title).recurs
        return stored if told or stored.content_hash == entry.content_hash else None

    def _has_own_guid(self, item: Item, stored: StoredEntry) -> bool:
        return bool(self._by_guid and item.guid and item.usable_guid and stored.guid)

    def _content(self, item: Item, entry: ParsedEntry) -> StoredEntry | None:
        """By hash, for what has no guid that counts; beside a link of its own, only where many words agree."""
        if self._by_guid and item.guid and item.usable_guid:
            return None
        names = identity.hash_names(entry)
        stored = self._free("hash", [names.dated, names.content, names.titled])
        if stored is None:
            return None
        elsewhere = item.link and _link_of(stored) not in {"", item.link}
        return None if elsewhere and not entry.keys.text else stored

    def _moved(self, item: Item, entry: ParsedEntry) -> StoredEntry | None:
        """Nothing in the document is known by guid or link: link path and title, or title and date, tell."""
        path, names = identity.path_name(entry), identity.hash_names(entry)
        stored = self._free("path", [path] if path else []) or self._free("hash", [names.dated])
        if stored is None and len(item.title) >= 8:
            stored = self._free("hash", [names.titled])
        if stored is not None:
            self._m.moved = (urls.host(stored.link), urls.host(entry.link))
        return stored

    def _moved_alone(self, item: Item, entry: ParsedEntry) -> StoredEntry | None:
        """One item at a new host among known ones: link path and title, and content or date as well."""
        if not item.title:
            return None
        path = identity.path_name(entry)
        stored = self._free("path", [path] if path else [])
        if stored is None or urls.host(stored.link) == urls.host(entry.link):
            return None
        return stored if stored.content_hash == entry.content_hash or _same_instant(entry, stored) else None


def _link_of(stored: StoredEntry) -> str:
    return identity.link_key(stored.link, stored.guid)


def _same_title(item: Item, stored: StoredEntry) -> bool:
    return bool(item.title) and item.title == tokens.letters(stored.title)


def _same_instant(entry: ParsedEntry, stored: StoredEntry) -> bool:
    both = entry.published, stored.published
    return both[0] is not None and both[0] == both[1] and both[0].precision is Precision.SECOND


def _agrees(entry: ParsedEntry, stored: StoredEntry) -> bool:
    """Whether title, content or date say that two entries under one link are one."""
    if stored.content_hash == entry.content_hash:
        return True
    one, other = titles.read(entry.title), titles.read(stored.title)
    if titles.conflict(one, other):
        return False
    return titles.alike(one, other) >= 0.75 or _same_instant(entry, stored)


def _is_another(item: Item, entry: ParsedEntry, stored: StoredEntry) -> bool:
    """Whether a guid came back on another article: other link, other title, other date or number."""
    if not item.link or _link_of(stored) in {"", item.link}:
        return False
    one, other = titles.read(entry.title), titles.read(stored.title)
    return bool(titles.conflict(one, other)) or (titles.alike(one, other) < 0.75 and _dates_differ(entry, stored))


def _is_replaced(entry: ParsedEntry, stored: StoredEntry) -> bool:
    """Whether a link without a guid shows another article than before: other title and other date."""
    one, other = titles.read(entry.title), titles.read(stored.title)
    apart = bool(titles.conflict(one, other)) or titles.alike(one, other) < 0.5
    return apart and _dates_differ(entry, stored)


def _dates_differ(entry: ParsedEntry, stored: StoredEntry) -> bool:
    return entry.published is not None and stored.published is not None and entry.published.at != stored.published.at
