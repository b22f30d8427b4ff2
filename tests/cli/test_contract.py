"""The documents of `--json` hold what their page names, and the page names what they hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from support.calls import Caller

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "reference" / "json.md").read_text(encoding="utf-8")
STORY = "https://pm.example.org/article/6011.html"


def section(name: str) -> str:
    found = re.search(rf"^## (?:[a-z ]+, )*{name}(?:,[^\n]*)?\n(.*?)(?=^## |\Z)", PAGE, re.DOTALL | re.MULTILINE)
    assert found, name
    return found[1]


def keys(value: Any) -> Iterator[str]:
    match value:
        case dict():
            for key, inner in value.items():
                yield key
                if key != "polls":  # told once, under `sources`
                    yield from keys(inner)
        case list():
            for inner in value:
                yield from keys(inner)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("poll woshipm asleep", "poll"),
        ("publish", "publish"),
        ("status", "status"),
        (f"explain {STORY}", "explain"),
        ("search 首页", "search"),
        ("check", "check"),
        ("plan", "plan"),
        ("preview file:samples/zaker.xml", "preview"),
        ("add file:samples/shuma.rdf --dry-run", "add"),
        ("hide https://example.org/none", "hide"),
        ("db check", "db check"),
        ("db upgrade", "upgrade"),
        ("db prune", "prune"),
        ("token add phone", "token"),
        ("token list", "token"),
        ("token revoke nobody", "token"),
    ],
)
def test_every_key_is_on_the_page(polled: Caller, words: str, name: str) -> None:
    told = section(name)
    document = polled.json(*words.split())
    missing = {key for key in keys(document) if not re.search(rf'["`]{key}["`]', told)}
    assert not missing


def test_what_the_page_promises_is_there(stored: Caller) -> None:
    for words, name in (("status", "status"), (f"explain {STORY}", "explain")):
        example = re.search(r"```json\n(.*?)```", section(name), re.DOTALL)
        assert example
        promised = set(re.findall(r'"(\w+)":', example[1]))
        document = stored.json(*words.split())
        absent = (
            promised - set(keys(document)) - {"host", "source", "until", "load", "evidence", "id"}
        )  # of empty lists
        assert not absent
