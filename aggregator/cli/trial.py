"""A configuration as it would be with one more source: what `preview` and `add` try before anything is written."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from aggregator.cli.session import Session
from aggregator.content import valid_selector
from aggregator.errors import ConfigurationError, Problem
from aggregator.merge.rules import expression_problem
from aggregator.settings import Settings, Source, check
from aggregator.settings.starter import append_source

TRIAL = "preview"
"""The id of a source that is only looked at."""


def with_source(
    session: Session, fields: Mapping[str, object], file: Path | None = None
) -> tuple[Settings, Source, str]:
    """The settings with a source appended to `file` (the configuration by default), it, and the file's new text.

    Without any configuration the defaults are used. Raises ConfigurationError.
    """
    try:
        main = session.file.absolute()
    except ConfigurationError:
        if session.explicit is not None:
            raise
        main = session.cwd / "aggregator.toml"
    target = (file or main).absolute()
    before = target.read_bytes().decode("utf-8-sig") if target.is_file() else ""
    after = append_source(before, fields)
    unsaved = {target: after}
    if target != main and not main.is_file():
        unsaved[main] = ""
    settings, problems = check(
        main, session.environ, expressions=expression_problem, selectors=valid_selector, unsaved=unsaved
    )
    errors = tuple(problem for problem in problems if problem.severity == "error")
    source = settings.source(str(fields["id"])) if settings is not None else None
    if settings is None or source is None:
        missing = Problem(str(target), 0, 0, "include", "the new source would not be read from this file")
        raise ConfigurationError(errors or (missing,))
    session.output.keep_quiet(settings.secrets)
    return settings, source, after
