"""The reference page names what the code does: every element, selector, host, redirector and parameter."""

from __future__ import annotations

import re
from pathlib import Path

from aggregator import urls_data
from aggregator.content import elements, images, junk, template

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "reference" / "content.md").read_text("utf-8")


def _section(title: str) -> str:
    return PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def _words(section: str) -> set[str]:
    return set(re.findall(r"`([^`]+)`", section))


def test_every_element_that_stays_is_named_and_no_other() -> None:
    table = _section("What is kept").partition("\nAttributes that stay")[0]
    assert _words(table) == set(elements.PUBLISHED)


def test_every_junk_selector_is_named_with_its_reason_and_no_other() -> None:
    rows = re.findall(r"^\| `([^`]+)` \| (.+) \|$", _section("The shipped junk list"), re.MULTILINE)
    assert tuple(rows) == junk.JUNK


def test_lazy_attributes_and_picture_hosts_are_named() -> None:
    assert set(elements.LAZY_SOURCES) | set(elements.LAZY_SRCSETS) | set(template.HTTPS_HOSTS) <= _words(
        _section("Pictures")
    )
    counted = _words(_section("Hosts whose pictures only count readers"))
    assert counted == set(images.TRACKER_HOSTS) | {word for pair in images.TRACKER_PATHS for word in pair}


def test_redirectors_and_parameters_are_named() -> None:
    rows = re.findall(r"^\| `([^`]+)` \| `([^`]+)` \| (.+) \|$", _section("Redirectors"), re.MULTILINE)
    listed = [(host, path, re.findall(r"`([^`]+)`", names)) for host, path, names in rows]
    assert {(host, path, tuple(name.strip("?") for name in names)) for host, path, names in listed} == set(
        urls_data.REDIRECTORS
    )
    named = _words(_section("Tracking parameters"))
    by_host = {word for names in urls_data.TRACKING_BY_HOST.values() for word in names}
    assert named == (
        urls_data.TRACKING_EXACT
        | set(urls_data.TRACKING_PREFIXES)
        | urls_data.TRACKING_PAIRS
        | set(urls_data.TRACKING_SHAPES)
        | set(urls_data.TRACKING_BY_HOST)
        | by_host
    )


def test_what_opens_a_door_is_named() -> None:
    by_host = urls_data.ACCESS_BY_HOST
    assert _words(_section("Parameters that stay and are passed over in comparing")) == set(by_host) | {
        word for names in by_host.values() for word in names
    }


def test_every_flaw_is_named() -> None:
    source = "".join(file.read_text("utf-8") for file in Path(elements.__file__).parent.glob("*.py"))
    assert set(re.findall(r'"(content-[a-z-]+)"', source)) <= _words(PAGE)
