"""Logs: one line per change of state, for a journal, a terminal or a collector.

Under systemd each line starts with its priority (`<6>`), so `journalctl -p warning` works; on a terminal it is
coloured; anywhere else it is one JSON object. Secrets are masked in every value, and text from sources is escaped,
so no feed can forge a line or paint a terminal.

The events are named below: programs may rely on the names, `docs/reference/systemd.md` lists them.
"""

from __future__ import annotations

import json
import logging
import os
import re
import sys
from collections.abc import Callable, Collection, Mapping, MutableMapping
from typing import Any, Protocol, TextIO, cast

import structlog

from aggregator import text, urls
from aggregator.hush import Hush

# The daemon's life
STARTING = "daemon.starting"
READY = "daemon.ready"
STOPPING = "daemon.stopping"
STOPPED = "daemon.stopped"
STUCK = "daemon.stuck"
# The configuration
CONFIG_LOADED = "config.loaded"
CONFIG_REJECTED = "config.rejected"
CONFIG_PROBLEM = "config.problem"
CONFIG_WARNING = "config.warning"
CONFIG_WATCH_FAILED = "config.watch_failed"
# Sources
POLLED = "source.polled"
SOURCE_FAILING = "source.failing"
SOURCE_RECOVERED = "source.recovered"
SOURCE_FLAW = "source.flaw"
NETWORK_DOWN = "network.down"
NETWORK_UP = "network.up"
FAKE_IP = "network.fake_ip"
CLOCK_SET = "clock.set"
# Hubs
HUB_SUBSCRIBED = "hub.subscribed"
HUB_ENDED = "hub.ended"
HUB_TROUBLE = "hub.trouble"
HUB_FORGED = "hub.forged_push"
PUSHED = "hub.pushed"
PING_FAILED = "hub.ping_failed"
# The store and the outputs
STORE_TROUBLE = "store.trouble"
UPKEEP = "store.upkeep"
PUBLISHED = "output.published"
PUBLISH_FAILED = "output.failed"
NOTHING_PUBLISHED = "output.none_to_seed_from"
# The doors to the outside
LISTENING = "web.listening"
ADMIN_OPEN = "web.admin_without_key"
WEB_REFUSED = "web.refused"
WEB_TROUBLE = "web.trouble"
COMMAND = "control.command"
# A bug, or a library that has something to say
BUG = "bug"
LIBRARY = "library"

FORMATS = ("auto", "text", "json", "journal")
_PRIORITIES = {"critical": 2, "error": 3, "warning": 4, "info": 6, "debug": 7}
_LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s\"'<>]+")
_CAPABILITY = re.compile(r"(/(?:private|websub)/)[^/\s\"'<>]+")
_PLAIN = re.compile(r"[^\s\"=]+")
_SHORTEST_SECRET = 4  # a shorter one would mask half the log

Event = MutableMapping[str, Any]


class Logger(Protocol):
    """What a room may say: an event's name and what belongs to it."""

    def debug(self, event: str, /, **fields: Any) -> Any:
        """Of interest to whoever looks for a fault."""
        ...

    def info(self, event: str, /, **fields: Any) -> Any:
        """A change of state."""
        ...

    def warning(self, event: str, /, **fields: Any) -> Any:
        """Something a person should look at, some day."""
        ...

    def error(self, event: str, /, **fields: Any) -> Any:
        """Something a person must look at."""
        ...

    def exception(self, event: str, /, **fields: Any) -> Any:
        """An error with the traceback of the exception being handled."""
        ...


def get(room: str = "") -> Logger:
    """The logger of a room. It may be asked for before `configure`, and follows every later `configure`."""
    return cast("Logger", structlog.get_logger(room=room) if room else structlog.get_logger())


def configure(
    level: str = "info",
    format: str = "auto",  # noqa: A002 - the word of the configuration
    *,
    secrets: Collection[str] = (),
    stream: TextIO | None = None,
    environ: Mapping[str, str] | None = None,
) -> None:
    """Set up logging for the whole process, or set it up anew: level, shape and the values to mask.

    `format` is one of `FORMATS`; "auto" takes the journal's where the stream is the journal's, colour on a terminal
    and JSON lines else. Lines go to `stream`, the standard error output by default.
    """
    to = stream if stream is not None else sys.stderr
    shape = _shape(format, to, os.environ if environ is None else environ)
    threshold = _LEVELS.get(level, logging.INFO)
    finish: dict[str, list[Callable[..., Any]]] = {
        "journal": [_journal_line],
        "text": [structlog.dev.ConsoleRenderer(colors=_has_colour(to, environ), pad_event_to=20, sort_keys=False)],
        "json": [structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"), _json_line],
    }
    if shape == "text":
        finish["text"].insert(0, structlog.processors.TimeStamper(fmt="%H:%M:%S", utc=False))
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.format_exc_info,
            Masker(secrets),
            *finish[shape],
        ],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=structlog.PrintLoggerFactory(to),
        cache_logger_on_first_use=False,
    )
    _adopt_libraries(threshold)


