"""Which picture is the real one, what is a tracker, and what is published of it."""

from __future__ import annotations

import pytest
from aggregator.content import clean
from aggregator.content.images import best_of, dimension, srcset

BASE = "https://news.example/a/"
REAL = "https://cdn.example/real.jpg"
GIF = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"


def pictures(markup: str) -> tuple[str, ...]:
    return clean(markup, BASE).images


@pytest.mark.parametrize(
    "name",
    ["data-src", "data-original", "data-lazy-src", "data-actualsrc", "data-original-src", "data-lazyload", "data-echo"],
)
@pytest.mark.parametrize("src", ["", f'src="{GIF}"', 'src="/static/blank.gif"', 'src="/img/loading.gif"'])
def test_a_stand_in_gives_way_to_the_lazy_address(name: str, src: str) -> None:
    assert pictures(f'<img {src} {name}="//cdn.example/real.jpg">') == (REAL,)


@pytest.mark.parametrize(
    "markup",
    [
        f'<img src="{REAL}" data-src="https://cdn.example/other.jpg">',
        f'<img class="lazy" src="https://cdn.example/tiny.jpg" data-original="{REAL}">',
        f'<img src="{GIF}" data-srcset="https://cdn.example/small.jpg 300w, {REAL} 900w">',
        f'<img srcset="https://cdn.example/small.jpg 1x, {REAL} 2x">',
        f'<img src="{GIF}" class="lazyload"><noscript><img src="{REAL}"></noscript>',
        f'<img src="{GIF}" data-src="{REAL}"><noscript><img src="{REAL}?w=300"></noscript>',
        f'<img src="{REAL}"><noscript><img src="{REAL}"></noscript>',
        f'<noscript><img src="{REAL}"></noscript>',
        f'<picture><source data-srcset="{REAL} 2x"><img src="{GIF}"></picture>',
        f'<p><img src="{GIF}" file="{REAL}" zoomfile="https://cdn.example/zoom.jpg" /></p>'.replace(
            "zoomfile", "x-zoom"
        ),
        f'<img src="{REAL}" data-src="{{{{ url }}}}">',
        f'<img data-src=\'{{"url": 1}}\' src="{REAL}">',
    ],
)
def test_exactly_the_real_picture_is_shown(markup: str) -> None:
    assert pictures(markup) == (REAL,)
    assert clean(markup, BASE).html.count("<img") == 1


@pytest.mark.parametrize(
    "markup",
    [
        f'<img src="{REAL}" width="1" height="1">',
        f'<img src="{REAL}" style="width:1px; height:1px">',
        f'<img src="{REAL}" height="0" width="0">',
        f'<img src="{REAL}" style="display:none">',
        '<img src="https://feeds.feedburner.com/~r/News/~4/abc">',
        '<img src="http://feeds.news.example/~r/News/~4/abc">',
        '<a href="https://feeds.feedburner.com/~ff/News?a=1"><img src="https://feeds.feedburner.com/~ff/News?d=1"></a>',
        '<img src="https://pixel.wp.com/b.gif?host=x&amp;blog=1">',
        '<img src="//stats.wordpress.com/b.gif?x=1">',
        '<img src="https://hm.baidu.com/hm.gif?x">',
        '<img src="https://ad.doubleclick.net/x">',
        f'<img src="{GIF}">',
        '<img src="/images/spacer.gif">',
        '<img src="">',
        "<img>",
        '<img src="file:///etc/passwd">',
        '<img src="cid:1@mail">',
        '<img src="blob:https://a.example/1">',
    ],
)
def test_what_is_no_picture_goes(markup: str) -> None:
    cleaned = clean(f"<p>文{markup}</p>", BASE)
    assert cleaned.html == "<p>文</p>"
    assert cleaned.images == ()


@pytest.mark.parametrize(
    "address",
    [
        "https://cdn.example/google-pixel.png",
        "https://cdn.example/space-shuttle.jpg",
        "https://cdn.example/loading-dock.jpg",
        "https://cdn.example/white.jpg",
        "https://cdn.example/logo-transparent.png",
        "https://cdn.example/placeholder.jpg",
    ],
)
def test_a_name_alone_makes_no_stand_in_where_nothing_better_is_known(address: str) -> None:
    assert pictures(f'<img src="{address}">') == (address,)
    assert pictures(f'<img src="{GIF}" data-src="{address}">') == (address,)


