"""`publish`: write outputs from the store."""

from __future__ import annotations

from typing import Annotated

import typer

from aggregator.cli.progress import bar
from aggregator.cli.session import Session, fail


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(epilog="Example: [bold]aggregator publish xinmeiti --force[/bold]")
    def publish(
        context: typer.Context,
        slugs: Annotated[
            list[str] | None, typer.Argument(metavar="[SLUG]…", help="Categories; all by default.")
        ] = None,
        force: Annotated[bool, typer.Option("--force", help="Render all, changed or not; equal files stay.")] = False,
    ) -> int:
        """Write the outputs from what is stored. Polls nothing."""
        session: Session = context.obj
        settings = session.settings()
        known = {category.slug for category in settings.categories}
        for slug in slugs or ():
            if slug not in known:
                raise fail(f"no category has the slug {slug!r}", "the slugs are: " + ", ".join(sorted(known)))
        with bar("publishing") as progress:
            result = session.operate(settings, "publish", {"slugs": list(slugs or ()), "force": force}, progress)
        if session.output.as_json:
            session.output.document(result)
        else:
            outputs = result["outputs"]
            session.output.line(
                f"{outputs['written']} files written, {outputs['unchanged']} unchanged, {outputs['removed']} removed"
            )
            for problem in result["problems"]:
                session.output.say(problem, "red")
        return 0
