"""After a database was lost: which story a new entry continues, by what our own published feeds knew (`Seed`). Pure.

A source that our feeds name was polled before, so its first poll now is a later one: what it brings beside the stories
that were published is news, and what stands below all of these was kept back then and is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from aggregator.merge import identity
from aggregator.merge.intake import Arrival
from aggregator.model import Evidence, ParsedEntry, Seed, SourceId


@dataclass(frozen=True, slots=True)
class Continued:
    """The story that an entry continues. `ours`: our feeds named this very source as a carrier."""

    seed: Seed
    ours: bool


def asked(source: SourceId, entry: ParsedEntry) -> set[tuple[str, str]]:
    """Every (kind, key) that a seed of this entry may be kept under: `uid`, `guid`, `link` and `seen`."""
    uids = {identity.uid_name(source, entry, 0, own=own) for own in (True, False)}
    names = {("uid", uid) for uid in uids} | {(kind, key) for kind, _, key in identity.story_lookups(entry)}
    names |= {("seen", f"{source} {key}") for kind, key in names if kind == "link"}
    if entry.guid:
        names |= {("uid", entry.guid), ("guid", f"{source} {entry.guid}")}
    return names


def find(evidence: Evidence, entry: ParsedEntry, *, guid: bool, link: str) -> Continued | None:
    """The published story that a new entry continues, with the time when its source was first seen to carry it.

    `guid`: the entry's guid may be believed; `link`: its canonical link, "" where it identifies nothing.
    """
    seeds, source = evidence.seeds, evidence.source.id
    if not seeds:
        return None
    own = [("guid", f"{source} {entry.guid}"), ("uid", entry.guid)] if guid and entry.guid else []
    seen = seeds.get(("seen", f"{source} {link}")) if link else None
    by_link = seeds.get(("link", link)) if link else None
    for name in (*own, ("uid", identity.uid(source, entry, (), own=guid))):
        if name in seeds:
            found = seeds[name]
            if found.published_at is None and by_link is not None and by_link.uid == found.uid:
                found = replace(found, published_at=by_link.published_at, updated_at=by_link.updated_at)
            return Continued(
                replace(found, first_copy_at=seen.first_seen_at if seen else found.first_seen_at), ours=True
            )
    if by_link is not None:
        return Continued(replace(by_link, first_copy_at=seen.first_seen_at if seen else None), ours=seen is not None)
    return None


def known_until(continued: Iterable[Continued]) -> datetime | None:
    """When the source brought the newest of what was published of it; None for a source that was not known."""
    return max((one.seed.first_copy_at for one in continued if one.ours and one.seed.first_copy_at), default=None)


def kept_back(arrivals: Iterable[Arrival], continued: Mapping[int, Continued]) -> frozenset[int]:
    """The positions of what stands below every published story of its source: listed before, and kept back then."""
    every = tuple(arrivals)
    published = [one for one in every if one.position in continued and continued[one.position].ours]
    oldest = min((one.date.at for one in published if one.date), default=None)
    lowest = max((one.position for one in published), default=None)
    if lowest is None:
        return frozenset()
    return frozenset(
        one.position
        for one in every
        if one.position not in continued and (one.date.at < oldest if one.date and oldest else one.position > lowest)
    )
