"""`file:` sources behave like an origin with validators."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aggregator.errors import FetchError
from aggregator.fetch import read_file
from aggregator.model import FetchStatus

from support.wire import FEED, again, request

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def test_file_is_new_then_not_modified_then_the_same_then_new(tmp_path: Path) -> None:
    path = tmp_path / "样例.rss"
    path.write_bytes(FEED)
    first = read_file(request(path.as_uri()), path, now=NOW)
    assert (first.status, first.body, first.fetched_at) == (FetchStatus.NEW, FEED, NOW)
    assert first.content_type == "application/rss+xml"
    assert first.headers["last-modified"].endswith(" GMT")
    assert read_file(again(first), path, now=NOW).status is FetchStatus.NOT_MODIFIED
    os.utime(path, ns=(1, 10**18))
    touched = read_file(again(first), path, now=NOW)
    assert (touched.status, touched.body) == (FetchStatus.SAME, b"")
    path.write_bytes(FEED + b" ")
    assert read_file(again(touched), path, now=NOW).status is FetchStatus.NEW


@pytest.mark.parametrize("kind", ["missing", "folder", "pipe", "empty", "large"])
def test_unusable_file_has_its_own_code(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "feed.xml"
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind != "missing":
        path.write_bytes(b" \n" if kind == "empty" else bytes(2000))
    with pytest.raises(FetchError) as caught:
        read_file(request(path.as_uri()), path, now=NOW, max_body=1000)
    codes = {"missing": "file-missing", "empty": "empty", "large": "too-big"}
    assert caught.value.code == codes.get(kind, "file-unreadable")
    assert caught.value.hint
