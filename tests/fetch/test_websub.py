"""The subscriber's side of WebSub: discovery, the form, the verification, the signature."""

from __future__ import annotations

import gzip
import hashlib
import hmac
import time
from datetime import UTC, datetime, timedelta

import pytest
from aggregator.errors import FetchError
from aggregator.fetch import websub
from hypothesis import given
from hypothesis import strategies as st

BASE = "https://blog.example/feed"
SECRET = "推送密钥"


@pytest.mark.parametrize(
    ("link", "hubs", "topic"),
    [
        ('<https://hub.example/>; rel="hub", <https://blog.example/f>; rel="self"', ["https://hub.example/"], "https://blog.example/f"),
        ("<https://hub.example/>; rel=hub", ["https://hub.example/"], ""),
        ("</hub>;rel=HUB,</feed>;rel=self", ["https://blog.example/hub"], "https://blog.example/feed"),
        ('<https://h.example/>; title="a, b; rel=self"; rel="hub self"', ["https://h.example/"], "https://h.example/"),
        ('<https://a.example/>; rel="next"; rel="hub"', [], ""),
        ("<javascript:alert(1)>; rel=hub", [], ""),
        ("<https://1.example/>; rel=hub, <https://2.example/>; rel=hub, <https://1.example/>; rel=hub",
         ["https://1.example/", "https://2.example/"], ""),
        ("no link at all", [], ""),
        ("", [], ""),
    ],
)  # fmt: skip
def test_link_header_names_hubs_and_topic(link: str, hubs: list[str], topic: str) -> None:
    found = websub.links({"link": link}, BASE)
    assert (list(found.hubs), found.topic) == (hubs, topic)


@pytest.mark.parametrize(
    "link", ["<" * 16000, "<a" * 8000, '<a>;a="' + "\\" * 16000, "<a>" + ";x" * 8000, "<a>" + " ;" * 8000]
)
def test_hostile_link_header_takes_no_time(link: str) -> None:
    began = time.monotonic()
    assert websub.links({"link": link}, BASE).hubs == ()
    assert time.monotonic() - began < 0.5


@given(st.text(max_size=200))
def test_any_link_header_gives_web_addresses_or_nothing(link: str) -> None:
    assert all(hub.startswith(("http://", "https://")) for hub in websub.links({"link": link}, BASE).hubs)


def test_header_wins_over_the_document() -> None:
    headers = {"link": '<https://h.example/>; rel="hub", <https://blog.example/a>; rel="self"'}
    found = websub.discover(headers, BASE, hubs=("https://other.example/",), self_link="https://blog.example/b")
    assert found == websub.Hubs(("https://h.example/",), "https://blog.example/a")
    found = websub.discover({}, BASE, hubs=("https://other.example/", "nonsense:"), self_link="/b")
    assert found == websub.Hubs(("https://other.example/",), "https://blog.example/b")
    assert not websub.discover({}, BASE, hubs=("https://other.example/",))
    assert not websub.discover({}, BASE, self_link="/b")


def test_form_asks_for_a_lease_and_tells_its_secret_over_https_alone() -> None:
    over_tls = websub.subscription("https://h.example/", BASE, "https://me.example/c", secret="s")
    plain = websub.subscription("http://h.example/", BASE, "https://me.example/c", secret="s")
    assert over_tls["hub.secret"] == "s"
    assert "hub.secret" not in plain
    assert (plain["hub.mode"], plain["hub.topic"], plain["hub.lease_seconds"]) == ("subscribe", BASE, "864000")
    leave = websub.subscription("https://h.example/", BASE, "https://me.example/c", secret="s", mode="unsubscribe")
    assert set(leave) == {"hub.mode", "hub.topic", "hub.callback"}
    with pytest.raises(ValueError, match="200 bytes"):
        websub.subscription("https://h.example/", BASE, "https://me.example/c", secret="密" * 67)


