"""`hide` and `unhide`: take a story out of every output, put it back."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from aggregator.cli.session import Session
from aggregator.cli.told import count


def register(app: typer.Typer) -> None:
    """Add both commands."""

    @app.command(epilog='Example: [bold]aggregator hide https://example.org/spam --reason "advertisement"[/bold]')
    def hide(
        context: typer.Context,
        link: Annotated[str, typer.Argument(metavar="LINK", help="A link of the story, or its id.")],
        reason: Annotated[str, typer.Option(help="Why: shown by `explain`, never published.")] = "",
    ) -> int:
        """Take a story out of every output, archives included, and keep it out."""
        return _change(
            context.obj,
            "hide",
            {"link": link, "reason": reason},
            "hidden",
            already="it is hidden already",
            unknown="no stored story has this link or id; it is hidden as soon as one comes",
        )

    @app.command(epilog="Example: [bold]aggregator unhide https://example.org/spam[/bold]")
    def unhide(
        context: typer.Context,
        link: Annotated[str, typer.Argument(metavar="LINK", help="A link of the story, or its id.")],
    ) -> int:
        """Put a hidden story back where it was."""
        return _change(
            context.obj,
            "unhide",
            {"link": link},
            "shown again",
            already="nothing changes: it is not hidden, or a [[hide]] block of the configuration hides it",
            unknown="no stored story has this link or id; nothing is hidden by it",
        )


def _change(session: Session, name: str, arguments: dict[str, Any], done: str, *, already: str, unknown: str) -> int:
    result = session.operate(session.settings(), name, arguments)
    if session.output.as_json:
        session.output.document(result)
    elif result["stories"]:
        session.output.line(
            f"{count(result['stories'], 'story')} {done}; {count(result['outputs']['written'], 'file')} written"
        )
    else:
        session.output.line(already if result["known"] else unknown)
    return 0
