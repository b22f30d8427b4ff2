"""From what a feed said to what we keep: cleaned, resolved, dated, keyed; and stored entries cleaned again."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from aggregator import content, urls
from aggregator.merge import identity
from aggregator.model import (
    ContentOptions,
    Enclosure,
    EntryKeys,
    FeedDate,
    Flaw,
    ParsedEntry,
    Person,
    PlainText,
    Recleaned,
    RecleanItem,
    SafeHtml,
)
from aggregator.parse.dates import Reader
from aggregator.parse.limits import MAX_LIST
from aggregator.parse.people import people
from aggregator.parse.raw import RawEntry, RawFile, RawText, seal, unseal
from aggregator.parse.titles import plain_name, plain_title
from aggregator.text import fold, one_line

_LOOKS_LIKE_HTML = re.compile(
    r"</(?:p|a|div|span|b|i|em|strong|li|ul|h[1-6]|blockquote|table|figure|code|pre)>|<(?:br|img)\b", re.IGNORECASE
)
_CUT_OFF = re.compile(
    r"(?:\[?(?:…|\.{3,}|。{3,})\]?|\[&hellip;\]|(?:阅读|查看|点击查看|点击阅读|继续阅读)(?:全文|原文|更多)|更多>*|全文"
    r"|続きを読む|더 ?보기"
    r"|read more|continue reading|read the (?:full|rest)[^.]{0,40}|more)\s*(?:»|→|>{1,2}|›)?\s*[\])]?\s*$",
    re.IGNORECASE,
)
_TITLE_CUT = re.compile(r"(?:…|\.{3})$")
_SHORT = 280  # characters under which a description that stands alone is a teaser
_DURATION = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{2})(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Context:
    """What an entry inherits from its document and its source."""

    base: str
    dates: Reader
    language: str = ""
    options: ContentOptions = field(default_factory=ContentOptions)


@dataclass(frozen=True, slots=True)
class _Body:
    content: SafeHtml
    summary: SafeHtml
    text: PlainText
    images: tuple[str, ...]
    is_teaser: bool
    flaws: tuple[Flaw, ...]


@dataclass(frozen=True, slots=True)
class _Shown:
    """What cleaning decides of an entry."""

    title: PlainText
    link: str
    body: _Body
    authors: tuple[Person, ...]
    tags: tuple[PlainText, ...]
    enclosures: tuple[Enclosure, ...]
    thumbnail: str
    keys: EntryKeys
    content_hash: bytes


def finish(raw: RawEntry, position: int, item_hash: bytes, context: Context) -> ParsedEntry:
    """One item, ready to be decided on."""
    base = raw.base or context.base
    shown = _show(raw, base, context.options)
    flaws = [Flaw("field-cut", name) for name in raw.cut]
    flaws += shown.body.flaws
    published = _first_date((raw.published, *raw.dates), context.dates, flaws)
    updated = published if raw.updated == raw.published else _date(raw.updated, context.dates, flaws)
    if not shown.link and raw.link:
        flaws.append(Flaw("bad-link", one_line(raw.link)[:200]))
    if _TITLE_CUT.search(shown.title):
        flaws.append(Flaw("title-cut", shown.title[-40:]))
    return ParsedEntry(
        position=position,
        item_hash=item_hash,
        content_hash=shown.content_hash,
        guid=one_line(raw.guid),
        link=shown.link,
        title=shown.title,
        keys=shown.keys,
        guid_is_link=bool(raw.guid) and urls.absolute(base, raw.guid) == urls.absolute(base, raw.link) != "",
        authors=shown.authors,
        published=published,
        updated=updated,
        content=shown.body.content,
        summary=shown.body.summary,
        text=shown.body.text,
        is_teaser=shown.body.is_teaser,
        tags=shown.tags,
        enclosures=shown.enclosures,
        thumbnail=shown.thumbnail,
        language=language_tag(raw.language) or context.language,
        comments=urls.absolute(base, raw.comments),
        origin=(plain_name(raw.origin[0]), urls.absolute(base, raw.origin[1])),
        raw=seal(raw if raw.base else replace(raw, base=base)),
        flaws=tuple(dict.fromkeys(flaws)),
    )


def reclean(item: RecleanItem) -> Recleaned:
    """A stored entry through today's cleaner. Raises ValueError where its sealed copy cannot be opened."""
    raw = unseal(item.raw)
    shown = _show(raw, raw.base, item.content)
    if item.article:
        whole = content.clean(item.article, "", item.content)
        first = shown.thumbnail or next(iter(whole.images), "")
        body = replace(shown.body, content=whole.html, text=whole.text, is_teaser=False)
        shown = replace(shown, body=body, thumbnail=first)
    return Recleaned(
        ref=item.ref,
        title=shown.title,
        content=shown.body.content,
        summary=shown.body.summary,
        text=shown.body.text,
        is_teaser=shown.body.is_teaser,
        thumbnail=shown.thumbnail,
        keys=shown.keys,
        content_hash=shown.content_hash,
        authors=shown.authors,
        tags=shown.tags,
        enclosures=shown.enclosures,
        is_article=bool(item.article),
    )


