"""A small world around a real database: settings, documents and polls as the pipeline would make them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import Any

from aggregator.errors import FetchError
from aggregator.merge import decide, identity, rules
from aggregator.model import (
    Address,
    EntryId,
    FeedDate,
    FetchResult,
    FetchStatus,
    Known,
    ParsedEntry,
    ParsedFeed,
    PlainText,
    PollOutcome,
    PollReport,
    Precision,
    SafeHtml,
    Schedule,
    SourceState,
    Validators,
    Verdict,
)
from aggregator.settings.values import (
    Category,
    Dedupe,
    FetchSettings,
    Images,
    Keep,
    Log,
    Publish,
    Serve,
    Settings,
    Site,
    Source,
)
from aggregator.store import Store

START = datetime(2026, 1, 1, 8, tzinfo=UTC)


class Clock:
    """A clock that tests move."""

    def __init__(self, now: datetime = START) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._now.timestamp()

    def pass_(self, span: timedelta) -> datetime:
        self._now += span
        return self._now


def make_source(name: str, **more: Any) -> Source:
    url = f"https://{name}.example/feed"
    given: dict[str, Any] = {"addresses": (Address(url, url),), "published_url": url, "categories": ("xinmeiti",)}
    return Source(name, **(given | more))


def make_settings(
    sources: Sequence[Source], categories: Sequence[Category] = (), *, state: Path = Path("state"), **more: Any
) -> Settings:
    categories = categories or (Category("新媒体", "xinmeiti", title="新媒体", path=("新媒体",), backlog=-1),)
    given: dict[str, Any] = {
        "file": Path("aggregator.toml"), "files": (), "watch": (), "state": state, "output": state / "public",
        "timezone": "Asia/Shanghai", "site": Site(title="我的聚合"), "fetch": FetchSettings(), "keep": Keep(),
        "dedupe": Dedupe(), "rules": (), "hides": (), "images": Images(), "publish": Publish(), "serve": Serve(),
        "log": Log(),
    }  # fmt: skip
    return Settings(sources=tuple(sources), categories=tuple(categories), **(given | more))


def own_words(seed: str, length: int = 120) -> str:
    """Chinese text that no other seed shares."""
    noise = b"".join(blake2b(f"{seed}{n}".encode()).digest() for n in range(length // 32 + 1))
    return "".join(chr(0x4E00 + noise[2 * n] * 64 + noise[2 * n + 1] % 64) for n in range(length))


def make_entry(
    position: int, title: str, *, link: str = "", guid: str = "", text: str = "", at: datetime | None = None,
    precision: Precision = Precision.SECOND, **more: Any,
) -> ParsedEntry:  # fmt: skip
    text = text or own_words(title)
    content = blake2b(f"{title}{text}{more}".encode(), digest_size=16).digest()
    return ParsedEntry(
        position=position,
        item_hash=blake2b(f"{title}{text}{link}{guid}{at}{more}".encode(), digest_size=16).digest(),
        content_hash=content,
        guid=guid,
        link=link,
        title=PlainText(title),
        keys=identity.keys(title=title, text=text, link=link, guid=guid),
        published=FeedDate(at, precision) if at else None,
        content=SafeHtml(f"<p>{text}</p>"),
        text=PlainText(text),
        **more,
    )


class World:
    """A store under a configuration, polled with documents."""

    def __init__(self, state: Path, settings: Settings, clock: Clock | None = None, **open_with: Any) -> None:
        self.clock = clock or Clock()
        self.state = state
        self.store = Store.open(state, self.clock, **open_with)
        self.configure(settings)

    def configure(self, settings: Settings) -> None:
        self.settings = settings
        self.judge = rules.judge(settings)
        self.report = self.store.configure(settings)
        while self.store.rejudge(settings, self.judge):
            pass

    def reopen(self) -> None:
        self.store.close()
        self.store = Store.open(self.state, self.clock)

    def close(self) -> None:
        self.store.close()

    def poll(
        self, source: str, *entries: ParsedEntry | Known, etag: str = "", partial: bool = False, cut: bool = False,
        **more: Any,
    ) -> PollReport:  # fmt: skip
        """A poll that brought this document: a `partial` one was asked for, a `cut` one is truncated."""
        return self.record(self.outcome(source, *entries, etag=etag, partial=partial, cut=cut, **more))

    def outcome(
        self, source: str, *entries: ParsedEntry | Known, etag: str = "", partial: bool = False, cut: bool = False,
        **more: Any,
    ) -> PollOutcome:  # fmt: skip
        """What `poll` records."""
        now = self.clock.now()
        body = repr(entries).encode()
        status = FetchStatus.PARTIAL if partial else FetchStatus.NEW
        fetch = self._fetch(source, status, body, etag)
        feed = ParsedFeed("atom10", "utf-8", tuple(entries), title=PlainText(f"{source} 的源"), partial=partial or cut,
                          **more)  # fmt: skip
        return PollOutcome(source, now, 0.1, fetch, feed)

    def quiet(self, source: str, status: FetchStatus = FetchStatus.NOT_MODIFIED) -> PollReport:
        """A poll that brought nothing."""
        return self.record(PollOutcome(source, self.clock.now(), 0.1, self._fetch(source, status, b"", "")))

    def fail(self, source: str, **more: Any) -> PollReport:
        given = {"status": 500} | more
        error = FetchError("http-500", "the server answered 500", hint="wait", **given)
        return self.record(PollOutcome(source, self.clock.now(), 0.1, error=error))

    def _fetch(self, source: str, status: FetchStatus, body: bytes, etag: str) -> FetchResult:
        configured = self.settings.source(source)
        assert configured is not None
        address = configured.addresses[0]
        digest = blake2b(body, digest_size=16).digest() if body else b""
        code = {FetchStatus.NOT_MODIFIED: 304, FetchStatus.PARTIAL: 226}.get(status, 200)
        return FetchResult(source, status, code, address, address.url, self.clock.now(), 0.1, body=body,
                           body_hash=digest, validators=Validators(etag or None))  # fmt: skip

    def record(self, outcome: PollOutcome, **more: Any) -> PollReport:
        source = self.settings.source(outcome.source)
        assert source is not None
        given: dict[str, Any] = {
            "decide": decide.decider(source, self.settings, self.judge), "schedule": hourly(outcome.at),
            "source": source, "settings": self.settings,
        }  # fmt: skip
        return self.store.record(outcome, **(given | more))

    def known(self, source: str) -> dict[bytes, EntryId]:
        return dict(self.store.poll_plan(source).known)

    def feed(self, slug: str = "xinmeiti") -> Any:
        merged = self.store.merged(self.settings, slug)
        assert merged is not None
        return merged

    def titles(self, slug: str = "xinmeiti") -> list[str]:
        return [entry.title for entry in self.feed(slug).entries]

    def publish(self) -> list[str]:
        """What the publisher does to the store: read, render, mark."""
        slugs = []
        for dirty in self.store.dirty():
            feed = self.feed(dirty.slug)
            stories = [entry.story_id for entry in feed.entries]
            self.store.mark_published(dirty.slug, dirty.generation, self.clock.now(), stories)
            slugs.append(dirty.slug)
        return slugs

    def changed_rows(self) -> int:
        return int(self.store._db.utils.conn.total_changes)

    def sql(self, query: str, *parameters: Any) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self.store._db.rows(query, parameters)]


def hourly(now: datetime) -> Callable[[SourceState, Verdict | None], Schedule]:
    return lambda state, verdict: Schedule(now + timedelta(hours=1), "every hour")
