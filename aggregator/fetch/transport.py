"""The one factory for everything that leaves this process.

Transports without httpx's client: the client adds headers, cookies, redirects and the environment's proxies, none of
which is wanted here. Without a proxy, or with one that speaks SOCKS, that is `Direct`. HTTP proxies are httpx's
transport, which offers no public place for a network backend, so the pool is put into its one private attribute
(`_pool`, pinned below 0.29; a test holds that it is there).
"""

from __future__ import annotations

import ssl
from collections.abc import Callable
from typing import TypeAlias
from urllib.parse import unquote, urlsplit

import httpcore
import httpx

from aggregator.errors import FetchError
from aggregator.fetch.addresses import AllowList
from aggregator.fetch.direct import Direct
from aggregator.fetch.guard import Guard
from aggregator.fetch.resolve import Resolver
from aggregator.fetch.socks import Socks
from aggregator.urls import masked

MOST_CONNECTIONS = 64
"""httpcore's pool costs connections times requests; beyond this the loop feels it (measured)."""

Transports: TypeAlias = Callable[[str], httpx.AsyncBaseTransport]
"""From a proxy's address ("" for none) to the transport that uses it."""


def secure_context() -> ssl.SSLContext:
    """The certificate authorities that came with httpx, and this machine's own. Building one costs 20 ms: share it."""
    context = httpx.create_ssl_context(trust_env=False)
    context.load_default_certs()
    return context


class Factory:
    """Makes transports, one for each proxy, all behind the guard and with one secure context."""

    def __init__(self, resolver: Resolver, allow: AllowList, context: ssl.SSLContext | None = None) -> None:
        self._resolver = resolver
        self._allow = allow
        self._context = context
        self._made: dict[str, httpx.AsyncBaseTransport] = {}

    def __call__(self, proxy: str) -> httpx.AsyncBaseTransport:
        """The transport for this proxy; made at its first use."""
        if proxy not in self._made:
            self._context = self._context or secure_context()
            self._context.set_alpn_protocols(["http/1.1"])
            self._made[proxy] = self._make(proxy, self._context)
        return self._made[proxy]

    def _make(self, proxy: str, context: ssl.SSLContext) -> httpx.AsyncBaseTransport:
        if not proxy:
            return Direct(Guard(self._resolver, self._allow), context)
        url, login = _proxy(proxy)
        host = url.host.decode("ascii")
        guard = Guard(self._resolver, self._allow, always=(host, url.port or 0))
        if url.scheme == b"socks5":
            return Direct(Socks(guard, host, url.port or 0, login), context)
        transport = httpx.AsyncHTTPTransport(verify=context, trust_env=False, http1=True, http2=False)
        transport._pool = _pool(url, login, guard, context)  # noqa: SLF001 - see above
        return transport

    async def aclose(self) -> None:
        """Close every connection."""
        made, self._made = self._made, {}
        for transport in made.values():
            await transport.aclose()


def _pool(
    url: httpcore.URL, login: tuple[str, str] | None, guard: Guard, context: ssl.SSLContext
) -> httpcore.AsyncConnectionPool:
    return httpcore.AsyncHTTPProxy(
        url,
        proxy_auth=login,
        ssl_context=context,
        proxy_ssl_context=context if url.scheme == b"https" else None,
        max_connections=MOST_CONNECTIONS,
        max_keepalive_connections=0,
        network_backend=guard,
    )


def _proxy(text: str) -> tuple[httpcore.URL, tuple[str, str] | None]:
    """A proxy's address and its user and password. Raises FetchError `proxy-unusable`."""
    try:
        parts = urlsplit(text)
        scheme, host = parts.scheme.lower().replace("socks5h", "socks5"), (parts.hostname or "").lower()
        port = parts.port or {"http": 80, "https": 443}.get(scheme, 1080)
        if scheme not in {"http", "https", "socks5"} or not host:
            raise ValueError(scheme)
        url = httpcore.URL(scheme=scheme, host=host, port=port, target="/")
    except ValueError:
        raise FetchError(
            "proxy-unusable",
            f"not a proxy's address: {masked(text)[:80]}",
            hint="write it like http://127.0.0.1:7890 or socks5://127.0.0.1:1080",
            transient=False,
        ) from None
    return url, (unquote(parts.username), unquote(parts.password or "")) if parts.username is not None else None
