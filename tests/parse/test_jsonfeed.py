"""JSON Feed 1 and 1.1, as written and as sent."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from aggregator.errors import ParseError
from aggregator.model import Known, ParsedEntry, ParsedFeed, Person
from hypothesis import given
from hypothesis import strategies as st

Parse = Callable[..., ParsedFeed]

FULL: dict[str, Any] = {
    "id": "https://j.example/1",
    "url": "/1",
    "title": "标题 &amp; more",
    "content_html": "<p>正文<img src='/i.png'></p>",
    "summary": "摘要",
    "date_published": "2021-04-30T12:30:00+08:00",
    "date_modified": "2021-05-01T00:00:00Z",
    "authors": [{"name": "甲", "url": "https://j.example/a"}, {"name": "乙"}],
    "tags": ["标签", "标签", "t2", 5],
    "image": "/pic.jpg",
    "language": "zh-CN",
    "attachments": [
        {"url": "/a.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 12, "duration_in_seconds": 61.5, "title": "声"}
    ],
}


def feed(*items: Any, **head: Any) -> str:
    top = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "名字",
        "home_page_url": "https://j.example/",
        "items": list(items),
    }
    return json.dumps(top | head, ensure_ascii=False)


def only(parsed: ParsedFeed) -> ParsedEntry:
    (entry,) = parsed.roster
    assert isinstance(entry, ParsedEntry)
    return entry


def test_every_field_of_an_item(parsed: Parse) -> None:
    entry = only(parsed(feed(FULL)))
    assert (entry.guid, entry.link, entry.title) == ("https://j.example/1", "https://j.example/1", "标题 & more")
    assert "正文" in entry.content
    assert "摘要" in entry.summary
    assert entry.published is not None
    assert entry.updated is not None
    assert entry.published.at == datetime(2021, 4, 30, 4, 30, tzinfo=UTC)
    assert entry.updated.at == datetime(2021, 5, 1, tzinfo=UTC)
    assert entry.authors == (Person("甲", "https://j.example/a"), Person("乙"))  # type: ignore[arg-type]
    assert entry.tags == ("标签", "t2")
    assert (entry.thumbnail, entry.language) == ("https://j.example/pic.jpg", "zh-CN")
    (sound,) = entry.enclosures
    assert (sound.url, sound.type, sound.length, sound.duration, sound.title) == (
        "https://j.example/a.mp3",
        "audio/mpeg",
        12,
        61,
        "声",
    )


def test_the_feed_itself(parsed: Parse) -> None:
    found = parsed(
        feed(
            icon="/i.png",
            feed_url="https://j.example/feed.json",
            hubs=[{"type": "WebSub", "url": "https://h.example/"}],
            author={"name": "主"},
        )
    )
    assert (found.format, found.title, found.link, found.icon) == (
        "jsonfeed-1.1",
        "名字",
        "https://j.example/",
        "https://j.example/i.png",
    )
    assert (found.self_link, found.hubs) == ("https://j.example/feed.json", ("https://h.example/",))
    assert found.authors == (Person("主"),)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("item", "guid", "link"),
    [
        ({"id": 7, "url": "https://j.example/7"}, "7", "https://j.example/7"),
        ({"id": 7.0, "external_url": "https://x.example/"}, "7", "https://x.example/"),
        ({"id": "https://j.example/8"}, "https://j.example/8", "https://j.example/8"),
        ({"id": "tag:x"}, "tag:x", ""),
        ({"url": "https://j.example/undefined"}, "", ""),
    ],
)
def test_ids_and_links(parsed: Parse, item: dict[str, Any], guid: str, link: str) -> None:
    entry = only(parsed(feed(item | {"content_text": "x"})))
    assert (entry.guid, entry.link) == (guid, link)


def test_text_is_text(parsed: Parse) -> None:
    entry = only(parsed(feed({"id": "1", "content_text": "一 <b> 二\n\n三"})))
    assert "&lt;b&gt;" in entry.content
    assert entry.text.startswith("一 <b> 二")


def test_known_items_are_not_parsed_again(parsed: Parse) -> None:
    body = feed(FULL, {"id": "2", "url": "/2?utm_source=x", "content_text": "二"})
    whole = parsed(body)
    again = parsed(body, known={whole.roster[1].item_hash: 5})
    assert again.roster[0] == whole.roster[0]
    assert again.roster[1] == Known(1, 5, whole.roster[1].item_hash, "2", "https://j.example/2")


def test_order_of_keys_does_not_make_an_item_new(parsed: Parse) -> None:
    turned = dict(reversed(list(FULL.items())))
    assert parsed(feed(FULL)).roster[0].item_hash == parsed(feed(turned)).roster[0].item_hash


@pytest.mark.parametrize(
    "body",
    [
        "\ufeff" + feed(FULL),
        feed(FULL).replace("标题", "标\\ud800题"),
        feed(FULL, "not an item", None, 5),
        feed(FULL | {"authors": "甲", "tags": None, "attachments": {"url": 1}, "date_published": 5}),
    ],
)
def test_json_as_it_is_sent(parsed: Parse, body: str) -> None:
    assert only(parsed(body)).guid == "https://j.example/1"


def test_wrong_types_are_passed_over(parsed: Parse) -> None:
    found = parsed(feed({"id": ["x"], "title": {"a": 1}, "content_html": 5, "tags": "t", "image": []}, title=["no"]))
    assert (found.title, only(found).guid, only(found).title) == ("", "", "")


@pytest.mark.parametrize("depth", [500, 100_000])
def test_deep_json_is_refused(parsed: Parse, depth: int) -> None:
    with pytest.raises(ParseError):
        parsed("[" * depth + "]" * depth)
    with pytest.raises(ParseError):
        parsed('{"items":' * depth + "1" + "}" * depth)


def test_an_unknown_version_is_read_and_told(parsed: Parse) -> None:
    found = parsed(feed(FULL, version="https://jsonfeed.org/version/9"))
    assert len(found.roster) == 1
    assert "unknown-version" in {flaw.code for flaw in found.flaws}


def test_a_push_is_partial(parsed: Parse) -> None:
    assert parsed(feed(FULL), partial=True).partial
    assert not parsed(feed(FULL)).partial


# ------------------------------------------------------------------------------------------------ damaged documents


def three() -> list[dict[str, Any]]:
    return [{"id": f"n{n}", "title": f"第{n}", "tags": ["a", "b"], "content_text": "字" * 40} for n in range(3)]


def flaws(found: ParsedFeed | ParsedEntry) -> set[str]:
    return {flaw.code for flaw in found.flaws}


@pytest.mark.parametrize(
    "body",
    [
        feed(*three()).replace("]}]}", "],},]}").replace("}, {", ",}, {"),
        feed(*three()) + "\n<!-- cached page, 0.1 s -->",
        feed(items={str(10 - n): item for n, item in enumerate(three())}),
    ],
    ids=["a comma too many", "something after its end", "numbered items"],
)
def test_common_damage_costs_no_entry(parsed: Parse, body: str) -> None:
    found = parsed(body)
    assert [one.guid for one in found.roster] == ["n0", "n1", "n2"]
    assert not found.partial
    assert "ill-formed" in flaws(found)
    assert found.roster[1].item_hash == parsed(feed(*three())).roster[1].item_hash


def test_a_lone_item_instead_of_a_list(parsed: Parse) -> None:
    whole = feed(items=three()[0])
    assert only(parsed(whole)).guid == "n0"
    cut = only(parsed(whole[: whole.rindex("字")]))
    assert (cut.guid, cut.text) == ("n0", "")
    assert "cut-off" in flaws(cut)


def test_a_comma_inside_of_a_text_is_no_comma_too_many(parsed: Parse) -> None:
    said = 'he said \\",]\\" and ,} and \\\\'
    (entry,) = parsed(feed({"id": "1", "title": "x"}).replace('"x"', f'"{said}",')).roster
    assert isinstance(entry, ParsedEntry)
    assert entry.title == 'he said ",]" and ,} and \\'


def test_a_truncated_document_adds_and_never_removes(parsed: Parse) -> None:
    whole = feed(*three())
    found = parsed(whole[: whole.rindex("字") - 3])
    assert found.partial
    assert "truncated" in flaws(found)
    assert [one.guid for one in found.roster] == ["n0", "n1", "n2"]
    assert found.roster[1] == parsed(whole).roster[1]
    last = found.roster[2]
    assert isinstance(last, ParsedEntry)
    assert "cut-off" in flaws(last)
    assert last.is_teaser
    assert (last.title, last.tags, last.text, last.item_hash) == ("第2", ("a", "b"), "", b"")


@given(st.data())
def test_wherever_a_document_breaks_off_it_says_nothing_else(parsed: Parse, data: st.DataObject) -> None:
    items: Any = [FULL, *three(), {"id": "q", "title": 'a "b" \\ [c] {d},', "url": "/q", "content_html": "<p>,]}</p>"}]
    if data.draw(st.booleans()):
        items = {str(n): item for n, item in enumerate(items)}
    text = feed(items=items, _other={"a": [1, 2.5, None, {}]})
    whole = parsed(text)
    end = data.draw(st.integers(text.index('"n0"'), len(text) - 2))
    found = parsed(text[:end])
    assert found.partial
    for one, other in zip(found.roster, whole.roster, strict=False):
        assert isinstance(one, ParsedEntry)
        assert isinstance(other, ParsedEntry)
        if "cut-off" in flaws(one):
            assert one.title == other.title
            assert {one.guid, one.link} <= {other.guid, other.link, ""}
        else:
            assert one == other


def test_what_follows_a_mistake_is_left_out(parsed: Parse) -> None:
    found = parsed(feed(*three()).replace('"第1"', '"第"1""'))
    assert found.partial
    assert [one.guid for one in found.roster] == ["n0"]
    assert found.roster[0].item_hash


@pytest.mark.parametrize("body", ["{ margin: 0 }", "{{ title }}", "{", '{"error": "no such fe', "[1, 2"])
def test_what_is_no_feed_is_not_made_one(parsed: Parse, body: str) -> None:
    with pytest.raises(ParseError) as caught:
        parsed(body)
    assert caught.value.code == "not-a-feed"


def test_a_document_that_breaks_off_before_its_first_entry_is_asked_for_again(parsed: Parse) -> None:
    with pytest.raises(ParseError) as caught:
        parsed(feed(*three()).partition('"items"')[0] + '"items": [{"id": "n')
    assert caught.value.code == "truncated"
    assert caught.value.transient
