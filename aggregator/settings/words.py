"""The kinds of value that a configuration may hold: how each is written, read and described to an editor."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from aggregator.clock import duration
from aggregator.text import one_line

_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*(B|KB|MB|GB|KiB|MiB|GiB|)", re.IGNORECASE)
_FACTORS = {
    "": 1, "b": 1, "kb": 1000, "mb": 1000**2, "gb": 1000**3, "kib": 1024, "mib": 1024**2, "gib": 1024**3,
}  # fmt: skip
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_HOST = re.compile(r"(?:\*\.)?[^\s/:@\[\]*]+|\[[0-9A-Fa-f:.]+\]|\*")


def _problem(code: str, message: str, hint: str = "") -> PydanticCustomError:
    # pydantic fills {placeholders} in a message from its context: braces of the user's own go in through it
    return PydanticCustomError(code, "{message}", {"message": message, "hint": hint})


def invalid(message: str, hint: str = "") -> PydanticCustomError:
    """The error a validator raises: a sentence without a full stop, and what to write instead."""
    return _problem("invalid", message, hint)


def _read_duration(value: Any) -> timedelta:
    if not isinstance(value, str):
        raise invalid("must be a duration in quotes", 'write it like "90s", "15m", "6h" or "30d"')
    try:
        return duration(value)
    except ValueError as error:
        raise invalid(f'not a duration: "{value}"', _duration_hint(value, str(error))) from None


def _duration_hint(value: str, reason: str) -> str:
    if value.strip().isdigit():
        return f'{value.strip()} what? "{value.strip()}s", "{value.strip()}m" or "{value.strip()}h"'
    return reason.partition("; ")[2] or 'write it like "90s", "15m", "6h" or "30d"'


def _read_optional_duration(value: Any) -> timedelta | None:
    return None if value == "" else _read_duration(value)


def _read_size(value: Any) -> int:
    match = _SIZE.fullmatch(value.strip()) if isinstance(value, str) else None
    if not match:
        raise invalid("must be a size in quotes", 'write it like "512KiB" or "10MiB"')
    return int(float(match[1]) * _FACTORS[match[2].lower()])


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _check_language(value: str) -> str:
    if value and not _LANGUAGE.fullmatch(value):
        raise invalid(f'not a language tag: "{value}"', 'write it like "zh-CN" or "en"')
    return value


def _check_host(value: str) -> str:
    if not _HOST.fullmatch(value):
        raise invalid(f'not a host name: "{value}"', 'write it like "example.org" or "*.example.org", without https://')
    return value.lower()


_BYTES = r"^\s*\d+(\.\d+)?\s*([KMGkmg]?[iI]?[bB])?\s*$"
_SPAN = r"^\s*(\d+(\.\d+)?\s*[smhdw]\s*)+$"

Duration = Annotated[
    timedelta,
    PlainValidator(_read_duration),
    WithJsonSchema({"type": "string", "pattern": _SPAN, "examples": ["90s", "15m", "6h", "30d"]}),
]
"""A length of time in words, such as "15m"."""

OptionalDuration = Annotated[
    timedelta | None,
    PlainValidator(_read_optional_duration),
    WithJsonSchema({"type": "string", "pattern": rf"{_SPAN}|^$", "examples": ["", "90s", "15m", "6h", "30d"]}),
]
"""The same, or "" for none."""

Size = Annotated[
    int,
    PlainValidator(_read_size),
    WithJsonSchema(
        {"type": "string", "pattern": r"^\s*\d+(\.\d+)?\s*([KMGkmg]?[iI]?[bB])?\s*$", "examples": ["10MiB"]}
    ),
]
"""A number of bytes in words, such as "10MiB"."""

Line = Annotated[str, AfterValidator(lambda value: str(one_line(value)))]
"""Text on one line, without control characters."""

Name = Annotated[Line, Field(min_length=1, max_length=200)]
"""A name that is not empty."""

Language = Annotated[
    str, AfterValidator(_check_language), WithJsonSchema({"type": "string", "examples": ["zh-CN", "en"]})
]
"""A language tag of RFC 5646, or ""."""

Host = Annotated[str, AfterValidator(_check_host), WithJsonSchema({"type": "string", "examples": ["*.example.org"]})]
"""A host name, or `*.name` for all below it."""

Words = Annotated[
    list[str],
    BeforeValidator(_as_list, json_schema_input_type=str | list[str]),
]
"""One text or a list of them."""
