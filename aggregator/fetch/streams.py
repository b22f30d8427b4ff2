"""Streams over sockets, as httpcore asks for them.

httpcore's own go through anyio, whose tasks, scopes and checkpoints were a third of what a request cost (measured).
One reader and one writer need no more than the event loop's plain socket calls; TLS is an SSL object between two
buffers.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable
from typing import Any, TypeVar, cast

import httpcore

_T = TypeVar("_T")
_SOME = 65536  # bytes taken from the wire at once while TLS needs more


async def dial(address: str, port: int, patience: float | None) -> httpcore.AsyncNetworkStream:
    """A connection to a literal address. Raises httpcore.ConnectError, or ConnectTimeout after `patience` seconds."""
    try:
        sock = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
    except OSError as error:
        raise httpcore.ConnectError(str(error)) from error
    try:
        sock.settimeout(0)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        async with asyncio.timeout(patience):
            await _connected(sock, address, port)
    except TimeoutError as error:
        sock.close()
        raise httpcore.ConnectTimeout(str(error)) from error
    except BaseException:
        sock.close()
        raise
    return Plain(sock)


async def _connected(sock: socket.socket, address: str, port: int) -> None:
    try:
        await asyncio.get_running_loop().sock_connect(sock, (address, port))
    except OSError as error:  # the kernel's own time-out among them, which is no deadline of ours
        raise httpcore.ConnectError(str(error)) from error


class _Stream(httpcore.AsyncNetworkStream):
    """What both kinds have in common: deadlines, and errors in httpcore's words."""

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 - httpcore's
        """The next bytes, b"" at the end."""
        if timeout is None:
            return await self._read(max_bytes)
        try:
            async with asyncio.timeout(timeout):
                return await self._read(max_bytes)
        except TimeoutError as error:
            raise httpcore.ReadTimeout(str(error)) from error

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109 - httpcore's
        """Send all of `buffer`, which may be empty."""
        if not buffer:
            return
        try:
            async with asyncio.timeout(timeout):
                await self._write(buffer)
        except TimeoutError as error:
            raise httpcore.WriteTimeout(str(error)) from error

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's
    ) -> httpcore.AsyncNetworkStream:
        """Go on encrypted: gives the stream that does. Where that fails this one is closed."""
        try:
            secure = Secure(self, ssl_context, server_hostname)
            async with asyncio.timeout(timeout):
                await secure.shake_hands()
        except TimeoutError:  # the host picked up, so it is TLS that failed
            await self.aclose()
            silent = "no answer to the handshake"
            raise httpcore.ConnectTimeout(silent) from ssl.SSLError(silent)
        except (ssl.SSLError, httpcore.ReadError, httpcore.WriteError) as error:
            await self.aclose()
            raise httpcore.ConnectError(str(error)) from error
        except BaseException:
            await self.aclose()
            raise
        return secure

    async def _read(self, max_bytes: int) -> bytes:
        raise NotImplementedError

    async def _write(self, buffer: bytes) -> None:
        raise NotImplementedError


class Plain(_Stream):
    """A connected socket, which is closed with the stream."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock

    async def aclose(self) -> None:
        """Hang up."""
        self._sock.close()

    async def _read(self, max_bytes: int) -> bytes:
        try:
            return await asyncio.get_running_loop().sock_recv(self._sock, max_bytes)
        except OSError as error:
            raise httpcore.ReadError(str(error)) from error

    async def _write(self, buffer: bytes) -> None:
        try:
            await asyncio.get_running_loop().sock_sendall(self._sock, buffer)
        except OSError as error:
            raise httpcore.WriteError(str(error)) from error


class Secure(_Stream):
    """TLS over another stream. Who hangs up says no good-bye and need not hear one: HTTP tells where a message ends."""

    def __init__(self, below: _Stream, context: ssl.SSLContext, name: str | None) -> None:
        self._below = below
        self._arrived, self._leaving = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._arrived, self._leaving, server_hostname=name)

    def get_extra_info(self, info: str) -> Any:
        """`ssl_object`, where httpcore looks for the protocol that was agreed on."""
        return self._tls if info == "ssl_object" else None

    async def aclose(self) -> None:
        """Hang up."""
        await self._below.aclose()

    async def shake_hands(self) -> None:
        """Agree on keys; the certificate is checked. Raises ssl.SSLError."""
        await self._drive(self._tls.do_handshake)

    async def _read(self, max_bytes: int) -> bytes:
        try:
            return await self._drive(lambda: self._tls.read(max_bytes))
        except ssl.SSLEOFError:
            return b""

    async def _write(self, buffer: bytes) -> None:
        await self._drive(lambda: self._tls.write(buffer))

    async def _drive(self, step: Callable[[], _T]) -> _T:
        """Repeat a step until it has all that it needs from the other side; what it says goes out."""
        while True:
            done, result = _tried(step)
            if self._leaving.pending:
                await self._below.write(self._leaving.read())
            if done:
                return cast("_T", result)
            data = await self._below.read(_SOME)
            if data:
                self._arrived.write(data)
            else:
                self._arrived.write_eof()


def _tried(step: Callable[[], _T]) -> tuple[bool, _T | None]:
    """Whether a step of TLS came to its end without more from the other side, and what came of it."""
    try:
        return True, step()
    except ssl.SSLWantReadError:
        return False, None
