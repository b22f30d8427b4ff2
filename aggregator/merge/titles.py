"""What a title says when its decorations are taken off, and which numbers, dates and series marks it bears.

`第3期` is not `第4期`: two titles that count in the same way and arrive at different numbers name different articles.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from aggregator.merge.series import Mark, is_rubric, is_series, marks
from aggregator.merge.tokens import is_wide, numbers, plain, tokens

_BRACKETED = re.compile(
    r"^\s*(?:【([^】]{1,12})】|\[([^\]]{1,16})\]|〔([^〕]{1,12})〕|「(转载?)」|[((](转载?|图)[))])\s*"
)
_FORWARDED = re.compile(r"^\s*(?:转载|转自|转发|转|repost|reposted|rt|fwd?|via)\s*(?:[::|]|\s-)\s*", re.IGNORECASE)
_ENDING = re.compile(r"^(.+?)(?:\s+[-–—·•»/]+\s+|\s*[|_｜—]+\s*|\s+::\s+)([^|_｜—]{1,30})$")
_ENDING_BARE = re.compile(r"^(.*[\u3400-\u9fff?!。！？…].*?)\s*-\s*([^-]{2,16})$")
_PARTING = re.compile("[-–—·•»/|_｜:]")  # without one of these there is no ending
_REPOSTS = frozenset(
    {"转载", "转", "转发", "转自", "repost", "reposted", "图", "原创", "分享", "推荐", "share", "shared"}
)
# Names of sites that begin or end with a number: their digits count nothing.
_NUMBERED_SITES = frozenset(
    {"36氪", "36kr", "9to5mac", "9to5google", "9to5linux", "51cto", "3dmgame", "3dm", "17173", "163", "a9vg", "9gag"}
)
_BROKEN_OFF = re.compile(r"(?:\.{2,}|…)\W*$")
_MASK = re.compile(r"\d+(?:\.\d+)*")


_MUCH = 22  # wide characters, or Latin words of three
_ONCE = frozenset(
    {"year", "month", "quarter", "号", "届", "轮", "批", "version"}
)  # marks of news; a rubric bears a day or an issue


@dataclass(frozen=True, slots=True)
class Title:
    """A title taken apart. `core` is what is left to compare: folded tokens without carriers' decorations."""

    core: str
    whole: str  # the same with its decorations
    before: str  # a bracketed word before it, "" for words that only say "reposted"
    after: str  # what looked like a site's name behind it
    numbers: frozenset[str]
    marks: frozenset[Mark]
    series: bool  # a title of a kind that comes again and again
    rubric: bool  # the name of a rubric and hardly more
    broken: bool = False  # it ends in an ellipsis

    @property
    def is_telling(self) -> bool:
        """Whether the title is long enough to be no chance: 12 characters, and as many in Chinese or 4 Latin words."""
        words = self.core.split()
        weight = sum(1 if is_wide(word) else 3 for word in words)
        return weight >= 12 and sum(map(len, words)) >= 12

    @property
    def tells_much(self) -> bool:
        """Whether the title says so much beside its marks that a series has it once (2025年二季度GDP同比增长5.2%)."""
        once = not self.rubric and {mark.kind for mark in self.marks} <= _ONCE
        return once and sum(1 if is_wide(word) else 3 for word in self.core.split()) >= _MUCH

    @property
    def recurs(self) -> bool:
        """Whether the very same title comes again with other content: a series that does not count (每日一题)."""
        weak = all(mark.kind in {"weekday", "edition", "part", "month", "year"} for mark in self.marks)
        return weak and (self.rubric or (self.series and not self.is_telling))


@lru_cache(maxsize=4096)
def read(title: str) -> Title:
    """Take a title apart. The same title always gives the same parts; nothing of it is lost."""
    folded = plain(title)
    rest, before = _without_beginning(folded)
    rest, after = _without_ending(rest)
    bare = f"{before} {rest}" if before else rest
    return Title(
        core=" ".join(tokens(rest)),
        whole=" ".join(tokens(folded)),
        before=" ".join(tokens(before)),
        after=" ".join(tokens(after)),
        numbers=numbers(bare),
        marks=marks(bare),
        series=is_series(bare),
        rubric=is_rubric(bare),
        broken=bool(_BROKEN_OFF.search(folded)),
    )


