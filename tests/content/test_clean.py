"""What stays, what goes, and that a second cleaning changes nothing."""

from __future__ import annotations

import subprocess
import sys

import pytest
from aggregator.content import clean, paragraphs, sanitise
from aggregator.content.elements import PUBLISHED
from aggregator.model import ContentOptions
from hypothesis import given, settings
from hypothesis import strategies as st

from content.breakouts import BREAKOUTS
from content.payloads import PAYLOADS

BASE = "https://news.example/2024/post.html"


def html(markup: str) -> str:
    return clean(markup, BASE).html


@pytest.mark.parametrize(
    "markup",
    [
        "<h1>一</h1>\n<h2>二</h2>\n<h6>六</h6>",
        "<ul><li>甲</li>\n<li>乙</li>\n</ul>",
        '<ol start="3" type="a" reversed=""><li value="9">丙</li>\n</ol>',
        "<dl><dt>词</dt><dd>义</dd>\n</dl>",
        "<blockquote><p>引文</p>\n</blockquote>",
        "<pre><code>if (a) {\n    b &lt; c &amp;&amp; d;\n}</code></pre>",
        (
            '<table><caption>表</caption><thead><tr><th scope="col">列</th></tr>\n</thead>\n'
            '<tbody><tr><td colspan="2" rowspan="3">格</td></tr>\n</tbody>\n</table>'
        ),
        (
            '<figure><img src="https://a.example/1.jpg" alt="图" referrerpolicy="no-referrer">'
            "<figcaption>说明</figcaption>\n</figure>"
        ),
        "<em>a</em> <strong>b</strong> <b>c</b> <i>d</i> <u>e</u> <s>f</s> <sub>g</sub> <sup>h</sup> <mark>i</mark>",
        "<small>a</small> <kbd>b</kbd> <samp>c</samp> <var>d</var> <cite>e</cite> <q>f</q> <del>g</del> <ins>h</ins>",
        '<abbr title="Really Simple Syndication">RSS</abbr> <time datetime="2024-05-01">五一</time>',
        "<details><summary>展开</summary><p>内容</p>\n</details>",
        "<ruby>漢字<rp>(</rp><rt>かんじ</rt><rp>)</rp></ruby>",
        '<p dir="rtl" lang="ar">مرحبا</p>',
        '<bdo dir="rtl">abc</bdo> <bdi>x</bdi>',
        '<a href="mailto:editor@a.example" rel="noopener noreferrer">写信</a>',
        "第一行<br>第二行",
        "<p>a</p>\n<hr>\n<p>b</p>",
    ],
)
def test_what_readers_can_show_stays_as_it_is(markup: str) -> None:
    assert html(markup) == markup


@pytest.mark.parametrize(
    ("markup", "result"),
    [
        ("<div class=x id=y style=color:red data-v-1a>文</div>", "文"),
        ("<section><article><p>文</p></article></section>", "<p>文</p>"),
        ("<font color=red>红</font><span class=k>黑</span>", "红黑"),
        ("<center>中</center>", "中"),
        (
            "<strike>x</strike> <tt>y</tt> <acronym title=z>w</acronym>",
            '<s>x</s> <code>y</code> <abbr title="z">w</abbr>',
        ),
        ("<form><p>问<input value=答><select><option>甲</select></p></form>", "<p>问</p>"),
        ("<svg><text>画</text></svg><canvas>画</canvas>后", "后"),
        ("<my-tag>自造</my-tag>", "自造"),
        ("<p>a<script>x()</script>b<style>y{}</style></p>", "<p>ab</p>"),
        ("<!-- 注 -->文<?php x ?>", "文"),
        ("<b><p>粗</b>细</p>", "<p><b>粗</b>细</p>"),
        ("<h2><p>题</p></h2>", "<h2><p>题</p>\n</h2>"),
        ("<li>甲<li>乙", "<li>甲</li>\n<li>乙</li>"),
        ("<p>没有关闭", "<p>没有关闭</p>"),
        ("a < b && c > d", "a &lt; b &amp;&amp; c &gt; d"),
        ("&nbsp;&nbsp;&nbsp;&nbsp;首行缩进", "首行缩进"),
        ("10&nbsp;km", "10&nbsp;km"),
        ("a\x00b\x0bc\ufffe\u202ed", "abcd"),
        ("lone \ud800 surrogate", "lone  surrogate".replace("  ", " ")),
        ("<p data-a<b='x' title=y>强</p>", "<p>强</p>"),
        ("<a name=top></a><a>无处可去</a>", "无处可去"),
        ("<a href='ftp://a.example/x'>x</a><a href='tel:123'>y</a>", "xy"),
        ("<textarea>  保留\n  空白</textarea>", "<pre>  保留\n  空白</pre>"),
        ("", ""),
        ("   \n ", ""),
        ("纯文本", "纯文本"),
    ],
)
def test_what_becomes_of_the_rest(markup: str, result: str) -> None:
    assert html(markup) == result


