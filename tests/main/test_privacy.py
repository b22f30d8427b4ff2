"""What is published is not what is fetched: planted secrets and private places are in no output, log line or metric.

One world is made once: sources behind logins, keys and tokens, on hosts of a local network, unlisted ones, broken
ones, and feeds that say back what they were asked with. Then every byte that anybody may read is looked through.
"""

from __future__ import annotations

import gzip
import json
import signal
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from support.project import Project, free_port, get, stop, until
from support.sites import Reply, Sites, open_sites, redirect

SECRETS = {
    "bearer": "brr-7f3a91c2d4e8",
    "login": "reader:lgn-55a0c1b7e9f2",
    "rsshub_key": "rsk-90b1d2c3e4f5",
    "query": "qry-13579bdf2468",
}
WRITTEN = {  # secrets that stand in the configuration, or that origins tell
    "token": "tok-e1d2c3b4a596",
    "key": "key-aa11bb22cc33",
    "code": "cod-d4e5f6071829",
    "password": "pwd-9081726354af",
    "redirected": "rdr-0f1e2d3c4b5a",
}
SECRET_WORDS = {**{name: value.rpartition(":")[2] for name, value in SECRETS.items()}, **WRITTEN}
UNLISTED = {"id": "verborgen-quelle", "title": "不可说之源", "host": "127.0.0.31"}
PRIVATE_CATEGORY = {"name": "密室", "slug": "mishi-x81", "story": "只在密室里的故事"}
REASONS = {"hide": "grund-versteckt-4711", "rule": "regel-name-0815"}
LAN_NAMES = ("nas-keller.lan", "drucker-flur", "intern-wiki.corp")
PUBLIC = "https://zeitung.example.org"


@dataclass
class World:
    """The aggregator after some polls, its daemon running."""

    project: Project
    sites: Sites
    base: str = ""
    admin: str = ""
    said: dict[str, str] = field(default_factory=dict)  # what commands printed

    @property
    def places(self) -> tuple[str, ...]:
        """Private places that only the configuration or the origins know."""
        hosts = [f"127.0.0.{n}" for n in range(11, 60)]
        return (*hosts, f":{self.sites.port}", *LAN_NAMES, "10.20.30.40", "192.168.77.5", "fd00:77::5")


def rss(title: str, *items: str, link: str = PUBLIC, head: str = "") -> str:
    return (
        f'<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        f'xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom"><channel>'
        f"<title>{title}</title><link>{link}</link><description>{title}</description>{head}{''.join(items)}"
        "</channel></rss>"
    )


def item(number: str, title: str, body: str = "", link: str = "", more: str = "", guid: str = "") -> str:
    link = link or f"{PUBLIC}/artikel/{number}"
    guid = guid or f"{PUBLIC}/id/{number}"
    return (
        f"<item><title>{title}</title><link>{link}</link><guid isPermaLink='false'>{guid}</guid>"
        f"<pubDate>Mon, 02 Nov 2026 08:{int(number[-2:]):02}:00 GMT</pubDate>"
        f"<description><![CDATA[{body or f'<p>{title} 的正文。</p>'}]]></description>{more}</item>"
    )


def echo(handler: BaseHTTPRequestHandler) -> Reply:
    """A feed that tells its readers how it was asked."""
    asked = f"{handler.headers.get('Authorization', '')} {handler.headers.get('X-Key', '')} {handler.path}"
    return Reply(
        rss(
            "回声",
            item("9001", f"有人这样问我 {asked}", f"<p>{asked}</p><img src='{PUBLIC}/bild.png?key={WRITTEN['key']}'>"),
            head=f"<atom:link rel='self' href='http://{handler.headers['Host']}{handler.path}'/>",
        )
    )


def lan_feed(place: str) -> str:
    """A feed of public news whose entries name places of a local network wherever a feed may name one."""
    return rss(
        "内网转发",
        item(
            "1001",
            "处处都是内网地址",
            f"<p>看图</p><img src='http://{place}/bild.png' srcset='http://{place}/b2.png 2x, {PUBLIC}/b.png 1x'>"
            f"<a href='http://{LAN_NAMES[0]}/akte'>档案</a><video src='//{place}/v.mp4' poster='http://10.20.30.40/p.jpg'>"
            f"</video><a href='http://[fd00:77::5]/x'>六</a><img src='/relativ.png'><blockquote cite='http://{place}/'>"
            f"引</blockquote><a href='{PUBLIC}/oeffentlich'>公开</a>",
            link=f"http://{place}/artikel/1001",
            guid=f"http://{place}/id/1001",
            more=f"<enclosure url='http://{place}/ton.mp3' length='12' type='audio/mpeg'/>"
            f"<media:thumbnail url='http://192.168.77.5/klein.jpg'/><comments>http://{LAN_NAMES[1]}/c</comments>"
            f"<source url='http://{place}/quelle.xml'>别处</source>",
        ),
        item("1002", "相对链接的文章", link="/artikel/1002", guid="nur-eine-nummer-1002"),
        item("1003", "带登录的链接", link=f"https://u:{WRITTEN['password']}@zeitung.example.org/a/1003"),
        head=f"<image><url>http://{place}/logo.png</url><title>x</title><link>http://{place}/</link></image>",
        link=f"http://{place}/",
    )


