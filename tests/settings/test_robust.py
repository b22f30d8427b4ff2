"""Whatever stands in the file: an answer with places inside the file, quickly, and never another exception."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from aggregator.errors import ConfigurationError
from aggregator.settings import check, load
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

SHIPPED = (Path(__file__).resolve().parents[2] / "config" / "aggregator.toml").read_text(encoding="utf-8")
LINES = SHIPPED.splitlines(keepends=True)
TOKENS = [
    '"',
    "'",
    "[",
    "]",
    "[[",
    "]]",
    "=",
    "\n",
    "\r",
    "#",
    "{",
    "}",
    "新",
    "\0",
    "5",
    "true",
    "{secret:x}",
    "\ud7ff",
    "1979-05-27",
    "if.",
]


@hypothesis_settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cuts=st.lists(
        st.tuples(st.integers(0, len(SHIPPED)), st.integers(0, 30), st.sampled_from(TOKENS)), min_size=1, max_size=4
    )
)
def test_a_mutilated_file_is_refused_or_read_and_places_are_real(tmp_path, cuts):
    text = SHIPPED
    for at, length, token in cuts:
        text = text[:at] + token + text[at + length :]
    file = tmp_path / "aggregator.toml"
    file.write_text(text, encoding="utf-8", newline="")
    found, problems = check(file, {})
    lines = text.replace("\r\n", "\n").split("\n")
    for problem in problems:
        assert 0 <= problem.line <= len(lines) + 1
        if problem.line and problem.line <= len(lines):
            assert 1 <= problem.column <= len(lines[problem.line - 1]) + 2
    assert (found is None) == any(problem.severity == "error" for problem in problems)


SCALARS = st.one_of(
    st.booleans(), st.integers(-5, 5), st.text(max_size=8), st.just("1h"), st.just("https://example.org/")
)


def toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return (
        '"' + "".join(char if char.isalnum() or char in " :/.-" else f"\\U{ord(char):08X}" for char in str(value)) + '"'
    )


HEADS = [
    *(f"[{name}]" for name in ("site", "fetch", "rsshub", "serve", "keep")),
    "[[source]]",
    "[[category]]",
    "[[rule]]",
]
KEYS = [
    "id", "url", "name", "slug", "was", "parent", "from", "if.title", "then.add", "every", "match", "gap", "listen",
    "instances", "categories", "mirrors", "dates", "link", "age", "title", "proxy", "login", "timezone",
]  # fmt: skip
VALUES = st.one_of(SCALARS, st.lists(SCALARS, max_size=3))
TABLES = st.tuples(st.sampled_from(HEADS), st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=6))


@hypothesis_settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tables=st.lists(TABLES, max_size=5))
def test_any_values_give_an_answer(tmp_path, tables):
    text = "".join(
        f"{head}\n" + "".join(f"{key} = {toml(value)}\n" for key, value in body.items()) for head, body in tables
    )
    file = tmp_path / "aggregator.toml"
    file.write_text(text, encoding="utf-8")
    found, problems = check(file, {})
    assert (found is None) == any(problem.severity == "error" for problem in problems)
    if found is None:
        with pytest.raises(ConfigurationError):
            load(file, {})


def test_deep_nesting_is_a_problem_and_not_a_crash(tmp_path):
    file = tmp_path / "aggregator.toml"
    file.write_text("x = " + "[" * 5000 + "]" * 5000)
    found, problems = check(file, {})
    assert found is None
    assert problems


def test_a_folder_in_place_of_the_file_is_a_problem(tmp_path):
    _, problems = check(tmp_path, {})
    assert problems[0].code == "unreadable"


def test_ten_thousand_sources_load_quickly(tmp_path):
    file = tmp_path / "aggregator.toml"
    sources = (
        f'[[source]]\nid = "s{number}"\nurl = "https://h{number % 300}.example.org/{number}/feed"\n'
        f'title = "名字{number}"\nevery = "30m"\n'
        for number in range(10_000)
    )
    file.write_text(
        '[[category]]\nname = "新媒体"\nslug = "x"\n[defaults]\ncategories = ["新媒体"]\n' + "".join(sources),
        encoding="utf-8",
    )
    best = min(_seconds(file) for _ in range(2))
    assert best < 4, f"{best:.2f} s"  # about 1.2 s of one core; this only catches an accident


def _seconds(file: Path) -> float:
    start = time.process_time()
    assert len(load(file, {}).sources) == 10_000
    return time.process_time() - start


def test_ten_thousand_problems_are_still_told(tmp_path):
    file = tmp_path / "aggregator.toml"
    file.write_text(
        "".join(f'[[source]]\nid = "s{n}"\nurl = "x{n}"\nevery = 5\n' for n in range(3000)), encoding="utf-8"
    )
    start = time.process_time()
    _, problems = check(file, {})
    assert len(problems) == 6000
    assert all(problem.line for problem in problems)
    assert time.process_time() - start < 12
