"""Addresses: what may be published, what two spellings have in common, what must not be shown.

The canonical key is for comparison alone; the original address is what we publish.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import unquote, urljoin, urlsplit

from yarl import URL

from aggregator.urls_data import (
    ACCESS_BY_HOST,
    IDLE_ANCHOR_HOSTS,
    IDLE_ANCHORS,
    OPEN_DOMAINS,
    OPEN_LABELS,
    REDIRECTORS,
    SAME_HOSTS,
    SAME_PAGES,
    TRACKING_BY_HOST,
    TRACKING_EXACT,
    TRACKING_PAIRS,
    TRACKING_PREFIXES,
    TRACKING_SHAPES,
)

_SECRET_WORDS = re.compile(
    r"(?i)^(?:.*[_-])?(?:key|apikey|token|secret|code|password|passwd|pwd|auth|sig|signature|access_?key)$"
)
# Whole and as `urljoin` would write it: nothing to resolve, to drop or to mistrust.
_WHOLE = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]+)?(?:/[^\s?#;]*+(?:\?[^\s#]++)?+(?:#\S++)?+)?+")
_BROKEN_END = re.compile(r"(?i)(?:/|=|%2f)(?:undefined|null|nan|none|\[object%20object\])/?$")
_BROKEN_LAST = tuple("dDlLnNeE]/\n")  # how that ends


def absolute(base: str, link: str) -> str:
    """The link resolved against `base` where it is http(s) and whole; an empty string otherwise.

    Addresses that a script left unfinished (`…/undefined`, `…/null`) are refused.
    """
    link = link.strip().replace("\n", "").replace("\r", "").replace("\t", "")
    if not link:
        return ""
    if is_whole(link):
        return "" if unfinished(link) else link
    try:
        url = urljoin(base, link)
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme.lower() not in {"http", "https"} or not parts.hostname or unfinished(url):
        return ""
    return url


def is_whole(link: str) -> bool:
    """True for a usual http(s) address that resolving would not change; false says nothing."""
    return _WHOLE.fullmatch(link) is not None


def unfinished(url: str) -> bool:
    """True for an address that a script left unfinished: it ends in `undefined`, `null`, `NaN` and the like."""
    return url.endswith(_BROKEN_LAST) and _BROKEN_END.search(url, max(0, len(url) - 24)) is not None


def host(url: str) -> str:
    """The host of an address, in lower case, without port; "" where there is none."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def strip_tracking(url: str) -> str:
    """The address without the parameters that only count clicks (`aggregator.urls_data`).

    What stays keeps its order and its spelling, byte for byte; an address without any comes back as it is. A fragment
    goes too where it is nothing but such parameters (`#utm_source=rss`).
    """
    start = url.find("?")
    if start < 0 and "#" not in url:
        return url
    rest, hash_mark, fragment = url.partition("#")
    if fragment and all(_counts_clicks(pair, ()) for pair in fragment.split("&")):
        hash_mark = fragment = ""
    address, _, query = rest.partition("?")
    if query:
        words = _tracking_of(host(url))
        kept = [pair for pair in query.split("&") if not _counts_clicks(pair, words)]
        if len(kept) < query.count("&") + 1:
            rest = address + ("?" + "&".join(kept) if any(kept) else "")
    return rest + hash_mark + fragment


def _counts_clicks(pair: str, words: tuple[str, ...]) -> bool:
    name, equals, value = pair.partition("=")
    if not name:
        return False
    name = unquote(name).lower().removeprefix("amp;")  # of a feed that escapes its links twice
    if name in TRACKING_EXACT or name.startswith(TRACKING_PREFIXES):
        return bool(equals)
    if equals and f"{name}={value.lower()}" in TRACKING_PAIRS:
        return True
    if name in TRACKING_SHAPES and re.fullmatch(TRACKING_SHAPES[name], unquote(value).lower()):
        return True
    return _is_among(name, words)


def _is_among(name: str, words: tuple[str, ...]) -> bool:
    return any(name.startswith(word[:-1]) if word.endswith("*") else name == word for word in words)


@lru_cache(maxsize=4096)
def _tracking_of(name: str) -> tuple[str, ...]:
    return tuple(word for end in _domains(name) for word in TRACKING_BY_HOST.get(end, ()))


def unwrap(url: str) -> str:
    """Where a known redirector (`aggregator.urls_data.REDIRECTORS`) would send one, or the address itself.

    Redirectors inside redirectors are followed three times; what needs more, or is longer than 8 KiB, stays as it
    is. Only whole http(s) addresses count as a target.
    """
    if len(url) > 8192:
        return url
    reached = url
    for _ in range(3):
        target = _target(reached)
        if not target:
            return reached
        reached = target
    return url if _target(reached) else reached


