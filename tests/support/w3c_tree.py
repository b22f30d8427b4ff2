"""The documents that `w3c` reads: an element tree with the lines it stands on, and what formats have in common."""

from __future__ import annotations

import re
import xml.parsers.expat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from support import w3c_words as words
from support.w3c_words import these

ATOM, CONTENT, DC = (
    "http://www.w3.org/2005/Atom|",
    "http://purl.org/rss/1.0/modules/content/|",
    "http://purl.org/dc/elements/1.1/|",
)
MEDIA, HISTORY = "http://search.yahoo.com/mrss/|", "http://purl.org/syndication/history/1.0|"
XML = "http://www.w3.org/XML/1998/namespace|"
RELATIONS = these(
    "alternate current describedby edit enclosure first hub last license next next-archive payment prev-"
    "archive previous related replies search self service up via"
)
PAGING = {"current", "first", "last", "next", "next-archive", "prev-archive", "previous"}


@dataclass
class Node:
    """An element: its text, and the lines of the document from its start to its end."""

    name: str
    attributes: dict[str, str]
    parent: Node | None = None
    children: list[Node] = field(default_factory=list)
    chunks: list[str] = field(default_factory=list)
    first: int = 0
    spelt: str = ""

    @property
    def text(self) -> str:
        return "".join(self.chunks).strip()

    def all(self, name: str) -> list[Node]:
        return [child for child in self.children if child.name == name]

    def one(self, name: str) -> Node | None:
        return next(iter(self.all(name)), None)

    def here(self) -> Iterator[Node]:
        yield self
        for child in self.children:
            yield from child.here()


@dataclass
class Report:
    """Collects what was said, with where."""

    now: datetime
    location: str
    rss: bool = False
    said: list[str] = field(default_factory=list)

    def ask(self, rule: Callable[..., Iterator[str] | tuple[str, ...]], value: str, where: str) -> None:
        self.said += [f"{where}: {complaint}" for complaint in rule(value)]

    def plain(self, node: Node, value: str, where: str) -> None:
        self.ask(lambda text: words.plain(text, spelt=node.spelt, rss=self.rss), value, where)

    def date(self, value: str, where: str) -> None:
        self.ask(lambda text: words.rfc3339(text, self.now), value, where)

    def date822(self, value: str, where: str) -> None:
        self.ask(lambda text: words.rfc2822(text, self.now), value, where)


def parsed(body: bytes) -> tuple[Node, list[tuple[str, str]]]:
    parser = xml.parsers.expat.ParserCreate(namespace_separator="|")
    lines = body.decode("utf-8").split("\n")
    top = Node("", {})
    at = [top]
    prefixes: list[tuple[str, str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        node = Node(name, attributes, at[-1], first=parser.CurrentLineNumber)
        at[-1].children.append(node)
        at.append(node)

    def end(_name: str) -> None:
        node = at.pop()
        node.spelt = "\n".join(lines[node.first - 1 : parser.CurrentLineNumber])

    def take(text: str) -> None:
        at[-1].chunks.append(text)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = take
    parser.StartNamespaceDeclHandler = lambda prefix, uri: prefixes.append((prefix or "", uri))
    parser.Parse(body, True)
    return top.children[0], prefixes


def at_most_once(node: Node, names: set[str], report: Report, where: str) -> None:
    for name in sorted(names):
        if len(node.all(name)) > 1:
            report.said.append(f"{where}: DuplicateElement {name}")


def only_children(node: Node, names: set[str], report: Report, where: str) -> None:
    report.said.extend(f"{where}: UndefinedElement {child.name}" for child in node.children if child.name not in names)


def only_attributes(node: Node, allowed: str, report: Report, where: str) -> None:
    for name in node.attributes:
        if name not in allowed.split() and name != XML + "lang":
            report.said.append(f"{where}: UnexpectedAttribute {name} of {node.name}")
    if XML + "lang" in node.attributes:
        report.ask(words.language, node.attributes[XML + "lang"], where)


def check_link(node: Node, report: Report, where: str) -> tuple[str, str]:
    only_attributes(node, "rel href type title length hreflang", report, where)
    rel, href = node.attributes.get("rel", "alternate"), node.attributes.get("href", "")
    where = f"{where} link {rel}"
    if rel not in RELATIONS:
        report.said.append(f"{where}: UnregisteredAtomLinkRel")
    if node.text or node.children:
        report.said.append(f"{where}: AtomLinkNotEmpty")
    report.ask(words.uri, href, where)  # a relative one would be allowed, if not for self; we write none
    if "type" in node.attributes:
        report.ask(words.mime, node.attributes["type"], where)
        if rel == "self" and node.attributes["type"] not in {"application/atom+xml", "application/rss+xml"}:
            report.said.append(f"{where}: SelfNotAtom")
    if "title" in node.attributes:
        report.ask(words.nonblank, node.attributes["title"], where)
        report.plain(node, node.attributes["title"], where)
    if not node.attributes.get("length", "0").isdigit():
        report.said.append(f"{where}: InvalidNonNegativeInteger {node.attributes['length']}")
    if "hreflang" in node.attributes:
        report.ask(words.language, node.attributes["hreflang"], where)
    return rel, href


def check_media(node: Node, report: Report, where: str) -> None:
    where = f"{where} {node.name.removeprefix(MEDIA)}"
    if node.name == MEDIA + "thumbnail":
        only_attributes(node, "url width height time", report, where)
    elif node.name == MEDIA + "content":
        only_attributes(node, "url type fileSize medium duration lang isDefault width height", report, where)
        only_children(node, {MEDIA + "title"}, report, where)
    report.ask(words.uri, node.attributes.get("url", ""), where)
    for name in ("fileSize", "duration", "width", "height"):
        if not re.fullmatch("[1-9][0-9]*", node.attributes.get(name, "1")):
            report.said.append(f"{where}: InvalidPositiveInteger {name}")
    if node.attributes.get("medium", "image") not in {"image", "audio", "video", "document", "executable"}:
        report.said.append(f"{where}: InvalidMediaMedium {node.attributes['medium']}")
    if "type" in node.attributes:
        report.ask(words.mime, node.attributes["type"], where)
    for title in node.all(MEDIA + "title"):
        report.plain(title, title.text, where)
