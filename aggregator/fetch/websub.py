"""WebSub from the subscriber's side: what needs no state of its own (W3C WebSub, 4 to 8).

Discovery, the subscription form, the answer to a verification, the check of a signature. Who is subscribed to what is
the store's; sending goes through `Fetcher.post_form` and so through the guard.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from aggregator.fetch.decode import Body
from aggregator.urls import absolute

MOST_SECRET = 199
"""Bytes; the secret must be shorter than 200 (5.1)."""

MOST_HUBS = 8
"""Hubs of one topic that count: nobody needs more, and no feed shall send us to a thousand places."""
_LEASE_WANTED = timedelta(days=10)
_ASKED_LEAST = timedelta(minutes=1)  # however short a lease is, its hub is asked no more often
_LEASE_MOST = timedelta(days=90)
_METHODS = {"sha256": hashlib.sha256, "sha384": hashlib.sha384, "sha512": hashlib.sha512}  # sha1 is not enough
_LINK = re.compile(r"<([^<>]*)>((?:\s*;\s*[^\s=;,]+(?:\s*=\s*(?:\"(?:[^\"\\]|\\.)*\"|[^\s;,\"]*))?)*)")
_PARAMETER = re.compile(r";\s*([^\s=;,]+)\s*=\s*(?:\"((?:[^\"\\]|\\.)*)\"|([^\s;,\"]*))")


@dataclass(frozen=True, slots=True)
class Hubs:
    """Where a topic's news is pushed from. `topic` is what to subscribe to, "" where nobody named it."""

    hubs: tuple[str, ...] = ()
    topic: str = ""

    def __bool__(self) -> bool:
        return bool(self.hubs and self.topic)


def links(headers: Mapping[str, str], base: str) -> Hubs:
    """The hubs and the self address that Link headers name (RFC 8288), made absolute.

    `headers` are those of a FetchResult: lower-case names, several Link lines joined.
    """
    hubs, topic = [], ""
    for target, parameters in _LINK.findall(headers.get("link", "")[:16384]):
        for name, quoted, plain in _PARAMETER.findall(parameters):
            if name.lower() != "rel":
                continue
            relations = (quoted or plain).lower().split()
            url = absolute(base, target)
            if url and "hub" in relations:
                hubs.append(url)
            if url and "self" in relations and not topic:
                topic = url
            break  # only the first rel counts (RFC 8288 3.3)
    return Hubs(tuple(dict.fromkeys(hubs))[:MOST_HUBS], topic)


def discover(headers: Mapping[str, str], base: str, *, hubs: tuple[str, ...] = (), self_link: str = "") -> Hubs:
    """What header and document say together: where the header names a hub, the document is not asked (4)."""
    named = links(headers, base)
    if named.hubs:
        return Hubs(named.hubs, named.topic or absolute(base, self_link))
    found = tuple(dict.fromkeys(url for hub in hubs if (url := absolute(base, hub))))[:MOST_HUBS]
    return Hubs(found, absolute(base, self_link) or named.topic)


def new_token(random: Callable[[int], bytes] = secrets.token_bytes) -> str:
    """A callback's unguessable part, or a secret: 256 bits as 64 characters that need no escaping."""
    return random(32).hex()


def may_carry_secret(hub: str) -> bool:
    """A secret is sent only where nobody reads along: over https, and to this very machine.

    Loopback counts only as an address: what a name leads to is not known before it is dialled (Secure Contexts 3.1).
    """
    try:
        parts = urlsplit(hub)
        return parts.scheme == "https" or ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return False


def subscription(
    hub: str, topic: str, callback: str, *, secret: str = "", lease: timedelta = _LEASE_WANTED, mode: str = "subscribe"
) -> dict[str, str]:
    """The form that asks a hub to push (or, with mode "unsubscribe", to stop). Raises ValueError for a long secret."""
    form = {"hub.mode": mode, "hub.topic": topic, "hub.callback": callback}
    if mode != "subscribe":
        return form
    form["hub.lease_seconds"] = str(int(lease.total_seconds()))
    if secret and may_carry_secret(hub):
        if len(secret.encode()) > MOST_SECRET:
            raise ValueError("a hub secret must be shorter than 200 bytes")
        form["hub.secret"] = secret
    return form


@dataclass(frozen=True, slots=True)
class Verification:
    """A hub's question whether we really asked. `lease` is what it grants; None where it does not say, or says 0."""

    mode: str
    topic: str
    challenge: str = ""
    lease: timedelta | None = None
    reason: str = ""


def verification(query: Mapping[str, str]) -> Verification | None:
    """Read a hub's GET; None where it is none. A denial has no challenge (5.2, 5.3)."""
    mode, topic = query.get("hub.mode", ""), query.get("hub.topic", "")
    if mode == "denied" and topic:
        return Verification(mode, topic, reason=query.get("hub.reason", "")[:200])
    challenge = query.get("hub.challenge", "")
    if mode not in {"subscribe", "unsubscribe"} or not topic or not challenge or len(challenge) > 4096:
        return None
    seconds = query.get("hub.lease_seconds", "")
    lease = None
    if seconds.isascii() and seconds.isdigit() and int(seconds[:9]):
        lease = min(timedelta(seconds=int(seconds[:9])), _LEASE_MOST)
    return Verification(mode, topic, challenge, lease)


def renewal(granted_at: datetime, lease: timedelta | None) -> datetime:
    """When to ask for a new lease: after two thirds of it."""
    return granted_at + max((lease or _LEASE_WANTED) * 2 / 3, _ASKED_LEAST)


def expiry(granted_at: datetime, lease: timedelta | None) -> datetime:
    """When a lease ends: as granted; what was asked for where the hub does not say."""
    return granted_at + (lease or _LEASE_WANTED)


def decoded(headers: Mapping[str, str], body: bytes, limit: int) -> bytes:
    """What a push holds, its content coding undone within the limits of every body. Raises FetchError."""
    whole = Body(headers.get("content-encoding", ""), limit)
    whole.feed(body)
    return whole.whole()


def signed(header: str, body: bytes, secret: str) -> bool:
    """Whether `X-Hub-Signature` is this secret's over exactly these bytes, by sha256 or better.

    Compared in constant time. The caller acknowledges a false one with 2xx all the same and drops it (8).
    """
    method, equals, signature = header.strip().partition("=")
    maker = _METHODS.get(method.strip().lower())
    if not secret or not equals or maker is None:
        return False
    ours = hmac.new(secret.encode(), body, maker).hexdigest()
    return hmac.compare_digest(ours.encode(), signature.strip().lower().encode("utf-8", "surrogatepass"))
