"""Telling the service manager how we are (sd_notify(3)): one datagram a message, silence where nobody listens."""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Mapping

from aggregator import text
from aggregator.clock import Clock


class Notifier:
    """Speaks to `$NOTIFY_SOCKET`; without one it does nothing. Never raises: a deaf manager must not end the daemon."""

    def __init__(self, environ: Mapping[str, str], clock: Clock) -> None:
        place = environ.get("NOTIFY_SOCKET", "")
        # A leading @ stands for the abstract namespace; anything else is a path.
        self._address = "\0" + place[1:] if place.startswith("@") else place
        self._clock = clock

    def ready(self, status: str = "") -> None:
        """Started, or done with reloading."""
        self._send("READY=1", _status(status))

    def reloading(self) -> None:
        """Applying a new configuration; `ready` ends it. The timestamp is what `Type=notify-reload` waits for."""
        self._send("RELOADING=1", f"MONOTONIC_USEC={int(self._clock.monotonic() * 1_000_000)}")

    def stopping(self, status: str = "") -> None:
        """Ending."""
        self._send("STOPPING=1", _status(status))

    def status(self, status: str) -> None:
        """One line for `systemctl status`."""
        self._send(_status(status))

    def alive(self) -> None:
        """Feed the watchdog."""
        self._send("WATCHDOG=1")

    def _send(self, *lines: str) -> None:
        if not self._address:
            return
        message = "\n".join(line for line in lines if line).encode()
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out:
            out.settimeout(1)
            out.connect(self._address)
            out.sendall(message)


def watchdog_seconds(environ: Mapping[str, str], pid: int | None = None) -> float | None:
    """The watchdog's time in seconds where one watches this process (sd_watchdog_enabled(3)); else None."""
    named = environ.get("WATCHDOG_PID", "")
    if named and named != str(os.getpid() if pid is None else pid):
        return None
    value = environ.get("WATCHDOG_USEC", "")
    return int(value) / 1_000_000 if value.isdigit() and int(value) > 0 else None


def _status(status: str) -> str:
    return f"STATUS={text.printable(text.one_line(status))}" if status else ""
