"""Names into addresses, on threads that nobody waits for.

`getaddrinfo` cannot be cancelled. On a shared pool a few dead name servers would hold up every other lookup, and
the program's end; a daemon thread of its own costs a lookup 0.1 ms and holds up nothing.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from aggregator.fetch.addresses import read

Resolver: TypeAlias = Callable[[str, int], Awaitable[tuple[str, ...]]]
"""Host and port to addresses, in the order to try them. Raises OSError (socket.gaierror) where there are none."""

_MOST_LOOKUPS = threading.BoundedSemaphore(256)  # abandoned ones included; beyond it lookups fail, the loop lives


async def system_resolver(host: str, port: int) -> tuple[str, ...]:
    """Ask the machine's resolver. A literal address is its own answer."""
    literal = read(host)
    if literal is not None:
        return (str(literal),)
    if not _MOST_LOOKUPS.acquire(blocking=False):
        raise socket.gaierror(socket.EAI_AGAIN, "too many lookups are waiting for name servers")
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[tuple[str, ...]] = loop.create_future()
    try:
        threading.Thread(target=_look_up, args=(loop, answer, host, port), daemon=True, name="resolve").start()
    except RuntimeError as error:
        _MOST_LOOKUPS.release()
        raise socket.gaierror(socket.EAI_AGAIN, "the system gives no thread to look names up on") from error
    return await answer


def _look_up(loop: asyncio.AbstractEventLoop, answer: asyncio.Future[tuple[str, ...]], host: str, port: int) -> None:
    result: tuple[str, ...] | OSError
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        result = tuple(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found))
    except UnicodeError as error:  # a label that is empty or too long
        result = socket.gaierror(socket.EAI_NONAME, str(error))
    except OSError as error:
        result = error
    finally:
        _MOST_LOOKUPS.release()
    try:
        loop.call_soon_threadsafe(_deliver, answer, result)
    except RuntimeError:  # the loop has ended; nobody waits
        return


def _deliver(answer: asyncio.Future[tuple[str, ...]], result: tuple[str, ...] | OSError) -> None:
    if answer.done():
        return
    if isinstance(result, OSError):
        answer.set_exception(result)
    else:
        answer.set_result(result)
