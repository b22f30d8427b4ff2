"""A changed configuration reaches a running daemon whole or not at all."""

from __future__ import annotations

import signal

from aggregator import logs


def test_saving_the_file_applies_it_whole_or_not_at_all(place, listen, origin):
    ear = listen("@aggregator-test-" + place.folder.name)
    place.environ["NOTIFY_SOCKET"] = ear.address
    place.feed("a", ["一"])
    place.feed("b", ["二", "三"])
    counted = place.source("counted", origin.url("grow/counted?start=1&as=rss&to=1"))
    place.write(place.source("a"), counted)
    place.start()
    place.until(lambda: len(place.titles()) == 2, 20)

    # A mistake: every problem is named with its place, the old configuration goes on.
    place.write(
        place.source("a"), counted, place.source("b").replace("categories", "catgories"), "[[source]]\nid = 3\n"
    )
    place.wait_for(logs.CONFIG_REJECTED)
    problems = place.events(logs.CONFIG_PROBLEM)
    assert len(problems) >= 2
    assert all(problem["file"].count(":") >= 2 and not problem["file"].endswith(":0:0") for problem in problems)
    assert any("categories" in problem["problem"] + problem["hint"] for problem in problems)
    assert len(place.titles()) == 2
    place.until(lambda: place.get("/status.json", "admin").json()["problems"], 10)
    refused = place.command("reload")
    assert refused.returncode == 78
    assert "catgories" in refused.stdout + refused.stderr

    # Mended, with a new source: polled and published within seconds, and nobody else is asked again.
    place.write(place.source("a"), counted, place.source("b"))
    place.wait_for(logs.CONFIG_LOADED)
    place.until(lambda: len(place.titles()) == 4, 10, "the new source's entries")
    assert place.events(logs.CONFIG_LOADED)[0]["added"] == ["b"]
    place.until(lambda: place.get("/status.json", "admin").json()["problems"] == [], 10)

    # A source that leaves is in no output; put back, it is there again without a new poll of the others.
    place.write(place.source("b"), counted)
    place.wait_for(logs.CONFIG_LOADED, 2)
    place.until(lambda: "一" not in place.titles(), 10, "the leaving of a source")
    place.write(place.source("a"), place.source("b"), counted)
    place.signal(signal.SIGHUP)
    place.until(lambda: "一" in place.titles(), 10, "the return of a source")
    asked = [tally["requests"] for url, tally in origin.truth()["urls"].items() if "counted" in url]
    assert asked == [1]
    assert place.stop() == 0
    words = ear.words()
    assert words[0] == "READY=1"
    assert "RELOADING=1" in words
    assert words[words.index("RELOADING=1") + 1] == "READY=1"
    reloading = next(message for message in ear.messages if message.startswith("RELOADING=1"))
    assert reloading.split("\n")[1].startswith("MONOTONIC_USEC=")
    assert words[-1] == "STOPPING=1"


def test_what_cannot_change_while_it_runs_is_refused(place):
    place.feed("a", ["一"])
    place.write(place.source("a"))
    place.start()
    place.write(place.source("a"), extra='[paths]\nstate = "elsewhere"\n')
    place.wait_for(logs.CONFIG_REJECTED)
    assert "restart" in place.said() or "stop the daemon" in place.said()
    assert not (place.folder / "elsewhere").exists()

    # An address of the web server can: the new one answers, the old one does not any more.
    old = place.address()
    place.write(place.source("a"), extra='[images]\ntemplate = ""\n')
    place.file.write_text(place.file.read_text().replace('listen = "127.0.0.1:0"', 'listen = "127.0.0.2:0"'))
    place.until(lambda: place.address() != old, 10, "the new address")
    assert place.get("/readyz", host="localhost").status_code == 200
    assert place.stop() == 0
