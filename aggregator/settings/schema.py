"""What may be written in a configuration file: the whole of it, and the little that an included file may hold."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from aggregator.settings.tables import CategoryTable, DefaultsTable, HideTable, RuleTable, SourceTable, Table
from aggregator.settings.words import Duration, Host, Language, Line, Name, OptionalDuration, Size, Words

USER_AGENT = "aggregator/{version} (+{contact})"


class SiteTable(Table):
    """Who publishes."""

    title: Name = Field(default="aggregator", description="title of the whole")
    url: Line = Field(default="http://127.0.0.1:8080/", description="public address of the outputs; may have a path")
    author: Line = Field(default="", description="author of the feeds; an entry without author gets its source's title")
    language: Language = Field(default="zh-CN", description="language of the pages and feeds")
    static: str = Field(
        default="", description="folder copied into the output as it is, relative to this file's folder"
    )
    theme: str = Field(default="", description="folder of templates that replace ours, relative to this file's folder")


class PathsTable(Table):
    """Where things are kept."""

    state: str = Field(
        default="",
        description="folder of database, lock and socket, relative to this file's folder; unset: $STATE_DIRECTORY, "
        "or /var/lib/aggregator if this file is under /etc, or data/ beside config/",
    )
    output: str = Field(default="public", description="folder of the outputs, relative to state")


class SecretsTable(Table):
    """Where {secret:name} is looked for after $CREDENTIALS_DIRECTORY/name and $AGGREGATOR_SECRET_NAME."""

    directory: str = Field(
        default="", description="folder with one file for each secret, relative to this file's folder"
    )


class FetchTable(Table):
    """How sources are asked."""

    every: OptionalDuration = Field(
        default=None,
        description="how often to ask a source; unset: at most hourly, and less often where it posts seldom",
    )
    min: Duration = Field(default="10m", description="floor for every `every`", validate_default=True)
    adaptive: bool = Field(default=True, description="ask seldom-changing sources without an `every` less often")
    timeout: Duration = Field(default="20s", description="time for a whole fetch", validate_default=True)
    max_body: Size = Field(default="10MiB", description="largest document, unpacked", validate_default=True)
    concurrency: int = Field(default=32, ge=1, le=1000, description="fetches at the same time")
    per_host: int = Field(default=1, ge=1, le=100, description="fetches at the same time from one host")
    host_gap: Duration = Field(
        default="1s", description="pause between two fetches from one host", validate_default=True
    )
    user_agent: Line = Field(
        default=USER_AGENT,
        description="User-Agent; {version}, and {contact}: site.url if public, else the project's page",
    )
    proxy: str = Field(
        default="", description="socks5://… or http://… for every fetch; the environment's proxies are not read"
    )
    allow_private: Words = Field(default=[], description="private hosts, host:port or CIDR blocks that may be asked")


class HostTable(Table):
    """Exceptions for some hosts; the first match counts."""

    match: Host = Field(description="host name, or *.name for all below it")
    per_host: int | None = Field(
        default=None, ge=1, le=100, description="fetches at the same time; unset as [fetch] says"
    )
    gap: OptionalDuration = Field(default=None, description="pause between two fetches; unset as [fetch] says")
    proxy: str = Field(default="", description="proxy; unset as [fetch] says")
    retry_after: Literal["host", "source"] = Field(default="host", description="what a Retry-After holds back")


class RsshubTable(Table):
    """What rsshub://route means."""

    instances: list[Line] = Field(
        default=["https://rsshub.app"], description="addresses of instances, tried in turn; may be private"
    )
    key: str = Field(
        default="", description='access key of the first instance, as "{secret:name}"; sent as code=md5(path+key)'
    )
    per_host: int = Field(default=4, ge=1, le=100, description="fetches at the same time from one instance")
    gap: Duration = Field(
        default="0s", description="pause between two fetches from one instance", validate_default=True
    )
    publish_as: Line = Field(default="https://rsshub.app", description='the instance shown to others; "" shows none')


class KeepTable(Table):
    """What is kept. What a source still lists or a current document shows is never pruned."""

    entries_per_source: int = Field(default=1000, ge=1, description="most entries kept of one source")
    age: OptionalDuration = Field(
        default="365d", description='how long; bounds the archive pages too; "" for ever', validate_default=True
    )