def pages(sites: Sites) -> None:
    sites.pages |= {
        "/lan": lan_feed(sites.place(21)),
        "/public": rss("公开的报纸", *(item(f"20{n:02}", f"公开的第 {n} 篇报道") for n in range(1, 15))),
        "/echo": echo,
        "/unlisted": rss(
            UNLISTED["title"], item("3001", "没有名字的来源写的文章"), link="https://verborgen.example.net"
        ),
        "/private": rss("内部通讯", item("4001", PRIVATE_CATEGORY["story"]), item("4002", "密室第二篇")),
        "/hidden": rss("日报", item("5001", "要藏起来的文章"), item("5002", "被规则挡下的文章")),
        "/route/one": rss("路由", item("6001", "经由 RSSHub 的文章"), link=PUBLIC),
        "/broken": Reply("no", 500),
        "/moved": redirect(f"{sites.url('/gone', 42)}?token={WRITTEN['redirected']}"),
        "/scheme": redirect(f"gopher://{LAN_NAMES[1]}/?token={WRITTEN['redirected']}"),
        "/nowhere": redirect(f"http://{LAN_NAMES[0]}/feed?key={WRITTEN['redirected']}", 302),
        "/echoed": lambda handler: redirect(f"gopher://x.example.org{handler.path}"),
        "/page": Reply(f"<html><title>登录 {sites.place(45)}</title></html>", headers={"Content-Type": "text/html"}),
    }


def configuration(sites: Sites, port: int, admin: int) -> str:
    def source(name: str, address: str, more: str = "", categories: str = '["新媒体"]') -> str:
        return f'[[source]]\nid = "{name}"\nurl = "{address}"\ncategories = {categories}\n{more}\n'

    asked = f"token={WRITTEN['token']}&key={WRITTEN['key']}&code={WRITTEN['code']}"
    user = f"http://wirt:{WRITTEN['password']}@{sites.place(13)}"
    return f"""timezone = "Asia/Shanghai"
[site]
title = "我的聚合"
url = "https://feeds.example.org/merged/"

[fetch]
allow_private = ["127.0.0.0/8"]
host_gap = "0s"
per_host = 16
timeout = "5s"

[rsshub]
instances = ["{sites.url("", 11)}", "{sites.url("/zweite", 12)}"]
key = "{{secret:rsshub_key}}"
publish_as = "https://rsshub.example.org"

[publish]
debounce = "0s"
sources = true

[[publish.hexo]]
category = "新媒体"
directory = "posts"

[serve]
listen = "127.0.0.1:{port}"
admin = "127.0.0.1:{admin}"

[log]
level = "debug"
format = "json"

[[category]]
name = "新媒体"
slug = "xinmeiti"

[[category]]
name = "{PRIVATE_CATEGORY["name"]}"
slug = "{PRIVATE_CATEGORY["slug"]}"
private = true

[[rule]]
name = "{REASONS["rule"]}"
if.title = "被规则挡下"
then.drop = true

{source("public", sites.url("/public", 14))}
{source("route", "rsshub://route/one")}
{source("lan", sites.url("/lan", 21))}
{source("query", f"{user}/echo?{asked}")}
{source("bearer", sites.url("/echo", 15), 'headers.Authorization = "Bearer {secret:bearer}"')}
{source("basic", sites.url("/echo?x={secret:query}", 16), 'login = "{secret:login}"')}
{source(UNLISTED["id"], sites.url("/unlisted", 31), f'listed = false{chr(10)}title = "{UNLISTED["title"]}"')}
{source("inside", sites.url("/private", 32), categories=f'["{PRIVATE_CATEGORY["name"]}"]')}
{source("hidden", sites.url("/hidden", 33))}
{source("broken", f"{user}/broken?{asked}", 'headers.X-Key = "{secret:bearer}"')}
{source("refused", f"http://127.0.0.41:9/feed?{asked}")}
{source("moved", sites.url(f"/moved?{asked}", 17))}
{source("scheme", sites.url("/scheme", 18))}
{source("nowhere", sites.url("/nowhere", 19))}
{source("page", sites.url("/page", 45))}
{source("echoed", sites.url("/echoed?x={secret:query}", 20))}
{source("unknown-host", f"http://{LAN_NAMES[2]}/feed?{asked}")}
{source("not-allowed", f"http://10.20.30.40:1200/feed?{asked}")}
"""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with open_sites() as sites:
        pages(sites)
        environment = {f"AGGREGATOR_SECRET_{name.upper()}": value for name, value in SECRETS.items()}
        project = Project(tmp_path_factory.mktemp("privacy") / "feeds", environment)
        port, admin = free_port(), free_port()
        project.write(configuration(sites, port, admin))
        made = World(project, sites, f"http://127.0.0.1:{port}", f"http://127.0.0.1:{admin}")
        for _ in range(3):  # so often a source fails before others hear of it
            polled(made, "--json", "-vv", "poll", "--force", "--tolerate", "100%")
        polled(made, "hide", f"{PUBLIC}/artikel/5001", "--reason", REASONS["hide"])
        process = project.start("-vv", "run")
        try:
            until(lambda: get(made.base + "/readyz").status == 200, what="the daemon")
            yield made
        finally:
            stop(process, signal.SIGTERM)


