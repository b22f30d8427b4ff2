"""Databases of every schema that was released open, keep their ids and their order."""

from __future__ import annotations

from pathlib import Path

import pytest
from aggregator.store import DATABASE, migrations
from aggregator.store.database import driver, open_writer

from support.store_fixture import SETTINGS, dump
from support.store_world import World

RELEASED = sorted(Path(__file__).parent.glob("schema_*.sql"))


@pytest.fixture(params=RELEASED, ids=[path.stem for path in RELEASED])
def released(request, tmp_path):
    state = tmp_path / "state"
    state.mkdir()
    connection = driver.connect(state / DATABASE)
    connection.executescript(request.param.read_text(encoding="utf-8"))
    connection.close()
    world = World(state, SETTINGS)
    yield world
    world.close()


def test_it_opens_and_publishes_the_same_ids_in_the_same_order(released):
    shown = [(one.title, one.uid) for one in released.feed("xinmeiti").entries]
    assert shown == [
        ("两家都登的文章", "urn:uuid:2135fb5b-02c4-59dc-b66a-ff01383c0c0c"),
        ("产品经理的第0课（修订）", "tag:woshipm.example,2025:0"),
        ("产品经理的第1课", "tag:woshipm.example,2025:1"),
        ("产品经理的第2课", "tag:woshipm.example,2025:2"),
    ]
    assert [one.title for one in released.feed("keji").entries] == ["两家都登的文章"]
    assert released.feed("xinmeiti").uid == "urn:uuid:0e889eae-6e18-5c2e-9366-711e1ea319fb"
    assert released.store.dirty() == ()
    released.store.integrity_check()


def test_it_polls_and_searches_on(released):
    assert released.store.poll_plan("woshipm").validators["https://woshipm.example/feed"].etag == '"two"'
    assert len(released.store.search("修订")) == 1
    assert released.store.token_digests() == ((b"digest", "keji"),)


@pytest.mark.parametrize("path", RELEASED, ids=[path.stem for path in RELEASED])
def test_a_released_step_is_never_edited(tmp_path, path):
    """What today's steps make of nothing, up to that release, is what its fixture holds."""
    version = int(path.stem.removeprefix("schema_"))
    db = open_writer(tmp_path / DATABASE)
    names = [step.name for step in migrations._STEPS.pending(db.utils)]
    assert len(names) == migrations.VERSION
    migrations._STEPS.apply(db.utils, stop_before=names[version:])
    db.close()
    made = [line for line in dump(tmp_path / DATABASE).splitlines() if not line.startswith("INSERT")]
    kept = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("INSERT")]
    assert made == kept
