"""What the log says, in each of its shapes, and what it never says."""

from __future__ import annotations

import io
import json
import logging
import os

import pytest
from aggregator import logs
from hypothesis import given
from hypothesis import strategies as st

SECRET = "hunter2-geheim"


@pytest.fixture
def said():
    stream = io.StringIO()
    yield stream
    logs.configure("error", "json")
    logging.getLogger().handlers = []


def lines(stream: io.StringIO) -> list[dict]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_collector_gets_one_json_object_a_line(said):
    logs.configure("info", "json", stream=said)
    logs.get("serve").info(logs.LISTENING, addresses=["http://127.0.0.1:8080/"], 标题="新媒体", count=3)
    logs.get().debug(logs.POLLED, source="a")
    [line] = lines(said)
    assert list(line)[:3] == ["time", "level", "event"]
    assert (line["level"], line["event"], line["room"]) == ("info", "web.listening", "serve")
    assert (line["标题"], line["count"], line["addresses"]) == ("新媒体", 3, ["http://127.0.0.1:8080/"])


@pytest.mark.parametrize(("method", "priority"), [("debug", 7), ("info", 6), ("warning", 4), ("error", 3)])
def test_the_journal_gets_a_priority_on_every_line(said, method, priority):
    logs.configure("debug", "journal", stream=said)
    getattr(logs.get(), method)("source.failing", source="a", error='it said "no"', hint="")
    assert said.getvalue() == f'<{priority}>source.failing source=a error="it said \\"no\\"" hint=""\n'


def test_a_traceback_in_the_journal_keeps_its_priority(said):
    logs.configure("info", "journal", stream=said)
    try:
        raise ZeroDivisionError
    except ZeroDivisionError:
        logs.get().exception(logs.BUG)
    assert len(said.getvalue().splitlines()) > 3
    assert all(line.startswith("<3>") for line in said.getvalue().splitlines())


def test_the_journal_is_known_by_its_stream(tmp_path):
    with (tmp_path / "journal").open("w+", encoding="utf-8") as stream:
        status = os.fstat(stream.fileno())
        for named, shape in ((f"{status.st_dev}:{status.st_ino}", "<6>"), ("1:2", "{"), ("", "{")):
            stream.seek(0)
            stream.truncate()
            logs.configure("info", "auto", stream=stream, environ={"JOURNAL_STREAM": named})
            logs.get().info(logs.READY)
            stream.flush()
            stream.seek(0)
            assert stream.read().startswith(shape)
    logs.configure("error", "json")


def test_secrets_and_passwords_are_masked_wherever_they_stand(said):
    logs.configure("debug", "json", secrets={SECRET, "abc", ""}, stream=said)
    log = logs.get()
    log.info(SECRET, url=f"https://user:{SECRET}@example.org/?x=1&token=t0k3n", deep={"a": [SECRET, {SECRET: 1}]})
    log.info(
        "x", path="/private/agg_secrettoken/neibu.atom", url="http://localhost/private/agg_other/x.atom", short="abc"
    )
    try:
        raise ValueError(f"the key {SECRET} is wrong")
    except ValueError:
        log.exception(logs.BUG)
    logging.getLogger("some.library").warning("cannot reach %s", f"http://me:{SECRET}@host/")
    text = said.getvalue()
    assert SECRET not in text
    for leaked in ("t0k3n", "agg_secrettoken", "agg_other", "user:"):
        assert leaked not in text
    assert "https://***@example.org/?x=1&token=***" in text
    assert "/private/***/neibu.atom" in text
    assert '"short": "abc"' in text  # three letters would mask half the log
    assert lines(said)[-1]["logger"] == "some.library"


def test_a_secret_is_masked_however_an_address_or_a_document_spells_it(said):
    """A password with a slash or a space stands in an address percent-encoded, and is no less the password."""
    logs.configure("debug", "json", secrets={"s3cr/et key&"}, stream=said)
    log = logs.get()
    log.info("x", path="/r?code=s3cr%2Fet%20key%26", form="k=s3cr%2Fet+key%26", html="<p>s3cr/et key&amp;</p>")
    assert (line := lines(said)[0])["path"] == "/r?code=***"
    assert (line["form"], line["html"]) == ("k=***", "<p>***</p>")


def test_a_new_configuration_brings_its_own_secrets(said):
    log = logs.get("fetch")
    logs.configure("info", "json", secrets={"first-secret"}, stream=said)
    log.info("a", said="first-secret second-secret")
    logs.configure("info", "json", secrets={"second-secret"}, stream=said)
    log.info("b", said="first-secret second-secret")
    assert [line["said"] for line in lines(said)] == ["*** second-secret", "first-secret ***"]


@given(st.text())
@pytest.mark.parametrize("shape", ["json", "journal", "text"])
def test_no_text_of_a_source_forges_a_line_or_paints_the_terminal(shape, text):
    stream = io.StringIO()
    logs.configure("info", shape, stream=stream)
    logs.get().info(logs.SOURCE_FLAW, title=text)
    written = stream.getvalue()
    assert written.count("\n") == 1
    assert written.endswith("\n")
    assert "\x1b" not in written
    assert "\r" not in written


def test_every_event_has_a_name_of_its_own():
    names = [value for key, value in vars(logs).items() if key.isupper() and isinstance(value, str)]
    assert len(names) == len(set(names)) > 20
