"""What should be subscribed to, against what is: pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from aggregator.fetch.websub import may_carry_secret
from aggregator.model import SourceId
from aggregator.settings.values import Settings, Source
from aggregator.store import HubOffer, Subscription
from aggregator.websub.places import Places

TRIES = 4
"""So many requests in vain, and another of the topic's hubs is asked. Each round through all of them is slower."""


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be begun, ended with a word to the hub, and simply forgotten since the hub never agreed."""

    begin: tuple[Subscription, ...] = ()
    leave: tuple[Subscription, ...] = ()
    forget: tuple[Subscription, ...] = ()


def reconcile(
    settings: Settings,
    places: Places | None,
    offers: Mapping[SourceId, HubOffer],
    subscriptions: Iterable[Subscription],
    *,
    sources: Collection[SourceId] | None,
    now: datetime,
    token: Callable[[], str],
) -> Change:
    """What it takes to follow the offers of these sources (None: of all). `places` is None where nobody can call us."""
    having: dict[SourceId, list[Subscription]] = defaultdict(list)
    for one in subscriptions:
        if one.state != "leaving":
            having[one.source].append(one)
    configured = {source.id: source for source in settings.sources}
    begin: list[Subscription] = []
    ended: list[Subscription] = []
    for name in dict.fromkeys([*configured, *having]) if sources is None else sources:
        source, offer = configured.get(name), offers.get(name)
        hubs = () if places is None or not _wants(source, offer) else _usable(places, offer)
        kept = next((one for one in having[name] if places and _still_fits(one, hubs, offer, places)), None)
        ended += [one for one in having[name] if one is not kept]
        if hubs and kept is None and places is not None and offer is not None:
            tried = next((one for one in having[name] if one.hub in hubs and _is_used_up(one)), None)
            place = hubs.index(tried.hub) + 1 if tried else 0
            one = _begun(offer, hubs[place % len(hubs)], places.callbacks, now, token)
            if tried and place < len(hubs):
                one = replace(one, attempts=tried.attempts - TRIES)
            elif tried:  # none of them listened: the next round begins as late as this one's next request would
                one = replace(one, attempts=tried.attempts, next_at=max(now, tried.next_at))
            begin.append(one)
    return Change(
        begin=tuple(begin),
        leave=tuple(one for one in ended if one.state == "active"),
        forget=tuple(one for one in ended if one.state != "active"),
    )


def _wants(source: Source | None, offer: HubOffer | None) -> bool:
    """Whether the source as configured is to be pushed; an offer of an address that it left says nothing."""
    if source is None or offer is None or source.paused or not source.websub or not source.addresses:
        return False
    return offer.address_key == source.addresses[0].key


def _usable(places: Places, offer: HubOffer | None) -> tuple[str, ...]:
    return places.usable(offer.hubs, offer.topic) if offer is not None else ()


def _still_fits(one: Subscription, hubs: Collection[str], offer: HubOffer | None, places: Places) -> bool:
    if offer is None or one.hub not in hubs or one.topic != offer.topic:
        return False
    if one.callback != places.callbacks + one.token:
        return False
    return len(hubs) == 1 or not _is_used_up(one)


def _is_used_up(one: Subscription) -> bool:
    """Whether its hub was asked in vain often enough in this round."""
    return one.state == "wanted" and bool(one.error) and one.attempts % TRIES == 0


def _begun(offer: HubOffer, hub: str, callbacks: str, now: datetime, token: Callable[[], str]) -> Subscription:
    name = token()
    return Subscription(
        source=offer.source,
        token=name,
        hub=hub,
        topic=offer.topic,
        callback=callbacks + name,
        secret=token() if may_carry_secret(hub) else "",
        address_key=offer.address_key,
        next_at=now,
    )
