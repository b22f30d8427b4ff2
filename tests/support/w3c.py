"""What the W3C feed validator would say of an Atom, RSS or OPML document, as far as its rules meet what we write.

`complaints` gives errors and warnings under the names that the validator shows; an empty list is a clean document.
`location` is where the document is published: its self link must be that.
"""

from __future__ import annotations

import xml.parsers.expat
from datetime import UTC, datetime

from support import w3c_atom, w3c_rss
from support import w3c_words as words
from support.w3c_tree import ATOM, CONTENT, DC, HISTORY, MEDIA, Report, parsed

PREFIXES = {"content": CONTENT, "dc": DC, "media": MEDIA, "fh": HISTORY, "atom": ATOM}
LIMIT = 5_000_000  # bytes: the validator reads no more


def complaints(body: bytes, location: str = "", now: datetime | None = None) -> list[str]:
    """Errors and warnings, each once in its words; an empty list is what we want."""
    report = Report(now or datetime.now(UTC), location)
    if len(body) > LIMIT:
        report.said.append(f"ValidatorLimit {len(body)} bytes")
    try:
        root, prefixes = parsed(body)
    except xml.parsers.expat.ExpatError as reason:
        return [f"SAXError {reason}"]
    report.rss = root.name == "rss"
    for node in root.here():
        for value in ("".join(node.chunks), *node.attributes.values()):
            report.ask(words.characters, value, node.name)
        for chunk in node.chunks:
            report.ask(words.twice_encoded, chunk, node.name)
    for prefix, space in prefixes:
        if prefix and PREFIXES.get(prefix) != space + "|":
            report.said.append(f"ReservedPrefix, NonstdPrefix or UnknownNamespace {prefix}={space}")
        if prefix == "atom" and not report.rss:
            report.said.append("AvoidNamespacePrefix atom")
    if root.name == ATOM + "feed":
        w3c_atom.check(root, report)
    elif root.name == "rss":
        w3c_rss.check(root, report)
    elif root.name == "opml":
        w3c_rss.check_opml(root, report)
    else:
        report.said.append(f"UndefinedElement {root.name}")
    return report.said
