"""What speaks for and against one story in two articles, as numbers: pure counting, `scales` says what it weighs.

Independent reports share hardly a run of three words; what they share are names, figures and the hour. So do reports of
what happened next, comments, and two notices of one office; those are told by figures that differ where both speak of
one thing, by what each says that the other never mentions, by days between them, by the first person.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from math import fsum, log1p
from typing import NamedTuple

from aggregator.merge import figures, sequels, tokens
from aggregator.merge.accounts import Account, Passage, Sentence, weighed
from aggregator.merge.figures import Figure

_UNKNOWN_GAP = 12.0  # hours between two reports of which one bears no hour
_ONE_DAY = 10.0  # hours within which newsrooms tell one event
_FEW = 2  # names that a text is thought to bear beside those found: two of two tell less than nine of ten
_FEW_FIGURES = 1.0  # the weight of figures that a text is thought to state beside those found
_FIGURE = 1.5  # what a figure weighs beside a rare name
_MUCH_SHORTER = 0.4  # of the other's length; such a text need not tell what the other says
_TAKEN = 0.5  # share of its runs of three tokens with which a sentence stands in the other text too


def measure(one: Account, other: Account) -> dict[str, float]:
    """Everything that is weighed or barred but `clash`, by the names in the tables; the order of the two is all one.

    `fsum`, because sets have an order of their own in every process, and a last digit must not decide.
    """
    shorter, longer = sorted((one, other), key=lambda account: (account.size, len(account.rare)))
    length = shorter.size / max(1, longer.size)
    both = length >= _MUCH_SHORTER  # where one is much shorter, only what it says must be said by the other
    titled = _covered(one.headline, other.spoken), _covered(other.headline, one.spoken)
    led = _covered(one.lead, other.spoken), _covered(other.lead, one.spoken)
    own = [_own(shorter, longer), _own(longer, shorter)] if both else [_own(shorter, longer)]
    fewer, more = sorted((one.figures, other.figures), key=heft)
    agreed = fsum(figures.shared(fewer, more).values())
    first = fsum(figures.shared(one.opening, other.figures).values())
    first += fsum(figures.shared(other.opening, one.figures).values())
    differ = log1p(_differing(one, other) + _differing(other, one))
    named, told = _named(one, other), min(part.told for part in own)
    days, turn = _days(one, other), float(sequels.turned(one, other) or sequels.turned(other, one))
    return {
        "names": named,
        "rare": log1p(fsum(weight for piece, weight in one.spoken.items() if piece in other.spoken)),
        "told again": len(shorter.rare & longer.rare) / (len(shorter.rare) + _FEW),
        "figures": agreed / (heft(fewer) + _FEW_FIGURES),
        "agreed": log1p(agreed),
        "figures first": log1p(first),
        "figures differ": differ * min(1.0, 2 * length),
        "filled in": differ * length,
        "headline": max(titled),
        "headlines": sum(titled) / 2,
        "second lead": min(led) if both else max(led),
        "own": told,
        "known": own[0].known,
        "names or own": max(named, told),
        "own figures": min(part.stated for part in own),
        "same runs": _same_runs(one, other),
        "told": (sum(titled) + sum(led)) / 2,
        "form": min(_alone(one, other), _alone(other, one)) * min(led),
        "length": length,
        "days": days,
        "turn": turn,
        "late turn": turn * min(1.0, 2 * days),
        "aside": abs(one.voice - other.voice) * min(1.0, 2 * length),
        "wide": float(one.is_wide),
    }


def hours(one: Account, other: Account) -> float:
    """The hours between them; half a day where one bears no hour."""
    if one.at is None or other.at is None:
        return _UNKNOWN_GAP
    return abs((one.at - other.at).total_seconds()) / 3600


def heft(stated: Iterable[Figure]) -> float:
    """How much some figures tell together."""
    return fsum(figure.weight for figure in stated)


def clash(one: Account, other: Account) -> float:
    """The weight of the figures that both state and that differ, in the passages where the two speak most alike."""
    best, least = 0.0, 0.0
    rare = 0.25 if one.is_wide else 0.5  # pairs of characters overlap: a name of three is two of them
    for ours in one.passages:
        for theirs in other.passages:
            common = ours.names.keys() & theirs.names.keys()
            if not common or (ours is one.passages[0] and theirs is other.passages[0]):
                continue
            agreed = fsum(figures.shared(ours.figures, theirs.figures).values())
            alike = rare * fsum(map(ours.names.__getitem__, common)) + _FIGURE * agreed
            if alike >= best and alike > 0:
                differ = min(_unmet(ours, theirs), _unmet(theirs, ours))
                best, least = alike, differ if alike > best else min(least, differ)
    return least


def own_sentences(one: Account, other: Account) -> list[Sentence]:
    """The sentences of one that the other did not take."""
    return [part for part in one.sentences if len(part.grams & other.grams) <= _TAKEN * len(part.grams)]


def _days(one: Account, other: Account) -> float:
    """The days between them beyond the hours in which newsrooms tell one event."""
    return max(0.0, hours(one, other) - _ONE_DAY) / 24


def _named(one: Account, other: Account) -> float:
    """How many of the names of the one that has fewer the other speaks of."""
    fewest = min(len(one.names), len(other.names))
    told = [len(a.names & b.spoken.keys()) for a, b in ((one, other), (other, one)) if len(a.names) == fewest]
    return max(told) / (fewest + _FEW)


def _covered(pieces: Mapping[str, float], spoken: Container[str]) -> float:
    """How much of what some pieces say is spoken of in a text, 0 to 1."""
    whole = fsum(pieces.values())
    return fsum(weight for piece, weight in pieces.items() if piece in spoken) / whole if whole else 0.5


def _same_runs(one: Account, other: Account) -> float:
    """How much of a lead is said in the other's very words."""
    alike = weighed(piece for gram in one.grams & other.grams for piece in tokens.pieces(gram.split(" ")))
    return max(_covered(one.lead, alike), _covered(other.lead, alike))


