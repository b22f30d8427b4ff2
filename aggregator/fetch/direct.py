"""A question and its answer on a connection of their own: HTTP/1.1 by h11.

httpx's transport with httpcore's pool below it does the same for twice the processor time: a pool that keeps no
connection is book-keeping alone, and every layer copies the headers (measured). What may be dialled is the guard's
affair, whose turn it is the gate's.
"""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import AsyncIterator
from typing import cast

import h11
import httpcore
import httpx

_MOST_HEAD = 100 * 1024  # bytes of header lines that h11 collects; the exchange wants fewer
_SOME = 65536  # bytes taken from the wire at once
_BELOW = (httpcore.NetworkError, httpcore.TimeoutException, h11.ProtocolError)


class Direct(httpx.AsyncBaseTransport):
    """A way out whose connections `guard` opens. One ends with its answer: none ever serves a second question."""

    def __init__(self, guard: httpcore.AsyncNetworkBackend, context: ssl.SSLContext) -> None:
        self.guard = guard
        self.context = context

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer, once its head is there. Raises httpx's errors, and the guard's."""
        try:
            stream = await self._connected(request.url, request.extensions["timeout"]["connect"])
            try:
                return await _Talk(stream).ask(request)
            except BaseException:
                await stream.aclose()
                raise
        except _BELOW as error:
            raise _named(error) from error

    async def _connected(self, url: httpx.URL, patience: float) -> httpcore.AsyncNetworkStream:
        host, secure = url.raw_host.decode("ascii"), url.scheme == "https"
        stream = await self.guard.connect_tcp(host, url.port or (443 if secure else 80), patience)
        return await stream.start_tls(self.context, host, patience) if secure else stream


class _Talk(httpx.AsyncByteStream):
    """One request and its answer, of which this is the body."""

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=_MOST_HEAD)

    async def ask(self, request: httpx.Request) -> httpx.Response:
        """Say all of the request, hear the head of the answer."""
        said = self._said(h11.Request(method=request.method, target=request.url.raw_path, headers=request.headers.raw))
        async for piece in cast("httpx.AsyncByteStream", request.stream):
            said += self._said(h11.Data(data=piece)) if piece else b""
        said += self._said(h11.EndOfMessage())
        with contextlib.suppress(httpcore.WriteError):  # who hangs up early may have answered all the same
            await self._stream.write(said)
        while not isinstance(event := await self._heard(), h11.Response):
            pass  # 103 and its like
        return httpx.Response(event.status_code, headers=event.headers.raw_items(), stream=self)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            while isinstance(event := await self._heard(), h11.Data):
                yield bytes(event.data)
        except _BELOW as error:
            raise _named(error) from error

    async def aclose(self) -> None:
        """Hang up, whether or not all was heard."""
        await self._stream.aclose()

    def _said(self, event: h11.Event) -> bytes:
        return self._http.send(event) or b""

    async def _heard(self) -> object:
        """What comes next. h11 takes an end in the middle of a message for the error that it is."""
        while (event := self._http.next_event()) is h11.NEED_DATA:
            data = await self._stream.read(_SOME)
            if not data and self._http.their_state is h11.SEND_RESPONSE:
                raise httpx.RemoteProtocolError("Server disconnected without sending a response.")
            self._http.receive_data(data)
        return event


def _named(error: Exception) -> httpx.TransportError:
    """The error as httpx has it: all three libraries call it the same."""
    named: httpx.TransportError = getattr(httpx, type(error).__name__)(str(error))
    return named
