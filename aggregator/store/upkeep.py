"""What is done beside polls: retention, the stored day, the journal, checks, backups."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from aggregator.clock import micros
from aggregator.errors import StorageError
from aggregator.model import EntryId, StoryId
from aggregator.settings.values import Dedupe, Keep
from aggregator.store import hides, sources, stories
from aggregator.store.database import Database, driver, translate
from aggregator.store.membership import Marks
from aggregator.store.outbox import stored_day
from aggregator.store.values import PruneReport

_TOO_MANY = """
SELECT id FROM entry WHERE source_id = ? ORDER BY dated_at DESC, id DESC LIMIT -1 OFFSET ?"""
_TOO_OLD = "SELECT id FROM entry WHERE source_id = ? AND dated_at < ? ORDER BY dated_at, id"


# ------------------------------------------------------------------------------------------------ retention


def prune(db: Database, keep: Keep, now: datetime, limit: int = 1000) -> PruneReport:
    """Let go of what `[keep]` does not keep, some at a time; never what a source still lists or an output shows.

    Names stay behind as tombstones, so what was pruned does not come back as new.
    """
    shown = _shown_stories(db)
    taken, gone, more = 0, 0, False
    for source in db.column("SELECT id FROM source ORDER BY id"):
        candidates = _candidates(db, source, keep, now)
        if not candidates:
            continue
        listed = {entry for entry, _ in sources.roster(db, source)}
        ids = [entry for entry in candidates if entry not in listed and _story(db, entry) not in shown]
        batch = ids[: limit - taken]
        if batch:
            with db.writing():
                gone += _bury(db, source, batch, micros(now))
        taken += len(batch)
        more = more or len(ids) > len(batch)
        if taken >= limit:
            more = True
            break
    return PruneReport(entries=taken, stories=gone, more=more)


def _candidates(db: Database, source: int, keep: Keep, now: datetime) -> list[EntryId]:
    found: dict[EntryId, None] = {}
    if keep.age is not None:
        found.update(dict.fromkeys(db.column(_TOO_OLD, (source, micros(now - keep.age)))))
    if keep.entries_per_source > 0:
        found.update(dict.fromkeys(db.column(_TOO_MANY, (source, keep.entries_per_source))))
    return list(found)


def _shown_stories(db: Database) -> set[StoryId]:
    return {
        story for words in db.column("SELECT shown FROM output WHERE configured = 1") for story in json.loads(words)
    }


def _story(db: Database, entry: EntryId) -> StoryId:
    return int(db.value("SELECT story_id FROM entry WHERE id = ?", (entry,)))


def _bury(db: Database, source: int, ids: Iterable[EntryId], at: int) -> int:
    """Delete entries of a source, leaving tombstones; gives how many stories went with them."""
    marks = Marks(db, at)
    names: dict[StoryId, set[tuple[str, str]]] = {}
    buried = 0
    for entry in ids:
        buried += 1
        borne = {tuple(row) for row in db.rows("SELECT kind, key FROM entry_alias WHERE entry_id = ?", (entry,))}
        names.setdefault(_story(db, entry), set()).update(borne)
        stories.bury_names(db, source, borne, at)
        db.execute("DELETE FROM search_doc WHERE entry_id = ?", (entry,))
        db.execute("DELETE FROM search_todo WHERE entry_id = ?", (entry,))
        db.execute("DELETE FROM entry WHERE id = ?", (entry,))
    db.execute("UPDATE source SET entries = entries - ? WHERE id = ?", (buried, source))
    empty = {one for one in names if db.row("SELECT 1 FROM entry WHERE story_id = ?", (one,)) is None}
    for story in names.keys() - empty:
        hides.keep_names(db, story, sorted(names[story]))
    marks.settle(names.keys() - empty, changed=True)
    for story in empty:
        marks.forget(story)
        db.execute("DELETE FROM story WHERE id = ?", (story,))
    return len(empty)


def forget_old(db: Database, dedupe: Dedupe, now: datetime) -> int:
    """Drop the MinHash bands that left the window of near duplicates; gives how many."""
    with db.writing():
        cursor = db.execute("DELETE FROM band WHERE at < ?", (micros(now - stories.band_window(dedupe)),))
        return int(cursor.rowcount)


# ------------------------------------------------------------------------------------------------ the day


def advance_day(db: Database, day: date) -> bool:
    """Let age limits count from this day; False where they do already. Never goes back.

    Outputs that lose a story by it, or stop showing one that was edited, are marked.
    """
    old = stored_day(db)
    if day <= old:
        return False
    with db.writing():
        db.execute(
            "INSERT INTO meta (key, value) VALUES ('day', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (day.isoformat(),),
        )
        marks = Marks(db, micros(_start(day)))
        for row in db.rows("SELECT id, age FROM output WHERE configured = 1 ORDER BY id"):
            if _loses(db, row["id"], row["age"], old, day):
                marks.touch(row["id"])
    return True


def _loses(db: Database, output: int, age: int | None, old: date, new: date) -> bool:
    since, until = micros(_start(old) - timedelta(days=1)), micros(_start(new) - timedelta(days=1))
    edited = db.row(
        "SELECT 1 FROM story AS s CROSS JOIN story_category AS c ON c.output_id = ? AND c.sort_at = s.sort_at "
        "AND c.story_id = s.id WHERE s.edited_at >= ? AND s.edited_at < ? LIMIT 1",
        (output, since, until),
    )
    if edited is not None:
        return True
    return age is not None and (
        db.row(
            "SELECT 1 FROM story_category WHERE output_id = ? AND sort_at >= ? AND sort_at < ? LIMIT 1",
            (output, micros(_start(old)) - age, micros(_start(new)) - age),
        )
        is not None
    )


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


# ------------------------------------------------------------------------------------------------ the file


def checkpoint(db: Database, *, truncate: bool = True) -> bool:
    """Move the journal into the database; False where a reader stood in the way. Call it when idle."""
    row = db.row(f"PRAGMA wal_checkpoint({'TRUNCATE' if truncate else 'PASSIVE'})")
    return row is not None and row[0] == 0


def optimize(db: Database) -> None:
    """Let SQLite refresh the statistics that its planner goes by."""
    with db.translated():
        db.execute("PRAGMA optimize").fetchall()


def integrity(db: Database) -> None:
    """Look at everything: pages, indexes, references. Raises StorageError `corrupt` naming what is wrong."""
    _sound(db.column("PRAGMA integrity_check(20)"), db.path)
    broken = [f"{row[0]} row {row[1]} names a missing {row[2]}" for row in db.rows("PRAGMA foreign_key_check")]
    _sound(broken or ["ok"], db.path)


def _sound(found: list[str], path: Path) -> None:
    if found != ["ok"]:
        raise StorageError(
            "corrupt", f"the database is damaged: {'; '.join(found[:5])}", where=str(path),
            hint="stop aggregator and run `aggregator db restore FILE` with the newest backup",
        )  # fmt: skip


def backup(db: Database, target: Path) -> Path:
    """A consistent copy of the whole database in one file, checked after it was written.

    Refuses to overwrite: raises StorageError `exists`. A copy that is not sound is removed again.
    """
    if target.exists():
        raise StorageError("exists", "the backup's file exists already", where=str(target), hint="name another file")
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        db.copy_into(part)
        verify(part)
        part.rename(target)
        sync_folder(target.parent)
    except OSError as error:
        raise StorageError(
            "unwritable", f"the backup cannot be written: {error.strerror}", where=str(target),
            hint="name a file in a folder that the user that runs aggregator may write in",
        ) from error  # fmt: skip
    finally:
        part.unlink(missing_ok=True)
    return target


def sync_folder(folder: Path) -> None:
    """Have the disk know the names in a folder: a file's own bytes are not enough. Raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def copy(db: Database, target: Path) -> None:
    """A consistent copy in a new file, quicker than a backup: nothing is rebuilt, nothing is checked."""
    with db.translated():
        other = driver.connect(str(target))
        try:
            db.utils.conn.backup(other)
        finally:
            other.close()


def verify(path: Path) -> int:
    """Check a backup without changing it; gives its schema number. Raises StorageError."""
    if not path.is_file():
        raise StorageError("missing", "there is no such file", where=str(path), hint="name a backup made by "
                           "`aggregator db backup FILE`")  # fmt: skip
    try:
        connection = driver.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None)
    except driver.Error as error:
        raise translate(error, path) from error
    copy = Database(connection, path)
    try:
        integrity(copy)
        return int(copy.value("PRAGMA user_version"))
    finally:
        copy.close()
