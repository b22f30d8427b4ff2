"""The same store and configuration give the same bytes, anywhere; and where nothing is new nothing is written."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote, urljoin

import pytest
from aggregator.press import Extent, Press
from lxml import etree

from support.project import Project
from support.store_world import World, make_entry, make_settings, make_source

SAMPLES = Path(__file__).parents[2] / "config" / "samples"
CONFIG = """timezone = "Asia/Shanghai"
[site]
title = "我的聚合"
url = "https://example.org/feeds/"
static = "static"

[publish]
sources = true
hub = "https://hub.example.com/"

[[publish.hexo]]
category = "新媒体"
directory = "posts"

[[category]]
name = "新媒体"
slug = "xinmeiti"
was = ["media"]
icon = "logo.png"

[[category]]
name = "全部"
slug = "all"
from = ["*"]
"""


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, compressed twins included."""
    return {one.relative_to(folder).as_posix(): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def broken_links(files: dict[str, bytes]) -> list[str]:
    """Relative links of the pages that lead to no published file."""
    found = []
    for path, body in files.items():
        if not path.endswith(".html"):
            continue
        for element in etree.fromstring(body, etree.HTMLParser(encoding="utf-8")).iter():
            for address in (element.get("href"), element.get("src")):
                target = unquote(
                    urljoin(f"http://x/{path}", address or "#").removeprefix("http://x/").partition("#")[0]
                )
                if "://" not in target and not target.startswith("mailto:") and (target or "index.html") not in files:
                    found.append(f"{path}: {address}")
    return found


def built(project: Project, umask: int, **environment: str) -> dict[str, bytes]:
    """The whole output made anew in a process of its own."""
    for gone in (project.public, project.folder / "posts"):
        shutil.rmtree(gone)
    (project.folder / "data" / "manifest.json").unlink()
    done = subprocess.run(
        project.command("publish", "--force"), capture_output=True, text=True, check=False, umask=umask, timeout=120,
        env={"PATH": os.environ["PATH"], "HOME": str(project.folder)} | environment, cwd=project.folder,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return tree(project.public) | {f"posts/{name}": body for name, body in tree(project.folder / "posts").items()}


@pytest.mark.slow
def test_two_machines_build_identical_trees(tmp_path: Path) -> None:
    one = Project(tmp_path / "one")
    sources = [path.stem for path in sorted(SAMPLES.iterdir()) if path.suffix in {".xml", ".json"}]
    blocks = "".join(
        f'[[source]]\nid = "{path.stem}"\nurl = "file:samples/{path.name}"\ncategories = ["新媒体"]\n'
        for path in sorted(SAMPLES.iterdir()) if path.suffix in {".xml", ".json"}
    )  # fmt: skip
    one.write(CONFIG + blocks)
    shutil.copytree(SAMPLES, one.folder / "samples")
    (one.folder / "static").mkdir()
    (one.folder / "static" / "logo.png").write_bytes(b"\x89PNG")
    assert one.json("poll")["polled"] == len(sources) >= 3
    other = Project(tmp_path / "another place" / "二")
    shutil.copytree(one.folder, other.folder, symlinks=True)

    here = built(one, 0o022, TZ="Asia/Shanghai", LC_ALL="C.UTF-8", LANG="zh_CN.UTF-8", PYTHONHASHSEED="1")
    there = built(other, 0o077, TZ="America/St_Johns", LC_ALL="C", LANG="de_DE.UTF-8", PYTHONHASHSEED="271828")

    names = {"xinmeiti.atom", "xinmeiti.atom.gz", "media.rss", "feeds.opml", "sources.opml", "index.html", "ops.atom"}
    names |= {"members.html", "status.html", "all/archive-1.json", "logo.png", ".nojekyll", f"source/{sources[0]}.atom"}
    assert names <= here.keys()
    assert broken_links(here) == []
    assert sum(name.startswith("posts/") for name in here) >= 3
    assert here.keys() == there.keys()
    assert [name for name in here if here[name] != there[name]] == []


@pytest.mark.timeout(300)
def test_a_thousand_polls_without_news_write_no_file(tmp_path: Path) -> None:
    state = tmp_path / "state"
    world = World(state, make_settings([make_source("woshipm"), make_source("sick")], state=state))
    press = Press(state)

    def publish(extent: Extent = Extent.DIRTY) -> int:
        edition = asyncio.run(press.run(world.settings, extent=extent))
        for one in edition.printed:
            world.store.mark_published(one.slug, one.generation, world.clock.now(), one.stories)
        return edition.report.written

    def files() -> dict[str, tuple[int, int]]:
        found = [one for one in state.rglob("*") if one.is_file() and ".sqlite3" not in one.name and one.name != "lock"]
        return {str(one): (one.stat().st_ino, one.stat().st_mtime_ns) for one in found}

    rows = [make_entry(n, f"第{n}篇文章标题", guid=str(n), text=f"正文{n}" * 20) for n in range(20)]
    world.poll("woshipm", *rows)
    world.fail("sick")
    assert publish() > 10
    before = files()
    for number in range(1000):
        world.clock.pass_(timedelta(minutes=30))
        if number % 3:
            world.quiet("woshipm")
        else:
            world.poll("woshipm", *rows)  # another body of the same stories
        assert publish() == 0
    assert files() == before
    assert publish(Extent.ALL) == 0, "not even where everything is made again, 20 days later"
    assert files() == before
    asyncio.run(press.close())
    world.close()
