"""/status, /status.json and /metrics on their own listener."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from aggregator.errors import Problem
from aggregator.model import PollReport, PublishReport
from aggregator.serve.admin import admin_app
from aggregator.serve.app import public_app
from aggregator.serve.health import Pulse
from aggregator.serve.metrics import Metrics
from aggregator.serve.status import (
    HEIGHT,
    MOST_BARS,
    WIDTH,
    CrowdedHost,
    OutputLine,
    PollPoint,
    SourceLine,
    StatusView,
    bars,
    document,
    summary,
)

NOW = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
POLLS = tuple(
    PollPoint(NOW - timedelta(hours=30 - n), ended, new, detail)
    for n, (ended, new, detail) in enumerate(
        [("changed", 7, ""), ("not_modified", 0, ""), ("failed", 0, "http-500")] * 10
    )
)
VIEW = StatusView(
    version="9.9",
    now=NOW,
    started_at=NOW - timedelta(days=2),
    entries=1200,
    stories=1100,
    sources=(
        SourceLine(
            "good", "人人都是产品经理", "https://rsshub.app/woshipm", "ok", 0, 900, NOW, NOW + timedelta(minutes=25),
            "每小时", None, POLLS,
        ),
        SourceLine(
            "bad", '<b>坏</b>"', "", "failing", 3, 300, NOW - timedelta(hours=2), NOW - timedelta(seconds=1),
            "back-off", ("http-500", "the server <em>failed</em>", "wait"),
        ),
        SourceLine("secretive", state="failing", failures=1, listed=False),
        SourceLine("fresh"),
    ),
    outputs=(
        OutputLine("新媒体", "xinmeiti", 1000, NOW, NOW - timedelta(minutes=3)),
        OutputLine("科技", "tech", 100, None, None, dirty=True),
    ),
    problems=(Problem("a.toml", 4, 2, "source.id", "is <missing>"),),
    stuck=("writer",),
)  # fmt: skip


async def view():
    return VIEW


@pytest.fixture
def admin(serve):
    return serve(admin_app(view, Metrics(), title="我的聚合", language="zh-CN"))


def test_the_page_names_a_failing_source_with_its_hint(admin):
    answer = admin.get("/status")
    assert answer.status_code == 200
    assert "人人都是产品经理" in answer.text
    assert "the server &lt;em&gt;failed&lt;/em&gt;" in answer.text
    assert "→ wait" in answer.text
    assert "a.toml:4:2: source.id: is &lt;missing&gt;" in answer.text
    assert "没有进展的部分: writer" in answer.text
    assert "25m 后" in answer.text
    assert "现在" in answer.text
    assert "3m" in answer.text
    assert "<b>" not in answer.text
    assert answer.headers["cache-control"] == "no-cache"


def test_what_concerns_many_sources_is_told_once(serve):
    line = 'write under [fetch]: allow_private = ["198.18.0.0/15"]'
    faked = tuple(
        SourceLine(f"s{n}", f"来源{n}", state="ok", error=("fake-ip", f"s{n}.example resolves to 198.18.0.{n}", line))
        for n in range(7)
    )
    now = replace(
        VIEW, sources=(*faked, VIEW.sources[1]), crowded=(CrowdedHost("rsshub.example", 900, 1.46),),
        waiting=(("slow.example", "", NOW + timedelta(hours=1)), ("routes.example", "s1", NOW + timedelta(hours=2))),
    )  # fmt: skip

    async def crowded():
        return now

    admin = serve(admin_app(crowded, Metrics(), title="我的聚合", language="zh-CN"))
    page, told = html.unescape(admin.get("/status").text), admin.get("/status.json").json()
    head = page.partition("<h2>来源</h2>")[0]
    assert "<title>(2) 状态" in page
    assert head.count(line) == 1
    assert "7 个来源（来源0, 来源1, 来源2, 来源3, 来源4, …）: s0.example resolves to 198.18.0.0 (fake-ip)" in head
    assert "rsshub.example 的 900 个来源需要的时间是现有时间的 1.5 倍" in head
    assert '[[host]] match = "rsshub.example"' in head
    assert "slow.example 要求 2026-05-01 13:00:00 UTC 之前不要再来" in head
    assert "s1 要求 2026-05-01 14:00:00 UTC 之前不要再来" in head
    assert told["crowded"] == [{"host": "rsshub.example", "sources": 900, "load": 1.46}]
    assert told["waiting"][0] == {"host": "slow.example", "source": "", "until": "2026-05-01T13:00:00Z"}
    assert summary(now)["failing"] == ["bad"]  # of a proxy on our side nobody else need know


def test_the_page_runs_and_loads_nothing(admin):
    answer = admin.get("/status")
    policy = answer.headers["content-security-policy"]
    assert "script" not in policy
    assert "unsafe" not in policy
    assert re.search(r"style-src 'sha256-[A-Za-z0-9+/]{43}='", policy)
    for forbidden in ("<script", " style=", "<link", " src=", " onload"):
        assert forbidden not in answer.text
    drawing = re.search(r"<svg.*?</svg>", answer.text)[0]
    assert len(list(ET.fromstring(drawing))) == MOST_BARS


def test_the_document_has_the_names_of_the_command(admin):
    told = admin.get("/status.json").json()
    assert told == document(VIEW)
    assert {"version", "entries", "stories", "sources", "categories"} <= told.keys()
    assert told["sources"][1] == {
        "id": "bad", "title": '<b>坏</b>"', "url": "", "state": "failing", "failures": 3, "entries": 300,
        "last_error": {"code": "http-500", "error": "the server <em>failed</em>", "hint": "wait"},
        "last_poll_at": "2026-05-01T10:00:00Z", "next_poll_at": "2026-05-01T11:59:59Z", "next_reason": "back-off",
    }  # fmt: skip
    assert told["categories"][0]["published_at"] == "2026-05-01T11:57:00Z"


def test_metrics_count_and_show_the_moment(serve):
    metrics = Metrics()
    metrics.polled(PollReport("good", "changed", new=7, duplicate=2), 0.3)
    metrics.polled(PollReport("bad", "failed", error_code="http-500"), 2.0)
    metrics.published(PublishReport(written=5, unchanged=1))
    metrics.published(None)
    metrics.answered("feed", 304)
    admin = serve(admin_app(view, metrics))
    answer = admin.get("/metrics")
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    lines = set(answer.text.splitlines())
    assert lines >= {
        'aggregator_polls_total{ended="changed"} 1.0',
        'aggregator_poll_errors_total{code="http-500"} 1.0',
        'aggregator_entries_total{kind="new"} 7.0',
        'aggregator_entries_total{kind="duplicate"} 2.0',
        'aggregator_output_files_total{result="written"} 5.0',
        'aggregator_publishes_total{result="failed"} 1.0',
        'aggregator_http_requests_total{kind="feed",status="304"} 1.0',
        'aggregator_sources{state="failing"} 2.0',
        'aggregator_sources{state="gone"} 0.0',
        'aggregator_source_failures{source="bad"} 3.0',
        'aggregator_output_stories{output="xinmeiti"} 1000.0',
        'aggregator_stuck{part="writer"} 1.0',
        'aggregator_stored{kind="entries"} 1200.0',
        'aggregator_build_info{version="9.9"} 1.0',
    }
    assert "http://" not in answer.text
    assert "https://" not in answer.text
    assert admin.get("/metrics").text.count('aggregator_source_failures{source="bad"}') == 1


def test_what_is_no_longer_configured_leaves_the_metrics(serve):
    views = [VIEW, StatusView("9.9", NOW, NOW)]

    async def changing():
        return views.pop(0)

    admin = serve(admin_app(changing, Metrics()))
    assert 'source="bad"' in admin.get("/metrics").text
    assert 'source="bad"' not in admin.get("/metrics").text


@pytest.mark.parametrize("path", ["/status", "/status.json", "/metrics", "/"])
def test_a_key_locks_every_address(serve, path):
    admin = serve(admin_app(view, Metrics(), key="geheim"))
    refused = admin.get(path)
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"].startswith("Basic")
    for wrong in ("Bearer x", "Basic !!", "Basic Z2VoZWlt", "geheim", "Digest geheim", "Bearer"):
        assert admin.get(path, authorization=wrong).status_code == 401
    assert admin.get(path, authorization="Bearer geheim").status_code in {200, 307}
    assert admin.client.get(path, auth=("anyone", "geheim")).status_code in {200, 307}


def test_only_reading_and_only_under_our_names(admin):
    assert admin.client.post("/status").status_code == 405
    assert admin.get("/status", host="evil.example").status_code == 421
    assert admin.get("/nothing").status_code == 404


@pytest.mark.parametrize("path", ["/status", "/status.json", "/metrics"])
def test_nothing_of_it_is_on_the_public_listener(folder, serve, path):
    assert serve(public_app(folder.output)).get(path).status_code == 404


def test_the_summary_hides_what_is_not_listed():
    assert summary(VIEW) == {"sources": {"ok": 1, "failing": 2, "new": 1}, "failing": ["bad"]}


def test_bars_stay_inside_their_drawing():
    polls = [PollPoint(NOW, ended, new) for ended in ("changed", "failed", "skipped") for new in (0, 1, 50, 10**6)]
    for bar in bars(polls * 9):
        assert 0 <= bar.x < WIDTH
        assert bar.y >= 0
        assert 0 < bar.height <= HEIGHT
        assert bar.y + bar.height == HEIGHT
    assert bars([]) == []


def test_a_stuck_part_is_ill_health_and_a_failing_source_is_not(folder, serve, clock):
    pulse = Pulse(clock)
    pulse.beat("writer")
    pulse.beat("scheduler")

    async def told():
        return summary(VIEW)

    site = serve(public_app(folder.output, pulse=pulse, stuck_after=30, summary=told, clock=clock))
    well = site.get("/healthz")
    assert (well.status_code, well.json()["status"], well.json()["failing"]) == (200, "ok", ["bad"])
    assert site.get("/readyz").status_code == 503
    pulse.ready = True
    assert site.get("/readyz").status_code == 200
    clock.ticks += 31
    pulse.beat("scheduler")
    ill = site.get("/healthz")
    assert (ill.status_code, ill.json()) == (503, {"status": "stuck", "stuck": ["writer"]})
