"""Addresses inside content: made absolute, unwrapped, without tracking; anything but http(s) and mailto is dropped."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote

from aggregator import urls

# WHATWG URL: leading and trailing C0 controls and spaces go, tabs and line breaks anywhere.
_EDGES = "".join(map(chr, range(0x21))) + "\x7f\xa0\u200b\u3000\ufeff"
_IGNORED = re.compile("[\t\n\r\x00-\x1f\x7f\u200b\ufeff\u202a-\u202e]")
_UNSAFE = re.compile('[\\s<>"`{}|\\\\^]')
_ABSOLUTE = re.compile(r"(?i)(https?):[/\\]{2,}(?=[^/\\])")
_USUAL = re.compile(
    r"https?://[A-Za-z0-9.-]+(?::\d{0,5})?(?:[/?#][!#-;=?-Z\[\]_a-z~]*)?"
)  # nothing below would change it
_PLACE = re.compile(r"(?:[^/?#@]*@)?(?:\[[0-9A-Fa-f:.]+\]|[^/?#:@\[\]]+)(?::\d{0,5})?(?=[/?#]|$)")
_MORE = re.compile("[?#]")  # without these there is nothing to unwrap or to strip
_SCHEME = re.compile(r"(?i)[a-z][a-z0-9+.\-]*:")
_MAILTO = re.compile(r"(?i)mailto:[^\s<>\"]{1,500}$")


def resolve(link: str, base: str) -> str:
    """The address as whole http(s), or "" where it is anything else or left unfinished (`…/undefined`).

    An address that is whole already keeps its spelling but for characters that no address may hold.
    """
    if _USUAL.fullmatch(link):
        return "" if urls.unfinished(link) else link
    link = link.strip(" ") if link.isprintable() else _IGNORED.sub("", link.strip(_EDGES)).strip(_EDGES)
    whole = _ABSOLUTE.match(link)
    if whole:
        if not _PLACE.match(link.replace("\\", "/"), whole.end()) or urls.unfinished(link):
            return ""
        rest = link[whole.end() :]
        if "\\" in rest:
            end = min((place for place in (rest.find("?"), rest.find("#")) if place >= 0), default=len(rest))
            rest = rest[:end].replace("\\", "/") + rest[end:]
        return _escaped(f"{whole[1].lower()}://{rest}")
    if not link or not base or _SCHEME.match(link):
        return ""
    return _escaped(urls.absolute(base, link.replace("\\", "/")))


def _escaped(link: str) -> str:
    return _UNSAFE.sub(lambda char: quote(char[0]), link)


@lru_cache(maxsize=2048)
def href(link: str, base: str) -> str:
    """Where a link of the content leads: redirectors unwrapped, tracking parameters gone; "" where it may not stay."""
    address = resolve(link, base)
    if address:
        return address if _MORE.search(address) is None else urls.strip_tracking(_escaped(urls.unwrap(address)))
    link = _IGNORED.sub("", link.strip(_EDGES))
    return link if _MAILTO.match(link) else ""


def host_matches(host: str, patterns: tuple[str, ...]) -> bool:
    """True where the host is one of the names; `*.name` covers what is below it, `name` also `www.name`."""
    host = host.lower()
    for pattern in patterns:
        name = pattern.lower()
        if name == "*" or host in (name, f"www.{name}") or (name.startswith("*.") and host.endswith(name[1:])):
            return True
    return False
