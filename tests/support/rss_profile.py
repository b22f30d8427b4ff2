"""The rules of RSS 2.0 and of the RSS Advisory Board's profile that a program can check, as one list of complaints."""

from __future__ import annotations

import re
from collections import Counter
from email.utils import parsedate_to_datetime

from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
DC = "{http://purl.org/dc/elements/1.1/}"
KNOWN_NAMESPACES = {
    "http://www.w3.org/2005/Atom", "http://purl.org/rss/1.0/modules/content/", "http://purl.org/dc/elements/1.1/",
    "http://search.yahoo.com/mrss/", "http://purl.org/syndication/history/1.0",
}  # fmt: skip
CHANNEL_ONCE = {
    "title",
    "link",
    "description",
    "language",
    "lastBuildDate",
    "pubDate",
    "docs",
    "generator",
    "image",
    "ttl",
}
ITEM_ONCE = {
    "title",
    "link",
    "description",
    "guid",
    "pubDate",
    "source",
    "comments",
    "enclosure",
    CONTENT,
    DC + "language",
}
ITEM = ITEM_ONCE | {"category", "author"}
DATE = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT")
URI = re.compile(r"[a-z][a-z0-9+.-]*:[A-Za-z0-9\-._~:/?#@!$&'()*+,;=%]+")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", re.IGNORECASE)
RELATIVE = re.compile(r"""<(?:a|img)\b[^>]*\b(?:href|src)=["'](?![a-z][a-z0-9+.-]*:|#)""", re.IGNORECASE)


def complaints(body: bytes) -> list[str]:
    """Everything that breaks a rule, in words; an empty list is a valid document."""
    said: list[str] = []
    try:
        root = etree.fromstring(body, etree.XMLParser(resolve_entities=False, huge_tree=True))
    except etree.XMLSyntaxError as reason:
        return [f"not well-formed: {reason}"]
    if root.tag != "rss" or root.get("version") != "2.0" or len(root) != 1 or root[0].tag != "channel":
        return ["the root is not <rss version='2.0'> with one channel"]
    for element in root.iter():
        name = etree.QName(element)
        if name.namespace and name.namespace not in KNOWN_NAMESPACES:
            said.append(f"unknown name space {name.namespace}")
    _channel(root[0], said)
    guids = Counter(item.findtext("guid") for item in root[0].findall("item"))
    said += [f"guid twice: {guid}" for guid, count in guids.items() if count > 1]
    for item in root[0].findall("item"):
        _item(item, said)
    return said


def _channel(channel: etree._Element, said: list[str]) -> None:
    for name in ("title", "link", "description"):
        if not (channel.findtext(name) or "").strip():
            said.append(f"channel has no {name}")
    _once(channel, CHANNEL_ONCE, "channel", said)
    tags = [child.tag for child in channel]
    if "item" in tags and any(tag != "item" for tag in tags[tags.index("item") :]):
        said.append("channel elements after the first item")
    selves = [link for link in channel.findall(ATOM + "link") if link.get("rel") == "self"]
    if (
        len(selves) != 1
        or selves[0].get("type") != "application/rss+xml"
        or not URI.fullmatch(selves[0].get("href", ""))
    ):
        said.append("no proper atom:link rel=self")
    _uri(channel.findtext("link"), "channel link", said)
    _date(channel.findtext("lastBuildDate"), "lastBuildDate", said)
    language = channel.findtext("language")
    if language is not None and not LANGUAGE.fullmatch(language):
        said.append(f"language {language!r}")
    image = channel.find("image")
    if image is not None:
        if image.findtext("title") != channel.findtext("title") or image.findtext("link") != channel.findtext("link"):
            said.append("image title or link differs from the channel's")
        if not re.search(r"\.(png|jpe?g|gif)$", image.findtext("url") or "", re.IGNORECASE):
            said.append("image is no GIF, JPEG or PNG")
    for name in ("managingEditor", "webMaster"):
        if channel.find(name) is not None and not re.fullmatch(r"\S+@\S+ \(.+\)", channel.findtext(name) or ""):
            said.append(f"{name} is not 'address (name)'")
    if channel.find("textInput") is not None:
        said.append("textInput is to be avoided")


def _item(item: etree._Element, said: list[str]) -> None:
    where = item.findtext("guid") or item.findtext("title") or "item"
    if not item.findtext("title") and not item.findtext("description"):
        said.append(f"{where}: neither title nor description")
    said.extend(
        f"{where}: unknown element {child.tag}" for child in item if "{" not in child.tag and child.tag not in ITEM
    )
    _once(item, ITEM_ONCE, where, said)
    guid = item.find("guid")
    if guid is None or not guid.text:
        said.append(f"{where}: no guid")
    elif guid.get("isPermaLink", "true") == "true" and not guid.text.startswith(("http://", "https://")):
        said.append(f"{where}: a permanent link that is no address")
    _date(item.findtext("pubDate"), f"{where}: pubDate", said)
    for name in ("link", "comments"):
        if item.find(name) is not None:
            _uri(item.findtext(name), f"{where}: {name}", said)
    author = item.findtext("author")
    if author is not None and "@" not in author:
        said.append(f"{where}: author without mail address")
    if author is not None and item.find(DC + "creator") is not None:
        said.append(f"{where}: author and dc:creator")
    source = item.find("source")
    if source is not None and not (source.get("url") or "").startswith(("http://", "https://")):
        said.append(f"{where}: source without url")
    enclosure = item.find("enclosure")
    if enclosure is not None:
        if not (enclosure.get("length") or "").isdigit() or "/" not in (enclosure.get("type") or ""):
            said.append(f"{where}: enclosure without length or type")
        _uri(enclosure.get("url"), f"{where}: enclosure", said)
    tags = [child.tag for child in item]
    if CONTENT in tags and ("description" not in tags or tags.index("description") > tags.index(CONTENT)):
        said.append(f"{where}: content:encoded before or without description")
    for name in ("description", CONTENT):
        if RELATIVE.search(item.findtext(name) or ""):
            said.append(f"{where}: relative address in {name}")
    for link in item.findall(ATOM + "link"):
        if link.text or not URI.fullmatch(link.get("href", "")):
            said.append(f"{where}: atom:link")


def _once(element: etree._Element, names: set[str], where: str, said: list[str]) -> None:
    counts = Counter(child.tag for child in element)
    said.extend(f"{where}: {name} {counts[name]} times" for name in sorted(names) if counts[name] > 1)


def _date(text: str | None, where: str, said: list[str]) -> None:
    if text is None or not DATE.fullmatch(text):
        said.append(f"{where} {text!r}")
    elif parsedate_to_datetime(text).strftime("%a") != text[:3]:
        said.append(f"{where}: wrong day of the week")


def _uri(text: str | None, where: str, said: list[str]) -> None:
    if not URI.fullmatch(text or ""):
        said.append(f"{where} {text!r} is no URI")
