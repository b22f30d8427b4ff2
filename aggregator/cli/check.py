"""`check`: validate the configuration, and say in sentences what will happen."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aggregator.cli.output import Output
from aggregator.cli.session import Session, fail
from aggregator.cli.told import count, who
from aggregator.errors import AggregatorError, Problem, by_cause

if TYPE_CHECKING:
    from aggregator.settings import Settings


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(epilog="Example: [bold]aggregator check --format github[/bold]")
    def check(
        context: typer.Context,
        files: Annotated[list[Path] | None, typer.Argument(metavar="[FILE]…", help="Configuration files.")] = None,
        online: Annotated[bool, typer.Option("--online", help="Ask each source once whether it answers.")] = False,
        form: Annotated[str, typer.Option("--format", help="text, json or github (annotations in CI).")] = "text",
    ) -> int:
        """Validate a configuration: every problem with file, line, column and what to do.

        Nothing is stored, nothing is written. Exit code 78 where there is a problem; warnings do not count.
        """
        from aggregator.content import valid_selector
        from aggregator.merge.rules import expression_problem
        from aggregator.settings import check as check_file

        session: Session = context.obj
        if form not in {"text", "json", "github"}:
            raise fail(f"no such format: {form!r}", "choose text, json or github")
        form = "json" if session.output.as_json else form
        results = [
            (file, *check_file(file, session.environ, expressions=expression_problem, selectors=valid_selector))
            for file in (files or [session.file])
        ]
        problems = [problem for _file, _settings, found in results for problem in found]
        answers: dict[str, AggregatorError | None] = {}
        if online:
            for _file, settings, _found in results:
                if settings is not None:
                    answers |= _ask(settings)
        _show(session.output, form, results, problems, answers)
        return 78 if any(problem.severity == "error" for problem in problems) else 1 if any(answers.values()) else 0


def _ask(settings: Settings) -> dict[str, AggregatorError | None]:
    import asyncio

    from aggregator.clock import SystemClock
    from aggregator.daemon.inspection import ask_sources

    return asyncio.run(ask_sources(settings, SystemClock()))


def _show(
    output: Output,
    form: str,
    results: Sequence[tuple[Path, Settings | None, Sequence[Problem]]],
    problems: Sequence[Problem],
    answers: dict[str, AggregatorError | None],
) -> None:
    valid = not any(problem.severity == "error" for problem in problems)
    if form == "json":
        output.document(
            {
                "valid": valid,
                "problems": problems,
                "files": [str(file) for file, _settings, _found in results],
                "sources": sum(len(settings.sources) for _file, settings, _found in results if settings),
                "online": {source: str(error or "") for source, error in answers.items()},
            }
        )
        return
    for problem in problems:
        if form == "github":
            words = f"{problem.key}: {problem.message}" + (f" — {problem.hint}" if problem.hint else "")
            escaped = words.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
            place = f"file={problem.file},line={max(1, problem.line)},col={max(1, problem.column)}"
            output.raw(f"::{problem.severity} {place}::{escaped}\n")
        else:
            place = problem.file + (f":{problem.line}:{problem.column}" if problem.line else "")
            words = f"{problem.key}: {problem.message}" if problem.key else problem.message
            output.line(f"{place}: {problem.severity}: {words}")
            if problem.hint:
                output.line(f"    → {problem.hint}")
    for sources, what, hint in by_cause(
        (source, "", "answers", "")
        if error is None
        else (source, error.code, str(error).partition(" — ")[0], error.hint)
        for source, error in answers.items()
    ):
        output.line(f"{who(sources)}: {what}" + (f" — {hint}" if hint else ""))
    if form == "text":
        for file, settings, _found in results:
            if settings is not None:
                for sentence in sentences(settings):
                    output.line(sentence)
            output.line(f"{file}: {'valid' if settings is not None else 'rejected'}")


def sentences(settings: Settings) -> list[str]:
    """What the configuration means, in sentences a person can check against what they meant."""
    sources, categories = count(len(settings.sources), "source"), count(len(settings.categories), "category")
    told = [f"{sources} read into {settings.state}; {categories} published to {settings.output}."]
    if settings.serve.listen:
        told.append(f"They are served on http://{settings.serve.listen[0]}:{settings.serve.listen[1]}/.")
    for category in settings.categories:
        direct = [source for source in settings.sources if category.slug in source.categories]
        formats = ", ".join(f"{category.slug}.{name}" for name in category.formats)
        more = " and what its conditions select" if category.when else ""
        gathered = f" and what {', '.join(sorted(category.gathers))} hold" if category.gathers else ""
        name = " > ".join(category.path or (category.name,))
        told.append(
            f"{name}: {count(len(direct), 'source')}{gathered}{more}, as {formats}; "
            f"the newest {category.entries}, at most {category.per_source} of one source."
        )
    paused = [source.id for source in settings.sources if source.paused]
    if paused:
        told.append(f"Paused, their entries stay: {', '.join(paused)}.")
    unlisted = [source.id for source in settings.sources if not source.listed]
    if unlisted:
        told.append(f"Not named in any output: {', '.join(unlisted)}.")
    return told
