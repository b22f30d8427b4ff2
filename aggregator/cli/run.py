"""`run`: the daemon, in the foreground."""

from __future__ import annotations

import typer

from aggregator.cli.session import Session


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(epilog="Example: [bold]aggregator -c config/aggregator.toml run[/bold]")
    def run(context: typer.Context) -> int:
        """Poll, publish and serve until told to stop.

        SIGTERM and Ctrl-C stop it cleanly; SIGHUP, `aggregator reload` and saving the file apply a changed
        configuration, whole or not at all.
        """
        from aggregator.daemon import run as run_daemon

        session: Session = context.obj
        return run_daemon(session.file, environ=session.environ, verbose=session.output.verbose)
