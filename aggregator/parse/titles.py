"""Titles and names as plain text: what feeds put there is HTML, text, or HTML escaped once too often."""

from __future__ import annotations

import html
import re

from aggregator.model import PlainText
from aggregator.parse.encoding import undone
from aggregator.parse.markup import paired
from aggregator.parse.raw import RawText
from aggregator.text import one_line

# Only tags that mean markup in a title go; `List<T>` and `<vector>` are what the title talks about.
_TAG = re.compile(
    r"</?(?:a|abbr|acronym|b|bdi|bdo|big|blockquote|br|center|cite|code|del|dfn|div|em|figure|font|h[1-6]|hr|i|iframe|img|ins"
    r"|kbd|li|mark|nobr|ol|p|picture|pre|q|rp|rt|ruby|s|samp|script|section|small|source|span|strike|strong|style|sub|sup|svg"
    r"|table|tbody|td|tfoot|th|thead|time|tr|tt|u|ul|var|video|wbr)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)  # fmt: skip
_HIDDEN = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|$)|<!--.*?-->", re.DOTALL | re.IGNORECASE)
_BREAKING = re.compile(r"(?i)^</?(?:br|p|div|h[1-6]|li|tr|td|th|hr|table|ul|ol|section|blockquote|center)\b")
_ESCAPED_TWICE = re.compile(
    r"&(?:#\d{2,7}|#[xX][0-9a-fA-F]{2,6}|amp|quot|apos|nbsp|[lr][ds]quo|hellip|[mn]dash|middot|bull|laquo|raquo|copy|reg|trade);"
)
_MAX = 2000


def plain_title(text: RawText, *, literal: bool = False) -> PlainText:
    """One line of plain text. `literal`: an Atom title of type text, whose angle brackets are meant as they are."""
    value = paired(text.value[: 20 * _MAX])
    if not (literal and text.plain):
        if "<" in value:
            value = _TAG.sub(_gap, _HIDDEN.sub(" ", value))
        value = html.unescape(value)
    value = undone(value) or value
    if "&" in value:
        value = _ESCAPED_TWICE.sub(lambda reference: html.unescape(reference[0]), value)
    return PlainText(one_line(value)[:_MAX])


def plain_name(value: str) -> PlainText:
    """A name, a tag or another short word as plain text."""
    return plain_title(RawText(value)) if "<" in value or "&" in value else PlainText(one_line(value)[:_MAX])


def _gap(tag: re.Match[str]) -> str:
    return " " if _BREAKING.match(tag[0]) else ""