class _Own(NamedTuple):
    """What another says of the sentences that it did not take from a text: how much of what they tell, and of their
    figures. And what share of the text they are.
    """

    told: float
    stated: float
    share: float

    @property
    def known(self) -> float:
        """How much of the text is known to the other; a quarter of a text is as much news as all of it."""
        return 1 - min(1.0, 4 * self.share) * (1 - self.told)


def _own(one: Account, other: Account) -> _Own:
    own = own_sentences(one, other)
    if not own:
        return _Own(1.0, 1.0, 0.0)
    said = {piece: weight for sentence in own for piece, weight in sentence.spoken.items()}
    stated = frozenset(figure for sentence in own for figure in sentence.figures)
    told = fsum(weight for piece, weight in said.items() if piece in other.spoken)
    agreed = fsum(figures.shared(stated, other.figures).values())
    return _Own(
        told=(told + 1) / (fsum(said.values()) + 2),
        stated=(agreed + 0.5) / (heft(stated) + 1),
        share=sum(len(part.words) for part in own) / max(1, sum(len(part.words) for part in one.sentences)),
    )


def _unmet(one: Passage, other: Passage) -> float:
    """The weight of the figures of one passage that the other has not."""
    met = figures.shared(one.figures, other.figures)
    return heft(figure for figure in one.figures if figure not in met and figure.kind not in figures.WEAK)


def _alone(one: Account, other: Account) -> float:
    """How much of one's headline is told by its own text and never by the other: what a form was filled in with."""
    own = one.text_pieces
    return fsum(weight for piece, weight in one.headline.items() if piece not in other.spoken and piece in own)


def _differing(one: Account, other: Account) -> float:
    """The weight of figures in one's opening that the other has not, where it opens with others of their kind."""
    kinds = {figure.kind for figure in other.opening} - figures.WEAK
    agreed = figures.shared(one.opening, other.figures)
    return fsum(figure.weight for figure in one.opening if figure.kind in kinds and figure not in agreed)
