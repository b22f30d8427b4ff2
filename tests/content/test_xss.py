"""No active content survives, judged by a parser that the cleaner does not use."""

from __future__ import annotations

import re

import pytest
from aggregator.content import clean, paragraphs, sanitise, with_images
from aggregator.content.elements import PUBLISHED
from aggregator.model import ContentOptions
from aggregator.settings.values import Images

from content.breakouts import BREAKOUTS
from content.payloads import PAYLOADS as FIRST
from support.judge import faults

PAYLOADS = FIRST + BREAKOUTS

_OPTIONS = ContentOptions(embeds=("www.youtube.com", "player.bilibili.com"))


def test_there_are_enough_payloads_and_no_two_alike() -> None:
    assert len(PAYLOADS) >= 250
    assert len({markup for _, markup in PAYLOADS}) == len(PAYLOADS)


def test_the_judge_sees_what_is_wrong() -> None:
    assert faults("<script>") == ["<script>"]
    assert faults('<p onclick="x">') == ["p onclick"]
    assert faults('<a href="javascript:x">') == ["href=javascript:x"]
    assert faults('<img srcset="https://a.example/1 1x, data:x 2x">') == ["srcset=https://a.example/1 1x, data:x 2x"]
    assert sum(bool(faults(markup)) for _, markup in PAYLOADS) > 250


@pytest.mark.parametrize(("category", "markup"), PAYLOADS)
def test_nothing_active_survives(category: str, markup: str) -> None:
    for base in ("https://news.example/a/", ""):
        once = clean(markup, base).html
        assert faults(once) == [], category
        assert clean(once, base).html == once
        assert sanitise(once) == once
        assert faults(with_images(once, Images(template="https://images.example/{raw}"))) == []
    assert faults(clean(paragraphs(markup), "").html) == []


@pytest.mark.parametrize(("category", "markup"), PAYLOADS)
def test_nothing_active_survives_where_frames_are_allowed(category: str, markup: str) -> None:
    result = clean(markup, "https://news.example/", _OPTIONS).html
    assert faults(result, PUBLISHED | {"iframe"}) == [], category
    for address in re.findall(r'<iframe src="([^"]*)"', result):
        assert address.startswith(("https://www.youtube.com/", "https://player.bilibili.com/"))
    assert result.count("<iframe") == result.count(' sandbox="')


@pytest.mark.parametrize(
    "wrapper", ["<p>{}</p>", "<table><tr><td>{}", "<svg>{}", "<math><mtext>{}", "<noscript>{}</noscript>"]
)
def test_nothing_active_survives_inside_something_else(wrapper: str) -> None:
    for category, markup in PAYLOADS:
        assert faults(clean(wrapper.format(markup), "https://news.example/").html) == [], (category, markup)


def test_payloads_one_after_another_do_not_help_each_other() -> None:
    assert (
        faults(clean("".join(markup for _, markup in PAYLOADS if len(markup) < 500), "https://news.example/").html)
        == []
    )
