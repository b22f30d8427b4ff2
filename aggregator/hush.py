"""Words that must not be said: known secrets and private places, taken out of whatever is about to be said."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from html import escape
from urllib.parse import quote

STARS = "***"


class Hush:
    """Puts `***` in place of each of some words, in every spelling that text, an address, markup or JSON gives it."""

    def __init__(self, words: Collection[str], *, shortest: int = 1) -> None:
        spelled = {one for word in words if len(word) >= shortest for one in _spellings(word)}
        self._words = sorted(spelled, key=lambda word: (-len(word), word))
        self._encoded = [word.encode() for word in self._words]

    def text(self, text: str) -> str:
        """The text without the words."""
        for word in self._words:
            if word in text:
                text = text.replace(word, STARS)
        return text

    def body(self, body: bytes) -> bytes:
        """The same for a document in UTF-8; the very same object where nothing was in it."""
        for word in self._encoded:  # one search after the other is far quicker than one expression for all
            if word in body:
                body = body.replace(word, b"***")
        return body


def telling(word: str) -> bool:
    """Whether a secret cannot be an ordinary word or number: only such are taken out of what is published.

    Twelve characters, or eight with letters and digits mixed. A password like `20261102` or `password` stands in
    articles too, and they would be damaged.
    """
    mixed = any(map(str.isdigit, word)) and any(map(str.isalpha, word))
    return (len(word) >= 12 and not word.isdigit()) or (len(word) >= 8 and mixed)


def _spellings(word: str) -> set[str]:
    encoded = quote(word, safe="")
    return {
        word,
        escape(word),
        escape(word, quote=False),
        json.dumps(word, ensure_ascii=False)[1:-1],
        encoded,
        encoded.replace("%20", "+"),
        re.sub("%[0-9A-F]{2}", lambda found: found[0].lower(), encoded),
        quote(word, safe="/:@!$&'()*+,;=-._~"),
    }
