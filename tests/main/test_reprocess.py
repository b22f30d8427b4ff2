"""`db reprocess` through the program: changed selectors reach what is stored, and a kill half-way harms nothing."""

from __future__ import annotations

import json
import signal
import sqlite3
from contextlib import closing

from support.project import Project, config, stop, until

ENTRIES = 1500
TEXT = "正文里讲了一件具体的事情，足够长。" * 20


def words_left(project: Project) -> int:
    """How many stored entries still hold what the new selector takes out."""
    with closing(sqlite3.connect(project.database, timeout=30)) as db:
        return int(db.execute("SELECT count(*) FROM entry_content WHERE content LIKE '%限时优惠%'").fetchone()[0])


def shown(project: Project) -> list[tuple[str, str, str, str]]:
    """What must not move: ids, titles, dates and their order."""
    items = json.loads((project.public / "xinmeiti.json").read_bytes())["items"]
    return [(one["id"], one["title"], one["date_published"], one["date_modified"]) for one in items]


def test_cleaning_again_is_killed_half_way_and_done_again(project: Project) -> None:
    items = "".join(
        f"<item><guid>https://site.example/{n}</guid><link>https://site.example/{n}</link><title>第 {n} 号文章</title>"
        f"<pubDate>Tue, 26 Apr 2022 {n // 60 % 24:02}:{n % 60:02}:07 GMT</pubDate>"
        f"<description><![CDATA[<p>{n} {TEXT}</p><div class='x-offer'>限时优惠</div>]]></description></item>"
        for n in range(ENTRIES)
    )
    project.folder.mkdir()
    document = f"<rss version='2.0'><channel><title>站</title>{items}</channel></rss>"
    (project.folder / "site.xml").write_text(document, "utf-8")
    text = config(("site", "file:site.xml"), source_extra="burst = -1\ndedupe = false").replace("= 1000", "= 2000")
    project.write(text.replace('slug = "xinmeiti"', 'slug = "xinmeiti"\nbacklog = -1'))
    project.json("poll", "--force")
    before = shown(project)
    assert len(before) == words_left(project) == ENTRIES
    project.write(project.file.read_text("utf-8").replace("dedupe = false", 'dedupe = false\nremove = [".x-offer"]'))

    process = project.start("db", "reprocess")
    until(lambda: words_left(project) < ENTRIES, seconds=120, every=0.01, what="the first batch")
    stop(process, signal.SIGKILL)

    left = words_left(project)
    assert 0 < left < ENTRIES, left
    assert project.json("db", "reprocess")["reprocessed"] == left
    assert words_left(project) == 0
    assert shown(project) == before
    assert "限时优惠" not in (project.public / "xinmeiti.json").read_text("utf-8")
    assert project.json("db", "reprocess")["reprocessed"] == 0
