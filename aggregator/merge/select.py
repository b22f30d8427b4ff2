"""Which stories the current document of a category shows, and which copy of a story. The archive keeps the rest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol, TypeVar

from aggregator.model import FeedDate, Precision, SourceId
from aggregator.settings.values import Category


class Placed(Protocol):
    """What selecting needs to know of a story: the source of its shown copy, and where it stands in time."""

    @property
    def source_id(self) -> SourceId:
        """The source whose copy is shown."""
        ...

    @property
    def sort_at(self) -> datetime:
        """Where it stands."""
        ...


P = TypeVar("P", bound=Placed)
DAY = timedelta(days=1)


def select(candidates: Iterable[P], category: Category, day: date) -> list[P]:
    """The candidates that the current document shows, in their order (newest first).

    `entries`, `age`, `per_source` and `per_source_within` hold together. `day` is the stored day that upkeep
    advances: an entry older than `age` at its start is left out. Candidates are read only as far as needed.
    """
    if category.entries <= 0:
        return []
    oldest = datetime.combine(day, time(), UTC) - category.age if category.age else None
    shown: list[P] = []
    seen: dict[SourceId, list[datetime]] = defaultdict(list)
    for candidate in candidates:
        if oldest is not None and candidate.sort_at < oldest:
            continue
        if _is_full(seen[candidate.source_id], candidate.sort_at, category):
            continue
        seen[candidate.source_id].append(candidate.sort_at)
        shown.append(candidate)
        if len(shown) == category.entries:
            break
    return shown


def left_out_by(candidates: Iterable[P], category: Category, wanted: Callable[[P], bool]) -> str:
    """Which limit keeps a candidate out of the current document, by its key in the configuration; "" for none.

    It is `per_source` or `per_source_within` where its source has its share among what stands above, else `entries`.
    Age is not asked.
    """
    seen: dict[SourceId, list[datetime]] = defaultdict(list)
    places = max(category.entries, 0)
    for candidate in candidates:
        full = _is_full(seen[candidate.source_id], candidate.sort_at, category)
        if wanted(candidate):
            share = "per_source" if category.per_source_within is None else "per_source_within"
            return share if full else "entries" if places <= 0 else ""
        if not full:
            places -= 1
            seen[candidate.source_id].append(candidate.sort_at)
    return ""


def _is_full(taken: list[datetime], at: datetime, category: Category) -> bool:
    """Whether a source has its share already: in all, or within the span around this entry's time."""
    if category.per_source <= 0:
        return False
    if category.per_source_within is None:
        return len(taken) >= category.per_source
    # Candidates come newest first: the last `per_source` taken are the nearest.
    return len(taken) >= category.per_source and abs(taken[-category.per_source] - at) < category.per_source_within


@dataclass(frozen=True, slots=True)
class CopyFacts:
    """What choosing between the copies of a story needs to know of one."""

    source: SourceId
    is_teaser: bool
    first_seen_at: datetime
    entry_id: int = 0
    length: int = 1  # characters of its text; 0 for a copy that is a title alone


def shown_copy(copies: Sequence[CopyFacts], prefer: Sequence[SourceId] = ()) -> int:
    """The index of the copy to show: by `prefer`, full text over teaser over nothing, earliest, then id.

    Raises ValueError for no copies.
    """
    ranks = {source: rank for rank, source in reversed(list(enumerate(prefer)))}

    def order(index: int) -> tuple[int, int, datetime, int, int]:
        copy = copies[index]
        fullness = 2 if copy.length == 0 else int(copy.is_teaser)
        return ranks.get(copy.source, len(ranks)), fullness, copy.first_seen_at, copy.entry_id, index

    return min(range(len(copies)), key=order)


@dataclass(frozen=True, slots=True)
class Sight:
    """When a copy was first seen. `place` is that of its source in the order in which sources came to be known."""

    entry_id: int
    first_seen_at: datetime
    published: FeedDate | None
    place: int


def seen_together(copies: Iterable[Sight]) -> dict[int, datetime]:
    """Of copies that came before anybody was given their story: the times of first sight that must change, by entry.

    Which of them came first is no matter of whose poll ended first. What says that it was published earlier did, then
    whose source was configured earlier; what bears no date counts from when it was seen. They change their times.
    """
    by_sight = sorted(copies, key=lambda one: (one.first_seen_at, one.entry_id))
    by_date = sorted(by_sight, key=lambda one: (_since(one), one.place))
    times = [one.first_seen_at for one in by_sight]
    return {one.entry_id: time for one, time in zip(by_date, times, strict=True) if one.first_seen_at != time}


def _since(copy: Sight) -> datetime:
    if copy.published is None:
        return copy.first_seen_at
    return copy.published.at + (DAY if copy.published.precision is Precision.DAY else timedelta(0))
