"""An article with what it states: sentences, names, figures, the voice it speaks in, and when it was published.

What two of them have in common is counted by `measures` and weighed by `weighing`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from aggregator.merge import commonness, commonwords, figures, titles, tokens
from aggregator.merge.figures import Figure
from aggregator.merge.similarity import Article

_READ = 6_000  # characters in which figures and names are looked for; what is news stands before
_LEAD_WIDE, _LEAD_LATIN = 80, 40  # tokens of the lead
_OPENING_WIDE, _OPENING_LATIN = 160, 260  # characters of it
_PASSAGE_WIDE, _PASSAGE_LATIN = 90, 180  # characters that say enough to be compared
_PASSAGES = 40
_TELLING = 1.0  # weight of a piece from which on sharing it is no chance


class Sentence:
    """A sentence, or a title, with what it speaks of."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def words(self) -> list[str]:
        """The tokens."""
        return tokens.tokens(self.text)

    @cached_property
    def grams(self) -> frozenset[str]:
        """Every three tokens in a row."""
        return tokens.grams(self.words)

    @cached_property
    def spoken(self) -> dict[str, float]:
        """The pieces with their weights."""
        return weighed(tokens.pieces(self.words))

    @cached_property
    def figures(self) -> frozenset[Figure]:
        """The figures."""
        return figures.read(tokens.plain(self.text))


class Passage(NamedTuple):
    """Some sentences in a row: the pieces that tell something, with their weights, and the figures."""

    names: Mapping[str, float]
    figures: frozenset[Figure]


class Account(Article):
    """An article with what it states."""

    def __init__(self, title: str, text: str, at: datetime | None = None) -> None:
        super().__init__(title, text)
        self.at = at
        self.head = title

    @cached_property
    def _body(self) -> str:
        return self._text[:_READ]

    @cached_property
    def plain_title(self) -> str:
        """The title, folded."""
        return tokens.plain(self.head)

    @cached_property
    def plain(self) -> str:
        """Title and text, folded."""
        return tokens.plain(f"{self.head} \n {self._body}")

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
        return weighed(tokens.pieces(self.title.core.split()))

    @cached_property
    def lead(self) -> dict[str, float]:
        """The pieces of the first sentences."""
        return weighed(tokens.pieces(self.words[: _LEAD_WIDE if self.is_wide else _LEAD_LATIN]))

    @cached_property
    def spoken(self) -> dict[str, float]:
        """The pieces of title and text."""
        return weighed(self.pieces)

    @cached_property
    def rare(self) -> frozenset[str]:
        """Those of them that are rare in the language."""
        return frozenset(piece for piece, weight in self.spoken.items() if weight >= 2)

    @cached_property
    def figures(self) -> frozenset[Figure]:
        """Every figure it states."""
        return figures.read(self.plain)

    @cached_property
    def opening(self) -> frozenset[Figure]:
        """The figures of title and lead."""
        size = _OPENING_WIDE if self.is_wide else _OPENING_LATIN
        return figures.read(tokens.plain(f"{self.head} \n {self._body[:size]}"))

    @cached_property
    def sentences(self) -> list[Sentence]:
        """The text, sentence by sentence."""
        return [Sentence(sentence) for part in _SENTENCES.split(self._body) if (sentence := part.strip())]

    @cached_property
    def passages(self) -> list[Passage]:
        """The title, and every sentence with as many behind it as say enough to be compared."""
        least = _PASSAGE_WIDE if self.is_wide else _PASSAGE_LATIN
        found = [_passage([Sentence(self.head)])]
        for first in range(min(len(self.sentences), _PASSAGES)):
            sizes = accumulate(len(sentence.text) for sentence in self.sentences[first:])
            size = next((count for count, size in enumerate(sizes, 1) if size >= least), _PASSAGES)
            found.append(_passage(self.sentences[first : first + size]))
        return found

    @cached_property
    def names(self) -> frozenset[str]:
        """What looks like a name: Latin words with a capital inside a sentence, rare pairs of Chinese characters."""
        if self.is_wide:
            return self.rare
        text = _PARAGRAPH.sub(". ", self._body)
        words = (_stem(tokens.plain(part)) for name in _CAPITAL.findall(text) for part in _JOINT.split(name))
        inside = frozenset(word for word in words if len(word) > 2 and word not in _NO_NAME)
        told = self.text_pieces
        return inside | {piece for piece, weight in self.headline.items() if weight >= 2 and piece in told}

    @cached_property
    def voice(self) -> float:
        """How much of it is comment, per sentence: first person, questions, demands; quotations aside."""
        text = _QUOTED.sub(" ", f"{self.head}. {self._text[:3000]}")
        sentences = len((_SENTENCE if self.is_wide else _SENTENCE_LATIN).findall(text))
        return len((_VOICED if self.is_wide else _VOICED_LATIN).findall(text)) / max(3, sentences)

    @cached_property
    def is_roundup(self) -> bool:
        """Whether it is a list of many stories. A rubric before the headline of one (早报|…, In brief:) makes none."""
        headline = _RUBRIC.sub("", self.plain_title)
        rest = titles.read(headline)
        only_dated = headline != self.plain_title and rest.series and not rest.is_telling
        return only_dated or _ROUNDUP.search(headline) is not None


def _passage(sentences: Sequence[Sentence]) -> Passage:
    names = {piece: weight for sentence in sentences for piece, weight in sentence.spoken.items() if weight >= _TELLING}
    return Passage(names, frozenset(figure for sentence in sentences for figure in sentence.figures))


def weighed(pieces: Iterable[str]) -> dict[str, float]:
    """The pieces, as far as they are words, each with how much it tells."""
    stems = [piece if piece.isalnum() else _stem(piece) for piece in pieces]
    return {piece: commonness.weight(piece) for piece in stems if piece}


def _stem(word: str) -> str:
    return word[:-2] if word.endswith(("'s", "’s")) else word.rstrip("'’")


_SENTENCES = re.compile(r"(?<=[。！？!?；\n])|(?<=\.)\s+")
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
_RUBRIC = re.compile(
    r"^(?=[^|:]{0,15}(?:[早晚日周午晨快简]报|快讯|要闻|\b(?:brief|briefing|recap|update|breaking|flash|news)\b))[^|:]{2,16}[|:]\s*"
)
_ROUNDUP = re.compile(
    r"[;；].+[;；]|^.{0,6}(?:早报|晚报|日报|周报|午报|晨报|速览|要闻|快讯汇总)|(?:汇总|合集|盘点|速览|速递|榜单|排行榜)$|"
    r"\b(?:round-?\s?up|digest|briefing|newsletter|open thread)\b|^(?:links|headlines)\b|\b(?:links|headlines)$"
)
_CAPITAL = re.compile(r"(?<![.!?:\"“”'‘’\n])(?<!^)\s+[\"“'‘(]?([A-Z][\w&’'-]*[\w])")
_PARAGRAPH = re.compile(r"\s*\n+\s*")
_JOINT = re.compile("[-’']")
_NO_NAME = commonwords.LATIN | frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "  # noqa: SIM905
    "september october november december jan feb mar apr jun jul aug sep sept oct nov dec mrs".split()
)
