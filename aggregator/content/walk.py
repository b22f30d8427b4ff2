"""One walk over repaired markup: what stays is written out, with its addresses, its pictures and its plain text.

A second walk over the result changes nothing.
"""

from __future__ import annotations

import re
from typing import ClassVar

from aggregator.content import junk
from aggregator.content.attributes import attributes_of, quoted
from aggregator.content.elements import (
    BLOCKS,
    INLINE,
    LINE_AFTER,
    NO_BLOCK_INSIDE,
    READ,
    RENAMED,
    SKELETON,
)
from aggregator.content.links import href
from aggregator.content.maths import formula
from aggregator.content.media import Media
from aggregator.content.nodes import Node
from aggregator.model import Flaw

_HIDDEN = re.compile(r"(?i)(?:^|;)\s*display\s*:\s*none")
_HIDDEN_TEXT = 300  # characters: more than that is an article that a script would have shown
_MAX_DEPTH = 128  # elements inside elements; four Python frames each

_KINDS = {  # by the name that the source wrote: what it is to us, and its name with us
    written: ("block" if tag in BLOCKS else "inline" if tag in INLINE else "other", tag)
    for written in READ
    for tag in (RENAMED.get(written, written),)
}


class Walk(Media):
    """Writes one document. `page()` and `plain()` are the results, `images` its pictures in order."""

    __slots__ = ("_depth", "_removed", "_root", "_spared", "_total")

    def __init__(
        self, root: Node, base: str, hosts: tuple[str, ...], removed: frozenset[Node], spared: frozenset[Node]
    ) -> None:
        super().__init__(base, hosts)
        self._root = root
        self._removed = removed
        self._spared = spared
        self._depth = 0
        self._total: int | None = None

    # -------------------------------------------------------------------------------------------- elements

    def children(self, element: Node) -> None:
        """Everything inside of the element."""
        if element.text:
            self.words(element.text)
        for child in element.children:
            self._element(child)
            if child.tail:
                self.words(child.tail)

    def _element(self, element: Node) -> None:
        written, attributes = element.tag, element.attributes
        if attributes and self._goes(element, written, attributes):
            return
        if self._removed and element in self._removed:
            return
        if self._depth >= _MAX_DEPTH:
            self.flaws["content-too-deep"] = Flaw("content-too-deep", f"nested over {_MAX_DEPTH} levels: tags left out")
            self.words(element.words() or " ")
            return
        kind, tag = _KINDS[written]
        self._depth += 1
        if kind == "block":
            if self.verbatim:
                self._lines(element)
            else:
                self._block(element, tag, attributes)
        elif kind == "inline":
            self._span(element, tag, attributes)
        else:
            self._handlers[tag](self, element, attributes)
        self._depth -= 1

    def _goes(self, element: Node, tag: str, attributes: dict[str, str]) -> bool:
        """True where the element is left out: by the shipped list, or because it is hidden."""
        if (
            ("class" in attributes or "id" in attributes)
            and junk.is_junk(tag, attributes)
            and element not in self._spared
        ):
            return not (self._is_most(element) or junk.is_prose(element))
        hidden = "hidden" in attributes or ("style" in attributes and _HIDDEN.search(attributes["style"]))
        return bool(hidden) and tag != "x-noscript" and len(element.words()) < _HIDDEN_TEXT

    def _is_most(self, element: Node) -> bool:
        """True where the element holds nearly all the text: then it is the article, whatever its class says."""
        length = len(element.words())
        if length < _HIDDEN_TEXT:
            return False
        if self._total is None:
            self._total = len(self._root.words())
        return length > 0.8 * self._total

    def _block(self, element: Node, tag: str, attributes: dict[str, str]) -> None:
        before = self.mark()
        paragraph = self._paragraph
        edge = " " if tag in {"td", "th"} else "\n"
        self.boundary(edge)
        begin, words = len(self.out), len(self.text)
        given = attributes_of(tag, attributes) if attributes else ""
        self.out.append(f"<{tag}{given}>")
        self._paragraph = tag in NO_BLOCK_INSIDE or (paragraph and tag not in {"td", "th", "li"})
        self.direct = False
        if tag == "pre":
            self._verbatim(element)
            self.trim()
        else:
            self.children(element)
        self._paragraph = paragraph
        if tag not in SKELETON and (self.solid == before.solid or self._is_footer(tag, before.solid, begin, words)):
            self.back_to(before)
            if before.inline:
                self.breaks = max(before.breaks, 1)
            return
        has_words, self.direct = self.direct, before.direct
        self.boundary(edge)
        if tag == "div" and not given:
            if not has_words:
                self.out[begin] = ""
                return
            self.wrapped = (begin, len(self.out) + 1)
        self.out.append(f"</{tag}>\n" if tag in LINE_AFTER else f"</{tag}>")

    def _is_footer(self, tag: str, solid: int, begin: int, words: int) -> bool:
        if self.solid >= solid + 8 or tag not in {"p", "div"}:
            return False
        return junk.is_footer("".join(self.text[words:]).strip(), self.out[begin:].count("</a>"))

    def _verbatim(self, element: Node) -> None:
        self.verbatim += 1
        self.children(element)
        self.verbatim -= 1

    def _lines(self, element: Node) -> None:
        """A block inside preformatted text: a line of it."""
        if self.text and not self.text[-1].endswith("\n"):
            self.literal("\n")
        self.children(element)
        if not element.tail.startswith("\n"):
            self.literal("\n")

    def _span(self, element: Node, tag: str, attributes: dict[str, str]) -> None:
        given = attributes_of(tag, attributes) if attributes else ""
        if tag == "a":
            address = "" if self._link else href(attributes.get("href", ""), self._base)
            if not address:
                self.children(element)
                return
            given = f' href="{quoted(address)}"{given} rel="noopener noreferrer"'
        elif tag == "span" and not given:
            self.children(element)
            return
        before = self.mark()
        self.flush()
        self.out.append(f"<{tag}{given}>")
        if tag == "a":
            self._link = True
            self.children(element)
            self._link = False
        elif tag == "code":
            self._verbatim(element)
        else:
            self.children(element)
        if self.solid == before.solid:
            blank = self.space or len(self.text) > before.text
            breaks = max(before.breaks, self.breaks)
            self.back_to(before)
            self.space, self.breaks = before.space or blank, breaks
        else:
            self.out.append(f"</{tag}>")

    def _nothing(self, _element: Node, _attributes: dict[str, str]) -> None:
        """It is read where its parent is read."""

    def _break(self, _element: Node, _attributes: dict[str, str]) -> None:
        if self.verbatim:
            self.literal("\n")
        else:
            self.breaks += 1
            self.space = False

    def _rule(self, _element: Node, _attributes: dict[str, str]) -> None:
        if not self.verbatim:
            self.boundary()
            self.out.append("<hr>\n")
            self.solid += 1

    def _column(self, _element: Node, attributes: dict[str, str]) -> None:
        self.out.append(f"<col{attributes_of('col', attributes)}>")

    def _formula(self, element: Node, attributes: dict[str, str]) -> None:
        text = formula(element, attributes)
        if text:
            self.words(text)

    # -------------------------------------------------------------------------------------------- frames, noscript

    def _frame(self, element: Node, attributes: dict[str, str]) -> None:
        if not self.framed(element, attributes) and element.tag == "object":
            self.children(element)

    def _noscript(self, element: Node, _attributes: dict[str, str]) -> None:
        """What a page shows without scripts: the pictures and players behind a lazy loader, unless we have them."""
        if self._lazy == len(self.out):
            return
        for child in element.iter("img", "picture", "iframe", "video", "audio"):
            if child.within != "picture":
                self._element(child)
                if child.tag == "img" and self.images:
                    self._fallback = (len(self.out), self.images[-1])

    _handlers: ClassVar = {
        "annotation": _nothing,
        "audio": Media.player,
        "br": _break,
        "col": _column,
        "embed": _frame,
        "hr": _rule,
        "iframe": _frame,
        "img": Media.image,
        "math": _formula,
        "object": _frame,
        "param": _nothing,
        "picture": Media.picture,
        "source": _nothing,
        "track": _nothing,
        "video": Media.player,
        "x-noscript": _noscript,
    }
