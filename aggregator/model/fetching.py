"""What a fetch is asked for and what it brought."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import takewhile

from aggregator.clock import http_date
from aggregator.errors import HostBlock
from aggregator.model.texts import SourceId

MOST_RETRY_AFTER = timedelta(days=7)
"""A host that asks us to stay away is obeyed for so long at most."""


@dataclass(frozen=True, slots=True)
class Validators:
    """What the origin gave us to ask "anything new?" with: opaque, sent back byte for byte (RFC 9110 8.8).

    `url` is the effective address that gave them; they are sent to no other. Empty: to every hop.
    """

    etag: str | None = None
    last_modified: str | None = None
    url: str = field(default="", compare=False)

    def __bool__(self) -> bool:
        return self.etag is not None or self.last_modified is not None


@dataclass(frozen=True, slots=True)
class Address:
    """One place where a source may be fetched, with everything the request needs, secrets resolved.

    `trusted` is true for addresses that the configuration's owner wrote under `[rsshub]`: those may be private.
    `key` names the address in the store without its secrets: validators are kept per (source, key).
    """

    url: str
    key: str
    headers: Mapping[str, str] = field(default_factory=dict)
    login: str = ""
    proxy: str = ""
    user_agent: str = ""
    trusted: bool = False


@dataclass(frozen=True, slots=True)
class FetchRequest:
    """What to ask for: addresses in the order of preference, with the validators known for each."""

    source: SourceId
    addresses: tuple[Address, ...]
    validators: Mapping[str, Validators] = field(default_factory=dict)  # by Address.key
    body_hashes: Mapping[str, bytes] = field(default_factory=dict)  # by Address.key: the last body that committed


class FetchStatus(StrEnum):
    """How a successful fetch ended."""

    NEW = "new"  # a body that must be parsed
    NOT_MODIFIED = "not_modified"  # 304
    SAME = "same"  # 200 with the very body we had
    PARTIAL = "partial"  # 226 or a push: it adds, never removes


@dataclass(frozen=True, slots=True)
class Hop:
    """One redirect that was followed."""

    url: str
    status: int
    to: str


@dataclass(frozen=True, slots=True)
class FetchResult:
    """What an origin answered. `headers` has lower-case names; `body` is decoded from its transfer coding only."""

    source: SourceId
    status: FetchStatus
    http_status: int
    address: Address
    url: str  # effective, after redirects; base of relative links
    fetched_at: datetime
    elapsed: float  # seconds
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    body_hash: bytes = b""  # blake2b, 16 bytes
    validators: Validators = Validators()
    hops: tuple[Hop, ...] = ()
    failed_before: tuple[tuple[str, str], ...] = ()  # (address key, error code) of mirrors tried in vain
    blocks: tuple[HostBlock, ...] = ()  # hosts of those mirrors that asked us to stay away

    @property
    def moved_to(self) -> str:
        """Where the source has moved for good: the end of the 301s and 308s that lead the chain; "" where none does.

        What follows a temporary step is temporary, so 301 → 302 → … moves the source to the end of the 301 alone. It
        is for the store to believe it, after several polls over a day (manners P10).
        """
        lasting = takewhile(lambda hop: hop.status in {301, 308}, self.hops)
        return next((hop.to for hop in reversed(list(lasting))), "")

    @property
    def content_type(self) -> str:
        """The Content-Type header as it came, or an empty string."""
        return self.headers.get("content-type", "")

    @property
    def modified(self) -> datetime | None:
        """The Last-Modified header as an instant; None where there is none that means one."""
        return http_date(self.headers.get("last-modified", ""))
