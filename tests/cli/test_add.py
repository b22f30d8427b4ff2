"""`preview` and `add`: what is behind an address, and a block at the end of the file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from support.calls import Caller, call
from support.origin import Origin

pytestmark = pytest.mark.origin

WOSHIPM = "rebuilt/rebuilt-woshipm-latest.xml"


@pytest.fixture
def file(fresh: Caller) -> Path:
    return fresh.file


# ------------------------------------------------------------------------------------------------ preview


def test_a_feed_is_shown_without_being_stored(fresh: Caller, origin: Origin) -> None:
    url = origin.url("grow/news?start=5")
    shown = fresh.json("preview", url)
    assert (shown["url"], shown["format"], len(shown["entries"])) == (url, "rss20", 5)
    assert all(entry["guid"] and entry["link"] and entry["title"] for entry in shown["entries"])
    told = fresh("preview", url).out
    assert shown["entries"][0]["link"] in told
    assert not (fresh.file.parent / "data").exists()


def test_rules_say_where_each_entry_would_go(fresh: Caller) -> None:
    shown = fresh.json("preview", "file:samples/zaker.xml", "--rules")
    assert {tuple(entry["categories"]) for entry in shown["entries"]} == {("keji", "neibu", "xinmeiti")}
    told = fresh("preview", "file:samples/zaker.xml", "--rules").out
    assert "手机归到科技" in told
    assert "keji, neibu, xinmeiti" in told


def test_the_feed_behind_a_page_is_found(fresh: Caller, origin: Origin) -> None:
    shown = fresh.json("preview", origin.url(f"page/{WOSHIPM}"))
    assert shown["url"] == origin.url(f"file/{WOSHIPM}")
    assert shown["feeds"]
    assert shown["entries"]


def test_what_is_no_feed_is_65(fresh: Caller, origin: Origin) -> None:
    done = fresh("preview", origin.url(f"html/{WOSHIPM}"))
    assert done.code == 65
    assert "feed" in done.err


@pytest.mark.parametrize(
    ("path", "told"), [(f"status/{WOSHIPM}?code=500", "500"), ("missing/x", "404"), (f"garbage/{WOSHIPM}", "")]
)
def test_what_cannot_be_fetched_is_1_and_says_why(fresh: Caller, origin: Origin, path: str, told: str) -> None:
    done = fresh("preview", origin.url(path))
    assert (done.code, done.out) == (1, "")
    assert told in done.err
    assert "→" in done.err


def test_a_file_that_is_not_there_is_named(fresh: Caller) -> None:
    done = fresh("preview", "file:samples/nowhere.xml")
    assert done.code != 0
    assert "nowhere.xml" in done.err


def test_an_rsshub_route_is_asked_of_the_configured_instance(fresh: Caller, origin: Origin) -> None:
    text = fresh.file.read_text(encoding="utf-8")
    rsshub = f'[rsshub]\ninstances = ["{origin.url("file").rstrip("/")}"]\n\n[[category]]'
    fresh.file.write_text(text.replace("[[category]]", rsshub, 1), encoding="utf-8")
    shown = fresh.json("preview", f"rsshub://{WOSHIPM}")
    assert shown["entries"]


# ------------------------------------------------------------------------------------------------ add


def test_a_page_becomes_the_feed_it_names_at_the_end_of_the_file(file: Path, fresh: Caller, origin: Origin) -> None:
    before = file.read_bytes()
    done = fresh("add", origin.url(f"page/{WOSHIPM}"), "--category", "新媒体", "--id", "pm")
    after = file.read_bytes()
    assert done.code == 0, done.err
    assert after.startswith(before)
    block = after[len(before) :].decode("utf-8")
    assert block.startswith('\n[[source]]\nid = "pm"\n')
    assert f'url = "{origin.url(f"file/{WOSHIPM}")}"' in block
    assert 'categories = ["新媒体"]' in block
    assert block.strip() in done.out.replace("\r\n", "\n")
    assert fresh("check").code == 0
    assert fresh.json("poll", "pm")["polled"] == 1


def test_an_id_is_made_from_the_address_and_never_taken_twice(fresh: Caller, origin: Origin) -> None:
    first = fresh.json("add", origin.url("grow/a"), "--category", "科技")
    second = fresh.json("add", origin.url("grow/b"), "--category", "科技")
    assert first["written"]
    assert second["id"] == f"{first['id']}-2"
    assert fresh("check").code == 0


def test_a_feed_that_is_read_already_is_refused(file: Path, fresh: Caller, origin: Origin) -> None:
    fresh("add", origin.url(f"file/{WOSHIPM}"), "--category", "新媒体", "--id", "pm")
    before = file.read_bytes()
    for url in (origin.url(f"file/{WOSHIPM}"), origin.url(f"page/{WOSHIPM}")):
        done = fresh("add", url)
        assert done.code == 2
        assert "'pm'" in done.err
    assert file.read_bytes() == before


def test_a_dry_run_writes_nothing(file: Path, fresh: Caller, origin: Origin) -> None:
    before = file.read_bytes()
    done = fresh("add", origin.url("grow/a"), "--dry-run")
    assert done.code == 0
    assert "[[source]]" in done.out
    assert "nothing was written" in done.err
    assert "there are: 新媒体, 科技, 内部" in done.err
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("words", "told"),
    [(("--category", "新美体"), "新媒体"), (("--id", "zaker"), "zaker"), (("--id", "Ä Ö"), "id")],
)
def test_a_block_that_would_break_the_file_is_not_written(
    file: Path, fresh: Caller, origin: Origin, words: tuple[str, ...], told: str
) -> None:
    before = file.read_bytes()
    done = fresh("add", origin.url("grow/a"), *words)
    assert done.code == 78
    assert told in done.err
    assert file.read_bytes() == before


def test_a_page_without_a_feed_is_65(file: Path, fresh: Caller, origin: Origin) -> None:
    before = file.read_bytes()
    assert fresh("add", origin.url(f"html/{WOSHIPM}")).code == 65
    assert file.read_bytes() == before


def test_an_included_file_may_be_named(file: Path, fresh: Caller, origin: Origin) -> None:
    file.write_text('include = ["sources.d/*.toml"]\n' + file.read_text(encoding="utf-8"), encoding="utf-8")
    (file.parent / "sources.d").mkdir()
    mine = file.parent / "sources.d" / "mine.toml"
    assert fresh("add", origin.url("grow/a"), "--category", "科技", "--file", mine).code == 0
    assert mine.read_text(encoding="utf-8").startswith("[[source]]\n")
    assert fresh("check").code == 0
    assert "4 sources" not in fresh("check").out
    outside = file.parent / "elsewhere.toml"
    assert fresh("add", origin.url("grow/b"), "--file", outside).code == 78
    assert not outside.exists()


def test_the_files_of_other_systems_keep_their_bytes(fresh: Caller, origin: Origin) -> None:
    windows = b"\xef\xbb\xbf" + fresh.file.read_text(encoding="utf-8").replace("\n", "\r\n").encode("utf-8")
    fresh.file.write_bytes(windows)
    assert fresh("add", origin.url("grow/a"), "--category", "科技").code == 0
    after = fresh.file.read_bytes()
    assert after.startswith(windows)
    added = after[len(windows) :]
    assert added.count(b"\r\n") == added.count(b"\n") > 3
    assert fresh("check").code == 0


def test_the_file_is_replaced_whole_and_keeps_its_mode(fresh: Caller, origin: Origin) -> None:
    fresh.file.chmod(0o640)
    with fresh.file.open("rb") as reading:
        before = fresh.file.read_bytes()
        assert fresh("add", origin.url("grow/a"), "--category", "科技").code == 0
        assert reading.read() == before  # whoever had it open reads the old one to its end
    assert fresh.file.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in fresh.file.parent.iterdir()) == ["aggregator.toml", "samples"]


def test_a_linked_configuration_stays_a_link(fresh: Caller, origin: Origin, tmp_path: Path) -> None:
    link = tmp_path / "etc"
    link.mkdir()
    real = fresh.file
    (link / "aggregator.toml").symlink_to(real)
    real.write_text(real.read_text(encoding="utf-8").partition("[[source]]")[0], encoding="utf-8")
    done = call("-c", link / "aggregator.toml", "add", origin.url("grow/a"), "--category", "科技")
    assert done.code == 0, done.err
    assert (link / "aggregator.toml").is_symlink()
    assert "grow/a" in real.read_text(encoding="utf-8")


# ------------------------------------------------------------------------------------------------ check --online


def test_online_every_source_is_asked_once(
    project: Callable[..., Caller], fresh: Caller, origin: Origin, tmp_path: Path
) -> None:
    text = fresh.file.read_text(encoding="utf-8")
    for name, path in (("good", "grow/news"), ("bad", "missing/x"), ("login", f"html/{WOSHIPM}")):
        text += f'\n[[source]]\nid = "{name}"\nurl = "{origin.url(path)}"\ncategories = ["科技"]\n'
    cli = project(tmp_path / "online", text)
    found = cli.json("check", "--online", code=1)
    assert found["valid"]
    assert {name: bool(trouble) for name, trouble in found["online"].items()} == {
        "good": False, "bad": True, "login": True, "woshipm": False, "zaker": False, "jingxuan": False,
    }  # fmt: skip
    told = cli("check", "--online")
    assert told.code == 1
    assert "good: answers" in told.out
    assert origin.truth()["feeds"]["news"]["polls"] == 2
    assert not (cli.file.parent / "data").exists()
