"""The text of a JSON document as values, as far as it can be read.

A comma too many costs nothing, and a document that breaks off or has a mistake in it is read up to there.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

import orjson

from aggregator.errors import ParseError
from aggregator.model import Flaw
from aggregator.text import xml_clean

_STRING = r'"(?:[^"\\]++|\\.)*+"?'
_STRAY_COMMA = re.compile(rf"({_STRING})|,(?=\s*[\]}}])", re.DOTALL)
_MARK = re.compile(rf"{_STRING}|[\[\]{{}},]", re.DOTALL)
_ENDS = {"[": "]", "{": "}"}


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a text says. `depth` is how many levels were open where it broke off, 0 where it is whole."""

    value: Any
    depth: int = 0
    flaws: tuple[Flaw, ...] = ()


def load(text: str) -> Loaded:
    """Raises ParseError `not-a-feed` where nothing can be read."""
    text = xml_clean(text)
    try:
        return Loaded(orjson.loads(text.encode("utf-8", "replace")))
    except orjson.JSONDecodeError as error:
        problem = str(error)[:120]
    try:
        return _patiently(text, problem)
    except (ValueError, RecursionError):
        raise ParseError(
            "not-a-feed",
            f"what came begins like JSON and is none: {problem}",
            hint="the publisher must repair it",
        ) from None


def _patiently(text: str, problem: str) -> Loaded:
    """Raises ValueError or RecursionError."""
    flaw = Flaw("ill-formed", problem)
    try:
        return Loaded(_lenient(text))
    except json.JSONDecodeError:
        text = _STRAY_COMMA.sub(r"\1", text)
    try:
        return Loaded(_lenient(text), flaws=(flaw,))
    except json.JSONDecodeError as error:
        start, depth = _completed(text[: error.pos])
    if not depth:  # something after its end
        return Loaded(_lenient(start), flaws=(flaw,))
    return Loaded(_lenient(start), depth, (Flaw("truncated", f"the document cannot be read to its end: {problem}"),))


def _lenient(text: str) -> Any:
    """JSON with NaN, lone surrogates and line breaks inside of strings."""
    return json.loads(text, parse_constant=lambda _: None, strict=False)


def _completed(text: str) -> tuple[str, int]:
    """The text up to the last value that is whole, with the ends that are missing, and how many those are."""
    ends: list[str] = []
    kept = 0
    for mark in _MARK.finditer(text):
        sign = mark[0][0]
        if sign in _ENDS:
            ends.append(_ENDS[sign])
            kept = mark.end()
        elif sign == ",":
            kept = mark.start()
        elif ends and sign != '"':
            ends.pop()
            kept = mark.end()
            if not ends:
                break
    return text[:kept] + "".join(reversed(ends)), len(ends)
