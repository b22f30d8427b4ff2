"""Names that become file names and addresses: slugs of categories and ids of sources.

A name is normalised first and matched against an allow-list afterwards: a full-width slash is a slash under NFKC.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

from aggregator.settings.pinyin import spell

RESERVED = frozenset(
    {
        "index",
        "feeds",
        "sources",
        "source",
        "status",
        "healthz",
        "readyz",
        "metrics",
        "search",
        "websub",
        "private",
        "static",
        "assets",
        "members",
        "ops",
    }
)
"""Names that our own files and routes bear."""

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_DEVICES = re.compile(r"(?i)(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?")  # names that Windows cannot store
_DULL_LABELS = frozenset(
    {
        "www",
        "m",
        "rss",
        "feed",
        "feeds",
        "blog",
        "news",
        "com",
        "cn",
        "net",
        "org",
        "io",
        "co",
        "me",
        "dev",
        "edu",
        "gov",
        "app",
        "info",
        "top",
        "xyz",
    }
)


def normal(text: str) -> str:
    """The text as it is compared with the allow-list: NFKC, ends trimmed."""
    return unicodedata.normalize("NFKC", text).strip()


def slug_fault(slug: str) -> str:
    """Why a normalised text cannot be a slug, as the end of a sentence; "" where it can."""
    if not _SLUG.fullmatch(slug):
        return "may hold a-z, 0-9 and - only, at most 64, and must not begin with -"
    if slug in RESERVED or _DEVICES.fullmatch(slug):
        return "is reserved"
    return ""


def id_fault(name: str) -> str:
    """Why a normalised text cannot be a source's id; "" where it can."""
    if not _ID.fullmatch(name):
        return "may hold letters, digits, - . and _ only, at most 64, and must begin with a letter or digit"
    if _DEVICES.fullmatch(name):
        return "is reserved"
    return ""


def guess(name: str) -> str:
    """A slug that a name suggests: 新媒体 gives xinmeiti, "Web Design" gives web-design; "" where nothing is left."""
    words = _NOT_SLUG.sub("-", spell(normal(name)).casefold()).strip("-")[:64].strip("-")
    return f"{words}-feed" if slug_fault(words) == "is reserved" else words


def guess_id(url: str) -> str:
    """An id that an address suggests: https://www.ruanyifeng.com/blog/atom.xml gives ruanyifeng."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return ""
    if parts.scheme == "rsshub":
        return guess(host)
    if parts.scheme == "file" or not host:
        return guess(parts.path.rpartition("/")[2].rpartition(".")[0])
    labels = [label for label in host.split(".") if label not in _DULL_LABELS]
    return guess(max(labels, key=len)) if labels else guess(host)
