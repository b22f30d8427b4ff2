"""Publish time: the picture template, per host, https first."""

from __future__ import annotations

from aggregator.content import clean, image_url, sanitise, with_images
from aggregator.settings.values import Images

ENCODED = Images(template="https://images.example/?url={url}")
RAW = Images(template="https://images.example/{raw}")
NAMED = Images(template="https://images.example/?url={url}", hosts=("image.woshipm.com", "*.sinaimg.cn"))


def test_the_address_is_percent_encoded_whole_or_put_in_as_it_is() -> None:
    url = "http://image.woshipm.com/wp-files/a b.jpg?x=1&y=图"
    assert image_url(url, ENCODED) == (
        "https://images.example/?url=http%3A%2F%2Fimage.woshipm.com%2Fwp-files%2Fa%20b.jpg%3Fx%3D1%26y%3D%E5%9B%BE"
    )
    assert image_url("http://a.example/x.jpg", RAW) == "https://images.example/http://a.example/x.jpg"


def test_with_named_hosts_only_those_are_rewritten() -> None:
    assert image_url("http://image.woshipm.com/x.jpg", NAMED).startswith("https://images.example/")
    assert image_url("https://wx1.sinaimg.cn/x.jpg", NAMED).startswith("https://images.example/")
    assert image_url("http://other.example/x.jpg", NAMED) == "http://other.example/x.jpg"
    assert image_url("https://other.example/x.jpg", NAMED) == "https://other.example/x.jpg"


def test_without_named_hosts_every_plain_http_picture_is_and_https_first() -> None:
    assert image_url("http://other.example/x.jpg", ENCODED).startswith("https://images.example/")
    assert image_url("https://other.example/x.jpg", ENCODED) == "https://other.example/x.jpg"
    assert image_url("http://wx1.sinaimg.cn:80/x.jpg", ENCODED) == "https://wx1.sinaimg.cn/x.jpg"


def test_a_named_host_that_answers_https_is_handed_over_as_https() -> None:
    assert image_url("http://wx1.sinaimg.cn/x.jpg", NAMED).endswith("=https%3A%2F%2Fwx1.sinaimg.cn%2Fx.jpg")


def test_what_went_through_the_template_stays() -> None:
    once = image_url("http://image.woshipm.com/x.jpg", NAMED)
    assert image_url(once, NAMED) == once


def test_without_a_template_nothing_changes() -> None:
    html = clean('<img src="http://a.example/1.jpg">', "").html
    assert with_images(html, Images()) == html
    assert image_url("http://a.example/1.jpg", Images()) == "http://a.example/1.jpg"


def test_what_is_no_web_address_is_left_alone() -> None:
    assert image_url("", ENCODED) == ""
    assert image_url("data:image/png;base64,AA", ENCODED) == "data:image/png;base64,AA"


def test_content_is_rewritten_in_src_srcset_and_poster_and_nowhere_else() -> None:
    html = clean(
        '<p><a href="http://a.example/full.jpg"><img src="http://a.example/1.jpg" alt=\'src="http://a.example/x.jpg"\' '
        'srcset="http://a.example/1.jpg 1x, https://b.example/2.jpg 2x"></a>'
        '<video src="http://a.example/v.mp4" poster="http://a.example/p.jpg"></video>'
        '<picture><source srcset="http://a.example/3.webp 2x"><img src="https://b.example/3.jpg"></picture></p>',
        "",
    ).html
    result = with_images(html, RAW)
    put = "https://images.example/http://a.example"
    assert f'<img src="{put}/1.jpg" srcset="{put}/1.jpg 1x, https://b.example/2.jpg 2x"' in result
    assert 'alt="src=&quot;http://a.example/x.jpg&quot;"' in result
    assert f'<video src="http://a.example/v.mp4" poster="{put}/p.jpg"' in result
    assert f'<source srcset="{put}/3.webp 2x">' in result
    assert 'href="http://a.example/full.jpg"' in result
    assert 'src="https://b.example/3.jpg"' in result
    assert with_images(result, RAW) == result
    assert sanitise(result) == result


def test_a_template_cannot_bring_in_markup() -> None:
    html = clean('<img src="http://a.example/1.jpg">', "").html
    assert "<script" not in with_images(html, Images(template='https://x.example/"><script>x()</script>{url}'))
    assert "javascript" not in with_images(html, Images(template="javascript:{raw}"))
