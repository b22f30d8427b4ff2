"""The press: what is dirty in the store becomes files. One thread owns the reader and the publisher.

Rendering is pure and reading is materialised, so nothing here can hold the writer up; feedgen is not thread-safe, and
files have one owner, so there is one thread.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from enum import IntEnum
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from aggregator import urls
from aggregator.hush import Hush, telling
from aggregator.model import FeedSummary, MergedFeed, PlainText, PublishReport, Rendered, SiteView, Slug, StoryId
from aggregator.public import names_public_place
from aggregator.publish import (
    Posts,
    PostsReport,
    Publisher,
    Scope,
    moved,
    post,
    render,
    render_site,
    render_source,
)
from aggregator.settings.values import HexoExport, Settings
from aggregator.store import Dirty, Reader

T = TypeVar("T")

LATEST = 6
"""Stories of each category that the index shows."""
PRIVATE = "private"
"""The folder of private outputs, in the state folder: the public server never looks into it."""


class Extent(IntEnum):
    """How much is rendered. Equal bytes are never written, whatever the extent."""

    DIRTY = 0  # what changed since it was published
    CURRENT = 1  # every current document: what somebody deleted comes back
    ALL = 2  # every archive page too


@dataclass(frozen=True, slots=True)
class Printed:
    """One output as it went out: what the store must be told once the files are there."""

    slug: Slug
    generation: int
    stories: tuple[StoryId, ...]


@dataclass(frozen=True, slots=True)
class Edition:
    """What one run of the press came to."""

    report: PublishReport = field(default_factory=PublishReport)
    printed: tuple[Printed, ...] = ()


@dataclass(slots=True)
class _Sheet:
    """What one run of the press has to print, and notes what it printed: whole once its documents were made."""

    slugs: tuple[Slug, ...]
    dirty: dict[Slug, Dirty]
    extent: Extent
    archived: Callable[[Slug], tuple[int, ...]]
    printed: list[Printed] = field(default_factory=list)
    scopes: list[Scope] = field(default_factory=list)
    moved: dict[str, str] = field(default_factory=dict)  # old names of documents, and what they are called now


class Press:
    """Publishes from the store of a state folder into its output folder. Nothing is opened before it is needed.

    Whoever publishes, or changes the configuration that is published by, holds `turn` meanwhile.
    """

    def __init__(self, state: Path) -> None:
        self.turn = asyncio.Lock()
        self._state = state
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="press")
        self._reader: Reader | None = None
        self._publisher: tuple[Settings, Publisher] | None = None

    async def run(
        self, settings: Settings, slugs: Collection[Slug] | None = None, *, extent: Extent = Extent.DIRTY
    ) -> Edition:
        """Publish what is dirty, of the named slugs alone where there are any. Raises StorageError.

        The caller records `Edition.printed` in the store afterwards; what became dirty meanwhile is newer than that.
        """
        return await self._call(lambda: self._run(settings, slugs, extent))

    async def close(self) -> None:
        """Finish what runs, then let go of the reader and the thread."""
        await self._call(self._close)
        self._thread.shutdown(wait=True)

    async def _call(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    # ------------------------------------------------------------------------ on the press's own thread

    def _run(self, settings: Settings, slugs: Collection[Slug] | None, extent: Extent) -> Edition:
        reader, publisher = self._opened(settings)
        dirty = {one.slug: one for one in reader.dirty() if slugs is None or one.slug in slugs}
        every = reader.slugs()
        chosen = tuple(slug for slug in every if (extent or slug in dirty) and (slugs is None or slug in slugs))
        blank = not publisher.manifest().files
        if not chosen and every and not blank:
            return Edition()
        site = reader.site(settings)
        sheet = _Sheet(chosen, dirty, extent, publisher.archives, moved=moved(site.categories))
        hush = Hush(unspeakable(settings))
        report = publisher.publish(
            _hushed(self._documents(reader, settings, site, sheet), hush),
            complete=len(chosen) == len(every),
            scopes=sheet.scopes,  # both are filled while the documents are written, and read after that
            moved=sheet.moved,
        )
        for export in settings.publish.hexo:
            if export.category in chosen:
                posts = self._export(reader, settings, export, sheet, hush)
                report = replace(
                    report,
                    written=report.written + posts.written,
                    unchanged=report.unchanged + posts.unchanged,
                    removed=report.removed + posts.removed,
                    problems=(*report.problems, *posts.problems),
                )
        return Edition(report, tuple(sheet.printed))

    def _export(self, reader: Reader, settings: Settings, export: HexoExport, sheet: _Sheet, hush: Hush) -> PostsReport:
        """The posts of a category: those of changed archive blocks, or of every story where that is not enough."""
        folder = Posts(export.directory)
        known = folder.stories()
        change = sheet.dirty.get(export.category)
        if change is None or change.render_only or not known or sheet.extent is Extent.ALL:
            pages = reader.everything(settings, export.category)
        else:
            blocks = (reader.archive_block(settings, export.category, block) for block in change.blocks)
            pages = (page for page in blocks if page is not None)
        posts = (
            post(
                # The file is named after the title, in letters that no later search would recognise.
                replace(entry, title=PlainText(hush.text(entry.title))),
                page.category,
                images=settings.images,
                timezone=settings.timezone,
                language=settings.site.language,
            )
            for page in pages
            for entry in page.entries
        )
        quiet = (replace(one, body=hush.body(one.body)) for one in posts)
        return folder.export(quiet, removed=reader.left(export.category, known))

    def _opened(self, settings: Settings) -> tuple[Reader, Publisher]:
        if self._reader is None:
            self._reader = Reader.open(self._state)
        if self._publisher is None or self._publisher[0] is not settings:
            made = Publisher(
                settings.output,
                self._state / PRIVATE,
                compress=settings.publish.compress,
                static=settings.site.static,
                theme=settings.site.theme,
            )
            made.sweep()
            self._publisher = (settings, made)
        return self._reader, self._publisher[1]

    def _close(self) -> None:
        if self._reader is not None:
            self._reader.close()

    def _documents(self, reader: Reader, settings: Settings, site: SiteView, sheet: _Sheet) -> Iterator[Rendered]:
        """Archive pages, then the current document of each output; at last what lists them."""
        health = {one.source.id: one for one in reader.health(settings)}
        for slug in sheet.slugs:
            feed = reader.merged(settings, slug)
            if feed is None:
                continue
            if slug.startswith("source/"):
                source = next((one for one in feed.sources if f"source/{one.id}" == slug), None)
                if source is not None:
                    yield from render_source(feed, site, source, images=settings.images)
            else:
                yield from self._archive(reader, settings, site, sheet, feed)
                yield from render(
                    feed, site, images=settings.images, archive=settings.publish.archive,
                    theme=settings.site.theme, health=health,
                )  # fmt: skip
            sheet.scopes.append(Scope(slug, feed.archives if settings.publish.archive else ()))
            sheet.moved |= moved([feed.category], {slug: feed.archives})
            sheet.printed.append(Printed(slug, feed.generation, tuple(entry.story_id for entry in feed.entries)))
        yield from render_site(
            site,
            tuple(_summaries(reader, settings, site)),
            health=health.values(),
            events=reader.health_events(settings),
            ops_uid=reader.ops_uid(),
            images=settings.images,
            theme=settings.site.theme,
        )

    def _archive(
        self, reader: Reader, settings: Settings, site: SiteView, sheet: _Sheet, feed: MergedFeed
    ) -> Iterator[Rendered]:
        if not settings.publish.archive:
            return
        change = sheet.dirty.get(feed.category.slug)
        changed = feed.archives if sheet.extent is Extent.ALL else change.blocks if change else ()
        for block in sorted({*changed, *_relinked(sheet.archived(feed.category.slug), feed.archives)}):
            page = reader.archive_block(settings, feed.category.slug, block)
            if page is not None and page.entries and block in feed.archives:
                yield from render(page, site, images=settings.images, archive=True, theme=settings.site.theme)


def unspeakable(settings: Settings) -> set[str]:
    """What no output may hold, wherever a feed may say it: our secrets, and the private places that we ask.

    Origins echo what they were asked with. `localhost` and 127.0.0.1 are no secret: every machine has them, and
    articles speak of them. A place is a host with its port, or a name with a dot: a bare `nas` is a word.
    """
    places = {urlsplit(address.url).netloc for source in settings.sources for address in source.addresses}
    mine = urlsplit(settings.site.url).netloc
    private = {
        place
        for place in places
        if place and place != mine and (":" in place or "." in place) and not names_public_place(f"//{place}")
        and urls.host(f"//{place}") not in {"localhost", "127.0.0.1", "::1"}
    }  # fmt: skip
    return private | set(filter(telling, settings.secrets))


def _hushed(documents: Iterable[Rendered], hush: Hush) -> Iterator[Rendered]:
    for document in documents:
        body = hush.body(document.body)
        yield document if body is document.body else replace(document, body=body)


def _relinked(before: Sequence[int], now: Sequence[int]) -> Iterator[int]:
    """The archive pages whose neighbours are not those of before: a page came or went beside them."""
    if tuple(before) != tuple(now):
        known = set(zip((None, *before), before, (*before[1:], None), strict=False))
        yield from (place[1] for place in zip((None, *now), now, (*now[1:], None), strict=False) if place not in known)


def _summaries(reader: Reader, settings: Settings, site: SiteView) -> Iterator[FeedSummary]:
    for category in site.categories:
        summary = reader.summary(settings, category.slug, LATEST)
        if summary is not None:
            yield summary
