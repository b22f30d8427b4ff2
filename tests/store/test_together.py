"""Readers beside the writer, and the writer behind coroutines."""

from __future__ import annotations

import asyncio
import threading
import time
from datetime import timedelta

import pytest
from aggregator.errors import AggregatorError, BusyError
from aggregator.store import DATABASE, Reader, Store, Writer


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


def test_a_writer_that_cannot_open_leaves_no_thread(world):
    before = threading.active_count()
    with pytest.raises(BusyError):
        asyncio.run(Writer.open(world.state, world.clock))
    time.sleep(0.1)
    assert threading.active_count() <= before
