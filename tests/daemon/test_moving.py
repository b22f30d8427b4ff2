"""A source that moved for good: asked at its new place, with nothing that was meant for the old one."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import httpx
from aggregator.model import Address
from aggregator.settings.values import Source

from support.virtual import run_virtual
from support.virtual_house import HouseLoop, VirtualHouse, Web

HOUR = 3600.0
OLD = Address("https://old.example/f", "old", {"X-Key": "geheim"}, "me:secret")
MIRROR = Address("https://mirror.example/f", "mirror")


def test_a_move_is_believed_after_a_day_and_takes_no_credential_along(tmp_path: Path) -> None:
    loop = HouseLoop()
    web = Web(loop)
    asked: list[tuple[str, bool]] = []

    def answers(request: httpx.Request) -> httpx.Response:
        asked.append((request.url.host, "authorization" in request.headers or "x-key" in request.headers))
        if request.url.host == "old.example":
            return httpx.Response(301, headers={"Location": "https://new.example/f"})
        return httpx.Response(200, stream=httpx.ByteStream(b"/1"))

    web.answers = answers
    source = Source("源", (OLD,), categories=("c",), every=timedelta(hours=6))

    async def whole() -> None:
        async with VirtualHouse(loop, tmp_path, (source,), web) as house:
            await house.live(60 * HOUR)

    run_virtual(loop, whole())
    hosts = [host for host, _ in asked]
    assert 3 <= hosts.count("old.example") <= 6
    assert hosts[-3:] == ["new.example"] * 3
    assert {host for host, told in asked if told} == {"old.example"}


def test_where_a_mirror_moved_to_is_not_where_the_source_moved_to(tmp_path: Path) -> None:
    loop = HouseLoop()
    web = Web(loop)
    hosts: list[str] = []

    def answers(request: httpx.Request) -> httpx.Response:
        hosts.append(request.url.host)
        if request.url.host == "old.example":
            return httpx.Response(503)
        if request.url.host == "mirror.example":
            return httpx.Response(308, headers={"Location": "https://new.example/f"})
        return httpx.Response(200, stream=httpx.ByteStream(b"/1"))

    web.answers = answers
    source = Source("源", (OLD, MIRROR), categories=("c",), every=timedelta(hours=6))

    async def whole() -> None:
        async with VirtualHouse(loop, tmp_path, (source,), web) as house:
            await house.live(60 * HOUR)
            assert (await house.status())["源"].state.redirect_to == ""

    run_virtual(loop, whole())
    assert hosts.count("new.example") == hosts.count("mirror.example") >= 5
