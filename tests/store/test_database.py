"""Opening: the lock, readers, refusals, schemas, the full disk, damage."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from aggregator.errors import BusyError, StorageError
from aggregator.store import DATABASE, LOCK, Reader, Store, check_database, restore_database, upgrade_database
from aggregator.store import migrations as schema
from aggregator.store.database import STATEMENTS, driver, open_writer
from sqlite_utils.migrations import Migrations


def test_the_second_writer_is_told_who_the_first_one_is(world):
    with pytest.raises(BusyError) as refused:
        Store.open(world.state, world.clock)
    assert (refused.value.code, refused.value.pid, refused.value.exit_code) == ("locked", os.getpid(), 75)
    assert str(os.getpid()) in str(refused.value)


def test_a_killed_writer_gives_its_lock_back(tmp_path, world):
    state = tmp_path / "other"
    code = (
        "import sys, time; from pathlib import Path; from aggregator.clock import SystemClock; "
        "from aggregator.store import Store; s = Store.open(Path(sys.argv[1]), SystemClock()); "
        "print('open', flush=True); time.sleep(60)"
    )
    child = subprocess.Popen([sys.executable, "-c", code, str(state)], stdout=subprocess.PIPE)
    assert child.stdout is not None
    child.stdout.readline()
    with pytest.raises(BusyError) as refused:
        Store.open(state, world.clock)
    assert refused.value.pid == child.pid
    child.kill()
    child.wait()
    child.stdout.close()
    Store.open(state, world.clock).close()


def test_pragmas_are_those_we_promise(world):
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}
    assert {name: world.sql(f"PRAGMA {name}")[0][0] for name in wanted} == wanted


def test_every_statement_of_a_life_has_a_place_among_the_compiled_ones(worlds, settings, source, entry):
    told: set[str] = set()
    world = worlds(settings([source("woshipm"), source("zaker")]), tracer=lambda sql, _: told.add(sql))
    for day in range(3):
        for name in ("woshipm", "zaker"):
            world.poll(name, *(entry(n, f"第{day + n}天的文章", guid=f"{day + n}") for n in range(3)))
            world.quiet(name)
            world.fail(name)
        world.publish()
        world.store.prune(world.settings.keep)
        world.store.forget_old(world.settings.dedupe)
        world.store.search("文章")
        world.clock.pass_(timedelta(days=1))
    assert 100 < len(told) < STATEMENTS / 2


def test_a_transaction_inside_another_is_undone_alone_and_by_the_same_statements_each_time(world):
    db, told = world.store._db, []

    def fail(polls):
        with db.writing():
            with db.writing():
                db.execute(f"UPDATE source SET polls = {polls}")
            raise ValueError(polls)

    db.utils.conn.set_trace_callback(told.append)
    with db.writing():
        db.execute("UPDATE source SET polls = 7")
        for polls in (8, 9):
            with pytest.raises(ValueError, match=str(polls)):
                fail(polls)
    with pytest.raises(ValueError, match="10"):
        fail(10)
    db.utils.conn.set_trace_callback(None)
    assert not db.in_transaction()
    assert world.sql("SELECT DISTINCT polls FROM source") == [(7,)]
    assert {sql for sql in told if "UPDATE" not in sql} == {
        "BEGIN IMMEDIATE", "COMMIT", "ROLLBACK", "SAVEPOINT nested", "RELEASE nested", "ROLLBACK TO nested"
    }  # fmt: skip


def test_every_table_is_strict(world):
    tables = world.sql("SELECT name, strict FROM pragma_table_list WHERE type = 'table' AND schema = 'main'")
    loose = {name for name, strict in tables if not strict}
    assert {name for name in loose if not name.startswith(("sqlite_", "_sqlite", "search"))} == set()


def test_a_reader_creates_no_file_and_sees_what_was_committed(world, entry, tmp_path):
    world.poll("woshipm", entry(0, "读者看得见的文章", guid="1"))
    world.close()
    before = sorted(path.name for path in world.state.iterdir())
    with Reader.open(world.state) as reader:
        assert reader.status(world.clock.now()).entries == 1
    assert sorted(path.name for path in world.state.iterdir()) == before
    for end in ("-wal", "-shm"):  # as after a copy of the bare file
        (world.state / (DATABASE + end)).unlink()
    before = sorted(path.name for path in world.state.iterdir())
    with Reader.open(world.state) as reader:
        assert reader.status(world.clock.now()).entries == 1
        assert sorted(path.name for path in world.state.iterdir()) == before
        world.store = Store.open(world.state, world.clock)
        world.poll("woshipm", entry(0, "后来才写进去的文章", guid="2"))
        assert reader.status(world.clock.now()).entries == 2
    with pytest.raises(StorageError) as refused:
        Reader.open(tmp_path / "nowhere")
    assert refused.value.code == "missing"
    assert not (tmp_path / "nowhere").exists()


def test_a_reader_cannot_write(world):
    with Reader.open(world.state) as reader, pytest.raises(StorageError) as refused, reader._db.writing():
        reader._db.execute("DELETE FROM meta")
    assert refused.value.code == "read-only"


def test_a_newer_schema_is_refused_and_left_alone(world):
    world.close()
    connection = driver.connect(world.state / DATABASE)
    connection.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    connection.commit()
    connection.close()
    for opening in (lambda: Store.open(world.state, world.clock), lambda: Reader.open(world.state)):
        with pytest.raises(StorageError) as refused:
            opening()
        assert (refused.value.code, refused.value.exit_code) == ("newer-schema", 74)
    connection = driver.connect(world.state / DATABASE)
    connection.execute(f"PRAGMA user_version = {schema.VERSION}")
    connection.commit()
    connection.close()
    world.store = Store.open(world.state, world.clock)


def test_a_database_of_another_program_is_left_alone(tmp_path, world):
    state = tmp_path / "foreign"
    state.mkdir()
    connection = driver.connect(state / DATABASE)
    connection.execute("CREATE TABLE songs (name)")
    connection.close()
    with pytest.raises(StorageError) as refused:
        Store.open(state, world.clock)
    assert refused.value.code == "foreign"


def test_a_folder_that_cannot_be_made_is_named_with_its_remedy(tmp_path, world):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError) as refused:
        Store.open(tmp_path / "file" / "state", world.clock)
    assert (refused.value.code, refused.value.exit_code) == ("unwritable", 74)
    assert str(tmp_path) in str(refused.value)
    assert "paths.state" in refused.value.hint


def test_a_file_that_is_no_database_is_named_corrupt(tmp_path, world):
    state = tmp_path / "broken"
    state.mkdir()
    (state / DATABASE).write_bytes(b"this is not a database, it is a sentence of more than a few bytes" * 100)
    with pytest.raises(StorageError) as refused:
        Store.open(state, world.clock)
    assert refused.value.code == "corrupt"
    assert "restore" in refused.value.hint
    assert check_database(state)["ok"] is False


def test_damaged_pages_are_found(world, entry):
    for n in range(40):
        world.poll("woshipm", entry(0, f"第{n}篇文章标题", guid=str(n), text="字" * 4000))
    world.close()
    path = world.state / DATABASE
    content = bytearray(path.read_bytes())
    for page in range(120, 160):
        content[page * 4096 : page * 4096 + 200] = b"\xff" * 200
    path.write_bytes(content)
    found = check_database(world.state)
    assert found["ok"] is False
    assert found["problems"]
    world.store = Store.open(world.state, world.clock)
    with pytest.raises(StorageError) as refused:
        world.store.integrity_check()
    assert refused.value.code == "corrupt"


# ------------------------------------------------------------------------------------------------ migrations


NEXT = schema.VERSION + 1


def _steps(*statements: str) -> Migrations:
    """The steps of a later release: ours, applied already, and one more."""
    steps = Migrations("aggregator")

    @steps(name="9999_next")
    def _next(db):
        for statement in statements:
            db.execute(statement)
        db.execute(f"PRAGMA user_version = {NEXT}")

    return steps


def test_an_older_schema_is_backed_up_and_brought_up(world, entry):
    world.poll("woshipm", entry(0, "升级前的一篇文章", guid="1"))
    world.close()
    db = open_writer(world.state / DATABASE)
    steps = _steps("ALTER TABLE source ADD COLUMN mood TEXT NOT NULL DEFAULT 'calm'")
    done = schema.migrate(db, steps=steps, version=NEXT)
    assert (done.found, schema.version_of(db)) == (schema.VERSION, NEXT)
    assert db.value("SELECT mood FROM source LIMIT 1") == "calm"
    assert done.backup is not None
    backup = driver.connect(done.backup)
    assert backup.execute("PRAGMA user_version").fetchone()[0] == schema.VERSION
    assert backup.execute("SELECT count(*) FROM entry").fetchone()[0] == 1
    backup.close()
    db.execute(f"PRAGMA user_version = {schema.VERSION}")
    db.close()
    world.store = Store.open(world.state, world.clock)


@pytest.mark.parametrize("broken_at", [0, 1, 2, 3])
def test_a_migration_that_fails_leaves_the_old_schema(world, entry, broken_at):
    world.poll("woshipm", entry(0, "升级前的一篇文章", guid="1"))
    before = world.sql("SELECT name, sql FROM sqlite_schema ORDER BY name")
    world.close()
    statements = [
        "ALTER TABLE source ADD COLUMN mood TEXT",
        "CREATE TABLE extra (id INTEGER PRIMARY KEY) STRICT",
        "UPDATE entry SET title = 'changed'",
    ]
    statements.insert(broken_at, "INSERT INTO no_such_table VALUES (1)")
    db = open_writer(world.state / DATABASE)
    with pytest.raises(StorageError):
        schema.migrate(db, steps=_steps(*statements), version=NEXT)
    db.close()
    world.store = Store.open(world.state, world.clock)
    assert world.sql("SELECT name, sql FROM sqlite_schema ORDER BY name") == before
    assert world.titles() == ["升级前的一篇文章"]


def test_upgrade_says_from_where_to_where(world):
    world.close()
    assert upgrade_database(world.state, world.clock) == {
        "from": schema.VERSION, "to": schema.VERSION, "backup": None,
    }  # fmt: skip
    world.store = Store.open(world.state, world.clock)


# ------------------------------------------------------------------------------------------------ full disk, journal


def test_a_full_disk_costs_one_poll_and_heals_by_itself(world, entry):
    world.poll("woshipm", entry(0, "磁盘还有空间时的文章", guid="1"))
    pages = world.sql("PRAGMA page_count")[0][0]
    world.sql(f"PRAGMA max_page_count = {pages + 2}")
    flood = [entry(n, f"第{n}篇很长的文章", guid=f"n{n}", text=f"{n}字" * 9000) for n in range(20)]
    with pytest.raises(StorageError) as refused:
        world.poll("zaker", *flood)
    assert (refused.value.code, refused.value.transient) == ("disk-full", True)
    assert not world.store._db.in_transaction()
    assert world.titles() == ["磁盘还有空间时的文章"]
    assert world.store.poll_plan("zaker").state.first_polled_at is None
    world.store.integrity_check()
    world.sql("PRAGMA max_page_count = 1000000")
    assert world.poll("zaker", *flood).new == 20


def test_the_journal_is_cut_back(world, entry):
    journal = world.state / (DATABASE + "-wal")
    for n in range(60):
        world.poll("woshipm", entry(0, f"第{n}篇文章标题", guid=str(n), text=f"{n}字" * 3000))
    assert journal.stat().st_size < 16 * 1024 * 1024
    assert world.store.checkpoint()
    assert journal.stat().st_size == 0
    with Reader.open(world.state) as reader, reader._db.reading():
        reader._db.value("SELECT count(*) FROM entry")
        world.poll("woshipm", entry(0, "读者在读时写的文章", guid="x"))
        assert not world.store.checkpoint(truncate=False) or journal.stat().st_size > 0


def test_a_database_that_somebody_else_has_for_himself_is_not_called_damaged(world):
    world.close()
    other = driver.connect(str(world.state / DATABASE), isolation_level=None)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(BusyError):
        check_database(world.state)
    other.close()
    assert check_database(world.state)["ok"]
    world.store = Store.open(world.state, world.clock)


# ------------------------------------------------------------------------------------------------ backup, restore


def test_a_backup_can_be_put_back(world, entry, tmp_path):
    world.poll("woshipm", entry(0, "备份里有的文章", guid="1"))
    target = world.store.backup(tmp_path / "backups" / "one.sqlite3")
    world.clock.pass_(timedelta(hours=1))
    world.poll("woshipm", entry(0, "备份之后的文章", guid="2"))
    assert target.stat().st_mode & 0o777 == 0o600
    with pytest.raises(StorageError) as refused:
        world.store.backup(target)
    assert refused.value.code == "exists"
    with pytest.raises(BusyError):
        restore_database(world.state, target)
    world.close()
    result = restore_database(world.state, target)
    world.store = Store.open(world.state, world.clock)
    world.store.integrity_check()
    assert world.titles() == ["备份里有的文章"]
    kept = driver.connect(result["kept"])
    assert kept.execute("SELECT count(*) FROM entry").fetchone()[0] == 2
    kept.close()


def test_a_broken_backup_is_not_put_back(world, entry, tmp_path):
    world.poll("woshipm", entry(0, "数据库里的文章", guid="1"))
    world.close()
    broken = tmp_path / "broken.sqlite3"
    broken.write_bytes(b"SQLite format 3\0" + b"\x11" * 8000)
    with pytest.raises(StorageError) as refused:
        restore_database(world.state, broken)
    assert refused.value.code == "corrupt"
    world.store = Store.open(world.state, world.clock)
    assert world.titles() == ["数据库里的文章"]


def test_the_lock_file_is_private(world):
    assert (world.state / LOCK).stat().st_mode & 0o777 == 0o600
