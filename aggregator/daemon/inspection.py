"""A look at a source without a store: what is behind an address, and what the rules would make of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, replace
from urllib.parse import urljoin

from aggregator.clock import Clock
from aggregator.errors import AggregatorError, FetchError, ParseError
from aggregator.fetch import Fetcher, read_file
from aggregator.merge.rules import facts, judge
from aggregator.model import FeedLink, FetchRequest, FetchResult, Judgement, ParsedEntry, ParsedFeed, ParseRequest
from aggregator.parse import Pool
from aggregator.settings.values import Settings, Source

WELL_KNOWN = ("feed", "rss", "atom.xml", "rss.xml", "feed.xml", "index.xml", "feed.json")
"""Where feeds often are; asked for only when a person looks for a feed that a page does not name."""


@dataclass(frozen=True, slots=True)
class Look:
    """What is behind an address. `feed` is None where only `feeds` were found; `url` is the feed's own address."""

    url: str
    fetched: FetchResult
    feed: ParsedFeed | None
    feeds: tuple[FeedLink, ...] = ()
    judged: tuple[tuple[ParsedEntry, Judgement], ...] = ()


@dataclass(frozen=True, slots=True)
class Inspector:
    """Fetches and parses for a person, as politely as a poll does. Nothing is stored."""

    settings: Settings
    fetcher: Fetcher
    parser: Pool
    clock: Clock

    async def look(self, source: Source, *, guess: bool = False) -> Look:
        """The feed at the source's address, or the first that the page there names; with `guess` well-known paths too.

        Raises FetchError or ParseError where there is neither.
        """
        fetched = await self._fetch(source)
        try:
            return self._seen(source, fetched, await self._parse(source, fetched))
        except ParseError as error:
            if source.file is not None:
                raise
            found = await self._named(fetched)
            if not found and not guess:
                raise
            return await self._first(source, fetched, found, error, guess=guess)

    async def _named(self, fetched: FetchResult) -> tuple[FeedLink, ...]:
        try:
            return await self.parser.discover(fetched.body, fetched.url, fetched.content_type)
        except ParseError:
            return ()

    async def _first(
        self, source: Source, page: FetchResult, found: tuple[FeedLink, ...], why: ParseError, *, guess: bool
    ) -> Look:
        guesses = [urljoin(page.url, "/" + name) for name in WELL_KNOWN] if guess and not found else []
        for url in [link.url for link in found] + guesses:
            there = replace(source, addresses=(replace(source.addresses[0], url=url, key=url),))
            try:
                fetched = await self._fetch(there)
                look = self._seen(source, fetched, await self._parse(there, fetched))
            except (FetchError, ParseError):
                continue
            return replace(look, url=url, feeds=found or (FeedLink(url),))
        if not found:
            raise why
        return Look(page.url, page, None, found)

    async def _fetch(self, source: Source) -> FetchResult:
        request = FetchRequest(source.id, source.addresses)
        if source.file is not None:
            return read_file(request, source.file, now=self.clock.now(), max_body=self.settings.fetch.max_body)
        return await self.fetcher.fetch(request)

    async def _parse(self, source: Source, fetched: FetchResult) -> ParsedFeed:
        return await self.parser.parse(
            ParseRequest(
                source=source.id,
                body=fetched.body,
                url=fetched.url,
                content_type=fetched.content_type,
                now=self.clock.now(),
                timezone=source.timezone,
                date_formats=source.dates,
                language=source.language,
                content=source.content,
                max_body=self.settings.fetch.max_body,
            )
        )

    def _seen(self, source: Source, fetched: FetchResult, feed: ParsedFeed) -> Look:
        decide = judge(self.settings)
        now = self.clock.now()
        entries = [item for item in feed.roster if isinstance(item, ParsedEntry)]
        judged = tuple((entry, decide(facts(source, entry, now))) for entry in entries)
        return Look(fetched.address.url, fetched, feed, (), judged)


@asynccontextmanager
async def inspector(settings: Settings, clock: Clock) -> AsyncIterator[Inspector]:
    """An inspector over a fetcher and parse children of its own."""
    with closing(Pool()) as parser:
        async with Fetcher(settings.fetch, clock) as fetcher:
            yield Inspector(settings, fetcher, parser, clock)


async def ask_sources(settings: Settings, clock: Clock) -> dict[str, AggregatorError | None]:
    """Ask every source once: its id, and what is wrong with it; None where it answers with a feed."""

    async def ask(inspect: Inspector, source: Source) -> AggregatorError | None:
        try:
            await inspect.look(source)
        except AggregatorError as error:
            return error
        return None

    async with inspector(settings, clock) as inspect:
        active = [source for source in settings.sources if not source.paused]
        answers = await asyncio.gather(*(ask(inspect, source) for source in active))
    return dict(zip((source.id for source in active), answers, strict=True))
