"""The shipped list, what a source adds to it and takes from it."""

from __future__ import annotations

import re

import pytest
from aggregator.content import clean, valid_selector
from aggregator.content.junk import JUNK, is_footer
from aggregator.model import ContentOptions


def _element(selector: str) -> str:
    tag = re.match(r"[a-z]+", selector)
    classes = " ".join(re.findall(r"\.([\w-]+)", selector))
    identity = "".join(re.findall(r"#([\w-]+)", selector))
    attributes = (f' class="other {classes}"' if classes else "") + (f' id="{identity}"' if identity else "")
    inner = f"<{tag[0] if tag else 'div'}{attributes}>垃圾</{tag[0] if tag else 'div'}>"
    return f"<table><tr>{inner}<td>正文</td></tr></table>" if tag and tag[0] == "td" else f"{inner}<p>正文</p>"


@pytest.mark.parametrize("selector", [selector for selector, _ in JUNK])
def test_each_selector_of_the_list_takes_out_its_element_alone(selector: str) -> None:
    assert clean(_element(selector), "").text == "正文"
    assert valid_selector(selector) is None


def test_each_selector_has_a_reason_and_stands_once() -> None:
    assert all(reason for _, reason in JUNK)
    assert len({selector for selector, _ in JUNK}) == len(JUNK)


def test_a_source_may_spare_an_element_what_is_in_it_and_what_it_is_in() -> None:
    markup = '<div class="share-bar"><p>一</p><div class="qrcode"><p id="k">二</p></div></div><p>三</p>'
    assert clean(markup, "").text == "三"
    assert clean(markup, "", ContentOptions(keep=(".share-bar",))).text == "一\n二\n三"
    assert clean(markup, "", ContentOptions(keep=("#k",))).text == "一\n二\n三"


def test_a_source_may_remove_more_by_any_css_selector() -> None:
    markup = '<div data-kind="promo"><p>广告</p></div><p>一</p><p>二</p><ul><li>三<li class="x y">四</ul>'
    options = ContentOptions(remove=("[data-kind=promo]", "p + p", "ul > li.x:last-child"))
    assert clean(markup, "", options).text == "一\n三"


def test_remove_wins_over_keep() -> None:
    options = ContentOptions(remove=(".a",), keep=(".a",))
    assert clean('<p class="a">一</p><p>二</p>', "", options).text == "二"


@pytest.mark.parametrize("selector", ["a[[", "", "  ", ">>", "p:nonsense", "..x", "a:has(", "::before(", "}{"])
def test_a_wrong_selector_is_named_and_never_raises(selector: str) -> None:
    assert valid_selector(selector)
    assert clean("<p>文</p>", "", ContentOptions(remove=(selector,), keep=(selector,))).html == "<p>文</p>"


@pytest.mark.parametrize(
    "selector", [".support-author", "div > p.x", "a[href^='https://ad.']", "p:not(.y)", "#id", "*"]
)
def test_a_right_selector_has_no_complaint(selector: str) -> None:
    assert valid_selector(selector) is None


def test_an_article_is_never_taken_for_junk_whatever_its_class() -> None:
    article = f'<div class="advertisement"><p>{"正文" * 300}</p></div><p>尾</p>'
    assert clean(article, "").text.startswith("正文正文")


@pytest.mark.parametrize(
    "sentence",
    [
        "The post 新媒体周报 appeared first on 某站.",
        "The post X first appeared on Y.",
        "文章 《标题》最先出现在某站。",
        "Der Beitrag X erschien zuerst auf Y.",
        "L’article X est apparu en premier sur Y.",
        "La entrada X aparece primero en Y.",
        "投稿 X は Y に最初に表示されました。",
        "分享到：",
    ],
)
def test_a_publishing_systems_own_sentence_goes(sentence: str) -> None:
    assert is_footer(sentence)
    assert clean(f"<p>正文</p><p>{sentence}</p>", "").text == "正文"


@pytest.mark.parametrize(
    "sentence",
    [
        "The band first appeared on stage in 1999.",
        "病毒最先出现在这里的说法没有根据，专家说",
        "Share prices fell.",
        "分享到此结束，谢谢",
    ],
)
def test_a_sentence_of_the_article_stays(sentence: str) -> None:
    assert clean(f"<p>{sentence}</p>", "").text == sentence


def test_chinese_needs_brackets_or_two_links() -> None:
    assert (
        clean(
            '<p>正文</p><p><a href="https://a.example/1">标题</a>最先出现在<a href="https://a.example/">某站</a>。</p>',
            "",
        ).text
        == "正文"
    )
    assert "最先" in clean('<p>标题最先出现在<a href="https://a.example/">某站</a>。</p>', "").text


def test_hidden_elements_go_but_not_an_article_that_a_script_would_show() -> None:
    assert clean('<p hidden>一</p><p style="color:red; display : none">二</p><p>三</p>', "").text == "三"
    assert clean(f'<div style="display:none"><p>{"文" * 400}</p></div>', "").text == "文" * 400
    assert clean('<div style="visibility:hidden;opacity:0"><p>正文</p></div>', "").text == "正文"
