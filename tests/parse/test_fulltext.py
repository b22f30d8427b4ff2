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


WECHAT = f"""<!DOCTYPE html><html lang="zh"><head><title>冷启动</title></head><body><div class="rich_media">
<h1 class="rich_media_title">冷启动</h1>
<div class="rich_media_content" id="js_content" style="visibility: hidden"><section>
<p>{SENTENCE * 2}</p><p>{SENTENCE * 2}</p>
<p><img class="rich_pages" data-src="https://mmbiz.qpic.cn/sz_mmbiz_png/abc/640?wx_fmt=png" data-w="9"></p>
<section><img src="/pic?id=3"></section><p>{SENTENCE}</p>
<figure><img src="https://cdn.site.example/chart"><figcaption>图一：留存曲线</figcaption></figure>
<figure><pre><code>def f():
    return {{"a": 1}}</code></pre></figure>
<img class="lazyload" src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">
<noscript><img src="https://cdn.site.example/lazy.jpg"></noscript>
<iframe src="https://player.bilibili.com/player.html?bvid=BV1xx411c7mD"></iframe>
<div class="course-ad"><p>{SENTENCE}广告：立刻购买课程。</p></div>
<div class="support-author"><p>给作者打赏，已有 12 人赞赏</p></div><p>{SENTENCE}完。</p></section></div>
<div class="rich_media_tool">阅读 1000 赞 20</div></div></body></html>"""


def test_pictures_and_players_stay_where_they_were_whatever_their_address() -> None:
    html = extract(WECHAT.encode(), "https://site.example/s/1", "text/html", ContentOptions()).content
    shown = [
        '<img src="https://mmbiz.qpic.cn/sz_mmbiz_png/abc/640?wx_fmt=png"',
        '<img src="https://site.example/pic?id=3"',
        '<figure><img src="https://cdn.site.example/chart" alt="" referrerpolicy="no-referrer"><figcaption>图一',
        'def f():\n    return {"a": 1}',
        '<img src="https://cdn.site.example/lazy.jpg"',
        '<a href="https://www.bilibili.com/video/BV1xx411c7mD"',
        "完。",
    ]
    assert [html.count(one) for one in shown] == [1] * len(shown)
    assert sorted(shown, key=html.index) == shown


def test_junk_and_what_the_source_removes_go_before_the_article_is_looked_for() -> None:
    article = extract(WECHAT.encode(), "https://site.example/s/1", "text/html", ContentOptions(remove=(".course-ad",)))
    assert not any(word in article.text for word in ("广告", "打赏", "赞赏", "阅读 1000"))
    assert article.authors == ()
    assert "广告" in extract(WECHAT.encode(), "https://site.example/s/1", "text/html", ContentOptions()).text


def test_a_page_cannot_have_its_pictures_put_in_twice() -> None:
    forged = '<p><img src="https://media.invalid/0.png"></p>' * 50
    html = extract(
        WECHAT.replace("完。", f"完。{forged}").encode(), "https://site.example/s/1", "", ContentOptions()
    ).content
    assert html.count("mmbiz.qpic.cn") == 1


def test_a_page_of_junk_classes_alone_is_read_all_the_same() -> None:
    page = f'<html><body><div class="related-posts"><p>{SENTENCE * 4}</p><p>{SENTENCE * 4}</p></div></body></html>'
    assert SENTENCE in extract(page.encode(), "https://site.example/s/1", "text/html", ContentOptions()).text
