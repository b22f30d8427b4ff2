"""What `plan` says of an edited file is what applying it does, output by output."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from support.calls import Caller

SOURCES = ("woshipm", "zaker", "jingxuan")
NAMES = {"新媒体": "xinmeiti", "科技": "keji", "全部": "quanbu", "手机": "shouji"}
ATOM = "{http://www.w3.org/2005/Atom}"
HEAD = """timezone = "Asia/Shanghai"

[site]
title = "我的聚合"
url = "http://127.0.0.1:8080/"

[serve]
listen = ""
admin = ""
"""


@dataclass(frozen=True)
class Edit:
    """One state of the configuration file."""

    sources: tuple[tuple[str, ...] | None, ...]  # the categories of each; None: it is not in the file
    renamed: frozenset[str]  # sources that bear another id, with `was`
    only: str
    listed: bool
    rules: tuple[tuple[str, str], ...]
    hidden: int
    entries: int
    per_source: int
    within: str
    age: str
    extra: frozenset[str]  # the categories beside 新媒体 and 科技
    private: bool
    slug: str  # of 科技
    prefer: str
    feeds: bool
    archive: bool

    def text(self, links: list[str]) -> str:
        """The file."""
        parts = [HEAD, f"[publish]\nsources = {_yes(self.feeds)}\narchive = {_yes(self.archive)}\n"]
        there = [name for name, held in zip(self._ids(), self.sources, strict=True) if held is not None]
        if self.prefer in there:
            parts.append(f'[dedupe]\nprefer = ["{self.prefer}"]\n')
        limits = f'entries = {self.entries}\nper_source = {self.per_source}\nper_source_within = "{self.within}"\n'
        parts.append(f'[[category]]\nname = "新媒体"\nslug = "xinmeiti"\n{limits}age = "{self.age}"\n')
        was = "" if self.slug == "keji" else 'was = ["keji"]\n'
        parts.append(f'[[category]]\nname = "科技"\nslug = "{self.slug}"\n{was}private = {_yes(self.private)}\n')
        if "全部" in self.extra:
            parts.append('[[category]]\nname = "全部"\nslug = "quanbu"\nfrom = ["*"]\n')
        if "手机" in self.extra:
            parts.append('[[category]]\nname = "手机"\nslug = "shouji"\nif.title = ["手机", "小程序"]\n')
        for name, categories, known in zip(self._ids(), self._held(), SOURCES, strict=True):
            if categories is not None:
                parts.append(
                    f'[[source]]\nid = "{name}"\nurl = "file:samples/{known}.xml"\n'
                    f"categories = {json.dumps(categories, ensure_ascii=False)}\n"
                    + (f'was = ["{known}"]\n' if name != known else "")
                    + (f'only.title = ["{self.only}"]\n' if self.only and known == "zaker" else "")
                    + ("listed = false\n" if known == "zaker" and not self.listed else "")
                )
        for number, (word, then) in enumerate(self.rules):
            parts.append(f'[[rule]]\nname = "规则{number}"\nif.title = ["{word}"]\n{then}\n')
        parts += [f'[[hide]]\nlink = "{link}"\n' for link in links[: self.hidden]]
        return "\n".join(parts)

    def former(self) -> dict[str, str]:
        """The names that outputs had before they were renamed."""
        names = {f"source/{name}-2": f"source/{name}" for name in self.renamed}
        return names | ({} if self.slug == "keji" else {self.slug: "keji"})

    def _ids(self) -> list[str]:
        return [f"{name}-2" if name in self.renamed else name for name in SOURCES]

    def _held(self) -> list[list[str] | None]:
        return [None if held is None else list(held) for held in self.sources]


def _yes(value: bool) -> str:
    return "true" if value else "false"


held = st.sampled_from((("新媒体",), ("科技",), ("新媒体", "科技"), ("新媒体",), None))
actions = st.sampled_from(
    ("then.drop = true", 'then.add = ["科技"]', 'then.remove = ["新媒体"]', 'then.title = "《{title}》"')
)
edits = st.builds(
    Edit,
    sources=st.tuples(held, held, held).filter(any),
    renamed=st.frozensets(st.sampled_from(SOURCES), max_size=1),
    only=st.sampled_from(("", "", "手机", "的")),
    listed=st.booleans(),
    rules=st.lists(st.tuples(st.sampled_from(("手机", "小程序", "的", "：")), actions), max_size=3).map(tuple),
    hidden=st.integers(0, 2),
    entries=st.sampled_from((100, 6, 3, 1)),
    per_source=st.sampled_from((20, 4, 1, -1)),
    within=st.sampled_from(("", "", "1d", "12h")),
    age=st.sampled_from(("", "", "400d", "1d")),
    extra=st.frozensets(st.sampled_from(("全部", "手机"))),
    private=st.booleans(),
    slug=st.sampled_from(("keji", "keji", "technology")),
    prefer=st.sampled_from(("", "jingxuan")),
    feeds=st.booleans(),
    archive=st.booleans(),
)


def published(folder: Path) -> dict[str, dict[str, str]]:
    """By slug, ids and titles of what the current documents show, whatever root they stand in."""
    shown = {}
    for root in (folder / "public", folder / "private"):
        for file in sorted(root.rglob("*.atom")):
            slug = file.relative_to(root).with_suffix("").as_posix()
            if "/archive-" not in slug and slug != "ops":
                entries = ET.parse(file).getroot().iterfind(f"{ATOM}entry")
                shown[slug] = {one.findtext(f"{ATOM}id", ""): one.findtext(f"{ATOM}title", "") for one in entries}
    return shown


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck), phases=(Phase.generate,))
@given(states=st.lists(edits, min_size=1, max_size=3))
def test_a_plan_is_what_applying_does(stored: Caller, tmp_path_factory, states: list[Edit]) -> None:
    folder = tmp_path_factory.mktemp("plan") / "feeds"
    shutil.copytree(stored.file.parent, folder)
    cli = Caller(folder / "aggregator.toml")
    cli.json("publish")
    links = [item["url"] for item in json.loads((folder / "data/public/xinmeiti.json").read_bytes())["items"]]
    for state in sorted(states, key=lambda one: one.slug != "keji"):  # who takes a name back without `was` begins anew
        before = published(folder / "data")
        cli.file.write_text(state.text(sorted(set(links))), encoding="utf-8")
        planned = {change["slug"]: change for change in cli.json("plan")["changes"]}
        assert published(folder / "data") == before
        cli.json("publish")
        after = published(folder / "data")
        former = state.former()
        for slug in (before.keys() | after.keys() | planned.keys()) - set(former.values()):
            was, now = before.get(slug, before.get(former.get(slug, ""), {})), after.get(slug, {})
            change = planned.get(slug, {"adds": [], "removes": []})
            assert {one["id"] for one in change["adds"]} == now.keys() - was.keys(), (slug, state)
            assert {one["id"] for one in change["removes"]} == was.keys() - now.keys(), (slug, state)
            assert all(now[one["id"]] == one["title"] for one in change["adds"]), slug
        assert "no output would change" in cli("plan").out
    shutil.rmtree(folder)
