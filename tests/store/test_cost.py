"""What things cost, counted in steps of SQLite's machine: the size of the archive makes no difference."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from aggregator.settings.values import Category
from aggregator.store import hides, membership, nearby, outputs, search, sources, stories, upkeep

AT = datetime(2025, 6, 1, tzinfo=UTC)


def _grow(world, entry, documents):
    world.clock.pass_(timedelta(days=-200))
    for n in range(documents):
        world.clock.pass_(timedelta(hours=1))
        world.poll(
            "woshipm",
            *(
                entry(
                    k, f"第{n}批第{k}篇", guid=f"{n}-{k}", link=f"https://a.example/{n}/{k}", at=AT + timedelta(hours=n)
                )
                for k in range(20)
            ),
        )
        world.publish()
    world.clock.pass_(timedelta(days=200))
    world.store.checkpoint()


def _steps(world, work) -> int:
    count = [0]

    def step():
        count[0] += 1
        return 0

    connection = world.store._db.utils.conn
    connection.set_progress_handler(step, 1)
    try:
        work()
    finally:
        connection.set_progress_handler(None, 1)
    return count[0]


@pytest.fixture
def small_and_large(worlds, settings, source, entry):
    category = Category("新媒体", "xinmeiti", entries=20, per_source=0, backlog=-1)
    made = []
    for documents in (5, 60):
        world = worlds(settings([source("woshipm"), source("zaker")], [category]))
        _grow(world, entry, documents)
        made.append(world)
    return made


def test_polls_and_publishing_do_not_grow_with_the_archive(small_and_large, entry):
    def new(world):
        world.clock.pass_(timedelta(hours=1))
        world.poll("zaker", *(entry(k, f"新的第{k}篇", guid=f"new-{k}", at=world.clock.now()) for k in range(5)))

    works = {
        "plan": lambda world: world.store.poll_plan("woshipm"),
        "304": lambda world: world.quiet("woshipm"),
        "new": new,
        "newest": lambda world: world.store.merged(world.settings, "xinmeiti"),
        "page": lambda world: world.store.archive_block(world.settings, "xinmeiti", 0),
        "dirty": lambda world: world.store.dirty(),
        "due": lambda world: world.store.due(world.clock.now()),
        "hide": lambda world: world.store.hide("https://example.com/nowhere", "spam"),
    }
    for name, work in works.items():
        few, many = (_steps(world, lambda: work(world)) for world in small_and_large)  # noqa: B023
        assert many <= 1.2 * few + 60, (name, few, many)


def test_one_source_is_looked_at_without_the_others(worlds, settings, source, entry):
    counts = []
    for others in (1, 50):
        world = worlds(settings([source("woshipm"), *(source(f"s{n}") for n in range(others))]))
        for one in world.settings.sources:
            world.poll(one.id, entry(1, "一篇"))
        counts.append(_steps(world, lambda: world.store.source("woshipm")))  # noqa: B023
    assert counts[1] <= counts[0] + 20, counts


@pytest.mark.parametrize(
    "sql",
    [
        sources._DUE, sources._NEWEST, stories._ALIASES, stories._ENTRIES, stories._BY_KEY, nearby._BORNE,
        nearby._BY_BAND, nearby._BEARERS, stories._COPIES, stories._CARRIERS, stories._PUBLISHED, stories._TOMBSTONE,
        outputs._NEWEST, outputs._BLOCK, outputs._EDITED, outputs._VISIBLE, outputs._CARRIERS, outputs._SHOWN,
        outputs._NUMBERS, hides._NAMED,
        membership._WANTED, membership._PRESENT, membership._NUMBERS, membership._SETTLED,
        upkeep._TOO_OLD, upkeep._TOO_MANY, search._FOUND,
    ],
)  # fmt: skip
def test_hot_queries_read_no_whole_table(world, sql):
    parameters: object = [1] * sql.count("?") if "?" in sql else {
        name: "[1]" if name in {"keys", "bands", "stories"} else 1
        for name in ("keys", "kind", "version", "limit", "since", "bands", "story", "stories", "length", "key")
    }  # fmt: skip
    plan = [row[3] for row in world.store._db.rows("EXPLAIN QUERY PLAN " + sql, parameters)]
    scans = [line for line in plan if line.startswith("SCAN") and not any(
        word in line for word in (
            "json_each", "asked", "VIRTUAL TABLE", "CONSTANT ROW", "(subquery", "near", "made", "VALUES CLAUSE"
        )
    )]  # fmt: skip
    assert scans == [], plan


def test_keys_are_looked_up_whole(world):
    for sql in (stories._BY_KEY, nearby._BORNE, nearby._BY_BAND, nearby._BEARERS, stories._ALIASES):
        names = {name: "[1]" if name in {"keys", "bands"} else 1
                 for name in ("keys", "kind", "version", "limit", "since", "bands")}  # fmt: skip
        plan = [row[3] for row in world.store._db.rows(
            "EXPLAIN QUERY PLAN " + sql, names if ":" in sql else (1, "guid", "[1]")
        )]  # fmt: skip
        used = [line for line in plan if "PRIMARY KEY" in line or "INDEX" in line]
        assert any("key=?" in line or "band=?" in line for line in used), plan
        assert not any(line.endswith("(kind=? AND version=?)") for line in used), plan


def test_the_newest_stories_come_without_a_sort(world):
    plan = [row[3] for row in world.store._db.rows("EXPLAIN QUERY PLAN " + outputs._NEWEST, (1, 1, 1, 50))]
    assert not any("TEMP B-TREE" in line for line in plan), plan
