"""RSS 2.0 and OPML 2.0 as the W3C feed validator reads them (see `w3c`)."""

from __future__ import annotations

from support import w3c_words as words
from support.w3c_tree import (
    ATOM,
    CONTENT,
    DC,
    MEDIA,
    Node,
    Report,
    at_most_once,
    check_link,
    check_media,
    only_attributes,
    only_children,
)
from support.w3c_words import these

CHANNEL = these("title link description language lastBuildDate pubDate docs generator image ttl category copyright")
ITEM = these("title link description guid pubDate source comments enclosure category")
EXTENSIONS = {CONTENT + "encoded", DC + "creator", DC + "language", ATOM + "link", ATOM + "updated"}
MRSS = {MEDIA + "content", MEDIA + "thumbnail"}


def check(rss: Node, report: Report) -> None:
    """A whole RSS document."""
    only_attributes(rss, "version", report, "rss")
    channel = rss.one("channel")
    if channel is None or len(rss.children) != 1:
        report.said.append("rss: MissingElement channel")
        return
    only_children(channel, CHANNEL | {"item", ATOM + "link"}, report, "channel")
    at_most_once(channel, CHANNEL - {"category"}, report, "channel")
    report.said.extend(f"channel: Missing {name}" for name in ("title", "link", "description") if not channel.one(name))
    names = [child.name for child in channel.children]
    if "item" in names and set(names[names.index("item") :]) != {"item"}:
        report.said.append("channel: MisplacedItem")
    for child in channel.children:
        _channel_child(child, report)
    _image(channel, report)
    links = [check_link(child, report, "channel") for child in channel.all(ATOM + "link")]
    if "self" not in [rel for rel, _ in links]:
        report.said.append("channel: MissingAtomSelfLink")
    if report.location and ("self", report.location) not in links:
        report.said.append(f"channel: SelfDoesntMatchLocation {report.location}")
    guids: set[str] = set()
    for item in channel.all("item"):
        guid = _item(item, report)
        if guid in guids:
            report.said.append(f"DuplicateValue guid {guid}")
        guids.add(guid)


def _channel_child(child: Node, report: Report) -> None:
    where = f"channel {child.name}"
    if child.name in {"title", "description", "category"}:
        report.ask(words.nonblank, child.text, where)
        report.plain(child, child.text, where)
    elif child.name in {"link", "docs"}:
        report.ask(words.uri, child.text, where)
    elif child.name in {"lastBuildDate", "pubDate"}:
        report.date822(child.text, where)
    elif child.name == "language":
        report.ask(words.language, child.text, where)


def _image(channel: Node, report: Report) -> None:
    image = channel.one("image")
    if image is None:
        return
    only_children(image, {"title", "link", "url", "width", "height", "description"}, report, "image")
    for name in ("title", "link", "url"):
        found = image.one(name)
        same = channel.one(name)
        if found is None:
            report.said.append(f"image: MissingElement {name}")
        elif name == "url":
            report.ask(words.uri, found.text, "image url")
            ending = found.text.rpartition(".")[2].lower()
            if ending.isalnum() and ending not in {"jpg", "jpeg", "gif", "png"}:
                report.said.append(f"image: ImageUrlFormat {found.text}")
        elif same is not None and same.text != found.text:
            report.said.append(f"image: ImageTitleDoesntMatch or ImageLinkDoesntMatch {found.text}")


def _item(item: Node, report: Report) -> str:
    guid = item.one("guid")
    where = f"item {guid.text if guid else '?'}"
    only_children(item, ITEM | EXTENSIONS | MRSS, report, where)
    at_most_once(item, (ITEM | {CONTENT + "encoded", DC + "language", ATOM + "updated"}) - {"category"}, report, where)
    if not item.one("title") and not item.one("description"):
        report.said.append(f"{where}: ItemMustContainTitleOrDescription")
    if guid is None:
        report.said.append(f"{where}: MissingGuid")
    names = [child.name for child in item.children]
    encoded = CONTENT + "encoded"
    if encoded in names and "description" not in names[: names.index(encoded)]:
        report.said.append(f"{where}: NeedDescriptionBeforeContent")
    for child in item.children:
        _item_child(child, report, where)
    return guid.text if guid else ""


