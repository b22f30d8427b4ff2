"""Tokens by the short way say what the long way says: keys made of them are stored for years."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

from aggregator.merge import commonness, facts
from aggregator.merge.tokens import is_wide, letters, may_be_wide, pieces, plain, runs, tokens
from aggregator.text import fold, one_line, xml_clean
from hypothesis import example, given, settings
from hypothesis import strategies as st

TEXTS = st.text(
    st.one_of(st.sampled_from("的一是在，：；？！（）、。…　 \xa0\n\taB7.,'’+#_ｆ１㎡カﾞガ각𠀀"), st.characters()),
    max_size=80,
)


@settings(deadline=None)
@given(TEXTS)
@example("Straße，ＡＢＣ…　\u3000 A\u0301 ﬁ \x1c\x85 end ")
@example("a｜b～c－d％￥5\u2009\u200aX™\u0301")
def test_folding_is_nfkc_case_folding_and_single_spaces(text):
    assert fold(text) == re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text).casefold()).strip()


@settings(deadline=None)
@given(TEXTS)
@example("你好，世界 iPhone17 发布 don't c++ 3,000 元")
def test_runs_hold_what_tokens_hold(text):
    words = tokens(text)
    shorter = runs(plain(text))
    assert "".join(shorter) == "".join(words)
    assert pieces(shorter) == pieces(words)
    assert facts.spoken(shorter) == facts.content(pieces(words))
    pairs = {a + b for a, b in pairwise(words) if is_wide(a) and is_wide(b)}
    assert pieces(words) == pairs | {word for word in words if not is_wide(word)}


@settings(deadline=None)
@given(TEXTS)
@example("snake_case, ＡＢＣ・２ & “𠀀”!")
def test_letters_are_the_folded_text_without_its_symbols(text):
    assert letters(text) == re.sub(r"[\W_]", "", fold(text))
    assert may_be_wide(text) or not any(map(is_wide, text))


def test_no_piece_that_is_listed_as_common_is_rare():
    assert max(map(commonness.weight, commonness.LISTED)) < 2


@settings(deadline=None)
@given(TEXTS)
def test_one_line_is_the_same_for_text_with_nothing_to_do(text):
    kept = xml_clean(re.sub("[\u202a-\u202e]", "", re.sub("[\u2028\u2029\u0085\x0b\x0c]", " ", text)))
    assert one_line(text) == re.sub(r"\s+", " ", kept).strip()
