"""Noticing that a configuration file was saved."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeAlias

from watchfiles import Change, awatch

from aggregator import logs

log = logs.get("daemon")

SETTLE = 300  # ms without another change before a save counts as finished
PATIENCE = 1.5  # seconds for the watching thread to see that it is over


Stamps: TypeAlias = frozenset[tuple[Path, int, int]]
"""The configuration files of some folders, with their times (ns) and sizes."""


async def saves(folders: Iterable[Path], called: Callable[[], None], stop: asyncio.Event, since: Stamps) -> None:
    """Call `called` after each burst of changes to *.toml files in these folders, until `stop` is set.

    Watching begins a moment later: `since` says how they lay when they were read, so that no save is missed.
    Folders and not files are watched: most editors write a new file and rename it over the old one. Where watching is
    impossible one line says so, and saving no longer reloads; SIGHUP and `aggregator reload` still do.
    """
    there = [folder for folder in dict.fromkeys(folders) if folder.is_dir()]
    if not there:
        return
    before: Stamps | None = since
    try:
        async for changes in awatch(
            *there,
            watch_filter=_is_toml,
            debounce=1600,
            step=SETTLE,
            stop_event=stop,
            recursive=False,
            rust_timeout=1000,
            yield_on_timeout=True,
        ):
            if changes or (before is not None and stamps(there) != before):
                called()
            before = None
    except (OSError, RuntimeError) as error:
        log.warning(logs.CONFIG_WATCH_FAILED, error=str(error), hint="use `aggregator reload` after a change")


class Watch:
    """Calls `saved` after each save, in the folders that were named last."""

    def __init__(self, saved: Callable[[], None]) -> None:
        self._saved = saved
        self._ends = asyncio.Event()
        self._folders: tuple[Path, ...] = ()
        self._watching: set[asyncio.Task[None]] = set()

    def look_at(self, folders: tuple[Path, ...], since: Stamps = frozenset()) -> None:
        """Watch these folders from now on, and no others. `since`: how they lay when they were read; where nobody
        knows, they count as saved.
        """
        if folders == self._folders and self._watching:  # a save that was not yet told must not be lost
            return
        self._folders = folders
        self._ends.set()
        self._ends = asyncio.Event()
        task = asyncio.create_task(saves(folders, self._saved, self._ends, since), name="watch")
        self._watching.add(task)
        task.add_done_callback(self._watching.discard)

    async def stop(self) -> None:
        """Watch no more: give what runs a moment to end, then break it off."""
        self._ends.set()
        running = list(self._watching)
        if running:
            await asyncio.wait(running, timeout=PATIENCE)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


def stamps(folders: Iterable[Path]) -> Stamps:
    """How the configuration files in these folders lie now."""
    found = set()
    for file in (file for folder in folders for file in folder.glob("*.toml")):
        with contextlib.suppress(OSError):  # it goes away while we look
            state = file.stat()
            found.add((file, state.st_mtime_ns, state.st_size))
    return frozenset(found)


def _is_toml(_change: Change, path: str) -> bool:
    return path.endswith(".toml") and not Path(path).name.startswith(".")
