"""No input costs more than a second, and what is over a bound says so."""

from __future__ import annotations

import time

import pytest
from aggregator.content import clean
from aggregator.content.guard import MAX_BYTES, bounded

_SIZE = 1024 * 1024
_PATHOLOGICAL = {
    "less-than": "<" * _SIZE,
    "comment openers": "<!--" * (_SIZE // 4),
    "comment closers": "<!-->" * (_SIZE // 5),
    "cdata": "<![CDATA[" * (_SIZE // 9),
    "processing instructions": "<?" * (_SIZE // 2),
    "ampersands": "&" * _SIZE,
    "references": "&#" * (_SIZE // 2),
    "long references": "&" + "a" * _SIZE,
    "nested div": "<div>" * (_SIZE // 5),
    "nested custom": "<x-y>" * (_SIZE // 5),
    "nested table": "<table><tr><td>" * (_SIZE // 15),
    "nested list": "<ul><li>" * (_SIZE // 8),
    "unclosed bold": "<b>" * (_SIZE // 3),
    "unclosed links": "<a href=x>" * (_SIZE // 10),
    "formatting and paragraphs": "<p>"
    + "".join(f"<font size={n}>" for n in range(240))
    + "</p>"
    + "<p>x" * (_SIZE // 4),
    "bold and paragraphs": "<b><p>" * (_SIZE // 6),
    "astray in a table": "<table>" + "x<b>y</b>" * (_SIZE // 9),
    "attributes": "<a " + " ".join(f"a{n}" for n in range(_SIZE // 8)) + ">x</a>",
    "attributes with slashes": "<a " + "/".join(f"a{n}" for n in range(_SIZE // 8)) + ">x</a>",
    "attributes after a quote": "<a x='>' " + " ".join(f"a{n}=1" for n in range(_SIZE // 10)) + ">x</a>",
    "open quotes": '<a href="' * (_SIZE // 9),
    "open tags": "<a " * (_SIZE // 3),
    "scripts": "<script>" * (_SIZE // 8),
    "tex scripts": "<script type='math/tex'>" * (_SIZE // 24),
    "gist scripts": "<script src=gist.github.com " * (_SIZE // 28),
    "noscript": "<noscript>" * (_SIZE // 10),
    "frames": "<iframe>" * (_SIZE // 8),
    "svg": "<svg>" * (_SIZE // 5),
    "math": "<math><mi>" * (_SIZE // 10),
    "select": "<select><option>" * (_SIZE // 16),
    "blanks": " " * _SIZE,
    "no-break spaces": "&nbsp;" * (_SIZE // 6),
    "nul": "\0" * _SIZE,
    "letters": "x" * _SIZE,
    "line breaks": "<br>" * (_SIZE // 4),
    "pictures": "<img src=a>" * (_SIZE // 11),
    "srcset": '<img srcset="' + "a b, " * (_SIZE // 5) + '">',
    "srcset commas": '<img srcset="' + "," * _SIZE + '">',
    "style": '<p style="' + "width:" * (_SIZE // 6) + '">x</p>',
    "class": '<p class="' + "a " * (_SIZE // 2) + '">x</p>',
    "redirectors": '<a href="' + "https://google.com/url?q=" * (_SIZE // 25) + '">x</a>',
    "query": '<a href="https://a.example/?' + "utm_a=1&amp;" * (_SIZE // 12) + '">x</a>',
    "frame address": '<iframe src="https://youtube.com/embed/x?' + "a=1&" * (_SIZE // 4) + '"></iframe>',
    "footer": "<p>The post " + "appeared first on " * 30 + "</p>" * 9000,
    "hidden": "<p hidden>" * (_SIZE // 10),
    "junk": "<div class=share-bar>" * (_SIZE // 21),
    "noscript pictures": "<noscript><img src=a></noscript>" * (_SIZE // 33),
    "unclosed code": "<code>" * (_SIZE // 6),
    "pre": "<pre>\n" * (_SIZE // 6),
}


@pytest.mark.parametrize("name", _PATHOLOGICAL)
def test_no_input_costs_more_than_a_second(name: str) -> None:
    spent = []
    for _ in range(3):  # the best of three: a crowded machine's caches are no cost of ours
        started = time.process_time()
        cleaned = clean(_PATHOLOGICAL[name], "https://a.example/")
        spent.append(time.process_time() - started)
    assert min(spent) < 1.0
    assert "<script" not in cleaned.html
    assert len(cleaned.html) < 4 * MAX_BYTES


def test_a_long_field_is_cut_before_a_block_and_says_so() -> None:
    body = "".join(f"<p>第{number}段：{'文' * 90}</p>" for number in range(3000))
    cleaned = clean(body, "")
    assert cleaned.truncated
    assert [flaw.code for flaw in cleaned.flaws] == ["content-too-long"]
    assert cleaned.html.endswith("文</p>")
    assert cleaned.html.startswith("<p>第0段")
    assert MAX_BYTES - 20_000 < len(cleaned.html.encode()) <= MAX_BYTES + 20_000


def test_a_cut_never_splits_a_tag_or_a_reference() -> None:
    head, flaws = bounded("x" * (MAX_BYTES - 8) + '<a href="https://a.example/">y</a>')
    assert head == "x" * (MAX_BYTES - 8)
    assert flaws
    head, _ = bounded("x" * (MAX_BYTES - 3) + "&amp;&amp;")
    assert head == "x" * (MAX_BYTES - 3)


def test_deep_nesting_loses_tags_and_no_text() -> None:
    cleaned = clean("<div>" * 2000 + "底" + "</div>" * 2000 + "<p>尾</p>", "")
    assert cleaned.text == "底\n尾"
    assert "content-too-deep" in [flaw.code for flaw in cleaned.flaws]
    assert not cleaned.truncated


def test_ordinary_long_articles_are_not_touched_by_the_bounds() -> None:
    body = '<p class="x">段落 <b>粗</b> <a href="https://a.example/?a=1&amp;b=2">链</a><br></p>' * 2000
    assert bounded(body) == (body, ())
    assert clean(body, "").flaws == ()


def test_unclosed_paragraphs_and_items_are_not_depth() -> None:
    body = "<ul>" + "<li>项" * 900 + "</ul>" + "<p>段" * 900
    assert bounded(body) == (body, ())


def test_the_text_of_anything_is_bounded_too() -> None:
    started = time.process_time()
    assert clean("<div>" * 14_000 + "文", "").text == "文"
    assert time.process_time() - started < 1.0
