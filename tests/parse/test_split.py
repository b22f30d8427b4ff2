"""The law of the split: a document says the same whether its known items are parsed or dropped before."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from aggregator.errors import ParseError
from aggregator.model import ContentOptions, Known, ParsedEntry, ParsedFeed
from hypothesis import given, settings
from hypothesis import strategies as st

Parse = Callable[..., ParsedFeed]

_pieces = st.sampled_from(
    [
        "<guid>https://a.example/1</guid>",
        "<guid isPermaLink='false'>7</guid>",
        "<guid>/p/8</guid>",
        "<id>urn:x:1</id>",
        "<link>p/1</link>",
        "<link>https://a.example/2?a=1&amp;utm_source=x</link>",
        "<link href='q/2'/>",
        "<link rel='enclosure' href='f.mp3'/>",
        "<link rel='alternate' type='application/json' href='j'/>",
        "<link xml:base='https://l.example/' href='m'/>",
        "<feedburner:origLink>https://o.example/</feedburner:origLink>",
        "<title>标题 &lt;b&gt;x&lt;/b&gt;</title>",
        "<title type='html'>b &amp;amp; c</title>",
        "<title type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml' xml:lang='fr'>t</div></title>",
        "<description>&lt;a href='r'&gt;r&lt;/a&gt; 文</description>",
        "<description><div xml:lang='de' xml:base='https://d.example/'>div</div></description>",
        "<content:encoded><![CDATA[<img src='i.png'><p>正文</p>]]></content:encoded>",
        "<content type='html'><div xml:lang='it'>x</div></content>",
        "<pubDate>Fri, 30 Apr 2021 00:00:00 GMT</pubDate>",
        "<pubDate>2021年4月30日 12:30</pubDate>",
        "<pubDate>Invalid Date</pubDate>",
        "<updated>2021-04-30T04:30:00Z</updated>",
        "<dc:language>ja</dc:language>",
        "<dc:creator>甲</dc:creator>",
        "<author><name>乙</name></author>",
        "<category>标签</category>",
        "<media:group><media:content url='v.mp4' medium='video'/><media:title>m</media:title></media:group>",
        "<media:thumbnail url='t.jpg'/>",
        "<enclosure url='e.mp3' type='audio/mpeg' length='5'/>",
        "<source url='https://s.example/'>源</source>",
        "<image><url>x.png</url><title>i</title><link>https://i.example/</link></image>",
        "<georss:point>1 2</georss:point>",
        "<x:unknown xmlns:x='urn:x'><x:title>no</x:title></x:unknown>",
        "<!-- a comment -->",
        "loose text",
    ]
)
_bases = st.sampled_from(["", " xml:base='https://b.example/y/'", " xml:base='z/'", " xml:lang='ko'", " xml:lang=''"])
_items = st.lists(st.tuples(_bases, st.lists(_pieces, max_size=6)), max_size=6)
_heads = st.sampled_from(
    [
        "",
        "<link>https://site.example/</link>",
        "<language>zh</language><link>rel/</link>",
        "<author><name>site</name></author>",
    ]
)
_roots = st.sampled_from(["", " xml:base='https://root.example/r/'", " xml:lang='en'"])
_MODULES = (
    " xmlns:content='http://purl.org/rss/1.0/modules/content/' xmlns:dc='http://purl.org/dc/elements/1.1/'"
    " xmlns:media='http://search.yahoo.com/mrss/' xmlns:georss='http://www.georss.org/georss'"
    " xmlns:feedburner='http://rssnamespace.org/feedburner/ext/1.0'"
)


def document(kind: str, root: str, head: str, items: list[tuple[str, list[str]]]) -> str:
    name = "entry" if kind == "atom" else "item"
    inside = "\n".join(f"<{name}{base}>{''.join(pieces)}</{name}>" for base, pieces in items)
    if kind == "atom":
        return f"<feed xmlns='http://www.w3.org/2005/Atom'{_MODULES}{root}><title>t</title>{head}{inside}</feed>"
    if kind == "rdf":
        space = " xmlns='http://purl.org/rss/1.0/' xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'"
        return f"<rdf:RDF{space}{_MODULES}{root}><channel><title>t</title>{head}</channel>{inside}</rdf:RDF>"
    return f"<rss version='2.0'{_MODULES}{root}><channel><title>t</title>{head}{inside}</channel></rss>"


@given(st.sampled_from(["rss", "atom", "rdf"]), _roots, _heads, _items, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_split_and_whole_say_the_same(
    parsed: Parse,
    with_known: Callable[..., ParsedFeed],
    kind: str,
    root: str,
    head: str,
    items: list[tuple[str, list[str]]],
    chance: random.Random,
) -> None:
    body = document(kind, root, head, items)
    whole = parsed(body)
    assert len(whole.roster) == len(items)
    known = {one.item_hash: index for index, one in enumerate(whole.roster) if chance.random() < 0.6}
    assert parsed(body, known=known) == with_known(whole, known)


@given(st.sampled_from(["rss", "atom"]), _roots, _heads, _items.filter(lambda items: len(items) > 1))
@settings(max_examples=25, deadline=None)
def test_an_item_alone_says_what_it_says_among_others(
    parsed: Parse, kind: str, root: str, head: str, items: list[tuple[str, list[str]]]
) -> None:
    whole = parsed(document(kind, root, head, items)).roster
    for index, item in enumerate(items):
        if any("00:00:00" in piece for piece in item[1]):
            continue  # whether its midnight is true depends on the others
        (alone,) = parsed(document(kind, root, head, [item])).roster
        among = whole[index]
        assert isinstance(alone, ParsedEntry)
        assert isinstance(among, ParsedEntry)
        assert (alone.guid, alone.link, alone.title, alone.content) == (
            among.guid,
            among.link,
            among.title,
            among.content,
        )
        assert (alone.language, alone.authors, alone.enclosures) == (among.language, among.authors, among.enclosures)


@pytest.mark.corpus
def test_split_and_whole_say_the_same_of_the_corpus(
    corpus: Path, index: list[dict[str, str]], parsed: Parse, with_known: Callable[..., ParsedFeed]
) -> None:
    chance, documents, entries = random.Random(11), 0, 0
    for row in index:
        if int(row["bytes"]) > 30_000 or int(row["entries"] or 0) < 2:
            continue
        body = (corpus / row["path"]).read_bytes()
        try:
            whole = parsed(body)
        except ParseError:
            continue
        known = {one.item_hash: n for n, one in enumerate(whole.roster) if one.item_hash and chance.random() < 0.6}
        assert parsed(body, known=known) == with_known(whole, known), row["path"]
        documents, entries = documents + 1, entries + len(known)
    assert documents > 60
    assert entries > 250


def test_known_items_keep_their_place_name_and_id(parsed: Parse, make_rss: Callable[..., str]) -> None:
    items = [f"<item><guid>g{n}</guid><link>/p/{n}</link><title>第{n}</title></item>" for n in range(3)]
    first = parsed(make_rss("".join(items[1:])))
    known = {one.item_hash: 100 + n for n, one in enumerate(first.roster)}
    new, one, two = parsed(make_rss("".join(items)), known=known).roster
    assert isinstance(new, ParsedEntry)
    assert (new.position, new.title) == (0, "第0")
    assert one == Known(1, 100, first.roster[0].item_hash, "g1", "https://site.example/p/1")
    assert two == Known(2, 101, first.roster[1].item_hash, "g2", "https://site.example/p/2")


@pytest.mark.parametrize(
    "change",
    [
        {"timezone": "Europe/Berlin"},
        {"date_formats": ("%d",)},
        {"content": ContentOptions(remove=(".ad",))},
        {"url": "https://other.example/"},
    ],
)
def test_what_an_item_inherits_is_in_its_hash(
    parsed: Parse, make_rss: Callable[..., str], change: dict[str, object]
) -> None:
    body = make_rss("<item><guid>1</guid></item>", "")
    assert parsed(body).roster[0].item_hash != parsed(body, **change).roster[0].item_hash


def test_base_language_and_content_are_in_the_hash(parsed: Parse) -> None:
    def item_hash(root: str, head: str = "", inside: str = "<guid>1</guid>") -> bytes:
        return parsed(document("rss", root, head, [("", [inside])])).roster[0].item_hash

    hashes = [
        item_hash(""),
        item_hash(" xml:base='https://x.example/'"),
        item_hash(" xml:lang='fr'"),
        item_hash("", "<language>fr</language>"),
        item_hash("", "<link>https://x.example/</link>"),
        item_hash("", "", "<guid>2</guid>"),
    ]
    assert len(set(hashes)) == len(hashes)
    assert item_hash("", "<title>other</title><ttl>5</ttl>") == item_hash("")
    assert item_hash("", "", "<guid>1</guid><!-- built in 0.2 s -->") == item_hash("")


def test_an_item_inside_an_item_is_not_taken_apart(parsed: Parse) -> None:
    feed = parsed(
        "<rss version='2.0'><channel><item><title>a</title><item><title>b</title></item></item></channel></rss>"
    )
    assert [one.item_hash for one in feed.roster] == [b""] * len(feed.roster)
    assert len(feed.roster) == 2


def test_the_seam_with_the_index_is_whole(corpus: Path) -> None:
    with (corpus / "INDEX.csv").open(encoding="utf-8", newline="") as rows:
        assert {"path", "entries", "title", "note"} <= set(next(csv.DictReader(rows)))
