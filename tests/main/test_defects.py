"""The defects of the system this one replaces, D1 to D19, each through the whole program.

The rebuilt source entries of its posts where the corpus has them, and variants of our own: other sites, other markup.
"""

# ruff: noqa: E501  (markup: one element is one line)

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from support.project import Project, config

HEXO = """[images]
template = "https://images.example/?url={url}"
hosts = ["image.woshipm.com", "*.myzaker.com", "img.own.example"]

[[publish.hexo]]
category = "新媒体"
directory = "posts"
"""
TEXT = "这一段正文讲一件具体的事情，足够长，读者不会把它当作别的东西。"
SENTENCES = f"<p>{TEXT * 3}</p>"

OWN = {
    "d1": f"<description><![CDATA[{SENTENCES}]]></description>",
    "d2": f"<pubDate>Invalid Date</pubDate><description><![CDATA[{SENTENCES}二]]></description>",
    "d2-zone": f"<pubDate>2022-04-26 08:30:00</pubDate><description><![CDATA[{SENTENCES}三]]></description>",
    "d3": f"<description><![CDATA[{SENTENCES}四]]></description>",
    "d6": f"<author>王小明</author><description><![CDATA[{SENTENCES}五]]></description>",
    "d7": f'<description><![CDATA[{SENTENCES}六<div class="reward"><button>赞赏作者</button><svg><path d="M1 1"/></svg>'
    '<ul><li><img src="https://img.own.example/donor.jpg"></li></ul><span>32 人打赏</span></div>]]></description>',
    "d8": f'<description><![CDATA[<div data-v-1a><p data-v-1a style="width:undefinedpx">{TEXT * 3}七</p><div class="social-share">'
    '<a href="https://weibo.example/share?url=null">分享</a></div><div class="qrcode">扫码关注</div>'
    '<button class="btn-comment">评论 9</button></div>]]></description>',
    "d9": f"<description><![CDATA[<style>.markdown-body{{color:#333}}{'h1{margin:0}' * 500}</style>{SENTENCES}八]]></description>",
    "d10": f"<description><![CDATA[{SENTENCES}九<pre><code>map[string]int{{{{\"a\": 1}}}} &#123;% x %&#125;</code></pre>"
    "<p>$\\frac{a}{b}$</p>]]></description>",
    "d11": f'<description><![CDATA[{SENTENCES}十<img class="lazy opacity_0" src="https://img.own.example/loading.gif" onclick'
    ' data-original="http://img.own.example/real.jpg">]]></description>',
    "d12": f'<description><![CDATA[{SENTENCES}十一<img src="http://img.own.example/a b.jpg?x=1&amp;y=2" srcset="http://img.own.example/1.jpg 1x,'
    ' http://img.own.example/2.jpg 2x"><video poster="http://img.own.example/p.jpg" src="https://v.own.example/v.mp4"></video>'
    ']]></description><enclosure url="http://img.own.example/e.jpg" type="image/jpeg" length="9"/>',
    "d13": f"<description><![CDATA[{SENTENCES * 4}十二]]></description>",
    "d14": f'<description><![CDATA[{SENTENCES}十三<img src="https://www.own.example/p/undefined">]]></description>',
    "d15": f'<description><![CDATA[{SENTENCES}十四<iframe src="//player.bilibili.com/player.html?bvid=BV1xx411c7mD"></iframe>]]></description>',
    "d16": f"<description><![CDATA[{SENTENCES}十五<ul><li> </li><li>&nbsp;</li></ul>{' ' * 4000}<p><br></p>]]></description>",
    "d17": f'<description><![CDATA[{SENTENCES}十六<a href="https://www.oschina.net/action/GoToLink?url=https%3A%2F%2Fgit.example%2Fx%3Futm_source%3Dy">'
    "发布</a>]]></description>",
    "d18": "<description><![CDATA[某公司今日宣布完成新一轮融资，投资方包括多家机构，具体金额没有披露……阅读全文]]></description>",
    "d19": f'<description><![CDATA[{SENTENCES}十八<img alt src="https://img.own.example/19.jpg">]]></description>',
}  # fmt: skip
TITLES = {
    "d3": "[Obs#56] “引号”：竖线 | 斜线 / 反斜线 \\ 与尖括号 < > 的标题",
    "d18": "某公司今日宣布完成新一轮融资，投资方包括多家机构...",
}


DAYS = "".join(
    f"<item><title>第 {day} 天的札记</title><link>https://days.example/{day}</link>"
    f"<pubDate>{day} Apr 2022 00:00:00 GMT</pubDate><description>{TEXT * 10}{day}</description></item>"
    for day in (24, 25, 26)
)


def document() -> str:
    items = "".join(
        f"<item><title><![CDATA[{TITLES.get(name, f'关于 {name} 的一篇文章')}]]></title><link>https://www.own.example/a/{name}.html</link>"
        f"<guid>https://www.own.example/a/{name}.html</guid>{body}</item>"
        for name, body in OWN.items()
    )
    return (
        f"<rss version='2.0'><channel><title>自家站</title><link>https://www.own.example/</link>{items}</channel></rss>"
    )


