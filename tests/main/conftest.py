"""A project of its own for each test, and the grammars that outputs must obey."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from support.demand import missing
from support.origin import SHARED
from support.project import Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path / "feeds")


@pytest.fixture(scope="session")
def atom_grammar() -> etree.RelaxNG:
    path = SHARED / "schemas" / "atom.rng"
    if not path.is_file():
        missing(f"the Atom grammar is not at {path}")
    return etree.RelaxNG(etree.parse(str(path)))


@pytest.fixture(scope="session")
def json_feed_schema() -> Any:
    path = SHARED / "schemas" / "jsonfeed-1.1.schema.json"
    if not path.is_file():
        missing(f"the JSON Feed schema is not at {path}")
    return json.loads(path.read_text(encoding="utf-8"))
