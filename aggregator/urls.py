"""Addresses: what may be published, what two spellings have in common, what must not be shown.

The canonical key is for comparison alone; the original address is what we publish.
"""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

_SECRET_WORDS = re.compile(
    r"(?i)^(?:.*[_-])?(?:key|apikey|token|secret|code|password|passwd|pwd|auth|sig|signature|access_?key)$"
)
_BROKEN_END = re.compile(r"(?i)(?:/|=|%2f)(?:undefined|null|nan|none|\[object%20object\])/?$")


def absolute(base: str, link: str) -> str:
    """The link resolved against `base` where it is http(s) and whole; an empty string otherwise.

    Addresses that a script left unfinished (`…/undefined`, `…/null`) are refused.
    """
    link = link.strip().replace("\n", "").replace("\r", "").replace("\t", "")
    if not link:
        return ""
    try:
        url = urljoin(base, link)
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme.lower() not in {"http", "https"} or not parts.hostname or _BROKEN_END.search(url):
        return ""
    return url


def host(url: str) -> str:
    """The host of an address, in lower case, without port; "" where there is none."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def masked(url: str) -> str:
    """The address as a log or an error may show it: no password, no value of a parameter that smells of a secret."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "(unreadable address)"
    place = parts.netloc
    if "@" in place:
        place = "***@" + place.rpartition("@")[2]
    query = "&".join(_masked_pair(pair) for pair in parts.query.split("&")) if parts.query else ""
    return parts._replace(netloc=place, query=query).geturl()


def _masked_pair(pair: str) -> str:
    name, equals, _ = pair.partition("=")
    return f"{name}=***" if equals and _SECRET_WORDS.match(name) else pair
