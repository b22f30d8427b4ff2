"""The few coarse ticks that drive the daemon. What is due, and when, is in the store and not here."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from aggregator import logs

log = logs.get("daemon")

Tick = Callable[[], Awaitable[None]]


class Ticks:
    """Calls coroutines again and again. A tick that is late is made up for once, and never overtakes itself.

    APScheduler's default forgets a job that is more than a second late: a loop blocked for three seconds lost
    200 of 200. Here nothing is forgotten, and a failing tick is logged and comes again.
    """

    def __init__(self) -> None:
        self._scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )
        self._scheduler.add_listener(_failed, EVENT_JOB_ERROR)

    def every(self, seconds: float, name: str, tick: Tick, *, first: float | None = None) -> None:
        """Call `tick` every so many seconds, for the first time after `first` seconds (at once by default)."""
        start = datetime.now(UTC) + timedelta(seconds=first or 0.0)
        self._scheduler.add_job(tick, "interval", seconds=seconds, id=name, next_run_time=start)

    def start(self) -> None:
        """Begin, in the running loop."""
        self._scheduler.start()

    def hurry(self, name: str) -> None:
        """Let a tick come now; its later times stay as they are."""
        if self._scheduler.running and self._scheduler.get_job(name) is not None:
            self._scheduler.modify_job(name, next_run_time=datetime.now(UTC))

    async def stop(self) -> None:
        """No more ticks; one that runs is cancelled."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
            await asyncio.sleep(0)  # it ends itself in the loop's next round
            await asyncio.sleep(0)


def _failed(event: JobExecutionEvent) -> None:
    error: Any = event.exception
    log.error(logs.BUG, tick=event.job_id, error=f"{type(error).__name__}: {error}", exception=event.traceback or "")
