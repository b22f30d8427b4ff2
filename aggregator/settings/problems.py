"""Mistakes in a configuration, gathered while reading it and given their line and column at the end."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from aggregator.errors import Problem
from aggregator.settings.documents import Document
from aggregator.text import fold

Path: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where in which file something is said: `path` as ("source", 3, "url")."""

    document: Document
    path: Path = ()

    def __truediv__(self, part: str | int) -> Place:
        return Place(self.document, (*self.path, part))

    @property
    def key(self) -> str:
        """The path as a person writes it: source.url, without the number of the table."""
        return ".".join(str(part) for part in self.path if isinstance(part, str))

    def __str__(self) -> str:
        """The file and line, for a problem that points at a second place."""
        line, _ = self.document.position(self.path)
        return f"{self.document.shown}:{line}" if line else self.document.shown


@dataclass(frozen=True, slots=True)
class _Issue:
    place: Place
    message: str
    hint: str
    code: str
    severity: str
    at_key: bool


class Report:
    """Everything found wrong so far. Positions are looked up only when `problems` is asked for."""

    def __init__(self) -> None:
        self._issues: list[_Issue] = []

    def error(self, place: Place, message: str, *, hint: str = "", code: str = "invalid", at_key: bool = False) -> None:
        """Note what the configuration must not say. `at_key` points at the key instead of its value."""
        self._issues.append(_Issue(place, message, hint, code, "error", at_key))

    def warning(
        self, place: Place, message: str, *, hint: str = "", code: str = "surprising", at_key: bool = False
    ) -> None:
        """Note what is allowed but probably not meant."""
        self._issues.append(_Issue(place, message, hint, code, "warning", at_key))

    @property
    def failed(self) -> bool:
        """Whether any error was noted."""
        return any(issue.severity == "error" for issue in self._issues)

    def problems(self, order: Iterable[Document], *, warnings: bool = True) -> tuple[Problem, ...]:
        """Every problem, file by file in `order`, line by line, each once."""
        rank = {document.shown: number for number, document in enumerate(order)}
        wanted = [issue for issue in self._issues if warnings or issue.severity == "error"]
        problems = dict.fromkeys(_problem(issue) for issue in wanted)
        return tuple(sorted(problems, key=lambda it: (rank.get(it.file, len(rank)), it.line, it.column, it.key)))


def _problem(issue: _Issue) -> Problem:
    document = issue.place.document
    line, column = document.position(issue.place.path, at_key=issue.at_key)
    return Problem(
        file=document.shown,
        line=line,
        column=column,
        key=issue.place.key,
        message=issue.message,
        hint=issue.hint,
        code=issue.code,
        severity=issue.severity,
    )


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that was probably meant, or "". Case and full width do not matter."""
    by_fold = {fold(candidate): candidate for candidate in known}
    short = len(word) <= 3  # 编城 and 编程 share one character of two
    match = difflib.get_close_matches(fold(word), by_fold, n=1, cutoff=0.5 if short else 0.6)
    return by_fold[match[0]] if match else ""


def did_you_mean(word: str, known: Iterable[str], *, quote: str = '"') -> str:
    """A hint that names the nearest known word, or the known words where there are few, or nothing."""
    words = list(dict.fromkeys(known))
    match = nearest(word, words)
    if match:
        return f"did you mean {quote}{match}{quote}?"
    if 0 < len(words) <= 12:
        return "known: " + ", ".join(f"{quote}{candidate}{quote}" for candidate in words)
    return ""
