"""A short run of the mutants; `.ci/fuzz --count 100000` is the long one."""

from __future__ import annotations

import csv
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from aggregator.errors import ParseError
from aggregator.model import ParsedFeed

from support.mutants import mutants


@pytest.mark.corpus
def test_mutants_are_read_or_refused_and_quickly(corpus: Path, parsed: Callable[..., ParsedFeed]) -> None:
    with (corpus / "INDEX.csv").open(encoding="utf-8", newline="") as rows:
        paths = [
            row["path"] for row in csv.DictReader(rows) if int(row["bytes"]) < 12_000 and row["format"] != "hexo-post"
        ]
    documents = [(corpus / path).read_bytes() for path in paths]
    ended: Counter[str] = Counter()
    slowest = 0.0
    for body in mutants(documents, seed=20, count=800):
        started = time.perf_counter()
        try:
            parsed(body)
            ended["parsed"] += 1
        except ParseError as error:
            ended[error.code] += 1
        slowest = max(slowest, time.perf_counter() - started)
    assert ended["parsed"] > 350
    assert slowest < 5
    assert ended["unreadable"] == 0
