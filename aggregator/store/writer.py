"""The store for coroutines: one thread owns it, calls queue up.

What waits goes to the thread together, and polls that stand in a row share a transaction: a way there and back and a
commit cost more than what a poll without news has to write.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeAlias, TypeVar

from aggregator.clock import Clock
from aggregator.model import Decide, PollOutcome, PollReport
from aggregator.settings.values import Settings, Source
from aggregator.store.record import Plan
from aggregator.store.store import Store

P = ParamSpec("P")
T = TypeVar("T")
Answer: TypeAlias = tuple[Any, Exception | None]
"""What a call came to: what it gave, or what it raised."""

MOST = 200
"""What one visit to the thread takes along: calls, a poll counting as many as its document has items."""


@dataclass(eq=False, slots=True)
class _Call:
    """Something that the store is to do, and the future that waits for it."""

    work: Callable[[Store], Any]
    answer: asyncio.Future[Any]
    is_poll: bool
    weight: int


class Writer:
    """Runs calls of a `Store` on the one thread that opened it, in the order they came."""

    def __init__(self, store: Store, thread: ThreadPoolExecutor) -> None:
        self._store = store
        self._thread = thread
        self._waiting: deque[_Call] = deque()
        self._visiting = False
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
        answer: T = await self._queue(lambda store: function(store, *arguments, **named))
        return answer

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
        if self._closed:
            raise RuntimeError("the store is closed")
        work = partial(
            Store.record, outcome=outcome, source=source, settings=settings, decide=decide, schedule=schedule,
            counts=counts,
        )  # fmt: skip
        weight = 1 if outcome.feed is None else 1 + len(outcome.feed.roster)
        report: PollReport = await self._queue(work, is_poll=True, weight=weight)
        return report

    async def close(self) -> None:
        """Wait for what runs, refuse what waits no more, close the store and its thread. May be called twice."""
        if self._closed:
            return
        self._closed = True
        await self._queue(Store.close)
        self._thread.shutdown(wait=True)

    def _queue(
        self, work: Callable[[Store], Any], *, is_poll: bool = False, weight: int = 1
    ) -> asyncio.Future[Any]:  # fmt: skip
        loop = asyncio.get_running_loop()
        call = _Call(work, loop.create_future(), is_poll, weight)
        self._waiting.append(call)
        if not self._visiting:
            self._visiting = True
            loop.call_soon(self._visit, loop)  # soon: whoever comes in the same step comes along
        return call.answer

    def _visit(self, loop: asyncio.AbstractEventLoop) -> None:
        """Take to the thread what waits, as much as may go together."""
        calls: list[_Call] = []
        weight = 0
        while self._waiting and (not calls or weight + self._waiting[0].weight <= MOST):
            call = self._waiting.popleft()
            if not call.answer.done():  # else its caller was cancelled
                calls.append(call)
                weight += call.weight
        self._visiting = bool(calls)
        if calls:
            visit = loop.run_in_executor(self._thread, self._answers, calls)
            visit.add_done_callback(lambda done: self._returned(loop, calls, done.result()))

    def _returned(self, loop: asyncio.AbstractEventLoop, calls: Iterable[_Call], answers: Iterable[Answer]) -> None:
        for call, (result, error) in zip(calls, answers, strict=True):
            if call.answer.done():
                continue
            if error is None:
                call.answer.set_result(result)
            else:
                call.answer.set_exception(error)
        self._visit(loop)

    def _answers(self, calls: Iterable[_Call]) -> list[Answer]:
        """On the thread: what the calls came to, in order."""
        wanted = groupby(calls, key=lambda call: call.is_poll)
        return [answer for polls, row in wanted for answer in (self._together if polls else self._apart)(list(row))]

    def _together(self, polls: list[_Call]) -> list[Answer]:
        """Polls in one transaction; where one of them fails nothing of it is kept, and each has one of its own."""
        if len(polls) > 1:
            with suppress(Exception), self._store.together():  # it is raised again, to whom it belongs
                return [(poll.work(self._store), None) for poll in polls]
        return self._apart(polls)

    def _apart(self, calls: Iterable[_Call]) -> list[Answer]:
        return [self._answer(call) for call in calls]

    def _answer(self, call: _Call) -> Answer:
        try:
            return call.work(self._store), None
        except Exception as error:  # noqa: BLE001 - it is raised again to whom it belongs
            return None, error
