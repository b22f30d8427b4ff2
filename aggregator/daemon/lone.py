"""The web server without a daemon: published files, and the rest as far as the store may be read."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from contextlib import AsyncExitStack

from aggregator import logs
from aggregator.clock import Clock
from aggregator.daemon.answers import Desk
from aggregator.daemon.notify import Notifier
from aggregator.daemon.signals import handled
from aggregator.daemon.watchdog import DEFAULT_LIMIT
from aggregator.daemon.web import PUBLIC, Answers, Web
from aggregator.daemon.wiring import Reading
from aggregator.errors import UsageError
from aggregator.serve.health import Pulse
from aggregator.serve.metrics import Metrics
from aggregator.settings.values import Settings

log = logs.get("daemon")


class LoneServer:
    """Serves one configuration's outputs until told to stop. It holds no lock and writes nothing."""

    def __init__(self, environ: Mapping[str, str], clock: Clock) -> None:
        self._environ = environ
        self._clock = clock
        self._ending = asyncio.Event()

    async def run(self, settings: Settings) -> None:
        """Serve. Raises BusyError `address-in-use` or ConfigurationError where it cannot listen."""
        notifier = Notifier(self._environ, self._clock)
        pulse = Pulse(self._clock)
        pulse.ready = True
        reading = Reading(settings.state)
        desk = Desk(reading, lambda: settings, tuple, self._clock, pulse, DEFAULT_LIMIT)
        web = Web(
            Answers(desk.view, desk.summary, desk.find, desk.grants),
            environ=self._environ,
            clock=self._clock,
            pulse=pulse,
            metrics=Metrics(),
            stuck_after=DEFAULT_LIMIT,
            pid=os.getpid(),
            only=(PUBLIC,),
        )
        async with AsyncExitStack() as stack:
            stack.push_async_callback(reading.close)
            stack.push_async_callback(web.stop)
            await web.put(web.plan(settings))
            if not web.addresses:
                raise UsageError(
                    "nothing-to-serve", "`[serve] listen` is empty and no socket was passed", where=str(settings.file),
                    hint='set listen = "127.0.0.1:8080", or start aggregator-web.socket',
                )  # fmt: skip
            notifier.ready("serving " + ", ".join(web.addresses))
            log.info(logs.READY, addresses=list(web.addresses))
            with handled(self._ending.set, lambda: None):
                await self._ending.wait()
            log.info(logs.STOPPING)
            notifier.stopping("stopping")
        log.info(logs.STOPPED)
