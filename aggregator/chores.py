"""What is done beside polling: retention, full text, cleaning again, backup, ids out of our own published feeds."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from aggregator import logs
from aggregator.errors import FetchError, ParseError, StorageError
from aggregator.model import Article, ContentOptions, EntryId, RecleanItem
from aggregator.pipeline import Pipeline
from aggregator.seeding import published
from aggregator.settings.values import Source
from aggregator.store import FulltextJob, Store
from aggregator.together import together
from aggregator.urls import masked

Progress = Callable[[int, int], None]
"""Told how much is done, and of how much."""

BATCH = 200
ARTICLES_AT_ONCE = 20
"""Article pages under way; the hosts' gate spaces those of one host."""
_NO_ARTICLE = frozenset({"no-article", "too-large"})  # what a page is; a child that was killed may do better
_NOT_ASKED = frozenset({"host-waiting", "fulltext-missing"})  # no fault of the page: it is asked later

log = logs.get("chores")


async def prune(pipeline: Pipeline) -> int:
    """Apply `[keep]`; gives how many entries went. What a source still lists, or an output shows, stays."""
    taken = 0
    while True:
        report = await pipeline.rooms.store.call(Store.prune, pipeline.settings.keep)
        taken += report.entries
        if not report.more:
            return taken


async def daily(pipeline: Pipeline) -> bool:
    """What belongs to a new day; gives whether it was one. Age limits count from it, in UTC."""
    store = pipeline.rooms.store
    if not await store.call(Store.advance_day, pipeline.rooms.clock.now().date()):
        return False
    await prune(pipeline)
    await store.call(Store.forget_old, pipeline.settings.dedupe)
    await store.call(Store.optimize)
    await store.call(Store.checkpoint)
    return True


async def index(pipeline: Pipeline) -> int:
    """Index some entries for full-text search; gives how many still wait."""
    return await pipeline.rooms.store.call(Store.fill_search)


async def index_all(pipeline: Pipeline, deadline: float) -> None:
    """Index what waits, until the clock's `deadline` (seconds, monotonic): some entries at least."""
    while await index(pipeline) and pipeline.rooms.clock.monotonic() < deadline:
        pass


async def fill_fulltext(pipeline: Pipeline, filled: list[EntryId], limit: int = ARTICLES_AT_ONCE) -> int:
    """Fetch some article pages of teasers, as politely as any poll; gives how many were due.

    The entries that got their text are added to `filled` one by one, so that they count where time runs out.
    """
    names = [source.id for source in pipeline.settings.sources if source.fulltext and not source.paused]
    jobs = await pipeline.rooms.store.call(Store.fulltext_jobs, limit, names)
    await together(_fill(pipeline, job, filled) for job in jobs)
    return len(jobs)


async def fill_all_fulltext(pipeline: Pipeline, deadline: float) -> int:
    """Fetch the article pages that are due until the clock's `deadline`; gives how many gave a text."""
    filled: list[EntryId] = []
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(max(0.0, deadline - pipeline.rooms.clock.monotonic())):
            while await fill_fulltext(pipeline, filled):
                pass
    return len(filled)


async def _fill(pipeline: Pipeline, job: FulltextJob, filled: list[EntryId]) -> None:
    """One article page, whatever comes of it. Only a failing store raises."""
    source = pipeline.settings.source(job.source)
    if source is None:
        return
    try:
        article = await _article(pipeline, job, source)
    except (FetchError, ParseError) as error:
        await _failed(pipeline, job, error)
    except Exception as bug:  # one bad page never stops the others, not even by our own mistake
        log.exception(logs.BUG, source=job.source, link=masked(job.link))
        await _failed(pipeline, job, ParseError("bug", f"a mistake of ours: {bug!r}", hint="please report it"))
    else:
        if await pipeline.rooms.store.call(Store.fulltext_done, job.entry_id, article):
            filled.append(job.entry_id)


async def _article(pipeline: Pipeline, job: FulltextJob, source: Source) -> Article:
    address = source.addresses[0] if source.addresses else None
    page = await pipeline.rooms.fetcher.get_page(job.link, source=job.source, address=address)
    return await pipeline.rooms.parser.article(page.body, page.url, page.content_type, source.content)


async def _failed(pipeline: Pipeline, job: FulltextJob, error: FetchError | ParseError) -> None:
    wait = timedelta(seconds=getattr(error, "retry_after", None) or 86_400)
    until = pipeline.rooms.clock.now() + wait if error.code in _NOT_ASKED else None
    await pipeline.rooms.store.call(
        Store.fulltext_failed,
        job.entry_id,
        str(error),
        final=not error.transient if isinstance(error, FetchError) else error.code in _NO_ARTICLE,
        until=until,
        blocks=error.blocks if isinstance(error, FetchError) else (),
    )
    log.info(logs.SOURCE_FLAW, source=job.source, code=error.code, link=masked(job.link))


async def reprocess(pipeline: Pipeline, progress: Progress) -> int:
    """Clean everything stored again, from what upstream sent; gives how many entries changed. Ids and order stay."""
    store = pipeline.rooms.store
    options = {source.id: source.content for source in pipeline.settings.sources}
    total = (await store.call(Store.status, pipeline.rooms.clock.now())).entries
    after = done = changed = 0
    while batch := await store.call(Store.sealed, after, BATCH):
        items = [
            RecleanItem(one.entry_id, one.raw, options.get(one.source, ContentOptions()), one.article) for one in batch
        ]
        cleaned = [one for one in await pipeline.rooms.parser.reclean(items) if one is not None]
        changed += await store.call(Store.recleaned, cleaned)
        after, done = batch[-1].entry_id, done + len(batch)
        progress(done, max(done, total))
    await pipeline.judge_anew()
    return changed


async def backup(pipeline: Pipeline, target: Path) -> dict[str, object]:
    """A consistent, checked copy of the database."""
    written = await pipeline.rooms.store.call(Store.backup, target)
    return {"file": str(written), "bytes": written.stat().st_size, "ok": True}


async def seed_from(pipeline: Pipeline, place: str, *, first_time: bool = False) -> int:
    """Take ids and dates over from the feeds that we published at `place`; gives how many stories were found there.

    With `first_time` nothing published yet is no error: a first run has nothing to continue. Raises what
    `seeding.published` raises.
    """
    rooms = pipeline.rooms
    try:
        found = await published(place, fetcher=rooms.fetcher, parser=rooms.parser, now=rooms.clock.now())
    except StorageError as error:
        if not first_time or error.code != "nothing-published":
            raise
        log.warning(logs.NOTHING_PUBLISHED, place=masked(place), hint="taken for a first run: all stories are new")
        return 0
    slugs = {name: one.slug for one in pipeline.settings.categories for name in (*one.was, one.slug)}
    feeds = {one.slug: "" for one in pipeline.settings.categories if one.private and found.feeds}  # nobody lists them
    feeds |= {slugs[name]: uid for name, uid in found.feeds.items() if name in slugs}
    pages = {slugs[name]: one for name, one in found.pages.items() if name in slugs}
    return await rooms.store.call(Store.seed, replace(found, feeds=feeds, pages=pages))
