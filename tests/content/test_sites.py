"""Bodies as well-known sites write them, in our own words: what stays, and that nothing of their chrome does."""

# ruff: noqa: E501, ISC004  (markup: one element is one line)

from __future__ import annotations

import pytest
from aggregator.content import clean

BASE = "https://site.example/a/1.html"
TEXT = "正文段落，讲一件具体的事情。"
PLACEHOLDER = "data:image/gif;base64,R0lGODlhAQABAAAAACw="

SITES = {
    "wechat": (
        f'<section style="visibility:hidden"><p>{TEXT}</p><p><img data-src="https://mmbiz.qpic.cn/a/640?wx_fmt=png"'
        f' src="{PLACEHOLDER}"></p><mp-common-profile data-nickname="某"></mp-common-profile><iframe class="video_iframe"'
        ' data-src="https://v.qq.com/iframe/preview.html?vid=a1234567890&amp;auto=0"></iframe></section>',
        ["https://mmbiz.qpic.cn/a/640?wx_fmt=png"],
        ['href="https://v.qq.com/x/page/a1234567890.html"'],
    ),
    "zhihu": (
        f'<p>{TEXT}</p><figure><noscript><img src="https://pic1.zhimg.com/v2-a.jpg" class="origin_image"></noscript>'
        '<img src="data:image/svg+xml;utf8,&lt;svg&gt;" class="origin_image lazy" data-actualsrc="https://pic1.zhimg.com/v2-a.jpg">'
        '<figcaption>图注</figcaption></figure><a href="https://link.zhihu.com/?target=https%3A//example.org/x">卡片</a>',
        ["https://pic1.zhimg.com/v2-a.jpg"],
        ['href="https://example.org/x"', "<figcaption>图注</figcaption>"],
    ),
    "jianshu": (
        '<div class="image-package"><div class="image-container"><div class="image-container-fill"></div><div class="image-view">'
        '<img data-original-src="//upload-images.jianshu.io/1.jpg"></div></div><div class="image-caption">图注</div></div>'
        f'<p>{TEXT}<a href="https://www.jianshu.com/go-wild?ac=2&url=https%3A%2F%2Fexample.org%2Fz">链</a></p>',
        ["https://upload-images.jianshu.io/1.jpg"],
        ['href="https://example.org/z"', "图注"],
    ),
    "juejin": (
        f'<style>.markdown-body{{color:red}}</style><div class="markdown-body"><p>{TEXT}</p><pre><div class="code-block-'
        'extension-header"><span>js</span></div><code>let a = {};<span class="copy-code-btn">复制代码</span></code></pre>'
        '<a href="https://link.juejin.cn?target=https%3A%2F%2Fexample.org%2F%23a">x</a></div>',
        [],
        ["<pre><code>let a = {};</code></pre>", 'href="https://example.org/#a"'],
    ),
    "csdn": (
        f'<p>{TEXT}</p><pre><code>int a;<div class="hljs-button" data-title="复制"></div></code><ul class="pre-numbering">'
        '<li>1</li></ul></pre><a href="https://link.csdn.net/?target=https%3A%2F%2Fexample.org%2Fq">l</a>',
        [],
        ["<pre><code>int a;</code></pre>", 'href="https://example.org/q"'],
    ),
    "cnblogs": (
        f'<p>{TEXT}</p><div class="cnblogs_code"><div class="cnblogs_code_toolbar"><span class="cnblogs_code_copy"><a title="复制代码"'
        ' href="javascript:void(0);"><img src="//common.cnblogs.com/copycode.gif" alt="复制代码"></a></span></div><pre>int a;</pre></div>',
        [],
        ["<pre>int a;</pre>"],
    ),
    "weibo": (
        f'{TEXT}<span class="url-icon"><img alt=[doge] src="https://h5.sinaimg.cn/doge.png" style="width:1em; height:1em;" /></span>'
        '<a href="https://weibo.cn/sinaurl?u=https%3A%2F%2Fexample.org%2Fw">网页链接</a><img src="https://tvax2.sinaimg.cn/large/a.jpg">'
        '<video poster="https://tvax.sinaimg.cn/p.jpg"><source src="https://f.video.weibocdn.com/a.mp4?x=1&amp;y=2"></video>',
        ["https://tvax2.sinaimg.cn/large/a.jpg"],  # an emoticon is no thumbnail
        ['width="16" height="16" alt="[doge]"', 'href="https://example.org/w"', 'poster="https://tvax.sinaimg.cn/p.jpg"'],
    ),
    "wordpress": (
        f'<p>{TEXT}</p><div class="sharedaddy"><h3>分享到：</h3></div><div id="jp-relatedposts" class="jp-relatedposts">复制代码</div>'
        '<img src="https://pixel.wp.com/b.gif?post=1"><p>The post <a href="https://a.example/1">标题</a> first appeared on '
        '<a href="https://a.example">站</a>.</p>',
        [],
        [],
    ),
    "medium": (
        f'<p>{TEXT}</p><img src="https://medium.com/_/stat?event=post.clientViewed"><p><a href="https://medium.com/p/1">A</a> was originally'
        ' published in <a href="https://medium.com/x">X</a> on Medium, where people are continuing the conversation by highlighting'
        " and responding to this story.</p>",
        [],
        [],
    ),
    "substack": (
        f'<p>{TEXT}</p><figure><picture><source srcset="https://substackcdn.com/w_424,c_limit/a.png 424w"><img'
        ' src="https://substackcdn.com/w_1456,c_limit/a.png"></picture></figure><div class="subscription-widget-wrap-editor">订阅</div>'
        '<p class="button-wrapper"><a href="https://x.substack.com/subscribe?">Subscribe now</a></p>',
        ["https://substackcdn.com/w_1456,c_limit/a.png"],
        ['srcset="https://substackcdn.com/w_424%2Cc_limit/a.png 424w"'],
    ),
    "blogger": (
        f'<p>{TEXT}</p><div class="separator"><a href="https://b.example/s1600/x.png"><img src="https://b.example/s320/x.png"></a></div>'
        '<div class="blogger-post-footer"><img width="1" height="1" src="https://b.example/tracker/1-2"></div><div class="feedflare">'
        '<a href="http://feeds.feedburner.com/~ff/x?a=1">复制代码</a></div><img src="http://feeds.feedburner.com/~r/x/~4/abc" height="1">',
        ["https://b.example/s320/x.png"],
        [],
    ),
}  # fmt: skip


