"""An aggregator of its own in a folder: a configuration file, and the command as a user calls it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Answer:
    """What an HTTP server said."""

    status: int
    headers: dict[str, str]
    body: bytes


def get(url: str, **headers: str) -> Answer:
    """One GET; header names are written with underscores."""
    request = urllib.request.Request(url, headers={k.replace("_", "-"): v for k, v in headers.items()})
    try:
        with OPENER.open(request, timeout=20) as answer:
            return Answer(answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read())
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, {k.lower(): v for k, v in error.headers.items()}, error.read())


@dataclass
class Project:
    """`write` the configuration, then call commands; `public` is the output folder."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def file(self) -> Path:
        return self.folder / "aggregator.toml"

    @property
    def public(self) -> Path:
        return self.folder / "data" / "public"

    @property
    def database(self) -> Path:
        return next((self.folder / "data").glob("*.sqlite3"))

    def write(self, text: str) -> None:
        """Replace the configuration file as an editor does: whole, by a rename."""
        self.folder.mkdir(parents=True, exist_ok=True)
        temporary = self.file.with_suffix(".tmp")
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(self.file)

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "aggregator", "-c", str(self.file), *words]

    def call(self, *words: str, timeout: float = 120) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(
            self.command(*words),
            capture_output=True,
            text=True,
            timeout=timeout,
            env=os.environ | self.environment,
            cwd=self.folder,
            check=False,
        )

    def json(self, *words: str, exit_code: int = 0, timeout: float = 120) -> Any:
        """Run a command with --json and read its document."""
        done = self.call("--json", *words, timeout=timeout)
        assert done.returncode == exit_code, f"exit {done.returncode}: {done.stderr[-3000:]}"
        return json.loads(done.stdout)

    def start(self, *words: str) -> subprocess.Popen[str]:
        """Start a command, `run` by default, with its log in `folder/log`."""
        log = (self.folder / "log").open("a", encoding="utf-8")
        with log:
            return subprocess.Popen(
                self.command(*(words or ("run",))),
                stdout=log,
                stderr=log,
                text=True,
                env=os.environ | self.environment,
                cwd=self.folder,
            )

    def log(self) -> str:
        return (self.folder / "log").read_text(encoding="utf-8")

    def files(self) -> dict[str, tuple[bytes, int]]:
        """Every published file: its bytes and its time of modification in nanoseconds."""
        return {
            path.relative_to(self.public).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
            for path in sorted(self.public.rglob("*"))
            if path.is_file()
        }


def config(*sources: tuple[str, str], port: int = 0, extra: str = "", source_extra: str = "") -> str:
    """A configuration that reads (id, url) pairs into 新媒体, allowed to talk to the loopback network."""
    serve = f'listen = "127.0.0.1:{port}"\nadmin = ""' if port else 'listen = ""\nadmin = ""'
    head = f"""timezone = "Asia/Shanghai"
{extra if not extra.startswith("[") else ""}
[site]
title = "我的聚合"
url = "http://127.0.0.1:{port or 8080}/"

[fetch]
allow_private = ["127.0.0.0/8"]
host_gap = "0s"
per_host = 16
timeout = "5s"

[publish]
debounce = "0s"

[serve]
{serve}

[[category]]
name = "新媒体"
slug = "xinmeiti"
entries = 1000
per_source = 1000
"""
    blocks = [
        f'[[source]]\nid = "{name}"\nurl = "{url}"\ncategories = ["新媒体"]\n{source_extra}\n' for name, url in sources
    ]
    return "\n".join([head, extra if extra.startswith("[") else "", *blocks])


def stop(process: subprocess.Popen[str], how: signal.Signals = signal.SIGTERM, timeout: float = 10) -> int:
    """End a process that a test started, and say how it ended."""
    if process.poll() is None:
        process.send_signal(how)
    return process.wait(timeout)


def until(condition: Any, *, seconds: float = 20, every: float = 0.05, what: str = "the condition") -> Any:
    """Ask again and again until the answer is true; fails with what was waited for."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if answer := condition():
                return answer
        except (OSError, ValueError, urllib.error.URLError):
            pass
        time.sleep(every)
    raise AssertionError(f"waited {seconds} s in vain for {what}")
