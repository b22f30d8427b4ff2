"""No active content survives, judged by a parser that the cleaner does not use."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from aggregator.content import clean, from_text, sanitise, with_images
from aggregator.content.elements import ATTRIBUTES, FRAME_ATTRIBUTES, PUBLISHED
from aggregator.model import ContentOptions
from aggregator.settings.values import Images

from content.payloads import PAYLOADS

_FORCED = {"img": {"referrerpolicy"}, "a": {"rel"}, "audio": {"controls"}, "video": {"controls"}}
_ADDRESS = re.compile(r"https?://[^\s/]")
_OPTIONS = ContentOptions(embeds=("www.youtube.com", "player.bilibili.com"))


class _Judge(HTMLParser):
    """Collects everything that clean markup must not hold."""

    def __init__(self, tags: frozenset[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.tags = tags
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.tags:
            self.faults.append(f"<{tag}>")
        allowed = ATTRIBUTES.get(tag, set()) | ATTRIBUTES["*"] | _FORCED.get(tag, set())
        if tag == "iframe":
            allowed = FRAME_ATTRIBUTES | {"sandbox", "referrerpolicy"}
        for name, value in attrs:
            if name not in allowed:
                self.faults.append(f"{tag} {name}")
            if name in {"src", "poster"} and not _ADDRESS.match(value or ""):
                self.faults.append(f"{name}={value}")
            if name == "href" and not re.match(r"https?://[^\s/]|mailto:", value or ""):
                self.faults.append(f"{name}={value}")
            if name == "srcset" and not all(_ADDRESS.match(one) for one in (value or "").split(", ")):
                self.faults.append(f"{name}={value}")

    def handle_comment(self, data: str) -> None:
        self.faults.append(f"<!--{data}")

    def handle_decl(self, decl: str) -> None:
        self.faults.append(f"<!{decl}")

    def handle_pi(self, data: str) -> None:
        self.faults.append(f"<?{data}")

    def unknown_decl(self, data: str) -> None:
        self.faults.append(f"<![{data}")


def faults(markup: str, tags: frozenset[str] = PUBLISHED) -> list[str]:
    judge = _Judge(tags)
    judge.feed(markup)
    judge.close()
    return judge.faults


def test_there_are_enough_payloads_and_no_two_alike() -> None:
    assert len(PAYLOADS) >= 250
    assert len({markup for _, markup in PAYLOADS}) == len(PAYLOADS)


def test_the_judge_sees_what_is_wrong() -> None:
    assert faults("<script>") == ["<script>"]
    assert faults('<p onclick="x">') == ["p onclick"]
    assert faults('<a href="javascript:x">') == ["href=javascript:x"]
    assert faults('<img srcset="https://a.example/1 1x, data:x 2x">') == ["srcset=https://a.example/1 1x, data:x 2x"]
    assert sum(bool(faults(markup)) for _, markup in PAYLOADS) > 250


@pytest.mark.parametrize(("category", "markup"), PAYLOADS)
def test_nothing_active_survives(category: str, markup: str) -> None:
    for base in ("https://news.example/a/", ""):
        once = clean(markup, base).html
        assert faults(once) == [], category
        assert clean(once, base).html == once
        assert sanitise(once) == once
        assert faults(with_images(once, Images(template="https://images.example/{raw}"))) == []
    assert faults(from_text(markup)) == []


@pytest.mark.parametrize(("category", "markup"), PAYLOADS)
def test_nothing_active_survives_where_frames_are_allowed(category: str, markup: str) -> None:
    result = clean(markup, "https://news.example/", _OPTIONS).html
    assert faults(result, PUBLISHED | {"iframe"}) == [], category
    for address in re.findall(r'<iframe src="([^"]*)"', result):
        assert address.startswith(("https://www.youtube.com/", "https://player.bilibili.com/"))
    assert result.count("<iframe") == result.count(' sandbox="')


@pytest.mark.parametrize(
    "wrapper", ["<p>{}</p>", "<table><tr><td>{}", "<svg>{}", "<math><mtext>{}", "<noscript>{}</noscript>"]
)
def test_nothing_active_survives_inside_something_else(wrapper: str) -> None:
    for category, markup in PAYLOADS:
        assert faults(clean(wrapper.format(markup), "https://news.example/").html) == [], (category, markup)


def test_payloads_one_after_another_do_not_help_each_other() -> None:
    assert (
        faults(clean("".join(markup for _, markup in PAYLOADS if len(markup) < 500), "https://news.example/").html)
        == []
    )
