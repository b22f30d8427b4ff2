"""Reading a configuration: every file, every problem at once, nothing half-read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

from aggregator.errors import ConfigurationError, Problem
from aggregator.settings.documents import Document, read
from aggregator.settings.judging import Check
from aggregator.settings.places import included
from aggregator.settings.problems import Place, Report
from aggregator.settings.reader import Tables, read_tables
from aggregator.settings.resolve import resolve
from aggregator.settings.schema import Configuration, Included
from aggregator.settings.secrets import check_places
from aggregator.settings.values import Settings

Unsaved: TypeAlias = Mapping[Path, str] | None
"""The text that files would hold, by absolute path."""


def load(
    file: Path,
    environ: Mapping[str, str],
    *,
    expressions: Check | None = None,
    selectors: Check | None = None,
    unsaved: Unsaved = None,
) -> Settings:
    """The settings that a configuration file and the files it includes describe.

    `environ` is where secrets and $STATE_DIRECTORY are looked up. `expressions` and `selectors` say what is wrong
    with a regular expression or a CSS selector (None where nothing is): the rooms that run them know that, and
    hand it in here so that a bad one is refused with its line. `unsaved` is what files would hold: for an edit that is
    tried before it is written. Raises ConfigurationError with every problem.
    """
    settings, problems = _check(file, environ, expressions, selectors, unsaved, warnings=False)
    if settings is None:
        raise ConfigurationError(problems)
    return settings


def check(
    file: Path,
    environ: Mapping[str, str],
    *,
    expressions: Check | None = None,
    selectors: Check | None = None,
    unsaved: Unsaved = None,
) -> tuple[Settings | None, tuple[Problem, ...]]:
    """The settings, or None, and every problem, warnings too, file by file and line by line. Arguments as in `load`."""
    return _check(file, environ, expressions, selectors, unsaved, warnings=True)


def _check(
    file: Path,
    environ: Mapping[str, str],
    expressions: Check | None,
    selectors: Check | None,
    unsaved: Unsaved,
    *,
    warnings: bool,
) -> tuple[Settings | None, tuple[Problem, ...]]:
    report = Report()
    document = read(file.absolute(), _shown(file), unsaved)
    if isinstance(document, Problem):
        return None, (document,)
    main = read_tables(document, Configuration, report)
    others, unread = _read_included(main, report, unsaved)
    settings = resolve(main, others, environ, report, expressions=expressions, selectors=selectors)
    documents = (document, *(each.document for each in others))
    for each in documents:
        check_places(each, report)
    problems = report.problems(documents, warnings=warnings) + tuple(unread)
    return (None if unread or report.failed else settings), problems


def _shown(file: Path) -> str:
    """The path as problems print it: relative where it lies below the current folder, as editors and CI want it."""
    here = Path.cwd()
    return str(file.relative_to(here) if file.is_relative_to(here) else file)


def _read_included(main: Tables, report: Report, unsaved: Unsaved) -> tuple[list[Tables], list[Problem]]:
    top = main.one("top", Configuration)
    place = Place(main.document, ("include",))
    others: list[Tables] = []
    unread: list[Problem] = []
    for file, shown in included(main.document, top.table.include, place, report, unsaved or ()):
        document = read(file, shown, unsaved)
        if isinstance(document, Document):
            others.append(read_tables(document, Included, report))
        else:
            unread.append(document)
    return others, unread
