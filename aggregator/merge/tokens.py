"""Text as a comparison counts it: a Chinese, Japanese or Korean character is a token, and so is a word or a number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from operator import add

from aggregator.merge.hanzi import simplified
from aggregator.text import fold

_WIDE = "\u4e00-\u9fff\u3040-\u30ff\u3400-\u4dbf\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_FIRST_WIDE = "\u3040"
_MAY_BE_WIDE = re.compile(f"[{_FIRST_WIDE}-\U0003ffff]")
_DIGITS = r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)*"
_LETTER = rf"[^\W\d_{_WIDE}]"
_WORD = rf"(?:[a-z]+|{_LETTER}){_LETTER}*(?:['’][a-z]{{1,2}}\b|[+#]+|)"  # nearly all are a-z, which is told in one step
# A space that is no match of its own costs nothing: hence those before the words.
_TOKEN = re.compile(rf" ?({_WORD}|[{_WIDE}]|{_DIGITS})")
_RUN = re.compile(rf" ?({_WORD}|[{_WIDE}]+|{_DIGITS})")
_CHAIN = re.compile(f"[{_WIDE}]{{2,}}")
_NUMBER = re.compile(_DIGITS)
_WIDE_TOKEN = re.compile(f"[{_WIDE}]")
_SYMBOLS = re.compile(r"[\W_]+")
_PLAIN_SYMBOLS = bytes(code for code in range(128) if not chr(code).isalnum())  # bytes lose them all in one step


def tokens(text: str, limit: int = 0) -> list[str]:
    """The tokens of a text, folded, in order; `limit` characters at most are read where it is not 0."""
    text = text[:limit] if limit else text
    return _TOKEN.findall(text.lower() if text.isascii() else plain(text))


@lru_cache(maxsize=4)  # title and text are asked for by one key after the other
def runs(plain_text: str) -> tuple[str, ...]:
    """The same of what `plain` made, wide characters in a row as one: enough for `pieces`, a quarter of the work."""
    return tuple(_RUN.findall(plain_text))


def plain(text: str) -> str:
    """The text folded and in one script: 電腦 is 电脑."""
    return simplified(fold(text))


def letters(text: str) -> str:
    """The text folded, without white space, punctuation and symbols: what "equal text" means."""
    return _letters_of_title(text) if len(text) <= _TITLE else _letters(text)


_TITLE = 300


def _letters(text: str) -> str:
    written = fold(text).encode("utf-8", "surrogatepass").translate(None, _PLAIN_SYMBOLS)
    found = written.decode("utf-8", "surrogatepass")
    return found if found.isascii() else _SYMBOLS.sub("", found)


_letters_of_title = lru_cache(maxsize=4096)(_letters)  # a decision asks ten times for those of one title


def numbers(text: str) -> frozenset[str]:
    """Every number in the text, without grouping commas and leading zeros: 1,000 is 1000, 007 is 7."""
    return frozenset(_plain(found) for found in _NUMBER.findall(fold(text)))


def _plain(number: str) -> str:
    return number.replace(",", "").lstrip("0") or "0"


def may_be_wide(text: str) -> bool:
    """False where nothing in the text can be a Chinese, Japanese or Korean character."""
    return not text.isascii() and _MAY_BE_WIDE.search(text) is not None


@lru_cache(maxsize=16_384)
def is_wide(token: str) -> bool:
    """Whether the token is a Chinese, Japanese or Korean character."""
    return bool(_WIDE_TOKEN.match(token))


def grams(words: list[str], size: int = 3) -> frozenset[str]:
    """Every run of `size` tokens; a shorter text is one gram as a whole."""
    if len(words) < size:
        return frozenset({" ".join(words)} if words else ())
    return frozenset(map(" ".join, zip(*(words[start:] for start in range(size)), strict=False)))


def pieces(words: Sequence[str]) -> frozenset[str]:
    """Latin words and numbers as they are, wide characters in pairs; `words` are tokens or runs."""
    latin, pairs = apart(words)
    return frozenset(latin.union(pairs))


def apart(words: Sequence[str]) -> tuple[set[str], list[str]]:
    """The same in two: the Latin words and numbers, and the pairs, these with repetitions."""
    distinct = set(words)
    latin = {word for word in distinct if word < _FIRST_WIDE or not _WIDE_TOKEN.match(word)}
    pairs: list[str] = []
    if len(latin) < len(distinct):
        for chain in _CHAIN.findall("".join(words)):
            pairs += map(add, chain, chain[1:])
    return latin, pairs


def containment(one: frozenset[str], other: frozenset[str]) -> float:
    """How much of the smaller set lies in the larger, 0 to 1."""
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller else 0.0
