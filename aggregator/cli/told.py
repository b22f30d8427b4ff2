"""Words that several commands share."""

from __future__ import annotations

from datetime import datetime
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


def source_line(one: SourceStatus, now: datetime) -> tuple[Any, ...]:
    """A source as a row: id, state, entries, last poll, next poll."""
    state = one.state
    word = f"{state.status} ×{state.failures}" if state.failures else state.status
    due = "paused" if one.paused else "now" if _due(state.next_poll_at, now) else ago(state.next_poll_at, now)
    return (state.id, word, one.entries, ago(state.last_poll_at, now), due)


def _due(when: datetime | None, now: datetime) -> bool:
    return when is None or when <= now
