"""`poll`: fetch what is due, publish, exit. For cron and CI."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Annotated, Any

import typer

from aggregator.cli.progress import bar
from aggregator.cli.session import Session, fail, published_place
from aggregator.cli.told import who
from aggregator.clock import duration
from aggregator.errors import by_cause

_WAITING = {
    "not-due": "skipped: not due until {until}; --force polls it now",
    "stay-away": "skipped: asked us to stay away until {until}",
    "offline": "skipped: our own network seems down; it stays due",
    "paused": "skipped: paused in the configuration; --force polls it all the same",
    "gone": "skipped: its feed is gone for good; --force asks once more",
    "no-time": "skipped: time was up; it stays due",
}


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(epilog="Example: [bold]aggregator poll --within 10m --tolerate 20%[/bold]")
    def poll(
        context: typer.Context,
        ids: Annotated[
            list[str] | None, typer.Argument(metavar="[ID]…", help="Sources to poll; all that are due.")
        ] = None,
        force: Annotated[bool, typer.Option("--force", help="Now, due or not; a Retry-After is still obeyed.")] = False,
        within: Annotated[str, typer.Option(metavar="10m", help="Stop after so long; the rest stays due.")] = "",
        tolerate: Annotated[
            str, typer.Option(metavar="20%", help="So many failing sources, or so large a part, are no failure.")
        ] = "0",
        seed_from: Annotated[
            str, typer.Option(metavar="URL", help="First take ids and dates from feeds published there.")
        ] = "",
    ) -> int:
        """Poll the sources that are due, publish what changed, and exit.

        Named sources are polled when due, all and any of them now with --force. The exit code is 1 when more sources
        failed than --tolerate allows; one bad source never stops the others.
        """
        session: Session = context.obj
        allowed = tolerance(tolerate)
        settings = session.settings()
        arguments = {
            "ids": list(ids or ()),
            "force": force,
            "within": within and _seconds(within),
            "seed_from": published_place(session, seed_from),
        }
        with bar("polling") as progress:
            result = session.operate(settings, "poll", arguments, progress)
        show(session, result)
        return 1 if result["failed"] > allowed(result["polled"]) else 0


def _seconds(text: str) -> float:
    try:
        return duration(text).total_seconds()
    except ValueError as error:
        raise fail(str(error)) from None


def tolerance(text: str) -> Callable[[int], Fraction | int]:
    """How many of n sources may fail: "20%" a part of them, "3" a number. Raises UsageError for anything else."""
    word = text.strip()
    try:
        if word.endswith("%"):
            part = Fraction(word[:-1]) / 100
            if not 0 <= part <= 1:
                raise ValueError
            return lambda polled: part * polled
        count = int(word)
        if count < 0:
            raise ValueError
    except (ValueError, ZeroDivisionError):
        raise fail(f"--tolerate takes a number or a percentage, not {text!r}", "write 3 or 20%") from None
    return lambda _polled: count


def show(session: Session, result: Mapping[str, Any]) -> None:
    """Print what a poll came to."""
    output = session.output
    if output.as_json:
        output.document(result)
        return
    entries, outputs = result["entries"], result["outputs"]
    output.line(
        f"{result['polled']} polled: {result['changed']} with news, {result['unchanged']} unchanged, "
        f"{result['not_modified']} not modified, {result['failed']} failed"
    )
    output.line(
        f"{entries['new']} new entries, {entries['changed']} changed, {entries['duplicate']} duplicates, "
        f"{entries['dropped']} dropped"
    )
    if result.get("articles"):
        output.line(f"{result['articles']} full texts fetched from article pages")
    output.line(f"{outputs['written']} files written, {outputs['unchanged']} unchanged")
    if "seeded" in result:
        output.line(f"{result['seeded']} ids and dates taken over from what was published")
    for one in result.get("waiting", ()):
        output.say(f"{one['source']}: {_WAITING[one['reason']].format(until=one['until'])}", "yellow")
    failures = [(one["source"], one["code"], one["error"], one.get("hint", "")) for one in result.get("failures", ())]
    for sources, what, hint in by_cause(failures):
        output.say(f"{who(sources)}: {what}", "red")
        if hint:
            output.say(f"  → {hint}", "cyan")
