"""Whether two near-equal titles speak of two things: 北京今日天气 and 上海今日天气 share all but what matters."""

from __future__ import annotations

from collections.abc import Iterator

from rapidfuzz.distance import Levenshtein

from aggregator.merge import commonwords, tokens
from aggregator.merge.titles import Title
from aggregator.merge.tokens import is_wide

TEMPLATE = 0.55
"""Two titles with that share of equal tokens are one template with other words filled in."""

_LONGEST_WORD = max(map(len, commonwords.WIDE))


def differ(one: Title, one_text: frozenset[str], other: Title, other_text: frozenset[str]) -> str:
    """Why two titles of one pattern name two subjects; "" where they do not, or are of different patterns.

    A place where the titles differ counts where both sides name something there that the other article never
    mentions. Words that writers exchange freely do not count, nor do Latin words that are no names.
    """
    left, right = one.core.split(), other.core.split()
    changes = [op for op in Levenshtein.opcodes(left, right) if op.tag != "equal"]
    equal = max(len(left), len(right)) - sum(
        max(op.src_end - op.src_start, op.dest_end - op.dest_start) for op in changes
    )
    if equal < TEMPLATE * max(len(left), len(right)):
        return ""
    left_common, right_common = _common(left), _common(right)
    for op in changes:
        if op.tag != "replace":
            continue
        ours = _named(left, range(op.src_start, op.src_end), left_common, one_text)
        theirs = _named(right, range(op.dest_start, op.dest_end), right_common, other_text)
        if ours and theirs and not _mentioned(ours, right, other_text) and not _mentioned(theirs, left, one_text):
            return f"{'/'.join(sorted(ours))} is not {'/'.join(sorted(theirs))}"
    return ""


def endings_differ(one: Title, one_text: frozenset[str], other: Title, other_text: frozenset[str]) -> str:
    """Why what stands behind two equal titles is no name of a site but what each is about; "" where it is not.

    "Holdings in Company - Thornbury Metals": its own text speaks of it, and the other never does.
    """
    ours, theirs = (_pieces_of(title.after) for title in (one, other))
    if ours and theirs and ours <= one_text and theirs <= other_text and ours - other_text and theirs - one_text:
        return f"{one.after} is not {other.after}"
    return ""


def _pieces_of(words: str) -> frozenset[str]:
    return tokens.pieces(words.split()) - commonwords.EVERY


def pieces(title: Title) -> frozenset[str]:
    """What a title names: pairs of wide characters and Latin words, without those that any title may use."""
    words = title.core.split()
    common = _common(words)
    wide = (words[at] + words[at + 1] for at in range(len(words) - 1) if _is_pair(words, at, common))
    latin = (word for at, word in enumerate(words) if at not in common and not is_wide(word))
    return frozenset((*wide, *latin)) or frozenset(words)


def every_piece(title: Title) -> frozenset[str]:
    """Every pair of wide characters and every Latin word of a title, numbers aside."""
    return frozenset(piece for piece in tokens.pieces(title.core.split()) if not piece[0].isdigit())


def _named(words: list[str], span: range, common: set[int], text: frozenset[str]) -> set[str]:
    """What the words of a span name, as pieces: wide characters with their neighbours, Latin words alone."""
    named: set[str] = set()
    for at in span:
        word = words[at]
        if at in common or word[0].isdigit():
            continue
        if not is_wide(word):
            named.add(word)
            continue
        pairs = {words[first] + words[first + 1] for first in (at - 1, at) if _is_pair(words, first, common)}
        named |= {pair for pair in pairs if pair in text} or pairs or {word}
    return named


def _is_pair(words: list[str], first: int, common: set[int]) -> bool:
    return (
        0 <= first < len(words) - 1
        and not {first, first + 1} & common
        and is_wide(words[first])
        and is_wide(words[first + 1])
    )


def _mentioned(pieces: set[str], title: list[str], text: frozenset[str]) -> bool:
    """Whether the other article speaks of most of it."""
    joined = "".join(title)
    known = sum(piece in text or (piece in joined if is_wide(piece) else piece in title) for piece in pieces)
    return 2 * known > len(pieces)


def _common(words: list[str]) -> set[int]:
    """The positions of words that writers exchange freely."""
    found = {at for at, word in enumerate(words) if word in commonwords.LATIN}
    for first, size in _wide_words(words):
        found |= set(range(first, first + size))
    return found


def _wide_words(words: list[str]) -> Iterator[tuple[int, int]]:
    """(position, length) of every common Chinese word, the longest first match from the left."""
    at = 0
    while at < len(words):
        for size in range(min(_LONGEST_WORD, len(words) - at), 0, -1):
            if "".join(words[at : at + size]) in commonwords.WIDE:
                yield at, size
                at += size - 1
                break
        at += 1
