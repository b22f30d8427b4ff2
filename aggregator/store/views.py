"""Sources and categories as others may see them: never a secret, never a private address."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from aggregator import urls
from aggregator.clock import from_micros
from aggregator.merge.ownid import is_private_host
from aggregator.model import (
    CategoryView,
    HealthEvent,
    PlainText,
    Precision,
    SiteView,
    Slug,
    SourceHealth,
    SourceId,
    SourceView,
)
from aggregator.settings.values import Category, Settings, Source
from aggregator.store.database import Database, Row
from aggregator.store.sources import ALARM, bare_state, optional

SILENT = timedelta(days=90)
"""Without a new story for so long, or for twenty times its usual pause, a source counts as silent."""


def category_view(category: Category) -> CategoryView:
    """A category as it is published."""
    return CategoryView(
        name=category.name, slug=category.slug, path=category.path or (category.name,), title=category.title,
        description=category.description, icon=category.icon, formats=category.formats, content=category.content,
        show_source=category.show_source, private=category.private, was=category.was,
    )  # fmt: skip


def source_category(view: SourceView) -> Category:
    """The feed of one source, as if it were a category."""
    slug = f"source/{view.id}"
    return Category(name=view.title, slug=slug, title=view.title, icon=view.icon, path=(view.title,),
                    formats=("atom",), entries=100, per_source=0, show_source="no")  # fmt: skip


def source_view(source: Source, row: Row | None, site: str) -> SourceView:
    """A source as others may see it, with what its feed says of itself where the configuration is silent.

    An unlisted source lends its stories and nothing else: they go out under the name of our own site.
    """
    if not source.listed:
        return SourceView(id="", title=PlainText(site), listed=False)
    title = source.title or (row["title"] if row else "") or source.id
    home = source.site or (row["link"] if row else "")
    icon = source.avatar or (row["icon"] if row else "")
    return SourceView(
        id=source.id,
        title=PlainText(title),
        site=public(home),
        feed_url=source.published_url,
        section=PlainText(source.section),
        icon=public(icon),
        language=source.language or (row["language"] if row else ""),
        extra=source.extra,
    )


def public(url: str) -> str:
    """The address where anyone may know it; "" where it names a private place or holds a secret."""
    host = urls.host(url)
    return url if host and not is_private_host(host) and urls.masked(url) == url else ""


def source_views(db: Database, settings: Settings) -> dict[SourceId, SourceView]:
    """All configured sources as others may see them, by id."""
    rows = {row["name"]: row for row in db.rows("SELECT name, title, link, icon, language FROM source")}
    return {source.id: source_view(source, rows.get(source.id), settings.site.title) for source in settings.sources}


def configured_sources(settings: Settings) -> dict[SourceId, SourceView]:
    """The same where nothing is stored yet: what the configuration alone says of them."""
    return {source.id: source_view(source, None, settings.site.title) for source in settings.sources}


def site_view(db: Database, settings: Settings) -> SiteView:
    """What every output needs to know of the whole; unlisted sources are not in it."""
    return site_of(settings, source_views(db, settings).values())


def site_of(settings: Settings, views: Iterable[SourceView]) -> SiteView:
    """The whole, with these sources."""
    site = settings.site
    return SiteView(
        title=site.title,
        url=site.url,
        author=site.author,
        language=site.language,
        timezone=settings.timezone,
        categories=tuple(map(category_view, settings.categories)),
        sources=tuple(view for view in views if view.listed),
        hub=settings.publish.hub,
    )


def held_by(settings: Settings, slug: Slug) -> frozenset[Slug]:
    """The categories whose stories a category holds by its place: itself, its children, what it gathers."""
    known = {category.slug: category for category in settings.categories}
    held: set[Slug] = set()
    todo = [slug]
    while todo:
        category = known.get(todo.pop())
        if category is not None and category.slug not in held:
            held.add(category.slug)
            todo += known if "*" in category.gathers else (*category.gathers, *category.children)
            todo += [other.slug for other in settings.categories if other.parent == category.slug]
    return frozenset(held)


def public_slugs(settings: Settings) -> tuple[Slug, ...]:
    """The categories that anybody may read."""
    return tuple(category.slug for category in settings.categories if not category.private)


def open_sources(settings: Settings) -> frozenset[SourceId]:
    """The sources that public lists may name: listed, and not only in private categories."""
    held = frozenset[Slug]().union(*(held_by(settings, slug) for slug in public_slugs(settings)))
    return frozenset(
        source.id
        for source in settings.sources
        if source.listed and (not source.categories or held.intersection(source.categories))
    )


def zone(name: str) -> ZoneInfo:
    """A time zone, or UTC where the machine does not know it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


