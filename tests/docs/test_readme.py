"""The commands of the front pages, as a stranger would type them in an empty folder."""

from __future__ import annotations

import contextlib
import re
import shlex
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from support.calls import call

ROOT = Path(__file__).resolve().parents[2]
COMMAND = re.compile(r"^\$ aggregator (.+?)\s{2,}# ", re.MULTILINE)
ADDED = re.compile(r"aggregator add (https://\S+)")


POLL = ["poll", "sample-woshipm", "sample-jingxuan"]


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md"])
def test_every_command_of_the_page_works_where_nothing_is_yet(page: str, tmp_path: Path) -> None:
    commands = [shlex.split(found) for found in COMMAND.findall((ROOT / page).read_text(encoding="utf-8"))]
    assert {words[0] for words in commands} >= {"init", "add", "check", "run", "explain"}
    with contextlib.chdir(tmp_path):
        for words in commands:
            if words[0] == "add":  # it asks the network
                continue
            done = call(*(POLL if words[0] == "run" else words))
            assert done.code == 0, (words, done.err)
            assert "nothing found" not in done.out, words


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md", "docs/how-to/start.md", "docs/how-to/start.zh-CN.md"])
def test_what_the_page_adds_is_not_read_by_the_first_configuration_already(page: str) -> None:
    first = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "aggregator" / "settings").glob("first.*.toml")
    )
    added = ADDED.findall((ROOT / page).read_text(encoding="utf-8"))
    assert added
    assert not [url for url in added if urlsplit(url).netloc.removeprefix("www.") in first]
