"""Words that several commands share."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from aggregator.clock import in_words

if TYPE_CHECKING:
    from aggregator.store import SourceStatus


def ago(when: datetime | None, now: datetime) -> str:
    """How long ago, or in how long."""
    if when is None:
        return "never"
    if when.year >= 9000:
        return "never again"
    return f"{in_words(now - when)} ago" if when <= now else f"in {in_words(when - now)}"


def count(number: int, noun: str) -> str:
    """A number with its noun: 1 source, 2 categories."""
    many = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number} {noun if number == 1 else many}"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The nearest of the known words as a question; "" where none is near."""
    near = get_close_matches(word, list(known), 1, 0.5)
    return f"did you mean {near[0]!r}?" if near else ""


def source_line(one: SourceStatus, now: datetime) -> tuple[Any, ...]:
    """A source as a row: id, state, entries, last poll, next poll."""
    state = one.state
    word = f"{state.status} ×{state.failures}" if state.failures else state.status
    due = "paused" if one.paused else "now" if _due(state.next_poll_at, now) else ago(state.next_poll_at, now)
    return (state.id, word, one.entries, ago(state.last_poll_at, now), due)


def _due(when: datetime | None, now: datetime) -> bool:
    return when is None or when <= now


def who(sources: tuple[str, ...]) -> str:
    """The sources that something happened to; of many the first few."""
    if len(sources) == 1:
        return sources[0]
    return f"{len(sources)} sources ({', '.join(sources[:5])}{', …' if len(sources) > 5 else ''})"
