"""One walk over repaired markup: what stays is written out, with its addresses, its pictures and its plain text.

A second walk over the result changes nothing.
"""

from __future__ import annotations

import re
from typing import ClassVar

from aggregator.content import embeds, junk
from aggregator.content.attributes import attributes_of, quoted
from aggregator.content.elements import (
    BLOCKS,
    FRAME_REFERRER,
    INLINE,
    LINE_AFTER,
    NO_BLOCK_INSIDE,
    READ,
    RENAMED,
    SANDBOX,
    SKELETON,
)
from aggregator.content.images import Picture, best_of, dimension, is_emoji, is_tracker, letter_size, picture, srcset
from aggregator.content.links import href, resolve
from aggregator.content.maths import formula
from aggregator.content.nodes import Node
from aggregator.content.writer import Writer
from aggregator.model import Flaw

_HIDDEN = re.compile(r"(?i)(?:^|;)\s*display\s*:\s*none")
_HIDDEN_TEXT = 300  # characters: more than that is an article that a script would have shown
_MAX_DEPTH = 128  # elements inside elements; four Python frames each
_ICON = 40  # pixels: a picture no larger than that is no picture of the article

_KINDS = {  # by the name that the source wrote: what it is to us, and its name with us
    written: ("block" if tag in BLOCKS else "inline" if tag in INLINE else "other", tag)
    for written in READ
    for tag in (RENAMED.get(written, written),)
}


