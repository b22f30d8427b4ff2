"""The daemon's parts, one by one, with a clock that is set by hand."""

from __future__ import annotations

import asyncio
import gc
import io
import json
import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from aggregator import logs
from aggregator.clock import SystemClock
from aggregator.daemon.jobs import Ticks
from aggregator.daemon.journal import LONG_PAUSE, PAUSE, Journal
from aggregator.daemon.notify import Notifier, watchdog_seconds
from aggregator.daemon.outbox import FIRST_RETRY, LONGEST_RETRY, Outbox
from aggregator.daemon.polls import REST, STORE_REST, Poller
from aggregator.daemon.timekeeper import Timekeeper
from aggregator.daemon.watchdog import SCHEDULER, WEB, WRITER, Watchdog
from aggregator.daemon.wiring import opened
from aggregator.errors import BusyError, StorageError
from aggregator.model import PollReport, PublishReport
from aggregator.serve.health import Pulse
from aggregator.settings import load
from aggregator.settings.values import Source

from support.project import config


def names(count: int) -> list[Source]:
    return [Source(f"s{number}", ()) for number in range(count)]


class Pipeline:
    """A pipeline that polls as it is told to."""

    def __init__(self, *sources: Source) -> None:
        self.sources = list(sources)
        self.asked: list[str] = []
        self.hold = asyncio.Event()
        self.error: Exception | None = None
        self.ended = "unchanged"
        self.code = ""
        self.offline = False
        self.resting = False
        self.probes = 0
        self.caught_up = 0
        self.set_by = []
        self.moved = []
        self.refusal: Exception | None = None
        self.until = None

    async def due(self):
        return self.sources

    async def poll_one(self, source, *, force=False):
        self.asked.append(source.id)
        await self.hold.wait()
        if self.error is not None:
            raise self.error
        return PollReport(source.id, self.ended, error_code=self.code, next_poll_at=self.until)

    def may_probe(self):
        self.probes += 1
        return self.probes == 1

    async def catch_up(self):
        self.caught_up += 1

    def clock_was_set(self, by):
        self.moved.append(by)

    async def redate(self, by, since, until):
        if self.refusal is not None:
            raise self.refusal
        self.set_by.append((by, since, until))


def test_the_collector_leaves_the_program_alone_while_rooms_are_open_and_is_as_before_afterwards(
    tmp_path: Path,
) -> None:
    before = gc.get_threshold(), gc.get_freeze_count()
    file = tmp_path / "aggregator.toml"
    file.write_text(config(("pm", "http://pm.example/feed")), encoding="utf-8")

    async def scenario() -> None:
        async with opened(load(file, {}), SystemClock()):
            assert gc.get_freeze_count() > before[1] + 10_000
            assert gc.get_threshold()[0] > before[0][0]

    asyncio.run(scenario())
    assert (gc.get_threshold(), gc.get_freeze_count()) == before


def polling(pipeline, clock, *, at_once=500):
    told = []
    poller = Poller(lambda: pipeline, clock, lambda report, _seconds: told.append(report.source), at_once=at_once)
    return poller, told


def test_all_of_ten_thousand_that_are_due_are_polled(clock):
    async def scenario():
        everything = names(10_000)
        pipeline = Pipeline(*everything)
        pipeline.hold.set()
        poller, told = polling(pipeline, clock)
        most = 0
        while len(told) < 10_000:
            pipeline.sources = everything[len(pipeline.asked) :]
            await poller.tick()
            most = max(most, len(poller.running))
            await asyncio.sleep(0)
        return pipeline, told, most

    pipeline, told, most = asyncio.run(scenario())
    assert len(set(told)) == len(pipeline.asked) == 10_000
    assert most <= 500


def test_a_source_is_never_polled_twice_at_once_and_a_slow_one_holds_nobody_up(clock):
    async def scenario():
        pipeline = Pipeline(*names(2))
        poller, told = polling(pipeline, clock)
        for _ in range(5):
            await poller.tick()
            await asyncio.sleep(0)
        pipeline.sources.append(Source("late", ()))
        await poller.tick()
        await asyncio.sleep(0)
        assert pipeline.asked == ["s0", "s1", "late"]
        assert not told
        pipeline.hold.set()
        await poller.ended(["s0", "s1", "late"])
        assert sorted(told) == ["late", "s0", "s1"]
        assert not poller.running

    asyncio.run(scenario())


