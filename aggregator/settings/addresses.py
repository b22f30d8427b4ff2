"""Addresses of sources: what is asked, under which name its validators are kept, and what others may see.

A source has a fetched address and a published one. The published one is "" wherever the fetched one could tell
a secret or a private place.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlsplit

from aggregator.public import is_public_host
from aggregator.urls import masked

_PLAIN = re.compile(r"https?://[a-z0-9.-]+(?::\d+)?/[A-Za-z0-9._~/-]*")
_SHORTEST = 8  # characters; `key=1` in a log is no secret, and masking every 1 would leave no log
_SAFE_IN_PATH = "/:@!$&'()*+,;=~-._%"


@dataclass(frozen=True, slots=True)
class Rsshub:
    """What `[rsshub]` says, with its secret filled in. Addresses end without a slash."""

    instances: tuple[str, ...] = ("https://rsshub.app",)
    key: str = ""
    publish_as: str = "https://rsshub.app"


@dataclass(frozen=True, slots=True)
class Place:
    """One place to ask: `url` with `key` naming it without secrets; `trusted` where [rsshub] names its host."""

    url: str
    key: str
    trusted: bool = False


def is_public(url: str) -> bool:
    """Whether an address may be shown to others: http(s) to a public host, with no login and no secret in its query."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and is_public_host(host) and not tells_secret(url)


def tells_secret(url: str) -> bool:
    """Whether an address holds a login, or a parameter that smells of a secret."""
    if "@" not in url and "?" not in url:
        return False
    try:
        return masked(url) != urlsplit(url).geturl()
    except ValueError:
        return True


def secret_values(url: str) -> tuple[str, ...]:
    """The values of its parameters that smell of a secret and are long enough to be one: logs mask them."""
    pairs = parse_qsl(url.partition("?")[2].partition("#")[0])
    return tuple(value for name, value in pairs if len(value) >= _SHORTEST and tells_secret(f"http://x/?{name}=1"))


def fault(url: str) -> str:
    """Why an address cannot be fetched, as the end of a sentence; "" where it can. `file:` is judged elsewhere."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return "is not an address"
    if any(char.isspace() for char in url):
        return "holds white space"
    if parts.scheme == "rsshub":
        return "" if parts.netloc or parts.path.strip("/") else "names no route"
    if parts.scheme not in {"http", "https"}:
        return "must begin with https://, http://, rsshub:// or file:"
    return "" if parts.hostname else "names no host"


def expand(url: str, template: str, rsshub: Rsshub) -> tuple[Place, ...]:
    """The places that an address stands for: itself, or its route on every instance of RSSHub.

    `template` is the address before secrets were filled in: what the places are named by.
    """
    if not url.startswith("rsshub:"):
        return (Place(_encoded(url), masked(template) if tells_secret(template) else template),)
    route, named = _route(url), _route(template)
    return tuple(
        Place(
            url=_with_code(instance + route, route, rsshub.key if number == 0 else ""),
            key=masked(instance + named),
            trusted=True,
        )
        for number, instance in enumerate(rsshub.instances)
    )


def published(url: str, template: str, rsshub: Rsshub) -> str:
    """The address that others may see, or ""."""
    if url != template:
        return ""
    if url.startswith("rsshub:"):
        url = rsshub.publish_as + _route(url) if rsshub.publish_as else ""
    return _encoded(url) if is_public(url) else ""


def without_login(url: str) -> tuple[str, str]:
    """An address without user:password, and these, decoded: ("https://example.org/", "user:password")."""
    if "@" not in url:
        return url, ""
    parts = urlsplit(url)
    login, at, place = parts.netloc.rpartition("@")
    return (parts._replace(netloc=place).geturl(), unquote(login)) if at else (url, "")


def _route(url: str) -> str:
    """/woshipm/latest?limit=5 of rsshub://woshipm/latest?limit=5; percent-encoded."""
    parts: SplitResult = urlsplit(url)
    path = quote(f"/{parts.netloc}{parts.path}" if parts.netloc else f"/{parts.path.lstrip('/')}", safe=_SAFE_IN_PATH)
    return path + (f"?{parts.query}" if parts.query else "")


def _with_code(url: str, route: str, key: str) -> str:
    """The address with RSSHub's access code: the MD5 of route and key, so that the key itself is never sent."""
    if not key:
        return url
    path = route.partition("?")[0]
    code = hashlib.md5((path + key).encode(), usedforsecurity=False).hexdigest()
    return f"{url}{'&' if '?' in route else '?'}code={code}"


def _encoded(url: str) -> str:
    """The address as a request line may carry it: path and query in ASCII, the host as it is, no fragment."""
    if _PLAIN.fullmatch(url):
        return url
    parts = urlsplit(url)
    return parts._replace(
        path=quote(parts.path, safe=_SAFE_IN_PATH), query=quote(parts.query, safe=_SAFE_IN_PATH + "?[]"), fragment=""
    ).geturl()
