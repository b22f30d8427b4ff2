"""Reading the configuration as the whole program understands it: expressions and selectors are tried by their rooms."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from aggregator import logs
from aggregator.content.select import valid_selector
from aggregator.errors import ConfigurationError, Problem
from aggregator.merge.rules import expression_problem
from aggregator.settings import check
from aggregator.settings.values import Settings

log = logs.get("daemon")


def read(file: Path, environ: Mapping[str, str]) -> Settings:
    """The settings in force by this file; its warnings are logged. Raises ConfigurationError with every problem."""
    settings, problems = check(file, environ, expressions=expression_problem, selectors=valid_selector)
    if settings is None:
        raise ConfigurationError(tuple(problem for problem in problems if problem.severity == "error"))
    for problem in problems:
        log.warning(logs.CONFIG_WARNING, problem=str(problem))
    return settings


def unchangeable(old: Settings, new: Settings) -> tuple[Problem, ...]:
    """What a running daemon cannot change, as problems: it holds the lock of one state folder for life."""
    if new.state == old.state:
        return ()
    return (
        Problem(
            str(new.file), 0, 0, "paths.state",
            f"the state folder cannot change from {old.state} to {new.state} while the daemon runs",
            "stop the daemon, move the folder, start it again", code="needs-restart",
        ),
    )  # fmt: skip
