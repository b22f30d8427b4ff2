"""A new version reads the same document in another way: readers see its words, and no edit that nobody made."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from support.store_world import World, make_entry, make_settings, make_source

OLD, NEW = 2001, 2002


def read(text: str):
    return make_entry(1, "县城书店", guid="tag:woshipm.example,2026:1", text=text)


def shown(world: World):
    (entry,) = world.feed("xinmeiti").entries
    return entry.content, entry.updated


@pytest.fixture
def known(worlds: Callable[..., World]) -> World:
    world = worlds(make_settings([make_source("woshipm", updates="mark")]))
    world.poll("woshipm", read("正文 分享到微博"), read_as=OLD)
    world.clock.pass_(timedelta(hours=1))
    return world


def test_what_an_upgrade_reads_otherwise_is_no_edit(known: World) -> None:
    _, before = shown(known)
    report = known.poll("woshipm", read("正文"), read_as=NEW)
    assert shown(known) == ("<p>正文</p>", before)
    assert report.changed == 0


def test_edits_count_again_after_that(known: World) -> None:
    _, before = shown(known)
    known.poll("woshipm", read("正文"), read_as=NEW)
    known.clock.pass_(timedelta(hours=1))
    report = known.poll("woshipm", read("改过的正文"), read_as=NEW)
    content, after = shown(known)
    assert (content, report.changed) == ("<p>改过的正文</p>", 1)
    assert after > before


def test_a_part_of_a_document_does_not_end_the_upgrade(known: World) -> None:
    _, before = shown(known)
    known.poll("woshipm", make_entry(2, "另一篇", guid="tag:woshipm.example,2026:2"), read_as=NEW, partial=True)
    known.poll("woshipm", read("正文"), read_as=NEW)
    assert {one.updated for one in known.feed("xinmeiti").entries if one.title == "县城书店"} == {before}
