"""A month of runs without a memory: sources that copy, move, edit and come late, and the one folder kept between runs.

The world knows which article each address tells of. Time is the test's.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from pathlib import Path
from typing import Any

from aggregator.daemon.operations import operations
from aggregator.fetch import Fetcher
from aggregator.merge.rules import expression_problem
from aggregator.model import Worker
from aggregator.pipeline import Pipeline, Rooms
from aggregator.press import Press
from aggregator.settings import load
from aggregator.store import Writer

from support.sites import Reply, Sites
from support.wire import FakeClock

DAY = timedelta(days=1)
START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
SUBJECTS = (
    "社区团购", "新能源汽车", "短视频平台", "大模型应用", "二手手机回收", "咖啡连锁", "智能手表", "播客商业化",
    "预制菜", "跨境电商",
    "直播电商", "露营装备", "宠物医院", "国产芯片", "在线教育", "县城书店", "折叠屏手机", "外卖骑手",
)  # fmt: skip
ANGLES = (
    "为什么突然没人讨论了", "三个月里发生了什么", "的成本到底花在哪里", "正在改变小城市的早晨", "的下半场刚刚开始",
    "如何赢得第一批用户", "背后的供应链故事", "被忽视的一次产品改版", "值不值得重做一遍", "的账本里藏着什么",
    "怎样熬过最冷的冬天", "和它的三位店长", "为何选择离开一线城市", "留给同行的四个问题",
)  # fmt: skip
CLAUSES = (
    "编辑部走访了{a}的几家门店", "{a}的负责人给出了不同的答案", "一位从业{n}年的店主说生意和去年相比少了{m}成",
    "数据显示用户每周打开{n}次", "他们把预算从广告挪到了售后", "真正的问题并不在价格", "团队用{n}天重写了结算流程",
    "投资人更关心复购而不是拉新", "仓库里堆着{m}百件退货", "这家公司在{a}悄悄开了分部",
)  # fmt: skip
CITIES = ("杭州", "成都", "沈阳", "佛山", "昆明", "合肥", "西安", "长沙", "厦门", "青岛")


@dataclass
class Article:
    """Something that was written once, whoever carries it."""

    number: int
    at: datetime
    title: str
    text: str


def articles(seed: int, days: int, per_day: int) -> list[Article]:
    """All that is written in these days, oldest first; no two titles are equal."""
    rng = random.Random(seed)
    titles = [subject + angle for subject in SUBJECTS for angle in ANGLES]
    rng.shuffle(titles)
    made = []
    for number in range(min(days * per_day, len(titles))):
        at = START + DAY * (number // per_day) - timedelta(hours=rng.randint(1, 20), minutes=rng.randint(0, 59))
        clauses = [
            rng.choice(CLAUSES).format(a=rng.choice(CITIES), n=rng.randint(2, 60), m=rng.randint(2, 9))
            + "".join(chr(rng.randrange(0x4E00, 0x9FA5)) for _ in range(16))  # so that no two articles are alike
            for _ in range(rng.randint(10, 16))
        ]
        made.append(Article(number, at, titles[number], "，".join(clauses) + "。"))
    return sorted(made, key=lambda one: one.at)


Sheet = Callable[[Article, datetime], str]
"""How a site words an article at an instant: an item of RSS."""


def sheet(
    host: str,
    *,
    guid: str = "link",
    query: str = "",
    date: str = "time",
    part: int = 10_000,
    before: str = "",
    path: str = "/article/{n}.html",
    edits: bool = False,
) -> Sheet:
    """`guid`: link, number, or none. `date`: time, day, or none. `part`: so many characters are shown."""

    def words(one: Article, now: datetime) -> str:
        link = f"https://{host}{path.format(n=6000 + one.number)}{query}"
        name = {"link": link, "number": f"{6000 + one.number}", "none": ""}[guid]
        edited = "编者按：本文有更新。" if edits and now - one.at > 2 * DAY else ""
        found = f"<title>{escape(before + one.title)}</title><link>{escape(link)}</link>"
        found += f"<description>{escape(f'<p>{edited}{one.text[:part]}</p>')}</description>"
        found += f'<guid isPermaLink="false">{escape(name)}</guid>' if name else ""
        if date != "none":
            found += f"<pubDate>{one.at.date() if date == 'day' else format_datetime(one.at)}</pubDate>"
        return f"<item>{found}</item>"

    return words


@dataclass(frozen=True)
class Carrier:
    """A source: what it carries, how each of its addresses words it, since when there is one."""

    name: str
    sheets: tuple[Sheet, ...]
    which: Callable[[Article], bool]
    delay: timedelta = timedelta(0)
    window: int = 12
    since: datetime = START


CARRIERS = (
    Carrier("news", (sheet("news.example.org", edits=True),), lambda one: one.number % 3 == 0),
    Carrier(
        "woshipm",  # two instances of a route, which name things in their own ways
        (sheet("www.woshipm.example"), sheet("m.woshipm.example", query="?utm_source=rss", guid="number")),
        lambda one: one.number % 3 == 1,
    ),
    Carrier("zhuanzai", (sheet("zhuanzai.example.cn", path="/p/{n}", guid="number", before="【转载】"),),
            lambda one: one.number % 6 in {0, 1}, delay=timedelta(hours=6)),
    Carrier("digest", (sheet("digest.example.com", path="/d?id={n}", part=60),), lambda one: one.number % 6 == 0),
    Carrier("amp", (sheet("amp.news.example.org", query="?from=timeline"),), lambda one: one.number % 3 == 0),
    Carrier("undated", (sheet("undated.example.org", date="none", guid="none"),), lambda one: one.number % 6 == 2),
    Carrier("dayonly", (sheet("dayonly.example.org", date="day"),), lambda one: one.number % 12 == 5),
    Carrier("late", (sheet("late.example.org"),), lambda one: one.number % 12 == 10, delay=timedelta(days=3)),
    Carrier("newcomer", (sheet("newcomer.example.org"),), lambda one: one.number % 12 == 11, window=30,
            since=START + 12 * DAY),
)  # fmt: skip


@dataclass
class World:
    """All sources at an instant."""

    sites: Sites
    written: list[Article]
    carriers: tuple[Carrier, ...] = CARRIERS
    down: set[tuple[str, int]] = field(default_factory=set)  # (carrier, address) that does not answer

    def at(self, now: datetime) -> None:
        """Let every address say what it says at this instant."""
        for one in self.carriers:
            for number, words in enumerate(one.sheets):
                found = "".join(words(article, now) for article in self.listed(one, now))
                body = f'<rss version="2.0"><channel><title>{one.name}</title>{found}</channel></rss>'
                silent = (one.name, number) in self.down
                self.sites.pages[f"/{one.name}/{number}"] = Reply(b"no", 503) if silent else Reply(body)

    def listed(self, one: Carrier, now: datetime) -> list[Article]:
        """What a source lists, newest first."""
        listed = [article for article in self.written if one.which(article) and article.at + one.delay <= now]
        return listed[: -one.window - 1 : -1]

    def configuration(self, now: datetime, categories: str, more: str = "") -> str:
        """The sources that there are at this instant, in 新媒体."""
        blocks = []
        for one in self.carriers:
            first, *rest = (self.sites.url(f"/{one.name}/{n}", host=2 + n) for n in range(len(one.sheets)))
            if one.since <= now:
                blocks.append(
                    f'[[source]]\nid = "{one.name}"\nurl = "{first}"\nmirrors = {rest!r}\ncategories = ["新媒体"]'
                )
        head = 'timezone = "Asia/Shanghai"\n[site]\ntitle = "我的聚合"\nurl = "https://feeds.example.org/x/"'
        fetch = '[fetch]\nallow_private = ["127.0.0.0/8"]\nhost_gap = "0s"\nper_host = 16'
        quiet = '[serve]\nlisten = ""\nadmin = ""\n[publish]\ncompress = false'
        return "\n".join([head, fetch, quiet, categories, more, *blocks])


def category(slug: str = "xinmeiti", extra: str = "") -> str:
    return f'[[category]]\nname = "新媒体"\nslug = "{slug}"\nentries = 1000\nper_source = 1000\n{extra}\n'


def article_of(url: str) -> int:
    """The number of the article that an address tells of."""
    found = re.search(r"(\d+)(?:\.html)?(?:\?(?:utm|from).*)?$", url)
    assert found, url
    return int(found[1]) - 6000


def items(public: Path, slug: str = "xinmeiti") -> list[dict[str, Any]]:
    """What a JSON Feed shows."""
    return list(json.loads((public / f"{slug}.json").read_bytes())["items"])


def told_of(item: dict[str, Any]) -> int:
    """The one article that a published story tells of."""
    found = {article_of(copy["url"]) for copy in item["_aggregator"]["copies"]}
    assert len(found) == 1, item
    return found.pop()


async def run(file: Path, clock: FakeClock, parser: Worker, name: str = "poll", **arguments: Any) -> dict[str, Any]:
    """One command as a process of its own would run it, at the time that the test's clock shows."""
    settings = load(file, {}, expressions=expression_problem)
    store = await Writer.open(settings.state, clock)
    press = Press(settings.state)
    try:
        async with Fetcher(settings.fetch, clock) as fetcher:
            pipeline = Pipeline(settings, Rooms(store=store, fetcher=fetcher, parser=parser, press=press, clock=clock))
            await pipeline.prepare()
            return await operations(pipeline)[name](arguments, lambda _event: None)
    finally:
        await press.close()
        await store.close()


def forget(file: Path) -> None:
    """Lose the database; the published folder stays."""
    for path in (file.parent / "data").glob("aggregator.*"):
        path.unlink()