def core(title: str) -> str:
    """`read(title).core` and nothing else: all that a key is made of, in a third of the time."""
    rest, _ = _without_beginning(plain(title))
    rest, _ = _without_ending(rest)
    return " ".join(tokens(rest))


def _without_beginning(title: str) -> tuple[str, str]:
    kept = ""
    for _ in range(3):
        found = _FORWARDED.match(title) or _BRACKETED.match(title)
        if found is None or not title[found.end() :].strip():
            break
        word = next((group for group in found.groups() if group), "").strip()
        if word and word not in _REPOSTS:
            if kept or is_series(word) or numbers(word):
                break
            kept = word
        title = title[found.end() :]
    return title, kept


def _without_ending(title: str) -> tuple[str, str]:
    kept: list[str] = []
    for _ in range(2):
        found = _PARTING.search(title) and (_ENDING.match(title) or _ENDING_BARE.match(title))
        if found is None:
            break
        rest, name = found[1].strip(), found[2].strip()
        if not _may_be_a_site(rest, name):
            break
        title = rest
        kept.insert(0, name)
    return title, " ".join(kept)


def _may_be_a_site(rest: str, name: str) -> bool:
    words, size = tokens(name), len(tokens(rest))
    if not words or size < 4 or len(words) > 8 or len(words) >= size + 2:
        return False
    if name.replace(" ", "") in _NUMBERED_SITES:
        return True
    return not numbers(name) and not is_series(name)


def alike(one: Title, other: Title) -> float:
    """How alike two titles are, decorations off, 0 to 1; word order counts little."""
    if one.core == other.core:
        return 1.0
    return max(fuzz.ratio(one.core, other.core), fuzz.token_sort_ratio(one.core, other.core)) / 100


def broken_off(one: Title, other: Title) -> bool:
    """Whether one title is the beginning of the other, broken off in a word or with an ellipsis."""
    shorter, longer = sorted((one, other), key=lambda title: len(title.core))
    words, all_words = shorter.core.split(), longer.core.split()
    if not words or not _is_beginning(words, all_words) or words == all_words:
        return False
    in_a_word = words[-1] != all_words[len(words) - 1]
    return (in_a_word or shorter.broken) and not all_words[len(words) - 1][0].isdigit()


def _is_beginning(words: list[str], all_words: list[str]) -> bool:
    """All but the last word are equal, and the last one at least begins alike; two characters tell nothing."""
    last = len(words) - 1
    long_enough = sum(map(len, words)) >= 8
    return long_enough and words[:last] == all_words[:last] and all_words[last].startswith(words[last])


def templates(one: Title, other: Title) -> bool:
    """Whether two titles are the same but for their numbers."""
    left, right = _MASK.sub("#", one.core), _MASK.sub("#", other.core)
    return fuzz.ratio(left, right) >= 85


def conflict(one: Title, other: Title) -> str:
    """Why two titles cannot name one article: other numbers in the same series or pattern; "" where they can."""
    for kind in sorted({mark.kind for mark in one.marks} & {mark.kind for mark in other.marks}):
        left = {mark.value for mark in one.marks if mark.kind == kind}
        right = {mark.value for mark in other.marks if mark.kind == kind}
        if not left & right:
            return f"{kind} {'/'.join(sorted(left))} is not {'/'.join(sorted(right))}"
    only_left, only_right = one.numbers - other.numbers, other.numbers - one.numbers
    if only_left and only_right and templates(one, other):
        return f"number {'/'.join(sorted(only_left))} is not {'/'.join(sorted(only_right))}"
    return ""


def decorations_differ(one: Title, other: Title) -> bool:
    """Whether both titles wear something before or behind them, and not the same: it may be more than a site's name."""
    return bool(
        (one.before and other.before and one.before != other.before)
        or (one.after and other.after and one.after != other.after)
    )
