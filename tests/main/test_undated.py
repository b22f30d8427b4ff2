"""Entries without dates stand where the answer's Last-Modified puts them, in document order, and never move."""

from __future__ import annotations

import json
from datetime import datetime

from support.origin import Origin
from support.project import Project, config


def test_undated_entries_take_the_answers_date_and_keep_it(project: Project, origin: Origin) -> None:
    project.write(config(("undated", origin.url("nodate/undated?start=6&per=0"))))
    project.json("poll", "--force")
    first = [(item["id"], item["date_published"]) for item in items(project)]
    truth = origin.truth()["feeds"]["undated"]["entries"]
    newest = max(datetime.fromisoformat(entry["published"]) for entry in truth)

    assert [name for name, _ in first] == [entry["guid"] for entry in reversed(truth)]
    assert datetime.fromisoformat(first[0][1]) == newest.replace(microsecond=0)

    origin.tick("undated", 2)
    project.json("poll", "--force")
    assert [(item["id"], item["date_published"]) for item in items(project)][2:] == first


def items(project: Project) -> list[dict[str, str]]:
    feed = json.loads((project.public / "xinmeiti.json").read_bytes())
    found: list[dict[str, str]] = feed["items"]
    return found
