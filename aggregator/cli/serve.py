"""`serve`: only the web server over what is published."""

from __future__ import annotations

import typer

from aggregator.cli.session import Session


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(epilog="Example: [bold]aggregator serve[/bold]")
    def serve(context: typer.Context) -> int:
        """Serve what is published, and nothing else: no polls, no store."""
        from aggregator.daemon import serve as serve_files

        session: Session = context.obj
        return serve_files(session.file, environ=session.environ, verbose=session.output.verbose)
