"""The beginning of a text, cut where a reader would cut it."""

from __future__ import annotations

import re
import unicodedata

from aggregator.content.plain import text_of
from aggregator.model import PlainText
from aggregator.text import one_line

_SENTENCE_END = re.compile(r"[。！？!?…；]|\.(?=\s)")
_OPENERS = {
    "（": "）",
    "(": ")",
    "「": "」",
    "『": "』",
    "《": "》",
    "〈": "〉",
    "【": "】",
    "“": "”",
    "‘": "’",
    "[": "]",
}
_TRAILING = " \t,，、;；:：.。-–—·|｜/（(「『《〈【“‘["
_MARKUP = re.compile(r"<[a-zA-Z/!]|&[#a-zA-Z]")


def excerpt(html_or_text: str, *, characters: int = 200, is_html: bool | None = None) -> PlainText:
    """The first `characters` at most of the text, on one line, with an ellipsis where something was cut.

    It ends at a sentence where one ends in the last third, else between words (between any two characters of
    Chinese, Japanese or Korean), never inside brackets that were opened shortly before, never inside a cluster.
    Say `is_html` where it is known: without it, what looks like markup is read as markup.
    """
    if is_html is None:
        is_html = _MARKUP.search(html_or_text) is not None
    text = text_of(html_or_text) if is_html else html_or_text
    line = one_line(text)
    if len(line) <= characters:
        return line
    if characters < 2:
        return PlainText("…"[:characters])
    head = line[:characters]
    ends = [match.end() for match in _SENTENCE_END.finditer(head, characters * 2 // 3)]
    if ends and ends[-1] < characters:
        return PlainText(_balanced(head[: ends[-1]]) + " …")
    return PlainText(_balanced(_at_a_word(line, characters - 1)).rstrip(_TRAILING) + "…")


def _at_a_word(line: str, length: int) -> str:
    """The beginning of at most that length that ends between words."""
    end = length
    while end > 0 and (
        unicodedata.combining(line[end]) or line[end] in "\u200d\ufe0e\ufe0f" or line[end - 1] == "\u200d"
    ):
        end -= 1
    cut = end
    while cut > 0 and cut > end - 30 and _inside_word(line[cut - 1], line[cut]):
        cut -= 1
    return line[:cut] if cut > end - 30 and cut > 0 else line[:end]


def _inside_word(before: str, after: str) -> bool:
    return before.isalnum() and after.isalnum() and not (_is_wide(before) or _is_wide(after))


def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in {"W", "F"}


def _balanced(head: str) -> str:
    """Without an opened bracket or quotation mark near the end that the cut left open."""
    open_at: list[tuple[str, int]] = []
    for place, char in enumerate(head):
        if char in _OPENERS:
            open_at.append((_OPENERS[char], place))
        elif open_at and char == open_at[-1][0]:
            open_at.pop()
    if open_at and open_at[0][1] >= len(head) * 2 // 3:
        return head[: open_at[0][1]]
    return head
