"""The candidate `reader` of `peers.py`: prints a JSON object with the processor seconds of each phase."""

from __future__ import annotations

import json
import os
import sys
import urllib.request
from pathlib import Path

from reader import make_reader


def spent() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def main(origin: str, folder: str) -> None:
    def ask(path: str) -> bytes:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(origin + path) as answer:
            return answer.read()

    reader = make_reader(str(Path(folder) / "reader.sqlite"))
    numbers = json.loads(ask("/feeds"))
    for number in numbers:
        reader.add_feed(f"{origin}/feed/{number}")
    result: dict[str, object] = {"asked": len(numbers)}
    for phase, mode in (("cold", "cold"), ("304", "304"), ("same body", "bare"), ("one new", "new")):
        ask(f"/mode?{mode}")
        begun = spent()
        for _ in reader.update_feeds_iter(scheduled=False):
            pass
        result[phase] = spent() - begun
        if phase == "cold":
            failed = [feed.url.rpartition("/")[2] for feed in reader.get_feeds() if feed.last_exception]
            result["refused"] = failed
    result["entries"] = reader.get_entry_counts().total
    print(json.dumps(result))


main(*sys.argv[1:])
