"""Addresses that may be published, and sentences without the others."""

from __future__ import annotations

import pytest
from aggregator.model import HealthEvent, SourceHealth
from aggregator.publish import render_site
from aggregator.publish.addresses import chosen, link, web, without

from support import merged


@pytest.mark.parametrize(
    ("given", "published"),
    [
        ("https://e.org/a b?q=中#x", "https://e.org/a%20b?q=%E4%B8%AD#x"),
        ("HTTP://E.org/%E4%B8%AD", "http://E.org/%E4%B8%AD"),
        ("https://user:secret@e.org/", "https://e.org/"),
        ("https://例子.测试:8080/", "https://xn--fsqu00a.xn--0zwm56d:8080/"),
        ("http://[2606:4700::1111]/", "http://[2606:4700::1111]/"),
        ("http://[fd00::7]/", ""),
        ("http://192.168.1.9:1200/a", ""),
        ("http://rsshub.lan/a", ""),
        ("http://rsshub/a", ""),
        ("http://１２７.0.0.1/", ""),
        ("http://127.0.0.%31/", ""),
        ("http://2130706433/", ""),
        ("http://localhost:3000/", ""),
        ("javascript:alert(1)", ""),
        ("//e.org/", ""),
        ("https://", ""),
        ("http://[::1", ""),
        ("file:///etc/passwd", ""),
        ("data:text/html,x", ""),
        ("", ""),
    ],
)
def test_only_whole_web_addresses_go_out(given, published):
    assert web(given) == published


def test_what_the_configuration_gives_to_be_published_may_lie_anywhere():
    assert chosen("http://hub.lan:8080/ping") == "http://hub.lan:8080/ping"
    assert chosen("javascript:alert(1)") == ""


def test_a_mail_address_may_be_a_link():
    assert link("mailto:a@e.org") == "mailto:a@e.org"
    assert web("mailto:a@e.org") == ""


@pytest.mark.parametrize(
    "secret",
    [
        "http://10.0.0.7:1200/woshipm?key=x",
        "10.0.0.7",
        "192.168.1.9:1200",
        "rsshub.lan",
        "rsshub:1200",
        "fd00::7",
        "localhost",
    ],
)
def test_a_public_sentence_names_no_private_host(secret):
    sentence = f"no answer from {secret} within 20 s (try again)"
    assert without(sentence) == "no answer from … within 20 s (try again)"
    health = SourceHealth(merged.WOSHIPM, "failing", merged.NOON, error=sentence, hint=sentence)
    event = HealthEvent(merged.WOSHIPM, "failing", merged.NOON, error=sentence)
    for one in render_site(merged.site(), [], health=[health], events=[event]):
        assert secret.encode() not in one.body, one.path


def test_other_words_stay():
    said = "HTTP 503 at 12:30, version 2.0, feed.xml: line 3 — wait 15m"
    assert without(said) == said
