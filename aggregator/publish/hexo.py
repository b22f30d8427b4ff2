"""A story as a post for Hexo or Jekyll: the front matter of old in its old order (docs/reference/hexo.md)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from hashlib import blake2b
from html import escape
from zoneinfo import ZoneInfo

import orjson

from aggregator.model import CategoryView, MergedEntry
from aggregator.publish.items import Item, item
from aggregator.publish.pictures import Pictures
from aggregator.publish.words import chinese
from aggregator.settings.values import Images

VERSION = 1  # of the format of posts: a higher one rewrites them all
_SLUG_BYTES = 120

# What starts something in Nunjucks (Hexo) or Liquid (Jekyll), and the end of a comment, which Nunjucks does not bear
# alone. A single brace means nothing to either, and stays.
_TEMPLATE = re.compile(r"\{(?=[{%#])|(?<=#)\}")
_FENCE = re.compile(r"^(\s*)(`{3,}|~{3,})", re.MULTILINE)
_PRE = re.compile(r"(<pre\b.*?</pre>)", re.DOTALL | re.IGNORECASE)
_IN_CODE = re.compile(r"(?<=\n)([ \t\r]*)\n")
_BREAKS = re.compile(r"\s*\n\s*")
_PARTED = re.compile(r"[^\w]+", re.UNICODE)
# What YAML 1.2 does not let stand as it is inside double quotes, or what may end a line for one of its readers.
_NOT_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Post:
    """A post: who it is, the name it gets when it is first written, and the file's bytes."""

    uid: str
    name: str
    body: bytes


def post(entry: MergedEntry, category: CategoryView, *, images: Images, timezone: str, language: str) -> Post:
    """The story as a file. Pure: the same story gives the same bytes and the same first name.

    The name is its day, its title with Chinese kept, and a few letters of its id, which keep equal titles apart;
    whoever writes it keeps the first name for ever.
    """
    made = item(entry, category, Pictures(images), language)
    return Post(made.uid, _name(made, timezone), f"---\n{_front_matter(made)}---\n\n{_body(made, language)}\n".encode())


def _front_matter(made: Item) -> str:
    """The keys of the old posts in their order, then what they lacked."""
    lines = [f"title: {quoted(made.headline)}", "categories:", *(f" - {quoted(step)}" for step in made.path)]
    if made.thumbnail:
        lines.append(f"headimg: {quoted(made.thumbnail)}")
    lines += [
        f"author: {quoted(', '.join(author.name for author in made.authors))}",
        "comments: false",
    ]
    lines.append(f"date: {quoted(_instant(made.published))}")
    if made.thumbnail:
        lines.append(f"thumbnail: {quoted(made.thumbnail)}")
    if made.link:
        lines.append(f"link: {quoted(made.link)}")
    lines.append(f"guid: {quoted(made.entry.guid or made.uid)}")
    lines.append(f"source: {quoted(made.origin.title)}")
    if made.origin.site:
        lines.append(f"source_url: {quoted(made.origin.site)}")
    lines.append(f"updated: {quoted(_instant(made.updated))}")
    if made.day_only:
        lines.append("precision: day")
    lines += [f"story: {quoted(made.uid)}", f"aggregator: {VERSION}"]
    return "\n".join(lines) + "\n"


def _instant(when: datetime) -> str:
    """As the old posts wrote it. A YAML time stamp would be taken for local time by Hexo; a quoted text is exact."""
    return format_datetime(when, usegmt=True)


def _body(made: Item, language: str) -> str:
    """One wrapping div, as before, without a blank line: Markdown ends an HTML block at the first one."""
    html = made.html or f"<p>{escape(made.excerpt)}</p>"
    parts = [
        _IN_CODE.sub(r"\1&#10;", part) if number % 2 else _BREAKS.sub("\n", part)  # odd ones are <pre>…</pre>
        for number, part in enumerate(_PRE.split(html))
    ]
    return _escaped("<div>\n" + "".join(parts).strip() + "\n" + _origin(made, language) + "</div>")


def _origin(made: Item, language: str) -> str:
    """The way back, and by whom: some themes print neither."""
    original, source, author, colon = (
        ("原文", "来源", "作者", "：") if chinese(language) else ("Original", "Source", "By", ": ")
    )
    lines = []
    if made.link:
        shown = escape(made.headline, quote=False)
        lines.append(f'<p class="original">{original}{colon}<a href="{escape(made.link)}">{shown}</a></p>\n')
    name = escape(made.origin.title, quote=False)
    if made.origin.site:
        name = f'<a href="{escape(made.origin.site)}">{name}</a>'
    people = ", ".join(one.name for one in made.authors if one.name != made.origin.title)
    by = f"<br>\n{author}{colon}{escape(people, quote=False)}" if people else ""
    lines.append(f'<p class="source">{source}{colon}{name}{by}</p>\n')
    return "".join(lines)


def _escaped(html: str) -> str:
    """Only what the template engine or Hexo's code fences would take for theirs; a browser shows the same text."""
    html = _TEMPLATE.sub(lambda found: f"&#{ord(found[0])};", html)
    return _FENCE.sub(lambda found: found[1] + "".join(f"&#{ord(char)};" for char in found[2]), html)


def quoted(text: str) -> str:
    """The text as a YAML scalar in double quotes, on one line: JSON's escapes are YAML's."""
    return _NOT_YAML.sub(lambda found: f"\\u{ord(found[0]):04x}", orjson.dumps(text).decode())


def _name(made: Item, timezone: str) -> str:
    day = made.published.astimezone(ZoneInfo(timezone)).date().isoformat()
    letters = blake2b(made.uid.encode(), digest_size=4).hexdigest()
    return "-".join(part for part in (day, slug(made.headline), letters) if part) + ".md"


def slug(title: str) -> str:
    """The title as part of a file name: words joined by hyphens, Chinese kept, at most 120 bytes of UTF-8."""
    plain = _PARTED.sub("-", unicodedata.normalize("NFKC", title).lower()).replace("_", "-")
    plain = re.sub("-+", "-", plain).strip("-")
    return plain.encode()[:_SLUG_BYTES].decode("utf-8", "ignore").strip("-")
