"""`search`: full text, Chinese included."""

from __future__ import annotations

from typing import Annotated

import typer

from aggregator.cli.session import Session
from aggregator.errors import BusyError
from aggregator.text import shorten


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(epilog="Example: [bold]aggregator search 推荐系统[/bold]")
    def search(
        context: typer.Context,
        words: Annotated[list[str], typer.Argument(metavar="WORDS", help="All of them must occur.")],
        limit: Annotated[int, typer.Option(min=1, max=1000, help="So many at most.")] = 20,
    ) -> int:
        """Search titles and text of everything stored, newest first. Words of two Chinese characters are found too."""
        from aggregator.store import Reader

        session: Session = context.obj
        settings = session.settings()
        try:
            session.operate(settings, "index", {})
        except BusyError:
            session.output.say("the index may be some entries behind: another process writes")
        reader = Reader.open(settings.state)
        try:
            found = reader.search(" ".join(words), limit=limit)
        finally:
            reader.close()
        if session.output.as_json:
            results = [
                {"id": h.uid, "title": h.title, "link": h.link, "source": h.source, "published": h.published,
                 "excerpt": h.excerpt}
                for h in found
            ]  # fmt: skip
            session.output.document({"query": " ".join(words), "results": results})
        elif not found:
            session.output.say("nothing found")
        else:
            rows = [(f"{hit.published:%Y-%m-%d}", shorten(hit.title, 60), hit.source, hit.link) for hit in found]
            session.output.table(("published", "title", "source", "link"), rows)
        return 0
