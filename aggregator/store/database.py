"""Opening the one SQLite file: its pragmas, its lock, its transactions, and its errors in our words.

Whoever writes holds `<state>/aggregator.lock` for life, so there is exactly one writing process; readers open
`mode=ro`. This module and its neighbours are the only ones that know which SQLite driver is in use.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import sqlite_utils
from sqlite_utils import utils
from sqlite_utils.db import Table

from aggregator.errors import BusyError, StorageError

driver: Any = vars(utils)["sqlite3"]
"""The driver that the library chose: pysqlite3 where there is a wheel of it, else the standard library's."""

DATABASE = "aggregator.sqlite3"
LOCK = "aggregator.lock"
BUSY_TIMEOUT = 5.0  # seconds
JOURNAL_LIMIT = 64 * 1024 * 1024  # bytes a WAL is cut back to after a checkpoint
# Compiled statements kept, more than we have: pysqlite3 would compile what finds no place at every use, and gives none
# away. Its own limit of 100 is full after the start.
STATEMENTS = 500

Parameters: TypeAlias = "Sequence[Any] | dict[str, Any]"
Tracer: TypeAlias = Callable[[str, Any], None]
Row: TypeAlias = Any  # sqlite3.Row: columns by name

# One place for all of them. FULL costs 0.18 ms per poll and keeps committed polls through a power loss.
_WRITER_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    f"PRAGMA busy_timeout = {int(BUSY_TIMEOUT * 1000)}",
    f"PRAGMA journal_size_limit = {JOURNAL_LIMIT}",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -16000",
    # Bands lie scattered: a document of new entries changes most of their pages, and the next one those again. What
    # waits in the journal goes into the file once; four times the usual is 16 MB.
    "PRAGMA wal_autocheckpoint = 4000",
)
# How a transaction begins, is kept and is undone, alone or inside another. The name is always the same: one of its own
# would make a statement of its own, to be compiled and kept among those that come again.
_OUTER = ("BEGIN IMMEDIATE", "COMMIT", ("ROLLBACK",))
_NESTED = ("SAVEPOINT nested", "RELEASE nested", ("ROLLBACK TO nested", "RELEASE nested"))
_READER_PRAGMAS = (f"PRAGMA busy_timeout = {int(BUSY_TIMEOUT * 1000)}", "PRAGMA query_only = ON")


