"""One question to the web and its answer: gate, guard, deadline, redirects by hand, bounded body."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from urllib.parse import urlsplit

import httpx

from aggregator.clock import Clock
from aggregator.errors import FetchError, HostBlock
from aggregator.fetch.addresses import AllowList
from aggregator.fetch.answers import retry_after
from aggregator.fetch.decode import Body, too_big
from aggregator.fetch.gate import HostGate
from aggregator.fetch.guard import check_literal, trusted_place
from aggregator.fetch.headers import ACCEPT_FEED, RawHeaders, asking, received, without_login
from aggregator.fetch.limits import HostLimits, Rules
from aggregator.fetch.redirects import FOLLOWED, follow
from aggregator.fetch.transport import Transports
from aggregator.fetch.trouble import headers_too_large, slow, translated
from aggregator.model import Address, Hop, Validators
from aggregator.urls import masked

MOST_HEADERS = 64 * 1024
"""Bytes of header lines; the parser below stops by itself at 100 KiB."""

_HOST = re.compile(r"(?:[a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}\.?|\[?[0-9a-f:.]*:[0-9a-f:.%a-z-]*\]?")
_CONDITIONAL = {b"If-None-Match", b"If-Modified-Since"}
_CONNECT_SHARE = 0.6  # of the time that is left: the rest is for another address or the answer


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask, of whom, and how much to take."""

    address: Address
    source: str = ""
    accept: str = ACCEPT_FEED
    validators: Validators | None = None
    form: bytes | None = None  # a POST of application/x-www-form-urlencoded
    max_body: int = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back after redirects. `body` is read and decoded for 2xx alone; `elapsed` does not count the queue."""

    status: int
    url: str
    headers: dict[str, str]
    body: bytes
    conditional: bool  # validators were sent to this very address
    hops: tuple[Hop, ...]
    at: datetime
    elapsed: float
    blocks: tuple[HostBlock, ...] = ()


@dataclass(frozen=True, slots=True)
class _Place:
    """An address, taken apart once."""

    url: httpx.URL
    text: str
    host: str
    port: int


class Exchange:
    """Asks questions. Holds no state of its own: turns and waits are the gate's, connections the transports'."""

    def __init__(
        self,
        *,
        clock: Clock,
        gate: HostGate,
        rules: Rules,
        transports: Transports,
        allow: AllowList,
        timeout: float,
        agent: str,
    ) -> None:
        self._clock = clock
        self._gate = gate
        self._rules = rules
        self._transports = transports
        self._allow = allow
        self._timeout = timeout
        self._agent = agent

    async def ask(self, question: Question) -> Answer:
        """The answer to a question, redirects followed. Raises FetchError where none came."""
        place = ours = _taken_apart(question.address.url)
        hops: tuple[Hop, ...] = ()
        spent = 0.0
        while True:
            url = place.text
            trusted = question.address.trusted and (place.host, place.port) == (ours.host, ours.port)
            try:
                answer = await self._one(question, place, hops, spent, trusted=trusted)
                spent = answer.elapsed
                location = _next_step(answer, question)
                if location is None:
                    return answer
                hop = follow(url, answer.status, location, hops)
            except FetchError as error:
                raise _located(error, url)  # noqa: B904 - the very same error, told where it happened
            hops = (*hops, hop)
            place = _taken_apart(hop.to)

    async def _one(
        self, question: Question, place: _Place, hops: tuple[Hop, ...], spent: float, *, trusted: bool
    ) -> Answer:
        limits = self._rules.of(place.host, place.port)
        headers = asking(
            question.address, place.text, accept=question.accept, agent=self._agent, validators=question.validators
        )
        if question.form is not None:
            headers.append((b"Content-Type", b"application/x-www-form-urlencoded"))
            headers.append((b"Content-Length", b"%d" % len(question.form)))
        async with self._gate.turn(place.host, limits, question.source):
            began = self._clock.monotonic()
            token = trusted_place.set((place.host, place.port) if trusted else None)
            try:
                status, fields, body = await self._exchanged(question, place, limits, headers, self._timeout - spent)
            finally:
                trusted_place.reset(token)
            elapsed = spent + self._clock.monotonic() - began
            at = self._clock.now()
            blocks = self._noted(place.host, limits, question.source, status, fields, at)
        conditional = any(name in _CONDITIONAL for name, _ in headers)
        return Answer(status, place.text, fields, body, conditional, hops, at, elapsed, blocks)

    async def _exchanged(
        self, question: Question, place: _Place, limits: HostLimits, headers: RawHeaders, left: float
    ) -> tuple[int, dict[str, str], bytes]:
        proxy = question.address.proxy or limits.proxy
        try:
            if proxy:
                check_literal(place.host, place.port, self._allow)
            transport = self._transports(proxy)  # made at its first use, which is no time of the host's
            async with asyncio.timeout(max(left, 0.0)):
                return await self._sent(question, place, transport, headers, left)
        except TimeoutError:
            raise slow(self._timeout) from None
        except FetchError:
            raise
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, ValueError) as error:
            raise translated(error) from error

    async def _sent(
        self, question: Question, place: _Place, transport: httpx.AsyncBaseTransport, headers: RawHeaders, left: float
    ) -> tuple[int, dict[str, str], bytes]:
        request = httpx.Request(
            "GET" if question.form is None else "POST",
            place.url,
            headers=[(b"Host", place.url.netloc), *headers],
            stream=httpx.ByteStream(question.form or b""),
            extensions={"timeout": {"connect": left * _CONNECT_SHARE}},
        )
        response = await transport.handle_async_request(request)
        try:
            raw = response.headers.raw
            if sum(len(name) + len(value) + 4 for name, value in raw) > MOST_HEADERS:
                raise headers_too_large()
            fields = received(raw)
            status = response.status_code
            body = await _body(response, fields, question.max_body) if _has_body(status) else b""
            return status, fields, body
        finally:
            await response.aclose()

    def _noted(
        self, host: str, limits: HostLimits, source: str, status: int, fields: dict[str, str], at: datetime
    ) -> tuple[HostBlock, ...]:
        """Keep away from the host, or from it for this source, where the answer asks for it (manners P9)."""
        if status not in {429, 503}:
            self._gate.content(host, source)
            return ()
        alone = limits.retry_after == "source"
        if alone and not source:
            return ()
        whose = source if alone else ""
        seconds = retry_after(fields, at)
        if seconds is None and status == 429:
            wait = self._gate.too_many(host, whose)
        else:
            wait = timedelta(seconds=seconds or 0.0)
        if not wait:
            return ()
        block = HostBlock(host, at + wait, whose)
        self._gate.block(block)
        return (block,)


def _has_body(status: int) -> bool:
    return 200 <= status < 300 and status not in {204, 205}


async def _body(response: httpx.Response, fields: dict[str, str], limit: int) -> bytes:
    length = fields.get("content-length", "")
    if length.isdigit() and (len(length) > 15 or int(length) > limit):
        raise too_big(limit)
    body = Body(fields.get("content-encoding", ""), limit)
    async for chunk in response.aiter_raw():
        body.feed(chunk)
    return body.whole()


def _next_step(answer: Answer, question: Question) -> str | None:
    """The Location to follow; None where this is the end. A form is repeated only where the status says so."""
    if answer.status not in FOLLOWED or (question.form is not None and answer.status not in {307, 308}):
        return None
    return answer.headers.get("location", "")


@lru_cache(maxsize=4096)  # the same addresses come again at each poll
def _taken_apart(url: str) -> _Place:
    """The address without login and fragment, with host and port. Raises FetchError where it is none."""
    try:
        text = without_login(url).partition("#")[0]
        port = urlsplit(text).port
        parsed = httpx.URL(text)
        host = parsed.raw_host.decode("ascii").lower()
    except (httpx.InvalidURL, ValueError, TypeError):
        raise _bad_url(url) from None
    if parsed.scheme not in {"http", "https"}:
        raise FetchError(
            "unsupported-scheme",
            f"{parsed.scheme or 'an address without a scheme'} cannot be fetched",
            hint="write an address that begins with http:// or https://",
            transient=False,
            url=masked(url),
        )
    if not _HOST.fullmatch(host) or len(host) > 253:
        raise _bad_url(url)
    return _Place(parsed, text, host, port or (443 if parsed.scheme == "https" else 80))


def _bad_url(url: str) -> FetchError:
    return FetchError(
        "bad-url",
        "this is not a web address",
        hint="look for a blank, a missing host or a wrong port in it",
        transient=False,
        url=masked(url)[:300],
    )


def _located(error: FetchError, url: str) -> FetchError:
    error.url = error.url or masked(url)
    error.where = error.where or error.url
    return error


def joined(blocks: Iterable[tuple[HostBlock, ...]]) -> tuple[HostBlock, ...]:
    """All blocks, in order, each once."""
    return tuple(dict.fromkeys(block for some in blocks for block in some))
