"""Whether two newsrooms tell one story, each in its own words: what speaks for and against it is counted and weighed.

Independent reports share hardly a run of three words; what they share are names, figures and the hour. So do reports of
what happened next, comments, and two notices of one office; those are told by figures that differ where both begin, by
what each names and the other never mentions, by days between them, by the first person. `SIGNS` is the table of
weights, `BARS` what no weight makes good; `explain` says what was found in words and numbers.

Only Chinese and English are read so: for another language nothing tells its common words from its names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cached_property
from math import exp, log1p
from typing import NamedTuple

from aggregator.merge import commonness, commonwords, figures, subjects, titles, tokens
from aggregator.merge.figures import Figure
from aggregator.merge.similarity import Article, Likeness

_READ = 6_000  # characters in which figures and names are looked for; what is news stands before
_LEAD_WIDE, _LEAD_LATIN = 80, 40  # tokens of the lead
_OPENING_WIDE, _OPENING_LATIN = 160, 260  # characters of it
_UNKNOWN_GAP = 12.0  # hours between two reports of which one bears no hour
_LONGEST_GAP = 72.0  # hours after which it is another report, whatever is shared
_NEXT_DAY = 23.5  # hours after which a report tells what happened next, more with every day
_A_NIGHT = 0.4  # of a day: what the night between them counts
_FEW = 2  # names that a text is thought to bear beside those found: two of two tell less than nine of ten
_FEW_FIGURES = 1.0  # the weight of figures that a text is thought to state beside those found
_COPIED = 0.2  # share of the runs of three tokens from which on one text was made of the other, or both of a form

_REPRINTED = 0.8  # the same from which on a text is a reprint


class Sign(NamedTuple):
    """One kind of evidence: its weight in the sum, and what it says."""

    weight: float
    says: str


class Bar(NamedTuple):
    """A measure that must stay between two limits, and why they are two stories where it does not."""

    least: float
    most: float
    otherwise: str


SIGNS: Mapping[str, Sign] = {
    "names": Sign(6.5, "of the rare names of the text that has fewer, how many the other has"),
    "figures first": Sign(2.6, "the figures in title and lead that the other has too, each by its precision"),
    "figures": Sign(4.0, "of the figures of the text that has fewer, how much the other has"),
    "days": Sign(-7.0, "from the next day on it is what happened next"),
    "turn": Sign(-4.0, "a headline that postpones, appeals or restores what the other never mentions"),
    "voice": Sign(-2.5, "somebody's opinion of it is another article"),
}
"""What is weighed, and why; fitted on labelled pairs, then rounded."""
_BASE, _ENOUGH = -5.3, 0.3

BARS: Mapping[str, Bar] = {
    "rare": Bar(1.9, 99, "they share no names"),
    "voice": Bar(0, 0.45, "one of them comments"),
    "figures differ": Bar(0, 2.1, "they begin with other figures"),
    "figures first": Bar(0.4, 99, "no figure of their beginnings is shared"),
    "names": Bar(0.05, 9, "they name other things"),
    "told": Bar(0.15, 9, "neither speaks of what the other begins with"),
}
"""What must hold before anything is weighed."""

COPIED: Mapping[str, Bar] = {
    "lead": Bar(0.42, 1, "neither has what the other begins with"),
    "second lead": Bar(0.3, 1, "one begins with news that the other does not have"),
    "headline": Bar(0.42, 1, "neither speaks of the other's headline"),
    "form": Bar(0, 1.3, "one form, filled in twice"),
    "figures": Bar(0.55, 9, "too few figures are shared"),
    "figures differ": Bar(0, 1.3, "they begin with other figures"),
    "figures first": Bar(0.4, 99, "no figure of their beginnings is shared"),
    "days": Bar(0, 0, "a day apart"),
    "turn": Bar(0, 0, "one tells what happened next"),
    "voice": Bar(0, 0.9, "one of them comments"),
}
"""The same for two texts that share sentences. The furniture of two pages around a story (menus, appeals, related
articles) may be longer than it; but both begin with what the other has too, and no figure differs."""

REPRINT: Mapping[str, Bar] = {
    "lead": Bar(0.9, 1, "neither has what the other begins with"),
    "second lead": Bar(0.65, 1, "one begins with news that the other does not have"),
    "headline": Bar(0.7, 1, "neither speaks of the other's headline"),
    "form": Bar(0, 1.3, "one form, filled in twice"),
    "figures differ": Bar(0, 0.5, "they begin with other figures"),
    "days": Bar(0, 0, "a day apart"),
    "turn": Bar(0, 0, "one tells what happened next"),
}
"""The same where nearly all is shared: there may be no figures at all."""

CONTAINED: Mapping[str, Bar] = {
    "names": Bar(0.6, 1, "they name other things"),
    "told": Bar(1.5, 2, "neither speaks of what the other begins with"),
    "second lead": Bar(0.5, 1, "one begins with news that the other does not have"),
    "rare": Bar(2.5, 99, "they share no names"),
    "figures differ": Bar(0, 0.3, "they begin with other figures"),
    "days": Bar(0, 0, "a day apart"),
    "turn": Bar(0, 0, "one tells what happened next"),
    "voice": Bar(0, 0.45, "one of them comments"),
}
"""The same for a summary that leaves the figures out: all that one names and begins with is told by the other."""


class Account(Article):
    """An article with what it states: names, figures, the voice it speaks in, and when it was published."""

    def __init__(self, title: str, text: str, at: datetime | None = None) -> None:
        super().__init__(title, text)
        self.at = at
        self._head = title
        self._body = text[:_READ]

    @cached_property
    def plain_title(self) -> str:
        """The title, folded."""
        return tokens.plain(self._head)

    @cached_property
    def plain(self) -> str:
        """Title and text, folded."""
        return tokens.plain(f"{self._head} \n {self._body}")

    @cached_property
    def is_wide(self) -> bool:
        """Whether it is written in Chinese."""
        words = self.words[:400]
        return 2 * sum(map(tokens.is_wide, words)) > len(words)

    @cached_property
    def is_known_language(self) -> bool:
        """Whether it is written in a language whose common words are known: Chinese or English."""
        words = self.words[:400]
        return self.is_wide or 5 * sum(word in commonwords.LATIN for word in words) > len(words)

    @cached_property
    def headline(self) -> dict[str, float]:
        """The pieces of the title with their weights."""
        return _weighed(tokens.pieces(self.title.core.split()))

    @cached_property
    def lead(self) -> dict[str, float]:
        """The pieces of the first sentences."""
        return _weighed(tokens.pieces(self.words[: _LEAD_WIDE if self.is_wide else _LEAD_LATIN]))

    @cached_property
    def spoken(self) -> dict[str, float]:
        """The pieces of title and text."""
        return _weighed(self.pieces)

    @cached_property
    def figures(self) -> frozenset[Figure]:
        """Every figure it states."""
        return figures.read(self.plain)

    @cached_property
    def opening(self) -> frozenset[Figure]:
        """The figures of title and lead."""
        size = _OPENING_WIDE if self.is_wide else _OPENING_LATIN
        return figures.read(tokens.plain(f"{self._head} \n {self._body[:size]}"))

    @cached_property
    def names(self) -> frozenset[str]:
        """What looks like a name: Latin words with a capital inside a sentence, rare pairs of Chinese characters."""
        if self.is_wide:
            return frozenset(piece for piece, weight in self.spoken.items() if weight >= 2)
        text = _PARAGRAPH.sub(". ", self._body)
        words = (_stem(tokens.plain(part)) for name in _CAPITAL.findall(text) for part in _JOINT.split(name))
        inside = frozenset(word for word in words if len(word) > 2 and word not in _NO_NAME)
        told = self.text_pieces
        return inside | {piece for piece, weight in self.headline.items() if weight >= 2 and piece in told}

    @cached_property
    def voice(self) -> float:
        """How much of it is comment, per sentence: first person, questions, demands; quotations aside."""
        text = _QUOTED.sub(" ", f"{self._head}. {self._text[:3000]}")
        sentences = len((_SENTENCE if self.is_wide else _SENTENCE_LATIN).findall(text))
        return len((_VOICED if self.is_wide else _VOICED_LATIN).findall(text)) / max(3, sentences)

    @cached_property
    def is_roundup(self) -> bool:
        """Whether it is a list of many stories, or a rubric that has other news every time."""
        return self.title.rubric or _ROUNDUP.search(self.plain_title) is not None


def told_anew(one: Account, other: Account) -> Likeness:
    """Whether two articles that share few words or none are reports of one event."""
    if why := _ruled_out(one, other):
        return Likeness(same=False, reason=why)
    shared = tokens.containment(one.grams, other.grams)
    found = measure(one, other, shared)
    if why := _barred(found, COPIED if shared >= _COPIED else BARS):
        if shared >= _REPRINTED and not _barred(found, REPRINT):
            return Likeness(same=True, reason=f"texts share {shared:.2f}, and begin alike", containment=shared)
        if shared < _COPIED and not _barred(found, CONTAINED):
            return Likeness(same=True, reason=f"{_said(one, other, found)}; one sums up the other", containment=shared)
        return Likeness(same=False, reason=why, containment=shared)
    said = _said(one, other, found)
    if shared >= _COPIED:
        return Likeness(same=True, reason=f"texts share {shared:.2f}; {said}", containment=shared)
    total = _BASE + sum(sign.weight * found[name] for name, sign in SIGNS.items())
    return Likeness(same=total >= _ENOUGH, reason=f"{said}; {1 / (1 + exp(-total)):.2f} likely", containment=shared)


def _ruled_out(one: Account, other: Account) -> str:
    """Why the two cannot be one story, whatever they share; "" where they can."""
    if one.is_short or other.is_short:
        return "too short to compare"
    if one.is_wide is not other.is_wide or not (one.is_known_language and other.is_known_language):
        return "another language"
    if _hours(one, other) > _LONGEST_GAP:
        return "days apart"
    if one.title.core == other.title.core:
        return "one headline, and texts that do not confirm it"
    if one.is_roundup or other.is_roundup:
        return "one of them is a roundup"
    titled = one.title, one.text_pieces, other.title, other.text_pieces
    return titles.conflict(one.title, other.title) or subjects.differ(*titled)


def _barred(found: Mapping[str, float], bars: Mapping[str, Bar]) -> str:
    return next((bar.otherwise for name, bar in bars.items() if not bar.least <= found[name] <= bar.most), "")


def measure(one: Account, other: Account, shared: float) -> dict[str, float]:
    """Everything that is weighed, by the names of `SIGNS`, `BARS` and `COPIED`; the order of the two is all one."""
    titled = _covered(one.headline, other.spoken), _covered(other.headline, one.spoken)
    led = _covered(one.lead, other.spoken), _covered(other.lead, one.spoken)
    fewer, more = sorted((one.figures, other.figures), key=_heft)
    first = sum(figures.shared(one.opening, other.figures).values())
    first += sum(figures.shared(other.opening, one.figures).values())
    named, all_named = sorted((one, other), key=lambda account: len(account.names))
    return {
        "copied": shared,
        "names": len(named.names & all_named.spoken.keys()) / (len(named.names) + _FEW),
        "rare": log1p(sum(weight for piece, weight in one.spoken.items() if piece in other.spoken)),
        "figures": sum(figures.shared(fewer, more).values()) / (_heft(fewer) + _FEW_FIGURES),
        "figures first": log1p(first),
        "figures differ": log1p(_differing(one, other) + _differing(other, one)),
        "headlines": sum(titled) / 2,
        "headline": max(titled),
        "lead": max(led),
        "second lead": min(led),
        "told": (sum(titled) + sum(led)) / 2,
        "form": min(_alone(one, other), _alone(other, one)) * min(led),
        "days": _days(one, other),
        "turn": float(bool(_turned(one, other) or _turned(other, one))),
        "voice": max(one.voice, other.voice),
    }


def _covered(pieces: Mapping[str, float], spoken: Mapping[str, float]) -> float:
    """How much of what some pieces say is spoken of in a text, 0 to 1."""
    whole = sum(pieces.values())
    return sum(weight for piece, weight in pieces.items() if piece in spoken) / whole if whole else 0.5


def _alone(one: Account, other: Account) -> float:
    """How much of one's headline is told by its own text and never by the other: what a form was filled in with."""
    own = one.text_pieces
    return sum(weight for piece, weight in one.headline.items() if piece not in other.spoken and piece in own)


