"""The writer's door: one object, one thread, one process."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path

from aggregator.clock import Clock
from aggregator.errors import HostBlock, StorageError
from aggregator.model import (
    Article,
    Decide,
    EntryId,
    Judge,
    PollOutcome,
    PollReport,
    Recleaned,
    Schedule,
    Slug,
    SourceId,
    SourceState,
    StoryId,
)
from aggregator.settings.values import Dedupe, Keep, Settings, Source
from aggregator.store import (
    articles,
    configure,
    hides,
    hubs,
    migrations,
    outbox,
    record,
    search,
    seeds,
    sources,
    timing,
    tokens,
    upkeep,
)
from aggregator.store.database import DATABASE, Database, Lock, Tracer, open_reader, open_writer
from aggregator.store.reading import Views
from aggregator.store.values import (
    ConfigureReport,
    FulltextJob,
    HubOffer,
    Ping,
    PollPlan,
    PruneReport,
    Published,
    Sealed,
    SearchHit,
    Subscription,
    Token,
)


class Store(Views):
    """Everything that writes. Holds the lock of its folder for life, and belongs to the thread that opened it.

    Every method raises StorageError, or BusyError `locked`; what a method began is then rolled back whole.
    """

    def __init__(self, db: Database, lock: Lock, clock: Clock, migrated: migrations.Migrated) -> None:
        super().__init__(db)
        self._lock = lock
        self._clock = clock
        self.migrated = migrated

    @classmethod
    def open(cls, state: Path, clock: Clock, *, tracer: Tracer | None = None) -> Store:
        """Open the database of a state folder for writing, made or brought to this schema where needed.

        Raises BusyError `locked` naming the process that writes already; StorageError `unwritable`, `read-only`,
        `corrupt`, `disk-full`, `newer-schema` or `foreign`.
        """
        lock = Lock.take(state)
        try:
            db = open_writer(state / DATABASE, tracer=tracer)
            try:
                migrated = migrations.migrate(db)
            except BaseException:
                db.close()
                raise
        except BaseException:
            lock.release()
            raise
        return cls(db, lock, clock, migrated)

    def close(self) -> None:
        """Empty the journal, close, and give the lock back.

        A reader that opened the file first would make its journal in its own name, so the empty one is left in place:
        SQLite keeps it while any other connection is open.
        """
        keeper = None
        try:
            with contextlib.suppress(StorageError):
                upkeep.checkpoint(self._db)
            with contextlib.suppress(StorageError):
                keeper = open_reader(self._db.path)
                keeper.value("SELECT count(*) FROM meta")
        finally:
            self._db.close()
            if keeper is not None:
                keeper.close()
            self._lock.release()

    # ---------------------------------------------------------------------------------------- configuration

    def configure(self, settings: Settings) -> ConfigureReport:
        """Make the store know this configuration: sources and categories come, leave, return or change names.

        Call `rejudge` until nothing is owed before the next publish.
        """
        return configure.configure(self._db, settings, self._clock.now())

    def rejudge(self, settings: Settings, judge: Judge, *, limit: int = 500) -> int:
        """Apply the rules to some stored copies whose judgement is owed; gives how many are left."""
        return configure.rejudge(self._db, settings, judge, self._clock.now(), limit)

    def owed(self) -> int:
        """How many stored copies await a new judgement: what `rejudge` has still to do."""
        return configure.owed(self._db)

    # ---------------------------------------------------------------------------------------- polls

    def due(self, now: datetime, limit: int = 1000) -> tuple[SourceId, ...]:
        """The sources whose time has come, longest waiting first."""
        return sources.due(self._db, now, limit)

    def poll_plan(self, source: SourceId) -> PollPlan:
        """What a poll needs beforehand. Raises KeyError for a source that was never configured."""
        return sources.plan(self._db, source)

    def record(
        self,
        outcome: PollOutcome,
        *,
        source: Source,
        settings: Settings,
        decide: Decide,
        schedule: record.Plan,
        counts: bool = True,
    ) -> PollReport:
        """Record one finished poll, whatever came of it, in one transaction.

        `decide` is called inside of it with what is stored; `schedule` with what is known afterwards. With `counts`
        false a failure is our own network's and no back-off is counted. Raises KeyError for a source that was never
        configured, and whatever `decide` and `schedule` raise: then nothing was recorded.
        """
        return record.record(
            self._db,
            outcome,
            decide=decide,
            schedule=schedule,
            dedupe=settings.dedupe,
            fulltext=source.fulltext,
            counts=counts,
        )

    @contextlib.contextmanager
    def together(self) -> Iterator[None]:
        """Polls that are recorded inside share one transaction: all of them are kept or, where one raises, none."""
        with self._db.writing():
            yield

    def record_push(
        self, outcome: PollOutcome, token: str, *, source: Source, settings: Settings, decide: Decide
    ) -> PollReport:
        """Record what a hub pushed to the subscription of this token, in one transaction: it adds, never removes.

        Raises KeyError where subscription or source are not there, and whatever `decide` raises: then nothing was
        recorded.
        """
        return record.push(
            self._db, outcome, token, decide=decide, dedupe=settings.dedupe, fulltext=source.fulltext
        )  # fmt: skip

    def overdue(self, now: datetime) -> dict[SourceId, datetime]:
        """The sources that were polled before and whose time has come, with that time."""
        return timing.overdue(self._db, now)

    def move(self, dues: Mapping[SourceId, datetime]) -> None:
        """Give overdue sources these due times."""
        timing.move(self._db, dues, self._clock.now())

    def forgive(self, sources: Iterable[SourceId], since: datetime, plan: Callable[[SourceState], Schedule]) -> None:
        """Take back a failure of each that was our own network's, down since `since`; `plan` says when to ask again."""
        timing.forgive(self._db, sources, since, plan)

    def clock_was_set(self, by: timedelta, since: datetime, until: datetime, blocks: Iterable[HostBlock]) -> None:
        """The clock was moved by so much; what it dated from `since` to `until`, in its old time, moves along."""
        timing.clock_was_set(self._db, by, since, until, blocks, self._clock.now())

    # ---------------------------------------------------------------------------------------- hubs

    def hub_offers(self, sources: Iterable[SourceId] | None = None) -> tuple[HubOffer, ...]:
        """The hubs that sources name, of all of them or of those given."""
        return hubs.offers(self._db, sources)

    def subscriptions(self) -> tuple[Subscription, ...]:
        """Every subscription, those being ended included."""
        return hubs.subscriptions(self._db)

    def save_subscription(self, subscription: Subscription) -> None:
        """Remember how a subscription stands. Raises KeyError for a source that was never configured."""
        hubs.save(self._db, subscription)

    def forget_subscription(self, token: str) -> None:
        """A subscription ended."""
        hubs.forget(self._db, token)

    def distrust_pushes(self, token: str) -> None:
        """Pushes cannot be relied on any more: the source is polled as if there were none."""
        hubs.distrust(self._db, token, self._clock.now())

    def count_forged(self, token: str) -> None:
        """A push came whose signature was not right."""
        hubs.count_forged(self._db, token)

    def want_pings(self, paths: Iterable[str]) -> None:
        """Our own hub must hear that these documents changed."""
        hubs.want_pings(self._db, paths, self._clock.now())

    def pings(self, limit: int = 100) -> tuple[Ping, ...]:
        """What our own hub must be told now."""
        return hubs.pings(self._db, self._clock.now(), limit)

    def pinged(self, ping: Ping) -> None:
        """Our own hub was told, or never will be."""
        hubs.pinged(self._db, ping)

    def ping_failed(self, ping: Ping, next_at: datetime, error: str) -> None:
        """Our own hub could not be told; `next_at` is when to try again."""
        hubs.ping_failed(self._db, ping, next_at, error)

    # ---------------------------------------------------------------------------------------- publishing

    def mark_published(
        self, slug: Slug, generation: int, published_at: datetime, stories: Iterable[StoryId] = ()
    ) -> None:
        """Remember that an output was published as of the generation that its render read."""
        outbox.mark_published(self._db, slug, generation, published_at, stories)

    # ---------------------------------------------------------------------------------------- moderation, access

    def hide(self, link_or_id: str, reason: str = "") -> tuple[StoryId, ...]:
        """Take a story out of every output, now and whenever it comes again; gives the stories that this took out."""
        return hides.hide(self._db, link_or_id, reason, self._clock.now())

    def unhide(self, link_or_id: str) -> tuple[StoryId, ...]:
        """Put a story back; what the configuration hides stays hidden."""
        return hides.unhide(self._db, link_or_id, self._clock.now())

    def add_token(self, name: str, digest: bytes, slug: Slug = "") -> Token:
        """Let a token open one private output, or all of them."""
        return tokens.add(self._db, name, digest, self._clock.now(), slug)

    def revoke_token(self, name_or_id: str) -> int:
        """Close tokens by name or number; gives how many were open."""
        return tokens.revoke(self._db, name_or_id, self._clock.now())

    # ---------------------------------------------------------------------------------------- upkeep

    def prune(self, keep: Keep, *, limit: int = 1000) -> PruneReport:
        """Let go of what `[keep]` does not keep, some at a time."""
        return upkeep.prune(self._db, keep, self._clock.now(), limit)

    def advance_day(self, day: date) -> bool:
        """Let age limits count from this day."""
        return upkeep.advance_day(self._db, day)

    def forget_old(self, dedupe: Dedupe) -> int:
        """Drop the MinHash bands that left the window of near duplicates."""
        return upkeep.forget_old(self._db, dedupe, self._clock.now())

    def fill_search(self, limit: int = 500) -> int:
        """Index some entries for full text; gives how many still wait."""
        search.rebuild_when_stale(self._db)
        search.fill(self._db, limit)
        return search.backlog(self._db)

    def search(self, words: str, limit: int = 20, *, outputs: Collection[Slug] | None = None) -> tuple[SearchHit, ...]:
        """The stories that hold all the words, newest first; indexes what waits before."""
        while self.fill_search():
            pass
        return super().search(words, limit, outputs=outputs)

    def checkpoint(self, *, truncate: bool = True) -> bool:
        """Move the journal into the database; False where a reader stood in the way."""
        return upkeep.checkpoint(self._db, truncate=truncate)

    def optimize(self) -> None:
        """Refresh the statistics that SQLite plans by."""
        upkeep.optimize(self._db)

    def integrity_check(self) -> None:
        """Look for damage everywhere. Raises StorageError `corrupt`."""
        upkeep.integrity(self._db)

    def backup(self, target: Path) -> Path:
        """A consistent, checked copy in one file."""
        return upkeep.backup(self._db, target)

    def fulltext_jobs(self, limit: int = 20, names: Collection[SourceId] | None = None) -> tuple[FulltextJob, ...]:
        """The entries whose article page should be fetched now; of the named sources only, where they are named."""
        return articles.fulltext_jobs(self._db, self._clock.now(), limit, names)

    def fulltext_done(self, entry: EntryId, article: Article) -> bool:
        """The article page gave the text."""
        return articles.fulltext_done(self._db, entry, article, self._clock.now())

    def fulltext_failed(
        self,
        entry: EntryId,
        error: str,
        *,
        final: bool = False,
        until: datetime | None = None,
        blocks: Iterable[HostBlock] = (),
    ) -> None:
        """The article page gave nothing; the teaser stays. `until`: not asked, as its host wants; no attempt."""
        articles.fulltext_failed(self._db, entry, error, self._clock.now(), final=final, until=until, blocks=blocks)

    def sealed(self, after: EntryId = 0, limit: int = 200) -> list[Sealed]:
        """Stored entries with what came from upstream, still sealed, for cleaning again."""
        return articles.sealed(self._db, after, limit)

    def recleaned(self, results: Iterable[Recleaned]) -> int:
        """Store what cleaning again made of entries; gives how many changed."""
        return articles.recleaned(self._db, results, self._clock.now())

    def seed(self, found: Published) -> int:
        """Remember what our own published feeds knew, for articles yet to be polled again; gives how many stories."""
        return seeds.seed(self._db, found, self._clock.now())
