"""`status`: health at a glance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

import aggregator
from aggregator.cli.session import Session
from aggregator.cli.told import ago, count, source_line, who
from aggregator.errors import FAKE_IP, by_cause

if TYPE_CHECKING:
    from aggregator.settings import Settings
    from aggregator.store import StoreStatus


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(epilog="Example: [bold]aggregator status --json | jq '.sources[] | select(.failures > 0)'[/bold]")
    def status(context: typer.Context) -> int:
        """Show what is stored, how the sources do, and what is published."""
        from aggregator.daemon.queues import crowded
        from aggregator.store import Reader

        session: Session = context.obj
        settings = session.settings()
        now = session.clock.now()
        reader = Reader.open(settings.state)
        try:
            found = reader.status(now)
        finally:
            reader.close()
        if session.output.as_json:
            session.output.document(document(settings, found))
            return 0
        output = session.output
        place = {category.slug: number for number, category in enumerate(settings.categories)}
        output.line(
            f"{count(found.stories, 'story')} of {count(len(found.sources), 'source')}, {count(found.entries, 'entry')}"
        )
        failing = [
            (one.state.id, *(one.state.last_error or ("", "", "")))
            for one in found.sources
            if one.state.status in {"failing", "gone"} or (one.state.last_error or ("",))[0] == FAKE_IP
        ]
        output.line()
        output.table(
            ("category", "slug", "stories", "changed", "published"),
            [
                (one.name, one.slug, one.stories, ago(one.changed_at, now), ago(one.published_at, now))
                for one in sorted(found.outputs, key=lambda one: place.get(one.slug, len(place)))
            ],
            styles=("", "", "right"),
        )
        output.line()
        output.table(
            ("source", "state", "entries", "last poll", "next poll"),
            [source_line(one, now) for one in found.sources],
            styles=("", "", "right"),
        )
        for sources, what, hint in by_cause(failing):
            output.line(f"{who(sources)}: {what}", "red")
            if hint:
                output.line(f"  → {hint}", "cyan")
        for crowd in crowded(settings, found.sources):
            output.line(crowd.sentence, "yellow")
            output.line(f"  → {crowd.hint}", "cyan")
        for host, source, until in found.blocks:
            output.line(f"{source or host} asked us to stay away until {until:%Y-%m-%d %H:%M} UTC", "yellow")
        return 0


def document(settings: Settings, found: StoreStatus) -> dict[str, Any]:
    """The document of `status --json` (docs/reference/json.md)."""
    from aggregator.daemon.queues import crowded

    urls = {source.id: source.published_url or _shown(source.addresses) for source in settings.sources}
    return {
        "version": aggregator.__version__,
        "entries": found.entries,
        "stories": found.stories,
        "sources": [
            {
                "id": one.state.id,
                "url": urls.get(one.state.id, ""),
                "state": one.state.status,
                "failures": one.state.failures,
                "last_error": error_document(one.state.last_error),
                "last_poll_at": one.state.last_poll_at,
                "next_poll_at": one.state.next_poll_at,
                "entries": one.entries,
            }
            for one in found.sources
        ],
        "categories": [
            {"name": one.name, "slug": one.slug, "stories": one.stories, "published_at": one.published_at}
            for one in found.outputs
            if one.kind == "category"
        ],
        "waiting": [{"host": host, "source": source, "until": until} for host, source, until in found.blocks],
        "crowded": [
            {"host": crowd.host, "sources": crowd.sources, "load": crowd.load}
            for crowd in crowded(settings, found.sources)
        ],
        "database_bytes": found.database_bytes,
        "schema": found.schema,
    }


def _shown(addresses: Any) -> str:
    from aggregator.urls import masked

    return masked(addresses[0].key) if addresses else ""


def error_document(error: tuple[str, str, str] | None) -> dict[str, str] | None:
    """A stored error, for programs."""
    return None if error is None else {"code": error[0], "error": error[1], "hint": error[2]}