def _heft(stated: Iterable[Figure]) -> float:
    return sum(figure.weight for figure in stated)


def _differing(one: Account, other: Account) -> float:
    """The weight of figures in one's opening that the other has not, where it opens with others of their kind."""
    kinds = {figure.kind for figure in other.opening} - figures.WEAK
    agreed = figures.shared(one.opening, other.figures)
    return sum(figure.weight for figure in one.opening if figure.kind in kinds and figure not in agreed)


def _turned(one: Account, other: Account) -> str:
    """The word in one's headline by which it tells what happened next, where the other never says it; else ""."""
    return next((turn for turn in _TURN.findall(one.plain_title) if turn not in other.plain), "")


def _hours(one: Account, other: Account) -> float:
    if one.at is None or other.at is None:
        return _UNKNOWN_GAP
    return abs((one.at - other.at).total_seconds()) / 3600


def _days(one: Account, other: Account) -> float:
    """The days between them, as far as they make it another day's news."""
    late = _hours(one, other) - _NEXT_DAY
    return _A_NIGHT + late / 24 if late > 0 else 0.0


def _said(one: Account, other: Account, found: Mapping[str, float]) -> str:
    """What was found, in words and numbers."""
    both = [piece for piece, weight in one.spoken.items() if weight >= 2 and piece in other.spoken]
    both.sort(key=lambda piece: (piece not in one.headline, piece not in other.headline, piece))
    agreed = sorted(figures.shared(one.figures, other.figures).items(), key=lambda item: (-item[1], item[0]))
    stated = ", ".join(f"{figure.value:g}" for figure, _ in agreed[:4])
    return (
        f"told in other words: names {found['names']:.2f} ({'/'.join(both[:4])}), "
        f"figures {found['figures']:.2f} ({stated}), at the beginning {found['figures first']:.2f}, "
        f"headlines {found['headlines']:.2f}, {_hours(one, other):.0f} hours apart"
    )