def test_a_bug_or_a_waiting_host_is_not_asked_every_second(clock):
    async def scenario(error, ended, until, first, then):
        pipeline = Pipeline(*names(1))
        pipeline.hold.set()
        pipeline.error, pipeline.ended, pipeline.until = error, ended, until
        poller, _ = polling(pipeline, clock)
        for step in (0, first, then):
            clock.forward(step)
            await poller.tick()
            await poller.ended(["s0"])
        return len(pipeline.asked)

    with logs_to(io.StringIO()):
        assert asyncio.run(scenario(ZeroDivisionError(), "", None, REST - 1, 2)) == 2
    assert asyncio.run(scenario(None, "skipped", clock.now() + timedelta(seconds=200), 9, 2)) == 1
    assert asyncio.run(scenario(None, "skipped", clock.now() + timedelta(seconds=40), 9, 40)) == 2


@pytest.mark.parametrize("kind", [StorageError, BusyError])
def test_a_store_in_trouble_rests_and_is_told_once(clock, kind):
    said = io.StringIO()

    async def scenario():
        pipeline = Pipeline(*names(3))
        pipeline.hold.set()
        pipeline.error = kind("disk-full", "the disk is full", where="/var", hint="free some space")
        poller, told = polling(pipeline, clock)
        for _ in range(4):
            await poller.tick()
            await poller.ended(["s0", "s1", "s2"])
            clock.forward(1)
        assert len(pipeline.asked) == 3
        clock.forward(STORE_REST)
        pipeline.error = None
        await poller.tick()
        await poller.ended(["s0", "s1", "s2"])
        assert len(told) == 3

    with logs_to(said):
        asyncio.run(scenario())
    events = [json.loads(line) for line in said.getvalue().splitlines()]
    assert [event["event"] for event in events] == [logs.STORE_TROUBLE, logs.STORE_TROUBLE]
    assert events[0]["hint"] == "free some space"
    assert events[1]["ended"] is True


def test_offline_only_a_probe_goes_out_and_what_piled_up_is_spread_at_the_start_and_afterwards(clock):
    async def scenario():
        pipeline = Pipeline(*names(5), Source("file", (), file=Path("x")))
        pipeline.hold.set()
        poller, _ = polling(pipeline, clock)
        await poller.tick()
        await poller.ended([source.id for source in pipeline.sources])
        assert pipeline.caught_up == 1
        pipeline.asked.clear()
        pipeline.offline = True
        await poller.tick()
        await poller.ended([source.id for source in pipeline.sources])
        assert pipeline.asked == ["s0", "file"]
        assert pipeline.caught_up == 1
        pipeline.offline = False
        for _ in range(3):
            await poller.tick()
        assert pipeline.caught_up == 2

    asyncio.run(scenario())


def test_a_clock_that_was_set_and_a_machine_that_slept_are_noticed_once(clock):
    async def scenario():
        pipeline = Pipeline()
        slept = 0.0
        keeper = Timekeeper(clock, lambda: clock.monotonic() + slept)
        started = clock.now()
        poller = Poller(lambda: pipeline, clock, lambda *_: None, timekeeper=keeper)

        async def after(seconds=0.0, *, sleep=0.0, step=0.0):
            nonlocal slept
            clock.forward(seconds)
            slept += sleep
            clock.wall += timedelta(seconds=sleep + step)
            pipeline.caught_up = 0
            await poller.tick()
            await poller.tick()
            return pipeline.caught_up

        assert await after() == 1  # the start
        assert await after(3600, step=20) == 0  # slewed
        assert await after(5, sleep=8 * 3600) == 1
        assert pipeline.set_by == []
        assert await after(5, step=-3600) == 1
        assert pipeline.set_by == [(timedelta(hours=-1), started, clock.now() + timedelta(hours=1))]
        back = clock.now()
        assert await after(5, step=86400) == 1
        assert pipeline.set_by[1] == (timedelta(days=1), back, clock.now() - timedelta(days=1))

    asyncio.run(scenario())


