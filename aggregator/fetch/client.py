"""The fetch room's front: feeds, pages and hub calls, all through one gate, one guard and one factory."""

from __future__ import annotations

import hashlib
import ssl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import urlencode

from aggregator.clock import Clock
from aggregator.errors import FetchError, HostBlock
from aggregator.fetch.addresses import AllowList
from aggregator.fetch.answers import complaint, empty
from aggregator.fetch.exchange import Answer, Exchange, Question, joined
from aggregator.fetch.gate import HostGate
from aggregator.fetch.headers import ACCEPT_PAGE, same_place, validators_of
from aggregator.fetch.limits import Rules
from aggregator.fetch.resolve import Resolver, system_resolver
from aggregator.fetch.transport import MOST_CONNECTIONS, Factory, Transports
from aggregator.model import Address, FetchRequest, FetchResult, FetchStatus, SourceId, Validators
from aggregator.settings.values import FetchSettings
from aggregator.urls import masked

_PARTIAL = frozenset({206, 226})


@dataclass(frozen=True, slots=True)
class Page:
    """A web page: an article, or one that may name its feeds. `url` is where it was found after redirects."""

    url: str
    content_type: str
    body: bytes
    headers: Mapping[str, str]


class Fetcher:
    """Asks origins politely and safely; use it as an async context manager.

    `blocks` are the waits that hosts asked for before a restart. `resolver`, `gate`, `transports` and `context` (of
    trusted certificates) come in as arguments so that tests bring their own world.
    """

    def __init__(
        self,
        settings: FetchSettings,
        clock: Clock,
        *,
        resolver: Resolver | None = None,
        gate: HostGate | None = None,
        blocks: Iterable[HostBlock] = (),
        transports: Transports | None = None,
        context: ssl.SSLContext | None = None,
    ) -> None:
        allow = AllowList(settings.allow_private)
        self._width = max(1, min(settings.concurrency, MOST_CONNECTIONS))
        self.gate = HostGate(self._width, clock, blocks) if gate is None else gate  # an empty gate is false
        self._settings = settings
        self._factory = Factory(resolver or system_resolver, allow, context)
        self._exchange = Exchange(
            clock=clock,
            gate=self.gate,
            rules=Rules(settings),
            transports=transports or self._factory,
            allow=allow,
            timeout=settings.timeout.total_seconds(),
            agent=settings.user_agent,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close every connection. Requests that wait or run are ended by cancelling their tasks first."""
        self.gate.close()
        await self._factory.aclose()

    def take_over(self) -> None:
        """Be the one in force: the gate, shared with a fetcher of older settings, gets the width of these."""
        self.gate.resize(self._width)

    def blocks(self) -> tuple[HostBlock, ...]:
        """The waits that hosts asked for and that still run."""
        return self.gate.blocks()

    async def fetch(self, request: FetchRequest) -> FetchResult:
        """Ask the source's addresses in order until one answers.

        Raises FetchError: that of the first address that was really asked, since the first is the one the owner
        prefers; `failed_before` and `blocks` tell of the others.
        """
        failures: list[tuple[Address, FetchError]] = []
        for address in request.addresses:
            try:
                return await self._fetch_one(request, address, failures)
            except FetchError as error:
                if error.code == "offline":  # a mirror would be asked in vain too
                    raise
                failures.append((address, error))
        if not failures:
            raise FetchError("no-address", "this source has no address to ask", where=request.source, transient=False)
        telling = next((error for _, error in failures if error.code != "host-waiting"), failures[0][1])
        telling.blocks = joined(error.blocks for _, error in failures)
        telling.failed_before = _codes(failures)
        raise telling

    async def _fetch_one(
        self, request: FetchRequest, address: Address, failures: list[tuple[Address, FetchError]]
    ) -> FetchResult:
        asked = request.validators.get(address.key)
        question = Question(address, request.source, validators=asked, max_body=self._settings.max_body)
        answer = await self._exchange.ask(question)
        _complain(answer)
        status, validators = FetchStatus.NEW, Validators()
        if answer.status == 304:
            status, validators = FetchStatus.NOT_MODIFIED, asked or validators
            digest = request.body_hashes.get(address.key, b"")
        else:
            if not answer.body.strip():
                raise _at(empty(answer.status), answer)
            digest = hashlib.blake2b(answer.body, digest_size=16).digest()
            if answer.status in _PARTIAL:
                status = FetchStatus.PARTIAL
            else:
                validators = validators_of(answer.headers, answer.url)
                if digest == request.body_hashes.get(address.key):
                    status = FetchStatus.SAME
        return FetchResult(
            source=request.source,
            status=status,
            http_status=answer.status,
            address=address,
            url=answer.url,
            fetched_at=answer.at,
            elapsed=answer.elapsed,
            headers=answer.headers,
            body=answer.body if status in {FetchStatus.NEW, FetchStatus.PARTIAL} else b"",
            body_hash=digest,
            validators=validators,
            hops=answer.hops,
            failed_before=_codes(failures),
            blocks=joined(error.blocks for _, error in failures),
        )

    async def get_page(
        self,
        url: str,
        *,
        source: SourceId = "",
        address: Address | None = None,
        max_body: int | None = None,
        trusted: bool = False,
    ) -> Page:
        """Fetch an article's page, or one to discover feeds in.

        With the source's `address` its User-Agent and proxy are used, and its headers where the page is on the same
        host. Raises FetchError as `fetch` does.
        """
        answer = await self._exchange.ask(
            Question(
                address=_for_page(url, address, trusted=trusted),
                source=source,
                accept=ACCEPT_PAGE,
                max_body=max_body or self._settings.max_body,
            )
        )
        _complain(answer)
        return Page(answer.url, answer.headers.get("content-type", ""), answer.body, answer.headers)

    async def post_form(
        self, url: str, form: Mapping[str, str], *, source: SourceId = "", trusted: bool = False
    ) -> int:
        """Send a form to a WebSub hub and return its status. Raises FetchError where no answer came."""
        answer = await self._exchange.ask(
            Question(
                address=Address(url=url, key=url, trusted=trusted),
                source=source,
                accept="*/*",
                form=urlencode(form).encode("ascii"),
                max_body=256 * 1024,
            )
        )
        return answer.status


def _for_page(url: str, address: Address | None, *, trusted: bool) -> Address:
    if address is None:
        return Address(url=url, key=url, trusted=trusted)
    # `asking` compares hosts with the page's own address, so a foreign page must bring no headers along.
    from_here = same_place(address.url, url)
    return Address(
        url=url,
        key=url,
        headers=address.headers if from_here else {},
        login=address.login if from_here else "",
        proxy=address.proxy,
        user_agent=address.user_agent,
        trusted=trusted or (address.trusted and from_here),
    )


def _complain(answer: Answer) -> None:
    error = complaint(answer.status, answer.headers, answer.at, conditional=answer.conditional)
    if error is not None:
        error.blocks = answer.blocks
        raise _at(error, answer)


def _at(error: FetchError, answer: Answer) -> FetchError:
    error.url = error.where = masked(answer.url)
    return error


def _codes(failures: list[tuple[Address, FetchError]]) -> tuple[tuple[str, str], ...]:
    return tuple((address.key, error.code) for address, error in failures)
