"""The beginning of a text."""

from __future__ import annotations

from aggregator.content.plain import text_of
from aggregator.model import PlainText
from aggregator.text import one_line


def excerpt(html_or_text: str, *, characters: int = 200) -> PlainText:
    """The first `characters` of the text on one line, with an ellipsis where something was cut."""
    line = one_line(text_of(html_or_text))
    return line if len(line) <= characters else PlainText(line[: characters - 1].rstrip() + "…")
