"""The text of an XML document made fit for a strict parser, without changing what it says.

The declaration and the DOCTYPE go away (the text is decoded already), entities that only name characters are
replaced, and what XML 1.0 forbids is removed. Entity definitions that could grow or read files refuse the document.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, replace

from aggregator.errors import ParseError
from aggregator.model import Flaw
from aggregator.parse.limits import MAX_BODY
from aggregator.text import xml_clean

_SPACE = re.compile(r"[\s\ufeff\u200b\x00]+")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_INSTRUCTION = re.compile(r"<\?.*?\?>", re.DOTALL)
_DOCTYPE = re.compile(
    r"""<!DOCTYPE(?:[^>\["']|"[^"]*"|'[^']*')*(?:\[(?P<subset>(?:[^\]"'<]|"[^"]*"|'[^']*'|<!--.*?-->|<)*?)\]\s*)?>""",
    re.DOTALL | re.IGNORECASE,
)
_ENTITY = re.compile(
    r"""<!ENTITY\s+(?P<parameter>%\s+)?(?P<name>[\w.:-]+)\s+(?:(?P<external>SYSTEM|PUBLIC)\b[^>]*|"(?P<double>[^"]*)"|'(?P<single>[^']*)'[^>]*|"[^"]*"[^>]*)\s*>""",
    re.IGNORECASE,
)  # fmt: skip
_ANY_ENTITY = re.compile(r"<!ENTITY", re.IGNORECASE)
_W3C_LATIN = re.compile(r"(?i)-//(?:W3C|NETSCAPE)[^\"']*//(?:ENTITIES|DTD)")
_CHARACTERS_ONLY = re.compile(r"(?:[^&]|&(?:amp|lt|gt|quot|apos|#\d+|#[xX][0-9a-fA-F]+);)*")
_MAX_REPLACEMENT = 64  # characters that a harmless entity may stand for

# A reference that XML 1.0 may not have (most of C0, the surrogates, beyond Unicode) or that is not written plainly;
# the plain ones up to U+D6D7, which are nearly all, stay as they are.
_REFERENCE = re.compile(
    r"&#(?!(?:3[2-9]|[4-9]\d|[1-9]\d{2,3}|[1-4]\d{4}|5[0-4]\d{3});)(?:[xX]([0-9a-fA-F]+)|([0-9]+));?", re.ASCII
)
_SURROGATES = re.compile(
    r"&#([xX][dD][89abAB][0-9a-fA-F]{2}|5[56]\d{3});\s?&#([xX][dD][c-fC-F][0-9a-fA-F]{2}|5[67]\d{3});"
)
_LITERAL = re.compile(r"(<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z))", re.DOTALL)
_NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_BARE = re.compile(r"&(?!#\d+;|#[xX][0-9a-fA-F]+;|(?:amp|lt|gt|quot|apos);)")
_XML_NAMES = frozenset({"amp", "lt", "gt", "quot", "apos"})

_ROOTS = re.compile(r"<(?:rss|rdf:RDF|(?:\w+:)?feed|channel)\b")
_EMBEDDED = re.compile(r"""<(rss|feed|rdf:RDF)\s[^<>]{0,2000}?(?:xmlns|version)\s*=\s*["'][^<>]{0,2000}>""")
_KNOWN_ROOT = re.compile(r"(?i)<(?:[\w.-]+:)?(?:rss|rdf|feed|channel|opml|html|urlset|sitemapindex)\b")
_HTML_BEFORE = re.compile(r"(?i)<(?:html|body|head|!doctype\s+html)\b")
_START = re.compile(r"<([A-Za-z_][\w.:-]*)")
_PREFIX = re.compile(r"(?:</?|\s)([A-Za-z_][\w.-]*):[A-Za-z_]")
_DECLARED = re.compile(r"\bxmlns:([\w.-]+)\s*=")

_ITEM_START = re.compile(r"<(?:\w+:)?(?:item|entry)\b")
_ITEM_END = re.compile(r"</(?:\w+:)?(?:item|entry)\s*>")

_NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    "georss": "http://www.georss.org/georss",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "thr": "http://purl.org/syndication/thread/1.0",
    "wfw": "http://wellformedweb.org/CommentAPI/",
    "xhtml": "http://www.w3.org/1999/xhtml",
}


@dataclass(frozen=True, slots=True)
class Markup:
    """A document from its root element on. `netscape` tells that the DOCTYPE was RSS 0.91's first one."""

    text: str
    root: str  # name of the root element as written; "" where there is no element at all
    netscape: bool = False
    flaws: tuple[Flaw, ...] = ()


def prepare(text: str) -> Markup:
    """The document without prologue, without characters and references that XML 1.0 cannot hold.

    Raises ParseError `entity-declarations` where the document defines entities that are more than a few characters.
    """
    flaws: list[Flaw] = []
    clean = xml_clean(text)
    if len(clean) != len(text):
        flaws.append(Flaw("illegal-characters", f"{len(text) - len(clean)} removed"))
    body, doctype = _prologue(clean)
    if doctype:
        body = _expand(body, doctype.group("subset") or "")
    if "&#" in body:
        body = _REFERENCE.sub(_legal, paired(body))
    start = _START.match(body)
    if not start or not _KNOWN_ROOT.match(body):
        inner = _ROOTS.search(body, 0, 65536)
        if inner and not _HTML_BEFORE.search(body, 0, inner.start()):
            flaws.append(Flaw("leading-junk", f"{inner.start()} characters before the document"))
            body = body[inner.start() :]
            start = _START.match(body)
    netscape = bool(doctype and "netscape" in doctype.group().lower())
    return Markup(body, start[1] if start else "", netscape, tuple(flaws))


