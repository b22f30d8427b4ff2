"""Write a database as SQL text, to be kept as the fixture of a released schema.

    PYTHONPATH=tests python -m support.store_fixture > tests/store/schema_1.sql

Run it once per schema, when the schema is released; afterwards the file never changes.
"""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aggregator.settings.values import Category
from aggregator.store import DATABASE
from aggregator.store.database import driver

from support.store_world import World, make_entry, make_settings, make_source

SETTINGS = make_settings(
    [make_source("woshipm"), make_source("zaker", categories=("xinmeiti", "keji"))],
    [
        Category("新媒体", "xinmeiti", backlog=-1, path=("新媒体",)),
        Category("科技", "keji", backlog=-1, path=("科技",)),
    ],
)


def fill(state: Path) -> None:
    """A small history: two sources, a merged story, an edit, a hidden story, a failure."""
    world = World(state, SETTINGS)
    at = datetime(2025, 12, 30, tzinfo=UTC)
    document = [
        make_entry(
            n, f"产品经理的第{n}课", guid=f"tag:woshipm.example,2025:{n}", at=at - timedelta(hours=n), raw=b"sealed"
        )
        for n in range(4)
    ]
    world.poll("woshipm", *document, etag='"one"')
    world.publish()
    world.clock.pass_(timedelta(hours=1))
    world.poll("zaker", make_entry(0, "两家都登的文章", link="https://blog.example/post", at=at))
    world.clock.pass_(timedelta(hours=1))
    shared = make_entry(0, "两家都登的文章", link="https://www.blog.example/post/?utm_source=w", at=at)
    edited = make_entry(1, "产品经理的第0课（修订）", guid=document[0].guid, at=at, raw=b"sealed")
    rest = (replace(one, position=one.position + 1) for one in document[1:])
    world.poll("woshipm", shared, edited, *rest, etag='"two"')
    world.store.hide(document[3].guid, "spam")
    world.fail("zaker")
    world.store.add_token("手机", b"digest", "keji")
    world.publish()
    world.close()


def dump(path: Path) -> str:
    """The database as statements; shadow tables of the full text are made again by their own table."""
    connection = driver.connect(path)
    lines = []
    rows = connection.execute("SELECT name, type, sql FROM sqlite_schema ORDER BY rowid").fetchall()
    for name, kind, sql in rows:
        if sql and not name.startswith(("sqlite_", "search_data", "search_idx", "search_docsize", "search_config",
                                        "search_content")):  # fmt: skip
            lines.append(f"{sql};")
            if kind == "table" and not sql.upper().startswith("CREATE VIRTUAL"):
                columns = [row[1] for row in connection.execute(f"PRAGMA table_info({name})")]
                quoted = " || ',' || ".join(f"quote({column})" for column in columns)
                values = connection.execute(f"SELECT {quoted} FROM {name}").fetchall()
                lines += [f"INSERT INTO {name} VALUES ({value[0]});" for value in values]
    for pragma in ("application_id", "user_version"):
        lines.append(f"PRAGMA {pragma} = {connection.execute(f'PRAGMA {pragma}').fetchone()[0]};")
    connection.close()
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder) / "state")
        print(dump(Path(folder) / "state" / DATABASE), end="")
