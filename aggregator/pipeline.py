"""Where the rooms meet: fetch, parse, decide and record, publish. Read it from top to bottom.

    source ─▶ plan ─▶ FETCH ─▶ PARSE ─▶ decide + STORE ─▶ dirty ─▶ PUBLISH

Nothing is decided here that belongs to a room: which address answers is fetch's, what an item is parse's, who is who
merge's, when to ask again cadence's, what a file holds publish's.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from aggregator import cadence, logs, urls
from aggregator.clock import Clock, in_words
from aggregator.errors import AggregatorError, FetchError, ParseError, StorageError
from aggregator.fetch import Fetcher, moved, read_file, websub
from aggregator.hush import Hush
from aggregator.merge.decide import decider
from aggregator.merge.rules import judge
from aggregator.model import (
    FetchRequest,
    FetchResult,
    FetchStatus,
    ParsedFeed,
    ParseRequest,
    PollOutcome,
    PollReport,
    PublishReport,
    Slug,
    SourceId,
    Worker,
)
from aggregator.press import Extent, Press
from aggregator.public import is_public_host
from aggregator.settings.values import Settings, Source
from aggregator.store import PollPlan, Store, Writer
from aggregator.together import together

Finished = Callable[[PollReport, int, int], None]
"""Told after each source: its report, how many are done, how many there are."""

AT_ONCE = 500
"""Polls that may be under way, those that wait for their host included; the hosts' gate bounds the requests."""

OFFLINE = "offline"
"""The code of what was not asked because our own network is down."""

SHORTEST_SECRET = 4
"""Characters of a secret that is taken out of what an error says."""

log = logs.get("pipeline")


@dataclass(frozen=True, slots=True)
class Rooms:
    """The rooms that touch the world, opened."""

    store: Writer
    fetcher: Fetcher
    parser: Worker
    press: Press
    clock: Clock


