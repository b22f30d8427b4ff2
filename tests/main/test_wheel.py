"""The wheel is whole: installed outside the checkout, the command writes its first configuration and runs on it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
def test_the_wheel_works_outside_the_checkout(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(ROOT)]
    made = subprocess.run(build, capture_output=True, text=True, timeout=120, check=False)
    assert made.returncode == 0, made.stderr[-2000:]
    wheel = next(tmp_path.glob("feed_aggregator-*.whl"))
    names = zipfile.ZipFile(wheel).namelist()
    for needed in ("publish/templates/", "publish/assets/style.css", "serve/templates/", "settings/shipped/samples/"):
        assert any(name.startswith(f"aggregator/{needed}") for name in names), needed
    assert not [name for name in names if name.startswith(("tests/", "docs/")) or "__pycache__" in name]

    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)
    environment = {**os.environ, "PYTHONPATH": str(site), "PYTHONSAFEPATH": "1"}
    environment.pop("AGGREGATOR_CONFIG", None)

    def call(*words: str) -> str:
        command = [sys.executable, "-m", "aggregator", *words]
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=120, cwd=tmp_path, env=environment, check=False
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    call("init", "feeds")
    where = "import aggregator, sys; sys.stdout.write(aggregator.__file__)"
    used = subprocess.run(
        [sys.executable, "-c", where], capture_output=True, text=True, cwd=tmp_path, env=environment, check=True
    )
    assert used.stdout.startswith(str(site))
    config = str(tmp_path / "feeds" / "aggregator.toml")
    samples = [f"sample-{name}" for name in ("woshipm", "zaker")]
    result = json.loads(call("-c", config, "--json", "poll", "--force", *samples))
    assert result["failed"] == 0
    assert result["entries"]["new"] > 10
