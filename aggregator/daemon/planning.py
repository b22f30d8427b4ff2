"""What a configuration would change, tried out on a copy of the database: the original is only read."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from aggregator.clock import Clock
from aggregator.merge.rules import judge
from aggregator.model import PlainText, Slug
from aggregator.settings.values import Settings
from aggregator.store import DATABASE, Reader, Store


@dataclass(frozen=True, slots=True)
class PlannedStory:
    """A story that would come or go."""

    id: str
    title: PlainText
    link: str


@dataclass(frozen=True, slots=True)
class Change:
    """What one output's current document would gain and lose."""

    slug: Slug
    adds: tuple[PlannedStory, ...]
    removes: tuple[PlannedStory, ...]


def planned(settings: Settings, clock: Clock) -> tuple[Change, ...]:
    """The change of every output, those that would come or go included. Raises StorageError where nothing is stored.

    An output that takes another name (`was`) is the same output; what is told of it is told under the new name.
    """
    with tempfile.TemporaryDirectory(prefix="aggregator-plan-") as folder:
        reader = Reader.open(settings.state)
        try:
            reader.copy_to(Path(folder) / DATABASE)
            before = {slug: reader.shown(slug) for slug in reader.slugs()}
        finally:
            reader.close()
        store = Store.open(Path(folder), clock)
        try:
            store.configure(settings)
            while store.rejudge(settings, judge(settings)):
                pass
            after = {}
            for slug in store.slugs():
                feed = store.merged(settings, slug)
                entries = feed.entries if feed is not None else ()
                after[slug] = {entry.uid: PlannedStory(entry.uid, entry.title, entry.link) for entry in entries}
        finally:
            store.close()
    old = {
        slug: {uid: PlannedStory(uid, title, link) for uid, title, link in stories} for slug, stories in before.items()
    }
    for slug, was in _former(settings).items():
        here = [name for name in was if name in old and name not in after]
        if slug in after and here:
            known = old.pop(here[0])
            old.setdefault(slug, known)
            for name in here[1:]:
                del old[name]
    return tuple(
        Change(
            slug,
            tuple(one for uid, one in after.get(slug, {}).items() if uid not in old.get(slug, {})),
            tuple(one for uid, one in old.get(slug, {}).items() if uid not in after.get(slug, {})),
        )
        for slug in sorted(after.keys() | old.keys())
    )


def _former(settings: Settings) -> dict[Slug, tuple[Slug, ...]]:
    """By the name of an output, those that it had before and is still published under."""
    categories = {category.slug: category.was for category in settings.categories}
    return categories | {
        f"source/{source.id}": tuple(f"source/{name}" for name in source.was) for source in settings.sources
    }
