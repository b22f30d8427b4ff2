"""A lost database: ids, dates and order come back out of our own published feeds."""

from __future__ import annotations

import functools
import http.server
import json
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from support.calls import Caller
from support.origin import Origin
from support.project import config

pytestmark = pytest.mark.origin


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A static host that keeps no log."""

    def log_message(self, *_: object) -> None:
        pass


Host = Callable[[Path], str]


@pytest.fixture
def host() -> Iterator[Host]:
    """Serve a folder as a static host does; gives its address."""
    servers: list[http.server.ThreadingHTTPServer] = []

    def serve(folder: Path) -> str:
        handler = functools.partial(Quiet, directory=str(folder))
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def cli(tmp_path: Path) -> Caller:
    folder = tmp_path / "feeds"
    folder.mkdir()
    return Caller(folder / "aggregator.toml")


def write(cli: Caller, origin: Origin, extra: str = "") -> None:
    """Sources with and without guids, without dates, with fickle guids, and two that carry the first one's stories."""
    sources = (
        ("news", origin.url("grow/news?per=0&start=30&window=30")),
        ("noguid", origin.url("noguid/plain?per=0&start=6", host=2)),
        ("nodate", origin.url("nodate/undated?per=0&start=6", host=3)),
        ("fickle", origin.url("guids/fickle?per=0&start=6", host=4)),
        ("mirror", origin.url("mirror/news?kind=utm", host=5)),
        ("mobile", origin.url("mirror/news?kind=mobile", host=6)),
    )
    cli.file.write_text(config(*sources, extra=extra), encoding="utf-8")


def public(cli: Caller) -> Path:
    return cli.file.parent / "data" / "public"


def items(cli: Caller) -> list[dict[str, Any]]:
    return list(json.loads((public(cli) / "xinmeiti.json").read_bytes())["items"])


def facts(cli: Caller) -> list[tuple[str, ...]]:
    """What a subscriber would notice of a story, and what orders it."""
    return [
        (
            item["id"],
            item["url"],
            item["date_published"],
            item["_aggregator"]["order"][:19],  # equal places move apart by microseconds, to keep their order
            item["_aggregator"]["first_seen"],
        )
        for item in items(cli)
    ]


def lose(cli: Caller, *, everything: bool = True) -> None:
    """The database, and mostly the published files too."""
    data = cli.file.parent / "data"
    for path in data.glob("aggregator.*"):
        path.unlink()
    if everything:
        shutil.rmtree(public(cli))
        (data / "manifest.json").unlink()


def moved(cli: Caller, folder: Path) -> Path:
    shutil.copytree(public(cli), folder)
    return folder


def test_every_id_date_and_place_is_as_before(cli: Caller, origin: Origin, host: Host, tmp_path: Path) -> None:
    write(cli, origin)
    cli.json("poll", "news", "--force")  # first the original, then those who copy it
    cli.json("poll", "--force")
    before, head = facts(cli), json.loads((public(cli) / "xinmeiti.json").read_bytes())["_aggregator"]["id"]
    site = host(moved(cli, tmp_path / "site"))
    lose(cli)

    restored = cli.json("db", "restore", "--from-published", site)
    again = cli.json("poll", "--force")

    assert restored == {"seeded": len(before)}
    assert again["failed"] == 0
    assert facts(cli) == before
    assert json.loads((public(cli) / "xinmeiti.json").read_bytes())["_aggregator"]["id"] == head
    assert cli.json("poll", "--force")["entries"]["new"] == 0


def test_stories_that_several_sources_carry_stay_one(cli: Caller, origin: Origin, tmp_path: Path) -> None:
    write(cli, origin)
    cli.json("poll", "news", "--force")
    cli.json("poll", "--force")
    stories, before = cli.json("status")["stories"], facts(cli)
    site = moved(cli, tmp_path / "site")
    lose(cli)

    # The copies come first this time: without the published feeds they would have begun the stories.
    cli.json("poll", "mobile", "--force", "--seed-from", site)
    cli.json("poll", "--force")

    assert cli.json("status")["stories"] == stories
    assert {fact[0] for fact in facts(cli)} == {fact[0] for fact in before}
    assert [fact[3] for fact in facts(cli)] == [fact[3] for fact in before]


def test_any_of_our_documents_may_be_named(cli: Caller, origin: Origin, tmp_path: Path) -> None:
    write(cli, origin)
    cli.json("poll", "--force")
    before = [fact[0] for fact in facts(cli)]
    site = moved(cli, tmp_path / "site")
    lose(cli)
    for name in ("xinmeiti.atom", "xinmeiti.rss", "xinmeiti.json", "index.html", "feeds.opml", "."):
        for place in (str(site / name), (site / name).as_uri()):
            assert cli.json("db", "restore", "--from-published", place) == {"seeded": len(before)}, place
    lose(cli, everything=False)
    cli.json("poll", "--force", "--seed-from", site / "xinmeiti.atom")
    assert [fact[0] for fact in facts(cli)] == before


