"""Polling in the background: whatever is due is begun, as much at once as there are places."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from aggregator import logs
from aggregator.clock import Clock
from aggregator.daemon.timekeeper import Jolt, Timekeeper
from aggregator.errors import AggregatorError, StorageError
from aggregator.model import PollReport, SourceId
from aggregator.settings.values import Source

log = logs.get("daemon")

AT_ONCE = 500  # polls under way, those included that wait for their host's turn
REST = 60.0  # seconds that a source is left alone after a poll that could not even be recorded
STORE_REST = 15.0  # seconds without new polls after the store refused one

Told = Callable[[PollReport, float], None]  # a report, and the seconds that it took


class Asking(Protocol):
    """What polling needs of the pipeline."""

    async def due(self) -> Sequence[Source]:
        """The sources whose time has come."""
        ...

    async def poll_one(self, source: Source, *, force: bool = False) -> PollReport:
        """Poll one source, from its plan to its record."""
        ...

    @property
    def offline(self) -> bool:
        """Whether our own network seems to be down."""
        ...

    @property
    def resting(self) -> bool:
        """While offline: whether it is too soon for the next probe."""
        ...

    def may_probe(self) -> bool:
        """While offline: whether one poll may be tried now; a yes counts as one tried."""
        ...

    async def catch_up(self) -> None:
        """Spread what piled up while nothing could be asked."""
        ...

    def clock_was_set(self, by: timedelta) -> None:
        """The clock was moved by so much: waits of hosts move along."""
        ...

    async def redate(self, by: timedelta, since: datetime, until: datetime) -> None:
        """What the old clock dated in the store, from `since` to `until`, moves along. Raises StorageError."""
        ...


class Poller:
    """Starts a poll for each source that is due and not being polled already.

    `pipeline` is asked for at each tick, so a reload takes effect with the next one; polls under way end in the old.
    """

    def __init__(
        self,
        pipeline: Callable[[], Asking],
        clock: Clock,
        told: Told,
        *,
        at_once: int = AT_ONCE,
        timekeeper: Timekeeper | None = None,
    ) -> None:
        self._pipeline = pipeline
        self._clock = clock
        self._told = told
        self._at_once = at_once
        self._running: dict[SourceId, asyncio.Task[None]] = {}
        self._resting: dict[SourceId, float] = {}  # until when, on the monotonic clock
        self._store_rests_until = 0.0
        self._store_refuses = False
        self._stopped = False
        self._was_offline = False
        self._time = timekeeper
        self._to_redate: list[Jolt] = []  # the store hears of each once, however long it refuses
        self._rested = True  # something piled up, so it is spread before anything is asked: at the start too

    @property
    def running(self) -> frozenset[SourceId]:
        """The sources being polled."""
        return frozenset(self._running)

    async def tick(self) -> None:
        """Begin what is due."""
        now = self._clock.monotonic()
        if self._stopped or now < self._store_rests_until:
            return
        pipeline = self._pipeline()
        try:
            await self._settle(pipeline)
            if pipeline.resting:
                return
            due = await pipeline.due()
        except StorageError as error:
            self._store_failed(error)
            return
        self._resting = {source: until for source, until in self._resting.items() if until > now}
        for source in due:
            if len(self._running) >= self._at_once or self._stopped:
                return
            if source.id in self._running or source.id in self._resting:
                continue
            if source.file is not None or not pipeline.offline or pipeline.may_probe():
                self.begin(pipeline, source)

    async def _settle(self, pipeline: Asking) -> None:
        """After a rest of the program, the machine or the network, or with another time on the clock."""
        jolt = self._time.look() if self._time is not None else None
        if jolt is not None and jolt.set_by:
            pipeline.clock_was_set(jolt.set_by)
            self._to_redate.append(jolt)
        back = self._was_offline and not pipeline.offline
        self._was_offline = pipeline.offline
        self._rested = self._rested or back or jolt is not None
        while self._to_redate:
            first = self._to_redate[0]
            await pipeline.redate(first.set_by, first.since, first.until)
            del self._to_redate[0]
        if self._rested:
            await pipeline.catch_up()
            self._rested = False

    def begin(self, pipeline: Asking, source: Source) -> asyncio.Task[None]:
        """Begin one poll; gives the one under way where there is one."""
        task = self._running.get(source.id)
        if task is None:
            task = asyncio.create_task(self._poll(pipeline, source), name=f"poll {source.id}")
            self._running[source.id] = task
            task.add_done_callback(lambda _: self._running.pop(source.id, None))
        return task

    async def ended(self, ids: Iterable[SourceId]) -> None:
        """Wait for the polls of these sources that are under way, where there are any."""
        tasks = [self._running[one] for one in ids if one in self._running]
        if tasks:
            await asyncio.wait(tasks)

    async def stop(self, patience: float = 1.0) -> None:
        """Begin nothing more and break off what runs: a record being written is finished, a fetch is forgotten."""
        self._stopped = True
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=patience)

    async def _poll(self, pipeline: Asking, source: Source) -> None:
        started = self._clock.monotonic()
        try:
            report = await pipeline.poll_one(source)
        except StorageError as error:
            self._store_failed(error)
            return
        except AggregatorError as error:
            self._rest(source.id)
            log.error(logs.BUG, source=source.id, error=str(error))  # noqa: TRY400 - its sentence says it all
            return
        except Exception:  # a bug in one poll must not end the others
            self._rest(source.id)
            log.exception(logs.BUG, source=source.id)
            return
        if self._store_refuses:
            self._store_refuses = False
            log.info(logs.STORE_TROUBLE, ended=True)
        if report.ended == "skipped":  # its host asked us to wait: it stays due, and is not asked for every second
            self._rest(source.id, self._until(report))
        self._told(report, self._clock.monotonic() - started)

    def _until(self, report: PollReport) -> float:
        if report.next_poll_at is None:
            return REST
        return min(REST, max(1.0, (report.next_poll_at - self._clock.now()).total_seconds()))

    def _rest(self, source: SourceId, seconds: float = REST) -> None:
        self._resting[source] = self._clock.monotonic() + seconds

    def _store_failed(self, error: StorageError) -> None:
        self._store_rests_until = self._clock.monotonic() + STORE_REST
        if not self._store_refuses:
            self._store_refuses = True
            log.error(logs.STORE_TROUBLE, error=error.what, where=error.where, hint=error.hint)
