"""Players and widgets become links; what a source allows stays, sandboxed."""

from __future__ import annotations

import pytest
from aggregator.content import clean
from aggregator.model import ContentOptions

BASE = "https://news.example/"


@pytest.mark.parametrize(
    ("address", "page", "label"),
    [
        (
            "https://www.youtube.com/embed/dQw4w9WgXcQ?start=3",
            "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
            "▶ YouTube",
        ),
        ("//www.youtube-nocookie.com/embed/dQw4w9WgXcQ", "https://www.youtube.com/watch?v=dQw4w9WgXcQ", "▶ YouTube"),
        ("https://youtu.be/dQw4w9WgXcQ", "https://www.youtube.com/watch?v=dQw4w9WgXcQ", "▶ YouTube"),
        ("http://www.youtube.com/v/dQw4w9WgXcQ&hl=en", "https://www.youtube.com/watch?v=dQw4w9WgXcQ", "▶ YouTube"),
        (
            "https://www.youtube.com/embed/videoseries?list=PL1",
            "https://www.youtube.com/playlist?list=PL1",
            "▶ YouTube",
        ),
        (
            "//player.bilibili.com/player.html?aid=1&bvid=BV1GJ411x7h7&page=1",
            "https://www.bilibili.com/video/BV1GJ411x7h7",
            "▶ 哔哩哔哩",
        ),
        (
            "https://player.bilibili.com/player.html?aid=170001&page=3",
            "https://www.bilibili.com/video/av170001?p=3",
            "▶ 哔哩哔哩",
        ),
        (
            "https://www.bilibili.com/blackboard/html5mobileplayer.html?bvid=BV1GJ411x7h7",
            "https://www.bilibili.com/video/BV1GJ411x7h7",
            "▶ 哔哩哔哩",
        ),
        ("https://player.vimeo.com/video/12345?h=x", "https://vimeo.com/12345", "▶ Vimeo"),
        ("https://player.youku.com/embed/XNDg3==", "https://v.youku.com/v_show/id_XNDg3==.html", "▶ 优酷"),
        ("https://v.qq.com/txp/iframe/player.html?vid=a0012", "https://v.qq.com/x/page/a0012.html", "▶ 腾讯视频"),
        ("https://open.spotify.com/embed/episode/4rOo", "https://open.spotify.com/episode/4rOo", "▶ Spotify"),
        (
            "https://w.soundcloud.com/player/?url=https%3A//soundcloud.com/a/b",
            "https://soundcloud.com/a/b",
            "▶ SoundCloud",
        ),
        (
            "https://music.163.com/outchain/player?type=2&id=186016",
            "https://music.163.com/#/song?id=186016",
            "▶ 网易云音乐",
        ),
        (
            "https://www.dailymotion.com/embed/video/x7tgad0",
            "https://www.dailymotion.com/video/x7tgad0",
            "▶ Dailymotion",
        ),
        ("https://platform.twitter.com/embed/Tweet.html?id=123", "https://x.com/i/status/123", "↗ X"),
        (
            "https://www.facebook.com/plugins/video.php?href=https%3A%2F%2Fwww.facebook.com%2Fa%2Fvideos%2F1",
            "https://www.facebook.com/a/videos/1",
            "▶ Facebook",
        ),
        ("https://www.instagram.com/p/Cx1/embed/captioned", "https://www.instagram.com/p/Cx1/", "↗ Instagram"),
        ("https://codepen.io/team/embed/preview/abc?height=300", "https://codepen.io/team/pen/abc", "↗ CodePen"),
        ("https://leetcode-cn.com/playground/Yx7/shared", "https://leetcode.com/playground/Yx7/shared", "↗ LeetCode"),
        (
            "https://unknown.example/widget?utm_source=x&id=1",
            "https://unknown.example/widget?id=1",
            "↗ unknown.example",
        ),
    ],
)
def test_a_frame_becomes_a_link_to_its_page(address: str, page: str, label: str) -> None:
    cleaned = clean(f'<iframe src="{address.replace("&", "&amp;")}" width="560" onload="x()"></iframe>', BASE)
    assert f'<a href="{page}" rel="noopener noreferrer">' in cleaned.html
    assert cleaned.text == label
    assert "iframe" not in cleaned.html
    assert clean(cleaned.html, BASE).html == cleaned.html


