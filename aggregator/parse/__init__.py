"""Bytes in, frozen values out, in child processes that can be killed.

The door is `Pool`. What it runs in a child is a pure function: `document.parse`, `discover.feed_links`,
`fulltext.extract` and `finish.reclean`.
"""

from __future__ import annotations

from aggregator.parse.pool import Pool

__all__ = ["Pool"]