class Masker:
    """Makes every value fit to be shown: no secret, no password in an address, no control character."""

    def __init__(self, secrets: Collection[str] = ()) -> None:
        self._secrets = Hush(secrets, shortest=_SHORTEST_SECRET)

    def __call__(self, _logger: Any, _method: str, event: Event) -> Event:
        """As a processor of log events."""
        for key, value in event.items():
            event[key] = self.value(value, keep_lines=key == "exception")
        return event

    def value(self, value: Any, *, keep_lines: bool = False) -> Any:
        """The value as it may be shown; containers are looked through."""
        if value is None or isinstance(value, bool | int | float):
            return value
        if isinstance(value, Mapping):
            return {self.line(str(key)): self.value(item) for key, item in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self.value(item) for item in value]
        if keep_lines:
            return "\n".join(self.line(line) for line in str(value).splitlines())
        return self.line(str(value))

    def line(self, line: str) -> str:
        """One line of text as it may be shown."""
        line = _ADDRESS.sub(lambda found: urls.masked(found[0]), self._secrets.text(line))
        return text.printable(_CAPABILITY.sub(r"\1***", line))


def _shape(format_: str, stream: TextIO, environ: Mapping[str, str]) -> str:
    if format_ in FORMATS[1:]:
        return format_
    if _is_journal(stream, environ.get("JOURNAL_STREAM", "")):
        return "journal"
    return "text" if stream.isatty() else "json"


def _is_journal(stream: TextIO, named: str) -> bool:
    """Whether `$JOURNAL_STREAM` ("device:inode") names this very stream (systemd.exec(5))."""
    if not named:
        return False
    try:
        status = os.fstat(stream.fileno())
    except (OSError, ValueError):
        return False
    return named == f"{status.st_dev}:{status.st_ino}"


def _has_colour(stream: TextIO, environ: Mapping[str, str] | None) -> bool:
    return stream.isatty() and not (os.environ if environ is None else environ).get("NO_COLOR")


def _journal_line(_logger: Any, _method: str, event: Event) -> str:
    """`<6>source.recovered source=woshipm`: the journal keeps the time and the process itself."""
    priority = _PRIORITIES.get(event.pop("level", "info"), 6)
    trace = event.pop("exception", "")
    line = " ".join([event.pop("event"), *(f"{key}={_word(value)}" for key, value in event.items())])
    # Every line needs its own priority: the journal reads line by line.
    return "\n".join(f"<{priority}>{part}" for part in [line, *trace.splitlines()])


def _word(value: Any) -> str:
    plain = str(value) if not isinstance(value, dict | list) else json.dumps(value, ensure_ascii=False)
    return plain if _PLAIN.fullmatch(plain) else json.dumps(plain, ensure_ascii=False)


def _json_line(_logger: Any, _method: str, event: Event) -> str:
    first = {key: event.pop(key) for key in ("time", "level", "event") if key in event}
    return json.dumps(first | dict(event), ensure_ascii=False, default=str)


class _Bridge(logging.Handler):
    """What libraries say, as events of ours."""

    def emit(self, record: logging.LogRecord) -> None:
        """Pass one record on."""
        say = structlog.get_logger()
        method = record.levelname.lower() if record.levelname.lower() in _PRIORITIES else "info"
        fields: dict[str, Any] = {"logger": record.name, "message": record.getMessage()}
        if record.exc_info:
            fields["exc_info"] = record.exc_info
        getattr(say, method)(LIBRARY, **fields)


def _adopt_libraries(threshold: int) -> None:
    root = logging.getLogger()
    root.handlers = [_Bridge()]
    root.setLevel(max(threshold, logging.WARNING))
    # It warns of each run that it skips because the one before is still going: that is how our ticks are meant.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    # It warns of each client that speaks no HTTP, as often as that client likes.
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)
