"""A blog with a hub on the loopback, and an aggregator that subscribes there: real HTTP, a clock set by hand."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape

import httpx
from aggregator.daemon.wiring import opened, rebuilt
from aggregator.model import Address, PollReport
from aggregator.pipeline import Pipeline
from aggregator.serve.app import Policy, public_app
from aggregator.serve.server import WebServer
from aggregator.serve.sockets import bind
from aggregator.settings.values import Settings, Site, Source
from aggregator.store import Store, Subscription
from aggregator.websub import Subscriber

from support.store_world import make_settings, make_source
from support.wire import Asked, Wire, answer, friendly

START = datetime(2026, 5, 1, 8, tzinfo=UTC)


class MovedClock:
    """The time of day is set by hand; what measures how long something takes runs on."""

    def __init__(self, now: datetime = START) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return time.monotonic()

    def forward(self, span: timedelta) -> None:
        self._now += span


def atom(*numbers: int, links: str = "", title: str = "一个博客", host: str = "blog.example") -> bytes:
    """A document with these posts."""
    posts = "".join(
        f"<entry><title>第{n}篇：{escape('新媒体 & 推送')}</title><id>tag:{host},2026:{n}</id>"
        f'<link href="https://{host}/{n}"/><published>2026-05-01T07:{n % 60:02}:00Z</published>'
        f"<updated>2026-05-01T07:{n % 60:02}:00Z</updated><author><name>王小明</name></author>"
        f'<content type="html">&lt;p&gt;第{n}篇的正文，{host}。&lt;/p&gt;</content></entry>'
        for n in numbers
    )
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh-CN"><title>{title}</title><id>tag:{host},2026:</id>'
        f'<link href="https://{host}/"/><updated>2026-05-01T07:59:00Z</updated>{links}{posts}</feed>'
    ).encode()


class Blog(Wire):
    """Posts at /feed, a hub at /hub. `forms` are the requests that the hub got; `hub_says` is what it answers."""

    def __init__(self) -> None:
        super().__init__(self._serve_blog)
        self.posts: list[int] = [1, 2]
        self.hub_says: list[int] = [202]  # one after another; the last for ever
        self.forms: list[dict[str, str]] = []
        self.named_in = "document"  # or "header", "both", ""
        self.hubs: tuple[str, ...] = ("/hub",)
        self.wrong: tuple[str, ...] = ("/wrong",)  # named in the document where the header names another

    @property
    def topic(self) -> str:
        return self.url("/feed")

    @property
    def hub(self) -> str:
        return self.url("/hub")

    def document(self, *numbers: int) -> bytes:
        hubs = {"document": self.hubs, "both": self.wrong}.get(self.named_in, ())
        links = "".join(f'<link rel="hub" href="{self.url(hub)}"/>' for hub in hubs)
        if hubs:
            links += f'<link rel="self" href="{self.topic if self.named_in == "document" else self.url("/other")}"/>'
        return atom(*(numbers or self.posts), links=links)

    def _serve_blog(self, asked: Asked) -> bytes:
        if asked.method == "POST":
            self.forms.append(dict(parse_qsl(asked.body.decode())) | {"at": asked.target})
            status = self.hub_says.pop(0) if len(self.hub_says) > 1 else self.hub_says[0]
            return answer(status, b"")
        headers: dict[str, str] = {}
        if self.named_in in {"header", "both"}:
            named = "".join(f'<{hub}>; rel="hub", ' for hub in self.hubs)
            headers["Link"] = f'{named}<{self.topic}>; rel="self"'
        return answer(body=self.document(), Content_Type="application/atom+xml", **headers)


class House:
    """`async with House(folder, blog) as house`: a pipeline, its subscriber, and a server that answers callbacks."""

    def __init__(
        self, folder: Path, blog: Blog, *, clock: MovedClock | None = None, sources: Sequence[Source] = (), **more: Any
    ) -> None:
        self.folder, self.blog = folder, blog
        self.clock = clock or MovedClock()
        self.reports: list[PollReport] = []
        self._sources, self._more = sources, more
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        listener = bind("127.0.0.1", self._more.pop("port", 0))
        self.port = listener.getsockname()[1]
        url = f"http://127.0.0.1:{self.port}/"
        source = make_source(
            "blog", addresses=(Address(self.blog.topic, self.blog.topic),), every=timedelta(minutes=30)
        )
        given: dict[str, Any] = {"state": self.folder / "state", "site": Site(url=url), "fetch": friendly()}
        settings = make_settings(self._sources or (source,), **(given | self._more))
        self.pipeline: Pipeline = await self._stack.enter_async_context(opened(settings, self.clock))
        self.subscriber = Subscriber(lambda: self.pipeline, lambda report, _seconds: self.reports.append(report))
        await self.subscriber.open()
        app = public_app(settings.output, hub=self.subscriber.answer, policy=Policy(site_url=url))
        server = WebServer(app, [listener])
        await server.start()
        self._stack.push_async_callback(server.stop)
        self._stack.push_async_callback(self.subscriber.stop)
        self.client = await self._stack.enter_async_context(httpx.AsyncClient(trust_env=False, timeout=10))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    # ---------------------------------------------------------------------------------- what happens

    async def poll(self, name: str = "blog") -> PollReport:
        """Poll a source now, as the daemon does, and tell the subscriber."""
        source = self.pipeline.settings.source(name)
        assert source is not None
        report = await self.pipeline.poll_one(source, force=True)
        self.subscriber.polled(report)
        return report

    async def tick(self) -> None:
        """One tick of the subscriber, and the end of what it began."""
        await self.subscriber.tick()
        await self.subscriber.settled()

    async def later(self, span: timedelta) -> None:
        self.clock.forward(span)
        await self.tick()

    async def configure(self, **changes: Any) -> None:
        """Apply a changed configuration, as a reload does."""
        new = rebuilt(self.pipeline, replace(self.pipeline.settings, **changes))
        await self.pipeline.hand_over(new)
        self.pipeline = new
        self.subscriber.reconfigured()

    async def subscribe(self, *, lease: int = 864000) -> Subscription:
        """Poll, ask, be asked back."""
        await self.poll()
        await self.tick()
        answered = await self.verify(lease=lease)
        assert answered.status_code == 200, answered.text
        return self.only

    # ---------------------------------------------------------------------------------- what a hub does

    @property
    def form(self) -> dict[str, str]:
        """The last request that the hub got."""
        return self.blog.forms[-1]

    async def verify(self, callback: str = "", **query: Any) -> httpx.Response:
        """The hub asks whether we meant it; keywords change what it says."""
        mode = query.pop("mode", self.form["hub.mode"])
        said: dict[str, Any] = {
            "hub.mode": mode,
            "hub.topic": query.pop("topic", self.form["hub.topic"]),
            "hub.challenge": query.pop("challenge", "一个 challenge"),
        }
        if mode == "subscribe":
            said["hub.lease_seconds"] = query.pop("lease", 864000)
        return await self.client.get(callback or self.form["hub.callback"], params={**said, **query})

    async def push(
        self, body: bytes, *, secret: str | None = None, signature: str | None = None, **headers: str
    ) -> int:
        """The hub pushes to the newest callback, rightly signed unless told otherwise; gives our answer's status."""
        one = self.only
        key = one.secret if secret is None else secret
        if signature is None and key:
            signature = "sha256=" + hmac.new(key.encode(), body, hashlib.sha256).hexdigest()
        if signature:
            headers["X-Hub-Signature"] = signature
        sent = {"Content-Type": "application/atom+xml", **headers}
        return (await self.client.post(one.callback, content=body, headers=sent)).status_code

    # ---------------------------------------------------------------------------------- looking

    @property
    def only(self) -> Subscription:
        """The one subscription that is not being ended."""
        (one,) = [one for one in self.subscriber.subscriptions if one.state != "leaving"]
        return one

    async def store(self, function: Any, *arguments: Any) -> Any:
        return await self.pipeline.rooms.store.call(function, *arguments)

    async def sql(self, query: str, *parameters: Any) -> list[tuple[Any, ...]]:
        return await self.store(lambda store: [tuple(row) for row in store._db.rows(query, parameters)])

    async def guids(self) -> list[str]:
        return [guid for (guid,) in await self.sql("SELECT guid FROM entry ORDER BY guid")]

    async def state(self) -> Any:
        return (await self.store(Store.poll_plan, "blog")).state

    async def hub_status(self) -> Any:
        told = await self.store(lambda store: store.source("blog"))
        return told.hubs[0]

    @property
    def settings(self) -> Settings:
        return self.pipeline.settings