def test_a_large_picture_inside_the_text_is_reported() -> None:
    cleaned = clean(f'<img src="data:image/png;base64,{"A" * 4000}">', BASE)
    assert cleaned.html == ""
    assert [flaw.code for flaw in cleaned.flaws] == ["content-inline-image"]
    assert clean(f'<img src="{GIF}">', BASE).flaws == ()


def test_sizes_are_whole_numbers_or_absent() -> None:
    assert [
        dimension(value) for value in ("900", " 42px ", "10.5", "007", "100%", "auto", "undefined", "0", "", None)
    ] == [*("900", "42", "10", "7", "", "", "", "", "", "")]
    result = clean(f'<img src="{REAL}" width="undefinedpx" height="420">', BASE).html
    assert result == f'<img src="{REAL}" height="420" alt="" referrerpolicy="no-referrer">'


def test_a_srcset_keeps_its_order_and_loses_what_is_no_picture() -> None:
    assert (
        srcset("/a.jpg 300w, b.jpg 600w", BASE) == "https://news.example/a.jpg 300w, https://news.example/a/b.jpg 600w"
    )
    assert srcset(f"{GIF} 1x, /b.jpg 2x", BASE) == "https://news.example/b.jpg 2x"
    assert srcset("javascript:x 1x", BASE) == ""
    assert srcset("/a,b.jpg 1x,/c.jpg 2x", BASE) == "https://news.example/a%2Cb.jpg 1x, https://news.example/c.jpg 2x"
    assert srcset("/a.jpg, /b.jpg 1.5x, /c.jpg 9q", BASE) == (
        "https://news.example/a.jpg, https://news.example/b.jpg 1.5x, https://news.example/c.jpg"
    )
    assert best_of("https://a/1 300w, https://a/2 900w, https://a/3 600w") == "https://a/2"
    assert best_of("") == ""


def test_a_picture_element_keeps_its_sources() -> None:
    markup = (
        '<picture><source srcset="/x.webp 1x" type="image/webp" media="(min-width: 600px)">'
        '<source type="image/avif"><img src="/x.jpg" alt="图"></picture>'
    )
    assert clean(markup, BASE).html == (
        '<picture><source srcset="https://news.example/x.webp 1x" type="image/webp" media="(min-width: 600px)">'
        '<img src="https://news.example/x.jpg" alt="图" referrerpolicy="no-referrer"></picture>'
    )


def test_players_keep_their_sources_and_gain_controls() -> None:
    markup = (
        '<video autoplay onplay="x()" poster="p.jpg" width="640"><source src="/v.mp4" type="video/mp4">'
        '<track kind="subtitles" src="/v.vtt" srclang="zh" label="中文"><p>请升级浏览器</p></video>'
        '<audio src="/a.mp3">下载</audio>'
    )
    assert clean(markup, BASE).html == (
        '<video poster="https://news.example/a/p.jpg" width="640" preload="none" controls="">'
        '<source src="https://news.example/v.mp4" type="video/mp4">'
        '<track src="https://news.example/v.vtt" kind="subtitles" srclang="zh" label="中文"></video>'
        '<audio src="https://news.example/a.mp3" preload="none" controls=""></audio>'
    )
    assert clean("<video poster=/p.jpg></video><audio></audio>", BASE).html == ""


def test_pictures_are_listed_once_each_in_order_and_icons_are_not() -> None:
    icon = '<img src="/icon.png" width="16" height="16">'
    markup = f'<img src="/1.jpg">{icon}<a href="/x"><img src="/2.jpg"></a><img src="/1.jpg">'
    assert pictures(markup) == ("https://news.example/1.jpg", "https://news.example/2.jpg")


def test_emoji_pictures_become_the_character() -> None:
    markup = '早<img src="https://s.w.org/images/core/emoji/1f600.png" alt="😀" class="wp-smiley">安'
    assert clean(markup, BASE).html == "早😀安"
