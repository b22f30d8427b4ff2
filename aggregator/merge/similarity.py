"""How alike two articles are: MinHash bands to find candidates, containment and edit distance to confirm them.

A wrong merge costs more trust than ten missed ones, so every way to "yes" passes the same three questions: do the
titles count alike, do the texts name the same numbers, and does each text speak of what the other's title names.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq
from rensa import RMinHash

from aggregator.merge import facts, furniture, subjects, titles, tokens

BANDS, ROWS = 26, 2
"""52 values in 26 bands of 2, over what a text speaks of in whatever order: a copy told in other words, which has a
third of that in common, meets its story with 95 %; two unrelated articles, which share a hundredth, with 1 %."""

_SEED = 20_260_101
_READ = 20_000  # characters of a text that are compared
_SHORT = 40  # characters; below, a text confirms nothing
_FEW = 60  # tokens; a snippet must agree in nearly all of them
_TOLD, _TOLD_SHARE = 2, 0.15  # so much of what a title names must occur in its own text to speak for all of it
_STUBS = 120  # characters; a text longer than that, under the same title as a stub, is what the stub points to
_TOLD_SHORT = 0.4  # of the pieces of a text of one sentence; a summary repeats at least so much of its article
_UNLIKE = 0.1  # share of the runs of three tokens below which texts are of different stories
_OPENING, _OPENING_LATIN, _LED = 30, 18, 0.3  # tokens of the first sentence, and the share that must stand elsewhere
_TAKEN = 0.6  # share of the runs from which on a text was taken and not told in other words
_LEAD = 240  # characters at the beginning of a text that a shortened copy keeps
_LEAD_GRAM = 12
_LEAD_BANDS = 4
_ONE_LENGTH = 0.95  # of each other's: two texts so near are of one length
_MASK = (1 << 63) - 1


def bands(text: str) -> tuple[int, ...]:
    """The MinHash bands of a text, as 63-bit integers; none for a text too short to be compared.

    The first 26 are made of the whole text, the last 4 of its beginning, where a teaser meets its article.
    """
    runs = tokens.runs(tokens.plain(text[:_READ]))
    lead = "".join(runs)[:_LEAD]
    if len(lead) < _SHORT:
        return ()
    minhash = RMinHash(BANDS * ROWS, _SEED)
    minhash.update(facts.spoken(runs) or tokens.tokens(text, _READ))
    values = minhash.digest()
    return (*_packed(1, *(values[row::ROWS] for row in range(ROWS))), *_lead_bands(lead))


def _packed(first: int, *rows: list[int]) -> list[int]:
    """The values of each band as one integer; `first` is the number of the first band."""
    found: list[int] = []
    for packed, values in enumerate(zip(*rows, strict=True), first):
        for value in values:
            packed = (packed * 0x9E3779B97F4A7C15 + value + 1) & 0xFFFFFFFFFFFFFFFF  # noqa: PLW2901
            packed ^= packed >> 29  # noqa: PLW2901
        found.append(packed & _MASK)
    return found


def _lead_bands(lead: str) -> list[int]:
    size = _LEAD_GRAM if tokens.is_wide(lead[:1]) or tokens.is_wide(lead[-1:]) else 2 * _LEAD_GRAM
    minhash = RMinHash(_LEAD_BANDS, _SEED)
    minhash.update([lead[at : at + size] for at in range(max(1, len(lead) - size + 1))])
    return _packed(BANDS + 1, minhash.digest())


class Article:
    """A title and a text with all that comparing them needs, each part computed once and only when asked for."""

    def __init__(self, title: str, text: str) -> None:
        self.title = titles.read(title)
        self._whole = text[:_READ]

    @cached_property
    def _text(self) -> str:
        """The text as far as it is compared: the site's own words around it are none of it."""
        return furniture.without(self._whole)

    @cached_property
    def words(self) -> list[str]:
        """The tokens of the text."""
        return tokens.tokens(self._text)

    @cached_property
    def size(self) -> int:
        """The characters in them."""
        return sum(map(len, self.words))

    @cached_property
    def grams(self) -> frozenset[str]:
        """Every three tokens in a row."""
        return tokens.grams(self.words)

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The numbers in the text."""
        return tokens.numbers(self._text)

    @cached_property
    def spelled(self) -> frozenset[str]:
        """The numbers that the text spells in words."""
        return facts.spelled(self._text)

    @cached_property
    def text_pieces(self) -> frozenset[str]:
        """Words and pairs of wide characters in the text: what it speaks of."""
        return tokens.pieces(self.words)

    @cached_property
    def pieces(self) -> frozenset[str]:
        """The same of title and text."""
        return self.text_pieces | tokens.pieces(self.title.whole.split())

    @property
    def is_short(self) -> bool:
        """Whether the text is too short to confirm anything."""
        return self.size < _SHORT


@dataclass(frozen=True, slots=True)
class Likeness:
    """What comparing two articles came to. `reason` is told in `explain`, for a no as well as for a yes."""

    same: bool
    reason: str
    containment: float = 0.0


def same_title(one: Article, other: Article) -> Likeness:
    """Whether two articles under one title are the same: by their texts, or by a title that cannot be chance."""
    if one.title.core != other.title.core or not one.title.core:
        return Likeness(same=False, reason="titles differ")
    if why := titles.conflict(one.title, other.title):
        return Likeness(same=False, reason=why)
    if one.is_short or other.is_short:
        return _by_title_alone(one, other)
    return _under_one_title(one, other)


def _under_one_title(one: Article, other: Article) -> Likeness:
    """Whether the texts under one title are one."""
    shared = tokens.containment(one.grams, other.grams)
    if why := _numbers_differ(one, other) or subjects.endings_differ(
        one.title, one.text_pieces, other.title, other.text_pieces
    ):
        return Likeness(same=False, reason=why, containment=shared)
    words = f"same title, texts share {shared:.2f}"
    recurs = one.title.recurs or other.title.recurs
    if recurs or shared >= 0.85:
        return Likeness(same=shared >= (0.97 if recurs else 0.85), reason=words, containment=shared)
    if shared >= (0.5 if one.title.is_telling and other.title.is_telling else 0.7):
        edit = _edit_likeness(one, other)
        if edit >= 0.8:
            return Likeness(same=True, reason=f"{words}, run alike {edit:.2f}", containment=shared)
        words += f", run alike {edit:.2f}"
    retold = _retold(one, other) or _headline(one, other)
    return Likeness(same=bool(retold), reason=f"{words}; {retold}" if retold else words, containment=shared)


def _headline(one: Article, other: Article) -> str:
    """How two texts in other words under one telling title state the same figures; "" where they do not."""
    if not all(title.is_telling and not title.recurs and not title.series for title in (one.title, other.title)):
        return ""
    return facts.same_figures(one.text_pieces, other.text_pieces, one.numbers, other.numbers)


def _by_title_alone(one: Article, other: Article) -> Likeness:
    if not one.title.recurs and one.words == other.words and one.size >= _SHORT // 2:
        return Likeness(same=True, reason=f"same title and the same {one.size} characters of text", containment=1.0)
    if (one.title.series or other.title.series) and not (one.title.tells_much and other.title.tells_much):
        return Likeness(same=False, reason="same title of a series, no text to tell")
    if not one.title.is_telling:
        return Likeness(same=False, reason="same short title, no text to tell")
    if titles.decorations_differ(one.title, other.title):
        return Likeness(same=False, reason="same title with other decorations, no text to tell")
    if (
        _SHORT // 2 <= min(one.size, other.size) <= max(one.size, other.size) < _STUBS
        and tokens.containment(one.text_pieces, other.text_pieces) < _TOLD_SHORT
    ):
        return Likeness(same=False, reason="same title, and two short texts that say other things")
    return Likeness(
        same=True, reason=f"same title of {len(one.title.core.replace(' ', ''))} characters, no text to compare"
    )


def similar(one: Article, other: Article) -> Likeness:
    """Whether two articles with other titles or edited texts are the same story."""
    if one.is_short or other.is_short:
        return Likeness(same=False, reason="too short to compare")
    if one.title.core == other.title.core:
        return same_title(one, other)
    if why := titles.conflict(one.title, other.title) or _numbers_differ(one, other):
        return Likeness(same=False, reason=why)
    if titles.broken_off(one.title, other.title):
        return _under_one_title(one, other)
    return _under_two_titles(one, other)


def _under_two_titles(one: Article, other: Article) -> Likeness:
    shared = tokens.containment(one.grams, other.grams)
    if shared < _UNLIKE:
        return Likeness(same=False, reason=f"texts share {shared:.2f}", containment=shared)
    titled = one.title, one.text_pieces, other.title, other.text_pieces
    if why := subjects.differ(*titled) or (shared >= 0.85 and facts.filled_in(*titled)):
        return Likeness(same=False, reason=why, containment=shared)
    found = (
        _confirmed(one, other, shared) if shared >= 0.4 else Likeness(same=False, reason=f"texts share {shared:.2f}")
    )
    if not found.same and shared < _TAKEN and (retold := _retold(one, other)):
        return Likeness(same=True, reason=retold, containment=shared)
    return found


def _retold(one: Article, other: Article) -> str:
    """How both tell the same facts in other words; "" where they do not, or do not speak of each other's title."""
    if min(_named(one, other), _named(other, one)) < 0.5:
        return ""
    return facts.retold(one.text_pieces, other.text_pieces, one.numbers, other.numbers)


