"""Content codings, undone with a bound: a body grows no further than its limit, whatever it claims to be.

Bare `zlib` and the HTTP client inflate each network chunk whole: 1,830 bytes became one chunk of 1 GiB (measured).
Here no step yields more than a little, and every step is counted. Exactly one coding is undone (RFC 9110 8.4 allows a
list; nobody who serves feeds needs one, and bombs do).
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Protocol

import brotli
import zstandard

from aggregator.errors import FetchError

STEP = 65536
"""The most bytes that one step of a decoder adds before they are counted (zstd: a few blocks of 128 KiB)."""

_MOST_MEMBERS = 1000  # of a gzip file or zstd frames, one after another
_RATIO = 250
_RATIO_FROM = 4 * 1024 * 1024  # below it a ratio says nothing: a feed of white space is only silly
_ZSTD_SLICE = 64  # 16 run-length blocks of 128 KiB at the most
_ZSTD_WINDOW = 8 * 1024 * 1024  # RFC 9659
_AS_IT_IS = {"", "identity", "none", "utf-8", "utf8", "binary", "8bit"}  # servers write these and mean nothing by it

_BROTLI_BOUNDED = hasattr(brotli.Decompressor, "can_accept_more_data")

ACCEPT_ENCODING = "gzip, deflate, br, zstd" if _BROTLI_BOUNDED else "gzip, deflate, zstd"
"""Only what can be undone within a bound is asked for."""


class _Coding(Protocol):
    def pieces(self, data: bytes) -> Iterator[bytes]: ...
    def complete(self) -> bool: ...


class _AsIs:
    def pieces(self, data: bytes) -> Iterator[bytes]:
        yield data

    def complete(self) -> bool:
        return True


class _Zlib:
    """gzip (several members, RFC 1952 2.2) and deflate in both flavours: with zlib's frame, and raw as some send it."""

    def __init__(self, *, gzip: bool) -> None:
        self._gzip = gzip
        self._inflater = zlib.decompressobj(31) if gzip else None
        self._head = b""
        self._members = 0
        self._ended = False

    def pieces(self, data: bytes) -> Iterator[bytes]:
        if self._inflater is None:
            self._head += data
            if len(self._head) < 2:
                return
            first, second = self._head[:2]
            framed = first & 0x0F == 8 and (first * 256 + second) % 31 == 0
            self._inflater = zlib.decompressobj(15 if framed else -15)
            data, self._head = self._head, b""
        if self._inflater.eof and not self._ended:
            data = self._next_member(data)
        more = True  # a full step may have left output inside although its input is used up
        while (data or more) and not self._ended:
            piece = self._inflater.decompress(data, STEP)
            data, more = self._inflater.unconsumed_tail, len(piece) == STEP
            if piece:
                yield piece
            if self._inflater.eof:
                data, more = self._next_member(self._inflater.unused_data), False
                if not data:
                    return

    def _next_member(self, left: bytes) -> bytes:
        """What is left after a member: another one begins, or padding, which is ignored as browsers do."""
        if not left:
            return left
        if self._gzip and left[:1] == b"\x1f":
            self._members += 1
            if self._members > _MOST_MEMBERS:
                raise zlib.error("too many members")
            self._inflater = zlib.decompressobj(31)
            return left
        self._ended = True
        return b""

    def complete(self) -> bool:
        return self._ended or (self._gzip and self._members > 0) or (self._inflater is not None and self._inflater.eof)


class _Brotli:
    def __init__(self) -> None:
        self._decoder = brotli.Decompressor()

    def pieces(self, data: bytes) -> Iterator[bytes]:
        # It says that it takes more input while output is still inside, so it is drained until nothing comes.
        piece = data  # the first step always runs
        while piece and not self._decoder.is_finished():
            piece = self._decoder.process(data, output_buffer_limit=STEP)
            data = b""
            yield piece

    def complete(self) -> bool:
        return bool(self._decoder.is_finished())


class _Zstd:
    def __init__(self) -> None:
        self._context = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
        self._decoder = self._context.decompressobj()
        self._frames = 0

    def pieces(self, data: bytes) -> Iterator[bytes]:
        view = memoryview(data)
        while view:
            if self._decoder.eof:
                self._frames += 1
                if self._frames > _MOST_MEMBERS:
                    raise zstandard.ZstdError("too many frames")
                self._decoder = self._context.decompressobj()
            piece, view = view[:_ZSTD_SLICE], view[_ZSTD_SLICE:]
            yield self._decoder.decompress(bytes(piece))
            if self._decoder.eof and self._decoder.unused_data:
                view = memoryview(self._decoder.unused_data + bytes(view))

    def complete(self) -> bool:
        return self._decoder.eof


def _coding(name: str) -> _Coding:
    if name in _AS_IT_IS:
        return _AsIs()
    if name in {"gzip", "x-gzip"}:
        return _Zlib(gzip=True)
    if name == "deflate":
        return _Zlib(gzip=False)
    if name == "zstd":
        return _Zstd()
    if name == "br" and _BROTLI_BOUNDED:
        return _Brotli()
    raise FetchError(
        "encoding-unknown",
        f"the body has the content coding {name[:40]!r}, which was not asked for",
        hint="the server ignores Accept-Encoding; its operator can mend that",
        transient=False,
    )


class Body:
    """Collects one response body, undoing its content coding, within `limit` bytes raw and decoded."""

    def __init__(self, content_encoding: str, limit: int) -> None:
        names = [name.strip().lower() for name in content_encoding.split(",") if name.strip()]
        names = [name for name in names if name not in _AS_IT_IS]
        if len(names) > 1:
            raise FetchError(
                "encoding-stacked",
                f"the body is packed {len(names)} times over ({', '.join(names)[:60]})",
                hint="one coding is undone, no more: packing twice serves only to hide a bomb",
                transient=False,
            )
        self._name = names[0] if names else ""
        self._coding = _coding(self._name)
        self._limit = limit
        self._raw = 0
        self._size = 0
        self._parts: list[bytes] = []

    def feed(self, data: bytes) -> None:
        """Take the next bytes from the wire. Raises FetchError where a limit is passed or the coding is broken."""
        self._raw += len(data)
        if self._raw > self._limit:
            raise too_big(self._limit)
        try:
            for piece in self._coding.pieces(data):
                self._size += len(piece)
                self._check()
                self._parts.append(piece)
        except (zlib.error, zstandard.ZstdError, brotli.error) as error:
            raise FetchError(
                "encoding-broken",
                f"the body is not the {self._name} that its header promises",
                hint="the server or a proxy before it spoils the answer; it is asked again at the next poll",
            ) from error

    def _check(self) -> None:
        if self._name and self._size > _RATIO_FROM and self._size > _RATIO * self._raw:
            raise FetchError(
                "bomb",
                f"the body unpacks to more than {_RATIO} times its size",
                hint="no feed does that; look at the address before you poll it again",
                transient=False,
            )
        if self._size > self._limit:
            raise too_big(self._limit)

    def whole(self) -> bytes:
        """The body, once all of it has come."""
        if self._raw and not self._coding.complete():
            raise FetchError("truncated", "the body ends in the middle", hint="it is fetched whole at the next poll")
        return b"".join(self._parts)


def too_big(limit: int) -> FetchError:
    """The error for a body beyond `[fetch] max_body`."""
    return FetchError(
        "too-big",
        f"the body is larger than {limit / 1048576:.4g} MiB",
        hint="raise max_body under [fetch] if a feed may really be that large",
        transient=False,
    )
