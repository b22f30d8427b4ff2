"""What `[fetch]`, `[[host]]` and `[rsshub]` say about one host."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from aggregator.settings.values import FetchSettings, HostRule


@dataclass(frozen=True, slots=True)
class HostLimits:
    """How a host is treated. `gap` in seconds; `retry_after` is "host" or "source"."""

    per_host: int = 1
    gap: float = 1.0
    proxy: str = ""
    retry_after: str = "host"


class Rules:
    """The limits of every host, looked up once each."""

    def __init__(self, settings: FetchSettings) -> None:
        self._settings = settings
        self._limits = lru_cache(maxsize=20_000)(self._of)

    def of(self, host: str, port: int) -> HostLimits:
        """The first `[[host]]` that matches counts; what it leaves open comes from `[fetch]`."""
        return self._limits(host.lower().rstrip("."), port)

    def _of(self, host: str, port: int) -> HostLimits:
        settings = self._settings
        rule = next((rule for rule in settings.hosts if matches(rule.match, host, port)), HostRule(match="*"))
        per_host = settings.per_host if rule.per_host is None else rule.per_host
        gap = settings.host_gap if rule.gap is None else rule.gap
        return HostLimits(
            per_host=max(1, per_host),
            gap=max(0.0, gap.total_seconds()),
            proxy=rule.proxy or settings.proxy,
            retry_after=rule.retry_after,
        )


def matches(pattern: str, host: str, port: int) -> bool:
    """Whether `name`, `*.name` (those below it), `name:port` or `*` means this host."""
    pattern = pattern.lower().rstrip(".")
    if pattern == "*" or pattern in {host, f"{host}:{port}", f"[{host}]", f"[{host}]:{port}"}:
        return True
    return pattern.startswith("*.") and (host.endswith(pattern[1:]) or f"{host}:{port}".endswith(pattern[1:]))


def demand(intervals: Iterable[float], seconds_each: float, limits: HostLimits) -> float:
    """The share of its time that a host's queue needs: above 1 it cannot keep the intervals (all in seconds).

    One turn lasts as long as an answer and the gap after it; `per_host` answers may run side by side, but they begin
    no closer than the gap.
    """
    rate = sum(1.0 / interval for interval in intervals if interval > 0)
    turn = max((seconds_each + limits.gap) / limits.per_host, limits.gap)
    return rate * turn