def _target(url: str) -> str:
    if "?" not in url:
        return ""
    try:
        parts = urlsplit(url)
        candidates = _redirectors_of((parts.hostname or "").lower())
    except ValueError:
        return ""
    path = parts.path.lower() or "/"
    for start, names in candidates:
        if path == start or path.startswith(start.rstrip("/") + "/") or start == "/":
            for name, value in _parameters(parts.query):
                target = unquote(value) if name in names else ""
                if target.lower().startswith(("http://", "https://")):
                    return absolute("", target)
    return ""


def _parameters(query: str) -> Iterator[tuple[str, str]]:
    """The parameters of a redirector, at last the whole query under no name.

    An address written into one as it is may have parameters of its own: after its `?` all belongs to it. What the
    redirector added behind stays on it then; that is less than taking two pages for one.
    """
    pairs = query.split("&")
    for index, pair in enumerate(pairs):
        name, _, value = pair.partition("=")
        yield name, "&".join([value, *pairs[index + 1 :]]) if "?" in value else value
    yield "", query


@lru_cache(maxsize=4096)
def _redirectors_of(name: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    ends = set(_domains(name))
    google = re.search(r"(?:^|\.)google\.[a-z]{2,3}(?:\.[a-z]{2})?$", name)
    return tuple(
        (start, names) for site, start, names in REDIRECTORS if site in ends or (site == "google.*" and google)
    )


def _domains(name: str) -> tuple[str, ...]:
    """For a.b.example.org: itself, and every domain above it."""
    labels = name.split(".")
    return tuple(".".join(labels[index:]) for index in range(len(labels)))


def masked(url: str) -> str:
    """The address as a log or an error may show it: no password, no value of a parameter that smells of a secret."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "(unreadable address)"
    place = parts.netloc
    if "@" in place:
        place = "***@" + place.rpartition("@")[2]
    query = "&".join(_masked_pair(pair) for pair in parts.query.split("&")) if parts.query else ""
    return parts._replace(netloc=place, query=query).geturl()


def _masked_pair(pair: str) -> str:
    name, equals, _ = pair.partition("=")
    return f"{name}=***" if equals and _SECRET_WORDS.match(name) else pair


# ------------------------------------------------------------------------------------------ the canonical key

# From the first release on, whoever changes these rules raises the version of the keys that are stored
# (`aggregator.merge.identity`).

# Labels before a host that name the same articles for another screen.
_SCREEN_LABELS = frozenset({"www", "m", "mobile", "wap", "amp", "3g", "touch"})
_INDEX_FILE = re.compile(r"(?i)/(?:index|default)\.(?:html?|php\d?|aspx?|jsp|shtml|cgi)$")
_SESSION = re.compile(r"(?i);(?:jsessionid|phpsessid|sid)=[^/;?]*")
_AMP_ENDING = re.compile(r"(?i)\.amp(?:\.html?)?$")
_AMP_PAIRS = frozenset(
    {
        *("amp", "amp=", "amp=0", "amp=1", "amp=true", "output=amp", "outputtype=amp"),
        *("nonamp=1", "noamp=available", "noamp=mobile"),
    }
)
_ESCAPED_AND = re.compile(r"&(?:amp;)+")
_AMP_CACHES = (
    (re.compile(r"(?i)(?:^|\.)google\.[a-z]{2,3}(?:\.[a-z]{2})?$"), re.compile(r"^/amp/(?:(s)/)?([^/]+\.[^/]+/.*)$")),
    (re.compile(r"(?i)\.cdn\.ampproject\.org$"), re.compile(r"^/(?:c|v|wp)/(?:(s)/)?([^/]+\.[^/]+/.*)$")),
)
_FRONT_WORDS = frozenset(
    {"blog", "news", "home", "index", "feed", "rss", "atom", "zh", "zh-cn", "cn", "en", "en-us", "posts", "articles"}
)


@lru_cache(maxsize=8192)  # a decision asks several times for that of one link, and the next one for most of them again
def canonical(link: str) -> str:
    """What all spellings of one article's address have in common; "" for what is no http(s) address.

    Scheme, screen hosts (www, m, wap, amp …), default ports, AMP forms, index files, trailing slashes, session and
    tracking parameters and the order of parameters make no difference, nor does which of a platform's addresses for
    one page it is (`SAME_PAGES`). Of fragments two kinds do: routes behind `#!` and `#/`, and anchors that are no mere
    word: those with a number name a comment, a version or a day, those with `=`, `:` or `/` a view (see `page`).
    For comparison only: it is never published and never fetched.
    """
    try:
        link = _ESCAPED_AND.sub("&", _out_of_cache(link.strip()))
        url = URL(strip_tracking(unwrap(link)))
        place, port = url.host_subcomponent or "", url.explicit_port
    except ValueError:
        return ""
    if url.scheme not in {"http", "https"} or not place:
        return ""
    place = _without_screen(place)
    place = SAME_HOSTS.get(place, place)
    anchor = _anchor(url.raw_fragment, place)
    if port and port not in {80, 443}:
        place = f"{place}:{port}"
    query = _canonical_query(url.raw_query_string, place)
    return f"https://{_one_page(place, _canonical_path(url.raw_path), query)}{anchor}"


def page(key: str) -> str:
    """The page of a canonical key: without the anchor of a part of it; a route stays, for it is the page."""
    name, mark, fragment = key.partition("#")
    return key if mark and fragment.startswith(("!", "/")) else name


def is_front_page(key: str) -> bool:
    """Whether a canonical key names a whole site (or nothing): many articles may carry it, so it identifies none."""
    path = key.removeprefix("https://").partition("/")[2]
    return not path or path.lower() in _FRONT_WORDS


def _out_of_cache(link: str) -> str:
    """An address inside an AMP cache becomes the address it keeps."""
    lower = link.lower()
    if "google." not in lower and ".cdn.ampproject.org" not in lower:
        return link
    try:
        parts = urlsplit(link)
        kept = next((path.match(parts.path) for host, path in _AMP_CACHES if host.search(parts.hostname or "")), None)
    except ValueError:
        return link
    if kept is None:
        return link
    return f"http{kept[1] or ''}://{kept[2]}" + (f"?{parts.query}" if parts.query else "")


def _without_screen(place: str) -> str:
    labels = place.rstrip(".").split(".")
    while len(labels) > 2 and labels[0] in _SCREEN_LABELS and (labels[0] == "www" or not _is_open(labels[1:])):
        labels = labels[1:]
    if len(labels) > 3 and labels[1] == "m" and not _is_open(labels[2:]):  # en.m.wikipedia.org
        del labels[1]
    return ".".join(labels)


def _is_open(labels: list[str]) -> bool:
    """Whether anybody may have a site below this domain: `m` is a person's name there."""
    country = len(labels) == 2 and len(labels[1]) == 2 and labels[0] in OPEN_LABELS
    return country or ".".join(labels) in OPEN_DOMAINS


def _anchor(fragment: str, place: str) -> str:
    """The part of a fragment that may name another article: a route, or an anchor that is no mere word."""
    if fragment.startswith(("!", "/")):
        return f"#{fragment}" if len(fragment) > 1 else ""
    fragment = fragment.partition(":~:")[0]
    words = unquote(fragment).lower()
    idle = words.startswith(IDLE_ANCHORS) or place in IDLE_ANCHOR_HOSTS or not re.search(r"[0-9=/:]", words)
    return "" if idle else f"#{fragment}"


def _one_page(place: str, path: str, query: str) -> str:
    """Host, path and query, in the one way of those that the platform has for this page."""
    name = f"{place}{path}{'?' if query else ''}{query}"
    for ways, wanted in _ways_of(place):
        found = ways.fullmatch(name)
        if found:
            return found.expand(wanted)
    return name


@lru_cache(maxsize=4096)
def _ways_of(name: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(ways), wanted) for end in _domains(name) for ways, wanted in SAME_PAGES.get(end, ()))


