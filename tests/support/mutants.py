"""Feed documents bent out of shape as real ones are, and worse: structure-aware, from a seed."""

# ruff: noqa: E501 - documents stand here as they are sent
from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator

_TAG = re.compile(rb"</?([A-Za-z][\w:.-]*)[^<>]*>")
_ATTRIBUTE = re.compile(rb"""\s([\w:.-]+)=("[^"<]*"|'[^'<]*')""")
_TEXT = re.compile(rb">([^<]{1,400})<")
_NAMES = [
    b"rss", b"channel", b"item", b"entry", b"feed", b"rdf:RDF", b"title", b"link", b"guid", b"id", b"description", b"summary",
    b"content", b"content:encoded", b"pubDate", b"updated", b"dc:date", b"author", b"dc:creator", b"source", b"enclosure",
    b"media:content", b"media:group", b"media:thumbnail", b"itunes:image", b"itunes:duration", b"image", b"textInput", b"category",
    b"georss:point", b"gml:pos", b"georss:where", b"gml:Point", b"psc:chapters", b"psc:chapter", b"cloud", b"skipHours", b"svg", b"math",
    b"div", b"xhtml:div", b"script", b"language", b"dc:language", b"generator", b"contributor", b"admin:generatorAgent", b"cc:license",
]  # fmt: skip
_ENTITIES = [
    b"&nbsp;", b"&eacute;", b"&", b"&amp;amp;", b"&#0;", b"&#x0;", b"&#xD800;", b"&#1114112;", b"&#99999999999999999999;", b"&#xFFFFFFFF;",
    b"&undefined;", b"&lt;script&gt;", b"&#60;", b"&#x3c;b&#x3e;", b"&#8217;", b"&#146;", b"]]>", b"<![CDATA[", b"<!--", b"-->", b"<?php", b"?>",
    b"\x00", b"\x0b", b"\xff\xfe", b"\xef\xbf\xbe", b"\xed\xa0\x80", b"\xc3", b"\xe4\xb8", b"\xf0\x9f\x98\x80", b"\xe2\x80\xae", b"<", b">", b'"', b"'",
]  # fmt: skip
_LABELS = [
    b"utf-8", b"gbk", b"gb2312", b"big5", b"shift_jis", b"euc-kr", b"iso-8859-1", b"utf-16", b"utf-32", b"utf-7", b"x-nothing", b"idna",
    b"unicode_escape", b"rot13", b"zip", b"cp037", b"koi8-r", b"", b"utf-8\x00", b"punycode", b"iso-2022-jp", b"hz",
]  # fmt: skip
_VALUES = [
    b"", b"-1", b"0", b"NaN", b"Infinity", b"9" * 400, b"http://[", b"http://[::1", b"http://[v1.x]/", b"javascript:alert(1)", b"//",
    b"http://example.com:99999/", b"http://exa mple.com/", b"data:text/html,<b>", b"file:///etc/passwd", b"/etc/passwd", b"tag:x", b"\xe4\xb8\xad\xe6\x96\x87",
    b"xhtml", b"base64", b"text", b"html", b"application/octet-stream", b"image/png", b"multipart/mixed", b"false", b"true", b"..", b"?", b"#",
    b"2021-13-45T99:99:99Z", b"Mon, 99 Foo 99999 99:99:99 +9999", b"24:00", b"0000-00-00", b"1e9", b"99999999999999", b"-62135596800", b"%00", b"http://a/%",
]  # fmt: skip
_WRAPPERS = [
    (b"<gml:pos>", b"</gml:pos>"), (b"<georss:line>", b"</georss:line>"), (b"<media:group>", b"</media:group>"), (b"<source>", b"</source>"),
    (b"<div xmlns='http://www.w3.org/1999/xhtml'>", b"</div>"), (b"<svg><title>", b"</title></svg>"), (b"<image>", b"</image>"), (b"<item>", b"</item>"),
    (b"<content type='xhtml' mode='base64'>", b"</content>"), (b"<![CDATA[", b"]]>"), (b"<author>", b"</author>"),
]  # fmt: skip


def mutants(documents: list[bytes], seed: int, count: int) -> Iterator[bytes]:
    """`count` documents made of `documents`; the same seed gives the same ones."""
    chance = random.Random(seed)
    for _ in range(count):
        yield mutant(chance.choice(documents), documents, chance)


def mutant(body: bytes, documents: list[bytes], chance: random.Random) -> bytes:
    """One document with one to six changes."""
    for _ in range(chance.choice((1, 1, 2, 3, 6))):
        change = chance.choice(_CHANGES)
        body = change(body, documents, chance)
    return body[:200_000]


def _pick(pattern: re.Pattern[bytes], body: bytes, chance: random.Random) -> re.Match[bytes] | None:
    """A match near a random place: scanning all of a large document each time would take most of the time."""
    start = chance.randrange(max(1, len(body)))
    return pattern.search(body, start) or pattern.search(body)


