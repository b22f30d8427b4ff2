"""What the W3C feed validator asks of single values: addresses, dates, languages, plain text, HTML.

Its rules, restated as we understand them, under the names that it shows: each function yields complaints in words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from html.entities import name2codepoint
from urllib.parse import quote, unquote, urlsplit

from aggregator.publish.languages import TWO_LETTERS
from html5lib.html5parser import HTMLParser, ParseError


def these(words: str) -> frozenset[str]:
    """The words of a line, as a set."""
    return frozenset(words.split())


SAFE = "0-9a-zA-Z;/?:@&=+$.\\-_!~*'()%,#"
FULL_URI = re.compile(rf"[a-zA-Z][0-9a-zA-Z+\-.]*:(?://)?[{SAFE}]+")
URN = re.compile(r"(?i:urn):[a-zA-Z0-9][a-zA-Z0-9-]{1,31}:(?:[a-zA-Z0-9()+,.:=@;$_!*'-]|%[0-9A-Fa-f]{2})+")
UUID = re.compile(r"(?i:urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")
_NO_HASH = SAFE.replace("#", "")
TAG = re.compile(rf"tag:(?:[a-z0-9\-._]+@)?[a-z0-9.\-]+,\d{{4}}(?:-\d\d){{0,2}}:[{_NO_HASH}]*(?:#[{_NO_HASH}]*)?")
SCHEMES = these(
    "http https ftp mailto news nntp tag urn info data tel sip sips xmpp file gopher ldap rtsp imap cid mid"
)
ENCLOSURE = re.compile(r"https?://(?:[a-z0-9-]+\.)+[a-z0-9][a-z0-9-]*(?::\d+)?(?:/|$)", re.IGNORECASE)
MIME = re.compile(r"[^\s()<>,;:\\\"/\[\]?=]+/[^\s()<>,;:\\\"/\[\]?=]+(?:\s*;\s*[^\s=;]+=(?:\"[^\"]*\"|[^\s;\"]+))*")
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
RFC2822 = re.compile(r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d (?:GMT|[+-]\d{4})")

TAGS = these(
    "a abbr acronym address applet area article aside audio b base basefont bdi bdo big blockquote body br "
    "button canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt "
    "em fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr "
    "html i iframe img input ins isindex kbd label legend li link main mark map menu meta meter nav noframes "
    "noscript object ol optgroup option output p param picture pre progress q rp rt ruby s samp script section "
    "select slot small source span strike strong style sub summary sup table tbody td template textarea tfoot "
    "th thead time title tr track tt u ul var video wbr xmp embed plaintext comment listing m"
)
RISKY_TAGS = these(
    "applet base basefont bdo body embed frame frameset head html iframe isindex link meta noframes object "
    "param script slot style title xmp plaintext comment listing"
)
ATTRIBUTES = these(
    "alt class cite colspan data datetime default dir height href hreflang id kind label lang loop media muted "
    "name open playsinline poster preload referrerpolicy rel reversed rowspan scope sizes span src srclang "
    "srcset start title type value width"
)


# ------------------------------------------------------------------------------------------------ characters


def characters(text: str) -> Iterator[str]:
    """BadCharacters: controls of windows-1252, the replacement character, UTF-8 that was taken for Latin-1."""
    if found := re.search("[\x7f-\x9f\ufffd]", text):
        yield f"BadCharacters {found[0]!r}"
    if found := re.search("[\ufdd0-\ufdef\ufffe\uffff]", text):
        yield f"BadCharacters {found[0]!r}"


def twice_encoded(chunk: str) -> Iterator[str]:
    """Text between two references or line ends that is UTF-8 read as Latin-1."""
    if re.search("[\u00c2\u00c3][\u0080-\u00bf]", chunk):
        try:
            chunk.encode("latin-1").decode("utf-8")
        except UnicodeError:
            return
        yield f"BadCharacters: twice encoded {chunk[:40]!r}"


# ------------------------------------------------------------------------------------------------ values


def uri(value: str) -> Iterator[str]:
    """An absolute address that RFC 2396 knows: what RSS asks for, and what identifiers are held to as well."""
    scheme = value.partition(":")[0].lower()
    if scheme == "tag":
        if not TAG.fullmatch(value):
            yield f"InvalidTAG {value}"
    elif scheme == "urn":
        if value.lower().startswith("urn:uuid:") and not UUID.fullmatch(value):
            yield f"InvalidUUID {value}"
        elif not URN.fullmatch(value):
            yield f"InvalidURN {value}"
    elif not FULL_URI.fullmatch(value) or (scheme in {"http", "ftp"} and not re.match(r"\w+://[^/]", value)):
        yield f"InvalidFullLink {value!r}"
    elif scheme.isalpha() and scheme not in SCHEMES:
        yield f"SchemeNotIANARegistered {value}"


def canonical(value: str) -> Iterator[str]:
    """An identifier: an absolute address in its canonical spelling (RFC 3986 6.2.2)."""
    found = list(uri(value))
    yield from found
    if not found and canonical_form(value) != value:
        yield f"NonCanonicalURI {value} for {canonical_form(value)}"


def canonical_form(value: str) -> str:
    parts = re.fullmatch(r"([^:/?#]+):(//[^/?#]*)?([^?#]*)(\?[^#]*)?(#.*)?", value, re.DOTALL)
    if parts is None:
        return ""
    scheme, place, path, query, fragment = (part or "" for part in parts.groups())
    scheme = scheme.lower()
    if place:
        host, _, port = place[2:].lower().partition(":")
        default = {"http": "80", "https": "443"}.get(scheme, "")
        place = f"//{host}" + (f":{port}" if port and port != default else "")
        path = path or "/"
    pchar = "-._~!$&'()*+,;=:@"
    steps = [_quoted(step, pchar) for step in path.split("/")]
    kept: list[str] = []
    for number, step in enumerate(steps):
        if place and step in {".", ".."}:
            if step == ".." and len(kept) > 1:
                kept.pop()
            if number == len(steps) - 1:
                kept.append("")
        else:
            kept.append(step)
    return (
        scheme
        + ":"
        + place
        + "/".join(kept)
        + _quoted(query, pchar + "/?")
        + "".join("#" + _quoted(fragment[1:], pchar + "/?") if fragment else "")
    )


def _quoted(text: str, safe: str) -> str:
    """Escapes in upper case, and none that is not needed; reserved characters keep their escapes."""
    pieces = re.split("((?:%[0-9a-fA-F]{2})+)", text)
    for number, piece in enumerate(pieces):
        if number % 2 == 0:
            pieces[number] = quote(piece, safe=safe)
            continue
        try:
            plain = unicodedata.normalize("NFC", unquote(piece, errors="strict"))
        except UnicodeDecodeError:
            return ""
        pieces[number] = "".join(quote(char, safe="-._~") for char in plain)
    return "".join(pieces)


def language(value: str) -> Iterator[str]:
    primary = value.partition("-")[0].lower()
    if primary not in TWO_LETTERS and not re.fullmatch("fil|haw|ceb|nds|gsw|ast|tlh", primary):
        yield f"InvalidLanguage {value!r}"


def mime(value: str) -> Iterator[str]:
    if not MIME.fullmatch(value):
        yield f"InvalidMIMEType {value!r}"


def rfc3339(value: str, now: datetime) -> Iterator[str]:
    if not RFC3339.fullmatch(value):
        yield f"InvalidRFC3339Date {value!r}"
        return
    yield from _plausible(datetime.fromisoformat(value), value, now)


def rfc2822(value: str, now: datetime) -> Iterator[str]:
    if not RFC2822.fullmatch(value):
        yield f"InvalidRFC2822Date or ProblematicalRFC822Date {value!r}"
        return
    when = parsedate_to_datetime(value)
    if when.strftime("%a") != value[:3]:
        yield f"IncorrectDOW {value!r}"
    yield from _plausible(when, value, now)


def _plausible(when: datetime, value: str, now: datetime) -> Iterator[str]:
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    if when.year < 1990 or when > now + timedelta(minutes=10):
        yield f"ImplausibleDate {value!r}"


def plain(value: str, *, spelt: str, rss: bool) -> Iterator[str]:
    """Text that is not to look like HTML. `spelt` is how its lines stand in the document: a hexadecimal reference
    there says that the author knew what he did.
    """
    if tags := [tag for tag in re.findall(r"</(\w+)>", value) if tag.lower() in TAGS]:
        yield f"ContainsHTML </{tags[0]}> in {value[:60]!r}"
    elif "&#x" not in spelt:
        for name in re.findall(r"&(#?\w+)", value):
            if name in name2codepoint or name == "apos" or not name.isalpha():
                yield f"ContainsHTML &{name} in {value[:60]!r}"
        if rss and not re.search(r"&#?\w", value) and re.search("&#[x0-9]|<[/a-zA-Z]", value):
            yield f"CharacterData in {value[:60]!r}"


def nonblank(value: str) -> Iterator[str]:
    if not value.strip():
        yield "NotBlank"


@lru_cache(maxsize=20000)
def html(value: str) -> tuple[str, ...]:
    """Markup that html5lib parses without a complaint, of harmless elements and attributes, absolute throughout."""
    said: list[str] = []
    try:
        fragment = HTMLParser(strict=True).parseFragment(value)
    except ParseError as reason:
        return (f"NotHtml {reason}: {value[:80]!r}",)
    for element in fragment.iter():
        if not isinstance(element.tag, str) or element.tag == "DOCUMENT_FRAGMENT":
            continue
        name = element.tag.rpartition("}")[2].lower()
        if name not in TAGS:
            said.append(f"NotHtml <{name}>")
        elif name in RISKY_TAGS:
            said.append(f"SecurityRisk <{name}>")
        else:
            said += [
                f"SecurityRiskAttr {name} {one}"
                for one in element.attrib
                if one not in ATTRIBUTES and not one.startswith("data-")
            ]
        said += [
            f"ContainsRelRef {name} {element.get(one)!r}"
            for one in ("href", "src")
            if one in element.attrib and not urlsplit(element.get(one)).scheme
        ]
    return tuple(said)
