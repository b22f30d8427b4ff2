"""Who may go next: the host gate's whole judgement, without clock or loop, so a test can turn it by hand."""

from __future__ import annotations

import heapq
from collections import deque
from dataclasses import dataclass, field

from aggregator.fetch.limits import HostLimits

_MANY = 256


@dataclass(slots=True)
class _Host:
    limits: HostLimits
    in_flight: int = 0
    ready_at: float = 0.0  # nobody goes before
    queue: deque[tuple[int, float]] = field(default_factory=deque)  # (ticket, since)
    listed: bool = False  # stands in the heap


class Turnstile:
    """Grants turns: at most `concurrency` in all and `per_host` each, `gap` seconds after a host's last start and end.

    First come, first served within a host; among hosts, whoever could go longest goes first. Memory is one small tuple
    for each waiting ticket. Instants are seconds of any clock that only grows.
    """

    def __init__(self, concurrency: int) -> None:
        self._concurrency = self._free = concurrency
        self._hosts: dict[str, _Host] = {}
        self._heap: list[tuple[float, int, str]] = []  # (could go since, ticket, host)
        self._gone: set[int] = set()
        self._tickets = 0
        self._many = _MANY  # hosts; beyond it those that nobody waits for are forgotten

    def __len__(self) -> int:
        """Tickets that wait."""
        return sum(len(host.queue) for host in self._hosts.values()) - len(self._gone)

    def resize(self, concurrency: int) -> None:
        """Let so many go at once from now on; turns that were granted stay granted."""
        self._free += concurrency - self._concurrency
        self._concurrency = concurrency

    def enter(self, name: str, limits: HostLimits, now: float) -> int:
        """Join the queue of a host; the ticket is named by `grant` when its turn comes."""
        self._tickets += 1
        host = self._hosts.setdefault(name, _Host(limits))
        host.limits = limits
        host.queue.append((self._tickets, now))
        self._list(name, host)
        return self._tickets

    def leave(self, ticket: int) -> None:
        """Give up waiting."""
        self._gone.add(ticket)

    def done(self, name: str, now: float) -> None:
        """A granted turn has ended."""
        host = self._hosts[name]
        host.in_flight -= 1
        self._free += 1
        host.ready_at = max(host.ready_at, now + host.limits.gap)
        self._list(name, host)
        if len(self._hosts) > self._many:
            self._sweep(now)
            self._many = max(_MANY, 2 * len(self._hosts))

    def grant(self, now: float) -> list[int]:
        """The tickets whose turn it is now, in order."""
        granted = []
        while self._free > 0 and self._heap and self._heap[0][0] <= now:
            _, _, name = heapq.heappop(self._heap)
            host = self._hosts[name]
            host.listed = False
            self._drop_gone(host)
            if host.queue and host.in_flight < host.limits.per_host and host.ready_at <= now:
                ticket, _ = host.queue.popleft()
                host.in_flight += 1
                self._free -= 1
                host.ready_at = now + host.limits.gap
                granted.append(ticket)
            self._list(name, host)
        return granted

    def next_at(self) -> float | None:
        """When somebody may go if nothing ends before; None where only an end can help."""
        return self._heap[0][0] if self._free > 0 and self._heap else None

    def _list(self, name: str, host: _Host) -> None:
        self._drop_gone(host)
        if host.listed or not host.queue or host.in_flight >= host.limits.per_host:
            return
        ticket, since = host.queue[0]
        heapq.heappush(self._heap, (max(since, host.ready_at), ticket, name))
        host.listed = True

    def _drop_gone(self, host: _Host) -> None:
        while host.queue and host.queue[0][0] in self._gone:
            self._gone.discard(host.queue.popleft()[0])

    def _sweep(self, now: float) -> None:
        for name, host in list(self._hosts.items()):
            if not (host.queue or host.in_flight or host.listed) and host.ready_at <= now:
                del self._hosts[name]
