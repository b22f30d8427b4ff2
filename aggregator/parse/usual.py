"""Items of the usual kind, read as feedparser reads them, at a tenth of its cost.

Nine in ten items are some thirty elements with a text or a few attributes in them. What feedparser makes of those is
told here, element by element, its oddities included; a law in the tests holds both to the same values. An item with
anything else in it, be it an attribute, an address or an element inside of another, is left to feedparser.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeAlias

from lxml import etree

from aggregator import urls
from aggregator.parse import adapter
from aggregator.parse.limits import MAX_LIST
from aggregator.parse.split import kind

_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_OWN = frozenset({_BASE, _LANG, "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"})
_AROUND = frozenset({("rss", True), ("rdf", False), ("channel", True), ("feed", True)})
_RSS_IN_RDF = frozenset({"http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/simple/0.9/"})
_ATOM = "http://www.w3.org/2005/atom"
_MEANT = frozenset(
    {
        *("href", "url", "uri", "rel", "type", "title", "length", "duration", "medium", "filesize"),
        *("term", "scheme", "domain", "label"),
    }
)
"""Attributes that are read here: feedparser finds them in other namespaces, too."""
_TYPES = {"text": "text/plain", "plain": "text/plain", "html": "text/html"}
_TYPES |= {name: name for name in _TYPES.values()}


class _UnusualError(Exception):
    """Something that only feedparser knows."""


def is_atom(root: etree._Element) -> bool | None:
    """Whether feedparser calls a document with that root Atom; None where that takes feedparser to know."""
    spaces = {uri.lower() for uri in root.nsmap.values()}
    match kind(root.tag):
        case ("rss", True):
            return False
        case ("feed", True):
            return None if spaces & _RSS_IN_RDF else True
        case ("rdf", False):
            return False if spaces & _RSS_IN_RDF and _ATOM not in spaces else None
    return None


def read(element: etree._Element, base: str, language: str, *, atom: bool) -> dict[str, Any] | None:
    """What `adapter.entry` asks of an item, but for its guid and its links to pages; None where it is unusual.

    `base` and `language` are the item's own; `atom` tells that the document is Atom, whose texts are what they say.
    """
    if len(element) > MAX_LIST or not _OWN.issuperset(element.keys()) or not urls.is_whole(base):
        return None
    if not all(kind(parent.tag) in _AROUND for parent in element.iterancestors()):
        return None
    item = _Item(base, language, atom=atom)
    try:
        for child in element:
            tell, name = _role(child.tag, child.prefix)
            if len(child) and tell not in _NESTED:
                return None
            tell(item, child, name)
    except _UnusualError:
        return None
    return item.said


class _Item:
    """What the elements of an item have said so far, under feedparser's names."""

    def __init__(self, base: str, language: str, *, atom: bool) -> None:
        self.said: dict[str, Any] = {}
        self._base = base
        self._language = language.replace("_", "-")
        self._atom = atom
        self._titled = self._full = self._alone = False

    def title(self, element: etree._Element, _: str) -> None:
        """The first that says something counts."""
        if not self._titled:
            self._tell("title", self._text(element, "text/plain"))
            self._titled = bool(self.said["title"])

    def summary(self, element: etree._Element, usual: str) -> None:
        """The last one counts; a second one before any content is content."""
        if "summary" in self.said and not self._full:
            self.content(element, "text/plain")
        else:
            self._tell("summary", self._text(element, usual))

    def content(self, element: etree._Element, usual: str) -> None:
        """All of them count; the first stands in for a summary that is missing."""
        self._full = True
        text = self._text(element, usual)
        self.said.setdefault("content", []).append(text)
        self.said.setdefault("summary", text["value"])

    def word(self, element: etree._Element, name: str) -> None:
        """The last one counts. A date's attributes say nothing."""
        self.said[name] = _mended(_inside(element))

    def bare(self, element: etree._Element, name: str) -> None:
        """A word that is none where it has attributes."""
        _no_attributes(element)
        self.word(element, name)

    def address(self, element: etree._Element, name: str) -> None:
        """A word that is an address."""
        self.bare(element, name)
        _whole(self.said[name])

    def author(self, element: etree._Element, _: str) -> None:
        """A name, or one person taken apart; feedparser mixes up several of those."""
        authors = self.said.setdefault("authors", [])
        if len(element):
            if authors:
                raise _UnusualError
            authors.append(_person(element))
            self._alone = True
            return
        if self._alone:
            raise _UnusualError
        name = _mended(_inside(element))
        authors.append(adapter.person(name) if "@" in name else {"name": name})

    def category(self, element: etree._Element, _: str) -> None:
        """A term in an attribute, in the text, or in both. A text fills the last tag that has no term."""
        given = _attributes(element)
        term, text = given.get("term"), _mended(_inside(element))
        self._tag(term, given.get("scheme", given.get("domain")), given.get("label"))
        if text and (tags := self.said["tags"]) and not tags[-1]["term"]:
            tags[-1]["term"] = text
        elif text:
            self._tag(text, None, None)

    def keywords(self, element: etree._Element, scheme: str) -> None:
        """Tags between commas."""
        _no_attributes(element)
        for term in _mended(_inside(element)).split(","):
            if term.strip():
                self._tag(term.strip(), scheme or None, None)

    def enclosure(self, element: etree._Element, _: str) -> None:
        """A file; its address is taken as it is."""
        given = _attributes(element)
        if "href" in given or "uri" in given:
            raise _UnusualError
        self.said.setdefault("links", []).append({**given, "href": given.get("url", ""), "rel": "enclosure"})

    def link(self, element: etree._Element, _: str) -> None:
        """A file as Atom names it; links to pages are read elsewhere."""
        given = _attributes(element)
        if given.get("rel") == "enclosure":
            if "url" in given or "uri" in given:
                raise _UnusualError
            _whole(given.get("href") or "?")
            self.said.setdefault("links", []).append({"type": "text/html", **given})

    def media(self, element: etree._Element, name: str) -> None:
        """A file in attributes, and what is said of it."""
        self.said.setdefault(name, []).append(_attributes(element))
        self.group(element, name)

    def group(self, element: etree._Element, _: str) -> None:
        """Files, and what is said of them: it is said of the item, but for a title that has one already."""
        for child in element:
            tell, name = _role(child.tag, child.prefix)
            if tell not in _OF_MEDIA or (tell is _Item.caption and not self._titled):
                raise _UnusualError
            if tell is _Item.summary and (self._full or len(child)):
                raise _UnusualError
            tell(self, child, name)

    def caption(self, element: etree._Element, name: str) -> None:
        """The title of a file: the item's, too, until it has one."""
        if not self._titled:
            self.title(element, name)
            self._titled = False

    def thumbnail(self, element: etree._Element, name: str) -> None:
        """A picture in attributes."""
        if _inside(element):
            raise _UnusualError
        self.said.setdefault(name, []).append(_attributes(element))

    def picture(self, element: etree._Element, name: str) -> None:
        """The picture of a podcast's episode; the last one counts."""
        given = _attributes(element)
        if url := given.get("href") or given.get("url"):
            self.said[name] = {"href": url}

    def source(self, element: etree._Element, name: str) -> None:
        """Where the item comes from; a title after it counts, too."""
        given = _attributes(element)
        self.said[name] = {"title": _mended(_inside(element)), "href": given.get("url", "")}
        self._titled = False

    def silent(self, element: etree._Element, _: str) -> None:
        """An element that nothing comes of, where nothing comes of what is in it either."""
        for child in element:
            if _role(child.tag, child.prefix)[0] is not _Item.silent:
                raise _UnusualError
            self.silent(child, "")

    def unusual(self, element: etree._Element, name: str) -> None:
        """An element that only feedparser knows."""
        raise _UnusualError(name, element.tag)

    def _text(self, element: etree._Element, usual: str) -> dict[str, Any]:
        form, base, language = usual, self._base, self._language
        if element.attrib:
            given = dict(element.attrib)
            base = given.pop(_BASE, base)
            language = given.pop(_LANG, language).replace("_", "-")
            form = _TYPES.get(given.pop("type", usual).lower(), "")
            if given or not form or not urls.is_whole(base):
                raise _UnusualError
        text = _inside(element)
        if form == "text/plain" and not self._atom and adapter.looks_like_html(text):
            form = "text/html"
        return {"value": _mended(text), "type": form, "language": language, "base": base}

    def _tell(self, name: str, text: dict[str, Any]) -> None:
        self.said[name] = text["value"]
        self.said[f"{name}_detail"] = text

    def _tag(self, term: str | None, scheme: str | None, label: str | None) -> None:
        tags = self.said.setdefault("tags", [])
        tag = {"term": term, "scheme": scheme, "label": label}
        if (term or scheme or label) and tag not in tags:
            tags.append(tag)


