"""The commands that the how-to pages show are run here, in order, and say what the pages say they say.

A page is one session in a folder of its own. In a fence marked `console`, a line that begins with `$ ` is run, and what
follows is its output: `…` stands for anything within a line, a line of `…` alone for any number of lines. A comment
`<!-- file: NAME -->` before a fence writes the fence to that file, `<!-- append: NAME -->` adds it to the file's end.
"""

from __future__ import annotations

import contextlib
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.calls import call

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "docs" / "how-to").glob("*.md"))
STEP = re.compile(
    r"(?:<!-- (?P<how>file|append): (?P<name>\S+) -->\n+)?```(?P<kind>\w*)\n(?P<body>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)
EXIT = re.compile(r"\s+# exit code (\d+)$")


def steps(page: Path) -> Iterator[tuple[str, str]]:
    """(file to write | "$ command", text) in the order of the page."""
    for step in STEP.finditer(page.read_text(encoding="utf-8")):
        if step["how"]:
            yield f"{step['how']} {step['name']}", step["body"]
        elif step["kind"] == "console":
            for one in re.finditer(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", step["body"], re.MULTILINE):
                yield f"$ {one[1]}", one[2]


def pattern(text: str) -> str:
    """The output that a page shows, as an expression."""
    lines = [line.rstrip() for line in text.strip("\n").split("\n")]
    made = [r"(?:.*\n)*?" if line == "…" else ".*".join(map(re.escape, line.split("…"))) + r"\n" for line in lines]
    return "".join(made)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_page_shows_what_really_happens(page: Path, tmp_path: Path) -> None:
    ran = 0
    with contextlib.chdir(tmp_path):
        for step, text in steps(page):
            kind, _, words = step.partition(" ")
            if kind in {"file", "append"}:
                Path(words).parent.mkdir(parents=True, exist_ok=True)
                with Path(words).open("w" if kind == "file" else "a", encoding="utf-8") as file:
                    file.write(text if kind == "file" else f"\n{text}")
                continue
            ran += 1
            wanted = EXIT.search(words)
            command = shlex.split(EXIT.sub("", words))
            if command[0] == "rm":
                for path in Path().glob(command[1]):
                    path.unlink()
                continue
            assert command[0] == "aggregator", step
            done = call(*command[1:])
            said = "".join(f"{line.rstrip()}\n" for line in (done.out + done.err).splitlines())
            assert done.code == (int(wanted[1]) if wanted else 0), (step, said)
            assert not text.strip() or re.fullmatch(pattern(text), said), f"{step}\n{said}"
    assert ran or "console" not in page.read_text(encoding="utf-8")


def test_output_is_compared_and_not_merely_shown() -> None:
    assert re.fullmatch(pattern("3 polled: … failed\n…\n"), "3 polled: 3 with news, 0 failed\nmore\nand more\n")
    assert not re.fullmatch(pattern("3 polled: … failed\n"), "4 polled: 3 with news, 0 failed\n")
    assert not re.fullmatch(pattern("done\n"), "done\nmore\n")