def link_of(link: str, base: str) -> str:
    """An entry's link as it is kept: absolute, out of known redirectors, without parameters that count clicks."""
    found = urls.absolute(base, link)
    return urls.strip_tracking(urls.unwrap(found)) if found else ""


def _show(raw: RawEntry, base: str, options: ContentOptions) -> _Shown:
    title = plain_title(raw.title, literal=raw.format.startswith("atom"))
    link = link_of(raw.link, base)
    body = _body(raw, base, options)
    authors = people(raw.authors, base)
    tags = _tags(raw.tags)
    enclosures = _enclosures(raw.files, base)
    return _Shown(
        title=title,
        link=link,
        body=body,
        authors=authors,
        tags=tags,
        enclosures=enclosures,
        thumbnail=_thumbnail(raw, base, enclosures, body.images),
        keys=identity.keys(title=title, text=body.text, link=link, guid=raw.guid),
        content_hash=_content_hash(title, link, body, authors, tags, enclosures),
    )


def _body(raw: RawEntry, base: str, options: ContentOptions) -> _Body:
    """The content and the summary: the fullest text is the content, whatever its element is called."""
    texts = [*raw.contents, *([raw.summary] if raw.summary else [])]
    if not texts:
        return _Body(SafeHtml(""), SafeHtml(""), PlainText(""), (), is_teaser=True, flaws=())
    main = _fullest(raw)
    cleaned, flaws = _clean(main, base, options)
    rest = (
        raw.summary
        if main is not raw.summary
        else next((text for text in raw.contents if text.value != main.value), None)
    )
    summary, summary_text = SafeHtml(""), ""
    if rest is not None and rest.value.strip():
        short, _ = _clean(rest, base, options)
        if not _same(short.text, cleaned.text):
            summary, summary_text = short.html, short.text
    if not cleaned.text and not cleaned.images and summary_text:
        return _Body(summary, SafeHtml(""), PlainText(summary_text), (), is_teaser=True, flaws=flaws)
    teaser = cleaned.truncated or _is_teaser(cleaned.text, cleaned.html, alone=not raw.contents)
    return _Body(cleaned.html, summary, cleaned.text, cleaned.images, teaser, flaws)


