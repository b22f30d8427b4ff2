"""What is published, as it lies on the disk: `manifest.json` says what exists, the files say what it is.

Only what the manifest lists can be asked for, so no path of a request ever reaches the file system as it came.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, cast

from aggregator import logs
from aggregator.clock import from_micros
from aggregator.serve.conditional import EntityTag

log = logs.get("serve")

CHUNK = 64 * 1024  # bytes read, hashed or sent at a time

_Signature = tuple[int, int, int]  # inode, mtime in ns, size


@dataclass(frozen=True, slots=True)
class Published:
    """One file of the manifest. `modified` is when its content last changed."""

    path: str
    type: str
    tag: EntityTag
    modified: datetime
    size: int
    private: bool = False


@dataclass(frozen=True, slots=True)
class Manifest:
    """All that is published, what is gone for good, and what has a new address."""

    files: Mapping[str, Published] = field(default_factory=dict)
    gone: frozenset[str] = frozenset()
    moved: Mapping[str, str] = field(default_factory=dict)


class Content:
    """An open file of exactly the bytes that `tag` stands for, however often it is replaced meanwhile.

    Close it, or read `chunks` to the end. Big files are never held in memory: a slow reader costs one chunk.
    """

    def __init__(self, stream: BinaryIO, size: int, tag: EntityTag, *, gzipped: bool = False) -> None:
        self._stream = stream
        self.size = size
        self.tag = tag
        self.gzipped = gzipped

    def chunks(self) -> Iterator[bytes]:
        """The bytes, from the beginning."""
        self._stream.seek(0)
        left = self.size
        while left > 0:
            chunk = self._stream.read(min(CHUNK, left))
            if not chunk:
                raise OSError("a published file was cut short while it was read")
            left -= len(chunk)
            yield chunk

    def close(self) -> None:
        """Close the file; twice is once."""
        self._stream.close()


@dataclass(frozen=True, slots=True)
class _Facts:
    """What follows from a file's bytes, kept as long as the file stays the same."""

    signature: _Signature
    tag: EntityTag
    crc: int


class Shelf:
    """The published files. A new publish is seen at the next request: the manifest's inode, time and size are asked.

    `output` is the public folder, `private` the one behind tokens, `manifest` the file beside them.
    """

    def __init__(self, output: Path, manifest: Path | None = None, private: Path | None = None) -> None:
        self._output = output
        self._private = private if private is not None else output.with_name("private")
        self._path = manifest if manifest is not None else output.with_name("manifest.json")
        self._signature: _Signature | None = None
        self._manifest: Manifest | None = None
        self._facts: dict[str, _Facts] = {}

    def manifest(self) -> Manifest | None:
        """What is published now; None before the first publish. An unreadable manifest leaves the last good one."""
        try:
            signature = _signature(self._path.stat())
        except OSError:
            return self._manifest
        if signature != self._signature:
            self._signature = signature
            try:
                self._manifest = read_manifest(self._path.read_bytes())
                self._facts.clear()
            except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
                log.error(logs.WEB_TROUBLE, manifest=str(self._path), error=str(error))  # noqa: TRY400 - not a bug
        return self._manifest

    def open(self, file: Published, *, gzip: bool = False) -> Content | None:
        """The file, compressed where that is wanted and there; None where it is missing.

        The tag is made from the very bytes, as the publisher makes that of the manifest: files are replaced one by one
        and the manifest last, and in between a strong tag must not stand for two contents.
        """
        path = (self._private if file.private else self._output) / file.path
        plain = _open(path)
        if plain is None:
            return None
        try:
            facts = self._known(file.path, plain)
            packed = _packed(path, facts) if gzip else None
        except BaseException:
            plain.close()
            raise
        if packed is None:
            return Content(plain, facts.signature[2], facts.tag)
        plain.close()
        return Content(packed, os.fstat(packed.fileno()).st_size, EntityTag(facts.tag.opaque + "-gzip"), gzipped=True)

    def _known(self, path: str, stream: BinaryIO) -> _Facts:
        signature = _signature(os.fstat(stream.fileno()))
        facts = self._facts.get(path)
        if facts is None or facts.signature != signature:
            facts = self._facts[path] = _study(stream, signature)
        return facts


def read_manifest(document: bytes) -> Manifest:
    """Read a manifest of version 1. Raises ValueError, KeyError or TypeError for anything else."""
    data = json.loads(document)
    if data["version"] != 1:
        raise ValueError(f"version {data['version']!r} is not known here")
    files = {
        path: Published(
            path=path,
            type=str(entry["type"]),
            tag=EntityTag(str(entry["etag"]).removeprefix("W/").strip('"')),
            modified=_instant(entry["modified"]),
            size=int(entry["size"]),
            private=bool(entry.get("private", False)),
        )
        for path, entry in data["files"].items()
        if _is_plain(path)
    }
    return Manifest(files, frozenset(data.get("gone", ())), dict(data.get("moved", {})))


def _instant(seconds: float) -> datetime:
    return from_micros(round(seconds * 1_000_000))


def _is_plain(path: str) -> bool:
    return bool(path) and "\0" not in path and all(part not in {"", ".", ".."} for part in path.split("/"))


def _signature(status: os.stat_result) -> _Signature:
    return status.st_ino, status.st_mtime_ns, status.st_size


def _open(path: Path) -> BinaryIO | None:
    """An open file; a symbolic link is none of ours."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError:
        return None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        return None
    return cast("BinaryIO", os.fdopen(descriptor, "rb", buffering=0))


def _study(stream: BinaryIO, signature: _Signature) -> _Facts:
    """Read a file once through: its tag is the hash that the publisher writes into the manifest."""
    digest, crc = hashlib.blake2b(digest_size=16), 0
    while chunk := stream.read(CHUNK):
        digest.update(chunk)
        crc = zlib.crc32(chunk, crc)
    return _Facts(signature, EntityTag(digest.hexdigest()), crc)


def _packed(path: Path, facts: _Facts) -> BinaryIO | None:
    """The compressed file beside it, where it holds the same bytes: its last eight say so (RFC 1952 2.3.1)."""
    packed = _open(path.with_name(path.name + ".gz"))
    if packed is None:
        return None
    trailer = os.pread(packed.fileno(), 8, max(0, os.fstat(packed.fileno()).st_size - 8))
    wanted = facts.crc.to_bytes(4, "little") + (facts.signature[2] & 0xFFFFFFFF).to_bytes(4, "little")
    if trailer != wanted:
        packed.close()
        return None
    return packed
