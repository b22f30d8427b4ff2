"""Whether a feed's own id may be published as ours: an absolute IRI that names no private place and holds no secret."""

from __future__ import annotations

import re
from functools import lru_cache

from aggregator import urls
from aggregator.public import is_public_host

# RFC 3987 2.2, loosely: no white space, controls, quotes, brackets, bars, carets, backslashes, and one # at most.
_IRI = re.compile(
    r"([A-Za-z][A-Za-z0-9+.-]*):([^\s\x00-\x20\x7f<>\"{}|\\^`\[\]#\u202a-\u202e\ufff0-\uffff]+(?:#[^\s\x00-\x20\x7f<>\"{}|\\^`\[\]#\u202a-\u202e\ufff0-\uffff]*)?)"
)
_BROKEN_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_SCHEMES = frozenset({"http", "https", "tag", "urn", "doi", "info", "ni", "oai", "hdl", "ark", "at", "acct", "isbn"})
# RFC 4151 2.1 in the lower case that it recommends, RFC 2141 2.2, RFC 4122 3: what every reader and validator takes.
_TAG = re.compile(r"(?:[a-z0-9._-]+@)?([a-z0-9.-]+),\d{4}(?:-\d\d){0,2}:[A-Za-z0-9._~!$&'()*+,;=:@/?%#-]+")
_URN = re.compile(r"(?!(?i:uuid):)[A-Za-z0-9][A-Za-z0-9-]{1,31}:[A-Za-z0-9()+,.:=@;$_!*'%-]+")
_UUID = re.compile(r"(?i:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")
_LONGEST = 1000


@lru_cache(maxsize=1024)  # as `identity._uuid`
def own_id(guid: str) -> str:
    """The guid itself where it may serve as a story's id everywhere (RFC 4287 4.2.6), else "".

    Never an id that names a private host or address, carries credentials, or a parameter that smells of a secret.
    """
    found = _IRI.fullmatch(guid)
    if found is None or len(guid) > _LONGEST or _BROKEN_PERCENT.search(guid):
        return ""
    scheme, rest = found[1].lower(), found[2]
    if scheme not in _SCHEMES:
        return ""
    if scheme in {"http", "https"}:
        return guid if _is_public_address(guid) else ""
    if scheme == "tag":
        authority = _TAG.fullmatch(rest)
        return guid if authority and not is_private_host(authority[1]) else ""
    if scheme == "urn":
        return guid if _URN.fullmatch(rest) or _UUID.fullmatch(rest) else ""
    return guid


def _is_public_address(address: str) -> bool:
    host = urls.host(address)
    return bool(host) and not is_private_host(host) and urls.masked(address) == address


def is_private_host(host: str) -> bool:
    """Whether a host name or address is one that nobody outside can mean: a bare name, `.local`, 192.168.1.2."""
    return not is_public_host(host)