_Role: TypeAlias = tuple[Callable[..., None], str]
_PARTS = {"name": "name", "uri": "href", "email": "email"}
_ROLES: dict[str, _Role] = {
    **dict.fromkeys(("title", "dc_title"), (_Item.title, "")),
    "media_title": (_Item.caption, ""),
    **dict.fromkeys(("description", "dc_description", "media_description"), (_Item.summary, "text/html")),
    **dict.fromkeys(("summary", "itunes_summary"), (_Item.summary, "text/plain")),
    "content_encoded": (_Item.content, "text/html"),
    "content": (_Item.content, "text/plain"),
    **dict.fromkeys(("pubdate", "published", "issued", "dcterms_issued"), (_Item.word, "published")),
    **dict.fromkeys(("updated", "modified", "dc_date", "dcterms_modified"), (_Item.word, "updated")),
    **dict.fromkeys(("created", "dcterms_created"), (_Item.word, "created")),
    **dict.fromkeys(("language", "dc_language"), (_Item.word, "language")),
    "itunes_duration": (_Item.bare, "itunes_duration"),
    "itunes_title": (_Item.bare, "itunes_title"),
    "comments": (_Item.address, "comments"),
    **dict.fromkeys(("author", "dc_creator", "dc_author", "itunes_author"), (_Item.author, "")),
    **dict.fromkeys(("category", "dc_subject"), (_Item.category, "")),
    "itunes_keywords": (_Item.keywords, "http://www.itunes.com/"),
    "media_keywords": (_Item.keywords, ""),
    "enclosure": (_Item.enclosure, ""),
    "link": (_Item.link, ""),
    "media_content": (_Item.media, "media_content"),
    "media_thumbnail": (_Item.thumbnail, "media_thumbnail"),
    "media_group": (_Item.group, ""),
    "itunes_image": (_Item.picture, "image"),
    "source": (_Item.source, "source"),
    # Known to feedparser, and of no use to us: names are read by `split`.
    **dict.fromkeys(
        ("guid", "id", "subtitle", "itunes_subtitle", "itunes_explicit", "itunes_block"), (_Item.silent, "")
    ),
    **dict.fromkeys(
        ("rights", "copyright", "dc_rights", "publisher", "dc_publisher", "media_credit"), (_Item.silent, "")
    ),
}

