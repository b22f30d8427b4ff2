"""What we say when we ask: as little as works, validators byte for byte, credentials to their own host only."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping
from urllib.parse import SplitResult, unquote, urlsplit

from aggregator import __version__
from aggregator.fetch.decode import ACCEPT_ENCODING
from aggregator.model import Address, Validators

ACCEPT_FEED = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.1"
)
ACCEPT_PAGE = "text/html, application/xhtml+xml, */*;q=0.1"
AGENT = f"aggregator/{__version__}"

_OURS = frozenset(  # a person's `headers` may not touch what frames the message or asks "anything new?"
    """
    host connection content-length content-type transfer-encoding te upgrade accept-encoding range if-range
    if-none-match if-modified-since if-match if-unmodified-since
    """.split()  # noqa: SIM905
)
_FIELD_VALUE = re.compile(rb"[^\x00\s](?:[^\x00\r\n\x0b\x0c]*[^\x00\s])?")  # what the wire can carry (RFC 9110 5.5)

RawHeaders = list[tuple[bytes, bytes]]


def asking(
    address: Address,
    url: str,
    *,
    accept: str = ACCEPT_FEED,
    agent: str = "",
    validators: Validators | None = None,
) -> RawHeaders:
    """The header lines for a request to `url`, which may be `address.url` or a redirect's target."""
    lines: dict[bytes, tuple[bytes, bytes]] = {}

    def say(name: str, value: str) -> None:
        raw = sendable(value)
        if raw is not None:
            lines[name.lower().encode("latin-1")] = (name.encode("latin-1"), raw)

    say("User-Agent", address.user_agent or agent or AGENT)
    say("Accept", accept)
    say("Accept-Encoding", ACCEPT_ENCODING)
    conditional = validators is not None and validators.url in {"", url}
    if validators is not None and conditional:
        say("If-None-Match", validators.etag or "")
        say("If-Modified-Since", validators.last_modified or "")
    if same_place(address.url, url):
        login = address.login or _login_in(address.url)
        if login:
            say("Authorization", "Basic " + base64.b64encode(login.encode()).decode("ascii"))
        for name, value in address.headers.items():
            if name.lower() not in _OURS and _may_be_named(name):
                say(name, value)
        if b"if-none-match" not in lines:
            lines.pop(b"a-im", None)  # RFC 3229: a difference needs something to differ from
    return list(lines.values())


def sendable(value: str) -> bytes | None:
    """The value as the bytes it came as; None where the wire cannot carry it.

    What arrived was read as Latin-1, so that every byte survives; what a person wrote may be any Unicode, as UTF-8.
    """
    try:
        raw = value.encode("latin-1")
    except UnicodeEncodeError:
        raw = value.encode("utf-8", "surrogatepass")
    return raw if _FIELD_VALUE.fullmatch(raw) else None


def received(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Header lines as a mapping: names in lower case, values as Latin-1, several lines joined (RFC 9110 5.3)."""
    joined: dict[str, str] = {}
    for name, value in raw:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        joined[key] = f"{joined[key]}, {text}" if key in joined else text
    return joined


def validators_of(headers: Mapping[str, str], url: str) -> Validators:
    """What the answer gives us to ask with next time: never made up, never from `Date`."""
    etag, modified = headers.get("etag") or None, headers.get("last-modified") or None
    if etag is not None and sendable(etag) is None:
        etag = None
    if modified is not None and sendable(modified) is None:
        modified = None
    return Validators(etag, modified, url)


def same_place(ours: str, theirs: str) -> bool:
    """Whether credentials for one address may go to the other: same host and port, never from https to http."""
    if ours == theirs:
        return True
    here, there = urlsplit(ours), urlsplit(theirs)
    if (here.hostname or "").lower() != (there.hostname or "").lower():
        return False
    if (here.scheme, there.scheme) == ("http", "https") and _port(here) == 80 and _port(there) == 443:
        return True
    return here.scheme == there.scheme and _port(here) == _port(there)


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)


def without_login(url: str) -> str:
    """The address without the user and password that may stand in it."""
    if "@" not in url:
        return url
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl() if "@" in parts.netloc else url


def _login_in(url: str) -> str:
    if "@" not in url:
        return ""
    parts = urlsplit(url)
    if parts.username is None:
        return ""
    return f"{unquote(parts.username)}:{unquote(parts.password or '')}"


def _may_be_named(name: str) -> bool:
    return re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", name) is not None
