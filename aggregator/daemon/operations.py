"""What can be done to a running aggregator: one implementation, called by the command line and the control socket.

Arguments and results are JSON values: they cross the socket. `progress` takes {"done", "total", "label"}.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import datetime, timedelta
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

from aggregator import chores
from aggregator.clock import rfc3339
from aggregator.daemon.tokens import tokens
from aggregator.errors import UsageError
from aggregator.model import PollReport, PublishReport, SourceId
from aggregator.pipeline import Pipeline
from aggregator.press import Extent
from aggregator.store import Store

Arguments: TypeAlias = Mapping[str, Any]
Document: TypeAlias = dict[str, Any]
Progress = Callable[[Mapping[str, Any]], None]
Operation = Callable[[Arguments, Progress], Awaitable[Document]]

ARTICLES_FOR = 300.0
"""So many seconds after its begin a poll without a daemon still asks for articles, where `--within` does not say."""


def operations(pipeline: Pipeline) -> dict[str, Operation]:
    """Every operation by its name. Each takes (arguments, progress) and returns its JSON document."""
    return {name: partial(work, pipeline) for name, work in _WORK.items()}


# ------------------------------------------------------------------------------------------------ poll


async def _poll(pipeline: Pipeline, arguments: Arguments, progress: Progress) -> Document:
    ids = tuple(arguments.get("ids") or ())
    _known(pipeline, ids)
    seconds = arguments.get("within")
    url = arguments.get("seed_from")
    seeded = await chores.seed_from(pipeline, str(url), first_time=True) if url else None

    def finished(report: PollReport, done: int, total: int) -> None:
        progress({"done": done, "total": total, "label": report.source})

    clock = pipeline.rooms.clock
    begun = clock.monotonic()
    reports = await pipeline.poll(
        ids or None,
        force=bool(arguments.get("force")),
        within=timedelta(seconds=float(seconds)) if seconds else None,
        progress=finished,
    )
    waiting = await _waiting(pipeline, ids, reports)
    articles = 0
    if arguments.get("alone"):  # where no daemon runs, nobody else turns the day, asks for articles or fills the index
        await chores.daily(pipeline)
        articles = await chores.fill_all_fulltext(pipeline, begun + (float(seconds) if seconds else ARTICLES_FOR))
        await chores.index_all(pipeline, begun + (float(seconds) if seconds else ARTICLES_FOR))
    document = poll_document(reports, await pipeline.publish(), waiting) | {"articles": articles}
    return document if seeded is None else document | {"seeded": seeded}


def _known(pipeline: Pipeline, ids: Collection[SourceId]) -> None:
    known = [source.id for source in pipeline.settings.sources]
    for source_id in ids:
        if source_id not in known:
            near = get_close_matches(source_id, known, 1, 0.5)
            hint = f"did you mean {near[0]!r}?" if near else "`aggregator sources` lists them"
            raise UsageError("unknown-source", f"no source has the id {source_id!r}", hint=hint)


async def _waiting(
    pipeline: Pipeline, ids: Collection[SourceId], reports: Collection[PollReport]
) -> list[dict[str, str | None]]:
    """The sources that were named, or whose turn it was, and that were not asked: until when, and why."""
    now = pipeline.rooms.clock.now()
    told = [
        _wait(report.source, report.next_poll_at, report.error_code or "stay-away")
        for report in reports
        if report.ended == "skipped"
    ]
    reached = {report.source for report in reports}
    for source_id in ids:
        if source_id in reached:
            continue
        source = pipeline.settings.source(source_id)
        if source is not None and source.paused:
            told.append(_wait(source_id, None, "paused"))
            continue
        state = (await pipeline.rooms.store.call(Store.poll_plan, source_id)).state
        due = state.next_poll_at is None or state.next_poll_at <= now
        reason = "gone" if state.status == "gone" else "no-time" if due else "not-due"
        told.append(_wait(source_id, None if reason != "not-due" else state.next_poll_at, reason))
    return told


def _wait(source: SourceId, until: datetime | None, reason: str) -> dict[str, str | None]:
    return {"source": source, "until": None if until is None else rfc3339(until), "reason": reason}


def poll_document(
    reports: Collection[PollReport], published: PublishReport, waiting: Collection[Mapping[str, str | None]] = ()
) -> Document:
    """The document of `poll --json` (docs/reference/json.md)."""
    asked = [report for report in reports if report.ended != "skipped"]

    def ended(word: str) -> int:
        return sum(report.ended == word for report in asked)

    return {
        "polled": len(asked),
        "changed": ended("changed"),
        "unchanged": ended("unchanged"),
        "not_modified": ended("not_modified"),
        "failed": ended("failed"),
        "skipped": len(waiting),
        "entries": {
            "new": sum(report.new for report in asked),
            "changed": sum(report.changed for report in asked),
            "duplicate": sum(report.duplicate for report in asked),
            "dropped": sum(report.dropped for report in asked),
        },
        "outputs": outputs_document(published),
        "failures": [
            {"source": report.source, "code": report.error_code, "error": report.error, "hint": report.hint}
            for report in asked
            if report.ended == "failed"
        ],
        "waiting": list(waiting),
        "problems": list(published.problems),
    }


# ------------------------------------------------------------------------------------------------ outputs


async def _publish(pipeline: Pipeline, arguments: Arguments, _progress: Progress) -> Document:
    slugs = tuple(arguments.get("slugs") or ())
    extent = Extent.ALL if arguments.get("force") else Extent.DIRTY
    report = await pipeline.publish(slugs or None, extent=extent)
    return {"outputs": outputs_document(report), "problems": list(report.problems)}


async def _hide(pipeline: Pipeline, arguments: Arguments, _progress: Progress) -> Document:
    words = (str(arguments["link"]), str(arguments.get("reason", "")))
    stories = await pipeline.rooms.store.call(Store.hide, *words)
    known = await pipeline.rooms.store.call(Store.named, words[0])
    return await _republished(pipeline, {"stories": len(stories), "known": len(known)})


async def _unhide(pipeline: Pipeline, arguments: Arguments, _progress: Progress) -> Document:
    stories = await pipeline.rooms.store.call(Store.unhide, str(arguments["link"]))
    known = await pipeline.rooms.store.call(Store.named, str(arguments["link"]))
    return await _republished(pipeline, {"stories": len(stories), "known": len(known)})


async def _republished(pipeline: Pipeline, document: Document) -> Document:
    return document | {"outputs": outputs_document(await pipeline.publish())}


def outputs_document(report: PublishReport) -> dict[str, int]:
    """What a publish came to, for programs."""
    return {"written": report.written, "unchanged": report.unchanged, "removed": report.removed}


# ------------------------------------------------------------------------------------------------ the database


async def _reprocess(pipeline: Pipeline, _arguments: Arguments, progress: Progress) -> Document:
    changed = await chores.reprocess(
        pipeline, lambda done, total: progress({"done": done, "total": total, "label": ""})
    )
    return await _republished(pipeline, {"reprocessed": changed})


async def _prune(pipeline: Pipeline, _arguments: Arguments, _progress: Progress) -> Document:
    return await _republished(pipeline, {"pruned": await chores.prune(pipeline)})


async def _backup(pipeline: Pipeline, arguments: Arguments, _progress: Progress) -> Document:
    return await chores.backup(pipeline, Path(str(arguments["file"])))


async def _restore_published(pipeline: Pipeline, arguments: Arguments, _progress: Progress) -> Document:
    return {"seeded": await chores.seed_from(pipeline, str(arguments["url"]))}


async def _index(pipeline: Pipeline, _arguments: Arguments, _progress: Progress) -> Document:
    while await chores.index(pipeline):
        pass
    return {"waiting": 0}


async def _token(pipeline: Pipeline, arguments: Arguments, _progress: Progress) -> Document:
    return await tokens(pipeline, arguments)


_WORK: Mapping[str, Callable[[Pipeline, Arguments, Progress], Awaitable[Document]]] = {
    "poll": _poll,
    "publish": _publish,
    "hide": _hide,
    "unhide": _unhide,
    "db-reprocess": _reprocess,
    "db-prune": _prune,
    "db-backup": _backup,
    "db-restore-published": _restore_published,
    "index": _index,
    "token": _token,
}
