"""One configuration file: its text, its values, and where each of them stands.

Values are read by tomllib. toml-rs is asked for positions, and only when there is a problem to show: it takes
twice as long, and a file without mistakes needs none. Its columns count UTF-8 bytes; ours count characters.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import toml_rs

from aggregator.errors import Problem

_PLACE = re.compile(r"at line (\d+), column (\d+)")
_HINTS = (
    ("string values must be quoted", 'put quotes around it: "…"'),
    ("invalid basic string", 'a quote is not closed, or a line break stands inside the quotes: "…"'),
    ("invalid literal string", "a quote is not closed: '…'"),
    ("duplicate key", "each key and each [table] may stand once; keep one of them"),
    ("missing escaped value", r"a backslash is written \\ inside \"…\", or use '…'"),
    ("unclosed table", "close the bracket: [table]"),
    ("unclosed array", "close the bracket: [1, 2]"),
    ("missing comma", "put a comma between the values, or close the bracket ]"),
    ("invalid unquoted key", 'put quotes around a key that is not ASCII: "新媒体" = …'),
    ("expected newline", "one key = value per line; is a quote or a comment sign # missing?"),
    ("invalid date", 'put quotes around it: "…"'),
)


class Document:
    """A TOML file that was read. `shown` is its path as problems print it."""

    def __init__(self, file: Path, shown: str, text: str, values: dict[str, Any]) -> None:
        self.file = file
        self.shown = shown
        self.text = text
        self.values = values

    def position(self, path: tuple[str | int, ...], *, at_key: bool = False) -> tuple[int, int]:
        """Line and column, from 1, of what stands under `path`, or of the nearest thing around it; else (0, 0)."""
        line, column = _locate(self._nodes, path, at_key=at_key)
        if not line or _is_table(self._nodes, path):
            line, column = self._header(path, after=line) or (line, column)
            return line, column
        return line, _in_characters(self._lines, line, column)

    @cached_property
    def _nodes(self) -> dict[str, Any]:
        try:
            nodes: dict[str, Any] = toml_rs.load_with_metadata(self.text, toml_version="1.0.0").meta["nodes"]
        except ValueError:  # what tomllib reads and toml-rs does not: problems without a place
            return {}
        return nodes

    @cached_property
    def _lines(self) -> list[str]:
        return self.text.split("\n")

    def _header(self, path: tuple[str | int, ...], *, after: int) -> tuple[int, int] | None:
        """Where the [header] of a table stands, which toml-rs does not tell."""
        names = [part for part in path if isinstance(part, str)]
        if not names:
            return None
        dotted = r"\s*\.\s*".join(rf"[\"']?{re.escape(name)}[\"']?" for name in names)
        wanted = re.compile(rf"^\s*\[+\s*(?={dotted}\s*[].])")
        for number, text in enumerate(self._lines[max(after - 1, 0) :], start=max(after, 1)):
            if match := wanted.match(text):
                return number, match.end() + 1
        return None


def _in_characters(lines: list[str], line: int, column: int) -> int:
    """The column that toml-rs means where it counts UTF-8 bytes."""
    encoded = lines[line - 1].encode() if line <= len(lines) else b""
    return len(encoded[: column - 1].decode(errors="ignore")) + 1


def _is_meta(node: Any) -> bool:
    """Whether a node describes a key or a value; a plain table is a mapping of names to nodes."""
    return isinstance(node, dict) and ("value_raw" in node or isinstance(node.get("key_raw"), str))


def _is_table(nodes: dict[str, Any], path: tuple[str | int, ...]) -> bool:
    node: Any = nodes
    for part in path:
        node = _step(node, part)
        if node is None:
            return False
    return isinstance(node, dict) and not _is_meta(node) and bool(path)


def _step(node: Any, part: str | int) -> Any:
    inner = node.get("value") if _is_meta(node) else node
    if isinstance(part, int):
        return inner[part] if isinstance(inner, list) and part < len(inner) else None
    return inner.get(part) if isinstance(inner, dict) else None


def _locate(nodes: dict[str, Any], path: tuple[str | int, ...], *, at_key: bool) -> tuple[int, int]:
    node: Any = nodes
    best = (0, 0)
    for number, part in enumerate(path):
        node = _step(node, part)
        if node is None:
            break
        if _is_meta(node):
            key_wanted = (at_key and number == len(path) - 1) or not _is_leaf(node)
            best = _start(node, "key" if key_wanted and "key_line" in node else "value") or best
    return best


def _is_leaf(node: dict[str, Any]) -> bool:
    return "value_line" in node


def _start(node: dict[str, Any], what: str) -> tuple[int, int] | None:
    line, column = node.get(f"{what}_line"), node.get(f"{what}_col")
    if line is None or column is None:
        return None
    return (line[0] if isinstance(line, tuple) else line), (column[0] if isinstance(column, tuple) else column)


def read(file: Path, shown: str, unsaved: Mapping[Path, str] | None = None) -> Document | Problem:
    """Read one file, or take its text from `unsaved`. One that cannot be read, or is not TOML, is a problem."""
    try:
        if unsaved is not None and file in unsaved:
            text = unsaved[file].replace("\r\n", "\n")
        else:
            text = file.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except OSError as error:
        return Problem(shown, 0, 0, "", f"cannot be read: {error.strerror or error}", code="unreadable")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return Problem(shown, line, 1, "", "is not UTF-8", "save the file as UTF-8", code="encoding")
    try:
        return Document(file, shown, text, tomllib.loads(text))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return _syntax_problem(shown, text, str(error))


def _syntax_problem(shown: str, text: str, message: str) -> Problem:
    """What toml-rs says of the mistake: it is more exact than tomllib, whose words remain where it finds none."""
    try:
        toml_rs.loads(text, toml_version="1.0.0")
    except ValueError as error:
        said = str(error).strip()
        exact, place = _PLACE.search(said), _PLACE.search(message)
        message = said.splitlines()[-1]
    else:
        exact, place = None, _PLACE.search(message)
    line, column = (int(place[1]), int(place[2])) if place else (text.count("\n") + 1, 1)
    if exact:
        line, column = int(exact[1]), int(exact[2])
        lines = text.split("\n")
        there = lines[line - 1][column - 1 : column] if line <= len(lines) else ""
        if not there.isascii() or (line <= len(lines) and column > len(lines[line - 1]) + 1):
            # It counts characters here, but bytes where the mistake begins with a character of several.
            column = _in_characters(lines, line, column)
    hint = next((advice for words, advice in _HINTS if words in message), "")
    return Problem(shown, line, column, "", f"not valid TOML: {message}", hint, code="syntax")
