"""The single tables: site, fetch, rsshub, keep, dedupe, images, publish, serve, log."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from aggregator import HOMEPAGE, __version__
from aggregator.model import SourceId
from aggregator.settings import addresses, values
from aggregator.settings.addresses import Rsshub
from aggregator.settings.catalogue import Catalogue
from aggregator.settings.places import below, folder_of
from aggregator.settings.problems import Place, Report, did_you_mean
from aggregator.settings.reader import At
from aggregator.settings.schema import (
    DedupeTable,
    FetchTable,
    HostTable,
    ImagesTable,
    KeepTable,
    PublishTable,
    RsshubTable,
    ServeTable,
    SiteTable,
)
from aggregator.settings.secrets import Secrets, has_secret
from aggregator.settings.slugs import normal
from aggregator.settings.sources import QUICK, check_proxy, fill_user_agent

_HOST_PORT = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[^\s:/@\[\]]*):(?P<port>\d{1,5})")
_WIDE = {4: 8, 6: 32}


def site(row: At[SiteTable], folder: Path, report: Report) -> values.Site:
    """`[site]`. The address gets its slash."""
    table = row.table
    url = table.url if table.url.endswith("/") else table.url + "/"
    fault = addresses.fault(url) or ("" if url.startswith("http") else "must begin with https:// or http://")
    if not fault:
        parts = urlsplit(url)
        fault = "may hold no ? and no #" if parts.query or parts.fragment else ""
        fault = "may hold no login" if "@" in parts.netloc else fault
    if fault:
        hint = "write it like https://example.org/feeds/"
        report.error(row.place / "url", f'"{table.url}" {fault}', hint=hint, code="address")
    return values.Site(
        title=table.title,
        url=url,
        author=table.author,
        language=table.language,
        static=folder_of(table.static, folder, row.place / "static", report),
        theme=folder_of(table.theme, folder, row.place / "theme", report),
    )


def agent_words(site_url: str) -> tuple[tuple[str, str], ...]:
    """What {version} and {contact} stand for in a User-Agent."""
    return ("version", __version__), ("contact", site_url if addresses.is_public(site_url) else HOMEPAGE)


def fetch(
    row: At[FetchTable],
    hosts: list[At[HostTable]],
    rsshub: At[RsshubTable],
    instances: Rsshub,
    site_url: str,
    secrets: Secrets,
    report: Report,
) -> values.FetchSettings:
    """`[fetch]`, `[[host]]`, and what `[rsshub]` means for its hosts."""
    table = row.table
    _warn_of_haste(row, report)
    for number, block in enumerate(table.allow_private):
        _check_private(block, row.place / "allow_private" / number, report)
    exceptions = [
        values.HostRule(
            match=host.table.match,
            per_host=host.table.per_host,
            gap=host.table.gap,
            proxy=_proxy(host.table.proxy, host.place / "proxy", secrets, report),
            retry_after=host.table.retry_after,
        )
        for host in hosts
    ]
    names = dict.fromkeys(urlsplit(instance).hostname or "" for instance in instances.instances)
    exceptions += [
        values.HostRule(match=name, per_host=rsshub.table.per_host, gap=rsshub.table.gap, retry_after="source")
        for name in names
        if name
    ]
    return values.FetchSettings(
        every=table.every,
        min=table.min,
        adaptive=table.adaptive,
        timeout=table.timeout,
        max_body=table.max_body,
        concurrency=table.concurrency,
        per_host=table.per_host,
        host_gap=table.host_gap,
        user_agent=fill_user_agent(table.user_agent, agent_words(site_url), row.place / "user_agent", report),
        proxy=_proxy(table.proxy, row.place / "proxy", secrets, report),
        allow_private=tuple(table.allow_private),
        hosts=tuple(exceptions),
    )


def _proxy(text: str, place: Place, secrets: Secrets, report: Report) -> str:
    return check_proxy(text, place, secrets, report) if text else ""


def _warn_of_haste(row: At[FetchTable], report: Report) -> None:
    table = row.table
    if table.min < timedelta(seconds=1):
        report.error(row.place / "min", "must be at least 1s")
    elif table.min < QUICK:
        report.warning(row.place / "min", "below 10 minutes: many sites refuse pollers that ask so often", code="every")
    if table.every is not None and table.every < table.min:
        report.warning(row.place / "every", "is below `min`, which counts instead", code="every")
    elif table.every is not None and table.every < QUICK:
        report.warning(row.place / "every", "asks every source more often than every 10 minutes", code="every")
    if table.timeout <= timedelta(0):
        report.error(row.place / "timeout", "must be longer than nothing")
    if table.max_body < 1024:
        report.error(row.place / "max_body", "must be at least 1KiB")


def _check_private(block: str, place: Place, report: Report) -> None:
    try:
        network = ipaddress.ip_network(block, strict=False)
    except ValueError:
        if block == "*" or "/" in block or not (_HOST_PORT.fullmatch(block) or re.fullmatch(r"[^\s:@\[\]]+", block)):
            hint = 'write a host, host:port or a block such as "192.168.1.0/24"'
            report.error(place, f'not a host, host:port or CIDR block: "{block}"', hint=hint)
        return
    if network.prefixlen < _WIDE[network.version]:
        message = "lets sources and their redirects reach a great many private addresses"
        report.warning(place, message, hint="name the one host that is meant", code="too-wide")


def rsshub(row: At[RsshubTable], secrets: Secrets, report: Report) -> Rsshub:
    """What rsshub://route means."""
    table = row.table
    instances = []
    for number, text in enumerate(table.instances):
        url = text.rstrip("/")
        fault = addresses.fault(url)
        if fault or not url.startswith("http"):
            fault = fault or "must begin with https:// or http://"
            report.error(row.place / "instances" / number, f'"{text}" {fault}', code="address")
        else:
            instances.append(url)
    if not table.instances:
        report.error(row.place / "instances", "must not be empty")
    if table.key and not has_secret(table.key):
        message = "an access key that everybody who reads this file can see"
        hint = 'write "{secret:rsshub_key}" instead'
        report.warning(row.place / "key", message, hint=hint, code="plain-secret")
        secrets.remember(table.key)
    shown = table.publish_as.rstrip("/")
    if shown and not addresses.is_public(shown):
        message = "is not public, so these sources are published without a feed address"
        report.warning(row.place / "publish_as", message, code="private")
    return Rsshub(tuple(instances), secrets.fill(table.key, row.place / "key", report), shown)


