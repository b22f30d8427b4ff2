"""Other people's OPML lists, read with patience: bare ampersands, wrong encodings, missing parts, one line per feed.

Hostile until shown otherwise: no entity is expanded, nothing outside is opened, size, depth and count are limited.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

from aggregator.errors import ParseError
from aggregator.publish import addresses
from aggregator.text import one_line, xml_clean

MAX_BYTES = 10 * 1024 * 1024
MAX_OUTLINES = 20_000
MAX_DEPTH = 64

_BARE = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)")
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]*(\[.*?\]\s*)?>", re.DOTALL)
_NAMED = {"nbsp": " ", "copy": "©", "ndash": "–", "mdash": "—", "hellip": "…", "middot": "·"}
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


@dataclass(frozen=True, slots=True)
class Outline:
    """One feed of a list. `paths` are its categories from the top; a list without folders gives none."""

    xml_url: str
    title: str
    html_url: str = ""
    paths: tuple[tuple[str, ...], ...] = ()
    language: str = ""


@dataclass(frozen=True, slots=True)
class OpmlImport:
    """What a list holds: its feeds, each address once, and a sentence for everything that was not taken."""

    title: str
    outlines: tuple[Outline, ...]
    skipped: tuple[str, ...] = ()


def parse_opml(body: bytes) -> OpmlImport:
    """Read an OPML list. Raises ParseError where it is none at all, too big, or full of entities."""
    if len(body) > MAX_BYTES:
        raise ParseError("opml-too-big", f"the list is larger than {MAX_BYTES // 1024 // 1024} MiB", hint="split it")
    root = _tree(_text(body))
    heading = root.find("head/title")
    title = one_line(heading.text or "") if heading is not None else ""
    found: dict[str, Outline] = {}
    skipped: list[str] = []
    top = root.find("body")
    for outline, folders in _outlines(root if top is None else top, skipped):
        _take(outline, folders, found, skipped)
    return OpmlImport(title, tuple(found.values()), tuple(skipped))


def _text(body: bytes) -> str:
    """The list as text: by its mark, by its declaration where the bytes really are that, else by evidence."""
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    declared = _DECLARED.match(body)
    for name in (declared.group(1).decode() if declared else "utf-8", "utf-8", "gb18030", "big5"):
        try:
            return body.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return body.decode("windows-1252", "replace")


def _tree(text: str) -> Any:
    doctype = _DOCTYPE.search(text[:100_000])
    if "<!ENTITY" in text:
        raise ParseError(
            "opml-entities", "the list defines entities of its own", hint="no feed list needs them; do not trust it"
        )
    if doctype:
        text = text[: doctype.start()] + text[doctype.end() :]
    text = _DECLARATION.sub("", xml_clean(text), count=1).lstrip()
    for name, char in _NAMED.items():
        text = text.replace(f"&{name};", char)
    text = _BARE.sub("&amp;", text)
    # recover: unclosed and misplaced tags cost what they enclose, not the list
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    root = None
    if text:
        root = etree.fromstring(text.encode("utf-8"), parser)
    if root is None or etree.QName(root).localname.lower() not in {"opml", "body", "outlinedocument"}:
        raise ParseError(
            "opml-none",
            "this is no OPML list",
            hint="export the subscriptions of your reader as OPML and import that file",
        )
    return root


def _outlines(parent: Any, skipped: list[str]) -> Iterator[tuple[Any, tuple[str, ...]]]:
    """Every outline with an address, in document order, with the folders around it."""
    stack: list[tuple[Any, tuple[str, ...]]] = [(child, ()) for child in reversed(parent)]
    count = 0
    told: set[str] = set()
    while stack:
        outline, folders = stack.pop()
        if not isinstance(outline.tag, str):
            continue
        count += 1
        if count > MAX_OUTLINES:
            skipped.append(f"everything after the first {MAX_OUTLINES} outlines")
            return
        name = _name(outline)
        if _attribute(outline, "xmlurl"):
            yield outline, folders
            inner = folders
        else:
            inner = (*folders, name) if name else folders
            if not len(outline) and name:
                skipped.append(f"{name!r}: no feed address")
        if len(inner) > MAX_DEPTH:
            if "depth" not in told:
                skipped.append(f"folders deeper than {MAX_DEPTH}")
                told.add("depth")
            continue
        stack.extend((child, inner) for child in reversed(outline))


def _take(outline: Any, folders: tuple[str, ...], found: dict[str, Outline], skipped: list[str]) -> None:
    given = _attribute(outline, "xmlurl")
    url = given if given.startswith("rsshub://") else addresses.chosen(_followed(given))
    name = _name(outline)
    if not url:
        skipped.append(f"{name or given!r}: {given[:200]!r} is no http(s) address")
        return
    paths = _categories(_attribute(outline, "category")) or ((folders,) if folders else ())
    known = found.get(url)
    if known is None:
        title = name or addresses.chosen(url).partition("://")[2]
        page, language = addresses.chosen(_attribute(outline, "htmlurl")), one_line(_attribute(outline, "language"))
        found[url] = Outline(url, title, page, paths, language)
        return
    fresh = tuple(path for path in paths if path not in known.paths)
    found[url] = Outline(url, known.title, known.html_url, known.paths + fresh, known.language)
    if not fresh:
        skipped.append(f"{name or url!r}: the list names {url} twice")


def _followed(url: str) -> str:
    """`feed:` is what some browsers put before the address of a feed."""
    lowered = url.lower()
    if lowered.startswith(("feed:http://", "feed:https://")):
        return url[5:]
    return "http://" + url[7:] if lowered.startswith("feed://") else url


def _categories(attribute: str) -> tuple[tuple[str, ...], ...]:
    """The `category` attribute of OPML 2.0: paths with slashes, commas between them; a bare word is a path of one."""
    paths = []
    for part in attribute.split(","):
        steps = tuple(name for name in (one_line(step) for step in part.split("/")) if name)
        if steps:
            paths.append(steps)
    return tuple(dict.fromkeys(paths))


def _name(outline: Any) -> str:
    return one_line(_attribute(outline, "text") or _attribute(outline, "title"))


def _attribute(outline: Any, name: str) -> str:
    """An attribute in whatever case the list writes it."""
    return next((str(value).strip() for key, value in outline.attrib.items() if key.lower() == name), "")
