"""What is bounded before any parser sees it: size, depth and the shapes that make HTML parsers slow.

Measured with html5ever (nh3 0.3.8): 100,000 nested `div` 19 s, 70,000 attributes of one tag 1.2 s, 500,000 bare `&`
2.4 s, 60,000 elements astray in a table 3.8 s; 250 unclosed `font` before 2,000 `p` make 500,000 elements.
"""

from __future__ import annotations

import re
from collections import Counter

from aggregator.model import Flaw

MAX_BYTES = 512 * 1024  # of one field, as UTF-8
MAX_TAGS = 15_000
MAX_REFERENCES = 20_000
MAX_DEPTH = 256
MAX_SPACES_IN_TAG = 2_000  # a tag has fewer attributes than blanks
_SHORT = 32_768  # characters: a tag in less than that has not too many attributes
MAX_REOPENED = 100_000  # elements that unclosed formatting may bring forth again

_CUT_BEFORE = re.compile(r"(?i)<(?:p|div|h[1-6]|ul|ol|table|blockquote|figure|section|hr|br|pre)\b")
_OPENED = re.compile(r"<([a-zA-Z][^\s/>]*)")
_TAG = re.compile(r"""<(/?)([a-zA-Z][^\s/>]*)((?:[^>"'=]++|=\s*+(?:"[^"]*+"|'[^']*+')?+|["'])*+)(>?)""")
_NOT_COUNTED = frozenset(
    {
        *(
            "area",
            "base",
            "br",
            "col",
            "embed",
            "hr",
            "img",
            "input",
            "link",
            "meta",
            "param",
            "source",
            "track",
            "wbr",
        ),
        *("p", "li", "dt", "dd", "option", "rt", "rp"),  # end by themselves
        *("script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes"),  # hold no elements
    }
)
_FORMATTING = frozenset(
    {"b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u", "a"}
)


def bounded(html: str) -> tuple[str, tuple[Flaw, ...]]:
    """The markup within its bounds, and a flaw for each bound that it was over.

    `content-too-long` means that something was cut off at the end; `content-too-deep` that tags were left out, no text.
    """
    flaws: list[Flaw] = []
    cut = _beyond(html)
    if cut is not None:
        limit, why = cut
        html = _cut(html, limit)
        flaws.append(Flaw("content-too-long", why))
    tags = html.count("<")
    if (tags > MAX_DEPTH or len(html) > _SHORT) and not _is_flat(html, tags):
        html, flaw = _flattened(html)
        if flaw:
            flaws.append(flaw)
    return html, tuple(flaws)


def _is_flat(html: str, tags: int) -> bool:
    """True where no reading of the tags can nest too deep, or bring forth too many: there are too few of them."""
    if len(html) > _SHORT:
        return False
    opened = Counter(name.lower() for name in _OPENED.findall(html))
    formatting = sum(opened[name] for name in _FORMATTING)
    deep = sum(count for name, count in opened.items() if name not in _NOT_COUNTED)
    return deep <= MAX_DEPTH and formatting * tags <= MAX_REOPENED


def _beyond(html: str) -> tuple[int, str] | None:
    """Where to cut, in characters, and why."""
    limit, why = len(html), ""
    if limit * 4 > MAX_BYTES:
        encoded = html.encode("utf-8", "replace")
        if len(encoded) > MAX_BYTES:
            limit = len(encoded[:MAX_BYTES].decode("utf-8", "ignore"))
            why = f"over {MAX_BYTES // 1024} KiB: cut off"
    for char, most, name in (("<", MAX_TAGS, "tags"), ("&", MAX_REFERENCES, "character references")):
        if limit > most and html.count(char, 0, limit) > most:
            limit, why = _nth(html, char, most), f"over {most} {name}: cut off"
    return (limit, why) if why else None


def _nth(html: str, char: str, count: int) -> int:
    place = -1
    for _ in range(count):
        place = html.find(char, place + 1)
    return place


def _cut(html: str, limit: int) -> str:
    """Cut before a block where one begins near the limit, else before the last tag or word."""
    head = html[:limit]
    start = max(0, limit - 16_384)
    blocks = list(_CUT_BEFORE.finditer(head, start))
    if blocks and blocks[-1].start() > 0:
        return head[: blocks[-1].start()]
    tag = head.rfind("<", start)
    if tag > head.rfind(">", start):
        return head[:tag]
    reference = head.rfind("&", max(0, limit - 12))
    return head[:reference] if reference > 0 else head


def _flattened(html: str, *, plain: bool = False) -> tuple[str, Flaw | None]:
    """Without the tags that nest deeper than MAX_DEPTH; where formatting would multiply, `plain`: without any of it."""
    pieces: list[str] = []
    place = depth = open_formatting = reopened = flat = crowded = 0
    for match in _TAG.finditer(html):
        closing, name, attributes, ended = match.groups()
        start, end = match.span()
        if not ended:
            break  # the rest of the document is inside this tag: parsers drop it
        name = name.lower()
        drop = False
        if name not in _NOT_COUNTED:
            drop = depth > MAX_DEPTH if closing else depth >= MAX_DEPTH
            depth = max(0, depth - 1) if closing else depth + 1
            flat += drop
        if name in _FORMATTING:
            open_formatting = max(0, open_formatting - 1) if closing else open_formatting + 1
            drop = drop or plain
        else:
            reopened += open_formatting
            if reopened > MAX_REOPENED and not plain:
                return _flattened(html, plain=True)
        if drop:
            pieces.append(html[place:start])
            place = end
        elif len(attributes) > MAX_SPACES_IN_TAG and _spaces(attributes) > MAX_SPACES_IN_TAG:
            pieces.append(f"{html[place:start]}<{closing}{match[2]}>")
            place = end
            crowded += 1
    else:
        start = len(html)
    pieces.append(html[place:start])
    flaw = None
    if flat or crowded or plain:
        flaw = Flaw("content-too-deep", f"nested over {MAX_DEPTH} levels or too many attributes: tags left out")
    return "".join(pieces), flaw


def _spaces(attributes: str) -> int:
    return len(attributes.split()) + attributes.count("/")
