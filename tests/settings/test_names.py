"""Slugs, ids and the lines that errors suggest."""

from __future__ import annotations

import pytest
from aggregator.settings import slugs
from aggregator.settings.pinyin import spell
from aggregator.settings.problems import did_you_mean, nearest
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("新媒体", "xinmeiti"), ("编程", "biancheng"), ("科技", "keji"), ("博客", "boke"),
        ("人工智能", "rengongzhineng"),
        ("Web Design", "web-design"), ("C++", "c"), ("ＡＩ", "ai"), ("今日推荐 / 精选", "jinrituijian-jingxuan"),
        ("feeds", "feeds-feed"), ("../etc", "etc"), ("🧪", ""), ("", ""), ("阅读", "yuedu"),
    ],
)  # fmt: skip
def test_a_name_suggests_a_slug(name, slug):
    assert slugs.guess(name) == slug


@given(st.text(max_size=200))
def test_whatever_is_suggested_is_allowed(name):
    slug = slugs.guess(name)
    assert slug == "" or slugs.slug_fault(slug) == ""


@given(st.text(max_size=100))
def test_what_passes_is_safe_as_a_file_name(text):
    normal = slugs.normal(text)
    if not slugs.slug_fault(normal):
        assert "/" not in normal
        assert normal.isascii()
        assert normal not in slugs.RESERVED
    if not slugs.id_fault(normal):
        assert "/" not in normal
        assert not normal.startswith((".", "-"))


@pytest.mark.parametrize(
    "slug", ["..", "a/b", "a／b", "%2e", "a\0", "新", "x" * 65, "-a", "CON", "con", "\u202eabc", "ops", "metrics"]
)
def test_what_is_no_file_name_is_no_slug(slug):
    assert slugs.slug_fault(slugs.normal(slug))


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.ruanyifeng.com/blog/atom.xml", "ruanyifeng"),
        ("https://sspai.com/feed", "sspai"),
        ("rsshub://woshipm/latest", "woshipm"),
        ("https://tech.meituan.com/feed", "meituan"),
        ("file:samples/shuma.rdf", "shuma"),
        ("", ""),
        ("http://[::1", ""),
    ],
)
def test_an_address_suggests_an_id(url, name):
    assert slugs.guess_id(url) == name


@given(st.text(max_size=50))
def test_spelling_never_fails(text):
    assert isinstance(spell(text), str)


def test_the_nearest_word_is_found_in_any_script():
    assert nearest("新媒休", ["新媒体", "编程"]) == "新媒体"
    assert nearest("编城", ["新媒体", "编程"]) == "编程"
    assert nearest("ＴＩＭＥＯＵＴ", ["timeout"]) == "timeout"
    assert nearest("没有", ["新媒体", "编程"]) == ""
    assert did_you_mean("x", ["新媒体"]) == 'known: "新媒体"'
