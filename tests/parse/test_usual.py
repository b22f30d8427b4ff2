"""The law of the usual item: what is read without feedparser is what feedparser reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from aggregator.errors import ParseError
from aggregator.model import ParsedEntry, ParsedFeed
from aggregator.parse import adapter, encoding, markup, usual
from aggregator.parse.raw import RawEntry
from aggregator.parse.split import Document, IllFormedError
from hypothesis import given, settings
from hypothesis import strategies as st

BASE = "https://site.example/dir/"
SPACES = (
    " xmlns:content='http://purl.org/rss/1.0/modules/content/' xmlns:dc='http://purl.org/dc/elements/1.1/'"
    " xmlns:dcterms='http://purl.org/dc/terms/' xmlns:media='http://search.yahoo.com/mrss/'"
    " xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd' xmlns:thr='http://purl.org/syndication/thread/1.0'"
    " xmlns:slash='http://purl.org/rss/1.0/modules/slash/' xmlns:x='urn:x' xmlns:georss='http://www.georss.org/georss'"
)

_names = st.sampled_from(
    [
        *(
            "title",
            "dc:title",
            "description",
            "dc:description",
            "summary",
            "itunes:summary",
            "content:encoded",
            "content",
        ),
        *("pubDate", "published", "issued", "dcterms:issued", "updated", "modified", "dc:date", "created", "date"),
        *(
            "author",
            "dc:creator",
            "itunes:author",
            "category",
            "dc:subject",
            "itunes:keywords",
            "media:keywords",
            "keywords",
        ),
        *(
            "comments",
            "slash:comments",
            "itunes:duration",
            "itunes:title",
            "itunes:subtitle",
            "itunes:explicit",
            "guid",
            "id",
        ),
        *("enclosure", "link", "media:content", "media:thumbnail", "itunes:image", "source", "rights", "publisher"),
        *(
            "dc:publisher",
            "media:credit",
            "x:title",
            "x:any",
            "any",
            "image",
            "dc:language",
            "media:title",
            "georss:point",
        ),
        *("title_detail", "itunes:category", "media:category", "body", "subtitle", "media:description", "name"),
        *("media:group", "media:group", "media:content", "author", "language"),
    ]
)
_attributes = st.sampled_from(
    [
        *([""] * 8),
        *(
            " type='html'",
            " type='text'",
            " type='xhtml'",
            " type='TEXT/HTML'",
            " type='image/png'",
            " type=''",
            " mode='x'",
        ),
        *(" url='https://f.example/a.mp3'", " url='a.mp3'", " href='https://f.example/b.mp3'", " href='b'", " uri='u'"),
        *(" rel='enclosure' href='https://f.example/c'", " rel='ENCLOSURE' href='c' title='t'", " rel='self' href='s'"),
        *(" term='t' scheme='s' label='l'", " term='t'", " domain='d'", " isPermaLink='false'", " thr:count='5'"),
        *(
            " x:type='html'",
            " x:href='https://x.example/'",
            " xml:lang='fr'",
            " xml:lang='' type='html'",
            " xml:lang='pt_BR' xml:base='https://b.example/c'",
            " xml:base='https://b.example/'",
        ),
        *(
            " url='https://f.example/v' fileSize='5' medium='video' Type='Video/MP4'",
            " length='9'",
            " lang='de'",
            " base='q'",
        ),
    ]
)
_texts = st.sampled_from(
    [
        *(
            "",
            " ",
            "one",
            " 标题 ",
            "two, three,,four",
            "https://a.example/p?q=1&amp;r=2",
            "/p/1",
            "a@b.example (Name)",
        ),
        *("&lt;b&gt;bold&lt;/b&gt; text", "R&amp;amp;D", "a &lt; b", "<![CDATA[<p>正文 &nbsp;</p>]]>", "List&lt;T&gt;"),
        *(
            "Ã©tÃ© dÃ©jÃ ",
            "caf\xe9",
            "\x80 \x93quoted\x94",
            "Fri, 30 Apr 2021 00:00:00 GMT",
            "12:34",
            "yes",
            "x<!-- c -->y",
        ),
        *(
            "<name>乙</name>",
            "<name>N</name><uri>https://n.example/</uri><email>n@n.example</email>",
            "<email>e@e.e</email>",
        ),
        *("<name> </name>", "<uri>u</uri>", "<b>bold</b>", "<url>x.png</url>", "<x:any>1</x:any><name>A</name>"),
        *(
            "<media:title type='html'>m</media:title><media:credit role='r'>c</media:credit>",
            "<media:description>d</media:description>",
        ),
        *(
            "<media:content url='https://m.example/'><media:thumbnail url='t'/></media:content>",
            "<media:keywords>k, l</media:keywords>",
        ),
        *("a@b.example", "N N &lt;n@n.example&gt;", "<media:thumbnail url='t'>https://u.example/</media:thumbnail>"),
    ]
)
_elements = st.builds("<{0}{1}>{2}</{0}>".format, _names, _attributes, _texts)
_own = st.sampled_from(
    [*([""] * 4), " xml:base='https://b.example/y/'", " xml:base='z/'", " xml:lang='zh_CN'", " xml:lang=''"]
)
_items = st.lists(st.tuples(_own, st.lists(_elements, max_size=6).map("".join)), min_size=1, max_size=4)


def document(kind: str, items: list[tuple[str, str]]) -> str:
    name = "entry" if kind == "atom" else "item"
    inside = "".join(f"<{name}{own}>{said}</{name}>" for own, said in items)
    head = "<title>t</title><itunes:summary>s</itunes:summary><description>d</description>"
    if kind == "atom":
        return f"<feed xmlns='http://www.w3.org/2005/Atom'{SPACES}>{head}{inside}</feed>"
    if kind == "rdf":
        space = " xmlns='http://purl.org/rss/1.0/' xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'"
        return f"<rdf:RDF{space}{SPACES}><channel>{head}</channel>{inside}</rdf:RDF>"
    return f"<rss version='2.0'{SPACES}><channel>{head}{inside}</channel></rss>"


def both(text: str) -> list[tuple[RawEntry, RawEntry]]:
    """Each usual item of a document as it is read here and as feedparser reads it, without what `split` reads."""
    taken = Document(text)
    atom = usual.is_atom(taken.root)
    if taken.whole or atom is None:
        return []
    found = []
    for n, element in enumerate(taken.elements):
        said = usual.read(element, *taken.inheritance(n, BASE), atom=atom)
        if said is None:
            continue
        alone = adapter.read(Document(text).compose([n], BASE), BASE)
        assert alone.format.startswith("atom") == atom
        if len(alone.entries) == 1:
            found.append((_unnamed(adapter.entry(said, alone.format)), _unnamed(alone.entries[0])))
    return found


def _unnamed(entry: RawEntry) -> RawEntry:
    return replace(entry, guid="", link="")


@given(st.sampled_from(["rss", "atom", "rdf"]), _items)
@settings(max_examples=300, deadline=None)
def test_a_usual_item_is_read_as_feedparser_reads_it(kind: str, items: list[tuple[str, str]]) -> None:
    for ours, theirs in both(document(kind, items)):
        assert ours == theirs


@pytest.mark.corpus
def test_usual_items_of_the_corpus_are_read_as_feedparser_reads_them(corpus: Path, index: list[dict[str, str]]) -> None:
    usual_ones = entries = 0
    for row in index:
        if int(row["bytes"]) > 200_000 or not int(row["entries"] or 0):
            continue
        try:
            text = markup.prepare(encoding.decode((corpus / row["path"]).read_bytes()).text).text
            found = both(text)
        except (ParseError, IllFormedError):
            continue
        for ours, theirs in found:
            assert ours == theirs, row["path"]
        usual_ones, entries = usual_ones + len(found), entries + int(row["entries"])
    assert usual_ones > 0.6 * entries


def test_the_head_of_a_document_is_no_part_of_its_first_item(parsed: Callable[..., ParsedFeed]) -> None:
    """feedparser took a second summary in the head for content, and then that of the first item for no content."""
    said = "<title>a</title><summary>short</summary><description>a longer text</description>"
    for more in ("", "<georss:point>1 2</georss:point>"):
        first, second = parsed(document("rss", [("", said + more), ("", said + more)])).roster
        assert isinstance(first, ParsedEntry)
        assert isinstance(second, ParsedEntry)
        assert (first.content, first.summary) == (second.content, second.summary)
        assert "a longer text" in first.content
