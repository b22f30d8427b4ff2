"""Fixtures around a real database: a small world of sources, documents and polls."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from aggregator.model import ParsedEntry
from aggregator.settings.values import Settings, Source

from support.store_world import Clock, World, make_entry, make_settings, make_source


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A store that two sources of 新媒体 feed: woshipm and zaker."""
    made = World(tmp_path / "state", make_settings([make_source("woshipm"), make_source("zaker")]))
    yield made
    made.close()


@pytest.fixture
def worlds(tmp_path: Path) -> Iterator[Callable[..., World]]:
    """Make worlds of one's own: `worlds(settings)`; each in a folder of its own unless `state` says otherwise."""
    made: list[World] = []

    def make(settings: Settings, *, state: Path | None = None, clock: Clock | None = None, **more: Any) -> World:
        made.append(World(state or tmp_path / f"state{len(made)}", settings, clock, **more))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def entry() -> Callable[..., ParsedEntry]:
    return make_entry


@pytest.fixture
def source() -> Callable[..., Source]:
    return make_source


@pytest.fixture
def settings() -> Callable[..., Settings]:
    return make_settings