def _weighed(pieces: Iterable[str]) -> dict[str, float]:
    return {piece: commonness.weight(piece) for piece in map(_stem, pieces) if piece}


def _stem(word: str) -> str:
    return word[:-2] if word.endswith(("'s", "’s")) else word.rstrip("'’")


_QUOTED = re.compile(r"[“\"「『‘][^”\"」』’]{0,200}[”\"」』’]")
_SENTENCE, _SENTENCE_LATIN = re.compile("[。！？!?;；]"), re.compile(r"[.!?]\s")
_VOICED = re.compile(
    r"[?？]|(?<![他她它你咱])我(?!国|省|市|县|校|院|军|司|们)|凭什么|不妨|难道|岂|何尝|其实|不该|应该|未免|别扭|想问|当然|恐怕|"
    r"毕竟|说白了|遗憾"
)
_VOICED_LATIN = re.compile(
    r"\?|\b(?:I|[Mm]y|[Oo]ur|us|[Ww]e|[Yy]ou|[Yy]our|[Ss]hould|ought|[Oo]f course|[Ww]on't|[Ii]sn't|[Dd]oesn't|"
    r"[Dd]on't|wonders?|[Pp]erhaps|wrong)\b"
)
_TURN = re.compile(
    r"后续|续报|进展|最新通报|追踪|推迟|延期|改期|取消|恢复|解除|回应|致歉|道歉|加场|售罄|撤回|复牌|停牌|逮捕|批捕|获刑|判刑|宣判|"
    r"上诉|二审|立案|(?:遇难|死亡|遇难者|死者|人数)升至|辟谣|复盘|回顾|"
    r"\b(?:what happened next|follow-up|reopen|resume|appeal|sentenc|postpone|delay|slips|cancel|respond|apolog|arrest|"
    r"charged|plead|avert|blames|aftermath|toll|restored|suspend|lifted|recover)"
)
_ROUNDUP = re.compile(
    r"[;；].+[;；]|^.{0,6}(?:早报|晚报|日报|周报|午报|晨报|速览|要闻|快讯汇总)|\b(?:roundup|round-up|digest)\b"
)
_CAPITAL = re.compile(r"(?<![.!?:\"“”'‘’\n])(?<!^)\s+[\"“'‘(]?([A-Z][\w&’'-]*[\w])")
_PARAGRAPH = re.compile(r"\s*\n+\s*")
_JOINT = re.compile("[-’']")
_NO_NAME = commonwords.LATIN | frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "  # noqa: SIM905
    "september october november december jan feb mar apr jun jul aug sep sept oct nov dec mrs".split()
)
