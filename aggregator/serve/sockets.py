"""Listening: on an address of the configuration, or on sockets that systemd opened for us."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Mapping

from aggregator.errors import AggregatorError, BusyError, ConfigurationError, Problem

_FIRST_PASSED = 3  # sd_listen_fds(3)


def bind(host: str, port: int, *, key: str = "serve.listen") -> socket.socket:
    """Listen on an address; port 0 takes any free one.

    Raises BusyError `address-in-use` where another program listens there, ConfigurationError where this machine has no
    such address or may not use it. `key` names the setting in the message.
    """
    place = f"{host}:{port}"
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE | socket.AI_NUMERICSERV
        )[0]
        # Without the protocol asyncio does not know TCP when it sees it, and every answer waits 40 ms for Nagle.
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise _refused(key, f"{place} is no address to listen on: {error.strerror or error}") from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6 and host not in {"", "::"}:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listener.bind(address)
        listener.listen(1024)
    except OSError as error:
        listener.close()
        raise _translated(error, key, place) from error
    listener.settimeout(0)
    return listener


def _translated(error: OSError, key: str, place: str) -> AggregatorError:
    if error.errno == errno.EADDRINUSE:
        return BusyError(
            "address-in-use",
            f"another program listens on {place}",
            where=key,
            hint=f"stop it, or choose another port for {key}; `ss -ltnp` shows who it is",
        )
    if error.errno in {errno.EACCES, errno.EPERM}:
        return _refused(key, f"this user may not listen on {place}", "take a port from 1024 up, or use a socket unit")
    return _refused(key, f"this machine cannot listen on {place}: {error.strerror}", "take an address of this machine")


def _refused(key: str, message: str, hint: str = "write it like 127.0.0.1:8080") -> ConfigurationError:
    return ConfigurationError((Problem("", 0, 0, key, message, hint, code="listen"),))


def passed(environ: Mapping[str, str], pid: int) -> dict[str, list[socket.socket]]:
    """The sockets that a supervisor opened for this process, by name (sd_listen_fds(3)).

    A socket named "admin" is for the admin listener; whatever else it is called, it is for the public one ("web").
    """
    if environ.get("LISTEN_PID", "") != str(pid) or not environ.get("LISTEN_FDS", "").isdigit():
        return {}
    count = int(environ["LISTEN_FDS"])
    names = environ.get("LISTEN_FDNAMES", "").split(":")
    found: dict[str, list[socket.socket]] = {}
    for index in range(count):
        name = "admin" if index < len(names) and names[index] == "admin" else "web"
        os.set_inheritable(_FIRST_PASSED + index, False)  # noqa: FBT003 - positional only
        listener = socket.socket(fileno=_FIRST_PASSED + index)
        listener.settimeout(0)
        found.setdefault(name, []).append(listener)
    return found
