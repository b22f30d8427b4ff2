"""The command line called inside of the test's own process: as a user does, only sooner."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aggregator.cli.main import main


@dataclass(frozen=True)
class Done:
    """What a command came to."""

    code: int
    out: str
    err: str

    def json(self, code: int = 0) -> Any:
        """Its document; fails where the exit code is another than expected."""
        assert self.code == code, f"exit {self.code}: {self.err[-2000:]}"
        return json.loads(self.out)


def call(*words: str | Path) -> Done:
    """Run a command to its end."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main([str(word) for word in words])
    return Done(code, out.getvalue(), err.getvalue())


@dataclass(frozen=True)
class Caller:
    """Commands on one configuration file."""

    file: Path

    def __call__(self, *words: str | Path) -> Done:
        return call("-c", self.file, *words)

    def json(self, *words: str | Path, code: int = 0) -> Any:
        """Run a command with --json and read its document."""
        return self("--json", *words).json(code)