class DedupeTable(Table):
    """What makes entries of different sources one story."""

    link: bool = Field(default=True, description="the same article address")
    title: OptionalDuration = Field(
        default="3d", description='window for equal titles; "" or "0s": never', validate_default=True
    )
    similar: OptionalDuration = Field(
        default="3d", description='window for similar texts; "" or "0s": never', validate_default=True
    )
    prefer: Words = Field(default=[], description="ids of sources whose copy is shown first")


class ImagesTable(Table):
    """How picture addresses are published."""

    template: str = Field(
        default="",
        description="https://images.example.org/?url={url}: {url} percent-encoded, {raw} as it is; unset: unchanged",
    )
    hosts: list[Host] = Field(default=[], description="picture hosts it is for; empty: every http:// picture")


class HexoTable(Table):
    """Posts for a static site generator."""

    category: Line = Field(description="category, by name or slug")
    directory: str = Field(min_length=1, description="folder of the posts, relative to this file's folder")


class PublishTable(Table):
    """What is written, and when."""

    debounce: Duration = Field(default="5s", description="wait after a change for more changes", validate_default=True)
    archive: bool = Field(default=True, description="archive pages of each Atom feed (RFC 5005)")
    compress: bool = Field(default=True, description="a .gz beside each file")
    sources: bool = Field(default=False, description="/source/<id>.atom for each source")
    hub: Line = Field(default="", description="WebSub hub to announce and ping")
    hexo: list[HexoTable] = Field(default=[], description="folders of posts")


class ServeTable(Table):
    """The web server."""

    listen: Line = Field(default="127.0.0.1:8080", description='address of the public server; "" turns it off')
    hosts: list[Host] = Field(
        default=[], description="further Host names accepted; loopback, listen and site.url always are"
    )
    admin: Line = Field(default="127.0.0.1:8081", description='address of /status and /metrics; "" turns them off')


class LogTable(Table):
    """The log."""

    level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="least severity that is logged"
    )
    format: Literal["auto", "text", "json", "journal"] = Field(
        default="auto", description="auto: journal under systemd, text on a terminal, JSON lines elsewhere"
    )


class Included(Table):
    """What a file under `include` may hold."""

    defaults: DefaultsTable = Field(default_factory=DefaultsTable, description=DefaultsTable.__doc__)
    source: list[SourceTable] = Field(default=[], description="feeds that are read")
    hide: list[HideTable] = Field(default=[], description="stories that are shown nowhere")


class Configuration(Included):
    """The configuration of aggregator."""

    timezone: Line = Field(
        default="Asia/Shanghai", description="zone of pages and of dates that name none; feeds are always UTC"
    )
    include: Words = Field(
        default=[], description="further files, patterns allowed: only [defaults], [[source]], [[hide]] in there"
    )
    site: SiteTable = Field(default_factory=SiteTable, description=SiteTable.__doc__)
    paths: PathsTable = Field(default_factory=PathsTable, description=PathsTable.__doc__)
    secrets: SecretsTable = Field(default_factory=SecretsTable, description=SecretsTable.__doc__)
    fetch: FetchTable = Field(default_factory=FetchTable, description=FetchTable.__doc__)
    host: list[HostTable] = Field(default=[], description="exceptions for some hosts; the first match counts")
    rsshub: RsshubTable = Field(default_factory=RsshubTable, description=RsshubTable.__doc__)
    keep: KeepTable = Field(default_factory=KeepTable, description=KeepTable.__doc__)
    dedupe: DedupeTable = Field(default_factory=DedupeTable, description=DedupeTable.__doc__)
    category: list[CategoryTable] = Field(default=[], description="merged feeds")
    rule: list[RuleTable] = Field(default=[], description="rules, applied in the order of the file")
    images: ImagesTable = Field(default_factory=ImagesTable, description=ImagesTable.__doc__)
    publish: PublishTable = Field(default_factory=PublishTable, description=PublishTable.__doc__)
    serve: ServeTable = Field(default_factory=ServeTable, description=ServeTable.__doc__)
    log: LogTable = Field(default_factory=LogTable, description=LogTable.__doc__)
