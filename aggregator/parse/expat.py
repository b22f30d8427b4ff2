"""The SAX driver that feedparser uses: the standard library's, handing out text in whole pieces.

Unbuffered, expat calls back at every line break and entity, seven times per element on real feeds, and feedparser
does work at each. `xml.sax.make_parser` finds `create_parser` here by the module's name.
"""

from __future__ import annotations

from typing import Any
from xml.sax import expatreader

_PIECE = 1024 * 1024  # characters of one text before it is handed out in parts


class BufferedParser(expatreader.ExpatParser):
    """expat with its text buffer on."""

    _parser: Any

    def reset(self) -> None:
        """Ready for another document."""
        super().reset()
        self._parser.buffer_size = _PIECE
        self._parser.buffer_text = True


def create_parser() -> BufferedParser:
    """A parser as `xml.sax.make_parser` wants it."""
    return BufferedParser()
