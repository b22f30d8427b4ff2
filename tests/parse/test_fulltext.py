"""The article on a page."""

from __future__ import annotations

import pytest
from aggregator.errors import ParseError
from aggregator.model import ContentOptions

pytest.importorskip("trafilatura", reason="the extra 'fulltext' is not installed")

from aggregator.parse.fulltext import extract

SENTENCE = "这一段讲的是产品经理怎样把一个想法变成大家都愿意使用的产品，其中有许多细节值得注意。"
PAGE = f"""<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>好产品是怎样做成的 - 网站</title>
<meta name="author" content="王小明"><meta property="og:title" content="好产品是怎样做成的">
<meta property="article:published_time" content="2021-04-30T12:30:00+08:00"></head><body>
<nav><a href="/">首页</a><a href="/about">关于</a></nav>
<article><h1>好产品是怎样做成的</h1><p>{SENTENCE}</p><p>{SENTENCE * 3}</p><p><img src="/pic.jpg" alt="图"></p>
<p>{SENTENCE * 2}<a href="/more">更多</a></p><script>track()</script></article>
<footer>版权所有 © 网站</footer></body></html>"""


def test_the_article_is_taken_and_cleaned() -> None:
    article = extract(PAGE.encode(), "https://site.example/p/1", "text/html", ContentOptions())
    assert SENTENCE in article.text
    assert "首页" not in article.text
    assert "版权所有" not in article.text
    assert "<script" not in article.content
    assert article.title == "好产品是怎样做成的"
    assert [person.name for person in article.authors] == ["王小明"]
    assert article.published is not None


def test_a_gbk_page_is_read_as_one() -> None:
    page = PAGE.replace("utf-8", "gbk").replace("©", "")
    assert SENTENCE in extract(page.encode("gbk"), "https://site.example/p/1", "text/html", ContentOptions()).text


@pytest.mark.parametrize("page", [b"", b"<html><body><p>short</p></body></html>", b"\x89PNG\r\n\x1a\n", b"not found"])
def test_a_page_without_article_is_an_error(page: bytes) -> None:
    with pytest.raises(ParseError) as error:
        extract(page, "https://site.example/p/1", "", ContentOptions())
    assert error.value.code == "no-article"
