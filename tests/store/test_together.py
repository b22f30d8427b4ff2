"""Readers beside the writer, and the writer behind coroutines."""

from __future__ import annotations

import asyncio
import threading
import time
from datetime import timedelta

import pytest
from aggregator.errors import AggregatorError, BusyError
from aggregator.merge import decide
from aggregator.model import PollOutcome, PollReport
from aggregator.store import DATABASE, Reader, Store, Writer
from aggregator.store.writer import MOST

from support.store_world import World, hourly


def test_twenty_readers_and_a_writer_meet_no_lock(world, entry):
    stop, problems, reads = threading.Event(), [], []

    def read():
        try:
            with Reader.open(world.state) as reader:
                while not stop.is_set():
                    feed = reader.merged(world.settings, "xinmeiti")
                    assert feed is not None
                    uids = [one.uid for one in feed.entries]
                    assert len(uids) == len(set(uids))
                    reader.status(world.clock.now())
                    reads.append(len(uids))
        except (AggregatorError, AssertionError) as error:
            problems.append(error)

    threads = [threading.Thread(target=read) for _ in range(20)]
    for thread in threads:
        thread.start()
    polls, until = 0, time.monotonic() + 4
    while time.monotonic() < until:
        world.clock.pass_(timedelta(minutes=1))
        world.poll("woshipm", *(entry(n, f"第{polls}轮第{n}篇文章", guid=f"{polls}-{n}") for n in range(5)))
        world.publish()
        polls += 1
    stop.set()
    for thread in threads:
        thread.join()
    assert problems == []
    assert len(reads) > 20
    assert world.store.status(world.clock.now()).entries == polls * 5
    assert (world.state / (DATABASE + "-wal")).stat().st_size < 64 * 1024 * 1024


def test_the_writer_runs_calls_in_order_on_one_thread(tmp_path, world):
    async def work():
        writer = await Writer.open(tmp_path / "other", world.clock)
        names = await asyncio.gather(*(writer.call(lambda _store: threading.current_thread().name) for _ in range(5)))
        assert len(set(names)) == 1
        report = await writer.call(Store.configure, world.settings)
        assert set(report.added) == {"woshipm", "zaker"}
        assert set(await writer.call(Store.due, world.clock.now())) == {"woshipm", "zaker"}
        assert (await writer.call(Store.poll_plan, "zaker")).state.status == "new"
        slow = asyncio.ensure_future(writer.call(lambda store: (time.sleep(0.2), store.slugs())))
        await asyncio.sleep(0)
        await writer.close()
        await writer.close()
        assert slow.done()
        with pytest.raises(RuntimeError):
            await writer.call(Store.slugs)

    asyncio.run(work())
    Store.open(tmp_path / "other", world.clock).close()


def record(writer: Writer, world: World, outcome: PollOutcome, **more) -> asyncio.Task[PollReport]:
    source = world.settings.source(outcome.source)
    given = {"decide": decide.decider(source, world.settings, world.judge), "schedule": hourly(outcome.at)} | more
    return asyncio.ensure_future(writer.record(outcome, source=source, settings=world.settings, **given))


def test_polls_that_wait_together_share_a_transaction_and_one_that_fails_takes_nobody_along(tmp_path, world, entry):
    told: list[str] = []

    def refuse(*_: object) -> None:
        raise ValueError("a mistake")

    async def work():
        writer = await Writer.open(tmp_path / "other", world.clock)
        await writer.call(Store.configure, world.settings)
        await writer.call(lambda store: store._db.utils.conn.set_trace_callback(told.append))
        first, second = world.outcome("woshipm", entry(0, "甲篇", guid="1")), world.outcome("zaker", entry(0, "乙篇"))
        reports = await asyncio.gather(record(writer, world, first), record(writer, world, second))
        assert [report.new for report in reports] == [1, 1]
        assert (told.count("BEGIN IMMEDIATE"), told.count("COMMIT")) == (1, 1)

        world.clock.pass_(timedelta(hours=1))
        third, fourth = world.outcome("woshipm", entry(0, "丙篇", guid="3")), world.outcome("zaker", entry(0, "丁篇"))
        fails = record(writer, world, world.outcome("woshipm", entry(0, "戊篇")), decide=refuse)
        kept = await asyncio.gather(record(writer, world, third), record(writer, world, fourth))
        with pytest.raises(ValueError, match="a mistake"):
            await fails
        assert [report.new for report in kept] == [1, 1]
        status = await writer.call(Store.status, world.clock.now())
        assert (status.entries, sum(one.entries for one in status.sources)) == (4, 4)
        logged = await writer.call(lambda store: store._db.value("SELECT count(*) FROM poll_log"))
        assert logged == 4  # what was undone with the one that failed was done again, and once
        await writer.close()

    asyncio.run(work())


def test_a_visit_to_the_thread_takes_only_so_much_along(tmp_path, world, entry):
    """A watchdog, a publisher and whoever polls next wait behind it."""
    told: list[str] = []

    async def work():
        writer = await Writer.open(tmp_path / "other", world.clock)
        await writer.call(Store.configure, world.settings)
        await writer.call(lambda store: store._db.utils.conn.set_trace_callback(told.append))
        long = [entry(n, f"第{n}篇文章", guid=str(n)) for n in range(MOST // 2)]
        waiting = [record(writer, world, world.outcome(name, *long)) for name in ("woshipm", "zaker", "woshipm")]
        await asyncio.gather(*waiting)
        assert told.count("COMMIT") == 3
        await writer.close()

    asyncio.run(work())


def test_who_stops_waiting_for_the_writer_holds_nobody_up(tmp_path, world):
    async def work():
        writer = await Writer.open(tmp_path / "other", world.clock)
        slow = asyncio.ensure_future(writer.call(lambda _store: time.sleep(0.1)))
        gone = asyncio.ensure_future(writer.call(Store.subscriptions))
        await asyncio.sleep(0.02)
        gone.cancel()
        slow.cancel()
        assert await writer.call(Store.due, world.clock.now()) == ()
        await writer.close()

    asyncio.run(work())


def test_a_writer_that_cannot_open_leaves_no_thread(world):
    before = threading.active_count()
    with pytest.raises(BusyError):
        asyncio.run(Writer.open(world.state, world.clock))
    time.sleep(0.1)
    assert threading.active_count() <= before
