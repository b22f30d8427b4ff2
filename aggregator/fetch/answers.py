"""What an answer means: a body, nothing new, or an error with its own word and advice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from aggregator.clock import http_date
from aggregator.errors import FetchError
from aggregator.model import MOST_RETRY_AFTER

_HINTS = {
    400: "the server does not like the address; compare it with the one in a browser",
    401: "give `login` or `headers.Authorization` for this source, as {secret:name}",
    402: "the feed asks for money",
    403: "the server refuses us: it may want a login, or block pollers; ask its operator, naming our User-Agent",
    404: "the feed is not at this address any more; `aggregator add` finds where a page keeps its feed",
    406: "the server offers nothing that we accept; set headers.Accept for this source",
    407: "the proxy wants a user and a password in its address",
    410: "the operator removed this feed for good; remove the source, or find its new address",
    429: "we are asked to come less often: raise `every` for this source",
    431: "the server finds our headers too large; look at `headers` and `login` of this source",
    451: "the feed is blocked for legal reasons where we are",
    503: "the server is overloaded or being mended; it is asked later",
}
_CODES = {410: "gone", 429: "too-many-requests", 503: "unavailable"}


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds that the origin asks us to stay away, 0 to 7 days; None where it says nothing readable.

    Both forms of RFC 9110 10.2.3. A date is measured against the answer's own `Date` where it has one, so a clock that
    is wrong on either side does no harm.
    """
    text = headers.get("retry-after", "").strip()
    if not text:
        return None
    most = MOST_RETRY_AFTER.total_seconds()
    if text.isascii() and text.isdigit():
        return most if len(text) > 9 else min(float(text), most)
    then = http_date(text)
    if then is None:
        return None
    since = http_date(headers.get("date", "")) or now
    return min(max((then - since).total_seconds(), 0.0), most)


def complaint(status: int, headers: Mapping[str, str], now: datetime, *, conditional: bool) -> FetchError | None:
    """The error that this status and these headers stand for; None where a body should be read or 304 was earned."""
    if status == 304:
        return None if conditional else _unasked()
    if status in {204, 205}:
        return empty(status)
    if 200 <= status < 300:
        return None
    wait = retry_after(headers, now)
    code = _CODES.get(status, f"http-{status}")
    if 300 <= status < 400:
        hint = "the server offers a choice that a program cannot make; write the final address"
    elif status >= 500:
        hint = _HINTS.get(status, "the fault is on the server's side; it is asked again at the next poll")
    else:
        hint = _HINTS.get(status, "look at the address in a browser")
    transient = status >= 500 or status in {408, 425, 429}
    return FetchError(code, _sentence(status), hint=hint, transient=transient, status=status, retry_after=wait)


_WORDS = {
    400: "bad request", 401: "a login is needed", 402: "payment is needed", 403: "access is refused",
    404: "there is nothing at this address", 405: "the method is not allowed", 406: "nothing acceptable",
    407: "the proxy wants a login", 408: "the server waited too long", 410: "the feed is gone for good",
    429: "too many requests", 431: "our headers are too large", 451: "blocked for legal reasons",
    500: "the server failed", 501: "not implemented", 502: "a gateway got no good answer",
    503: "the server is unavailable", 504: "a gateway got no answer in time",
}  # fmt: skip


def _sentence(status: int) -> str:
    words = _WORDS.get(status)
    return f"the server answered {status}, {words}" if words else f"the server answered {status}"


def _unasked() -> FetchError:
    return FetchError(
        "unasked-304",
        "the server answered 304, not modified, to a request that named no version",
        hint="a cache before the server is broken; it is asked again at the next poll",
        status=304,
    )


def empty(status: int) -> FetchError:
    """The error for an answer without a body: not "zero entries"."""
    return FetchError(
        "empty",
        f"the server answered {status} with no body at all",
        hint="it is asked again at the next poll; what was published stays",
        status=status,
    )
