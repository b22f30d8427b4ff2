"""The publisher's side: our own hub hears once of every public feed that changed, and again where it did not listen."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from urllib.parse import quote

from aggregator import logs
from aggregator.errors import FetchError
from aggregator.pipeline import Pipeline
from aggregator.store import Ping, Store
from aggregator.urls import masked
from aggregator.websub.places import Places

MOST_ATTEMPTS = 10
"""About nine hours: by then most feeds have changed again, and that is told anew."""
FIRST_RETRY, LONGEST_RETRY = timedelta(minutes=1), timedelta(hours=6)
AT_ONCE = 50

log = logs.get("websub")


async def announce(pipeline: Pipeline, *, within: float | None = None) -> int:
    """Tell our hub of what changed and was not told yet, for `within` seconds at most; gives how many it took.

    What is not reached, or not taken, waits in the store. Never raises for what a hub does.
    """
    hub = pipeline.settings.publish.hub
    if not hub:
        return 0
    told = 0
    may = Places(pipeline.settings).may_announce(hub)
    try:
        async with asyncio.timeout(within):
            while pings := await pipeline.rooms.store.call(Store.pings, AT_ONCE):
                for ping in pings:
                    told += await _tell(pipeline, hub, ping) if may else await _drop(pipeline, hub, ping)
    except TimeoutError:
        log.info(logs.PING_FAILED, hub=masked(hub), error="time was up; the rest is told next time")
    return told


async def _drop(pipeline: Pipeline, hub: str, ping: Ping) -> bool:
    hint = "a public hub can reach a public site.url alone; name a hub of your own network in allow_private"
    log.info(logs.PING_FAILED, hub=masked(hub), feed=ping.path, error="the hub may not hear of this site", hint=hint)
    await pipeline.rooms.store.call(Store.pinged, ping)
    return False


async def _tell(pipeline: Pipeline, hub: str, ping: Ping) -> bool:
    feed = pipeline.settings.site.url + quote(ping.path, safe="/~!$&'()*+,;=:@")
    store, now = pipeline.rooms.store, pipeline.rooms.clock.now
    try:
        status = await pipeline.rooms.fetcher.post_form(hub, {"hub.mode": "publish", "hub.url": feed})
    except FetchError as error:
        wait = timedelta(seconds=error.retry_after or 0)
        await _failed(pipeline, hub, ping, error.what, final=not error.transient, not_before=now() + wait)
        return False
    if 200 <= status < 300:
        await store.call(Store.pinged, ping)
        return True
    final = 400 <= status < 500 and status not in {408, 425, 429}
    await _failed(pipeline, hub, ping, f"the hub answered {status}", final=final, not_before=now())
    return False


async def _failed(
    pipeline: Pipeline, hub: str, ping: Ping, error: str, *, final: bool, not_before: datetime
) -> None:  # fmt: skip
    store = pipeline.rooms.store
    final = final or ping.attempts + 1 >= MOST_ATTEMPTS
    if final or not ping.attempts:
        log.warning(logs.PING_FAILED, hub=masked(hub), feed=ping.path, error=error, given_up=final)
    if final:
        await store.call(Store.pinged, ping)
        return
    wait = min(LONGEST_RETRY, FIRST_RETRY * 2**ping.attempts)
    again = max(pipeline.rooms.clock.now() + wait, not_before)
    await store.call(Store.ping_failed, ping, again, error)