# ------------------------------------------------------------------------------------------------ health

_LATEST = """
SELECT e.title, e.link, e.dated_at, e.day_only, json_extract(e.judgement, '$.title') AS retitled FROM entry AS e
JOIN story AS s ON s.id = e.story_id
WHERE e.source_id = ? AND e.dropped = 0 AND s.hidden IS NULL
    AND EXISTS (SELECT 1 FROM entry_category AS c WHERE c.entry_id = e.id AND c.output_id IN
        (SELECT o.id FROM output AS o JOIN json_each(?) AS p ON p.value = o.slug))
ORDER BY e.dated_at DESC, e.id DESC LIMIT 1"""


def health(db: Database, settings: Settings, day: datetime) -> tuple[SourceHealth, ...]:
    """How every source that may be named does, in the order of the configuration; changes only where something
    happened.
    """
    named, public = open_sources(settings), json.dumps(public_slugs(settings))
    rows = {row["name"]: row for row in db.rows("SELECT * FROM source WHERE configured = 1")}
    return tuple(
        _health(db, source, rows[source.id], day, public)
        for source in settings.sources
        if source.id in named and source.id in rows
    )


def _health(db: Database, source: Source, row: Row, day: datetime, public: str) -> SourceHealth:
    state = bare_state(row)
    latest = db.row(_LATEST, (row["id"], public))
    when = from_micros(latest["dated_at"]) if latest else None
    pause = timedelta(days=20 / state.posts_per_day) if state.posts_per_day else SILENT
    alarmed = state.failures >= ALARM or state.status == "gone"
    status = state.status if state.status != "failing" or alarmed else "ok" if state.first_polled_at else "new"
    code, error, hint = state.last_error if alarmed and state.last_error else ("", "", "")
    shown = source_view(source, row, "")
    return SourceHealth(
        source=shown,
        state=status,
        since=optional(row["alarmed_at"]) if alarmed else None,
        stories=row["entries"],
        latest=(PlainText(latest["retitled"] or latest["title"]), latest["link"], when) if latest and when else None,
        latest_precision=Precision.DAY if latest and latest["day_only"] else Precision.SECOND,
        silent=when is not None and day - when > max(SILENT, pause),
        code=code,
        error=_without_addresses(error, source),
        hint=_without_addresses(hint, source),
    )


def health_events(db: Database, settings: Settings, limit: int = 100) -> tuple[HealthEvent, ...]:
    """Changes in the health of sources that may be named, newest first."""
    named = open_sources(settings)
    known = {source.id: source for source in settings.sources if source.id in named}
    rows = db.rows(
        "SELECT h.*, s.name, s.title, s.link, s.icon, s.language FROM health_event AS h "
        "JOIN source AS s ON s.id = h.source_id WHERE s.configured = 1 ORDER BY h.id DESC LIMIT ?",
        (limit,),
    )
    return tuple(
        HealthEvent(
            source=source_view(known[row["name"]], row, settings.site.title),
            kind=row["kind"],
            at=from_micros(row["at"]),
            code=row["code"],
            error=_without_addresses(row["error"], known[row["name"]]),
            hint=_without_addresses(row["hint"], known[row["name"]]),
        )
        for row in rows
        if row["name"] in known
    )


def _without_addresses(words: str, source: Source) -> str:
    """An error's words without any address that is not the published one."""
    for address in source.addresses:
        for url in {address.url, urls.masked(address.url)} - {source.published_url, ""}:
            words = words.replace(url, source.published_url or "(address not shown)")
        host = urls.host(address.url)
        if host and is_private_host(host):
            words = words.replace(host, "(private host)")
    return words
