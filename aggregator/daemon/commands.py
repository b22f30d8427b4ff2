"""What the control socket can do: the operations of the command line, and what only a daemon can."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from aggregator.daemon.operations import operations
from aggregator.daemon.polls import Poller
from aggregator.daemon.watchdog import Watchdog
from aggregator.pipeline import Pipeline
from aggregator.serve.control import Handler, Progress

LONG = frozenset({"db-backup", "db-reprocess", "db-prune", "db-restore-published"})
"""Operations that may hold the store's thread for longer than the watchdog waits."""


class Commanded(Protocol):
    """The daemon, as its commands see it."""

    @property
    def pipeline(self) -> Pipeline:
        """The pipeline of the configuration in force."""
        ...

    @property
    def poller(self) -> Poller:
        """What polls in the background."""
        ...

    async def reload(self) -> dict[str, object]:
        """Apply the configuration file now."""
        ...


class _Commands(Mapping[str, Handler]):
    """Looked up at each call, so every operation works on the pipeline of the moment."""

    def __init__(self, daemon: Commanded, watchdog: Watchdog) -> None:
        self._daemon = daemon
        self._watchdog = watchdog

    def __getitem__(self, name: str) -> Handler:
        if name == "reload":
            return self._reload
        operation = operations(self._daemon.pipeline)[name]
        if name == "poll":
            return self._after_running(operation)
        if name not in LONG:
            return operation

        async def patiently(arguments: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
            with self._watchdog.patience():
                return await operation(arguments, progress)

        return patiently

    def _after_running(self, operation: Handler) -> Handler:
        """A source that is being polled this moment is not asked twice: what runs is waited for."""

        async def poll(arguments: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
            await self._daemon.poller.ended(arguments.get("ids") or ())
            return await operation(arguments, progress)

        return poll

    def __iter__(self) -> Iterator[str]:
        yield from operations(self._daemon.pipeline)
        yield "reload"

    def __len__(self) -> int:
        return sum(1 for _ in self)

    async def _reload(self, _arguments: Mapping[str, Any], _progress: Progress) -> Mapping[str, Any]:
        return await self._daemon.reload()


def commands(daemon: Commanded, watchdog: Watchdog) -> Mapping[str, Handler]:
    """The handlers of the control socket."""
    return _Commands(daemon, watchdog)
