"""Is it them, or is it us? When one host after another cannot be reached, our own network is down."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from aggregator.errors import AggregatorError, FetchError
from aggregator.model import SourceId, SourceState

FEWEST_HOSTS = 3
"""With fewer hosts asked nothing can be told."""

_WINDOW = timedelta(hours=1)  # whoever polls few sources sees few failures in an hour
_MOST = 1000  # attempts remembered
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
_SILENT = frozenset(  # nothing was asked, or nobody can say who was silent: the host, a proxy, or the way there
    {
        "timeout", "host-waiting", "offline", "private-address", "fake-ip", "bad-url", "unsupported-scheme",
        "no-address", "proxy-unusable", "fetch-failed", "bug",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request: the host, when it ended, and whether anything answered there.

    `near` is a host of this machine or its local network: that it answers says nothing of the way out.
    """

    host: str
    at: datetime
    reached: bool
    source: SourceId = ""
    near: bool = False


def unreachable(code: str) -> bool:
    """Whether an error's code says that no connection came about."""
    return code in _UNREACHABLE


def attempted(
    state: SourceState, error: Exception | None, at: datetime, *, host: str, near: bool = False
) -> Attempt | None:
    """What a poll says of our network; None where it says nothing. `state` is the source's before the poll.

    A source that failed before tells nothing by failing again, nor does a name that nobody has ever heard of.
    """
    code = error.code if isinstance(error, AggregatorError) else "" if error is None else "bug"
    if not isinstance(error, FetchError | None) or code not in _UNREACHABLE | _SILENT:
        return None if code in _SILENT else Attempt(host, at, reached=True, source=state.id, near=near)
    if code in _SILENT or state.failures or (code == "dns-not-found" and state.last_success_at is None):
        return None
    return Attempt(host, at, reached=False, source=state.id, near=near)


@dataclass(frozen=True, slots=True)
class Network:
    """What the poller remembers of its own network: the hosts lost since anything answered. Changes give a new value.

    It is down once three hosts in a row, each well when it was last asked, could not be reached within an hour. While
    it is down, failures are not counted against sources and one poll a minute is tried as a probe; the first host that
    answers ends it.
    """

    lost: tuple[Attempt, ...] = ()
    down_since: datetime | None = None
    probed_at: datetime | None = None

    def after(self, attempt: Attempt) -> Network:
        """Take one more request into account."""
        if attempt.reached:
            far = tuple(one for one in self.lost if not one.near) if attempt.near else ()
            return replace(self, lost=far) if far else Network()
        if self.down_since is not None:
            return self
        recent = (one for one in self.lost if attempt.at - one.at <= _WINDOW)
        lost = (*recent, attempt)[-_MOST:]
        down = len({one.host for one in lost}) >= FEWEST_HOSTS
        return replace(self, lost=lost, down_since=lost[0].at if down else None)

    def suspects(self) -> frozenset[SourceId]:
        """The sources whose failures began the outage: they are to be forgiven."""
        return frozenset(one.source for one in self.lost)

    def may_ask(self, now: datetime) -> bool:
        """Whether a poll may go out: always while the network is up, once a minute while it is down."""
        return self.down_since is None or self.probed_at is None or not timedelta(0) <= now - self.probed_at < _PROBE

    def probing(self, now: datetime) -> Network:
        """A poll goes out now."""
        return self if self.down_since is None else replace(self, probed_at=now)
