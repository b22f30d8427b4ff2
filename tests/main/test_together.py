"""Eight sources that carry the same two hundred articles, polled at the same moment, again and again."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from aggregator.clock import SystemClock
from aggregator.daemon.wiring import opened
from aggregator.settings import Settings, load

from support.origin import Origin
from support.project import config

RUNS = 20


@pytest.mark.slow
def test_two_hundred_stories_in_every_run(tmp_path: Path, origin: Origin) -> None:
    sources = [(f"s{n}", origin.url("grow/shared?start=200&window=200&per=0", host=n + 1)) for n in range(8)]

    def configured(folder: Path) -> Settings:
        folder.mkdir()
        file = folder / "aggregator.toml"
        file.write_text(config(*sources), encoding="utf-8")
        return load(file, {})

    async def stories(settings: Settings) -> tuple[int, int]:
        async with opened(settings, SystemClock()) as pipeline:
            reports = await pipeline.poll(force=True)
            assert [report.ended for report in reports] == ["changed"] * 8
            status = await pipeline.rooms.store.call(lambda store: store.status(pipeline.rooms.clock.now()))
            return status.stories, status.entries

    for run in range(RUNS):
        assert asyncio.run(stories(configured(tmp_path / str(run)))) == (200, 1600)
