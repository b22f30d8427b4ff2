"""Foreign HTML becomes SafeHtml: an allow-list of what readers can show, and nothing active.

Four steps: bound it (`guard`), repair it (nh3 with a wide allow-list parses as browsers do), walk it (`walk` decides
and writes), and pass what was written through the narrow allow-list. All that leaves is nh3's output, and where that
differs from what was written, the steps run once more on it: so a second cleaning changes nothing.
"""

from __future__ import annotations

import html as entities
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import nh3
from lxml import etree

from aggregator.content import elements, nodes
from aggregator.content.embeds import allowed
from aggregator.content.guard import bounded
from aggregator.content.maths import unscripted
from aggregator.content.nodes import Node
from aggregator.content.select import chosen
from aggregator.content.walk import Walk
from aggregator.model import ContentOptions, Flaw, PlainText, SafeHtml
from aggregator.text import xml_clean

CLEANER_VERSION = 3
"""Changes whenever the same input may come out differently: stored entries are then worth cleaning again."""

_ROUNDS = 4
_AS_SHIPPED = ContentOptions()
# One for each element: nh3 writes several in an order that differs from process to process.
_FORCED = {"img": {"referrerpolicy": "no-referrer"}, "audio": {"controls": ""}, "video": {"controls": ""}}
_ATTRIBUTES = {tag: names - _FORCED.get(tag, {}).keys() for tag, names in elements.ATTRIBUTES.items()}

_STRICT = nh3.Cleaner(
    tags=set(elements.PUBLISHED),
    clean_content_tags=set(elements.GONE | {"iframe", "object", "math", "textarea"}),
    attributes=_ATTRIBUTES,
    set_tag_attribute_values=_FORCED,
    url_schemes={"http", "https", "mailto"},
    url_relative="deny",
    link_rel="noopener noreferrer",
)


def _repairer(prefixes: set[str]) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(elements.READ),
        clean_content_tags=set(elements.GONE),
        attributes={"*": set(elements.READ_ATTRIBUTES)},
        generic_attribute_prefixes=prefixes,
        url_schemes={"http", "https", "mailto", "data"},
        link_rel=None,
    )


_WIDE = _repairer({"data-", "aria-"})
_WIDE_PLAIN = _repairer(set())  # for documents whose data- attributes have names that XML cannot hold


