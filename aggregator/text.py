"""Plain text: what XML may hold, how wide it is, and what it looks like when case and width do not matter."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from aggregator.model import PlainText

# XML 1.0 (5th edition) 2.2 Char, negated; lone surrogates and the two non-characters are outside of it.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CONTROLS = bytes(set(range(0x20)) - {0x09, 0x0A, 0x0D})
# Embedding and override controls turn the text after them around; isolates and marks are legitimate and stay.
_BIDI_OVERRIDES = re.compile("[\u202a-\u202e]")
_SPACES = re.compile(r"\s+")
# The signs that make up nearly all that NFKC changes. With them gone it only has to look.
_HALVED = tuple(
    (char, unicodedata.normalize("NFKC", char)) for char in "，：；？！（）｜～－％￥\u3000\u2009\u200a\xa0…™"
)
_LINE_BREAKERS = re.compile("[\u2028\u2029\u0085\x0b\x0c]")


def xml_clean(text: str) -> str:
    """The text without the characters that XML 1.0 cannot hold; nothing else changes."""
    return _NOT_XML.sub("", text) if _may_not_be_xml(text) else text


def _may_not_be_xml(text: str) -> bool:
    """Whether one of those characters is in the text: asked in a third of the time that the pattern takes to pass."""
    try:
        written = text.encode()
    except UnicodeEncodeError:
        return True  # lone surrogates
    return len(written.translate(None, _CONTROLS)) < len(written) or "\ufffe" in text or "\uffff" in text


def one_line(text: str) -> PlainText:
    """A title or a name: XML-clean, no bidi overrides, every run of white space one space, ends trimmed."""
    if text.isprintable():  # all that is looked for below is not, the space aside
        return PlainText(" ".join(text.split()))
    return PlainText(_SPACES.sub(" ", xml_clean(_BIDI_OVERRIDES.sub("", _LINE_BREAKERS.sub(" ", text)))).strip())


@lru_cache(maxsize=4)  # one text is folded for several keys, one after the other
def fold(text: str) -> str:
    """The text as a comparison sees it: NFKC (full width becomes half), case folded, white space single."""
    if text.isascii():
        return " ".join(text.lower().split())
    for char, half in _HALVED:
        text = text.replace(char, half)
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def width(text: str) -> int:
    """Columns that the text takes in a terminal: wide characters count two, combining ones none."""
    return sum(
        0
        if unicodedata.combining(char) or unicodedata.category(char) in {"Cf", "Mn", "Me"}
        else 2
        if unicodedata.east_asian_width(char) in {"W", "F"}
        else 1
        for char in text
    )


def shorten(text: str, columns: int) -> str:
    """The beginning of the text that fits, with an ellipsis where something was cut."""
    if width(text) <= columns:
        return text
    taken, used = [], 1
    for char in text:
        used += width(char)
        if used > columns:
            break
        taken.append(char)
    return "".join(taken).rstrip() + "…"


def printable(text: str) -> str:
    """Untrusted text for a log line or a terminal: control characters become visible escapes."""
    return "".join(
        char if char.isprintable() or char == " " else char.encode("unicode_escape").decode() for char in text
    )
