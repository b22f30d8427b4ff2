"""The formats that a category may be published in: one renderer each, by the name that configuration uses."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from aggregator.model import CategoryView
from aggregator.publish import names
from aggregator.publish.items import Document
from aggregator.publish.jsonfeed import json_feed
from aggregator.publish.xml import atom, rss


@dataclass(frozen=True, slots=True)
class Format:
    """A feed format: how it is written, under which media type, and whether archive pages exist in it."""

    name: str
    content_type: str
    write: Callable[[Document], tuple[bytes, tuple[str, ...]]]
    archived: bool


FORMATS: Mapping[str, Format] = {
    "atom": Format("atom", names.ATOM, atom, archived=True),
    "rss": Format("rss", names.RSS, rss, archived=False),
    "json": Format("json", names.JSON, json_feed, archived=True),
}


def of(category: CategoryView, *, archive: bool) -> Iterator[Format]:
    """The feed formats of a category's documents, in the order of its configuration. `html` is no feed: see `pages`."""
    for name in category.formats:
        found = FORMATS.get(name)
        if found is not None and (found.archived or not archive):
            yield found
