"""Addresses as outputs may carry them: absolute, of a harmless scheme, in the characters that RFC 3986 allows."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote, urlsplit, urlunsplit

from aggregator.public import is_public_host

_WEB = frozenset({"http", "https"})
_LINKS = _WEB | {"mailto"}
_PATH = "/%:@!$&'()*+,;=~-._"
_QUERY = _PATH + "?"
_NO_PATH = re.compile(r"(https?://[^/?#]+)([?#].*)?$")
_CANONICAL = re.compile(
    r"https?://[a-z0-9.-]+(?<!:)(?::(?!(?:80|443)/)\d+)?/"  # lower case, no default port, a path
    r"(?!\.{1,2}(?:[/?#]|$))(?:(?!/\.{1,2}(?:[/?#]|$))"  # without dot segments
    r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%(?:[0189A-F][0-9A-F]|2[0-9A-C]|2F|3[A-F]|40|5[BCDE]|60|7[BCDF])))*"
    r"(?:#[A-Za-z0-9._~!$&'()*+,;=:@/?-]*)?"
)
_ADDRESSES = re.compile(
    r"""[^\s"'()<>]*://[^\s"'()<>]*"""
    r"""|\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b"""
    r"""|\[?\b[0-9a-fA-F]{0,4}(?:::[0-9a-fA-F:]*|(?::[0-9a-fA-F]{1,4}){3,7})\]?"""
    r"""|\b[A-Za-z][\w-]*(?:\.[\w-]+)*:\d{2,5}\b"""
    r"""|\b[\w-]+(?:\.[\w-]+)*\.(?:lan|local|internal|home|arpa|localhost)\b|\blocalhost\b"""
)


def web(url: str) -> str:
    """The address as a URI where it is http(s) with a public host; an empty string otherwise."""
    return _uri(url, _WEB)


def chosen(url: str) -> str:
    """The same for what the configuration gives to be published (an icon, a hub): its host may be private."""
    return _uri(url, _WEB, anywhere=True)


def link(url: str) -> str:
    """The address as a URI where anybody may follow it: public http(s) or mailto; an empty string otherwise."""
    return _uri(url, _LINKS)


def with_path(url: str) -> str:
    """The address with the slash that stands for an empty path (RFC 3986 6.2.3)."""
    return _NO_PATH.sub(r"\1/\2", url)


def is_canonical(url: str) -> bool:
    """Whether an address may serve as an identifier: spelt as RFC 3986 6.2.2 spells it, so that equal is equal."""
    return _CANONICAL.fullmatch(url) is not None


def without(text: str) -> str:
    """A sentence without the addresses in it: what an error says on a public page must not name a private host."""
    return _ADDRESSES.sub("…", text)


@lru_cache(maxsize=8192)  # sources repeat in every story, and every story in several documents
def _uri(url: str, schemes: frozenset[str], *, anywhere: bool = False) -> str:
    url = url.strip()
    try:
        parts = urlsplit(url)
        scheme = parts.scheme.lower()
        if scheme not in schemes or (scheme in _WEB and not parts.hostname):
            return ""
        place = _place(parts.netloc)
        if scheme in _WEB and not anywhere and not is_public_host(parts.hostname or ""):
            return ""
        return urlunsplit(
            (
                scheme,
                place,
                quote(parts.path, safe=_PATH),
                quote(parts.query, safe=_QUERY),
                quote(parts.fragment, safe=_QUERY),
            )
        )
    except (ValueError, UnicodeError):
        return ""


def _place(netloc: str) -> str:
    """Host and port in ASCII; a name in another script goes out in its IDNA form, and no password goes out at all."""
    netloc = netloc.rpartition("@")[2]
    if netloc.isascii():
        return netloc
    name, colon, port = netloc.partition(":")
    return name.encode("idna").decode("ascii") + colon + port
