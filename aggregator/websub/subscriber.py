"""The subscriber's side: who is asked to push what, until when, and what is believed of it.

The store says what sources offer and what was agreed with hubs; this keeps the two in step. All of it is driven by one
tick and by what hubs send to our callbacks; a hub that is down, lies or falls silent costs nothing but its pushes.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Concatenate, ParamSpec, TypeVar

from aggregator import logs
from aggregator.errors import FetchError, ParseError, StorageError
from aggregator.fetch import websub
from aggregator.model import PollReport, SourceId
from aggregator.pipeline import Pipeline
from aggregator.serve.websub import HubAnswer, HubCall
from aggregator.settings.values import Settings, Source
from aggregator.store import Store, Subscription
from aggregator.urls import masked
from aggregator.websub.places import Places
from aggregator.websub.wishes import Change, reconcile

VERIFIED_WITHIN = timedelta(hours=1)
"""A hub that took our request asks back within this, or is asked again."""
FIRST_RETRY, LONGEST_RETRY = timedelta(minutes=5), timedelta(days=1)
DENIED_REST = timedelta(days=7)
LEAVE_ATTEMPTS = 3
"""So often a hub is asked to stop; then its lease runs out by itself, and its pushes are refused."""
AT_ONCE = 8  # requests to hubs under way
REMEMBERED = 64  # pushes of a subscription that are known again byte by byte
PUSHES_AT_ONCE = 16  # pushes being read or parsed; each may hold 10 MiB
PUSHES_OF_ONE = 2  # of one subscription among them: a hub that sends slowly holds up itself

Told = Callable[[PollReport, float], None]
"""Told of each push that was recorded, with the seconds that it took."""

NOT_HERE, GONE, TRY_LATER, TAKEN = HubAnswer(404), HubAnswer(410), HubAnswer(503), HubAnswer(202)
TOO_LARGE = HubAnswer(413)

P = ParamSpec("P")
T = TypeVar("T")

log = logs.get("websub")


class Subscriber:
    """Subscriptions at work. `pipeline` is asked for each time, so a reload takes effect with the next tick.

    Call `open` before callbacks are served, `reconfigured` after each change of the configuration, `polled` after each
    poll. `serving` tells whether our callbacks are answered at all; `random` gives so many unguessable bytes.
    """

    def __init__(
        self,
        pipeline: Callable[[], Pipeline],
        told: Told,
        *,
        serving: Callable[[], bool] = lambda: True,
        random: Callable[[int], bytes] = secrets.token_bytes,
    ) -> None:
        self._pipeline = pipeline
        self._told = told
        self._serving = serving
        self._random = random
        self._all: dict[str, Subscription] = {}  # by token: a stranger's callback costs no look-up in the store
        self._look: set[SourceId] | None = None  # sources whose offer may have changed; None is all of them
        self._places: tuple[Settings, Places] | None = None
        self._asking: dict[str, asyncio.Task[None]] = {}
        self._room = asyncio.Semaphore(PUSHES_AT_ONCE)
        self._turns: defaultdict[str, asyncio.Semaphore] = defaultdict(partial(asyncio.Semaphore, PUSHES_OF_ONE))
        self._warned: set[str] = set()
        self._taken: defaultdict[str, deque[bytes]] = defaultdict(partial(deque, maxlen=REMEMBERED))

    @property
    def subscriptions(self) -> tuple[Subscription, ...]:
        """Every subscription as it stands."""
        return tuple(self._all.values())

    async def open(self) -> None:
        """Learn what was agreed before. Raises StorageError."""
        known = await self._store(Store.subscriptions)
        self._all = {one.token: one for one in known}

    def reconfigured(self) -> None:
        """The configuration changed: every source is looked at again."""
        self._look = None

    def polled(self, report: PollReport) -> None:
        """A poll ended: what its source offers may have changed."""
        if self._look is not None and report.ended in {"changed", "unchanged"}:
            self._look.add(report.source)

    # ------------------------------------------------------------------------------------------------ ticks

    async def tick(self) -> None:
        """Follow the offers, let go of what expired, begin the requests that are due."""
        try:
            await self._follow()
            await self._expire()
        except StorageError as error:
            log.warning(logs.HUB_TROUBLE, error=error.what, hint=error.hint)
            return
        now = self._pipeline().rooms.clock.now()
        for one in sorted(self._all.values(), key=lambda one: one.next_at):
            if one.next_at > now or len(self._asking) >= AT_ONCE:
                return
            if one.token not in self._asking:
                task = asyncio.create_task(self._ask(one.token), name=f"hub {one.source}")
                self._asking[one.token] = task
                task.add_done_callback(partial(self._asked, one.token))

    def _asked(self, token: str, _task: asyncio.Task[None]) -> None:
        self._asking.pop(token, None)

    async def settled(self) -> None:
        """Wait for the requests that are under way."""
        while self._asking:
            await asyncio.wait(list(self._asking.values()))

    async def stop(self) -> None:
        """Break off what runs. Subscriptions stay: the next start goes on with them."""
        tasks = list(self._asking.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _follow(self) -> None:
        look, self._look = self._look, set()
        if look is not None and not look:
            return
        pipeline = self._pipeline()
        try:
            offers = await self._store(Store.hub_offers, look)
            change = reconcile(
                pipeline.settings,
                self._places_of(pipeline.settings) if self._serving() else None,
                {offer.source: offer for offer in offers},
                self._all.values(),
                sources=look,
                now=pipeline.rooms.clock.now(),
                token=lambda: websub.new_token(self._random),
            )
            await self._apply(change)
        except BaseException:
            self._look = None  # what was not done is looked for again
            raise

    async def _apply(self, change: Change) -> None:
        for one in change.forget:
            await self._forget(one)
        for one in change.leave:
            await self._keep(replace(one, state="leaving", asked="", attempts=0, next_at=self._now()))
            await self._store(Store.distrust_pushes, one.token)
        for one in change.begin:
            await self._keep(one)

    async def _expire(self) -> None:
        now = self._now()
        for one in [one for one in self._all.values() if one.expires_at is not None and one.expires_at <= now]:
            if one.state == "leaving":
                await self._forget(one)
                continue
            log.warning(logs.HUB_ENDED, source=one.source, hub=masked(one.hub), why="the lease ran out")
            await self._keep(replace(one, state="wanted", expires_at=None, next_at=min(one.next_at, now)))
            await self._store(Store.distrust_pushes, one.token)

    # ------------------------------------------------------------------------------------------------ requests

    async def _ask(self, token: str) -> None:
        """One request to one hub, or the end of waiting for what came of the last one."""
        try:
            one = self._all[token]
            if one.asked:
                await self._failed(token, "the hub did not ask back whether we meant it")
                return
            mode = "unsubscribe" if one.state == "leaving" else "subscribe"
            # Known before it is sent: a hub may ask back before it answers.
            await self._keep(replace(one, asked=mode, next_at=self._now() + VERIFIED_WITHIN))
            form = websub.subscription(one.hub, one.topic, one.callback, secret=one.secret, mode=mode)
            status = await self._pipeline().rooms.fetcher.post_form(one.hub, form, source=one.source)
            if not 200 <= status < 300:
                await self._failed(token, f"the hub answered {status}")
        except FetchError as error:
            await self._failed(token, error.what, timedelta(seconds=error.retry_after or 0))
        except StorageError as error:
            log.warning(logs.HUB_TROUBLE, error=error.what, hint=error.hint)

    async def _failed(self, token: str, error: str, wait: timedelta = timedelta(0)) -> None:
        one = self._all.get(token)
        if one is None or not one.asked:  # it asked back all the same
            return
        attempts = one.attempts + 1
        if one.state == "leaving" and attempts >= LEAVE_ATTEMPTS:
            await self._forget(one)
            return
        if attempts == 1:
            log.warning(logs.HUB_TROUBLE, source=one.source, hub=masked(one.hub), error=error)
        wait = max(wait, min(LONGEST_RETRY, FIRST_RETRY * 2 ** min(attempts - 1, 12)))
        await self._keep(replace(one, asked="", attempts=attempts, error=error, next_at=self._now() + wait))
        if self._look is not None:
            self._look.add(one.source)  # another of its hubs may be there

    # ------------------------------------------------------------------------------------------------ callbacks

    async def answer(self, call: HubCall) -> HubAnswer:
        """What to tell whoever called one of our callbacks; see `serve.websub`."""
        one = self._all.get(call.callback)
        if one is None:
            return NOT_HERE
        try:
            if call.method == "POST":
                return await self._pushed(one, call)
            return await self._verified(one, call) if call.method == "GET" else NOT_HERE
        except StorageError as error:
            log.warning(logs.HUB_TROUBLE, source=one.source, error=error.what, hint=error.hint)
            return TRY_LATER

    async def _verified(self, one: Subscription, call: HubCall) -> HubAnswer:
        """A hub asks whether we meant it, or refuses (5.2, 5.3): only what was asked for is confirmed."""
        asked = websub.verification(call.query)
        if asked is None or asked.topic != one.topic:
            return NOT_HERE
        if asked.mode == "denied":
            return await self._denied(one, asked.reason)
        if asked.mode != one.asked:
            return NOT_HERE
        if asked.mode == "unsubscribe":
            await self._forget(one)
            return HubAnswer(200, asked.challenge)
        now = self._now()
        if one.state != "active":
            log.info(logs.HUB_SUBSCRIBED, source=one.source, hub=masked(one.hub), signed=bool(one.secret))
        await self._keep(
            replace(
                one,
                state="active",
                asked="",
                attempts=0,
                error="",
                expires_at=websub.expiry(now, asked.lease),
                next_at=websub.renewal(now, asked.lease),
            )
        )
        return HubAnswer(200, asked.challenge)

    async def _denied(self, one: Subscription, reason: str) -> HubAnswer:
        log.warning(logs.HUB_ENDED, source=one.source, hub=masked(one.hub), why="the hub denied it", reason=reason)
        if one.state == "leaving":
            await self._forget(one)
            return TAKEN
        error = f"denied: {reason}" if reason else "denied"
        await self._keep(
            replace(one, state="denied", asked="", expires_at=None, error=error, next_at=self._now() + DENIED_REST)
        )
        await self._store(Store.distrust_pushes, one.token)
        return TAKEN

    async def _pushed(self, one: Subscription, call: HubCall) -> HubAnswer:
        """News. What is not to be believed is acknowledged and dropped, so a forger learns nothing (8)."""
        source = self._pipeline().settings.source(one.source)
        if one.state in {"leaving", "denied"} or source is None:
            return GONE
        if one.state != "active":
            return NOT_HERE
        async with self._turns[one.token], self._room:
            body = await call.body()
            return TOO_LARGE if body is None else await self._taken_in(one, source, call.headers, body)

    async def _taken_in(
        self, one: Subscription, source: Source, headers: Mapping[str, str], pushed: bytes
    ) -> HubAnswer:
        if one.secret and not websub.signed(headers.get("x-hub-signature", ""), pushed, one.secret):
            return await self._forged(one)
        digest = hashlib.blake2b(pushed, digest_size=16).digest()
        if digest in self._taken[one.token]:  # said twice, or an old push sent again: what came since stands
            return TAKEN
        pipeline = self._pipeline()
        begun = pipeline.rooms.clock.monotonic()
        try:
            body = websub.decoded(headers, pushed, pipeline.settings.fetch.max_body)
            kind = headers.get("content-type", "")
            report = await pipeline.push(source, one.token, body, url=one.topic, content_type=kind)
        except KeyError:
            return GONE
        except (FetchError, ParseError) as error:
            log.warning(logs.HUB_TROUBLE, source=one.source, hub=masked(one.hub), error=error.what)
            await self._store(Store.distrust_pushes, one.token)
            return TRY_LATER if error.transient else TAKEN
        self._taken[one.token].append(digest)
        self._told(report, pipeline.rooms.clock.monotonic() - begun)
        return TAKEN

    async def _forged(self, one: Subscription) -> HubAnswer:
        if one.token not in self._warned:
            self._warned.add(one.token)
            hint = "someone else knows its callback, or the hub signs with less than SHA-256; polling brings the news"
            log.warning(logs.HUB_FORGED, source=one.source, hub=masked(one.hub), hint=hint)
        await self._store(Store.count_forged, one.token)
        return TAKEN

    # ------------------------------------------------------------------------------------------------ small things

    async def _keep(self, one: Subscription) -> None:
        """Remember how it stands, here at once and in the store before anything is said to a hub."""
        before = self._all.get(one.token)
        self._all[one.token] = one
        try:
            await self._store(Store.save_subscription, one)
        except BaseException:
            if before is None:
                self._all.pop(one.token, None)
            else:
                self._all[one.token] = before
            raise

    async def _forget(self, one: Subscription) -> None:
        log.info(logs.HUB_ENDED, source=one.source, hub=masked(one.hub), why="no longer wanted")
        await self._store(Store.forget_subscription, one.token)
        self._all.pop(one.token, None)
        self._warned.discard(one.token)
        self._taken.pop(one.token, None)
        self._turns.pop(one.token, None)

    def _places_of(self, settings: Settings) -> Places:
        if self._places is None or self._places[0] is not settings:
            self._places = (settings, Places(settings))
        return self._places[1]

    async def _store(self, function: Callable[Concatenate[Store, P], T], /, *arguments: P.args, **named: P.kwargs) -> T:
        return await self._pipeline().rooms.store.call(function, *arguments, **named)

    def _now(self) -> datetime:
        return self._pipeline().rooms.clock.now()
