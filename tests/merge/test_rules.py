"""Rules, selecting categories and `only`: one language, in the order of the file, never slow."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from aggregator.merge.rules import expression_problem, facts, judge, value_problem
from aggregator.model import Enclosure, Person, PlainText
from aggregator.settings.values import Category, Condition, Rule

from support.merging import NOON, entry, settings, source

TREE = (
    Category("编程", "code", children=("web",)),
    Category("前端", "web", parent="code"),
    Category("新媒体", "xinmeiti"),
    Category("科技", "tech", gathers=("code",)),
    Category("全部", "all", gathers=("*",)),
)


def word(**words):
    return Condition(tuple((key, (value,) if isinstance(value, str) else tuple(value)) for key, value in words.items()))


def item(title="谷歌开源大模型评测榜单", **more):
    fields = {
        "text": "评测榜单收录了三十个模型。" * 3,
        "link": "https://sspai.com/post/1",
        "at": NOON,
        "authors": (Person(PlainText("王小明")),),
        "tags": (PlainText("AI"), PlainText("评测")),
        "language": "zh-CN",
        "enclosures": (Enclosure("https://cdn.example/a.mp3", "audio/mpeg"),),
    }
    return entry(title, **(fields | more))


def judged(*rules, copy=None, tree=TREE, **about):
    origin = source("sspai", **({"categories": ("xinmeiti",)} | about))
    config = settings(origin, categories=tree, rules=rules)
    return judge(config)(facts(origin, copy or item(), NOON))


def holds(condition, copy=None):
    return bool(judged(Rule("规则", condition), copy=copy).rules)


@pytest.mark.parametrize(
    "condition",
    [
        word(title="大模型"),
        word(title="开源大模型"),
        word(title=["没有", "评测"]),
        word(title=r"/大模型.*榜单$/"),
        word(tag="ai"),
        word(text="三十个"),
        word(author="小明"),
        word(source="sspai"),
        word(source="SSPAI"),
        word(section=""),
        word(link="sspai.com/post"),
        word(link=r"/^https://sspai\.com/"),
        word(language="zh"),
        word(enclosure="audio/"),
        word(enclosure=".mp3"),
        word(category="新媒体"),
        word(category="xinmeiti"),
        word(date="2026-01-10"),
        word(date=">= 2026-01-10"),
        word(date="< 2026-02"),
        word(date="2026"),
        word(length="> 10"),
        word(length="<= 39"),
        word(title="谷歌", tag="评测"),
        word(),
        Condition(any=(word(title="没有"), word(title="谷歌"))),
        Condition(all=(word(title="榜单"), word(title="谷歌"))),
        Condition(none=(word(source="phoronix"),)),
        Condition(none=(Condition(any=(word(title="苹果"), word(title="微软"))),)),
    ],
)
def test_it_holds(condition):
    assert holds(condition)


@pytest.mark.parametrize(
    "condition",
    [
        word(title="苹果"),
        word(title="/^大模型/"),
        word(source="ssp"),
        word(language="z"),
        word(category="编程"),
        word(date="2026-01-11"),
        word(date="> 2026-01-10"),
        word(date="< 2026-01-10"),
        word(length="< 10"),
        word(title="谷歌", tag="体育"),
        Condition(any=(word(title="没有"),)),
        Condition(none=(word(title="谷歌"),)),
        Condition(all=(word(title="谷歌"), word(title="苹果"))),
    ],
)
def test_it_does_not_hold(condition):
    assert not holds(condition)


def test_case_and_width_make_no_difference_outside_expressions():
    assert holds(word(title="ｇｏｏｇｌｅ"), item("Google 开源"))
    assert not holds(word(title="/google/"), item("Google 开源"))
    assert holds(word(title="/(?i)google/"), item("Google 开源"))
    assert holds(word(title=r"/\bLLMs?\b/"), item("大模型LLM来了"))


@pytest.mark.parametrize("written", ["zh-CN", "zh_CN", "ZH-cn", "zh"])
@pytest.mark.parametrize("said", ["zh-CN", "zh_cn", "zh-Hans-CN"])
def test_a_language_is_the_same_with_either_stroke(written, said):
    expected = written == "zh" or said != "zh-Hans-CN"
    assert holds(word(language=written), replace(item(), language=said)) is expected


def test_a_pattern_that_would_stall_others_is_quick():
    began = time.perf_counter()
    holds(word(text="/(a+)+$/"), item(text="a" * 100_000 + "b"))
    assert time.perf_counter() - began < 2


@pytest.mark.parametrize(
    ("pattern", "readable"), [("大模型", True), (r"\bLLM\b", True), ("(", False), (r"(?=x)", False), (r"\1", False)]
)
def test_what_re2_cannot_read_is_told(pattern, readable):
    assert (expression_problem(pattern) is None) is readable


@pytest.mark.parametrize(
    ("key", "value", "readable"),
    [
        ("date", ">= 2026-01-02", True),
        ("date", "2026-13", False),
        ("date", "gestern", False),
        ("length", "< 200", True),
        ("length", "viel", False),
        ("title", "/(/", False),
        ("title", "(", True),
        ("colour", "red", False),
    ],
)
def test_values_are_checked(key, value, readable):
    assert (value_problem(key, value) is None) is readable


def test_categories_close_over_parents_and_gatherers():
    assert judged(categories=("web",)).categories == {"web", "code", "tech", "all"}


def test_rules_add_and_remove_in_the_order_of_the_file():
    add, remove = Rule("加", word(title="大模型"), add=("web",)), Rule("减", word(category="编程"), remove=("code",))
    assert judged(add, remove).categories == {"xinmeiti", "web", "all"}
    assert judged(remove, add).categories == {"xinmeiti", "web", "code", "tech", "all"}
    assert judged(remove, add).rules == ("加",)


def test_a_selecting_category_takes_what_matches_and_its_parent_holds_it():
    ai = Category("人工智能", "ai", parent="code", when=word(tag="AI"))
    assert judged(tree=(*TREE, ai)).categories == {"xinmeiti", "ai", "code", "tech", "all"}
    assert "ai" not in judged(Rule("减", word(), remove=("ai",)), tree=(*TREE, ai)).categories


def test_a_rule_made_tag_selects():
    ai = Category("人工智能", "ai", when=word(tag="大模型"))
    seen = judged(Rule("标", word(title="大模型"), add_tags=("大模型",)), tree=(*TREE, ai))
    assert "ai" in seen.categories
    assert seen.tags == ("大模型",)


def test_dropped_copies_belong_nowhere():
    assert judged(Rule("删", word(title="榜单"), drop=True)).dropped
    assert judged(Rule("删", word(title="榜单"), drop=True)).categories == frozenset()


def test_only_keeps_what_matches():
    assert not judged(only=word(tag="ai")).dropped
    assert judged(only=word(tag="python")).dropped


def test_titles_and_authors_are_filled_in():
    rule = Rule(
        "改", word(), title="[{source}] {title} {braces}", author="{author}（{section}）", mark=("推荐", "推荐")
    )
    seen = judged(rule, title="少数派", section="Matrix")
    assert seen.title == "[少数派] 谷歌开源大模型评测榜单 {braces}"
    assert seen.author == "王小明（Matrix）"
    assert seen.marks == ("推荐",)


def test_an_unknown_source_belongs_nowhere():
    config = settings(source("a"))
    stranger = replace(facts(source("a"), item(), NOON), source="gone")
    assert judge(config)(stranger).dropped


def test_an_undated_copy_is_dated_by_when_it_was_seen():
    seen = datetime(2026, 3, 1, tzinfo=UTC)
    assert facts(source(), item(at=None), seen).published == seen
    assert facts(source(), item(at=datetime(2027, 1, 1, tzinfo=UTC)), seen).published == seen
