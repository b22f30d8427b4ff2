"""Everything that only reads; every result is whole before it is handed out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Self

from aggregator.errors import HostBlock, StorageError
from aggregator.model import (
    FeedSummary,
    HealthEvent,
    MergedFeed,
    PlainText,
    SiteView,
    Slug,
    SourceHealth,
    SourceId,
    StoryId,
)
from aggregator.settings.values import Settings
from aggregator.store import explain, hides, migrations, outbox, outputs, polls, search, status, tokens, upkeep, views
from aggregator.store.database import DATABASE, Database, has_journal, open_reader
from aggregator.store.values import (
    Dirty,
    Explanation,
    SearchHit,
    SourceStatus,
    StoreStatus,
    Token,
)


class Views:
    """What can be asked of an open database."""

    def __init__(self, db: Database) -> None:
        self._connection = db

    @property
    def _db(self) -> Database:
        return self._connection

    def status(self, now: datetime) -> StoreStatus:
        """Health at a glance."""
        return status.status(self._db, now)

    def source(self, source: SourceId) -> SourceStatus | None:
        """One source with its last polls; None where the store does not know it."""
        return status.source(self._db, source)

    def explain(self, link_or_id: str, settings: Settings | None = None) -> tuple[Explanation, ...]:
        """Every story that an id or any link names; mostly one, none where nothing is known.

        With the settings reasons name the rule, or the limit, that keeps a story out.
        """
        return explain.explain(self._db, link_or_id, settings)

    def pruned(self, link_or_id: str) -> tuple[SourceId, ...]:
        """The sources of which retention took an entry of that guid or link away: it will not come back."""
        return explain.pruned(self._db, link_or_id)

    def named(self, link_or_id: str) -> tuple[StoryId, ...]:
        """The stories that an id or any link names."""
        return hides.find(self._db, link_or_id)

    def search(self, words: str, limit: int = 20, *, outputs: Collection[Slug] | None = None) -> tuple[SearchHit, ...]:
        """The stories that hold all the words, newest first; with `outputs` only copies that one of them may show."""
        return search.search(self._db, words, limit, outputs=outputs)

    def host_blocks(self, now: datetime) -> tuple[HostBlock, ...]:
        """The hosts we were asked to leave alone, and until when."""
        return polls.host_blocks(self._db, now)

    def site(self, settings: Settings) -> SiteView:
        """What every output needs to know of the whole."""
        return views.site_view(self._db, settings)

    def dirty(self) -> tuple[Dirty, ...]:
        """The outputs that changed since they were published."""
        return outbox.dirty(self._db)

    def ops_uid(self) -> str:
        """The id of the feed of source health."""
        return str(self._db.value("SELECT value FROM meta WHERE key = 'ops'") or "")

    def slugs(self) -> tuple[Slug, ...]:
        """Every configured output: the categories, and the feeds of single sources as `source/<id>`."""
        return tuple(self._db.column("SELECT slug FROM output WHERE configured = 1 ORDER BY kind, slug"))

    def merged(self, settings: Settings, slug: Slug) -> MergedFeed | None:
        """The current document of an output; None where there is no such output."""
        return outputs.merged(self._db, settings, slug)

    def archive_block(self, settings: Settings, slug: Slug, block: int) -> MergedFeed | None:
        """An archive page: a hundred admission numbers."""
        return outputs.archive_block(self._db, settings, slug, block)

    def everything(self, settings: Settings, slug: Slug) -> Iterator[MergedFeed]:
        """All stories of an output, an archive page at a time."""
        return outputs.everything(self._db, settings, slug)

    def shown(self, slug: Slug) -> tuple[tuple[str, PlainText, str], ...]:
        """The stories of an output's current document as it was last published: id, title, link."""
        return outbox.shown(self._db, slug)

    def left(self, slug: Slug, uids: Iterable[str]) -> tuple[str, ...]:
        """Of these stories the ones that are stored and no longer in the output; pruned ones are not among them."""
        return outbox.left(self._db, slug, uids)

    def summary(self, settings: Settings, slug: Slug, latest: int = 5) -> FeedSummary | None:
        """An output as the index shows it."""
        return outputs.summary(self._db, settings, slug, latest)

    def health(self, settings: Settings) -> tuple[SourceHealth, ...]:
        """How every listed source does, as anybody may know it."""
        day = datetime.combine(outbox.stored_day(self._db), time(), UTC)
        return views.health(self._db, settings, day)

    def health_events(self, settings: Settings, limit: int = 100) -> tuple[HealthEvent, ...]:
        """Changes in the health of listed sources, newest first."""
        return views.health_events(self._db, settings, limit)

    def tokens(self) -> tuple[Token, ...]:
        """All tokens to private outputs, revoked ones too."""
        return tokens.every(self._db)

    def token_digests(self) -> tuple[tuple[bytes, Slug], ...]:
        """What a request's token may match: digest and the output that it opens ("" is all)."""
        return tokens.digests(self._db)


class Reader(Views):
    """A look at the database beside its writer: it cannot write, never checkpoints and never creates a file."""

    def __init__(self, path: Path, db: Database) -> None:
        super().__init__(db)
        self._path = path
        self._frozen = not has_journal(path)

    @classmethod
    def open(cls, state: Path) -> Reader:
        """Open the database of a state folder for reading.

        Raises StorageError `missing` where there is none, `older-schema` or `newer-schema` where it is not ours.
        """
        path = state / DATABASE
        reader = cls(path, open_reader(path))
        try:
            _ours(reader._connection)
        except BaseException:
            reader.close()
            raise
        return reader

    @property
    def _db(self) -> Database:
        if self._frozen and has_journal(self._path):  # a writer came: look again, through its journal
            self._connection.close()
            self._connection = open_reader(self._path)
            self._frozen = False
        return self._connection

    def copy_to(self, target: Path) -> None:
        """A consistent copy in another file, to try things out on. Raises StorageError."""
        upkeep.copy(self._db, target)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _ours(db: Database) -> None:
    found = migrations.version_of(db)
    if found > migrations.VERSION:
        raise StorageError(
            "newer-schema", f"a newer aggregator has written this database (schema {found})", where=str(db.path),
            hint="use the same version of aggregator as the daemon",
        )  # fmt: skip
    if found < migrations.VERSION:
        raise StorageError(
            "older-schema", f"the database has schema {found}, this program reads {migrations.VERSION}",
            where=str(db.path), hint="run `aggregator db upgrade`, or start the daemon once",
        )  # fmt: skip
