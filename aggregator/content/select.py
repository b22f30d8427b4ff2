"""CSS selectors of the configuration: checked, compiled once, matched against one document."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from cssselect import SelectorError
from lxml import etree
from lxml.cssselect import CSSSelector

from aggregator.content.junk import is_junk
from aggregator.model import ContentOptions

_ARTICLE = 300  # characters: an element that holds so many and half of all the text is no junk


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


def strip_junk(root: Any, options: ContentOptions) -> None:
    """Take out of a page's tree what the source's `remove` and the shipped list take out of content.

    For what loses its classes before it can be cleaned: an article page on its way through an extractor.
    """
    removed, spared = chosen(root, options)
    total = len("".join(root.itertext()))
    for element in list(root.iter(etree.Element)):
        junk = is_junk(element.tag, element.attrib) and element not in spared
        if junk and element not in removed:
            length = len("".join(element.itertext()))
            junk = length < _ARTICLE or length * 2 < total
        parent = element.getparent()
        if (junk or element in removed) and parent is not None:
            _cut(parent, element)


def _cut(parent: Any, element: Any) -> None:
    """Without the element; the text after it stays."""
    if element.tail:
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
    parent.remove(element)
