"""What two texts state, in whatever words: the quantities they name and the things they speak of."""

from __future__ import annotations

from aggregator.merge import commonwords, subjects, tokens
from aggregator.merge.titles import Title

_FEW_FACTS = 2  # quantities that must agree before texts in other words are one story
_FEW_DIGITS = 4  # and the digits in them together: "3" and "5" stand in any text
_LEFT_OUT = 0.5  # share of the quantities that a copy keeps, for its length
_RETOLD_WIDE, _RETOLD_LATIN = 0.55, 0.75  # of the things spoken of; Latin words vary less than pairs of characters


def content(pieces: frozenset[str]) -> frozenset[str]:
    """The pieces that say what a text is about: no numbers, no words that any text may use."""
    return frozenset(
        piece
        for piece in pieces
        if not piece[0].isdigit()
        and (len(piece) > 2 or not piece.isascii())
        and piece not in commonwords.LATIN
        and piece not in commonwords.WIDE
    )


def differ(shorter: frozenset[str], longer: frozenset[str]) -> str:
    """Why two sets of numbers are of other events: too many of the shorter text's are not in the longer; else ""."""
    missing = shorter - longer
    if len(missing) >= 2 and len(missing) > 0.25 * len(shorter):
        return f"numbers differ: {', '.join(sorted(missing)[:5])}"
    return ""


def retold(
    one: frozenset[str], other: frozenset[str], one_numbers: frozenset[str], other_numbers: frozenset[str]
) -> str:
    """How two texts tell the same facts in other words and another order; "" where they do not.

    Given are the pieces and the numbers of both. Every quantity of the text that has fewer must stand in the other,
    years aside, not many less than there, for its length, and most of what the shorter one speaks of must be spoken of
    in the longer.
    """
    fewer, more = sorted((_quantities(one_numbers), _quantities(other_numbers)), key=len)
    if not fewer <= more or len(fewer) < _FEW_FACTS or sum(map(len, fewer)) < _FEW_DIGITS:
        return ""
    ours, theirs = content(one), content(other)
    short, long = sorted((len(ours), len(theirs)))
    if len(fewer) * long < _LEFT_OUT * len(more) * short:
        return ""  # as long, with a third of the numbers: another story that shares some by chance
    shared = tokens.containment(ours, theirs)
    smaller = min(ours, theirs, key=len)
    latin = sum(not tokens.is_wide(piece) for piece in smaller) / max(1, len(smaller))
    if shared < _RETOLD_WIDE + (_RETOLD_LATIN - _RETOLD_WIDE) * latin:
        return ""
    return f"the same {len(fewer)} quantities, and {shared:.2f} of what they speak of"


def _quantities(numbers: frozenset[str]) -> frozenset[str]:
    return frozenset(number for number in numbers if not (len(number) == 4 and number[:2] in {"19", "20"}))


def filled_in(one: Title, one_text: frozenset[str], other: Title, other_text: frozenset[str]) -> str:
    """Why two near-equal texts are one form filled in twice; "" where they are not.

    Most of what sets the texts apart is what sets the titles apart, on both sides. (A rewritten copy differs by many
    words that no title bears.)
    """
    ours, theirs = subjects.every_piece(one), subjects.every_piece(other)
    only_ours, only_theirs = one_text - other_text, other_text - one_text
    left, right = (ours - theirs) & only_ours, (theirs - ours) & only_theirs
    if left and right and 2 * len(left) >= len(only_ours) and 2 * len(right) >= len(only_theirs):
        return f"one form, filled in with {'/'.join(sorted(left)[:3])} and with {'/'.join(sorted(right)[:3])}"
    return ""
