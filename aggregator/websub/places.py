"""Who may be told what: which hubs can reach us, and which may hear of us."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from aggregator.fetch import AllowList
from aggregator.fetch.addresses import read
from aggregator.fetch.websub import may_carry_secret
from aggregator.public import is_public_host
from aggregator.settings.addresses import is_public
from aggregator.settings.values import Settings
from aggregator.urls import host

_SHORTEST_SECRET = 4


class Places:
    """What a configuration says of hubs. Pure: nothing is looked up; the guard still checks what a name leads to.

    An address is *opened* where `[fetch] allow_private` names its host or holds its literal address: whoever wrote that
    has said that this network is his own. A private site talks to opened hubs alone, and a public hub hears of public
    addresses alone.
    """

    def __init__(self, settings: Settings) -> None:
        self._allow = AllowList(settings.fetch.allow_private)
        self._secrets = tuple(secret for secret in settings.secrets if len(secret) >= _SHORTEST_SECRET)
        self._site = settings.site.url
        self.callbacks = f"{settings.site.url}websub/"
        is_public_site = is_public_host(host(self._site))
        self._is_public_site = is_public_site and self._site.startswith("https://")
        self.reachable = self._is_public_site or self._opened(self._site)

    def usable(self, hubs: Iterable[str], topic: str) -> tuple[str, ...]:
        """Those of a topic's hubs that may be told of us and weaken nothing, in their order."""
        return tuple(hub for hub in hubs if self.reachable and self.may_subscribe(hub, topic))

    def may_subscribe(self, hub: str, topic: str) -> bool:
        """Whether to ask this hub for this topic.

        A hub that cannot be given a secret could not be believed where the feed itself comes over https.
        """
        if topic.startswith("https:") and not may_carry_secret(hub):
            return False
        if self._opened(hub):
            return True
        told = f"{hub} {topic}"
        return (
            self._is_public_site
            and is_public(hub)
            and is_public(topic)
            and not any(secret in told for secret in self._secrets)
        )

    def may_announce(self, hub: str) -> bool:
        """Whether our own hub may hear where our outputs are: a private site is no news to a public hub."""
        return self._opened(hub) or (is_public(hub) and is_public(self._site))

    def _opened(self, url: str) -> bool:
        try:
            parts = urlsplit(url)
            name, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
        except ValueError:
            return False
        address = read(name)
        if self._allow.names(name, port):
            return True
        return address is not None and not is_public_host(name) and not self._allow.refusal(address, port)
