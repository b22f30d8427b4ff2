"""What is published, as the web server reads it (docs/reference/manifest.md): beside the output, written last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from typing import Any

import orjson

from aggregator.clock import from_micros, micros

VERSION = 1
MAX_GONE = 10_000  # retired names remembered, the latest


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """One file: everything a server must say about it without reading it.

    `etag` is strong and quoted, `modified` moves whenever the bytes do, `gzip` is the size of its twin.
    `changed_at` is the document's own build date, `mtime` the file's time in ns: for the next publish.
    """

    type: str
    etag: str
    modified: datetime
    size: int
    private: bool = False
    gzip: int | None = None
    changed_at: datetime | None = None
    mtime: int = 0


@dataclass(frozen=True, slots=True)
class Manifest:
    """All published files by path; `gone` were published once (410); `moved` are old names and their new ones (301)."""

    files: Mapping[str, PublishedFile] = field(default_factory=dict)
    gone: tuple[str, ...] = ()
    moved: Mapping[str, str] = field(default_factory=dict)


def etag(body: bytes) -> str:
    """The strong entity tag of these bytes."""
    return f'"{blake2b(body, digest_size=16).hexdigest()}"'


def write(manifest: Manifest) -> bytes:
    """The manifest as JSON; equal manifests are equal bytes."""
    return orjson.dumps(
        {
            "version": VERSION,
            "files": {path: _spell(file) for path, file in manifest.files.items()},
            "gone": list(manifest.gone),
            "moved": dict(manifest.moved),
        },
        option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE,
    )


def read(body: bytes) -> Manifest:
    """The manifest that `write` wrote. Raises ValueError for anything else."""
    try:
        raw = orjson.loads(body)
        if raw["version"] != VERSION:
            raise ValueError(f"manifest version {raw['version']!r} is not known here")
        files = {str(path): _file(record) for path, record in raw["files"].items()}
        return Manifest(files, tuple(map(str, raw["gone"])), {str(old): str(new) for old, new in raw["moved"].items()})
    except (KeyError, TypeError, AttributeError, OverflowError) as reason:
        raise ValueError(f"not a manifest: {reason}") from reason


def _spell(file: PublishedFile) -> dict[str, Any]:
    return {
        "type": file.type,
        "etag": file.etag,
        "modified": micros(file.modified) / 1_000_000,
        "size": file.size,
        "private": file.private,
        "gzip": file.gzip,
        "changed": None if file.changed_at is None else micros(file.changed_at),
        "mtime": file.mtime,
    }


def _file(raw: dict[str, Any]) -> PublishedFile:
    return PublishedFile(
        type=str(raw["type"]),
        etag=str(raw["etag"]),
        modified=from_micros(round(raw["modified"] * 1_000_000)),
        size=int(raw["size"]),
        private=bool(raw["private"]),
        gzip=None if raw["gzip"] is None else int(raw["gzip"]),
        changed_at=None if raw["changed"] is None else from_micros(raw["changed"]),
        mtime=int(raw["mtime"]),
    )
