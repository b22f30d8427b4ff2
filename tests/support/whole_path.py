"""A house with three sources, its origin and a dictionary that remembers: the whole path, from bytes to files.

Everything is real but the wire and the clock: configuration files, parser, decision, SQLite, press and publisher. The
origin answers as its weather allows; what is stored, and what lies in the output folder, is held against the book.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import shutil
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import format_datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from aggregator import chores
from aggregator.errors import FetchError
from aggregator.model import FetchRequest, FetchResult, FetchStatus, ParsedFeed, ParseRequest, PollReport
from aggregator.parse import worker
from aggregator.pipeline import Pipeline, Rooms
from aggregator.press import Press
from aggregator.settings import load
from aggregator.store import Store, Writer
from lxml import etree

from support.store_world import START, Clock, own_words

NAMES = ("alpha", "beta", "gamma")
FORMS = {"alpha": "rss", "beta": "atom", "gamma": "json"}
ATOM = "{http://www.w3.org/2005/Atom}"
MARKED = "?utm_source=mirror"
NUMBER = re.compile(r"编号(\d{5})")
Copy = tuple[str, int]  # (source, number of the article)


class KilledError(Exception):
    """The process died here."""


@dataclass
class Article:
    """An article as its origin shows it."""

    number: int
    title: str
    text: str
    guid: str
    link: str
    at: Any


@dataclass
class Site:
    """One source: what it shows, how it names it, and how it feels."""

    name: str
    articles: dict[int, Article] = field(default_factory=dict)
    shown: list[int] = field(default_factory=list)
    guids: str = "stable"
    weather: str = "fair"
    answers: int = 0
    elsewhere: bool = False  # asked at its other address, which has guids of its own and marks its links

    def document(self, numbers: list[int]) -> bytes:
        items = [self.articles[number] for number in numbers]
        return {"rss": self._rss, "atom": self._atom, "json": self._json}[FORMS[self.name]](items)

    def _guid(self, one: Article) -> str:
        guid = {"stable": one.guid, "none": "", "same": "1", "volatile": f"{one.guid}#{self.answers}"}[self.guids]
        return f"mirror-{guid}" if guid and self.elsewhere else guid

    def _link(self, one: Article) -> str:
        return one.link + (MARKED if self.elsewhere else "")

    def _rss(self, items: list[Article]) -> bytes:
        written = "".join(
            f"<item><title>{escape(one.title)}</title><link>{escape(self._link(one))}</link>"
            + (f'<guid isPermaLink="false">{escape(self._guid(one))}</guid>' if self._guid(one) else "")
            + f"<pubDate>{format_datetime(one.at)}</pubDate><description>{escape(one.text)}</description></item>"
            for one in items
        )
        head = f'<rss version="2.0"><channel><title>{self.name}</title>'
        return f'<?xml version="1.0"?>{head}{written}</channel></rss>'.encode()

    def _atom(self, items: list[Article]) -> bytes:
        written = "".join(
            f'<entry><title>{escape(one.title)}</title><link href="{escape(self._link(one))}"/>'
            + (f"<id>{escape(self._guid(one))}</id>" if self._guid(one) else "")
            + f"<published>{one.at.isoformat()}</published><content>{escape(one.text)}</content></entry>"
            for one in items
        )
        head = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>{self.name}</title>'
        return f'<?xml version="1.0"?>{head}{written}</feed>'.encode()

    def _json(self, items: list[Article]) -> bytes:
        written = [
            {"url": self._link(one), "title": one.title, "content_text": one.text, "date_published": one.at.isoformat()}
            | ({"id": self._guid(one)} if self._guid(one) else {})
            for one in items
        ]
        document = {"version": "https://jsonfeed.org/version/1.1", "title": self.name, "items": written}
        return json.dumps(document, ensure_ascii=False).encode()


class Wire:
    """What stands for the fetcher: every address is answered by the site of its source."""

    def __init__(self, house: House) -> None:
        self.house = house

    async def fetch(self, request: FetchRequest) -> FetchResult:
        site = self.house.sites[request.source]
        site.answers += 1
        site.elsewhere = request.source in self.house.elsewhere
        status, numbers = FetchStatus.NEW, site.shown
        if site.weather == "500":
            raise FetchError("http-500", "the server answered 500", hint="wait", status=500)
        if site.weather == "226":
            status, numbers = FetchStatus.PARTIAL, site.shown[:2]
        body = site.document(numbers)
        if site.weather == "garbage":
            body = b"<html><body>log in, please</body></html>"
        elif site.weather == "cut":
            body = body[: int(len(body) * self.house.chance.uniform(0.2, 0.95))]
        address = request.addresses[0]
        digest = blake2b(body, digest_size=16).digest()
        if status is FetchStatus.NEW and request.body_hashes.get(address.key) == digest:
            status, body = FetchStatus.SAME, b""
        return FetchResult(request.source, status, 200, address, address.url, self.house.clock.now(), 0.1, body=body,
                           body_hash=digest)  # fmt: skip


class Child:
    """What stands for the pool: the same job, in this process."""

    async def parse(self, request: ParseRequest) -> ParsedFeed:
        return worker.parse(request)


class House:
    """A folder with a configuration, its pipeline open, and the book of what must be true."""

    def __init__(self, seed: int = 0) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="whole-path-"))
        self.chance = random.Random(seed)
        self.clock = Clock(START)
        self.runner = asyncio.Runner()
        self.sites = {name: Site(name) for name in NAMES}
        self.present, self.apart = set(NAMES), set()
        self.elsewhere: set[str] = set()  # sources that are asked at another address than at first
        self.slug, self.was, self.extra = "keji", [], False
        self.rules: tuple[str, ...] = ()
        self.keep = 1000
        self.articles = 0
        self.seen: set[Copy] = set()  # every copy that was polled and not pruned since
        self.pruned: set[Copy] = set()
        self.hidden: set[str] = set()  # ids and links
        self.hides: list[str] = []  # links, as the configuration has them
        self.borne: dict[str, set[str]] = {}  # by link, the ids of the stories whose copies ever bore it
        self.written: dict[Copy, tuple[int, int, str, int]] = {}  # entry, story, uid, sort_at: written once
        self.ever_apart = False
        self.unsure: set[Copy] = set()  # copies whose item was cut in two on the way
        self.open()

    # ------------------------------------------------------------------------------------ the process

    def open(self) -> None:
        self.runner.run(self._open())

    async def _open(self) -> None:
        settings = self._settings()
        self.left = 0  # statements until it dies, 0 for never
        thread = ThreadPoolExecutor(max_workers=1)
        store = thread.submit(lambda: Store.open(settings.state, self.clock, tracer=self._trace)).result()
        self.press = Press(settings.state)
        rooms: Any = Rooms(
            store=Writer(store, thread), fetcher=Wire(self), parser=Child(), press=self.press, clock=self.clock
        )  # type: ignore[arg-type]
        self.pipeline = Pipeline(settings, rooms)
        await self.pipeline.prepare()

    def _trace(self, _sql: str, _parameters: Any) -> None:
        self.left -= self.left > 0
        if self.left == 1:
            self.left = 0
            raise KilledError

    def close(self) -> None:
        async def close() -> None:
            await self.press.close()
            await self.pipeline.rooms.store.close()

        self.runner.run(close())

    def reopen(self) -> None:
        self.close()
        self.open()

    def end(self) -> None:
        self.close()
        self.runner.close()
        shutil.rmtree(self.folder)

    def call(self, function: Any, *arguments: Any) -> Any:
        return self.runner.run(self.pipeline.rooms.store.call(function, *arguments))

    # ------------------------------------------------------------------------------------ the configuration

    def _settings(self) -> Any:
        categories = {"alpha": ["新媒体"], "beta": ["新媒体", "科技"], "gamma": ["科技"]}
        lines = ['timezone = "Asia/Shanghai"', "[site]", 'url = "http://127.0.0.1:8080/"', "[keep]",
                 f"entries_per_source = {self.keep}", "[publish]", "compress = false",
                 "[serve]", 'listen = ""', 'admin = ""',
                 "[[category]]", 'name = "新媒体"', 'slug = "xinmeiti"', "entries = 6", "backlog = -1", "[[category]]",
                 'name = "科技"', f'slug = "{self.slug}"', f"was = {json.dumps(self.was)}",
                 "entries = 8", "backlog = -1"]  # fmt: skip
        if self.extra:
            lines += ["[[category]]", 'name = "全部"', 'slug = "quanbu"', 'from = ["*"]', "entries = 9", "backlog = -1"]
        for name in NAMES:
            if name in self.present:
                place = f"{name}.example/feed" if name not in self.elsewhere else f"mirror.example/{name}"
                lines += ["[[source]]", f'id = "{name}"', f'url = "https://{place}"', "burst = -1",
                          f"categories = {json.dumps(categories[name], ensure_ascii=False)}",
                          f"dedupe = {str(name not in self.apart).lower()}"]  # fmt: skip
        for link in self.hides:
            lines += ["[[hide]]", f"link = {json.dumps(link)}"]
        if "drop" in self.rules:
            lines += ["[[rule]]", 'name = "drop"', 'if.title = ["七号楼"]', "then.drop = true"]
        if "add" in self.rules:
            lines += ["[[rule]]", 'name = "add"', 'if.title = ["三号楼"]', 'then.add = ["科技"]']
        file = self.folder / "aggregator.toml"
        file.write_text("\n".join(lines), encoding="utf-8")
        return load(file, {})

    def reload(self) -> None:
        """Apply the configuration as it stands now."""
        self.ever_apart |= bool(self.apart)
        self.pipeline = Pipeline(self._settings(), self.pipeline.rooms)
        self.runner.run(self.pipeline.prepare())

    def belongs(self, name: str, title: str) -> set[str]:
        """The slugs where a copy belongs, by the plainest reading of the configuration."""
        if name not in self.present or ("drop" in self.rules and "七号楼" in title):
            return set()
        slugs = {"alpha": {"xinmeiti"}, "beta": {"xinmeiti", self.slug}, "gamma": {self.slug}}[name]
        slugs = slugs | ({self.slug} if "add" in self.rules and "三号楼" in title else set())
        return slugs | ({"quanbu"} if self.extra else set())

    # ------------------------------------------------------------------------------------ the origin

    def publish_articles(self, name: str, count: int) -> None:
        for _ in range(count):
            n, self.articles = self.articles, self.articles + 1
            title = f"编号{n:05d}·{'一二三四五六七八九'[n % 9]}号楼{own_words(f'title {n}', 9)}"
            one = Article(n, title, own_words(f"text {n}", 230), f"tag:{name}.example,2026:{n}",
                          f"http://{name}.example/post/{n}", self.clock.now() - timedelta(minutes=n % 50))  # fmt: skip
            self._show(name, one)

    def carry(self, to: str, number: int, owner: str, *, own_link: bool = False) -> None:
        """Another site reprints the article as it stands, with a link to it, or to a page of its own."""
        one = self.sites[owner].articles[number]
        link = f"http://{to}.example/copy/{number}" if own_link else one.link
        self._show(to, Article(number, one.title, one.text, f"tag:{to}.example,2026:copy-{number}", link, one.at))

    def is_stored_as_shown(self, name: str, number: int) -> bool:
        """Whether what is stored of a copy is what its site shows now."""
        one = self.sites[name].articles[number]
        found = self.call(lambda store: store._db.rows(
            "SELECT e.title, c.text FROM entry AS e JOIN source AS s ON s.id = e.source_id "
            "JOIN entry_content AS c ON c.entry_id = e.id WHERE s.name = ?", (name,)))  # fmt: skip
        return (one.title, one.text) in {tuple(row) for row in found}

    def _show(self, name: str, one: Article) -> None:
        site = self.sites[name]
        site.articles[one.number] = one
        site.shown.insert(0, one.number)

    # ------------------------------------------------------------------------------------ what is done

    def poll(self, name: str, *, minutes: int = 30) -> PollReport | None:
        if name not in self.present:
            return None
        self.clock.pass_(timedelta(minutes=minutes))
        source = self.pipeline.settings.source(name)
        assert source is not None
        report = self.runner.run(self.pipeline.poll_one(source, force=True))
        site = self.sites[name]
        numbers = {"fair": site.shown, "226": site.shown[:2]}.get(site.weather, [])
        self.seen |= {(name, n) for n in numbers} - self.pruned
        if site.weather == "cut":
            stored = {(s, n) for s, n, *_ in self.rows()}
            fresh = stored - self.seen
            assert fresh <= {(name, n) for n in site.shown} - self.pruned
            self.seen |= fresh
        self.check_stored()
        return report

    def killed_poll(self, name: str, statements: int) -> None:
        """The process dies in the middle of the poll's transaction, and starts again."""
        if name not in self.present:
            return
        self.left = statements + 1
        source = self.pipeline.settings.source(name)
        assert source is not None
        try:
            self.runner.run(self.pipeline.poll_one(source, force=True))
        except KilledError:  # with a process dies what it had open, also where it died on its way to a rollback
            self.call(lambda store: store._db.utils.conn.rollback())
        else:
            self.left = 0
            site = self.sites[name]
            numbers = {"fair": site.shown, "226": site.shown[:2]}.get(site.weather, [])
            self.seen |= {(name, n) for n in numbers} - self.pruned
            if site.weather == "cut":
                self.seen |= {(s, n) for s, n, *_ in self.rows()}
        self.left = 0
        self.reopen()
        self.check_stored()

    def prune(self) -> None:
        self.clock.pass_(timedelta(days=1))
        before = {(s, n) for s, n, *_ in self.rows()}
        self.runner.run(chores.daily(self.pipeline))
        gone = before - {(s, n) for s, n, *_ in self.rows()}
        self.seen -= gone
        self.pruned |= gone
        self.check_stored()

    # ------------------------------------------------------------------------------------ what must be true

    def rows(self) -> list[tuple[str, int, int, int, str, int, str]]:
        """(source, number, entry, story, uid, sort_at, title) of everything stored."""
        found = self.call(lambda store: store._db.rows(
            "SELECT s.name, e.title, e.id, e.story_id, t.uid, t.sort_at, e.link FROM entry AS e "
            "JOIN source AS s ON s.id = e.source_id JOIN story AS t ON t.id = e.story_id"))  # fmt: skip
        rows = []
        for name, title, entry, story, uid, sort_at, link in (tuple(row) for row in found):
            self.borne.setdefault(link.removesuffix(MARKED), set()).add(uid)
            number = NUMBER.search(title)
            assert number, f"a title that no article has: {title}"
            rows.append((name, int(number[1]), entry, story, uid, sort_at, title))
        return rows

    def check_stored(self) -> None:
        """No entry lost, none twice, nothing that is written once changed, no two articles in one story."""
        rows = self.rows()
        copies = Counter((name, number) for name, number, *_ in rows)
        assert not [copy for copy, count in copies.items() if count > 1], "stored twice"
        assert set(copies) == self.seen, f"lost {self.seen - set(copies)}, unasked {set(copies) - self.seen}"
        numbers: dict[int, set[int]] = {}
        for name, number, entry, story, uid, sort_at, _ in rows:
            numbers.setdefault(story, set()).add(number)
            first = self.written.setdefault((name, number), (entry, story, uid, sort_at))
            assert first == (entry, story, uid, sort_at), "written once, and changed"
        assert not [story for story, found in numbers.items() if len(found) > 1], "two articles in one story"
        uids = {(story, uid) for _, _, _, story, uid, _, _ in rows}
        assert len({uid for _, uid in uids}) == len(uids)
        if not self.ever_apart and not self.pruned:
            apart = Counter(number for number in (n for found in numbers.values() for n in found))
            assert not [number for number, count in apart.items() if count > 1], "one article in two stories"

    def named(self, name: str) -> set[str]:
        """The ids of the stories that an id or a link names."""
        return self.borne.get(name, {name})

    def out_of_sight(self) -> set[str]:
        """The ids of the stories that a person or the configuration hides."""
        return {uid for name in (*self.hidden, *self.hides) for uid in self.named(name)}

    def expected(self) -> dict[str, set[str]]:
        """The ids that each output must hold, archive pages included."""
        held: dict[str, set[str]] = {
            slug: set() for slug in ("xinmeiti", self.slug, *(["quanbu"] if self.extra else []))
        }
        rows = self.rows()
        hidden = self.out_of_sight()
        for name, _number, _entry, _story, uid, _sort, title in rows:
            if uid not in hidden:
                for slug in self.belongs(name, title):
                    held[slug].add(uid)
        return held

    def publish(self, *, forget: bool = False) -> None:
        """Publish, and read the output folder as a reader does. With `forget` the process dies before it notes it."""
        if forget:
            self.runner.run(self.press.run(self.pipeline.settings))
            self.reopen()
        self.runner.run(self.pipeline.publish())
        public = self.pipeline.settings.output
        for slug, wanted in self.expected().items():
            current = _ids(public / f"{slug}.atom")
            assert len(current) == len(set(current))
            pages = [_ids(page) for page in sorted((public / slug).glob("archive-*.atom"))]
            walked = [uid for page in pages for uid in page]
            assert len(walked) == len(set(walked)), "an id in two archive pages"
            assert {*current, *walked} == wanted, (slug, wanted ^ {*current, *walked})
            shown = [one["id"] for one in json.loads((public / f"{slug}.json").read_bytes())["items"]]
            assert shown == current
        assert self.call(Store.dirty) == ()


def _ids(file: Path) -> list[str]:
    return [str(one.findtext(f"{ATOM}id")) for one in etree.parse(file).getroot().iter(f"{ATOM}entry")]
