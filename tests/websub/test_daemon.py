"""A real daemon and the origin's hub: news in the output within two seconds, forged news never."""

from __future__ import annotations

import time

import pytest

from support.project import Project, config, free_port, get, stop, until


@pytest.fixture
def running(tmp_path, origin):
    """A daemon that reads the origin's /websub/news."""
    project = Project(tmp_path / "p")
    port = free_port()
    project.write(config(("news", origin.url("websub/news?as=atom")), port=port))
    process = project.start("run")
    try:
        until(lambda: origin.truth()["websub"]["subscriptions"], what="a subscription")
        yield project, origin
    finally:
        assert stop(process) == 0


def output(project):
    return (project.public / "xinmeiti.atom").read_text(encoding="utf-8")


def test_a_push_is_in_the_output_within_two_seconds_and_a_forged_one_never(running):
    project, origin = running
    slowest = 0.0
    for _ in range(5):
        began = time.monotonic()
        (fresh,) = origin.tick("news")
        until(lambda fresh=fresh: fresh["title"] in output(project), seconds=2, every=0.01, what="the push")
        slowest = max(slowest, time.monotonic() - began)
    assert slowest < 2
    forged = [origin.tick("news", forge=True)[0] for _ in range(3)]
    (fresh,) = origin.tick("news")
    until(lambda: fresh["title"] in output(project), seconds=2, every=0.01, what="the push after")
    time.sleep(0.6)
    assert not any(one["title"] in output(project) for one in forged)
    told = project.json("sources", "news")
    assert told["hubs"][0]["forged"] == 3
    assert told["hubs"][0]["pushes"] == 6
    assert told["hubs"][0]["state"] == "active"
    assert {push["status"] for push in origin.truth()["websub"]["pushes"]} == {202}
    polled = project.json("poll", "news", "--force")  # the forged ones are there, and polls bring them
    assert polled["entries"]["new"] == 3
    assert polled["entries"]["changed"] == 0


def test_a_source_that_leaves_is_unsubscribed_while_the_daemon_runs(running):
    project, origin = running
    (subscription,) = origin.truth()["websub"]["subscriptions"]
    project.write(project.file.read_text(encoding="utf-8").replace('id = "news"', 'id = "news"\nwebsub = false'))
    until(lambda: not origin.truth()["websub"]["subscriptions"], what="the end of the subscription")
    assert get(subscription["callback"] + "?hub.mode=subscribe&hub.topic=x&hub.challenge=y").status == 404
