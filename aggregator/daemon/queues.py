"""Hosts whose queue is longer than the time there is: their sources are polled later than anybody wished."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from aggregator.clock import in_words
from aggregator.fetch import Rules, demand
from aggregator.settings.values import Settings, Source
from aggregator.store import SourceStatus

_HOUR = timedelta(hours=1)
_ANSWER = 1.0  # seconds, where no answer was measured yet


@dataclass(frozen=True, slots=True)
class Crowd:
    """A host that is asked for more than its turns allow. `load` is the time needed for the time there is, above 1."""

    host: str
    sources: int
    load: float
    sentence: str
    hint: str


def crowded(settings: Settings, statuses: Iterable[SourceStatus]) -> tuple[Crowd, ...]:
    """The hosts whose turns cannot meet the intervals of their sources, the worst first."""
    rules = Rules(settings.fetch)
    places: dict[tuple[str, int], list[tuple[SourceStatus, Source]]] = {}
    for one in statuses:
        source = settings.source(one.state.id)
        if source is None or not source.addresses or one.paused or one.state.status == "gone":
            continue
        parts = urlsplit(source.addresses[0].url)
        place = (parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80))
        places.setdefault(place, []).append((one, source))
    found = []
    for (host, port), those in places.items():
        limits = rules.of(host, port)
        measured = [one.seconds for one, _ in those if one.seconds is not None]
        each = sum(measured) / len(measured) if measured else _ANSWER
        load = demand((_interval(settings, *pair).total_seconds() for pair in those), each, limits)
        if load <= 1:
            continue
        at_once = "one at a time" if limits.per_host == 1 else f"{limits.per_host} at a time"
        gap = in_words(timedelta(seconds=limits.gap))
        found.append(
            Crowd(
                host,
                len(those),
                round(load, 2),
                f"the {len(those)} sources of {host} need {load:.1f} times the time there is "
                f"({each:.1f}s an answer, {at_once}, {gap} apart): they are polled late",
                f'raise `every` for some of them, or per_host for [[host]] match = "{host}" if it is yours',
            )
        )
    return tuple(sorted(found, key=lambda crowd: (-crowd.load, crowd.host)))


def _interval(settings: Settings, one: SourceStatus, source: Source) -> timedelta:
    """How often a source is to be asked: as configured, else as its last schedule said, at most hourly."""
    every = source.every or settings.fetch.every
    if every is not None:
        return max(every, settings.fetch.min)
    last, due = one.state.last_poll_at, one.state.next_poll_at
    return max(_HOUR, due - last) if last is not None and due is not None else _HOUR
