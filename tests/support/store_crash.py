"""Kill a polling process at random statements, over and over, and hold what is stored against the truth.

    python -m support.store_crash STATE [CYCLES] [SEED]

Each cycle the origin publishes items, a child polls it and dies by SIGKILL somewhere in between, another child polls to
the end; then every item must be stored, none twice, and the database whole. Prints one line of JSON.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import Any

from aggregator.merge import decide, identity, rules
from aggregator.model import (
    Address,
    FeedDate,
    FetchResult,
    FetchStatus,
    ParsedEntry,
    ParsedFeed,
    PlainText,
    PollOutcome,
    SafeHtml,
    Schedule,
    Validators,
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
from aggregator.store import Reader, Store

WINDOW, NEW = 12, 9
ADDRESS = Address("https://origin.example/feed", "https://origin.example/feed")


class Clock:
    def __init__(self, step: int) -> None:
        self._now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=step)

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._now.timestamp()


def settings(state: Path) -> Settings:
    return Settings(
        file=state, files=(), watch=(), state=state, output=state, timezone="UTC", site=Site(), fetch=FetchSettings(),
        keep=Keep(), dedupe=Dedupe(), categories=(Category("新媒体", "xinmeiti", backlog=-1),),
        sources=(Source("origin", (ADDRESS,), categories=("xinmeiti",), burst=-1),), rules=(), hides=(),
        images=Images(), publish=Publish(), serve=Serve(), log=Log(),
    )  # fmt: skip


def item(position: int, number: int) -> ParsedEntry:
    noise = b"".join(blake2b(f"{number} {part}".encode()).digest() for part in range(4))
    text = "".join(chr(0x4E00 + noise[2 * n] * 64 + noise[2 * n + 1] % 64) for n in range(60))
    digest = blake2b(text.encode(), digest_size=16).digest()
    return ParsedEntry(
        position, digest, digest, str(number), f"https://origin.example/{number}", PlainText(f"{text[:12]} {number}"),
        identity.keys(title=text[:12], text=text, link=f"https://origin.example/{number}", guid=str(number)),
        published=FeedDate(datetime(2025, 6, 1, tzinfo=UTC) + timedelta(minutes=number)),
        content=SafeHtml(text), text=PlainText(text),
    )  # fmt: skip


def poll(state: Path, truth: int, step: int, tracer: Callable[[str, Any], None] | None = None) -> None:
    """What a process does: open, configure, ask with the validators it has, record."""
    clock, chosen = Clock(step), settings(state)
    store = Store.open(state, clock, tracer=tracer)
    store.configure(chosen)
    plan = store.poll_plan("origin")
    etag = f'"{truth}"'
    same = plan.validators.get(ADDRESS.key, Validators()).etag == etag
    status = FetchStatus.NOT_MODIFIED if same else FetchStatus.NEW
    fetch = FetchResult("origin", status, 304 if same else 200, ADDRESS, ADDRESS.url, clock.now(), 0.1,
                        body_hash=etag.encode(), validators=Validators(etag))  # fmt: skip
    numbers = range(truth - 1, max(-1, truth - 1 - WINDOW), -1)
    feed = None if same else ParsedFeed("rss20", "utf-8", tuple(item(at, n) for at, n in enumerate(numbers)))
    store.record(
        PollOutcome("origin", clock.now(), 0.1, fetch, feed), source=chosen.sources[0], settings=chosen,
        decide=decide.decider(chosen.sources[0], chosen, rules.judge(chosen)),
        schedule=lambda _state, _verdict: Schedule(clock.now() + timedelta(hours=1), "hourly"),
    )  # fmt: skip
    for dirty in store.dirty():
        store.mark_published(dirty.slug, dirty.generation, clock.now())
    store.close()


def in_a_child(work: Callable[[], None]) -> int:
    """Run it in a process of its own; gives the signal that ended it, 0 for none. Raises where it failed."""
    child = os.fork()
    if child == 0:
        try:
            work()
            os._exit(0)
        except BaseException as error:  # noqa: BLE001 - told to the parent, whatever it is
            print(repr(error), file=sys.stderr)
            os._exit(1)
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise SystemExit("a poll failed")
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


def dies_at(count: int) -> Callable[[str, Any], None]:
    """A tracer that kills its process before statement number `count`."""
    seen = 0

    def trace(_sql: str, _parameters: Any) -> None:
        nonlocal seen
        seen += 1
        if seen == count:
            os.kill(os.getpid(), signal.SIGKILL)

    return trace


def verdict(state: Path, truth: int) -> dict[str, int]:
    with Reader.open(state) as reader:
        db = reader._db
        guids = db.column("SELECT guid FROM entry")
        assert db.column("PRAGMA integrity_check") == ["ok"]
        assert db.rows("PRAGMA foreign_key_check") == []
        stories = db.value("SELECT count(*) FROM story")
        held = db.value("SELECT count(*) FROM story_category")
        numbers = db.value("SELECT max(number) FROM admission")
        kept = db.value("SELECT sum(kept) FROM archive_block")
        assert stories == held == numbers == kept == len(guids), (stories, held, numbers, kept)
        assert reader.dirty() == ()
    return {"lost": len(set(map(str, range(truth))) - set(guids)), "twice": len(guids) - len(set(guids))}


def run(state: Path, cycles: int, seed: int) -> dict[str, int]:
    """All cycles; what was lost and doubled, and how many children really died."""
    chance, truth, killed = random.Random(seed), WINDOW, 0
    in_a_child(lambda: poll(state, truth, 0))
    statements = 480  # a little more than such a poll takes, so that some die after their commit or not at all
    for cycle in range(1, cycles + 1):
        truth += NEW
        point = chance.randrange(1, statements)
        killed += in_a_child(partial(poll, state, truth, cycle, dies_at(point))) != 0
        in_a_child(partial(poll, state, truth, cycle))
        found = verdict(state, truth)
        if found["lost"] or found["twice"]:
            return {"cycles": cycle, "killed": killed, "entries": truth, **found}
    return {"cycles": cycles, "killed": killed, "entries": truth, "lost": 0, "twice": 0}


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    result = run(folder, int(sys.argv[2]) if len(sys.argv) > 2 else 1000, int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    print(json.dumps(result))
    raise SystemExit(1 if result["lost"] or result["twice"] else 0)
