"""Sockets and watchdog as a service manager hands them over, without one."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
from aggregator import logs

# Becomes the daemon after it put the passed socket at descriptor 3, as a service manager does.
LAUNCHER = """
import os, sys
os.dup2(int(sys.argv[1]), 3, inheritable=True)
os.environ["LISTEN_PID"] = str(os.getpid())
os.execv(sys.executable, [sys.executable, "-m", "aggregator", *sys.argv[2:]])
"""


def test_the_web_server_alone_serves_a_passed_socket(place):
    place.feed("a", ["一", "二"])
    place.write(place.source("a"))
    assert place.command("poll").returncode == 0
    place.write(place.source("a"), extra="")
    place.file.write_text(place.file.read_text().replace('listen = "127.0.0.1:0"', 'listen = ""'))
    path = str(place.folder / "web.sock")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen()
        environ = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(Path.cwd()),
            "LISTEN_FDS": "1",
            "LISTEN_FDNAMES": "web",
        }
        process = subprocess.Popen(
            [sys.executable, "-c", LAUNCHER, str(listener.fileno()), "-c", str(place.file), "serve"],
            pass_fds=[listener.fileno()], env=environ, stderr=subprocess.PIPE,
        )  # fmt: skip
        try:
            with httpx.Client(
                transport=httpx.HTTPTransport(uds=path), base_url="http://localhost", timeout=20
            ) as client:
                assert len(client.get("/xinmeiti.json").json()["items"]) == 2
                assert client.get("/readyz").status_code == 200
                assert client.get("/healthz").json()["sources"] == {"ok": 1}
                assert client.get("/status").status_code == 404
                assert client.get("/search?q=一&format=json").status_code == 200
        finally:
            process.send_signal(signal.SIGTERM)
            _, said = process.communicate(timeout=10)
    assert process.returncode == 0, said
    assert b'"event": "daemon.stopped"' in said


def test_the_watchdog_is_fed_and_a_hung_daemon_is_not(place, listen):
    ear = listen(str(place.folder / "notify"))
    place.environ |= {"NOTIFY_SOCKET": ear.address, "WATCHDOG_USEC": "2000000"}
    place.write()
    place.start()
    place.until(lambda: ear.words().count("WATCHDOG=1") >= 3, 10, "the watchdog's food")
    place.signal(signal.SIGSTOP)
    time.sleep(0.3)
    before = len(ear.messages)
    time.sleep(1.5)
    assert len(ear.messages) == before
    place.signal(signal.SIGCONT)
    place.until(lambda: len(ear.messages) > before, 10, "the first breath")
    assert place.stop() == 0


def test_being_aborted_it_says_where_it_was(place):
    place.write()
    place.start()
    place.signal(signal.SIGABRT)
    assert place.ended() == -signal.SIGABRT
    assert any("Current thread" in line or "Thread 0x" in line for line in place.plain)


def test_told_to_end_while_it_starts_it_ends(place):
    place.write()
    place.start(ready=False)
    place.wait_for(logs.STARTING)
    place.signal(signal.SIGTERM)
    assert place.ended() == 0
