"""How it stands, for people and programs: `/status`, `/status.json`, and what `/metrics` counts at a scrape."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log2
from typing import Any

from aggregator.clock import rfc3339
from aggregator.errors import FAKE_IP, Problem, by_cause


@dataclass(frozen=True, slots=True)
class PollPoint:
    """One poll of a source, as the sparkline shows it."""

    at: datetime
    ended: str  # changed | unchanged | not_modified | failed | skipped
    new: int = 0
    detail: str = ""  # the error's code where it failed


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source at a glance. `url` is its published address or one with secrets masked; `polls` are newest last."""

    id: str
    title: str = ""
    url: str = ""
    state: str = "new"
    failures: int = 0
    entries: int = 0
    last_poll_at: datetime | None = None
    next_poll_at: datetime | None = None
    next_reason: str = ""
    error: tuple[str, str, str] | None = None  # code, sentence, hint
    polls: tuple[PollPoint, ...] = ()
    listed: bool = True


@dataclass(frozen=True, slots=True)
class OutputLine:
    """An output at a glance. `dirty` is true while it waits to be published."""

    name: str
    slug: str
    stories: int = 0
    changed_at: datetime | None = None
    published_at: datetime | None = None
    dirty: bool = False
    private: bool = False


@dataclass(frozen=True, slots=True)
class Trouble:
    """What a person should look at: one source, or several for one reason."""

    sources: tuple[SourceLine, ...]
    what: str
    hint: str


@dataclass(frozen=True, slots=True)
class CrowdedHost:
    """A host whose turns cannot meet the intervals of its sources: `load` times the time there is would be needed."""

    host: str
    sources: int
    load: float


@dataclass(frozen=True, slots=True)
class StatusView:
    """All of it. `problems` are those of a configuration that was refused while the old one goes on; `waiting` are the
    hosts that asked us to stay away, with the source ("" for all of them) and until when.
    """

    version: str
    now: datetime
    started_at: datetime
    entries: int = 0
    stories: int = 0
    sources: tuple[SourceLine, ...] = ()
    outputs: tuple[OutputLine, ...] = ()
    problems: tuple[Problem, ...] = ()
    stuck: tuple[str, ...] = ()
    crowded: tuple[CrowdedHost, ...] = ()
    waiting: tuple[tuple[str, str, datetime], ...] = ()
    database_bytes: int = 0
    journal_bytes: int = 0

    @property
    def attention(self) -> tuple[SourceLine, ...]:
        """The sources that fail or are gone."""
        return tuple(source for source in self.sources if source.state in {"failing", "gone"})

    @property
    def troubles(self) -> tuple[Trouble, ...]:
        """What a person should look at, each cause once. A fake-IP proxy is no fault of its sources, and stops them."""
        lines = {source.id: source for source in self.sources}
        failures = [
            (source.id, *(source.error or ("", "", "")))
            for source in self.sources
            if source.state in {"failing", "gone"} or (source.error or ("",))[0] == FAKE_IP
        ]
        return tuple(
            Trouble(tuple(lines[name] for name in names), what, hint) for names, what, hint in by_cause(failures)
        )


def document(view: StatusView) -> dict[str, Any]:
    """The view as JSON, with the names that `status --json` has."""
    return {
        "version": view.version,
        "now": rfc3339(view.now),
        "started_at": rfc3339(view.started_at),
        "entries": view.entries,
        "stories": view.stories,
        "stuck": list(view.stuck),
        "problems": [str(problem) for problem in view.problems],
        "sources": [_source(source) for source in view.sources],
        "categories": [
            {
                "name": output.name,
                "slug": output.slug,
                "stories": output.stories,
                "changed_at": _instant(output.changed_at),
                "published_at": _instant(output.published_at),
                "waiting": output.dirty,
            }
            for output in view.outputs
        ],
        "waiting": [{"host": host, "source": source, "until": rfc3339(until)} for host, source, until in view.waiting],
        "crowded": [{"host": one.host, "sources": one.sources, "load": one.load} for one in view.crowded],
    }


def _source(source: SourceLine) -> dict[str, Any]:
    error = source.error
    return {
        "id": source.id,
        "title": source.title,
        "url": source.url,
        "state": source.state,
        "failures": source.failures,
        "last_error": error and {"code": error[0], "error": error[1], "hint": error[2]},
        "last_poll_at": _instant(source.last_poll_at),
        "next_poll_at": _instant(source.next_poll_at),
        "next_reason": source.next_reason,
        "entries": source.entries,
    }


def summary(view: StatusView) -> dict[str, Any]:
    """What anybody may know of the sources' health: counts, and the ids of those that fail and are listed."""
    counts: dict[str, int] = {}
    for source in view.sources:
        counts[source.state] = counts.get(source.state, 0) + 1
    return {"sources": counts, "failing": [source.id for source in view.attention if source.listed]}


def _instant(when: datetime | None) -> str | None:
    return rfc3339(when) if when is not None else None


# ------------------------------------------------------------------------------------------------ the page


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a sparkline, in the units of its drawing."""

    x: int
    y: int
    height: int
    kind: str
    label: str


WIDTH, HEIGHT, STEP = 126, 22, 6
MOST_BARS = WIDTH // STEP


def bars(polls: Sequence[PollPoint]) -> list[Bar]:
    """A bar for each of the last polls: full height for a failure, else growing with what was new."""
    drawn = []
    shown = list(polls)[-MOST_BARS:]
    for index, poll in enumerate(shown):
        height = HEIGHT if poll.ended == "failed" else min(HEIGHT, 3 + round(4 * log2(1 + poll.new)))
        label = f"{rfc3339(poll.at)} {poll.ended}" + (f" +{poll.new}" if poll.new else "")
        label += f" ({poll.detail})" if poll.detail else ""
        x = WIDTH - (len(shown) - index) * STEP
        drawn.append(Bar(x, HEIGHT - height, height, poll.ended, label))
    return drawn


def names(sources: Sequence[SourceLine]) -> str:
    """The first few of many sources."""
    return ", ".join(source.title or source.id for source in sources[:5]) + (", …" if len(sources) > 5 else "")


def apart(now: datetime, then: datetime | None) -> timedelta | None:
    """How far away an instant is, always positive; None where there is none."""
    return abs(now - then) if then is not None else None
