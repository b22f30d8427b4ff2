"""What a poll, a publish and a search cost in a small and in a large archive, in one run.

    PYTHONPATH=tests python benchmarks/store.py [--small 10000] [--large 1000000] [--searched 100000]

Rows are made by SQL: entries of fifty sources in ten categories, each a story of its own. The newest 100,000 lie in the
window of near duplicates with thirty bands each; every second, third … of them shares a band with the entry that comes.
Prints medians in ms.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from aggregator.clock import micros
from aggregator.model import ParsedEntry
from aggregator.settings.values import Category
from aggregator.store.nearby import signed

from support.store_world import World, make_entry, make_settings, make_source

SOURCES, CATEGORIES = 50, 10
RECENT = 100_000
BANDS = 30
WORDS = "多宝塔碑拓本入藏衡阳市图书馆，林可颖捐赠宋拓三册共 214 页，修复用时 17 个月，花费 86.5 万元。{n} 号展柜开放。"
GOALS = {"304": 1.2, "plan": 1.2, "one new entry": 1.5, "newest 100": 2.0}

_FILL = (
    """INSERT INTO story (id, uid, sort_at, first_seen_at, changed_at)
       SELECT value, 'urn:made:' || value, :at + value * 1000000, :at, :at FROM generate""",
    """INSERT INTO entry (id, source_id, story_id, guid, link, title, item_hash, content_hash, first_seen_at,
           published_at, shown_at, dated_at, length)
       SELECT value, value % :sources + 1, value, 'g' || value, 'https://made.example/' || value,
           '第' || value || '条新闻标题', randomblob(16), randomblob(16), :at, :at + value * 1000000,
           :at + value * 1000000, :at + value * 1000000, 60
       FROM generate""",
    """INSERT INTO entry_content SELECT value, '<p>' || hex(randomblob(150)) || '</p>', '', hex(randomblob(30)), '[]',
           '[]', '[]', '["",""]', randomblob(100) FROM generate""",
    """INSERT INTO entry_alias SELECT value % :sources + 1, 'guid', 'g' || value, value FROM generate""",
    """INSERT INTO entry_alias SELECT value % :sources + 1, 'link', 'https://made.example/' || value, value
       FROM generate""",
    """INSERT INTO story_key SELECT 'link', 1, 'https://made.example/' || value, value FROM generate""",
    """INSERT INTO story_key SELECT 'title', 1, 'made' || (value % 5000), value FROM generate""",
    """INSERT INTO entry_category SELECT value, value % :categories + 1, 0 FROM generate""",
    """INSERT INTO story_category SELECT value % :categories + 1, :at + value * 1000000, value FROM generate""",
    """INSERT INTO admission SELECT value, value % :categories + 1, value / :categories + 1, 1 FROM generate""",
    """INSERT INTO archive_block SELECT output_id, (number - 1) / 100, count(*), 1, :at FROM admission GROUP BY 1, 2""",
    """INSERT INTO band SELECT random(), :now, :size + 1 - n.value FROM generate AS n CROSS JOIN
           (WITH RECURSIVE band_of (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM band_of WHERE n < :bands)
            SELECT n FROM band_of) AS b WHERE n.value <= :recent ON CONFLICT DO NOTHING""",
    """INSERT INTO band SELECT b.value, :now, :size + 1 - n.value FROM json_each(:shared) AS b CROSS JOIN generate AS n
       WHERE n.value <= :recent AND n.value % (b.key + 2) = 0""",
    """UPDATE source SET entries = (SELECT count(*) FROM entry WHERE source_id = source.id)""",
    """UPDATE output SET stories = (SELECT count(*) FROM story_category WHERE output_id = output.id),
           next_number = (SELECT max(number) + 1 FROM admission WHERE output_id = output.id)""",
)


def arrival(n: int) -> ParsedEntry:
    """An entry that nobody carried before, about something that many write of."""
    title = f"{WORDS[:14]}（{n}）"
    return make_entry(0, title, guid=f"new{n}", link=f"https://new.example/{n}", text=WORDS.format(n=n) * 3)


def archive(folder: Path, size: int) -> World:
    """A store with so many entries."""
    categories = [Category(f"类{n}", f"c{n}", backlog=-1, per_source=0) for n in range(CATEGORIES)]
    sources = [make_source(f"s{n}", categories=(f"c{n % CATEGORIES}",)) for n in range(SOURCES)]
    world = World(folder / str(size), make_settings(sources, categories))
    now = micros(world.clock.now())
    given = {
        "at": now - size * 1_000_000,
        "now": now,
        "sources": SOURCES,
        "categories": CATEGORIES,
        "size": size,
        "recent": min(size, RECENT),
        "bands": BANDS,
        "shared": json.dumps(signed(arrival(0).keys.bands)),
    }
    numbers = (
        "WITH RECURSIVE generate (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM generate WHERE value < :size) "
    )
    with world.store._db.writing():  # noqa: SLF001
        for statement in _FILL:
            sql = f"{numbers}{statement}" if "generate" in statement else statement
            world.store._db.execute(sql, given)  # noqa: SLF001
    world.store.checkpoint()
    return world


def medians(works: list[Callable[[], object]], times: int = 41) -> list[float]:
    """Milliseconds of the processor for each, taken in turns, so that a busy machine is busy for all of them."""
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(times):
        for work, mine in zip(works, taken, strict=True):
            began = time.process_time()
            work()
            mine.append(time.process_time() - began)
    return [statistics.median(mine) * 1000 for mine in taken]


def one_new(world: World) -> Callable[[], object]:
    """A poll that brings one new entry each time."""
    count = iter(range(10**6))

    def work() -> None:
        n = next(count)
        world.clock.pass_(timedelta(minutes=5))
        world.poll("s3", arrival(n))

    return work


WORKS: dict[str, Callable[[World], Callable[[], object]]] = {
    "one new entry": one_new,
    "plan": lambda world: lambda: world.store.poll_plan("s3"),
    "304": lambda world: lambda: world.quiet("s3"),
    "newest 100": lambda world: lambda: world.store.merged(world.settings, "c3"),
    "archive page": lambda world: lambda: world.store.archive_block(world.settings, "c3", 2),
}


def searched(folder: Path, size: int) -> None:
    """Full text over so many Chinese entries."""
    world = World(folder / "search", make_settings([make_source("s0")]))
    words = [
        "人工智能",
        "推荐系统",
        "产品经理",
        "大模型",
        "增长",
        "运营",
        "开源",
        "编程",
        "芯片",
        "融资",
        "出海",
        "电商",
    ]
    with world.store._db.writing():  # noqa: SLF001
        db = world.store._db  # noqa: SLF001
        for n in range(1, size + 1):
            text = "，".join(words[(n * k + k) % 12] + str(n % (k * 97)) for k in range(1, 25))
            db.execute(
                "INSERT INTO story (id, uid, sort_at, first_seen_at, changed_at) VALUES (?, ?, ?, 1, 1)",
                (n, f"u{n}", n),
            )
            db.execute(
                "INSERT INTO entry (id, source_id, story_id, guid, link, title, item_hash, content_hash, "
                "first_seen_at, dated_at) VALUES (?, 1, ?, '', '', ?, x'', x'', 1, ?)",
                (n, n, text[:14], n),
            )
            db.execute("INSERT INTO entry_content VALUES (?, '', '', ?, '[]', '[]', '[]', '[]', x'')", (n, text))
            db.execute("INSERT INTO search_todo VALUES (?)", (n,))
    began = time.process_time()
    while world.store.fill_search(2000):
        pass
    print(f"search: {size} entries indexed at {(time.process_time() - began) / size * 1000:.2f} ms each")
    for query in ("融资", "推荐系统", "开源 编程", "增长7", "没有这个词"):
        found = len(world.store.search(query))
        (took,) = medians([lambda: world.store.search(query)], 7)  # noqa: B023
        print(f"  {query}: {took:.1f} ms, {found} found")
    world.close()


def main() -> None:
    """Measure and say whether the goals hold."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name, size in (("small", 10_000), ("large", 1_000_000), ("searched", 100_000)):
        parser.add_argument(f"--{name}", type=int, default=size)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        worlds = [archive(Path(folder), size) for size in (options.small, options.large)]
        for name, work in WORKS.items():
            small, large = medians([work(world) for world in worlds])
            goal = f" (goal: {GOALS[name]}x)" if name in GOALS else ""
            print(f"{name}: {small:.2f} → {large:.2f} ms, {large / small:.2f}x{goal}")
        for world in worlds:
            world.close()
        if options.searched:
            searched(Path(folder), options.searched)


if __name__ == "__main__":
    main()
