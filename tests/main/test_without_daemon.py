"""What a daemon does beside its polls is done by `poll` where there is none: in cron, in CI."""

from __future__ import annotations

import json

from support.origin import Origin
from support.project import Project, config


def test_age_limits_hold_where_no_daemon_turns_the_day(project: Project, origin: Origin) -> None:
    text = config(("news", origin.url("grow/news?start=8&per=0")))
    project.write(text.replace("entries = 1000\n", 'entries = 1000\nage = "1d"\n', 1))

    project.json("poll", "--force")

    dates = [entry["published"] for entry in origin.truth()["feeds"]["news"]["entries"]]
    assert len(dates) == 8
    assert json.loads((project.public / "xinmeiti.json").read_bytes())["items"] == []
