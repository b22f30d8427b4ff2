"""Commands that only look: status, sources, search, explain, schema, opml, check."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import jsonschema
import pytest
from aggregator.text import width
from lxml import etree

from support.calls import Caller, call

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def test_status_counts_what_is_stored(stored: Caller) -> None:
    status = stored.json("status")
    sources = {source["id"]: source for source in status["sources"]}
    assert status["entries"] == sum(source["entries"] for source in sources.values()) > status["stories"] > 0
    assert sources["woshipm"]["state"] == "ok"
    assert TIME.fullmatch(sources["woshipm"]["last_poll_at"])
    assert [(one["name"], one["slug"]) for one in status["categories"]][-1] == ("新媒体", "xinmeiti")
    assert all(TIME.fullmatch(one["published_at"]) for one in status["categories"])


def test_tables_align_by_the_columns_that_characters_take(stored: Caller) -> None:
    lines = stored("status").out.splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("category"))
    slugs = ("slug", "xinmeiti", "keji", "neibu")
    places = {width(line[: line.index(slug)]) for line, slug in zip(lines[start : start + 4], slugs, strict=True)}
    assert len(places) == 1
    assert all(line == line.rstrip() for line in lines)


def test_sources_tell_when_and_why_the_next_poll_is(stored: Caller) -> None:
    one = stored.json("sources", "woshipm")
    assert one["title"] == "人人都是产品经理"
    assert one["next_poll_reason"]
    assert one["polls"][0]["ended"] == "changed"
    told = stored("sources", "woshipm").out
    assert one["next_poll_reason"] in told
    assert "changed" in told


def test_sources_list_every_source_and_the_silent_ones(stored: Caller) -> None:
    every = {source["id"] for source in stored.json("sources")["sources"]}
    assert every == {"woshipm", "zaker", "jingxuan", "asleep"}
    silent = {source["id"] for source in stored.json("sources", "--silent", "36500d")["sources"]}
    assert silent == {"asleep"}
    assert "asleep" in stored("sources", "--silent", "36500d").out


@pytest.mark.parametrize("words", ["产品", "手机", "供暖"])
def test_words_of_two_chinese_characters_are_found(stored: Caller, words: str) -> None:
    found = stored.json("search", words)
    assert found["query"] == words
    assert found["results"], words
    assert words in stored("search", words).out or found["results"][0]["excerpt"]


def test_searching_in_vain_says_so(stored: Caller) -> None:
    assert stored.json("search", "没有这样的词")["results"] == []
    assert "nothing found" in stored("search", "没有这样的词").err


def test_explain_tells_the_same_story_by_id_and_by_any_link(stored: Caller) -> None:
    feed = json.loads((stored.file.parent / "data" / "public" / "xinmeiti.json").read_bytes())
    merged = next(item for item in feed["items"] if len(item["_aggregator"]["copies"]) > 1)
    by_id = stored.json("explain", merged["id"])
    assert by_id["title"] == merged["title"]
    for copy in merged["_aggregator"]["copies"]:
        assert stored.json("explain", copy["url"])["id"] == merged["id"]
    joined = [copy["evidence"] for copy in by_id["copies"] if copy["evidence"]]
    assert len(joined) == len(by_id["copies"]) - 1
    assert next(one for one in by_id["outputs"] if one["slug"] == "xinmeiti")["shown"]
    assert by_id["copies"][0]["polls"]
    told = stored("explain", merged["id"]).out
    assert joined[0] in told
    assert merged["id"] in told


def test_explain_names_the_rules_that_fired(stored: Caller) -> None:
    links = [hit["link"] for hit in stored.json("search", "手机")["results"]]
    rules = [rule for link in links for rule in stored.json("explain", link)["rules"]]
    assert "手机归到科技" in rules


def test_the_schema_accepts_the_configuration_it_describes(stored: Caller) -> None:
    schema = stored.json("schema")
    jsonschema.validate(tomllib.loads(stored.file.read_text(encoding="utf-8")), schema)


def test_what_is_exported_can_be_imported(stored: Caller, tmp_path: Path) -> None:
    opml = """<opml version="2.0"><body><outline text="设计"><outline type="rss" text="某站" xmlUrl="https://some.example/feed"/>
    <outline type="rss" text="无地址"/></outline></body></opml>"""
    (tmp_path / "feeds.opml").write_text(opml, encoding="utf-8")
    done = stored("opml", "import", tmp_path / "feeds.opml")
    assert 'url = "https://some.example/feed"' in done.out
    assert "1 source, 1 outline skipped" in done.err
    grown = tmp_path / "aggregator.toml"
    text = stored.file.read_text(encoding="utf-8").replace("file:samples/", "https://e.example/")
    grown.write_text(f"{text}\n{done.out}", encoding="utf-8")
    assert call("-c", grown, "check").code == 0
    exported = call("-c", grown, "opml", "export").out
    assert "https://some.example/feed" in [
        one.get("xmlUrl") for one in etree.fromstring(exported.encode()).iter("outline")
    ]
    again = call("-c", grown, "opml", "import", tmp_path / "feeds.opml")
    assert again.out == ""


def test_a_list_is_read_from_standard_input(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "aggregator", "opml", "import", "-"],
        input=b'<opml version="1.0"><body><outline text="a" xmlUrl="https://a.example/rss"/></body></opml>',
        capture_output=True,
        cwd=tmp_path,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0
    assert b'id = "a-example"' in done.stdout


def test_what_is_no_list_is_65(tmp_path: Path) -> None:
    (tmp_path / "list.opml").write_bytes(b"<html><body>Log in")
    assert call("opml", "import", tmp_path / "list.opml").code == 65


# ------------------------------------------------------------------------------------------------ check


WRONG = '[site]\ntitel = "x"\n\n[fetch]\nevery = "soon"\n\n[[source]]\nid = "a"\n'


def test_check_says_what_will_happen(stored: Caller) -> None:
    done = stored("check")
    assert done.code == 0
    assert "4 sources read into" in done.out
    assert "新媒体: 3 sources" in done.out
    assert "Paused, their entries stay: asleep." in done.out


def test_check_reports_every_problem_of_every_file(tmp_path: Path, stored: Caller) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text(WRONG, encoding="utf-8")
    done = call("check", wrong, stored.file)
    assert done.code == 78
    assert f"{wrong}:2:1: error: site.titel" in done.out
    assert f"{wrong}: rejected" in done.out
    assert f"{stored.file}: valid" in done.out
    found = call("--json", "check", wrong, stored.file).json(78)
    assert not found["valid"]
    assert {(problem["line"], problem["code"]) for problem in found["problems"] if problem["severity"] == "error"} >= {
        (2, "unknown-key"),
        (5, "invalid"),
    }
    assert call("check", "--format", "json", wrong).json(78)["files"] == [str(wrong)]


def test_check_writes_annotations_for_continuous_integration(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text(WRONG, encoding="utf-8")
    done = call("check", "--format", "github", wrong)
    assert done.code == 78
    assert re.search(
        rf"^::error file={re.escape(str(wrong))},line=2,col=1::site\.titel: .*title", done.out, re.MULTILINE
    )
    assert all(line.startswith("::") for line in done.out.splitlines())
