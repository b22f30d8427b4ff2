"""`/websub/<id>`: where hubs verify a subscription and push news. What it means is decided by the handler handed in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TypeAlias

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from aggregator.serve import responses

LARGEST_PUSH = 10 * 1024 * 1024  # bytes


async def _empty() -> bytes:
    return b""


@dataclass(frozen=True, slots=True)
class HubCall:
    """What a hub sent to one callback: a verification (GET, in `query`) or a push (POST, in what `body` reads).

    `headers` has lower-case names. `body` gives the bytes as they came, as a signature needs them; None where they are
    too many or broke off. It is for the handler to read them, once it knows the callback and has room: bodies of
    strangers must not fill the memory.
    """

    callback: str
    method: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Callable[[], Awaitable[bytes | None]] = _empty


@dataclass(frozen=True, slots=True)
class HubAnswer:
    """What to tell the hub. `text` goes out as plain text under nosniff, so an echoed challenge is inert."""

    status: int
    text: str = ""


WebSub: TypeAlias = Callable[[HubCall], Awaitable[HubAnswer]]


async def nobody(_call: HubCall) -> HubAnswer:
    """The handler where nothing was subscribed to."""
    return HubAnswer(404)


def endpoint(handler: WebSub, language: str, largest: int = LARGEST_PUSH) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint around a handler."""

    async def answer(request: Request) -> Response:
        request.state.kind = "websub"
        said = await handler(
            HubCall(
                callback=request.path_params["callback"],
                method=request.method,
                query=dict(request.query_params),
                headers={name.lower(): value for name, value in request.headers.items()},
                body=partial(_body, request, largest),
            )
        )
        unread = {"connection": "close"} if request.method == "POST" else {}  # what was not read would be in the way
        if said.status in {404, 413}:
            return responses.error(request, said.status, language, headers=unread)
        headers = {"content-security-policy": responses.DOCUMENT_POLICY, "cache-control": "no-store"}
        return Response(said.text, said.status, headers, media_type="text/plain")

    return answer


async def _body(request: Request, largest: int) -> bytes | None:
    """The request's body; None as soon as it is too long, announced or not, and where the sender went away."""
    announced = request.headers.get("content-length", "0")
    if not announced.isdecimal() or len(announced) > 18 or int(announced) > largest:
        return None
    taken = bytearray()
    try:
        async for chunk in request.stream():
            taken += chunk
            if len(taken) > largest:
                return None
    except ClientDisconnect:
        return None
    return bytes(taken)
