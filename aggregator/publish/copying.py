"""Folders that are copied into the output as they are."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path


def copied(folder: Path, problems: list[str]) -> Iterator[tuple[str, Path]]:
    """(path in the output, file) of every regular file below `folder`; links and special files are told, not followed."""
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