def _same(a: str, b: str) -> bool:
    """Whether two texts read the same; folding long ones that cannot be the same is not worth it."""
    return a == b or (abs(len(a) - len(b)) <= 20 + len(b) // 20 and fold(a) == fold(b))


def _fullest(raw: RawEntry) -> RawText:
    """Markup in a content element wins, unless the summary says half as much again."""
    contents = sorted(raw.contents, key=lambda text: (not text.plain, len(text.value)), reverse=True)
    best = next((text for text in contents if text.value.strip()), None)
    if best is None:
        return raw.summary or RawText("")
    summary = raw.summary
    if summary and (
        len(summary.value) > 1.5 * len(best.value) or (best.plain and len(summary.value) > len(best.value))
    ):
        return summary
    return best


def _clean(text: RawText, base: str, options: ContentOptions) -> tuple[content.Cleaned, tuple[Flaw, ...]]:
    flaws: tuple[Flaw, ...] = ()
    value = text.value
    if text.plain:
        if _LOOKS_LIKE_HTML.search(value):
            flaws = (Flaw("html-as-text"),)
        else:
            value = content.paragraphs(value)
    cleaned = content.clean(value, text.base or base, options)
    return cleaned, (*flaws, *cleaned.flaws)


def _is_teaser(text: str, html: str, *, alone: bool) -> bool:
    if _CUT_OFF.search(text[-60:]):
        return True
    embeds = any(mark in html for mark in ("<img", "<video", "<audio", "<iframe"))
    return alone and len(text) < _SHORT and not embeds


def _first_date(texts: Iterable[str], reader: Reader, flaws: list[Flaw]) -> FeedDate | None:
    """The first of several dates that can be read: one that is garbage does not cost the others."""
    return next((found for text in texts if (found := _date(text, reader, flaws))), None)


def _date(text: str, reader: Reader, flaws: list[Flaw]) -> FeedDate | None:
    if not text:
        return None
    found = reader.read(text)
    if found is None:
        flaws.append(Flaw("bad-date", one_line(text)[:80]))
    return found


def _tags(raw: tuple[str, ...]) -> tuple[PlainText, ...]:
    found: dict[str, PlainText] = {}
    for word in raw:
        tag = plain_name(word)
        if tag:
            found.setdefault(fold(tag), PlainText(tag[:200]))
    return tuple(found.values())[:MAX_LIST]


def _enclosures(files: tuple[RawFile, ...], base: str) -> tuple[Enclosure, ...]:
    found: dict[str, Enclosure] = {}
    for file in files:
        url = urls.absolute(base, file.url)
        if not url:
            continue
        one = Enclosure(
            url=url,
            type=one_line(file.type).lower()[:100],
            length=_count(file.length),
            title=plain_name(file.title),
            duration=_seconds(file.duration),
            medium=file.medium if file.medium in {"image", "audio", "video", "document", "executable"} else "",
        )
        known = found.get(url)
        found[url] = one if known is None else _both(known, one)
    return tuple(found.values())[:MAX_LIST]


def _both(a: Enclosure, b: Enclosure) -> Enclosure:
    """The same file named twice: what either says."""
    return Enclosure(
        a.url,
        a.type or b.type,
        a.length or b.length,
        a.title or b.title,
        a.duration or b.duration,
        a.medium or b.medium,
    )


def _thumbnail(raw: RawEntry, base: str, enclosures: tuple[Enclosure, ...], images: tuple[str, ...]) -> str:
    """The entry's picture: what the feed calls so, an attached image, the first real one inside. Never invented."""
    named = (urls.absolute(base, picture) for picture in raw.pictures)
    attached = (file.url for file in enclosures if file.medium == "image" or file.type.startswith("image/"))
    return next((url for url in (*named, *attached, *images) if url), "")


def _content_hash(
    title: str,
    link: str,
    body: _Body,
    authors: tuple[Person, ...],
    tags: tuple[PlainText, ...],
    files: tuple[Enclosure, ...],
) -> bytes:
    """Sixteen bytes over what a reader would see: no dates, no counts of comments."""
    parts = [title, link, body.content, body.summary]
    parts += [f"a{author.name}" for author in authors]
    parts += sorted(f"t{tag}" for tag in tags)
    parts += [f"f{file.url}" for file in files]
    return hashlib.blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def language_tag(word: str) -> str:
    """A language tag in its usual spelling; "" for what is none."""
    word = word.strip().replace("_", "-")
    return word if re.fullmatch(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,4}", word) else ""


def _count(digits: str) -> int | None:
    digits = digits.strip()
    return int(digits) if digits.isdecimal() and 0 < len(digits) < 16 and int(digits) > 0 else None


def _seconds(text: str) -> int | None:
    """3723, 3723.5 and 1:02:03 are the same duration."""
    text = text.strip()
    clock = _DURATION.fullmatch(text)
    if clock:
        return int(clock[1] or 0) * 3600 + int(clock[2]) * 60 + int(clock[3])
    return int(float(text)) if re.fullmatch(r"\d{1,9}(?:\.\d+)?", text) else None