class Database:
    """A connection with named columns, immediate transactions and our errors. Belongs to the thread that opened it."""

    def __init__(self, connection: Any, path: Path, *, tracer: Tracer | None = None) -> None:
        self.path = path
        self._tracer = tracer
        self._db = sqlite_utils.Database(connection, tracer=tracer, recursive_triggers=False, execute_plugins=False)

    @property
    def utils(self) -> sqlite_utils.Database:
        """The library underneath, for schema and migrations."""
        return self._db

    def table(self, name: str) -> Table:
        """A table of the library, for inserts and upserts."""
        return self._db.table(name)

    def execute(self, sql: str, parameters: Parameters = ()) -> Any:
        """Run one statement; the cursor gives rows with named columns."""
        cursor = self._db.execute(sql, parameters)
        cursor.row_factory = driver.Row
        return cursor

    def rows(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        """All rows of a query."""
        try:
            return list(self.execute(sql, parameters))
        except driver.Error as error:
            raise translate(error, self.path) from error

    def row(self, sql: str, parameters: Parameters = ()) -> Row | None:
        """The first row of a query, or None."""
        try:
            return self.execute(sql, parameters).fetchone()
        except driver.Error as error:
            raise translate(error, self.path) from error

    def value(self, sql: str, parameters: Parameters = ()) -> Any:
        """The first column of the first row, or None."""
        row = self.row(sql, parameters)
        return None if row is None else row[0]

    def column(self, sql: str, parameters: Parameters = ()) -> list[Any]:
        """The first column of every row."""
        return [row[0] for row in self.rows(sql, parameters)]

    def insert(self, sql: str, parameters: Parameters = ()) -> int:
        """Run an INSERT; gives the new row's id."""
        return int(self.execute(sql, parameters).lastrowid)

    def many(self, sql: str, rows: Iterable[Parameters]) -> None:
        """Run one statement for each row, inside the open transaction."""
        if not self.in_transaction():  # the driver would begin none: each row would be a transaction of its own
            raise RuntimeError("many rows are written inside a transaction")
        self._db.conn.executemany(sql, rows if self._tracer is None else self._told(sql, rows))

    def _told(self, sql: str, rows: Iterable[Parameters]) -> Iterator[Parameters]:
        """The library tells its tracer of what it runs itself; of these rows we do."""
        for row in rows:
            if self._tracer is not None:
                self._tracer(sql, row)
            yield row

    def copy_into(self, path: Path) -> None:
        """Write a compact copy, safely on disk, into a new file that only its owner may read.

        SQLite neither waits for the disk nor asks who else may read: sources' addresses may hold a secret. Raises
        StorageError, OSError (FileExistsError where there is a file); what was begun is left there.
        """
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            with self.translated():
                self._db.execute("VACUUM INTO ?", (str(path),))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction that owns the right to write from its first statement; nested calls join the outer one.

        SQLite rolls back by itself when the disk is full, so the rollback asks first whether one is still open.
        """
        nested = self.in_transaction()
        begin, keep, undo = _NESTED if nested else _OUTER
        with self.translated():
            self._db.execute(begin)
            try:
                yield
                self._db.execute(keep)
            except BaseException:
                if self.in_transaction():
                    for statement in undo:
                        self._db.execute(statement)
                raise

    @contextlib.contextmanager
    def joining(self) -> Iterator[None]:
        """As `writing`; inside an open transaction a part of it, kept or undone with all of it."""
        if self.in_transaction():
            yield
            return
        with self.writing():
            yield

    @contextlib.contextmanager
    def reading(self) -> Iterator[None]:
        """One snapshot for several queries; keep it under a second, an open reader keeps the WAL from being cut."""
        with self.translated():
            if self.in_transaction():
                yield
                return
            self._db.execute("BEGIN")
            try:
                yield
            finally:
                if self.in_transaction():
                    self._db.execute("ROLLBACK")

    @contextlib.contextmanager
    def translated(self) -> Iterator[None]:
        """Turn the driver's errors into ours."""
        try:
            yield
        except driver.Error as error:
            raise translate(error, self.path) from error

    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        return bool(self._db.conn.in_transaction)

    def close(self) -> None:
        """Close the connection."""
        self._db.close()


def translate(error: Exception, path: Path) -> StorageError:
    """The driver's error as ours: code, what happened, where, what to do."""
    text, place = str(error), str(path)
    name = getattr(error, "sqlite_errorname", "") or ""
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")) or "locked" in text:
        return BusyError("locked", "the database is being written by another process", where=place,
                         hint="try again, or stop the other process")  # fmt: skip
    for start, word, code, what, hint in _MEANINGS:
        if name.startswith(start) or word in text:
            return StorageError(code, what, where=place, hint=hint, transient=code == "disk-full")
    return StorageError("database", f"the database refused: {text}", where=place, hint="run `aggregator db check`")


_CORRUPT_HINT = "run `aggregator db check`, then `aggregator db restore FILE` with the newest backup"
_MEANINGS = (
    ("SQLITE_FULL", "disk is full", "disk-full", "the disk is full", "free some space; polling resumes by itself"),
    ("SQLITE_READONLY", "readonly", "read-only", "the database cannot be written",
     "give the user that runs aggregator the right to write this file and its folder"),
    ("SQLITE_CORRUPT", "malformed", "corrupt", "the database is damaged", _CORRUPT_HINT),
    ("SQLITE_NOTADB", "not a database", "corrupt", "the file is not a database of ours", _CORRUPT_HINT),
    ("SQLITE_CANTOPEN", "unable to open", "unwritable", "the database cannot be opened",
     "check that the folder exists and that the user that runs aggregator may write in it"),
    ("SQLITE_IOERR", "disk I/O", "io", "the disk did not take or give the database's data",
     "look at the system log for the disk"),
)  # fmt: skip


def open_writer(path: Path, *, tracer: Tracer | None = None) -> Database:
    """The writing connection. Take the lock first."""
    return _connected(path, path, _WRITER_PRAGMAS, tracer=tracer)


def open_reader(path: Path) -> Database:
    """A connection that cannot write, never checkpoints and never creates a file.

    `mode=ro` alone would make the `-wal` and `-shm` files of a database that nobody has open, in the reader's name.
    The writer leaves them behind for that reason; where they are missing nobody writes, so the file is read as
    it lies.
    """
    if not path.is_file():
        raise StorageError("missing", "there is no database yet", where=str(path),
                           hint="run `aggregator run` or `aggregator poll` once")  # fmt: skip
    frozen = "" if has_journal(path) else "&immutable=1"
    return _connected(f"{path.absolute().as_uri()}?mode=ro{frozen}", path, _READER_PRAGMAS, uri=True)


def _connected(
    place: Path | str, path: Path, pragmas: Iterable[str], *, tracer: Tracer | None = None, uri: bool = False
) -> Database:
    try:
        connection = driver.connect(
            place, uri=uri, isolation_level=None, timeout=BUSY_TIMEOUT, cached_statements=STATEMENTS
        )
    except driver.Error as error:
        raise translate(error, path) from error
    try:
        database = Database(connection, path, tracer=tracer)
        for pragma in pragmas:
            database.execute(pragma).fetchall()
    except driver.Error as error:
        connection.close()
        raise translate(error, path) from error
    return database


def has_journal(path: Path) -> bool:
    """Whether the files that a write-ahead log needs are there."""
    return all(path.with_name(path.name + end).exists() for end in ("-wal", "-shm"))


class Lock:
    """The right to write, held for life. The kernel gives it back when the process ends, however it ends."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    @classmethod
    def take(cls, state: Path) -> Lock:
        """Take the lock of this folder. Raises BusyError `locked` naming the holder, StorageError `unwritable`."""
        path = state / LOCK
        try:
            state.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise StorageError(
                "unwritable", f"the state folder cannot be written: {error.strerror}", where=str(state),
                hint="create it and give it to the user that runs aggregator, or set paths.state",
            ) from error  # fmt: skip
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip()
            os.close(descriptor)
            pid = int(holder) if holder.isdigit() else None
            who = f"process {pid}" if pid else "another process"
            raise BusyError("locked", f"{who} holds the database", where=str(path), pid=pid,
                            hint="stop it, or let it do the work: its commands go through the control socket",
                            ) from error  # fmt: skip
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        return cls(descriptor)

    def release(self) -> None:
        """Give the lock back. The file stays: removing it would let two processes lock two files."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
