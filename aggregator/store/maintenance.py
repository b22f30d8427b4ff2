"""What is done to a database that nobody has open: check it, put a backup back, bring it to this schema."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

from aggregator.clock import Clock, SystemClock
from aggregator.errors import BusyError, StorageError
from aggregator.store import migrations, upkeep
from aggregator.store.database import DATABASE, Lock, open_reader
from aggregator.store.store import Store


def check_database(state: Path) -> dict[str, Any]:
    """Look for damage everywhere without changing anything, also while a daemon runs.

    Gives {"ok", "database", "bytes", "schema", "problems"}. Raises StorageError `missing` where there is no database.
    """
    path = state / DATABASE
    problems: list[str] = []
    schema: int | None = None
    db = None
    try:
        db = open_reader(path)
        schema = migrations.version_of(db)
        upkeep.integrity(db)
    except StorageError as error:
        if error.code == "missing" or isinstance(error, BusyError):  # that is no damage
            raise
        problems.append(str(error))
    finally:
        if db is not None:
            db.close()
    return {"ok": not problems, "database": str(path), "bytes": path.stat().st_size, "schema": schema,
            "problems": problems}  # fmt: skip


def restore_database(state: Path, backup: Path) -> dict[str, Any]:
    """Put a backup in the database's place, after checking it; the former database is kept beside it.

    Gives {"restored", "kept", "schema"}. Raises BusyError while another process writes, StorageError where the backup
    is not sound or newer than this program; the database is then untouched.
    """
    schema = upkeep.verify(backup)
    if schema > migrations.VERSION:
        raise StorageError(
            "newer-schema", f"a newer aggregator made this backup (schema {schema})", where=str(backup),
            hint="install that version, then restore",
        )  # fmt: skip
    lock = Lock.take(state)
    try:
        path, part = state / DATABASE, state / f"{DATABASE}.restoring"
        try:
            shutil.copyfile(backup, part)
            with part.open("rb") as copy:
                os.fsync(copy.fileno())
            upkeep.verify(part)
            kept = _set_aside(path)
            part.replace(path)
            upkeep.sync_folder(state)
        except OSError as error:
            raise StorageError(
                "unwritable", f"the backup cannot be put in place: {error.strerror}", where=str(path),
                hint="check space and rights in the state folder; the former database is untouched",
            ) from error  # fmt: skip
        finally:
            part.unlink(missing_ok=True)
    finally:
        lock.release()
    return {"restored": str(path), "kept": str(kept) if kept else None, "schema": schema}


def _set_aside(path: Path) -> Path | None:
    """Give the database another name. Its journal goes with it: what it holds belongs to that database alone."""
    if not path.exists():
        return None
    number = 1
    while (kept := path.with_name(f"{path.name}.before-restore-{number}")).exists():
        number += 1
    for end in ("-wal", "-shm"):
        journal = path.with_name(path.name + end)
        if journal.exists():
            journal.rename(kept.with_name(kept.name + end))
    path.rename(kept)
    return kept


def upgrade_database(state: Path, clock: Clock | None = None) -> dict[str, Any]:
    """Bring the database to this program's schema. Gives {"from", "to", "backup"}; `backup` is None where none was due.

    Raises StorageError `missing` where there is no database, BusyError while another process writes.
    """
    path = state / DATABASE
    if not path.is_file():
        raise StorageError("missing", "there is no database yet", where=str(path), hint="run `aggregator run` once")
    store = Store.open(state, clock or SystemClock())
    try:
        before = store.migrated
    finally:
        store.close()
    return {
        "from": before.found,
        "to": migrations.VERSION,
        "backup": str(before.backup) if before.backup else None,
    }
