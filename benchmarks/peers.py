"""What polling costs, beside a peer in the same run: processor time for the same real feeds from the same origin.

    python benchmarks/peers.py [--peer PYTHON] [--limit N] [--repeat 3]

PYTHON is an interpreter that has `reader` (https://reader.readthedocs.io); `.ci/bench` makes one. The documents are
those of the shared corpus with three entries and three kilobytes at least, so that the run needs it beside the
project (or `$AGGREGATOR_SHARED`). Each candidate polls all feeds four times, in a process of its own:

    cold        nothing known: everything is fetched, parsed, cleaned and stored
    304         every origin answers that nothing changed
    same body   no validators: the same bytes come again
    one new     each feed has one item more

Ours also decides about duplicates across feeds, and publishes; the peer does neither. Publishing is shown apart. The
processor time of children counts, that of the origin does not; our own start (a poll of one feed) is taken off.
Feeds that the peer refuses are left out of the comparison and counted.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

HERE = Path(__file__).parent
SHARED = Path(os.environ.get("AGGREGATOR_SHARED", HERE.parent.parent / "shared"))
PHASES = ("cold", "304", "same body", "one new")
GOALS = {"cold": 1.5, "304": 2.0, "same body": 10.0, "one new": 4.0}
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def documents(limit: int) -> list[Path]:
    """Real feeds of the corpus, in its order."""
    corpus = SHARED / "corpus"
    with (corpus / "INDEX.csv").open(encoding="utf-8", newline="") as index:
        rows = [row for row in csv.DictReader(index) if row["format"] not in {"opml", ""}]
    paths = [corpus / row["path"] for row in rows if int(row["entries"] or 0) >= 3 and int(row["bytes"]) >= 3000]
    return [path for path in paths if path.suffix != ".json"][
        :limit
    ]  # `reader` takes JSON Feed only where it is named so


def measure(command: list[str], origin: str) -> dict[str, float]:
    """Run a candidate through all phases; seconds of processor time for each."""
    with tempfile.TemporaryDirectory() as folder:
        run = subprocess.run(
            [*command, origin, folder], capture_output=True, text=True, check=False, timeout=1800,
            env={**os.environ, "PYTHONWARNINGS": "ignore"},
        )  # fmt: skip
    if run.returncode:
        sys.exit(f"{command[-1]} failed:\n{run.stderr[-3000:]}")
    return json.loads(run.stdout.splitlines()[-1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peer", default=sys.executable)
    parser.add_argument("--limit", type=int, default=1000)
    parser.add_argument("--repeat", type=int, default=3)
    given = parser.parse_args()
    paths = documents(given.limit)
    with tempfile.NamedTemporaryFile("w", suffix=".json") as listing:
        json.dump([str(path) for path in paths], listing)
        listing.flush()
        origin = subprocess.Popen(
            [sys.executable, str(HERE / "peers_origin.py"), listing.name], stdout=subprocess.PIPE, text=True
        )
        try:
            assert origin.stdout is not None
            address = origin.stdout.readline().strip()
            report(address, given.peer, given.repeat)
        finally:
            origin.terminate()
            origin.wait()


def report(address: str, python: str, repeat: int) -> None:
    peer, ours = [python, str(HERE / "peers_reader.py")], [sys.executable, str(HERE / "peers_ours.py")]
    trial = measure(peer, address)
    refused = sorted(trial["refused"])
    OPENER.open(address + "/leave-out?" + ",".join(refused)).close()
    alone = measure(ours, address)
    print(f"{int(alone['asked'])} real feeds; the peer refused {len(refused)} more, which are left out below")
    print(f"we refused {len(alone['refused'])}")
    runs = [(measure(peer, address), measure(ours, address)) for _ in range(repeat)]
    print(f"{'poll':<12}{'peer, s':>10}{'ours, s':>10}{'times':>8}{'goal':>7}   medians of {repeat}, processor time")
    short = False
    for phase in PHASES:
        theirs, mine = (statistics.median(run[side][phase] for run in runs) for side in (0, 1))
        short |= theirs / mine < GOALS[phase]
        print(f"{phase:<12}{theirs:>10.2f}{mine:>10.2f}{theirs / mine:>8.1f}{GOALS[phase]:>7.1f}")
    print(f"publishing, ours alone: {statistics.median(run[1]['publish'] for run in runs):.2f} s")
    sys.exit(short)


if __name__ == "__main__":
    main()
