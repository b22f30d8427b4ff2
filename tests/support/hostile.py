"""Feeds with a payload in every field that a feed has, in three formats: for what is published of them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape, quoteattr

NS = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" '
    'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:slash="http://purl.org/rss/1.0/modules/slash/" '
    'xmlns:wfw="http://wellformedweb.org/CommentAPI/"'
)
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Place = Callable[[int], str]
"""The address to plant in the nth field that takes one."""


def places(markup: str, scheme: str) -> Place:
    """Addresses by turns: a scheme that runs, the markup itself, the markup inside of an address that is one."""
    forms = (scheme, markup, f"https://a.invalid/{markup}", f"https://a.invalid/?q={markup}#{markup}", f"//{markup}")
    return lambda number: forms[number % len(forms)]


def link(mark: str) -> str:
    """An address that is fine, so that what stands inside the link to it is seen too."""
    return f"https://news.invalid/{mark}"


def rss(markups: Sequence[str], scheme: str, marks: Sequence[str]) -> bytes:
    """RSS 2.0 with every element of it and of the usual modules: the first markup in the channel, each in an item."""
    t, v, at = _xml(markups[0]), _attribute(markups[0]), places(markups[0], scheme)
    n = len(markups[0])
    items = "".join(_rss_item(n, *pair, scheme) for n, pair in enumerate(zip(markups, marks, strict=True)))
    return f"""<?xml version="1.0" encoding="utf-8"?><rss version="2.0" {NS}><channel><title>{t}</title>
<link>{_xml(at(n))}</link><description>{t}</description><language>{t}</language><copyright>{t}</copyright>
<managingEditor>{t}</managingEditor><webMaster>{t}</webMaster><category domain={_attribute(at(0))}>{t}</category>
<generator>{t}</generator><docs>{_xml(at(0))}</docs><ttl>{t}</ttl>
<image><url>{_xml(at(n + 2))}</url><title>{t}</title><link>{_xml(at(1))}</link></image>
<textInput><title>{t}</title><link>{_xml(at(2))}</link><name>{t}</name></textInput>
<atom:link rel="self" href={_attribute(at(3))} type={v}/><atom:link rel="hub" href={_attribute(at(0))}/>
<itunes:author>{t}</itunes:author><itunes:image href={_attribute(at(3))}/><itunes:subtitle>{t}</itunes:subtitle>
<itunes:category text={v}/><itunes:owner><itunes:name>{t}</itunes:name></itunes:owner>
{items}</channel></rss>""".encode()


def _rss_item(n: int, markup: str, mark: str, scheme: str) -> str:
    t, v, at = _xml(markup), _attribute(markup), places(markup, scheme)
    cdata = _NOT_XML.sub("", markup).replace("]]>", "]]]]><![CDATA[>")
    body = f"<content:encoded><![CDATA[{cdata}<p>{mark}</p>{cdata}]]></content:encoded>" if n % 3 < 2 else ""
    return f"""<item><title>{t}</title><link>{_xml(link(mark) if n % 2 else at(n))}</link>
<guid isPermaLink="{"true" if n % 2 else "false"}">{_xml(at(n + 1))}{mark if n % 2 else ""}</guid>
<description>{t} {mark}</description>{body}
<author>{t}</author><dc:creator>{t}</dc:creator><dc:subject>{t}</dc:subject><dc:language>{t}</dc:language>
<category domain={_attribute(at(n))}>{t}</category><category>{mark}</category>
<comments>{_xml(at(n + 2))}</comments>
<slash:comments>{t}</slash:comments><wfw:commentRss>{_xml(at(n))}</wfw:commentRss><pubDate>{t}</pubDate>
<source url={_attribute(at(n + 1))}>{t}</source>
<enclosure url={_attribute(at(n + 2))} type="audio/mpeg" length={v}/>
<enclosure url={_attribute(at(n + 3))} type={v}/>
<media:group><media:content url={_attribute(at(n + 3))} type={v} medium="image" lang={v}>
<media:title>{t}</media:title><media:description type="html">{t}</media:description><media:credit>{t}</media:credit>
<media:thumbnail url={_attribute(at(n + 2))}/></media:content><media:player url={_attribute(at(n))}/></media:group>
<media:thumbnail url={_attribute(at(n + 3))}/><itunes:image href={_attribute(at(n + 2))}/>
<itunes:author>{t}</itunes:author><itunes:summary>{t}</itunes:summary><itunes:duration>{t}</itunes:duration>
<itunes:keywords>{t}</itunes:keywords></item>"""


def atom(markups: Sequence[str], scheme: str, marks: Sequence[str]) -> bytes:
    """Atom 1.0 with every element and attribute of it: the first markup in the head, each in an entry."""
    t, v, at = _xml(markups[0]), _attribute(markups[0]), places(markups[0], scheme)
    n = len(markups[0])
    entries = "".join(_atom_entry(n, *pair, scheme) for n, pair in enumerate(zip(markups, marks, strict=True)))
    return f"""<?xml version="1.0" encoding="utf-8"?><?xml-stylesheet type="text/xsl" href={_attribute(at(0))}?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={v}><title type="html">{t}</title>
