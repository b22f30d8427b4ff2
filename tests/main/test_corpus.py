"""The whole corpus of real documents, served over HTTP, through the command line to valid outputs."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import feedparser
import jsonschema
import pytest
from lxml import etree

from support.origin import Origin
from support.project import Project, config
from support.w3c import complaints

ATOM = "{http://www.w3.org/2005/Atom}"
FEEDS_NOT = {"opml", "hexo-post"}


@pytest.mark.slow
@pytest.mark.corpus
@pytest.mark.timeout(600)
def test_every_document_of_the_corpus_becomes_valid_output_or_a_told_failure(
    project: Project, origin: Origin, corpus: Path, atom_grammar: etree.RelaxNG, json_feed_schema: Any
) -> None:
    with (corpus / "INDEX.csv").open(encoding="utf-8") as index:
        rows = [row for row in csv.DictReader(index) if row["format"] not in FEEDS_NOT]
    sources = [
        (f"s{number}", origin.url(("file/" if number % 3 else "bare/") + row["path"], host=number % 8 + 1))
        for number, row in enumerate(rows)
    ]
    wide = (
        '[[category]]\nname = "全部"\nslug = "all"\nfrom = ["*"]\nentries = 100000\nper_source = 100000\nbacklog = -1\n'
    )
    project.write(config(*sources, extra=wide, source_extra="burst = -1"))

    result = project.json("poll", "--force", "--tolerate", "100%", timeout=500)

    assert result["polled"] == len(rows)
    assert result["problems"] == []
    expected = {f"s{number}": row for number, row in enumerate(rows)}
    for failure in result["failures"]:
        assert failure["code"] not in {"", "bug"}, failure
        assert failure["hint"], failure
    failed = {failure["source"] for failure in result["failures"]}
    refused = [row["path"] for name, row in expected.items() if name in failed and int(row["entries"] or 0) > 0]
    assert set(refused) <= {"derived/billion-laughs.xml", "derived/external-entity.xml"}, refused
    assert result["entries"]["new"] >= 0.97 * sum(int(row["entries"] or 0) for row in rows)

    for slug in ("xinmeiti", "all"):
        check_outputs(project, slug, atom_grammar, json_feed_schema)

    for name in ("all.atom", "all.rss", "feeds.opml", "sources.opml", "ops.atom"):
        said = complaints((project.public / name).read_bytes())
        assert [one for one in said if "ValidatorLimit" not in one] == [], name  # 3,500 stories in one document

    before = project.files()
    again = project.json("poll", "--force", "--tolerate", "100%", timeout=500)
    assert again["entries"]["new"] == again["entries"]["changed"] == 0
    assert project.files() == before


SCENARIOS = (
    "grow/rss?start=8", "grow/atom?as=atom&start=8", "grow/rdf?as=rdf&start=8", "grow/json?as=json&start=8",
    "grow/gbk?enc=gbk&start=8", "edit/edited", "guids/changing", "noguid/nameless", "nodate/undated", "future/ahead",
    "burst/crowd", "vanish/gone", "mirror/rss?kind=utm", "mirror/rss?kind=title", "mirror/atom?kind=short",
    "websub/pushed",
)  # fmt: skip


def test_every_scenario_of_the_origin_becomes_valid_output(
    project: Project, origin: Origin, atom_grammar: etree.RelaxNG, json_feed_schema: Any
) -> None:
    sources = [(f"s{number}", origin.url(path, host=number % 8 + 1)) for number, path in enumerate(SCENARIOS)]
    project.write(config(*sources))
    for _ in range(3):
        result = project.json("poll", "--force", "--tolerate", "100%")
        assert result["polled"] == len(SCENARIOS)
        check_outputs(project, "xinmeiti", atom_grammar, json_feed_schema)
        for name in ("xinmeiti.atom", "xinmeiti.rss", "feeds.opml", "sources.opml", "ops.atom"):
            assert complaints((project.public / name).read_bytes()) == [], name


def check_outputs(project: Project, slug: str, grammar: etree.RelaxNG, schema: Any) -> None:
    body = (project.public / f"{slug}.atom").read_bytes()
    tree = etree.fromstring(body, etree.XMLParser(huge_tree=True))
    assert grammar.validate(tree), str(grammar.error_log)[:2000]
    feed = json.loads((project.public / f"{slug}.json").read_bytes())
    jsonschema.validate(feed, schema)
    etree.fromstring((project.public / f"{slug}.rss").read_bytes(), etree.XMLParser(huge_tree=True))
    names = [str(entry.findtext(f"{ATOM}id")) for entry in tree.iter(f"{ATOM}entry")]
    assert names
    assert len(names) == len(set(names))
    assert names == [item["id"] for item in feed["items"]]
    for suffix in ("atom", "rss"):
        parsed = feedparser.parse((project.public / f"{slug}.{suffix}").read_bytes())
        assert not parsed.bozo, parsed.get("bozo_exception")
        assert [entry.id for entry in parsed.entries] == names
    for item in feed["items"]:
        for link in (item.get("url"), item.get("image"), *(file["url"] for file in item.get("attachments", ()))):
            assert link is None or link.startswith(("http://", "https://")), link
