"""Repaired markup as a tree of small objects: what the walk reads.

The output of nh3 is so regular that one expression reads it, at half the price of an XML parser and of a tree whose
every name and text is made anew when it is asked for. Whatever it does not read whole is lxml's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from aggregator.content.elements import READ, VOID

_ATTRIBUTE = re.compile(r""" ([^=]+)="([^"]*)\"""")
_NOT_XML = bytes(code for code in range(32) if chr(code) not in "\t\n\r")
_IS_VOID = {tag: tag in VOID for tag in READ}
_NONE: dict[str, str] = {}  # never written to, as little as the next
_CHILDLESS: list[Any] = []


class Node:
    """An element. `within` is the name of the element around it; `text` comes before its children, `tail` after it."""

    __slots__ = ("attributes", "children", "tag", "tail", "text", "within")

    def __init__(self, tag: str, attributes: dict[str, str], within: str, text: str = "") -> None:
        self.tag = tag
        self.attributes = attributes
        self.within = within
        self.text = text
        self.tail = ""
        self.children: list[Node] = _CHILDLESS

    def iter(self, *tags: str) -> Iterator[Node]:
        """Itself and all that is in it, in the order of the document; of these names only, where some are given."""
        left = [self]
        while left:
            node = left.pop()
            if not tags or node.tag in tags:
                yield node
            left += node.children[::-1]

    def words(self) -> str:
        """All its text."""
        if not self.children:
            return self.text
        found: list[str] = []
        self._words(found)
        return "".join(found)

    def _words(self, found: list[str]) -> None:
        left: list[Node | str] = [self]
        while left:
            one = left.pop()
            if isinstance(one, str):
                found.append(one)
                continue
            found.append(one.text)
            for child in reversed(one.children):
                left += (child.tail, child)


def read(markup: str) -> Node | None:
    """The tree of what nh3 wrote; None where it is not as regular as that, or holds what XML cannot."""
    if _is_not_xml(markup):
        return None
    if "\r" in markup:
        markup = markup.replace("\r\n", "\n").replace("\r", "\n")
    pieces = iter(markup.split("<"))
    current = root = Node("x", _NONE, "", _plain(next(pieces)))
    around: list[Node] = []
    for piece in pieces:
        inside, end, text = piece.partition(">")
        if "&" in text:
            text = _plain(text)
        if inside[:1] == "/":
            if current.tag != inside[1:] or not around or not end:
                return None
            current.tail = text
            current = around.pop()
            continue
        tag = inside.partition(" ")[0]
        given = inside[len(tag) :]
        void = _IS_VOID.get(tag)
        if void is None or not end or given.count('"') % 2:
            return None  # quotes inside of values are references: where one is left over, a value was cut in two
        node = Node(tag, _attributes(given) if given else _NONE, current.tag, text)
        if current.children:
            current.children.append(node)
        else:
            current.children = [node]
        if void:
            node.text, node.tail = "", text
        else:
            around.append(current)
            current = node
    return None if around else root


def _is_not_xml(markup: str) -> bool:
    """Whether it holds a character that XML cannot; it holds no surrogate, or nh3 had not written it."""
    written = markup.encode()
    return len(written.translate(None, _NOT_XML)) < len(written) or "\ufffe" in markup or "\uffff" in markup


def _attributes(given: str) -> dict[str, str]:
    found = dict(_ATTRIBUTE.findall(given))
    if "&" in given or not given.isprintable():
        return {name: _spaced(_plain(value)) for name, value in found.items()}
    return found


def _spaced(value: str) -> str:
    """As XML reads an attribute: white space of any kind is a space."""
    return value.replace("\n", " ").replace("\t", " ")


def _plain(text: str) -> str:
    if "&" not in text:
        return text
    text = text.replace("&nbsp;", "\xa0").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"')
    return text.replace("&amp;", "&")


def copied(root: Any) -> tuple[Node, dict[Any, Node]]:
    """The same of a tree of lxml's, and which node stands for which element."""
    top = Node(root.tag, dict(root.items()), "")
    top.text = root.text or ""
    made = {root: top}
    left = [root]
    while left:
        element = left.pop()
        node = made[element]
        for child in element:
            one = Node(child.tag, dict(child.items()), node.tag)
            one.text, one.tail = child.text or "", child.tail or ""
            if node.children:
                node.children.append(one)
            else:
                node.children = [one]
            made[child] = one
            left.append(child)
    return top, made
