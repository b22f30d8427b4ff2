"""Scenarios between an aggregator, a blog and its hub, each run in a loop of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from support.hub import Blog, House

Scenario = Callable[[House, Blog], Awaitable[None]]


@pytest.fixture
def play(tmp_path: Path) -> Callable[..., None]:
    """Run a scenario: `play(scenario)`, `play(scenario, fetch=…)`."""

    def run(scenario: Scenario, *, before: Callable[[Blog], None] = lambda _blog: None, **settings: Any) -> None:
        async def whole() -> None:
            async with Blog() as blog:
                before(blog)
                async with House(tmp_path, blog, **settings) as house:
                    await scenario(house, blog)

        asyncio.run(whole())

    return run
