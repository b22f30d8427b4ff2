"""A tiny web of one's own: hosts on loopback addresses, each answering what a test wrote for a path."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Reply:
    """What comes back for a path."""

    body: bytes | str = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "application/xml; charset=utf-8"})


Page = Reply | str | bytes | Callable[[BaseHTTPRequestHandler], Reply]


class Sites:
    """`sites.pages["/feed"] = …` for every host; `sites.url("/feed", host=3)` is an address on 127.0.0.3."""

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self._server = _Server(("0.0.0.0", 0), self)
        self.port = int(self._server.server_address[1])
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})
        self._thread.start()

    def place(self, host: int) -> str:
        """Host and port, as a leak would show them."""
        return f"127.0.0.{host}:{self.port}"

    def url(self, path: str, host: int = 2) -> str:
        return f"http://{self.place(host)}{path}"

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address: tuple[str, int], sites: Sites) -> None:
        self.sites = sites
        super().__init__(address, _Handler)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        sites: Sites = self.server.sites  # type: ignore[attr-defined]
        sites.asked.append((self.path, dict(self.headers)))
        page = sites.pages.get(self.path, sites.pages.get(self.path.partition("?")[0], Reply(b"no", 404)))
        reply = page if isinstance(page, Reply) else page(self) if callable(page) else Reply(page)
        body = reply.body.encode() if isinstance(reply.body, str) else reply.body
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def open_sites() -> Iterator[Sites]:
    """A web for the length of a `with`."""
    sites = Sites()
    try:
        yield sites
    finally:
        sites.stop()


def redirect(to: str, status: int = 301) -> Reply:
    """A redirect."""
    return Reply(b"", status, {"Location": to})
