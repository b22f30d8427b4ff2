"""Private outputs: every route against every kind of token."""

from __future__ import annotations

import io

import pytest
from aggregator import logs
from aggregator.serve.app import public_app
from aggregator.serve.tokens import Grant, digest, mint, opens

ALL, ONE, REVOKED = mint(b"a" * 32), mint(b"b" * 32), mint(b"c" * 32)


@pytest.fixture
def site(folder, serve):
    async def grants():
        return [Grant(digest(ALL)), Grant(digest(ONE), "secret")]

    return serve(public_app(folder.output, grants=grants))


@pytest.mark.parametrize(
    ("path", "anyone", "one", "everything"),
    [
        ("xinmeiti.atom", 404, 200, 200),
        ("assets/style.css", 404, 200, 200),
        ("secret.atom", 404, 200, 200),
        ("hidden.atom", 404, 404, 200),
        ("nothing.atom", 404, 404, 404),
        ("geheim.atom", 404, 301, 301),
        ("", 404, 404, 404),
        ("../manifest.json", 404, 404, 404),
        ("%2e%2e/manifest.json", 404, 404, 404),
    ],
)
def test_a_token_opens_what_it_is_for_and_nothing_else(site, path, anyone, one, everything):
    for token, status in (
        ("", anyone), ("x", anyone), (REVOKED, anyone), (digest(ALL).hex(), anyone), (ALL[:-1], anyone),
        (ALL.upper(), anyone),
        (ONE, one), (ALL, everything),
    ):  # fmt: skip
        for method in ("GET", "HEAD"):
            request = f"{method} /private/{token}/{path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
            assert int(site.raw(request.encode()).split(b" ", 2)[1]) == status, (method, token)


@pytest.mark.parametrize("path", ["/secret.atom", "/hidden.atom", "/secret.atom.gz", "/private/secret.atom"])
def test_without_a_token_there_is_nothing(site, path):
    assert site.get(path).status_code == 404


def test_a_private_answer_stays_private(site):
    answer = site.get(f"/private/{ALL}/secret.atom", accept_encoding="gzip")
    assert answer.content == b"<feed>secret</feed>"
    assert answer.headers["cache-control"] == "private, max-age=300"
    assert "access-control-allow-origin" not in answer.headers
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert site.get(f"/private/{ALL}/secret.atom", if_none_match=site.get(f"/private/{ALL}/secret.atom").headers["etag"]
                    ).status_code == 304  # fmt: skip


def test_a_wrong_token_and_a_wrong_name_look_the_same(site):
    wrong_token = site.get("/private/nonsense/secret.atom")
    wrong_name = site.get(f"/private/{ALL}/nonsense.atom")
    assert (wrong_token.status_code, wrong_token.text) == (wrong_name.status_code, wrong_name.text)
    assert {**wrong_token.headers, "date": ""} == {**wrong_name.headers, "date": ""}


@pytest.mark.parametrize("method", ["POST", "OPTIONS", "PUT"])
def test_only_reading_is_possible(site, method):
    answer = site.client.request(method, f"/private/{ALL}/secret.atom")
    assert answer.status_code == 405
    assert "access-control-allow-origin" not in answer.headers


def test_no_token_is_logged(folder, serve):
    said = io.StringIO()
    logs.configure("debug", "json", stream=said)

    async def broken():
        raise ZeroDivisionError

    site = serve(public_app(folder.output, grants=broken))
    assert site.get(f"/private/{ALL}/secret.atom").status_code == 500
    assert "/private/***" in said.getvalue()
    assert ALL not in said.getvalue()


def test_a_token_is_256_bits_and_only_its_digest_is_kept():
    assert len(mint(bytes(32))) == 47
    assert digest(ALL) not in ALL.encode()
    assert not opens([], ALL, None)
    with pytest.raises(ValueError, match="32 random bytes"):
        mint(b"short")
