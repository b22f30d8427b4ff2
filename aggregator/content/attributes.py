"""The attributes that an element keeps, checked one by one and written in a fixed order."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from aggregator.content.images import dimension
from aggregator.content.writer import escaped

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,4}$")
_DATETIME = re.compile(r"[0-9PTYMWDHSZ:.,+\- ]{1,40}$")
_NUMBER = re.compile(r"-?\d{1,6}$")
_COUNT = re.compile(r"0*([1-9]\d{0,2})$")
_MEDIA_TYPE = re.compile(r"(?i)[a-z0-9.+-]{1,40}/[a-z0-9.+-]{1,80}(?:\s*;\s*codecs=[\w\"'., -]{1,120})?$")
_MEDIA_QUERY = re.compile(r"(?i)[a-z0-9\s:().,<>=-]{1,200}$")


def quoted(value: str) -> str:
    """The value as it stands between double quotes."""
    return escaped(value).replace('"', "&quot;")


def _where(pattern: re.Pattern[str]) -> Callable[[str], str]:
    return lambda value: value if pattern.match(value) else ""


def _count(value: str) -> str:
    match = _COUNT.match(value.strip())
    return match[1] if match and match[1] != "1" else ""


def _one_of(*words: str) -> Callable[[str], str]:
    return lambda value: value.lower() if value.lower() in words else ""


def _line(value: str) -> str:
    return " ".join(value.split())


def _flag(_value: str) -> str:
    return " "  # present, without a value


_language = _where(_LANGUAGE)
_datetime = _where(_DATETIME)
_number = _where(_NUMBER)
_direction = _one_of("ltr", "rtl", "auto")

_Check = Callable[[str], str]
_CHECKS: dict[str, tuple[tuple[str, _Check], ...]] = {
    "a": (("hreflang", _language), ("title", _line)),
    "abbr": (("title", _line),),
    "audio": (("loop", _flag),),
    "bdi": (("dir", _direction), ("lang", _language)),
    "bdo": (("dir", _direction), ("lang", _language)),
    "col": (("span", _count),),
    "colgroup": (("span", _count),),
    "del": (("datetime", _datetime),),
    "details": (("open", _flag),),
    "iframe": (("width", dimension), ("height", dimension), ("title", _line), ("allowfullscreen", _flag)),
    "ins": (("datetime", _datetime),),
    "li": (("value", _number),),
    "ol": (("start", _number), ("type", _where(re.compile("[1aAiI]$"))), ("reversed", _flag)),
    "q": (("lang", _language),),
    "source": (
        ("sizes", _line),
        ("type", _where(_MEDIA_TYPE)),
        ("media", _where(_MEDIA_QUERY)),
        ("width", dimension),
        ("height", dimension),
    ),
    "span": (("dir", _direction),),
    "td": (("colspan", _count), ("rowspan", _count)),
    "th": (("colspan", _count), ("rowspan", _count), ("scope", _one_of("row", "col", "rowgroup", "colgroup"))),
    "time": (("datetime", _datetime),),
    "track": (
        ("kind", _one_of("subtitles", "captions", "descriptions", "chapters", "metadata")),
        ("srclang", _language),
        ("label", _line),
        ("default", _flag),
    ),
    "video": (("width", dimension), ("height", dimension), ("loop", _flag), ("muted", _flag), ("playsinline", _flag)),
}
_BLOCK_CHECKS = (("dir", _direction), ("lang", _language))
_WITH_DIRECTION = frozenset(
    {
        *("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "pre"),
        *("table", "td", "th", "figure", "figcaption", "details", "summary", "caption"),
    }
)


def attributes_of(tag: str, attributes: Mapping[str, str]) -> str:
    """The attributes (addresses aside) that the element keeps, as they are written, with a blank before each."""
    found = ""
    for name, check in _CHECKS.get(tag, ()):
        if name in attributes:
            value = check(attributes[name])
            if value:
                found += f' {name}="{quoted(value) if value != " " else ""}"'
    if tag in _WITH_DIRECTION:
        for name, check in _BLOCK_CHECKS:
            if name in attributes:
                value = check(attributes[name])
                if value:
                    found += f' {name}="{value}"'
    return found
