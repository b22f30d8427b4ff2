"""The configuration described for programs: the JSON Schema that editors complete and check by."""

from __future__ import annotations

from typing import Any

from aggregator.settings.schema import Configuration


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a configuration file."""
    schema = Configuration.model_json_schema(by_alias=True)
    _tidy(schema)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "aggregator configuration",
        **{key: value for key, value in schema.items() if key not in {"title", "description"}},
    }


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
