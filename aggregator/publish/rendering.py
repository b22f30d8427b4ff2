"""The doors of the room: a merged feed, or the whole site, as finished files. Pure: no clock, no chance, no file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from aggregator.model import (
    CategoryView,
    FeedSummary,
    HealthEvent,
    MergedFeed,
    Rendered,
    SiteView,
    SourceHealth,
    SourceId,
    SourceView,
)
from aggregator.publish import formats, names, opml, ops
from aggregator.publish.items import document
from aggregator.publish.pages import pages
from aggregator.publish.xml import atom
from aggregator.settings.values import Images


def render(
    feed: MergedFeed,
    site: SiteView,
    *,
    images: Images,
    archive: bool,
    theme: Path | None = None,
    health: Mapping[SourceId, SourceHealth] | None = None,
) -> tuple[Rendered, ...]:
    """A category's current document in all its formats, or one of its archive pages where `feed.block` is set.

    `archive`: archive pages are published, so documents link to them. `theme` is a folder of templates that replace
    ours. `health` marks silent and failing sources beside the stories. The same arguments give the same bytes.
    """
    made = document(feed, site, images, archive=archive)
    private = feed.category.private
    rendered: list[Rendered] = []
    for kind in formats.of(feed.category, archive=feed.block is not None):
        body, problems = kind.write(made)
        problems = problems if rendered else made.problems + problems
        rendered.append(Rendered(made.path(kind.name), kind.content_type, body, feed.changed_at, private, problems))
    if feed.block is None:
        if "html" in feed.category.formats:
            rendered += pages(theme).category(made, health or {})
        rendered += _old_names(feed.category, rendered)
    return tuple(rendered)


def render_source(feed: MergedFeed, site: SiteView, source: SourceView, *, images: Images) -> tuple[Rendered, ...]:
    """The feed of one source, `/source/<id>.atom`. Nothing for a source that is not listed.

    `feed.category` is a stand-in: its title, content mode and show_source count; its slug and formats do not.
    """
    if not source.listed:
        return ()
    slug = names.source(source.id).rpartition(".")[0]
    made = document(
        replace(feed, category=replace(feed.category, slug=slug, formats=("atom",)), archives=(), block=None,
                hidden=()),
        site, images, archive=False,
    )  # fmt: skip
    body, problems = atom(made)
    return (Rendered(names.source(source.id), names.ATOM, body, feed.changed_at, feed.category.private, problems),)


def render_site(
    site: SiteView,
    feeds: Sequence[FeedSummary],
    *,
    health: Iterable[SourceHealth] = (),
    events: Iterable[HealthEvent] = (),
    ops_uid: str = "",
    images: Images | None = None,
    theme: Path | None = None,
) -> tuple[Rendered, ...]:
    """What lists the feeds: index, members, OPML of feeds and sources, ops feed, status page, assets, .nojekyll.

    Private categories and unlisted sources are in none of them. `events` are the health events to show, newest first;
    `ops_uid` is the ops feed's own id, fixed for ever by the caller.
    """
    public = tuple(feed for feed in feeds if not feed.category.private)
    healths = tuple(one for one in health if one.source.listed)
    changed_at = _newest(feed.changed_at for feed in public)
    groups = [(feed.category, feed.sources) for feed in public]
    ours = pages(theme)
    shown = tuple(event for event in events if event.source.listed)
    return (
        *ours.assets(),
        replace(ours.index(site, public, images or Images()), changed_at=changed_at),
        replace(ours.members(site, public, healths), changed_at=changed_at),
        Rendered(
            "feeds.opml", names.OPML, opml.feeds(site, [feed.category for feed in public], changed_at), changed_at
        ),
        Rendered("sources.opml", names.OPML, opml.sources(site, groups, changed_at), changed_at),
        ops.feed(site, shown, uid=ops_uid),
        replace(ours.status(site, public, healths), changed_at=changed_at),
        Rendered(".nojekyll", "text/plain; charset=utf-8", b""),
    )


def moved(categories: Iterable[CategoryView], archives: Mapping[str, Sequence[int]] | None = None) -> dict[str, str]:
    """Old names of renamed categories and the new ones, for the manifest: current documents and archive pages."""
    found = {}
    for category in categories:
        for old in category.was:
            for name in category.formats:
                found[names.document(old, name)] = names.document(category.slug, name)
            for block in (archives or {}).get(category.slug, ()):
                for suffix in ("atom", "json"):
                    if suffix in category.formats:
                        found[names.archive(old, block, suffix)] = names.archive(category.slug, block, suffix)
    return found


def _old_names(category: CategoryView, rendered: Iterable[Rendered]) -> list[Rendered]:
    """The same documents under the slugs of before: a static host cannot redirect, and subscribers stay."""
    return [
        replace(one, path=old + one.path.removeprefix(category.slug), problems=())
        for old in category.was
        for one in rendered
        if "/" not in one.path
    ]


def _newest(instants: Iterable[datetime]) -> datetime | None:
    return max(instants, default=None)
