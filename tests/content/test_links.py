"""Addresses inside content, and the two ground-floor functions they are made with."""

from __future__ import annotations

import pytest
from aggregator.content import clean
from aggregator.content.links import host_matches, href, resolve
from aggregator.urls import strip_tracking, unwrap
from aggregator.urls_data import REDIRECTORS, TRACKING_BY_HOST, TRACKING_EXACT, TRACKING_PAIRS, TRACKING_PREFIXES
from hypothesis import given
from hypothesis import strategies as st

BASE = "https://news.example/2024/05/post.html?page=2"


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("/a/b", "https://news.example/a/b"),
        ("c.html", "https://news.example/2024/05/c.html"),
        ("../x", "https://news.example/2024/x"),
        ("//cdn.example/x.png", "https://cdn.example/x.png"),
        ("?page=3", "https://news.example/2024/05/post.html?page=3"),
        ("#fn1", "https://news.example/2024/05/post.html?page=2#fn1"),
        ("HTTP://A.example/X", "http://A.example/X"),
        ("https:\\\\a.example\\x", "https://a.example/x"),
        ("https://a.example\\@evil.example/", "https://a.example/@evil.example/"),
        ("https:foo", ""),
        ("  https://a.example/ x\n/y ", "https://a.example/%20x/y"),
        ('https://a.example/"><b>', "https://a.example/%22%3E%3Cb%3E"),
        ("https://a.example/路径?词=新媒体", "https://a.example/路径?词=新媒体"),
        ("https://a.example/?a=1&b=%E4%BD%A0#?", "https://a.example/?a=1&b=%E4%BD%A0#?"),
        ("http://[2001:db8::1]:8080/x", "http://[2001:db8::1]:8080/x"),
        ("", ""),
        ("javascript:alert(1)", ""),
        ("java\nscript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("ftp://a.example/", ""),
        ("https://", ""),
        ("https:///x", "https://x"),
        ("http://:80/", ""),
        ("http://[::1/", ""),
        ("https://a.example/p/undefined", ""),
        ("https://a.example/p?id=null", ""),
    ],
)
def test_addresses_become_absolute_or_go(link: str, address: str) -> None:
    assert resolve(link, BASE) == address


def test_without_a_base_relative_addresses_go() -> None:
    assert resolve("/a", "") == ""
    assert clean('<a href="/a">x</a><img src="b.png">', "").html == "x"


@given(st.text(max_size=60), st.sampled_from(["https://a.example/", "http://b.example/x/y?z", ""]))
def test_a_resolved_address_stays_what_it_is(link: str, base: str) -> None:
    once = href(link, base)
    assert href(once, "") == once
    assert href(once, "http://elsewhere.example/") == once


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://www.oschina.net/action/GoToLink?url=https%3A%2F%2Fgithub.com%2Fa%2Fb", "https://github.com/a/b"),
        ("https://link.zhihu.com/?target=https%3A//a.example/%3Fx%3D1%26y%3D2", "https://a.example/?x=1&y=2"),
        ("https://www.jianshu.com/go-wild?ac=2&url=http%3A%2F%2Fa.example", "http://a.example"),
        ("https://links.jianshu.com/go?to=https%3A%2F%2Fa.example%2F%E8%B7%AF", "https://a.example/路"),
        ("https://link.juejin.cn/?target=https%3A%2F%2Fa.example", "https://a.example"),
        ("https://link.juejin.cn?target=https%3A%2F%2Fa.example", "https://a.example"),
        ("https://sspai.com/link?target=https%3A%2F%2Fa.example%2F", "https://a.example/"),
        ("https://link.csdn.net/?from_id=1&target=https%3A%2F%2Fa.example", "https://a.example"),
        ("https://www.google.com/url?sa=t&url=https%3A%2F%2Fa.example%2F&usg=x", "https://a.example/"),
        ("https://www.google.co.jp/url?q=https://a.example/", "https://a.example/"),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Fa.example%2F&h=x", "https://a.example/"),
        ("https://out.reddit.com/t3_1?url=https%3A%2F%2Fa.example%2F&token=x", "https://a.example/"),
        ("https://www.youtube.com/redirect?event=x&q=https%3A%2F%2Fa.example%2F", "https://a.example/"),
        ("https://weibo.cn/sinaurl?u=https%3A%2F%2Fa.example%2F", "https://a.example/"),
        ("https://steamcommunity.com/linkfilter/?u=https%3A%2F%2Fa.example%2F", "https://a.example/"),
        (
            "https://link.zhihu.com/?target=https%3A%2F%2Flink.juejin.cn%2F%3Ftarget%3Dhttps%253A%252F%252Fa.example%252F",
            "https://a.example/",
        ),
    ],
)
def test_redirectors_give_up_their_target(url: str, target: str) -> None:
    assert unwrap(url) == target


