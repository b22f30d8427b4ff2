"""Which language bytes look like when read in an encoding: common characters are common only in the right one.

Each reading gets a score: the mean over its non-ASCII characters, 1 for what the language writes all the time, a
little for what it writes, less than nothing for what only a wrong reading brings forth. Measured on real texts of
ten characters and more, the right reading has 0.5 to 1, a wrong one 0.3 at most.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from aggregator.parse import alphabets

GUESSES = (
    "gb18030", "big5", "cp932", "euc_jp", "cp949", "cp1251", "koi8_u", "iso8859_5", "cp1253", "cp1255", "cp1256",
    "cp874", "cp1252", "cp1250", "iso8859_2", "cp1254", "cp1257", "cp1258",
)  # fmt: skip
"""The encodings that evidence can tell from one another. Where two read the same, the first is meant."""

_PUNCTUATION = frozenset("，。、；：？！“”‘’（）《》【】「」『』〈〉·—…～　・｜－／％＋～■●★◆□○※→")
# What only a wrong reading brings forth: half-width kana, private use, box drawing, rare ideographs, controls.
_SUSPECT = re.compile("[\uff61-\uff9f\ue000-\uf8ff\u2500-\u257f\u3400-\u4dbf\u0080-\u009f\ufffd]|[^\x00-\uffff]")
_LATIN_LETTER = re.compile("[\u00a1-\u024f]")
_NOT_ASCII = re.compile("[^\x00-\x7f]+")
_RUNS = re.compile("[^\x00-\x7f]{3,}")
_THAI_MARK_ALONE = re.compile("(?:^|[^\u0e01-\u0e2e\u0e31-\u0e4e])[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]")
_CASE_BREAK = re.compile("[а-яёіїєґά-ώ][А-ЯЁІЇЄҐΆ-Ώ]")
_IN_WORD = re.compile("[^\x00-\x7f](?<=[A-Za-z].)(?=[A-Za-z])", re.DOTALL)  # what stands before it is looked at last

_IDEOGRAPHS = {
    "gb18030": (alphabets.SIMPLIFIED, "gb2312", 0xB0, 0xD7),
    "big5": (alphabets.TRADITIONAL, "big5", 0xA4, 0xC6),
    "cp932": (alphabets.JAPANESE, "euc_jp", 0xB0, 0xCF),
    "euc_jp": (alphabets.JAPANESE, "euc_jp", 0xB0, 0xCF),
    "cp949": (alphabets.KOREAN, "euc_kr", 0xB0, 0xC8),
}
_LETTERS = {
    "cp1251": (alphabets.RUSSIAN, alphabets.UKRAINIAN, alphabets.BULGARIAN),
    "koi8_u": (alphabets.RUSSIAN, alphabets.UKRAINIAN),
    "iso8859_5": (alphabets.RUSSIAN, alphabets.UKRAINIAN, alphabets.BULGARIAN),
    "koi8_r": (alphabets.RUSSIAN,),
    "cp866": (alphabets.RUSSIAN,),
    "mac-cyrillic": (alphabets.RUSSIAN, alphabets.UKRAINIAN),
    "cp1253": (alphabets.GREEK,),
    "iso8859_7": (alphabets.GREEK,),
    "cp1255": (alphabets.HEBREW,),
    "iso8859_8": (alphabets.HEBREW,),
    "cp1256": (alphabets.ARABIC,),
    "iso8859_6": (alphabets.ARABIC,),
}
_ALIKE = {"iso8859_9": "cp1254", "iso8859_15": "cp1252", "iso8859_4": "cp1257", "iso8859_13": "cp1257"}
_LATIN = frozenset(codec for codec, _ in alphabets.LATIN)
UNKNOWN = 0.3
"""The score of an encoding that nothing is known of: a label is believed, unless something else is evident."""


def likelihood(text: str, codec: str) -> float:
    """How much the non-ASCII part of the text looks like what is written in that encoding: 1 entirely, 0 not at all."""
    codec = _ALIKE.get(codec, codec)
    foreign = Counter("".join(_NOT_ASCII.findall(text)))
    if codec not in _LATIN:
        for char in _PUNCTUATION & foreign.keys():
            del foreign[char]
    total = foreign.total()
    if not total:
        return 0.0
    if codec in _IDEOGRAPHS:
        return _of_ideographs(foreign, codec) / total - 2 * _in_words(text, total)
    if codec in _LATIN:
        return _of_latin(text, foreign, codec) / total
    if codec != "cp874" and codec not in _LETTERS:
        return UNKNOWN
    if 4 * sum(map(len, _RUNS.findall(text))) < 3 * total:
        return -2 * _in_words(text, total)  # single high bytes among ASCII letters: a Western text with accents
    if codec == "cp874":
        return _of_thai(text, foreign) / total
    return max(_of_letters(text, foreign, letters) for letters in _LETTERS[codec]) / total


def _in_words(text: str, total: int) -> float:
    """How many of the characters stand alone between ASCII letters, as no ideograph and no Cyrillic letter does."""
    return len(_IN_WORD.findall(text)) / total


def _of_ideographs(foreign: Counter[str], codec: str) -> float:
    common, ordinary = _ideographs(codec)
    good = sum(
        count * (1.0 if char in common else 0.15 if char in ordinary else -0.2) for char, count in foreign.items()
    )
    bad = sum(count for char, count in foreign.items() if _SUSPECT.match(char) or _LATIN_LETTER.match(char))
    return good - 1.8 * bad


@cache
def _ideographs(codec: str) -> tuple[frozenset[str], frozenset[str]]:
    """The characters that the language writes all the time, and those in the first level of its standard."""
    common, standard, first, last = _IDEOGRAPHS[codec]
    # A line for each pair, so that one which is no character does not take the next along.
    pairs = b"".join(bytes((lead, trail, 0x0A)) for lead in range(first, last + 1) for trail in range(0x40, 0xFF))
    return frozenset(common), frozenset(pairs.decode(standard, "ignore"))


def _of_letters(text: str, foreign: Counter[str], letters: str) -> float:
    weights = {letter: 1.0 if rank < 10 else 0.7 if rank < 20 else 0.35 for rank, letter in enumerate(letters)}
    good = sum(count * weights.get(char, 0.8 * weights.get(char.lower(), -1.0)) for char, count in foreign.items())
    # A capital inside a word shows that another encoding put its small letters there.
    return good - 3 * len(_CASE_BREAK.findall(text))


def _of_thai(text: str, foreign: Counter[str]) -> float:
    good = sum(count for char, count in foreign.items() if char in alphabets.THAI)
    strange = sum(count for char, count in foreign.items() if not "\u0e01" <= char <= "\u0e5b")
    return 0.9 * (good - 2 * strange - 4 * len(_THAI_MARK_ALONE.findall(text)))


def _of_latin(text: str, foreign: Counter[str], codec: str) -> float:
    """Letters of one language, none but letters inside of words, and never many in a row."""
    marks = sum(not char.isalpha() and char not in "’·\u00ad" for char in _IN_WORD.findall(text))
    rows = sum(len(run) for run in _RUNS.findall(text) if len(run) > 3 or codec != "cp1258")
    bad = marks + rows + sum(count for char, count in foreign.items() if _SUSPECT.match(char))
    best = max(
        sum(count for char, count in foreign.items() if char in letters)
        for name, letters in alphabets.LATIN
        if name == codec
    )
    return (0.8 if codec != "cp1258" else 0.7) * (best - 2 * bad)
