"""Labelled pairs of articles: which are one story, and which only look like it. Made from `stories`, by seed.

Chinese and English, half of them duplicates: reprints, rewritten, shortened, retitled, wrapped in boilerplate; and
what must stay apart: series, templates, translations, shared boilerplate, one title over two stories.
"""

# ruff: noqa: E501, ISC004  (tables of sentences: one row is one line)

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import newsroom
from stories import EDITOR_EN, EDITOR_ZH, EN, FILLER_EN, FILLER_ZH, ZH, Story

SYNONYMS_ZH = {
    "表示": "说", "说": "表示", "介绍": "解释", "花了": "用了", "增加": "增长", "计划": "打算", "打算": "准备", "超过": "多于",
    "目前": "现在", "现在": "如今", "因为": "由于", "不过": "但是", "认为": "觉得", "希望": "期待", "担心": "忧虑", "发现": "察觉",
    "需要": "要", "开始": "着手", "推出": "发布", "发布": "推出", "上线": "推出", "下降": "减少", "决定": "打算", "提醒": "告诫",
    "变成": "成为", "部分": "一些", "暂时": "眼下", "随后": "之后", "只要": "仅需", "会": "将", "让": "使", "已经": "已",
    "昨天": "日前", "本周": "近日", "只能": "仅能", "大约": "约", "近": "将近", "首批": "第一批", "团队": "小组", "以便": "好让",
}  # fmt: skip
SYNONYMS_EN = {
    "said": "says", "says": "said", "has": "had", "built": "made", "built,": "made,", "new": "fresh", "want": "wish",
    "wants": "hopes", "now": "today", "team": "group", "found": "discovered", "cost": "price", "almost": "nearly",
    "ordinary": "normal", "removed": "dropped", "while": "whereas", "some": "several", "planned": "due", "began": "started",
    "started": "began", "used": "employed", "paid": "spent money", "every": "each", "each": "every", "small": "little",
    "several": "some", "arrived": "came", "released": "published", "chose": "picked", "collected": "gathered",
    "teach": "train", "hopes": "expects", "need": "require", "asks": "questions", "can": "may", "will": "is to",
    "staged": "performed", "praised": "admired", "print": "publish", "printed": "published", "finished": "completed",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pair:
    """Two articles as (title, text), and whether they are one story."""

    kind: str
    one: tuple[str, str]
    other: tuple[str, str]
    same: bool
    hours: float = 0  # between them


def pairs(seed: int = 1) -> list[Pair]:
    """The whole set of a seed, in a fixed order."""
    rng = random.Random(seed)
    found = [*_duplicates(ZH, rng, chinese=True), *_duplicates(EN, rng, chinese=False)]
    found += [*_strangers(rng), *_series(rng), *_templates(rng), *_one_title(rng)]
    found += [Pair(kind, one, other, same) for kind, one, other, same in newsroom.pairs(rng)]
    return found + list(_independent())


def _independent() -> Iterator[Pair]:
    for first, *others in newsroom.independent():
        for other in others:
            same = other.kind == "R"
            kind = "independent report" if same else "what is like it"
            yield Pair(kind, (first.title, first.text), (other.title, other.text), same, other.hours)


def _text(sentences: tuple[str, ...] | list[str], *, chinese: bool) -> str:
    return ("" if chinese else " ").join(sentences)


def _duplicates(stories: tuple[Story, ...], rng: random.Random, *, chinese: bool) -> Iterator[Pair]:
    filler, editor = (FILLER_ZH, EDITOR_ZH) if chinese else (FILLER_EN, EDITOR_EN)
    synonyms = SYNONYMS_ZH if chinese else SYNONYMS_EN

    def join(sentences: list[str]) -> str:
        return _text(sentences, chinese=chinese)

    def rewrite(sentences: tuple[str, ...], share: float) -> list[str]:
        return [_reworded(sentence, synonyms, share, rng, chinese=chinese) for sentence in sentences]

    for story in stories:
        title, whole, text = story.title, list(story.sentences), join(list(story.sentences))
        ways: list[tuple[str, str, str]] = [
            ("reprint", _decorated(title, rng, chinese=chinese), text),
            ("retitled", story.other, text),
            ("edited", title, join(_edited(whole, rng, chinese=chinese))),
            ("rewritten", title, join(rewrite(story.sentences, 0.5))),
            ("rewritten", story.other, join(rewrite(story.sentences, 0.3))),
            ("reordered", title, join([whole[0], whole[2], whole[1], *whole[3:-1]])),
            ("shortened", title, join(whole[: rng.randint(4, 5)])),
            ("shortened", _decorated(title, rng, chinese=chinese), join(whole[:3])),
            ("teaser", title, join(whole[:2]) + ("……【阅读全文】" if chinese else " […] Read more")),
            ("introduced", title, join([rng.choice(editor), *whole, rng.choice(editor)])),
            ("wrapped", title, join([*whole, *rng.sample(filler, 2)])),
            ("wrapped", _decorated(title, rng, chinese=chinese), join([rng.choice(filler), *whole, *rng.sample(filler, 2)])),
            ("headline", title, ""),
        ]  # fmt: skip
        for kind, other_title, other_text in ways:
            yield Pair(kind, (title, text), (other_title, other_text), same=True)


def _decorated(title: str, rng: random.Random, *, chinese: bool) -> str:
    ways: tuple[Callable[[str], str], ...]
    if chinese:
        ways = (
            lambda t: f"【转载】{t}", lambda t: f"{t} - 晨光网", lambda t: f"{t}_科技频道", lambda t: f"[转] {t}",
            lambda t: t.replace("，", ",").replace("：", ": "), lambda t: f"{t} | 每日精选站", lambda t: f"{t}——转自晨光网",
        )  # fmt: skip
    else:
        ways = (
            lambda t: f"{t} - The Morning Post", lambda t: f"{t} | Morning Post", lambda t: t.upper(),
            lambda t: f"[Repost] {t}", lambda t: t.replace("'", "’"), lambda t: f"{t} – Morning Post",
        )  # fmt: skip
    return rng.choice(ways)(title)


def _reworded(sentence: str, synonyms: dict[str, str], share: float, rng: random.Random, *, chinese: bool) -> str:
    if not chinese:
        return " ".join(
            synonyms[word] if word in synonyms and rng.random() < share else word for word in sentence.split()
        )
    for word, other in synonyms.items():
        if word in sentence and rng.random() < share:
            sentence = sentence.replace(word, other, 1)
    return sentence


def _edited(sentences: list[str], rng: random.Random, *, chinese: bool) -> list[str]:
    """A correction here, a word dropped there."""
    edited = list(sentences)
    for at in rng.sample(range(len(edited)), 3):
        if chinese:
            cut = rng.randrange(2, len(edited[at]) - 3)
            edited[at] = edited[at][:cut] + edited[at][cut + 1 :]
        else:
            words = edited[at].split()
            del words[rng.randrange(1, len(words) - 1)]
            edited[at] = " ".join(words)
    return edited


def _strangers(rng: random.Random) -> Iterator[Pair]:
    for stories, filler, chinese in ((ZH, FILLER_ZH, True), (EN, FILLER_EN, False)):

        def join(sentences: list[str], *, chinese: bool = chinese) -> str:
            return _text(sentences, chinese=chinese)

        order = list(range(len(stories)))
        for turn in range(2):
            rng.shuffle(order)
            for a, b in zip(order, order[1:] + order[:1], strict=True):
                one, other = stories[a], stories[b]
                if turn == 0:
                    yield Pair("other story", (one.title, join(list(one.sentences))),
                               (other.title, join(list(other.sentences))), same=False)  # fmt: skip
                shared = list(filler) if turn else rng.sample(filler, 6)
                take = 2 if turn else 4
                yield Pair("boilerplate", (one.title, join([*one.sentences[:take], *shared])),
                           (other.title, join([*other.sentences[:take], *shared])), same=False)  # fmt: skip
        for story in stories[:8]:  # a follow-up that repeats the background of the first report
            news = rng.choice([other for other in stories if other is not story])
            title = f"{story.title}：后续进展" if chinese else f"What happened next: {story.title.lower()}"
            yield Pair("follow-up", (story.title, join(list(story.sentences))),
                       (title, join([*news.sentences[:5], *story.sentences[1:4]])), same=False)  # fmt: skip
    for zh, en in zip(ZH[:6], EN[:6], strict=True):
        yield Pair("translation", (zh.title, _text(zh.sentences, chinese=True)),
                   (en.title, _text(en.sentences, chinese=False)), same=False)  # fmt: skip
        yield Pair("translation", (zh.title, ""), (en.title, _text(en.sentences, chinese=False)), same=False)


_SERIES = (
    ("新媒体早报 第{}期", ("12", "13")), ("产品周刊 Vol.{}", ("88", "89")), ("日报 {}", ("11月20日", "11月21日")),
    ("编程每日一题（{}）", ("一", "二")), ("读书会第{}讲：怎样做笔记", ("三", "四")), ("晚间新闻 {}", ("周一", "周二")),
    ("分布式系统入门（{}）", ("上", "下")), ("渔光 {} 发布", ("v1.2.3", "v1.2.4")), ("{}季度运营数据公报", ("一", "二")),
    ("城市漫步 {} 期活动报名", ("2026-01-03", "2026-01-10")), ("菜价播报：{}", ("1月2日", "1月3日")),
    ("Weekly links, {}", ("November 20", "November 27")), ("This week in birdwatching #{}", ("41", "42")),
    ("Ferry timetable update {}", ("2026-01-02", "2026-01-09")), ("Tidewater {} released", ("2.3.0", "2.3.1")),
    ("The allotment diary, part {}", ("three", "four")), ("Morning briefing: {}", ("Monday", "Tuesday")),
    ("Harbour radio, episode {}", ("7", "8")), ("Crossword no. {}", ("1204", "1205")), ("{} crash statistics", ("2024", "2025")),
)  # fmt: skip


def _series(rng: random.Random) -> Iterator[Pair]:
    for pattern, (first, second) in _SERIES:
        chinese = any("\u4e00" <= char <= "\u9fff" for char in pattern)
        filler = FILLER_ZH if chinese else FILLER_EN
        intro = (
            ["欢迎阅读本期内容，以下是编辑部为您挑选的要点。"]
            if chinese
            else ["Welcome back, here is what our editors picked for you."]
        )
        stories = rng.sample(ZH if chinese else EN, 2)
        for kind, bodies in (
            ("series, template", [[*intro, *filler[:5]]] * 2),
            ("series", [[*intro, *story.sentences[:2]] for story in stories]),
            ("series, no text", [[], []]),
        ):
            texts = [_text(body, chinese=chinese) for body in bodies]
            yield Pair(kind, (pattern.format(first), texts[0]), (pattern.format(second), texts[1]), same=False)


_TEMPLATES = (
    ("{0}今日天气预报", "{0}市气象台发布：今天{0}{1}，最高气温{2}度，最低气温{3}度，{4}级风，请市民出门留意天气变化，注意增减衣物。",
     (("北京", "晴转多云", "12", "3", "二"), ("上海", "小雨", "18", "11", "三"), ("成都", "阴", "15", "9", "一"))),
    ("{0}发生{1}级地震", "地震台网测定：{2}，{0}发生{1}级地震，震源深度{3}千米。当地居民震感明显，暂无人员伤亡报告，救援力量已前往震中查看情况。",
     (("北川", "3.2", "1月3日12时5分", "10"), ("玛多", "4.1", "1月5日8时40分", "8"), ("漾濞", "3.6", "1月9日22时1分", "12"))),
    ("{0}股价收盘上涨{1}%", "{0}今日收盘报{2}元，上涨{1}%，成交额{3}亿元，换手率{4}%。以上数据由系统自动生成，不构成任何投资建议，投资者据此操作风险自担。",
     (("青禾科技", "2.1", "35.20", "4.6", "1.2"), ("渔光股份", "5.4", "12.88", "9.1", "3.8"), ("麦田物流", "1.3", "77.01", "2.2", "0.9"))),
    ("招聘：{0}高级工程师", "{0}正在招聘高级工程师，工作地点{1}，要求三年以上经验，熟悉分布式系统，提供有竞争力的薪酬和完善的培训，欢迎将简历发送到招聘邮箱。",
     (("青禾地图", "杭州"), ("晨星火箭", "西安"), ("南湖科技", "嘉兴"))),
    ("关于{0}道路施工的公告", "因{0}进行管线改造，自即日起该路段封闭施工，过往车辆请绕行，公交线路临时调整，给您出行带来不便敬请谅解，具体恢复时间另行通知。",
     (("槐荫路", ), ("白塔街", ), ("石桥大道", ))),
    ("{0} beats {1} {2}", "{0} beat {1} {2} on {3} in front of {4} spectators. The home side took an early lead and never "
     "looked back, and the manager praised the players for their patience and work rate after the final whistle.",
     (("Kingsport", "Lower Marsh", "3-1", "Saturday", "4,210"), ("Skarvik", "Port Ellis", "2-0", "Sunday", "3,877"),
      ("Velt Rovers", "Hegu United", "4-2", "Friday", "1,930"))),
    ("{0} upgraded to Buy at Harrow Bank", "Analysts at Harrow Bank upgraded shares of {0} from Hold to Buy in a research note "
     "sent to investors, with a price target of {1} dollars. Several other brokerages have also commented on the stock.",
     (("Tidewater", "48"), ("Qinghe", "112"), ("Morningstar Rockets", "73"))),
    ("Weather in {0}", "Expect {1} in {0} today with a high of {2} and a low of {3} degrees. Winds stay light in the afternoon, "
     "and the outlook for the weekend remains uncertain, so keep an eye on our forecast.",
     (("Kingsport", "sunshine", "21", "12"), ("Skarvik", "sleet", "2", "-3"), ("Port Ellis", "fog", "14", "9"))),
    ("{0} recalls {1} over fire risk", "{0} is recalling its {1} because a faulty part can overheat and catch fire. Owners should "
     "stop using the product at once, unplug it and contact the maker for a free repair or a full refund.",
     (("Haldane", "toasters"), ("Brightwell", "phone chargers"), ("Omura", "electric kettles"))),
    ("Obituary: {0}", "{0}, who died last week aged {1}, was a {2} loved by family, friends and colleagues. A memorial service will be "
     "held next month, and donations may be made to the hospice in lieu of flowers, the family said in a statement.",
     (("Edna Walsh", "91", "chess teacher"), ("Tomas Hurd", "84", "baker"), ("Jonas Lindqvist", "77", "shipwright"))),
)  # fmt: skip


def _templates(rng: random.Random) -> Iterator[Pair]:
    del rng
    for title, text, fillings in _TEMPLATES:
        for first in range(len(fillings)):
            one, other = fillings[first], fillings[(first + 1) % len(fillings)]
            yield Pair("template", (title.format(*one), text.format(*one)),
                       (title.format(*other), text.format(*other)), same=False)  # fmt: skip


_TITLES = ("早安", "今日要闻", "每周精选", "读者来信", "编辑部的话", "新年快乐", "招聘信息", "开放讨论", "关于本站",
           "Open thread", "Weekly links", "Reader mail", "Happy new year", "Status update", "What I read this week",
           "Announcements", "Hello world", "A quick note", "Photo of the day", "Editor's letter")  # fmt: skip


def _one_title(rng: random.Random) -> Iterator[Pair]:
    for title in _TITLES:
        chinese = "\u4e00" <= title[0] <= "\u9fff"
        one, other = rng.sample(ZH if chinese else EN, 2)
        filler = list(FILLER_ZH if chinese else FILLER_EN)
        yield Pair("one title", (title, _text(one.sentences, chinese=chinese)),
                   (title, _text(other.sentences, chinese=chinese)), same=False)  # fmt: skip
        yield Pair("one title, boilerplate", (title, _text([*one.sentences[:3], *filler[:4]], chinese=chinese)),
                   (title, _text([*other.sentences[:3], *filler[:4]], chinese=chinese)), same=False)  # fmt: skip
        yield Pair("one title, no text", (title, ""), (title, ""), same=False)
    for story in (*ZH, *EN):  # a distinctive title that two writers chose
        chinese = story in ZH
        other = rng.choice([one for one in (ZH if chinese else EN) if one is not story])
        yield Pair("one title", (story.title, _text(story.sentences, chinese=chinese)),
                   (story.title, _text(other.sentences, chinese=chinese)), same=False)  # fmt: skip
