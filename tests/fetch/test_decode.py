"""Bodies are unpacked whole, and no further than their limit."""

from __future__ import annotations

import gzip
import random
import subprocess
import sys
import textwrap
import zlib
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest
import zstandard
from aggregator.errors import FetchError
from aggregator.fetch.decode import ACCEPT_ENCODING, STEP, Body, _coding
from hypothesis import given, settings
from hypothesis import strategies as st

MIB = 1024 * 1024
ROOT = Path(__file__).resolve().parents[2]


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


PACKERS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "gzip": ("gzip", gzip.compress),
    "x-gzip": ("X-GZIP", gzip.compress),
    "deflate in zlib": ("deflate", zlib.compress),
    "deflate raw": ("deflate", raw_deflate),
    "br": ("br", lambda data: brotli.compress(data, quality=4)),
    "zstd": ("zstd", zstandard.compress),
    "as it is": ("identity", bytes),
}


def unpacked(coding: str, data: bytes, limit: int = 10 * MIB, chunk: int = 65536) -> bytes:
    body = Body(coding, limit)
    for start in range(0, len(data), chunk):
        body.feed(data[start : start + chunk])
    return body.whole()


def refused(coding: str, data: bytes, limit: int = 10 * MIB, chunk: int = 65536) -> str:
    with pytest.raises(FetchError) as caught:
        unpacked(coding, data, limit, chunk)
    assert caught.value.hint
    return caught.value.code


@pytest.mark.parametrize("name", PACKERS)
@given(data=st.binary(max_size=4000), chunk=st.integers(1, 700))
@settings(deadline=None, max_examples=40)
def test_body_comes_out_as_it_was_packed_however_it_is_cut(name: str, data: bytes, chunk: int) -> None:
    coding, pack = PACKERS[name]
    assert unpacked(coding, pack(data), chunk=chunk) == data


@pytest.mark.parametrize("name", PACKERS)
def test_large_body_comes_out_whole(name: str) -> None:
    coding, pack = PACKERS[name]
    data = random.Random(7).randbytes(300_000) + "新媒体".encode() * 200_000
    assert unpacked(coding, pack(data)) == data
    assert unpacked(coding, pack(data), chunk=977) == data


@pytest.mark.parametrize("name", [name for name in PACKERS if name != "as it is"])
def test_body_that_ends_in_the_middle_is_truncated(name: str) -> None:
    coding, pack = PACKERS[name]
    packed = pack(random.Random(7).randbytes(5000))
    assert refused(coding, packed[:-20]) in {"truncated", "encoding-broken"}


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
def test_body_that_is_not_what_its_header_says_is_broken(coding: str) -> None:
    assert refused(coding, b"<rss version='2.0'><channel/></rss>") == "encoding-broken"


@pytest.mark.parametrize("name", [name for name in PACKERS if name != "as it is"])
def test_bomb_is_refused(name: str) -> None:
    coding, pack = PACKERS[name]
    assert refused(coding, pack(bytes(64 * MIB))) in {"bomb", "too-big"}


@pytest.mark.parametrize("name", PACKERS)
def test_body_over_the_limit_is_too_big_and_one_at_the_limit_is_not(name: str) -> None:
    coding, pack = PACKERS[name]
    data = random.Random(3).randbytes(MIB)
    assert unpacked(coding, pack(data), limit=MIB + 4096) == data
    assert refused(coding, pack(data), limit=MIB - 1) == "too-big"


@pytest.mark.parametrize("coding", ["gzip, gzip", "gzip,br", "deflate, gzip, gzip", "identity, gzip, gzip"])
def test_packed_twice_is_refused(coding: str) -> None:
    assert refused(coding, b"") == "encoding-stacked"


@pytest.mark.parametrize("coding", ["compress", "rot13", "\x00"])
def test_coding_that_was_not_asked_for_is_refused(coding: str) -> None:
    assert refused(coding, b"x") == "encoding-unknown"


