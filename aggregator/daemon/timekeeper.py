"""Notices a clock that was set under us, and a machine that slept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from aggregator.clock import Clock, since_boot

NOTABLE = 60.0  # seconds; clocks that are gently slewed move less, and nobody minds


@dataclass(frozen=True, slots=True)
class Jolt:
    """What happened to time since it was last looked at. The old clock dated what we did from `since` to `until`."""

    set_by: timedelta
    slept: bool
    since: datetime
    until: datetime


class Timekeeper:
    """Compares three clocks: the one on the wall, the one that counts since boot, and the one that stops in sleep."""

    def __init__(self, clock: Clock, boot: Callable[[], float] = since_boot) -> None:
        self._clock = clock
        self._boot = boot
        self._since = clock.now()
        self._begin()

    def _begin(self) -> None:
        self._wall, self._booted, self._awake = self._clock.now(), self._boot(), self._clock.monotonic()

    def look(self) -> Jolt | None:
        """A jolt since the last one; None while all three agree."""
        real = self._boot() - self._booted
        set_by = (self._clock.now() - self._wall).total_seconds() - real
        slept = real - (self._clock.monotonic() - self._awake) >= NOTABLE
        moved = abs(set_by) >= NOTABLE
        if not (moved or slept):
            return None
        by = timedelta(seconds=set_by) if moved else timedelta(0)
        jolt = Jolt(by, slept, self._since, self._clock.now() - by)
        self._begin()
        if moved:
            self._since = self._clock.now() if set_by < 0 else self._since + by
        return jolt
