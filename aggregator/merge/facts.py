"""What two texts state, in whatever words: the quantities they name and the things they speak of."""

from __future__ import annotations

import re
from collections.abc import Sequence

from aggregator.merge import commonwords, series, subjects, tokens
from aggregator.merge.titles import Title

_FEW_FACTS = 2  # quantities that must agree before texts in other words are one story
_FEW_DIGITS = 4  # and the digits in them together: "3" and "5" stand in any text
_LEFT_OUT = 0.5  # share of the quantities that a copy keeps, for its length
_RETOLD_WIDE, _RETOLD_LATIN = 0.55, 0.75  # of the things spoken of; Latin words vary less than pairs of characters
_HEADLINE = 0.2  # share of the things spoken of, under one telling title
_HAN_NUMBER = re.compile("[零〇一二三四五六七八九十百千两]+")
_TENTHS = re.compile("([一二三四五六七八九])成")
_LATIN = re.compile("[a-z]+")
_SPELLED = {
    word: str(number)
    for number, word in enumerate(
        ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
         "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
    )
} | {
    "twenty": "20", "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "seventy": "70", "eighty": "80",
    "ninety": "90", "half": "2", "thirds": "3", "quarter": "4",
}  # fmt: skip


def spelled(text: str) -> frozenset[str]:
    """The numbers that a text spells: 十二 is 12, 三成 is 30 (per cent), twenty is 20, half is 2."""
    plain = tokens.plain(text)
    found = {series.number_of(word) for word in _HAN_NUMBER.findall(plain)}
    found.update(f"{series.number_of(tenths)}0" for tenths in _TENTHS.findall(plain))
    return frozenset(found | {_SPELLED[word] for word in _LATIN.findall(plain) if word in _SPELLED})


def content(pieces: frozenset[str]) -> frozenset[str]:
    """The pieces that say what a text is about: no numbers, no words that any text may use."""
    return frozenset(
        [
            piece
            for piece in pieces - commonwords.EVERY
            if (len(piece) > 2 or not piece.isascii()) and not piece[0].isdigit()
        ]
    )


def spoken(words: Sequence[str]) -> set[str]:
    """`content(tokens.pieces(words))` at half the price: what is asked of Latin words need not be asked of pairs."""
    latin, pairs = tokens.apart(words)
    found = set(pairs) - commonwords.WIDE
    latin -= commonwords.LATIN
    found.update([word for word in latin if (len(word) > 2 or not word.isascii()) and not word[0].isdigit()])
    return found


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
    ours, theirs = content(one), content(other)
    fewer = _agreed(ours, theirs, one_numbers, other_numbers)
    if len(fewer) < _FEW_FACTS or sum(map(len, fewer)) < _FEW_DIGITS:
        return ""
    shared = tokens.containment(ours, theirs)
    smaller = min(ours, theirs, key=len)
    latin = sum(not tokens.is_wide(piece) for piece in smaller) / max(1, len(smaller))
    if shared < _RETOLD_WIDE + (_RETOLD_LATIN - _RETOLD_WIDE) * latin:
        return ""
    return f"the same {len(fewer)} quantities, and {shared:.2f} of what they speak of"


def same_figures(
    one: frozenset[str], other: frozenset[str], one_numbers: frozenset[str], other_numbers: frozenset[str]
) -> str:
    """How two texts under one telling title state the same figures; "" where they do not. Without such a title figures
    are not enough: a publisher's texts share prices and dates of its own.
    """
    ours, theirs = content(one), content(other)
    fewer = _agreed(ours, theirs, one_numbers, other_numbers)
    shared = tokens.containment(ours, theirs)
    if len(fewer) < _FEW_FACTS or shared < _HEADLINE:
        return ""
    return f"the same {len(fewer)} figures, and {shared:.2f} of what they speak of"


def _agreed(
    ours: frozenset[str], theirs: frozenset[str], one_numbers: frozenset[str], other_numbers: frozenset[str]
) -> frozenset[str]:
    """The quantities of the text that has fewer, where all of them stand in the other; none where it is as long and has
    hardly a third of them, for then it is another story that shares some by chance.
    """
    fewer, more = sorted((_quantities(one_numbers), _quantities(other_numbers)), key=len)
    short, long = sorted((len(ours), len(theirs)))
    return fewer if fewer <= more and len(fewer) * long >= _LEFT_OUT * len(more) * short else frozenset()


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
