"""Parsing in child processes that can be killed: a document that hangs or eats memory costs itself and nothing else."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Future
from concurrent.futures.process import BrokenProcessPool
from types import TracebackType
from typing import Any, Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from aggregator.errors import ParseError
from aggregator.model import Article, ContentOptions, FeedLink, ParsedFeed, ParseRequest, Recleaned, RecleanItem
from aggregator.parse import cage, worker
from aggregator.parse.children import nursery
from aggregator.urls import masked

_Result = TypeVar("_Result")
MIB = 1024 * 1024
_JOBS_PER_CHILD = 2000  # then a fresh one, so that no leak of a parser adds up
_RECLEAN_BATCH = 50
_PATIENCE = 4  # times the deadline, in wall time: a busy machine is no fault of the document


class Pool:
    """Parse children, started at the first job and replaced when one dies. Implements `model.Worker`.

    `deadline` is seconds of processor time for one job, four times as much on the wall; `memory` is bytes of address
    space that a child may add to its own.
    """

    def __init__(self, *, workers: int = 2, deadline: float = 5.0, memory: int = 512 * MIB) -> None:
        self._workers = max(1, workers)
        self._deadline = deadline
        self._memory = memory
        self._pool: ProcessPool | None = None
        self._starting = asyncio.Lock()
        self._pending: set[Future[Any]] = set()
        self._closed = False

    async def parse(self, request: ParseRequest) -> ParsedFeed:
        """Parse, clean and key one document. Raises ParseError."""
        return await self._run(masked(request.url), worker.parse, request)

    async def discover(self, body: bytes, url: str, content_type: str = "") -> tuple[FeedLink, ...]:
        """The feeds that an HTML page names, the likeliest first. Raises ParseError."""
        return await self._run(masked(url), worker.find, body, url, content_type)

    async def article(
        self, body: bytes, url: str, content_type: str = "", options: ContentOptions | None = None
    ) -> Article:
        """The article on a page, cleaned. Raises ParseError: `fulltext-missing` without the extra, `no-article`."""
        return await self._run(masked(url), worker.article, body, url, content_type, options or ContentOptions())

    async def reclean(self, items: Sequence[RecleanItem]) -> list[Recleaned | None]:
        """Stored entries through today's cleaner, in order; None for each whose sealed copy cannot be opened."""
        done: list[Recleaned | None] = []
        for start in range(0, len(items), _RECLEAN_BATCH):
            done += await self._reclean(list(items[start : start + _RECLEAN_BATCH]))
        return done

    async def start(self) -> None:
        """Start the children now, so that the first document does not wait for them."""
        await self._started()

    def close(self) -> None:
        """End all children at once; jobs under way fail with `parser-stopped`. May be called twice."""
        self._closed = True
        for future in tuple(self._pending):
            future.cancel()
        if self._pool is not None:
            pool, self._pool = self._pool, None
            _end(pool)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    async def _reclean(self, batch: list[RecleanItem]) -> list[Recleaned | None]:
        """A batch; where one entry kills the child, the others are cleaned one by one."""
        try:
            return await self._run("", worker.reclean, batch)
        except ParseError:
            if self._closed:
                raise
            if len(batch) == 1:
                return [None]
        half = len(batch) // 2
        return await self._reclean(batch[:half]) + await self._reclean(batch[half:])

    async def _run(self, where: str, job: Callable[..., _Result], *arguments: object) -> _Result:
        for last in (False, True):
            pool = await self._started(where)
            try:
                return await self._once(pool, where, job, arguments)
            except (BrokenProcessPool, RuntimeError):
                # The pool itself broke, not the job: an idle child was killed from outside. A new pool, once.
                await self._drop(pool)
                if last or self._closed:
                    break
        raise ParseError("parser-crash", "the parse children could not be started", where=where, transient=True)

    async def _once(
        self, pool: ProcessPool, where: str, job: Callable[..., _Result], arguments: tuple[object, ...]
    ) -> _Result:
        future: Future[Any] = pool.schedule(worker.run, args=(job, *arguments), timeout=_PATIENCE * self._deadline)
        self._pending.add(future)
        try:
            result: _Result = await asyncio.wrap_future(future)
        except TimeoutError:
            raise self._timeout(where) from None
        except ProcessExpired as error:
            raise self._timeout(where) if error.exitcode == -signal.SIGPROF else _expired(error, where) from None
        except (asyncio.CancelledError, CancelledError):
            if self._closed and not _cancelled_by_caller():
                raise _stopped(where) from None
            raise
        except ParseError as error:
            error.where = error.where or where
            raise
        finally:
            self._pending.discard(future)
        return result

    async def _started(self, where: str = "") -> ProcessPool:
        async with self._starting:
            if self._closed:
                raise _stopped(where)
            if self._pool is None:
                self._pool = await asyncio.to_thread(self._make)
            return self._pool

    def _make(self) -> ProcessPool:
        pool = ProcessPool(
            max_workers=self._workers,
            max_tasks=_JOBS_PER_CHILD,
            initializer=worker.start,
            initargs=(self._memory, self._deadline),
            context=nursery(),
        )
        pool.active  # noqa: B018 - reading it starts the children
        return pool

    async def _drop(self, pool: ProcessPool) -> None:
        """End this pool; the one that was made in its place since is left alone."""
        if self._pool is pool:
            self._pool = None
            await asyncio.to_thread(_end, pool)

    def _timeout(self, where: str) -> ParseError:
        return ParseError(
            "parser-timeout",
            f"parsing took more than {self._deadline:g} s and was stopped",
            where=where,
            hint="no real feed needs so long; look at the address in a browser",
        )


def _end(pool: ProcessPool) -> None:
    pool.stop()  # type: ignore[no-untyped-call]
    pool.join()


def _expired(error: ProcessExpired, where: str) -> ParseError:
    if error.exitcode == cage.MEMORY_EXIT:
        return ParseError(
            "parser-memory", "parsing took more memory than a document may", where=where, hint="no real feed does"
        )
    return ParseError(
        "parser-crash",
        f"the document ended its parser (exit {error.exitcode})",
        where=where,
        hint="please report it with the document",
    )


def _stopped(where: str) -> ParseError:
    return ParseError("parser-stopped", "the parser was closed", where=where, transient=True)


def _cancelled_by_caller() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
