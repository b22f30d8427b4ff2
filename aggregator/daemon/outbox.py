"""When to publish: soon after something changed, not for every change, and again where it failed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from aggregator import logs
from aggregator.clock import Clock
from aggregator.errors import AggregatorError
from aggregator.model import PublishReport

log = logs.get("daemon")

FIRST_RETRY = 5.0  # seconds; doubles up to the longest
LONGEST_RETRY = 300.0

Published = Callable[[PublishReport | None], None]  # None where it failed


class Outbox:
    """Remembers that something is to be published, and does it `debounce` seconds after the first change.

    What is to be published is in the store, marked in the very transaction that changed it; this only knows when.
    """

    def __init__(
        self,
        publish: Callable[[], Awaitable[PublishReport]],
        debounce: Callable[[], float],
        clock: Clock,
        told: Published = lambda _report: None,
    ) -> None:
        self._publish = publish
        self._debounce = debounce
        self._clock = clock
        self._told = told
        self._due: float | None = None  # on the monotonic clock
        self._lock = asyncio.Lock()
        self._running: asyncio.Task[PublishReport | None] | None = None
        self._failures = 0
        self._stopped = False

    @property
    def is_waiting(self) -> bool:
        """Whether something waits to be published."""
        return self._due is not None

    def want(self, *, at_once: bool = False) -> None:
        """Something changed. The first change starts the wait, so a busy hour cannot put it off."""
        when = self._clock.monotonic() + (0.0 if at_once else self._debounce())
        self._due = when if self._due is None else min(self._due, when)

    async def tick(self) -> None:
        """Publish where it is time. A tick that is cancelled breaks no publish off: `stop` waits for that."""
        if self._due is not None and self._clock.monotonic() >= self._due and not self._lock.locked():
            self._running = asyncio.create_task(self.flush(), name="publish")
            await asyncio.shield(self._running)

    async def flush(self) -> PublishReport | None:
        """Publish now; None where that failed, which was logged and is tried again."""
        async with self._lock:
            if self._stopped:
                return None
            self._due = None  # what changes from here on is another publish
            try:
                report = await self._publish()
            except AggregatorError as error:
                self._failed(error)
                return None
            except Exception:  # a bug, which the tick tells; what waits to be published still does
                self._failed()
                raise
            if self._failures:
                self._failures = 0
                log.info(logs.PUBLISH_FAILED, ended=True)
            self._told(report)
            return report

    async def stop(self, patience: float = 2.0) -> None:
        """Publish no more; the one under way is waited for. What was not published is still marked in the store."""
        self._stopped = True
        try:
            async with asyncio.timeout(patience):
                async with self._lock:
                    self._due = None
        except TimeoutError:
            if self._running is not None:
                self._running.cancel()
            log.warning(logs.PUBLISH_FAILED, error="the last publish did not end in time; the next start repeats it")

    def _failed(self, error: AggregatorError | None = None) -> None:
        if error is not None and not self._failures:
            log.error(logs.PUBLISH_FAILED, error=error.what, where=error.where, hint=error.hint)
        wait = min(LONGEST_RETRY, FIRST_RETRY * 2 ** min(self._failures, 10))  # a week of failures fits no float
        self._failures += 1
        again = self._clock.monotonic() + wait
        self._due = again if self._due is None else min(self._due, again)
        self._told(None)
