"""Sources: ids, addresses with their secrets, and the defaults of their file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from aggregator.model import Address, ContentOptions, SourceId
from aggregator.settings import addresses, slugs
from aggregator.settings.addresses import Rsshub
from aggregator.settings.catalogue import Catalogue
from aggregator.settings.judging import Check, Conditions
from aggregator.settings.problems import Place, Report
from aggregator.settings.reader import At
from aggregator.settings.secrets import Secrets, has_secret
from aggregator.settings.tables import DefaultsTable, SourceTable
from aggregator.settings.values import Source
from aggregator.settings.zones import check_zone

_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110 5.6.2 token
_BREAK = re.compile(r"[\r\n\0]")
_OURS = frozenset({
    "host", "connection", "content-length", "transfer-encoding", "accept-encoding", "te", "upgrade", "range",
    "if-none-match", "if-modified-since", "a-im",
})  # fmt: skip
_SECRET_HEADERS = frozenset({"authorization", "cookie", "proxy-authorization"})
_CONTACT = re.compile(r"https?://[^\s/]+|mailto:\S+@\S+")
_PROXIES = frozenset({"http", "https", "socks5", "socks5h"})
QUICK = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a source needs to know of the rest of the configuration."""

    folder: Path  # the configuration's: `file:` addresses lie below it
    catalogue: Catalogue
    conditions: Conditions
    secrets: Secrets
    rsshub: Rsshub
    timezone: str
    user_agent: tuple[tuple[str, str], ...]  # placeholders of a User-Agent
    minimum: timedelta
    report: Report
    selectors: Check | None = None


def source_ids(rows: list[At[SourceTable]], report: Report) -> dict[str, SourceId]:
    """Every id and old id, and the id it stands for now. Faults and collisions are noted."""
    claims: dict[str, Place] = {}
    ids: dict[str, SourceId] = {}

    def claim(text: str, place: Place, owner: SourceId) -> None:
        name = slugs.normal(text)
        if fault := slugs.id_fault(name):
            suggestion = slugs.guess(name)
            report.error(place, f'"{text}" {fault}', hint=f'write: "{suggestion}"' if suggestion else "", code="id")
            return
        other = claims.setdefault(name.casefold(), place)
        if other is not place:
            hint = f"by {other.key} at {other}" if other.path[-1:] != place.path[-1:] else f"at {other}"
            report.error(place, f'id "{text}" is taken', hint=hint, code="duplicate")
            return
        ids[name] = owner

    for row in rows:
        claim(row.table.id, row.place / "id", slugs.normal(row.table.id))
    for row in rows:
        for number, old in enumerate(row.table.was):
            claim(old, row.place / "was" / number, slugs.normal(row.table.id))
    return ids


