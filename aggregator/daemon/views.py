"""The store's status as the web shows it: with titles, masked addresses, and the last polls for the sparklines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from aggregator import __version__
from aggregator.daemon.queues import crowded
from aggregator.errors import FAKE_IP, Problem
from aggregator.model import SourceId
from aggregator.serve.status import CrowdedHost, OutputLine, PollPoint, SourceLine, StatusView
from aggregator.settings.values import Settings, Source
from aggregator.store import PollRow, SourceStatus, StoreStatus
from aggregator.urls import masked


def status_view(
    settings: Settings,
    stored: StoreStatus,
    polls: Mapping[SourceId, Sequence[PollRow]],
    *,
    now: datetime,
    started_at: datetime,
    problems: tuple[Problem, ...] = (),
    stuck: tuple[str, ...] = (),
) -> StatusView:
    """How things stand. `polls` are newest first; a source without any has no sparkline."""
    configured = {source.id: source for source in settings.sources}
    return StatusView(
        version=__version__,
        now=now,
        started_at=started_at,
        entries=stored.entries,
        stories=stored.stories,
        sources=tuple(
            _source(configured.get(one.state.id), one, polls.get(one.state.id, ())) for one in stored.sources
        ),
        outputs=tuple(
            OutputLine(
                name=one.name,
                slug=one.slug,
                stories=one.stories,
                changed_at=one.changed_at,
                published_at=one.published_at,
                dirty=one.dirty,
            )
            for one in stored.outputs
        ),
        problems=problems,
        stuck=stuck,
        crowded=tuple(CrowdedHost(one.host, one.sources, one.load) for one in crowded(settings, stored.sources)),
        waiting=stored.blocks,
        database_bytes=stored.database_bytes,
        journal_bytes=stored.journal_bytes,
    )


def _source(source: Source | None, one: SourceStatus, polls: Sequence[PollRow]) -> SourceLine:
    state = one.state
    error = state.last_error
    return SourceLine(
        id=state.id,
        title=(source.title if source else "") or state.title,
        url=_address(source),
        state="paused" if one.paused else state.status,
        failures=state.failures,
        entries=one.entries,
        last_poll_at=state.last_poll_at,
        next_poll_at=None if one.paused else state.next_poll_at,
        next_reason=one.next_poll_reason,
        error=error
        if error and (state.failures or state.status in {"failing", "gone"} or error[0] == FAKE_IP)
        else None,
        polls=tuple(PollPoint(row.at, row.ended, row.new, row.error_code) for row in reversed(polls)),
        listed=source.listed if source else False,
    )


def _address(source: Source | None) -> str:
    """The address that others may see, else the configured one without its secrets."""
    if source is None:
        return ""
    if source.published_url or not source.addresses:
        return source.published_url
    return masked(source.addresses[0].key)


def frames(settings: Settings) -> tuple[str, ...]:
    """The hosts whose frames a page may show: those that some source names under `embeds`."""
    return tuple(sorted({host for source in settings.sources for host in source.content.embeds}))
