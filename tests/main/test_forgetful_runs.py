"""Runs that remember published feeds alone: what is hidden stays so, no date moves, archive pages keep their set."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path

import feedparser
import pytest
from aggregator.parse import Pool

from support.amnesia import DAY, START, category, forget, items, run
from support.sites import Reply, Sites, open_sites
from support.store_world import own_words
from support.wire import FakeClock

TITLE, OTHER = "小区里的共享工具箱", "县城书店的下半场"
HIDDEN = "https://b.example/p/7"


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    with closing(Pool()) as pool:
        yield pool


def day(
    number: int,
    file: Path,
    sites: Sites,
    pool: Pool,
    names: str,
    more: str = "",
    extra: str = "",
    *,
    remembers: bool = False,
) -> None:
    """A run on that day, of a machine that has nothing but what is published, unless it `remembers`."""
    sources = "".join(
        f'[[source]]\nid = "{one}"\nurl = "{sites.url(f"/{one}", host=2)}"\ncategories = ["新媒体"]\n' for one in names
    )
    head = '[site]\nurl = "https://feeds.example.org/x/"\n[serve]\nlisten = ""\nadmin = ""\n'
    fetch = '[fetch]\nallow_private = ["127.0.0.0/8"]\nhost_gap = "0s"\n'
    file.write_text(head + fetch + category(extra=extra) + sources + more, encoding="utf-8")
    clock = FakeClock(START + number * DAY)
    if remembers:
        asyncio.run(run(file, clock, pool, force=True))
        return
    forget(file)
    asyncio.run(run(file, clock, pool, seed_from=str(file.parent / "data" / "public")))


def lists(sites: Sites, name: str, *articles: tuple[str, str]) -> None:
    """Let a source list these (title, link), newest first."""
    written = "".join(
        f"<item><title>{title}</title><link>{link}</link><guid>{link}</guid>"
        f"<description>{own_words(title, 220)}</description>"
        f"<pubDate>{format_datetime(START - DAY)}</pubDate></item>"
        for title, link in articles
    )
    sites.pages[f"/{name}"] = Reply(f'<rss version="2.0"><channel><title>{name}</title>{written}</channel></rss>')


@pytest.mark.parametrize("form", ["json", "atom", "rss"])
def test_another_carrier_does_not_bring_back_what_is_hidden(tmp_path: Path, pool: Pool, form: str) -> None:
    file, public = tmp_path / "aggregator.toml", tmp_path / "data" / "public"
    kept = (OTHER, "https://a.example/p/2")
    ours, theirs, third = (TITLE, "https://a.example/p/1"), (TITLE, HIDDEN), (TITLE, "https://c.example/p/9")

    def titles(number: int, more: str = "") -> list[str]:
        day(number, file, sites, pool, "abc", more, extra=f'formats = ["{form}"]')
        if form == "json":
            return sorted(item["title"] for item in items(public))
        return sorted(entry.title for entry in feedparser.parse((public / f"xinmeiti.{form}").read_bytes()).entries)

    with open_sites() as sites:
        hide = f'[[hide]]\nlink = "{HIDDEN}"\n'
        lists(sites, "a", ours, kept)
        lists(sites, "b", theirs)
        lists(sites, "c", third)
        assert titles(0) == [OTHER, TITLE]
        lists(sites, "b")  # whoever was named lists it no longer: nothing but what was published connects them
        lists(sites, "c")
        assert titles(1, hide) == [OTHER]
        lists(sites, "c", third)
        for number in (2, 3):
            assert titles(number, hide) == [OTHER]
        written = (public / f"xinmeiti.{form}").read_text(encoding="utf-8")
        assert all(word not in written for word in ("b.example", "/p/1", "/p/9", TITLE))
        assert len(re.findall("[0-9a-f]{16} [0-9a-f]{16}", written)) >= 2
        lists(sites, "a", kept)
        assert titles(4, hide) == [OTHER]  # nobody lists it
        lists(sites, "a", ours, kept)
        assert titles(5, hide) == [OTHER]
        assert titles(6) == [OTHER, TITLE]


@pytest.mark.parametrize("form", ["json", "atom", "rss"])
def test_an_edit_moves_no_date(tmp_path: Path, pool: Pool, form: str) -> None:
    """As with a database: what an article was dated when it came stays, whatever its feed says of it later."""
    file, public = tmp_path / "aggregator.toml", tmp_path / "data" / "public"

    def dates(number: int) -> list[tuple[str, ...]]:
        day(number, file, sites, pool, "a", extra=f'formats = ["{form}"]')
        if form == "json":
            return [(one["id"], one["date_published"], one["date_modified"]) for one in items(public)]
        feed = feedparser.parse((public / f"xinmeiti.{form}").read_bytes())
        return [(one.id, one.published, one.updated if form == "atom" else "") for one in feed.entries]

    def entry(n: int, published: timedelta, updated: timedelta, words: str = "") -> str:
        return (
            f"<entry><title>第{n}篇：{OTHER}{words}</title><id>tag:a.example,2026:{n}</id>"
            f'<link href="https://a.example/p/{n}"/><published>{(START + published).isoformat()}</published>'
            f"<updated>{(START + updated).isoformat()}</updated>"
            f"<content>{own_words(str(n), 220)}{words}</content></entry>"
        )

    def say(*entries: str) -> None:
        sites.pages["/a"] = Reply(
            f'<feed xmlns="http://www.w3.org/2005/Atom"><title>a</title>{"".join(entries)}</feed>'
        )

    with open_sites() as sites:
        say(entry(1, 5 * DAY, -DAY), entry(2, -DAY, -DAY / 2), entry(3, -2 * DAY, -2 * DAY))
        first = dates(0)
        assert len(first) == 3
        assert dates(1) == first  # one is dated ahead, and was printed with the time it came
        say(entry(1, 5 * DAY, DAY), entry(2, DAY, DAY, "（更新）"), entry(3, -2 * DAY, DAY, "又及"))
        assert dates(2) == first
        assert dates(3) == first


@pytest.mark.parametrize("form", ["json", "atom"])
def test_archive_pages_hold_what_they_held(tmp_path: Path, pool: Pool, form: str) -> None:
    """Admission numbers come back, and what comes new is counted on: a page that was closed only shrinks."""
    file, public = tmp_path / "aggregator.toml", tmp_path / "data" / "public" / "xinmeiti"

    def pages(number: int, *, remembers: bool) -> dict[str, set[str]]:
        for name in "ab":
            numbers = range(30 * (number + 1), 0, -1) if number < 6 else range(30 * (number + 1), 60, -1)
            lists(sites, name, *((f"{name} 第{n}号", f"https://{name}.example/p/{n}") for n in numbers))
        day(number, file, sites, pool, "ab", extra=f'formats = ["{form}"]', remembers=remembers)
        found = {}
        for page in sorted(public.glob(f"archive-*.{form}")):
            ids = [one["id"] for one in json.loads(page.read_bytes())["items"]] if form == "json" else []
            ids = ids or [one.id for one in feedparser.parse(page.read_bytes()).entries]
            found[page.name] = set(ids)
        return found

    with open_sites() as sites:
        for number in range(3):
            before = pages(number, remembers=True)
        assert [len(ids) for ids in before.values()] == [100, 80]
        for number in (3, 4, 5, 6):
            after = pages(number, remembers=False)
            for name, ids in before.items():
                closed = len(ids) == 100
                assert after.get(name, set()) <= ids if closed else after[name] >= ids
                assert not closed or number == 6 or after[name] == ids
            before = after
        assert sum(map(len, before.values())) == 2 * (210 - 60)
