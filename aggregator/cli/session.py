"""What a command has in hand: the configuration, the store to read, and one way to make something happen."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aggregator.cli.output import Output
from aggregator.clock import Clock, SystemClock
from aggregator.errors import AggregatorError, BusyError

if TYPE_CHECKING:
    from aggregator.pipeline import Pipeline
    from aggregator.settings import Settings

HUB_SECONDS = 20.0
"""So long a command waits for our own hub, after its work is done."""

Progress = Callable[[Mapping[str, Any]], None]


@dataclass
class Session:
    """One call of the command line. Nothing is read before a command asks for it."""

    explicit: Path | None
    output: Output
    environ: Mapping[str, str]
    cwd: Path
    home: Path
    clock: Clock = field(default_factory=SystemClock)

    @property
    def file(self) -> Path:
        """The configuration file in force. Raises ConfigurationError where there is none."""
        from aggregator.settings import find

        return find(self.explicit, self.environ, self.cwd, self.home)

    def settings(self) -> Settings:
        """The configuration, whole and valid; every problem is in the ConfigurationError that is raised otherwise."""
        from aggregator.content import valid_selector
        from aggregator.logs import configure
        from aggregator.merge.rules import expression_problem
        from aggregator.settings import load

        settings = load(self.file, self.environ, expressions=expression_problem, selectors=valid_selector)
        level = {0: "warning", 1: "info"}.get(self.output.verbose, "debug")
        configure(level, settings.log.format, secrets=settings.secrets)
        self.output.keep_quiet(settings.secrets)
        return settings

    def operate(
        self, settings: Settings, name: str, arguments: Mapping[str, Any], progress: Progress | None = None
    ) -> dict[str, Any]:
        """Do something that writes: by the running daemon where there is one, else here and now.

        Raises BusyError where another process holds the store and does not answer.
        """
        return asyncio.run(self._operate(settings, name, arguments, progress or (lambda _event: None)))

    async def _operate(
        self, settings: Settings, name: str, arguments: Mapping[str, Any], progress: Progress
    ) -> dict[str, Any]:
        from aggregator.daemon.operations import operations
        from aggregator.daemon.wiring import control_client, opened

        client = control_client(settings)
        if await client.answers():
            return await client.call(name, dict(arguments), progress)
        try:
            async with opened(settings, SystemClock()) as pipeline:
                result = await operations(pipeline)[name]({**arguments, "alone": True}, progress)
                if settings.publish.hub:
                    await _announce(pipeline)
                return result
        except BusyError:
            # The daemon may have come up between the two questions.
            if await client.answers():
                return await client.call(name, dict(arguments), progress)
            raise

    def ask_daemon(self, settings: Settings, name: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Do something that only a running daemon can do."""
        from aggregator.daemon.wiring import control_client

        async def ask() -> dict[str, Any]:
            client = control_client(settings)
            if not await client.answers():
                raise BusyError(
                    "no-daemon",
                    "no daemon answers",
                    where=str(settings.state),
                    hint="start it with `aggregator run`; without one, the file is read at each command anyway",
                )
            return await client.call(name, dict(arguments), lambda _event: None)

        return asyncio.run(ask())


async def _announce(pipeline: Pipeline) -> None:
    """Tell our own hub what changed, for a while; what it did not take is told by the next run."""
    from aggregator.websub import announce

    with contextlib.suppress(AggregatorError):  # what was to be done is done
        await announce(pipeline, within=HUB_SECONDS)


def published_place(session: Session, text: str) -> str:
    """The address or folder of a published site as any process understands it: the daemon stands somewhere else."""
    return text if not text or "://" in text or text.startswith("file:") else str(session.cwd / text)


def fail(message: str, hint: str = "", code: str = "usage") -> AggregatorError:
    """A UsageError to raise."""
    from aggregator.errors import UsageError

    return UsageError(code, message, hint=hint)
