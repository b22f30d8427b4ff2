"""What templates see: plain values, every choice made already (docs/design/publish.md lists them for theme authors)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup

from aggregator.clock import rfc3339
from aggregator.content import sanitise
from aggregator.model import CategoryView, FeedSummary, Precision, SiteView, SourceHealth, SourceId, SourceView
from aggregator.publish import addresses, names, words
from aggregator.publish.items import Document, Item, item
from aggregator.publish.languages import language_tag
from aggregator.publish.media import File
from aggregator.publish.pictures import Pictures
from aggregator.settings.values import Images
from aggregator.text import one_line

_LOADED = re.compile(r"<(img|iframe)(?=[\s/>])")
_LABELS = {"atom": "Atom", "rss": "RSS", "json": "JSON"}
_RICH = re.compile(r"<(?:img|pre|table|video|audio|iframe|ul|ol|blockquote|figure)\b")


@dataclass(frozen=True, slots=True)
class When:
    """An instant as pages print it; `machine` is for the datetime attribute."""

    machine: str
    day: str
    weekday: str
    words: str  # the day with its time, or the day alone where that is all we know
    short: str  # the time where the day stands above already


@dataclass(frozen=True, slots=True)
class Mark:
    """A source in a list: letter stands in for a missing avatar, `state` is "" while all is well."""

    title: str
    letter: str
    icon: str
    site: str
    feed: str
    section: str
    state: str
    state_words: str
    latest: str
    latest_link: str
    latest_when: When | None
    stories: int
    since: When | None = None
    code: str = ""
    error: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A story on a page."""

    uid: str
    title: str
    link: str
    lang: str
    when: When
    group: When
    source: Mark
    section: str
    byline: str
    excerpt: str
    content: Markup  # cleaned HTML; "" where the excerpt says it all
    thumbnail: str
    also: tuple[Any, ...]
    tags: tuple[str, ...]
    files: tuple[File, ...]
    comments: str
    teaser: bool


def frame(site: SiteView, path: str, *, private: bool) -> dict[str, Any]:
    """What every page needs: where it lies, and the way to the others. All links are relative."""
    root = names.upwards(path)
    return {
        "site": site,
        "root": root,
        "path": path,
        "private": private,
        "lang": language_tag(site.language) or words.words_of(site.language)["language"],
        "navigation": [] if private else [_step(category, root) for category in site.categories if _on_pages(category)],
        "feeds": [] if private else _feeds(site.categories, root),
    }


def cards(made: Document) -> tuple[Card, ...]:
    """The stories of a document as cards, in their order."""
    zone = ZoneInfo(made.site.timezone)
    return tuple(_card(one, made.site.language, zone) for one in made.items)


def category(
    made: Document, shown: Sequence[Card], health: Mapping[SourceId, SourceHealth], *, number: int, count: int
) -> dict[str, Any]:
    """One page of a category."""
    site, feed = made.site, made.feed
    root = names.upwards(names.page(made.category.slug, number))
    zone = ZoneInfo(site.timezone)
    return {
        "category": made.category,
        "title": made.title,
        "heading": made.category.name,
        "description": one_line(made.category.description),
        "current": made.category.slug,
        "days": [(day, list(cards)) for day, cards in groupby(shown, lambda card: card.group)],
        "number": number,
        "count": count,
        "links": [(n, root + names.page(made.category.slug, n)) for n in range(1, count + 1)],
        "formats": _formats(made.category, root),
        "trail": _trail(made.category, site, root),
        "children": [_step(one, root) for one in site.categories if _child(one, made.category)],
        "sources": [_mark(source, health.get(source.id), site, zone) for source in feed.sources if source.listed],
        "total": feed.total,
        "updated": _when(feed.changed_at, site.language, zone),
        "archive": made.neighbour(-1, "atom") and root + names.archive(made.category.slug, feed.archives[-1]),
    }  # fmt: skip


def index(site: SiteView, feeds: Sequence[FeedSummary], images: Images) -> dict[str, Any]:
    """The front page."""
    zone = ZoneInfo(site.timezone)
    pictures = Pictures(images)
    known = {source.id for feed in feeds for source in feed.sources if source.listed}
    return {
        "sections": [
            {
                "category": feed.category,
                "name": feed.category.name,
                "trail": feed.category.path[:-1],
                "description": one_line(feed.category.description),
                "page": _page(feed.category),
                "formats": _formats(feed.category, ""),
                "cards": [
                    _card(item(entry, feed.category, pictures, site.language, ours=site.url), site.language, zone)
                    for entry in feed.latest
                ],
                "stories": feed.stories,
                "updated": _when(feed.changed_at, site.language, zone),
            }
            for feed in feeds
        ],
        "totals": {"feeds": len(feeds), "sources": len(known), "stories": sum(feed.stories for feed in feeds)},
    }  # fmt: skip


def members(site: SiteView, feeds: Sequence[FeedSummary], health: Sequence[SourceHealth]) -> dict[str, Any]:
    """All listed sources, under the first category that shows each."""
    zone = ZoneInfo(site.timezone)
    by_id = {one.source.id: one for one in health}
    seen: set[str] = set()
    groups = []
    for feed in feeds:
        fresh = [source for source in feed.sources if source.listed and source.id not in seen]
        seen.update(source.id for source in fresh)
        if fresh:
            groups.append(
                (feed.category, _page(feed.category), [_mark(one, by_id.get(one.id), site, zone) for one in fresh])
            )
    return {"groups": groups, "count": len(seen)}


