"""An event loop whose time is made of nothing: when everybody waits, the clock jumps to the next timer.

Months of polling run in seconds, with the real gate, the real client and the real cadence. No sockets in here.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

T = TypeVar("T")


class _Jump(selectors.SelectSelector):
    """Waiting for a timer moves the time instead."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds = 0.0

    def select(self, timeout: float | None = None) -> Any:
        if timeout is None:
            raise RuntimeError("everybody waits and no timer runs: the virtual world has stopped")
        self.seconds += max(timeout, 0.0)
        return super().select(0)


class VirtualLoop(asyncio.SelectorEventLoop):
    """A loop that is its own clock."""

    def __init__(self, start: datetime = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)) -> None:
        self._jump = _Jump()
        super().__init__(self._jump)
        self._start = start
        self._clock_resolution = 1e-6

    def time(self) -> float:
        return self._jump.seconds

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self._jump.seconds)

    def monotonic(self) -> float:
        return self._jump.seconds


def run_virtual(loop: VirtualLoop, story: Coroutine[Any, Any, T]) -> T:
    """Run a story to its end in no time, and close the loop."""
    try:
        return loop.run_until_complete(story)
    finally:
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()