def embedded(page: str) -> str:
    """The feed that stands in a web page as it is, not escaped; "" where there is none."""
    found = _EMBEDDED.search(page)
    if not found:
        return ""
    end = page.rfind(f"</{found[1]}")
    return page[found.start() : page.find(">", end) + 1] if end > found.start() else ""


def _prologue(text: str) -> tuple[str, re.Match[str] | None]:
    """The text from the root element on, and the DOCTYPE where there is one."""
    doctype, position = None, 0
    while True:
        for pattern in (_SPACE, _INSTRUCTION, _COMMENT, _DOCTYPE):
            found = pattern.match(text, position)
            if found and found.end() > position:
                doctype = found if pattern is _DOCTYPE else doctype
                position = found.end()
                break
        else:
            return text[position:], doctype


def _expand(body: str, subset: str) -> str:
    """The body with the harmless entities of a DOCTYPE in place. Raises ParseError for all others."""
    declared = _ENTITY.findall(subset)
    if len(declared) != len(_ANY_ENTITY.findall(subset)):
        raise _refused("a definition that cannot be read")
    values: dict[str, str] = {}
    for found in _ENTITY.finditer(subset):
        if found["parameter"] and found["external"] and _W3C_LATIN.search(found.group()):
            continue  # the sets of Latin characters, whose names are known without reading them
        value = found["double"] if found["double"] is not None else found["single"]
        if found["parameter"] or found["external"] or value is None:
            raise _refused(f"the entity {found['name']!r} reads another file")
        if not _CHARACTERS_ONLY.fullmatch(value) or len(value) > _MAX_REPLACEMENT:
            raise _refused(f"the entity {found['name']!r} is made of others or too long")
        if found["name"] not in _XML_NAMES:
            values.setdefault(found["name"], html.escape(html.unescape(_REFERENCE.sub(_legal, value))))
    if not values:
        return body
    body = outside_literals(body, lambda part: _NAMED.sub(lambda ref: values.get(ref[1], ref[0]), part))
    if len(body) > MAX_BODY:
        raise _refused("its entities make it larger than a document may be")
    return body


def _refused(why: str) -> ParseError:
    return ParseError(
        "entity-declarations",
        f"the document defines entities: {why}",
        hint="such definitions are refused because they can grow without bound or read local files; tell the publisher",
    )


def _legal(reference: re.Match[str]) -> str:
    """A character reference, or nothing where XML 1.0 has no such character."""
    digits, base = (reference[1], 16) if reference[1] else (reference[2], 10)
    code = int(digits, base) if len(digits) < 12 else -1
    if code in {9, 10, 13} or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF:
        return f"&#{code};"
    return ""


def paired(text: str) -> str:
    """The text with one reference in place of two to surrogates, as scripts write what is beyond U+FFFF."""
    return _SURROGATES.sub(_joined, text) if "&#" in text else text


def _joined(references: re.Match[str]) -> str:
    high, low = (int(digits[1:], 16) if digits[0] in "xX" else int(digits) for digits in references.groups())
    if 0xD800 <= high < 0xDC00 <= low < 0xE000:
        return f"&#{0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)};"
    return references[0]


def outside_literals(text: str, change: object) -> str:
    """The text with `change` (str → str) made everywhere but in CDATA sections and comments."""
    assert callable(change)
    parts = _LITERAL.split(text)
    return "".join(part if index % 2 else str(change(part)) for index, part in enumerate(parts))


def repair(markup: Markup) -> str:
    """The text with what most often makes a feed ill-formed put right: the second chance of the strict parser.

    Named HTML entities, ampersands that are none, prefixes without namespace, text after the end of the root.
    """
    text = _without_tail(markup)
    text = outside_literals(text, lambda part: _BARE.sub("&amp;", _NAMED.sub(_character, part)))
    missing = {prefix for prefix in _PREFIX.findall(_LITERAL.sub("", text)) if prefix not in {"xml", "xmlns"}}
    missing -= set(_DECLARED.findall(text))
    if missing and markup.root:
        names = "".join(f' xmlns:{p}="{_NAMESPACES.get(p, "urn:undeclared:" + p)}"' for p in sorted(missing))
        end = 1 + len(markup.root)
        text = text[:end] + names + text[end:]
    return text


def _character(reference: re.Match[str]) -> str:
    """A named HTML entity as the character it names; unknown names and the five of XML stay."""
    if reference[1] in _XML_NAMES:
        return reference[0]
    found = html.unescape(reference[0])
    return reference[0] if found == reference[0] else html.escape(found)


def _without_tail(markup: Markup) -> str:
    closing = f"</{markup.root}"
    end = markup.text.rfind(closing)
    stop = markup.text.find(">", end)
    return markup.text[: stop + 1] if end >= 0 and stop > 0 else markup.text


def truncated(markup: Markup) -> bool:
    """Whether the document ends before its root element does."""
    # Looked for from the end, where it is.
    return (
        bool(markup.root) and markup.text.rfind(f"</{markup.root}") < 0 and not re.match(r"<[^>]*/>\s*$", markup.text)
    )


def completed(markup: Markup) -> tuple[Markup, str]:
    """A truncated document in two: all up to the end of its last whole item, closed, and what it broke off in.

    Where no item is whole, all of it is the first part. The second part repeats the head, so that it can be read alone.
    """
    ends = [found.end() for found in _ITEM_END.finditer(markup.text)]
    first = _ITEM_START.search(markup.text)
    if not ends or not first:
        return markup, ""
    text, rest = markup.text[: ends[-1]], markup.text[ends[-1] :]
    channel = "<channel" in text and "</channel" not in text
    tail = markup.text[: first.start()] + rest if _ITEM_START.search(rest) else ""
    return replace(markup, text=text + ("</channel>" if channel else "") + f"</{markup.root}>"), tail
