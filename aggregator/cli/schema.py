"""`schema`: the JSON Schema of the configuration, for editors."""

from __future__ import annotations

import typer

from aggregator.cli.session import Session


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(epilog="Example: [bold]aggregator schema > aggregator.schema.json[/bold]")
    def schema(context: typer.Context) -> int:
        """Print the JSON Schema of the configuration file."""
        from aggregator.settings import json_schema

        session: Session = context.obj
        session.output.document(json_schema())
        return 0
