"""`init`: a first configuration that works at once, offline, with comments in the language of its reader."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from support.calls import call


def init(folder: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    env = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG"))}
    command = [sys.executable, "-m", "aggregator", "init", str(folder)]
    return subprocess.run(command, env=env | environ, capture_output=True, text=True, timeout=60, check=False)


def comments(folder: Path) -> str:
    text = (folder / "aggregator.toml").read_text(encoding="utf-8")
    return "\n".join(re.findall(r"(?m)^#.*$", text))


@pytest.mark.parametrize(
    ("environ", "chinese"),
    [({"LANG": "zh_CN.UTF-8"}, True), ({"LC_ALL": "zh_TW.UTF-8", "LANG": "en_US.UTF-8"}, True),
     ({"LANG": "en_US.UTF-8"}, False), ({}, False)],
)  # fmt: skip
def test_comments_are_in_the_language_of_the_locale(tmp_path: Path, environ: dict[str, str], chinese: bool) -> None:
    assert init(tmp_path, **environ).returncode == 0
    assert bool(re.search("[一-鿿]{4}.*[一-鿿]{4}.*[一-鿿]{4}", comments(tmp_path), re.DOTALL)) == chinese
    assert ("分类" in comments(tmp_path)) == chinese


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_it_writes_works_at_once_and_offline(tmp_path: Path, language: str) -> None:
    folder = tmp_path / "config"
    done = call("init", folder, "--language", language)
    assert done.code == 0
    file = folder / "aggregator.toml"
    assert f"next: aggregator -c {file} run" in done.out
    assert call("-c", file, "check").code == 0
    samples = [path.stem for path in (folder / "samples").iterdir()]
    result = call("-c", file, "--json", "poll", *(f"sample-{name}" for name in samples)).json()
    assert (result["polled"], result["failed"]) == (len(samples), 0)
    assert result["entries"]["duplicate"] > 0
    assert (tmp_path / "data" / "public" / "xinmeiti.atom").is_file()


def test_nothing_that_is_there_is_replaced(tmp_path: Path) -> None:
    call("init", tmp_path)
    (tmp_path / "aggregator.toml").write_text("# mine\n", encoding="utf-8")
    done = call("init", tmp_path)
    assert done.code == 2
    assert "nothing was written" in done.err
    assert (tmp_path / "aggregator.toml").read_text(encoding="utf-8") == "# mine\n"


def test_a_language_without_comments_is_refused(tmp_path: Path) -> None:
    done = call("init", tmp_path / "x", "--language", "fr")
    assert done.code == 2
    assert "--language zh" in done.err
    assert not (tmp_path / "x").exists()


def test_the_document_names_what_was_written(tmp_path: Path) -> None:
    written = call("--json", "init", tmp_path / "x").json()
    assert written["file"] == str(tmp_path / "x" / "aggregator.toml")
    assert all(Path(path).is_file() for path in written["written"])