class Published:
    """What came out: stories of the JSON feed by their link, and posts by theirs."""

    def __init__(self, project: Project) -> None:
        self.project = project
        feed = json.loads((project.public / "xinmeiti.json").read_bytes())
        self.stories: dict[str, Any] = {item["url"]: item for item in feed["items"]}
        posts = [path.read_text("utf-8") for path in (project.folder / "posts").glob("*.md")]
        self.posts = {found[1]: post for post in posts if (found := re.search(r'^link: "(.*)"$', post, re.MULTILINE))}

    def own(self, name: str) -> Any:
        return self.stories[f"https://www.own.example/a/{name}.html"]

    def html(self, name: str) -> str:
        return str(self.own(name)["content_html"])

    def rebuilt(self) -> dict[str, Any]:
        return {
            url: story for url, story in self.stories.items() if "own.example" not in url and "days.example" not in url
        }


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, corpus: Path) -> Published:
    project = Project(tmp_path_factory.mktemp("defects") / "feeds")
    project.folder.mkdir()
    (project.folder / "own.xml").write_text(document(), "utf-8")
    again = document().replace("自家站", "转载站").replace("2022-04-26", "2022-04-28")
    (project.folder / "again.xml").write_text(again, "utf-8")
    days = f"<rss version='2.0'><channel><title>日记</title>{DAYS}</channel></rss>"
    (project.folder / "days.xml").write_text(days, "utf-8")
    sources = [("own", "file:own.xml"), ("again", "file:again.xml"), ("days", "file:days.xml")]
    for path in sorted((corpus / "rebuilt").glob("*.xml")):
        (project.folder / path.name).write_bytes(path.read_bytes())
        sources.append((path.stem, f"file:{path.name}"))
    text = config(*sources, extra=HEXO)
    project.write(text.replace('id = "own"\n', 'id = "own"\ntimezone = "Asia/Shanghai"\nsection = "今日推荐 / 精选"\n'))
    project.json("poll", "--force", "own")  # the original comes before what reprints it
    project.json("poll", "--force")
    return Published(project)


def test_the_rebuilt_posts_are_all_there(published: Published) -> None:
    assert len(published.rebuilt()) == 11
    assert len(published.stories) == 11 + 3 + len(OWN)


def test_d1_a_day_without_a_time_is_no_midnight(published: Published) -> None:
    days = [published.stories[f"https://days.example/{day}"] for day in (26, 25, 24)]
    for story in (*days, published.rebuilt()["http://www.woshipm.com/pd/5329031.html"]):
        assert story["_aggregator"]["precision"] == "day"
        assert "T00:00:00" not in story["date_published"]
    assert [story["date_published"][:10] for story in days] == ["2022-04-26", "2022-04-25", "2022-04-24"]


def test_d2_a_bad_date_is_none_and_one_without_zone_is_in_its_sources(published: Published) -> None:
    jianshu = published.rebuilt()["https://www.jianshu.com/rebuilt/jianshu-1"]
    for story in (published.own("d2"), jianshu):
        assert story["date_published"] <= story["_aggregator"]["first_seen"]
        assert not story["date_published"].startswith(("1970", "0001"))
    assert published.own("d2-zone")["date_published"] == "2022-04-26T00:30:00Z"
    dockone = published.rebuilt()["http://weekly.dockone.io/rebuilt/dockone-1"]
    assert dockone["date_published"] in {"2021-08-06T18:22:05Z", "2021-08-07T02:22:05Z"}


def test_d3_a_title_keeps_its_signs(published: Published) -> None:
    assert published.own("d3")["title"] == TITLES["d3"]
    post = published.posts["https://www.own.example/a/d3.html"]
    assert f"title: {json.dumps(TITLES['d3'], ensure_ascii=False)}" in post
    assert "MIT开发深度系统GeoMol 预测给定分子的三维形状以加速药物研发" in {
        s["title"] for s in published.rebuilt().values()
    }


def test_d4_every_story_links_to_its_original_and_has_an_id(published: Published) -> None:
    for url, story in published.stories.items():
        assert url.startswith("http")
        assert story["id"]
        assert f'link: "{url}"' in published.posts[url]
        assert f'href="{url}"' in published.posts[url]
    assert len({story["id"] for story in published.stories.values()}) == len(published.stories)


def test_d5_the_same_article_with_another_date_is_the_same_story(published: Published) -> None:
    copies = published.own("d2-zone")["_aggregator"]["copies"]
    assert {copy["source"] for copy in copies} == {"own", "again"}
    assert published.own("d2-zone")["date_published"].startswith("2022-04-26")
    titles = [story["title"] for story in published.stories.values()]
    assert len(titles) == len(set(titles))


def test_d6_the_author_is_a_person_and_the_source_stands_beside(published: Published) -> None:
    story = published.own("d6")
    assert [author["name"] for author in story["_aggregator"]["authors"]] == ["王小明"]
    assert story["_aggregator"]["source"]["title"] == "自家站"
    assert 'source: "自家站"' in published.posts["https://www.own.example/a/d6.html"]


