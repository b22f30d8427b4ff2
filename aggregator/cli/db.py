"""`db …`: check, backup, restore, upgrade, prune and reprocess the store."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from aggregator.cli.progress import bar
from aggregator.cli.session import Session, fail, published_place
from aggregator.cli.told import count

app = typer.Typer(no_args_is_help=True, help="The database: one SQLite file in the state folder.")


@app.command(epilog="Example: [bold]aggregator db check[/bold]")
def check(context: typer.Context) -> int:
    """Check the integrity of the database. Changes nothing; exit code 74 where something is wrong."""
    from aggregator.store import check_database

    session: Session = context.obj
    result = check_database(session.settings().state)
    _show(session, result, "the database is whole" if result["ok"] else "the database is damaged")
    if not result["ok"]:
        for problem in result["problems"]:
            session.output.say(str(problem), "red")
        session.output.say(
            "  → restore a backup with `aggregator db restore FILE`; the outputs stay as they are", "cyan"
        )
    return 0 if result["ok"] else 74


@app.command(epilog="Example: [bold]aggregator db backup /var/backups/feeds.db[/bold]")
def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write the copy; must not exist.")],
) -> int:
    """Write a consistent copy and check it. Works while the daemon runs."""
    session: Session = context.obj
    target = session.cwd / file
    if target.exists():
        raise fail(f"{target} exists already; nothing was written", "name a file that does not exist")
    result = session.operate(session.settings(), "db-backup", {"file": str(target)})
    _show(session, result, f"wrote {target}")
    return 0


@app.command(epilog="Example: [bold]aggregator db restore /var/backups/feeds.db[/bold]")
def restore(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="A backup.")] = None,
    from_published: Annotated[
        str, typer.Option(metavar="URL", help="Take ids and dates from feeds that we published there.")
    ] = "",
) -> int:
    """Put a backup back, or rebuild ids and dates from our own published feeds. The daemon must not run."""
    from aggregator.store import restore_database

    session: Session = context.obj
    if (file is None) == (not from_published):
        raise fail("name a backup file or --from-published URL, one of both")
    settings = session.settings()
    if file is not None:
        result = restore_database(settings.state, session.cwd / file)
        kept = f"; the former database is {result['kept']}" if result["kept"] else ""
        _show(session, result, f"restored from {file}{kept}")
    else:
        result = session.operate(settings, "db-restore-published", {"url": published_place(session, from_published)})
        _show(session, result, f"{result['seeded']} ids and dates taken over; the next poll attaches to them")
    return 0


@app.command(epilog="Example: [bold]aggregator db upgrade[/bold]")
def upgrade(context: typer.Context) -> int:
    """Bring the database to the schema of this version, after a backup. `run` and `poll` do it by themselves."""
    from aggregator.store import upgrade_database

    session: Session = context.obj
    result = upgrade_database(session.settings().state)
    _show(session, result, f"schema {result['from']} → {result['to']}")
    return 0


@app.command(epilog="Example: [bold]aggregator db prune[/bold]")
def prune(context: typer.Context) -> int:
    """Apply the configured retention now. What a source still lists stays."""
    session: Session = context.obj
    result = session.operate(session.settings(), "db-prune", {})
    _show(session, result, f"{count(result['pruned'], 'entry')} pruned")
    return 0


@app.command(epilog="Example: [bold]aggregator db reprocess[/bold]")
def reprocess(context: typer.Context) -> int:
    """Clean stored entries again, with the present rules of cleaning. Ids and order stay."""
    session: Session = context.obj
    with bar("cleaning") as progress:
        result = session.operate(session.settings(), "db-reprocess", {}, progress)
    _show(session, result, f"{count(result['reprocessed'], 'entry')} changed")
    return 0


def _show(session: Session, result: dict[str, Any], sentence: str) -> None:
    if session.output.as_json:
        session.output.document(result)
    else:
        session.output.line(sentence)
