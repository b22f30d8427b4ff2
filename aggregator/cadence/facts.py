"""What a poll came to, as far as the next one is concerned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from aggregator.cadence.network import unreachable
from aggregator.errors import FetchError
from aggregator.model import Action, FetchStatus, PollOutcome, Verdict

_NOT_ASKED = frozenset({"host-waiting", "offline"})


@dataclass(frozen=True, slots=True)
class PollFacts:
    """One poll's end. `ended` is one of: changed, unchanged, not_modified, failed, waiting.

    `wasted` says that a whole body came and was the one we had, or one that no validator could have spared.
    `retry_after` is in seconds. `unreachable` says that no connection came about, `fake_ip` that none
    was tried because a proxy on our side answers for the name servers.
    """

    ended: str
    headers: Mapping[str, str] = field(default_factory=dict)
    wasted: bool = False
    rolled_over: bool = False
    status: int | None = None
    retry_after: float | None = None
    unreachable: bool = False
    fake_ip: bool = False


def facts_of(outcome: PollOutcome, verdict: Verdict | None) -> PollFacts:
    """Read them from a finished poll."""
    error = outcome.error
    if isinstance(error, FetchError):
        ended = "waiting" if error.code in _NOT_ASKED else "failed"
        lost = unreachable(error.code)
        return PollFacts(
            ended, status=error.status, retry_after=error.retry_after, unreachable=lost, fake_ip=error.code == "fake-ip"
        )
    fetch = outcome.fetch
    if error is not None or fetch is None:
        return PollFacts("failed")
    if fetch.status is FetchStatus.NOT_MODIFIED:
        return PollFacts("not_modified", headers=fetch.headers)
    decisions = verdict.decisions if verdict is not None else ()
    news = any(decision.action in {Action.NEW, Action.UPDATE} for decision in decisions)
    same = fetch.status is FetchStatus.SAME
    return PollFacts(
        "changed" if news else "unchanged",
        headers=fetch.headers,
        wasted=not news and (same or not fetch.validators) and fetch.status is not FetchStatus.PARTIAL,
        rolled_over=verdict is not None and verdict.rolled_over,
        status=fetch.http_status,
    )


def counts_as_failure(error: Exception) -> bool:
    """Whether an error is the source's own: a host's wait that we keep is not, nor a fake-IP proxy on our side."""
    return not (isinstance(error, FetchError) and error.code in _NOT_ASKED | {"fake-ip"})