class SourceMaker:
    """Turns one file's [[source]] tables into values."""

    def __init__(self, defaults: At[DefaultsTable], around: Surroundings) -> None:
        self._around = around
        self._report = around.report
        self._defaults = {name: getattr(defaults.table, name) for name in defaults.table.model_fields_set}
        self._defaults_place = defaults.place

    def make(self, row: At[SourceTable]) -> Source | None:
        """One source, or None where it has no usable address; what is wrong is noted."""
        table, place = row.table, row.place
        said = table.model_fields_set
        get = _Values(table, {name: value for name, value in self._defaults.items() if name not in said})
        places = {name: self._defaults_place for name in self._defaults if name not in said}

        def at(name: str) -> Place:
            return places.get(name, place) / name

        shared = self._shared(get, at)
        found = self._addresses(table, place, shared)
        only = get("only")
        zone = get("timezone")
        self._check_options(get, at)
        places_to_ask, file, shown = found
        source = Source(
            id=slugs.normal(table.id),
            addresses=places_to_ask,
            published_url=shown if get("listed") else "",
            was=tuple(slugs.normal(old) for old in table.was),
            title=table.title,
            section=get("section"),
            site=get("site"),
            author=get("author"),
            avatar=get("avatar"),
            language=get("language"),
            extra={**self._defaults.get("extra", {}), **table.extra},
            categories=self._around.catalogue.find_all(get("categories"), at("categories")),
            tags=tuple(get("tags")),
            only=None if only is None else self._around.conditions.condition(only, at("only")),
            every=get("every"),
            paused=get("paused"),
            listed=get("listed"),
            timezone=check_zone(zone, at("timezone"), self._report) if zone else self._around.timezone,
            dates=tuple(get("dates")),
            content=ContentOptions(tuple(get("remove")), tuple(get("keep")), tuple(get("embeds"))),
            fulltext=get("fulltext"),
            dedupe=get("dedupe"),
            updates=get("updates"),
            burst=get("burst"),
            websub=get("websub"),
            file=file,
        )
        return source if places_to_ask else None

    def check_defaults(self) -> None:
        """Note what is wrong with [defaults] that no source uses."""
        place = self._defaults_place
        self._around.catalogue.find_all(self._defaults.get("categories", ()), place / "categories")
        if zone := self._defaults.get("timezone"):
            check_zone(zone, place / "timezone", self._report)

    def _shared(self, get: _Values, at: Any) -> dict[str, Any]:
        """What every address of the source is asked with: headers, login, proxy, User-Agent."""
        around, report = self._around, self._report
        own = get.own("headers")
        said = {name.lower() for name in own}
        inherited = {name: text for name, text in self._defaults.get("headers", {}).items() if name.lower() not in said}
        login, proxy, agent = get("login"), get("proxy"), get("user_agent")
        filled = {}
        for name, value in (inherited | own).items():
            spot = (self._defaults_place / "headers" if name in inherited else at("headers")) / name
            if fault := _header_fault(name, value):
                report.error(spot, fault, code="header", at_key=True)
            elif value:
                filled[name] = around.secrets.fill(value, spot, report)
                if _BREAK.search(filled[name]):
                    report.error(spot, "its secret holds a line break", code="header")
                _warn_of_plain_secret(name, value, spot, around)
        if login:
            filled_login = around.secrets.fill(login, at("login"), report)
            if ":" not in filled_login and not has_secret(filled_login):
                report.error(at("login"), "holds no user:password", hint="the two with a colon between them")
            login = _plain_login(login, filled_login, at("login"), around)
        if proxy:
            proxy = check_proxy(proxy, at("proxy"), around.secrets, report)
        if agent:
            agent = fill_user_agent(agent, around.user_agent, at("user_agent"), report)
        return {"headers": filled, "login": login, "proxy": proxy, "user_agent": agent}

    def _addresses(
        self, table: SourceTable, place: Place, shared: dict[str, Any]
    ) -> tuple[tuple[Address, ...], Path | None, str]:
        written = [(table.url, place / "url")]
        written += [(url, place / "mirrors" / number) for number, url in enumerate(table.mirrors)]
        found: list[Address] = []
        file: Path | None = None
        for text, spot in written:
            if text.startswith("file:"):
                if spot.path[-1] != "url":
                    self._report.error(spot, "a mirror cannot be a file", code="address")
                elif file := self._file(text, spot):
                    found.append(Address(url=file.as_uri(), key=text))
            else:
                found.extend(self._web(text, spot, shared))
        if not found:
            return (), None, ""
        hidden = file or shared["login"] or _SECRET_HEADERS & {name.lower() for name in shared["headers"]}
        shown = "" if hidden else addresses.published(self._quiet_fill(table.url), table.url, self._around.rsshub)
        return _unique(found), file, shown

    def _web(self, text: str, place: Place, shared: dict[str, Any]) -> list[Address]:
        around = self._around
        url = around.secrets.fill(text, place, self._report)
        if fault := addresses.fault(url.replace("{secret:", "").replace("}", "")):
            hint = _address_hint(text)
            self._report.error(place, f'"{text}" {fault}', hint=hint, code="address")
            return []
        if not has_secret(text) and addresses.tells_secret(text):
            message = "holds a secret that everybody who reads this file can see"
            self._report.warning(place, message, hint="write {secret:name} instead", code="plain-secret")
        for value in addresses.secret_values(url):
            around.secrets.remember(value)
        bare, login = addresses.without_login(url)
        if login:
            around.secrets.remember(login.partition(":")[2])
        options = {**shared, "login": shared["login"] or login}
        template = addresses.without_login(text)[0]
        spots = addresses.expand(bare, template, around.rsshub)
        return [Address(url=spot.url, key=spot.key, trusted=spot.trusted, **options) for spot in spots]

    def _quiet_fill(self, text: str) -> str:
        """The address as it is asked, without noting a missing secret a second time."""
        return text if not has_secret(text) else self._around.secrets.fill(text, self._defaults_place, Report())

    def _file(self, text: str, place: Place) -> Path | None:
        folder = self._around.folder
        parts = urlsplit(text)
        if parts.netloc not in {"", "localhost"}:
            hint = "file:samples/feed.xml is relative to the configuration's folder"
            self._report.error(place, "names a host", hint=hint, code="address")
            return None
        try:
            path = (folder / unquote(parts.path)).resolve()
        except (OSError, RuntimeError, ValueError) as error:  # a ring of links, a null character
            self._report.error(place, f"not a file: {error}", code="address")
            return None
        if not path.is_relative_to(folder.resolve()):
            message = "a file: address must lie below the configuration's folder"
            self._report.error(place, message, hint=str(folder), code="outside")
            return None
        if not path.is_file():
            self._report.warning(place, f"there is no file {path}", code="missing-file")
        return path

    def _check_options(self, get: _Values, at: Any) -> None:
        every, minimum = get("every"), self._around.minimum
        if every is not None and every < minimum:
            message = "is below [fetch] min, which counts instead"
            self._report.warning(
                at("every"), message, hint="raise it, or lower `min` and mind the source", code="every"
            )
        elif every is not None and every < QUICK:
            message = "asks more often than every 10 minutes; many sites refuse that"
            self._report.warning(at("every"), message, code="every")
        if get("burst") == 0:
            self._report.error(at("burst"), "must be at least 1, or -1 for no limit")
        for number, form in enumerate(get("dates")):
            if fault := _date_fault(form):
                self._report.error(at("dates") / number, fault, hint="a format of strptime, such as %d.%m.%Y %H:%M")
        for name in ("remove", "keep"):
            for number, selector in enumerate(get(name)):
                wrong = self._around.selectors(selector) if self._around.selectors else None
                if wrong:
                    self._report.error(at(name) / number, f"not a CSS selector: {wrong}", code="selector")


