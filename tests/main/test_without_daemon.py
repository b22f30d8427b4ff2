"""What a daemon does beside its polls is done by `poll` where there is none: in cron, in CI."""

from __future__ import annotations

import json
import sqlite3

from support.origin import Origin
from support.project import Project, config
from support.sites import Reply, Sites, open_sites


def test_age_limits_hold_where_no_daemon_turns_the_day(project: Project, origin: Origin) -> None:
    text = config(("news", origin.url("grow/news?start=8&per=0")))
    project.write(text.replace("entries = 1000\n", 'entries = 1000\nage = "1d"\n', 1))

    project.json("poll", "--force")

    dates = [entry["published"] for entry in origin.truth()["feeds"]["news"]["entries"]]
    assert len(dates) == 8
    assert json.loads((project.public / "xinmeiti.json").read_bytes())["items"] == []


SENTENCE = "冷启动阶段的推荐系统要依靠内容特征而不是用户行为，这一段是正文里足够长的一句话。"


def teasers(sites: Sites, *names: str, host: int = 2) -> str:
    """A feed of teasers that lead to pages of its own site."""
    items = "".join(
        f"<item><guid>{name}</guid><title>第 {name} 篇：冷启动怎样做</title><link>{sites.url(f'/{name}', host)}</link>"
        f"<description>摘要 {name}……</description></item>"
        for name in names
    )
    return f"<rss version='2.0'><channel><title>teasers</title>{items}</channel></rss>"


def article(name: str) -> Reply:
    """A page in GBK that only its own head says so of."""
    page = (
        f"<html><head><meta charset=gbk><title>{name}</title></head><body><nav>首页 关于</nav><article>"
        f"<p>{SENTENCE}</p><p>正文 {name}：{SENTENCE}</p><div class=course-ad><p>{SENTENCE}购买课程</p></div>"
        f"<p><img data-src='/pic?id={name}'>{SENTENCE}</p></article></body></html>"
    )
    return Reply(page.encode("gbk"), headers={"Content-Type": "text/html"})


def items(project: Project) -> dict[str, dict[str, object]]:
    found = json.loads((project.public / "xinmeiti.json").read_bytes())["items"]
    return {item["id"].rpartition("/")[2][:1] if "://" in item["id"] else item["title"][2:3]: item for item in found}


FULL = 'fulltext = true\nremove = [".course-ad"]\n'


def test_full_text_and_search_are_filled_by_a_poll_alone(project: Project) -> None:
    with open_sites() as sites:
        sites.pages = {"/feed": teasers(sites, "a", "b", "c"), "/a": article("a"), "/c": article("c")}  # b is not there
        project.write(config(("blog", sites.url("/feed")), source_extra=FULL))

        assert project.json("poll", "--force")["articles"] == 2

        stories = items(project)
        for name in ("a", "c"):
            html = str(stories[name]["content_html"])
            assert f"正文 {name}：" in html
            assert f'src="{sites.url(f"/pic?id={name}")}"' not in html  # a private place, to everybody else
            assert "购买课程" not in html
            assert "首页" not in html
        assert "摘要 b" in str(stories["b"]["content_html"])  # the teaser stays
        assert stories["b"]["_aggregator"]["teaser"] is True  # type: ignore[index]
        with sqlite3.connect(project.database) as db:
            assert db.execute("SELECT count(*) FROM search_todo").fetchone() == (0,)
        db.close()
        assert len(project.json("search", "正文里足够长")["results"]) == 2
        before = {name: story["date_modified"] for name, story in stories.items()}

        assert project.json("poll", "--force")["articles"] == 0

        assert sorted(path for path, _ in sites.asked if path in {"/a", "/b", "/c"}) == ["/a", "/b", "/c"]  # once each
        assert {name: story["date_modified"] for name, story in items(project).items()} == before


def test_a_poll_asks_for_no_article_after_its_time_or_of_a_host_that_wants_none(project: Project) -> None:
    with open_sites() as sites:
        sites.pages = {"/feed": teasers(sites, "a", "b"), "/a": Reply(b"busy", 429, {"Retry-After": "3600"})}
        sites.pages["/b"] = article("b")
        text = config(("blog", sites.url("/feed")), source_extra=FULL)
        project.write(text.replace("per_host = 16", "per_host = 1"))

        assert project.json("poll", "--force")["articles"] == 0
        (failure,) = project.json("poll", "--force", exit_code=1)["failures"]
        assert failure["code"] == "host-waiting"  # the wait is kept, for feeds too

        assert [path for path, _ in sites.asked] == ["/feed", "/a"]

    with open_sites() as sites:
        sites.pages = {
            "/feed": teasers(sites, *"abcdefgh", host=3),
            **{f"/{name}": article(name) for name in "abcdefgh"},
        }
        text = config(("slow", sites.url("/feed", 3)), source_extra=FULL)
        project.write(text.replace("per_host = 16", "per_host = 1").replace('host_gap = "0s"', 'host_gap = "2s"'))

        done = project.json("poll", "--force", "--within", "10s")["articles"]

        assert done <= 5  # two seconds apart
        project.json("poll", "slow", "--force")
        assert all(SENTENCE in str(story["content_html"]) for story in items(project).values())
        asked = [path for path, _ in sites.asked if path in sites.pages and path != "/feed"]
        assert len(asked) <= 9  # once each, and again the one that was under way


def test_a_paused_source_or_one_without_full_text_asks_for_no_article(project: Project) -> None:
    with open_sites() as sites:
        sites.pages = {"/feed": teasers(sites, "a"), "/a": Reply(b"", 500)}
        text = config(("blog", sites.url("/feed")), source_extra=FULL)
        project.write(text)
        project.json("poll", "--force")  # asked once, and it stays due
        for change in ("paused = true\n", "fulltext = false\n"):
            project.write(
                text.replace("fulltext = true\n", change if "fulltext" in change else change + "fulltext = true\n")
            )
            with sqlite3.connect(project.database) as db:
                db.execute("UPDATE fulltext_todo SET next_at = 0")
            db.close()
            project.json("poll")
        assert [path for path, _ in sites.asked if path == "/a"] == ["/a"]
