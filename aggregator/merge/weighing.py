"""Whether two newsrooms tell one story, each in its own words: what `measures` counted is weighed by `scales`.

`explain` says what was found in words and numbers. Only Chinese and English are read so: for another language nothing
tells its common words from its names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from aggregator.merge import figures, places, sequels, subjects, titles, tokens
from aggregator.merge.accounts import Account, Sentence
from aggregator.merge.measures import clash, hours, measure, own_sentences
from aggregator.merge.scales import ANEW, COPY, ONE_HEADLINE
from aggregator.merge.similarity import Likeness
from aggregator.merge.titles import Title

_LEAST = 25  # characters; a text with less states too little
_LONGEST_GAP = 72.0  # hours after which it is another report, whatever is shared
_SHARED = 0.2  # share of the runs of three tokens from which on one text was made of the other, or both of a form
_BEGUN_ALIKE = 0.6  # of either lead; a block of the site stands behind what is news
_REST = 0.15  # of the words; where less was not taken, all was
_REST_TOLD, _REST_NAMED, _REST_LIKELY = 0.35, 0.25, 0.2  # what must agree in the rest of both, one way or the other
_REPRINTED = 0.8  # the same from which on a rubric before the headline (专栏|) is the site's, not a comment


def told_anew(one: Account, other: Account) -> Likeness:
    """Whether two articles that share rare names or figures are one story, however few words they share."""
    shared = tokens.containment(one.grams, other.grams)
    if why := _ruled_out(one, other, shared):
        return Likeness(same=False, reason=why, containment=shared)
    scale = ONE_HEADLINE if one.title.core == other.title.core else COPY if shared >= _SHARED else ANEW
    found = {**measure(one, other), "clash": 0.0}
    if scale.leads(found):  # what costs most is asked last: it can only speak against
        found["clash"] = clash(one, other)
    if all(closed := [road.barred(found) for road in scale.roads.values()]):
        return Likeness(same=False, reason=closed[0], containment=shared)
    led = scale.leads(found)
    if led and scale is COPY and found["second lead"] < _BEGUN_ALIKE and _rest_differs(one, other):
        return Likeness(same=False, reason="what neither took from the other is of two stories", containment=shared)
    told = f"texts share {shared:.2f}" if shared >= _SHARED else "told in other words"
    weighed = f"{scale.likelihood(found):.2f} likely" if scale.signs else ""
    verdict = ", ".join(filter(None, (led, weighed)))
    return Likeness(same=bool(led), reason=f"{told}: {_said(one, other, found)}; {verdict}", containment=shared)


def copied(one: Account, other: Account) -> Likeness:
    """The same for two that need not share any: only sentences that one took from the other count."""
    shared = tokens.containment(one.grams, other.grams)
    if shared < _SHARED:
        return Likeness(same=False, reason="they share no rare names or figures", containment=shared)
    return told_anew(one, other)


def _ruled_out(one: Account, other: Account, shared: float) -> str:
    """Why the two cannot be one story, whatever they share; "" where they can."""
    if _is_too_short(one, other):
        return "too short to compare"
    if one.is_wide is not other.is_wide or not (one.is_known_language and other.is_known_language):
        return "another language"
    if hours(one, other) > _LONGEST_GAP:
        return "days apart"
    if one.title.core == other.title.core and not _is_telling(one.title):
        return "one headline, and texts that do not confirm it"
    if shared < _REPRINTED and _comments(one) is not _comments(other):
        return "one of them comments"
    if sequels.is_found_since(one, other) or sequels.is_found_since(other, one):
        return "one tells what happened next"
    if one.is_roundup or other.is_roundup:
        return "one of them is a roundup"
    titled = one.title, one.text_pieces, other.title, other.text_pieces
    return (
        titles.conflict(one.title, other.title)
        or subjects.endings_differ(*titled)
        or subjects.differ(*titled)
        or places.differ(one.title, one.plain, other.title, other.plain)
    )


def _rest_differs(one: Account, other: Account) -> bool:
    """Whether the sentences that neither took tell two stories: two articles over one block of a site."""
    ours, theirs = (own_sentences(one, other), own_sentences(other, one))
    if any(_words(own) < _REST * _words(whole.sentences) for own, whole in ((ours, one), (theirs, other))):
        return False
    rests = [
        Account(whole.head, "\n".join(part.text for part in own), whole.at)
        for whole, own in ((one, ours), (other, theirs))
    ]
    found = {**measure(*rests), "clash": clash(*rests)}
    return found["own"] < _REST_TOLD and (found["told"] < _REST_NAMED or ANEW.likelihood(found) < _REST_LIKELY)


def _words(sentences: Iterable[Sentence]) -> int:
    return sum(len(sentence.words) for sentence in sentences)


def _is_too_short(one: Account, other: Account) -> bool:
    """Whether either says too little: a few words, or one line without a figure that the other has."""
    if min(one.size, other.size) < _LEAST:
        return True
    return (one.is_short or other.is_short) and not figures.shared(one.figures, other.figures)


def _is_telling(title: Title) -> bool:
    """Whether a headline tells of one event, rather than which rubric it is."""
    return title.is_telling and not title.recurs and not title.series


def _comments(account: Account) -> bool:
    return _COMMENT.search(account.plain_title) is not None


def _said(one: Account, other: Account, found: Mapping[str, float]) -> str:
    """What was found, in words and numbers."""
    both = [piece for piece, weight in one.spoken.items() if weight >= 2 and piece in other.spoken]
    both.sort(key=lambda piece: (piece not in one.headline, piece not in other.headline, piece))
    agreed = sorted(figures.shared(one.figures, other.figures).items(), key=lambda item: (-item[1], item[0]))
    stated = ", ".join(f"{figure.value:g}" for figure, _ in agreed[:4])
    return (
        f"names {found['names']:.2f} ({'/'.join(both[:4])}), "
        f"figures {found['figures']:.2f} ({stated}), at the beginning {found['figures first']:.2f}, "
        f"headlines {found['headlines']:.2f}, {hours(one, other):.0f} hours apart"
    )


_COMMENT = re.compile(
    r"^\W*(?:评论|时评|短评|快评|锐评|社论|观点|专栏|来论|热评|漫评|评论员|钟声|人民时评|opinion|comment|commentary|editorial|column|"
    r"op-?ed|letters?)\s*[|:：\]】/]"
)