@pytest.mark.parametrize("site", SITES)
def test_the_article_stays_and_the_chrome_goes(site: str) -> None:
    markup, pictures, shown = SITES[site]
    cleaned = clean(markup, BASE)
    assert TEXT in cleaned.text
    assert list(cleaned.images) == pictures
    assert [one for one in shown if one not in cleaned.html] == []
    chrome = (
        "复制代码",
        "分享到",
        "订阅",
        "Subscribe",
        "appeared",
        "originally",
        "pixel.wp",
        "/_/stat",
        "tracker",
        "~r/",
        "data:",
    )
    assert [one for one in chrome if one in cleaned.html] == []
    assert clean(cleaned.html, BASE).html == cleaned.html


@pytest.mark.parametrize(
    "real",
    [
        '<table><tr><td class="reward">金币 100</td><td class="donate">是</td></tr></table>',
        '<ul><li class="reward">奖励：金币 100</li></ul>',
        '<p class="share">分享一次失败的经历</p>',
        '<div class="related">相关工作：前人的三篇论文</div>',
        '<section class="related-work"><h2>Related work</h2><p>Earlier papers.</p></section>',
        "<p>打赏功能上线之后，作者的收入增加了三成。</p><p>分享给朋友的人也更多了。</p>",
        f'<div class="share-box"><p>{TEXT * 30}</p></div>',
        f'<div class="related-posts"><p>{TEXT * 25}</p><p>{"一篇文章的余论。" * 20}</p></div>',
        f'<section class="reward"><p>{TEXT}</p></section>',
    ],
)
def test_real_text_stays_whatever_its_class_says(real: str) -> None:
    words = "".join(clean(real.replace("class=", "title="), BASE).text.split())
    around = f"<p>{TEXT * 80}</p>"
    assert words in "".join(clean(around + real, BASE).text.split())


def test_a_list_of_links_is_junk_however_long() -> None:
    links = "".join(f'<li><a href="/{n}">第 {n} 篇别的文章，标题相当长，说了许多话</a></li>' for n in range(60))
    article = f"<p>{TEXT * 60}</p>"
    assert clean(f'{article}<div class="related-posts"><h3>相关阅读</h3><ul>{links}</ul></div>', BASE).text == TEXT * 60
