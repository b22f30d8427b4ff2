"""How well duplicates are told from what only looks like them: precision and recall on labelled pairs.

    python benchmarks/dedupe.py [--seeds 5] [--verbose]

Each pair goes through the whole decision: keys, bands, candidates, confirmation. After the pairs that are made by
seed come those of `written.jsonl`, by authors who had seen neither code nor pairs.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent.parent / "tests")]

from pairs import Pair, pairs  # noqa: E402
from support.merging import NOON, Memory, entry, feed, settings, source  # noqa: E402

WRITTEN = Path(__file__).with_name("written.jsonl")


@dataclass
class Score:
    """What a set came to."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    apart: int = 0
    mistakes: list[Pair] = field(default_factory=list)
    kinds: Counter[tuple[str, bool]] = field(default_factory=Counter)
    merged: Counter[tuple[str, bool]] = field(default_factory=Counter)

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.missed)


def merges(pair: Pair) -> bool:
    """Whether two sources that carry the pair give one story."""
    memory = Memory(settings(source("one"), source("other")))
    for name, (title, text), before in (
        ("one", pair.one, timedelta(hours=pair.hours)),
        ("other", pair.other, timedelta()),
    ):
        item = entry(title, guid="1", link=f"http://{name}.example/1", text=text, at=NOON - before)
        memory.poll(feed([item]), NOON, source=name)
    return len(memory.stories) == 1


def written() -> dict[str, list[Pair]]:
    """The pairs by other authors, by set."""
    found: dict[str, list[Pair]] = {}
    for line in WRITTEN.read_text(encoding="utf-8").splitlines():
        pair = json.loads(line)
        one, other = sorted((pair["one"], pair["other"]), key=lambda side: datetime.fromisoformat(side["published"]))
        apart = datetime.fromisoformat(other["published"]) - datetime.fromisoformat(one["published"])
        found.setdefault(pair["set"], []).append(
            Pair(
                pair["kind"],
                (one["title"], one["text"]),
                (other["title"], other["text"]),
                pair["same"],
                apart.total_seconds() / 3600,
            )
        )
    return found


def score(labelled: Iterable[Pair]) -> Score:
    """What a set came to."""
    found = Score()
    for pair in labelled:
        merged = merges(pair)
        found.kinds[pair.kind, pair.same] += 1
        found.merged[pair.kind, pair.same] += merged
        if merged != pair.same:
            found.mistakes.append(pair)
        if pair.same:
            found.right += merged
            found.missed += not merged
        else:
            found.wrong += merged
            found.apart += not merged
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    sets = {f"seed {seed}": pairs(seed) for seed in range(1, options.seeds + 1)}
    for name, labelled in (sets | {f"written {name}": found for name, found in written().items()}).items():
        began = time.perf_counter()
        found = score(labelled)
        took = time.perf_counter() - began
        size = sum(found.kinds.values())
        print(f"{name}: {size} pairs, precision {found.precision:.4f}, recall {found.recall:.4f}, "
              f"{found.wrong} wrong merges, {took / size * 1000:.1f} ms a pair")  # fmt: skip
        if name == "seed 1" or options.verbose:
            for (kind, same), count in sorted(found.kinds.items(), key=lambda one: (not one[0][1], one[0][0])):
                print(
                    f"  {'same ' if same else 'other'}  {kind:<24} {found.merged[kind, same]:>3} of {count:>3} merged"
                )
        if options.verbose:
            for pair in found.mistakes:
                print(f"  MISTAKE {pair.kind} same={pair.same}\n    {pair.one}\n    {pair.other}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