def _canonical_path(path: str) -> str:
    path = _SESSION.sub("", re.sub(r"//+", "/", path))
    path = _INDEX_FILE.sub("/", path)
    head, _, rest = path.lstrip("/").partition("/")
    if head.lower() == "amp" and _names_an_article(rest.rstrip("/").rpartition("/")[2]):
        path = f"/{rest}"
    path = _AMP_ENDING.sub(lambda found: ".html" if "htm" in found[0].lower() else "", path).rstrip("/")
    before, _, last = path.rpartition("/")
    if last.lower() == "amp" and _names_an_article(before.rpartition("/")[2]):
        path = before
    return path or "/"


def _names_an_article(segment: str) -> bool:
    return len(segment) >= 12 or bool(re.search(r"[-_%\d]", segment))


def _canonical_query(query: str, place: str) -> str:
    if not query:
        return ""
    doors = _access_of(place)
    pairs = [pair for pair in query.split("&") if pair and pair.lower() not in _AMP_PAIRS]
    kept = [pair for pair in pairs if not (doors and _is_among(pair.partition("=")[0].lower(), doors))]
    return "&".join(sorted(map(_respelled, kept), key=lambda pair: pair.partition("=")[0]))


def _respelled(pair: str) -> str:
    """A parameter in one of the spellings that every server reads alike."""
    name, equals, value = pair.replace("%20", "+").partition("=")
    return name + equals + value.replace("%3D", "=")


@lru_cache(maxsize=4096)
def _access_of(name: str) -> tuple[str, ...]:
    return tuple(word for end in _domains(name) for word in ACCESS_BY_HOST.get(end, ()))
