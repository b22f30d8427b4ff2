"""`explain`: the whole story of an entry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from aggregator.cli.session import Session, fail
from aggregator.cli.told import count
from aggregator.clock import rfc3339

if TYPE_CHECKING:
    from aggregator.store import ExplainedCopy, Explanation


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(epilog="Example: [bold]aggregator explain https://sspai.com/post/1[/bold]")
    def explain(
        context: typer.Context,
        entry: Annotated[str, typer.Argument(metavar="ENTRY", help="The id, or any link, of a story.")],
    ) -> int:
        """Tell the whole story of an entry: polls, rules, copies, outputs, and why it is or is not there."""
        from aggregator.store import Reader

        session: Session = context.obj
        settings = session.settings()
        reader = Reader.open(settings.state)
        try:
            found = reader.explain(entry, settings)
            pruned = () if found else reader.pruned(entry)
        finally:
            reader.close()
        if pruned:
            raise fail(
                f"{' and '.join(pruned)} had {entry!r} until `[keep]` let it go",
                "what was let go does not come back, whatever its source lists; raise `[keep]` for what is to come",
                "unknown-entry",
            )
        if not found:
            raise fail(
                f"nothing stored has the id or link {entry!r}",
                "`aggregator search WORDS` finds stories by their words",
                "unknown-entry",
            )
        if session.output.as_json:
            session.output.document(document(found[0]) | {"others": [document(one) for one in found[1:]]})
        else:
            for one in found:
                _tell(session, one)
        return 0


def document(one: Explanation) -> dict[str, Any]:
    """The document of `explain --json` (docs/reference/json.md)."""
    return {
        "id": one.uid,
        "link": one.link,
        "title": one.title,
        "source": one.source,
        "sort_at": one.sort_at,
        "first_seen_at": one.first_seen_at,
        "changed_at": one.changed_at,
        "hidden": one.hidden,
        "outputs": one.outputs,
        "copies": one.copies,
        "rules": list(dict.fromkeys(rule for copy in one.copies for rule in copy.rules)),
        "keys": [{"kind": kind, "version": version, "key": key} for kind, version, key in one.keys],
        "later_evidence": [{"id": uid, "evidence": words} for uid, words in one.later_evidence],
    }


def _polls(copy: ExplainedCopy) -> str:
    """The polls whose document listed a copy."""
    if not copy.polls:
        return "no poll that is remembered"
    first, last = rfc3339(copy.polls[0].at), rfc3339(copy.polls[-1].at)
    return f"{count(len(copy.polls), 'poll')}, " + (f"at {first}" if first == last else f"from {first} to {last}")


def _tell(session: Session, one: Explanation) -> None:
    output = session.output
    output.line(one.title, "bold")
    output.fields(
        [
            ("id", one.uid),
            ("link", one.link),
            ("first seen", one.first_seen_at),
            ("placed at", one.sort_at),
            ("changed", one.changed_at),
            ("hidden", one.hidden),
        ]
    )
    for copy in one.copies:
        output.line()
        output.line(f"copy in {copy.source}: {copy.title}")
        output.fields(
            [
                ("  link", copy.link),
                ("  guid", copy.guid),
                ("  first seen", copy.first_seen_at),
                ("  published", copy.published_at),
                ("  text", f"{copy.length} characters" + (", a teaser" if copy.is_teaser else "")),
                ("  joined because", copy.evidence),
                ("  rules", copy.rules),
                ("  categories", copy.categories),
                ("  held back in", copy.held),
                ("  not shown", copy.reason),
                ("  listed by", _polls(copy)),
            ]
        )
    output.line()
    names = {copy.entry_id: copy.source for copy in one.copies}
    output.table(
        ("output", "shown", "number", "copies", "reason"),
        [
            (each.slug, each.shown, each.number, [names[copy] for copy in each.copies], each.reason)
            for each in one.outputs
        ],
    )
    for uid, words in one.later_evidence:
        output.line(f"later evidence: also like {uid}: {words}", "yellow")