def test_no_class_style_id_data_or_handler_survives() -> None:
    markup = "".join(
        f'<{tag} class="a" id="b" style="c" data-d="e" onclick="f">文</{tag}>' for tag in sorted(PUBLISHED)
    )
    result = html(markup)
    assert not any(name in result for name in ("class=", "id=", "style=", "data-", "onclick"))


def test_white_space_counts_only_in_code() -> None:
    assert html("<p>  一   二\n\n三\t</p>") == "<p>一 二 三</p>"
    assert html("<pre>  一   二\n\n三\t四</pre>") == "<pre>  一   二\n\n三\t四</pre>"
    assert html("a <b> b </b> c") == "a <b>b</b> c"
    assert html("<code>  x  </code>") == "<code>  x  </code>"


def test_line_breaks_in_preformatted_text_are_line_breaks() -> None:
    assert html("<pre><span>一</span><br><span>二</span></pre>") == "<pre>一\n二</pre>"
    assert html("<pre><div>一</div><div>二</div></pre>") == "<pre>一\n二</pre>"


def test_an_empty_block_between_words_still_parts_them() -> None:
    assert html("一<p></p>二") == "一<br>二"


def test_empty_cells_hold_their_place() -> None:
    assert html("<table><tr><td></td><td>二</td></tr></table>").count("<td>") == 2
    assert html("<table><tr><td> </td><td>&nbsp;</td></tr></table>") == ""


def test_formulas_become_tex() -> None:
    katex = (
        '<span class="katex"><span class="katex-mathml"><math><semantics><mrow><mi>x</mi></mrow>'
        '<annotation encoding="application/x-tex">x^{2}</annotation></semantics></math></span>'
        '<span class="katex-html" aria-hidden="true">x2</span></span>'
    )
    assert html(f"设 {katex} 为") == "设 $x^{2}$ 为"
    assert html('<math display="block" alttext="{\\displaystyle a_1}"><mi>a</mi></math>') == "$$a_1$$"
    assert html("<math><mi>E</mi><mo>=</mo><mi>m</mi></math>") == "E=m"
    assert html('<script type="math/tex; mode=display">a < b_{1}</script>') == "$$a &lt; b_{1}$$"
    assert html("行内 $\\frac{1}{2}$ 不变 {}") == "行内 $\\frac{1}{2}$ 不变 {}"


def test_plain_text_becomes_paragraphs() -> None:
    assert html(paragraphs("第一段\n第二行\n\n\n<b>第二段</b> & https://a.example/")) == (
        "<p>第一段<br>第二行</p>\n<p>&lt;b&gt;第二段&lt;/b&gt; &amp; https://a.example/</p>"
    )
    assert html(paragraphs("  \n ")) == ""


def test_text_goes_with_the_markup() -> None:
    cleaned = clean("<h2>题</h2><p>一<br>二<img src=/x.png alt=不出现></p><ul><li>甲</li><li>乙</li></ul>", BASE)
    assert cleaned.text == "题\n一\n二\n甲\n乙"
    assert clean(cleaned.html, "").text == cleaned.text
    lines = "<p>一</p><pre>a\n  b</pre><table><tr><td>x</td><td>y</td></tr><tr><td>z</td></tr></table>"
    assert clean(lines, BASE).text == "一\na\n  b\nx y\nz"


def test_sanitise_leaves_clean_markup_alone_and_disarms_the_rest() -> None:
    frame = clean('<iframe src="https://player.example/1"></iframe>', BASE, ContentOptions(embeds=("player.example",)))
    assert "<iframe" in frame.html
    assert sanitise(frame.html) == frame.html
    assert sanitise('<p onclick="x()">a<script>b</script></p>') == "<p>a</p>"


# ---------------------------------------------------------------------------------------------------- laws