@pytest.mark.parametrize(
    "url",
    [
        "https://t.cn/A6abc",
        "https://link.zhihu.com/?target=javascript%3Aalert(1)",
        "https://link.zhihu.com/?target=%2Frelative",
        "https://link.zhihu.com/?target=",
        "https://notgoogle.com/url?q=https://a.example/",
        "https://google.example.com/url?q=https://a.example/",
        "https://www.zhihu.com/question/1?target=https%3A%2F%2Fa.example",
        "https://www.google.com/search?q=https://a.example/",
        "https://evil-sspai.com/link?target=https%3A%2F%2Fa.example%2F",
        "https://[bad/?url=https://a.example",
        "",
    ],
)
def test_what_is_no_redirector_stays(url: str) -> None:
    assert unwrap(url) == url


def test_a_chain_of_redirectors_is_followed_three_times_or_not_at_all() -> None:
    url = "https://a.example/"
    for _ in range(3):
        url = f"https://www.google.com/url?q={url}"
    assert unwrap(url) == "https://a.example/"
    longer = f"https://www.google.com/url?q={url}"
    assert unwrap(longer) == longer


@pytest.mark.parametrize(
    ("url", "stripped"),
    [
        ("https://a.example/?utm_source=rss&id=1", "https://a.example/?id=1"),
        ("https://a.example/?id=1&utm_medium=x&b=2", "https://a.example/?id=1&b=2"),
        ("https://a.example/?UTM_Source=x", "https://a.example/"),
        ("https://a.example/x?fbclid=1#part", "https://a.example/x#part"),
        ("https://a.example/x#utm_source=rss", "https://a.example/x"),
        ("https://a.example/?z=%E4%BD%A0+%2f&gclid=1&&a", "https://a.example/?z=%E4%BD%A0+%2f&&a"),
        ("https://a.example/?from=rss&id=1", "https://a.example/?id=1"),
        (
            "https://www.bilibili.com/video/BV1?spm_id_from=333&vd_source=x&p=2",
            "https://www.bilibili.com/video/BV1?p=2",
        ),
        (
            "https://mp.weixin.qq.com/s?__biz=a&mid=1&idx=1&sn=b&chksm=c&scene=0",
            "https://mp.weixin.qq.com/s?__biz=a&mid=1&idx=1&sn=b",
        ),
        ("https://youtu.be/x?si=abc&t=10", "https://youtu.be/x?t=10"),
        ("https://a.example/?si=abc&s=2&t=3", "https://a.example/?si=abc&s=2&t=3"),
        ("https://a.example/?from=home&ref=nav", "https://a.example/?from=home&ref=nav"),
        ("https://a.example/?feed=rss2", "https://a.example/?feed=rss2"),
        ("https://a.example/?", "https://a.example/?"),
        ("https://a.example/#", "https://a.example/#"),
        ("https://a.example/?utm_source", "https://a.example/?utm_source"),
    ],
)
def test_tracking_parameters_go_and_the_rest_keeps_its_spelling(url: str, stripped: str) -> None:
    assert strip_tracking(url) == stripped
    assert strip_tracking(stripped) == stripped


def test_the_tables_are_written_as_the_look_ups_need_them() -> None:
    assert all(
        name == name.lower() for name in (*TRACKING_EXACT, *TRACKING_PREFIXES, *TRACKING_PAIRS, *TRACKING_BY_HOST)
    )
    assert all(word == word.lower() for words in TRACKING_BY_HOST.values() for word in words)
    assert all(
        host == host.lower() and path == path.lower() and path[0] == "/" and names for host, path, names in REDIRECTORS
    )
    assert len({(host, path) for host, path, _ in REDIRECTORS}) == len(REDIRECTORS)


def test_links_in_content_are_unwrapped_and_stripped_but_pictures_keep_their_address() -> None:
    result = clean('<a href="/x?utm_source=a&amp;k=1"><img src="/y.png?utm_source=a"></a>', BASE).html
    assert 'href="https://news.example/x?k=1"' in result
    assert 'src="https://news.example/y.png?utm_source=a"' in result


def test_hosts_match_by_name_or_by_what_is_below() -> None:
    assert host_matches("image.woshipm.com", ("image.woshipm.com",))
    assert host_matches("www.youtube.com", ("youtube.com",))
    assert host_matches("wx1.SinaImg.cn", ("*.sinaimg.cn",))
    assert not host_matches("sinaimg.cn.evil.example", ("*.sinaimg.cn",))
    assert not host_matches("evilsinaimg.cn", ("*.sinaimg.cn",))
