"""The main job through the command line: poll, dedupe, store, publish, against a web that knows the truth."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

import feedparser
import jsonschema
from lxml import etree

from support.origin import Origin
from support.project import Project, config
from support.sites import open_sites

ATOM = "{http://www.w3.org/2005/Atom}"


def atom(project: Project, slug: str = "xinmeiti") -> etree._Element:
    return etree.fromstring((project.public / f"{slug}.atom").read_bytes())


def ids(project: Project) -> list[str]:
    return [str(entry.findtext(f"{ATOM}id")) for entry in atom(project).iter(f"{ATOM}entry")]


def titles(project: Project) -> list[str]:
    return [str(entry.findtext(f"{ATOM}title")) for entry in atom(project).iter(f"{ATOM}entry")]


def test_one_source_is_published_in_every_format_in_the_same_order(project: Project, origin: Origin) -> None:
    project.write(config(("news", origin.url("grow/news?start=12"))))

    result = project.json("poll", "--force")

    assert result["polled"] == 1
    assert result["changed"] == 1
    assert result["entries"] == {"new": 12, "changed": 0, "duplicate": 0, "dropped": 0}
    published = {entry["guid"] for entry in origin.truth()["feeds"]["news"]["entries"]}
    assert set(ids(project)) == published
    rss = feedparser.parse((project.public / "xinmeiti.rss").read_bytes())
    feed = json.loads((project.public / "xinmeiti.json").read_bytes())
    assert not rss.bozo
    assert [entry.id for entry in rss.entries] == ids(project) == [item["id"] for item in feed["items"]]
    for name in ("index.html", "xinmeiti.html", "feeds.opml", "sources.opml"):
        assert (project.public / name).is_file(), name


def test_outputs_obey_their_grammars(
    project: Project, origin: Origin, atom_grammar: etree.RelaxNG, json_feed_schema: Any
) -> None:
    sources = [(form, origin.url(f"grow/{form}?as={form}")) for form in ("rss", "atom", "rdf", "json")]
    project.write(config(*sources, ("gbk", origin.url("grow/gbk?enc=gbk")), ("nodate", origin.url("nodate/nodate"))))

    assert project.json("poll", "--force")["failed"] == 0

    tree = atom(project)
    assert atom_grammar.validate(tree), atom_grammar.error_log
    jsonschema.validate(json.loads((project.public / "xinmeiti.json").read_bytes()), json_feed_schema)
    assert len(ids(project)) == len(set(ids(project))) == 30


def test_polling_unchanged_documents_again_touches_no_file(project: Project, origin: Origin) -> None:
    quiet = "per=0&start=10"
    project.write(
        config(
            ("validators", origin.url(f"grow/a?{quiet}")),
            ("bare", origin.url("bare/rebuilt/rebuilt-woshipm-latest.xml")),
        )
    )
    project.json("poll", "--force")
    before = project.files()

    result = project.json("poll", "--force")

    assert result["entries"]["new"] == 0
    assert (result["not_modified"], result["unchanged"]) == (1, 1)
    assert project.files() == before


def test_equal_guids_of_two_sources_are_different_entries(project: Project, origin: Origin) -> None:
    project.folder.mkdir()
    for name in ("left", "right"):
        items = "".join(
            f"<item><guid isPermaLink='false'>{n}</guid><title>{name} 的第 {n} 篇文章</title>"
            f"<link>http://{name}.example/post/{n}</link><description>{name} {n}</description></item>"
            for n in (1, 2, 3)
        )
        (project.folder / f"{name}.xml").write_text(
            f"<rss version='2.0'><channel><title>{name}</title><link>http://{name}.example/</link>"
            f"<description>x</description>{items}</channel></rss>",
            encoding="utf-8",
        )
    project.write(config(("left", "file:left.xml"), ("right", "file:right.xml")))

    project.json("poll", "--force")

    assert len(ids(project)) == 6
    assert len(set(ids(project))) == 6


def test_the_same_article_under_other_addresses_appears_once(project: Project, origin: Origin) -> None:
    mirrors = [(kind, origin.url(f"mirror/news?kind={kind}", host=3)) for kind in ("utm", "https", "mobile")]
    project.write(config(("news", origin.url("grow/news?start=20&per=0")), *mirrors))
    project.json("poll", "news", "--force")

    project.json("poll", "--force")

    truth = origin.truth()["feeds"]["news"]["entries"]
    assert Counter(titles(project)) == Counter(entry["title"] for entry in truth)
    assert set(ids(project)) == {entry["guid"] for entry in truth}
    related = {
        str(link.get("title"))
        for entry in atom(project).iter(f"{ATOM}entry")
        for link in entry
        if link.get("rel") == "related"
    }
    assert len(related) == 3


def test_changing_the_public_address_changes_no_id(project: Project, origin: Origin) -> None:
    text = config(("news", origin.url("grow/news?per=0")), ("noguid", origin.url("noguid/other?per=0")))
    project.write(text)
    project.json("poll", "--force")
    before, feed_id = ids(project), atom(project).findtext(f"{ATOM}id")

    project.write(re.sub(r'url = "http://127[^"]*:8080/"', 'url = "https://feeds.example.org/merged/"', text))
    project.json("publish")

    assert ids(project) == before
    assert atom(project).findtext(f"{ATOM}id") == feed_id
    assert "https://feeds.example.org/merged/xinmeiti.atom" in (project.public / "xinmeiti.atom").read_text("utf-8")


def test_a_bad_source_costs_its_own_failure_and_nothing_else(project: Project, origin: Origin) -> None:
    name = "rebuilt/rebuilt-woshipm-latest.xml"
    bad = {
        "garbage": f"garbage/{name}",
        "broken": f"status/{name}?code=500",
        "reset": f"reset/{name}",
        "login": f"html/{name}",
        "missing": "missing/x",
        "endless": f"endless/{name}",
        "bomb": f"bomb/{name}?mb=64",
        "bomb-in-xml": "file/derived/billion-laughs.xml",
        "bad-gzip": f"bad-gzip/{name}",
        "cut": f"cut/{name}",
        "loop": f"loop/{name}",
    }
    project.write(config(("news", origin.url("grow/news")), *((key, origin.url(path)) for key, path in bad.items())))

    result = project.json("poll", "--force", "--tolerate", "100%")

    failures = {failure["source"]: failure for failure in result["failures"]}
    assert set(failures) >= set(bad) - {"bomb-in-xml"}
    assert all(failure["code"] and failure["hint"] for failure in failures.values()), failures
    assert set(ids(project)) >= {entry["guid"] for entry in origin.truth()["feeds"]["news"]["entries"]}
    states = {source["id"]: source for source in project.json("status")["sources"]}
    assert states["news"]["state"] == "ok"
    assert states["broken"]["state"] == "failing"
    assert states["broken"]["failures"] == 1


def test_a_feed_may_be_as_large_as_the_configuration_says(project: Project) -> None:
    item = "<item><guid>1</guid><title>一篇</title><link>https://example.org/1</link></item>"
    body = f"<rss version='2.0'><channel><title>大</title>{item}<!--{'x' * 11 * 1024 * 1024}--></channel></rss>"
    with open_sites() as sites:
        sites.pages["/feed"] = body
        text = config(("large", sites.url("/feed")))
        project.write(text)
        assert project.json("poll", "--force", exit_code=1)["failures"][0]["code"] == "too-big"
        project.write(text.replace("per_host = 16", 'per_host = 16\nmax_body = "12MiB"'))
        assert project.json("poll", "--force")["changed"] == 1


def test_more_failures_than_tolerated_end_with_one(project: Project, origin: Origin) -> None:
    project.write(config(("news", origin.url("grow/news")), ("missing", origin.url("missing/x"))))

    assert project.json("poll", "--force", exit_code=1)["failed"] == 1
    assert project.json("poll", "--force", "--tolerate", "50%")["failed"] == 1


def test_a_wrong_configuration_names_every_problem(project: Project) -> None:
    project.write('[site]\ntitel = "x"\n\n[fetch]\nevery = "soon"\n\n[[source]]\nid = "a"\n')

    done = project.call("run")

    assert done.returncode == 78
    for word in ("titel", "title", "soon", "url", ":2:", ":5:"):
        assert word in done.stderr, (word, done.stderr)
