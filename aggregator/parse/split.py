"""A well-formed document taken apart into items, so that feedparser sees only those that are new.

An item's hash covers its own markup and everything it inherits. Each item is given its base and language in so
many words: feedparser carries both over from one item to the next in places, and an item parsed alone must say
the same as in its document.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import urljoin

from lxml import etree

from aggregator.errors import ParseError
from aggregator.parse.limits import MAX_ATTRIBUTES, MAX_DEPTH

_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_ITEMS = ("{*}item", "{*}entry", "{*}Item", "{*}Entry", "{*}ITEM", "{*}ENTRY")
_TOO_DEEP = etree.XPath("boolean(" + "/*" * (MAX_DEPTH + 1) + ")")
_FLOODED = etree.XPath(f"//*[count(@*) > {MAX_ATTRIBUTES}]")
PAGE_TYPES = frozenset({"", "text/html", "application/xhtml+xml", "text/plain", "html", "xhtml"})
"""Media types of a link that leads to a page; no type is one, too."""
# The namespaces whose elements feedparser reads as RSS or Atom, lower case as it compares them.
PLAIN = frozenset(
    uri.lower()
    for uri in (
        "",
        "http://backend.userland.com/rss",
        "http://blogs.law.harvard.edu/tech/rss",
        "http://purl.org/rss/1.0/",
        "http://my.netscape.com/rdf/simple/0.9/",
        "http://purl.org/atom/ns#",
        "http://www.w3.org/2005/Atom",
        "http://purl.org/rss/1.0/modules/rss091#",
        "http://example.com/newformat#",
        "http://example.com/necho",
        "http://purl.org/echo/",
        "uri/of/echo/namespace#",
        "http://purl.org/pie/",
    )
)


class IllFormedError(Exception):
    """Not well-formed XML; the text says why and where."""


class Document:
    """A well-formed document and its items in document order.

    `whole` is true where an item holds another one: such a document is not taken apart.
    """

    def __init__(self, text: str) -> None:
        """Raises IllFormedError, or ParseError `too-deep`."""
        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            remove_comments=True,
            remove_pis=True,
            strip_cdata=False,
        )
        try:
            self.root = etree.fromstring(text.encode("utf-8", "surrogatepass"), parser)
        except etree.XMLSyntaxError as error:
            if "depth" in str(error):
                raise _too_deep() from None
            raise IllFormedError(str(error)[:200]) from None
        if _TOO_DEEP(self.root):
            raise _too_deep()
        found = [element for element in self.root.iter(*_ITEMS) if _is_read(element)]
        items = set(found)
        self.whole = any(parent in items for element in found for parent in element.iterancestors())
        self.elements = found
        self._inherited = _inheritances(found)

    def channel_link(self) -> str:
        """The address of the site as the document's head writes it, resolved by nobody; "" where there is none."""
        for parent in (self.root, *self.root.iterchildren("{*}channel")):
            for link in parent.iterchildren("{*}link"):
                if not _is_plain(link):
                    continue
                if link.get("rel", "alternate") == "alternate" and (
                    href := link.get("href") or (link.text or "").strip()
                ):
                    return href
        return ""

    def language(self) -> str:
        """The language that the document's head names."""
        for parent in (self.root, *self.root.iterchildren("{*}channel")):
            if written := parent.get(_LANG):
                return str(written)
            for element in parent.iterchildren("{*}language"):
                if word := (element.text or "").strip():
                    return word
        return ""

    def dates(self) -> list[str]:
        """The publication dates of all items as they are written."""
        found = []
        for element in self.elements:
            date = next(element.iterchildren("{*}pubDate", "{*}published", "{*}date"), None)
            found.append((date.text or "").strip() if date is not None else "")
        return found

    def hashes(self, salt: bytes) -> list[bytes]:
        """The hash of each item; `salt` is whatever else decides what an item comes to."""
        found = []
        for element, (base, language) in zip(self.elements, self._inherited, strict=True):
            digest = hashlib.blake2b(salt, digest_size=16)
            digest.update(f"\0{base}\0{language}\0".encode())
            digest.update(etree.tostring(element, with_tail=False, encoding="utf-8"))
            found.append(digest.digest())
        return found

    def inheritance(self, index: int, base: str) -> tuple[str, str]:
        """The base and the language that an item has or inherits. `base` is where relative addresses start from."""
        own, language = self._inherited[index]
        return _join(base, own), language

    def names(self, index: int, base: str) -> tuple[str, str]:
        """(guid, link) of an item, read as the adapter would. `base` is where relative addresses start from."""
        return _names(self.elements[index], self.inheritance(index, base)[0])

    def compose(self, keep: Iterable[int], base: str) -> bytes:
        """The document with those items alone, as UTF-8. `base` is the address that relative ones start from.

        The tree is used up: call this once.
        """
        kept = sorted(set(keep))
        for index in set(range(len(self.elements))).difference(kept):
            parent = self.elements[index].getparent()
            if parent is not None:
                parent.remove(self.elements[index])
        for element in _FLOODED(self.root):  # in what is left, before feedparser sees it
            for name in element.keys()[MAX_ATTRIBUTES:]:
                del element.attrib[name]
        for index in kept:
            own, language = self.inheritance(index, base)
            self.elements[index].set(_BASE, own)
            self.elements[index].set(_LANG, language)
        return bytes(etree.tostring(self.root, encoding="utf-8"))


