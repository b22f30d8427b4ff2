"""`poll`: what is asked, what is skipped and why, and how it ends."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from aggregator.cli.poll import tolerance

from support.calls import Caller
from support.origin import Origin

WOSHIPM = "rebuilt/rebuilt-woshipm-latest.xml"

Make = Callable[..., Caller]


@pytest.fixture
def reading(project: Make, fresh: Caller, tmp_path: Path) -> Callable[..., Caller]:
    """Make a project that reads (id, url) pairs and nothing else."""

    def made(*sources: tuple[str, str], more: str = "") -> Caller:
        head = fresh.file.read_text(encoding="utf-8").partition("[[source]]")[0]
        blocks = [f'[[source]]\nid = "{name}"\nurl = "{url}"\ncategories = ["科技"]\n{more}' for name, url in sources]
        return project(tmp_path / "reading", head + "\n".join(blocks))

    return made


def test_named_sources_that_are_not_due_are_skipped_and_told(polled: Caller) -> None:
    told = polled.json("poll", "woshipm", "asleep")
    assert (told["polled"], told["skipped"]) == (0, 2)
    reasons = {one["source"]: one["reason"] for one in told["waiting"]}
    assert reasons == {"woshipm": "not-due", "asleep": "paused"}
    assert next(one["until"] for one in told["waiting"] if one["source"] == "woshipm").endswith("Z")
    said = polled("poll", "woshipm", "asleep").err
    assert "woshipm: skipped: not due until" in said
    assert "asleep: skipped: paused" in said


def test_a_paused_source_is_polled_when_it_is_forced_by_name_alone(polled: Caller) -> None:
    assert polled.json("poll", "--force")["polled"] == 3
    assert polled.json("poll", "asleep", "--force")["polled"] == 1
    again = polled.json("poll", "asleep")
    assert again["waiting"] == [{"source": "asleep", "until": None, "reason": "paused"}]


@pytest.mark.origin
def test_force_obeys_what_an_origin_asked_for(reading: Make, origin: Origin) -> None:
    cli = reading(("busy", origin.url(f"busy/{WOSHIPM}?after=3600&n=100")))
    assert cli.json("poll", "--force", code=1)["failed"] == 1
    asked = origin.truth()["urls"]
    told = cli.json("poll", "--force")
    assert (told["polled"], told["skipped"]) == (0, 1)
    assert told["waiting"][0]["reason"] == "stay-away"
    assert origin.truth()["urls"] == asked


@pytest.mark.origin
def test_what_is_not_reached_in_time_stays_due(reading: Make, origin: Origin) -> None:
    cli = reading(("slow", origin.url(f"slow-headers/{WOSHIPM}?s=30")), ("quick", origin.url("grow/quick", host=3)))
    told = cli.json("poll", "slow", "quick", "--within", "2s")
    assert told["polled"] == 1
    assert told["waiting"] == [{"source": "slow", "until": None, "reason": "no-time"}]
    states = {one["id"]: one for one in cli.json("status")["sources"]}
    assert states["quick"]["entries"] > 0
    assert states["slow"]["last_poll_at"] is None
    assert cli.json("status")["categories"][0]["published_at"]


@pytest.mark.origin
def test_more_failures_than_tolerated_are_1(reading: Make, origin: Origin) -> None:
    good = [(f"good{n}", origin.url(f"grow/{n}")) for n in range(4)]
    cli = reading(*good, ("bad", origin.url("missing/x")))
    assert cli("poll", "--force").code == 1
    for allowed, code in (("1", 0), ("20%", 0), ("19%", 1), ("0", 1), ("0%", 1), ("100%", 0)):
        assert cli("poll", "--force", "--tolerate", allowed).code == code, allowed


@pytest.mark.origin
def test_a_failure_is_told_with_its_code_and_what_to_do(reading: Make, origin: Origin) -> None:
    cli = reading(("bad", origin.url("missing/x")))
    done = cli("poll", "--force")
    assert done.code == 1
    assert "(http-404)" in done.err or "404" in done.err
    assert done.err.count("→") == 1
    failure = cli.json("poll", "--force", code=1)["failures"][0]
    assert failure["source"] == "bad"
    assert failure["hint"] not in failure["error"]


@pytest.mark.parametrize(
    ("text", "polled", "most"), [("0", 10, 0), ("3", 10, 3), ("29%", 100, 29), ("7%", 100, 7), ("12.5%", 8, 1)]
)
def test_so_many_failures_are_tolerated(text: str, polled: int, most: int) -> None:
    assert not most > tolerance(text)(polled)
    assert most + 1 > tolerance(text)(polled)


def test_a_fake_ip_proxy_is_told_once_with_the_line_to_paste(reading: Make) -> None:
    cli = reading(*((f"s{n}", f"http://198.18.0.{n}/feed") for n in range(1, 9)))
    line = 'allow_private = ["198.18.0.0/15"]'
    done = cli("poll")
    assert done.code == 1
    assert done.err.count(line) == 1
    assert "8 sources (s1, s2, s3, s4, s5, …)" in done.err
    assert cli("status").out.count(line) == 1
    assert {one["last_error"]["code"] for one in cli.json("status")["sources"]} == {"fake-ip"}
    assert {one["failures"] for one in cli.json("status")["sources"]} == {0}
    told = cli("check", "--online")
    assert told.code == 1
    assert told.out.count(line) == 1
    assert all(line in trouble for trouble in cli.json("check", "--online", code=1)["online"].values())


def test_status_names_a_host_that_cannot_be_asked_as_often_as_its_sources_want(reading: Make) -> None:
    many = (f'http://127.0.0.9:9/{n}"\nevery = "10m' for n in range(700))
    crowd = reading(*((f"route{n}", url) for n, url in enumerate(many)))
    assert crowd("poll", "route1").code == 1
    (told,) = crowd.json("status")["crowded"]
    assert (told["host"], told["sources"]) == ("127.0.0.9", 700)
    assert told["load"] == pytest.approx(700 / 600, abs=0.01)  # an answer of a second each, one at a time
    assert "the 700 sources of 127.0.0.9 need 1.2 times the time there is" in crowd("status").out
