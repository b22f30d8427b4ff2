"""Whether two newsrooms tell one story, each in its own words: what speaks for and against it is counted and weighed.

Independent reports share hardly a run of three words; what they share are names, figures and the hour. So do reports of
what happened next, comments, and two notices of one office; those are told by figures that differ where both begin, by
what each names and the other never mentions, by days between them, by the first person. `scales` holds the weights and
what no weight makes good; `explain` says what was found in words and numbers.

Only Chinese and English are read so: for another language nothing tells its common words from its names.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from datetime import datetime
from functools import cached_property
from math import fsum, log1p

from aggregator.merge import commonness, commonwords, figures, places, subjects, titles, tokens
from aggregator.merge.figures import Figure
from aggregator.merge.scales import ANEW, COPY
from aggregator.merge.similarity import Article, Likeness

_READ = 6_000  # characters in which figures and names are looked for; what is news stands before
_LEAD_WIDE, _LEAD_LATIN = 80, 40  # tokens of the lead
_OPENING_WIDE, _OPENING_LATIN = 160, 260  # characters of it
_UNKNOWN_GAP = 12.0  # hours between two reports of which one bears no hour
_LONGEST_GAP = 72.0  # hours after which it is another report, whatever is shared
_ONE_DAY = 10.0  # hours within which newsrooms tell one event
_FEW = 2  # names that a text is thought to bear beside those found: two of two tell less than nine of ten
_FEW_FIGURES = 1.0  # the weight of figures that a text is thought to state beside those found
_MUCH_SHORTER = 0.4  # of the other's length; such a text need not tell what the other begins with
_COPIED = 0.2  # share of the runs of three tokens from which on one text was made of the other, or both of a form


class Account(Article):
    """An article with what it states: names, figures, the voice it speaks in, and when it was published."""

    def __init__(self, title: str, text: str, at: datetime | None = None) -> None:
        super().__init__(title, text)
        self.at = at
        self._head = title

    @cached_property
    def _body(self) -> str:
        return self._text[:_READ]

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
        return figures.read(tokens.plain(f"{self._head} \n {self._body[:size]}"))

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
        text = _QUOTED.sub(" ", f"{self._head}. {self._text[:3000]}")
        sentences = len((_SENTENCE if self.is_wide else _SENTENCE_LATIN).findall(text))
        return len((_VOICED if self.is_wide else _VOICED_LATIN).findall(text)) / max(3, sentences)

    @cached_property
    def is_roundup(self) -> bool:
        """Whether it is a list of many stories. A rubric before the headline of one (早报|…, In brief:) makes none."""
        headline = _RUBRIC.sub("", self.plain_title)
        rest = titles.read(headline)
        only_dated = headline != self.plain_title and rest.series and not rest.is_telling
        return only_dated or _ROUNDUP.search(headline) is not None


def told_anew(one: Account, other: Account) -> Likeness:
    """Whether two articles that share rare names or figures are one story, however few words they share."""
    if why := _ruled_out(one, other):
        return Likeness(same=False, reason=why)
    shared = tokens.containment(one.grams, other.grams)
    scale = COPY if shared >= _COPIED else ANEW
    found = measure(one, other, shared)
    likely = scale.likelihood(found)
    closed = {name: road.barred(found) for name, road in scale.roads.items()}
    if all(closed.values()):
        return Likeness(same=False, reason=next(iter(closed.values())), containment=shared)
    led = next((name for name, road in scale.roads.items() if not closed[name] and likely >= road.enough), "")
    told = f"texts share {shared:.2f}" if scale is COPY else "told in other words"
    said = f"{told}: {_said(one, other, found)}; {f'{led}, ' if led else ''}{likely:.2f} likely"
    return Likeness(same=bool(led), reason=said, containment=shared)


def copied(one: Account, other: Account) -> Likeness:
    """The same for two that need not share any: only sentences that one took from the other count."""
    shared = tokens.containment(one.grams, other.grams)
    if shared < _COPIED:
        return Likeness(same=False, reason="they share no rare names or figures", containment=shared)
    return told_anew(one, other)


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
    if bool(_COMMENT.search(one.plain_title)) is not bool(_COMMENT.search(other.plain_title)):
        return "one of them comments"
    if _is_found_since(one, other) or _is_found_since(other, one):
        return "one tells what happened next"
    if one.is_roundup or other.is_roundup:
        return "one of them is a roundup"
    titled = one.title, one.text_pieces, other.title, other.text_pieces
    return (
        titles.conflict(one.title, other.title)
        or subjects.differ(*titled)
        or places.differ(one.title, one.plain, other.title, other.plain)
    )


def measure(one: Account, other: Account, shared: float) -> dict[str, float]:
    """Everything that is weighed or barred, by the names in the tables; the order of the two is all one.

    `fsum`, because sets have an order of their own in every process, and a last digit must not decide.
    """
    titled = _covered(one.headline, other.spoken), _covered(other.headline, one.spoken)
    led = _covered(one.lead, other.spoken), _covered(other.lead, one.spoken)
    fewer, more = sorted((one.figures, other.figures), key=_heft)
    first = fsum(figures.shared(one.opening, other.figures).values())
    first += fsum(figures.shared(other.opening, one.figures).values())
    named, all_named = sorted((one, other), key=lambda account: len(account.names))
    shorter, longer = sorted((one, other), key=lambda account: (account.size, len(account.rare)))
    alike = _pieces_of(one.grams & other.grams)
    differ = log1p(_differing(one, other) + _differing(other, one))
    length = shorter.size / max(1, longer.size)
    days, turn = _days(one, other), float(bool(_turned(one, other) or _turned(other, one)))
    return {
        "copied": shared,
        "names": len(named.names & all_named.spoken.keys()) / (len(named.names) + _FEW),
        "rare": log1p(fsum(weight for piece, weight in one.spoken.items() if piece in other.spoken)),
        "told again": len(shorter.rare & longer.rare) / (len(shorter.rare) + _FEW),
        "figures": fsum(figures.shared(fewer, more).values()) / (_heft(fewer) + _FEW_FIGURES),
        "figures told": _heft(shorter.figures),
        "figures first": log1p(first),
        "figures differ": differ * min(1.0, 2 * length),
        "filled in": differ * length,
        "headlines": sum(titled) / 2,
        "headline": max(titled),
        "lead": max(led),
        "second lead": min(led) if length >= _MUCH_SHORTER else max(led),
        "same runs": max(_covered(one.lead, alike), _covered(other.lead, alike)),
        "told": (sum(titled) + sum(led)) / 2,
        "form": min(_alone(one, other), _alone(other, one)) * min(led),
        "length": length,
        "days": days,
        "turn": turn,
        "late turn": turn * min(1.0, 2 * days),
        "voice": max(one.voice, other.voice),
        "wide": float(one.is_wide),
    }


def _covered(pieces: Mapping[str, float], spoken: Container[str]) -> float:
    """How much of what some pieces say is spoken of in a text, 0 to 1."""
    whole = fsum(pieces.values())
    return fsum(weight for piece, weight in pieces.items() if piece in spoken) / whole if whole else 0.5


def _pieces_of(grams: Iterable[str]) -> frozenset[str]:
    """The pieces in some runs of tokens."""
    return frozenset(_stem(piece) for gram in grams for piece in tokens.pieces(gram.split(" ")))


def _alone(one: Account, other: Account) -> float:
    """How much of one's headline is told by its own text and never by the other: what a form was filled in with."""
    own = one.text_pieces
    return fsum(weight for piece, weight in one.headline.items() if piece not in other.spoken and piece in own)