def status(site: SiteView, feeds: Sequence[FeedSummary], health: Sequence[SourceHealth]) -> dict[str, Any]:
    """Sources in trouble first, then by name; and the outputs."""
    zone = ZoneInfo(site.timezone)
    order = {"gone": 0, "failing": 1, "paused": 2, "new": 3}
    ranked = sorted(health, key=lambda one: (order.get(one.state, 4), one.source.title, one.source.id))
    return {
        "rows": [_mark(one.source, one, site, zone) for one in ranked],
        "outputs": [(feed, _page(feed.category), _when(feed.changed_at, site.language, zone)) for feed in feeds],
    }


def _card(one: Item, language: str, zone: ZoneInfo) -> Card:
    entry = one.entry
    longer = bool(one.html) and (bool(one.summary) or _RICH.search(one.html) is not None)
    return Card(
        uid=one.uid,
        title=one.headline,
        link=one.link,
        lang=one.language,
        when=_when(entry.published, language, zone, entry.precision),
        group=_group(entry.sort_at, language, zone),
        source=_mark(entry.source, None, None, zone),
        section=one_line(entry.source.section),
        byline="、".join(a.name for a in one.authors if a.name != one.origin.title),
        excerpt=one.excerpt if one.excerpt not in {one.headline, one.origin.title} else "",
        content=_page_content(one.html) if longer else Markup(""),
        thumbnail=one.thumbnail,
        also=one.related,
        tags=one.tags[:6],
        files=one.files,
        comments=one.comments,
        teaser=entry.is_teaser,
    )


def _page_content(html: str) -> Markup:
    """Content as a page holds it: through the allow-list once more, and nothing loaded before it is seen.

    The attribute is written without quotes, so that it can end none.
    """
    return Markup(_LOADED.sub(r"<\1 loading=lazy", sanitise(html)))  # noqa: S704


def _mark(source: SourceView, health: SourceHealth | None, site: SiteView | None, zone: ZoneInfo) -> Mark:
    title = one_line(source.title) or source.id
    language = site.language if site else ""
    state = ""
    if health is not None:
        state = "silent" if health.silent and health.state == "ok" else "" if health.state == "ok" else health.state
    latest = health.latest if health else None
    return Mark(
        title=title,
        letter=title[:1].upper(),
        icon=addresses.web(source.icon) if source.listed else "",
        site=addresses.web(source.site) if source.listed else "",
        feed=addresses.web(source.feed_url) if source.listed else "",
        section=one_line(source.section),
        state=state,
        state_words=words.words_of(language).get(state or "ok", state),
        latest=one_line(latest[0]) if latest else "",
        latest_link=addresses.web(latest[1]) if latest else "",
        latest_when=_when(latest[2], language, zone, health.latest_precision) if health and latest else None,
        stories=health.stories if health else 0,
        since=_when(health.since, language, zone) if health and health.since else None,
        code=health.code if health else "",
        error=addresses.without(health.error) if health else "",
        hint=addresses.without(health.hint) if health else "",
    )


def _when(instant: datetime, language: str, zone: ZoneInfo, precision: Precision = Precision.SECOND) -> When:
    try:
        local = instant.astimezone(zone)
    except OverflowError:  # the year 1 has no yesterday
        local = instant
    day = words.day(local.date(), language)
    exact = precision is Precision.SECOND
    return When(
        machine=rfc3339(instant) if exact else local.date().isoformat(),
        day=day,
        weekday=words.weekday(local.date(), language),
        words=words.moment(local, language) if exact else day,
        short=words.clock(local) if exact else "",
    )


def _group(instant: datetime, language: str, zone: ZoneInfo) -> When:
    """The day under whose heading a story stands: that of its place in the order, so headings never repeat."""
    return _when(
        instant.astimezone(zone).replace(hour=12, minute=0, second=0, microsecond=0), language, zone, Precision.DAY
    )


def _kinds(category: CategoryView) -> list[tuple[str, str]]:
    kinds = {"atom": names.ATOM, "rss": names.RSS, "json": names.JSON}
    return [(name, kinds[name]) for name in category.formats if name in kinds]


def _formats(category: CategoryView, root: str) -> list[tuple[str, str, str]]:
    return [(_LABELS[name], kind, root + names.document(category.slug, name)) for name, kind in _kinds(category)]


def _feeds(categories: Sequence[CategoryView], root: str) -> list[tuple[str, str, str]]:
    return [
        (one_line(category.title) or category.name, kind, root + names.document(category.slug, name))
        for category in categories
        if not category.private
        for name, kind in _kinds(category)[:1]
    ]


def _on_pages(category: CategoryView) -> bool:
    return not category.private and "html" in category.formats


def _page(category: CategoryView) -> str:
    return names.document(category.slug, "html") if "html" in category.formats else ""


def _step(category: CategoryView, root: str) -> dict[str, str]:
    return {"name": category.name, "slug": category.slug, "href": root + names.document(category.slug, "html")}


def _child(one: CategoryView, parent: CategoryView) -> bool:
    return _on_pages(one) and len(one.path) == len(parent.path) + 1 and one.path[:-1] == parent.path


def _trail(category: CategoryView, site: SiteView, root: str) -> list[dict[str, str]]:
    """The categories above, those that have a page as links."""
    by_path = {one.path: one for one in site.categories if _on_pages(one)}
    trail = []
    for depth in range(1, len(category.path)):
        above = by_path.get(category.path[:depth])
        trail.append({"name": category.path[depth - 1], "href": _step(above, root)["href"] if above else ""})
    return trail
