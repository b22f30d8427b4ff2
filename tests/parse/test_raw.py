"""The sealed copy: what a feed said, kept to be cleaned again."""

# ruff: noqa: E501 - documents stand here as they are sent
from __future__ import annotations

import dataclasses
from collections.abc import Callable

import orjson
import pytest
import zstandard
from aggregator.model import ContentOptions, ParsedEntry, RecleanItem
from aggregator.parse import finish
from aggregator.parse.raw import RawEntry, RawFile, RawPerson, RawText, seal, unseal
from hypothesis import given
from hypothesis import strategies as st

_word = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
_texts = st.builds(RawText, _word, st.sampled_from(["text/plain", "text/html"]), _word)
_entries = st.builds(
    RawEntry,
    guid=_word,
    title=_texts,
    contents=st.lists(_texts, max_size=2).map(tuple),
    summary=st.none() | _texts,
    authors=st.lists(st.builds(RawPerson, _word, _word, _word), max_size=2).map(tuple),
    files=st.lists(st.builds(RawFile, _word, _word), max_size=2).map(tuple),
    tags=st.lists(_word, max_size=2).map(tuple),
    origin=st.tuples(_word, _word),
)


@given(_entries)
def test_what_is_sealed_is_unsealed(entry: RawEntry) -> None:
    assert unseal(seal(entry)) == entry


def packed(document: object) -> bytes:
    return zstandard.compress(orjson.dumps(document))


@pytest.mark.parametrize(
    "blob",
    [
        b"",
        b"garbage",
        packed([]),
        packed({"guid": "x"}),
        packed({"form": 1, "unheard": 1}),
        packed({"form": 99}),
        seal(RawEntry())[:-3],
    ],
)
def test_a_damaged_seal_is_a_value_error(blob: bytes) -> None:
    with pytest.raises(ValueError, match="seal"):
        unseal(blob)


def test_cleaning_again_gives_what_parsing_gave(item: Callable[..., ParsedEntry]) -> None:
    entry = item(
        "<title>标题 &lt;b&gt;x&lt;/b&gt;</title><link>p/1</link><guid>1</guid><dc:creator>甲</dc:creator><category>t</category>"
        "<description>摘要</description><content:encoded><![CDATA[<p>正文</p><img src='i.png'><p class='ad'>广告</p>]]></content:encoded>"
        "<enclosure url='e.mp3' type='audio/mpeg' length='5'/>"
    )
    again = finish.reclean(RecleanItem(5, entry.raw))
    assert again.ref == 5
    for name in (
        "title",
        "content",
        "summary",
        "text",
        "is_teaser",
        "thumbnail",
        "keys",
        "content_hash",
        "authors",
        "tags",
        "enclosures",
    ):
        assert getattr(again, name) == getattr(entry, name), name
    without = finish.reclean(RecleanItem(5, entry.raw, ContentOptions(remove=(".ad",))))
    assert "广告" in again.content
    assert "广告" not in without.content


def test_the_seal_keeps_the_feeds_own_words(item: Callable[..., ParsedEntry]) -> None:
    entry = item(
        "<title>a</title><description>&lt;script>x&lt;/script>&lt;p onclick='y'>z</description><pubDate>昨天</pubDate>"
    )
    raw = unseal(entry.raw)
    assert raw.summary is not None
    assert "<script>x</script><p onclick='y'>z" in raw.summary.value
    assert raw.published == "昨天"
    assert raw.base == "https://site.example/"
    assert dataclasses.asdict(raw)["format"] == "rss20"