def _confirmed(one: Article, other: Article, shared: float) -> Likeness:
    """The last question: do texts that share so much speak of what both titles name?

    The less they share, the more of each title the other article must mention; boilerplate and templates share much
    and mention nothing.
    """
    named = min(_named(one, other), _named(other, one))
    apart = _named_apart(one, other)
    near = titles.alike(one.title, other.title)
    edit = _edit_likeness(one, other)
    few = min(len(one.words), len(other.words)) < _FEW
    enough = 0.7 if few else 0.55 if near >= 0.6 else 0.6 if named >= 0.8 and edit >= 0.85 else 0.7
    wanted = 0.25 if shared >= 0.9 else 0.4 if shared >= 0.7 else 0.5
    speaks = named >= 0.6 or (named >= wanted and apart >= 0.1)
    same = speaks and shared >= enough and edit >= (0.5 if shared >= 0.85 else 0.75)
    if same and max(_led(one, other), _led(other, one)) < _LED:
        return Likeness(same=False, reason="each begins with news that the other does not have", containment=shared)
    words = f"texts share {shared:.2f}, run alike {edit:.2f}, titles {near:.2f}, each names the other's {named:.2f}"
    return Likeness(same=same, reason=words, containment=shared)


def _led(one: Article, other: Article) -> float:
    """How much of the first sentence of one stands in the other: what happened next repeats the background alone."""
    wide = sum(map(tokens.is_wide, one.words[:_OPENING])) > _OPENING // 2
    return tokens.containment(tokens.grams(one.words[: _OPENING if wide else _OPENING_LATIN]), other.grams)


