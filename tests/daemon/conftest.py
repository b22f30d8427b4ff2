"""Real daemons as processes of their own, watched through their log, their sockets and their files."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog
from aggregator import logs

ROOT = Path(__file__).resolve().parents[2]


def rss(titles: list[str], *, host: str = "example.org") -> str:
    items = "".join(
        f"<item><title>{title}</title><link>https://{host}/{number}</link><guid>{host}-{number}</guid>"
        f"<pubDate>Tue, 0{number % 9 + 1} Sep 2026 08:00:00 GMT</pubDate>"
        f"<description>{title}的正文</description></item>"
        for number, title in enumerate(titles, 1)
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
        f"<title>{host}</title><link>https://{host}/</link><description>d</description>{items}</channel></rss>"
    )


class Listener:
    """A service manager's ear: the messages that come to $NOTIFY_SOCKET, in order."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.messages: list[str] = []
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind("\0" + address[1:] if address.startswith("@") else address)
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                self.messages.append(self._socket.recv(4096).decode())

    def words(self) -> list[str]:
        """The first line of each message, without STATUS alone."""
        return [message.split("\n")[0] for message in self.messages if not message.startswith("STATUS=")]

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(5)


class Place:
    """A configuration with its folders, and the daemon that runs on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "config" / "aggregator.toml"
        self.file.parent.mkdir(parents=True)
        self.state = folder / "data"
        self.process: subprocess.Popen[bytes] | None = None
        self.log: list[dict[str, Any]] = []
        self.plain: list[str] = []
        self._reader: threading.Thread | None = None
        self.environ: dict[str, str] = {}

    # ---------------------------------------------------------------------------------- configuration

    def write(self, *sources: str, extra: str = "", top: str = "") -> None:
        """Write the configuration whole, as an editor does: a new file renamed over the old one."""
        text = f"""
{top}
[site]
title = "试验"
url = "http://127.0.0.1:8080/"
[publish]
debounce = "1s"
[serve]
listen = "127.0.0.1:0"
admin = "127.0.0.1:0"
[log]
level = "debug"
[fetch]
host_gap = "0s"
allow_private = ["127.0.0.0/8"]
{extra}
[[category]]
name = "新媒体"
slug = "xinmeiti"
{"".join(sources)}
"""
        new = self.file.with_suffix(".new")
        new.write_text(text, encoding="utf-8")
        new.replace(self.file)

    def feed(self, name: str, titles: list[str]) -> None:
        (self.file.parent / f"{name}.xml").write_text(rss(titles, host=f"{name}.example"), encoding="utf-8")

    @staticmethod
    def source(name: str, url: str = "", *, more: str = "") -> str:
        address = url or f"file:{name}.xml"
        return f'[[source]]\nid = "{name}"\nurl = "{address}"\ncategories = ["新媒体"]\n{more}\n'

    # ---------------------------------------------------------------------------------- life

    def start(self, *, ready: bool = True) -> None:
        self.log, self.plain = [], []
        self.process = subprocess.Popen(
            [sys.executable, "-m", "aggregator", "-c", str(self.file), "run"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            env={**_clean_environment(), **self.environ},
        )
        self._reader = threading.Thread(target=self._read, args=(self.process,), daemon=True)
        self._reader.start()
        if ready:
            self.wait_for(logs.READY)

    def _read(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stderr is not None
        for raw in process.stderr:
            line = raw.decode("utf-8", "replace").rstrip("\n")
            try:
                self.log.append(json.loads(line))
            except ValueError:
                self.plain.append(line)

    def signal(self, number: signal.Signals) -> None:
        assert self.process is not None
        self.process.send_signal(number)

    def ended(self, seconds: float = 15.0) -> int:
        assert self.process is not None
        assert self._reader is not None
        code = self.process.wait(seconds)
        self._reader.join(5)
        assert self.process.stderr is not None
        self.process.stderr.close()
        self.process = None
        return code

    def stop(self) -> int:
        self.signal(signal.SIGTERM)
        return self.ended()

    def clean(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.ended()

    # ---------------------------------------------------------------------------------- looking

    def events(self, name: str) -> list[dict[str, Any]]:
        return [event for event in list(self.log) if event.get("event") == name]

    def wait_for(self, name: str, count: int = 1, seconds: float = 30.0) -> dict[str, Any]:
        """The event of this name, once it has come so many times."""
        self.until(lambda: len(self.events(name)) >= count or self._is_dead(), seconds, f"the event {name}")
        found = self.events(name)
        assert len(found) >= count, self.said()
        return found[count - 1]

    def _is_dead(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def until(self, condition: Callable[[], object], seconds: float = 30.0, what: str = "it") -> None:
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, f"{what} did not come in {seconds} s\n{self.said()}"
            time.sleep(0.05)

    def said(self) -> str:
        return "\n".join([*(json.dumps(line, ensure_ascii=False) for line in self.log), *self.plain])

    def address(self, server: str = "web") -> str:
        found = [event for event in self.events(logs.LISTENING) if event["server"] == server]
        return found[-1]["addresses"][0].rstrip("/")

    def get(self, path: str, server: str = "web", **headers: str) -> httpx.Response:
        with httpx.Client(trust_env=False, timeout=10) as client:
            return client.get(self.address(server) + path, headers=headers)

    def titles(self) -> list[str]:
        """The titles of the served JSON feed."""
        return [item["title"] for item in self.get("/xinmeiti.json").json()["items"]]

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command of ours on the same configuration."""
        return subprocess.run(
            [sys.executable, "-m", "aggregator", "-c", str(self.file), "--json", *words],
            capture_output=True, text=True, cwd=ROOT, env={**_clean_environment(), **self.environ}, timeout=60,
            check=False,
        )  # fmt: skip


def _clean_environment() -> dict[str, str]:
    keep = {"PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "COVERAGE_PROCESS_START"}
    return {name: value for name, value in os.environ.items() if name in keep} | {"PYTHONPATH": str(ROOT)}


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """A folder with a configuration to write and a daemon to start; ended at the end of the test."""
    made = Place(tmp_path)
    yield made
    made.clean()


@pytest.fixture
def listen() -> Iterator[Callable[[str], Listener]]:
    """Make listeners on notify sockets."""
    made: list[Listener] = []

    def make(address: str) -> Listener:
        made.append(Listener(address))
        return made[-1]

    yield make
    for one in made:
        one.close()


class HandClock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.wall = datetime(2026, 5, 1, tzinfo=UTC)
        self.ticks = 100.0

    def now(self) -> Any:
        return self.wall

    def monotonic(self) -> float:
        return self.ticks

    def forward(self, seconds: float) -> None:
        self.ticks += seconds
        self.wall += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture(autouse=True)
def quiet_logs() -> Iterator[None]:
    logs.configure("error", "json")
    yield
    structlog.reset_defaults()
