"""What went wrong below HTTP, in the words of the house: exceptions of the libraries end here."""

from __future__ import annotations

import errno
import ssl
from collections.abc import Callable, Iterator

import httpx

from aggregator.errors import FetchError

_AGAIN = "it is asked again at the next poll"


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    step: BaseException | None = error
    while step is not None and id(step) not in seen:
        seen.add(id(step))
        yield step
        if isinstance(step, BaseExceptionGroup):
            yield from step.exceptions
        step = step.__cause__ or step.__context__


def translated(error: BaseException) -> FetchError:
    """The FetchError that stands for an exception of the network."""
    for cause in _causes(error):
        if isinstance(cause, FetchError):
            return cause
        if isinstance(cause, ssl.SSLCertVerificationError):
            return _certificate(cause)
        if isinstance(cause, ssl.SSLError):
            return _tls(cause)
    for kind, told in _TOLD:
        if isinstance(error, kind):
            return told(error)
    return FetchError("fetch-failed", f"the request failed: {type(error).__name__}", hint=_AGAIN)


def slow(seconds: float | None) -> FetchError:
    """The error for an answer that was not whole by the deadline."""
    within = f" within {seconds:.4g} s" if seconds else " in time"
    return FetchError(
        "timeout", f"the answer was not there{within}", hint=f"{_AGAIN}; a slow site may need a longer [fetch] timeout"
    )


def _connect(error: BaseException) -> FetchError:
    numbers = {cause.errno for cause in _causes(error) if isinstance(cause, OSError)}
    if errno.ECONNREFUSED in numbers:
        return FetchError("connect-refused", "nothing listens at that port", hint="is the server running, and there?")
    if numbers & {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EADDRNOTAVAIL}:
        return FetchError("connect-unreachable", "no way leads to that host", hint="look at your own network first")
    if numbers & {errno.EMFILE, errno.ENFILE}:
        return FetchError(
            "connect-failed",
            "this process may open no more files",
            hint="lower [fetch] concurrency or raise LimitNOFILE",
        )
    return FetchError("connect-failed", "the host could not be reached", hint=_AGAIN)


_GARBLED = (  # words of h11, and what they mean
    ("disconnected without sending", "reset", "the connection was closed without an answer", _AGAIN),
    ("without sending complete message", "truncated", "the body ends in the middle", _AGAIN),
    ("incomplete chunked", "truncated", "the body ends in the middle", _AGAIN),
    (
        "receive buffer too long",
        "headers-too-large",
        "the headers of the answer are too large",
        "the server sends far more headers than a feed needs, often cookies; tell its operator",
    ),
)


def _garbled(words: str) -> FetchError:
    low = words.lower()
    for sign, code, what, hint in _GARBLED:
        if sign in low:
            return FetchError(code, what, hint=hint)
    return FetchError("not-http", "what came is no HTTP answer", hint="is this the right port, and the right scheme?")


def _reset() -> FetchError:
    return FetchError("reset", "the connection broke off", hint=_AGAIN)


def _certificate(error: ssl.SSLCertVerificationError) -> FetchError:
    said = (error.verify_message or "").rstrip(".")
    hints = {
        10: "its operator let the certificate expire; tell him",
        9: "the certificate is not valid yet; is this machine's clock right?",
        18: "it signed its own certificate; add that to this machine's trusted certificates if you mean it",
        19: "its authority is not trusted here; add it to this machine's trusted certificates if you mean it",
        20: "the server leaves out an intermediate certificate, or its authority is not trusted here",
        62: "the certificate is for another name; is the address spelt right?",
        64: "the certificate is for another address",
    }
    hint = hints.get(error.verify_code, "open the address in a browser and look at the certificate")
    return FetchError("tls-certificate", f"its certificate is not accepted: {said or 'unknown reason'}", hint=hint)


def headers_too_large() -> FetchError:
    """The error for a header block beyond the limit."""
    return _garbled("receive buffer too long")


def _tls(error: ssl.SSLError) -> FetchError:
    reason: str = getattr(error, "reason", None) or "TLS error"  # one that is not OpenSSL's own has none
    return FetchError(
        "tls-failed",
        f"no secure connection could be made ({reason.lower().replace('_', ' ')})",
        hint="the server speaks an outdated TLS, or no TLS on this port; compare http:// and https://",
    )


def _proxy(error: BaseException) -> FetchError:
    return FetchError(
        "proxy-failed", f"the proxy refused: {str(error)[:120]}", hint="check `proxy`, its user and its password"
    )


def _no_pick_up(_: BaseException) -> FetchError:
    return FetchError("connect-timeout", "the host did not pick up in time", hint=_AGAIN)


_TOLD: tuple[tuple[type[BaseException], Callable[[BaseException], FetchError]], ...] = (  # the first that fits
    (httpx.ConnectTimeout, _no_pick_up),
    (httpx.TimeoutException, lambda _: slow(None)),
    (httpx.ProxyError, _proxy),
    (httpx.ConnectError, _connect),
    (httpx.RemoteProtocolError, lambda error: _garbled(str(error))),
    (httpx.NetworkError, lambda _: _reset()),
)
