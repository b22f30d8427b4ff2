"""Thirty daily runs in CI, each with an empty disk but for what is published: no story ever gets another id or date."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import feedparser
import pytest
from aggregator.parse import Pool

from support.amnesia import CARRIERS, DAY, START, World, article_of, articles, category, forget, items, run, told_of
from support.sites import open_sites
from support.wire import FakeClock

RENAMED, HIDDEN = 15, 9
"""The days on which the category is called otherwise and a story is hidden."""
ADDED = CARRIERS[-1].since
HIDE = '[[hide]]\nlink = "https://www.woshipm.example/article/6028.html"\n'


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    with closing(Pool()) as pool:
        yield pool


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_thirty_days_change_no_id_no_date_and_no_place(tmp_path: Path, pool: Pool) -> None:
    file, public = tmp_path / "aggregator.toml", tmp_path / "data" / "public"
    ids: dict[int, set[str]] = defaultdict(set)
    facts: dict[str, tuple[Any, ...]] = {}
    feeds = set()
    newcomers = []
    order: list[str] = []
    with open_sites() as sites:
        world = World(sites, articles(seed=1, days=30, per_day=5))
        for day in range(30):
            now = START + DAY * day
            world.down = {("woshipm", 0)} if day % 3 == 1 else {("woshipm", 1)} if day % 3 == 2 else set()
            world.at(now)
            slug = "xinmeiti" if day < RENAMED else "media"
            text = category(slug, 'was = ["xinmeiti"]' if day >= RENAMED else "")
            file.write_text(world.configuration(now, text, HIDE if day >= HIDDEN else ""), encoding="utf-8")
            forget(file)

            done = asyncio.run(run(file, FakeClock(now), pool, seed_from=str(public)))

            assert done["failed"] == 0
            shown = items(public, slug)
            today = [told_of(item) for item in shown]
            assert len(today) == len(set(today)), f"day {day}: a story twice"
            for number, item in zip(today, shown, strict=True):
                ids[number].add(item["id"])
                own = item["_aggregator"]
                # Equal places move apart by microseconds, to keep their order: that is looked at below.
                fact = (number, item["date_published"], own["order"][:19], own["first_seen"])
                assert facts.setdefault(item["id"], fact) == fact, f"day {day}"
            names = [item["id"] for item in shown]
            assert [uid for uid in names if uid in order] == [uid for uid in order if uid in names], f"day {day}"
            order = names
            feeds.add(_feed_id(public, slug))
            newcomers.append(sum(number % 12 == 11 for number in today))
            listed = {one.number for source in world.carriers[:-1] for one in world.listed(source, now)}
            assert listed - set(today) == ({28} & listed if day >= HIDDEN else set()), f"day {day}"

    assert {number: found for number, found in ids.items() if len(found) > 1} == {}
    assert len(ids) > 120
    assert len(feeds) == 1
    for day, number in enumerate(newcomers):  # a source added later shows its backlog, and then what is new
        since = [one for one in world.written if one.number % 12 == 11 and ADDED < one.at <= START + DAY * day]
        assert number == (5 + len(since) if day >= 12 else 0), f"day {day}"


def _feed_id(public: Path, slug: str) -> str:
    return str(json.loads((public / f"{slug}.json").read_bytes())["_aggregator"]["id"])


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_other_formats_keep_ids_and_order_too(tmp_path: Path, pool: Pool, form: str) -> None:
    """Atom and RSS say less: ids, the place among the others, and which addresses carry a story."""
    file, public = tmp_path / "aggregator.toml", tmp_path / "data" / "public"
    seen: dict[str, int] = {}
    order: list[str] = []
    with open_sites() as sites:
        world = World(sites, articles(seed=2, days=6, per_day=6))
        for day in range(6):
            now = START + DAY * day
            world.down = {("woshipm", day % 2)}
            world.at(now)
            file.write_text(world.configuration(now, category(extra=f'formats = ["{form}"]')), encoding="utf-8")
            forget(file)
            asyncio.run(run(file, FakeClock(now), pool, seed_from=str(public)))
            shown = _entries(public / f"xinmeiti.{form}")
            for uid, link in shown:
                assert seen.setdefault(uid, article_of(link)) == article_of(link)
            names = [uid for uid, _ in shown]
            assert [uid for uid in names if uid in order] == [uid for uid in order if uid in names], f"day {day}"
            order = names
    assert len(set(seen.values())) == len(seen) > 30, "a story under two ids"


def _entries(path: Path) -> list[tuple[str, str]]:
    return [(entry.id, entry.link) for entry in feedparser.parse(path.read_bytes()).entries]
