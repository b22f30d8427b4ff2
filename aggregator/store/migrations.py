"""From any older schema to ours, one step at a time, each step one transaction; a newer schema is refused.

`user_version` is the number of steps applied; the library's own table remembers their names.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import sqlite_utils
from sqlite_utils.migrations import Migrations

from aggregator.errors import StorageError
from aggregator.store.database import Database
from aggregator.store.schema import CONTINUED, FIRST, NUMBERED, UNINDEXED, WEBSUB

_STEPS = Migrations("aggregator")
APPLICATION_ID = 0x61676772  # "aggr", in the file's header: `file` and we can tell whose database it is


@_STEPS(name="0001_first")
def _first(db: sqlite_utils.Database) -> None:
    for statement in FIRST:
        db.execute(statement)
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.execute("PRAGMA user_version = 1")


@_STEPS(name="0002_websub")
def _websub(db: sqlite_utils.Database) -> None:
    for statement in WEBSUB:
        db.execute(statement)
    db.execute("UPDATE source SET hubs = '[]' WHERE hubs <> '[]'")  # now with the topic; the next document fills it
    db.execute("PRAGMA user_version = 2")


@_STEPS(name="0003_continued")
def _continued(db: sqlite_utils.Database) -> None:
    for statement in CONTINUED:
        db.execute(statement)
    db.execute("PRAGMA user_version = 3")


@_STEPS(name="0004_numbered")
def _numbered(db: sqlite_utils.Database) -> None:
    for statement in NUMBERED:
        db.execute(statement)
    db.execute("PRAGMA user_version = 4")


@_STEPS(name="0005_unindexed")
def _unindexed(db: sqlite_utils.Database) -> None:
    for statement in UNINDEXED:
        db.execute(statement)
    db.execute("PRAGMA user_version = 5")


VERSION = 5
"""The schema that this program writes. Add a step above, raise this, add a fixture of the last one to the tests."""


@dataclass(frozen=True, slots=True)
class Migrated:
    """The schema that was found (0: none yet), and the backup that was made before it changed."""

    found: int
    backup: Path | None = None


def migrate(db: Database, *, steps: Migrations = _STEPS, version: int = VERSION) -> Migrated:
    """Bring the database to our schema, after a backup where it holds anything.

    Raises StorageError `newer-schema` where a newer program has written, `foreign` where it is not ours at all.
    A step that fails leaves the schema of the step before it.
    """
    with db.translated():
        found = version_of(db)
        if found > version:
            raise StorageError("newer-schema", f"a newer aggregator has written this database (schema {found}; this "
                               f"program knows {version})", where=str(db.path),
                               hint="install that version again, or restore a backup made before the upgrade",
                               )  # fmt: skip
        if found == version:
            return Migrated(found)
        if found == 0 and db.value("SELECT count(*) FROM sqlite_schema WHERE name NOT LIKE '\\_%' ESCAPE '\\'"):
            raise StorageError("foreign", "this SQLite file belongs to another program", where=str(db.path),
                               hint="set paths.state to a folder of its own")  # fmt: skip
        backup = _backup_before(db, found) if found else None
        steps.apply(db.utils)
        return Migrated(found, backup)


def version_of(db: Database) -> int:
    """The schema number in the file; 0 for a new one."""
    return int(db.value("PRAGMA user_version"))


def _backup_before(db: Database, found: int) -> Path:
    path = db.path.with_name(f"{db.path.name}.schema-{found}")
    try:
        path.unlink(missing_ok=True)
        db.copy_into(path)
    except OSError as error:
        raise StorageError(
            "unwritable", f"the database cannot be copied before its upgrade: {error.strerror}", where=str(path),
            hint="check space and rights in the state folder; the database is untouched",
        ) from error  # fmt: skip
    return path
