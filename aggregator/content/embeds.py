"""Players and widgets of other sites: each becomes a link to its page, with a thumbnail where one can be derived.

Nothing is asked of the network: a thumbnail is known only where its address follows from the id.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from aggregator import urls
from aggregator.content.links import host_matches, href, resolve
from aggregator.content.nodes import Node


class Embed(NamedTuple):
    """What an embedded frame shows: the page a person would open, what to call it, and its picture if known."""

    page: str
    name: str
    picture: str = ""
    plays: bool = True


_Query = dict[str, list[str]]
_ID = re.compile(r"[\w\-]{1,64}$")


def _first(query: _Query, *names: str) -> str:
    for name in names:
        value = query.get(name, [""])[0]
        if value:
            return value
    return ""


def _youtube(path: str, query: _Query) -> Embed | None:
    kind, _, rest = path.strip("/").partition("/")
    identity = rest.partition("/")[0] if kind in {"embed", "v", "shorts", "live"} else _first(query, "v")
    if identity == "videoseries" or (not identity and "list" in query):
        series = _first(query, "list")
        return Embed(f"https://www.youtube.com/playlist?list={series}", "YouTube") if _ID.match(series) else None
    identity = identity.partition("&")[0]
    if not _ID.match(identity):
        return None
    return Embed(
        f"https://www.youtube.com/watch?v={identity}", "YouTube", f"https://i.ytimg.com/vi/{identity}/hqdefault.jpg"
    )


def _bilibili(_path: str, query: _Query) -> Embed | None:
    identity = _first(query, "bvid")
    number = _first(query, "aid") or identity.removeprefix("av")
    if re.fullmatch(r"BV\w{8,12}", identity):
        page = f"https://www.bilibili.com/video/{identity}"
    elif number.isascii() and number.isdigit():
        page = f"https://www.bilibili.com/video/av{number}"
    else:
        return None
    part = _first(query, "page", "p")
    return Embed(page + (f"?p={part}" if part.isascii() and part.isdigit() and part not in "01" else ""), "哔哩哔哩")


def _dailymotion(path: str, query: _Query) -> Embed | None:
    identity = path.rpartition("/video/")[2] if "/video/" in path else _first(query, "video")
    if not _ID.match(identity):
        return None
    page = f"https://www.dailymotion.com/video/{identity}"
    return Embed(page, "Dailymotion", f"https://www.dailymotion.com/thumbnail/video/{identity}")


def _netease(_path: str, query: _Query) -> Embed | None:
    kinds = {"0": "playlist", "1": "album", "2": "song", "3": "program", "4": "djradio"}
    kind, identity = kinds.get(_first(query, "type")), _first(query, "id")
    return (
        Embed(f"https://music.163.com/#/{kind}?id={identity}", "网易云音乐") if kind and _ID.match(identity) else None
    )


def _tweet(_path: str, query: _Query) -> Embed | None:
    identity = _first(query, "id")
    return Embed(f"https://x.com/i/status/{identity}", "X", plays=False) if _ID.match(identity) else None


def _facebook(path: str, query: _Query) -> Embed | None:
    if not path.startswith(("/plugins/video", "/plugins/post")):
        return None
    page = href(_first(query, "href"), "")
    return Embed(page, "Facebook", plays="video" in path) if page else None


def _soundcloud(_path: str, query: _Query) -> Embed | None:
    page = href(_first(query, "url"), "")
    return Embed(page, "SoundCloud") if page and urls.host(page) != "api.soundcloud.com" else None


def _by_path(pattern: str, page: str, name: str, *, plays: bool = True) -> Callable[[str, _Query], Embed | None]:
    """Players whose page follows from the path: groups of `pattern` fill {0}, {1} in `page`."""
    compiled = re.compile(pattern)

    def embed(path: str, _query: _Query) -> Embed | None:
        match = compiled.match(path)
        return Embed(page.format(*match.groups()), name, plays=plays) if match else None

    return embed


def _by_query(names: tuple[str, ...], page: str, name: str) -> Callable[[str, _Query], Embed | None]:
    def embed(_path: str, query: _Query) -> Embed | None:
        identity = _first(query, *names)
        return Embed(page.format(identity), name) if _ID.match(identity) else None

    return embed


_I = r"([\w\-]{1,64})"
PROVIDERS: tuple[tuple[tuple[str, ...], Callable[[str, _Query], Embed | None]], ...] = (
    (("youtube.com", "*.youtube.com", "youtube-nocookie.com"), _youtube),
    (("youtu.be",), lambda path, query: _youtube(f"/embed{path}", query)),
    (("player.bilibili.com", "bilibili.com", "*.bilibili.com"), _bilibili),
    (("player.vimeo.com",), _by_path(rf"/video/{_I}", "https://vimeo.com/{0}", "Vimeo")),
    (("player.youku.com",), _by_path(r"/embed/([\w=]{1,64})", "https://v.youku.com/v_show/id_{0}.html", "优酷")),
    (("v.qq.com",), _by_query(("vid",), "https://v.qq.com/x/page/{0}.html", "腾讯视频")),
    (
        ("open.spotify.com",),
        _by_path(rf"/embed(?:-podcast)?/(\w+)/{_I}", "https://open.spotify.com/{0}/{1}", "Spotify"),
    ),
    (("w.soundcloud.com",), _soundcloud),
    (("embed.podcasts.apple.com",), _by_path(r"(/[\w\-/%]+)", "https://podcasts.apple.com{0}", "Apple Podcasts")),
    (("embed.music.apple.com",), _by_path(r"(/[\w\-/%]+)", "https://music.apple.com{0}", "Apple Music")),
    (("dailymotion.com", "*.dailymotion.com"), _dailymotion),
    (("music.163.com",), _netease),
    (("open.douyin.com",), _by_query(("vid",), "https://www.douyin.com/video/{0}", "抖音")),
    (("ixigua.com",), _by_path(rf"/iframe/{_I}", "https://www.ixigua.com/{0}", "西瓜视频")),
    (("acfun.cn",), _by_path(r"/player/(ac\d+)", "https://www.acfun.cn/v/{0}", "AcFun")),
    (("embed.ted.com",), _by_path(r"(/talks/[\w\-/]+)", "https://www.ted.com{0}", "TED")),
    (("streamable.com",), _by_path(rf"/[eo]/{_I}", "https://streamable.com/{0}", "Streamable")),
    (("archive.org",), _by_path(r"/embed/([\w\-.]+)", "https://archive.org/details/{0}", "Internet Archive")),
    (("player.twitch.tv",), _by_query(("video",), "https://www.twitch.tv/videos/{0}", "Twitch")),
    (("platform.twitter.com",), _tweet),
    (("facebook.com",), _facebook),
    (
        ("instagram.com",),
        _by_path(rf"/(p|reel|tv)/{_I}", "https://www.instagram.com/{0}/{1}/", "Instagram", plays=False),
    ),
    (("gist.github.com",), _by_path(r"/([\w\-]+/\w+)", "https://gist.github.com/{0}", "Gist", plays=False)),
    (
        ("codepen.io",),
        _by_path(rf"/([\w\-]+)/embed/(?:preview/)?{_I}", "https://codepen.io/{0}/pen/{1}", "CodePen", plays=False),
    ),
    (("codesandbox.io",), _by_path(r"/embed/([\w\-]+)", "https://codesandbox.io/s/{0}", "CodeSandbox", plays=False)),
    (("jsfiddle.net",), _by_path(r"/((?:[\w\-]+/){1,3}?)embed", "https://jsfiddle.net/{0}", "JSFiddle", plays=False)),
    (
        ("leetcode.com", "leetcode.cn", "leetcode-cn.com"),
        _by_path(rf"/playground/{_I}", "https://leetcode.com/playground/{0}/shared", "LeetCode", plays=False),
    ),
)

# Frames that are no content: like buttons, comment boxes, advertisements.
CHROME_HOSTS = (
    *("disqus.com", "*.disqus.com", "*.doubleclick.net", "*.googlesyndication.com", "*.amazon-adsystem.com"),
    *("googletagmanager.com", "*.adnxs.com", "*.taboola.com", "*.outbrain.com", "feedads.g.doubleclick.net"),
    *("pos.baidu.com", "cpro.baidu.com", "hits.sinajs.cn", "service.weibo.com", "widget.weibo.com", "ghbtns.com"),
    *("apis.google.com", "accounts.google.com", "platform.linkedin.com", "*.list-manage.com"),
)
_CHROME_PATHS = re.compile(
    r"(?i)//(?:www\.)?(?:facebook\.com/plugins/(?:like|share|follow|page|comments|likebox)"
    r"|platform\.twitter\.com/widgets/|[\w.-]+/(?:recaptcha|ads?)/)|buttons\.github\.io|/subscribe_embed"
    r"|substack\.com/embed"
)


def read(address: str) -> Embed | None:
    """What an absolute address of a frame shows; None where it is page chrome, not content."""
    host = urls.host(address)
    if not host or host_matches(host, CHROME_HOSTS) or _CHROME_PATHS.search(address):
        return None
    parts = urlsplit(address)
    query = parse_qs(parts.query.replace("&amp;", "&"), max_num_fields=None) if len(parts.query) < 4096 else {}
    path = unquote(parts.path) if "%" in parts.path else parts.path
    for hosts, provider in PROVIDERS:
        if host_matches(host, hosts):
            found = provider(path, query)
            if found:
                return found
    return Embed(href(address, ""), host.removeprefix("www."), plays=False)


def allowed(address: str, hosts: tuple[str, ...]) -> bool:
    """True where the source's `embeds` lets a frame stay: https, and its host is named."""
    return bool(hosts) and address.startswith("https://") and host_matches(urls.host(address), hosts)


def frame_address(value: str, base: str) -> str:
    """The address of a frame, https where the page left the scheme open."""
    value = value.strip()
    return resolve(f"https:{value}" if value.startswith("//") else value, base)


def addresses(element: Node) -> list[str]:
    """The addresses that an `iframe`, `embed` or `object` may show, the likeliest first."""
    attributes = element.attributes
    names = ("data", "src") if element.tag == "object" else ("src", "data-src", "data-original")
    found = [attributes[name] for name in names if attributes.get(name)]
    if element.tag == "object":
        params = [param.attributes for param in element.iter("param")]
        found += [one.get("value", "") for one in params if one.get("name") in {"movie", "src"}]
    return found
