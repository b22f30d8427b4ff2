"""Is it alive, is it ready: for supervisors, containers and load balancers, and for our own watchdog."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from aggregator.clock import Clock
from aggregator.serve import responses

Summary: TypeAlias = Callable[[], Awaitable[Mapping[str, Any]]]
"""What /healthz adds for people: counts of sources by state and the public ids of the failing ones."""


class Pulse:
    """When each part of the program last got something done. A part that stays silent for too long is stuck."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._beats: dict[str, float] = {}
        self.ready = False

    def beat(self, part: str) -> None:
        """The part made progress."""
        self._beats[part] = self._clock.monotonic()

    def forget(self, part: str) -> None:
        """The part is no more, so its silence means nothing."""
        self._beats.pop(part, None)

    def stuck(self, limit: float) -> tuple[str, ...]:
        """The parts that made no progress for `limit` seconds."""
        now = self._clock.monotonic()
        return tuple(sorted(part for part, at in self._beats.items() if now - at > limit))


def healthz(pulse: Pulse, summary: Summary | None, limit: float) -> Callable[[Request], Awaitable[Response]]:
    """`/healthz`: 200 while every part makes progress, 503 naming those that do not; failing sources are no illness."""

    async def answer(request: Request) -> Response:
        request.state.kind = "health"
        stuck = pulse.stuck(limit)
        document: dict[str, Any] = {"status": "stuck" if stuck else "ok"}
        if stuck:
            document["stuck"] = list(stuck)  # and the summary is not asked for: it may hang on the same part
        elif summary is not None:
            document.update(await summary())
        return _json(document, 503 if stuck else 200)

    return answer


def readyz(is_ready: Callable[[], bool]) -> Callable[[Request], Awaitable[Response]]:
    """`/readyz`: 200 once there is something to read, 503 before and while stopping."""

    async def answer(request: Request) -> Response:
        request.state.kind = "health"
        ready = is_ready()
        return _json({"status": "ready" if ready else "starting"}, 200 if ready else 503)

    return answer


def _json(document: Mapping[str, Any], status: int) -> Response:
    headers = {"cache-control": "no-store", "content-security-policy": responses.DOCUMENT_POLICY}
    return JSONResponse(document, status, headers)
