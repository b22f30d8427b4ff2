"""Publish time: content without links into private networks. The store keeps what the source sent."""

from __future__ import annotations

import html as entities
import re

from aggregator.content.clean import sanitise
from aggregator.model import SafeHtml
from aggregator.public import names_public_place

# SafeHtml is a serialiser's work: attributes are double-quoted, and < > inside of them are escaped.
_PLACES = re.compile(r'https?://([^/?#"\s,<>]+)')
_TAG = re.compile(r"<([a-z][a-z0-9]*)((?: [^<>]*)?)>")
_ATTRIBUTE = re.compile(r' (href|src|srcset|poster|cite|longdesc)="([^"]*)"')
_EMPTY_FRAME = re.compile(r"<iframe(?![^<>]* src=)[^<>]*></iframe>")
_LOADS = frozenset({"img", "source"})  # nothing without an address


def public_only(html: SafeHtml) -> SafeHtml:
    """The content without addresses of private places: a link becomes its text, a picture its public size or nothing.

    Words stay as they are: an article may speak of `http://localhost:3000`.
    """
    if all(map(_is_public, set(_PLACES.findall(html)))):
        return html
    changed = _EMPTY_FRAME.sub("", _TAG.sub(_tag, html))
    return html if changed == html else sanitise(changed)


def _is_public(place: str) -> bool:
    return names_public_place(f"http://{entities.unescape(place)}/")


def _tag(found: re.Match[str]) -> str:
    name, attributes = found[1], found[2]
    left = _ATTRIBUTE.sub(_attribute, attributes)
    if left == attributes:
        return found[0]
    if name in _LOADS and ' src="' not in left:
        sizes = re.search(r' srcset="([^ "]+)', left)
        if sizes is None:
            return ""
        if name == "img":
            left = f' src="{sizes[1]}"{left}'
    return f"<{name}{left}>"


def _attribute(found: re.Match[str]) -> str:
    name, value = found[1], entities.unescape(found[2])
    if name != "srcset":
        return found[0] if names_public_place(value) or not value.startswith("http") else ""
    kept = [one for one in value.split(", ") if names_public_place(one.partition(" ")[0])]
    return f' srcset="{entities.escape(", ".join(kept))}"' if kept else ""
