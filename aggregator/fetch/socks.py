"""The way out through a SOCKS5 proxy (RFC 1928, user and password by RFC 1929), which looks names up itself.

Four messages in plain bytes, read to the byte: what httpcore has for it needs a package that nobody keeps any more,
takes every read for a whole message, and ends in an AssertionError where a proxy answers nonsense.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

import httpcore

from aggregator.errors import FetchError
from aggregator.fetch.addresses import read
from aggregator.fetch.guard import Guard

_OPEN, _PASSWORD = 0, 2
_IPV4, _NAME, _IPV6 = 1, 3, 4
_REFUSED = 5
_NO_WAY = {3, 4, 6}  # network unreachable, host unreachable, TTL expired: of the host, not of the proxy
_WORDS = {
    1: "it failed",
    2: "its rules forbid that host",
    7: "it makes no connections",
    8: "it knows no such addresses",
}


class Socks(httpcore.AsyncNetworkBackend):
    """A network backend whose connections begin at the proxy. The guard dials that, and nothing else."""

    def __init__(self, guard: Guard, host: str, port: int, login: tuple[str, str] | None = None) -> None:
        self._guard = guard
        self._host = host
        self._port = port
        self._login = login

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature is httpcore's
        local_address: str | None = None,  # noqa: ARG002 - never given
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002 - never given
    ) -> httpcore.AsyncNetworkStream:
        """A connection to the host, made by the proxy. Raises FetchError where it makes none, and httpcore's errors."""
        stream = await self._guard.connect_tcp(self._host, self._port, timeout)
        try:
            async with asyncio.timeout(timeout):
                await self._agree(stream)
                await _reach(stream, host, port)
        except TimeoutError as error:
            await stream.aclose()
            raise httpcore.ConnectTimeout("the proxy made no connection in time") from error
        except BaseException:
            await stream.aclose()
            raise
        return stream

    async def _agree(self, stream: httpcore.AsyncNetworkStream) -> None:
        """Greet the proxy, and say who we are where it wants to know."""
        ways = [_OPEN] if self._login is None else [_OPEN, _PASSWORD]
        await stream.write(bytes([5, len(ways), *ways]))
        version, way = await _exactly(stream, 2)
        if version != 5:
            raise _failed("it does not speak SOCKS5", "is that port the right one? an HTTP proxy is written http://…")
        if way not in ways:
            raise _failed("it wants to know who asks", "write socks5://user:password@host:port")
        if way == _PASSWORD and self._login is not None:
            await stream.write(b"\1" + b"".join(_counted(word.encode()) for word in self._login))
            if (await _exactly(stream, 2))[1]:
                raise _failed("it does not accept the user and the password", "check both in the proxy's address")


async def _reach(stream: httpcore.AsyncNetworkStream, host: str, port: int) -> None:
    """Have the proxy connect to the host."""
    await stream.write(b"\5\1\0" + _place(host) + port.to_bytes(2))
    version, reply, _, kind = await _exactly(stream, 4)
    if version != 5:
        raise _failed("it does not speak SOCKS5", "is that port the right one?")
    if reply == _REFUSED:
        raise FetchError("connect-refused", "nothing listens at that port", hint="is the server running, and there?")
    if reply in _NO_WAY:
        raise FetchError("connect-unreachable", "no way leads from the proxy to that host", hint="ask it again later")
    if reply:
        raise _failed(_WORDS.get(reply, f"it answered {reply}"), "look at the proxy's own log")
    length = {_IPV4: 4, _IPV6: 16}.get(kind) or (await _exactly(stream, 1))[0]
    await _exactly(stream, length + 2)  # where it connects from, which is nothing to us


def _place(host: str) -> bytes:
    address = read(host)
    if address is None:
        return bytes([_NAME]) + _counted(host.encode())
    return bytes([_IPV4 if address.version == 4 else _IPV6]) + address.packed


def _counted(word: bytes) -> bytes:
    if len(word) > 255:
        raise _failed("SOCKS5 has no room for a word of more than 255 bytes", "shorten the user or the password")
    return bytes([len(word)]) + word


async def _exactly(stream: httpcore.AsyncNetworkStream, count: int) -> bytes:
    """So many bytes, and none beyond them: what follows belongs to the host."""
    found = b""
    while len(found) < count:
        data = await stream.read(count - len(found))
        if not data:
            raise _failed("it hung up in the middle of the greeting", "is that port the right one?")
        found += data
    return found


def _failed(what: str, hint: str) -> FetchError:
    return FetchError("proxy-failed", f"the proxy made no connection: {what}", hint=hint)
