"""The short form of `.ci/simulate`: what origins notice of us in fifteen hours, restarts included."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from support.politeness import Report, simulate


@pytest.fixture(scope="module")
def report() -> Report:
    return simulate(days=0.6, sources=1000, restarts=10, seed=3)


def test_no_promise_to_origins_is_broken(report: Report, capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print("\n" + "\n".join(report.lines()))
    assert report.complaints() == []


@pytest.mark.parametrize(
    ("kind", "fewest", "most"),
    [("busy", 11, 15), ("every30", 20, 29), ("ttl", 3, 5), ("max-age", 5, 9), ("weekly", 1, 2), ("bare", 3, 10)],
)
def test_sources_are_asked_as_often_as_they_deserve(report: Report, kind: str, fewest: int, most: int) -> None:
    counts = [spot.requests for spot in report.spots.values() if spot.kind == kind]
    mean: Callable[[list[int]], float] = lambda numbers: sum(numbers) / len(numbers)  # noqa: E731
    assert fewest <= mean(counts) <= most


def test_quiet_busy_mix_is_mostly_304(report: Report) -> None:
    assert report.log.not_modified > 0.3 * report.log.requests
