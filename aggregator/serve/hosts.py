"""Which names this server answers to.

A page elsewhere may let its own name resolve to our loopback address and read us through a visitor's browser (DNS
rebinding); such a request carries that page's name in `Host`. An IP address in `Host` needed no name and is harmless.
"""

from __future__ import annotations

import contextlib
import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

_WILDCARDS = {"", "0.0.0.0", "::", "*"}  # noqa: S104 - addresses to recognise, not to listen on


@dataclass(frozen=True, slots=True)
class KnownHosts:
    """The names that are ours: loopback, where we listen, `site.url`, and what `[serve] hosts` adds."""

    names: frozenset[str] = field(default_factory=frozenset)
    any_address: bool = False  # listening on every address of the machine

    @classmethod
    def of(cls, *, listen: tuple[str, int] | None, site_url: str = "", more: Iterable[str] = ()) -> KnownHosts:
        """The names that follow from the configuration."""
        names = {"localhost", *(_name(host) for host in more)}
        with contextlib.suppress(ValueError):
            names.add((urlsplit(site_url).hostname or "").lower())
        listens_everywhere = listen is not None and listen[0] in _WILDCARDS
        if listen is not None and not listens_everywhere:
            names.add(_name(listen[0]))
        return cls(frozenset(names - {""}), any_address=listens_everywhere)

    def __contains__(self, field_value: object) -> bool:
        """Whether a `Host` field names us; its port does not matter."""
        name = _name(str(field_value))
        if name in self.names or any(
            known == "*" or (known.startswith("*.") and name.endswith(known[1:])) for known in self.names
        ):
            return True
        try:
            address = ipaddress.ip_address(name)
        except ValueError:
            return name.endswith(".localhost")
        return self.any_address or address.is_loopback


def _name(host: str) -> str:
    """The name in `host`, `host:port`, `[v6]` or `[v6]:port`, in lower case, without the root's dot."""
    host = host.strip().lower()
    if host.startswith("["):
        return host[1:].partition("]")[0]
    if host.count(":") == 1:
        host = host.partition(":")[0]
    return host.rstrip(".")
