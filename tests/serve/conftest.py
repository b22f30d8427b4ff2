"""A published folder made by hand, and servers on free loopback ports around applications of ours."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import json
import socket
import threading
from collections.abc import Callable, Coroutine, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog
from aggregator import logs
from aggregator.serve.server import WebServer
from aggregator.serve.sockets import bind

MODIFIED = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


class FixedClock:
    """A clock that is set by hand."""

    def __init__(self, now: datetime = MODIFIED + timedelta(days=30)) -> None:
        self.wall = now
        self.ticks = 1000.0

    def now(self) -> datetime:
        return self.wall

    def monotonic(self) -> float:
        return self.ticks


class Folder:
    """What a publisher leaves behind: files, their compressed twins and the manifest."""

    def __init__(self, state: Path) -> None:
        self.output = state / "public"
        self.private = state / "private"
        self.path = state / "manifest.json"
        self.document: dict = {"version": 1, "files": {}, "gone": [], "moved": {}}

    def put(self, path: str, body: bytes, media_type: str, *, private: bool = False, compress: bool = True) -> None:
        file = (self.private if private else self.output) / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(body)
        if compress:
            file.with_name(file.name + ".gz").write_bytes(gzip.compress(body, mtime=0))
        self.document["files"][path] = {
            "type": media_type,
            "etag": f'"{hashlib.blake2b(body, digest_size=16).hexdigest()}"',
            "modified": MODIFIED.timestamp(),
            "size": len(body),
            "private": private,
        }

    def commit(self) -> None:
        new = self.path.with_name("manifest.json.new")
        new.write_text(json.dumps(self.document), encoding="utf-8")
        new.replace(self.path)


FEED = '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>新媒体</title></feed>'.encode()


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    made = Folder(tmp_path)
    made.put("index.html", "<!doctype html><title>我的聚合</title>".encode(), "text/html")
    made.put("xinmeiti.atom", FEED, "application/atom+xml")
    made.put("xinmeiti.rss", b"<rss/>", "application/rss+xml")
    made.put("xinmeiti.json", b'{"version":"https://jsonfeed.org/version/1.1"}', "application/feed+json")
    made.put("xinmeiti/archive-1.atom", FEED + b"<!-- 1 -->", "application/atom+xml")
    made.put("media.atom", FEED, "application/atom+xml")  # an old name: published for static hosts, moved here
    made.put("feeds.opml", b"<opml/>", "text/x-opml")
    made.put("assets/style.css", b"body{}", "text/css")
    made.put("secret.atom", b"<feed>secret</feed>", "application/atom+xml", private=True)
    made.put("hidden.atom", b"<feed>hidden</feed>", "application/atom+xml", private=True)
    made.put("media.rss", b"<rss>old</rss>", "application/rss+xml")  # still there, for hosts that cannot redirect
    made.document["gone"] = ["old.atom"]
    made.document["moved"] = {
        "media.atom": "xinmeiti.atom",
        "media.rss": "xinmeiti.rss",
        "geheim.atom": "secret.atom",
        "media/archive-1.atom": "xinmeiti/archive-1.atom",
        "leak.atom": "secret.atom",
    }
    made.commit()
    return made


class Loop:
    """One event loop in a thread of its own, for all servers of the session."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self._thread.start()
        self.ending: list[Any] = []

    def call(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(30)

    def later(self, work: Coroutine[Any, Any, Any]) -> None:
        self.ending.append(asyncio.run_coroutine_threadsafe(work, self.loop))

    def close(self) -> None:
        for future in self.ending:
            future.result(30)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(10)
        self.loop.close()


class Running:
    """A real server, and a client of it."""

    def __init__(self, loop: Loop, app: Any, **options: Any) -> None:
        listener = bind("127.0.0.1", 0)
        self.port: int = listener.getsockname()[1]
        self._loop = loop
        self.server: WebServer = loop.call(self._make(app, listener, options))
        self.client = httpx.Client(
            base_url=f"http://127.0.0.1:{self.port}", trust_env=False, timeout=10, headers={"accept-encoding": ""}
        )

    async def _make(self, app: Any, listener: socket.socket, options: dict[str, Any]) -> WebServer:
        server = WebServer(app, [listener], **options)
        await server.start()
        return server

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})

    def raw(self, request: bytes, *, more: bool = False) -> bytes:
        """What comes back for these very bytes; `more` looks as if further ones would follow."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as connection:
            connection.sendall(request)
            if not more:
                connection.shutdown(socket.SHUT_WR)
            answer = b""
            while chunk := connection.recv(65536):
                answer += chunk
            return answer

    def stop(self) -> None:
        self.client.close()
        self._loop.later(self.server.stop())


@pytest.fixture(scope="session")
def _loop() -> Iterator[Loop]:
    loop = Loop()
    yield loop
    loop.close()


@pytest.fixture
def serve(_loop: Loop) -> Iterator[Callable[..., Running]]:
    """Start a server around an application; all are stopped at the end of the test."""
    running: list[Running] = []

    def start(app: Any, **options: Any) -> Running:
        running.append(Running(_loop, app, **options))
        return running[-1]

    yield start
    for one in running:
        one.stop()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def feed() -> bytes:
    """The bytes of xinmeiti.atom."""
    return FEED


@pytest.fixture(autouse=True)
def quiet_logs() -> Iterator[None]:
    logs.configure("error", "json")
    yield
    structlog.reset_defaults()
