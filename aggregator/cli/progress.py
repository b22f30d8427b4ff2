"""A progress bar on a terminal, and nothing at all in a pipe."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from aggregator.cli.output import safe
from aggregator.text import shorten


@contextmanager
def bar(title: str) -> Iterator[Callable[[Mapping[str, Any]], None]]:
    """A function that takes progress events: {"done": 3, "total": 10, "label": "woshipm"}."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _event: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(title, total=None)

        def advance(event: Mapping[str, Any]) -> None:
            label = shorten(safe(str(event.get("label", ""))), 28)
            progress.update(task, completed=event.get("done"), total=event.get("total"), description=f"{title} {label}")

        yield advance
