"""Markup becomes plain text that reads well."""

from __future__ import annotations

import re

from lxml import html as parser

from aggregator.model import PlainText
from aggregator.text import one_line, xml_clean


def text_of(html: str) -> PlainText:
    """The text of the markup: blocks become line breaks, pictures leave nothing."""
    html = xml_clean(html)
    if "<" not in html and "&" not in html:
        return PlainText(html.strip())
    html = re.sub(r"(?i)(</?(?:p|div|li|h[1-6]|br|tr|blockquote|pre)\b)", r"\n\1", html)
    tree = parser.document_fromstring(f"<html><body>{html}</body></html>")
    return PlainText(re.sub(r"\s*\n\s*", "\n", str(tree.text_content())).strip())


def title_text(raw: str, *, is_html: bool) -> PlainText:
    """A title as one line of plain text; markup in it is read, not shown."""
    return one_line(text_of(raw) if is_html else raw)
