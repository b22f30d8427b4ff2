"""What can be done to a running aggregator: one implementation, called by the command line and the control socket.

Arguments and results are JSON values: they cross the socket. `progress` takes {"done", "total", "label"}.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from aggregator import chores
from aggregator.daemon.tokens import tokens
from aggregator.errors import UsageError
from aggregator.model import PollReport, PublishReport
from aggregator.pipeline import Pipeline
from aggregator.press import Extent
from aggregator.store import Store

Progress = Callable[[Mapping[str, Any]], None]
Operation = Callable[[Mapping[str, Any], Progress], Awaitable[dict[str, Any]]]


def operations(pipeline: Pipeline) -> dict[str, Operation]:
    """Every operation by its name. Each takes (arguments, progress) and returns its JSON document."""

    async def poll(arguments: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
        ids = tuple(arguments.get("ids") or ())
        _known(pipeline, ids)
        seconds = arguments.get("within")
        if url := arguments.get("seed_from"):
            await chores.seed_from(pipeline, str(url))
        reports: list[PollReport] = []

        def finished(report: PollReport, done: int, total: int) -> None:
            progress({"done": done, "total": total, "label": report.source})

        reports += await pipeline.poll(
            ids or None,
            force=bool(arguments.get("force")),
            within=timedelta(seconds=float(seconds)) if seconds else None,
            progress=finished,
        )
        return poll_document(reports, await pipeline.publish())

    async def publish(arguments: Mapping[str, Any], _progress: Progress) -> dict[str, Any]:
        slugs = tuple(arguments.get("slugs") or ())
        extent = Extent.ALL if arguments.get("force") else Extent.DIRTY
        report = await pipeline.publish(slugs or None, extent=extent)
        return {"outputs": outputs_document(report), "problems": list(report.problems)}

    async def hide(arguments: Mapping[str, Any], _progress: Progress) -> dict[str, Any]:
        words = (str(arguments["link"]), str(arguments.get("reason", "")))
        stories = len(await pipeline.rooms.store.call(Store.hide, *words))
        return {"stories": stories, "outputs": outputs_document(await pipeline.publish())}

    async def unhide(arguments: Mapping[str, Any], _progress: Progress) -> dict[str, Any]:
        stories = len(await pipeline.rooms.store.call(Store.unhide, str(arguments["link"])))
        return {"stories": stories, "outputs": outputs_document(await pipeline.publish())}

    async def reprocess(_arguments: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
        changed = await pipeline.reprocess(lambda done, total: progress({"done": done, "total": total, "label": ""}))
        return {"reprocessed": changed, "outputs": outputs_document(await pipeline.publish())}

    async def prune(_arguments: Mapping[str, Any], _progress: Progress) -> dict[str, Any]:
        pruned = await chores.prune(pipeline)
        return {"pruned": pruned, "outputs": outputs_document(await pipeline.publish())}

    async def backup(arguments: Mapping[str, Any], _progress: Progress) -> dict[str, Any]:
        return await chores.backup(pipeline, Path(str(arguments["file"])))

    async def restore_published(arguments: Mapping[str, Any], _progress: Progress) -> dict[str, Any]:
        return {"seeded": await chores.seed_from(pipeline, str(arguments["url"]))}

    async def index(_arguments: Mapping[str, Any], _progress: Progress) -> dict[str, Any]:
        while await chores.index(pipeline):
            pass
        return {"waiting": 0}

    async def token(arguments: Mapping[str, Any], _progress: Progress) -> dict[str, Any]:
        return await tokens(pipeline, arguments)

    return {
        "poll": poll,
        "publish": publish,
        "hide": hide,
        "unhide": unhide,
        "db-reprocess": reprocess,
        "db-prune": prune,
        "db-backup": backup,
        "db-restore-published": restore_published,
        "index": index,
        "token": token,
    }


def _known(pipeline: Pipeline, ids: tuple[str, ...]) -> None:
    known = {source.id for source in pipeline.settings.sources}
    for source_id in ids:
        if source_id not in known:
            raise UsageError(
                "unknown-source",
                f"no source has the id {source_id!r}",
                hint="`aggregator sources` lists them",
            )


def outputs_document(report: PublishReport) -> dict[str, int]:
    """What a publish came to, for programs."""
    return {"written": report.written, "unchanged": report.unchanged, "removed": report.removed}


def poll_document(reports: list[PollReport], published: PublishReport) -> dict[str, Any]:
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
        "skipped": len(reports) - len(asked),
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
        "problems": list(published.problems),
    }
