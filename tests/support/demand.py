"""What a test needs from the machine: absent, it skips with a reason; where everything is demanded, it fails."""

from __future__ import annotations

import os
import shutil
from typing import NoReturn

import pytest


def missing(reason: str) -> NoReturn:
    """End the test: skipped with the reason, or failed where AGGREGATOR_DEMAND is set, as `.ci/run` does."""
    if os.environ.get("AGGREGATOR_DEMAND"):
        pytest.fail(f"demanded, but {reason}")
    pytest.skip(reason)


def command(name: str) -> str:
    """The path of a program of the machine, or the end of the test."""
    path = shutil.which(name)
    if path is None:
        missing(f"{name} is not installed")
    return path
