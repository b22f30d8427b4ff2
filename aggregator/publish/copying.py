"""Folders that are copied into the output as they are."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from aggregator.publish import names

_STATIC_TYPES = {
    "html": names.HTML,
    "css": "text/css; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "xml": "application/xml",
    "json": "application/json",
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "avif": "image/avif",
    "ico": "image/x-icon",
    "woff2": "font/woff2",
    "js": "text/javascript; charset=utf-8",
    "webmanifest": "application/manifest+json",
    "opml": names.OPML,
    "pdf": "application/pdf",
}


def copied(folder: Path, problems: list[str]) -> Iterator[tuple[str, Path]]:
    """(path in the output, file) of every regular file below `folder`; links are told, and not followed."""
    if not folder.is_dir():
        return
    for root, folders, files in os.walk(folder, followlinks=False):
        folders.sort()
        for name in sorted(files):
            at = Path(root, name)
            path = at.relative_to(folder).as_posix()
            if at.is_symlink() or not at.is_file():
                problems.append(f"static file {path} was left out: it is a link or no regular file")
            else:
                yield path, at


def media_type(path: str) -> str:
    """The media type of a copied file, by its ending and by our own table."""
    suffix = path.rpartition(".")[2].lower()
    return _STATIC_TYPES.get(suffix, "application/octet-stream")
