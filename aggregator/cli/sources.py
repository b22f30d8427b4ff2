"""`sources`: every source, or one with its last polls and why it is due when it is."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from aggregator.cli.session import Session, fail
from aggregator.cli.status import error_document
from aggregator.cli.told import ago, did_you_mean, source_line
from aggregator.clock import duration
from aggregator.urls import masked

if TYPE_CHECKING:
    from aggregator.settings import Settings
    from aggregator.store import SourceStatus, SubscriptionStatus


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(epilog="Example: [bold]aggregator sources woshipm[/bold]")
    def sources(
        context: typer.Context,
        source_id: Annotated[str, typer.Argument(metavar="[ID]", help="One source, in detail.")] = "",
        silent: Annotated[str, typer.Option(metavar="365d", help="Only those without a new entry for so long.")] = "",
    ) -> int:
        """Show every source, or one with its last polls, flaws, and why the next poll is when it is."""
        from aggregator.store import Reader

        session: Session = context.obj
        settings = session.settings()
        now = session.clock.now()
        if source_id and settings.source(source_id) is None:
            known = [source.id for source in settings.sources]
            hint = did_you_mean(source_id, known) or "`aggregator sources` lists them"
            raise fail(f"no source has the id {source_id!r}", hint, "unknown-source")
        try:
            span = duration(silent) if silent else None
        except ValueError as error:
            raise fail(str(error)) from None
        reader = Reader.open(settings.state)
        try:
            found = [reader.source(source_id)] if source_id else list(reader.status(now).sources)
        finally:
            reader.close()
        there = [one for one in found if one is not None]
        if source_id:
            _detail(session, settings, there, now)
        else:
            _list(session, settings, [one for one in there if span is None or _silent(one, now) >= span], now)
        return 0


def _silent(one: SourceStatus, now: datetime) -> timedelta:
    return timedelta.max if one.latest_at is None else now - one.latest_at


def _list(session: Session, settings: Settings, found: list[SourceStatus], now: datetime) -> None:
    if session.output.as_json:
        session.output.document({"sources": [document(settings, one, now) for one in found]})
        return
    rows = [(*source_line(one, now), ago(one.latest_at, now)) for one in found]
    columns = ("source", "state", "entries", "last poll", "next poll", "newest entry")
    session.output.table(columns, rows, styles=("", "", "right"))


def document(settings: Settings, one: SourceStatus, now: datetime) -> dict[str, Any]:
    """A source, for programs."""
    source = settings.source(one.state.id)
    return {
        "id": one.state.id,
        "title": (source.title if source else "") or one.state.title,
        "url": (source.published_url or (masked(source.addresses[0].key) if source.addresses else ""))
        if source
        else "",
        "categories": source.categories if source else (),
        "state": one.state.status,
        "failures": one.state.failures,
        "last_error": error_document(one.state.last_error),
        "last_poll_at": one.state.last_poll_at,
        "next_poll_at": one.state.next_poll_at,
        "entries": one.entries,
        "latest_at": one.latest_at,
        "silent_days": None if one.latest_at is None else max(0, (now - one.latest_at).days),
    }


def _hub(hub: SubscriptionStatus, now: datetime) -> str:
    """A subscription in one line."""
    words = [f"hub {masked(hub.hub)}: {hub.state}"]
    if hub.expires_at is not None:
        words.append(f"its lease ends {ago(hub.expires_at, now)}")
    words.append(f"{hub.pushes} pushes, the last {ago(hub.pushed_at, now)}" if hub.pushes else "nothing pushed yet")
    if hub.forged:
        words.append(f"{hub.forged} with a wrong signature, dropped")
    if hub.error:
        words.append(hub.error)
    return "; ".join(words)


def _detail(session: Session, settings: Settings, found: list[SourceStatus], now: datetime) -> None:
    if not found:
        raise fail("this source was not polled yet", "`aggregator poll --force` polls it", "not-polled")
    one = found[0]
    source = settings.source(one.state.id)
    output = session.output
    if output.as_json:
        more = {
            "policy": one.state.policy,
            "flaws": one.state.flaws,
            "every": source.every if source else None,
            "next_poll_reason": one.next_poll_reason,
            "not_before_at": one.state.not_before_at,
            "posts_per_day": one.state.posts_per_day,
            "redirect_to": masked(one.state.redirect_to),
            "hubs": one.hubs,
            "polls": one.polls,
        }
        output.document(document(settings, one, now) | more)
        return
    output.fields(
        [
            ("id", one.state.id),
            ("title", (source.title if source else "") or one.state.title),
            ("address", ", ".join(masked(address.key) for address in source.addresses) if source else ""),
            ("state", one.state.status),
            ("entries", one.entries),
            ("newest entry", ago(one.latest_at, now)),
            ("identified by", one.state.policy),
            ("last poll", ago(one.state.last_poll_at, now)),
            ("next poll", ago(one.state.next_poll_at, now)),
            ("because", one.next_poll_reason),
            ("moved to", masked(one.state.redirect_to)),
        ]
    )
    if one.state.last_error:
        output.line(f"{one.state.last_error[1]} ({one.state.last_error[0]})", "red")
        output.line(f"  → {one.state.last_error[2]}", "cyan")
    for flaw in one.state.flaws:
        output.line(f"flaw: {flaw.code} {flaw.detail}", "yellow")
    for hub in one.hubs:
        output.line(_hub(hub, now))
    if one.polls:
        output.line()
        output.table(
            ("polled", "ended", "status", "new", "changed", "seconds", "error"),
            [
                (ago(p.at, now), p.ended, p.http_status, p.new, p.changed, round(p.elapsed, 2), p.error_code)
                for p in one.polls[:20]
            ],
        )
