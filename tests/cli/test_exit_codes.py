"""Every way a command can end, and what it says then."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from aggregator.cli.main import failed
from aggregator.store.database import Lock

from support.calls import Caller, call

LIGHT = ("httpx", "lxml", "feedparser", "pydantic", "starlette", "sqlite_utils", "nh3", "trafilatura", "jinja2")


def command(*words: str, cwd: Path, stdin: bytes = b"", **environ: str) -> subprocess.CompletedProcess[bytes]:
    """A process of its own, with a home folder where nothing is."""
    env = {
        key: value for key, value in os.environ.items() if not key.startswith(("AGGREGATOR_", "XDG_", "LC_", "LANG"))
    }
    return subprocess.run(
        [sys.executable, "-m", "aggregator", *words],
        cwd=cwd,
        env=env | {"HOME": str(cwd / "home")} | environ,
        input=stdin,
        capture_output=True,
        timeout=60,
        check=False,
    )


def test_no_configuration_at_all_names_the_places_looked_at(tmp_path: Path) -> None:
    done = command("status", cwd=tmp_path)
    told = done.stderr.decode()
    assert done.returncode == 78
    for place in ("config/aggregator.toml", ".config/aggregator/aggregator.toml", "/etc/aggregator/aggregator.toml"):
        assert place in told
    assert "aggregator init" in told


def test_a_configuration_that_is_not_there_is_named(tmp_path: Path) -> None:
    done = call("-c", tmp_path / "nowhere.toml", "check")
    assert done.code == 78
    assert "nowhere.toml" in done.out + done.err


@pytest.mark.parametrize("words", [("polll",), ("poll", "--bogus"), ("search", "x", "--limit", "many"), ("explain",)])
def test_wrong_usage_is_2_and_says_how_it_is_meant(words: tuple[str, ...]) -> None:
    done = call(*words)
    assert done.code == 2
    assert "Usage: aggregator" in done.err
    assert "Traceback" not in done.err


def test_a_misspelt_command_is_guessed() -> None:
    assert "Did you mean 'poll'?" in call("polll").err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("poll", "--within", "soon"), "soon"),
        (("poll", "--tolerate", "many"), "20%"),
        (("poll", "--tolerate", "-1"), "20%"),
        (("poll", "--tolerate", "120%"), "20%"),
        (("poll", "woshpm"), "did you mean 'woshipm'?"),
        (("publish", "xinmeitii"), "xinmeiti"),
        (("sources", "woshpm"), "did you mean 'woshipm'?"),
        (("sources", "--silent", "long"), "long"),
        (("check", "--format", "xml"), "github"),
        (("db", "restore"), "--from-published"),
        (("db", "restore", "a.db", "--from-published", "http://x/"), "--from-published"),
        (("explain", "https://example.org/unknown"), "aggregator search"),
        (("token", "add", "phone", "--category", "xinmeiti"), "neibu"),
        (("opml", "import", "nowhere.opml"), "nowhere.opml"),
    ],
)
def test_what_cannot_be_meant_is_2_with_what_to_do(stored: Caller, words: tuple[str, ...], told: str) -> None:
    done = stored(*words)
    assert (done.code, done.out) == (2, "")
    assert told in done.err


@pytest.mark.parametrize(
    "words", ["status", "sources", "sources woshipm", "plan", "db check", "db upgrade", "explain https://example.org/a"]
)
def test_no_database_yet_is_74_and_says_how_there_will_be_one(fresh: Caller, words: str) -> None:
    done = fresh(*words.split())
    assert done.code == 74
    assert "aggregator run" in done.err
    assert not (fresh.file.parent / "data").exists()


def test_a_held_store_is_75_naming_the_process(polled: Caller) -> None:
    lock = Lock.take(polled.file.parent / "data")
    try:
        done = polled("publish")
    finally:
        lock.release()
    assert done.code == 75
    assert str(os.getpid()) in done.err


def test_only_a_daemon_reloads(stored: Caller) -> None:
    done = stored("reload")
    assert done.code == 75
    assert "aggregator run" in done.err


def test_an_output_folder_that_cannot_be_written_is_74(polled: Caller) -> None:
    public = polled.file.parent / "data" / "public"
    for path in sorted(public.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    public.rmdir()
    public.write_text("in the way", encoding="utf-8")
    done = polled("publish", "--force")
    assert done.code == 74
    assert "public" in done.err


def test_a_file_that_cannot_be_written_is_74(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    done = call("init", tmp_path / "file")
    assert done.code == 74
    assert str(tmp_path / "file") in done.err


def test_a_reader_that_goes_away_is_no_error(stored: Caller) -> None:
    for words in ("schema", "sources"):
        line = f"{sys.executable} -m aggregator -c {stored.file} {words} 2>err; echo $? >code"
        subprocess.run(["sh", "-c", f"({line}) | true"], cwd=stored.file.parent, check=True, timeout=60)
        assert (stored.file.parent / "code").read_text() == "0\n"
        assert (stored.file.parent / "err").read_text() == ""


def test_the_version_is_told_without_loading_the_house(tmp_path: Path) -> None:
    code = (
        "import sys, aggregator.cli.main as m; code = m.main(['--version']);"
        f"sys.exit(code or ' '.join(set({LIGHT!r}) & set(sys.modules)) or None)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("aggregator 0.")


def test_a_mistake_of_ours_is_70_and_asks_for_a_report(stored: Caller) -> None:
    assert failed(ZeroDivisionError("x"), verbose=False) == 70
    assert stored("status").code == 0
