"""What the one way out is made of, and that there is no other."""

from __future__ import annotations

import ast
import asyncio
import socket
import threading
import time
from pathlib import Path

import aggregator
import httpcore
import httpx
import pytest
import sniffio
from aggregator.fetch.addresses import AllowList
from aggregator.fetch.direct import Direct
from aggregator.fetch.guard import Guard
from aggregator.fetch.resolve import system_resolver
from aggregator.fetch.transport import MOST_CONNECTIONS, Factory, secure_context

PACKAGE = Path(aggregator.__file__).parent
CLIENTS = {
    "httpx",
    "httpcore",
    "requests",
    "urllib3",
    "aiohttp",
    "urllib.request",
    "http.client",
    "ftplib",
    "telnetlib",
}


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{name.name}" for name in node.names}
    return found


def test_no_other_room_has_a_client_of_its_own() -> None:
    outside = {
        str(path.relative_to(PACKAGE)): imports(path) & CLIENTS
        for path in PACKAGE.rglob("*.py")
        if path.parent.name != "fetch"
    }
    assert {path: names for path, names in outside.items() if names} == {}


def test_sniffio_is_there_because_each_request_is_dearer_without_it() -> None:
    assert sniffio.__version__


def test_httpx_keeps_its_pool_where_we_put_ours() -> None:
    plain = httpx.AsyncHTTPTransport(trust_env=False)
    assert isinstance(plain._pool, httpcore.AsyncConnectionPool)
    ours = Factory(system_resolver, AllowList())("http://127.0.0.1:1")
    assert isinstance(ours, httpx.AsyncHTTPTransport)
    assert type(ours._pool._network_backend).__name__ == "Guard"
    assert ours._pool._max_connections == MOST_CONNECTIONS
    assert ours._pool._max_keepalive_connections == 0


def test_one_secure_context_serves_all_transports() -> None:
    context = secure_context()
    factory = Factory(system_resolver, AllowList(), context)
    plain, proxied = factory(""), factory("http://127.0.0.1:1")
    assert isinstance(plain, Direct)
    assert isinstance(proxied, httpx.AsyncHTTPTransport)
    assert plain.context is proxied._pool._ssl_context is context
    assert type(plain.guard) is type(proxied._pool._network_backend) is Guard
    assert factory("") is plain
    assert context.check_hostname
    assert context.cert_store_stats()["x509_ca"] > 50


def test_literal_address_is_its_own_answer_and_names_are_looked_up_on_a_thread() -> None:
    async def scenario() -> None:
        assert await system_resolver("127.0.0.1", 80) == ("127.0.0.1",)
        assert await system_resolver("::1", 80) == ("::1",)
        assert "127.0.0.1" in await system_resolver("localhost", 80)
        assert await system_resolver("127.1", 80) == ("127.0.0.1",)
        with pytest.raises(socket.gaierror):
            await system_resolver("a" * 70, 80)

    asyncio.run(scenario())


def test_lookup_that_hangs_holds_up_neither_loop_nor_end(monkeypatch: pytest.MonkeyPatch) -> None:
    answered = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [answered.wait(30)][1:])

    async def scenario() -> None:
        waiting = [asyncio.create_task(system_resolver("name.example", 80)) for _ in range(20)]
        await asyncio.sleep(0.05)
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)

    began = time.monotonic()
    try:
        asyncio.run(scenario())
        assert time.monotonic() - began < 1
        hanging = [thread for thread in threading.enumerate() if thread.name == "resolve"]
        assert len(hanging) == 20
        assert all(thread.daemon for thread in hanging)
    finally:
        answered.set()


def test_lookups_that_find_no_thread_fail_and_take_no_place_from_later_ones() -> None:
    def none_left(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    async def scenario() -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(threading.Thread, "start", none_left)
            for _ in range(300):
                with pytest.raises(socket.gaierror):
                    await system_resolver("localhost", 80)
        assert "127.0.0.1" in await system_resolver("localhost", 80)

    asyncio.run(scenario())
