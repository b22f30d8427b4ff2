"""Laws of the renderers: any text comes back as it was, no order of the machine's shows in the bytes."""

from __future__ import annotations

import json
import locale
import os
import subprocess
import sys
from html import escape, unescape
from pathlib import Path

import feedparser
import jsonschema
import pytest
from aggregator.model import PlainText, SafeHtml
from aggregator.publish import render
from aggregator.publish.spelling import tidy
from aggregator.settings.values import Images
from aggregator.text import one_line, xml_clean
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from support import merged, w3c
from support.rss_profile import complaints

TEXT = st.text(st.characters(), max_size=60)
LATER = merged.NOON.replace(year=2027)
PLAIN = merged.category(show_source="no")
A = "{http://www.w3.org/2005/Atom}"


@settings(max_examples=150, deadline=None)
@given(TEXT, TEXT, TEXT)
@example("&①", "", "&①")
def test_any_text_comes_back_but_for_what_xml_and_html_cannot_hold(title, body, tag):
    entry = merged.entry(
        1,
        title=PlainText("题" + title),
        content=SafeHtml(f"<p>{escape(xml_clean(body))}</p>"),
        text=PlainText(body),
        tags=(PlainText(tag),),
    )
    atom, rss, feed, _page = render(merged.feed(entry, category=PLAIN), merged.site(), images=Images(), archive=False)
    expected = tidy(one_line(tidy("题" + title)))
    found = etree.fromstring(atom.body).find(A + "entry")
    shown = found.find(A + "title")
    assert (unescape(shown.text) if shown.get("type") == "html" else shown.text) == expected
    assert found.findtext(A + "content") == f"<p>{escape(tidy(xml_clean(body)))}</p>"
    item = etree.fromstring(rss.body)[0].find("item")
    assert item.findtext("title") == expected
    assert complaints(rss.body) == []
    spared = ("NotHtml", "ContainsHTML </", "twice encoded")  # of the text, which comes back as it is
    for written in (atom, rss):
        complained = [said for said in w3c.complaints(written.body, now=LATER) if not any(map(said.count, spared))]
        assert complained == []
    written = json.loads(feed.body)["items"][0]
    assert written["title"] == expected
    assert written.get("tags", []) == list(filter(None, [tidy(one_line(tidy(tag)))]))
    assert not feedparser.parse(atom.body).bozo
    assert not feedparser.parse(rss.body).bozo


_PROGRAM = """
import hashlib, sys
sys.path[:0] = {path!r}
from support import merged
from aggregator.model import FeedSummary, HealthEvent, SourceHealth
from aggregator.publish import render, render_site, post
from aggregator.settings.values import Images
feed = merged.feed(merged.rich(), *(merged.entry(n) for n in range(2, 40)), archives=(0, 1))
keji = merged.category(slug="keji", name="科技", path=("科技",))
site = merged.site(categories=(merged.category(was=("alt",)), keji))
health = [SourceHealth(merged.WOSHIPM, "failing", merged.NOON, code="timeout"), SourceHealth(merged.SSPAI)]
events = [HealthEvent(merged.WOSHIPM, "failing", merged.NOON, "timeout", "no answer", "wait")]
summary = FeedSummary(feed.category, feed.uid, feed.changed_at, 40, feed.sources, feed.entries)
documents = render(feed, site, images=Images(), archive=True)
documents += render_site(site, [summary], health=health, events=events)
for one in documents:
    print(one.path, hashlib.blake2b(one.body, digest_size=16).hexdigest())
made = post(merged.rich(), feed.category, images=Images(), timezone="Asia/Shanghai", language="zh-CN")
print(made.name.encode(), hashlib.blake2b(made.body, digest_size=16).hexdigest())
"""


def test_zone_locale_and_hash_seed_leave_no_trace():
    """Each run is a process of its own: the machine's settings are read when one starts."""
    program = _PROGRAM.format(path=[str(Path(merged.__file__).parents[1]), str(Path(merged.__file__).parents[2])])
    turkish = next((name for name in ("tr_TR.UTF-8", "zh_CN.UTF-8", "de_DE.UTF-8") if _has(name)), "C.UTF-8")
    told = []
    for zone, language, seed in (
        ("Asia/Shanghai", "C", "0"),
        ("America/St_Johns", turkish, "1"),
        ("Pacific/Apia", "C.UTF-8", "4242"),
    ):
        environ = os.environ | {"TZ": zone, "LC_ALL": language, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"}
        done = subprocess.run(
            [sys.executable, "-c", program], env=environ, capture_output=True, text=True, check=True, timeout=60
        )
        told.append(done.stdout)
    assert told[0] == told[1] == told[2]
    assert len(told[0].splitlines()) > 12


def _has(name: str) -> bool:
    before = locale.setlocale(locale.LC_ALL)
    try:
        locale.setlocale(locale.LC_ALL, name)
    except locale.Error:
        return False
    finally:
        locale.setlocale(locale.LC_ALL, before)
    return True


def test_rendering_twice_gives_the_same_bytes():
    feed = merged.feed(merged.rich(), merged.entry(2))
    first = render(feed, merged.site(), images=Images(), archive=True)
    assert [one.body for one in render(feed, merged.site(), images=Images(), archive=True)] == [
        one.body for one in first
    ]


def test_rendering_leaves_the_locale_alone():
    """feedgen switches the process-wide locale for its own dates; we never let it."""
    calls = []

    def watch(frame, event, _argument):
        if event == "call" and frame.f_code.co_name in {"setlocale", "formatRFC2822"}:
            calls.append(frame.f_code.co_name)

    sys.setprofile(watch)
    try:
        render(merged.feed(merged.rich()), merged.site(), images=Images(), archive=True)
    finally:
        sys.setprofile(None)
    assert calls == []


@pytest.mark.parametrize("language", ["", "not a tag!", "zh_CN", "en"])
def test_languages_are_tags_or_absent(language, atom_schema, json_schema):
    rendered = render(merged.feed(merged.entry(1, language=language)), merged.site(), images=Images(), archive=False)
    atom_schema.assertValid(etree.fromstring(rendered[0].body))
    jsonschema.validate(json.loads(rendered[2].body), json_schema)
