"""Bands over what an article states, beside those over how it says it: two newsrooms on one event share hardly a word.

A landmark is one rare name or one figure of title and lead. Two articles that share two of them are worth comparing;
one that many articles bear, or several of one source, is the furniture of a page and leads nowhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from hashlib import blake2b
from itertools import chain, filterfalse
from operator import add

from aggregator.merge import commonness, figures, furniture, tokens
from aggregator.merge.figures import CLOCK, DATE, YEAR, Figure
from aggregator.model import StoryId

MARK = 1 << 63
"""Set in every landmark and in no band of MinHash: the two share one index, and a look-up tells them apart."""

COMMON = 32
"""Bearers from which on a landmark is no landmark."""
OF_ONE_SOURCE = 3
"""The same among the entries of one source: the furniture of its pages, or the subject of all it writes."""
ENOUGH = 2
"""Landmarks that two articles must share to be compared."""

_READ = 350  # characters of the text in which they are looked for
_NAMES, _FIGURES = 14, 8


def bands(title: str, text: str) -> tuple[int, ...]:
    """The landmarks of an article, 22 at most, as 64-bit integers of which the highest bit is set."""
    title, lead = tokens.plain(title), tokens.plain(furniture.without_preface(text[: 2 * _READ])[:_READ])
    found = [*_names(title, lead), *_figures(f"{title} {lead}".strip())]
    return tuple(dict.fromkeys(map(_hashed, found)))


def is_landmark(band: int) -> bool:
    """Whether a band is a landmark."""
    return bool(band & MARK)


def leads_to(bearers: Collection[tuple[StoryId, int]]) -> frozenset[StoryId]:
    """The stories that a landmark leads to; given is (story, source) of its latest bearers, `COMMON` at most.

    One that so many bear, or several entries of one source, leads nowhere.
    """
    if len(bearers) >= COMMON:
        return frozenset()
    if len(bearers) > OF_ONE_SOURCE and max(Counter(source for _, source in bearers).values()) > OF_ONE_SOURCE:
        return frozenset()
    return frozenset(story for story, _ in bearers)


def met(carriers: Iterable[Collection[StoryId]]) -> list[StoryId]:
    """The stories worth comparing, those that share most first. Given is where each landmark asked for `leads_to`."""
    shared = Counter(chain.from_iterable(carriers))
    near = (story for story, count in shared.items() if count >= ENOUGH)
    return sorted(near, key=lambda story: (-shared[story], -story))


def _names(title: str, lead: str) -> list[str]:
    """The rare pieces: those of the title that the text repeats, those that come again, the rest of both in order."""
    titled = dict.fromkeys(_unlisted(title))
    counted = Counter(_unlisted(lead))
    told = [piece for piece in titled if piece in counted]
    again = [piece for piece, count in counted.items() if count > 1]
    found: dict[str, None] = {}
    for piece in chain(told, again, counted, titled):
        if piece not in found and commonness.weight(piece) >= 2:
            found[piece] = None
            if len(found) == _NAMES:
                break
    return list(found)


def _unlisted(plain: str) -> Iterator[str]:
    """Pairs of wide characters and Latin words that may be rare, with repetitions."""
    found: Iterable[str] = tokens.runs(plain)
    if tokens.may_be_wide(plain):
        found = chain.from_iterable(map(_pieces, found))
    return filterfalse(commonness.LISTED.__contains__, found)


def _pieces(run: str) -> Iterable[str]:
    return map(add, run, run[1:]) if tokens.is_wide(run[0]) else (run,)


def _figures(plain: str) -> list[str]:
    stated = figures.read(plain)
    telling = sorted((figure for figure in stated if figure.weight >= 0.5), key=lambda one: (-one.weight, one))
    return [_name_of(figure) for figure in telling[:_FIGURES]]


def _name_of(figure: Figure) -> str:
    """A figure to two digits, so that 2.7万 meets 27,316."""
    kind = figure.kind if figure.kind in {CLOCK, DATE, YEAR} else ""
    return (
        f"{kind} {figure.value:.0f}"
        if kind or figure.value < 100
        else f"{float(f'{figure.value:.6e}'[:3]):g}e{f'{figure.value:e}'.partition('e')[2]}"
    )


def _hashed(name: str) -> int:
    digest = blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") | MARK