def polled(world: World, *words: str) -> str:
    done = world.project.call(*words)
    said = done.stdout + done.stderr
    world.said[" ".join(words)] = world.said.get(" ".join(words), "") + said
    return said


def published(world: World) -> dict[str, bytes]:
    """Every file that others may read: the public folder, the manifest, the posts, the feeds of private outputs."""
    data = world.project.folder / "data"
    folders = (world.project.public, world.project.folder / "posts", data / "private")
    found = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
    files = {
        str(path.relative_to(world.project.folder)): path.read_bytes() for path in [*found, data / "manifest.json"]
    }
    return {name: gzip.decompress(body) if name.endswith(".gz") else body for name, body in files.items()}


def holds(body: bytes, word: str) -> bool:
    """Whether a text holds a word, also in the spelling of an address or of JSON."""
    spelled = {word, urllib.parse.quote(word, safe=""), json.dumps(word)[1:-1]}
    return any(one.encode() in body for one in spelled)


def found_in(texts: dict[str, bytes], words: Any) -> list[str]:
    """Where a word stands, with what is around it."""
    found = [(name, word) for name, body in texts.items() for word in words if holds(body, word)]
    for name, word in found:
        print(f"{word} in {name}: …{around(texts[name], word)}…")
    return [f"{word} in {name}" for name, word in found]


def around(body: bytes, word: str) -> str:
    place = body.find(word.encode())
    return body[max(0, place - 90) : place + len(word.encode()) + 40].decode("utf-8", "replace")


def test_the_world_is_as_it_was_meant(world: World) -> None:
    """Without this, everything below could pass over an empty folder."""
    files = published(world)
    assert "公开的第 3 篇报道".encode() in files["data/public/xinmeiti.atom"]
    for title in ("处处都是内网地址", "相对链接的文章", "没有名字的来源写的文章", "有人这样问我", "经由 RSSHub 的文章"):
        assert title.encode() in files["data/public/xinmeiti.json"], title
    assert PRIVATE_CATEGORY["story"].encode() in files[f"data/private/{PRIVATE_CATEGORY['slug']}.atom"]
    assert any(name.startswith("posts/") for name in files)
    asked = {path for path, _ in world.sites.asked}
    assert any(WRITTEN["token"] in path for path in asked)
    assert any(headers.get("Authorization") == f"Bearer {SECRETS['bearer']}" for _, headers in world.sites.asked)
    failing = {one["id"] for one in world.project.json("status")["sources"] if one["state"] == "failing"}
    assert failing >= {"broken", "refused", "moved", "scheme", "nowhere", "page", "unknown-host",
                       "not-allowed", "echoed"}  # fmt: skip
    assert b"broken" in files["data/public/ops.atom"]


def test_no_output_holds_a_secret(world: World) -> None:
    assert found_in(published(world), SECRET_WORDS.values()) == []


def test_no_output_names_a_private_place(world: World) -> None:
    assert found_in(published(world), world.places) == []


def test_no_output_names_an_unlisted_source(world: World) -> None:
    words = (UNLISTED["id"], UNLISTED["title"], UNLISTED["host"], "verborgen.example.net")
    assert found_in(published(world), words) == []


