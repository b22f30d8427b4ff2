"""The dynamic addresses of the public server."""

from __future__ import annotations

import io

import pytest
from aggregator import logs
from aggregator.errors import StorageError
from aggregator.serve.app import Policy, public_app
from aggregator.serve.search import Hit
from aggregator.serve.websub import LARGEST_PUSH, HubAnswer

HITS = [
    Hit("大模型 <script>alert(1)</script>", "https://example.org/1", "少数派", "2026-05-01", "…摘要 & more…"),
    Hit("bad", "javascript:alert(1)"),
]


async def find(words, limit):
    assert limit > 0
    return HITS if "大" in words else []


@pytest.fixture
def site(folder, serve):
    return serve(public_app(folder.output, find=find, policy=Policy(language="zh-CN")))


def test_search_is_a_page_for_people(site):
    page = site.get("/search?q=大模型", accept="text/html")
    assert page.status_code == 200
    assert 'value="大模型"' in page.text
    assert "大模型 &lt;script&gt;" in page.text
    assert "…摘要 &amp; more…" in page.text
    assert "javascript:" not in page.text
    assert "script-src" not in page.headers["content-security-policy"]


def test_search_is_json_for_programs(site):
    for answer in (site.get("/search?q=大&format=json"), site.get("/search?q=大", accept="application/json")):
        assert answer.json()["query"] == "大"
        assert [hit["link"] for hit in answer.json()["hits"]] == ["https://example.org/1"]
        assert answer.headers["access-control-allow-origin"] == "*"


def test_what_was_looked_for_is_escaped(site):
    page = site.get('/search?q="><script>alert(1)</script>', accept="text/html")
    assert "<script" not in page.text
    assert "没有找到" in page.text


def test_an_empty_or_endless_query_is_no_trouble(site):
    assert site.get("/search").status_code == 200
    assert site.get("/search?q=%20%20&format=json").json()["hits"] == []
    assert len(site.get("/search?format=json&q=" + "x" * 5000).json()["query"]) == 200


def test_without_a_store_there_is_no_search(folder, serve):
    assert serve(public_app(folder.output)).get("/search?q=x").status_code == 404


def test_a_store_in_trouble_says_try_later(folder, serve):
    async def broken(_words, _limit):
        raise StorageError("io", "the disk did not give the data")

    answer = serve(public_app(folder.output, find=broken)).get("/search?q=x")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")


@pytest.fixture
def calls():
    return []


@pytest.fixture
def hub(folder, serve, calls):
    async def handle(call):
        if call.callback != "known":
            return HubAnswer(404)
        body = await call.body()
        if body is None:
            return HubAnswer(413)
        calls.append((call, body))
        return HubAnswer(200, call.query["hub.challenge"]) if call.method == "GET" else HubAnswer(202)

    return serve(public_app(folder.output, hub=handle))


def test_a_challenge_is_echoed_as_inert_text(hub):
    answer = hub.get("/websub/known?hub.mode=subscribe&hub.challenge=<script>alert(1)</script>")
    assert answer.text == "<script>alert(1)</script>"
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]


def test_a_push_arrives_byte_for_byte(hub, calls):
    body = "<feed>新\r\n</feed>".encode()
    answer = hub.client.post("/websub/known", content=body, headers={"X-Hub-Signature": "sha256=abc"})
    assert answer.status_code == 202
    [(call, pushed)] = calls
    assert pushed == body
    assert call.headers["x-hub-signature"] == "sha256=abc"


def test_an_unknown_callback_is_404(hub, folder, serve):
    assert hub.get("/websub/other").status_code == 404
    assert hub.client.post("/websub/other", content=b"x").status_code == 404
    assert serve(public_app(folder.output)).client.post("/websub/known", content=b"x").status_code == 404


def test_bodies_of_strangers_are_not_waited_for_nor_kept(hub):
    """A thousand of them with ten megabytes each would fill the memory of whoever reads first and asks then."""
    begun = b"POST /websub/other HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000000\r\n\r\nbeginning"
    answer = hub.raw(begun, more=True)
    assert b" 404 " in answer.split(b"\r\n")[0]
    assert b"connection: close" in answer.lower()


def test_a_push_that_breaks_off_is_no_bug_and_is_waited_for_no_longer(hub, calls):
    said = io.StringIO()
    logs.configure("error", "json", stream=said)
    begun = b"POST /websub/known HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000\r\n\r\nbeginning"
    assert hub.raw(begun) == b""
    assert hub.get("/websub/known?hub.challenge=x").status_code == 200
    assert [call.method for call, _ in calls] == ["GET"]
    assert said.getvalue() == ""
    logs.configure("error", "json")


def test_a_push_that_is_too_big_is_refused(hub, calls):
    announced = hub.raw(
        f"POST /websub/known HTTP/1.1\r\nHost: localhost\r\nContent-Length: {LARGEST_PUSH + 1}\r\n\r\n".encode()
    )
    assert b" 413 " in announced.split(b"\r\n")[0]
    assert not calls


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_a_hub_gets_and_posts(hub, method):
    assert hub.client.request(method, "/websub/known").status_code == 405
