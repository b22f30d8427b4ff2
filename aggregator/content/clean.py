"""Foreign HTML becomes SafeHtml: an allow-list of what readers can show, and nothing active."""

from __future__ import annotations

import html as entities
from dataclasses import dataclass

import nh3

from aggregator.content.plain import text_of
from aggregator.model import ContentOptions, Flaw, PlainText, SafeHtml
from aggregator.text import xml_clean

CLEANER_VERSION = 1


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Clean content: markup, its text, its real pictures in order (absolute), and what was wrong with it."""

    html: SafeHtml
    text: PlainText
    images: tuple[str, ...] = ()
    truncated: bool = False
    flaws: tuple[Flaw, ...] = ()


def clean(html: str, base: str, options: ContentOptions = ContentOptions()) -> Cleaned:
    """The content as it may be published. `base` is what relative addresses are relative to."""
    safe = SafeHtml(nh3.clean(xml_clean(html), url_schemes={"http", "https", "mailto"}))
    return Cleaned(safe, text_of(safe))


def sanitise(html: SafeHtml) -> SafeHtml:
    """The same through the allow-list once more: for what was stored long ago."""
    return SafeHtml(nh3.clean(html))


def from_text(text: str) -> SafeHtml:
    """Plain text as paragraphs: blank lines part them, single line breaks stay, nothing becomes a link."""
    blocks = [block.strip("\n") for block in xml_clean(text).replace("\r\n", "\n").split("\n\n")]
    lines = ("<br>".join(entities.escape(line, quote=False) for line in block.split("\n")) for block in blocks)
    return SafeHtml(nh3.clean("\n".join(f"<p>{line}</p>" for line in lines if line)))