class Pipeline:
    """One configuration at work in the rooms."""

    def __init__(self, settings: Settings, rooms: Rooms) -> None:
        self.settings = settings
        self.rooms = rooms
        self.network = cadence.Network()
        self.judge = judge(settings)
        self._sources = {source.id: source for source in settings.sources}
        self._places = asyncio.Semaphore(AT_ONCE)
        self._successor: Pipeline | None = None
        self._quiet = Hush(settings.secrets, shortest=SHORTEST_SECRET).text

    async def prepare(self) -> None:
        """Make the store know this configuration, and apply what it changed to everything stored."""
        await self.rooms.store.call(Store.configure, self.settings)
        await self.judge_anew()

    async def judge_anew(self) -> None:
        """Apply the rules in force to what awaits a new judgement; mostly that is nothing. Raises StorageError."""
        left = 1
        while left:
            current = self.in_force
            left = await self.rooms.store.call(Store.rejudge, current.settings, current.judge)

    async def hand_over(self, new: Pipeline) -> None:
        """Let a pipeline with another configuration in the same rooms take the place of this one.

        It is in force as soon as the store knows it: what is still under way here is decided and published by it, and
        nothing is published half judged. Raises StorageError where the store does not take it: then nothing changed.
        """
        async with self.rooms.press.turn:
            await self.rooms.store.call(Store.configure, new.settings)
            new.network = self.network
            new.rooms.fetcher.take_over()
            self._successor = new
            try:
                await new.judge_anew()
            except StorageError as error:  # what is left is judged by upkeep
                log.warning(logs.STORE_TROUBLE, error=error.what, where=error.where, hint=error.hint)

    @property
    def in_force(self) -> Pipeline:
        """The pipeline that has taken the place of this one since, or this one."""
        current = self
        while current._successor is not None:
            current = current._successor
        return current

    def configured(self, source: Source) -> Source:
        """The source as this configuration has it; as it was where it has left."""
        return self._sources.get(source.id, source)

    # -------------------------------------------------------------------------------------------- poll

    async def poll(
        self,
        ids: Iterable[SourceId] | None = None,
        *,
        force: bool = False,
        within: timedelta | None = None,
        progress: Finished | None = None,
    ) -> list[PollReport]:
        """Poll what is due; of the named sources those that are, and with `force` all of them, now.

        After `within` no poll goes on; what was not reached stays due. Reports come in the order of the sources. Raises
        StorageError.
        """
        chosen = await self._chosen(None if ids is None else tuple(ids), force)
        done: list[PollReport] = []
        seconds = None if within is None else within.total_seconds()
        try:
            async with asyncio.timeout(seconds):
                await together(self._poll_and_tell(source, force, done, len(chosen), progress) for source in chosen)
        except TimeoutError:
            log.info(logs.POLLED, done=len(done), left_due=len(chosen) - len(done))
        place = {source.id: number for number, source in enumerate(chosen)}
        return sorted(done, key=lambda report: place[report.source])

    async def catch_up(self) -> None:
        """Spread what piled up while nothing could be asked. Files of our own need no patience. Raises StorageError."""
        now = self.rooms.clock.now()
        overdue = await self.rooms.store.call(Store.overdue, now)
        distant = {name: at for name, at in overdue.items() if name in self._sources and not self._sources[name].file}
        if distant:
            await self.rooms.store.call(Store.move, cadence.catch_up(distant, now))

    def clock_was_set(self, by: timedelta) -> None:
        """The clock was moved by so much: what hosts asked us to wait moves along."""
        log.warning(logs.CLOCK_SET, by=in_words(abs(by)), direction="back" if by < timedelta(0) else "forward")
        self.rooms.fetcher.gate.clock_was_set(by)

    async def redate(self, by: timedelta, since: datetime, until: datetime) -> None:
        """What the old clock dated in the store, from `since` to `until`, moves along. Raises StorageError."""
        await self.rooms.store.call(Store.clock_was_set, by, since, until, self.rooms.fetcher.blocks())

    async def _chosen(self, ids: tuple[SourceId, ...] | None, force: bool) -> list[Source]:
        if force:
            return [s for s in self.settings.sources if (s.id in ids if ids is not None else not s.paused)]
        due = await self.rooms.store.call(Store.due, self.rooms.clock.now(), len(self._sources))
        return [self._sources[name] for name in due if name in self._sources and (ids is None or name in ids)]

    async def _poll_and_tell(
        self, source: Source, force: bool, done: list[PollReport], total: int, progress: Finished | None
    ) -> None:
        async with self._places:
            if self.offline and not force and source.file is None:
                done.append(PollReport(source.id, "skipped", error_code=OFFLINE))
            else:
                done.append(await self.poll_one(source, force=force))
        if progress is not None:
            progress(done[-1], len(done), total)

    async def poll_one(self, source: Source, *, force: bool = False) -> PollReport:
        """One source, from its plan to its record. Only a failing store raises: a bad source is a report."""
        plan = await self.rooms.store.call(Store.poll_plan, source.id)
        if until := cadence.hold(plan.state, self.rooms.clock.now(), forced=force):
            return PollReport(source.id, "skipped", next_poll_at=until)
        outcome = await self._ask(source, plan)
        if isinstance(outcome.error, FetchError) and outcome.error.code == OFFLINE:
            return PollReport(source.id, "skipped", error_code=OFFLINE)
        current = self.in_force  # a poll that began under an older configuration is decided by the one in force
        configured = current.configured(source)
        if configured.addresses != source.addresses:  # what another address said means nothing now
            return await current.poll_one(configured, force=force)
        return await current.record(configured, plan, outcome)

    async def _ask(self, source: Source, plan: PollPlan) -> PollOutcome:
        """Fetch and parse: what came of it, whatever came of it."""
        begun = self.rooms.clock.monotonic()
        fetched: FetchResult | None = None
        feed: ParsedFeed | None = None
        error: AggregatorError | None = None
        try:
            fetched, feed = await self._first_feed(source, plan)
        except (FetchError, ParseError) as failure:
            error = failure.said(self._quiet)
        except Exception as bug:  # one bad source never stops the loop, not even by our own mistake
            log.exception(logs.BUG, source=source.id)
            what = self._quiet(f"a mistake of ours: {bug!r}")
            error = AggregatorError("bug", what, where=source.id, hint="please report it")
        elapsed = self.rooms.clock.monotonic() - begun
        offer = None
        if fetched is not None and source.addresses and fetched.address.key != source.addresses[0].key:
            fetched = replace(fetched, hops=())  # a mirror's: where it has moved to is not where the source has
        elif fetched is not None and source.addresses and feed is not None and not feed.partial:
            offer = _offer(fetched, feed)
        return PollOutcome(source.id, self.rooms.clock.now(), elapsed, fetched, feed, error, offer)

    async def _first_feed(self, source: Source, plan: PollPlan) -> tuple[FetchResult, ParsedFeed | None]:
        """The first address that gives a feed: a mirror that answers with a login page is no answer."""
        left = _preferred(source, plan)
        while True:
            request = FetchRequest(source.id, left.addresses, plan.validators, plan.body_hashes)
            fetched = await self._fetch(left, request)
            if fetched.status not in {FetchStatus.NEW, FetchStatus.PARTIAL}:
                return fetched, None
            try:
                feed = await self.rooms.parser.parse(self._question(left, plan, fetched))
                return fetched, replace(feed, modified=fetched.modified)
            except ParseError:
                tried = left.addresses.index(fetched.address) if fetched.address in left.addresses else 0
                left = replace(left, addresses=left.addresses[tried + 1 :])
                if not left.addresses:
                    raise

    async def _fetch(self, source: Source, request: FetchRequest) -> FetchResult:
        if source.file is not None:
            most = self.settings.fetch.max_body
            return read_file(request, source.file, now=self.rooms.clock.now(), max_body=most)
        return await self.rooms.fetcher.fetch(request)

    def _question(self, source: Source, plan: PollPlan, fetched: FetchResult) -> ParseRequest:
        return ParseRequest(
            source=source.id,
            body=fetched.body,
            url=fetched.url,
            content_type=fetched.content_type,
            now=fetched.fetched_at,
            timezone=source.timezone,
            date_formats=source.dates,
            language=source.language,
            known=plan.known,
            content=source.content,
            partial=fetched.status is FetchStatus.PARTIAL,
            max_body=self.settings.fetch.max_body,
        )

    async def record(self, source: Source, plan: PollPlan, outcome: PollOutcome) -> PollReport:
        """Look-up, decision and record of what was asked, in one transaction of the store. Raises StorageError."""
        forgiven = self._note_network(source, plan, outcome)
        pace = cadence.Pace(
            every=source.every or self.settings.fetch.every,
            min=self.settings.fetch.min,
            adaptive=self.settings.fetch.adaptive,
            pushed=plan.pushed_until is not None and plan.pushed_until > outcome.at,
            outage=self.offline,
        )
        report = await self.rooms.store.record(
            outcome,
            source=source,
            settings=self.settings,
            decide=decider(source, self.settings, self.judge),
            schedule=cadence.planner(outcome, pace),
            counts=not self.offline and (outcome.error is None or cadence.counts_as_failure(outcome.error)),
        )
        if forgiven and self.network.down_since is not None:
            soon = partial(cadence.in_outage, now=outcome.at)
            await self.rooms.store.call(Store.forgive, forgiven, self.network.down_since, soon)
        report = replace(report, was_well=plan.state.last_success_at is not None and not plan.state.failures)
        log.debug(logs.POLLED, source=source.id, ended=report.ended, new=report.new, error=report.error_code)
        return report

    async def push(self, source: Source, token: str, body: bytes, *, url: str, content_type: str) -> PollReport:
        """What a hub pushed to a subscription: through the same limits, cage, decision and transaction as a poll.

        It returns once the transaction is committed. Raises ParseError for what is no feed, KeyError where the
        subscription is there no more, StorageError.
        """
        plan = await self.rooms.store.call(Store.poll_plan, source.id)
        now, begun = self.rooms.clock.now(), self.rooms.clock.monotonic()
        pushed = FetchResult(
            source.id, FetchStatus.PARTIAL, 200, source.addresses[0], url, now, 0.0,
            headers={"content-type": content_type}, body=body,
        )  # fmt: skip
        feed = await self.rooms.parser.parse(self._question(source, plan, pushed))
        elapsed = self.rooms.clock.monotonic() - begun
        outcome = PollOutcome(source.id, self.rooms.clock.now(), elapsed, pushed, feed)
        return await self.in_force.record_push(source, outcome, token)

    async def record_push(self, source: Source, outcome: PollOutcome, token: str) -> PollReport:
        """The same for what was pushed. Raises KeyError, StorageError."""
        source = self.configured(source)
        report = await self.rooms.store.call(
            Store.record_push,
            outcome,
            token,
            source=source,
            settings=self.settings,
            decide=decider(source, self.settings, self.judge),
        )
        log.info(logs.PUSHED, source=source.id, new=report.new, changed=report.changed)
        return report

    @property
    def offline(self) -> bool:
        """Whether our own network seems to be down."""
        return self.network.down_since is not None

    def _note_network(self, source: Source, plan: PollPlan, outcome: PollOutcome) -> frozenset[SourceId]:
        """Learn whether it is them or us that cannot be reached; gives the sources to forgive once it is us."""
        if source.file is not None or not source.addresses:
            return frozenset()
        if outcome.error is None and self.network == cadence.Network():
            return frozenset()  # it answered, as everything does: nothing to learn, at nearly every poll
        host = urls.host(source.addresses[0].url)
        near = not is_public_host(host)
        attempt = cadence.attempted(plan.state, outcome.error, outcome.at, host=host, near=near)
        if attempt is None:
            return frozenset()
        before, self.network = self.network, self.network.after(attempt)
        if before.down_since is None and self.network.down_since is not None:
            waiting = self.rooms.fetcher.gate.call_off()
            hint = "one host after another cannot be reached: one poll a minute is tried, and no failure is counted"
            log.warning(logs.NETWORK_DOWN, called_off=waiting, hint=hint)
            return self.network.suspects() - {source.id}
        if before.down_since is not None and self.network.down_since is None:
            log.info(logs.NETWORK_UP, after=in_words(outcome.at - before.down_since))
        return frozenset()

    # ----------------------------------------------------------------------------------------- publish

    async def publish(self, slugs: Collection[Slug] | None = None, *, extent: Extent = Extent.DIRTY) -> PublishReport:
        """Write what changed since it was published; see `Extent` for more. Raises StorageError."""
        async with self.rooms.press.turn:
            settings = self.in_force.settings
            edition = await self.rooms.press.run(settings, slugs, extent=extent)
            now = self.rooms.clock.now()
            if settings.publish.hub and edition.report.changed_feeds:  # first: a kill in between forgets nothing
                await self.rooms.store.call(Store.want_pings, edition.report.changed_feeds)
            for one in edition.printed:
                await self.rooms.store.call(Store.mark_published, one.slug, one.generation, now, one.stories)
        if edition.report.written or edition.report.removed:
            log.info(logs.PUBLISHED, written=edition.report.written, removed=edition.report.removed)
        for problem in edition.report.problems:
            log.warning(logs.PUBLISH_FAILED, problem=problem)
        return edition.report


def _offer(fetched: FetchResult, feed: ParsedFeed) -> tuple[tuple[str, ...], str, str]:
    """The hubs that a whole document of the source's first address names: others' would take turns with them."""
    named = websub.discover(fetched.headers, fetched.url, hubs=feed.hubs, self_link=feed.self_link)
    return (named.hubs, named.topic, fetched.address.key) if named else ((), "", "")


def _preferred(source: Source, plan: PollPlan) -> Source:
    """The source with the address that its feed has moved to for good in front of the one that was configured."""
    if not plan.state.redirect_to or not source.addresses:
        return source
    first = source.addresses[0]
    return replace(source, addresses=(moved(first, plan.state.redirect_to), *source.addresses))
