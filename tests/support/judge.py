"""Judges of what outputs may hold: no active element, attribute or address. They share no code with the cleaner."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from aggregator.content.elements import ATTRIBUTES, FRAME_ATTRIBUTES, PUBLISHED
from lxml import etree

_FORCED = {"img": {"referrerpolicy"}, "a": {"rel"}, "audio": {"controls"}, "video": {"controls"}}
_ADDRESS = re.compile(r"https?://[^\s/]")
_LINK = re.compile(r"https?://[^\s/]|mailto:")
_OURS = re.compile(r"(?!//)(?![a-zA-Z][a-zA-Z0-9+.-]*:)[^\s<>\"]*$")
_ID = re.compile(r"https?://|urn:|tag:|doi:|info:|ni:|oai:|hdl:|ark:|at:|acct:|isbn:", re.IGNORECASE)
_NAMESPACES = {
    "http://www.w3.org/2005/Atom", "http://search.yahoo.com/mrss/", "http://purl.org/dc/elements/1.1/",
    "http://purl.org/rss/1.0/modules/content/", "http://purl.org/syndication/history/1.0", "http://www.w3.org/XML/1998/namespace",
    "http://www.itunes.com/dtds/podcast-1.0.dtd", "http://purl.org/syndication/thread/1.0",
}  # fmt: skip
_XML_ADDRESSES = {"href", "url", "src", "uri", "xmlUrl", "htmlUrl", "scheme", "domain"}
_XML_TEXTS = {"link", "uri", "url", "icon", "logo", "comments", "docs"}
_JSON_ADDRESSES = {
    *("url", "external_url", "home_page_url", "feed_url", "site_url", "next_url", "icon", "favicon", "image", "avatar"),
    *("banner_image", "comments", "current"),
}


class _Judge(HTMLParser):
    """Collects everything that clean markup must not hold."""

    def __init__(self, tags: frozenset[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.tags = tags
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.tags:
            self.faults.append(f"<{tag}>")
        allowed = ATTRIBUTES.get(tag, set()) | ATTRIBUTES["*"] | _FORCED.get(tag, set())
        if tag == "iframe":
            allowed = FRAME_ATTRIBUTES | {"sandbox", "referrerpolicy"}
        for name, value in attrs:
            if name not in allowed:
                self.faults.append(f"{tag} {name}")
            if name in {"src", "poster"} and not _ADDRESS.match(value or ""):
                self.faults.append(f"{name}={value}")
            if name == "href" and not _LINK.match(value or ""):
                self.faults.append(f"{name}={value}")
            if name == "srcset" and not all(_ADDRESS.match(one) for one in (value or "").split(", ")):
                self.faults.append(f"{name}={value}")

    def handle_comment(self, data: str) -> None:
        self.faults.append(f"<!--{data}")

    def handle_decl(self, decl: str) -> None:
        self.faults.append(f"<!{decl}")

    def handle_pi(self, data: str) -> None:
        self.faults.append(f"<?{data}")

    def unknown_decl(self, data: str) -> None:
        self.faults.append(f"<![{data}")


class _PageJudge(HTMLParser):
    """The same for a whole page of ours, with what its templates use: a style sheet, forms, charts."""

    _TAGS = PUBLISHED | {
        *("html", "head", "body", "meta", "title", "link", "header", "nav", "main", "footer", "article", "section"),
        *("form", "input", "label", "button", "style", "svg", "rect", "iframe", "aside"),
    }
    _NEVER = frozenset(
        {"style", "srcdoc", "cite", "background", "formaction", "data", "ping", "xlink:href", "longdesc"}
    )

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in self._TAGS:
            self.faults.append(f"<{tag}>")
        if tag == "meta" and "http-equiv" in given:
            self.faults.append(f"<meta {given}>")
        if tag == "iframe" and "sandbox" not in given:
            self.faults.append(f"<iframe {given}>")
        for name, value in given.items():
            if name.startswith("on") or name in self._NEVER:
                self.faults.append(f"{tag} {name}")
            if name == "action" and not _OURS.match(value):
                self.faults.append(f"{name}={value}")
            if name in {"href", "src", "poster"} and not (_LINK.match(value) or _OURS.match(value)):
                self.faults.append(f"{name}={value}")
            if name == "srcset" and not all(_ADDRESS.match(one) for one in value.split(", ")):
                self.faults.append(f"{name}={value}")

    def handle_comment(self, data: str) -> None:
        self.faults.append(f"<!--{data}")

    def handle_pi(self, data: str) -> None:
        self.faults.append(f"<?{data}")

    def unknown_decl(self, data: str) -> None:
        self.faults.append(f"<![{data}")


def faults(markup: str, tags: frozenset[str] = PUBLISHED) -> list[str]:
    """What must not be in content."""
    judge = _Judge(tags)
    judge.feed(markup)
    judge.close()
    return judge.faults


def page_faults(page: str) -> list[str]:
    """What must not be in a page of ours."""
    judge = _PageJudge()
    judge.feed(page)
    judge.close()
    return judge.faults


def xml_faults(document: bytes) -> list[str]:
    """What must not be in a feed or OPML of ours: foreign namespaces, instructions, addresses of another scheme."""
    found: list[str] = []
    root = etree.fromstring(document, etree.XMLParser(huge_tree=True, resolve_entities=False))
    if root.getroottree().docinfo.doctype:
        found.append("a document type")
    for element in root.iter():
        if not isinstance(element.tag, str):
            found.append(f"{element}")
            continue
        space, _, name = element.tag.rpartition("}")
        if space and space[1:] not in _NAMESPACES:
            found.append(element.tag)
        for key, value in element.attrib.items():
            local = str(key).rpartition("}")[2]
            if local.lower().startswith("on") or (local in _XML_ADDRESSES and not _LINK.match(str(value))):
                found.append(f"{name} {key}={value}")
        text = (element.text or "").strip()
        if name in _XML_TEXTS and text and not _LINK.match(text):
            found.append(f"{name}: {text}")
        if name in {"id", "guid"} and not _ID.match(text):
            found.append(f"{name}: {text}")
    return found


def json_faults(document: bytes) -> list[str]:
    """What must not be in a JSON Feed of ours."""
    return list(_json(json.loads(document)))


def _json(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, one in value.items():
            if name in _JSON_ADDRESSES and isinstance(one, str) and one and not _LINK.match(one):
                yield f"{name}: {one}"
            yield from _json(one)
        if "content_html" in value and not _ID.match(str(value.get("id"))):
            yield f"id: {value.get('id')}"
    elif isinstance(value, list):
        for one in value:
            yield from _json(one)
