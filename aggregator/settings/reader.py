"""From the values of a file to checked tables, one table at a time, so that one mistake hides no other.

A table with mistakes is read again without the keys that hold them: what is left of it still takes part in the
checks across tables, and nobody is told of an unknown category because its table has a wrong number elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import UnionType
from typing import Any, Generic, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from aggregator.settings import slugs
from aggregator.settings.documents import Document
from aggregator.settings.problems import Place, Report, did_you_mean, nearest
from aggregator.settings.schema import Configuration, Included
from aggregator.settings.tables import NOT_DEFAULTS, DefaultsTable, SourceTable, Table

T = TypeVar("T", bound=Table)

_KINDS = {
    "string_type": "must be text in quotes",
    "int_type": "must be a whole number",
    "bool_type": "must be true or false, without quotes",
    "list_type": "must be a list: […]",
    "dict_type": "must be a table",
    "model_type": "must be a table",
    "float_type": "must be a number",
}


@dataclass(frozen=True, slots=True)
class At(Generic[T]):
    """A table and where it stands."""

    place: Place
    table: T
    whole: bool = True  # False where keys with mistakes were left out


@dataclass(slots=True)
class Tables:
    """What one file says: single tables by name, repeated tables in order."""

    document: Document
    single: dict[str, At[Any]] = field(default_factory=dict)
    repeated: dict[str, list[At[Any]]] = field(default_factory=dict)
    lost: dict[str, list[Mapping[str, Any]]] = field(default_factory=dict)  # tables too broken to use

    def one(self, name: str, model: type[T]) -> At[T]:
        """The table of that name, or its defaults."""
        return self.single.get(name) or At(Place(self.document, (name,)), model())

    def all(self, name: str, _model: type[T]) -> list[At[T]]:
        """The repeated tables of that name."""
        return self.repeated.get(name, [])


def read_tables(document: Document, model: type[Included], report: Report) -> Tables:
    """Check every table of a file. Mistakes are noted in `report`."""
    tables = Tables(document)
    top = {name: value for name, value in document.values.items() if name in model.model_fields}
    for name in document.values.keys() - top.keys():
        _unknown_table(Place(document, (name,)), name, model, report)
    plain = {name: value for name, value in top.items() if table_model(model, name)[0] is None}
    found = _read(model, plain, Place(document), report)
    if found:
        tables.single["top"] = found
    for name in top.keys() - plain.keys():
        inner, repeated = table_model(model, name)
        assert inner is not None
        _read_named(tables, name, inner, top[name], report, repeated=repeated)
    return tables


def _read_named(tables: Tables, name: str, model: type[Table], value: Any, report: Report, *, repeated: bool) -> None:
    place = Place(tables.document, (name,))
    if not repeated:
        if not isinstance(value, dict):
            report.error(place, "must be a table", hint=f"write [{name}]", code="wrong-type", at_key=True)
        elif found := _read(model, value, place, report):
            tables.single[name] = found
        return
    if not isinstance(value, list):
        report.error(place, "must be a list of tables", hint=f"write [[{name}]]", code="wrong-type", at_key=True)
        return
    rows = tables.repeated.setdefault(name, [])
    for number, raw in enumerate(value):
        if found := _read(model, raw, place / number, report):
            rows.append(found)
        elif isinstance(raw, dict):
            tables.lost.setdefault(name, []).append(raw)


def _read(model: type[T], raw: Any, place: Place, report: Report) -> At[T] | None:
    try:
        return At(place, model.model_validate(raw))
    except ValidationError as error:
        details = error.errors(include_url=False)
    for detail in details:
        _note(model, raw, detail, place, report)
    left = raw
    for detail in details:
        left = _without(left, detail["loc"])
    if not isinstance(raw, dict) or left == raw:
        return None
    try:
        return At(place, model.model_validate(left), whole=False)
    except ValidationError:  # a key that must be there is wrong or missing
        return None


def _without(raw: Any, loc: tuple[int | str, ...]) -> Any:
    """A table without the key that holds a mistake. Lists go whole: what stood behind must keep its number."""
    if not loc or not isinstance(raw, dict) or loc[0] not in raw:
        return raw
    name, inner = loc[0], raw[loc[0]]
    deeper = len(loc) > 1 and isinstance(loc[1], str) and isinstance(inner, dict) and loc[1] in inner
    if deeper and (smaller := _without(inner, loc[1:])):
        return {**raw, name: smaller}
    return {key: value for key, value in raw.items() if key != name}


def _note(model: type[Table], raw: Any, detail: ErrorDetails, place: Place, report: Report) -> None:
    for part in detail["loc"]:
        place = place / part
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "extra_forbidden":
        _unknown_key(model, detail["loc"], place, report)
    elif kind == "missing":
        name = str(detail["loc"][-1])
        report.error(place, f"`{name}` is missing", hint=_missing_hint(model, name, raw), code="missing")
    elif kind == "literal_error":
        known = [str(value) for value in _literals(model, detail["loc"])]
        hint = did_you_mean(str(detail["input"]), known)
        report.error(place, f'"{detail["input"]}" is none of {", ".join(known)}', hint=hint)
    elif kind == "invalid":
        report.error(place, context["message"], hint=context.get("hint", ""))
    else:
        _note_plain(kind, detail, place, report)


def _note_plain(kind: str, detail: ErrorDetails, place: Place, report: Report) -> None:
    """A mistake that pydantic itself knows."""
    context = detail.get("ctx", {})
    if kind in _KINDS:
        report.error(place, _KINDS[kind], hint=_type_hint(kind, detail["input"]), code="wrong-type")
    elif kind in {"greater_than_equal", "less_than_equal"}:
        bound = f"at least {context['ge']}" if "ge" in context else f"at most {context['le']}"
        report.error(place, f"must be {bound}, not {detail['input']}")
    elif kind in {"string_too_short", "too_short"}:
        report.error(place, "must not be empty")
    else:
        report.error(place, detail["msg"][:1].lower() + detail["msg"][1:])


def _type_hint(kind: str, value: Any) -> str:
    if kind == "string_type" and isinstance(value, bool | int | float):
        return f'write "{str(value).lower() if isinstance(value, bool) else value}"'
    if kind == "int_type" and isinstance(value, str) and value.strip().lstrip("-").isdigit():
        return f"write {value.strip()} without quotes"
    if kind == "bool_type" and str(value).strip().casefold() in {"yes", "on", "1", "true"}:
        return "write true"
    if kind == "bool_type" and str(value).strip().casefold() in {"no", "off", "0", "false"}:
        return "write false"
    if kind == "list_type" and isinstance(value, str):
        return f'write ["{value}"]'
    return ""


def _missing_hint(model: type[Table], name: str, raw: Any) -> str:
    if not isinstance(raw, dict):
        return ""
    if model is SourceTable and name == "id":
        suggestion = slugs.guess_id(str(raw.get("url", "")))
        return f'add a name for ever, such as: id = "{suggestion}"' if suggestion else 'add: id = "…"'
    near = nearest(name, [str(key) for key in raw if key not in model.model_fields])
    return f"`{near}` is not known; did you mean `{name}`?" if near else ""


def _unknown_table(place: Place, name: str, model: type[Included], report: Report) -> None:
    if name in Configuration.model_fields:
        message = f"`{name}` may not stand in an included file"
        hint = "only [defaults], [[source]] and [[hide]] may; move it to the main file"
        report.error(place, message, hint=hint, code="not-here", at_key=True)
        return
    hint = did_you_mean(name, model.model_fields, quote="`") or _home_of(name)
    report.error(place, f"unknown key `{name}`", hint=hint, code="unknown-key", at_key=True)


def _unknown_key(model: type[Table], loc: tuple[int | str, ...], place: Place, report: Report) -> None:
    owner, name = _owner(model, loc), str(loc[-1])
    if owner is DefaultsTable and name in NOT_DEFAULTS:
        hint = "say it in each [[source]]"
    else:
        near = nearest(name, aliases(owner))
        hint = f"did you mean `{near}`?" if near else _home_of(name) or did_you_mean(name, aliases(owner), quote="`")
    report.error(place, f"unknown key `{name}`", hint=hint, code="unknown-key", at_key=True)


def _home_of(name: str) -> str:
    """Where a key that stands in the wrong table belongs."""
    homes = [
        f"[[{table}]]" if repeated else f"[{table}]"
        for table in Configuration.model_fields
        for inner, repeated in [table_model(Configuration, table)]
        if inner and name in aliases(inner)
    ]
    return f"`{name}` belongs in {' or '.join(homes)}" if homes else ""


def aliases(model: type[BaseModel]) -> list[str]:
    """The keys of a table as they are written."""
    return [info.alias or name for name, info in model.model_fields.items()]


def _field_type(model: type[BaseModel], key: str) -> Any:
    for name, info in model.model_fields.items():
        if (info.alias or name) == key:
            return info.annotation
    return None


def _models_in(annotation: Any) -> Iterator[type[Table]]:
    if isinstance(annotation, type) and issubclass(annotation, Table):
        yield annotation
    elif get_origin(annotation) in {list, Union, UnionType}:
        for inner in get_args(annotation):
            yield from _models_in(inner)


def table_model(model: type[BaseModel], key: str) -> tuple[type[Table] | None, bool]:
    """The table that stands under a key, and whether it may be repeated."""
    annotation = _field_type(model, key)
    return next(_models_in(annotation), None), get_origin(annotation) is list


def _owner(model: type[Table], loc: tuple[int | str, ...]) -> type[Table]:
    for part in loc[:-1]:
        if isinstance(part, str):
            model = table_model(model, part)[0] or model
    return model


def _literals(model: type[Table], loc: tuple[int | str, ...]) -> tuple[Any, ...]:
    names = [part for part in loc if isinstance(part, str)]
    annotation = _field_type(_owner(model, (*names,)), names[-1])
    while get_origin(annotation) is list:
        annotation = get_args(annotation)[0]
    return get_args(annotation)
