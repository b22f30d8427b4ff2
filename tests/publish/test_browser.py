"""The published folder in real Chromium: under a subpath of a plain static server, at both widths, in both colours."""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from aggregator.model import FeedSummary, SafeHtml, SourceHealth
from aggregator.publish import Publisher, render, render_site
from aggregator.settings.values import Images

from support import merged
from support.demand import command

pytestmark = pytest.mark.browser
PICTURE = b'<svg xmlns="http://www.w3.org/2000/svg" width="600" height="400"><rect width="100%" height="100%"/></svg>'


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a published folder below `/some/path/`."""
    root = tmp_path_factory.mktemp("www")
    wide = SafeHtml(
        f"<pre>{'x' * 400}</pre><table><tr>{'<td>很长的一格内容</td>' * 20}</tr></table>" + "<p>字</p>" * 40
    )
    stories = [
        merged.rich(),
        merged.entry(2, content=wide),
        *(merged.entry(n, source=merged.SSPAI) for n in range(3, 70)),
    ]
    feed = merged.feed(*stories, archives=(0,))
    health = {merged.WOSHIPM.id: SourceHealth(merged.WOSHIPM, "failing", merged.NOON, error="no answer", hint="wait")}
    summary = FeedSummary(feed.category, feed.uid, feed.changed_at, 69, feed.sources, feed.entries[:6])
    documents = render(feed, merged.site(), images=Images(), archive=True, health=health)
    documents += render_site(merged.site(), [summary], health=health.values())
    Publisher(root / "some" / "path", compress=False).publish(documents, complete=True)
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(root)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/some/path/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api")
    path = command("chromium")
    with playwright.sync_playwright() as running:
        opened = running.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield opened
        opened.close()


def opened(browser: Any, width: int, scheme: str, **more: Any) -> tuple[Any, list[str]]:
    """A page that asks nobody but the server, and what went wrong on it. Other hosts' pictures get a stand-in."""
    context = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme, **more)
    page, said = context.new_page(), []
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: said.append(str(error)))

    def answer(route: Any) -> None:
        if "127.0.0.1" in route.request.url:
            route.continue_()
        elif route.request.resource_type == "image":
            route.fulfill(body=PICTURE, content_type="image/svg+xml")
        else:
            said.append(f"asked {route.request.url}")
            route.abort()

    page.route("**/*", answer)
    page.on("response", lambda got: said.append(f"{got.status} {got.url}") if got.status >= 400 else None)
    return page, said


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark"), (320, "light")])
def test_pages_fit_and_nothing_is_missing(base, browser, width, scheme):
    page, said = opened(browser, width, scheme)
    for name in ("index.html", "xinmeiti.html", "xinmeiti/page-2.html", "members.html", "status.html"):
        page.goto(base + name)
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    page.context.close()
    assert said == []


def test_everything_works_without_scripts(base, browser):
    page, said = opened(browser, 390, "light", java_script_enabled=False)
    page.goto(base)
    page.get_by_role("link", name="新媒体", exact=True).first.click()
    assert page.url.endswith("/some/path/xinmeiti.html")
    page.locator("summary").first.click()
    assert page.locator(".prose").first.is_visible()
    page.get_by_role("link", name="更早").click()
    assert page.url.endswith("/some/path/xinmeiti/page-2.html")
    page.get_by_role("link", name="来源").first.click()
    assert page.url.endswith("/some/path/members.html")
    assert page.get_by_text("抓取失败").first.is_visible()
    page.context.close()
    assert said == []


def test_text_stands_out_from_its_ground(base, browser):
    """Contrast of at least 4.5 to 1 (WCAG 2.2, 1.4.3) for every colour of text on a page, in both colours."""
    script = Path(__file__).with_name("contrast.js").read_text(encoding="utf-8")
    for scheme in ("light", "dark"):
        page, _ = opened(browser, 1280, scheme)
        for name in ("index.html", "xinmeiti.html", "status.html"):
            page.goto(base + name)
            assert page.evaluate(script) == [], (scheme, name)
        page.context.close()
