"""What the configuration hides by one carrier's link stays hidden where only published feeds are remembered."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import closing
from email.utils import format_datetime
from pathlib import Path

import pytest
from aggregator.parse import Pool

from support.amnesia import DAY, START, category, forget, items, run
from support.sites import Reply, Sites, open_sites
from support.wire import FakeClock

TITLE, OTHER = "小区里的共享工具箱", "县城书店的下半场"
WORDS = "，".join(f"编辑部走访了第{n}家门店，负责人给出了不同的答案" for n in range(20))
HIDDEN = "https://b.example/p/7"


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    with closing(Pool()) as pool:
        yield pool


def lists(sites: Sites, name: str, *articles: tuple[str, str]) -> None:
    """Let a source list these (title, link), newest first."""
    written = "".join(
        f"<item><title>{title}</title><link>{link}</link><guid>{link}</guid><description>{title}{WORDS}</description>"
        f"<pubDate>{format_datetime(START - DAY)}</pubDate></item>"
        for title, link in articles
    )
    sites.pages[f"/{name}"] = Reply(f'<rss version="2.0"><channel><title>{name}</title>{written}</channel></rss>')


def test_another_carrier_does_not_bring_back_what_is_hidden(tmp_path: Path, pool: Pool) -> None:
    file, public = tmp_path / "aggregator.toml", tmp_path / "data" / "public"
    kept = (OTHER, "https://a.example/p/2")
    ours, theirs, third = (TITLE, "https://a.example/p/1"), (TITLE, HIDDEN), (TITLE, "https://c.example/p/9")

    def day(number: int, sites: Sites, more: str = "") -> list[str]:
        sources = "".join(
            f'[[source]]\nid = "{one}"\nurl = "{sites.url(f"/{one}", host=2)}"\ncategories = ["新媒体"]\n'
            for one in "abc"
        )
        head = '[site]\nurl = "https://feeds.example.org/x/"\n[serve]\nlisten = ""\nadmin = ""\n'
        fetch = '[fetch]\nallow_private = ["127.0.0.0/8"]\nhost_gap = "0s"\n'
        file.write_text(head + fetch + category() + sources + more, encoding="utf-8")
        forget(file)
        asyncio.run(run(file, FakeClock(START + number * DAY), pool, seed_from=str(public)))
        return sorted(item["title"] for item in items(public))

    with open_sites() as sites:
        hide = f'[[hide]]\nlink = "{HIDDEN}"\n'
        lists(sites, "a", ours, kept)
        lists(sites, "b", theirs)
        lists(sites, "c", third)
        assert day(0, sites) == [OTHER, TITLE]
        lists(sites, "b")  # whoever was named lists it no longer: nothing but what was published connects them
        lists(sites, "c")
        assert day(1, sites, hide) == [OTHER]
        lists(sites, "c", third)
        for number in (2, 3):
            assert day(number, sites, hide) == [OTHER]
        written = (public / "xinmeiti.json").read_text(encoding="utf-8")
        assert all(word not in written for word in ("b.example", "/p/1", "/p/9", TITLE))
        assert len(json.loads(written)["_aggregator"]["hidden"]) >= 2
        lists(sites, "a", kept)
        assert day(4, sites, hide) == [OTHER]  # nobody lists it
        lists(sites, "a", ours, kept)
        assert day(5, sites, hide) == [OTHER]
        assert day(6, sites) == [OTHER, TITLE]
