"""What speaks for and against one event in two texts, by how much, and what no weight makes good. Pure data.

`measures.measure` gives a value to every name used here. The weights were fitted by logistic regression on pairs by
nine authors, on neighbours in real feeds and in worlds of chance, then rounded. A new sign is worth its place where
pairs of an author who was not fitted on gain by it.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import exp
from typing import NamedTuple


class Sign(NamedTuple):
    """One kind of evidence: its weight in the sum, and what it says."""

    weight: float
    says: str


class Bar(NamedTuple):
    """A measure that must stay between two limits, and why they are two stories where it does not."""

    least: float
    most: float
    otherwise: str


class Road(NamedTuple):
    """One way to "yes": all that must hold, and how likely it must be then; 0 where nothing need be weighed."""

    bars: Mapping[str, Bar]
    enough: float

    def barred(self, found: Mapping[str, float]) -> str:
        """Why it is closed; "" where it is open."""
        closed = (bar.otherwise for name, bar in self.bars.items() if not bar.least <= found[name] <= bar.most)
        return next(closed, "")


class Scale(NamedTuple):
    """What is weighed for one kind of pair, and the roads by name; the first says why where all are closed."""

    signs: Mapping[str, Sign]
    base: float
    roads: Mapping[str, Road]

    def likelihood(self, found: Mapping[str, float]) -> float:
        """How likely the two are one story, 0 to 1."""
        return 1 / (1 + exp(-self.base - sum(sign.weight * found[name] for name, sign in self.signs.items())))

    def leads(self, found: Mapping[str, float]) -> str:
        """The first road that is open and likely enough; "" where there is none."""
        likely = self.likelihood(found)
        return next((name for name, road in self.roads.items() if likely >= road.enough and not road.barred(found)), "")


_AGREE = "of the figures of the text that has fewer, how much the other has"
_LATER = "of days beyond ten hours: the later, the likelier it is what happened next"
_WIDE = "pairs of characters are shared less than words are"
_OTHER_NAMES = "they name other things"
_FEW_FIGURES, _OTHER_FIGURES = "too few figures are shared", "they begin with other figures"
_UNTOLD = "neither speaks of what the other begins with"
_LATE = "most of a day apart, and too few figures are shared"
_BACKGROUND = "both begin with one background, and too few figures are shared"
_FORM = "one form, filled in twice"
_NEXT, _COMMENTS = "one tells what happened next", "one of them comments"
_OWN_NEWS = "one begins with news that the other does not have"

_REPORTS: Mapping[str, Bar] = {
    "told": Bar(0.25, 2, _UNTOLD),
    "names or own": Bar(0.11, 2, _OTHER_NAMES),
    "late turn": Bar(0, 0.5, _NEXT),
    "aside": Bar(0, 0.9, _COMMENTS),
}

ANEW = Scale(
    signs={
        "figures": Sign(6.0, _AGREE),
        "agreed": Sign(0.2, "how many agree in all"),
        "figures first": Sign(2.0, "figures of either beginning that the other has"),
        "clash": Sign(-0.9, "figures that differ where both speak most alike"),
        "names": Sign(2.9, "of the names of the text that has fewer, how many the other has"),
        "rare": Sign(0.7, "how many rare words are shared in all"),
        "told": Sign(2.4, "how much of headline and lead the other speaks of"),
        "own": Sign(3.7, "how much of what either says the other says too"),
        "length": Sign(1.1, "reports are of one length; a note and a feature seldom are one story"),
        "same runs": Sign(-5.4, "a beginning in the same words without being a copy: one form, or one background"),
        "wide": Sign(-0.15, _WIDE),
        "days": Sign(-1.9, _LATER),
        "late turn": Sign(-1.8, "hours later, a headline that finds or postpones what the other never mentions"),
        "aside": Sign(-1.9, "one speaks in the first person and the other does not: somebody's opinion of it"),
    },
    base=-7.6,
    roads={
        "names and figures say it": Road(
            {
                **_REPORTS,
                "agreed": Bar(0.35, 9, _FEW_FIGURES),
                "days": Bar(0, 0.42, _LATE),
                "same runs": Bar(0, 0.5, _BACKGROUND),
            },
            enough=0.58,
        ),
        "names say it": Road(
            {
                **_REPORTS,
                "names or own": Bar(0.5, 2, _OTHER_NAMES),
                "own": Bar(0.36, 1, _OTHER_NAMES),
                "days": Bar(0, 0.42, _LATE),
                "turn": Bar(0, 0, _NEXT),
                "wide": Bar(0, 0, _FEW_FIGURES),
            },
            enough=0.58,
        ),
        "figures say it": Road({**_REPORTS, "figures": Bar(0.45, 2, _FEW_FIGURES)}, enough=0.58),
        "nearly all figures agree": Road(
            {
                "figures": Bar(0.75, 2, _FEW_FIGURES),
                "agreed": Bar(1.2, 9, _FEW_FIGURES),
                "late turn": Bar(0, 0.5, _NEXT),
                "aside": Bar(0, 0.9, _COMMENTS),
            },
            enough=0.58,
        ),
    },
)
"""Two texts that share no sentences: reports by two newsrooms, or a summary that leaves the figures out."""

_COPIES: Mapping[str, Bar] = {
    "told": Bar(0.45, 2, _UNTOLD),
    "known": Bar(0.2, 1, _OWN_NEWS),
    "second lead": Bar(0.1, 1, _OWN_NEWS),
    "form": Bar(0, 1.3, _FORM),
    "filled in": Bar(0, 1.5, _FORM),
    "figures differ": Bar(0, 1.5, _OTHER_FIGURES),
}

COPY = Scale(
    signs={
        "figures": Sign(8.9, _AGREE),
        "told again": Sign(3.8, "of the rare pieces of the shorter text, how many the longer has"),
        "told": Sign(1.6, "how much of headline and lead the other speaks of"),
        "own": Sign(1.0, "of the sentences that were not taken, how much the other says too"),
        "own figures": Sign(3.4, "of the figures in those, how many the other has"),
        "clash": Sign(-0.35, "figures that differ where both speak most alike"),
        "form": Sign(-0.8, "each headline is told by its own text alone: a form, filled in"),
        "length": Sign(-4.5, "a copy is shortened; two forms filled in are of one length"),
        "days": Sign(-0.7, _LATER),
        "wide": Sign(1.3, _WIDE),
        "turn": Sign(-1.9, "a headline that postpones, appeals or restores what the other never mentions"),
    },
    base=-6.7,
    roads={
        "one was made of the other": Road({**_COPIES, "agreed": Bar(0.25, 9, _FEW_FIGURES)}, enough=0.4),
        "one was made of the other, without figures": Road(
            {
                **_COPIES,
                "headline": Bar(0.3, 1, _UNTOLD),
                "second lead": Bar(0.5, 1, _OWN_NEWS),
                "told again": Bar(0.65, 1, _OTHER_NAMES),
            },
            enough=0.85,
        ),
    },
)
"""Two texts that share sentences: one was made of the other, or both fill in a form."""

ONE_HEADLINE = Scale(
    signs={},
    base=0.0,
    roads={
        "one says what the other says": Road(
            {
                "second lead": Bar(0.5, 1, _OWN_NEWS),
                "own": Bar(0.4, 1, _OTHER_NAMES),
                "clash": Bar(0, 1, _OTHER_FIGURES),
                "days": Bar(0, 1, "days apart"),
            },
            enough=0.0,
        ),
        "names and figures agree": Road(
            {
                "figures": Bar(0.4, 2, _FEW_FIGURES),
                "names": Bar(0.25, 2, _OTHER_NAMES),
                "clash": Bar(0, 1, _OTHER_FIGURES),
                "days": Bar(0, 1, "days apart"),
            },
            enough=0.0,
        ),
    },
)
"""Two texts under one telling headline, which counts in every sign: here only the texts are asked."""
