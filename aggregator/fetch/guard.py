"""The guard: every connection of the process is dialled here, to an address that was checked.

It sits where httpcore opens sockets, so redirects, pages, hubs and whatever comes later pass it. A name is resolved
once per connection; if any answer is refused nothing is dialled; what is dialled is the very address that was checked,
so a second answer of the name server changes nothing. Name, certificate and Host stay those of the name.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Iterable
from contextvars import ContextVar
from typing import Any

import httpcore

from aggregator.errors import FetchError
from aggregator.fetch.addresses import FAKE_IP, NAT64, AllowList, IpAddress, nat64_network, read
from aggregator.fetch.resolve import Resolver
from aggregator.fetch.streams import dial

trusted_place: ContextVar[tuple[str, int] | None] = ContextVar("trusted_place", default=None)
"""The one (host, port) that the running request may reach wherever it lies: an address the owner wrote himself."""

_PER_ADDRESS = 5.0  # seconds for one of several addresses before the next is tried


class Guard(httpcore.AsyncNetworkBackend):
    """A network backend that dials only what the table and the allow-list let through."""

    def __init__(self, resolver: Resolver, allow: AllowList, *, always: tuple[str, int] | None = None) -> None:
        self._resolver = resolver
        self._allow = allow
        self._always = always  # the proxy that this backend serves

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature is httpcore's
        local_address: str | None = None,  # noqa: ARG002 - never given
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002 - never given
    ) -> httpcore.AsyncNetworkStream:
        """Resolve, check every answer, dial the first address that accepts."""
        literal = read(host)
        addresses = (literal,) if literal is not None else await self._answers(host, port, timeout)
        trusted = (host.lower(), port) in {trusted_place.get(), self._always} or self._allow.names(host, port)
        if not trusted:
            self._check(host, port, addresses)
        last: Exception | None = None
        for left in range(len(addresses), 0, -1):
            address = addresses[len(addresses) - left]
            patience = timeout if left == 1 or timeout is None else min(timeout, _PER_ADDRESS)
            try:
                return await dial(str(address), port, patience)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                last = error
        raise last or httpcore.ConnectError("no address")

    async def sleep(self, seconds: float) -> None:
        """Wait between connection attempts."""
        await asyncio.sleep(seconds)

    async def _answers(self, host: str, port: int, patience: float | None) -> tuple[IpAddress, ...]:
        try:
            async with asyncio.timeout(patience):
                found = await self._resolver(host, port)
        except TimeoutError as error:
            raise _lookup_failed(host, socket.gaierror(socket.EAI_AGAIN, "no answer in time")) from error
        except OSError as error:
            raise _lookup_failed(host, error) from error
        addresses = tuple(address for address in map(read, found) if address is not None)
        if not addresses:
            raise _lookup_failed(host, socket.gaierror(socket.EAI_NONAME, "no address"))
        return addresses

    def _check(self, host: str, port: int, addresses: tuple[IpAddress, ...]) -> None:
        for address in addresses:
            kind = self._allow.refusal(address, port)
            if kind:
                raise refused(host, port, address, kind)


def check_literal(host: str, port: int, allow: AllowList) -> None:
    """Where a proxy will resolve the name: refuse at least what is no public name to begin with."""
    if (host.lower(), port) == trusted_place.get() or allow.names(host, port):
        return
    address = read(host)
    if address is None:
        try:
            address = ipaddress.IPv4Address(socket.inet_aton(host))  # 127.1, 0x7f.1, 2130706433
        except (OSError, ValueError):
            address = None
    if address is None and (host == "localhost" or host.endswith((".localhost", ".local", ".internal"))):
        address = ipaddress.IPv4Address("127.0.0.1")
    kind = allow.refusal(address, port) if address is not None else ""
    if address is not None and kind:
        raise refused(host, port, address, kind)


def refused(host: str, port: int, address: IpAddress, kind: str) -> FetchError:
    """The error for an address that the guard does not dial, with the line to paste."""
    if isinstance(address, ipaddress.IPv4Address) and address in FAKE_IP:
        return FetchError(
            "fake-ip",
            f"{host} resolves to {address}, an address that a fake-IP proxy hands out",
            hint=f'if such a proxy (Clash, say) runs here, write under [fetch]: allow_private = ["{FAKE_IP}"], '
            "beside what stands there already",
            transient=False,
        )
    if kind == NAT64:
        return FetchError(
            "private-address",
            f"{host} resolves to {address}, an IPv4 address behind a NAT64 gateway",
            hint=f'if this network has IPv6 alone, write under [fetch]: allow_private = ["{nat64_network(address)}"]',
            transient=False,
        )
    place = host if ":" not in host else f"[{host}]"
    whose = f"{host} resolves to {address}" if read(host) is None else f"{host} is an address"
    return FetchError(
        "private-address",
        f"{whose} that no public feed lives at ({kind})",
        hint=f'if you mean it, write under [fetch]: allow_private = ["{place}:{port}"]',
        transient=False,
    )


def _lookup_failed(host: str, error: OSError) -> FetchError:
    if isinstance(error, socket.gaierror) and error.errno in {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", -5)}:
        return FetchError(
            "dns-not-found",
            f"there is no host named {host}",
            hint="check the spelling of the address, and whether the site still exists",
        )
    return FetchError(
        "dns-failed",
        f"the name {host} could not be looked up: {error.strerror or error}",
        hint="the name server did not answer; it is asked again at the next poll",
    )
