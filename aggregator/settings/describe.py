"""The configuration described for programs and for the reference page: its JSON Schema, and every key there is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from aggregator.settings.reader import table_model
from aggregator.settings.schema import Configuration
from aggregator.settings.tables import ConditionTable, Table


@dataclass(frozen=True, slots=True)
class Key:
    """One key: `name` as "fetch.every", its default as TOML ("" where it has none), and what it means."""

    name: str
    default: str
    description: str


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a configuration file."""
    schema = Configuration.model_json_schema(by_alias=True)
    _tidy(schema)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "aggregator configuration",
        **{key: value for key, value in schema.items() if key not in {"title", "description"}},
    }


def schema_text() -> str:
    """The JSON Schema as the file `aggregator.schema.json` holds it."""
    return json.dumps(json_schema(), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def keys() -> Iterator[Key]:
    """Every key of a configuration file, table by table. Condition words are listed once, under `condition`."""
    yield from _keys_of(Configuration, "")
    yield from _keys_of(ConditionTable, "condition.")


def _keys_of(model: type[Table], prefix: str) -> Iterator[Key]:
    for name, info in model.model_fields.items():
        key = info.alias or name
        inner, _ = table_model(model, key)
        if inner is None or inner is ConditionTable:
            yield Key(f"{prefix}{key}", "" if info.is_required() else _as_toml(info.default), info.description or "")
        else:
            yield from _keys_of(inner, f"{prefix}{key}.")


def _as_toml(value: Any) -> str:
    if value is None:
        return ""
    if value == {}:
        return "{}"
    return json.dumps(value, ensure_ascii=False)


def _tidy(node: Any) -> None:
    """Take away what only Python would want to know: titles made of names, and null, which TOML does not have."""
    if isinstance(node, list):
        for inner in node:
            _tidy(inner)
    if not isinstance(node, dict):
        return
    for name, inner in node.items():
        if name not in {"default", "examples", "enum"}:
            _tidy(inner)
    if isinstance(node.get("title"), str):
        del node["title"]
    if "default" in node and node["default"] is None:
        del node["default"]
    options = [option for option in node.get("anyOf", ()) if option != {"type": "null"}]
    if len(options) == 1:
        del node["anyOf"]
        node.update({**options[0], **node})
