"""Telling a busy daemon from a hung one: the manager is fed only while every part gets something done."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterator

from aggregator import logs
from aggregator.daemon.notify import Notifier
from aggregator.serve.health import Pulse

log = logs.get("daemon")

SCHEDULER, WRITER, WEB = "scheduler", "writer", "web"
DEFAULT_LIMIT = 30.0  # seconds of silence that /healthz calls stuck, without a watchdog


class Watchdog:
    """Looks at the parts' progress at each tick.

    The scheduler and the web loop beat by themselves; the writer's thread is asked to do nothing at all, and beats when
    it has done it. `seconds` is the manager's time, None where none watches.
    """

    def __init__(
        self, pulse: Pulse, notifier: Notifier, ask_writer: Callable[[], Awaitable[object]], seconds: float | None
    ) -> None:
        self._pulse = pulse
        self._notifier = notifier
        self._ask_writer = ask_writer
        self.limit = seconds / 2 if seconds else DEFAULT_LIMIT
        self.interval = min(15.0, seconds / 4) if seconds else 5.0
        self._asking: asyncio.Task[None] | None = None
        self._patient = 0
        self._told: tuple[str, ...] = ()

    async def tick(self) -> None:
        """Ask, look, and feed or be silent."""
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask(), name="watchdog")
        if self._patient:
            self._pulse.beat(WRITER)
        stuck = self._pulse.stuck(self.limit)
        if stuck != self._told:
            self._told = stuck
            if stuck:
                log.error(logs.STUCK, parts=list(stuck), seconds=self.limit)
            else:
                log.info(logs.STUCK, ended=True)
        if not stuck:
            self._notifier.alive()

    @contextlib.contextmanager
    def patience(self) -> Iterator[None]:
        """While inside, a busy writer is no hung one: for what is known to take long, as a backup does."""
        self._patient += 1
        try:
            yield
        finally:
            self._patient -= 1

    async def stop(self) -> None:
        """Ask no more."""
        if self._asking is not None:
            self._asking.cancel()
            await asyncio.gather(self._asking, return_exceptions=True)

    async def _ask(self) -> None:
        await self._ask_writer()
        self._pulse.beat(WRITER)