@pytest.mark.parametrize(
    "address",
    [
        "https://www.facebook.com/plugins/like.php?href=x",
        "https://platform.twitter.com/widgets/follow_button.html",
        "https://disqus.com/embed/comments/",
        "https://googleads.g.doubleclick.net/pagead/ads",
        "https://pos.baidu.com/x",
        "https://service.weibo.com/share",
        "about:blank",
        "javascript:x()",
        "",
    ],
)
def test_page_chrome_in_frames_goes(address: str) -> None:
    assert clean(f'<p>文</p><iframe src="{address}"></iframe>', BASE).html == "<p>文</p>"


def test_a_title_names_the_link() -> None:
    cleaned = clean(
        '<iframe title="第 3 集  上" data-src="https://player.vimeo.com/video/1" src="about:blank"></iframe>', BASE
    )
    assert cleaned.text == "▶ 第 3 集 上 · Vimeo"


def test_a_frame_in_a_sentence_stays_in_it() -> None:
    assert clean('<p>看<iframe src="https://player.vimeo.com/video/1"></iframe>完</p>', BASE).html == (
        '<p>看<br><a href="https://vimeo.com/1" rel="noopener noreferrer">▶ Vimeo</a>完</p>'
    )


def test_old_flash_objects_are_read_too() -> None:
    markup = (
        '<object width="425"><param name="movie" value="http://www.youtube.com/v/abc123&hl=en">'
        '<embed src="http://www.youtube.com/v/abc123" type="application/x-shockwave-flash"></object>'
    )
    assert clean(markup, BASE).html.count("https://www.youtube.com/watch?v=abc123") == 1


def test_gists_and_quoted_posts_stay_readable() -> None:
    assert (
        'href="https://gist.github.com/someone/1a2b3c"'
        in clean('<script src="https://gist.github.com/someone/1a2b3c.js"></script>', BASE).html
    )
    post = (
        '<blockquote class="twitter-tweet"><p lang="zh">你好</p>— 某人 '
        '<a href="https://x.com/a/status/1?s=20">5月1日</a></blockquote>'
    )
    assert clean(post + '<script src="https://platform.twitter.com/widgets.js"></script>', BASE).html == (
        '<blockquote><p lang="zh">你好</p>\n— 某人 '
        '<a href="https://x.com/a/status/1" rel="noopener noreferrer">5月1日</a></blockquote>'
    )


FRAME = (
    '<iframe src="{}" width="560" height="315" allowfullscreen onload="x()" srcdoc="y" style="z" allow="*"></iframe>'
)


def test_an_allowed_host_keeps_its_frame_in_a_sandbox() -> None:
    options = ContentOptions(embeds=("player.bilibili.com", "*.video.example"))
    result = clean(FRAME.format("//player.bilibili.com/player.html?bvid=BV1"), BASE, options).html
    assert result == (
        '<iframe src="https://player.bilibili.com/player.html?bvid=BV1" width="560" height="315" allowfullscreen="" '
        'referrerpolicy="strict-origin-when-cross-origin" '
        'sandbox="allow-popups allow-presentation allow-same-origin allow-scripts"></iframe>'
    )
    assert clean(result, "", options).html == result
    assert "<iframe" not in clean(result, "").html


@pytest.mark.parametrize(
    "address",
    [
        "http://player.bilibili.com/player.html?bvid=BV1",
        "https://evil.example/?player.bilibili.com",
        "https://player.bilibili.com.evil.example/",
        "https://player.bilibili.com@evil.example/",
        "javascript:x()",
        "data:text/html,x",
        "https://video.example.evil.example/",
    ],
)
def test_no_other_frame_stays(address: str) -> None:
    options = ContentOptions(embeds=("player.bilibili.com", "*.video.example"))
    assert "<iframe" not in clean(FRAME.format(address), BASE, options).html
