"""Markup becomes plain text that reads well."""

from __future__ import annotations

from aggregator.content.clean import read_text
from aggregator.model import PlainText
from aggregator.text import one_line, xml_clean


def text_of(html: str) -> PlainText:
    """The text of the markup: blocks and line breaks end lines, pictures leave nothing, junk and scripts are gone."""
    if "<" not in html and "&" not in html:
        return PlainText(xml_clean(html).strip())
    return PlainText(read_text(html))


def title_text(raw: str, *, is_html: bool) -> PlainText:
    """A title as one line of plain text; where it is HTML, markup and references in it are read, not shown."""
    return one_line(text_of(raw) if is_html else raw)
