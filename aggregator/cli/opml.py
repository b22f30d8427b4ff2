"""`opml import` and `opml export`: subscriptions in, subscriptions out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from aggregator.cli.progress import bar
from aggregator.cli.session import Session, fail
from aggregator.cli.told import count
from aggregator.errors import ConfigurationError

app = typer.Typer(no_args_is_help=True, help="Subscription lists: read one, write ours.")


@app.command("import", epilog="Example: [bold]aggregator opml import feeds.opml >> config/aggregator.toml[/bold]")
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An OPML file; - for standard input.")],
) -> int:
    """Print the sources of an OPML file as TOML to add. Changes nothing; says what it skipped and why.

    What the configuration reads already is left out. The `[[category]]` tables belong into the main file.
    """
    from aggregator.publish import parse_opml, to_toml

    session: Session = context.obj
    try:
        body = typer.get_binary_stream("stdin").read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise fail(f"{file} cannot be read: {error.strerror}") from None
    with bar("reading"):
        taken = parse_opml(body)
    if session.output.as_json:
        session.output.document(taken)
    else:
        session.output.raw(to_toml(taken, **_known(session)))
    session.output.say(f"{count(len(taken.outlines), 'source')}, {count(len(taken.skipped), 'outline')} skipped")
    for skipped in taken.skipped:
        session.output.say(f"  skipped: {skipped}")
    return 0


def _known(session: Session) -> dict[str, Any]:
    """What the configuration has already, where there is one: nothing of it is printed again."""
    try:
        settings = session.settings()
    except ConfigurationError:
        if session.explicit is not None:
            raise
        return {}
    return {
        "categories": {category.name: category.slug for category in settings.categories},
        "ids": {name for source in settings.sources for name in (source.id, *source.was)},
        "urls": {address.url for source in settings.sources for address in source.addresses},
    }


@app.command("export", epilog="Example: [bold]aggregator opml export > sources.opml[/bold]")
def export(context: typer.Context) -> int:
    """Write the sources of the configuration as OPML, with the addresses that may be shown."""
    from aggregator.publish.opml import sources
    from aggregator.store.views import category_view, configured_sources, site_of

    session: Session = context.obj
    settings = session.settings()
    views = configured_sources(settings)
    groups = [
        (category_view(category), [views[one.id] for one in settings.sources if category.slug in one.categories])
        for category in settings.categories
    ]
    session.output.raw(sources(site_of(settings, views.values()), groups, None).decode("utf-8"))
    return 0
