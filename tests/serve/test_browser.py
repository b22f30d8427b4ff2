"""The status page as real Chromium shows it, on a desk and on a phone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from aggregator.serve.admin import admin_app
from aggregator.serve.metrics import Metrics
from aggregator.serve.status import OutputLine, PollPoint, SourceLine, StatusView

from support.demand import command

sync_api = pytest.importorskip("playwright.sync_api")

NOW = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
POLLS = tuple(PollPoint(NOW - timedelta(hours=n), "changed" if n % 3 else "failed", n) for n in range(30))
LONG = "https://rsshub.example.org/a/very/long/path/that/does/not/fit/on/any/phone/" + "x" * 80
VIEW = StatusView(
    version="9.9", now=NOW, started_at=NOW - timedelta(days=2), entries=12_000, stories=11_000,
    sources=(
        SourceLine(
            "good", "人人都是产品经理", LONG, "ok", 0, 900, NOW, NOW + timedelta(minutes=25), "每小时一次", None, POLLS,
        ),
        SourceLine(
            "bad", "少数派", "", "failing", 3, 30, NOW, NOW, "back-off", ("http-500", "服务器出错", "稍后再试"),
            POLLS[:3],
        ),
    ),
    outputs=(OutputLine("新媒体", "xinmeiti", 1000, NOW, NOW - timedelta(minutes=3)),),
)  # fmt: skip


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_the_status_page_fits_loads_nothing_and_names_the_trouble(serve, width, scheme):
    async def view():
        return VIEW

    chromium = command("chromium")
    running = serve(admin_app(view, Metrics(), title="我的聚合", language="zh-CN"))
    said: list[str] = []
    asked: list[str] = []
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
        page.on("console", lambda message: said.append(message.text))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"http://127.0.0.1:{running.port}/status")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        row = page.locator("#source-bad")
        assert "服务器出错" in row.inner_text()
        assert "稍后再试" in row.inner_text()
        assert page.locator("#source-good svg rect").count() == 21
        bar = page.locator("#source-good svg rect.failed").first.evaluate("bar => getComputedStyle(bar).fill")
        plain = page.locator("#source-good svg rect.changed").first.evaluate("bar => getComputedStyle(bar).fill")
        assert bar != plain  # the style is in force: its hash is in the policy
        browser.close()
    assert said == []
    assert [url for url in asked if not url.endswith("/favicon.ico")] == [f"http://127.0.0.1:{running.port}/status"]
