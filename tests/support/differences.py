"""Where we read a document differently than feedparser alone does, and the rule that makes ours right."""

# ruff: noqa: E501 - documents stand here as they are sent
from __future__ import annotations

import calendar
import html
import io
import re
import warnings
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote, urljoin

import feedparser
from aggregator.errors import ParseError
from aggregator.model import FeedDate, ParsedEntry, ParsedFeed, ParseRequest, Precision
from aggregator.parse import document
from aggregator.text import fold
from feedparser import datetimes

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
URL = "https://feed.example/dir/feed.xml"

REASONS = {
    "markup": "A title is plain text here: tags and entities in it are read, not shown.",
    "encoding": "The bytes are decoded by evidence, twice where they were encoded twice; feedparser believes a label or guesses Latin.",
    "guid-as-written": "A guid is kept as the feed wrote it; feedparser resolves it against an address, and it changes when that moves.",
    "site-base": "A relative link starts from the site's own address; feedparser starts from the document's address.",
    "tracking": "Click counters and redirectors are taken off a link; FeedBurner's original link is the link.",
    "no-guid-link": "A guid that is no address (a number, a word) is no link, although RSS says it is one by default.",
    "not-http": "A link is an http or https address, or none.",
    "unfinished": "An address that a script left unfinished (…/undefined) is none.",
    "page-link": "Of several alternate links, the web page is the link.",
    "source-zone": "A time without zone is in the source's zone (Asia/Shanghai in this run); feedparser takes UTC.",
    "day": "A date without time is that day in the source's zone; feedparser makes it midnight UTC.",
    "more-dates": "A date that feedparser cannot read.",
    "no-date": "A date that says nothing that can be true: epoch zero, the year 1, a month or a day that no calendar has.",
    "zone-name": "A zone name as its source means it (CST is +08:00 in China).",
    "created": "Published is what the feed calls so, else created, else updated.",
    "refused": "Not a feed, or a document that defines entities: an error with a code, where feedparser gives an empty result.",
    "cut": "A document that breaks off: the entry that it broke off in is kept only where it has a name.",
    "repaired": "Repaired before a strict parser reads it, where feedparser's loose parser guesses.",
    "inside-page": "A feed inside a web page is read alone.",
    "media-title": "A caption of a picture is no title.",
    "json": "feedparser reads no JSON Feed.",
    "white": "White space and invisible characters in a title are one space, or none.",
}


@dataclass(frozen=True)
class Difference:
    path: str
    where: str  # "feed" or the position of the entry
    field: str
    theirs: str
    ours: str
    reason: str  # a key of REASONS; "" where nothing explains it


def alone(body: bytes) -> Any:
    """What feedparser alone makes of the bytes, both flags off as we use it; None where it raises."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return feedparser.parse(
                io.BytesIO(body),
                response_headers={"content-location": URL},
                sanitize_html=False,
                resolve_relative_uris=False,
            )
        except Exception:  # noqa: BLE001 - that is one of the differences
            return None


def differences(path: str, body: bytes) -> Iterator[Difference]:
    """Every difference in a document's title, its number of entries, and their names, links, titles and dates."""
    theirs = alone(body)
    try:
        ours = document.parse(ParseRequest("s", body, URL, "", NOW, timezone="Asia/Shanghai"))
    except ParseError as error:
        if theirs is None or theirs.entries or theirs.feed.get("title"):
            yield Difference(
                path, "feed", "document", f"{len(theirs.entries) if theirs else 0} entries", error.code, "refused"
            )
        return
    if ours.format.startswith("json"):
        yield Difference(path, "feed", "document", "nothing", f"{len(ours.roster)} entries", "json")
        return
    assert theirs is not None
    yield from _of_feed(path, theirs, ours)
    if len(theirs.entries) == len(ours.roster):
        for one, other in zip(theirs.entries, ours.roster, strict=True):
            assert isinstance(other, ParsedEntry)
            yield from _of_entry(path, dict(one), other, theirs, ours)


def _of_feed(path: str, theirs: Any, ours: ParsedFeed) -> Iterator[Difference]:
    flaws = {flaw.code for flaw in ours.flaws}
    title = str(dict(theirs.feed).get("title") or "")
    if title != ours.title:
        yield Difference(path, "feed", "title", title, ours.title, _title(title, ours.title, ours))
    if len(theirs.entries) != len(ours.roster):
        reason = "cut" if "truncated" in flaws else "inside-page" if "leading-junk" in flaws else ""
        yield Difference(path, "feed", "entries", str(len(theirs.entries)), str(len(ours.roster)), reason)


def _of_entry(
    path: str, theirs: dict[str, Any], ours: ParsedEntry, feed: Any, parsed: ParsedFeed
) -> Iterator[Difference]:
    where = str(ours.position)
    title = str(theirs.get("title") or "")
    if title != ours.title:
        yield Difference(path, where, "title", title, ours.title, _title(title, ours.title, parsed))
    guid = str(theirs.get("id") or "")
    if guid != ours.guid:
        yield Difference(path, where, "guid", guid, ours.guid, _guid(guid, ours.guid, parsed))
    link = str(theirs.get("link") or "")
    if link != ours.link:
        yield Difference(path, where, "link", link, ours.link, _link(theirs, link, ours, parsed))
    yield from _of_date(path, where, theirs, ours, parsed)


