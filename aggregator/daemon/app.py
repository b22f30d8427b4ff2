"""The daemon: its parts put together, its start, its life and its end.

Start: lock and store, sockets, control, publish what is stored, answer, READY; then poll, files of our own first.
End: no new work, fetches broken off, the record being written finished, nothing half published.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine, Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, TypeVar

from aggregator import __version__, logs
from aggregator.clock import Clock, since_boot
from aggregator.daemon import configuration
from aggregator.daemon.answers import Desk
from aggregator.daemon.commands import commands
from aggregator.daemon.jobs import Ticks
from aggregator.daemon.journal import Journal
from aggregator.daemon.notify import Notifier, watchdog_seconds
from aggregator.daemon.outbox import Outbox
from aggregator.daemon.polls import Poller
from aggregator.daemon.reload import Stamps, Watch, stamps
from aggregator.daemon.signals import handled
from aggregator.daemon.timekeeper import Timekeeper
from aggregator.daemon.upkeep import Upkeep
from aggregator.daemon.watchdog import SCHEDULER, WRITER, Watchdog
from aggregator.daemon.web import Answers, Web
from aggregator.daemon.wiring import Duty, Reading, opened, rebuilt
from aggregator.errors import AggregatorError, ConfigurationError, Problem, StorageError
from aggregator.model import PollReport, PublishReport
from aggregator.pipeline import Pipeline
from aggregator.press import Extent
from aggregator.serve.control import SOCKET, ControlServer
from aggregator.serve.health import Pulse
from aggregator.serve.metrics import Metrics
from aggregator.settings.values import Settings
from aggregator.websub import Subscriber, announce

T = TypeVar("T")

log = logs.get("daemon")

TICK = 1.0  # seconds
FILES_FIRST = 10.0  # seconds that the first start waits for files of our own, at most


class Daemon:
    """One daemon, from its first configuration to its end. `run` is all of it."""

    def __init__(
        self,
        file: Path,
        environ: Mapping[str, str],
        clock: Clock,
        *,
        level: str = "",
        boot: Callable[[], float] = since_boot,
    ) -> None:
        self._since_boot = boot
        self._file = file
        self._environ = environ
        self._clock = clock
        self._level = level
        self._notifier = Notifier(environ, clock)
        self._pulse = Pulse(clock)
        self._metrics = Metrics()
        self._ticks = Ticks()
        self._problems: tuple[Problem, ...] = ()
        self._ending = asyncio.Event()
        self._changing = asyncio.Lock()
        self._pipeline: Pipeline
        self._duty: Duty
        self._watch = Watch(self._saved)
        self._as_read: Stamps = frozenset()
        self._background: set[asyncio.Task[Any]] = set()

    # -------------------------------------------------------------------------------------------- life

    async def run(self, settings: Settings) -> None:
        """Live until told to stop. Raises BusyError, StorageError or ConfigurationError where it cannot start."""
        log.info(logs.STARTING, version=__version__, config=str(self._file), state=str(settings.state), pid=os.getpid())
        self._as_read = stamps(settings.watch)
        await self._changing.acquire()  # until everything is there: a reload that is asked for meanwhile waits
        with handled(self.stop, self._reload_on_signal):
            async with AsyncExitStack() as stack:
                if await self._unless_ended(self._start(settings, stack)):
                    await self._ending.wait()
                    await self._stop()
        log.info(logs.STOPPED)

    async def _unless_ended(self, start: Coroutine[object, object, None]) -> bool:
        """Start; False where we were told to end before that was done."""
        starting, ending = asyncio.create_task(start), asyncio.create_task(self._ending.wait())
        await asyncio.wait({starting, ending}, return_when=asyncio.FIRST_COMPLETED)
        ending.cancel()
        if starting.done():
            starting.result()
            return True
        starting.cancel()
        await asyncio.gather(starting, return_exceptions=True)
        return False

    def stop(self) -> None:
        """End, soon and in order."""
        self._ending.set()

    def _make_parts(self, settings: Settings, reading: Reading) -> None:
        self._watchdog = Watchdog(
            self._pulse, self._notifier, self._ask_writer, watchdog_seconds(self._environ)
        )  # fmt: skip
        self._desk = Desk(
            reading,
            lambda: self._pipeline.settings,
            lambda: self._problems,
            self._clock,
            self._pulse,
            self._watchdog.limit,
        )
        self._outbox = Outbox(self._publish, self._debounce, self._clock, self._published)
        self._journal = Journal(self._clock)
        self._poller = Poller(
            lambda: self._duty, self._clock, self._polled, timekeeper=Timekeeper(self._clock, self._since_boot)
        )
        self._upkeep = Upkeep(lambda: self._pipeline, self._clock, self._outbox.want)
        self._subscriber = Subscriber(lambda: self._pipeline, self._pushed, serving=lambda: self._web.is_public)
        self._web = Web(
            Answers(self._desk.view, self._desk.summary, self._desk.find, self._desk.grants, self._subscriber.answer),
            environ=self._environ,
            clock=self._clock,
            pulse=self._pulse,
            metrics=self._metrics,
            stuck_after=self._watchdog.limit,
            pid=os.getpid(),
        )
        self._control = ControlServer(settings.state / SOCKET, commands(self, self._watchdog))

    async def _start(self, settings: Settings, stack: AsyncExitStack) -> None:
        self._pipeline = await stack.enter_async_context(opened(settings, self._clock, warm=True))
        self._duty = Duty(self._pipeline)
        reading = Reading(settings.state)
        stack.push_async_callback(reading.close)
        self._make_parts(settings, reading)
        plan = self._web.plan(settings)  # the sockets: an address in use is known before anything is done
        stack.callback(plan.discard)
        await self._subscriber.open()
        await self._control.start()
        stack.push_async_callback(self._control.stop)
        await self._pipeline.publish()  # what is stored; a folder that cannot be written ends the start
        await self._web.put(plan)
        stack.push_async_callback(self._web.stop)
        self._begin(settings)
        self._changing.release()

    def _begin(self, settings: Settings) -> None:
        """Everything is there: say so, and let what comes again and again begin."""
        self._pulse.beat(WRITER)
        self._pulse.ready = True
        self._notifier.ready(self._sentence())
        log.info(logs.READY, sources=len(settings.sources), addresses=list(self._web.addresses))
        self._ticks.every(TICK, "polls", self._tick)
        self._ticks.every(0.5, "outbox", self._outbox.tick)
        self._ticks.every(1.0, "hubs", self._subscriber.tick, first=0.5)
        self._ticks.every(2.0, "pings", self._announce, first=1.0)
        self._ticks.every(5.0, "upkeep", self._upkeep.tick, first=3.0)
        self._ticks.every(15.0, "articles", self._upkeep.articles, first=10.0)
        self._ticks.every(self._watchdog.interval, "watchdog", self._watchdog.tick)
        self._ticks.every(10.0, "status", self._tell_status, first=5.0)
        self._ticks.start()
        self._watch.look_at(settings.watch, self._as_read)
        self._spawn(self._first_minutes())

    async def _stop(self) -> None:
        """Everything at once where nothing depends on it, in order where something does."""
        log.info(logs.STOPPING, polls=len(self._poller.running))
        self._notifier.stopping("stopping")
        self._pulse.ready = False
        await self._ticks.stop()
        for task in self._background:
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)
        await asyncio.gather(
            self._poller.stop(),
            self._subscriber.stop(),
            self._web.stop(),
            self._control.stop(),
            self._watchdog.stop(),
            self._watch.stop(),
        )
        await self._outbox.stop()

    async def _first_minutes(self) -> None:
        """Files of our own are read and shown at once; the slow rest of the world follows. Then everything is looked at
        again: what somebody deleted or a newer version renders differently is written.
        """
        try:
            files = [source for source in await self._duty.due() if source.file is not None]
            tasks = [self._poller.begin(self._duty, source) for source in files]
            if tasks:
                await asyncio.wait(tasks, timeout=FILES_FIRST)
                self._outbox.want(at_once=True)
            self._notifier.status(self._sentence())
            await self._pipeline.publish(extent=Extent.CURRENT)
        except AggregatorError:
            self._outbox.want()  # which tells of what hinders it

    # -------------------------------------------------------------------------------------------- ticks

    async def _tick(self) -> None:
        self._pulse.beat(SCHEDULER)
        self._journal.tell(offline=self._duty.offline)
        await self._poller.tick()

    async def _ask_writer(self) -> object:
        return await self._pipeline.rooms.store.call(lambda _store: None)

    async def _tell_status(self) -> None:
        self._notifier.status(self._sentence())

    def _polled(self, report: PollReport, seconds: float) -> None:
        self._metrics.polled(report, seconds)
        self._subscriber.polled(report)
        health_changed = self._journal.polled(report)
        if report.ended == "changed" or report.new or report.changed or report.dropped:
            self._outbox.want(at_once=self._journal.is_first_news())
        elif health_changed:
            self._outbox.want()  # the ops feed and the members page tell of it

    def _pushed(self, report: PollReport, seconds: float) -> None:
        """A hub's news is published at once; it says nothing of how polls do, so the journal does not hear of it."""
        self._metrics.polled(report, seconds)
        if report.new or report.changed or report.dropped:
            self._outbox.want(at_once=True)
            self._ticks.hurry("outbox")

    async def _announce(self) -> None:
        try:
            await announce(self._pipeline)
        except StorageError as error:
            log.warning(logs.PING_FAILED, error=error.what, hint=error.hint)

    async def _publish(self) -> PublishReport:
        return await self._pipeline.publish()

    def _debounce(self) -> float:
        return self._pipeline.settings.publish.debounce.total_seconds()

    def _published(self, report: PublishReport | None) -> None:
        self._metrics.published(report)

    def _sentence(self) -> str:
        failing = len(self._journal.failing)
        sources = len(self._pipeline.settings.sources)
        waiting = ", publishing soon" if self._outbox.is_waiting else ""
        refused = ", changed configuration refused" if self._problems else ""
        return f"{sources} sources, {failing} failing, {len(self._poller.running)} being polled{waiting}{refused}"

    # -------------------------------------------------------------------------------------------- reload

    async def reload(self, *, saved: bool = False) -> dict[str, object]:
        """Apply the configuration file now, whole or not at all. Raises ConfigurationError or what hinders it.

        `saved`: only because a file was saved; one that says the same as before changes nothing. Whoever stops waiting
        for it stops nothing.
        """
        return await asyncio.shield(self._spawn(self._reload(saved=saved)))

    async def _reload(self, *, saved: bool) -> dict[str, object]:
        async with self._changing:
            self._notifier.reloading()
            try:
                settings = await asyncio.to_thread(configuration.read, self._file, self._environ)
                if saved and settings == self._pipeline.settings and not self._problems:
                    return {}
                return await self._change(settings)
            except AggregatorError as error:
                self._refuse(error)
                raise
            finally:
                if not self._ending.is_set():
                    self._notifier.ready(self._sentence())

    async def _change(self, settings: Settings) -> dict[str, object]:
        old = self._pipeline.settings
        if problems := configuration.unchangeable(old, settings):
            raise ConfigurationError(problems)
        new = rebuilt(self._pipeline, settings)
        plan = self._web.plan(settings)
        try:
            await self._pipeline.hand_over(new)
        except BaseException:
            plan.discard()
            raise
        self._pipeline, self._duty = new, Duty(new)
        self._problems = ()
        self._configure_logs(settings)
        await self._web.put(plan)
        self._subscriber.reconfigured()
        self._watch.look_at(settings.watch)
        self._outbox.want(at_once=True)
        self._ticks.hurry("polls")
        before, after = {s.id for s in old.sources}, {s.id for s in settings.sources}
        self._journal.configured(after)
        result: dict[str, object] = {
            "added": sorted(after - before),
            "removed": sorted(before - after),
            "sources": len(after),
            "categories": len(settings.categories),
        }
        result["summary"] = f"applied: {len(after)} sources, {len(after - before)} new, {len(before - after)} gone"
        log.info(logs.CONFIG_LOADED, **{key: value for key, value in result.items() if key != "summary"})
        return result

    def _refuse(self, error: AggregatorError) -> None:
        """Say every problem, and that the old configuration goes on."""
        self._problems = error.problems if isinstance(error, ConfigurationError) else ()
        for problem in self._problems:
            log.error(
                logs.CONFIG_PROBLEM,
                file=f"{problem.file}:{problem.line}:{problem.column}",
                key=problem.key,
                problem=problem.message,
                hint=problem.hint,
            )
        log.error(logs.CONFIG_REJECTED, problems=len(self._problems), error=error.what, kept="the old configuration")

    def _reload_on_signal(self) -> None:
        self._spawn(self._reload_quietly(saved=False))

    def _saved(self) -> None:
        self._spawn(self._reload_quietly(saved=True))

    async def _reload_quietly(self, *, saved: bool) -> None:
        try:
            await self.reload(saved=saved)
        except AggregatorError:
            pass  # logged, with every problem
        except Exception:
            log.exception(logs.BUG, during="reload")

    # -------------------------------------------------------------------------------------------- small things

    @property
    def pipeline(self) -> Pipeline:
        """The pipeline of the configuration in force."""
        return self._pipeline

    @property
    def poller(self) -> Poller:
        """What polls in the background."""
        return self._poller

    def _configure_logs(self, settings: Settings) -> None:
        logs.configure(
            self._level or settings.log.level, settings.log.format, secrets=settings.secrets, environ=self._environ
        )

    def _spawn(self, work: Coroutine[object, object, T]) -> asyncio.Task[T]:
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)
        return task
