"""The two web servers of the daemon, and how a reload reaches them."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import ipaddress
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from aggregator import logs
from aggregator.clock import Clock
from aggregator.daemon.views import frames
from aggregator.daemon.watchdog import WEB
from aggregator.press import PRIVATE
from aggregator.serve.admin import View, admin_app
from aggregator.serve.app import Policy, public_app
from aggregator.serve.envelope import App, Switch
from aggregator.serve.health import Pulse, Summary
from aggregator.serve.metrics import Metrics
from aggregator.serve.search import Search
from aggregator.serve.server import WebServer
from aggregator.serve.sockets import bind, passed
from aggregator.serve.tokens import Grants
from aggregator.serve.websub import WebSub, nobody
from aggregator.settings.values import Settings

log = logs.get("daemon")

SHORTEST_AGE, LONGEST_AGE = timedelta(minutes=1), timedelta(minutes=15)
ADMIN_KEY = "admin_key"
PUBLIC, ADMIN = "web", "admin"
_KEYS = {PUBLIC: "serve.listen", ADMIN: "serve.admin"}

Address = tuple[str, int] | None


def max_age(settings: Settings) -> timedelta:
    """How long a copy of an output stays fresh: a quarter of the shortest interval at which a source is asked."""
    intervals = [source.every or settings.fetch.every or timedelta(hours=1) for source in settings.sources]
    shortest = min(intervals, default=timedelta(hours=1))
    return min(LONGEST_AGE, max(SHORTEST_AGE, shortest / 4))


def admin_key(environ: Mapping[str, str]) -> str:
    """The key of the admin server: the credential `admin_key`, else $AGGREGATOR_SECRET_ADMIN_KEY; "" for none."""
    folder = environ.get("CREDENTIALS_DIRECTORY", "")
    if folder:
        with contextlib.suppress(OSError, ValueError):
            return (Path(folder) / ADMIN_KEY).read_text(encoding="utf-8").strip()
    return environ.get(f"AGGREGATOR_SECRET_{ADMIN_KEY.upper()}", "").strip()


@dataclass(frozen=True, slots=True)
class Answers:
    """What the servers ask the rest of the daemon."""

    view: View
    summary: Summary
    find: Search
    grants: Grants
    hub: WebSub = nobody


@dataclass(slots=True)
class _Listener:
    address: Address
    server: WebServer
    switch: Switch


@dataclass(frozen=True, slots=True)
class Plan:
    """Applications and sockets of a configuration, ready to be put in place. A name without a socket keeps its own."""

    apps: Mapping[str, App]
    addresses: Mapping[str, Address]
    fresh: Mapping[str, list[socket.socket]]

    def discard(self) -> None:
        """Close what was opened for nothing."""
        for listeners in self.fresh.values():
            for one in listeners:
                one.close()


class Web:
    """The public and the admin server, or those in `only`. Sockets listen from `plan` on and answer from `put` on."""

    def __init__(
        self,
        answers: Answers,
        *,
        environ: Mapping[str, str],
        clock: Clock,
        pulse: Pulse,
        metrics: Metrics,
        stuck_after: float,
        pid: int,
        only: tuple[str, ...] = (PUBLIC, ADMIN),
    ) -> None:
        self._answers = answers
        self._only = only
        self._clock = clock
        self._pulse = pulse
        self._metrics = metrics
        self._stuck_after = stuck_after
        self._key = admin_key(environ)
        self._passed = passed(environ, pid)
        self._listeners: dict[str, _Listener] = {}

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where it listens."""
        return tuple(address for one in self._listeners.values() for address in one.server.addresses)

    @property
    def is_public(self) -> bool:
        """Whether the public server listens, and with it the callbacks of hubs."""
        return PUBLIC in self._listeners

    def plan(self, settings: Settings) -> Plan:
        """Build what this configuration asks for; nothing that runs is touched.

        Raises BusyError `address-in-use`, ConfigurationError where an address cannot be listened on.
        """
        wanted: dict[str, Address] = {PUBLIC: settings.serve.listen, ADMIN: settings.serve.admin}
        addresses: dict[str, Address] = {}
        fresh: dict[str, list[socket.socket]] = {}
        try:
            for name in self._only:
                address = wanted[name]
                if name in self._passed:
                    address = _address_of(self._passed[name][0])
                elif address is None:
                    continue
                addresses[name] = address
                running = self._listeners.get(name)
                if running is None or running.address != address:
                    fresh[name] = (
                        self._passed[name] if name in self._passed else [bind(*_given(address), key=_KEYS[name])]
                    )
            apps = {name: self._app(name, settings, addresses[name]) for name in addresses}
        except BaseException:
            Plan({}, {}, {name: sockets for name, sockets in fresh.items() if name not in self._passed}).discard()
            raise
        return Plan(apps, addresses, fresh)

    async def put(self, plan: Plan) -> None:
        """Put a plan in place: running servers get their new application between two requests."""
        ended = [self._listeners.pop(name) for name in list(self._listeners) if name not in plan.apps]
        for name, app in plan.apps.items():
            if name not in plan.fresh:
                self._listeners[name].switch.app = app
                continue
            if name in self._listeners:
                ended.append(self._listeners.pop(name))
            switch = Switch(app)
            server = WebServer(switch, plan.fresh[name], beat=functools.partial(self._pulse.beat, WEB))
            await server.start()
            self._listeners[name] = _Listener(plan.addresses[name], server, switch)
            log.info(logs.LISTENING, server=name, addresses=list(server.addresses))
        for one in ended:
            await one.server.stop()
        if not self._listeners:
            self._pulse.forget(WEB)

    async def stop(self) -> None:
        """Stop both servers."""
        await asyncio.gather(*(one.server.stop() for one in self._listeners.values()))
        self._listeners.clear()

    def _app(self, name: str, settings: Settings, address: Address) -> App:
        language = settings.site.language
        if name == ADMIN:
            if address is not None and not self._key and not _is_loopback(address[0]):
                log.warning(logs.ADMIN_OPEN, listen=f"{address[0]}:{address[1]}", hint="set the credential admin_key")
            return admin_app(
                self._answers.view,
                self._metrics,
                title=settings.site.title,
                language=language,
                listen=address,
                hosts=settings.serve.hosts,
                key=self._key,
                count=self._metrics.answered,
            )
        return public_app(
            settings.output,
            policy=Policy(
                site_url=settings.site.url,
                language=language,
                listen=address,
                hosts=settings.serve.hosts,
                max_age=max_age(settings),
                frames=frames(settings),
            ),
            private=settings.state / PRIVATE,
            grants=self._answers.grants,
            clock=self._clock,
            pulse=self._pulse,
            stuck_after=self._stuck_after,
            summary=self._answers.summary,
            find=self._answers.find,
            hub=self._answers.hub,
            count=self._metrics.answered,
        )


def _address_of(listener: socket.socket) -> Address:
    """Where a passed socket listens; None for a unix socket, whose clients name any host of ours."""
    name = listener.getsockname()
    return (str(name[0]), int(name[1])) if isinstance(name, tuple) else None


def _given(address: Address) -> tuple[str, int]:
    assert address is not None
    return address


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
