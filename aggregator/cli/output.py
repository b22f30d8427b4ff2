"""How commands speak: results to stdout, everything else to stderr; tables for people, JSON for programs.

`--json` is a contract (docs/reference/json.md): names of the model, RFC 3339 times in UTC, one document.
"""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import Any

import orjson
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from aggregator.clock import in_words, rfc3339
from aggregator.errors import AggregatorError, ConfigurationError
from aggregator.hush import Hush, telling
from aggregator.text import printable

PIPE_WIDTH = 200


def as_data(value: Any) -> Any:
    """The value as JSON knows it: dataclasses become objects, instants RFC 3339, durations words."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: as_data(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): as_data(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [as_data(item) for item in value]
    if isinstance(value, set | frozenset):
        return sorted((as_data(item) for item in value), key=str)
    return _plain(value)


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return rfc3339(value)
        case timedelta():
            return in_words(value)
        case Enum():
            return value.value
        case Path():
            return str(value)
        case bytes():
            return value.hex()
    return value


class ReaderGone(Exception):  # noqa: N818 - nothing is wrong
    """Who read our output went away (`| head`). Typer would end a BrokenPipeError with exit code 1."""


class _Console(Console):
    """A console whose reader may go away."""

    def on_broken_pipe(self) -> None:
        raise ReaderGone


class Output:
    """Where a command's words go. `as_json` prints documents instead of tables."""

    def __init__(self, *, as_json: bool = False, verbose: int = 0) -> None:
        self.as_json = as_json
        self.verbose = verbose
        self._hush = Hush(())
        self.out = _Console(highlight=False, soft_wrap=True)
        self.err = _Console(stderr=True, highlight=False, soft_wrap=True)

    def keep_quiet(self, secrets: Collection[str]) -> None:
        """Print none of these words: origins echo what they were asked with, and it is stored as they said it."""
        self._hush = Hush(tuple(filter(telling, secrets)))

    def _safe(self, text: str) -> str:
        return self._hush.text(safe(text))

    def document(self, value: Any) -> None:
        """Print one JSON document."""
        body = orjson.dumps(as_data(value), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
        self.raw(self._hush.text(body.decode("utf-8")))

    def line(self, text: str = "", style: str | None = None) -> None:
        """Print one line of a result. Control characters of feeds become visible escapes."""
        self.out.print(escape(self._safe(text)), style=style)

    def raw(self, text: str) -> None:
        """Print text as it is: a file, a block to paste."""
        try:
            sys.stdout.write(text)
            sys.stdout.flush()
        except BrokenPipeError:
            raise ReaderGone from None

    def say(self, text: str, style: str | None = None) -> None:
        """Say something beside the result."""
        self.err.print(escape(self._safe(text)), style=style)

    def table(self, columns: Sequence[str], rows: Iterable[Sequence[Any]], *, styles: Sequence[str] = ()) -> None:
        """Print rows under their columns, aligned by the columns that characters take: 新媒体 is six wide."""
        table = Table(box=None, pad_edge=False, header_style="bold", show_edge=False)
        for number, column in enumerate(columns):
            style = styles[number] if number < len(styles) else ""
            right = style == "right"
            table.add_column(
                column, justify="right" if right else "left", style="" if right else style, overflow="fold"
            )
        for row in rows:
            table.add_row(*(escape(self._safe(words(cell))) for cell in row))
        self._aligned(table)

    def fields(self, pairs: Iterable[tuple[str, Any]]) -> None:
        """Print name and value, a line each, empty values left out."""
        table = Table(box=None, show_header=False, pad_edge=False)
        table.add_column(style="bold", no_wrap=True)
        table.add_column(overflow="fold")
        for name, value in pairs:
            if value not in (None, "", (), [], {}):
                table.add_row(name, escape(self._safe(words(value))))
        self._aligned(table)

    def _aligned(self, table: Table) -> None:
        if self.out.is_terminal:
            self.out.print(table)
            return
        # A file or a pipe is as wide as it likes, and needs no blanks at the ends of lines.
        console = Console(highlight=False, width=PIPE_WIDTH, color_system=None)
        with console.capture() as taken:
            console.print(table)
        self.raw("".join(f"{line.rstrip()}\n" for line in taken.get().splitlines()))

    def failure(self, error: AggregatorError) -> None:
        """Say what, where, why and what to do."""
        if isinstance(error, ConfigurationError):
            for problem in error.problems:
                place = problem.file + (f":{problem.line}:{problem.column}" if problem.line else "")
                told = escape(self._safe(self._told(problem)))
                self.err.print(f"[bold]{escape(self._safe(place))}[/bold] [red]error[/red] {told}")
                if problem.hint:
                    self.err.print(f"  [cyan]→ {escape(self._safe(problem.hint))}[/cyan]")
            return
        where = f"{error.where}: " if error.where else ""
        self.err.print(f"[red]error[/red] {escape(self._safe(where + error.what))} [dim]({error.code})[/dim]")
        if error.hint:
            self.err.print(f"  [cyan]→ {escape(self._safe(error.hint))}[/cyan]")

    @staticmethod
    def _told(problem: Any) -> str:
        return f"{problem.key}: {problem.message}" if problem.key else str(problem.message)


def safe(text: str) -> str:
    """Untrusted text for a terminal, line breaks kept."""
    return "\n".join(printable(line) for line in text.split("\n"))


def words(value: Any) -> str:
    """One value as a cell of a table shows it."""
    match value:
        case None:
            return "—"
        case True:
            return "yes"
        case False:
            return "no"
        case datetime():
            return rfc3339(value)
        case timedelta():
            return in_words(value)
        case float():
            return f"{value:g}"
        case list() | tuple() | set() | frozenset():
            return ", ".join(words(item) for item in value)
    return str(value)