def keep(row: At[KeepTable]) -> values.Keep:
    """`[keep]`."""
    return values.Keep(entries_per_source=row.table.entries_per_source, age=row.table.age or None)


def dedupe(row: At[DedupeTable], sources: Mapping[str, SourceId], report: Report) -> values.Dedupe:
    """`[dedupe]`."""
    preferred = []
    for number, name in enumerate(row.table.prefer):
        if found := sources.get(normal(name)):
            preferred.append(found)
        else:
            hint = did_you_mean(name, sources) or "the id of a [[source]]"
            place = row.place / "prefer" / number
            report.error(place, f'unknown source "{name}"', hint=hint, code="unknown-source")
    return values.Dedupe(
        link=row.table.link,
        title=row.table.title or timedelta(0),
        similar=row.table.similar or timedelta(0),
        prefer=tuple(dict.fromkeys(preferred)),
    )


def images(row: At[ImagesTable], report: Report) -> values.Images:
    """`[images]`."""
    template = row.table.template
    if template and "{url}" not in template and "{raw}" not in template:
        report.error(
            row.place / "template", "holds neither {url} nor {raw}", hint="https://images.example.org/?url={url}"
        )
    elif template and not template.startswith(("https://", "http://", "{raw}", "{url}")):
        report.error(row.place / "template", "must begin with https:// or http://", code="address")
    return values.Images(template=template, hosts=tuple(row.table.hosts))


def publish(row: At[PublishTable], catalogue: Catalogue, folder: Path, report: Report) -> values.Publish:
    """`[publish]`."""
    table = row.table
    if table.hub and (fault := addresses.fault(table.hub)):
        report.error(row.place / "hub", f'"{table.hub}" {fault}', code="address")
    hexo = []
    for number, export in enumerate(table.hexo):
        slug = catalogue.find(export.category, row.place / "hexo" / number / "category")
        if slug:
            hexo.append(values.HexoExport(category=slug, directory=below(folder, export.directory)))
    return values.Publish(
        debounce=table.debounce,
        archive=table.archive,
        compress=table.compress,
        sources=table.sources,
        hub=table.hub,
        hexo=tuple(hexo),
    )


def serve(row: At[ServeTable], report: Report) -> values.Serve:
    """`[serve]`."""
    listen = _listen(row.table.listen, row.place / "listen", report)
    admin = _listen(row.table.admin, row.place / "admin", report)
    if listen is not None and listen == admin and listen[1]:
        report.error(row.place / "admin", "is the address of the public server", hint="choose another port")
    if admin is not None and not _is_loopback(admin[0]):
        message = "shows /status and /metrics to other machines"
        report.warning(row.place / "admin", message, hint="127.0.0.1 keeps them here", code="admin")
    return values.Serve(listen=listen, hosts=tuple(row.table.hosts), admin=admin)


def _listen(text: str, place: Place, report: Report) -> tuple[str, int] | None:
    """Host and port of "127.0.0.1:8080", "[::1]:8080" or ":8080", which is every address of this machine."""
    if not text:
        return None
    match = _HOST_PORT.fullmatch(text)
    if not match or int(match["port"]) > 65535:
        report.error(
            place, f'not an address to listen on: "{text}"', hint='write it like "127.0.0.1:8080"', code="address"
        )
        return None
    return match["host"].strip("[]") or "0.0.0.0", int(match["port"])  # noqa: S104 - the person wrote it


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
