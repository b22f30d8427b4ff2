"""SIGKILL at random statements: nothing lost, nothing twice, outputs converge."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path


def test_fifty_kills_lose_nothing_and_double_nothing(tmp_path):
    tests = Path(__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-m", "support.store_crash", str(tmp_path / "state"), "50", "7"],
        cwd=tests, capture_output=True, text=True, timeout=150, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert (result["cycles"], result["lost"], result["twice"]) == (50, 0, 0)
    assert result["killed"] >= 25
