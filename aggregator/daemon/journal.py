"""One line in the log when a source begins to fail and one when it recovers; polls in between are nobody's news."""

from __future__ import annotations

from collections.abc import Collection

from aggregator import logs
from aggregator.cadence import unreachable
from aggregator.clock import Clock
from aggregator.errors import FAKE_IP
from aggregator.model import PollReport, SourceId

log = logs.get("daemon")

PAUSE = 2.0  # seconds before a failure is told
LONG_PAUSE = 1800.0  # before one is told whose host was well and cannot be reached: it may be our own network


class Journal:
    """Remembers how each source did, to notice when that changes."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._sources: frozenset[SourceId] | None = None  # all that count; None is any
        self._codes: dict[SourceId, str] = {}
        self._untold: dict[SourceId, tuple[float, PollReport]] = {}
        self._had_news = False
        self._faked: set[SourceId] = set()
        self._fake: tuple[float, PollReport] | None = None  # when to tell of a fake-IP proxy, and with whose words
        self._fake_told = False

    @property
    def failing(self) -> frozenset[SourceId]:
        """The sources whose last poll failed by their own fault."""
        return frozenset(self._codes)

    def polled(self, report: PollReport) -> bool:
        """Note a poll; gives whether it changed its source's health."""
        before = self._codes.get(report.source, "")
        if report.ended == "skipped" or (self._sources is not None and report.source not in self._sources):
            return False
        if report.error_code == FAKE_IP:
            return self._proxied(report)
        self._faked.discard(report.source)
        if report.ended == "failed":
            self._codes[report.source] = report.error_code
            if report.error_code != before:
                pause = LONG_PAUSE if report.was_well and unreachable(report.error_code) else PAUSE
                self._untold[report.source] = (self._clock.monotonic() + pause, report)
            return not before
        self._codes.pop(report.source, None)
        untold = self._untold.pop(report.source, None)
        if before and untold is None:
            log.info(logs.SOURCE_RECOVERED, source=report.source, after=before)
        return bool(before)

    def configured(self, sources: Collection[SourceId]) -> None:
        """Only these sources count from now on: those that have left fail no more."""
        self._sources = frozenset(sources)
        self._codes = {source: code for source, code in self._codes.items() if source in sources}
        self._untold = {source: told for source, told in self._untold.items() if source in sources}
        self._faked.intersection_update(sources)

    def _proxied(self, report: PollReport) -> bool:
        """A fake-IP proxy is our own affair, and the same for all: one line, however many sources it hides."""
        if not self._faked:
            self._fake, self._fake_told = (self._clock.monotonic() + PAUSE, report), False
        self._faked.add(report.source)
        return False

    def tell(self, *, offline: bool) -> None:
        """Say what was held back for a moment. While we are offline, what could not be reached is no news of theirs."""
        now = self._clock.monotonic()
        if self._fake is not None and now >= self._fake[0] and not self._fake_told:
            self._fake_told = True
            one = self._fake[1]
            log.warning(logs.FAKE_IP, sources=len(self._faked), error=one.error, hint=one.hint)
        for source, (when, report) in list(self._untold.items()):
            if offline and unreachable(report.error_code):
                del self._untold[source]
                self._codes.pop(source, None)
            elif now >= when:
                del self._untold[source]
                words = {"hint": report.hint} if report.hint and report.hint not in report.error else {}
                log.warning(logs.SOURCE_FAILING, source=source, code=report.error_code, error=report.error, **words)

    def is_first_news(self) -> bool:
        """True once: for the first poll of this process that brought something."""
        first, self._had_news = not self._had_news, True
        return first