class _Values:
    """The value of a key: the source's own, else the file's default, else ours."""

    def __init__(self, table: SourceTable, inherited: Mapping[str, Any]) -> None:
        self._table = table
        self._inherited = inherited

    def __call__(self, name: str) -> Any:
        return self._inherited[name] if name in self._inherited else getattr(self._table, name)

    def own(self, name: str) -> Any:
        return getattr(self._table, name)


def _unique(found: list[Address]) -> tuple[Address, ...]:
    """The addresses, each with a key of its own: two that differ only in a secret get a number."""
    seen: dict[str, int] = {}
    result = []
    for address in found:
        count = seen[address.key] = seen.get(address.key, 0) + 1
        if count == 1:
            result.append(address)
        else:
            result.append(
                Address(
                    address.url, f"{address.key}#{count}", address.headers, address.login, address.proxy,
                    address.user_agent, address.trusted,
                )
            )  # fmt: skip
    return tuple(result)


def _address_hint(text: str) -> str:
    if "://" not in text and "." in text and ":" not in text:
        return f"write https://{text}"
    if text.startswith("feed:"):
        return f"write https://{text.removeprefix('feed:').lstrip('/').removeprefix('https://')}"
    return ""


def _header_fault(name: str, value: str) -> str:
    if not _HEADER_NAME.fullmatch(name):
        return f'"{name}" is not a header name'
    if name.lower() in _OURS:
        return f"{name} is set by us"
    if name.lower() == "user-agent":
        return "write `user_agent` instead"
    return "holds a line break" if _BREAK.search(value) else ""


def _warn_of_plain_secret(name: str, value: str, place: Place, around: Surroundings) -> None:
    if name.lower() in _SECRET_HEADERS and not has_secret(value):
        around.secrets.remember(value)
        around.secrets.remember(value.partition(" ")[2])
        message = "a secret that everybody who reads this file can see"
        around.report.warning(place, message, hint="write {secret:name} instead", code="plain-secret")


def _plain_login(text: str, filled: str, place: Place, around: Surroundings) -> str:
    around.secrets.remember(filled.partition(":")[2])
    if not has_secret(text):
        message = "a password that everybody who reads this file can see"
        around.report.warning(place, message, hint="write {secret:name} instead", code="plain-secret")
    return filled


def _date_fault(form: str) -> str:
    if "%" not in form:
        return f'"{form}" holds no %'
    try:
        datetime.strptime("", form if "%Y" in form else f"%Y {form}")  # noqa: DTZ007 - only its complaint about the format matters
    except ValueError as error:
        return str(error) if "directive" in str(error) or "stray" in str(error) else ""
    except re.error:  # how strptime complains of a directive that stands there twice
        return f'"{form}" asks for the same part twice'
    return ""


def check_proxy(text: str, place: Place, secrets: Secrets, report: Report) -> str:
    """A proxy's address with its secrets filled in; "" where it is not one."""
    url = secrets.fill(text, place, report)
    try:
        parts = urlsplit(url)
        usable, password = parts.scheme in _PROXIES and bool(parts.hostname), parts.password or ""
        _ = parts.port
    except ValueError:
        usable, password = False, ""
    if not usable and not has_secret(url):
        hint = "write it like socks5://127.0.0.1:1080"
        report.error(place, "is not the address of a proxy", hint=hint, code="address")
        return ""
    secrets.remember(unquote(password))
    return url


def fill_user_agent(text: str, words: tuple[tuple[str, str], ...], place: Place, report: Report) -> str:
    """A User-Agent with {version} and {contact} filled in. One that names nobody to write to is an error."""
    for name, value in words:
        text = text.replace(f"{{{name}}}", value)
    if not text.isascii() or not text.isprintable():
        report.error(place, "may hold printable ASCII only")
    elif not _CONTACT.search(text):
        message = "names no address where the people we ask can reach us"
        report.error(
            place, message, hint="add {contact}, or an address of yours: (+https://example.org/feeds/)", code="contact"
        )
    return text
