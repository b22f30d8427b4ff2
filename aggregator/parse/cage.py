"""What a parse child may not do: grow without bound, spin for ever, open files, reach a network, start programs.

The limits are the kernel's. The audit hook is a second fence inside Python: no document should ever make a parser
reach for a file or an address, and if one does, it fails here.
"""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import sys
import threading
from collections.abc import Callable
from multiprocessing import connection, parent_process
from pathlib import Path
from typing import Any

MEMORY_EXIT = 86
"""Exit status of a child that met its memory limit."""

_FORBIDDEN = frozenset(
    {
    "socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname",
    "socket.gethostbyaddr", "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork",
    "os.forkpty", "os.spawn", "os.startfile", "os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link",
    "os.symlink", "os.truncate", "os.chmod", "os.chown", "shutil.copyfile", "shutil.move", "shutil.rmtree",
    "webbrowser.open", "urllib.Request", "ftplib.connect",
    }
)  # fmt: skip
_SYSTEM = (
    "/usr/share/zoneinfo",
    "/usr/lib/zoneinfo",
    "/etc/localtime",
    "/dev/null",
    "/dev/urandom",
    "/proc/self/",
    "/sys/fs/cgroup",
)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def enter(memory: int) -> None:
    """Make this process a parse child: `memory` is the address space in bytes that it may take on top of its start."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's affair
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # a handler would not run inside a parser's C code
    with contextlib.suppress(ValueError, OSError, AttributeError):
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    _die_with_parent()
    _limit_memory(memory)
    sys.addaudithook(_fence(_readable()))


def allow_seconds(seconds: float) -> None:
    """From now on, so much processor time; then the kernel ends the process with SIGPROF, inside C code too."""
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, seconds)


def _limit_memory(memory: int) -> None:
    limit = _address_space() + memory
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _address_space() -> int:
    """Bytes of address space in use now; shared libraries count, so the limit is on top of them."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except (OSError, ValueError, IndexError):
        return 256 * 1024 * 1024
    return pages * os.sysconf("SC_PAGE_SIZE")


def _die_with_parent() -> None:
    """End when the parent does, however it does."""
    parent = parent_process()
    if parent is None:
        return

    def watch() -> None:
        connection.wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()


def _readable() -> tuple[str, ...]:
    """Where Python's own code and data lie: all that a child may still open."""
    places = {
        sys.prefix,
        sys.base_prefix,
        sys.exec_prefix,
        str(Path(__file__).resolve().parents[1]),
        *filter(None, sys.path),
    }
    places |= {str(Path(place).resolve()) for place in places}
    return tuple(sorted(places)) + _SYSTEM


def _fence(readable: tuple[str, ...]) -> Callable[[str, tuple[Any, ...]], None]:
    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event in _FORBIDDEN:
            raise PermissionError(f"a parser tried to {event}")
        if event == "open":
            _check_open(arguments, readable)

    return hook


def _check_open(arguments: tuple[object, ...], readable: tuple[str, ...]) -> None:
    path = arguments[0]
    flags = arguments[2] if len(arguments) > 2 and isinstance(arguments[2], int) else 0
    if isinstance(path, int):
        return
    name = os.fsdecode(path) if isinstance(path, bytes | str | os.PathLike) else str(path)
    if flags & _WRITING and name != os.devnull:
        raise PermissionError("a parser tried to write a file")
    if not name.startswith(readable) or ".." in name:
        raise PermissionError("a parser tried to open a file")
