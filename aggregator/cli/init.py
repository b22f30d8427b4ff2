"""`init`: a commented first configuration."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from aggregator.cli.session import Session, fail


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(epilog="Example: [bold]aggregator init && aggregator run[/bold]")
    def init(
        context: typer.Context,
        folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="Where to write it.")] = Path("config"),
        language: Annotated[str, typer.Option(help="Language of the comments: en or zh; that of the locale.")] = "",
    ) -> int:
        """Write a first configuration with comments, and sample feeds that work offline."""
        from aggregator.settings.starter import write_starter

        session: Session = context.obj
        words = session.environ
        locale = words.get("LC_ALL") or words.get("LC_MESSAGES") or words.get("LANG", "")
        chosen = language or ("zh" if locale.lower().startswith("zh") else "en")
        if chosen not in {"en", "zh"}:
            raise fail(f"no comments in the language {chosen!r}", "choose --language en or --language zh")
        file = folder / "aggregator.toml"
        if file.exists():
            raise fail(f"{file} exists already; nothing was written", "name another folder, or edit that file")
        written = write_starter(folder, chosen)
        if session.output.as_json:
            session.output.document({"file": file, "written": written})
        else:
            for path in written:
                session.output.line(f"wrote {path}")
            session.output.line(f"next: aggregator -c {file} run")
        return 0