def _xml(*, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(
        recover=recover, huge_tree=True, resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
    )


_EXACT = _xml(recover=False)
_LENIENT = _xml(recover=True)
_NOSCRIPT = re.compile(r"(?i)<(/?)noscript(?=[\s/>])")
_VOIDS = re.compile(rf"<((?:{'|'.join(elements.VOID)})(?: [^<>]*)?)>")
_RAW_FRAME = re.compile(r"(<iframe[^<>]*>).*?(</iframe>)", re.DOTALL)
_OVERRIDES = "\u202a\u202b\u202c\u202d\u202e\ufeff"  # they turn around what follows; isolates are legitimate


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Clean content: markup, its text, its real pictures in order (absolute), and what was wrong with it.

    `truncated` is true where the end was cut off because the field was over its bounds.
    """

    html: SafeHtml
    text: PlainText
    images: tuple[str, ...] = ()
    truncated: bool = False
    flaws: tuple[Flaw, ...] = ()


def clean(html: str, base: str, options: ContentOptions = _AS_SHIPPED) -> Cleaned:
    """The content as it may be published, whatever the input; never raises.

    `base` is the absolute address that relative ones are relative to; with an empty one they are dropped.
    `clean(clean(x).html)` changes nothing, with any base.
    """
    source, flaws = _prepared(html)
    strict = _strict(options.embeds)
    walk = _walked(source, base, options)
    found = walk.flaws
    page = walk.page()
    safe = strict.clean(page)
    for _ in range(_ROUNDS):
        if safe == page:
            break
        walk = _walked(safe, "", options)
        page = walk.page()
        safe = strict.clean(page)
    return Cleaned(
        html=SafeHtml(safe),
        text=PlainText(walk.plain()),
        images=tuple(dict.fromkeys(walk.images)),
        truncated=any(flaw.code == "content-too-long" for flaw in flaws),
        flaws=(*flaws, *(flaw for flaw in found.values() if flaw.code not in {known.code for known in flaws})),
    )


def sanitise(html: str) -> SafeHtml:
    """Markup that was clean once, through the narrow allow-list again; frames stay where they stand.

    For what was stored, or changed after cleaning: it neither moves text nor looks for junk.
    """
    hosts = frozenset(re.findall(r'<iframe src="https://([^/"?#\s]+)', html)) if "<iframe" in html else ()
    return SafeHtml(_strict(tuple(sorted(hosts))).clean(html))


def paragraphs(text: str) -> str:
    """Plain text as markup for `clean`: blank lines part paragraphs, line breaks stay, nothing becomes a link."""
    text = _without_overrides(xml_clean(text)).replace("\r\n", "\n").replace("\r", "\n")
    blocks = (block.strip("\n") for block in re.split(r"\n[ \t]*\n\s*", text))
    lines = ("<br>".join(entities.escape(line, quote=False) for line in block.split("\n")) for block in blocks)
    return "".join(f"<p>{line}</p>" for line in lines)


def _prepared(html: str) -> tuple[str, tuple[Flaw, ...]]:
    source, flaws = bounded(html)
    source = _without_overrides(source)
    if "<script" in source or "<SCRIPT" in source:
        source = unscripted(source)
    return source, flaws


def _without_overrides(text: str) -> str:
    if not text.isascii():
        for char in _OVERRIDES:
            if char in text:
                text = text.replace(char, "")
    return text


def _walked(source: str, base: str, options: ContentOptions) -> Walk:
    root, removed, spared = _read(source, options)
    walk = Walk(root, base, options.embeds, removed, spared)
    walk.children(root)
    return walk


@lru_cache(maxsize=256)
def _strict(hosts: tuple[str, ...]) -> nh3.Cleaner:
    """The narrow allow-list; with `hosts`, frames from there stay, sandboxed."""
    if not hosts:
        return _STRICT

    def only_allowed(tag: str, attribute: str, value: str) -> str | None:
        return None if tag == "iframe" and attribute == "src" and not allowed(value, hosts) else value

    return nh3.Cleaner(
        tags=set(elements.PUBLISHED | {"iframe"}),
        clean_content_tags=set(elements.GONE | {"object", "math", "textarea"}),
        attributes=_ATTRIBUTES | {"iframe": elements.FRAME_ATTRIBUTES},
        tag_attribute_values={"iframe": {"referrerpolicy": {elements.FRAME_REFERRER}}},
        set_tag_attribute_values=_FORCED | {"iframe": {"sandbox": elements.SANDBOX}},
        attribute_filter=only_allowed,
        url_schemes={"http", "https", "mailto"},
        url_relative="deny",
        link_rel="noopener noreferrer",
    )


# ------------------------------------------------------------------------------------------------ repair


def _read(source: str, options: ContentOptions) -> tuple[Node, frozenset[Node], frozenset[Node]]:
    """The markup as a tree such as a browser builds, what `remove` matches in it, and what `keep` spares."""
    source = _NOSCRIPT.sub(r"<\1x-noscript", source)
    repaired = _repaired(source)
    selecting = bool(options.remove or options.keep)
    if repaired is not None and not selecting:
        root = nodes.read(repaired)
        if root is not None:
            return root, frozenset(), frozenset()
    tree = _tree(source, repaired)
    removed, spared = chosen(tree, options)
    root, made = nodes.copied(tree)
    return root, frozenset(map(made.__getitem__, removed)), frozenset(map(made.__getitem__, spared))


def _repaired(source: str) -> str | None:
    """The markup well-formed, of the elements that the walk knows; None where it holds a lone surrogate."""
    try:
        repaired = _WIDE.clean(source)
    except UnicodeEncodeError:
        return None
    return _RAW_FRAME.sub(r"\1\2", repaired) if "<iframe" in repaired else repaired


def _tree(source: str, repaired: str | None) -> Any:
    """The same by an XML parser, for selectors and for what is not regular."""
    try:
        if repaired is not None:
            return _parsed(repaired)
    except etree.XMLSyntaxError:
        pass
    return _tree_of_the_odd(xml_clean(source))


def _tree_of_the_odd(source: str) -> Any:
    """For what XML cannot hold as it is: characters outside of it, attributes with strange names."""
    repaired = _RAW_FRAME.sub(r"\1\2", xml_clean(_WIDE_PLAIN.clean(source)))
    try:
        return _parsed(repaired)
    except etree.XMLSyntaxError:
        return _parsed(repaired, recover=True)


def _parsed(repaired: str, *, recover: bool = False) -> Any:
    markup = _VOIDS.sub(r"<\1/>", repaired).replace("&nbsp;", "\xa0")
    return etree.fromstring(f"<x>{markup}</x>".encode(), _LENIENT if recover else _EXACT)
