"""Secrets are found by name, in a fixed order, and never told."""

from __future__ import annotations

import pytest

SOURCE = '[[source]]\nid = "a"\nurl = "https://example.org/feed"\nlogin = "{secret:the-one}"\n'
DIRECTORY = '[secrets]\ndirectory = "s"\n'


@pytest.fixture
def places(tmp_path):
    """Three places that all know the secret."""
    credentials = tmp_path / "credentials"
    credentials.mkdir()
    (credentials / "the-one").write_text("a:credential\n")
    folder = tmp_path / "config" / "s"
    folder.mkdir(parents=True)
    (folder / "the-one").write_text("a:folder\r\n")
    return {"CREDENTIALS_DIRECTORY": str(credentials), "AGGREGATOR_SECRET_THE_ONE": "a:environment"}


def test_the_credential_counts_first_then_the_environment_then_the_folder(settings, places):
    def login(environ):
        return settings(SOURCE + DIRECTORY, environ).sources[0].addresses[0].login

    assert login(places) == "a:credential"
    assert login({"AGGREGATOR_SECRET_THE_ONE": "a:environment"}) == "a:environment"
    assert login({}) == "a:folder"


def test_every_value_in_use_is_there_to_be_masked(settings, places):
    assert settings(SOURCE, places).secrets == {"a:credential", "credential"}


def test_a_missing_secret_names_the_places_and_not_a_value(checked):
    _, problems = checked(SOURCE + DIRECTORY.replace('"s"', '"."'), {"AGGREGATOR_SECRET_OTHER": "planted"})
    errors = [problem for problem in problems if problem.severity == "error"]
    assert [problem.code for problem in errors] == ["missing-secret"]
    assert "$AGGREGATOR_SECRET_THE_ONE" in errors[0].hint
    assert "planted" not in "\n".join(map(str, problems))


@pytest.mark.parametrize("name", ["../etc/passwd", "", "a/b", "{x}"])
def test_a_secret_has_a_plain_name(checked, name):
    found, problems = checked(SOURCE.replace("the-one", name), {"CREDENTIALS_DIRECTORY": "/"})
    assert found is None
    assert [problem.key for problem in problems if problem.severity == "error"] == ["source.login"]


def test_no_value_of_a_secret_is_in_a_problem(checked):
    text = SOURCE.replace("example.org/feed", "{secret:host}/feed") + 'proxy = "{secret:proxy}"\n'
    environ = {
        "AGGREGATOR_SECRET_THE_ONE": "planted-one",
        "AGGREGATOR_SECRET_HOST": "planted two",
        "AGGREGATOR_SECRET_PROXY": "planted-three",
    }
    found, problems = checked(text, environ)
    assert found is None
    assert "planted" not in "\n".join(map(str, problems))


def test_a_secret_with_a_line_break_is_refused_where_it_would_be_a_header(checked):
    """The wire cannot carry it: the request would go out without, and be refused far away from the cause."""
    text = SOURCE.replace('login = "', 'headers.X-Key = "')
    found, problems = checked(text, {"AGGREGATOR_SECRET_THE_ONE": "planted\nin two lines"})
    assert found is None
    [problem] = [problem for problem in problems if problem.severity == "error"]
    assert (problem.key, problem.code, problem.line) == ("source.headers.X-Key", "header", 4)
    assert "planted" not in str(problem)


def test_a_folder_of_secrets_that_may_be_read_and_not_listed_is_enough(settings, places, monkeypatch):
    def refused(_path):
        raise PermissionError("no list for you")

    monkeypatch.setattr("pathlib.Path.iterdir", refused)  # as root, who runs the tests in CI, any folder may be listed
    assert settings(SOURCE + DIRECTORY).sources[0].addresses[0].login == "a:folder"
