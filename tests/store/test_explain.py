"""`explain` names the true reason: a table of situations, each with the words that a person then reads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from aggregator.model import Precision
from aggregator.settings.values import Category, Condition, Hide, Keep, Publish, Rule

from support.store_world import START, World, make_entry, make_settings, make_source, own_words

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
POST = "https://blog.example/post"
ARCHIVED = "; the archive has it"


def category(slug: str = "xinmeiti", **more: Any) -> Category:
    return Category(slug, slug, **({"backlog": -1, "path": (slug,)} | more))


def title(*words: str) -> Condition:
    return Condition(words=(("title", words),))


class Scene:
    """A world as one situation needs it: sources a and b, one category, an article of a under POST."""

    def __init__(self, make: Callable[..., World]) -> None:
        self._make = make
        self.config: dict[str, Any] = {}
        self.sources = {"a": make_source("a"), "b": make_source("b")}
        self.categories: Sequence[Category] = [category()]
        self._world: World | None = None

    def settings(self) -> Any:
        return make_settings(list(self.sources.values()), list(self.categories), **self.config)

    @property
    def world(self) -> World:
        if self._world is None:
            self._world = self._make(self.settings())
        return self._world

    def source(self, name: str, **more: Any) -> None:
        self.sources[name] = make_source(name, **more)

    def rules(self, *rules: Rule) -> None:
        self.config["rules"] = rules

    def configure(self) -> None:
        self.world.configure(self.settings())

    def article(self, source: str = "a", name: str = "县城书店的进货记录", *, link: str = POST, **more: Any) -> None:
        self.poll(source, make_entry(0, name, link=link, **({"at": self.world.clock.now() - HOUR} | more)))

    def poll(self, source: str, *entries: Any) -> None:
        self.world.poll(source, *entries, partial=True)

    def many(self, source: str, count: int, *, first: int = 0, every: timedelta = HOUR, **more: Any) -> None:
        """Articles /0, /1 …, newest first, all in one document."""
        now = self.world.clock.now()
        numbers = range(first, first + count)
        self.poll(source, *(
            make_entry(n - first, own_words(f"题{source}{n}", 12), link=f"https://{source}.example/{n}",
                       at=now - n * every, **more)
            for n in numbers
        ))  # fmt: skip

    def later(self, span: timedelta = HOUR) -> None:
        self.world.clock.pass_(span)

    def publish(self) -> None:
        self.world.store.advance_day(self.world.clock.now().date())
        self.world.publish()

    def told(self, text: str = POST) -> Any:
        found = self.world.store.explain(text, self.world.settings)
        assert len(found) == 1, found
        return found[0]

    def reason(self, text: str = POST, slug: str = "xinmeiti") -> str:
        return next(one.reason for one in self.told(text).outputs if one.slug == slug)


# ------------------------------------------------------------------------- why an output does not have a story

Answer = tuple[str, str]  # the reason, and what is said
WHY: dict[str, Callable[[Scene], Answer]] = {}


def why(situation: str) -> Callable[[Callable[[Scene], Answer]], Callable[[Scene], Answer]]:
    def keep(tell: Callable[[Scene], Answer]) -> Callable[[Scene], Answer]:
        assert situation not in WHY
        WHY[situation] = tell
        return tell

    return keep


@why("it is shown")
def _(scene: Scene) -> Answer:
    scene.article()
    scene.publish()
    return scene.reason(), ""


@why("it was not published yet")
def _(scene: Scene) -> Answer:
    scene.article()
    return scene.reason(), "not published yet"


@why("a rule drops it")
def _(scene: Scene) -> Answer:
    scene.rules(Rule("广告", title("书店"), drop=True))
    scene.article()
    scene.publish()
    return scene.reason(), "a: the rule '广告' drops it"


@why("of the rules that fired one drops it")
def _(scene: Scene) -> Answer:
    scene.rules(
        Rule("加", title("县城"), mark=("x",)), Rule("广告", title("书店"), drop=True), Rule("尾", title("进货"))
    )
    scene.article()
    scene.publish()
    return scene.reason(), "a: the rule '广告' drops it"


@why("the only of its source does not match")
def _(scene: Scene) -> Answer:
    scene.source("a", only=title("手机"))
    scene.article()
    scene.publish()
    return scene.reason(), "a: the source's `only` does not match it"


@why("only does not match and a rule that drops nothing fired")
def _(scene: Scene) -> Answer:
    scene.source("a", only=title("手机"))
    scene.rules(Rule("标记", title("书店"), mark=("x",)))
    scene.article()
    scene.publish()
    return scene.reason(), "a: the source's `only` does not match it"


@why("the rule that dropped it is gone from the file, which was not applied yet")
def _(scene: Scene) -> Answer:
    scene.rules(Rule("广告", title("书店"), drop=True))
    scene.article()
    scene.publish()
    scene.rules()
    scene.world.settings = scene.settings()
    return scene.reason(), "a: the file no longer drops it, but was not applied yet"


@why("a rule takes it out of the category")
def _(scene: Scene) -> Answer:
    scene.source("a", categories=("xinmeiti", "keji"))
    scene.categories = [category(), category("keji")]
    scene.rules(Rule("不是新媒体", title("书店"), remove=("xinmeiti",)))
    scene.article()
    scene.publish()
    return scene.reason(), "a: the rule '不是新媒体' takes it out of xinmeiti"


@why("a rule takes it out of its only category")
def _(scene: Scene) -> Answer:
    scene.rules(Rule("不是新媒体", title("书店"), remove=("xinmeiti",)))
    scene.article()
    scene.publish()
    return scene.reason(), "a: the rule '不是新媒体' takes it out of xinmeiti"


@why("a rule takes it out of the child, so the parent does not have it")
def _(scene: Scene) -> Answer:
    scene.source("a", categories=("qianduan",))
    scene.categories = [category("biancheng", children=("qianduan",)), category("qianduan", parent="biancheng")]
    scene.rules(Rule("不是前端", title("书店"), remove=("qianduan",)))
    scene.article()
    scene.publish()
    return scene.reason(slug="biancheng"), "a: the rule '不是前端' takes it out of qianduan"


@why("a later rule puts it back in")
def _(scene: Scene) -> Answer:
    scene.rules(Rule("出", title("书店"), remove=("xinmeiti",)), Rule("进", title("书店"), add=("xinmeiti",)))
    scene.article()
    scene.publish()
    return scene.reason(), ""


@why("it belongs to another category")
def _(scene: Scene) -> Answer:
    scene.categories = [category(), category("keji")]
    scene.article()
    scene.publish()
    return scene.reason(slug="keji"), "no copy of it belongs to this category"


@why("its source has no category")
def _(scene: Scene) -> Answer:
    scene.source("a", categories=())
    scene.article()
    scene.publish()
    return scene.reason(), "a: it belongs to no category"


@why("a category that selects does not want it")
def _(scene: Scene) -> Answer:
    scene.categories = [category(), category("shouji", when=title("手机"))]
    scene.article()
    scene.publish()
    return scene.reason(slug="shouji"), "a: the category's `if` does not match it"


@why("a category that gathers all has it")
def _(scene: Scene) -> Answer:
    scene.categories = [category(), category("quanbu", gathers=("*",))]
    scene.article()
    scene.publish()
    return scene.reason(slug="quanbu"), ""


@why("it is older than the category's age")
def _(scene: Scene) -> Answer:
    scene.categories = [category(age=5 * DAY)]
    scene.article(at=START - 9 * DAY)
    scene.publish()
    return scene.reason(), "older than the category's age of 5d"


@why("it is older than an age of hours")
def _(scene: Scene) -> Answer:
    scene.categories = [category(age=36 * HOUR)]
    scene.article(at=START - 9 * DAY)
    scene.publish()
    return scene.reason(), "older than the category's age of 1d12h"


@why("entries is full")
def _(scene: Scene) -> Answer:
    scene.categories = [category(entries=2, per_source=0)]
    scene.many("a", 4)
    scene.publish()
    return scene.reason("https://a.example/2"), f"2 newer stories stand here already (`entries`){ARCHIVED}"


@why("entries is full and there is no archive")
def _(scene: Scene) -> Answer:
    scene.config["publish"] = Publish(archive=False)
    scene.categories = [category(entries=2, per_source=0)]
    scene.many("a", 4)
    scene.publish()
    return scene.reason("https://a.example/2"), "2 newer stories stand here already (`entries`)"


@why("its source has its share")
def _(scene: Scene) -> Answer:
    scene.categories = [category(per_source=3)]
    scene.many("a", 4)
    scene.publish()
    return scene.reason("https://a.example/3"), f"its source has 3 newer stories here already (`per_source`){ARCHIVED}"


@why("its source has its share of a day")
def _(scene: Scene) -> Answer:
    scene.categories = [category(per_source=2, per_source_within=DAY)]
    scene.many("a", 4)
    scene.publish()
    words = f"its source has 2 newer stories here within 1d (`per_source_within`){ARCHIVED}"
    return scene.reason("https://a.example/2"), words


@why("its source has its share, and entries is full as well")
def _(scene: Scene) -> Answer:
    scene.categories = [category(entries=2, per_source=2)]
    scene.many("a", 3)
    scene.publish()
    return scene.reason("https://a.example/2"), f"its source has 2 newer stories here already (`per_source`){ARCHIVED}"


@why("an edited story has its place for a day")
def _(scene: Scene) -> Answer:
    scene.categories = [category(entries=10, per_source=0)]
    scene.many("a", 12)
    scene.publish()
    scene.later()
    scene.poll(
        "a", make_entry(0, own_words("题a11", 12), link="https://a.example/11", text="更正", at=START - 11 * HOUR)
    )
    scene.publish()
    words = f"stories that were edited lately have the last places for a day (`entries`){ARCHIVED}"
    return scene.reason("https://a.example/9"), words


@why("the file has a limit that would let it in, and was not applied yet")
def _(scene: Scene) -> Answer:
    scene.categories = [category(entries=2, per_source=0)]
    scene.many("a", 4)
    scene.publish()
    scene.categories = [category(entries=9, per_source=0)]
    scene.world.settings = scene.settings()
    return scene.reason("https://a.example/2"), "the file lets it in, but was not applied yet"


@why("backlog holds it back")
def _(scene: Scene) -> Answer:
    scene.categories = [category(backlog=1)]
    del scene.sources["b"]
    scene.article()
    scene.publish()
    scene.source("b")
    scene.configure()
    scene.many("b", 3)
    scene.publish()
    return scene.reason("https://b.example/1"), "held back by backlog"


@why("backlog holds it back in one of its categories alone")
def _(scene: Scene) -> Answer:
    scene.categories = [category(backlog=0), category("keji", backlog=-1)]
    del scene.sources["b"]
    scene.article()
    scene.publish()
    scene.source("b", categories=("xinmeiti", "keji"))
    scene.configure()
    scene.many("b", 1)
    scene.publish()
    assert scene.reason("https://b.example/0", "keji") == ""
    return scene.reason("https://b.example/0"), "held back by backlog"


@why("burst holds it back")
def _(scene: Scene) -> Answer:
    scene.source("a", burst=2)
    scene.article()
    scene.later()
    scene.many("a", 5, every=DAY)
    scene.publish()
    return scene.reason("https://a.example/3"), "held back by burst"


@why("it was hidden by hand")
def _(scene: Scene) -> Answer:
    scene.article()
    scene.world.store.hide(POST, "spam")
    scene.publish()
    return scene.reason(), "hidden: spam"


@why("it was hidden without a reason, by its id")
def _(scene: Scene) -> Answer:
    scene.article()
    scene.world.store.hide(scene.told().uid, "")
    scene.publish()
    return scene.reason(), "hidden"


@why("the file hides it by another spelling of its link")
def _(scene: Scene) -> Answer:
    scene.config["hides"] = (Hide(link="http://www.blog.example/post/?utm_source=x", reason="重复"),)
    scene.article()
    scene.publish()
    return scene.reason(), "hidden: 重复"


@why("it is hidden and a rule drops it too")
def _(scene: Scene) -> Answer:
    scene.rules(Rule("广告", title("书店"), drop=True))
    scene.article()
    scene.world.store.hide(POST, "spam")
    scene.publish()
    return scene.reason(), "hidden: spam"


@why("its source left the configuration")
def _(scene: Scene) -> Answer:
    scene.article()
    scene.publish()
    del scene.sources["a"]
    scene.configure()
    scene.publish()
    return scene.reason(), "a: its source is not in the configuration"


@why("its source left and came back")
def _(scene: Scene) -> Answer:
    scene.article()
    kept = scene.sources.pop("a")
    scene.configure()
    scene.sources["a"] = kept
    scene.configure()
    scene.publish()
    return scene.reason(), ""


@why("its source is paused")
def _(scene: Scene) -> Answer:
    scene.article()
    scene.source("a", paused=True)
    scene.configure()
    scene.publish()
    return scene.reason(), ""


@why("its source is in no list")
def _(scene: Scene) -> Answer:
    scene.source("a", listed=False)
    scene.article()
    scene.publish()
    return scene.reason(), ""


@why("one copy is dropped, the other shown")
def _(scene: Scene) -> Answer:
    scene.rules(Rule("不要甲", Condition(words=(("source", ("a",)),)), drop=True))
    scene.article("a")
    scene.article("b")
    scene.publish()
    assert [copy.reason for copy in scene.told().copies] == ["the rule '不要甲' drops it", ""]
    return scene.reason(), ""


@why("each copy is kept out by something else")
def _(scene: Scene) -> Answer:
    scene.rules(Rule("不要甲", Condition(words=(("source", ("a",)),)), drop=True))
    scene.source("b", only=title("手机"))
    scene.article("a")
    scene.article("b")
    scene.publish()
    return scene.reason(), "a: the rule '不要甲' drops it; b: the source's `only` does not match it"


@why("the copy that belongs here is dropped, the other belongs elsewhere")
def _(scene: Scene) -> Answer:
    scene.categories = [category(), category("keji")]
    scene.source("b", categories=("keji",))
    scene.rules(Rule("不要甲", Condition(words=(("source", ("a",)),)), drop=True))
    scene.article("a")
    scene.article("b")
    scene.publish()
    return scene.reason(), "a: the rule '不要甲' drops it; b: it does not belong to this category"


@why("one copy is held back, the other dropped")
def _(scene: Scene) -> Answer:
    scene.source("a", burst=0)
    scene.source("b", only=title("手机"))
    scene.many("a", 1, first=7)
    scene.later()
    scene.article("a", at=None)
    scene.article("b")
    scene.publish()
    return scene.reason(), "a: held back by burst; b: the source's `only` does not match it"


@why("a copy was held back and its source left")
def _(scene: Scene) -> Answer:
    scene.source("a", burst=0)
    scene.many("a", 1, first=7)
    scene.later()
    scene.article("a", at=None)
    scene.publish()
    del scene.sources["a"]
    scene.configure()
    scene.publish()
    return scene.reason(), "a: its source is not in the configuration"


@why("a private category has it")
def _(scene: Scene) -> Answer:
    scene.categories = [category(), category("neibu", private=True, gathers=("*",))]
    scene.article()
    scene.publish()
    return scene.reason(slug="neibu"), ""


@why("its date is in the future")
def _(scene: Scene) -> Answer:
    scene.article(at=START + 30 * DAY)
    scene.publish()
    told = scene.told()
    assert told.sort_at == told.first_seen_at == START
    return scene.reason(), ""


@why("it has a day and no time")
def _(scene: Scene) -> Answer:
    scene.article(at=START - DAY, precision=Precision.DAY)
    scene.publish()
    assert scene.told().sort_at < START
    return scene.reason(), ""


@pytest.mark.parametrize("situation", WHY)
def test_the_reason_is_the_true_one(worlds, situation):
    said, expected = WHY[situation](Scene(worlds))
    assert said == expected


# ------------------------------------------------------------------------------------------ why two are one

LONG = own_words("长文", 400)
PAIRS: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "one link": ({}, {"name": "换了标题", "link": "https://m.blog.example/post?from=rss"}, "same link"),
    "one text": ({"text": LONG}, {"name": "换了标题", "link": "https://b.example/1", "text": LONG}, "same text"),
    "one title": (
        {"text": own_words("甲", 60)}, {"link": "https://b.example/1", "text": own_words("甲", 60)}, "same title",
    ),
    "near-equal text": (
        {"text": f"县城书店进货。{LONG}"},
        {"name": "书店老板说进货", "link": "https://b.example/1", "text": f"县城书店进货。{LONG[:380]}"}, "text",
    ),
}  # fmt: skip


@pytest.mark.parametrize("way", PAIRS)
def test_a_copy_is_told_with_what_joined_it(worlds, way):
    scene = Scene(worlds)
    first, second, words = PAIRS[way]
    scene.article("a", **first)
    scene.article("b", **second)
    copies = scene.told().copies
    assert [copy.source for copy in copies] == ["a", "b"]
    assert copies[0].evidence == ""
    assert words in copies[1].evidence


def test_a_source_that_stands_apart_is_a_story_of_its_own(worlds):
    scene = Scene(worlds)
    scene.source("b", dedupe=False)
    scene.article("a")
    scene.article("b", link="https://b.example/1", text=own_words("县城书店的进货记录"))
    assert [len(scene.told(link).copies) for link in (POST, "https://b.example/1")] == [1, 1]


def test_what_was_learned_later_is_told_and_changes_nothing(worlds):
    scene = Scene(worlds)
    scene.article("a", text=LONG)
    scene.article("b", "另一篇", link="https://b.example/1", guid="b1")
    scene.later()
    scene.article("b", "另一篇", link="https://b.example/1", guid="b1", text=LONG)
    one, other = scene.told("https://b.example/1"), scene.told(POST)
    assert one.uid != other.uid
    assert one.later_evidence == ((other.uid, "same text"),)


def test_without_settings_reasons_are_told_in_general(worlds):
    scene = Scene(worlds)
    scene.rules(Rule("广告", title("书店"), drop=True))
    scene.article()
    (told,) = scene.world.store.explain(POST)
    assert told.outputs[0].reason == "a: a rule drops it, or the source's `only` does not match"


def test_two_stories_under_one_guid_are_both_told(worlds):
    scene = Scene(worlds)
    scene.article("a", guid="6011")
    scene.article("b", "折叠屏手机的维修价目", link="https://b.example/1", guid="6011")
    assert len(scene.world.store.explain("6011")) == 2


def test_what_is_not_stored_has_no_story(worlds):
    scene = Scene(worlds)
    scene.article()
    assert scene.world.store.explain("https://nowhere.example/") == ()


def test_what_retention_took_is_known_by_its_names(worlds):
    scene = Scene(worlds)
    scene.article(guid="6011", at=START - 400 * DAY)
    scene.article("b", "折叠屏手机的维修价目", link="https://b.example/1")
    scene.publish()
    scene.world.poll("a", make_entry(0, "小程序改版的记录", guid="6012"))  # a whole document, without it
    scene.categories = [category(age=5 * DAY)]
    scene.configure()
    scene.publish()
    assert scene.world.store.pruned(POST) == ()
    assert scene.world.store.prune(Keep(age=30 * DAY)).entries == 1
    assert scene.world.store.explain(POST) == ()
    assert scene.world.store.pruned("http://m.blog.example/post#comments") == scene.world.store.pruned("6011") == ("a",)
    assert scene.world.store.pruned("https://b.example/1") == scene.world.store.pruned("") == ()