_TEXT = st.sampled_from(
    [
        *(
            "",
            " ",
            "\n",
            "  ",
            "字",
            "word",
            "a b",
            "&nbsp;",
            "&nbsp;&nbsp;",
            "\u3000",
            "&lt;b&gt;",
            "&amp;amp;",
            "{x}",
        ),
        *("{{ y }}", "\n\n  ", "《书》", "&#1;", "Share", "The post A appeared first on B."),
    ]
)
_NAMES = sorted(PUBLISHED | {"section", "center", "font", "x-y", "noscript", "iframe", "math", "object", "form", "wbr"})
_ATTRIBUTE = st.sampled_from(
    [
        *(
            'href="/a?utm_source=x&b=1"',
            'href="https://link.zhihu.com/?target=https%3A//a.example/"',
            "href=mailto:a@b.example",
        ),
        *(
            'src="/i.jpg"',
            'src="data:image/gif;base64,R0lGOD"',
            'data-src="//c.example/i.png"',
            'class="lazy"',
            'class="share-bar"',
        ),
        *(
            'srcset="/a.jpg 1x, /b.jpg 2x"',
            'width="1"',
            'height="20px"',
            'alt="说 &quot;明&quot;"',
            'title=" a  b "',
            "hidden",
        ),
        *(
            'style="display:none"',
            'dir="rtl"',
            'lang="zh"',
            'colspan="3"',
            'datetime="2024"',
            'src="https://youtu.be/abc"',
            "open",
        ),
        *('poster="/p.jpg"', 'type="video/mp4"', "data-a<b=c", 'start="2"', "controls", 'encoding="application/x-tex"'),
    ]
)


@st.composite
def _markup(draw: st.DrawFn) -> str:
    pieces: list[str] = []
    for _ in range(draw(st.integers(1, 14))):
        kind = draw(st.integers(0, 4))
        name = draw(st.sampled_from(_NAMES))
        if kind <= 1:
            pieces.append(draw(_TEXT))
        elif kind == 4:
            pieces.append(f"</{name}>")
        else:
            pieces.append(f"<{name} {' '.join(draw(st.lists(_ATTRIBUTE, max_size=2)))}>")
    return "".join(pieces)


@settings(max_examples=600, deadline=None)
@given(_markup())
def test_a_second_cleaning_changes_nothing_whatever_the_base(markup: str) -> None:
    once = clean(markup, BASE)
    twice = clean(once.html, "http://elsewhere.example/x/")
    assert twice.html == once.html
    assert clean(once.html, "").html == once.html
    assert sanitise(once.html) == once.html
    assert twice.text == once.text


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_text_comes_through_as_html_that_says_the_same(text: str) -> None:
    once = clean(text, BASE).html
    assert clean(once, BASE).html == once
    once = clean(paragraphs(text), "").html
    assert clean(paragraphs(text), BASE).html == clean(once, BASE).html == once
    "".join(once).encode()


@pytest.mark.corpus
def test_real_content_is_stable(corpus: object, bodies: list[str]) -> None:
    for body in bodies:
        once = clean(body, BASE)
        again = clean(once.html, "")
        assert again.html == once.html, body[:200]
        assert again.text == once.text, body[:200]


def test_the_same_input_gives_the_same_bytes_in_another_process() -> None:
    program = (
        "from aggregator.content import clean; from aggregator.model import ContentOptions as O; "
        "print(clean('<iframe src=https://p.example/1 title=x></iframe><video src=https://a.example/v width=3></video>'"
        "'<img alt=a title=b src=https://a.example/i height=5 width=9>', '', O(embeds=('p.example',))).html)"
    )
    results = {
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
        for _ in range(4)
    }
    assert len(results) == 1


ODD = (
    "a\r\nb<p title='x\ny\tz'>c&#13;d</p>",
    "<p>\x0bx\ufffe</p>",
    "<a title='a>b' href='https://a.example/?x=<1>'>t</a>",
)


def _reads_the_same(markup: str) -> bool:
    """A selector that matches nothing sends the markup through an XML parser; without one it is read directly."""
    return clean(markup, BASE) == clean(markup, BASE, ContentOptions(keep=("x-nothing-is-called-so",)))


@pytest.mark.parametrize("markup", [*ODD, *(markup for _, markup in PAYLOADS + BREAKOUTS)])
def test_both_ways_of_reading_markup_come_to_the_same(markup: str) -> None:
    assert _reads_the_same(markup)


@pytest.mark.corpus
def test_both_ways_of_reading_real_markup_come_to_the_same(bodies: list[str]) -> None:
    assert [markup for markup in bodies if not _reads_the_same(markup)] == []
