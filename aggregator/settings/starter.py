"""The first configuration that `init` writes, the samples beside it, and a [[source]] block that `add` appends."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from aggregator.errors import UsageError
from aggregator.settings.describe import schema_text

_HERE = Path(__file__).resolve().parent
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}
_ORDER = (
    "id",
    "was",
    "url",
    "mirrors",
    "title",
    "section",
    "site",
    "author",
    "language",
    "categories",
    "tags",
    "every",
)
SAMPLES = "sources.d/samples.toml"


def shipped() -> Path:
    """The folder of the shipped configuration and samples: `config/` of a checkout, or where the wheel put it."""
    installed = _HERE / "shipped"
    return installed if installed.is_dir() else _HERE.parent.parent / "config"


def starter(language: str = "en") -> str:
    """The text of a first configuration, with comments in English ("en") or Chinese ("zh")."""
    name = "first.zh.toml" if language.lower().startswith("zh") else "first.en.toml"
    return (_HERE / name).read_text(encoding="utf-8")


def write_starter(folder: Path, language: str = "en") -> tuple[Path, ...]:
    """Write a first configuration, its JSON Schema and the samples into a folder; what was written, in order.

    Nothing that is there is replaced. Raises UsageError where aggregator.toml exists already.
    """
    file = folder / "aggregator.toml"
    if file.exists():
        raise UsageError(
            "exists", "a configuration exists already", where=str(file), hint="edit it, or name another folder"
        )
    folder.mkdir(parents=True, exist_ok=True)
    file.write_text(starter(language), encoding="utf-8")
    written = [file]
    schema = folder / "aggregator.schema.json"
    if not schema.exists():
        schema.write_text(schema_text(), encoding="utf-8")
        written.append(schema)
    source = shipped()
    wanted = [Path(SAMPLES), *sorted(path.relative_to(source) for path in (source / "samples").iterdir())]
    for name in wanted:
        if (source / name).is_file() and not (folder / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source / name, folder / name)
            written.append(folder / name)
    return tuple(written)


def source_block(fields: Mapping[str, object]) -> str:
    """A [[source]] table as TOML. Values are text, numbers, booleans or lists of text; empty ones are left out."""
    known = [name for name in _ORDER if name in fields]
    rest = [name for name in fields if name not in _ORDER]
    lines = [f"{_key(name)} = {_value(fields[name])}" for name in (*known, *rest) if _worth_saying(fields[name])]
    return "\n".join(("[[source]]", *lines)) + "\n"


def append_source(text: str, fields: Mapping[str, object]) -> str:
    """A configuration's text with one more [[source]] table at its end; every byte before it stays as it is."""
    gap = "" if not text or text.endswith("\n\n") else "\n" if text.endswith("\n") else "\n\n"
    newline = "\r\n" if "\r\n" in text else "\n"
    return text + (gap + source_block(fields)).replace("\n", newline)


def _worth_saying(value: object) -> bool:
    return value is not None and value != "" and value not in ([], ())


def _key(name: str) -> str:
    return name if _BARE_KEY.fullmatch(name) else _quoted(name)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, Iterable):
        return "[" + ", ".join(_value(inner) for inner in value) + "]"
    raise TypeError(f"no TOML for {type(value).__name__}")


def _quoted(text: str) -> str:
    """A basic string of TOML 1.0: quotes, backslashes and control characters escaped."""
    return '"' + "".join(_ESCAPES.get(char) or _printable(char) for char in text) + '"'


def _printable(char: str) -> str:
    code = ord(char)
    if code < 0x20 or code == 0x7F:
        return f"\\u{code:04X}"
    return "\N{REPLACEMENT CHARACTER}" if 0xD800 <= code <= 0xDFFF else char
