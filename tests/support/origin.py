"""The loopback web beside the project, run as a process of its own, and what it knows to be true."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("AGGREGATOR_SHARED", ROOT.parent / "shared"))
CORPUS = Path(os.environ.get("AGGREGATOR_CORPUS", SHARED / "corpus"))
ORIGIN = SHARED / "tools" / "origin.py"


class Origin:
    """A running origin; `url("grow/news")` is an address on its first host, `url(…, host=3)` on its third."""

    def __init__(self, process: subprocess.Popen[str], base: str) -> None:
        self._process = process
        self.base = base  # http://127.0.0.2:PORT
        self.port = int(base.rpartition(":")[2])

    def url(self, path: str, host: int = 1) -> str:
        return f"http://127.0.0.{host + 1}:{self.port}/{path.lstrip('/')}"

    def truth(self) -> dict[str, Any]:
        return self._call("GET", "/__truth")

    def reset(self) -> None:
        self._call("POST", "/__reset")

    def tick(self, feed: str, n: int = 1, *, forge: bool = False) -> Any:
        return self._call("POST", f"/__tick?feed={feed}&n={n}&forge={int(forge)}")

    def _call(self, method: str, path: str) -> Any:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(urllib.request.Request(self.base + path, method=method), timeout=30) as answer:
            return json.loads(answer.read())

    def stop(self) -> None:
        self._process.kill()
        self._process.wait(10)
        if self._process.stdout:
            self._process.stdout.close()


def start_origin(*, corpus: Path = CORPUS, hosts: int = 8, seed: int = 7) -> Origin:
    """Start one on a free port. The caller stops it."""
    process = subprocess.Popen(
        [
            sys.executable,
            str(ORIGIN),
            "--corpus",
            str(corpus),
            "--hosts",
            str(hosts),
            "--port",
            "0",
            "--seed",
            str(seed),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    line = process.stdout.readline()  # "origin: http://127.0.0.2:PORT/ .. http://127.0.0.9:PORT/"
    return Origin(process, line.split()[1].rstrip("/"))