@pytest.mark.parametrize("coding", ["", "identity", "none", "UTF-8", "identity, gzip", " gzip "])
def test_harmless_mistakes_in_the_header_are_forgiven(coding: str) -> None:
    data = gzip.compress(b"<rss/>") if "gzip" in coding else b"<rss/>"
    assert unpacked(coding, data) == b"<rss/>"


def test_gzip_of_several_members_and_padding_is_read() -> None:
    data = gzip.compress(b"one ") + gzip.compress(b"two") + bytes(512)
    assert unpacked("gzip", data) == b"one two"
    assert unpacked("gzip", data, chunk=1) == b"one two"


def test_thousands_of_empty_members_are_refused() -> None:
    assert refused("gzip", gzip.compress(b"") * 5000) == "encoding-broken"
    assert refused("zstd", zstandard.compress(b"") * 5000) == "encoding-broken"


def test_zstd_window_beyond_eight_mebibytes_is_refused() -> None:
    parameters = zstandard.ZstdCompressionParameters.from_level(3, window_log=27)
    packer = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    assert refused("zstd", packer.compress(bytes(100)) + packer.flush()) == "encoding-broken"


def test_only_codings_with_a_bound_are_asked_for() -> None:
    assert {name.strip() for name in ACCEPT_ENCODING.split(",")} <= {"gzip", "deflate", "br", "zstd"}
    for name in ACCEPT_ENCODING.split(","):
        assert Body(name.strip(), 10).whole() == b""


def test_no_step_adds_more_than_a_little() -> None:
    """What a decoder adds before it is counted: 64 KiB, for zstd a few blocks of 128 KiB."""
    for coding, pack in PACKERS.values():
        if coding == "identity":
            continue
        sizes = [len(piece) for piece in _coding(coding.lower()).pieces(pack(bytes(8 * MIB)))]
        assert max(sizes) <= (20 * 2 * STEP if coding == "zstd" else 2 * STEP), coding


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd", "double gzip"])
def test_bombs_leave_memory_flat(coding: str) -> None:
    """100 MiB packed; a process of its own, so that its peak is its own."""
    code = textwrap.dedent(f"""
        import gzip, resource, brotli, zstandard
        from aggregator.errors import FetchError
        from aggregator.fetch.decode import Body
        name = {coding!r}
        def bomb():
            block = bytes(1 << 20)
            if name == "gzip" or name == "double gzip":
                import zlib
                packer = zlib.compressobj(9, zlib.DEFLATED, 31)
            elif name == "zstd":
                packer = zstandard.ZstdCompressor(level=3).compressobj()
            else:
                packer = brotli.Compressor(quality=1, lgwin=16)
            step = packer.process if name == "br" else packer.compress
            whole = b"".join(step(block) for _ in range(100)) + (packer.finish() if name == "br" else packer.flush())
            return gzip.compress(whole) if name == "double gzip" else whole
        body_bytes = bomb()
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        code = ""
        try:
            body = Body("gzip, gzip" if name == "double gzip" else name, 10 << 20)
            for start in range(0, len(body_bytes), 65536):
                body.feed(body_bytes[start:start + 65536])
            body.whole()
        except FetchError as error:
            code = error.code
        print(code, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
    """)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    ended, grown = done.stdout.split()
    assert ended in ({"encoding-stacked"} if coding == "double gzip" else {"bomb", "too-big"})
    assert int(grown) < 32 * 1024, f"{grown} KiB"


@pytest.mark.parametrize(
    ("coding", "head"),
    [
        ("gzip", b"\x1f\x8b\x08\x08\0\0\0\0\0\xff"),  # a file name that never ends
        ("zstd", b"\x50\x2a\x4d\x18\xff\xff\xff\xff"),  # a frame to be skipped, four gigabytes long
    ],
)
def test_packed_bytes_that_unpack_to_nothing_end_at_the_limit_too(coding: str, head: bytes) -> None:
    assert refused(coding, head + b"a" * (2 * MIB), limit=MIB) == "too-big"
