"""A progress bar on a terminal, and not one control code in a pipe."""

from __future__ import annotations

import os
import pty
import subprocess
import sys

import pytest

from support.calls import Caller

COMMANDS = ("poll --force", "publish --force", "db reprocess")


def command(cli: Caller, words: str) -> list[str]:
    return [sys.executable, "-m", "aggregator", "-c", str(cli.file), *words.split()]


def on_a_terminal(command: list[str]) -> str:
    """What a terminal is sent."""
    ours, theirs = pty.openpty()
    env = os.environ | {"TERM": "xterm-256color", "COLUMNS": "100"}
    env = {key: value for key, value in env.items() if key not in {"NO_COLOR", "CI"}}
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=env) as process:
        os.close(theirs)
        seen = b""
        while True:
            try:
                piece = os.read(ours, 4096)
            except OSError:  # the other side is closed
                break
            if not piece:
                break
            seen += piece
        os.close(ours)
        assert process.wait(60) == 0, seen
    return seen.decode("utf-8")


@pytest.mark.parametrize("words", COMMANDS)
def test_a_terminal_shows_progress_and_then_the_result(polled: Caller, words: str) -> None:
    seen = on_a_terminal(command(polled, words))
    title = {"poll": "polling", "publish": "publishing", "db": "cleaning"}[words.split(maxsplit=1)[0]]
    assert title in seen
    assert "\x1b[" in seen
    result = {"polling": "not modified", "publishing": "files written", "cleaning": "0 entries changed"}
    assert result[title] in seen


@pytest.mark.parametrize("words", [*COMMANDS, "status", "sources", "check", "explain https://example.org/none"])
def test_a_pipe_gets_no_control_codes(polled: Caller, words: str) -> None:
    env = os.environ | {"TERM": "xterm-256color", "CLICOLOR": "1"}
    done = subprocess.run(command(polled, words), capture_output=True, env=env, timeout=60, check=False)
    assert done.returncode in {0, 2}
    for stream in (done.stdout, done.stderr):
        assert b"\x1b" not in stream
        assert b"\r" not in stream
