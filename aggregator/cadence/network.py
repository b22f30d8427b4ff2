"""Is it them, or is it us? When most hosts cannot be reached at once, our own network is down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

FEWEST_HOSTS = 3
"""With fewer hosts asked nothing can be told."""

_SHARE = 0.8
_RECENT = timedelta(minutes=5)
_PROBE = timedelta(minutes=1)
_UNREACHABLE = frozenset(
    {
        "dns-failed",
        "dns-not-found",
        "connect-failed",
        "connect-refused",
        "connect-timeout",
        "connect-unreachable",
        "proxy-failed",
    }
)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request: the host, when it ended, and whether anything answered there."""

    host: str
    at: datetime
    reached: bool


def unreachable(code: str) -> bool:
    """Whether an error's code says that no connection came about."""
    return code in _UNREACHABLE


def own_network_down(attempts: Iterable[Attempt], now: datetime) -> bool:
    """Whether at least four fifths of the hosts asked in the last five minutes, three or more, could not be reached.

    Each host's latest attempt counts.
    """
    latest: dict[str, bool] = {}
    for attempt in sorted(attempts, key=lambda attempt: attempt.at):
        if now - attempt.at <= _RECENT:
            latest[attempt.host] = attempt.reached
    lost = sum(not reached for reached in latest.values())
    return len(latest) >= FEWEST_HOSTS and lost >= _SHARE * len(latest)


@dataclass(frozen=True, slots=True)
class Network:
    """What the poller remembers of its own network. Each change gives a new value.

    While it is down, failures are not counted against sources and one poll a minute is tried as a probe; the first
    host that answers ends it.
    """

    attempts: tuple[Attempt, ...] = ()
    down_since: datetime | None = None
    probed_at: datetime | None = None

    def after(self, attempt: Attempt) -> Network:
        """Take one more request into account."""
        now = attempt.at
        recent = tuple(a for a in self.attempts if now - a.at <= _RECENT and a.host != attempt.host)
        recent = (*recent[-199:], attempt)
        if attempt.reached and self.down_since is not None:
            return Network(attempts=(attempt,))
        down = self.down_since is not None or own_network_down(recent, now)
        return replace(self, attempts=recent, down_since=(self.down_since or now) if down else None)

    def may_ask(self, now: datetime) -> bool:
        """Whether a poll may go out: always while the network is up, once a minute while it is down."""
        return self.down_since is None or self.probed_at is None or not timedelta(0) <= now - self.probed_at < _PROBE

    def probing(self, now: datetime) -> Network:
        """A poll goes out now."""
        return self if self.down_since is None else replace(self, probed_at=now)

    def next_probe(self, now: datetime) -> datetime:
        """When the next poll may be tried."""
        return now if self.may_ask(now) or self.probed_at is None else self.probed_at + _PROBE
