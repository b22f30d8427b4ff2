"""The store for coroutines: one thread owns it, calls queue up."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from aggregator.clock import Clock
from aggregator.model import Decide, PollOutcome, PollReport
from aggregator.settings.values import Settings, Source
from aggregator.store.record import Plan
from aggregator.store.store import Store

P = ParamSpec("P")
T = TypeVar("T")


class Writer:
    """Runs calls of a `Store` on the one thread that opened it, in the order they came."""

    def __init__(self, store: Store, thread: ThreadPoolExecutor) -> None:
        self._store = store
        self._thread = thread
        self._closed = False

    @classmethod
    async def open(cls, state: Path, clock: Clock) -> Writer:
        """Open a state folder for writing; raises what `Store.open` raises."""
        thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        try:
            store = await asyncio.get_running_loop().run_in_executor(thread, Store.open, state, clock)
        except BaseException:
            thread.shutdown(wait=False)
            raise
        return cls(store, thread)

    async def call(self, function: Callable[Concatenate[Store, P], T], /, *arguments: P.args, **named: P.kwargs) -> T:
        """Run `function(store, …)` on the store's thread: `await writer.call(Store.due, now, limit)`.

        A caller that is cancelled stops waiting; what runs still runs to its end.
        """
        if self._closed:
            raise RuntimeError("the store is closed")
        return await asyncio.get_running_loop().run_in_executor(
            self._thread, lambda: function(self._store, *arguments, **named)
        )

    async def record(
        self,
        outcome: PollOutcome,
        *,
        source: Source,
        settings: Settings,
        decide: Decide,
        schedule: Plan,
        counts: bool = True,
    ) -> PollReport:
        """Record one finished poll; see `Store.record`."""
        return await self.call(
            Store.record, outcome, source=source, settings=settings, decide=decide, schedule=schedule, counts=counts
        )

    async def close(self) -> None:
        """Wait for what runs, refuse what waits no more, close the store and its thread. May be called twice."""
        if self._closed:
            return
        self._closed = True
        await asyncio.get_running_loop().run_in_executor(self._thread, self._store.close)
        self._thread.shutdown(wait=True)