def test_a_store_that_refuses_hears_later_of_the_clock_that_was_set(clock):
    """Else every source would be asked at a time of the old clock: a day late, or a year."""

    async def scenario():
        pipeline = Pipeline()
        keeper = Timekeeper(clock, clock.monotonic)
        started = clock.now()
        poller = Poller(lambda: pipeline, clock, lambda *_: None, timekeeper=keeper)
        await poller.tick()
        pipeline.refusal = BusyError("locked", "another program writes", where="/var", hint="wait")
        clock.forward(5)
        clock.wall -= timedelta(days=365)
        stood = clock.now() + timedelta(days=365)
        for _ in range(3):
            await poller.tick()
            clock.forward(STORE_REST)
        assert pipeline.set_by == []
        pipeline.refusal = None
        await poller.tick()
        await poller.tick()
        assert pipeline.set_by == [(timedelta(days=-365), started, stood)]
        assert pipeline.moved == [timedelta(days=-365)]  # and the hosts' waits moved once, at once
        assert pipeline.caught_up == 2

    with logs_to(io.StringIO()):
        asyncio.run(scenario())


def test_stopping_breaks_off_what_runs_and_begins_nothing(clock):
    async def scenario():
        pipeline = Pipeline(*names(50))
        poller, told = polling(pipeline, clock)
        await poller.tick()
        assert len(poller.running) == 50
        await poller.stop()
        await poller.tick()
        await asyncio.sleep(0)
        assert not poller.running
        assert not told

    asyncio.run(scenario())


# ------------------------------------------------------------------------------------------------ publishing


class Press:
    def __init__(self) -> None:
        self.published = 0
        self.error: Exception | None = None

    async def __call__(self):
        self.published += 1
        if self.error is not None:
            raise self.error
        return PublishReport(written=1)


def test_many_changes_are_one_publish_and_a_busy_hour_does_not_put_it_off(clock):
    async def scenario():
        press = Press()
        outbox = Outbox(press, lambda: 5.0, clock)
        for _ in range(20):  # a change a second
            outbox.want()
            await outbox.tick()
            clock.forward(1)
        assert press.published == 3
        outbox.want(at_once=True)
        await outbox.tick()
        assert press.published == 4
        assert not outbox.is_waiting

    asyncio.run(scenario())


def test_what_changes_while_publishing_is_another_publish(clock):
    async def scenario():
        outbox: Outbox
        count = 0

        async def publish():
            nonlocal count
            count += 1
            if count == 1:
                outbox.want()
            return PublishReport()

        outbox = Outbox(publish, lambda: 1.0, clock)
        outbox.want(at_once=True)
        await outbox.tick()
        assert outbox.is_waiting
        clock.forward(1)
        await outbox.tick()
        assert count == 2

    asyncio.run(scenario())


def test_a_failing_publish_is_told_once_and_tried_again_ever_more_seldom(clock):
    said = io.StringIO()

    async def scenario():
        press = Press()
        press.error = StorageError("disk-full", "the disk is full")
        results = []
        outbox = Outbox(press, lambda: 1.0, clock, results.append)
        outbox.want(at_once=True)
        for _ in range(int(FIRST_RETRY * 8)):
            await outbox.tick()
            clock.forward(1)
        assert press.published == 4  # at 0, 5, 15, 35 seconds
        press.error = None
        clock.forward(40)
        await outbox.tick()
        assert results == [None] * 4 + [PublishReport(written=1)]

    with logs_to(said):
        asyncio.run(scenario())
    assert [json.loads(line).get("ended") for line in said.getvalue().splitlines()] == [None, True]