<subtitle type="html">{t}</subtitle><id>{_xml(at(0))}</id><link href={_attribute(at(n))} title={v}/>
<link rel="self" href={_attribute(at(3))}/><link rel="hub" href={_attribute(at(0))}/>
<author><name>{t}</name><uri>{_xml(at(2))}</uri></author><icon>{_xml(at(n + 2))}</icon><logo>{_xml(at(3))}</logo>
<generator uri={_attribute(at(1))} version={v}>{t}</generator><rights>{t}</rights>
<category term={v} scheme={_attribute(at(0))}/><updated>{t}</updated>{entries}</feed>""".encode()


def _atom_entry(n: int, markup: str, mark: str, scheme: str) -> str:
    t, v, at = _xml(markup), _attribute(markup), places(markup, scheme)
    marked = _xml(f"<p>{mark}</p>")
    body = f'<summary type="html">{t}</summary><content type="html">{t}{marked}{t}</content>'
    if n % 3 == 2:
        body = f"""<summary>{mark} {t}</summary><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">
<script>xss(1)</script><img src="x" onerror="xss(1)"/><p title={v} onclick={v}>{t}</p>
<a href={_attribute(scheme)}>{t}</a>
<svg xmlns="http://www.w3.org/2000/svg" onload="xss(1)"><script>xss(1)</script></svg>{mark}</div></content>"""
    return f"""<entry xml:lang={v} xml:base={_attribute(at(n))}>
<title type="{("text", "html", "text")[n % 3]}">{t}</title><id>{_xml(at(n))}{mark}</id>
<link rel="alternate" href={_attribute(link(mark) if n % 2 else at(n))} title={v} type={v}/>
<link rel="enclosure" href={_attribute(at(n + 2))} type={v} title={v} length={v}/>
<link rel="related" href={_attribute(at(n + 1))}/><link rel="replies" href={_attribute(at(n + 3))}/>
<link rel="via" href={_attribute(at(n))}/><contributor><name>{t}</name></contributor>
<author><name>{t}</name><uri>{_xml(at(n + 2))}</uri><email>{t}</email></author>
<category term={v} label={v} scheme={_attribute(at(n))}/><category term="{mark}"/>
<published>{t}</published><updated>{t}</updated>
<rights type="html">{t}</rights>
<source><id>{_xml(at(n))}</id><title type="html">{t}</title><link href={_attribute(at(n + 2))}/></source>{body}
<media:thumbnail xmlns:media="http://search.yahoo.com/mrss/" url={_attribute(at(n + 3))}/></entry>"""


def json_feed(markups: Sequence[str], scheme: str, marks: Sequence[str]) -> bytes:
    """JSON Feed 1.1 with every member of it: the first markup in the head, each in an item."""
    t, at = markups[0], places(markups[0], scheme)
    head = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": t,
        "home_page_url": at(len(t)),
        "feed_url": at(1),
        "description": t,
        "user_comment": t,
        "next_url": at(0),
        "icon": at(len(t) + 2),
        "favicon": at(3),
        "authors": [{"name": t, "url": at(2), "avatar": at(3)}],
        "language": t,
        "hubs": [{"type": t, "url": at(0)}],
    }
    items = [_json_item(n, *pair, scheme) for n, pair in enumerate(zip(markups, marks, strict=True))]
    return json.dumps(head | {"items": items}).encode()


def _json_item(n: int, markup: str, mark: str, scheme: str) -> dict[str, object]:
    at = places(markup, scheme)
    plain = n % 3 == 2
    body = {"content_text": f"{mark} {markup}"} if plain else {"content_html": f"{markup}<p>{mark}</p>{markup}"}
    return body | {
        "id": at(n) + mark,
        "url": link(mark) if n % 2 else at(n),
        "external_url": at(n + 1),
        "title": markup,
        "summary": markup,
        "image": at(n + 2),
        "banner_image": at(n + 3),
        "date_published": markup,
        "date_modified": markup,
        "author": {"name": markup, "url": at(n), "avatar": at(n + 1)},
        "authors": [{"name": markup, "url": at(n + 2), "avatar": at(n + 2)}],
        "tags": [markup, scheme, mark],
        "language": markup,
        "attachments": [
            {"url": at(n + 2), "mime_type": "audio/mpeg", "title": markup},
            {"url": at(n + 3), "mime_type": markup, "title": markup, "size_in_bytes": markup},
        ],
        "_own": {"html": markup},
    }


FORMATS: dict[str, Callable[[Sequence[str], str, Sequence[str]], bytes]] = {
    "rss": rss,
    "atom": atom,
    "json": json_feed,
}


def _xml(text: str) -> str:
    return escape(_NOT_XML.sub("", text))


def _attribute(text: str) -> str:
    return quoteattr(_NOT_XML.sub("", text))
