"""One newsroom and six sites that copy it: what the origin knows to be one story is one, and nothing else is."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator

import pytest

from support.demand import missing
from support.origin import ORIGIN, Origin, start_origin
from support.project import Project, config

KINDS = ("utm", "https", "amp", "mobile", "title", "short")
EXACT = {"utm", "https", "amp", "mobile"}


@pytest.fixture(params=[11, 12])
def seeded(request: pytest.FixtureRequest) -> Iterator[Origin]:
    if not ORIGIN.is_file():
        missing(f"the origin simulator is not at {ORIGIN}")
    origin = start_origin(seed=request.param)
    yield origin
    origin.stop()


@pytest.mark.slow
def test_copies_are_merged_and_series_are_not(project: Project, seeded: Origin) -> None:
    feeds = ("news", "tech", "life")
    sources = [(feed, seeded.url(f"grow/{feed}?start=15&per=5&window=20")) for feed in feeds]
    sources += [
        (f"{feed}-{kind}", seeded.url(f"mirror/{feed}?kind={kind}", host=3)) for feed in feeds for kind in KINDS
    ]
    project.write(config(*sources, source_extra="burst = -1"))
    for _ in range(4):
        project.json("poll", *feeds, "--force")
        project.json("poll", "--force")

    truth = seeded.truth()
    story_of: dict[tuple[str, str], str] = {}
    for feed in feeds:
        for entry in truth["feeds"][feed]["entries"]:
            story_of[feed, entry["url"]] = entry["story"]
        for kind in KINDS:
            for copy in truth["copies"][f"{feed}?{kind}"]:
                story_of[f"{feed}-{kind}", copy["url"]] = copy["story"]
    items = json.loads((project.public / "xinmeiti.json").read_bytes())["items"]
    carriers: dict[str, set[str]] = defaultdict(set)
    wrong = []
    for item in items:
        stories = set()
        for copy in item["_aggregator"]["copies"]:
            source = copy["source"]["id"] if isinstance(copy["source"], dict) else copy["source"]
            named = [story for (name, url), story in story_of.items() if name == source and same(url, copy["url"])]
            assert named, (source, copy["url"])
            stories.add(named[0])
            carriers[named[0]].add(source)
        if len(stories) > 1:
            wrong.append((item["title"], stories))
    assert wrong == []
    assert len(set(story_of.values())) <= len(items)
    found = {kind: [0, 0] for kind in KINDS}
    first = {story: item for item in items for story in [story_of_item(item, story_of)]}
    for (source, _url), story in story_of.items():
        feed, _, kind = source.partition("-")
        if kind:
            found[kind][1] += 1
            names = {copy["source"] for copy in first[story]["_aggregator"]["copies"]}
            found[kind][0] += {feed, source} <= names
    rates = {kind: merged / all_ for kind, (merged, all_) in found.items()}
    print({kind: round(rate, 3) for kind, rate in rates.items()})
    assert all(rates[kind] >= 0.99 for kind in EXACT), rates
    assert all(rates[kind] >= 0.90 for kind in set(KINDS) - EXACT), rates


def same(one: str, other: str) -> bool:
    return one.partition("?")[0].partition("#")[0] == other.partition("?")[0].partition("#")[0]


def story_of_item(item: dict[str, object], story_of: dict[tuple[str, str], str]) -> str:
    copies = item["_aggregator"]["copies"]  # type: ignore[index]
    source = copies[0]["source"]
    return next(story for (name, url), story in story_of.items() if name == source and same(url, copies[0]["url"]))