_NESTED = frozenset({_Item.author, _Item.media, _Item.group, _Item.silent})
_OF_MEDIA = frozenset(
    {
        *(_Item.media, _Item.group, _Item.thumbnail, _Item.caption, _Item.summary, _Item.keywords, _Item.silent),
    }
)


@lru_cache(maxsize=4096)
def _role(tag: str, prefix: str | None) -> _Role:
    """What to do with an element. One that feedparser has no handler for only leaves a word under its own name."""
    name = adapter.name_of(tag, prefix)
    if name in _ROLES:
        return _ROLES[name]
    return (_Item.unusual if adapter.is_handled(name) else _Item.silent), name


def _inside(element: etree._Element) -> str:
    if len(element):
        raise _UnusualError
    return (element.text or "").strip()


def _attributes(element: etree._Element) -> dict[str, str]:
    found = {}
    for key, value in element.items():
        name = key.lower()
        if name in found or ("{" in name and name.rpartition("}")[2] in _MEANT):
            raise _UnusualError
        found[name] = value.lower() if name in {"rel", "type"} else value
    return found


def _no_attributes(element: etree._Element) -> None:
    if element.attrib:
        raise _UnusualError


def _whole(address: str) -> None:
    """An address that need not be resolved."""
    if address and not urls.is_whole(address):
        raise _UnusualError


def _person(element: etree._Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in element:
        name = adapter.name_of(part.tag, part.prefix)
        if name in _PARTS:
            text = _inside(part)
            found[_PARTS[name]] = _mended(text) if name == "uri" else text
        elif len(part) or _role(part.tag, part.prefix)[0] is not _Item.silent:
            raise _UnusualError
    _whole(found.get("href", ""))
    if not (found.get("name") or found.get("email")):
        raise _UnusualError
    return found


def _mended(text: str) -> str:
    return text if text.isascii() else adapter.mended(text)