def _item_child(child: Node, report: Report, where: str) -> None:
    where = f"{where} {child.name.rpartition('|')[2]}"
    if child.name in {"title", "category", "source"}:
        only_attributes(child, {"title": "", "category": "domain", "source": "url"}[child.name], report, where)
        report.ask(words.nonblank, child.text, where)
        report.plain(child, child.text, where)
        if child.name == "source":
            report.ask(words.uri, child.attributes.get("url", ""), where)
    elif child.name in {"link", "comments"}:
        report.ask(words.uri, child.text, where)
    elif child.name in {"description", CONTENT + "encoded"}:
        report.ask(words.html, child.text, where)
    elif child.name == "pubDate":
        report.date822(child.text, where)
    elif child.name == ATOM + "updated":
        report.date(child.text, where)
    elif child.name == "guid":
        _guid(child, report, where)
    elif child.name == "enclosure":
        only_attributes(child, "url length type", report, where)
        if not child.attributes.get("length", "").isdigit():
            report.said.append(f"{where}: InvalidIntegerAttribute length")
        report.ask(words.mime, child.attributes.get("type", ""), where)
        report.ask(words.uri, child.attributes.get("url", ""), where)
        if not words.ENCLOSURE.match(child.attributes.get("url", "")):
            report.said.append(f"{where}: InvalidURLAttribute {child.attributes.get('url')}")
    elif child.name == ATOM + "link":
        rel, _ = check_link(child, report, where)
        if rel == "self":
            report.said.append(f"{where}: self in an item")
    elif child.name == DC + "language":
        report.ask(words.language, child.text, where)
    elif child.name in MRSS:
        check_media(child, report, where)


def _guid(guid: Node, report: Report, where: str) -> None:
    only_attributes(guid, "isPermaLink", report, where)
    if guid.attributes.get("isPermaLink", "true") == "true":
        report.ask(words.uri, guid.text, where)
        if guid.text.lower().startswith(("tag:", "urn:")):
            report.said.append(f"{where}: InvalidPermalink {guid.text}")
    elif len(guid.text) < 9 and guid.text.isdigit():
        report.said.append(f"{where}: NotSufficientlyUnique {guid.text}")


# ------------------------------------------------------------------------------------------------ OPML

OPML_HEAD = these("title dateCreated dateModified ownerName ownerEmail ownerId expansionState")
OUTLINE = "category created description htmlUrl isBreakpoint isComment language text title type url version xmlUrl"


def check_opml(opml: Node, report: Report) -> None:
    """A whole OPML document."""
    only_attributes(opml, "version", report, "opml")
    if opml.attributes.get("version") not in {"1.0", "1.1", "2.0"}:
        report.said.append("opml: InvalidOPMLVersion")
    head, body = opml.one("head"), opml.one("body")
    if head is None or body is None:
        report.said.append("opml: MissingElement head or body")
        return
    only_children(head, OPML_HEAD, report, "head")
    at_most_once(head, OPML_HEAD, report, "head")
    for child in head.children:
        if child.name in {"dateCreated", "dateModified"}:
            report.date822(child.text, f"head {child.name}")
    if not body.all("outline"):
        report.said.append("body: MissingElement outline")
    for outline in body.here():
        if outline is not body:
            _outline(outline, report)


def _outline(outline: Node, report: Report) -> None:
    has = outline.attributes
    where = f"outline {has.get('text', '?')}"
    only_attributes(outline, OUTLINE, report, where)
    only_children(outline, {"outline"}, report, where)
    if "text" not in has:
        report.said.append(f"{where}: MissingAttribute text")
    if has.get("type", "").lower() == "rss":
        report.said.extend(f"{where}: Missing {name}" for name in ("xmlUrl", "title") if name not in has)
    elif "type" not in has and {"description", "htmlUrl", "language", "title", "version", "xmlUrl"} & has.keys():
        report.said.append(f"{where}: MissingOutlineType")
    if has.get("version", "RSS2") not in {"RSS", "RSS1", "RSS2", "scriptingNews"}:
        report.said.append(f"{where}: InvalidOutlineVersion {has['version']}")
    if "htmlUrl" in has:
        report.ask(words.uri, has["htmlUrl"], where)
    if "language" in has:
        report.ask(words.language, has["language"], where)
