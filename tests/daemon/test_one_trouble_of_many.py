"""Polls and article pages run together: the trouble of one is its own, the store's is told as what it is."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from aggregator import chores
from aggregator.errors import StorageError
from aggregator.fetch import Page
from aggregator.model import Address, Article, EntryId, PlainText, SafeHtml
from aggregator.pipeline import Pipeline
from aggregator.settings.values import Source
from aggregator.together import together

from support.virtual import run_virtual
from support.virtual_house import HouseLoop, VirtualHouse, Web, sources


def test_the_first_trouble_is_raised_as_itself_and_ends_the_others() -> None:
    ended: list[str] = []

    async def fails() -> None:
        await asyncio.sleep(0)
        raise StorageError("disk-full", "the disk is full")

    async def waits() -> None:
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            ended.append("cancelled")
            raise

    with pytest.raises(StorageError):
        asyncio.run(together([waits(), fails(), waits()]))
    assert ended == ["cancelled"] * 2


def test_a_store_that_fails_under_many_polls_is_a_storage_error(tmp_path: Path) -> None:
    loop = HouseLoop()

    async def whole() -> None:
        async with VirtualHouse(loop, tmp_path, sources(3), Web(loop)) as house:
            await house.writer.call(lambda store: store._db.close())
            with pytest.raises(StorageError):
                await house.pipeline.poll(force=True)

    run_virtual(loop, whole())


class Pages:
    """Every page is there at once."""

    async def get_page(self, url: str, **_: Any) -> Page:
        return Page(url, "text/html", b"<p>page</p>", {})


class Reader:
    """Reads articles, and stumbles over that of one page."""

    async def article(self, _body: bytes, url: str, *_: Any) -> Article:
        if url.endswith("/1"):
            raise ZeroDivisionError("a mistake of ours")
        return Article(SafeHtml("<p>全文</p>"), PlainText("全文"))


def test_a_page_that_we_stumble_over_costs_no_other_its_full_text(tmp_path: Path) -> None:
    loop = HouseLoop()
    address = Address("https://a.example/feed", "k")
    source = Source("来源", (address,), categories=("c",), fulltext=True)

    async def whole() -> None:
        web = Web(loop)
        web.answers = lambda _request: httpx.Response(200, stream=httpx.ByteStream(b"/1\n/2\n/3"))
        async with VirtualHouse(loop, tmp_path, (source,), web) as house:
            await house.pipeline.poll(force=True)
            await house.writer.call(
                lambda store: store._db.execute("INSERT INTO fulltext_todo (entry_id, next_at) SELECT id, 0 FROM entry")
            )
            rooms: Any = replace(house.pipeline.rooms, fetcher=Pages(), parser=Reader())
            filled: list[EntryId] = []
            assert await chores.fill_fulltext(Pipeline(house.settings, rooms), filled) == 3
            assert len(filled) == 2
            left = await house.writer.call(
                lambda store: [tuple(row) for row in store._db.rows("SELECT attempts, next_at > 0 FROM fulltext_todo")]
            )
            assert left == [(1, 1)]  # it is tried again, later

    run_virtual(loop, whole())
