"""Killed at any moment, started again: nothing lost, nothing twice, every output whole."""

from __future__ import annotations

import random
import signal
import time

import pytest
from lxml import etree

from support.origin import Origin
from support.project import Project, config

CYCLES = 50


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_killing_a_poll_loses_nothing_and_doubles_nothing(project: Project, origin: Origin) -> None:
    """Each cycle brings news, kills a poll at a random moment, and polls again to the end."""
    chance = random.Random(948)
    feeds = {
        name: origin.url(f"grow/{name}?per=3&start=8&window=40", host=n + 1) for n, name in enumerate(("a", "b", "c"))
    }
    project.write(config(*feeds.items(), extra="[keep]\nentries_per_source = 100000"))
    project.json("poll", "--force")
    killed = 0
    for cycle in range(CYCLES):
        process = project.start("poll", "--force")
        time.sleep(chance.uniform(0.1, 1.6))
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            killed += 1
        process.wait(20)
        if cycle % 10 == 9:
            project.json("poll", "--force")
            check(project, origin)
    assert killed >= CYCLES // 2
    project.json("poll", "--force")
    check(project, origin)


def check(project: Project, origin: Origin) -> None:
    published = sorted(entry["guid"] for feed in origin.truth()["feeds"].values() for entry in feed["entries"])
    tree = etree.fromstring((project.public / "xinmeiti.atom").read_bytes())
    namespace = "{http://www.w3.org/2005/Atom}"
    shown = sorted(str(entry.findtext(f"{namespace}id")) for entry in tree.iter(f"{namespace}entry"))
    status = project.json("status")
    assert status["entries"] == len(published)
    assert status["stories"] == len(published)
    if len(published) <= 1000:
        assert shown == published
    assert project.call("db", "check").returncode == 0
