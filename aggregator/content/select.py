"""CSS selectors of the configuration."""

from __future__ import annotations

from cssselect import SelectorError
from lxml.cssselect import CSSSelector


def valid_selector(text: str) -> str | None:
    """Why the selector cannot be used, or None where it can."""
    try:
        CSSSelector(text, translator="html")
    except (SelectorError, ValueError, SyntaxError) as error:
        return str(error)
    return None
