"""How long and how many: what a slow or greedy client may cost.

uvicorn waits for ever for a request's head and for a client that does not read. Here every connection has a deadline
for the phase it is in, and when all places are taken the one that has dawdled longest gives up its own: a crowd of slow
clients displaces itself and nobody else.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

UNSENT = 64 * 1024  # bytes of an answer that wait in the kernel
STEP = 4096  # bytes that a client must take to count as reading


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds and counts. `per_address` holds for one client address; a proxy in front of us is one."""

    head: float = 10.0  # to send a request's first line and headers
    body: float = 30.0  # to send its body
    idle: float = 30.0  # between two requests of one connection
    handler: float = 60.0  # for us to begin the answer
    stall: float = 20.0  # to take the next 4 KiB of the answer
    connections: int = 2048
    per_address: int = 512
    check: float = 1.0  # how often a connection's deadline is looked at


@dataclass(slots=True)
class Places:
    """Who is connected, and since when they have been in a phase that can be broken off."""

    limits: Limits = field(default_factory=Limits)
    connections: set[GuardedProtocol] = field(default_factory=set)
    by_address: dict[str, set[GuardedProtocol]] = field(default_factory=lambda: defaultdict(set))
    displaced: int = 0
    refused: int = 0
    timed_out: int = 0

    def admit(self, newcomer: GuardedProtocol) -> bool:
        """Take a place, at the cost of the slowest where none is free; False where all are busy with real work."""
        family = self.by_address[newcomer.address]
        for crowd, most in ((family, self.limits.per_address), (self.connections, self.limits.connections)):
            if len(crowd) >= most and not self._displace(crowd):
                self.refused += 1
                if not family:
                    del self.by_address[newcomer.address]
                return False
        self.connections.add(newcomer)
        self.by_address[newcomer.address].add(newcomer)
        return True

    def leave(self, one: GuardedProtocol) -> None:
        """Give a place back; twice is once."""
        self.connections.discard(one)
        family = self.by_address.get(one.address)
        if family is not None:
            family.discard(one)
            if not family:
                del self.by_address[one.address]

    def _displace(self, crowd: set[GuardedProtocol]) -> bool:
        idle = [one for one in crowd if one.phase in {"head", "idle"}]
        if not idle:
            return False
        slowest = min(idle, key=lambda one: one.since)
        self.displaced += 1
        self.leave(slowest)
        slowest.abort()
        return True


class GuardedProtocol(H11Protocol):
    """uvicorn's HTTP/1.1 with a deadline for every phase. Subclass it with `places` set (see `guarded`)."""

    places: Places

    address: str = ""
    phase: str = "head"
    since: float = 0.0
    _unsent: int = 0
    _drained: bool = False
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client connected."""
        peer = transport.get_extra_info("peername")
        self.address = str(peer[0]) if isinstance(peer, tuple) and peer else "unix"
        self.since = self.loop.time()
        self.transport = transport
        if not self.places.admit(self):
            transport.abort()
            return
        _keep_little_unsent(transport)
        super().connection_made(transport)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """A client is gone."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self.places.leave(self)
        if self in self.connections or self.flow is not None:
            super().connection_lost(exc)

    def abort(self) -> None:
        """Break off at once; nothing that is still unsent is sent."""
        if self.transport is not None:
            self.transport.abort()

    def _watch(self) -> None:
        """Look at the clock, and again a little later."""
        now = self.loop.time()
        phase, progressed = self._observe()
        if phase != self.phase or progressed:
            self.phase, self.since = phase, now
        if now - self.since > self._allowed():
            self.places.timed_out += 1
            self.abort()
            return
        self._timer = self.loop.call_later(self.places.limits.check, self._watch)

    def data_received(self, data: bytes) -> None:
        """Bytes came: that alone is no progress, only a whole head is."""
        if self.phase == "idle":
            self.phase, self.since = "head", self.loop.time()
        super().data_received(data)

    def _observe(self) -> tuple[str, bool]:
        """The phase this connection is in, and whether it got on since the last look."""
        unsent = self.transport.get_write_buffer_size()
        if unsent:
            progressed = self._drained or self._unsent - unsent >= STEP
            if progressed or not self._unsent:
                self._unsent, self._drained = unsent, False
            return "stall", progressed
        self._unsent = 0
        if self.conn.their_state is h11.SEND_BODY:
            return "body", False
        if self.conn.our_state in {h11.SEND_RESPONSE, h11.SEND_BODY}:
            return "handler", False
        waiting_first = self.cycle is None
        return ("head" if waiting_first or self.phase == "head" else "idle"), False

    def eof_received(self) -> bool:  # type: ignore[override]
        """The client closed its half: it may still wait for its answer, and for no other after that.

        Where the request is not complete it never will be.
        """
        cycle: Any = self.cycle  # None before the first request, whatever the type says
        if cycle is None or cycle.response_complete or self.conn.their_state is h11.SEND_BODY:
            return False
        cycle.keep_alive = False
        return True

    def resume_writing(self) -> None:
        """The client took most of what we had for it."""
        self._drained = True
        super().resume_writing()

    def on_response_complete(self) -> None:
        """An answer is out: the next request has its own time."""
        self.phase, self.since = "idle", self.loop.time()
        super().on_response_complete()

    def _allowed(self) -> float:
        limit: float = getattr(self.places.limits, self.phase)
        return limit

    def handle_websocket_upgrade(self, event: Any) -> None:
        """There are none here; `ws="none"` already sees to it."""
        raise NotImplementedError


def _keep_little_unsent(transport: asyncio.Transport) -> None:
    """Have the kernel take no more of an answer than a slow client is about to read.

    It would take megabytes, ask for more only when a third of them is gone, and a slow reader would look like none.
    """
    connection = transport.get_extra_info("socket")
    with contextlib.suppress(OSError, AttributeError):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, UNSENT)


def guarded(places: Places) -> type[GuardedProtocol]:
    """The protocol class for one server."""
    return type("Guarded", (GuardedProtocol,), {"places": places})
