"""Real documents: the title and number of entries that the index of the corpus names, and no garbled letter."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from aggregator.errors import ParseError
from aggregator.model import ParsedEntry, ParsedFeed
from aggregator.parse.raw import RawText
from aggregator.parse.titles import plain_title

from support.differences import differences

pytestmark = pytest.mark.corpus

# Where the index repeats what feedparser made of a title, and the document says better.
BETTER = {
    "codehollow__FeedReader/Rss20YandexRussia.xml": "Яндекс.Новости: Москва",  # encoded twice
    "kurtmckee__feedparser/chardet__big5.xml": "我希望??很容易?其翻?成中文，并有助于改??件。 感?您??本文。",
    "miniflux__v2/windows-1252-incorrect-prolog.xml": "Euro €",
    "feedjira__feedjira/DuplicateContentAtomFeed.xml": "Avian’s Blog",  # a feed inside of a page
    "kurtmckee__feedparser/sanitize__feed_title_onchange.xml": "",  # a picture
    "rust-syndication__atom/text_xhtml_escaped.xml": "<p>Feed Title</p>",
    "rust-syndication__atom/text_plain_escaped.xml": "<p>Feed Title</p>",  # of type text: meant as it stands
    "lemon24__reader/invalid.json": "",  # a title that is a list
}
# Documents that are refused although the index names a title or entries.
REFUSED = {
    "derived/billion-laughs.xml": "entity-declarations",
    "derived/external-entity.xml": "entity-declarations",
    "feed-rs__feed-rs/rss2__rss_2.0_invalid_1.xml": "truncated",  # before its first entry
}
_GARBLED = re.compile("[\u00c2\u00c3\u00d0\u00d1][\u0080-\u00bf\u2018-\u2122]|\ufffd|[\u0080-\u009f]|锟斤拷|ï¿½")


def _read(parsed: Callable[..., ParsedFeed], body: bytes) -> ParsedFeed | ParseError:
    try:
        return parsed(body)
    except ParseError as error:
        return error


@pytest.fixture(scope="module")
def read(
    corpus: Path, index: list[dict[str, str]], parsed: Callable[..., ParsedFeed]
) -> dict[str, ParsedFeed | ParseError]:
    return {row["path"]: _read(parsed, (corpus / row["path"]).read_bytes()) for row in index if _taken(row)}


def _taken(row: dict[str, str]) -> bool:
    """All documents up to 100 kB, nine in ten; `.ci/corpus` reads the rest, too."""
    return int(row["bytes"]) <= 100_000 or bool(os.environ.get("AGGREGATOR_WHOLE_CORPUS"))


def test_every_document_has_the_title_and_the_entries_of_the_index(
    index: list[dict[str, str]], read: dict[str, ParsedFeed | ParseError]
) -> None:
    wrong = []
    for row in filter(_taken, index):
        path, found = row["path"], read[row["path"]]
        if row["format"] == "opml":
            assert isinstance(found, ParseError)
            assert found.code == "opml"
        elif isinstance(found, ParseError):
            expected = REFUSED.get(path)
            if found.code != expected and (row["title"] or row["entries"] not in {"", "0"}):
                wrong.append(f"{path}: refused, {found}")
        else:
            true = re.search("true title: (.+)", row["note"])
            title = BETTER.get(path, true[1] if true else str(plain_title(RawText(row["title"]))))
            if (found.title, len(found.roster)) != (title, int(row["entries"] or 0)):
                wrong.append(f"{path}: {found.title!r}, {len(found.roster)}, not {title!r}, {row['entries']}")
    assert wrong == []


def test_every_refusal_has_a_code_and_advice(read: dict[str, ParsedFeed | ParseError]) -> None:
    refused = [found for found in read.values() if isinstance(found, ParseError)]
    assert len(refused) > 20
    assert {error.code for error in refused} <= {
        "html-page",
        "not-a-feed",
        "opml",
        "empty",
        "truncated",
        "entity-declarations",
    }
    assert all(error.hint for error in refused)


def test_no_title_is_garbled(read: dict[str, ParsedFeed | ParseError]) -> None:
    garbled = []
    for path, feed in read.items():
        if isinstance(feed, ParsedFeed):
            titles = [feed.title, *(entry.title for entry in feed.roster if isinstance(entry, ParsedEntry))]
            garbled += [f"{path}: {title}" for title in titles if _GARBLED.search(title) and path not in ORIGINALLY]
    assert garbled == []


# Garbled by whoever wrote the document, beyond what can be undone: single letters lost, none of them CJK or Cyrillic.
ORIGINALLY = {
    "codehollow__FeedReader/Rss20RomaNews.xml",
    "simplepie__simplepie/feed_rss-2.0_for_file_mock.xml",
}


@pytest.mark.parametrize(
    ("path", "script"),
    [
        ("derived/coolshell-gb18030.xml", "CJK"),
        ("derived/geekpark-big5.xml", "CJK"),
        ("derived/ifanr-utf8-declared-gbk.xml", "CJK"),
        ("derived/iteye-gbk-no-declaration.xml", "CJK"),
        ("derived/songshuhui-gbk.xml", "CJK"),
        ("derived/techweb-gb2312-declared-gbk-bytes.xml", "CJK"),
        ("derived/xbeta-gbk-declared-utf8.xml", "CJK"),
        ("derived/zaker-utf16-bom.xml", "CJK"),
        ("Ranchero-Software__NetNewsWire/kc0011.rss", "CJK"),
        ("kurtmckee__feedparser/chardet__eucjp.xml", "KATAKANA"),
        ("kurtmckee__feedparser/chardet__shiftjis.xml", "HIRAGANA"),
        ("danmactough__node-feedparser/iconv.xml", "CYRILLIC"),
        ("miniflux__v2/encoding_WINDOWS-1251.xml", "CYRILLIC"),
        ("miniflux__v2/koi8r.xml", "CYRILLIC"),
    ],
)
def test_titles_are_in_their_script(read: dict[str, ParsedFeed | ParseError], path: str, script: str) -> None:
    feed = read[path]
    assert isinstance(feed, ParsedFeed)
    words = feed.title + "".join(entry.title for entry in feed.roster if isinstance(entry, ParsedEntry))
    foreign = [char for char in words if ord(char) > 0x2E7F or 0x370 <= ord(char) <= 0x52F]
    assert any(unicodedata.name(char, "").startswith(script) for char in foreign)
    assert not re.search("[\u0080-\u00bf][\u00c0-\u00ff]", words)


def test_the_rebuilt_sources_keep_link_author_and_true_date(read: dict[str, ParsedFeed | ParseError]) -> None:
    feeds = {path: feed for path, feed in read.items() if path.startswith("rebuilt/") and isinstance(feed, ParsedFeed)}
    assert len(feeds) == 7
    for path, feed in feeds.items():
        for entry in feed.roster:
            assert isinstance(entry, ParsedEntry)
            assert entry.link.startswith("http"), path
            assert entry.guid, path
            assert "undefined" not in entry.thumbnail + entry.link
    jianshu = feeds["rebuilt/rebuilt-jianshu-home.xml"].roster[0]
    assert isinstance(jianshu, ParsedEntry)
    assert jianshu.published is None
    assert "bad-date" in {flaw.code for flaw in jianshu.flaws}
    assert "false-midnight" in {flaw.code for flaw in feeds["rebuilt/rebuilt-woshipm-latest.xml"].flaws}


def test_every_difference_from_feedparser_has_a_reason(corpus: Path, index: list[dict[str, str]]) -> None:
    small = [row["path"] for row in index if row["format"] != "opml" and int(row["bytes"]) < 25_000]
    found = [one for path in small for one in differences(path, (corpus / path).read_bytes())]
    assert len(found) > 100
    assert [one for one in found if not one.reason] == []
