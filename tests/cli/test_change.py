"""Commands that change what is stored or published."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from pathlib import Path
from typing import Any

from support.calls import Caller


def feed(cli: Caller, slug: str = "xinmeiti") -> Any:
    return json.loads((cli.file.parent / "data" / "public" / f"{slug}.json").read_bytes())


def ids(cli: Caller, slug: str = "xinmeiti") -> list[str]:
    return [item["id"] for item in feed(cli, slug)["items"]]


def edit(cli: Caller, old: str, new: str) -> None:
    text = cli.file.read_text(encoding="utf-8")
    assert old in text
    cli.file.write_text(text.replace(old, new), encoding="utf-8")


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


# ------------------------------------------------------------------------------------------------ hide


def test_a_hidden_story_is_gone_everywhere_and_comes_back(polled: Caller) -> None:
    before = ids(polled)
    item = next(item for item in feed(polled)["items"] if len(item["_aggregator"]["copies"]) > 1)
    link = item["_aggregator"]["copies"][1]["url"]  # any carrier's link names the story

    assert polled.json("hide", link, "--reason", "advertisement")["stories"] == 1
    public = polled.file.parent / "data" / "public"
    held = {
        path.name for path in public.rglob("*.*") if path.suffix != ".gz" and item["id"].encode() in path.read_bytes()
    }
    assert held == set()
    polled.json("poll", "--force")
    polled.json("db", "reprocess")
    assert ids(polled) == [one for one in before if one != item["id"]]
    told = polled.json("explain", link)
    assert told["hidden"] == "advertisement"

    assert polled("unhide", item["id"]).out.startswith("1 story shown again")
    assert ids(polled) == before


def test_hiding_what_is_not_stored_yet_is_remembered(polled: Caller) -> None:
    done = polled("hide", "https://example.org/spam")
    assert done.code == 0
    assert "as soon as one comes" in done.out


def test_what_is_hidden_already_and_what_is_not_is_said(polled: Caller) -> None:
    link = feed(polled)["items"][0]["url"]
    assert "it is not hidden" in polled("unhide", link).out
    polled("hide", link)
    assert polled("hide", link).out == "it is hidden already\n"
    assert "nothing is hidden by it" in polled("unhide", "https://example.org/never").out


# ------------------------------------------------------------------------------------------------ publish


def test_publish_writes_what_is_missing_of_one_category(polled: Caller) -> None:
    public = polled.file.parent / "data" / "public"
    wanted = (public / "keji.atom").read_bytes()
    for name in ("keji.atom", "xinmeiti.atom"):
        (public / name).unlink()
    assert polled.json("publish", "keji", "--force")["outputs"]["written"] >= 1
    assert (public / "keji.atom").read_bytes() == wanted
    assert not (public / "xinmeiti.atom").exists()
    assert polled("publish", "--force").code == 0
    assert (public / "xinmeiti.atom").exists()


def test_publishing_again_writes_nothing(polled: Caller) -> None:
    before = everything(polled.file.parent / "data" / "public")
    assert polled.json("publish")["outputs"] == {"written": 0, "unchanged": 0, "removed": 0}
    assert polled.json("publish", "--force")["outputs"]["written"] == 0
    assert everything(polled.file.parent / "data" / "public") == before


# ------------------------------------------------------------------------------------------------ explain


def test_explain_tells_what_retention_took(polled: Caller) -> None:
    text = polled.file.read_text(encoding="utf-8").replace("slug =", "entries = 1\nslug =")
    polled.file.write_text(f"{text}\n[keep]\nentries_per_source = 1\n", encoding="utf-8")
    sample = polled.file.parent / "samples" / "zaker.xml"
    head, *items = sample.read_text(encoding="utf-8").split("<item>")
    sample.write_text(f"{head}<item>{items[0]}</channel></rss>", encoding="utf-8")
    polled.json("poll", "--force")
    assert polled.json("db", "prune")["pruned"] > 0
    done = polled("explain", re.search("<link>(.*)</link>", items[-1])[1])
    assert done.code == 2
    assert "zaker had" in done.err
    assert "`[keep]` let it go" in done.err


# ------------------------------------------------------------------------------------------------ plan


def test_a_plan_names_what_comes_and_goes_and_changes_nothing(polled: Caller) -> None:
    before = ids(polled)
    folder = polled.file.parent / "data"
    edit(polled, 'id = "woshipm"\nurl = "file:samples/woshipm.xml"', 'id = "other"\nurl = "file:samples/woshipm.xml"')
    edit(polled, 'categories = ["新媒体", "科技"]', 'categories = ["科技"]')
    files = {name: body for name, body in everything(folder).items() if "sqlite3-" not in name}

    planned = {change["slug"]: change for change in polled.json("plan")["changes"]}

    assert {name: body for name, body in everything(folder).items() if "sqlite3-" not in name} == files
    gone = {story["id"] for story in planned["xinmeiti"]["removes"]}
    assert gone
    assert planned["keji"]["removes"] == []
    polled.json("publish")
    assert set(before) - set(ids(polled)) == gone
    assert "no output would change" in polled("plan").out


def test_a_renamed_output_is_one_output_to_a_plan(polled: Caller) -> None:
    edit(polled, 'slug = "keji"', 'slug = "technology"\nwas = ["keji"]')
    assert "no output would change" in polled("plan").out
    before = ids(polled, "keji")
    polled.json("publish")
    assert ids(polled, "technology") == before


def test_a_plan_is_told_in_lines(polled: Caller) -> None:
    edit(polled, "[[rule]]\n", '[[rule]]\nname = "不要手机"\nif.title = ["手机"]\nthen.drop = true\n\n[[rule]]\n')
    lines = polled("plan", "--limit", "1").out.splitlines()
    assert lines[0].endswith("fewer")
    assert any(line.startswith("  - ") and "手机" in line for line in lines)


def test_a_plan_of_a_broken_file_is_78(polled: Caller) -> None:
    edit(
        polled,
        'every = "30m"' if 'every = "30m"' in polled.file.read_text("utf-8") else 'timeout = "5s"',
        'timeout = "soon"',
    )
    assert polled("plan").code == 78


# ------------------------------------------------------------------------------------------------ the database


def test_a_backup_can_be_put_back(polled: Caller, tmp_path: Path) -> None:
    before = ids(polled)
    copy = tmp_path / "feeds.backup"
    assert polled.json("db", "backup", copy)["ok"]
    assert polled("db", "backup", copy).code == 2  # never over a file that is there
    shutil.rmtree(polled.file.parent / "data")

    restored = polled.json("db", "restore", copy)

    assert Path(restored["restored"]).is_file()
    assert polled("db", "check").code == 0
    polled.json("publish", "--force")
    assert ids(polled) == before
    assert polled.json("poll", "--force")["entries"]["new"] == 0


def test_a_damaged_database_is_74_and_a_backup_repairs_it(polled: Caller, tmp_path: Path) -> None:
    polled.json("db", "backup", tmp_path / "copy")
    database = polled.file.parent / "data" / "aggregator.sqlite3"
    body = bytearray(database.read_bytes())
    body[4096 * 3 : 4096 * 30] = bytes(4096 * 27)
    database.write_bytes(bytes(body))
    done = polled("db", "check")
    assert done.code == 74
    assert "db restore" in done.err
    assert polled("db", "restore", tmp_path / "copy").code == 0
    assert polled("db", "check").code == 0


def test_what_is_no_backup_is_refused(polled: Caller, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("not a database", encoding="utf-8")
    before = ids(polled)
    assert polled("db", "restore", tmp_path / "notes.txt").code == 74
    assert polled("db", "restore", tmp_path / "nowhere").code == 74
    polled.json("publish", "--force")
    assert ids(polled) == before


def test_upkeep_by_hand(polled: Caller) -> None:
    before = ids(polled)
    assert polled.json("db", "prune")["pruned"] == 0
    assert polled.json("db", "reprocess")["reprocessed"] == 0
    upgraded = polled.json("db", "upgrade")
    assert upgraded["from"] == upgraded["to"]
    assert ids(polled) == before


def test_cleaning_again_follows_a_new_selector(polled: Caller) -> None:
    before = ids(polled)
    edit(polled, 'title = "ZAKER"', 'title = "ZAKER"\nremove = ["p"]')
    changed = polled.json("db", "reprocess")
    assert changed["reprocessed"] > 0
    assert ids(polled) == before


# ------------------------------------------------------------------------------------------------ tokens


def test_a_token_is_shown_once_and_kept_as_a_digest(polled: Caller) -> None:
    made = polled("token", "add", "手机", "--category", "neibu")
    url = made.out.splitlines()[0]
    assert url.startswith("http://127.0.0.1:8080/private/")
    assert url.endswith("/neibu.atom")
    secret = url.split("/")[4]
    listed = polled.json("token", "list")["tokens"]
    assert [(token["name"], token["revoked_at"]) for token in listed] == [("手机", None)]
    assert "手机" in polled("token", "list").out
    with sqlite3.connect(polled.file.parent / "data" / "aggregator.sqlite3") as database:
        assert secret not in "\n".join(database.iterdump())
    database.close()
    assert polled.json("token", "revoke", "手机") == {"revoked": 1}
    assert polled.json("token", "list")["tokens"][0]["revoked_at"]
    assert polled("token", "revoke", "手机").out == "0 tokens revoked\n"