def _of_date(
    path: str, where: str, theirs: dict[str, Any], ours: ParsedEntry, parsed: ParsedFeed
) -> Iterator[Difference]:
    words = [str(word) for key in ("published", "created", "updated") if (word := theirs.get(key))] or [""]
    word = words[0]
    instant = next((found for one in words if (found := _instant(one)) is not None), None)
    at = ours.published.at.replace(microsecond=0) if ours.published else None
    if instant != at or (ours.published and ours.published.precision is Precision.DAY):
        told = f"{instant:%Y-%m-%dT%H:%M:%S}" if instant else "none"
        us = f"{ours.published.at:%Y-%m-%dT%H:%M:%S} ({ours.published.precision})" if ours.published else "none"
        yield Difference(path, where, "published", f"{word} → {told}", us, _date(word, instant, ours.published, parsed))


def _instant(text: str) -> datetime | None:
    """A date as feedparser reads it, with the readers that are ours by the time that `aggregator.parse` is there."""
    for reader in datetimes._date_handlers[1:]:
        with suppress(KeyError, OverflowError, ValueError, AttributeError):
            if then := reader(text):
                return datetime.fromtimestamp(calendar.timegm(then), UTC) if then[0] > 1 else None
    return None


def _title(theirs: str, ours: str, parsed: ParsedFeed) -> str:
    flaws = {flaw.code for flaw in parsed.flaws}
    if fold(re.sub(r"[\u200b-\u200f\u202a-\u202e\ufeff\u00ad]", "", theirs)) == fold(ours) or fold(theirs) == fold(
        ours
    ):
        return "white"
    stripped = theirs
    for _ in range(3):
        stripped = html.unescape(re.sub(r"<(?:/?[a-zA-Z][^<>]*|!--.*?--)>", " ", stripped))
    squeeze = re.compile(r"\s|<[^<>]*>")
    if squeeze.sub("", stripped) == squeeze.sub("", ours):
        return "markup"
    if re.search("[\u00c2\u00c3\u00d0\u00d1][\u0080-\u00bf\u2013-\u2122]", theirs):
        return "encoding"
    if parsed.encoding != "utf-8" or flaws & {"encoding-label", "encoding-damaged", "encoding-twice"}:
        return "encoding"
    if flaws & {"ill-formed", "illegal-characters"}:
        return "repaired"
    if "leading-junk" in flaws:
        return "inside-page"
    return "media-title" if not theirs or not ours else ""


def _guid(theirs: str, ours: str, parsed: ParsedFeed) -> str:
    if (
        theirs.endswith(ours.lstrip("./").split("#")[0])
        or urljoin(URL, ours) == theirs
        or theirs == urljoin(parsed.link, ours)
    ):
        return "guid-as-written"
    if fold(theirs) == fold(ours):
        return "white"
    if any(flaw.code in {"ill-formed", "illegal-characters"} for flaw in parsed.flaws):
        return "repaired"
    return "encoding" if parsed.encoding != "utf-8" else ""


def _link(entry: dict[str, Any], theirs: str, ours: ParsedEntry, parsed: ParsedFeed) -> str:
    rules = (
        ("tracking", entry.get("feedburner_origlink") or entry.get("pheedo_origlink") or _inside(ours.link, theirs)),
        ("no-guid-link", theirs.endswith(ours.guid) and ours.guid and not ours.link and theirs != ours.guid),
        ("unfinished", not ours.link and re.search(r"(?:undefined|null|nan|none)/?$", theirs, re.IGNORECASE)),
        ("not-http", not ours.link and not re.match(r"https?://[^/]", theirs)),
        ("site-base", theirs.startswith("https://feed.example/") and parsed.link),
        ("repaired", any(flaw.code == "ill-formed" for flaw in parsed.flaws)),
        ("page-link", len([one for one in entry.get("links", []) if one.get("rel") == "alternate"]) != 1),
        ("white", re.sub(r"\s", "", theirs) == re.sub(r"\s", "", ours.link)),
    )
    return next((name for name, holds in rules if holds), "")


def _inside(ours: str, theirs: str) -> bool:
    return bool(ours) and (_bare(theirs).startswith(_bare(ours)) or ours.partition("?")[0] in unquote(theirs))


def _bare(link: str) -> str:
    return re.sub(r"^https?://(?:www\.)?", "", link).split("?")[0].split("#")[0]


def _date(word: str, theirs: datetime | None, ours: FeedDate | None, parsed: ParsedFeed) -> str:
    if ours is None:
        return "no-date"
    if theirs is None:
        return "more-dates"
    if ours.precision is Precision.DAY:
        return "day" if abs(theirs - ours.at) <= timedelta(days=31) or not re.search(r"\d{4}-\d\d-\d\d", word) else ""
    if theirs - ours.at == timedelta(hours=8) and not re.search(
        r"(?:[+-]\d{2}:?\d{2}|GMT|UTC?|Z|[A-Z]{3})\s*\)?$", word.strip()
    ):
        return "source-zone"
    if re.search(r"\b[A-Z]{2,5}\b", word):
        return "zone-name"
    if not re.search(r"[+-]\d{2}:?\d{2}$|Z$", word):
        return "source-zone"
    return "more-dates" if abs(theirs - ours.at) < timedelta(days=2) else ""
