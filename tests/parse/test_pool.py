"""Children that can be killed: what one document does stays its own affair."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from aggregator.errors import ParseError
from aggregator.model import ContentOptions, ParsedFeed, ParseRequest, RecleanItem
from aggregator.parse import Pool, cage, worker

from support.bombs import BOMBS

ROOT = Path(__file__).resolve().parents[2]
FEED = "<rss version='2.0'><channel><title>名字</title><item><guid>1</guid><title>一</title></item></channel></rss>"

Requests = Callable[..., ParseRequest]


def hang() -> None:
    while True:
        pass


def sleep() -> None:
    time.sleep(3600)


def crawl() -> None:
    """A job that gets a sixth of the processor, as on a busy machine."""
    for _ in range(20):
        until = time.process_time() + 0.01
        while time.process_time() < until:
            pass
        time.sleep(0.05)


def devour() -> int:
    return sum(
        len(bytearray(50 * 1024 * 1024))
        for hoard in [[]]
        for _ in range(100)
        if hoard.append(bytearray(50 * 1024 * 1024)) is None
    )


def leave() -> None:
    os._exit(3)


def die() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def open_a_file() -> str:
    return Path("/etc/passwd").read_text()


def write_a_file() -> None:
    Path("/tmp/parse-child").write_text("x")


def call_out() -> None:
    socket.create_connection(("127.0.0.1", 9), 1)


def start_a_program() -> None:
    subprocess.run(["/bin/true"], check=True)


def refuse() -> None:
    raise ParseError("not-a-feed", "no", hint="h")


def stumble() -> None:
    raise KeyError("where")


@pytest.fixture(scope="module")
def loop() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="module")
def pool(loop: asyncio.Runner) -> Iterator[Pool]:
    pool = Pool(workers=2, deadline=1.0, memory=256 * 1024 * 1024)
    loop.run(pool.start())
    yield pool
    pool.close()


def fails(loop: asyncio.Runner, pool: Pool, job: Callable[[], object]) -> ParseError:
    with pytest.raises(ParseError) as error:
        loop.run(pool._run("https://a.example/", job))
    return error.value


def test_a_document_comes_back_as_values(
    loop: asyncio.Runner, pool: Pool, request_for: Requests, parsed: Callable[..., ParsedFeed]
) -> None:
    assert loop.run(pool.parse(request_for(FEED))) == parsed(FEED)


def test_an_error_comes_back_whole(loop: asyncio.Runner, pool: Pool, request_for: Requests) -> None:
    with pytest.raises(ParseError) as error:
        loop.run(pool.parse(request_for("<html><body>x</body></html>", url="https://u:secret@a.example/?key=secret")))
    assert error.value.code == "html-page"
    assert "preview" in error.value.hint
    assert "secret" not in str(error.value)


@pytest.mark.parametrize(
    ("job", "code"),
    [
        (hang, "parser-timeout"),
        (sleep, "parser-timeout"),
        (devour, "parser-memory"),
        (leave, "parser-crash"),
        (die, "parser-crash"),
        (refuse, "not-a-feed"),
        (stumble, "unreadable"),
        (open_a_file, "unreadable"),
        (write_a_file, "unreadable"),
        (call_out, "unreadable"),
        (start_a_program, "unreadable"),
    ],
)
def test_what_goes_wrong_in_a_child_is_a_parse_error(
    loop: asyncio.Runner, pool: Pool, request_for: Requests, job: Callable[[], object], code: str
) -> None:
    error = fails(loop, pool, job)
    assert error.code == code
    assert error.where == "https://a.example/"
    assert loop.run(pool.parse(request_for(FEED))).title == "名字"


def test_a_busy_machine_is_no_fault_of_the_document(loop: asyncio.Runner, pool: Pool) -> None:
    started = time.monotonic()
    loop.run(pool._run("x", crawl))
    assert time.monotonic() - started > 1.0  # the deadline of this pool


def test_a_job_has_its_own_processor_time(loop: asyncio.Runner) -> None:
    pool = Pool(workers=1, deadline=0.8)
    try:
        for _ in range(6):
            loop.run(pool._run("x", crawl))
    finally:
        pool.close()


def test_others_go_on_while_one_hangs(loop: asyncio.Runner, pool: Pool, request_for: Requests) -> None:
    async def together() -> list[object]:
        jobs = [pool._run("x", hang), *(pool.parse(request_for(FEED)) for _ in range(20))]
        return list(await asyncio.gather(*jobs, return_exceptions=True))

    first, *rest = loop.run(together())
    assert isinstance(first, ParseError)
    assert all(isinstance(one, ParsedFeed) for one in rest)


def test_a_child_killed_while_idle_is_replaced(loop: asyncio.Runner, pool: Pool, request_for: Requests) -> None:
    for _ in range(3):
        pid = loop.run(pool._run("x", os.getpid))
        os.kill(pid, signal.SIGKILL)
        assert loop.run(pool.parse(request_for(FEED))).title == "名字"


def test_whoever_notices_late_that_a_pool_broke_ends_no_new_one(
    loop: asyncio.Runner, pool: Pool, request_for: Requests
) -> None:
    async def scenario() -> None:
        broken = await pool._started()
        await pool._drop(broken)
        made = await pool._started()
        await pool._drop(broken)
        assert await pool._started() is made
        assert (await pool.parse(request_for(FEED))).title == "名字"

    loop.run(scenario())


def test_a_cancelled_job_frees_its_child(loop: asyncio.Runner, pool: Pool, request_for: Requests) -> None:
    async def cancel() -> float:
        task = asyncio.create_task(pool._run("x", hang))
        await asyncio.sleep(0.2)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        started = time.monotonic()
        await asyncio.gather(*(pool.parse(request_for(FEED)) for _ in range(4)))
        return time.monotonic() - started

    assert loop.run(cancel()) < 2


def test_feeds_of_a_page(loop: asyncio.Runner, pool: Pool) -> None:
    page = b'<link rel="alternate" type="application/rss+xml" href="/rss">'
    (link,) = loop.run(pool.discover(page, "https://a.example/"))
    assert link.url == "https://a.example/rss"


def test_the_article_of_a_page(loop: asyncio.Runner, pool: Pool) -> None:
    pytest.importorskip("trafilatura", reason="the extra 'fulltext' is not installed")
    patient = Pool(workers=1, deadline=30)
    page = (
        "<html><body><article>" + "<p>这是正文，有许多字，讲一件事情的来龙去脉。</p>" * 12 + "</article></body></html>"
    )
    try:
        article = loop.run(
            patient.article(page.encode(), "https://a.example/", "text/html; charset=utf-8", ContentOptions())
        )
    finally:
        patient.close()
    assert "来龙去脉" in article.text


def test_entries_are_cleaned_again_in_order(
    loop: asyncio.Runner, pool: Pool, parsed: Callable[..., ParsedFeed]
) -> None:
    items = "".join(f"<item><guid>{n}</guid><title>第{n}</title></item>" for n in range(120))
    feed = parsed(f"<rss version='2.0'><channel>{items}</channel></rss>")
    blobs = [RecleanItem(n, entry.raw) for n, entry in enumerate(feed.roster)]  # type: ignore[union-attr]
    blobs[7] = RecleanItem(7, b"damaged")
    done = loop.run(pool.reclean(blobs))
    assert done[7] is None
    assert [(one.ref, one.title) for one in done if one] == [(n, f"第{n}") for n in range(120) if n != 7]


@pytest.mark.parametrize("name", sorted(BOMBS))
def test_bombs_cost_themselves_and_little_else(
    loop: asyncio.Runner, pool: Pool, request_for: Requests, name: str
) -> None:
    body = BOMBS[name]()
    before, started = _memory(), time.monotonic()
    (feed,) = loop.run(_gathered(pool.parse(request_for(body))))
    assert isinstance(feed, ParsedFeed | ParseError)
    assert len(feed.roster) <= 2000 if isinstance(feed, ParsedFeed) else feed.hint or feed.transient
    assert time.monotonic() - started < 5
    assert _memory() - before < 64 * 1024


def test_close_is_quick_and_tells_those_who_wait(request_for: Requests) -> None:
    async def run() -> tuple[float, object]:
        pool = Pool(workers=2)
        await pool.start()
        task = asyncio.create_task(pool._run("x", hang))
        await asyncio.sleep(0.2)
        started = time.monotonic()
        pool.close()
        pool.close()
        took = time.monotonic() - started
        (error,) = await asyncio.gather(task, return_exceptions=True)
        with pytest.raises(ParseError, match="closed"):
            await pool.parse(request_for(FEED))
        return took, error

    took, error = asyncio.run(run())
    assert took < 2
    assert isinstance(error, ParseError)
    assert (error.code, error.transient) == ("parser-stopped", True)


def test_children_end_when_their_parent_is_killed() -> None:
    program = textwrap.dedent(
        """
        import asyncio, os, sys
        sys.path[:0] = [{root!r}]
        from aggregator.parse import Pool
        async def main():
            pool = Pool(workers=2, deadline=60)
            pids = {{await pool._run("x", os.getpid) for _ in range(8)}}
            print(*pids, flush=True)
            await asyncio.sleep(60)
        if __name__ == "__main__":
            asyncio.run(main())
        """
    ).format(root=str(ROOT))
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pids = [int(word) for word in parent.stdout.readline().split()]
    parent.kill()
    parent.wait(10)
    parent.stdout.close()
    assert pids
    until = time.monotonic() + 5
    while any(_alive(pid) for pid in pids) and time.monotonic() < until:
        time.sleep(0.05)
    assert [pid for pid in pids if _alive(pid)] == []


def test_children_do_not_load_the_program(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        textwrap.dedent(
            f"""
            import asyncio, sys
            sys.path[:0] = [{str(ROOT)!r}]
            import aggregator.settings, starlette
            print("main loaded", flush=True)
            from aggregator.parse import Pool
            async def main():
                pool = Pool(workers=1)
                loaded = "{{'starlette', 'aggregator.settings', 'pydantic'}} & {{*__import__('sys').modules}}"
                print(await pool._run("x", eval, loaded), flush=True)
                pool.close()
            if __name__ == "__main__":
                asyncio.run(main())
            """
        )
    )
    ended = subprocess.run([sys.executable, str(program)], capture_output=True, text=True, timeout=60, check=True)
    assert ended.stdout.split("\n")[:-1] == ["main loaded", "set()"]


def test_a_keyboard_interrupt_is_the_parents_affair(loop: asyncio.Runner, pool: Pool, request_for: Requests) -> None:
    pid = loop.run(pool._run("x", os.getpid))
    os.kill(pid, signal.SIGINT)
    assert loop.run(pool.parse(request_for(FEED))).title == "名字"
    assert _alive(pid)


def test_processor_time_is_bounded_even_without_a_parent() -> None:
    program = "import aggregator.parse.cage as c\nc.allow_seconds(0.2)\nwhile True: pass"
    ended = subprocess.run([sys.executable, "-c", program], cwd=ROOT, timeout=20, check=False)
    assert ended.returncode == -signal.SIGPROF


def test_the_exit_that_means_memory_is_no_other() -> None:
    assert cage.MEMORY_EXIT not in {0, 1, 2}
    assert worker.reclean([]) == []


async def _gathered(*jobs: Awaitable[object]) -> list[object]:
    return list(await asyncio.gather(*jobs, return_exceptions=True))


def _memory() -> int:
    """Resident kilobytes of this process."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in {"Z", "X"}
    except OSError:
        return False


def test_what_crosses_comes_back_as_it_was(loop: asyncio.Runner, pool: Pool, request_for: Requests) -> None:
    body = FEED.replace(
        "</item>",
        "<author>a@b.example (A)</author><pubDate>Fri, 30 Apr 2021 10:00:00 GMT</pubDate><guid>x</guid>"
        "<enclosure url='https://a.example/a.mp3' type='audio/mpeg'/></item>"
        "<item><guid>known</guid></item>",
        1,
    )
    known = {item.item_hash: 7 for item in worker.parse(request_for(body)).roster if item.guid == "known"}
    request = request_for(body, known=known)
    feed = worker.parse(request)
    assert {type(item).__name__ for item in feed.roster} == {"ParsedEntry", "Known"}
    assert loop.run(pool.parse(request)) == feed
