"""`reload`: apply the changed file now."""

from __future__ import annotations

import typer

from aggregator.cli.session import Session


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(epilog="Example: [bold]aggregator check && aggregator reload[/bold]")
    def reload(context: typer.Context) -> int:
        """Have the running daemon apply the configuration file, whole or not at all."""
        session: Session = context.obj
        result = session.ask_daemon(session.settings(), "reload", {})
        if session.output.as_json:
            session.output.document(result)
        else:
            session.output.line(result.get("summary", "applied"))
        return 0