def _rename(body: bytes, _: list[bytes], chance: random.Random) -> bytes:
    found = _pick(_TAG, body, chance)
    return body if found is None else body[: found.start(1)] + chance.choice(_NAMES) + body[found.end(1) :]


def _rename_all(body: bytes, _: list[bytes], chance: random.Random) -> bytes:
    found = _pick(_TAG, body, chance)
    if found is None:
        return body
    other = chance.choice(_NAMES)
    return re.sub(rb"(</?)" + re.escape(found[1]) + rb"\b", lambda tag: tag[1] + other, body, count=40)


def _drop_tag(body: bytes, _: list[bytes], chance: random.Random) -> bytes:
    found = _pick(_TAG, body, chance)
    return body if found is None else body[: found.start()] + body[found.end() :]


def _repeat(body: bytes, _: list[bytes], chance: random.Random) -> bytes:
    found = _pick(_TAG, body, chance)
    if found is None:
        return body
    end = min(len(body), found.end() + chance.randrange(2000))
    return body[:end] + body[found.start() : end] * chance.randrange(1, 4) + body[end:]


def _attribute(body: bytes, _: list[bytes], chance: random.Random) -> bytes:
    found = _pick(_ATTRIBUTE, body, chance)
    if found is None:
        return body
    return body[: found.start(2)] + b'"' + chance.choice(_VALUES).replace(b'"', b"") + b'"' + body[found.end(2) :]


def _swap_attribute(body: bytes, _: list[bytes], chance: random.Random) -> bytes:
    one, two = _pick(_ATTRIBUTE, body, chance), _pick(_ATTRIBUTE, body, chance)
    if one is None or two is None:
        return body
    return body[: one.start(1)] + two[1] + body[one.end(1) :]


def _entity(body: bytes, _: list[bytes], chance: random.Random) -> bytes:
    place = chance.randrange(len(body) + 1)
    return body[:place] + chance.choice(_ENTITIES) * chance.choice((1, 1, 1, 3, 50)) + body[place:]


def _text(body: bytes, _: list[bytes], chance: random.Random) -> bytes:
    found = _pick(_TEXT, body, chance)
    return body if found is None else body[: found.start(1)] + chance.choice(_VALUES + _ENTITIES) + body[found.end(1) :]


def _label(body: bytes, _: list[bytes], chance: random.Random) -> bytes:
    body = re.sub(rb"^\s*<\?xml[^>]*\?>", b"", body)
    return b'<?xml version="1.0" encoding="' + chance.choice(_LABELS) + b'"?>' + body


def _cut(body: bytes, _: list[bytes], chance: random.Random) -> bytes:
    return body[: chance.randrange(len(body) + 1)]


def _behead(body: bytes, _: list[bytes], chance: random.Random) -> bytes:
    return body[chance.randrange(min(len(body), 2000) + 1) :]


def _splice(body: bytes, documents: list[bytes], chance: random.Random) -> bytes:
    other = chance.choice(documents)
    start = chance.randrange(len(other) + 1)
    place = chance.randrange(len(body) + 1)
    return body[:place] + other[start : start + chance.randrange(3000)] + body[place:]


def _wrap(body: bytes, _: list[bytes], chance: random.Random) -> bytes:
    found = _pick(_TEXT, body, chance)
    before, after = chance.choice(_WRAPPERS)
    return body if found is None else body[: found.start(1)] + before + found[1] + after + body[found.end(1) :]


def _nest(body: bytes, _: list[bytes], chance: random.Random) -> bytes:
    found = _pick(_TEXT, body, chance)
    name, depth = chance.choice(_NAMES), chance.choice((5, 40, 300, 3000))
    if found is None:
        return body
    return (
        body[: found.start(1)]
        + (b"<" + name + b">") * depth
        + found[1]
        + (b"</" + name + b">") * depth
        + body[found.end(1) :]
    )


def _flip(body: bytes, _: list[bytes], chance: random.Random) -> bytes:
    changed = bytearray(body)
    for _unused in range(chance.choice((1, 5, 50))):
        if changed:
            changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _recode(body: bytes, _: list[bytes], chance: random.Random) -> bytes:
    codec = chance.choice(
        ("gb18030", "big5", "shift_jis", "euc-kr", "utf-16", "utf-32", "latin-1", "utf-16-le", "cp1251")
    )
    return body.decode("utf-8", "replace").encode(codec, "replace")


_CHANGES: list[Callable[[bytes, list[bytes], random.Random], bytes]] = [
    _rename, _rename, _rename_all, _drop_tag, _repeat, _attribute, _attribute, _swap_attribute, _entity, _entity, _text, _text, _label, _cut,
    _behead, _splice, _wrap, _wrap, _nest, _flip, _recode,
]  # fmt: skip
