"""Files that appear whole or not at all: temporary file in the same folder, fsync, rename, fsync of the folder.

Every name is opened relative to its folder, step by step, and no symbolic link below the root is followed.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath

from aggregator.errors import StorageError

TEMPORARY = ".aggregator-tmp-"
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC
_FOLDER = _READ | os.O_DIRECTORY
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


class Folder:
    """A folder that we publish into. Paths are relative, with forward slashes; errors are StorageError."""

    def __init__(self, root: Path, *, mode: int = 0o644) -> None:
        self.root = root
        self._mode = mode
        self._unsynced: set[tuple[str, ...]] = set()
        self._count = 0

    def stat(self, path: str) -> os.stat_result | None:
        """What is known of the regular file at `path`; None where there is none."""
        with self._told(path), self._parent(path, create=False) as (folder, name):
            if folder is None:
                return None
            try:
                found = os.stat(name, dir_fd=folder, follow_symlinks=False)
            except FileNotFoundError:
                return None
            return found if stat.S_ISREG(found.st_mode) else None

    def read(self, path: str) -> bytes | None:
        """The bytes of the regular file at `path`; None where there is none."""
        with self._told(path), self._parent(path, create=False) as (folder, name):
            if folder is None:
                return None
            try:
                with os.fdopen(os.open(name, _READ, dir_fd=folder), "rb") as file:
                    return file.read() if stat.S_ISREG(os.fstat(file.fileno()).st_mode) else None
            except OSError as reason:
                if reason.errno in {errno.ENOENT, errno.ELOOP, errno.EISDIR}:
                    return None
                raise

    def write(self, path: str, body: bytes) -> None:
        """Put the bytes at `path`, whole. `settle` makes it durable; readers see old or new from now on."""
        with self._told(path), self._parent(path, create=True) as (folder, name):
            assert folder is not None
            temporary = self._temporary(folder)
            try:
                with os.fdopen(os.open(temporary, _CREATE, self._mode, dir_fd=folder), "wb") as file:
                    file.write(body)
                    file.flush()
                    os.fsync(file.fileno())
                os.rename(temporary, name, src_dir_fd=folder, dst_dir_fd=folder)
            except BaseException:
                with suppress(OSError):
                    os.unlink(temporary, dir_fd=folder)
                raise
            self._unsynced.add(PurePosixPath(path).parent.parts)

    def remove(self, path: str) -> bool:
        """Delete the regular file at `path`, and its folder where that is empty now; true where there was one."""
        with self._told(path), self._parent(path, create=False) as (folder, name):
            if folder is None:
                return False
            try:
                if not stat.S_ISREG(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode):
                    return False
                os.unlink(name, dir_fd=folder)
            except FileNotFoundError:
                return False
        self._unsynced.add(PurePosixPath(path).parent.parts)
        self._prune(PurePosixPath(path).parent)
        return True

    def settle(self) -> None:
        """Make every rename and removal so far survive a loss of power."""
        for parts in sorted(self._unsynced):
            with self._told("/".join(parts)), self._walk(parts, create=False) as folder:
                if folder is not None:
                    os.fsync(folder)
        self._unsynced.clear()

    def sweep(self) -> int:
        """Delete temporary files that a killed process left behind; how many there were."""
        count = 0
        with self._told(""):
            for _, folders, found, folder in os.fwalk(self.root, follow_symlinks=False):
                folders[:] = [name for name in folders if not name.startswith(".")]
                for name in found:
                    if name.startswith(TEMPORARY):
                        os.unlink(name, dir_fd=folder)
                        count += 1
        return count

    def _temporary(self, folder: int) -> str:
        self._count += 1
        name = f"{TEMPORARY}{os.getpid()}-{self._count}"
        with suppress(FileNotFoundError):
            os.unlink(name, dir_fd=folder)
        return name

    def _prune(self, parent: PurePosixPath) -> None:
        while parent.parts:
            try:
                with self._walk(parent.parent.parts, create=False) as folder:
                    if folder is None:
                        return
                    os.rmdir(parent.name, dir_fd=folder)
            except OSError:
                return  # not empty, or somebody else's
            self._unsynced.discard(parent.parts)
            self._unsynced.add(parent.parent.parts)
            parent = parent.parent

    @contextmanager
    def _parent(self, path: str, *, create: bool) -> Iterator[tuple[int | None, str]]:
        *folders, name = steps(path)
        with self._walk(tuple(folders), create=create) as folder:
            yield folder, name

    @contextmanager
    def _walk(self, parts: tuple[str, ...], *, create: bool) -> Iterator[int | None]:
        """An open descriptor of a folder below the root; None where it is not there and shall not be made."""
        if create:
            self.root.mkdir(parents=True, exist_ok=True)
        opened: list[int] = []
        try:
            try:
                opened.append(os.open(self.root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC))
                for depth, part in enumerate(parts):
                    if create:
                        with suppress(FileExistsError):
                            os.mkdir(part, 0o755 if self._mode & 0o044 else 0o700, dir_fd=opened[-1])
                            self._unsynced.add(parts[:depth])
                    opened.append(os.open(part, _FOLDER, dir_fd=opened[-1]))
            except FileNotFoundError:
                if create:
                    raise
                yield None
                return
            yield opened[-1]
        finally:
            for descriptor in opened:
                os.close(descriptor)

    @contextmanager
    def _told(self, path: str) -> Iterator[None]:
        """What the machine refuses, in words."""
        try:
            yield
        except OSError as reason:
            raise _in_words(reason, self.root / path) from reason


def steps(path: str) -> tuple[str, ...]:
    """The parts of a published path. Raises StorageError for a name that could lead anywhere else."""
    parts = tuple(path.split("/"))
    for part in parts:
        if part in {"", ".", ".."} or "\0" in part or "\\" in part or len(part.encode("utf-8", "replace")) > 255:
            raise StorageError(
                "output-name",
                "a file name that leads out of the output folder, or that no file system takes, is not written",
                where=repr(path),
                hint="slugs and ids are made of letters, digits, '-' and '_'",
            )
    return parts


def _in_words(reason: OSError, path: Path) -> StorageError:
    why = os.strerror(reason.errno) if reason.errno else str(reason)
    if reason.errno in {errno.ENOSPC, errno.EDQUOT}:
        return StorageError(
            "output-full", "the disk of the output folder is full", where=str(path), transient=True,
            hint="free some space; what is published stays as it is, and the next publish goes on from there",
        )  # fmt: skip
    if reason.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return StorageError(
            "output-denied", f"the output folder may not be written: {why}", where=str(path),
            hint="give the daemon's user the right to write there, or set [paths] output to a folder of its own",
        )  # fmt: skip
    if reason.errno in {errno.ELOOP, errno.ENOTDIR}:
        return StorageError(
            "output-link", "a symbolic link or a file stands where a folder of the output belongs", where=str(path),
            hint="take it away: published paths do not follow links below the output folder",
        )  # fmt: skip
    return StorageError(
        "output", f"the output cannot be read or written: {why}", where=str(path),
        hint="look at the disk and the rights of the folder", transient=True,
    )  # fmt: skip
