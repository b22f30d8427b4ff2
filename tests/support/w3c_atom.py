"""Atom 1.0 as the W3C feed validator reads it (see `w3c`)."""

from __future__ import annotations

import re

from support import w3c_words as words
from support.w3c_tree import (
    ATOM,
    HISTORY,
    MEDIA,
    PAGING,
    Node,
    Report,
    at_most_once,
    check_link,
    check_media,
    only_attributes,
    only_children,
)
from support.w3c_words import these

PERSON = {ATOM + "name", ATOM + "uri", ATOM + "email"}
HEAD = {
    ATOM + name
    for name in [
        "id",
        "title",
        "subtitle",
        "updated",
        "author",
        "category",
        "generator",
        "icon",
        "logo",
        "link",
        "rights",
    ]
}
ENTRY = {
    ATOM + name
    for name in ["id", "title", "updated", "author", "content", "link", "summary", "category", "published", "source"]
}


def check(feed: Node, report: Report) -> None:
    only_attributes(feed, "", report, "feed")
    only_children(feed, HEAD | {ATOM + "entry", HISTORY + "archive"}, report, "feed")
    names = [child.name for child in feed.children]
    if ATOM + "entry" in names and set(names[names.index(ATOM + "entry") :]) != {ATOM + "entry"}:
        report.said.append("feed: MisplacedMetadata")
    _head(feed, report, "feed")
    links = [check_link(link, report, "feed") for link in feed.all(ATOM + "link")]
    relations = [rel for rel, _ in links]
    if "self" not in relations:
        report.said.append("feed: MissingSelf")
    if report.location and ("self", report.location) not in links:
        report.said.append(f"feed: SelfDoesntMatchLocation {report.location}")
    if feed.one(HISTORY + "archive") is not None:
        if not {"prev-archive", "next-archive"} & set(relations):
            report.said.append("feed: ArchiveIncomplete")
        if "current" not in relations:
            report.said.append("feed: MissingCurrentInArchive")
    ids: set[str] = set()
    instants: set[str] = set()
    for entry in feed.all(ATOM + "entry"):
        _entry(entry, report, bool(feed.all(ATOM + "author")))
        for seen, name, event in ((ids, "id", "DuplicateEntries"), (instants, "updated", "DuplicateUpdated")):
            found = entry.one(ATOM + name)
            if found is not None and found.text in seen:
                report.said.append(f"{event} {found.text}")
            seen.add(found.text if found is not None else "")


def _head(head: Node, report: Report, where: str) -> None:
    """What feed and source have in common."""
    for name in ("id", "title", "updated"):
        if head.one(ATOM + name) is None:
            report.said.append(f"{where}: MissingElement or MissingSourceElement {name}")
    at_most_once(head, {ATOM + one for one in these("id title subtitle updated generator icon logo")}, report, where)
    for child in head.children:
        local = child.name.removeprefix(ATOM)
        if local == "id":
            report.ask(words.canonical, "".join(child.chunks), f"{where} id")
        elif local in {"title", "subtitle", "rights"}:
            _construct(child, report, f"{where} {local}")
        elif local == "updated":
            report.date("".join(child.chunks), f"{where} updated")
        elif local in {"icon", "logo"}:
            report.ask(words.uri, "".join(child.chunks), f"{where} {local}")
        elif local == "generator":
            report.plain(child, child.text, f"{where} generator")
        elif local == "author":
            _person(child, report, where)
        elif local == "category":
            _category(child, report, where)


def _entry(entry: Node, report: Report, feed_has_author: bool) -> None:
    found = entry.one(ATOM + "id")
    where = f"entry {found.text if found else '?'}"
    only_attributes(entry, "", report, where)
    only_children(entry, ENTRY | {MEDIA + "thumbnail", MEDIA + "content"}, report, where)
    at_most_once(entry, ENTRY - {ATOM + "author", ATOM + "link", ATOM + "category"}, report, where)
    for name in ("id", "title", "updated"):
        if entry.one(ATOM + name) is None:
            report.said.append(f"{where}: MissingElement {name}")
    if entry.one(ATOM + "author") is None and not feed_has_author:
        report.said.append(f"{where}: MissingElement author")
    links = [(link.attributes.get("rel", "alternate"), link) for link in entry.all(ATOM + "link")]
    for child in entry.children:
        local = child.name.removeprefix(ATOM)
        if local == "id":
            report.ask(words.canonical, "".join(child.chunks), f"{where} id")
        elif local in {"title", "summary", "content"}:
            _construct(child, report, f"{where} {local}")
        elif local in {"updated", "published"}:
            report.date("".join(child.chunks), f"{where} {local}")
        elif local == "author":
            _person(child, report, where)
        elif local == "category":
            _category(child, report, where)
        elif local == "link":
            rel, _ = check_link(child, report, where)
            if rel in PAGING:
                report.said.append(f"{where}: FeedHistoryRelInEntry {rel}")
        elif local == "source":
            only_children(child, HEAD, report, f"{where} source")
            _head(child, report, f"{where} source")
            for link in child.all(ATOM + "link"):
                check_link(link, report, f"{where} source")
        elif child.name.startswith(MEDIA):
            check_media(child, report, where)
    if entry.one(ATOM + "content") is None:
        if entry.one(ATOM + "summary") is None:
            report.said.append(f"{where}: MissingTextualContent")
        if not any(rel == "alternate" for rel, _ in links):
            report.said.append(f"{where}: MissingContentOrAlternate")
    kinds = [(one.attributes.get("type"), one.attributes.get("hreflang")) for rel, one in links if rel == "alternate"]
    if len(kinds) != len(set(kinds)):
        report.said.append(f"{where}: DuplicateAtomLink")


def _construct(node: Node, report: Report, where: str) -> None:
    """title, summary, content: plain text, or HTML where the type says so."""
    only_attributes(node, "type", report, where)
    kind = node.attributes.get("type", "text")
    value = "".join(node.chunks)
    if not value:
        report.said.append(f"{where}: NotBlank")
    if kind == "html":
        report.ask(words.html, value, where)
    elif kind == "text":
        report.plain(node, value, where)
    else:
        report.said.append(f"{where}: InvalidTextType {kind}")
    report.said.extend(f"{where}: UndefinedElement {child.name}" for child in node.children)


def _person(node: Node, report: Report, where: str) -> None:
    only_children(node, PERSON, report, f"{where} author")
    name = node.one(ATOM + "name")
    if name is None:
        report.said.append(f"{where}: MissingElement author name")
    else:
        report.ask(words.nonblank, name.text, f"{where} author")
        report.plain(name, name.text, f"{where} author")
        if re.search(r"<[\w.+'-]+@(?:[a-z0-9-]+\.)+[a-z0-9-]+>", name.text, re.IGNORECASE):
            report.said.append(f"{where}: ContainsEmail {name.text}")
    for address in node.all(ATOM + "uri"):
        report.ask(words.uri, "".join(address.chunks), f"{where} author uri")


def _category(node: Node, report: Report, where: str) -> None:
    only_attributes(node, "term scheme label", report, where)
    report.ask(words.nonblank, node.attributes.get("term", ""), f"{where} category term")
    if "scheme" in node.attributes:
        report.ask(words.uri, node.attributes["scheme"], f"{where} category scheme")
    if "label" in node.attributes:
        report.plain(node, node.attributes["label"], f"{where} category label")
