"""The host gate: requests wait here, before the connection pool, until their host may be asked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from aggregator.clock import Clock, in_words
from aggregator.errors import FetchError, HostBlock
from aggregator.fetch.limits import HostLimits
from aggregator.fetch.turnstile import Turnstile
from aggregator.model import MOST_RETRY_AFTER

_FIRST_WAIT = timedelta(hours=1)
_LONGEST_WAIT = timedelta(hours=24)


class HostGate:
    """Queues requests by host, and keeps away from hosts that asked for it.

    The turns are `Turnstile`'s; this adds waiting. Waiting costs a future each, no task, no connection.
    """

    def __init__(self, concurrency: int, clock: Clock, blocks: Iterable[HostBlock] = ()) -> None:
        self._clock = clock
        self._turns = Turnstile(concurrency)
        self._waiting: dict[int, asyncio.Future[None]] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._blocks: dict[tuple[str, str], datetime] = {}
        self._heard: set[tuple[str, str]] = set()  # blocks that were noted in this life
        self._strikes: dict[tuple[str, str], int] = {}
        for block in blocks:
            self.block(block)
        self._heard.clear()

    @asynccontextmanager
    async def turn(self, host: str, limits: HostLimits, source: str = "") -> AsyncIterator[None]:
        """Hold a turn with the host. Raises FetchError `host-waiting` where it asked us to stay away."""
        self.check(host, source)
        ticket = self._turns.enter(host, limits, self._clock.monotonic())
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[ticket] = future
        self._pump()
        try:
            await future
        except BaseException:
            if self._waiting.pop(ticket, None) is not None:
                self._turns.leave(ticket)
            elif future.cancelled() or future.exception() is None:
                self._turns.done(host, self._clock.monotonic())  # cancelled, but the turn came in the same moment
            self._pump()
            raise
        try:
            self.check(host, source)  # the answer to somebody before us may have closed the host
            yield
        finally:
            self._turns.done(host, self._clock.monotonic())
            self._pump()

    def __len__(self) -> int:
        """Requests that wait for their turn."""
        return len(self._waiting)

    def call_off(self) -> int:
        """Nobody who waits for a turn gets one: they are told `offline`; gives how many. Who comes later may go."""
        waiting = {ticket: future for ticket, future in self._waiting.items() if not future.done()}
        for ticket, future in waiting.items():  # whoever was cancelled this moment leaves by himself
            del self._waiting[ticket]
            self._turns.leave(ticket)
            future.set_exception(
                FetchError(
                    "offline",
                    "nothing was asked: our own network seems down",
                    hint="look at this machine's network; the poll follows by itself",
                )
            )
        return len(waiting)

    def resize(self, concurrency: int) -> None:
        """Let so many requests run at once from now on."""
        self._turns.resize(concurrency)
        self._pump()

    def block(self, block: HostBlock) -> None:
        """Ask nothing of the host (or of it for one source) until then. A wait is never shortened."""
        key = (block.host, block.source)
        until = min(block.until, self._clock.now() + MOST_RETRY_AFTER)
        self._blocks[key] = max(until, self._blocks.get(key, until))
        self._heard.add(key)

    def blocks(self) -> tuple[HostBlock, ...]:
        """The waits that still run, for the store."""
        now = self._clock.now()
        self._blocks = {key: until for key, until in self._blocks.items() if until > now}
        return tuple(HostBlock(host, until, source) for (host, source), until in sorted(self._blocks.items()))

    def clock_was_set(self, by: timedelta) -> None:
        """The clock was moved: waits noted in this life keep their length, older ones their end."""
        moved = {key: until + by for key, until in self._blocks.items() if key in self._heard}
        latest = self._clock.now() + MOST_RETRY_AFTER
        self._blocks = {key: min(until, latest) for key, until in (self._blocks | moved).items()}

    def too_many(self, host: str, source: str = "") -> timedelta:
        """The wait for a 429 that names none: an hour, doubled each time, a day at the most."""
        strikes = self._strikes.get((host, source), 0)
        self._strikes[host, source] = min(strikes + 1, 8)
        return min(_FIRST_WAIT * (1 << strikes), _LONGEST_WAIT)

    def content(self, host: str, source: str = "") -> None:
        """The host answered well: its next 429 counts as a first one, and so does its next one for this source."""
        self._strikes.pop((host, ""), None)
        self._strikes.pop((host, source), None)

    def check(self, host: str, source: str) -> None:
        """Raise FetchError `host-waiting` while a wait for this host, or for it and the source, runs."""
        now = self._clock.now()
        keys = [(host, ""), (host, source)] if source else [(host, "")]
        until = max((self._blocks[key] for key in keys if key in self._blocks), default=now)
        if until > now:
            left = until - now
            raise FetchError(
                "host-waiting",
                f"{host} asked us to stay away for another {in_words(left)}",
                hint="nothing was asked; the poll follows by itself",
                retry_after=left.total_seconds(),
            )

    def _pump(self) -> None:
        now = self._clock.monotonic()
        for ticket in self._turns.grant(now):
            future = self._waiting.pop(ticket, None)
            if future is not None and not future.done():
                future.set_result(None)
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        at = self._turns.next_at()
        if at is not None:
            delay = max(at - now, 0.001)
            self._timer = asyncio.get_running_loop().call_later(delay, self._pump)

    def close(self) -> None:
        """Stop the timer; whoever waits is cancelled by the owner of its task."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
