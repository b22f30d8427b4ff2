"""Whether two newsrooms tell one story, each in its own words: what `measures` counted is weighed by `scales`.

`explain` says what was found in words and numbers. Only Chinese and English are read so: for another language nothing
tells its common words from its names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from aggregator.merge import figures, places, sequels, subjects, titles, tokens
from aggregator.merge.accounts import Account
from aggregator.merge.measures import hours, measure
from aggregator.merge.scales import ANEW, COPY, ONE_HEADLINE
from aggregator.merge.similarity import Likeness
from aggregator.merge.titles import Title

_LEAST = 25  # characters; a text with less states too little
_LONGEST_GAP = 72.0  # hours after which it is another report, whatever is shared
_SHARED = 0.2  # share of the runs of three tokens from which on one text was made of the other, or both of a form
_REPRINTED = 0.8  # the same from which on a rubric before the headline (专栏|) is the site's, not a comment


def told_anew(one: Account, other: Account) -> Likeness:
    """Whether two articles that share rare names or figures are one story, however few words they share."""
    shared = tokens.containment(one.grams, other.grams)
    if why := _ruled_out(one, other, shared):
        return Likeness(same=False, reason=why, containment=shared)
    scale = ONE_HEADLINE if one.title.core == other.title.core else COPY if shared >= _SHARED else ANEW
    found = measure(one, other)
    likely = scale.likelihood(found)
    closed = {name: road.barred(found) for name, road in scale.roads.items()}
    if all(closed.values()):
        return Likeness(same=False, reason=next(iter(closed.values())), containment=shared)
    led = next((name for name, road in scale.roads.items() if not closed[name] and likely >= road.enough), "")
    told = f"texts share {shared:.2f}" if shared >= _SHARED else "told in other words"
    said = f"{told}: {_said(one, other, found)}; {f'{led}, ' if led else ''}{likely:.2f} likely"
    return Likeness(same=bool(led), reason=said, containment=shared)


def copied(one: Account, other: Account) -> Likeness:
    """The same for two that need not share any: only sentences that one took from the other count."""
    shared = tokens.containment(one.grams, other.grams)
    if shared < _SHARED:
        return Likeness(same=False, reason="they share no rare names or figures", containment=shared)
    return told_anew(one, other)


def _ruled_out(one: Account, other: Account, shared: float) -> str:
    """Why the two cannot be one story, whatever they share; "" where they can."""
    if min(one.size, other.size) < _LEAST or (_is_short(one, other) and not figures.shared(one.figures, other.figures)):
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


def _is_short(one: Account, other: Account) -> bool:
    """Whether either is a line that says too little without a figure."""
    return one.is_short or other.is_short


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
