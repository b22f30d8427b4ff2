"""Our own candidate of `peers.py`: the pipeline as `poll` opens it, politeness between requests switched off."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
import urllib.request
from pathlib import Path

from aggregator.clock import SystemClock
from aggregator.daemon.wiring import opened
from aggregator.logs import configure
from aggregator.settings import load

TOP = """
[site]
url = "http://127.0.0.1:8080/"
[paths]
state = "{state}"
[fetch]
allow_private = ["127.0.0.0/8"]
per_host = 32
host_gap = "0s"
[[category]]
name = "all"
slug = "all"
backlog = -1
from = ["*"]
"""
SOURCE = '[[source]]\nid = "s{n}"\nurl = "{origin}/feed/{n}"\ncategories = ["all"]\n'


def spent() -> float:
    """Seconds of processor time of this process and all that it started, the children of the fork server included."""
    parents: dict[int, tuple[int, float]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()  # from the third field on, proc(5)
            parents[int(stat.parent.name)] = int(fields[1]), sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    return sum(seconds for pid, (_, seconds) in parents.items() if _ours(pid, parents))


def _ours(pid: int, parents: dict[int, tuple[int, float]]) -> bool:
    while pid in parents and pid != os.getpid():
        pid = parents[pid][0]
    return pid == os.getpid()


def main(origin: str, folder: str) -> None:
    def ask(path: str) -> bytes:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(origin + path) as answer:
            return answer.read()

    numbers = json.loads(ask("/feeds"))
    file = Path(folder) / "aggregator.toml"
    state = Path(folder) / "state"
    file.write_text(TOP.format(state=state) + "".join(SOURCE.format(n=n, origin=origin) for n in numbers))
    configure("error")
    settings = load(file, {})
    result: dict[str, object] = {"asked": len(numbers)}

    async def run(only: str | None, *, publishes: bool) -> list[str]:
        async with opened(settings, SystemClock()) as pipeline:
            reports = await pipeline.poll([only] if only else None, force=True)
            if publishes:
                await pipeline.publish()
            return [report.source for report in reports if report.ended == "failed"]

    def timed(mode: str, only: str | None = None, *, publishes: bool = False) -> tuple[float, list[str]]:
        ask(f"/mode?{mode}")
        begun = spent()
        failed = asyncio.run(run(only, publishes=publishes))
        return spent() - begun, failed

    first = f"s{numbers[0]}"
    timed("cold", first)  # the database is made, and one feed is known
    start, _ = timed("304", first)
    for phase, mode in (("cold", "cold"), ("304", "304"), ("same body", "bare"), ("one new", "new")):
        seconds, failed = timed(mode)
        result[phase] = seconds - start
        if phase == "cold":
            result["refused"] = failed
    seconds, _ = timed("304", first, publishes=True)
    result["publish"] = seconds - start
    print(json.dumps(result))


main(*sys.argv[1:])
