"""Schemas beside the project, and a folder to publish into."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from aggregator.publish import Publisher
from lxml import etree

from support.demand import missing
from support.origin import SHARED


@pytest.fixture(scope="session")
def atom_schema() -> etree.RelaxNG:
    path = SHARED / "schemas" / "atom.rng"
    if not path.is_file():
        missing(f"the Atom schema is not at {path}")
    return etree.RelaxNG(etree.parse(str(path)))


@pytest.fixture(scope="session")
def json_schema() -> dict[str, Any]:
    path = SHARED / "schemas" / "jsonfeed-1.1.schema.json"
    if not path.is_file():
        missing(f"the JSON Feed schema is not at {path}")
    return dict(json.loads(path.read_text(encoding="utf-8")))


@pytest.fixture
def public(tmp_path: Path) -> Path:
    """The output folder of `publisher`."""
    return tmp_path / "state" / "public"


@pytest.fixture
def publisher(public: Path) -> Publisher:
    return Publisher(public, public.parent / "private")
