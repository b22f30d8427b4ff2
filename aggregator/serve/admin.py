"""The admin server, on a listener of its own: `/status`, `/status.json`, `/metrics`.

Never reachable from the public one; on loopback unless told otherwise. With a key every address needs it: as a bearer
token, or as the password of any user name, so that a browser can ask for it.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from aggregator.clock import rfc3339
from aggregator.serve import responses, status
from aggregator.serve.envelope import Count, Envelope, Rooms
from aggregator.serve.hosts import KnownHosts
from aggregator.serve.metrics import CONTENT_TYPE, Metrics
from aggregator.serve.status import StatusView

View: TypeAlias = Callable[[], Awaitable[StatusView]]


def admin_app(
    view: View,
    metrics: Metrics,
    *,
    title: str = "aggregator",
    language: str = "en",
    listen: tuple[str, int] | None = None,
    hosts: tuple[str, ...] = (),
    key: str = "",
    count: Count | None = None,
) -> ASGIApp:
    """The admin application. `view` tells how things stand; `key` locks it where it is not empty."""
    no_store = {"cache-control": "no-store"}

    def locked(endpoint: Callable[[StatusView], Response]) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            request.state.kind = "admin"
            if key and not _holds(request.headers.get("authorization", ""), key):
                challenge = {"www-authenticate": 'Basic realm="aggregator", charset="UTF-8"', **no_store}
                return responses.error(request, 401, language, headers=challenge)
            response = endpoint(await view())
            response.headers.setdefault("cache-control", "no-store")
            return response

        return answer

    def page(now: StatusView) -> Response:
        return responses.own_page(
            "status.html",
            language,
            title=title,
            view=now,
            troubles=now.troubles,
            names=status.names,
            bars=status.bars,
            apart=status.apart,
            rfc3339=rfc3339,
            width=status.WIDTH,
            height=status.HEIGHT,
            step=status.STEP,
        )

    def as_json(now: StatusView) -> Response:
        policy = {"content-security-policy": responses.DOCUMENT_POLICY}
        return JSONResponse(status.document(now), headers=policy)

    def exposition(now: StatusView) -> Response:
        policy = {"content-security-policy": responses.DOCUMENT_POLICY}
        return Response(metrics.exposition(now), headers=policy, media_type=CONTENT_TYPE)

    def start(_now: StatusView) -> Response:
        return RedirectResponse("status")

    def refusal(request: Request, refusal: Exception) -> Response:
        assert isinstance(refusal, HTTPException)
        return responses.error(request, refusal.status_code, language, headers=dict(refusal.headers or {}))

    routes = [
        Route("/", locked(start), methods=["GET", "HEAD"]),
        Route("/status", locked(page), methods=["GET", "HEAD"]),
        Route("/status.json", locked(as_json), methods=["GET", "HEAD"]),
        Route("/metrics", locked(exposition), methods=["GET", "HEAD"]),
    ]
    return Envelope(
        Rooms(routes=routes, exception_handlers={HTTPException: refusal}),
        hosts=KnownHosts.of(listen=listen, more=hosts),
        language=language,
        count=count,
    )


def _holds(authorization: str, key: str) -> bool:
    """Whether the field carries the key; takes the same time for every key of one length."""
    scheme, _, value = authorization.partition(" ")
    presented = value.strip()
    if scheme.lower() == "basic":
        try:
            presented = base64.b64decode(presented, validate=True).decode().partition(":")[2]
        except (binascii.Error, ValueError):
            presented = ""
    elif scheme.lower() != "bearer":
        presented = ""
    return hmac.compare_digest(presented.encode(), key.encode())