def test_archive_pages_are_read_too(cli: Caller, origin: Origin, host: Host, tmp_path: Path) -> None:
    text = config(("news", origin.url("grow/news?per=0&start=250&window=250")))
    for formats in ('["json", "atom"]', '["atom"]'):
        cli.file.write_text(text.replace("entries = 1000", f"entries = 20\nformats = {formats}"), encoding="utf-8")
        cli.json("poll", "--force")
        site = moved(cli, tmp_path / f"site{len(formats)}")
        before = cli.json("status")["stories"]
        lose(cli)
        assert cli.json("db", "restore", "--from-published", host(site))["seeded"] == before == 250
        lose(cli) if public(cli).exists() else [
            path.unlink() for path in (cli.file.parent / "data").glob("aggregator.*")
        ]


def test_a_category_under_another_site_address_is_read_where_it_lies(
    cli: Caller, origin: Origin, host: Host, tmp_path: Path
) -> None:
    write(cli, origin)
    text = cli.file.read_text(encoding="utf-8").replace(
        'url = "http://127.0.0.1:8080/"', 'url = "https://feeds.example/x/"'
    )
    cli.file.write_text(text, encoding="utf-8")
    cli.json("poll", "--force")
    before = facts(cli)
    (tmp_path / "root").mkdir()
    moved(cli, tmp_path / "root" / "x")
    site = host(tmp_path / "root")
    lose(cli)
    assert cli.json("db", "restore", "--from-published", f"{site}x")["seeded"] == len(before)


def test_where_nothing_is_published_restoring_says_so_and_a_first_run_goes_on(
    cli: Caller, origin: Origin, host: Host, tmp_path: Path
) -> None:
    cli.file.write_text(config(("news", origin.url("grow/news?per=0"))), encoding="utf-8")
    (tmp_path / "empty").mkdir()
    site = host(tmp_path / "empty")
    done = cli("db", "restore", "--from-published", site)
    assert done.code == 74
    assert "feeds.opml" in done.err
    first = cli.json("poll", "--force", "--seed-from", site)
    assert first["seeded"] == 0
    assert first["entries"]["new"] == 5


def test_a_site_that_does_not_answer_stops_the_poll_before_anything_is_new(cli: Caller, origin: Origin) -> None:
    cli.file.write_text(config(("news", origin.url("grow/news?per=0"))), encoding="utf-8")
    done = cli("poll", "--force", "--seed-from", origin.url("status/site/?code=503"))
    assert done.code == 74
    assert "503" in done.err
    assert cli.json("status")["entries"] == 0


def test_what_is_not_ours_is_refused(cli: Caller, origin: Origin, tmp_path: Path) -> None:
    cli.file.write_text(config(("news", origin.url("grow/news?per=0"))), encoding="utf-8")
    for name, body in (("a.json", b'{"version": 3}'), ("b.json", b"[[[["), ("c.atom", b"<html>Log in</html>")):
        (tmp_path / name).write_bytes(body)
        assert cli("db", "restore", "--from-published", tmp_path / name).code == 65, name


def test_published_documents_lead_nowhere_else(cli: Caller, origin: Origin, host: Host, tmp_path: Path) -> None:
    cli.file.write_text(config(("news", origin.url("grow/news?per=0"))), encoding="utf-8")
    for number, older in enumerate(
        (origin.url("grow/victim"), "../../secret/archive-1.json", "http://x/../archive-1.json", "x.json", 7)
    ):
        (tmp_path / "site").mkdir(exist_ok=True)
        feed = {"items": [{"id": f"urn:{number}", "date_published": "2026-01-01T00:00:00Z"}], "next_url": older}
        (tmp_path / "site" / "x.json").write_text(json.dumps(feed), encoding="utf-8")
        assert cli.json("db", "restore", "--from-published", host(tmp_path / "site") + "x.json") == {"seeded": 1}
    assert "victim" not in origin.truth()["feeds"]
    secret = {"items": [{"id": "urn:secret", "date_published": "2026-01-01T00:00:00Z"}]}
    (tmp_path / "secret.json").write_text(json.dumps(secret), encoding="utf-8")
    (tmp_path / "site" / "feeds.opml").write_text('<opml><outline xmlUrl="http://x/..%2Fsecret.json"/></opml>')
    done = cli("db", "restore", "--from-published", tmp_path / "site")
    assert "there is no secret.json" in done.err


def test_a_run_without_memory_publishes_as_one_with_it(cli: Caller, origin: Origin, tmp_path: Path) -> None:
    """CI: each run starts with the published folder and nothing else. A subscriber sees every story once."""
    text = config(
        ("news", origin.url("grow/news?per=2&start=4&window=20")), ("odd", origin.url("nodate/odd?per=1", host=2))
    )
    cli.file.write_text(text.replace("entries = 1000", "entries = 500"), encoding="utf-8")
    seen: dict[str, tuple[str, ...]] = {}
    site = tmp_path / "site"
    for _ in range(6):
        done = cli.json("poll", "--within", "5m", "--tolerate", "20%", "--seed-from", site)
        assert done["failed"] == 0
        for fact in facts(cli):
            assert seen.setdefault(fact[0], fact) == fact
        shutil.rmtree(site, ignore_errors=True)
        moved(cli, site)
        lose(cli)
    published = [entry["guid"] for feed in origin.truth()["feeds"].values() for entry in feed["entries"]]
    assert len(published) == len(set(published))
    assert sorted(seen) == sorted(published)
