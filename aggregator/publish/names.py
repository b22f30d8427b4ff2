"""The names of published files and their media types: the same on disk and over HTTP."""

from __future__ import annotations

from urllib.parse import quote

from aggregator.model import Slug

ATOM = "application/atom+xml"
RSS = "application/rss+xml"
JSON = "application/feed+json"
OPML = "text/x-opml"
HTML = "text/html; charset=utf-8"

MANIFEST = "manifest.json"
BLOCK = 100  # admission numbers in one archive page


def document(slug: Slug, suffix: str) -> str:
    """The current document of a category in one format: `xinmeiti.atom`."""
    return f"{slug}.{suffix}"


def page(slug: Slug, number: int) -> str:
    """An HTML page of a category; the first is the category's own document."""
    return document(slug, "html") if number <= 1 else f"{slug}/page-{number}.html"


def archive(slug: Slug, block: int, suffix: str = "atom") -> str:
    """The archive page of an admission block. Blocks count from 0, names from 1."""
    return f"{slug}/archive-{block + 1}.{suffix}"


def source(source_id: str) -> str:
    """The feed of a single source."""
    return f"source/{source_id}.atom"


def address(site_url: str, path: str) -> str:
    """The absolute address of a published file; `site_url` ends with a slash."""
    return site_url + quote(path, safe="/~!$&'()*+,;=:@")


def upwards(path: str) -> str:
    """The way from a file's folder up to the output folder: "" or "../"."""
    return "../" * path.count("/")
