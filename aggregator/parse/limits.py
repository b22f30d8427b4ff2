"""How much one document may be. Measured: unbounded, 200,000 levels took 11 s and 100,000 entries 17 s."""

from __future__ import annotations

PARSER_VERSION = 3
"""Raised when the same bytes would give other values: every item hash changes, and each item is parsed once more."""

MAX_BODY = 10 * 1024 * 1024  # bytes of a page, and of a document after its entities; a feed's own are in the request
MAX_DEPTH = 256  # elements inside each other
MAX_ATTRIBUTES = 200  # of one element; feedparser's time grows with their square
MAX_ENTRIES = 2000  # the first so many are taken
MAX_FIELD = 512 * 1024  # characters of one content, title or summary
MAX_LIST = 200  # tags, authors, enclosures of one entry
