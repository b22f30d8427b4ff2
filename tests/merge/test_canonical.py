"""One article has one canonical key, whatever way its address is written; two articles never share one."""

from __future__ import annotations

import pytest
from aggregator.urls import canonical, is_front_page, page, strip_tracking, unwrap
from hypothesis import given
from hypothesis import strategies as st

from support.link_pairs import DIFFERENT, IN_DOUBT, SAME

ARTICLE = "http://news.example/post/12.html"


@pytest.mark.parametrize(
    "spelling",
    [
        "https://news.example/post/12.html",
        "http://www.news.example/post/12.html",
        "http://m.news.example/post/12.html#from=rss",
        "https://amp.news.example/post/12.html",
        "http://NEWS.example:80/post/12.html",
        "https://news.example:443/post/12.html",
        "http://news.example/post/12.html?utm_source=a&utm_medium=rss",
        "http://news.example/amp/post/12.html",
        "http://news.example/post/12.html?amp=1",
        "http://news.example/post/12.html?outputType=amp",
        "http://news.example/post/12.amp.html",
        "http://news.example/post/12.html/",
        "http://news.example//post/./12.html",
        "http://news.example/post/12.html#comments",
        "http://news.example/post/12.html;jsessionid=A1B2",
        "http://news.example/%70ost/12.html",
        "https://news-example.cdn.ampproject.org/c/s/news.example/post/12.html",
        "https://www.google.com/amp/s/news.example/post/12.html",
        "  http://news.example/post/12.html\n",
    ],
)
def test_spellings_of_one_address_are_one(spelling):
    assert canonical(spelling) == canonical(ARTICLE) == "https://news.example/post/12.html"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://a.example/?id=1", "http://a.example/?id=2"),
        ("http://a.example/p/1", "http://a.example/p/2"),
        ("http://a.example/Post", "http://a.example/post"),
        ("http://a.example/#!/post/1", "http://a.example/#!/post/2"),
        ("http://a.example/#/post/1", "http://a.example/#/post/2"),
        ("http://a.example/", "http://a.example/#!/post/2"),
        ("http://a.example/x", "http://b.example/x"),
        ("http://a.example:8080/x", "http://a.example/x"),
        ("http://one.blog.example/x", "http://two.blog.example/x"),
        ("http://a.example/wiki/amp", "http://a.example/wiki"),
        ("http://a.example/文章", "http://a.example/文章二"),
        ("http://a.example/a%2Fb", "http://a.example/a/b"),
        ("http://a.example/x?page=1", "http://a.example/x"),
        ("http://a.example/x?a=1&a=2", "http://a.example/x?a=2&a=1"),
        ("http://m.cn/x", "http://cn/x"),
    ],
)
def test_other_articles_stay_apart(one, other):
    assert canonical(one) != canonical(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://a.example/x?b=2&a=1", "http://a.example/x?a=1&b=2"),
        ("https://例子.example/路径", "https://xn--fsqu00a.example/%E8%B7%AF%E5%BE%84"),
        ("https://en.m.wikipedia.org/wiki/RSS", "https://en.wikipedia.org/wiki/RSS"),
        ("http://a.example/blog/index.html", "http://a.example/blog/"),
        ("http://a.example/2026/a-long-slug/amp/", "http://a.example/2026/a-long-slug/"),
        (
            "https://www.oschina.net/action/GoToLink?url=http%3A%2F%2Fa.example%2Fx%3Futm_source%3Do",
            "http://a.example/x",
        ),
    ],
)
def test_these_are_one_too(one, other):
    assert canonical(one) == canonical(other)


def identity(link: str) -> str:
    """What a link identifies: a front page nothing."""
    key = canonical(link)
    return "" if is_front_page(key) else key


@pytest.mark.parametrize(("one", "other"), SAME.values(), ids=SAME)
def test_links_of_real_platforms_to_one_article_are_one(one, other):
    assert identity(one) == identity(other) != ""


@pytest.mark.parametrize(("one", "other"), [*DIFFERENT.values(), *IN_DOUBT.values()], ids=[*DIFFERENT, *IN_DOUBT])
def test_links_of_real_platforms_to_two_articles_are_two(one, other):
    assert not identity(one) == identity(other) != ""


@pytest.mark.parametrize(
    "link", sorted({link for table in (SAME, DIFFERENT) for pair in table.values() for link in pair})
)
def test_every_key_is_its_own_key_and_what_is_published_has_it_too(link):
    assert canonical(canonical(link)) == canonical(link)
    assert canonical(strip_tracking(unwrap(link.strip()))) == canonical(link)


@pytest.mark.parametrize(
    ("link", "without"),
    [
        ("http://a.example/2026/11/title#comment-12", "https://a.example/2026/11/title"),
        ("http://a.example/#!/post/1", "https://a.example/#!/post/1"),
        ("http://a.example/x#/post/1", "https://a.example/x#/post/1"),
        ("http://a.example/x", "https://a.example/x"),
    ],
)
def test_a_page_is_a_key_without_its_anchor(link, without):
    assert page(canonical(link)) == without


@pytest.mark.parametrize(
    "link", ["", "mailto:a@example.org", "tag:a,2026:1", "javascript:x", "http://[broken", "http://", "/x"]
)
def test_what_is_no_web_address_has_no_key(link):
    assert canonical(link) == ""


@pytest.mark.parametrize(
    ("link", "front"),
    [
        ("http://a.example", True),
        ("http://a.example/index.html", True),
        ("http://a.example/blog/", True),
        ("", True),
        ("http://a.example/?p=1", False),
        ("http://a.example/1", False),
        ("http://a.example/#!/1", False),
    ],
)
def test_a_front_page_is_no_identity(link, front):
    assert is_front_page(canonical(link)) is front


@given(st.text(max_size=60))
def test_no_text_breaks_it(text):
    canonical(text)
    canonical(f"http://a.example/{text}")


@given(st.from_regex(r"https?://[a-z]{1,5}\.example/[a-z0-9/._~%-]{0,20}(\?[a-z0-9=&%]{0,12})?", fullmatch=True))
def test_a_key_is_its_own_key(link):
    assert canonical(canonical(link)) == canonical(link)
