"""The command `aggregator`: global options, one command per file, exit codes.

0 done · 1 done in part · 2 wrong usage · 65 not a feed · 70 a bug · 74 storage · 75 try later · 78 configuration
"""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path
from typing import Annotated, Any

import typer

import aggregator
from aggregator.cli import (
    add,
    check,
    db,
    explain,
    hide,
    init,
    opml,
    plan,
    poll,
    preview,
    publish,
    reload,
    run,
    schema,
    search,
    serve,
    sources,
    status,
    token,
)
from aggregator.cli.output import Output, ReaderGone
from aggregator.cli.session import Session
from aggregator.errors import AggregatorError, StorageError

# Typer brings a Click of its own from 0.26 on; either way this is its ClickException: wrong usage that shows itself.
_Misuse: Any = typer.BadParameter.__mro__[2]

app = typer.Typer(
    name="aggregator",
    help="Polls many feeds and publishes a few excellent merged ones, driven by one configuration file.",
    epilog="Start with [bold]aggregator init[/bold], then [bold]aggregator run[/bold].",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"aggregator {aggregator.__version__}")
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    config: Annotated[
        Path | None,
        typer.Option("-c", "--config", metavar="FILE", help="The configuration file."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
    verbose: Annotated[int, typer.Option("-v", "--verbose", count=True, help="Say more; twice for everything.")] = 0,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Keep what every command needs."""
    del version
    output = Output(as_json=as_json, verbose=verbose)
    context.obj = Session(explicit=config, output=output, environ=dict(os.environ), cwd=Path.cwd(), home=Path.home())


for command in (
    run,
    poll,
    publish,
    serve,
    check,
    plan,
    status,
    sources,
    init,
    add,
    preview,
    explain,
    hide,
    search,
    reload,
    schema,
):
    command.register(app)
app.add_typer(opml.app, name="opml")
app.add_typer(token.app, name="token")
app.add_typer(db.app, name="db")


def hoisted(arguments: list[str]) -> list[str]:
    """The arguments with the global options in front: `poll --json` means `--json poll`."""
    front: list[str] = []
    rest: list[str] = []
    words = iter(arguments)
    for word in words:
        if word == "--":
            rest += [word, *words]
        elif word in {"--json", "-v", "-vv", "--verbose"} or word.startswith("--config="):
            front.append(word)
        elif word in {"-c", "--config"}:
            front += [word, *[value for value in [next(words, None)] if value is not None]]
        else:
            rest.append(word)
    return front + rest


def main(arguments: list[str]) -> int:
    """Run one command and return its exit code."""
    words = hoisted(arguments)
    try:
        result = app(words, prog_name="aggregator", standalone_mode=False)
    except _Misuse as error:
        error.show()
        return int(error.exit_code)
    except (typer.Abort, KeyboardInterrupt):
        return 130
    except ReaderGone:  # nothing is wrong, but stdout must not be flushed again
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # noqa: BLE001 - whatever it is, a person is told what happened and what to do
        return failed(error, verbose=any(word.startswith("-v") or word == "--verbose" for word in words))
    return result if isinstance(result, int) else 0


def failed(error: Exception, *, verbose: bool) -> int:
    """Say what went wrong; gives the exit code."""
    if isinstance(error, OSError):
        told: AggregatorError = StorageError(
            "unwritable", error.strerror or repr(error), where=str(error.filename or ""), hint="check rights and space"
        )
    elif isinstance(error, AggregatorError):
        told = error
    else:
        told = AggregatorError("bug", f"a mistake of ours: {error!r}", hint="please report it with the output of -v")
    Output().failure(told)
    if verbose and told is not error:
        traceback.print_exception(error)
    return told.exit_code


def entry_point() -> None:
    """What the installed command calls."""
    sys.exit(main(sys.argv[1:]))
