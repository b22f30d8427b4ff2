"""What surrounds every request: which host was meant, which prefix a proxy kept, and the headers no answer lacks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias
from urllib.parse import unquote, urlsplit

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from aggregator import logs
from aggregator.serve import responses
from aggregator.serve.hosts import KnownHosts

log = logs.get("serve")

App: TypeAlias = ASGIApp
"""An application, for those outside this room who only pass it on."""

Count = Callable[[str, int], None]  # kind of answer, status


class Envelope:
    """An ASGI application around another one. It answers every exception with an error page of the same headers."""

    def __init__(
        self, app: ASGIApp, *, hosts: KnownHosts, site_url: str = "", language: str = "en", count: Count | None = None
    ) -> None:
        self._app = app
        self._hosts = hosts
        self._prefix = unquote(urlsplit(site_url).path).rstrip("/")
        self._language = language
        self._count = count or (lambda _kind, _status: None)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            return
        started = False

        async def send_complete(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(raw=message.setdefault("headers", []))
                for name, value in responses.COMMON_HEADERS.items():
                    headers.setdefault(name, value)
                self._count(scope.get("state", {}).get("kind", "other"), message["status"])
            await send(message)

        inner = {**scope, "path": self._without_prefix(scope["path"]), "state": dict(scope.get("state") or {})}
        scope = inner
        try:
            await self._answer(inner, receive, send_complete)
        except Exception:  # a bug: the client gets a page without a word of it, the log gets all of it
            log.exception(logs.BUG, path=scope["path"])
            if started:
                raise
            await responses.error(Request(inner), 500, self._language)(inner, receive, send_complete)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        # HTTP/1.1 without a Host never gets this far; HTTP/1.0 may come without one, from no browser.
        host = request.headers.get("host")
        if host is not None and host not in self._hosts:
            log.debug(logs.WEB_REFUSED, host=host)
            detail = responses.sentence(self._language, "host_detail")
            answer = responses.error(request, 421, self._language, detail=detail)
            await answer(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _without_prefix(self, path: str) -> str:
        """The path below the site: a proxy may have stripped the prefix of `site.url` or kept it."""
        if self._prefix and (path == self._prefix or path.startswith(self._prefix + "/")):
            return path[len(self._prefix) :] or "/"
        return path


class Rooms(Starlette):
    """Routing and refusals without the outermost layer of Starlette: what goes wrong is answered by the envelope."""

    def build_middleware_stack(self) -> ASGIApp:
        """Only what turns refusals into answers."""
        return ExceptionMiddleware(self.router, handlers=self.exception_handlers)


class Switch:
    """An application that can be replaced between two requests: how a reload reaches a listening server."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on to the application of the moment."""
        await self.app(scope, receive, send)