def test_a_week_of_failures_is_a_retry_every_five_minutes(clock):
    async def scenario():
        press = Press()
        press.error = StorageError("disk-full", "the disk is full")
        outbox = Outbox(press, lambda: 1.0, clock)
        outbox.want(at_once=True)
        for _ in range(7 * 86_400 // int(LONGEST_RETRY)):
            await outbox.tick()
            clock.forward(LONGEST_RETRY)
        return press.published

    with logs_to(io.StringIO()):
        assert asyncio.run(scenario()) == 2016


def test_stopping_waits_for_the_publish_under_way(clock):
    async def scenario():
        began, release = asyncio.Event(), asyncio.Event()

        async def publish():
            began.set()
            await release.wait()
            return PublishReport(written=7)

        results = []
        outbox = Outbox(publish, lambda: 1.0, clock, results.append)
        under_way = asyncio.create_task(outbox.flush())
        await began.wait()
        stopping = asyncio.create_task(outbox.stop())
        await asyncio.sleep(0)
        release.set()
        await asyncio.gather(stopping, under_way)
        assert results == [PublishReport(written=7)]
        assert await outbox.flush() is None

    asyncio.run(scenario())


def test_a_cancelled_tick_breaks_no_publish_off(clock):
    async def scenario(patience):
        began, release, results = asyncio.Event(), asyncio.Event(), []

        async def publish():
            began.set()
            await release.wait()
            return PublishReport(written=7)

        outbox = Outbox(publish, lambda: 1.0, clock, results.append)
        outbox.want(at_once=True)
        tick = asyncio.create_task(outbox.tick())
        await began.wait()
        tick.cancel()  # as the scheduler does at the end
        stopping = asyncio.create_task(outbox.stop(patience))
        await asyncio.sleep(0.1)
        release.set()
        await asyncio.gather(tick, stopping, return_exceptions=True)
        return results

    assert asyncio.run(scenario(60)) == [PublishReport(written=7)]
    with logs_to(io.StringIO()):
        assert asyncio.run(scenario(0.01)) == []  # it did not end in time


def test_after_a_bug_what_waits_to_be_published_still_does(clock):
    async def scenario():
        press = Press()
        press.error = ZeroDivisionError()
        outbox = Outbox(press, lambda: 1.0, clock)
        outbox.want(at_once=True)
        with pytest.raises(ZeroDivisionError):
            await outbox.tick()
        press.error = None
        clock.forward(FIRST_RETRY)
        await outbox.tick()
        assert press.published == 2
        assert not outbox.is_waiting

    with logs_to(io.StringIO()):
        asyncio.run(scenario())


# ------------------------------------------------------------------------------------------------ watchdog, journal


class Ear(Notifier):
    def __init__(self, clock) -> None:
        super().__init__({}, clock)
        self.fed = 0

    def alive(self) -> None:
        self.fed += 1


@pytest.mark.parametrize("frozen", [SCHEDULER, WRITER, WEB])
def test_one_frozen_part_is_enough_to_starve_the_watchdog(clock, frozen):
    async def scenario():
        pulse, ear, hold = Pulse(clock), Ear(clock), asyncio.Event()

        async def ask_writer():
            if frozen == WRITER:
                await hold.wait()

        dog = Watchdog(pulse, ear, ask_writer, 60.0)
        for part in (SCHEDULER, WRITER, WEB):
            pulse.beat(part)

        async def minute():
            before = ear.fed
            for _ in range(4):
                for part in {SCHEDULER, WEB} - {frozen}:
                    pulse.beat(part)
                await dog.tick()
                await asyncio.sleep(0)
                clock.forward(15)
            return ear.fed - before

        assert await minute() == 3  # fed until it was silent for half the time
        assert await minute() == 0
        if frozen == WRITER:
            with dog.patience():
                assert await minute() == 4
        hold.set()
        await asyncio.sleep(0)
        pulse.beat(frozen)
        await dog.tick()
        assert not pulse.stuck(dog.limit)
        await dog.stop()

    with logs_to(io.StringIO()):
        asyncio.run(scenario())


def test_a_source_is_news_when_it_begins_to_fail_and_when_it_recovers(clock):
    said = io.StringIO()
    with logs_to(said):
        journal = Journal(clock)
        for report in (
            PollReport("a", "failed", error_code="http-500", error="500", hint="wait"),
            PollReport("a", "failed", error_code="http-500", error="500"),
            PollReport("a", "skipped"),
        ):
            journal.polled(report)
            clock.forward(PAUSE)
            journal.tell(offline=False)
        assert journal.failing == {"a"}
        assert journal.polled(PollReport("a", "unchanged"))
        assert not journal.polled(PollReport("a", "unchanged"))
        assert not journal.failing
    events = [(line["event"], line["source"]) for line in map(json.loads, said.getvalue().splitlines())]
    assert events == [(logs.SOURCE_FAILING, "a"), (logs.SOURCE_RECOVERED, "a")]


def test_a_source_that_left_the_configuration_fails_no_more(clock):
    said = io.StringIO()
    with logs_to(said):
        journal = Journal(clock)
        for name in ("stays", "leaves"):
            journal.polled(PollReport(name, "failed", error_code="http-500", error="500"))
        journal.configured({"stays"})
        journal.polled(PollReport("leaves", "failed", error_code="http-404", error="404"))  # was under way
        clock.forward(PAUSE)
        journal.tell(offline=False)
        assert journal.failing == {"stays"}
    assert [json.loads(line)["source"] for line in said.getvalue().splitlines()] == ["stays"]


def test_while_we_are_offline_what_cannot_be_reached_is_no_news(clock):
    said = io.StringIO()
    with logs_to(said):
        journal = Journal(clock)
        for number in range(50):
            journal.polled(PollReport(f"s{number}", "failed", error_code="dns-failed", was_well=True))
        clock.forward(LONG_PAUSE - 1)
        journal.tell(offline=False)
        clock.forward(1)
        journal.tell(offline=True)
        assert not journal.failing
    assert said.getvalue() == ""


def test_a_host_that_cannot_be_reached_while_others_can_is_told_after_ten_minutes(clock):
    said = io.StringIO()
    with logs_to(said):
        journal = Journal(clock)
        journal.polled(PollReport("a", "failed", error_code="connect-refused", was_well=True))
        clock.forward(LONG_PAUSE)
        journal.tell(offline=False)
    assert [json.loads(line)["source"] for line in said.getvalue().splitlines()] == ["a"]


# ------------------------------------------------------------------------------------------------ notify, ticks


def test_messages_arrive_by_path_and_by_abstract_name(listen, clock, tmp_path):
    for address in (str(tmp_path / "n"), f"@aggregator-test-{os.getpid()}"):
        ear = listen(address)
        notifier = Notifier({"NOTIFY_SOCKET": address}, clock)
        notifier.ready("3 sources\nREADY=0 \x1b[31m")
        notifier.alive()
        notifier.reloading()
        notifier.ready()
        notifier.stopping("bye")
        wait_until(lambda ear=ear: len(ear.messages) == 5)
        assert ear.messages == [
            "READY=1\nSTATUS=3 sources READY=0 [31m", "WATCHDOG=1", "RELOADING=1\nMONOTONIC_USEC=100000000", "READY=1",
            "STOPPING=1\nSTATUS=bye",
        ]  # fmt: skip


def test_a_deaf_manager_is_no_trouble(clock, tmp_path):
    Notifier({}, clock).ready()
    Notifier({"NOTIFY_SOCKET": str(tmp_path / "nobody")}, clock).ready()


@pytest.mark.parametrize(
    ("environ", "seconds"),
    [
        ({}, None), ({"WATCHDOG_USEC": "30000000"}, 30.0), ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "7"}, 30.0),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "8"}, None), ({"WATCHDOG_USEC": "0"}, None),
        ({"WATCHDOG_USEC": "x"}, None),
    ],
)  # fmt: skip
def test_the_watchdogs_time_is_read(environ, seconds):
    assert watchdog_seconds(environ, pid=7) == seconds


