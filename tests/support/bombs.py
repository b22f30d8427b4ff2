"""Documents made to exhaust a parser, each as a function so that none is built before it is needed."""

# ruff: noqa: E501 - documents stand here as they are sent
from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise


def _rss(inside: str) -> bytes:
    return f"<rss version='2.0'><channel><title>t</title>{inside}</channel></rss>".encode()


def _item(inside: str) -> bytes:
    return _rss(f"<item><guid>1</guid><title>t</title>{inside}</item>")


def _laughs() -> bytes:
    names = "abcdefghij"
    rows = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in pairwise(names))
    return f'<!DOCTYPE r [<!ENTITY a "哈哈哈哈">{rows}]><rss><channel><title>&j;</title></channel></rss>'.encode()


def _quadratic() -> bytes:
    return f'<!DOCTYPE r [<!ENTITY a "{"x" * 60}">]><rss version="2.0"><channel><title>{"&a;" * 500_000}</title></channel></rss>'.encode()


BOMBS: dict[str, Callable[[], bytes]] = {
    "billion laughs": _laughs,
    "quadratic entities": _quadratic,
    "external entity": lambda: (
        b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///dev/zero">]><rss><channel><title>&x;</title></channel></rss>'
    ),
    "parameter entity": lambda: b'<!DOCTYPE r [<!ENTITY % x SYSTEM "http://127.0.0.1/x"> %x;]><rss/>',
    "external DTD": lambda: b'<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/rss.dtd">' + _item(""),
    "deep elements": lambda: _rss("<a>" * 200_000 + "</a>" * 200_000),
    "deep elements, never closed": lambda: b"<rss><channel>" + b"<item>" * 200_000,
    "many entries": lambda: _rss("<item><guid>x</guid></item>" * 100_000),
    "many attributes": lambda: _item("<a " + " ".join(f"a{n}='{n}'" for n in range(200_000)) + "/>"),
    "many namespaces": lambda: _item("<a " + " ".join(f"xmlns:n{n}='urn:{n}'" for n in range(20_000)) + "/>"),
    "one huge text": lambda: _item(f"<description>{'字' * 3_000_000}</description>"),
    "one huge title": lambda: _rss(f"<item><title>{'字' * 3_000_000}</title></item>"),
    "one huge attribute": lambda: _item(f"<enclosure url='http://a.example/{'x' * 5_000_000}'/>"),
    "comment openers": lambda: _item(f"<description>{'&lt;!--' * 200_000}</description>"),
    "angle brackets": lambda: _item(f"<description>{'&lt;' * 1_000_000}</description>"),
    "angle brackets, raw": lambda: b"<rss><channel><item><description>" + b"<" * 1_000_000,
    "nested markup in content": lambda: _item(f"<description>{'&lt;div>' * 100_000}</description>"),
    "nested tables in content": lambda: _item(f"<description>{'&lt;table>&lt;tr>&lt;td>' * 30_000}</description>"),
    "unclosed CDATA": lambda: b"<rss><channel><item><title><![CDATA[" * 100_000,
    "doctype without end": lambda: b"<!DOCTYPE r [" + b"<!ELEMENT a (b)>" * 400_000,
    "declaration without end": lambda: b"<?xml " + b"encoding='a' " * 400_000,
    "white space": lambda: b" " * 5_000_000 + b"<rss>",
    "ampersands": lambda: (
        b"<rss version='2.0'><channel><item><title>" + b"&" * 2_000_000 + b"</title></item></channel></rss>"
    ),
    "brackets of a date": lambda: _item(f"<pubDate>{'(' * 500_000}</pubDate>"),
    "colons in tag names": lambda: b"<rss><channel>" + b"<a:b:c:" * 300_000 + b"</channel></rss>",
    "deep JSON": lambda: b'{"items":[' * 300_000,
    "long JSON list": lambda: (
        b'{"version":"https://jsonfeed.org/version/1","title":"t","items":[' + b'{"id":"1"},' * 300_000 + b"{}]}"
    ),
    "UTF-16 noise": lambda: b"\xff\xfe" + b"<\x00a\x00" * 1_000_000,
    "high bytes": lambda: b"<rss><channel><title>" + bytes(range(128, 256)) * 30_000 + b"</title></channel></rss>",
    "a page of links": lambda: b"<html><body>" + b"<feed version='" * 100_000,
}