JUNK = "赞赏|打赏|support-author|data-|style=|class=|onclick|lazy|GoToLink|<li></li>|<p></p>"


def clean_of(published: Published, defect: str, junk: str) -> bool:
    """Whether our own variant kept its text and lost its junk, and no rebuilt post holds any."""
    assert TEXT * 3 in published.html(defect)
    assert re.search(junk, published.html(defect)) is None
    assert [url for url, one in published.rebuilt().items() if re.search(JUNK, one["content_html"])] == []
    return True


def test_d7_the_donate_widget_is_gone(published: Published) -> None:
    assert clean_of(published, "d7", "赞赏|打赏|donor|<svg|support-author")


def test_d8_page_chrome_is_gone(published: Published) -> None:
    assert clean_of(published, "d8", "data-v-|undefined|分享|扫码|评论|url=null|style=|class=")


def test_d9_style_sheets_are_gone(published: Published) -> None:
    assert clean_of(published, "d9", "markdown-body|<style|margin")


def test_d11_a_lazy_picture_is_the_real_one(published: Published) -> None:
    assert clean_of(published, "d11", r"opacity|onclick|lazy|loading\.gif|data-original")
    assert "http%3A%2F%2Fimg.own.example%2Freal.jpg" in published.html("d11")


def test_d16_blanks_and_empty_lists_are_gone(published: Published) -> None:
    assert clean_of(published, "d16", "<li>|&nbsp;|   |<p></p>|<br>")


def test_d10_braces_of_code_and_formulas_are_whole(published: Published) -> None:
    assert '<pre><code>map[string]int{{"a": 1}} {% x %}</code></pre>' in published.html("d10").replace("&quot;", '"')
    assert "$\\frac{a}{b}$" in published.html("d10")
    post = published.posts["https://www.own.example/a/d10.html"].partition("\n---\n")[2]
    assert not re.search(r"\{[{%#]", post)  # nothing for the template engine
    assert "$\\frac{a}{b}$" in post  # and a single brace is none of its business


def test_d12_every_picture_of_a_named_host_goes_through_the_template(published: Published) -> None:
    story = published.own("d12")
    html = published.html("d12")
    encoded = "https://images.example/?url=http%3A%2F%2Fimg.own.example%2F"
    assert f'src="{encoded}a%2520b.jpg%3Fx%3D1%26y%3D2"' in html
    assert f'srcset="{encoded}1.jpg 1x, {encoded}2.jpg 2x"' in html
    assert f'poster="{encoded}p.jpg"' in html
    assert 'src="https://v.own.example/v.mp4"' in html  # no picture
    assert [file["url"] for file in story["attachments"]] == [f"{encoded}e.jpg"]
    assert story["image"].startswith("https://images.example/?url=")
    for url, rebuilt in published.rebuilt().items():
        pictures = re.findall(r'<img src="([^"]*)"', rebuilt["content_html"])
        assert not [one for one in pictures if re.match("https?://[^/]*(woshipm|myzaker)", one)], url
    woshipm = published.rebuilt()["http://www.woshipm.com/pd/5329031.html"]
    assert "https://images.example/?url=http%3A%2F%2Fimage.woshipm.com%2F" in woshipm["content_html"]


def test_d13_no_picture_is_invented_and_the_bytes_are_the_same(published: Published) -> None:
    assert "image" not in published.own("d13")
    assert "headimg" not in published.posts["https://www.own.example/a/d13.html"]
    assert "picsum" not in json.dumps(list(published.stories.values()))
    before = published.project.files()
    published.project.json("publish", "--force")
    assert published.project.files() == before


def test_d14_an_address_that_a_script_left_unfinished_is_no_picture(published: Published) -> None:
    assert "undefined" not in json.dumps(published.own("d14"))
    jianshu = published.rebuilt()["https://www.jianshu.com/rebuilt/jianshu-1"]
    assert "undefined" not in json.dumps(jianshu)
    assert jianshu["image"].startswith("https://upload-images.jianshu.io/")


def test_d15_a_player_becomes_a_link(published: Published) -> None:
    assert '<a href="https://www.bilibili.com/video/BV1xx411c7mD"' in published.html("d15")
    assert not [url for url, story in published.stories.items() if "<iframe" in story["content_html"]]


def test_d17_redirectors_give_up_their_target(published: Published) -> None:
    assert clean_of(published, "d17", "GoToLink|utm_source")
    assert 'href="https://git.example/x"' in published.html("d17")


def test_d18_a_teaser_is_told(published: Published) -> None:
    assert published.own("d18")["_aggregator"]["teaser"] is True
    assert published.own("d18")["title"] == TITLES["d18"]
    assert "teaser" not in published.own("d13")["_aggregator"]


def test_d19_a_section_is_a_label_and_an_empty_alt_stays_empty(published: Published) -> None:
    assert published.own("d19")["_aggregator"]["path"] == ["新媒体", "自家站", "今日推荐 / 精选"]
    assert ' - "今日推荐 / 精选"' in published.posts["https://www.own.example/a/d19.html"]
    assert 'alt=""' in published.html("d19")
