"""Starting: the whole daemon, or the web server alone over what is published."""

from __future__ import annotations

import asyncio
import contextlib
import faulthandler
import os
import resource
from collections.abc import Mapping
from pathlib import Path

from aggregator import logs
from aggregator.clock import Clock, SystemClock
from aggregator.daemon import configuration
from aggregator.daemon.app import Daemon
from aggregator.daemon.lone import LoneServer
from aggregator.settings.values import Settings

_LEVELS = {1: "info", 2: "debug"}


def run(file: Path, *, environ: Mapping[str, str] | None = None, verbose: int = 0, clock: Clock | None = None) -> int:
    """Be the daemon of this configuration file until SIGTERM or SIGINT; gives the exit code 0.

    `verbose` raises the log level over that of the file: 1 info, 2 everything. Raises ConfigurationError (78),
    BusyError (75) where another process holds the store or an address, StorageError (74).
    """
    env = os.environ if environ is None else environ
    level = _LEVELS.get(min(verbose, 2), "")
    settings = _prepared(file, env, level)

    async def live() -> None:
        await Daemon(file, env, clock or SystemClock(), level=level).run(settings)

    asyncio.run(live())
    return 0


def serve(file: Path, *, environ: Mapping[str, str] | None = None, verbose: int = 0, clock: Clock | None = None) -> int:
    """Serve what is published, polling and writing nothing, until SIGTERM or SIGINT. Raises as `run` does."""
    env = os.environ if environ is None else environ
    settings = _prepared(file, env, _LEVELS.get(min(verbose, 2), ""))

    async def live() -> None:
        await LoneServer(env, clock or SystemClock()).run(settings)

    asyncio.run(live())
    return 0


def _prepared(file: Path, environ: Mapping[str, str], level: str) -> Settings:
    """The settings, with the log set up as they say. And a hung process that the watchdog aborts says where it hung;
    there are as many open files as the system allows.
    """
    settings = configuration.read(file, environ)
    logs.configure(level or settings.log.level, settings.log.format, secrets=settings.secrets, environ=environ)
    with contextlib.suppress(OSError, ValueError, AttributeError):  # no usable stderr
        faulthandler.enable()
    with contextlib.suppress(OSError, ValueError):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = 65536 if hard == resource.RLIM_INFINITY else min(65536, hard)
        if soft < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return settings
