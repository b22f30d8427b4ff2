"""What the web servers ask: how things stand, what was found, who may read. Everything comes from a reader."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from aggregator.clock import Clock
from aggregator.daemon.views import status_view
from aggregator.daemon.wiring import Reading
from aggregator.errors import AggregatorError, Problem
from aggregator.hush import Hush
from aggregator.model import SourceId
from aggregator.press import unspeakable
from aggregator.publish import addresses
from aggregator.serve import status
from aggregator.serve.health import Pulse
from aggregator.serve.search import Hit
from aggregator.serve.status import StatusView
from aggregator.serve.tokens import Grant
from aggregator.settings.values import Settings
from aggregator.store import PollRow, Reader

SPARKLINES = 200  # sources; beyond them reading each one's polls takes longer than a page should
FRESH = 2.0  # seconds that a view of the whole is good for: pages, scrapes and health checks share it
MOST_FOUND = 20


class Desk:
    """Answers by reading. `settings` and `problems` are those of the moment."""

    def __init__(
        self,
        reading: Reading,
        settings: Callable[[], Settings],
        problems: Callable[[], tuple[Problem, ...]],
        clock: Clock,
        pulse: Pulse,
        stuck_after: float,
    ) -> None:
        self._reading = reading
        self._settings = settings
        self._problems = problems
        self._clock = clock
        self._pulse = pulse
        self._stuck_after = stuck_after
        self._started_at = clock.now()
        self._kept: tuple[float, StatusView] | None = None
        self._looking = asyncio.Lock()

    async def view(self) -> StatusView:
        """How things stand. Raises StorageError."""
        async with self._looking:  # a crowd of health checks is one look, and holds up no search
            now = self._clock.monotonic()
            if self._kept is None or now - self._kept[0] >= FRESH:
                self._kept = (now, await self._reading.call(self._read, self._clock.now()))
            return self._kept[1]

    def _read(self, reader: Reader, now: datetime) -> StatusView:
        stored = reader.status(now)
        polls: dict[SourceId, Sequence[PollRow]] = {}
        if len(stored.sources) <= SPARKLINES:
            for one in stored.sources:
                known = reader.source(one.state.id)
                polls[one.state.id] = known.polls[: status.MOST_BARS] if known else ()
        return status_view(
            self._settings(), stored, polls, now=now, started_at=self._started_at, problems=self._problems(),
            stuck=self._pulse.stuck(self._stuck_after),
        )  # fmt: skip

    async def summary(self) -> Mapping[str, Any]:
        """What anybody may know of the sources' health; nothing where the store cannot be read."""
        try:
            return status.summary(await self.view())
        except AggregatorError:
            return {}

    async def find(self, words: str, limit: int) -> Sequence[Hit]:
        """Stories with these words that some public output holds."""
        return await self._reading.call(self._found, words, min(limit, MOST_FOUND))

    def _found(self, reader: Reader, words: str, limit: int) -> list[Hit]:
        settings = self._settings()
        public = tuple(category.slug for category in settings.categories if not category.private)
        titles = {source.id: source.title or source.id for source in settings.sources if source.listed}
        quiet = Hush(unspeakable(settings)).text
        return [
            Hit(
                title=quiet(hit.title),
                link=quiet(addresses.link(hit.link)),
                source=titles.get(hit.source, settings.site.title),
                published=f"{hit.published:%Y-%m-%d}",
                excerpt=quiet(hit.excerpt),
            )
            for hit in reader.search(words, limit, outputs=public)
        ]

    async def grants(self) -> Sequence[Grant]:
        """The tokens that open something now."""
        return [Grant(digest, slug) for digest, slug in await self._reading.call(Reader.token_digests)]
