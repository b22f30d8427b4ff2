"""How much of what is new may appear at once: `backlog` for a new source, `burst` for an accident (DESIGN 3 Order)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from aggregator.model import FeedDate, Slug, SourceState
from aggregator.settings.values import Category

SLACK = timedelta(hours=1)
"""An origin's clock may be wrong by that much."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A new entry, as intake looks at it."""

    position: int
    place: datetime  # where it will stand
    date: FeedDate | None
    categories: frozenset[Slug]


def backlog(
    arrivals: Iterable[Arrival], categories: Iterable[Category], published: frozenset[Slug]
) -> dict[int, frozenset[Slug]]:
    """For each position the categories where a first poll keeps it back: all but the newest `backlog` of each.

    Only categories that were published before hold anything back; the first feed of all shows what there is.
    """
    newest_first = sorted(arrivals, key=lambda arrival: (-arrival.place.timestamp(), arrival.position))
    held: dict[int, set[Slug]] = {}
    for category in categories:
        if category.slug not in published or category.backlog < 0:
            continue
        here = [arrival for arrival in newest_first if category.slug in arrival.categories]
        for arrival in here[category.backlog :]:
            held.setdefault(arrival.position, set()).add(category.slug)
    return {position: frozenset(slugs) for position, slugs in held.items()}


def burst(arrivals: Iterable[Arrival], limit: int, state: SourceState, now: datetime) -> frozenset[int]:
    """The positions that a later poll keeps back: all but the newest `limit`, if so many look like an accident."""
    newest_first = sorted(arrivals, key=lambda arrival: (-arrival.place.timestamp(), arrival.position))
    if limit < 0 or len(newest_first) <= limit or is_busy(newest_first, state, now):
        return frozenset()
    return frozenset(arrival.position for arrival in newest_first[limit:])


def is_busy(arrivals: list[Arrival], state: SourceState, now: datetime) -> bool:
    """Whether so many new entries are honest work: dated one by one all over the time since the last poll.

    An accident looks otherwise: old dates come again, dates are missing, or all are those of one moment.
    """
    since = state.last_success_at
    dates = [arrival.date.at for arrival in arrivals if arrival.date is not None]
    if since is None or len(dates) < 0.9 * len(arrivals):
        return False
    fresh = sorted(date for date in dates if since - SLACK <= date <= now + SLACK)
    if len(fresh) < 0.9 * len(arrivals) or len(set(fresh)) < 0.5 * len(fresh):
        return False
    spread = fresh[-1] - fresh[0]
    usual = (state.posts_per_day or 0.0) * ((now - since) / timedelta(days=1))
    return spread >= 0.5 * (now - since) or len(arrivals) <= 4 * usual


def merged(
    first: Mapping[int, frozenset[Slug]], positions: frozenset[int], arrivals: Iterable[Arrival]
) -> dict[int, frozenset[Slug]]:
    """Both limits together: by position, the categories in which an entry stays stored but unseen."""
    held = dict(first)
    for arrival in arrivals:
        if arrival.position in positions:
            held[arrival.position] = held.get(arrival.position, frozenset()) | arrival.categories
    return held
