"""Fixtures that every room may use."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.demand import missing
from support.origin import CORPUS, ORIGIN, Origin, start_origin


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The shared corpus of real documents, where it lies beside the project."""
    if not (CORPUS / "INDEX.csv").is_file():
        missing(f"the corpus of real documents is not at {CORPUS}")
    return CORPUS


@pytest.fixture(scope="session")
def _origin_process() -> Iterator[Origin]:
    if not ORIGIN.is_file():
        missing(f"the origin simulator is not at {ORIGIN}")
    origin = start_origin()
    yield origin
    origin.stop()


@pytest.fixture
def origin(_origin_process: Origin) -> Origin:
    """The loopback origin, forgetting everything before each test."""
    _origin_process.reset()
    return _origin_process
