"""One poll as the store records it: when it is due, how it ended, what it came to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from aggregator.model.documents import Flaw, ParsedFeed
from aggregator.model.fetching import FetchResult
from aggregator.model.texts import SourceId


@dataclass(frozen=True, slots=True)
class Schedule:
    """When to ask again, and the sentence that `sources ID` prints about it."""

    next_poll_at: datetime
    reason: str
    not_before_at: datetime | None = None
    status: str = ""  # "gone": stop polling; "" otherwise
    without_pushes: datetime | None = None  # the due time if no hub pushed; set where one makes polls rarer


@dataclass(frozen=True, slots=True)
class PollOutcome:
    """One finished poll, as the store records it: a success with `feed`, a success without news, or an `error`."""

    source: SourceId
    at: datetime
    elapsed: float
    fetch: FetchResult | None = None
    feed: ParsedFeed | None = None
    error: Exception | None = None
    offer: tuple[tuple[str, ...], str, str] | None = None  # hubs, topic, address key; None: keep what is known


@dataclass(frozen=True, slots=True)
class PollReport:
    """What one poll came to. `ended` is one of: changed, unchanged, not_modified, failed, skipped, pushed."""

    source: SourceId
    ended: str
    new: int = 0
    changed: int = 0
    duplicate: int = 0
    dropped: int = 0
    error_code: str = ""
    error: str = ""
    hint: str = ""
    flaws: tuple[Flaw, ...] = ()
    next_poll_at: datetime | None = None
    was_well: bool = False  # its source had answered when it was last asked
