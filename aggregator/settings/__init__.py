"""The configuration: what a person writes, checked and resolved.

    file.toml ──▶ documents ──▶ reader ──▶ resolve ──▶ Settings
                  (values,      (schema,   (names,
                   positions)    types)     secrets)

`load` raises with every problem; `check` returns them, warnings too; `find` says which file counts.
"""

from __future__ import annotations

from aggregator.settings.conditions import date_span, length_span
from aggregator.settings.describe import json_schema
from aggregator.settings.judging import is_expression
from aggregator.settings.load import check, load
from aggregator.settings.places import find
from aggregator.settings.values import (
    Category,
    Condition,
    Dedupe,
    FetchSettings,
    HexoExport,
    Hide,
    HostRule,
    Images,
    Keep,
    Log,
    Publish,
    Rule,
    Serve,
    Settings,
    Site,
    Source,
)

__all__ = [
    "Category",
    "Condition",
    "Dedupe",
    "FetchSettings",
    "HexoExport",
    "Hide",
    "HostRule",
    "Images",
    "Keep",
    "Log",
    "Publish",
    "Rule",
    "Serve",
    "Settings",
    "Site",
    "Source",
    "check",
    "date_span",
    "find",
    "is_expression",
    "json_schema",
    "length_span",
    "load",
]