def _named(one: Article, other: Article) -> float:
    """How much of what one's title names occurs in the other article.

    Words that its own text does not use either (竣工 over a text that says 完成) tell nothing, where enough others do.
    """
    wanted = subjects.pieces(one.title)
    told = wanted & one.text_pieces
    if len(told) >= max(_TOLD, len(wanted) * _TOLD_SHARE):
        wanted = told
    return len(wanted & other.pieces) / len(wanted) if wanted else 1.0


def _named_apart(one: Article, other: Article) -> float:
    """Of what only one of the titles names: how much does the other's text mention?"""
    ours, theirs = subjects.pieces(one.title), subjects.pieces(other.title)
    alone, aside = ours - theirs, theirs - ours
    if not alone or not aside:
        return 1.0
    return (len(alone & other.text_pieces) + len(aside & one.text_pieces)) / (len(alone) + len(aside))


def _edit_likeness(one: Article, other: Article) -> float:
    """How much of the shorter text runs through the longer in the same order, 0 to 1.

    In a text three times as long almost everything could be found somewhere, so there only the best window counts.
    """
    shorter, longer = sorted((one.words, other.words), key=len)
    if len(longer) > 3 * len(shorter):
        found = fuzz.partial_ratio_alignment(shorter, longer)
        if found is not None:
            longer = longer[found.dest_start : found.dest_end]
    return LCSseq.similarity(shorter, longer) / len(shorter)


def _numbers_differ(one: Article, other: Article) -> str:
    """Why the texts speak of other quantities: most numbers of the shorter are not in the longer.

    Where they are of one length, neither is the shorter: a form filled in twice may add numbers on either side.
    """
    shorter, longer = sorted((one, other), key=lambda article: article.size)
    why = _numbers_missing(shorter, longer)
    if not why and shorter.size > _ONE_LENGTH * longer.size:
        why = _numbers_missing(longer, shorter)
    return why


def _numbers_missing(one: Article, other: Article) -> str:
    return facts.differ(one.numbers, other.numbers | other.spelled | tokens.numbers(other.title.whole))
