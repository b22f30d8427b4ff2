"""An imported list as configuration: `[[category]]` and `[[source]]` tables to look over and to add."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping
from hashlib import blake2b
from urllib.parse import urlsplit

from aggregator.publish.opml_import import OpmlImport, Outline
from aggregator.settings import slugs

_PLAIN = re.compile(r"[^a-z0-9]+")
_DULL = frozenset(  # words that tell nothing of a feed's address
    {
        *("www", "feed", "feeds", "rss", "rss2", "atom", "xml", "blog", "index", "html", "php", "http", "https"),
        *("com", "net", "org", "io", "cn", "feedburner"),
    }
)


def to_toml(
    found: OpmlImport,
    *,
    categories: Mapping[str, str] | None = None,
    ids: Collection[str] = (),
    urls: Collection[str] = (),
    fallback: str = "",
) -> str:
    """TOML to append to a configuration.

    `categories` are the names that exist, with their slugs; `ids` and `urls` are those of the sources that exist: a
    known address is not added again, an id is never taken twice. A feed without folder goes to `fallback`, where given.
    """
    known = dict(categories or {})
    fresh = [outline for outline in found.outlines if outline.xml_url not in urls]
    wanted = _wanted(fresh, known)
    taken = set(ids)
    blocks = [_category(name, parent, known) for name, parent in wanted.items()]
    blocks += [_source(outline, _identity(outline, taken), fallback) for outline in fresh]
    return "\n".join(blocks)


def _wanted(outlines: Iterable[Outline], known: Mapping[str, str]) -> dict[str, str]:
    """Categories to make, each with its parent's name, parents first."""
    wanted: dict[str, str] = {}
    for outline in outlines:
        for path in outline.paths:
            for above, name in zip(("", *path), path, strict=False):
                if name not in known and name != above:
                    wanted.setdefault(name, above)
    return wanted


def _category(name: str, parent: str, known: dict[str, str]) -> str:
    slug = known[name] = _slug(name, set(known.values()))
    lines = ["[[category]]", f"name = {_quoted(name)}"]
    if slug != name:
        lines.append(f"slug = {_quoted(slug)}  # part of the feed's address for ever: choose a better one now")
    if parent and parent != name:
        lines.append(f"parent = {_quoted(parent)}")
    return "\n".join(lines) + "\n"


def _slug(name: str, taken: Collection[str]) -> str:
    """The slug that the name suggests: 新媒体 gives xinmeiti."""
    base = slugs.guess(name) or "c-" + blake2b(name.encode(), digest_size=3).hexdigest()
    return _free(base, taken)


def _free(base: str, taken: Collection[str]) -> str:
    name, number = base, 2
    while name in taken:
        name, number = f"{base}-{number}", number + 1
    return name


def _source(outline: Outline, identity: str, fallback: str) -> str:
    lines = [
        "[[source]]",
        f"id = {_quoted(identity)}",
        f"url = {_quoted(outline.xml_url)}",
        f"title = {_quoted(outline.title)}",
    ]
    if outline.html_url:
        lines.append(f"site = {_quoted(outline.html_url)}")
    if outline.language:
        lines.append(f"language = {_quoted(outline.language)}")
    names = list(dict.fromkeys(path[-1] for path in outline.paths)) or ([fallback] if fallback else [])
    if names:
        lines.append(f"categories = [{', '.join(map(_quoted, names))}]")
    return "\n".join(lines) + "\n"


def _identity(outline: Outline, taken: set[str]) -> str:
    """An id that a person would choose: the telling words of the address."""
    parts = urlsplit(outline.xml_url)
    words = [
        word for word in _PLAIN.split(f"{parts.hostname or ''} {parts.path}".lower()) if word and word not in _DULL
    ]
    base = "-".join(dict.fromkeys(words))[:40].strip("-")
    identity = _free("source" if slugs.id_fault(base) else base, taken)
    taken.add(identity)
    return identity


def _quoted(text: str) -> str:
    """A basic TOML string; its escapes are those of JSON, and DEL besides."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
