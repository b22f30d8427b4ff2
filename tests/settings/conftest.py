from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from aggregator.errors import Problem
from aggregator.merge.rules import expression_problem
from aggregator.settings import Settings, check

ROOT = Path(__file__).resolve().parents[2]

Write = Callable[..., Path]
Checked = tuple[Settings | None, tuple[Problem, ...]]
Check = Callable[..., Checked]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a configuration, and files beside it by their names; returns the main file."""

    def write(text: str, /, **beside: str) -> Path:
        folder = tmp_path / "config"
        folder.mkdir(exist_ok=True)
        for name, content in beside.items():
            file = folder / name.replace("__", "/").replace("_toml", ".toml")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content, encoding="utf-8")
        main = folder / "aggregator.toml"
        main.write_text(text, encoding="utf-8")
        return main

    return write


@pytest.fixture
def checked(write: Write) -> Check:
    """Write and check a configuration."""

    def checked(text: str, /, environ: Mapping[str, str] | None = None, **beside: str) -> Checked:
        return check(write(text, **beside), environ or {}, expressions=expression_problem)

    return checked


@pytest.fixture
def settings(checked: Check) -> Callable[..., Settings]:
    """The settings of a configuration that must be valid."""

    def settings(text: str, /, environ: Mapping[str, str] | None = None, **beside: str) -> Settings:
        found, problems = checked(text, environ, **beside)
        assert found is not None, "\n".join(map(str, problems))
        return found

    return settings


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT
