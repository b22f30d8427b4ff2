from __future__ import annotations

import asyncio
import json
import socket
import stat

import pytest
from aggregator.errors import BusyError, ConfigurationError, Problem, StorageError, UsageError
from aggregator.serve.control import ControlClient, ControlServer


async def echo(arguments, progress):
    for step in range(arguments.get("steps", 0)):
        progress({"done": step + 1})
    return {"said": arguments.get("say")}


async def full(_arguments, _progress):
    raise StorageError("disk-full", "the disk is full", where="/var", hint="free some space", transient=True)


async def refused(_arguments, _progress):
    raise ConfigurationError((Problem("a.toml", 3, 5, "source.id", "is missing", "add one", code="missing"),))


async def buggy(_arguments, _progress):
    raise ZeroDivisionError("the password is hunter2")


HANDLERS = {"echo": echo, "full": full, "refused": refused, "buggy": buggy}


def conversing(path, scenario, handlers=HANDLERS):
    async def whole():
        server = ControlServer(path, handlers)
        await server.start()
        try:
            return await scenario(ControlClient(path))
        finally:
            await server.stop()

    return asyncio.run(whole())


def test_a_command_is_carried_out_with_its_progress(tmp_path):
    seen = []
    result = conversing(
        tmp_path / "control.sock", lambda client: client.call("echo", {"say": "新媒体", "steps": 3}, seen.append)
    )
    assert result == {"said": "新媒体"}
    assert seen == [{"done": 1}, {"done": 2}, {"done": 3}]


def test_the_socket_is_for_its_owner_alone_and_goes_with_the_daemon(tmp_path):
    path = tmp_path / "control.sock"

    async def look(client):
        assert await client.answers()
        return stat.S_IMODE(path.stat().st_mode)

    assert conversing(path, look) == 0o600
    assert not path.exists()


def test_an_error_arrives_as_what_it_was(tmp_path):
    with pytest.raises(StorageError) as caught:
        conversing(tmp_path / "c", lambda client: client.call("full", {}))
    error = caught.value
    assert (error.code, error.where, error.hint, error.transient, error.exit_code) == (
        "disk-full", "/var", "free some space", True, 74,
    )  # fmt: skip


def test_every_problem_of_a_configuration_arrives(tmp_path):
    with pytest.raises(ConfigurationError) as caught:
        conversing(tmp_path / "c", lambda client: client.call("refused", {}))
    assert caught.value.exit_code == 78
    assert str(caught.value) == "a.toml:3:5: source.id: is missing — add one"


def test_a_bug_ends_its_command_only(tmp_path):
    async def scenario(client):
        with pytest.raises(Exception, match="ZeroDivisionError in the daemon") as caught:
            await client.call("buggy", {})
        assert caught.value.exit_code == 70
        assert "hunter2" not in str(caught.value)
        return await client.call("echo", {"say": 1})

    assert conversing(tmp_path / "c", scenario) == {"said": 1}


def test_an_unknown_command_names_the_known_ones(tmp_path):
    with pytest.raises(UsageError, match="it knows buggy, echo"):
        conversing(tmp_path / "c", lambda client: client.call("fly", {}))


@pytest.mark.parametrize(
    "line", [b"rubbish\n", b"[]\n", b'{"command": 3}\n', b'{"command":"echo","arguments":[]}\n', b""]
)
def test_what_is_no_request_gets_an_error(tmp_path, line):
    async def scenario(client):
        reader, writer = await asyncio.open_unix_connection(client.path)
        writer.write(line)
        writer.write_eof()
        answer = json.loads(await reader.readline())
        writer.close()
        return answer

    assert conversing(tmp_path / "c", scenario)["error"]["code"] == "request"


def test_without_a_daemon_the_answer_is_try_later(tmp_path):
    client = ControlClient(tmp_path / "c")
    assert not asyncio.run(client.answers())
    with pytest.raises(BusyError) as caught:
        asyncio.run(client.call("poll", {}))
    assert (caught.value.exit_code, caught.value.code) == (75, "no-answer")


def test_a_socket_left_behind_is_replaced(tmp_path):
    path = tmp_path / "control.sock"
    left = socket.socket(socket.AF_UNIX)
    left.bind(str(path))
    left.close()
    assert not asyncio.run(ControlClient(path).answers())
    assert conversing(path, lambda client: client.call("echo", {"say": 2})) == {"said": 2}


def test_anything_else_in_its_place_is_left_alone(tmp_path):
    path = tmp_path / "control.sock"
    path.write_text("mine")
    with pytest.raises(StorageError, match="something else lies there"):
        conversing(path, lambda client: client.call("echo", {}))
    assert path.read_text() == "mine"


def test_a_long_state_path_is_no_obstacle(tmp_path):
    folder = tmp_path / ("深" * 40) / ("x" * 60)
    folder.mkdir(parents=True)
    assert conversing(folder / "control.sock", lambda client: client.call("echo", {"say": 3})) == {"said": 3}


def test_a_client_that_leaves_takes_its_command_with_it(tmp_path):
    ended = []

    async def patient(_arguments, _progress):
        try:
            await asyncio.sleep(60)
        finally:
            ended.append(True)

    async def scenario(client):
        call = asyncio.create_task(client.call("patient", {}))
        await asyncio.sleep(0.1)
        call.cancel()
        await asyncio.gather(call, return_exceptions=True)
        await asyncio.sleep(0.1)
        return list(ended)

    assert conversing(tmp_path / "c", scenario, {"patient": patient}) == [True]


def test_stopping_breaks_off_what_is_under_way(tmp_path):
    async def for_ever(_arguments, _progress):
        await asyncio.sleep(3600)

    async def whole():
        server = ControlServer(tmp_path / "c", {"wait": for_ever})
        await server.start()
        call = asyncio.create_task(ControlClient(tmp_path / "c").call("wait", {}))
        await asyncio.sleep(0.1)
        async with asyncio.timeout(2):
            await server.stop()
            with pytest.raises(BusyError, match=r"ended before it answered|broke off"):
                await call

    asyncio.run(whole())


def test_many_clients_at_once(tmp_path):
    async def scenario(client):
        answers = await asyncio.gather(*(client.call("echo", {"say": n}) for n in range(50)))
        return [answer["said"] for answer in answers]

    assert conversing(tmp_path / "c", scenario) == list(range(50))
