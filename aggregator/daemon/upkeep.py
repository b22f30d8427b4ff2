"""Housekeeping, a little at a time, between polls: the store's thread is never held for long."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aggregator import chores, logs
from aggregator.clock import Clock
from aggregator.errors import AggregatorError
from aggregator.model import EntryId
from aggregator.pipeline import Pipeline
from aggregator.store import Store

log = logs.get("daemon")


@dataclass(slots=True)
class Chore:
    """Something to do every so many seconds. `work` tells whether there is more to do at once."""

    name: str
    every: float
    work: Callable[[Pipeline], Awaitable[bool]]
    due: float = 0.0


class Upkeep:
    """Does whatever chore is due at each tick. `want` is called where one changed what should be published."""

    def __init__(self, pipeline: Callable[[], Pipeline], clock: Clock, want: Callable[[], None]) -> None:
        self._pipeline = pipeline
        self._clock = clock
        self._want = want
        self._chores = [
            Chore("day", 60.0, self._day),
            Chore("rules", 60.0, self._rules),
            Chore("search", 5.0, _search),
            Chore("checkpoint", 600.0, _checkpoint, clock.monotonic() + 300.0),
        ]

    async def tick(self) -> None:
        """Do what is due; a chore with more to do comes again at the next tick."""
        for chore in self._chores:
            if self._clock.monotonic() < chore.due:
                continue
            more = False
            try:
                more = await chore.work(self._pipeline())
            except AggregatorError as error:
                log.warning(logs.UPKEEP, chore=chore.name, error=error.what, hint=error.hint)
            chore.due = self._clock.monotonic() + (0.0 if more else chore.every)
            await asyncio.sleep(0)

    async def articles(self) -> None:
        """Fetch some article pages of teasers; apart from `tick`, because hosts may be slow."""
        try:
            filled: list[EntryId] = []
            await chores.fill_fulltext(self._pipeline(), filled)
            if filled:
                self._want()
        except AggregatorError as error:
            log.warning(logs.UPKEEP, chore="articles", error=error.what, hint=error.hint)

    async def _day(self, pipeline: Pipeline) -> bool:
        try:
            turned = await chores.daily(pipeline)
        except AggregatorError:
            self._want()  # the day may have turned before: what it takes out of an output must not wait for news
            raise
        if turned:
            self._want()
        return False

    async def _rules(self, pipeline: Pipeline) -> bool:
        """What is left to judge where the store failed while a new configuration was applied: mostly nothing."""
        if await pipeline.rooms.store.call(Store.owed):
            await pipeline.judge_anew()
            self._want()
        return False


async def _search(pipeline: Pipeline) -> bool:
    return bool(await chores.index(pipeline))


async def _checkpoint(pipeline: Pipeline) -> bool:
    await pipeline.rooms.store.call(Store.checkpoint)
    return False
