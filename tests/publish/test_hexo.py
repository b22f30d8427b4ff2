"""Posts for Hexo and Jekyll: the old format without its defects."""

from __future__ import annotations

import re
from dataclasses import replace
from email.utils import parsedate_to_datetime

import pytest
from aggregator.model import PlainText, SafeHtml
from aggregator.publish import Posts, post
from aggregator.publish.hexo import quoted, slug
from aggregator.publish.posts import INDEX
from aggregator.settings.values import Images
from hypothesis import given
from hypothesis import strategies as st

from support import merged


def made(entry, **changes):
    return post(entry, merged.category(**changes), images=Images(), timezone="Asia/Shanghai", language="zh-CN")


def parts(one):
    _, head, body = one.body.decode().split("---\n", 2)
    return head, body


def keys(head):
    return re.findall(r"^(\w+):", head, re.MULTILINE)


def test_the_front_matter_keeps_the_old_order_and_adds_what_was_missing():
    head, body = parts(made(merged.rich()))
    assert keys(head) == [
        "title",
        "categories",
        "headimg",
        "author",
        "comments",
        "date",
        "thumbnail",
        "link",
        "guid",
        "source",
        "source_url",
        "updated",
        "precision",
        "story",
        "aggregator",
    ]
    assert 'categories:\n - "新媒体"\n - "人人都是产品经理"\n - "最新文章"\n' in head
    assert 'author: "王小明, Ann Li"' in head
    assert 'link: "https://www.woshipm.com/pd/7.html"' in head
    assert 'guid: "7"' in head
    assert '<p class="original">原文：<a href="https://www.woshipm.com/pd/7.html">' in body
    assert "\n\n" not in body  # Markdown ends an HTML block at a blank line


def test_titles_are_whole_and_never_made_from_the_file_name():
    one = made(merged.rich())
    assert 'title: "[Obs＃56] 笔记｜A/B 测试 & “引号” <真的>：结论"' in parts(one)[0]
    assert one.name.startswith("2026-01-02-obs-56-笔记-a-b-测试-引号-真的-结论-")
    assert one.name.endswith(".md")


def test_no_picture_is_invented():
    head, _ = parts(made(merged.entry(1)))
    assert "headimg" not in head
    assert "thumbnail" not in head


def test_dates_are_exact_in_every_zone():
    head, _ = parts(made(merged.entry(1, at=merged.NOON)))
    [date] = re.findall(r'^date: "(.*)"$', head, re.MULTILINE)
    assert parsedate_to_datetime(date) == merged.NOON


def test_braces_are_escaped_only_where_a_template_engine_would_act():
    code = "<pre><code>if (a) { b = {{ c }}; } {% raw %} {# no #} int a[] = {1};</code></pre>"
    _, body = parts(made(merged.entry(1, content=SafeHtml(code))))
    assert "if (a) { b = &#123;{ c }}; } &#123;% raw %} &#123;# no #&#125; int a[] = {1};" in body


def test_blank_lines_in_code_stay_and_end_no_block():
    _, body = parts(made(merged.entry(1, content=SafeHtml("<p>a</p>\n\n\n<pre>x\n\n\n  y\n</pre>\n\n<p>b</p>"))))
    assert "<pre>x\n&#10;&#10;  y\n</pre>" in body
    assert "\n\n" not in body.strip()


def test_code_fences_are_no_fences():
    _, body = parts(made(merged.entry(1, content=SafeHtml("<pre>\n```js\nx\n```\n~~~\n</pre>"))))
    assert "```" not in body
    assert "&#96;&#96;&#96;js" in body


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_d21_any_text_is_one_line_of_quoted_yaml(text):
    line = quoted(text)
    assert line[0] == line[-1] == '"'
    assert not re.search("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]", line)


@given(st.text(max_size=200))
def test_slugs_are_safe_names(text):
    name = slug(text)
    assert len(name.encode("utf-8", "surrogatepass")) <= 120
    assert not re.search(r"[/\\.\s\x00]", name)
    assert slug(name) == name or not name.isascii()


def test_posts_are_written_once_rewritten_on_edit_and_removed_by_name(tmp_path):
    folder = Posts(tmp_path)
    first, second = made(merged.entry(1)), made(merged.entry(2))
    assert folder.export([first, second]).written == 2
    stamps = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    report = folder.export([first, second])
    assert (report.written, report.unchanged) == (0, 2)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == stamps
    edited = made(merged.entry(1, title=PlainText("新的题目"), text="新的正文"))
    assert folder.export([edited]).written == 1  # the second is pruned by retention: it stays
    assert (tmp_path / first.name).read_bytes() == edited.body
    assert not (tmp_path / edited.name).exists()
    assert (tmp_path / second.name).exists()
    assert folder.export([], removed=[second.uid]).removed == 1
    assert not (tmp_path / second.name).exists()


def test_only_our_own_files_are_touched(tmp_path):
    one = made(merged.entry(1))
    (tmp_path / one.name).write_text("mine")
    report = Posts(tmp_path).export([one], removed=["x"])
    assert (tmp_path / one.name).read_text() == "mine"
    assert "not ours" in report.problems[0]


@pytest.mark.parametrize("index", [None, "{broken"])
def test_a_lost_index_is_made_again_from_the_posts(tmp_path, index):
    one = made(merged.entry(1))
    Posts(tmp_path).export([one])
    (tmp_path / "about.md").write_text("---\ntitle: mine\n---\n")
    (tmp_path / INDEX).unlink() if index is None else (tmp_path / INDEX).write_text(index)
    renamed = replace(made(merged.entry(1, title=PlainText("改了"))), uid=one.uid)
    assert Posts(tmp_path).export([renamed]).written == 1
    assert (tmp_path / one.name).read_bytes() == renamed.body
    Posts(tmp_path).export([], removed=[one.uid])
    assert {path.name for path in tmp_path.iterdir()} == {INDEX, "about.md"}
