"""Prints the `IPAddressAllow=` lines of systemd/aggregator-hardened.conf: every address that a feed may live at.

They are what our own table of refused addresses leaves over, as few prefixes as possible.
"""

# ruff: noqa: SLF001 - the table has no other use for being read

from __future__ import annotations

import ipaddress
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from aggregator.fetch import addresses
from aggregator.fetch.addresses import Network

PER_LINE = 6


def without(whole: Network, refused: list[Network]) -> list[Network]:
    """The prefixes of `whole` that are in none of the refused ones."""
    left = [whole]
    for network in refused:
        after = []
        for part in left:
            if network.supernet_of(part):
                continue
            after += list(part.address_exclude(network)) if part.supernet_of(network) else [part]
        left = after
    return sorted(ipaddress.collapse_addresses(left))


def prefixes() -> list[Network]:
    """All of them, IPv4 first."""
    v4 = without(ipaddress.ip_network("0.0.0.0/0"), [network for network, _ in addresses._DENIED_V4])
    inside = [network for network, _ in addresses._DENIED_V6 if network.subnet_of(addresses._GLOBAL_V6)]
    return v4 + without(addresses._GLOBAL_V6, inside)


if __name__ == "__main__":
    words = [str(prefix) for prefix in prefixes()]
    for start in range(0, len(words), PER_LINE):
        print("IPAddressAllow=" + " ".join(words[start : start + PER_LINE]))
