"""Output that knows where white space shows: markup and plain text, written together.

White space and line breaks are held back until something follows that needs them, and what turns out to hold nothing
can be taken back. So the beginnings and ends of blocks carry no blanks, and a second writing changes nothing.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_SPACES = " \t\n\r\f\v\xa0"
_RUNS = re.compile("[ \t\n\r\f\v\xa0]{2,}|[\t\n\r\f\v]")


_LINE_ENDS = re.compile(" +\n")


def escaped(text: str) -> str:
    """The text as HTML serialisers write it. (Four replacements take a tenth of `str.translate`'s time.)"""
    if "&" in text or "<" in text or ">" in text or "\xa0" in text:
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\xa0", "&nbsp;")
    return text


_tuple = tuple.__new__  # what a NamedTuple's own constructor does, at a third of its price


class Mark(NamedTuple):
    """Where the writing stood: enough to take back what came after."""

    out: int
    text: int
    solid: int
    space: bool
    breaks: int
    gap: bool
    inline: bool
    direct: bool


class Writer:
    """Markup in `out`, its text in `text`."""

    __slots__ = ("breaks", "direct", "gap", "inline", "out", "solid", "space", "text", "verbatim", "wrapped")

    def __init__(self) -> None:
        self.out: list[str] = []
        self.text: list[str] = []
        self.space = False  # white space is due before the next word
        self.breaks = 0  # line breaks are due before the next word
        self.gap = True  # white space would not show here
        self.inline = False  # something stands on this line of blocks already
        self.direct = False  # the innermost open block holds words or pictures itself
        self.solid = 0  # how much has been written that a reader sees
        self.verbatim = 0  # inside pre or code
        self.wrapped = (0, 0)  # beginning and end of the last bare div

    def page(self) -> str:
        """The markup; a bare div around all of it is left out."""
        begin, end = self.wrapped
        if end == len(self.out) > 0 and not any(self.out[:begin]):
            return "".join(self.out[begin + 1 : -1]).strip("\n")
        return "".join(self.out).strip("\n")

    def plain(self) -> str:
        """Its text: blocks and line breaks end lines."""
        text = "".join(self.text).strip()
        return _LINE_ENDS.sub("\n", text) if " \n" in text else text

    def mark(self) -> Mark:
        """Where the writing stands."""
        here = (len(self.out), len(self.text), self.solid, self.space, self.breaks, self.gap, self.inline, self.direct)
        return _tuple(Mark, here)

    def back_to(self, mark: Mark) -> None:
        """Everything since then is taken back."""
        del self.out[mark.out :], self.text[mark.text :]
        _, _, self.solid, self.space, self.breaks, self.gap, self.inline, self.direct = mark

    def words(self, text: str) -> None:
        """Text of the document, its white space collapsed unless it is verbatim."""
        if self.verbatim:
            self.literal(text)
            return
        if text.isspace():
            self.space = True
            return
        core = text.strip(_SPACES)
        if len(core) != len(text) and text[0] in _SPACES:
            self.space = True
        if "  " in core or not core.isprintable():
            core = _RUNS.sub(" ", core)
        if self.space or self.breaks or not self.inline:
            self.flush()
        self.out.append(escaped(core))
        self.text.append(core)
        self.solid += 1
        self.gap = False
        self.direct = True
        self.space = text[-1] in _SPACES

    def literal(self, text: str) -> None:
        """Text whose white space counts. A line break right after `<pre>` does not: parsers drop it."""
        if self.out and self.out[-1].startswith("<pre"):
            text = text.lstrip("\r\n")
        if not text:
            return
        self.out.append(escaped(text))
        self.text.append(text)
        if not text.isspace():
            self.solid += 1
        self.gap = False
        self.inline = self.direct = True

    def put(self, markup: str) -> None:
        """Something that stands on the line like a word."""
        self.flush()
        self.out.append(markup)
        self.solid += 1
        self.gap = False

    def flush(self) -> None:
        """What was held back comes before what follows on the line."""
        if not self.inline:
            self.breaks = 0
            self.gap = True
        if self.breaks:
            self.out.append("<br>" * min(self.breaks, 2))
            self.text.append("\n" * min(self.breaks, 2))
            self.gap = True
        elif self.space and not self.gap:
            self.out.append(" ")
            self.text.append(" ")
            self.gap = True
        self.breaks = 0
        self.space = False
        self.inline = self.direct = True

    def boundary(self, mark: str = "\n") -> None:
        """A block begins or ends; `mark` is what the text shows of it."""
        self.space = False
        self.breaks = 0
        self.gap = True
        self.inline = False
        if self.text:
            last = self.text[-1]
            if not last.endswith("\n") and (mark == "\n" or not last.endswith(mark)):
                self.text.append(mark)

    def trim(self) -> None:
        """No white space at the end of verbatim text."""
        while self.out and not self.out[-1].startswith("<"):
            kept = self.out.pop().rstrip()
            words = self.text.pop().rstrip()
            if kept:
                self.out.append(kept)
                self.text.append(words)
                break
