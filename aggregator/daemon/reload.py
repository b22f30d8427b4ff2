"""Noticing that a configuration file was saved."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from pathlib import Path

from watchfiles import Change, awatch

from aggregator import logs

log = logs.get("daemon")

SETTLE = 300  # ms without another change before a save counts as finished


async def saves(folders: Iterable[Path], called: Callable[[], None], stop: asyncio.Event) -> None:
    """Call `called` after each burst of changes to *.toml files in these folders, until `stop` is set.

    Folders and not files are watched: most editors write a new file and rename it over the old one. Where watching is
    impossible one line says so, and saving no longer reloads; SIGHUP and `aggregator reload` still do.
    """
    there = [folder for folder in dict.fromkeys(folders) if folder.is_dir()]
    if not there:
        return
    try:
        async for _ in awatch(
            *there,
            watch_filter=_is_toml,
            debounce=1600,
            step=SETTLE,
            stop_event=stop,
            recursive=False,
            rust_timeout=1000,
        ):
            called()
    except (OSError, RuntimeError) as error:
        log.warning(logs.CONFIG_WATCH_FAILED, error=str(error), hint="use `aggregator reload` after a change")


def _is_toml(_change: Change, path: str) -> bool:
    return path.endswith(".toml") and not Path(path).name.startswith(".")
