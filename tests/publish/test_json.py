"""JSON Feed 1.1 and what stands under `_aggregator`."""

from __future__ import annotations

import json

import jsonschema
import pytest
from aggregator.publish import render
from aggregator.settings.values import Images

from support import merged


def json_feed(*entries, archive=False, site=None, **changes):
    feed = merged.feed(*entries, **changes)
    rendered = render(feed, site or merged.site(), images=Images(), archive=archive)
    return json.loads(next(r for r in rendered if r.path.endswith(".json")).body)


@pytest.mark.parametrize("mode", ["full", "excerpt", "title"])
def test_every_mode_is_valid(json_schema, mode):
    document = json_feed(
        merged.rich(),
        merged.entry(2, link="", content="", text=""),
        category=merged.category(content=mode),
        site=merged.site(hub="https://hub.example.com/"),
    )
    jsonschema.validate(document, json_schema)
    assert ("content_html" in document["items"][0]) == (mode == "full")


def test_a_rich_story_is_complete():
    item = json_feed(merged.rich())["items"][0]
    assert item["url"] == "https://www.woshipm.com/pd/7.html"
    assert item["image"] == "https://image.woshipm.com/1.jpg"
    assert item["tags"] == ["产品", "AI & 数据"]
    assert item["language"] == "zh-CN"
    assert item["attachments"][0] == {
        "url": "https://cdn.example.com/a.mp3",
        "mime_type": "audio/mpeg",
        "title": "录音",
        "size_in_bytes": 123456,
        "duration_in_seconds": 61,
    }
    own = item["_aggregator"]
    assert own["path"] == ["新媒体", "人人都是产品经理", "最新文章"]
    assert own["precision"] == "day"
    assert own["source"] == {
        "title": "人人都是产品经理",
        "id": "woshipm",
        "site_url": "https://www.woshipm.com/",
        "feed_url": "https://rsshub.app/woshipm/latest",
    }
    assert own["copies"][1] == {
        "source": "sspai",
        "title": "少数派",
        "url": "https://sspai.com/post/7",
        "first_seen": "2026-01-02T05:00:00Z",
    }
    assert [copy["source"] for copy in own["copies"]] == ["woshipm", "sspai", "cnbeta"]
    assert own["authors"] == [{"name": "王小明", "url": "https://www.woshipm.com/u/1"}, {"name": "Ann Li"}]
    assert own["guid"] == "7"
    assert "wang@example.com" not in json.dumps(item)


def test_next_url_walks_the_archive_from_new_to_old():
    assert json_feed(archive=True, archives=(0, 2))["next_url"] == "https://example.org/feeds/xinmeiti/archive-3.json"
    page = json_feed(archive=True, archives=(0, 2), block=2)
    assert page["next_url"] == "https://example.org/feeds/xinmeiti/archive-1.json"
    assert page["feed_url"] == "https://example.org/feeds/xinmeiti/archive-3.json"
    assert page["_aggregator"]["current"] == "https://example.org/feeds/xinmeiti.json"
    assert "next_url" not in json_feed(archive=True, archives=(0, 2), block=0)
    assert "next_url" not in json_feed(archives=(0, 2))


def test_an_unlisted_source_lends_its_name_alone():
    source = json_feed(merged.entry(1, source=merged.UNLISTED))["items"][0]["_aggregator"]["source"]
    assert source == {"title": "不列出"}
