"""One document, from bytes to `ParsedFeed`: decoded, told apart, taken apart, read, finished. A pure function.

Well-formed XML is always taken apart, whether items are known or not, so that a document says the same both times.
What is not well-formed goes to feedparser whole, which then reads loosely.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from aggregator import content, urls
from aggregator.errors import ParseError
from aggregator.model import Flaw, Known, ParsedEntry, ParsedFeed, ParseRequest, RosterItem
from aggregator.parse import adapter, finish, markup, mend, usual
from aggregator.parse.dates import Reader, false_midnight, zone_named
from aggregator.parse.encoding import Decoded, decode
from aggregator.parse.hints import hints
from aggregator.parse.jsonfeed import JsonDocument, not_a_feed
from aggregator.parse.limits import MAX_ENTRIES, PARSER_VERSION
from aggregator.parse.people import people
from aggregator.parse.raw import RawEntry, RawFeed
from aggregator.parse.split import Document, IllFormedError
from aggregator.parse.titles import plain_title
from aggregator.text import one_line

# White space, instructions and comments; each ends at its first end, and not at a ?> of some code further down.
_BEFORE = r"(?:\s|<\?(?:(?!\?>).)*\?>|<!--(?:(?!-->).)*-->)*"
_HTML = re.compile(
    rf"(?i)^{_BEFORE}<(?:!doctype\s+html|html|head|body|script|meta|title|div|p|h[1-6]|center|style|table|span|br)\b",
    re.DOTALL,
)
_FEED_AFTER_DOCTYPE = re.compile(
    rf"(?i)^{_BEFORE}<!doctype\s+html[^>\[]*>(?:\s|<!--.*?-->)*<(?:rss|rdf:RDF|feed|channel)\b",
    re.DOTALL,
)
_LOOSE_LINK = re.compile(r"<link>\s*(?:<!\[CDATA\[)?\s*(https?://[^\s<\]]+)", re.IGNORECASE)
_BLANK = b"\x00\t\n\r \xef\xbb\xbf"
_FORMATS = {"rss", "rdf:rdf", "feed", "channel", "rdf"}


def parse(request: ParseRequest) -> ParsedFeed:
    """Parse, clean and key one document. Raises ParseError with the place named."""
    try:
        return _parse(request)
    except ParseError as error:
        error.where = error.where or urls.masked(request.url)
        raise


def _parse(request: ParseRequest) -> ParsedFeed:
    most = f"{request.max_body / 1048576:.4g} MiB"
    if len(request.body) > request.max_body:
        raise ParseError(
            "too-large",
            f"the document has more than {most}",
            hint="raise max_body under [fetch] if a feed may really be that large",
        )
    if not request.body[:64].strip(_BLANK) and not request.body.strip(_BLANK):
        raise ParseError(
            "empty", "the answer was empty", hint="the source may be out of order; it is asked again", transient=True
        )
    decoded = decode(request.body, request.content_type)
    if len(decoded.text) > 2 * request.max_body:
        raise ParseError("too-large", f"the document has more than {most} of text")
    start = decoded.text[:4096].lstrip("\ufeff\x00 \t\r\n\u200b")[:1]
    if start in {"{", "["}:
        return _json(request, decoded)
    return _xml(request, decoded)


def warm() -> None:
    """Load what the first document would wait for: zones, codecs, parsers."""
    zone_named("Asia/Shanghai")
    item = b"<item><title>-</title><description>-</description></item>"
    body = b"<rss version='2.0'><channel><title>-</title>" + item + b"</channel></rss>"
    _parse(ParseRequest("", body, "http://localhost/", "", datetime(2000, 1, 1, tzinfo=UTC)))


def _json(request: ParseRequest, decoded: Decoded) -> ParsedFeed:
    text = decoded.text.lstrip("\ufeff\x00\u200b")
    document = JsonDocument(text)
    head = document.feed(())
    base = urls.absolute(request.url, head.link) or request.url
    context = _context(request, base, document.dates(), finish.language_tag(head.language))
    roster: list[RosterItem] = []
    for index, item_hash in enumerate(document.hashes(_salt(request, context))[:MAX_ENTRIES]):
        known = request.known.get(item_hash)
        if known is None:
            roster.append(finish.finish(document.entry(index), index, item_hash, context))
        else:
            guid, link = document.names(index)
            roster.append(Known(index, known, item_hash, one_line(guid), finish.link_of(link, base)))
    if document.rest is not None:
        roster += _cut_off(document.read(document.rest), len(roster), context)
    flaws = [*decoded.flaws, *document.flaws]
    if document.format not in {"jsonfeed-1", "jsonfeed-1.1"}:
        flaws.append(Flaw("unknown-version", document.format))
    parsed = _feed(request, decoded, head, context, roster, flaws, len(document.items))
    _refuse_nothing(parsed, partial=document.partial)
    return replace(parsed, partial=document.partial or request.partial)


def _xml(request: ParseRequest, decoded: Decoded) -> ParsedFeed:
    text = decoded.text
    outer: list[Flaw] = []
    if _HTML.match(text[:16384]) and not _FEED_AFTER_DOCTYPE.match(text[:16384]):
        text = markup.embedded(text)
        if not text:
            raise _html_page(decoded.text)
        outer.append(Flaw("leading-junk", "the document stands inside a web page"))
    prepared = markup.prepare(text)
    if not prepared.root:
        raise not_a_feed("text without any markup" if "<" not in prepared.text else "not XML")
    _refuse_others(prepared)
    flaws = [*decoded.flaws, *outer, *prepared.flaws]
    cut = markup.truncated(prepared)
    tail = ""
    if cut:
        flaws.append(Flaw("truncated", "the document ends before its end tag"))
        prepared, tail = markup.completed(prepared)
    document = _well_formed(prepared, flaws)
    if document is None:
        prepared = replace(prepared, text=mend.closed(mend.sections(prepared.text)))
    parsed = _split(request, decoded, document, flaws) if document and not document.whole else None
    if parsed is None:
        parsed = _loose(request, decoded, prepared, flaws)
    if tail:
        parsed = _with_tail(request, parsed, tail)
    return _checked(parsed, prepared, partial=cut or request.partial)


def _checked(parsed: ParsedFeed, prepared: markup.Markup, *, partial: bool) -> ParsedFeed:
    """The document as what it is called. Raises ParseError where it turned out to be no feed."""
    if not parsed.format and not parsed.roster and prepared.root.lower() not in _FORMATS:
        raise not_a_feed(f"XML, but not a feed (its root is <{prepared.root[:40]}>)")
    _refuse_nothing(parsed, partial=partial)
    form = "rss091n" if prepared.netscape and parsed.format in {"", "rss", "rss091u"} else parsed.format
    return replace(parsed, format=form, partial=partial)


def _refuse_nothing(parsed: ParsedFeed, *, partial: bool) -> None:
    """Raises ParseError where a document broke off before anything was said."""
    if partial and not parsed.roster and any(flaw.code == "truncated" for flaw in parsed.flaws):
        raise ParseError(
            "truncated", "the document breaks off before its first entry", hint="it is asked again", transient=True
        )


def _well_formed(prepared: markup.Markup, flaws: list[Flaw]) -> Document | None:
    """The document as a strict parser reads it, at once or after repairs."""
    try:
        return Document(prepared.text)
    except IllFormedError as error:
        flaws.append(Flaw("ill-formed", str(error)))
    repaired = markup.repair(replace(prepared, text=mend.sections(prepared.text)))
    with suppress(IllFormedError):
        return Document(repaired)
    with suppress(IllFormedError):
        return Document(mend.closed(repaired))
    return None


def _split(request: ParseRequest, decoded: Decoded, document: Document, flaws: list[Flaw]) -> ParsedFeed | None:
    """The document read item by item; None where feedparser sees other items in it than we do."""
    base = urls.absolute(request.url, document.channel_link()) or request.url
    count = len(document.elements)
    language = document.language()
    context = _context(request, base, document.dates(), finish.language_tag(language))
    hashes = document.hashes(_salt(request, context))[:MAX_ENTRIES]
    known = {
        index: entry for index, item_hash in enumerate(hashes) if (entry := request.known.get(item_hash)) is not None
    }
    named = [document.names(index, base) for index in range(len(hashes))]
    new = [index for index in range(len(hashes)) if index not in known]
    simple = _usual(document, new, base)
    rest = [index for index in new if index not in simple]
    raw = adapter.read(document.compose(rest, base), base)
    if len(raw.entries) != len(rest):
        return None
    roster: list[RosterItem] = []
    others = iter(raw.entries)
    for index, item_hash in enumerate(hashes):
        # What names an item is read in one way, whether the item is parsed or not, and by whom.
        guid, link = named[index]
        if index in known:
            roster.append(Known(index, known[index], item_hash, one_line(guid), finish.link_of(link, base)))
            continue
        if index in simple:
            said = adapter.entry(simple[index], raw.format, named[index])
        else:
            said = replace(next(others), guid=guid, link=link)
        roster.append(finish.finish(said, index, item_hash, context))
    return _feed(request, decoded, raw, context, roster, flaws, count)


def _usual(document: Document, new: Iterable[int], base: str) -> dict[int, Mapping[str, Any]]:
    """What the items say that need no feedparser, by their index."""
    atom = usual.is_atom(document.root)
    if atom is None:
        return {}
    found = {
        index: usual.read(document.elements[index], *document.inheritance(index, base), atom=atom) for index in new
    }
    return {index: said for index, said in found.items() if said is not None}


def _loose(request: ParseRequest, decoded: Decoded, prepared: markup.Markup, flaws: list[Flaw]) -> ParsedFeed:
    """The document as feedparser makes sense of it; its items are not known again by their bytes."""
    head = re.split(r"(?i)<(?:item|entry)\b", prepared.text, maxsplit=1)[0]
    link = _LOOSE_LINK.search(head)
    base = urls.absolute(request.url, link[1]) if link else request.url
    raw = adapter.read(prepared.text.encode("utf-8", "replace"), base)
    context = _context(request, base, [entry.published for entry in raw.entries], finish.language_tag(raw.language))
    roster: list[RosterItem] = [finish.finish(entry, index, b"", context) for index, entry in enumerate(raw.entries)]
    return _feed(request, decoded, raw, context, roster, flaws, len(roster))


def _with_tail(request: ParseRequest, parsed: ParsedFeed, tail: str) -> ParsedFeed:
    """The document with the item that it broke off in, as far as that came, where it came as far as a name."""
    raw = adapter.read(tail.encode("utf-8", "replace"), parsed.link or request.url)
    context = _context(request, parsed.link or request.url, [], parsed.language)
    items = [item for entry in raw.entries[-1:] for item in _cut_off(entry, len(parsed.roster), context)]
    return replace(parsed, roster=(*parsed.roster, *items))


def _cut_off(raw: RawEntry, position: int, context: finish.Context) -> list[ParsedEntry]:
    """The item that a document broke off in, where it came as far as a name: it announces and replaces nothing."""
    item = finish.finish(raw, position, b"", context)
    if not item.title or not (item.guid or item.link):
        return []
    flaw = Flaw("cut-off", "the document ends inside this entry")
    return [replace(item, is_teaser=True, flaws=(*item.flaws, flaw))]


def _feed(
    request: ParseRequest,
    decoded: Decoded,
    raw: RawFeed,
    context: finish.Context,
    roster: list[RosterItem],
    flaws: list[Flaw],
    count: int,
) -> ParsedFeed:
    if count > MAX_ENTRIES:
        flaws = [*flaws, Flaw("too-many-entries", f"{count}, the first {MAX_ENTRIES} are read")]
    if context.dates.false_midnight:
        flaws = [*flaws, Flaw("false-midnight", "every date is a midnight: taken as days")]
    updated = context.dates.read(raw.updated) if raw.updated else None
    return ParsedFeed(
        format=raw.format,
        encoding=decoded.encoding,
        roster=tuple(roster),
        title=plain_title(raw.title, literal=raw.format.startswith("atom")),
        link=urls.absolute(request.url, raw.link),
        description=plain_title(raw.description),
        language=finish.language_tag(raw.language) or context.language,
        icon=urls.absolute(context.base, raw.icon),
        authors=people(raw.authors, context.base),
        updated=updated.at if updated else None,
        hints=hints(decoded.text, raw.ttl, raw.period, raw.frequency),
        hubs=tuple(dict.fromkeys(url for hub in raw.hubs if (url := urls.absolute(request.url, hub)))),
        self_link=urls.absolute(request.url, raw.self_link),
        flaws=tuple(dict.fromkeys(flaws)),
        read_as=PARSER_VERSION * 1000 + content.CLEANER_VERSION,
    )


def _context(request: ParseRequest, base: str, dates: list[str], language: str) -> finish.Context:
    reader = Reader(request.now, zone_named(request.timezone), request.date_formats)
    if false_midnight(dates, reader):
        reader = replace(reader, false_midnight=True)
    return finish.Context(base, reader, language or finish.language_tag(request.language), request.content)


def _salt(request: ParseRequest, context: finish.Context) -> bytes:
    """Everything beside its own markup that decides what an item comes to."""
    parts = (
        PARSER_VERSION,
        content.CLEANER_VERSION,
        context.base,
        context.language,
        context.dates.false_midnight,
        request.timezone,
        request.date_formats,
        request.content,
    )
    return repr(parts).encode()


def _refuse_others(prepared: markup.Markup) -> None:
    root = prepared.root.lower()
    if root == "opml":
        raise ParseError(
            "opml",
            "what came is an OPML list of feeds, not a feed",
            hint="`aggregator opml import FILE` prints the sources in it",
        )
    if root == "html" or root.endswith(":html"):
        raise _html_page(prepared.text)
    if root in {"urlset", "sitemapindex"}:
        raise not_a_feed("a sitemap, not a feed")


_WALLS = (
    (
        "cf-browser-verification|challenge-platform|Just a moment|cf_chl|captcha|验证码|安全验证|访问验证",
        "a challenge that asks for a browser",
    ),
    (r"<input[^>]+type=.?password", "a login page"),
)


def _html_page(text: str) -> ParseError:
    kind = next((name for pattern, name in _WALLS if re.search(pattern, text[:200_000], re.IGNORECASE)), "a web page")
    return ParseError(
        "html-page",
        f"what came is {kind}, not a feed",
        hint="`aggregator preview URL` finds the feeds that a page names; a login or a challenge needs another address",
    )
