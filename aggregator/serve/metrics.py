"""Numbers for Prometheus: what was counted since the start, and how things stand at the moment of the scrape.

Labels are words of ours, ids of sources and slugs of outputs: never an address, so nothing secret gets in and no feed
can make a million series.
"""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

from aggregator.model import PollReport, PublishReport
from aggregator.serve.status import StatusView

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
STATES = ("new", "ok", "failing", "gone", "paused")
_OUTSIDE = "other"


class Metrics:
    """The counters of one process, in a registry of their own."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self._polls = Counter("aggregator_polls", "Polls by how they ended.", ["ended"], registry=registry)
        self._errors = Counter("aggregator_poll_errors", "Failed polls by error code.", ["code"], registry=registry)
        self._entries = Counter("aggregator_entries", "Entries by what became of them.", ["kind"], registry=registry)
        self._seconds = Histogram(
            "aggregator_poll_seconds",
            "How long a poll took, waiting for its turn included.",
            buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40),
            registry=registry,
        )
        self._files = Counter("aggregator_output_files", "Output files by result.", ["result"], registry=registry)
        self._publishes = Counter("aggregator_publishes", "Publishes by result.", ["result"], registry=registry)
        self._requests = Counter(
            "aggregator_http_requests", "HTTP answers by kind and status.", ["kind", "status"], registry=registry
        )
        self._info = Gauge("aggregator_build_info", "Always 1.", ["version"], registry=registry)
        self._up_since = Gauge("aggregator_start_time_seconds", "When the daemon started.", registry=registry)
        self._states = Gauge("aggregator_sources", "Configured sources by state.", ["state"], registry=registry)
        self._failures = Gauge(
            "aggregator_source_failures", "Failed polls in a row.", ["source"], registry=registry
        )  # fmt: skip
        self._last = Gauge(
            "aggregator_source_last_poll_timestamp_seconds", "When it was last asked.", ["source"], registry=registry
        )
        self._next = Gauge(
            "aggregator_source_next_poll_timestamp_seconds", "When it is due.", ["source"], registry=registry
        )
        self._stories = Gauge("aggregator_output_stories", "Stories of an output.", ["output"], registry=registry)
        self._published = Gauge(
            "aggregator_output_published_timestamp_seconds",
            "When it was last published.",
            ["output"],
            registry=registry,
        )
        self._stored = Gauge("aggregator_stored", "What is stored.", ["kind"], registry=registry)
        self._bytes = Gauge("aggregator_database_bytes", "Size of the database's files.", ["file"], registry=registry)
        self._stuck = Gauge("aggregator_stuck", "1 where a part makes no progress.", ["part"], registry=registry)

    def polled(self, report: PollReport, seconds: float) -> None:
        """A poll ended."""
        self._polls.labels(report.ended).inc()
        if report.error_code:
            self._errors.labels(report.error_code).inc()
        for kind in ("new", "changed", "duplicate", "dropped"):
            count: int = getattr(report, kind)
            if count:
                self._entries.labels(kind).inc(count)
        self._seconds.observe(seconds)

    def published(self, report: PublishReport | None) -> None:
        """A publish ended; None where it failed."""
        self._publishes.labels("failed" if report is None else "done").inc()
        if report is not None:
            for result in ("written", "unchanged", "removed"):
                self._files.labels(result).inc(getattr(report, result))

    def answered(self, kind: str, status: int) -> None:
        """An HTTP request was answered."""
        self._requests.labels(kind, str(status)).inc()

    def exposition(self, view: StatusView) -> bytes:
        """All of it as text, with the gauges set from how things stand."""
        self._set(view)
        return generate_latest(self._registry)

    def _set(self, view: StatusView) -> None:
        self._info.labels(view.version).set(1)
        self._up_since.set(view.started_at.timestamp())
        for gauge in (self._failures, self._last, self._next, self._stories, self._published, self._stuck):
            gauge.clear()
        counts = dict.fromkeys(STATES, 0)
        for source in view.sources:
            state = source.state if source.state in STATES else _OUTSIDE
            counts[state] = counts.get(state, 0) + 1
            self._failures.labels(source.id).set(source.failures)
            if source.last_poll_at is not None:
                self._last.labels(source.id).set(source.last_poll_at.timestamp())
            if source.next_poll_at is not None:
                self._next.labels(source.id).set(source.next_poll_at.timestamp())
        for state, count in counts.items():
            self._states.labels(state).set(count)
        for output in view.outputs:
            self._stories.labels(output.slug).set(output.stories)
            if output.published_at is not None:
                self._published.labels(output.slug).set(output.published_at.timestamp())
        self._stored.labels("entries").set(view.entries)
        self._stored.labels("stories").set(view.stories)
        self._bytes.labels("database").set(view.database_bytes)
        self._bytes.labels("journal").set(view.journal_bytes)
        for part in view.stuck:
            self._stuck.labels(part).set(1)
