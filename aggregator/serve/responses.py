"""Answers and their headers: what every answer carries, and how an error looks."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from aggregator.serve.pages import render
from aggregator.serve.words import words

STYLE = (Path(__file__).parent / "templates" / "style.css").read_text(encoding="utf-8").strip()
_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode("ascii")

OWN_PAGE_POLICY = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
DOCUMENT_POLICY = "default-src 'none'; sandbox; base-uri 'none'; frame-ancestors 'none'"

# A source names its own hosts for embeds; nothing else may enter a header.
_HOST = re.compile(r"(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::\d{1,5})?", re.ASCII | re.IGNORECASE)

COMMON_HEADERS: Mapping[str, str] = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
}
CORS_HEADERS: Mapping[str, str] = {
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "ETag, Last-Modified",
}
PREFLIGHT_HEADERS: Mapping[str, str] = {
    "access-control-allow-origin": "*",
    "access-control-allow-methods": "GET, HEAD, OPTIONS",
    "access-control-allow-headers": "If-None-Match, If-Modified-Since, Cache-Control",
    "access-control-max-age": "86400",
}


def page_policy(frames: Iterable[str] = ()) -> str:
    """The policy of published pages: pictures and sound from anywhere, no script, frames of the named hosts alone."""
    hosts = " ".join(sorted(f"https://{host}" for host in set(frames) if _HOST.fullmatch(host)))
    return (
        "default-src 'none'; img-src 'self' http: https: data:; media-src 'self' http: https:; style-src 'self'; "
        f"font-src 'self'; frame-src {hosts or chr(39) + 'none' + chr(39)}; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )


def own_page(template: str, language: str, code: int = 200, /, **values: object) -> Response:
    """One of our own pages."""
    body = render(template, language, {"style": STYLE, **values})
    return Response(
        body,
        code,
        {"content-security-policy": OWN_PAGE_POLICY, "cache-control": "no-cache"},
        media_type="text/html",
    )


def error(
    request: Request, status: int, language: str, *, detail: str = "", headers: Mapping[str, str] | None = None
) -> Response:
    """An error as the client reads it: a page for a browser, one line for a program.

    Nothing of the request is repeated, so there is nothing to escape; the template escapes all the same.
    """
    if "text/html" in request.headers.get("accept", ""):
        answer = own_page("error.html", language, status, status=str(status), detail=detail, home=home(request))
    else:
        answer = PlainTextResponse(_phrase(status) + (f": {detail}" if detail else "") + "\n", status)
        answer.headers["content-security-policy"] = DOCUMENT_POLICY
        answer.headers["cache-control"] = "no-cache"
    answer.headers.update(headers or {})
    return answer


def sentence(language: str, word: str) -> str:
    """One of the sentences of our pages."""
    return words(language)[word]


def _phrase(status: int) -> str:
    return f"{status} {HTTPStatus(status).phrase}"


def home(request: Request) -> str:
    """The relative way from the requested page to the front page: it holds behind any prefix."""
    return "../" * (request.scope["path"].count("/") - 1) or "./"
