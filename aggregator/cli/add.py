"""`add`: the feed behind any address, appended to the configuration."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aggregator.cli.preview import look_at, tell
from aggregator.cli.session import Session, fail
from aggregator.errors import ParseError

if TYPE_CHECKING:
    from aggregator.daemon.inspection import Look
    from aggregator.settings import Settings, Source


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(epilog="Example: [bold]aggregator add https://sspai.com/ --category 新媒体[/bold]")
    def add(
        context: typer.Context,
        url: Annotated[str, typer.Argument(metavar="URL", help="A feed, or any page of the site.")],
        category: Annotated[
            list[str] | None, typer.Option(metavar="NAME", help="Where it belongs; may be given again.")
        ] = None,
        source_id: Annotated[
            str, typer.Option("--id", help="Its id, for ever; made from the address by default.")
        ] = "",
        file: Annotated[Path | None, typer.Option(help="The file to append to; the configuration by default.")] = None,
        dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the block, write nothing.")] = False,
    ) -> int:
        """Find the feed behind an address, show it, and append a source block. What the file holds is not touched."""
        from aggregator.cli.trial import TRIAL, with_source
        from aggregator.logs import configure
        from aggregator.settings.slugs import guess_id
        from aggregator.settings.starter import source_block

        session: Session = context.obj
        configure("warning")
        session.file  # noqa: B018 - without a configuration there is nothing to append to: says where it looked
        trial, source, _text = with_source(session, {"id": TRIAL, "url": url})
        look = asyncio.run(look_at(session, trial, source))
        if look.feed is None:
            raise ParseError("no-feed", "no feed was found there", where=url, hint="name the feed's own address")
        found = url if not look.feeds else look.url
        _refuse_twice(trial, source, look)
        name = source_id or _free(guess_id(found) or "source", trial)
        fields = {"id": name, "url": found, "title": str(look.feed.title), "categories": list(category or ())}
        target = (file or session.file).absolute()
        settings, _source, text = with_source(session, fields, target)
        if not dry_run:
            _write(target, text)
        if session.output.as_json:
            session.output.document(
                {"id": name, "url": found, "title": look.feed.title, "file": target, "written": not dry_run,
                 "entries": len(look.feed.roster), "block": source_block(fields)}
            )  # fmt: skip
        else:
            tell(session, look)
            session.output.line()
            session.output.raw(source_block(fields))
            session.output.say("nothing was written" if dry_run else f"appended to {target}")
            if not category and not _source.categories:
                known = ", ".join(one.name for one in settings.categories)
                session.output.say(f'  → it belongs to no category yet; add `categories = ["…"]` (there are: {known})')
        return 0


def _refuse_twice(settings: Settings, source: Source, look: Look) -> None:
    urls = {look.url, *(address.url for address in source.addresses)}
    for known in settings.sources:
        if known.id != source.id and urls & {address.url for address in known.addresses}:
            raise fail(f"this feed is read already, as {known.id!r}", "edit that block instead", "exists")


def _free(name: str, settings: Settings) -> str:
    taken = {source.id for source in settings.sources} | {old for source in settings.sources for old in source.was}
    number = 2
    chosen = name
    while chosen in taken:
        chosen, number = f"{name}-{number}", number + 1
    return chosen


def _write(target: Path, text: str) -> None:
    """Whole or not at all: a daemon that watches the file never reads half of it."""
    target = target.resolve()  # a linked configuration stays a link
    temporary = target.with_name(f".{target.name}.tmp")
    bom = b"\xef\xbb\xbf" if target.is_file() and target.read_bytes().startswith(b"\xef\xbb\xbf") else b""
    temporary.write_bytes(bom + text.encode("utf-8"))
    if target.exists():
        temporary.chmod(target.stat().st_mode)
    temporary.replace(target)
