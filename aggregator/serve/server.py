"""Running the web server inside a loop that is not its own: it takes no signals, binds nothing, logs through us."""

from __future__ import annotations

import asyncio
import contextlib
import math
import socket
from collections.abc import Callable, Iterator, Sequence

import uvicorn
from starlette.types import ASGIApp

from aggregator.serve.limits import Limits, Places, guarded

GRACE = 2  # seconds that answers under way are given when the server stops


class _Server(uvicorn.Server):
    """uvicorn, house-trained."""

    def __init__(self, config: uvicorn.Config, beat: Callable[[], None]) -> None:
        super().__init__(config)
        self._beat = beat

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals belong to the daemon."""
        yield

    async def on_tick(self, counter: int) -> bool:
        """Called ten times a second: the web part is alive."""
        self._beat()
        return await super().on_tick(counter)


class WebServer:
    """An application on sockets that are already listening."""

    def __init__(
        self,
        app: ASGIApp,
        sockets: Sequence[socket.socket],
        *,
        limits: Limits | None = None,
        beat: Callable[[], None] = lambda: None,
    ) -> None:
        self.places = Places(limits or Limits())
        self._sockets = list(sockets)
        config = uvicorn.Config(
            app,
            http=guarded(self.places),
            ws="none",
            loop="none",
            lifespan="off",
            interface="asgi3",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            # Only a backstop: places run out first, and slow clients must not use up what answers need.
            limit_concurrency=self.places.limits.connections + 1,
            timeout_keep_alive=math.ceil(self.places.limits.idle) + 1,  # ours comes first
            timeout_graceful_shutdown=GRACE,
            backlog=1024,
        )
        self._server = _Server(config, beat)
        self._task: asyncio.Task[None] | None = None

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where it listens, as URLs; a unix socket as its path."""
        return tuple(url_of(one) for one in self._sockets)

    async def start(self) -> None:
        """Start answering; returns when it does."""
        self._task = asyncio.create_task(self._server.serve(sockets=self._sockets), name="web")
        while not self._server.started:
            if self._task.done():
                self._task.result()
                raise RuntimeError("the web server ended before it began")
            await asyncio.sleep(0.005)

    async def stop(self) -> None:
        """Stop listening at once, let answers under way finish for `GRACE` seconds, then break off."""
        if self._task is None:
            return
        self._server.should_exit = True
        done, _ = await asyncio.wait({self._task}, timeout=GRACE + 1.0)
        if not done:
            self._task.cancel()
        for connection in list(self.places.connections):
            connection.abort()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task
        self._task = None


def url_of(listener: socket.socket) -> str:
    """The address of a listening socket as a person reads it."""
    name = listener.getsockname()
    if not isinstance(name, tuple):
        return f"unix:{name}"
    host, port = name[0], name[1]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
