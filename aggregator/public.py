"""What may be shown to others: whether a host is one that everybody can mean. Nothing is looked up."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from functools import lru_cache
from urllib.parse import unquote, urlsplit

_PRIVATE_NAMES = (
    ".localhost", ".local", ".localdomain", ".lan", ".internal", ".intranet", ".private", ".corp", ".home",
    ".home.arpa", ".onion", ".test",
)  # fmt: skip
# An address in a spelling that only some parsers read: 127.1, 0x7f000001, 2130706433.
_NUMERIC = re.compile(r"(?i)(?:0x[0-9a-f]*|\d+)(?:\.(?:0x[0-9a-f]*|\d+)){0,3}\.?")


@lru_cache(maxsize=16384)
def is_public_host(host: str) -> bool:
    """Whether a host may be shown to others: a name with a dot that is no local zone, or a global address.

    Full-width and percent-encoded spellings count as browsers read them; 127.1 and 0x7f000001 are private, whatever
    they mean.
    """
    host = unicodedata.normalize("NFKC", unquote(host)).strip("[]").replace("。", ".").rstrip(".").casefold()
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        named = "." in host and not host.endswith(_PRIVATE_NAMES) and not _NUMERIC.fullmatch(host)
        return named and all(host.split("."))
    if isinstance(address, ipaddress.IPv6Address) and (address.ipv4_mapped or address.sixtofour or address.teredo):
        return False
    return address.is_global and not address.is_multicast


def names_public_place(url: str) -> bool:
    """Whether an address has a host, and one that may be shown to others."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    return bool(host) and is_public_host(host)
