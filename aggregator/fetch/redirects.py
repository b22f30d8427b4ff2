"""Redirects, followed by hand: few, upward, and remembered only where every step said "for good"."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urljoin, urlsplit

from aggregator.errors import FetchError
from aggregator.fetch.headers import same_place, without_login
from aggregator.model import Address, Hop
from aggregator.urls import masked

MOST_HOPS = 5
FOLLOWED = frozenset({301, 302, 303, 307, 308})


def follow(url: str, status: int, location: str, hops: tuple[Hop, ...]) -> Hop:
    """The next step from `url`. Raises FetchError where following would be unsafe or endless.

    RFC 9110 15.4; a fragment in Location is dropped, for it names a place inside a document.
    """
    target = _target(url, location)
    here, there = urlsplit(url), urlsplit(target)
    if there.scheme not in {"http", "https"}:
        raise FetchError(
            "redirect-scheme",
            f"redirected to an address of another kind ({masked(target)[:120]})",
            hint="only http and https are followed; look at the address in a browser",
            transient=False,
        )
    if here.scheme == "https" and there.scheme == "http":
        raise FetchError(
            "redirect-downgrade",
            f"redirected from https to plain http ({masked(target)[:120]})",
            hint="this is refused; if the feed really moved there, write that address into the configuration",
            transient=False,
        )
    if target == url or any(target == hop.url for hop in hops):
        raise FetchError(
            "redirect-loop",
            "the redirects go round in a circle",
            hint="often a site that insists on cookies or a login: give them in `headers`, or use another address",
        )
    if len(hops) >= MOST_HOPS:
        raise FetchError(
            "redirect-too-many",
            f"more than {MOST_HOPS} redirects one after another",
            hint="write the final address into the configuration",
        )
    return Hop(url=url, status=status, to=target)


def _target(url: str, location: str) -> str:
    try:
        # Location is often raw UTF-8, read here as Latin-1 like every header
        location = location.strip().encode("latin-1").decode("utf-8")
    except UnicodeError:
        location = location.strip()
    try:
        target = without_login(urljoin(url, location)).partition("#")[0]
        parts = urlsplit(target)
        readable = bool(location) and (bool(parts.hostname) or parts.scheme not in {"http", "https"})
        readable = readable and (parts.port or 1) > 0
    except ValueError:
        readable, target = False, ""
    if not readable:
        raise FetchError(
            "redirect-broken",
            "redirected without saying where to",
            hint="the server's configuration is broken; look at the address in a browser",
        )
    return target


def moved(address: Address, to: str) -> Address:
    """The address of a source that has moved for good: asked as a redirect from the old one would have been.

    So where the host is another one, it gets no credential, no header and no trust that was meant for the old one.
    """
    if same_place(address.url, to):
        return replace(address, url=to)
    return Address(to, address.key, proxy=address.proxy, user_agent=address.user_agent)
