"""The public server: published files with true validators, and a few dynamic addresses beside them.

It needs no database for feeds: `manifest.json` and the files are enough, so it also runs in a process of its own.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from aggregator import logs
from aggregator.clock import Clock, SystemClock, as_http_date
from aggregator.errors import AggregatorError
from aggregator.serve import health, responses, search, websub
from aggregator.serve.conditional import Answer, EntityTag, evaluate, prefers_gzip
from aggregator.serve.envelope import Count, Envelope, Rooms
from aggregator.serve.files import Content, Manifest, Published, Shelf
from aggregator.serve.health import Pulse, Summary
from aggregator.serve.hosts import KnownHosts
from aggregator.serve.tokens import Grants, opens

log = logs.get("serve")

DEFAULT_MAX_AGE = timedelta(minutes=5)
_READING = "GET, HEAD, OPTIONS"


@dataclass(frozen=True, slots=True)
class Policy:
    """How the public server behaves. `max_age` is how long a copy stays fresh; `frames` the hosts pages may embed."""

    site_url: str = ""
    language: str = "en"
    listen: tuple[str, int] | None = None
    hosts: tuple[str, ...] = ()
    max_age: timedelta = DEFAULT_MAX_AGE
    frames: tuple[str, ...] = ()


def public_app(
    output: Path,
    *,
    policy: Policy | None = None,
    manifest: Path | None = None,
    private: Path | None = None,
    grants: Grants | None = None,
    clock: Clock | None = None,
    pulse: Pulse | None = None,
    stuck_after: float = 30.0,
    summary: Summary | None = None,
    find: search.Search | None = None,
    hub: websub.WebSub = websub.nobody,
    count: Count | None = None,
) -> ASGIApp:
    """The application that serves `output`. Everything that is not a file is handed in; left out, it answers 404.

    `manifest` and `private` lie beside `output` unless said otherwise. `stuck_after` is in seconds.
    """
    rules = policy or Policy()
    shelf = Shelf(output, manifest, private)
    desk = _Desk(shelf, rules, grants, clock or SystemClock())
    life = pulse or Pulse(clock or SystemClock())

    def is_ready() -> bool:
        return shelf.manifest() is not None and (pulse is None or pulse.ready)

    routes = [
        Route("/healthz", health.healthz(life, summary, stuck_after), methods=["GET", "HEAD"]),
        Route("/readyz", health.readyz(is_ready), methods=["GET", "HEAD"]),
        Route("/websub/{callback}", websub.endpoint(hub, rules.language), methods=["GET", "POST"]),
        Route("/private/{token}/{path:path}", desk.private, methods=["GET", "HEAD", "OPTIONS"]),
        Route("/{path:path}", desk.public, methods=["GET", "HEAD", "OPTIONS"]),
    ]
    if find is not None:
        routes.insert(0, Route("/search", search.endpoint(find, rules.language), methods=["GET", "HEAD"]))
    return Envelope(
        Rooms(routes=routes, exception_handlers={HTTPException: desk.refusal}),
        hosts=KnownHosts.of(listen=rules.listen, site_url=rules.site_url, more=rules.hosts),
        site_url=rules.site_url,
        language=rules.language,
        count=count,
    )


class _Desk:
    """Where published files are handed out."""

    def __init__(self, shelf: Shelf, policy: Policy, grants: Grants | None, clock: Clock) -> None:
        self._shelf = shelf
        self._language = policy.language
        self._max_age = int(policy.max_age.total_seconds())
        self._page_policy = responses.page_policy(policy.frames)
        self._grants = grants
        self._clock = clock

    async def public(self, request: Request) -> Response:
        """A file anyone may read."""
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"allow": _READING, **responses.PREFLIGHT_HEADERS})
        path = request.path_params["path"] or "index.html"
        manifest = self._shelf.manifest()
        if manifest is None:
            detail = responses.sentence(self._language, "nothing_yet")
            return responses.error(request, 503, self._language, detail=detail, headers={"retry-after": "5"})
        target = manifest.moved.get(path)  # before the files: an old name is one too, for static hosts
        if target is not None and not _is_private(manifest, target):
            return self._moved(path, target, "public")
        file = manifest.files.get(path)
        if file is None or file.private:
            return self._missing(request, manifest, path)
        return self._send(request, file)

    async def private(self, request: Request) -> Response:
        """A file behind a token; public ones are there too, so that a private page finds its style.

        Whether the token, the output or both do not exist is not told apart.
        """
        request.state.kind = "private"
        if request.method == "OPTIONS":  # no other site's page has any business here
            return responses.error(request, 405, self._language, headers={"allow": "GET, HEAD"})
        token, path = request.path_params["token"], request.path_params["path"]
        manifest = self._shelf.manifest() or Manifest()
        target = manifest.moved.get(path)
        if target is not None and await self._opens(token, target, manifest.files.get(target)):
            return self._moved(path, target, "private")
        file = manifest.files.get(path)
        if not await self._opens(token, path, file) or file is None:
            return responses.error(request, 404, self._language, headers={"cache-control": "private, no-store"})
        return self._send(request, file, behind_token=True)

    def refusal(self, request: Request, refusal: Exception) -> Response:
        """What the router itself refuses: 404 and 405, as pages of ours."""
        assert isinstance(refusal, HTTPException)
        return responses.error(request, refusal.status_code, self._language, headers=dict(refusal.headers or {}))

    async def _opens(self, token: str, path: str, file: Published | None) -> bool:
        if self._grants is None:
            return False
        try:
            grants = await self._grants()
        except AggregatorError as trouble:
            log.error(logs.WEB_TROUBLE, error=str(trouble))  # noqa: TRY400 - the sentence says it all
            return False
        is_public = file is not None and not file.private
        return opens(grants, token, None if is_public else slug_of(path))

    def _moved(self, path: str, target: str, who: str) -> Response:
        # Relative to what was asked for, so that it holds behind any prefix.
        where = posixpath.relpath("/" + target, posixpath.dirname("/" + path))
        freshness = {"cache-control": f"{who}, max-age={self._max_age}"}
        return Response(status_code=301, headers={"location": quote(where, safe="/."), **freshness})

    def _missing(self, request: Request, manifest: Manifest, path: str) -> Response:
        if path in manifest.gone:
            detail = responses.sentence(self._language, "gone_detail")
            return responses.error(request, 410, self._language, detail=detail)
        return responses.error(request, 404, self._language)

    def _send(self, request: Request, file: Published, *, behind_token: bool = False) -> Response:
        if not behind_token:
            request.state.kind = _kind(file)
        content = self._shelf.open(file, gzip=prefers_gzip(request.headers.get("accept-encoding")))
        if content is None:
            log.warning(logs.WEB_TROUBLE, file=file.path, error="is in the manifest and not on the disk")
            return responses.error(request, 503, self._language, headers={"retry-after": "5"})
        modified = min(file.modified, self._clock.now())
        headers = self._headers(file, content.tag, modified, behind_token=behind_token)
        fields = {name: ", ".join(request.headers.getlist(name)) for name in request.headers}
        outcome = evaluate(request.method, fields, content.tag, modified)
        if outcome is Answer.SEND:
            if content.gzipped:
                headers["content-encoding"] = "gzip"
            headers["content-type"] = _with_charset(file.type)
            return FileResponse(content, headers)
        content.close()
        if outcome is Answer.NOT_MODIFIED:
            return Response(status_code=304, headers=headers)
        return responses.error(request, 412, self._language)

    def _headers(self, file: Published, tag: EntityTag, modified: datetime, *, behind_token: bool) -> dict[str, str]:
        """What a 200 and its 304 share (RFC 9110 15.4.5)."""
        is_page = file.type.startswith("text/html")
        headers = {
            "etag": str(tag),
            "last-modified": as_http_date(modified),
            "vary": "Accept-Encoding",
            "cache-control": f"{'private' if behind_token else 'public'}, max-age={self._max_age}",
            "content-security-policy": self._page_policy if is_page else responses.DOCUMENT_POLICY,
        }
        return headers if is_page or behind_token else {**headers, **responses.CORS_HEADERS}


class FileResponse(Response):
    """A file, sent no faster than the client takes it."""

    def __init__(self, content: Content, headers: Mapping[str, str]) -> None:
        super().__init__(headers={**headers, "content-length": str(content.size)})
        self._content = content

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        """Send it, or only its headers for HEAD."""
        try:
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            if scope["method"] != "HEAD":
                for chunk in self._content.chunks():
                    await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        finally:
            self._content.close()


def slug_of(path: str) -> str:
    """The output that a path belongs to: `news` for news.atom and news/archive-3.atom."""
    first, slash, _ = path.partition("/")
    return first if slash else first.partition(".")[0]


def _is_private(manifest: Manifest, path: str) -> bool:
    file = manifest.files.get(path)
    return file is not None and file.private


def _kind(file: Published) -> str:
    kinds: Iterable[tuple[str, str]] = (("html", "page"), ("atom", "feed"), ("rss", "feed"), ("feed+json", "feed"))
    return next((kind for word, kind in kinds if word in file.type), "file")


def _with_charset(media_type: str) -> str:
    """XML and text say that they are UTF-8; JSON has no such parameter (RFC 8259 11)."""
    has_text = media_type.startswith("text/") or media_type.endswith("xml")
    return media_type if not has_text or "charset" in media_type else f"{media_type}; charset=utf-8"
