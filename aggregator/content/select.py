"""CSS selectors of the configuration: checked, compiled once, matched against one document."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from cssselect import SelectorError
from lxml import etree
from lxml.cssselect import CSSSelector

from aggregator.model import ContentOptions


def valid_selector(text: str) -> str | None:
    """Why the selector cannot be used, in one sentence, or None where it can."""
    if not text.strip():
        return "the selector is empty"
    try:
        CSSSelector(text, translator="html")
    except (SelectorError, etree.XPathError, ValueError) as error:
        return str(error) or "not a CSS selector"
    return None


@lru_cache(maxsize=1024)
def _compiled(text: str) -> Any:
    return CSSSelector(text, translator="html") if valid_selector(text) is None else None


def _matched(root: Any, selectors: tuple[str, ...]) -> list[Any]:
    compiled = (_compiled(text) for text in selectors)
    return [element for selector in compiled if selector is not None for element in selector(root)]


def chosen(root: Any, options: ContentOptions) -> tuple[frozenset[Any], frozenset[Any]]:
    """The elements that the source's `remove` takes out, and those that the shipped list must spare.

    Spared are the elements that `keep` matches, all that is in them and all that they are in.
    """
    if not options.remove and not options.keep:
        return frozenset(), frozenset()
    spared: set[Any] = set()
    for element in _matched(root, options.keep):
        spared.update(element.iter())
        spared.update(element.iterancestors())
    return frozenset(_matched(root, options.remove)), frozenset(spared)
