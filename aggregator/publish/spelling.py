"""How text stands in a feed so that no validator takes offence and every reader shows the same.

Three matters: characters that XML admits and HTML does not, markup that the strictest checkers of feeds warn of, and
plain text that looks like markup.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape, unescape

# Controls, non-characters and the mark of what could not be read: valid in XML, an error in HTML, a warning in feeds.
_ODD = re.compile("[\x7f-\x9f\ufdd0-\ufdef\ufffd-\uffff\U0001fffe\U0001ffff\U0002fffe\U0002ffff\U0010fffe\U0010ffff]")
_ILLEGIBLE = "□"  # what Chinese typography prints for a character that cannot be read (GB/T 15834, 虚缺号)

_PLAYER = re.compile(r"<(audio|video)((?: [^<>]*)?)>(.*?)</\1>", re.DOTALL)
_CONTROLS = re.compile(r' controls(?:="[^"]*")?')
_SOURCE = re.compile(r' src="([^"]+)"')
_BASE_TEXT = re.compile(r"</?rb>")
_OVERRIDE = re.compile(r"(</?)bdo\b")

# Elements of plain text, and links for their titles; whatever holds HTML is named differently or is HTML in Atom.
_TEXTS = re.compile(
    rb"(<(?:title|subtitle|name|generator|category|source|summary|description|media:title)(?: [^<>]*)?>)"
    rb"([^<]*&[^<]*)(?=</)"
)
_LINK_TITLES = re.compile(rb'(<(?:atom:)?link [^<>]* title=")([^"]*&[^"]*)(?=")')
# What is not ASCII counts as a letter: to a checker that reads Unicode, `&①` is a reference to nothing.
_LOOKS_LIKE_MARKUP = re.compile(rb"&lt;[/A-Za-z]|&amp;#?[\w\x80-\xff]")
_CLOSES = re.compile(r"</\w")


def tidy(text: str) -> str:
    """The text without the characters that HTML forbids: controls of windows-1252 become what they were meant to be,
    as browsers have it; the replacement character becomes a box, the sign for what is illegible.
    """
    if text.replace("\n", "").isprintable() and "\ufffd" not in text:  # a third of the time of looking for them
        return text
    return _ODD.sub(_meant, text)


def _meant(found: re.Match[str]) -> str:
    char = found[0]
    if "\x80" <= char <= "\x9f":
        return bytes([ord(char)]).decode("cp1252", "ignore")
    return _ILLEGIBLE if char == "\ufffd" else ""


def looks_closed(text: str) -> bool:
    """Whether plain text names an end tag: said as HTML, escaped, nobody can take it for one."""
    return _CLOSES.search(text) is not None


def feed_html(html: str, words: Mapping[str, str]) -> str:
    """Content as the strictest checkers of feeds accept it.

    They know no `controls`, `bdo` and `rb`: a player goes without its buttons, which readers add by themselves, and a
    link to its file stands beside it for those that do not. `words` has a name for `audio` and `video`.
    """
    if "<rb>" in html:
        html = _BASE_TEXT.sub("", html)
    if "<bdo" in html:
        html = _OVERRIDE.sub(r"\1bdi", html)
    return _PLAYER.sub(lambda found: _player(found, words), html) if "</audio>" in html or "</video>" in html else html


def _player(found: re.Match[str], words: Mapping[str, str]) -> str:
    kind, attributes, inside = found.groups()
    bare = f"<{kind}{_CONTROLS.sub('', attributes)}>{inside}</{kind}>"
    file = _SOURCE.search(attributes) or _SOURCE.search(inside)
    before = found.string[: found.start()]
    if file is None or before.rfind("<a ") > before.rfind("</a>"):
        return bare
    return f'{bare}<a href="{escape(unescape(file[1]))}" rel="noopener noreferrer">▶ {escape(words[kind])}</a>'


def spelt(document: bytes) -> bytes:
    """The serialised document with `&` and `<` of plain texts as hexadecimal references where they look like markup.

    The same text to every XML parser; the RSS profile advises it, and checkers take it as a sign of intention.
    """
    return _LINK_TITLES.sub(_hexadecimal, _TEXTS.sub(_hexadecimal, document))


def _hexadecimal(found: re.Match[bytes]) -> bytes:
    text = found[2]
    if not _LOOKS_LIKE_MARKUP.search(text):
        return found[0]
    return found[1] + text.replace(b"&amp;", b"&#x26;").replace(b"&lt;", b"&#x3C;").replace(b"&gt;", b"&#x3E;")
