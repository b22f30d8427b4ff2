"""What speaks for and against one event in two texts, by how much, and what no weight makes good. Pure data.

`accounts.measure` gives a value to every name used here. The weights were fitted by logistic regression on pairs by
several authors and on neighbours in real feeds, then rounded. A new sign is worth its place where pairs of an author
who was not fitted on gain by it.
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


_AGREE = "of the figures of the text that has fewer, how much the other has"
_LATER = "of days beyond ten hours: the later, the likelier it is what happened next"
_WIDE = "pairs of characters are shared less than words are"
_NO_NAMES, _OTHER_NAMES = "they share no names", "they name other things"
_FEW_FIGURES, _OTHER_FIGURES = "too few figures are shared", "they begin with other figures"
_NO_FIGURE = "no figure of their beginnings is shared"
_UNTOLD = "neither speaks of what the other begins with"
_NO_HEADLINE, _FORM = "neither speaks of the other's headline", "one form, filled in twice"
_OWN_NEWS = "one begins with news that the other does not have"

_ALWAYS: Mapping[str, Bar] = {"rare": Bar(1.6, 99, _NO_NAMES), "figures differ": Bar(0, 2.0, _OTHER_FIGURES)}

ANEW = Scale(
    signs={
        "figures": Sign(6.4, _AGREE),
        "same runs": Sign(-5.4, "a beginning in the same words without being a copy: one form, or one background"),
        "days": Sign(-2.9, _LATER),
        "late turn": Sign(
            -2.0, "hours later, a headline that finds, rescues or postpones what the other never mentions"
        ),
        "voice": Sign(-0.9, "somebody's opinion of it is another article"),
        "wide": Sign(0.4, _WIDE),
    },
    base=1.0,
    roads={
        "figures and names say it": Road(
            {
                **_ALWAYS,
                "figures first": Bar(1.1, 99, _NO_FIGURE),
                "figures": Bar(0.37, 2, _FEW_FIGURES),
                "names": Bar(0.12, 2, _OTHER_NAMES),
                "told": Bar(0.2, 2, _UNTOLD),
            },
            enough=0.9,
        ),
        "figures alone say it": Road(
            {
                **_ALWAYS,
                "figures first": Bar(1.1, 99, _NO_FIGURE),
                "figures": Bar(0.65, 2, _FEW_FIGURES),
                "told": Bar(0.2, 2, _UNTOLD),
            },
            enough=0.9,
        ),
        "each tells what the other begins with": Road(
            {
                **_ALWAYS,
                "figures first": Bar(0.25, 99, _NO_FIGURE),
                "names": Bar(0.2, 2, _OTHER_NAMES),
                "told": Bar(0.5, 2, _UNTOLD),
            },
            enough=0.75,
        ),
        "names say it": Road(
            {**_ALWAYS, "names": Bar(0.4, 2, _OTHER_NAMES), "told": Bar(0.8, 2, _UNTOLD)},
            enough=0.75,
        ),
        "one sums up the other": Road(
            {
                "names": Bar(0.6, 1, _OTHER_NAMES),
                "told": Bar(1.5, 2, _UNTOLD),
                "second lead": Bar(0.5, 1, _OWN_NEWS),
                "rare": Bar(2.5, 99, _NO_NAMES),
                "figures differ": Bar(0, 0.3, _OTHER_FIGURES),
                "days": Bar(0, 0.57, "a day apart"),
                "turn": Bar(0, 0, "one tells what happened next"),
                "voice": Bar(0, 0.45, "one of them comments"),
            },
            enough=0.0,
        ),
    },
)
"""Two texts that share no sentences: reports by two newsrooms, or a summary that leaves the figures out."""

COPY = Scale(
    signs={
        "figures": Sign(7.4, _AGREE),
        "told again": Sign(6.2, "of the rare pieces of the shorter text, how many the longer has"),
        "copied": Sign(4.4, "the runs of three tokens of the shorter text that the longer has"),
        "length": Sign(-3.5, "a copy is shortened; two forms filled in are of one length"),
        "days": Sign(-1.3, _LATER),
        "turn": Sign(-3.1, "a headline that postpones, appeals or restores what the other never mentions"),
        "wide": Sign(0.8, _WIDE),
    },
    base=-6.9,
    roads={
        "one was made of the other": Road(
            {
                "second lead": Bar(0.1, 1, _OWN_NEWS),
                "figures": Bar(0.3, 2, _FEW_FIGURES),
                "headline": Bar(0.38, 1, _NO_HEADLINE),
                "form": Bar(0, 1.3, _FORM),
                "filled in": Bar(0, 1.3, _FORM),
            },
            enough=0.6,
        ),
        "the shorter has no figures": Road(
            {
                "figures told": Bar(0, 0.3, _FEW_FIGURES),
                "told again": Bar(0.55, 1, _OTHER_NAMES),
                "length": Bar(0, 0.38, _FORM),
                "lead": Bar(0.6, 1, "neither has what the other begins with"),
                "headline": Bar(0.38, 1, _NO_HEADLINE),
                "form": Bar(0, 1.3, _FORM),
                "days": Bar(0, 0.57, "a day apart"),
                "turn": Bar(0, 0, "one tells what happened next"),
            },
            enough=0.0,
        ),
        "the same sentences and figures": Road(
            {
                "copied": Bar(0.97, 1, "too little is shared"),
                "figures": Bar(0.75, 2, _FEW_FIGURES),
                "second lead": Bar(0.6, 1, _OWN_NEWS),
                "form": Bar(0, 1.3, _FORM),
                "filled in": Bar(0, 0.3, _FORM),
            },
            enough=0.6,
        ),
        "they begin alike": Road(
            {
                "copied": Bar(0.8, 1, "too little is shared"),
                "lead": Bar(0.9, 1, "neither has what the other begins with"),
                "second lead": Bar(0.65, 1, _OWN_NEWS),
                "headline": Bar(0.7, 1, _NO_HEADLINE),
                "form": Bar(0, 1.3, _FORM),
                "figures differ": Bar(0, 0.5, _OTHER_FIGURES),
                "days": Bar(0, 0.57, "a day apart"),
                "turn": Bar(0, 0, "one tells what happened next"),
            },
            enough=0.0,
        ),
    },
)
"""Two texts that share sentences: one was made of the other, or both fill in a form."""
