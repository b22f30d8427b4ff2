"""The beginning of a text, and titles."""

from __future__ import annotations

import pytest
from aggregator.content import excerpt, text_of, title_text
from hypothesis import given
from hypothesis import strategies as st


def test_a_short_text_is_its_own_excerpt() -> None:
    assert excerpt("<p>短文<b>粗</b></p><p>第二段</p>") == "短文粗 第二段"
    assert excerpt("") == ""


def test_text_that_is_known_to_be_text_is_not_read_as_markup() -> None:
    assert excerpt("写 <script> 标签 &amp; 实体", is_html=False) == "写 <script> 标签 &amp; 实体"
    assert excerpt("写 &lt;script&gt; 标签", is_html=True) == "写 <script> 标签"


def test_chinese_is_cut_between_any_two_characters_and_ends_with_an_ellipsis() -> None:
    text = "产品经理的日常工作包括需求分析和用户研究以及跨部门的沟通协调" * 10
    cut = excerpt(text, characters=40)
    assert cut.endswith("…")
    assert 35 <= len(cut) <= 40
    assert text.startswith(cut[:-1])


def test_words_are_not_split() -> None:
    assert (
        excerpt("The quick brown fox jumps over the lazy dog again and again", characters=24) == "The quick brown fox…"
    )
    assert excerpt("使用 Kubernetes 部署微服务的经验", characters=9) == "使用…"


def test_a_sentence_end_near_the_cut_is_taken() -> None:
    text = "第一句话讲了一些事情。第二句话也讲了一些事情。第三句话比较长还没有讲完就被切断了"
    assert excerpt(text, characters=30) == "第一句话讲了一些事情。第二句话也讲了一些事情。 …"


def test_no_bracket_is_left_open_at_the_end() -> None:
    assert (
        excerpt("这是一段关于分布式系统的介绍（包括一致性协议和容错机制的细节讨论）等等", characters=20)
        == "这是一段关于分布式系统的介绍…"
    )


def test_a_family_is_not_taken_apart() -> None:
    cut = excerpt("一二三四五六七八👩‍👩‍👧‍👦九十一二三四五六", characters=12)
    assert "👩" not in cut or "👩‍👩‍👧‍👦" in cut


@given(st.text(max_size=400), st.integers(0, 120))
def test_an_excerpt_never_exceeds_its_length(text: str, characters: int) -> None:
    cut = excerpt(text, characters=characters)
    assert len(cut) <= max(characters, 0) + 2
    assert "\n" not in cut


@pytest.mark.parametrize(
    ("raw", "is_html", "title"),
    [
        ("新媒体 &amp; 运营", True, "新媒体 & 运营"),
        ("新媒体 &amp; 运营", False, "新媒体 &amp; 运营"),
        ("<b>粗</b>体<br>换行", True, "粗体 换行"),
        ("<b>不是标记</b>", False, "<b>不是标记</b>"),
        ("  多\n\n空\t白 ", False, "多 空 白"),
        ("Obs#56 [设计] “引号”：冒号/斜线|竖线", True, "Obs#56 [设计] “引号”：冒号/斜线|竖线"),
        ("a\u202eb\x00c", False, "abc"),
        ("a < b", True, "a < b"),
        ("<script>x()</script>标题", True, "标题"),
        ("x<sup>2</sup> 与 H<sub>2</sub>O", True, "x2 与 H2O"),
    ],
)
def test_titles(raw: str, is_html: bool, title: str) -> None:
    assert title_text(raw, is_html=is_html) == title


def test_text_keeps_the_lines_of_code_and_parts_cells() -> None:
    assert text_of("<p>一</p><pre>a\n  b</pre><table><tr><td>x</td><td>y</td></tr><tr><td>z</td></tr></table>") == (
        "一\na\n  b\nx y\nz"
    )
