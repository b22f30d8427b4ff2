"""Our own few HTML pages: errors, search, status. Templates escape everything; no page needs a script."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from aggregator.clock import in_words
from aggregator.serve.words import words


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["span"] = in_words
    environment.filters["instant"] = _instant
    return environment


def render(template: str, language: str, values: Mapping[str, Any]) -> str:
    """A page from its template; `w` holds the words of the language."""
    return _templates().get_template(template).render(w=words(language), language=language, **values)


def _instant(when: datetime | None) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC") if when is not None else "—"
