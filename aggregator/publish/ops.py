"""The feed of source health, apart from the content feeds: `/ops.atom`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from html import escape
from uuid import UUID, uuid5

from aggregator.clock import micros
from aggregator.model import (
    CategoryView,
    HealthEvent,
    MergedEntry,
    MergedFeed,
    PlainText,
    Precision,
    Rendered,
    SafeHtml,
    SiteView,
)
from aggregator.publish import addresses, names
from aggregator.publish.items import document
from aggregator.publish.words import words_of
from aggregator.publish.xml import atom
from aggregator.settings.values import Images
from aggregator.text import one_line

_NOTHING_YET = datetime(2000, 1, 1, tzinfo=UTC)  # an instant that readers believe, where nothing happened
_EVENTS = UUID("a4a0b3f6-2c9d-5a52-8c1e-6f0b7f1d9e20")  # name space of our event ids


def feed(site: SiteView, events: Iterable[HealthEvent], *, uid: str = "") -> Rendered:
    """The events as an Atom feed in the order given. Equal events have equal ids on every machine."""
    words = words_of(site.language)
    entries = tuple(_entry(event, site) for event in events)
    category = CategoryView(
        name=words["ops"], slug="ops", path=(words["ops"],), title=f"{words['ops']} · {site.title}",
        description=words["ops_about"], icon="", formats=("atom",), content="full", show_source="no", private=False,
    )  # fmt: skip
    merged = MergedFeed(
        category=category,
        uid=uid or f"urn:uuid:{uuid5(_EVENTS, site.url)}",
        changed_at=max((entry.updated for entry in entries), default=_NOTHING_YET),
        entries=entries,
        generation=0,
    )
    made = document(merged, site, Images(), archive=False)
    body, problems = atom(made)
    return Rendered("ops.atom", names.ATOM, body, merged.changed_at, problems=problems)


def _entry(event: HealthEvent, site: SiteView) -> MergedEntry:
    words = words_of(site.language)
    name = one_line(event.source.title) or event.source.id
    said = addresses.without(". ".join(part for part in (event.error, event.hint) if part))
    code = f" ({event.code})" if event.code else ""
    text = f"{words['ops_' + event.kind].format(source=name)}{code}" + (f": {said}" if said else "")
    return MergedEntry(
        uid=f"urn:uuid:{uuid5(_EVENTS, f'{event.source.id} {event.kind} {micros(event.at)}')}",
        story_id=0,
        link=names.address(site.url, "status.html"),
        title=PlainText(words["ops_" + event.kind].format(source=name)),
        authors=(),
        published=event.at,
        precision=Precision.SECOND,
        updated=event.at,
        sort_at=event.at,
        first_seen_at=event.at,
        content=SafeHtml(f"<p>{escape(text)}</p>"),  # our own words, escaped: nothing for the cleaner to do
        summary=SafeHtml(""),
        text=PlainText(text),
        is_teaser=False,
        tags=(PlainText(event.kind),),
        enclosures=(),
        thumbnail="",
        language=site.language,
        comments="",
        source=event.source,
        path=(words["ops"], name),
        copies=(),
    )
