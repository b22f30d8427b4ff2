"""`plan`: what a changed configuration would add to and take from each output, before it is applied."""

from __future__ import annotations

from typing import Annotated

import typer

from aggregator.cli.session import Session


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(epilog="Example: [bold]aggregator plan && aggregator reload[/bold]")
    def plan(
        context: typer.Context,
        limit: Annotated[int, typer.Option(min=1, help="So many stories of each kind are named.")] = 10,
    ) -> int:
        """Show what the edited file would add to and take from each output. Changes nothing.

        The stored entries are judged with the file as it is now, in a copy of the database.
        """
        from aggregator.daemon.planning import planned

        session: Session = context.obj
        settings = session.settings()
        changes = planned(settings, session.clock)
        if session.output.as_json:
            session.output.document({"changes": changes})
            return 0
        for change in changes:
            if not change.adds and not change.removes:
                continue
            session.output.line(f"{change.slug}: {len(change.adds)} more, {len(change.removes)} fewer", "bold")
            for sign, style, stories in (("+", "green", change.adds), ("-", "red", change.removes)):
                for story in stories[:limit]:
                    session.output.line(f"  {sign} {story.title}  {story.link}", style)
                if len(stories) > limit:
                    session.output.line(f"  {sign} … and {len(stories) - limit} more", style)
        if not any(change.adds or change.removes for change in changes):
            session.output.line("no output would change")
        return 0
