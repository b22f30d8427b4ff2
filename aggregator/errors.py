"""Every error a person may meet, in one tree.

    AggregatorError
    ├── ConfigurationError     the file is wrong; holds every problem at once          exit 78
    ├── UsageError             the command line is wrong                               exit 2
    ├── FetchError             a source could not be fetched
    ├── ParseError             what came is not a feed                                 exit 65
    └── StorageError           the database or the output cannot be read or written    exit 74
        └── BusyError          another process holds it, or an address; try later      exit 75

An error says what failed, where, why, and what to do about it. `code` is a stable word for programs
(`docs/reference/errors.md` lists them), `transient` tells whether trying again may help without a person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Self


class AggregatorError(Exception):
    """Something went wrong that a person can understand.

    `what` is one sentence without a full stop; `where` names the file, address or source; `hint` says what to do.
    """

    exit_code = 70

    def __init__(self, code: str, what: str, *, where: str = "", hint: str = "", transient: bool = False) -> None:
        super().__init__(code, what, where, hint, transient)
        self.code = code
        self.what = what
        self.where = where
        self.hint = hint
        self.transient = transient

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        advice = f" — {self.hint}" if self.hint else ""
        return f"{place}{self.what}{advice}"

    def said(self, quiet: Callable[[str], str]) -> Self:
        """The same error with its words through `quiet`, which takes secrets out."""
        self.what, self.where, self.hint = quiet(self.what), quiet(self.where), quiet(self.hint)
        self.args = (self.code, self.what, self.where, self.hint, self.transient)
        return self

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return _rebuild, (type(self), self.args, self.__dict__)


def _rebuild(kind: type[AggregatorError], arguments: tuple[object, ...], state: dict[str, object]) -> AggregatorError:
    """Errors cross from the parse child to the parent, so they survive pickling with all they know."""
    error = kind.__new__(kind)
    error.args = arguments
    error.__dict__.update(state)
    return error


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a configuration file. `line` and `column` start at 1; 0 where there is no place to show."""

    file: str
    line: int
    column: int
    key: str
    message: str
    hint: str = ""
    code: str = "invalid"
    severity: str = "error"  # "warning" for what is allowed but surprising

    def __str__(self) -> str:
        place = self.file + (f":{self.line}:{self.column}" if self.line else "")
        key = f" {self.key}:" if self.key else ""
        advice = f" — {self.hint}" if self.hint else ""
        return f"{place}:{key} {self.message}{advice}"


class ConfigurationError(AggregatorError):
    """The configuration was rejected; `problems` holds all of it, so one run shows every mistake."""

    exit_code = 78

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        count = len(problems)
        what = f"the configuration has {count} problem{'s' if count != 1 else ''}"
        super().__init__("config", what, where=problems[0].file if problems else "")
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems) or self.what


class UsageError(AggregatorError):
    """The command was called in a way that cannot mean anything."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class HostBlock:
    """A host asked us to stay away until an instant. With a `source` the block is that source's alone."""

    host: str
    until: datetime
    source: str = ""


class FetchError(AggregatorError):
    """A source could not be fetched.

    `status` is the HTTP status where one arrived; `retry_after` is how many seconds the origin asked us to stay
    away; `url` is the address that failed, with secrets masked. `blocks` are to be kept across a restart;
    `failed_before` are the (address key, code) of every address that was tried, in order.
    """

    exit_code = 1

    def __init__(
        self,
        code: str,
        what: str,
        *,
        where: str = "",
        hint: str = "",
        transient: bool = True,
        status: int | None = None,
        retry_after: float | None = None,
        url: str = "",
        blocks: tuple[HostBlock, ...] = (),
        failed_before: tuple[tuple[str, str], ...] = (),
    ) -> None:
        super().__init__(code, what, where=where or url, hint=hint, transient=transient)
        self.status = status
        self.retry_after = retry_after
        self.url = url
        self.blocks = blocks
        self.failed_before = failed_before


class ParseError(AggregatorError):
    """What came from a source is not a feed, or may not be read within its limits."""

    exit_code = 65


class StorageError(AggregatorError):
    """The database or the output folder cannot be read or written."""

    exit_code = 74


class BusyError(StorageError):
    """Another process holds what we need; `pid` is its process id where it is known.

    Whoever lives with a database that cannot be written lives with one that somebody else is writing.
    """

    exit_code = 75

    def __init__(self, code: str, what: str, *, where: str = "", hint: str = "", pid: int | None = None) -> None:
        super().__init__(code, what, where=where, hint=hint, transient=True)
        self.pid = pid


FAKE_IP = "fake-ip"
"""The code of what a fake-IP proxy does to every source behind it."""


def by_cause(failures: Iterable[tuple[str, str, str, str]]) -> list[tuple[tuple[str, ...], str, str]]:
    """Failures (source, code, error, hint) as (sources, error with its code, hint): a cause that many share is one."""
    told: list[tuple[tuple[str, ...], str, str]] = []
    faked = None
    for source, code, error, hint in failures:
        if code == FAKE_IP and faked is not None:
            told[faked] = ((*told[faked][0], source), *told[faked][1:])
            continue
        if code == FAKE_IP:
            faked = len(told)
        told.append(((source,), f"{error} ({code})" if code else error, hint))
    return told
