"""Tokens by the short way say what the long way says: keys made of them are stored for years."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

from aggregator.merge.tokens import is_wide, pieces, runs, tokens
from aggregator.text import fold
from hypothesis import example, given
from hypothesis import strategies as st

TEXTS = st.text(
    st.one_of(st.sampled_from("的一是在，：；？！（）、。…　 \xa0\n\taB7.,'’+#_ｆ１㎡カﾞガ각𠀀"), st.characters()),
    max_size=80,
)


@given(TEXTS)
@example("Straße，ＡＢＣ…　\u3000 A\u0301 ﬁ \x1c\x85 end ")
def test_folding_is_nfkc_case_folding_and_single_spaces(text):
    assert fold(text) == re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text).casefold()).strip()


@given(TEXTS)
@example("你好，世界 iPhone17 发布 don't c++ 3,000 元")
def test_runs_hold_what_tokens_hold(text):
    words = tokens(text)
    assert "".join(runs(text)) == "".join(words)
    assert pieces(runs(text)) == pieces(words)
    pairs = {a + b for a, b in pairwise(words) if is_wide(a) and is_wide(b)}
    assert pieces(words) == pairs | {word for word in words if not is_wide(word)}
