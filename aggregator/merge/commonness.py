"""How common a piece of text is in the language, whoever writes: one question, `weight`.

What stands neither among the pairs of `everyday_chinese` nor among the words of `everyday_english` is rare enough to
tell one story from another.
"""

from __future__ import annotations

from functools import lru_cache

from aggregator.merge import commonwords, everyday_chinese, everyday_english
from aggregator.merge.tokens import is_wide

_FUNCTION = frozenset(
    "的了是在和与将为对从而也都就被把等这那其个有不到上下中及以之可要会能于所由并但或更还最很再又去来说"
)
"""Characters that hold sentences together: a pair with one of them crosses the border of a word."""

_WIDE = everyday_chinese.EVERYWHERE | commonwords.WIDE
LISTED = _WIDE | everyday_chinese.OFTEN | commonwords.LATIN | everyday_english.WORDS
"""Every piece that is known to be common; of the others `weight` still takes out numbers and the like."""


@lru_cache(maxsize=65_536)
def weight(piece: str) -> float:
    """How much it tells that two texts share a piece (a pair of wide characters, a Latin word): 0, nothing, to 2."""
    if piece[0].isdigit():
        return 0.0
    if is_wide(piece):
        if piece in _WIDE:
            return 0.0
        if piece[0] in _FUNCTION or piece[-1] in _FUNCTION:
            return 0.3
        return 1.0 if piece in everyday_chinese.OFTEN else 2.0
    if len(piece) < 3 or piece in commonwords.LATIN:
        return 0.0
    return 0.4 if piece in everyday_english.WORDS else 2.0
