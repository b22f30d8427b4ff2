"""`preview`: what is behind an address, without storing anything."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated, Any

import typer

from aggregator.cli.session import Session
from aggregator.text import shorten
from aggregator.urls import masked

if TYPE_CHECKING:
    from aggregator.daemon.inspection import Look
    from aggregator.settings import Settings, Source


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(epilog="Example: [bold]aggregator preview https://sspai.com/ --rules[/bold]")
    def preview(
        context: typer.Context,
        url: Annotated[str, typer.Argument(metavar="URL", help="A feed, a page that names feeds, or rsshub://route.")],
        rules: Annotated[bool, typer.Option("--rules", help="Show where the rules would put each entry.")] = False,
    ) -> int:
        """Fetch and parse an address without storing: entries, flaws, feeds found, and what rules would do.

        An address that is configured already is read with that source's options.
        """
        from aggregator.logs import configure

        session: Session = context.obj
        configure("warning")
        settings, source = chosen(session, url)
        look = asyncio.run(look_at(session, settings, source))
        if session.output.as_json:
            session.output.document(document(look))
        else:
            tell(session, look, rules=rules)
        return 0


def chosen(session: Session, url: str) -> tuple[Settings, Source]:
    """The configured source of that address, or one made up for it."""
    from aggregator.cli.trial import TRIAL, with_source

    settings, source, _text = with_source(session, {"id": TRIAL, "url": url})
    keys = {address.key for address in source.addresses}
    for known in settings.sources:
        if known.id != TRIAL and keys & {address.key for address in known.addresses}:
            return settings, known
    return settings, source


async def look_at(session: Session, settings: Settings, source: Source) -> Look:
    """What is behind the source's address; well-known paths are tried too, since a person asks."""
    from aggregator.daemon.inspection import inspector

    async with inspector(settings, session.clock) as inspect:
        return await inspect.look(source, guess=True)


def document(look: Look) -> dict[str, Any]:
    """The document of `preview --json` (docs/reference/json.md)."""
    feed = look.feed
    return {
        "url": masked(look.url),
        "format": feed.format if feed else None,
        "encoding": feed.encoding if feed else None,
        "title": feed.title if feed else None,
        "link": feed.link if feed else None,
        "flaws": feed.flaws if feed else (),
        "feeds": look.feeds,
        "entries": [
            {
                "guid": entry.guid,
                "link": entry.link,
                "title": entry.title,
                "published": entry.published.at if entry.published else None,
                "precision": entry.published.precision if entry.published else None,
                "authors": [person.name for person in entry.authors],
                "tags": entry.tags,
                "characters": len(entry.text),
                "thumbnail": entry.thumbnail or None,
                "enclosures": entry.enclosures,
                "categories": judgement.categories,
                "rules": judgement.rules,
                "dropped": judgement.dropped,
                "flaws": entry.flaws,
            }
            for entry, judgement in look.judged
        ],
    }


def tell(session: Session, look: Look, *, rules: bool = False) -> None:
    """Show a feed to a person."""
    output = session.output
    for link in look.feeds:
        output.line(f"feed found: {link.url}" + (f" ({link.title})" if link.title else ""))
    feed = look.feed
    if feed is None:
        output.say("none of them could be read as a feed")
        return
    output.fields(
        [
            ("title", feed.title),
            ("address", masked(look.url)),
            ("site", feed.link),
            ("format", f"{feed.format}, {feed.encoding}"),
            ("entries", len(feed.roster)),
            ("asks for", feed.hints.interval),
        ]
    )
    for flaw in feed.flaws:
        output.line(f"flaw: {flaw.code} {flaw.detail}", "yellow")
    output.line()
    columns = ["published", "title", "link", "text"] + (["categories", "rules"] if rules else [])
    rows = []
    for entry, judgement in look.judged:
        when = "undated" if entry.published is None else f"{entry.published.at:%Y-%m-%d %H:%M}"
        row: list[Any] = [when, shorten(entry.title, 56), entry.link, f"{len(entry.text)}"]
        if rules:
            row += ["dropped" if judgement.dropped else sorted(judgement.categories), judgement.rules]
        rows.append(row)
    output.table(columns, rows)