def _heft(stated: Iterable[Figure]) -> float:
    return fsum(figure.weight for figure in stated)


def _differing(one: Account, other: Account) -> float:
    """The weight of figures in one's opening that the other has not, where it opens with others of their kind."""
    kinds = {figure.kind for figure in other.opening} - figures.WEAK
    agreed = figures.shared(one.opening, other.figures)
    return fsum(figure.weight for figure in one.opening if figure.kind in kinds and figure not in agreed)


def _turned(one: Account, other: Account) -> str:
    """The word in one's headline by which it tells what happened next, where the other never says it; else ""."""
    return next((turn for turn in _TURN.findall(one.plain_title) if turn not in other.plain), "")


def _is_found_since(one: Account, other: Account) -> bool:
    """Whether one's headline tells of somebody or something lost, and the other's of the end of the search."""
    lost = _LOST.search(one.plain_title) and not _FOUND.search(one.plain)
    return bool(lost and _FOUND.search(other.plain_title))


def _hours(one: Account, other: Account) -> float:
    if one.at is None or other.at is None:
        return _UNKNOWN_GAP
    return abs((one.at - other.at).total_seconds()) / 3600


def _days(one: Account, other: Account) -> float:
    """The days between them beyond the hours in which newsrooms tell one event."""
    return max(0.0, _hours(one, other) - _ONE_DAY) / 24


def _said(one: Account, other: Account, found: Mapping[str, float]) -> str:
    """What was found, in words and numbers."""
    both = [piece for piece, weight in one.spoken.items() if weight >= 2 and piece in other.spoken]
    both.sort(key=lambda piece: (piece not in one.headline, piece not in other.headline, piece))
    agreed = sorted(figures.shared(one.figures, other.figures).items(), key=lambda item: (-item[1], item[0]))
    stated = ", ".join(f"{figure.value:g}" for figure, _ in agreed[:4])
    return (
        f"names {found['names']:.2f} ({'/'.join(both[:4])}), "
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
_COMMENT = re.compile(
    r"^\W*(?:评论|时评|短评|快评|锐评|社论|观点|专栏|来论|热评|漫评|评论员|钟声|人民时评|opinion|comment|commentary|editorial|column|"
    r"op-?ed|letters?)\s*[|:：\]】/]"
)
_TURN = re.compile(
    r"后续|续报|进展|最新通报|追踪|推迟|延期|改期|取消|恢复|解除|回应|致歉|道歉|加场|售罄|撤回|复牌|停牌|逮捕|批捕|获刑|判刑|宣判|"
    r"上诉|二审|立案|结果公布|检查结果|查明|落网|抓获|被控制|获救|寻获|找到|调查组|(?:遇难|死亡|遇难者|死者|人数)升至|辟谣|复盘|回顾|"
    r"\b(?:what happened next|follow-up|reopen|resume|appeal|sentenc|postpone|delay|slips|cancel|respond|apolog|arrest|"
    r"charged|plead|found\b|rescued|crowned|avert|blames|aftermath|toll|restored|suspend|lifted|recover)"
)
_RUBRIC = re.compile(
    r"^(?=[^|:]{0,15}(?:[早晚日周午晨快简]报|快讯|要闻|\b(?:brief|briefing|recap|update|breaking|flash|news)\b))[^|:]{2,16}[|:]\s*"
)
_LOST = re.compile(r"失联|失踪|走失|被盗|\b(?:missing|stolen)\b")
_FOUND = re.compile(r"找到|寻获|获救|追回|\b(?:found|rescued|recovered|located)\b")
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
