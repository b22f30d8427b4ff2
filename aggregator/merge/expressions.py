"""Regular expressions by RE2: linear in the text whatever a user writes, and all alternatives at once."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Protocol, TypeAlias

import re2


class Match(Protocol):
    """What was found, and where: `start(n)` is the place of the n-th group."""

    def start(self, group: int = 0, /) -> int:
        """The place where the match, or a group of it, begins; -1 where that group is not part of it."""


Search: TypeAlias = Callable[[str], Match | None]
"""Looks for an expression in a text. Half a surrogate pair, which RE2 does not take, is in no match."""


@lru_cache(maxsize=512)
def search(pattern: str) -> Search:
    """The search for a pattern. Raises ValueError with RE2's reason where it cannot be read."""
    options = re2.Options()
    options.log_errors = False
    try:
        expression = re2.compile(pattern, options)
    except (re2.error, UnicodeError) as error:
        words = error.args[0] if error.args else error
        told = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
        raise ValueError(f"RE2 cannot read /{pattern}/: {told}") from None

    def look(text: str) -> Match | None:
        try:
            found: Match | None = expression.search(text)
        except UnicodeEncodeError:
            return None
        return found

    return look
