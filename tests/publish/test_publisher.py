"""The careful writer: only what changed, whole files, nobody else's touched, the manifest last."""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from aggregator.errors import StorageError
from aggregator.model import Rendered
from aggregator.publish import Manifest, Publisher, Scope, moved, render, render_site
from aggregator.publish.manifest import etag, read, write
from aggregator.publish.writer import TEMPORARY, Folder, steps
from aggregator.settings.values import Images
from lxml import etree

from support import merged


def text(path, body="x", **more):
    return Rendered(path, "text/html; charset=utf-8", body.encode(), **more)


def documents(*entries, **changes):
    return render(merged.feed(*entries, **changes), merged.site(), images=Images(), archive=True)


def tree_of(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_second_publish_touches_nothing(publisher, public):
    report = publisher.publish(documents(), complete=True)
    assert (report.written, report.unchanged) == (4, 0)
    before = {path: path.stat().st_mtime_ns for path in public.parent.rglob("*") if path.is_file()}
    again = Publisher(public).publish(documents(), complete=True)
    assert (again.written, again.unchanged, again.removed, again.changed_feeds) == (0, 4, 0, ())
    assert {path: path.stat().st_mtime_ns for path in public.parent.rglob("*") if path.is_file()} == before


def test_a_file_that_somebody_spoilt_is_written_again(publisher, public):
    publisher.publish([text("a.html", "right")], complete=True)
    (public / "a.html").write_text("wrong")
    (public / "a.html.gz").unlink()
    assert publisher.publish([text("a.html", "right")], complete=True).written == 1
    assert (public / "a.html").read_text() == "right"
    assert gzip.decompress((public / "a.html.gz").read_bytes()) == b"right"


def test_a_twin_left_behind_by_a_crash_is_put_right(publisher, public):
    publisher.publish([text("a.html", "one")], complete=True)
    (public / "a.html").write_text("two")  # renamed, then killed before its twin and the manifest
    Publisher(public).publish([text("a.html", "two")], complete=True)
    assert gzip.decompress((public / "a.html.gz").read_bytes()) == b"two"


def test_the_manifest_says_all_that_a_server_needs(publisher, public):
    publisher.publish(documents(), complete=True)
    manifest = read((public.parent / "manifest.json").read_bytes())
    assert manifest == publisher.manifest()
    file = manifest.files["xinmeiti.atom"]
    body = (public / "xinmeiti.atom").read_bytes()
    assert (file.type, file.etag, file.size, file.private) == ("application/atom+xml", etag(body), len(body), False)
    assert file.modified == merged.NOON
    assert file.gzip == (public / "xinmeiti.atom.gz").stat().st_size


def test_last_modified_moves_with_the_bytes_and_never_back(publisher):
    publisher.publish([text("a.html", "1", changed_at=merged.NOON)], complete=True)
    publisher.publish([text("a.html", "2", changed_at=merged.NOON)], complete=True)  # another title, the same stories
    second = publisher.manifest().files["a.html"].modified
    assert second > merged.NOON
    publisher.publish([text("a.html", "3", changed_at=merged.NOON + timedelta(minutes=1))], complete=True)
    assert publisher.manifest().files["a.html"].modified >= second


def test_only_news_counts_as_a_changed_feed(publisher):
    assert publisher.publish(documents(), complete=True).changed_feeds == (
        "xinmeiti.atom",
        "xinmeiti.rss",
        "xinmeiti.json",
    )
    other_look = publisher.publish(documents(category=merged.category(title="新的标题")), complete=True)
    assert (other_look.written, other_look.changed_feeds) == (4, ())
    news = publisher.publish(documents(merged.entry(9), changed_at=merged.NOON + timedelta(hours=1)), complete=True)
    assert "xinmeiti.atom" in news.changed_feeds


def test_what_a_broken_off_publish_wrote_is_still_news(publisher, public):
    publisher.publish(documents(), complete=True)
    (public / "xinmeiti.rss").unlink()
    (public / "xinmeiti.rss").mkdir()  # in the way, after the Atom document was written
    news = documents(merged.entry(9), changed_at=merged.NOON + timedelta(hours=1))
    with pytest.raises(StorageError):
        publisher.publish(news, complete=True)
    (public / "xinmeiti.rss").rmdir()
    assert publisher.publish(news, complete=True).changed_feeds == ("xinmeiti.atom", "xinmeiti.rss", "xinmeiti.json")
    assert publisher.publish(news, complete=True).changed_feeds == ()


def test_what_is_no_longer_published_is_retired_and_remembered(publisher, public):
    publisher.publish([text("a.html"), text("b/c.html")], complete=True)
    report = publisher.publish([text("a.html")], complete=True)
    assert report.removed == 1
    assert tree_of(public).keys() == {"a.html", "a.html.gz"}
    assert not (public / "b").exists()
    assert publisher.manifest().gone == ("b/c.html",)
    publisher.publish([text("a.html"), text("b/c.html")], complete=True)
    assert publisher.manifest().gone == ()


def test_nobody_elses_file_is_ever_deleted(publisher, public):
    public.mkdir(parents=True)
    (public / "CNAME").write_text("example.org")
    (public / "b").mkdir()
    (public / "b" / "mine.txt").write_text("mine")
    publisher.publish([text("b/c.html")], complete=True)
    publisher.publish([], complete=True)
    assert {*tree_of(public)} == {"CNAME", "b/mine.txt"}


def test_a_partial_publish_retires_what_its_scope_no_longer_has(publisher):
    entries = [merged.entry(n) for n in range(1, 75)]
    publisher.publish([*documents(*entries), text("other.html")], complete=True)
    publisher.publish(
        [
            Rendered("xinmeiti/archive-1.atom", "application/atom+xml", b"1"),
            Rendered("xinmeiti/archive-2.atom", "application/atom+xml", b"2"),
        ],
        complete=False,
    )
    assert "xinmeiti/page-3.html" in publisher.manifest().files
    publisher.publish(documents(*entries[:40]), complete=False, scopes=[Scope("xinmeiti", archives=(1,))])
    assert {"xinmeiti/page-3.html", "xinmeiti/archive-1.atom"} == set(publisher.manifest().gone)
    assert {"other.html", "xinmeiti/archive-2.atom", "xinmeiti/page-2.html"} <= publisher.manifest().files.keys()


def test_a_complete_publish_keeps_the_archive_pages_that_exist(publisher):
    publisher.publish([text("a.html"), Rendered("a/archive-1.atom", "application/atom+xml", b"1")], complete=True)
    publisher.publish([text("a.html")], complete=True, scopes=[Scope("a", archives=(0,))])
    assert "a/archive-1.atom" in publisher.manifest().files
    publisher.publish([text("a.html")], complete=True)
    assert publisher.manifest().gone == ("a/archive-1.atom",)


def test_private_files_lie_in_their_own_root_and_move_when_a_category_turns_private(publisher, public):
    publisher.publish([text("a.html", "secret")], complete=True)
    publisher.publish([text("a.html", "secret", private=True)], complete=True)
    private = public.parent / "private"
    assert tree_of(public) == {}
    assert (private / "a.html").read_text() == "secret"
    assert (private / "a.html").stat().st_mode & 0o077 == 0
    assert publisher.manifest().files["a.html"].private
    report = Publisher(public).publish([text("b.html", private=True)], complete=False)
    assert not (public / "b.html").exists()
    assert "not written" in report.problems[0]


def test_the_static_folder_is_copied_and_replaces_nothing_of_ours(tmp_path, public):
    static = tmp_path / "static"
    (static / "img").mkdir(parents=True)
    (static / "CNAME").write_text("example.org")
    (static / "img" / "标志.png").write_bytes(b"png")
    (static / "a.html").write_text("mine")
    (static / "link").symlink_to("/etc/passwd")
    publisher = Publisher(public, static=static)
    report = publisher.publish([text("a.html", "ours")], complete=True)
    assert (public / "CNAME").read_text() == "example.org"
    assert (public / "a.html").read_text() == "ours"
    assert publisher.manifest().files["img/标志.png"].type == "image/png"
    assert not (public / "link").exists()
    assert len(report.problems) == 2
    (static / "CNAME").unlink()
    publisher.publish([text("a.html", "ours")], complete=True)
    assert not (public / "CNAME").exists()


def test_a_themes_assets_lie_over_ours(tmp_path, public):
    theme = tmp_path / "theme"
    (theme / "assets").mkdir(parents=True)
    (theme / "assets" / "style.css").write_text("body{}")
    (theme / "assets" / "extra.css").write_text("p{}")
    Publisher(public, theme=theme).publish(render_site(merged.site(), []), complete=True)
    assert (public / "assets" / "style.css").read_text() == "body{}"
    assert (public / "assets" / "extra.css").read_text() == "p{}"
    assert (public / "assets" / "icon.svg").exists()


@pytest.mark.parametrize("path", ["../x", "a/../../x", "/etc/x", "a//b", "", ".", "a/./b", "a\0b", "a\\b", "字" * 100])
def test_names_that_lead_elsewhere_are_refused(publisher, public, path):
    with pytest.raises(StorageError) as caught:
        publisher.publish([text(path)], complete=False)
    assert caught.value.code == "output-name"
    assert not public.exists() or tree_of(public) == {}


def test_links_below_the_root_are_not_followed(publisher, public, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    public.mkdir(parents=True)
    (public / "xinmeiti").symlink_to(outside)
    (public / "a.html").symlink_to(outside / "target")
    with pytest.raises(StorageError) as caught:
        publisher.publish([text("xinmeiti/page-2.html")], complete=False)
    assert caught.value.code == "output-link"
    publisher.publish([text("a.html", "whole")], complete=False)
    assert not (public / "a.html").is_symlink()
    assert list(outside.iterdir()) == []


def test_a_folder_that_may_not_be_written_says_so(public):
    public.parent.mkdir(parents=True)
    public.write_text("a file stands where the folder belongs")
    with pytest.raises(StorageError) as caught:
        Publisher(public).publish([text("a.html")], complete=False)
    assert str(public) in str(caught.value)
    assert caught.value.hint


def test_temporary_files_of_a_killed_process_are_swept(publisher, public):
    (public / "slug").mkdir(parents=True)
    (public / "slug" / f"{TEMPORARY}99-1").write_text("half")
    (public / "slug" / "mine").write_text("mine")
    assert publisher.sweep() == 1
    assert tree_of(public) == {"slug/mine": b"mine"}


def test_a_lost_or_broken_manifest_is_made_again_without_losing_a_file(publisher, public):
    publisher.publish(documents(), complete=True)
    before = tree_of(public)
    (public.parent / "manifest.json").write_text("{broken")
    report = Publisher(public).publish(documents(), complete=True)
    assert report.written == 0
    assert "manifest.json" in report.problems[0]
    assert tree_of(public) == before
    assert read((public.parent / "manifest.json").read_bytes()).files.keys() == {d.path for d in documents()}


def test_a_manifest_reads_back_as_it_was():
    manifest = Manifest({}, ("a",), {"old.atom": "new.atom"})
    assert read(write(manifest)) == manifest
    with pytest.raises(ValueError, match="version"):
        read(b'{"version": 2}')


def test_renamed_categories_are_published_under_both_names_and_moved(publisher):
    category = merged.category(was=("alt",))
    rendered = render(merged.feed(category=category, archives=(0,)), merged.site(), images=Images(), archive=True)
    assert {"alt.atom", "alt.rss", "alt.json", "alt.html"} <= {one.path for one in rendered}
    names = moved([category], {"xinmeiti": (0,)})
    assert names["alt.atom"] == "xinmeiti.atom"
    assert names["alt/archive-1.atom"] == "xinmeiti/archive-1.atom"
    publisher.publish(rendered, complete=True, moved=names)
    assert publisher.manifest().moved == names
    root = etree.fromstring(next(one for one in rendered if one.path == "alt.atom").body)
    assert root.find("{http://www.w3.org/2005/Atom}link[@rel='self']").get("href").endswith("/xinmeiti.atom")


def test_lists_come_after_documents_and_archives_before(tmp_path):
    written = []

    class Watched(Folder):
        def write(self, path, body):
            written.append(path)
            super().write(path, body)

    publisher = Publisher(tmp_path / "public", compress=False)
    publisher._public = Watched(tmp_path / "public")
    names = ["index.html", "a.atom", "feeds.opml", "a/archive-1.atom", "a.html"]
    publisher.publish([text(name) for name in names], complete=True)
    assert written == ["a/archive-1.atom", "a.atom", "a.html", "index.html", "feeds.opml"]


_HAMMER = """
import sys
from pathlib import Path
sys.path[:0] = {path!r}
from aggregator.model import Rendered
from aggregator.publish import Publisher
publisher = Publisher(Path({public!r}))
number = 0
while True:
    number += 1
    body = f"<a>{{str(number % 10) * 200_000}}</a>".encode()
    publisher.publish([Rendered("a.xml", "application/atom+xml", body)], complete=True)
"""


def _stamp(path):
    return path.stat().st_mtime_ns if path.exists() else 0


def _until_newer(path, before, seconds=60):
    """Wait for a writer that has to start first: its own time, not the machine's, is measured."""
    end = time.monotonic() + seconds
    while _stamp(path) == before:
        assert time.monotonic() < end
        time.sleep(0.01)


def test_a_reader_sees_old_or_new_and_never_half_while_writers_are_killed(tmp_path, public):
    program = _HAMMER.format(path=[str(Path(merged.__file__).parents[2])], public=str(public))
    reads = 0
    for _ in range(4):
        before = _stamp(public / "a.xml")
        writer = subprocess.Popen([sys.executable, "-c", program])
        try:
            _until_newer(public / "a.xml", before)
            end = time.monotonic() + 0.6
            while time.monotonic() < end:
                body = (public / "a.xml").read_bytes()
                etree.fromstring(body, etree.XMLParser(huge_tree=True))
                assert len(body) == 200_007
                reads += 1
        finally:
            os.kill(writer.pid, signal.SIGKILL)
            writer.wait(10)
    assert reads > 100
    Publisher(public).sweep()
    Publisher(public).publish([text("b.html")], complete=True)
    assert tree_of(public).keys() == {"b.html", "b.html.gz"}


def test_steps_of_a_good_path():
    assert steps("新媒体/page-2.html") == ("新媒体", "page-2.html")


def test_equal_bytes_in_another_order_of_documents(publisher, public):
    publisher.publish(documents(), complete=True)
    first = tree_of(public)
    other = Publisher(public.parent / "other")
    other.publish(reversed(documents()), complete=True)
    assert tree_of(public.parent / "other") == first


def test_an_unchanged_document_with_another_date_keeps_its_file(publisher):
    one = text("a.html", "same", changed_at=merged.NOON)
    publisher.publish([one], complete=True)
    report = publisher.publish([replace(one, changed_at=merged.NOON + timedelta(days=1))], complete=True)
    assert report.written == 0
