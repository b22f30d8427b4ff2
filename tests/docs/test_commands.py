"""What the pages say about commands is what the commands are."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import typer
from aggregator.cli.main import app, hoisted

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "reference" / "cli.md").read_text(encoding="utf-8")
JSON_PAGE = (ROOT / "docs" / "reference" / "json.md").read_text(encoding="utf-8")


def commands() -> dict[str, Any]:
    """Every command by the words that call it."""

    def walk(group: Any, words: tuple[str, ...]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, command in group.commands.items():
            if hasattr(command, "commands"):
                found |= walk(command, (*words, name))
            else:
                found[" ".join((*words, name))] = command
        return found

    return walk(typer.main.get_command(app), ())


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_has_a_page_a_sentence_and_an_example(name: str) -> None:
    command = commands()[name]
    assert f"`{name}" in PAGE
    assert command.help
    assert command.epilog is not None
    assert f"aggregator {name.split(maxsplit=1)[0]}" in re.sub(r" -c \S+", "", command.epilog)


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_option_is_on_the_page(name: str) -> None:
    for parameter in commands()[name].params:
        if parameter.param_type_name == "option" and "--help" not in parameter.opts:
            assert any(option in PAGE for option in parameter.opts), (name, parameter.opts)


def test_the_page_names_no_command_that_is_not_there() -> None:
    table = PAGE.partition("| command | does |")[2].partition("## Exit codes")[0]
    known = set(commands())
    for cell in re.findall(r"^\| (.+?) \| ", table, re.MULTILINE):
        for call in re.findall(r"`([a-z][^`]*)`", cell):
            words = [word for word in call.split() if re.fullmatch(r"[a-z]+", word)]
            assert " ".join(words[:2]) in known or words[0] in known, call


def test_global_options_may_stand_after_the_command() -> None:
    words = ["poll", "a", "--json", "-c", "x.toml", "--force"]
    assert hoisted(words) == ["--json", "-c", "x.toml", "poll", "a", "--force"]
    assert hoisted(["search", "--", "--json"]) == ["search", "--", "--json"]


def test_the_contract_names_the_documents() -> None:
    for name in ("poll", "status", "sources", "explain", "search", "check", "plan", "preview"):
        assert f"## {name}" in JSON_PAGE