def _inheritances(elements: Iterable[etree._Element]) -> list[tuple[str, str]]:
    """The base and the language of each item, from the root down. Most have one parent, which is looked at once."""
    around: dict[etree._Element | None, tuple[str, str]] = {None: ("", "")}

    def of(element: etree._Element) -> tuple[str, str]:
        parent = element.getparent()
        if parent not in around:
            assert parent is not None
            around[parent] = of(parent)
        base, language = around[parent]
        value = element.get(_BASE)
        return _join(base, value) if value else base, element.get(_LANG, language)

    return [of(element) for element in elements]


def _join(base: str, value: str) -> str:
    """The address, resolved; most are whole already, and splitting them would be most of the work on a known item."""
    if not value or value.startswith(("http://", "https://")):
        return value.strip() or base
    try:
        return urljoin(base, value.strip())
    except ValueError:
        return base


def _is_read(element: etree._Element) -> bool:
    """Whether feedparser reads the element as RSS or Atom: unknown default namespaces count as none."""
    return kind(element.tag)[1] or element.prefix is None


def _is_plain(element: etree._Element) -> bool:
    """Whether the element is one of RSS or Atom itself, not of a module."""
    return kind(element.tag)[1]


@lru_cache(maxsize=4096)
def kind(tag: str) -> tuple[str, bool]:
    """The local name in lower case, and whether its namespace is one of RSS or Atom."""
    namespace, _, name = tag[1:].rpartition("}") if tag.startswith("{") else ("", "", tag)
    namespace = namespace.lower()
    return name.lower(), namespace in PLAIN or "backend.userland.com/rss" in namespace


def _too_deep() -> ParseError:
    return ParseError(
        "too-deep",
        f"the document nests elements more than {MAX_DEPTH} deep",
        hint="no real feed does; look at the address in a browser",
    )


_PERMALINK = re.compile(r"(?i)^https?://|^/")


def _names(element: etree._Element, here: str) -> tuple[str, str]:
    guid, permalink = str(element.get(_ABOUT) or ""), False
    links: list[tuple[bool, str]] = []
    origin = elsewhere = ""
    for child in element.iterchildren(tag=etree.Element):
        match _naming(child.tag, child.prefix):
            case "guid" | "id":
                guid = _said(child)
                permalink = child.get("isPermaLink", child.get("ispermalink", "true")).lower() == "true"
            case "link" if child.get("rel", "alternate").lower() == "alternate":
                href = child.get("href") or child.get("url") or child.get("uri") or ""
                page = child.get("type", "").lower() in PAGE_TYPES
                href = href.strip() or _said(child)
                links.append((not page, _join(_join(here, child.get(_BASE) or ""), href) if href else ""))
            case "content" if child.get("src") and child.get("type", "").lower() in PAGE_TYPES:
                elsewhere = elsewhere or _join(_join(here, child.get(_BASE) or ""), child.get("src", ""))
            case "origlink":
                origin = _said(child)
    if not links and (href := element.get("HREF") or element.get("href")):
        links.append((True, _join(here, href.strip())))  # CDF
    link = origin or next((href for _, href in sorted(links, key=lambda one: one[0]) if href), "")
    if not link and permalink and _PERMALINK.match(guid):
        link = guid
    link = link or elsewhere
    return guid, _join(here, link) if link else ""


def _said(element: etree._Element) -> str:
    return ("".join(element.itertext()) if len(element) else element.text or "").strip()


@lru_cache(maxsize=4096)
def _naming(tag: str, prefix: str | None) -> str:
    """The local name of an element that may name its item; "" for others."""
    name, plain = kind(tag)
    return name if name == "origlink" or plain or prefix is None else ""