def test_ticks_survive_a_stall_an_error_and_never_overtake_themselves():
    said = io.StringIO()

    async def scenario():
        ticks = Ticks()
        count, running, most = 0, 0, 0

        async def tick():
            nonlocal count, running, most
            running += 1
            most = max(most, running)
            count += 1
            await asyncio.sleep(0.15)
            running -= 1
            if count == 2:
                raise ZeroDivisionError("oops")

        ticks.every(0.1, "t", tick)
        ticks.start()
        await asyncio.sleep(0.5)
        blocked = count
        time.sleep(1.5)  # noqa: ASYNC251 - the stall itself
        await asyncio.sleep(0.5)
        await ticks.stop()
        stopped = count
        await asyncio.sleep(0.3)
        assert count == stopped
        return blocked, stopped, most

    with logs_to(said):
        blocked, stopped, most = asyncio.run(scenario())
    assert blocked >= 2
    assert stopped > blocked
    assert most == 1
    assert "ZeroDivisionError: oops" in said.getvalue()


def wait_until(condition, seconds=5.0):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


class logs_to:  # noqa: N801 - reads as a statement
    def __init__(self, stream: io.StringIO) -> None:
        self._stream = stream

    def __enter__(self) -> None:
        logs.configure("info", "json", stream=self._stream)

    def __exit__(self, *_: object) -> None:
        logs.configure("error", "json")
