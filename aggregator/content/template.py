"""Publish time: every picture's address as readers are given it. The store keeps the original."""

from __future__ import annotations

import html as entities
import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from aggregator import urls
from aggregator.content.clean import sanitise
from aggregator.content.links import host_matches
from aggregator.model import SafeHtml

if TYPE_CHECKING:  # parse children clean content and have no configuration: loading its schema is half of their start
    from aggregator.settings.values import Images

# Picture hosts that are known to answer https as well: an http:// address there needs no template, only its s.
HTTPS_HOSTS = (
    *("*.sinaimg.cn", "*.zhimg.com", "*.jianshu.io", "*.qpic.cn", "*.qlogo.cn", "*.hdslb.com", "*.byteimg.com"),
    *(
        "*.alicdn.com",
        "*.aliyuncs.com",
        "*.myqcloud.com",
        "*.126.net",
        "*.36krcdn.com",
        "*.sspai.com",
        "*.doubanio.com",
    ),
    *("*.githubusercontent.com", "*.github.io", "*.ytimg.com", "*.wp.com", "*.gravatar.com", "*.staticflickr.com"),
    *("*.blogspot.com", "*.googleusercontent.com", "*.ggpht.com", "*.imgur.com", "imgur.com", "*.twimg.com"),
    *("*.cloudfront.net", "*.amazonaws.com", "*.wikimedia.org", "*.fbcdn.net", "*.cdninstagram.com", "*.tumblr.com"),
    *("*.medium.com", "*.redd.it", "*.vimeocdn.com", "*.discordapp.com", "*.bcbits.com", "*.sndcdn.com"),
)

# SafeHtml is a serialiser's work: attributes are double-quoted, and < > inside of them are escaped.
_TAG = re.compile(r"<(img|source|video) ([^<>]*)>")
_ADDRESS = re.compile(r'(?<![^\s])(src|poster|srcset)="([^"]*)"')


def image_url(url: str, images: Images) -> str:
    """The address of a picture (thumbnail, enclosure, poster, `src`) as it is published.

    Without a template it stays as it is. With one: a host named in `hosts` goes through the template; where none is
    named, an http:// picture becomes https:// if its host is known to answer that, else it goes through the
    template. What has been through it is left alone.
    """
    if not images.template or not url.lower().startswith(("http://", "https://")):
        return url
    before = images.template.partition("{")[0]
    if before and url.startswith(before):
        return url
    secure = _secure(url)
    if images.hosts:
        return _filled(images.template, secure) if host_matches(urls.host(url), images.hosts) else url
    if not secure.startswith("http://"):
        return secure
    return _filled(images.template, secure)


def _secure(url: str) -> str:
    plain = url[:7].lower() == "http://"
    if plain and host_matches(urls.host(url), HTTPS_HOSTS):
        rest = url[7:]
        place, slash, path = rest.partition("/")
        return f"https://{place.removesuffix(':80')}{slash}{path}"
    return "http://" + url[7:] if plain else url


def _filled(template: str, url: str) -> str:
    return template.replace("{url}", quote(url, safe="")).replace("{raw}", url)


def rewritten(html: str, images: Images) -> str:
    """Clean markup with the addresses of its pictures as they are published."""

    def tag(match: re.Match[str]) -> str:
        name = match[1]

        def address(found: re.Match[str]) -> str:
            kind, value = found[1], entities.unescape(found[2])
            if kind == "srcset":
                value = ", ".join(_candidate(one, images) for one in value.split(", "))
            elif kind == "poster" or name == "img":
                value = image_url(value, images)
            return f'{kind}="{entities.escape(value)}"'

        return f"<{name} {_ADDRESS.sub(address, match[2])}>"

    return _TAG.sub(tag, html)


def _candidate(candidate: str, images: Images) -> str:
    address, space, descriptor = candidate.partition(" ")
    return f"{image_url(address, images).replace(',', '%2C')}{space}{descriptor}"


def with_images(html: SafeHtml, images: Images) -> SafeHtml:
    """The content with the address of every picture (`src`, `srcset`, `poster`) as it is published."""
    if not images.template or "<" not in html:
        return html
    changed = rewritten(html, images)
    if changed == html:
        return html
    return sanitise(changed)
