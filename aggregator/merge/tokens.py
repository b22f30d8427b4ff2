"""Text as a comparison counts it: a Chinese, Japanese or Korean character is a token, and so is a word or a number."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import accumulate
from operator import add

from aggregator.merge.hanzi import simplified
from aggregator.text import fold

_WIDE = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_DIGITS = r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)*"
_WORD = rf"[^\W\d_{_WIDE}]+(?:['’][a-z]{{1,2}}\b|[+#]+)?"
_TOKEN = re.compile(rf"[{_WIDE}]|{_DIGITS}|{_WORD}")
_RUN = re.compile(rf"{_WORD}|[{_WIDE}]+|{_DIGITS}")
_CHAIN = re.compile(f"[{_WIDE}]{{2,}}")
_NUMBER = re.compile(_DIGITS)
_WIDE_TOKEN = re.compile(f"[{_WIDE}]")
_SYMBOLS = re.compile(r"[\W_]+")


def tokens(text: str, limit: int = 0) -> list[str]:
    """The tokens of a text, folded, in order; `limit` characters at most are read where it is not 0."""
    return _TOKEN.findall(plain(text[:limit] if limit else text))


def runs(text: str, limit: int = 0) -> list[str]:
    """The same with wide characters in a row as one: enough for `pieces`, and a quarter of the work."""
    return _RUN.findall(plain(text[:limit] if limit else text))


def plain(text: str) -> str:
    """The text folded and in one script: 電腦 is 电脑."""
    return simplified(fold(text))


def letters(text: str) -> str:
    """The text folded, without white space, punctuation and symbols: what "equal text" means."""
    return _letters_of_title(text) if len(text) <= _TITLE else _letters(text)


_TITLE = 300


def _letters(text: str) -> str:
    return _SYMBOLS.sub("", fold(text).replace(" ", ""))


_letters_of_title = lru_cache(maxsize=4096)(_letters)  # a decision asks ten times for those of one title


def numbers(text: str) -> frozenset[str]:
    """Every number in the text, without grouping commas and leading zeros: 1,000 is 1000, 007 is 7."""
    return frozenset(_plain(found) for found in _NUMBER.findall(fold(text)))


def _plain(number: str) -> str:
    return number.replace(",", "").lstrip("0") or "0"


@lru_cache(maxsize=16_384)
def is_wide(token: str) -> bool:
    """Whether the token is a Chinese, Japanese or Korean character."""
    return bool(_WIDE_TOKEN.match(token))


def grams(words: list[str], size: int = 3) -> frozenset[str]:
    """Every run of `size` tokens; a shorter text is one gram as a whole."""
    if len(words) < size:
        return frozenset({" ".join(words)} if words else ())
    joined, starts = " ".join(words), [0, *accumulate(len(word) + 1 for word in words)]
    return frozenset([joined[start : end - 1] for start, end in zip(starts, starts[size:], strict=False)])


def gram_bytes(words: list[str], size: int = 3) -> list[bytes]:
    """The same as UTF-8, with repetitions: what hashing wants, five times as fast as one string each."""
    encoded = [word.encode("utf-8", "surrogatepass") for word in words]
    if len(words) < size:
        return [b" ".join(encoded)]
    joined, starts = b" ".join(encoded), [0, *accumulate(len(word) + 1 for word in encoded)]
    return [joined[start : end - 1] for start, end in zip(starts, starts[size:], strict=False)]


def pieces(words: list[str]) -> frozenset[str]:
    """Latin words and numbers as they are, wide characters in pairs; `words` are tokens or runs."""
    found = {word for word in set(words) if not _WIDE_TOKEN.match(word)}
    for chain in _CHAIN.findall("".join(words)):
        found.update(map(add, chain, chain[1:]))
    return frozenset(found)


def containment(one: frozenset[str], other: frozenset[str]) -> float:
    """How much of the smaller set lies in the larger, 0 to 1."""
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller else 0.0