def test_tokens_are_long_and_never_the_same() -> None:
    tokens = {websub.new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert all(len(token) == 64 and token.isalnum() for token in tokens)
    assert websub.new_token(bytes) == "0" * 64


@pytest.mark.parametrize(
    ("query", "read"),
    [
        ({}, None),
        ({"hub.mode": "subscribe", "hub.topic": BASE}, None),
        ({"hub.mode": "publish", "hub.topic": BASE, "hub.challenge": "c"}, None),
        ({"hub.mode": "subscribe", "hub.challenge": "c"}, None),
        ({"hub.mode": "subscribe", "hub.topic": BASE, "hub.challenge": "c" * 5000}, None),
        (
            {"hub.mode": "subscribe", "hub.topic": BASE, "hub.challenge": "c"},
            websub.Verification("subscribe", BASE, "c"),
        ),
        (
            {"hub.mode": "subscribe", "hub.topic": BASE, "hub.challenge": "c", "hub.lease_seconds": "3600"},
            websub.Verification("subscribe", BASE, "c", timedelta(hours=1)),
        ),
        (
            {"hub.mode": "subscribe", "hub.topic": BASE, "hub.challenge": "c", "hub.lease_seconds": "9" * 40},
            websub.Verification("subscribe", BASE, "c", timedelta(days=90)),
        ),
        (
            {"hub.mode": "subscribe", "hub.topic": BASE, "hub.challenge": "c", "hub.lease_seconds": "0"},
            websub.Verification("subscribe", BASE, "c"),
        ),
        (
            {"hub.mode": "subscribe", "hub.topic": BASE, "hub.challenge": "c", "hub.lease_seconds": "7"},
            websub.Verification("subscribe", BASE, "c", timedelta(seconds=7)),
        ),
        (
            {"hub.mode": "denied", "hub.topic": BASE, "hub.reason": "no"},
            websub.Verification("denied", BASE, reason="no"),
        ),
    ],
)
def test_verification_is_read(query: dict[str, str], read: websub.Verification | None) -> None:
    assert websub.verification(query) == read


def test_lease_is_renewed_after_two_thirds() -> None:
    granted = datetime(2026, 3, 2, tzinfo=UTC)
    assert websub.renewal(granted, timedelta(days=9)) == granted + timedelta(days=6)
    assert websub.renewal(granted, None) > granted
    assert websub.expiry(granted, timedelta(seconds=7)) == granted + timedelta(seconds=7)
    assert websub.renewal(granted, timedelta(seconds=7)) == granted + timedelta(minutes=1)


@pytest.mark.parametrize(
    ("hub", "may"),
    [
        ("https://h.example/", True),
        ("http://h.example/", False),
        ("http://localhost/", False),
        ("http://127.0.0.1.h.example/", False),
        ("http://10.0.0.1/", False),
        ("http://[/", False),
        ("http://127.0.0.2:8088/hub", True),
        ("http://[::1]/", True),
    ],
)
def test_a_secret_goes_where_nobody_reads_along(hub: str, may: bool) -> None:
    assert websub.may_carry_secret(hub) is may


def test_a_coded_push_is_undone_within_its_limit() -> None:
    coded = gzip.compress(b"<feed/>" * 1000)
    assert websub.decoded({"content-encoding": "gzip"}, coded, 7000) == b"<feed/>" * 1000
    assert websub.decoded({}, coded, 7000) == coded
    for limit, body in ((6999, coded), (7000, coded[:-9])):
        with pytest.raises(FetchError):
            websub.decoded({"content-encoding": "gzip"}, body, limit)


def by(method: str, body: bytes, secret: str = SECRET) -> str:
    return f"{method}={hmac.new(secret.encode(), body, getattr(hashlib, method)).hexdigest()}"


@given(body=st.binary(max_size=200), flip=st.integers(0, 10_000))
def test_signature_holds_for_these_bytes_alone(body: bytes, flip: int) -> None:
    header = by("sha256", body)
    assert websub.signed(header, body, SECRET)
    assert not websub.signed(header, body + b"x", SECRET)
    assert not websub.signed(header, body, SECRET + "x")
    at = len("sha256=") + flip % 64
    other = "0" if header[at] != "0" else "1"
    assert not websub.signed(header[:at] + other + header[at + 1 :], body, SECRET)


@pytest.mark.parametrize("method", ["sha256", "sha384", "sha512"])
def test_strong_methods_are_accepted(method: str) -> None:
    assert websub.signed(by(method, b"x"), b"x", SECRET)
    assert websub.signed(by(method, b"x").upper().replace("SHA", "sha"), b"x", SECRET)


@pytest.mark.parametrize(
    "header", ["", "sha256", "sha256=", by("sha1", b"x"), by("md5", b"x"), "sha256=中", "=abc", "none=x"]
)
def test_weak_and_broken_signatures_are_not(header: str) -> None:
    assert not websub.signed(header, b"x", SECRET)


def test_no_secret_accepts_nothing() -> None:
    assert not websub.signed(by("sha256", b"x", ""), b"x", "")
