"""The only room that talks to the web outside.

    async with Fetcher(settings.fetch, clock) as fetcher:
        result = await fetcher.fetch(request)

Every connection is checked at the moment it is dialled, every body is bounded, every host is asked in its own time.
"""

from aggregator.errors import HostBlock
from aggregator.fetch.addresses import AllowList, allow_entry
from aggregator.fetch.client import Fetcher, Page
from aggregator.fetch.files import read_file
from aggregator.fetch.gate import HostGate
from aggregator.fetch.limits import Rules, demand
from aggregator.fetch.redirects import moved
from aggregator.fetch.resolve import Resolver, system_resolver

__all__ = [
    "AllowList",
    "Fetcher",
    "HostBlock",
    "HostGate",
    "Page",
    "Resolver",
    "Rules",
    "allow_entry",
    "demand",
    "moved",
    "read_file",
    "system_resolver",
]
