"""Where a configuration is found, and where it keeps its things."""

from __future__ import annotations

from pathlib import Path

import pytest
from aggregator.errors import ConfigurationError
from aggregator.settings import find
from aggregator.settings.documents import Document
from aggregator.settings.places import output_folder, state_folder
from aggregator.settings.problems import Place, Report
from aggregator.settings.reader import At
from aggregator.settings.schema import PathsTable


def touch(file: Path) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch()
    return file


def test_the_first_place_that_has_a_file_counts(tmp_path):
    cwd, home = tmp_path / "cwd", tmp_path / "home"
    cwd.mkdir()
    user = touch(home / ".config" / "aggregator" / "aggregator.toml")
    assert find(None, {}, cwd, home) == user
    xdg = touch(tmp_path / "xdg" / "aggregator" / "aggregator.toml")
    assert find(None, {"XDG_CONFIG_HOME": str(tmp_path / "xdg")}, cwd, home) == xdg
    here = touch(cwd / "config" / "aggregator.toml")
    assert find(None, {"XDG_CONFIG_HOME": str(tmp_path / "xdg")}, cwd, home) == here
    assert find(None, {"AGGREGATOR_CONFIG": "other.toml"}, cwd, home) == cwd / "other.toml"
    assert find(Path("x.toml"), {"AGGREGATOR_CONFIG": "other.toml"}, cwd, home) == cwd / "x.toml"


def test_a_folder_means_the_file_in_it(tmp_path):
    assert find(tmp_path, {}, tmp_path, tmp_path) == tmp_path / "aggregator.toml"


def test_where_there_is_none_every_place_is_named(tmp_path):
    with pytest.raises(ConfigurationError) as raised:
        find(None, {}, tmp_path / "cwd", tmp_path / "home")
    words = str(raised.value)
    assert str(tmp_path / "cwd" / "config" / "aggregator.toml") in words
    assert str(tmp_path / "home" / ".config" / "aggregator" / "aggregator.toml") in words
    assert "/etc/aggregator/aggregator.toml" in words
    assert "init" in words


def test_a_file_in_the_wrong_place_is_pointed_at(tmp_path):
    (tmp_path / "aggregator.toml").write_text("", encoding="utf-8")
    with pytest.raises(ConfigurationError) as raised:
        find(None, {}, tmp_path, tmp_path / "home")
    assert f"-c {tmp_path / 'aggregator.toml'}" in str(raised.value)


def row(file: Path, **values: str) -> At[PathsTable]:
    return At(Place(Document(file, str(file), "", {}), ("paths",)), PathsTable(**values))


@pytest.mark.parametrize(
    ("file", "environ", "state"),
    [
        ("/etc/aggregator/aggregator.toml", {}, "/var/lib/aggregator"),
        (
            "/etc/aggregator/aggregator.toml",
            {"STATE_DIRECTORY": "/var/lib/private/aggregator"},
            "/var/lib/private/aggregator",
        ),
        ("/home/me/feeds/config/aggregator.toml", {}, "/home/me/feeds/data"),
        ("/home/me/feeds/aggregator.toml", {}, "/home/me/feeds/data"),
    ],
)
def test_the_state_folder_follows_the_place_of_the_file(file, environ, state):
    assert state_folder(row(Path(file)), Path(file), environ) == Path(state)


@pytest.mark.parametrize(
    ("output", "fails"), [("public", False), ("..", True), (".", True), ("/srv/www", False), ("/", True)]
)
def test_an_output_folder_never_holds_the_database(output, fails):
    report, file = Report(), Path("/home/me/feeds/config/aggregator.toml")
    output_folder(row(file, output=output), Path("/home/me/feeds/data"), file, report)
    assert report.failed is fails