def test_no_output_tells_why_a_story_is_missing(world: World) -> None:
    files = published(world)
    assert found_in(files, REASONS.values()) == []
    assert found_in(files, ("要藏起来的文章", "被规则挡下的文章")) == []


def test_nothing_of_a_private_category_is_public(world: World) -> None:
    public = {name: body for name, body in published(world).items() if name.startswith("data/public/")}
    words = (*PRIVATE_CATEGORY.values(), "密室第二篇")
    assert found_in(public, words) == []


def test_links_to_the_public_web_stay(world: World) -> None:
    """Only the private ones go: text stays, pictures from outside stay, entries stay."""
    items = {one["title"]: one for one in json.loads((world.project.public / "xinmeiti.json").read_bytes())["items"]}
    lan = items["处处都是内网地址"]
    assert f"{PUBLIC}/oeffentlich" in lan["content_html"]
    assert "档案" in lan["content_html"]
    assert f"{PUBLIC}/b.png" in lan["content_html"]
    assert "url" not in lan
    assert lan["id"].startswith("urn:uuid:")
    assert items["带登录的链接"]["url"] == "https://zeitung.example.org/a/1003"
    assert items["经由 RSSHub 的文章"]["_aggregator"]["source"]["feed_url"] == "https://rsshub.example.org/route/one"


def test_the_public_server_tells_nothing(world: World) -> None:
    paths = ("/", "/members.html", "/status.html", "/healthz", "/readyz", "/search?q=文章", "/search?q=verborgen",
             "/search?q=正文&format=json", "/search?q=密室&format=json", "/search?q=藏起来&format=json",
             "/search?q=内网&format=json", "/search?q=挡下&format=json", "/xinmeiti.rss", "/nothing-here",
             f"/{PRIVATE_CATEGORY['slug']}.atom", f"/private/falsch/{PRIVATE_CATEGORY['slug']}.atom",
             "/status", "/metrics", "/manifest.json", "/websub/x")  # fmt: skip
    until(lambda: b"<li>" in get(world.base + "/search?q=" + urllib.parse.quote("来源")).body, what="the index")
    texts = {}
    for path in paths:
        answer = get(world.base + urllib.parse.quote(path, safe="/?=&-"))
        texts[path] = answer.body + json.dumps(answer.headers).encode()
    hidden = (*SECRET_WORDS.values(), *world.places, *(v for v in UNLISTED.values()), *REASONS.values())
    assert found_in(texts, hidden) == []
    stories = ("要藏起来的文章", "被规则挡下的文章", PRIVATE_CATEGORY["story"], "密室第二篇")
    assert found_in(texts, stories) == []


def test_the_owner_sees_addresses_and_no_secret(world: World) -> None:
    """Status page, metrics and every command: addresses may appear there, secrets never."""
    texts = {path: get(world.admin + path).body for path in ("/status", "/status.json", "/metrics")}
    assert b"broken" in texts["/status.json"]
    commands = [
        ("status",), ("--json", "status"), ("sources",), ("--json", "sources"), ("sources", "broken"),
        ("--json", "sources", "query"), ("-vv", "check"), ("--json", "check"), ("-vv", "plan"),
        ("explain", f"{PUBLIC}/id/9001"), ("--json", "explain", f"{PUBLIC}/id/9001"), ("search", "有人"),
        ("opml", "export"),
        ("-vv", "preview", world.sites.url("/broken?token=" + WRITTEN["token"], 13)),
        ("-vv", "--json", "preview", world.sites.url(f"/echo?token={WRITTEN['token']}", 13)),
        ("-vv", "add", "--dry-run", world.sites.url(f"/nowhere?key={WRITTEN['key']}", 13)),
        ("-vv", "--json", "poll", "broken", "moved", "bearer", "unknown-host", "--force"),
        ("token", "list"), ("db", "check"),
    ]  # fmt: skip
    for words in commands:
        polled(world, *words)
    texts |= {f"aggregator {words}": said.encode() for words, said in world.said.items()}
    known = [word for name, word in SECRET_WORDS.items()]
    assert found_in(texts, known) == []


def test_metrics_hold_no_address(world: World) -> None:
    assert found_in({"metrics": get(world.admin + "/metrics").body}, (*world.places, PUBLIC)) == []


def test_no_log_line_holds_a_secret(world: World) -> None:
    polled(world, "-vv", "poll", "--force")
    logs = {"log": Path(world.project.folder / "log").read_bytes()}
    assert b"daemon.ready" in logs["log"]
    assert found_in(logs, SECRET_WORDS.values()) == []
