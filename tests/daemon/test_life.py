"""A real daemon from its start to its end."""

from __future__ import annotations

import json
import signal
import socket
import time

from aggregator import logs


def test_it_shows_merged_entries_at_once_tells_of_trouble_and_stops_in_order(place, listen):
    ear = listen(str(place.folder / "notify"))
    place.environ["NOTIFY_SOCKET"] = ear.address
    place.feed("a", ["大模型一", "第二篇"])
    place.feed("b", ["别处的文章"])
    place.write(place.source("a"), place.source("b"), place.source("broken", "http://127.0.0.1:9/feed"))
    place.start()
    place.until(lambda: len(place.titles()) == 3, 20, "three merged entries")
    assert set(place.titles()) == {"大模型一", "第二篇", "别处的文章"}
    tag = place.get("/xinmeiti.atom").headers["etag"]
    assert place.get("/xinmeiti.atom", **{"if-none-match": tag}).status_code == 304
    assert place.get("/healthz").json()["status"] == "ok"
    assert "大模型一" in place.get("/").text

    # A source that fails is named, with its hint, wherever somebody may look.
    place.wait_for(logs.SOURCE_FAILING)
    place.until(lambda: place.get("/healthz").json()["failing"] == ["broken"], 10)
    told = place.get("/status.json", "admin").json()
    broken = next(source for source in told["sources"] if source["id"] == "broken")
    assert broken["state"] == "failing"
    assert broken["last_error"]["hint"]
    assert broken["last_error"]["hint"] in place.get("/status", "admin").text.replace("&#39;", "'")
    assert 'aggregator_source_failures{source="broken"} 1.0' in place.get("/metrics", "admin").text
    assert place.get("/status").status_code == 404

    # A second daemon ends and names the first, which goes on.
    second = place.command("run")
    assert second.returncode == 75
    assert str(place.process.pid) in second.stdout + second.stderr
    assert place.get("/readyz").status_code == 200

    begun = time.monotonic()
    assert place.stop() == 0
    assert time.monotonic() - begun < 5
    assert [event["event"] for event in place.log][-2:] == [logs.STOPPING, logs.STOPPED]
    assert not place.plain, place.plain
    assert not (place.state / "control.sock").exists()
    words = ear.words()
    assert words[0] == "READY=1"
    assert words[-1] == "STOPPING=1"


def test_a_slow_source_of_the_first_start_is_no_newcomer_and_a_later_one_is(place, origin):
    titles = [f"第{n}篇" for n in range(1, 9)]
    for name in ("quick", "late"):
        place.feed(name, titles)
    slow = place.source("slow", origin.url("grow/slow?start=8&as=rss&to=8"))
    place.write(place.source("quick"), slow)
    place.start()
    place.until(lambda: len(place.titles()) == 16, 20, "all of both")
    place.write(place.source("quick"), slow, place.source("late"))
    place.wait_for(logs.CONFIG_LOADED)
    place.until(lambda: len(place.titles()) > 16, 20, "the newcomer")
    assert len(place.titles()) == 16 + 5


def test_after_kill_9_it_starts_again_and_loses_nothing(place):
    place.feed("a", [f"第{n}篇" for n in range(1, 9)])
    place.write(place.source("a"))
    place.start()
    place.until(lambda: len(place.titles()) == 8, 20)
    before = place.get("/xinmeiti.json").json()
    place.signal(signal.SIGKILL)
    assert place.ended() == -9
    place.start()
    assert place.get("/xinmeiti.json").json() == before
    assert place.stop() == 0


def test_a_wrong_configuration_is_78_with_every_problem(place):
    place.write('[[source]]\nidd = "x"\nurl = 3\n', extra="")
    ended = place.command("run")
    assert ended.returncode == 78
    assert "idd" in ended.stdout + ended.stderr
    assert "url" in ended.stdout + ended.stderr


def test_an_address_in_use_is_75_and_says_which(place):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        place.write()
        place.file.write_text(place.file.read_text().replace('listen = "127.0.0.1:0"', f'listen = "127.0.0.1:{port}"'))
        ended = place.command("run")
    assert ended.returncode == 75
    assert f"127.0.0.1:{port}" in ended.stdout + ended.stderr


def test_an_output_folder_that_cannot_be_written_is_74(place):
    place.feed("a", ["一"])
    place.write(place.source("a"))
    place.state.mkdir()
    (place.state / "public").write_text("a file in its place")
    ended = place.command("run")
    assert ended.returncode == 74
    assert str(place.state / "public") in ended.stdout + ended.stderr


def test_commands_work_while_it_runs(place):
    place.feed("a", ["一", "二"])
    place.write(place.source("a"))
    place.start()
    place.until(lambda: len(place.titles()) == 2, 20)
    place.feed("a", ["一", "二", "三"])
    polled = place.command("poll", "a", "--force")
    assert polled.returncode == 0, polled.stderr
    assert json.loads(polled.stdout)["entries"]["new"] == 1
    assert "三" in place.titles()
    hidden = place.command("hide", "https://a.example/1", "--reason", "spam")
    assert hidden.returncode == 0, hidden.stderr
    assert place.titles() == ["三", "二"]
    assert place.command("unhide", "https://a.example/1").returncode == 0
    assert "一" in place.titles()
    kept = place.folder / "copy.sqlite3"
    backup = place.command("db", "backup", str(kept))
    assert backup.returncode == 0, backup.stderr
    assert kept.stat().st_size > 0
    assert place.command("publish", "--force").returncode == 0
    assert place.command("poll", "nobody").returncode == 2
    assert place.stop() == 0


def test_what_is_private_needs_a_token_and_is_not_found_by_search(place):
    place.feed("a", ["公开的大模型文章"])
    place.feed("b", ["内部的大模型文章"])
    inside = place.source("b").replace('categories = ["新媒体"]', 'categories = ["内部"]')
    place.write(place.source("a"), inside, extra='[[category]]\nname = "内部"\nslug = "neibu"\nprivate = true\n')
    place.start()
    place.until(lambda: len(place.titles()) == 1, 20)

    def found() -> list[str]:
        return [hit["title"] for hit in place.get("/search?q=大模型&format=json").json()["hits"]]

    place.until(found, 20, "the index")
    assert found() == ["公开的大模型文章"]
    assert place.get("/neibu.json").status_code == 404
    made = place.command("token", "add", "the phone")
    assert made.returncode == 0, made.stderr
    url = next(url for url in json.loads(made.stdout)["urls"] if url.endswith(".json"))
    path = "/private/" + url.partition("/private/")[2]
    assert [item["title"] for item in place.get(path).json()["items"]] == ["内部的大模型文章"]
    assert place.get(path.replace("agg_", "agg-")).status_code == 404
    assert place.command("token", "revoke", "the phone").returncode == 0
    assert place.get(path).status_code == 404
    assert place.stop() == 0
    token = path.split("/")[2]
    assert token not in place.said()
    assert all(token.encode() not in file.read_bytes() for file in place.state.rglob("*") if file.is_file())


def test_many_polls_in_flight_do_not_hold_up_the_end(place, origin):
    slow = [
        place.source(f"s{n}", origin.url(f"slow-headers/rebuilt/rebuilt-woshipm-latest.xml?s=60&n={n}", host=n % 8 + 1))
        for n in range(50)
    ]
    place.feed("a", ["一"])
    place.write(place.source("a"), *slow)
    place.start()
    place.until(lambda: len(place.titles()) == 1, 20, "the quick one")
    begun = time.monotonic()
    assert place.stop() == 0
    assert time.monotonic() - begun < 5
    assert place.events(logs.STOPPING)[0]["polls"] == 50
