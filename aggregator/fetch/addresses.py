"""Which addresses a feed may live at: our own table, because the standard library admits ten that it must not.

Sources: the IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890 and its updates), RFC 3879 (site-local),
RFC 7526 (6to4 relays), RFC 6052 and 8215 (NAT64). IPv6 is an allow table: global unicast is 2000::/3, nothing else.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

IpAddress: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network

FAKE_IP = ipaddress.IPv4Network("198.18.0.0/15")
"""Benchmarking by RFC 2544; in practice what a fake-IP proxy answers for every name."""

NAT64 = "NAT64"
"""The kind of addresses that lead from an IPv6-only network to IPv4."""

_DENIED_V4 = tuple(
    (ipaddress.IPv4Network(network), kind)
    for network, kind in (
        ("0.0.0.0/8", "this host"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "shared by a carrier"),
        ("127.0.0.0/8", "loopback"),
        ("169.254.0.0/16", "link-local"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "protocol assignments"),
        ("192.0.2.0/24", "documentation"),
        ("192.88.99.0/24", "6to4 relay"),
        ("192.168.0.0/16", "private"),
        ("198.18.0.0/15", "benchmarking, or a fake-IP proxy"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
    )
)
_GLOBAL_V6 = ipaddress.IPv6Network("2000::/3")
_DENIED_V6 = tuple(
    (ipaddress.IPv6Network(network), kind)
    for network, kind in (
        ("::/128", "unspecified"),
        ("::1/128", "loopback"),
        ("::ffff:0:0/96", "IPv4-mapped"),
        ("::/96", "IPv4-compatible"),
        ("64:ff9b::/96", NAT64),
        ("64:ff9b:1::/48", NAT64),
        ("100::/64", "discard"),
        ("2001::/32", "Teredo"),
        ("2001::/23", "protocol assignments"),
        ("2001:db8::/32", "documentation"),
        ("2002::/16", "6to4"),
        ("3fff::/20", "documentation"),
        ("5f00::/16", "segment routing"),
        ("fc00::/7", "unique local"),
        ("fe80::/10", "link-local"),
        ("fec0::/10", "site-local"),
        ("ff00::/8", "multicast"),
    )
)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_NAT64_LOCAL = ipaddress.IPv6Network("64:ff9b:1::/48")
_MAPPED = ipaddress.IPv6Network("::ffff:0:0/96")


@lru_cache(maxsize=4096)
def read(text: str) -> IpAddress | None:
    """The address that `text` spells exactly, brackets and zone taken off; None for anything that is a name."""
    try:
        return ipaddress.ip_address(text.strip("[]").partition("%")[0])
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def denied(address: IpAddress) -> str:
    """Why a request may not go to this address, in two words; "" where it may."""
    if isinstance(address, ipaddress.IPv4Address):
        return next((kind for network, kind in _DENIED_V4 if address in network), "")
    kind = next((kind for network, kind in _DENIED_V6 if address in network), "")
    return kind or ("" if address in _GLOBAL_V6 else "not global")


def nat64_network(address: IpAddress) -> Network:
    """Which of the two NAT64 networks an address of that kind belongs to."""
    return _NAT64 if address in _NAT64 else _NAT64_LOCAL


def _embedded(address: IpAddress) -> ipaddress.IPv4Address | None:
    if isinstance(address, ipaddress.IPv6Address) and (address in _NAT64 or address in _MAPPED):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return None


@dataclass(frozen=True, slots=True)
class AllowEntry:
    """One exception: a network or a name (`*.name` for those below it), on one port or on all."""

    network: Network | None = None
    name: str = ""
    port: int | None = None

    def covers_name(self, host: str, port: int) -> bool:
        """Whether this entry names the host that a person wrote."""
        if not self.name or self.port not in {None, port}:
            return False
        return host == self.name or (self.name.startswith("*.") and host.endswith(self.name[1:]))

    def covers_address(self, address: IpAddress, port: int) -> bool:
        """Whether this entry holds the address that a name led to."""
        return self.network is not None and self.port in {None, port} and address in self.network


def allow_entry(text: str) -> AllowEntry:
    """Read `host`, `*.host`, `host:port`, `10.0.0.0/8`, `10.1.2.3:1200`, `[fd00::1]:1200` or `fd00::/8`.

    Raises ValueError for anything else.
    """
    text = text.strip().lower()
    network = _network(text[1:-1] if text.startswith("[") and text.endswith("]") else text)
    if network is not None:
        return AllowEntry(network=network)
    place, colon, number = text.rpartition(":")
    if not colon:
        place, port = text, None
    elif number.isdecimal() and 0 < int(number) < 65536:
        port = int(number)
    else:
        raise ValueError(f"not a host, host:port or network: {text!r}")
    network = _network(place.strip("[]"))
    if network is not None:
        return AllowEntry(network=network, port=port)
    name = place.rstrip(".")
    if not name or "/" in name or " " in name or "*" in name.removeprefix("*."):
        raise ValueError(f"not a host, host:port or network: {text!r}")
    try:
        return AllowEntry(name=name if name.isascii() else name.encode("idna").decode(), port=port)
    except UnicodeError:
        raise ValueError(f"not a host name: {text!r}") from None


def _readable(text: str) -> AllowEntry | None:
    try:
        return allow_entry(text)
    except ValueError:
        return None


def _network(text: str) -> Network | None:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


class AllowList:
    """Everything that `[fetch] allow_private` lets through.

    The configuration refuses entries that cannot be read; one that comes here all the same lets nothing through.
    """

    def __init__(self, entries: tuple[str, ...] = ()) -> None:
        self._entries = tuple(entry for text in entries if (entry := _readable(text)) is not None)

    def names(self, host: str, port: int) -> bool:
        """Whether the host as written is allowed wherever it leads."""
        host = host.lower().rstrip(".")
        return any(entry.covers_name(host, port) for entry in self._entries)

    def refusal(self, address: IpAddress, port: int) -> str:
        """Why this address is refused, or "" where table or list let it through.

        A network that carries IPv4 inside IPv6 opens no more than the address inside would.
        """
        kind = denied(address)
        if not kind or not any(entry.covers_address(address, port) for entry in self._entries):
            return kind
        inner = _embedded(address)
        return self.refusal(inner, port) if inner is not None else ""
