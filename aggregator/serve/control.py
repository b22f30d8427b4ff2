"""The control socket: how a command reaches the daemon that holds the database.

A unix socket in the state folder, 0600, so whoever may write the database may command its daemon and nobody else.
One JSON object per line. The client sends one request; the server sends any number of progress events and one end:

    → {"command": "poll", "arguments": {"ids": ["woshipm"], "force": true}}
    ← {"progress": {"done": 1, "total": 3, …}}
    ← {"result": {…}}        or        ← {"error": {"code": …, "what": …, "where": …, "hint": …, "exit": 74, …}}

A client that goes away takes its command with it: what it was doing is cancelled between two steps.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import stat
from collections.abc import Awaitable, Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from aggregator import logs
from aggregator.errors import (
    AggregatorError,
    BusyError,
    ConfigurationError,
    FetchError,
    ParseError,
    Problem,
    StorageError,
    UsageError,
)

log = logs.get("control")

SOCKET = "control.sock"
LONGEST_LINE = 16 * 1024 * 1024  # bytes
PATIENCE = 10.0  # seconds a client may take to send its request

Progress: TypeAlias = Callable[[Mapping[str, Any]], None]
Handler: TypeAlias = Callable[[Mapping[str, Any], Progress], Awaitable[Mapping[str, Any]]]

_KINDS: Mapping[int, type[AggregatorError]] = {
    kind.exit_code: kind for kind in (UsageError, FetchError, ParseError, StorageError, BusyError)
}


class ControlServer:
    """Answers on a control socket. `handlers` are looked up by the command's name at each request."""

    def __init__(self, path: Path, handlers: Mapping[str, Handler]) -> None:
        self.path = path
        self._handlers = handlers
        self._server: asyncio.AbstractServer | None = None
        self._calls: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Listen. Call it only with the state's lock held: what lies there from an earlier life is replaced.

        Raises StorageError `control-socket`.
        """
        try:
            listener = _bind(self.path)
        except OSError as error:
            raise StorageError(
                "control-socket",
                f"the control socket cannot be made: {error.strerror or error}",
                where=str(self.path),
                hint="give the state folder to the user that runs aggregator",
            ) from error
        self._server = await asyncio.start_unix_server(self._connected, sock=listener, limit=LONGEST_LINE)

    async def stop(self) -> None:
        """Stop listening, break off the calls under way, remove the socket."""
        if self._server is None:
            return
        self._server.close()
        for call in list(self._calls):
            call.cancel()
        await asyncio.gather(*self._calls, return_exceptions=True)
        self.path.unlink(missing_ok=True)
        self._server = None

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._calls.add(task)
        try:
            await self._converse(reader, writer)
        except (ConnectionError, asyncio.CancelledError):
            pass  # the client went away, or we do; there is nobody to tell
        finally:
            self._calls.discard(task)
            writer.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            line = await asyncio.wait_for(reader.readline(), PATIENCE)
            command, arguments = _request(line)
        except (TimeoutError, ValueError) as error:
            trouble = UsageError("request", f"not a request: {str(error) or 'nothing came'}")
            await _send(writer, {"error": error_document(trouble)})
            return
        work = asyncio.create_task(self._carry_out(command, arguments, writer))
        gone = asyncio.create_task(reader.read(1))  # a client says nothing more; an end of file means that it left
        try:
            await asyncio.wait({work, gone}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            work.cancel() if not work.done() else None
            gone.cancel()
            ended = await asyncio.gather(work, gone, return_exceptions=True)
        if isinstance(ended[0], Mapping):
            await _send(writer, ended[0])

    async def _carry_out(
        self, command: str, arguments: Mapping[str, Any], writer: asyncio.StreamWriter
    ) -> Mapping[str, Any]:
        def progress(event: Mapping[str, Any]) -> None:
            if not writer.is_closing():
                writer.write(_line({"progress": event}))

        handler = self._handlers.get(command)
        try:
            if handler is None:
                known = ", ".join(sorted(self._handlers))
                raise UsageError(
                    "no-such-command", f"the daemon knows no command {command!r}", hint=f"it knows {known}"
                )
            log.debug(logs.COMMAND, command=command)
            return {"result": dict(await handler(arguments, progress))}
        except AggregatorError as error:
            return {"error": error_document(error)}
        except Exception as error:  # a bug must not end the daemon; its client hears of it
            log.exception(logs.BUG, command=command)
            return {"error": error_document(AggregatorError("bug", f"{type(error).__name__} in the daemon", hint=_BUG))}


_BUG = "this is a bug: the daemon's log has the details"


class ControlClient:
    """Calls a daemon over its control socket."""

    def __init__(self, path: Path) -> None:
        self.path = path

    async def answers(self) -> bool:
        """Whether a daemon listens there."""
        try:
            _, writer = await self._open()
        except OSError:
            return False
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
        return True

    async def call(
        self, command: str, arguments: Mapping[str, Any], on_progress: Progress = lambda _event: None
    ) -> dict[str, Any]:
        """Have the daemon carry out a command; gives its result.

        Raises what the daemon raised, of the same kind and with the same exit code; BusyError `no-answer` where none
        listens or it ends before it answered.
        """
        try:
            reader, writer = await self._open()
        except OSError as error:
            raise self._silent("the daemon does not answer") from error
        try:
            writer.write(_line({"command": command, "arguments": dict(arguments)}))
            await writer.drain()
            while line := await reader.readline():
                message = json.loads(line)
                if "progress" in message:
                    on_progress(message["progress"])
                elif "error" in message:
                    raise error_from(message["error"])
                else:
                    result: dict[str, Any] = message["result"]
                    return result
        except (OSError, ValueError) as error:
            raise self._silent("the daemon broke off") from error
        finally:
            writer.close()
        raise self._silent("the daemon ended before it answered")

    async def _open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        with _short(self.path) as path:
            return await asyncio.open_unix_connection(path, limit=LONGEST_LINE)

    def _silent(self, what: str) -> BusyError:
        return BusyError("no-answer", what, where=str(self.path), hint="see its log, or stop it and try again")


def error_document(error: AggregatorError) -> dict[str, Any]:
    """An error as it crosses the socket."""
    document: dict[str, Any] = {
        "code": error.code,
        "what": error.what,
        "where": error.where,
        "hint": error.hint,
        "transient": error.transient,
        "exit": error.exit_code,
    }
    if isinstance(error, ConfigurationError):
        names = Problem.__slots__
        document["problems"] = [{name: getattr(problem, name) for name in names} for problem in error.problems]
    return document


def error_from(document: Mapping[str, Any]) -> AggregatorError:
    """The error that `error_document` wrote, of the same kind."""
    if document.get("problems"):
        return ConfigurationError(tuple(Problem(**problem) for problem in document["problems"]))
    kind = _KINDS.get(document["exit"], AggregatorError)
    words = {"where": document["where"], "hint": document["hint"]}
    if kind is BusyError:
        return BusyError(document["code"], document["what"], **words)
    return kind(document["code"], document["what"], **words, transient=document["transient"])


def _request(line: bytes) -> tuple[str, Mapping[str, Any]]:
    message = json.loads(line)
    if not isinstance(message, dict) or not isinstance(message.get("command"), str):
        raise ValueError("it names no command")  # noqa: TRY004
    arguments = message.get("arguments", {})
    if not isinstance(arguments, dict):
        raise ValueError("its arguments are no object")  # noqa: TRY004
    return message["command"], arguments


async def _send(writer: asyncio.StreamWriter, message: Mapping[str, Any]) -> None:
    writer.write(_line(message))
    await writer.drain()


def _line(message: Mapping[str, Any]) -> bytes:
    return json.dumps(message, ensure_ascii=False, default=str).encode() + b"\n"


@contextlib.contextmanager
def _short(path: Path) -> Iterator[str]:
    """A name for the path that fits into a socket's address, which takes 107 bytes only (unix(7))."""
    if len(os.fsencode(path)) <= 107:
        yield str(path)
        return
    folder = os.open(path.parent, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)


def _bind(path: Path) -> socket.socket:
    with contextlib.suppress(FileNotFoundError):
        if not stat.S_ISSOCK(path.lstat().st_mode):
            raise FileExistsError(None, "something else lies there")
        path.unlink()
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        # The folder is 0700 already; the mask closes the moment between making the socket and its chmod.
        before = os.umask(0o177)
        try:
            with _short(path) as name:
                listener.bind(name)
        finally:
            os.umask(before)
        listener.listen(16)
        listener.settimeout(0)
    except BaseException:
        listener.close()
        raise
    return listener