class Walk(Writer):
    """Writes one document. `page()` and `plain()` are the results, `images` its pictures in order."""

    __slots__ = (
        *(
            "_root",
            "_base",
            "_embeds",
            "_removed",
            "_spared",
            "_paragraph",
            "_link",
            "_depth",
            "_lazy",
            "_fallback",
            "_total",
        ),
        *("images", "flaws"),
    )

    def __init__(
        self, root: Node, base: str, hosts: tuple[str, ...], removed: frozenset[Node], spared: frozenset[Node]
    ) -> None:
        super().__init__()
        self._root = root
        self._base = base
        self._embeds = hosts
        self._removed = removed
        self._spared = spared
        self._paragraph = False  # inside an element that may hold no block
        self._link = False  # inside a link
        self._depth = 0
        self._lazy = -1  # length of the output after a picture that came from a lazy loader
        self._fallback = (-1, "")  # the same, and the picture, after one from a noscript
        self._total: int | None = None
        self.images: list[str] = []
        self.flaws: dict[str, Flaw] = {}

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

    def _line_end(self) -> None:
        if self.verbatim:
            self.literal("\n")
        else:
            self.breaks = max(1, self.breaks)

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

    # -------------------------------------------------------------------------------------------- pictures

    def _image(self, element: Node, attributes: dict[str, str]) -> None:
        found = self._found(attributes)
        if found is None:
            return
        if is_emoji(attributes):
            self.words(attributes["alt"])
            return
        again = element.within == "x-noscript" and bool(self.images) and self.images[-1] == found.src
        after = self._fallback == (len(self.out), found.src) or (found.lazy and self._fallback[0] == len(self.out))
        if not again and not after:
            self.put(self._img(found, attributes))
            if found.lazy:
                self._lazy = len(self.out)

    def _found(self, attributes: dict[str, str]) -> Picture | None:
        """The real picture of an `img`; None for trackers, stand-ins and addresses that lead nowhere."""
        found = picture(attributes, self._base)
        if found.inline:
            self.flaws["content-inline-image"] = Flaw("content-inline-image", "a picture inside the text was left out")
        source = attributes.get("src", "")
        if not found.src and source.endswith(("undefined", "null", "NaN")):
            self.flaws["content-broken-address"] = Flaw("content-broken-address", source[:200])
        return None if not found.src or is_tracker(attributes, found.src) else found

    def _img(self, found: Picture, attributes: dict[str, str]) -> str:
        width, height = dimension(attributes.get("width")), dimension(attributes.get("height"))
        if not (width or height) and (size := letter_size(attributes)):
            width = height = size
        if not (width and height and int(width) <= _ICON and int(height) <= _ICON):
            self.images.append(found.src)
        alt = attributes.get("alt", "")
        pairs = (
            ("src", found.src),
            ("srcset", found.srcset),
            ("sizes", attributes.get("sizes", "") if found.srcset else ""),
            ("title", attributes.get("title", "")),
            ("width", width),
            ("height", height),
        )
        text = "" if alt in {"undefined", "null"} else alt
        given = "".join([f' {name}="{quoted(value)}"' for name, value in pairs if value])
        return f'<img{given} alt="{quoted(text)}" referrerpolicy="no-referrer">'

    def _picture(self, element: Node, _attributes: dict[str, str]) -> None:
        images = list(element.iter("img"))
        attributes = images[0].attributes if images else {}
        sources: list[tuple[str, str]] = []
        for source in element.iter("source"):
            given = source.attributes
            value = given.get("srcset") or given.get("data-srcset") or given.get("data-lazy-srcset", "")
            sizes = srcset(value, self._base)
            if sizes:
                sources.append((sizes, f'<source srcset="{quoted(sizes)}"{attributes_of("source", given)}>'))
        found = self._found(attributes)
        if found is None and sources and not resolve(attributes.get("src", ""), self._base):
            found = self._found(attributes | {"src": best_of(sources[0][0])})
        if found is None:
            return
        image = self._img(found, attributes)
        self.put(f"<picture>{''.join([source for _, source in sources])}{image}</picture>" if sources else image)
        if found.lazy:
            self._lazy = len(self.out)

    # -------------------------------------------------------------------------------------------- players, frames

    def _player(self, element: Node, attributes: dict[str, str]) -> None:
        """Audio and video with addresses that play; nothing without one."""
        tag = element.tag
        address = resolve(attributes.get("src") or attributes.get("data-src", ""), self._base)
        inner = []
        playable = bool(address)
        for child in element.iter("source", "track"):
            given = child.attributes
            source = resolve(given.get("src") or given.get("data-src", ""), self._base)
            if source:
                playable = playable or child.tag == "source"
                inner.append(f'<{child.tag} src="{quoted(source)}"{attributes_of(child.tag, given)}>')
        if not playable:
            return
        poster = resolve(attributes.get("poster", ""), self._base) if tag == "video" else ""
        own = f' src="{quoted(address)}"' if address else ""
        own += f' poster="{quoted(poster)}"' if poster else ""
        more = attributes_of(tag, attributes)
        self.put(f'<{tag}{own}{more} preload="none" controls="">{"".join(inner)}</{tag}>')

    def _frame(self, element: Node, attributes: dict[str, str]) -> None:
        """`iframe`, `embed` and `object`: the frame itself where its host is allowed, else a link to what it shows."""
        for value in embeds.addresses(element):
            address = embeds.frame_address(value, self._base)
            if address and element.tag == "iframe" and embeds.allowed(address, self._embeds):
                given = f' src="{quoted(address)}"' + attributes_of("iframe", attributes)
                self.put(f'<iframe{given} referrerpolicy="{FRAME_REFERRER}" sandbox="{SANDBOX}"></iframe>')
                return
            shown = embeds.read(address) if address else None
            if shown is not None and shown.page:
                self._embedded(shown, attributes.get("title", ""))
                return
        if element.tag == "object":
            self.children(element)

    def _embedded(self, shown: embeds.Embed, title: str) -> None:
        sign = "▶" if shown.plays else "↗"
        label = " ".join(title.split())[:200]
        label = f"{sign} {label} · {shown.name}" if label and label != shown.name else f"{sign} {shown.name}"
        alone = not self._paragraph and not self._link and not self.verbatim
        direct = self.direct
        if alone:
            self.boundary()
            self.out.append("<p>")
        elif self.inline:
            self._line_end()
        if not self._link:
            self.flush()
            self.out.append(f'<a href="{quoted(shown.page)}" rel="noopener noreferrer">')
        if shown.picture:
            self.put(self._img(Picture(shown.picture), {}))
            self._line_end()
        self.words(label)
        if not self._link:
            self.out.append("</a>")
        if alone:
            self.boundary()
            self.out.append("</p>\n")
            self.direct = direct

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
        "audio": _player,
        "br": _break,
        "col": _column,
        "embed": _frame,
        "hr": _rule,
        "iframe": _frame,
        "img": _image,
        "math": _formula,
        "object": _frame,
        "param": _nothing,
        "picture": _picture,
        "source": _nothing,
        "track": _nothing,
        "video": _player,
        "x-noscript": _noscript,
    }
