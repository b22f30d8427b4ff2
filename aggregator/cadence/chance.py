"""Chance without dice: the same source at the same instant always draws the same lot."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from aggregator.model import SourceId


def share(seed: SourceId, at: datetime) -> float:
    """A number from 0 to below 1 that depends on the source and the minute alone."""
    digest = hashlib.blake2b(f"{seed} {int(at.timestamp()) // 60}".encode("utf-8", "surrogatepass"), digest_size=8)
    return (int.from_bytes(digest.digest(), "big") >> 11) / 2**53


def jitter(seed: SourceId, at: datetime, most: timedelta) -> timedelta:
    """That share of `most`; it only ever adds."""
    return most * share(seed, at) if most > timedelta(0) else timedelta(0)
