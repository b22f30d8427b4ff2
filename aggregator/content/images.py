"""Pictures in content: which address is the real one, what is a tracker, what is a placeholder."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from aggregator.content.elements import LAZY_SOURCES, LAZY_SRCSETS
from aggregator.content.links import host_matches, resolve

# A stand-in by its file name. Where nothing better is known, only the certain ones are dropped.
_STAND_IN = re.compile(
    r"(?i)(?:^|[/_.\-])(?:blank|placeholder|place-holder|loading|loader|lazy(?:load|_?img)?|spacer|transparent|pixel|1x1"
    r"|gr[ae]y|trans|clear|space|empty|no-?pic|noimage|default[_\-]?(?:img|pic|image)?|dot|white|img_?loading)"
    r"(?:[_.\-]?\w{0,12})?\.(?:gif|png|svg|jpe?g|webp)(?:[?#!].*)?$"
)
_CERTAIN_STAND_IN = re.compile(
    r"(?i)/(?:(?:blank|spacer|transparent|1x1|s_blank|img_?loading|lazy(?:load|_?img)?)\.(?:gif|png|svg)|pixel\.gif)"
    r"(?:[?#!].*)?$"
)
_LAZY_NAMES = frozenset(LAZY_SOURCES)
_LAZY_CLASS = re.compile(r"(?i)(?:^|[\s_\-])(?:lazy|lazyload(?:ed|ing)?|b-lazy|lozad)(?:$|[\s_\-])")
_DIMENSION = re.compile(r"\s*0*([1-9]\d{0,4})(?:\.\d+)?\s*(?:px)?\s*$")
_ANY_NUMBER = re.compile(r"\s*(\d{1,6})(?:\.\d+)?\s*(?:px)?\s*$")
_STYLE_SIZE = re.compile(r"(?i)(?:^|;)\s*(width|height)\s*:\s*(\d+)(?:\.\d+)?(?:px)?\s*(?:!important\s*)?(?=;|$)")
_LETTERS = re.compile(r"(?:^|;)\s*(width|height)\s*:\s*(\d{0,2}(?:\.\d+)?)r?em\s*(?:!important\s*)?(?=;|$)")
_CANDIDATE = re.compile(r"[\s,]*([^\s,][^\s]*)(?:\s+([^,()]*))?(?:,|$)")
_DESCRIPTOR = re.compile(r"\d{1,5}(?:\.\d{1,4})?[wx]$")

# Pictures that only count readers: hosts, and hosts with the start of a path.
TRACKER_HOSTS = (
    *("pixel.wp.com", "stats.wordpress.com", "b.wordpress.com", "pixel.quantserve.com", "feeds.feedburner.com"),
    *("www.google-analytics.com", "ssl.google-analytics.com", "stats.g.doubleclick.net", "*.doubleclick.net"),
    *("*.scorecardresearch.com", "*.moatads.com", "hm.baidu.com", "*.cnzz.com", "*.umeng.com", "*.51.la"),
    *("*.mmstat.com", "pixel.mathtag.com"),
    *("pi.feedsportal.com", "res.feedsportal.com", "da.feedsportal.com", "rss.buysellads.com", "*.pheedo.com"),
    *("ads.pheedo.com", "feedads.g.doubleclick.net", "*.feedblitz.com", "counter.yadro.ru", "mc.yandex.ru"),
    *("track.hubspot.com", "*.list-manage.com", "*.exacttarget.com", "*.demdex.net", "analytics.twitter.com"),
)
TRACKER_PATHS = (
    ("feeds.*", "/~r/"),
    ("*.feedburner.com", "/~r/"),
    ("*.feedburner.com", "/~ff/"),
    ("feeds.wordpress.com", "/1.0/"),
    ("www.facebook.com", "/tr?"),
    ("mp.weixin.qq.com", "/mp/jsmonitor"),
    ("medium.com", "/_/stat"),
    ("substack.com", "/o/"),
    ("eotrx.substackcdn.com", "/open"),
    ("feedpress.me", "/link/"),
    ("api.follow.it", "/track-rss-story-loaded"),
)


@dataclass(frozen=True, slots=True)
class Picture:
    """What an `img` shows: an absolute address ("" where there is none) and its other sizes."""

    src: str
    srcset: str = ""
    lazy: bool = False  # the address came from a lazy loader's attribute
    inline: bool = False  # it was a data: address, which is not published


def dimension(value: str | None) -> str:
    """A width or height as a whole number of pixels; "" for `auto`, percentages, `undefinedpx` and zero."""
    match = _DIMENSION.match(value or "")
    return match[1] if match else ""


def picture(attributes: Mapping[str, str], base: str) -> Picture:
    """The real picture of an `img`: its `src`, unless that is a stand-in and a lazy loader knows better."""
    src = attributes.get("src", "")
    inline = src[:5].lower() == "data:"
    address = "" if inline else resolve(src, base)
    lazy = ""
    if not _LAZY_NAMES.isdisjoint(attributes) and (
        not address or _STAND_IN.search(address) or _LAZY_CLASS.search(attributes.get("class", ""))
    ):
        lazy = _lazy_source(attributes, base)
    sizes = srcset(attributes.get("srcset", ""), base)
    if lazy or not address or not sizes:
        sizes = _lazy_srcset(attributes, base) or sizes
    chosen = lazy or address
    if not chosen or (not lazy and sizes and _STAND_IN.search(chosen)):
        chosen = best_of(sizes)
    if chosen and not lazy and _CERTAIN_STAND_IN.search(f"/{urls_path(chosen)}"):
        chosen = ""
    return Picture(chosen, sizes if chosen else "", bool(lazy), inline and not chosen and len(src) > 2048)


def urls_path(url: str) -> str:
    """Everything of an address after its host."""
    return url.partition("://")[2].partition("/")[2]


def _lazy_source(attributes: Mapping[str, str], base: str) -> str:
    for name in LAZY_SOURCES:
        value = attributes.get(name)
        if value and value[:5].lower() != "data:" and not value.lstrip().startswith(("{", "[")):
            address = resolve(value, base)
            if address and not _CERTAIN_STAND_IN.search(address):
                return address
    return ""


def _lazy_srcset(attributes: Mapping[str, str], base: str) -> str:
    for name in LAZY_SRCSETS:
        if name in attributes:
            found = srcset(attributes[name], base)
            if found:
                return found
    return ""


def candidates(value: str) -> list[tuple[str, str]]:
    """The (address, descriptor) pairs of a `srcset` (HTML, "parse a srcset attribute", simplified)."""
    found: list[tuple[str, str]] = []
    place = 0
    while place < len(value) and len(found) < 64:
        match = _CANDIDATE.match(value, place)
        if match is None:
            break
        place = max(match.end(), place + 1)
        address, descriptor = match[1], (match[2] or "").strip()
        if address.endswith(","):
            place = match.end(1)
            address, descriptor = address.rstrip(","), ""
        found.append((address, descriptor))
    return found


def srcset(value: str, base: str) -> str:
    """A `srcset` with every address absolute; candidates that are no picture of the web are left out."""
    if not value:
        return ""
    kept: list[str] = []
    for link, descriptor in candidates(value):
        address = "" if link[:5].lower() == "data:" else resolve(link, base).replace(",", "%2C")
        if address and not _CERTAIN_STAND_IN.search(address):
            kept.append(f"{address} {descriptor}" if _DESCRIPTOR.match(descriptor) else address)
    return ", ".join(kept)


def best_of(sizes: str) -> str:
    """The largest picture of a `srcset` that `srcset` made; "" where it is empty."""
    best, largest = "", -1.0
    for candidate in sizes.split(", ") if sizes else ():
        address, _, descriptor = candidate.partition(" ")
        size = float(descriptor[:-1]) if descriptor else 1.0
        if size > largest:
            best, largest = address, size
    return best


def letter_size(attributes: Mapping[str, str]) -> str:
    """The pixels of a picture that its style makes as large as a letter or two (an emoticon); "" for any other."""
    style = attributes.get("style", "")
    sizes = dict(_LETTERS.findall(style)) if "em" in style else {}
    if len(sizes) < 2:
        return ""
    size = max(map(float, sizes.values()))
    return str(round(size * 16)) if 0 < size <= 2.5 else ""


def is_tracker(attributes: Mapping[str, str], address: str) -> bool:
    """True where a picture only counts readers: a pixel or two in size, or from a host that is known for it."""
    if _tiny(attributes):
        return True
    place, _, path = address.partition("://")[2].partition("/")
    paths = _tracker_paths(place)
    return paths is None or (bool(paths) and f"/{path}".startswith(paths))


@lru_cache(maxsize=4096)
def _tracker_paths(place: str) -> tuple[str, ...] | None:
    """The starts of paths that count readers at a host; None where all of it does."""
    host = place.rpartition("@")[2].partition(":")[0].lower()
    if host_matches(host, TRACKER_HOSTS):
        return None
    return tuple(start for name, start in TRACKER_PATHS if _named(host, name))


def _named(host: str, pattern: str) -> bool:
    return host.startswith(pattern[:-1]) if pattern.endswith(".*") else host_matches(host, (pattern,))


def _tiny(attributes: Mapping[str, str]) -> bool:
    sizes: dict[str, int] = {}
    style = attributes.get("style", "")
    if style:
        sizes.update((name.lower(), int(size)) for name, size in _STYLE_SIZE.findall(style))
    for name in ("width", "height"):
        match = _ANY_NUMBER.match(attributes.get(name, ""))
        if match:
            sizes[name] = int(match[1])
    return bool(sizes) and max(sizes.values()) <= 3


def is_emoji(attributes: Mapping[str, str]) -> bool:
    """True where a picture stands for the character in its `alt`."""
    names = attributes.get("class", "").split()
    alt = attributes.get("alt", "")
    return bool(alt) and len(alt) < 16 and not alt.isascii() and ("emoji" in names or "wp-smiley" in names)
