"""`token add|list|revoke`: who may read private outputs."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from aggregator.cli.session import Session
from aggregator.cli.told import count

app = typer.Typer(no_args_is_help=True, help="Capability tokens of private categories.")


@app.command(epilog="Example: [bold]aggregator token add 'the phone' --category neibu[/bold]")
def add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What it is for, so that it can be revoked.")],
    category: Annotated[list[str] | None, typer.Option(help="Slugs it opens; all private ones by default.")] = None,
) -> int:
    """Make a token. It is shown once; only its hash is kept."""
    result = _call(context, {"action": "add", "name": name, "categories": list(category or ())})
    if not context.obj.output.as_json:
        for url in result["urls"]:
            context.obj.output.line(url)
        context.obj.output.say("this is shown once: keep it, it cannot be shown again")
    return 0


@app.command("list", epilog="Example: [bold]aggregator token list[/bold]")
def list_(context: typer.Context) -> int:
    """List tokens by name."""
    result = _call(context, {"action": "list"})
    if not context.obj.output.as_json:
        rows = [(t["name"], t["categories"] or "all", t["created_at"], t["revoked_at"]) for t in result["tokens"]]
        context.obj.output.table(("name", "categories", "created", "revoked"), rows)
    return 0


@app.command(epilog="Example: [bold]aggregator token revoke 'the phone'[/bold]")
def revoke(
    context: typer.Context, name: Annotated[str, typer.Argument(metavar="NAME", help="As it was added.")]
) -> int:
    """Close a token for ever."""
    result = _call(context, {"action": "revoke", "name": name})
    if not context.obj.output.as_json:
        context.obj.output.line(f"{count(result['revoked'], 'token')} revoked")
    return 0


def _call(context: typer.Context, arguments: dict[str, Any]) -> dict[str, Any]:
    session: Session = context.obj
    result = session.operate(session.settings(), "token", arguments)
    if session.output.as_json:
        session.output.document(result)
    return result
