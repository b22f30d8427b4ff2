"""From checked tables to the values that the program uses: defaults applied, references found, secrets filled in."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from aggregator.model import Slug, SourceId
from aggregator.settings import general, judging, slugs, values
from aggregator.settings.catalogue import Catalogue
from aggregator.settings.judging import Check, Conditions
from aggregator.settings.places import folder_of, output_folder, state_folder, watched
from aggregator.settings.problems import Place, Report
from aggregator.settings.reader import At, Tables
from aggregator.settings.schema import (
    Configuration,
    DedupeTable,
    FetchTable,
    HostTable,
    ImagesTable,
    KeepTable,
    LogTable,
    PathsTable,
    PublishTable,
    RsshubTable,
    SecretsTable,
    ServeTable,
    SiteTable,
)
from aggregator.settings.secrets import Secrets
from aggregator.settings.sources import SourceMaker, Surroundings, source_ids
from aggregator.settings.tables import CategoryTable, DefaultsTable, HideTable, RuleTable, SourceTable
from aggregator.settings.zones import check_zone


@dataclass(frozen=True, slots=True)
class Judgement:
    """Everything that decides where an entry belongs, for the fingerprint."""

    categories: tuple[values.Category, ...]
    sources: tuple[values.Source, ...]
    rules: tuple[values.Rule, ...]
    hides: tuple[values.Hide, ...]


def resolve(
    main: Tables,
    others: Sequence[Tables],
    environ: Mapping[str, str],
    report: Report,
    *,
    expressions: Check | None = None,
    selectors: Check | None = None,
) -> values.Settings | None:
    """The settings, or None where `report` holds an error; every mistake is noted before giving up."""
    file = main.document.file
    tables = (main, *others)
    top = main.one("top", Configuration)
    timezone = check_zone(top.table.timezone, Place(main.document, ("timezone",)), report)
    secrets = _secrets(main.one("secrets", SecretsTable), file.parent, environ, report)
    site = general.site(main.one("site", SiteTable), file.parent, report)
    rsshub_row, fetch_row = main.one("rsshub", RsshubTable), main.one("fetch", FetchTable)
    rsshub = general.rsshub(rsshub_row, secrets, report)
    hosts = main.all("host", HostTable)
    fetch = general.fetch(fetch_row, hosts, rsshub_row, rsshub, site.url, secrets, report)
    catalogue = Catalogue(main.all("category", CategoryTable), main.lost.get("category", ()), report)
    rows = [row for each in tables for row in each.all("source", SourceTable)]
    ids = _with_lost(source_ids(rows, report), tables)
    conditions = Conditions(catalogue, ids, report, timezone=timezone, expressions=expressions)
    categories = _categories(catalogue, conditions, site.title, report)
    around = Surroundings(
        folder=file.parent,
        catalogue=catalogue,
        conditions=conditions,
        secrets=secrets,
        rsshub=rsshub,
        timezone=timezone,
        user_agent=general.agent_words(site.url),
        minimum=fetch.min,
        report=report,
        selectors=selectors,
    )
    sources = tuple(source for each in tables for source in _sources(each, around))
    rules = judging.rules(main.all("rule", RuleTable), conditions, catalogue, report)
    hides = judging.hides([row for each in tables for row in each.all("hide", HideTable)], report)
    state = state_folder(main.one("paths", PathsTable), file, environ)
    log = main.one("log", LogTable).table
    settings = values.Settings(
        file=file,
        files=tuple(each.document.file for each in tables),
        watch=watched(file, top.table.include, (each.document.file for each in others)),
        state=state,
        output=output_folder(main.one("paths", PathsTable), state, file, report),
        timezone=timezone,
        site=site,
        fetch=fetch,
        keep=general.keep(main.one("keep", KeepTable)),
        dedupe=general.dedupe(main.one("dedupe", DedupeTable), ids, report),
        categories=categories,
        sources=sources,
        rules=rules,
        hides=hides,
        images=general.images(main.one("images", ImagesTable), report),
        publish=general.publish(main.one("publish", PublishTable), catalogue, file.parent, report),
        serve=general.serve(main.one("serve", ServeTable), report),
        log=values.Log(level=log.level, format=log.format),
        fingerprint=fingerprint(Judgement(categories, sources, rules, hides)),
        secrets=frozenset(secrets.values),
    )
    _warn(settings, catalogue, rows, secrets, main.one("secrets", SecretsTable), report)
    return None if report.failed else settings


def fingerprint(judgement: Judgement) -> str:
    """A hash that changes when, and only when, something changes that decides where an entry belongs.

    The order of categories, sources and hides does not matter; that of rules does.
    """
    parts = (
        sorted((it.slug, it.name, it.gathers, repr(it.when), it.parent) for it in judgement.categories),
        sorted(
            (it.id, it.categories, it.tags, repr(it.only), it.section, it.language, it.author)
            for it in judgement.sources
        ),
        [repr(rule) for rule in judgement.rules],
        sorted((it.link, it.id) for it in judgement.hides),
    )
    return hashlib.blake2b(repr(parts).encode(), digest_size=16).hexdigest()


def _secrets(row: At[SecretsTable], folder: Path, environ: Mapping[str, str], report: Report) -> Secrets:
    return Secrets(environ, folder_of(row.table.directory, folder, row.place / "directory", report))


def _with_lost(ids: dict[str, SourceId], tables: Sequence[Tables]) -> dict[str, SourceId]:
    """Ids of tables too broken to use are known too, so that references to them are no second mistake."""
    for each in tables:
        for raw in each.lost.get("source", ()):
            if isinstance(name := raw.get("id"), str):
                ids.setdefault(slugs.normal(name), slugs.normal(name))
    return ids


def _categories(
    catalogue: Catalogue, conditions: Conditions, site_title: str, report: Report
) -> tuple[values.Category, ...]:
    parents = catalogue.parents()
    found = []
    for slug, row in catalogue.rows.items():
        table = row.table
        path = catalogue.path(slug, parents)
        if table.per_source == 0:
            report.error(row.place / "per_source", "must be at least 1, or -1 for no limit")
        found.append(
            values.Category(
                name=table.name,
                slug=slug,
                was=tuple(dict.fromkeys(slugs.normal(old) for old in table.was)),
                title=catalogue.title(row, slug, path, site_title),
                description=table.description,
                icon=table.icon,
                parent=parents.get(slug, ""),
                path=path,
                children=tuple(child for child, parent in parents.items() if parent == slug),
                gathers=_gathers(row, slug, catalogue, report),
                when=None if table.when is None else conditions.condition(table.when, row.place / "if"),
                formats=tuple(dict.fromkeys(table.formats)),
                entries=table.entries,
                age=table.age or None,
                per_source=table.per_source,
                per_source_within=table.per_source_within or None,
                backlog=table.backlog,
                content=table.content,
                show_source=table.show_source,
                private=table.private,
            )
        )
    catalogue.check_gathering({one.slug: (*one.children, *one.gathers) for one in found})
    return tuple(found)


def _gathers(row: At[CategoryTable], slug: Slug, catalogue: Catalogue, report: Report) -> tuple[Slug, ...]:
    found = []
    for number, name in enumerate(row.table.gathers):
        place = row.place / "from" / number
        other = "*" if name.strip() in {"*", "＊"} else catalogue.find(name, place)
        if other == slug:
            report.error(place, "a category cannot gather itself", code="cycle")
        elif other:
            found.append(other)
    return ("*",) if "*" in found else tuple(dict.fromkeys(found))


def _sources(tables: Tables, around: Surroundings) -> list[values.Source]:
    maker = SourceMaker(tables.one("defaults", DefaultsTable), around)
    made = (maker.make(row) for row in tables.all("source", SourceTable))
    found = [source for source in made if source is not None]
    if not tables.all("source", SourceTable):
        maker.check_defaults()
    return found


def _warn(
    settings: values.Settings,
    catalogue: Catalogue,
    rows: Sequence[At[SourceTable]],
    secrets: Secrets,
    secrets_row: At[SecretsTable],
    report: Report,
) -> None:
    """What is allowed but surprising when seen as a whole."""
    _warn_of_twins(settings.sources, rows, report)
    places = {slugs.normal(row.table.id): row.place for row in rows}
    selecting = bool(settings.rules) or any(it.when or it.gathers for it in settings.categories)
    for source in settings.sources:
        if not source.categories and not selecting and source.id in places:
            message = "belongs to no category, so no feed shows it"
            hint = 'add: categories = ["…"]'
            report.warning(places[source.id] / "id", f'source "{source.id}" {message}', hint=hint, code="no-category")
    used = {slug for source in settings.sources for slug in source.categories}
    used |= {slug for rule in settings.rules for slug in rule.add}
    used |= {category.parent for category in settings.categories}
    for category in settings.categories:
        if category.slug not in used and not category.gathers and category.when is None:
            message = f'no source and no rule puts anything into "{category.name}"'
            report.warning(catalogue.rows[category.slug].place / "name", message, code="no-source")
    for name in secrets.unused():
        report.warning(secrets_row.place / "directory", f'nothing asks for the secret "{name}"', code="unused-secret")


def _warn_of_twins(sources: Sequence[values.Source], rows: Sequence[At[SourceTable]], report: Report) -> None:
    places = {slugs.normal(row.table.id): row.place for row in rows}
    first: dict[str, SourceId] = {}
    for source in sources:
        other = first.setdefault(source.addresses[0].url, source.id)
        if other != source.id and source.id in places and other in places:
            message = f'the same address as source "{other}" at {places[other]}: it is asked twice'
            hint = "a source may have several categories"
            report.warning(places[source.id] / "url", message, hint=hint, code="same-address")
