"""`/search?q=`: full text over what is published, as a page or as JSON. The store does the looking; it is handed in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass
from typing import TypeAlias

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from aggregator.errors import AggregatorError
from aggregator.serve import responses

LONGEST_QUERY = 200  # characters
MOST_HITS = 50


@dataclass(frozen=True, slots=True)
class Hit:
    """A story that was found, as plain text. `published` is a date as it is printed."""

    title: str
    link: str
    source: str = ""
    published: str = ""
    excerpt: str = ""


Search: TypeAlias = Callable[[str, int], Awaitable[Sequence[Hit]]]
"""Words and a limit in; stories of public outputs out, best first."""


def endpoint(search: Search, language: str) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint around a search."""

    async def answer(request: Request) -> Response:
        request.state.kind = "search"
        query = " ".join(request.query_params.get("q", "").split())[:LONGEST_QUERY]
        as_json = request.query_params.get("format") == "json" or _prefers_json(request.headers.get("accept", ""))
        try:
            hits = [hit for hit in await search(query, MOST_HITS) if _is_web(hit.link)] if query else []
        except AggregatorError as trouble:
            return responses.error(request, 503, language, detail=trouble.what, headers={"retry-after": "30"})
        if as_json:
            headers = {**responses.CORS_HEADERS, "cache-control": "no-cache", "vary": "Accept"}
            headers["content-security-policy"] = responses.DOCUMENT_POLICY
            return JSONResponse({"query": query, "hits": [asdict(hit) for hit in hits]}, headers=headers)
        page = responses.own_page("search.html", language, query=query, hits=hits)
        page.headers["vary"] = "Accept"
        return page

    return answer


def _prefers_json(accept: str) -> bool:
    return "application/json" in accept and "text/html" not in accept


def _is_web(link: str) -> bool:
    return link.startswith(("http://", "https://"))
