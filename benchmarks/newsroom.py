"""More labelled pairs: newsrooms that rewrite, shorten and decorate each other's stories, and what happened next.

The texts stand in `reworded.txt` (paragraphs with words to exchange), `retold.txt` (two hands, one story) and
`independent.txt` (two newsrooms on one event).
"""

# ruff: noqa: E501, ISC004  (tables of sentences: one row is one line)

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

Article = tuple[str, str]
Labelled = tuple[str, Article, Article, bool]  # kind, one, other, whether they are one story

FOLDER = Path(__file__).parent
_CHOICE = re.compile(r"\[([^|\]]*)\|([^\]]*)\]")
_FOOTERS_ZH = (
    "版权声明：本文为原创内容，未经授权不得转载，联系邮箱见官网。", "（责任编辑：柯蓝 校对：孔立）",
    "更多精彩内容，请关注微信公众号“山海日报”。本文图片来自网络，侵删。",
)  # fmt: skip
_FOOTERS_EN = (
    "Copyright 2026 The Harbor Post. All rights reserved. Reproduction without permission is prohibited.",
    "Editing by Tom Wells; additional reporting by Ana Silva.", "Sign up for our newsletter and follow us on Mastodon.",
)  # fmt: skip
_INTRO_ZH = "编者按：以下文章来自合作媒体，本站获授权转载，略有删节，标题为编者所加。"
_INTRO_EN = (
    "The following story comes from our partner newsroom and appears here with permission; the headline is ours."
)
_DRESS_ZH = (
    "【图】{}",
    "（转载）{}",
    "转：{}",
    "山海日报｜{}",
    "{} - 山海日报",
    "{}_晨星财经",
    "{}（图）",
    "{} [原创]",
)
_DRESS_EN = ("[Photos] {}", "RT: {}", "The Harbor Post | {}", "{} - The Harbor Post", "{} | Ars Nova", "{} · LWN")
_HALF_WIDTH = str.maketrans("，。：；？！（）“”、", ',.:;?!()"",')
_FORMS = (
    ("{0}招聘{1}（{2}）", "岗位职责：参与{1}相关工作，与团队协作推进项目落地。任职要求：本科及以上学历，三年以上经验，责任心强，沟通良好。"
     "我们提供有竞争力的薪酬、六险一金、年度体检、带薪年假与免费三餐，投递邮箱见官网。",
     ("云岫科技", "译见", "河图数据"), ("后端工程师", "产品经理", "测试工程师"), ("杭州", "成都", "深圳")),
    ("{0}: CVE-2026-{1} {2}", "A vulnerability in {0} allows an attacker to cause a {2}. Users should upgrade as soon as possible; "
     "there are no known workarounds. Thanks to the reporter of CVE-2026-{1} for coordinated disclosure. This advisory is "
     "provided as is, without warranty of any kind.",
     ("libfoam", "Kestrel Server", "nimbusd"), ("4711", "4712", "5120"), ("heap overflow", "denial of service", "leak")),
    ("{0}召回{1}辆汽车", "日前，{0}有限公司向国家市场监督管理总局备案了召回计划，决定自即日起召回部分车辆，共计{1}辆。本次召回范围内部分车辆"
     "的{2}可能影响行车安全。公司将免费更换零件，以消除安全隐患；召回之前，请客户谨慎驾驶，如有异常请联系授权经销商。",
     ("北辰汽车", "丹枫汽车", "海川重卡"), ("12600", "5400", "81000"), ("高压油泵", "制动软管", "后视镜加热片")),
    ("双色球第2026{0}期开奖结果", "双色球第2026{0}期开奖号码为红球{1}，蓝球{2}。本期一等奖七注，奖池滚存十九亿元，理性购彩。",
     ("011", "012", "013"), ("02 05 11 17 23 31", "01 09 12 20 28 33", "04 07 15 19 22 30"), ("08", "12", "03")),
    ("{0} reports {1} 2025 results", "{0} today announced financial results for {1} 2025. Revenue was {2} million dollars. Our teams "
     "executed well in a demanding environment, said the chief executive. This release contains forward-looking statements; "
     "actual results may differ materially. A conference call will be held today, and a replay will be available.",
     ("Evergate Foods", "Noor Semiconductor", "Pinion Airlines"), ("Q1", "Q2", "Q3"), ("56.7", "41.5", "91.1")),
)  # fmt: skip
_SERIES_ZH = ("科技爱好者周刊（第 {} 期）", "派早报：今天值得看的新闻（{}）", "《明日来信》第{}集 文字稿", "產品沉思錄 Vol.{}", "【連載】山海舊事 第{}章",
              "2026年第{}周读书笔记", "Node.js v22.{}.0 发布", "湾区日报 11月{}日", "城市夜话 S2E{}", "每週分享第{}期")  # fmt: skip
_SERIES_EN = ("The Friday Five, issue {}", "Rust Digest {}", "Ask the Gardener, part {}", "Homelab diary #{}",
              "Market wrap, January {}", "Chapter {}: The Long Winter")  # fmt: skip


class Retold(NamedTuple):
    """A story, the same by another hand, another story like it, and the first in traditional characters or ""."""

    title: str
    text: str
    other_title: str
    other_text: str
    next_title: str
    next_text: str
    traditional_title: str = ""
    traditional_text: str = ""

    @property
    def chinese(self) -> bool:
        return bool(self.traditional_title)


class Reworded(NamedTuple):
    """A story under two titles, its paragraphs with words to choose from."""

    title: str
    other_title: str
    paragraphs: tuple[str, ...]

    @property
    def chinese(self) -> bool:
        return "\u4e00" <= self.paragraphs[0][0] <= "\u9fff" or "，" in self.paragraphs[0]

    def text(self, share: float, rng: random.Random) -> list[str]:
        """The paragraphs with so many of the words exchanged."""
        return [_CHOICE.sub(lambda found: found[2 if rng.random() < share else 1], one) for one in self.paragraphs]


def retold() -> list[Retold]:
    """Every story of `retold.txt`."""
    return [Retold(*(line[2:] for line in block)) for block in _blocks("retold.txt")]


def reworded() -> list[Reworded]:
    """Every story of `reworded.txt`."""
    return [
        Reworded(block[0][2:], block[1][2:], tuple(line[2:] for line in block[2:])) for block in _blocks("reworded.txt")
    ]


class Report(NamedTuple):
    """Of one event: `kind` T is the first report, R another newsroom's, N what only looks like it; hours after T."""

    kind: str
    hours: int
    title: str
    text: str


def independent() -> list[list[Report]]:
    """Every event of `independent.txt`, its first report first."""
    return [
        [
            Report(head.split(" ", 2)[0], int(head.split(" ", 2)[1]), head.split(" ", 2)[2], text[2:])
            for head, text in zip(block[::2], block[1::2], strict=True)
        ]
        for block in _blocks("independent.txt")
    ]


def _blocks(name: str) -> Iterator[list[str]]:
    for block in (FOLDER / name).read_text(encoding="utf-8").split("\n\n"):
        lines = [line for line in block.splitlines() if line and not line.startswith("#")]
        if lines:
            yield lines


def pairs(rng: random.Random) -> Iterator[Labelled]:
    """Every pair, the words chosen by `rng`."""
    yield from _reworded(rng)
    yield from _retold()
    yield from _forms()
    yield from _series()


def _reworded(rng: random.Random) -> Iterator[Labelled]:
    stories = reworded()
    for place, story in enumerate(stories):
        between = "" if story.chinese else " "
        footers, intro, dress = (
            (_FOOTERS_ZH, _INTRO_ZH, _DRESS_ZH) if story.chinese else (_FOOTERS_EN, _INTRO_EN, _DRESS_EN)
        )
        plain = story.text(0, rng)
        one = story.title, between.join(plain)
        dressed, other = rng.choice(dress).format(story.title), story.other_title
        for share in (0.3, 0.6, 1.0):
            yield f"reworded {share:.1f}", one, (other, between.join(story.text(share, rng))), True
        yield "reprint, reworded", one, (other, between.join([intro, *story.text(0.3, rng), *footers])), True
        yield "reprint, decorated", one, (dressed, between.join([*plain, footers[0]])), True
        yield "retitled teaser", one, (other, one[1][: 110 if story.chinese else 260] + "…"), True
        yield "first half", one, (other, between.join(plain[: max(2, len(plain) // 2)])), True
        yield "paragraphs reordered", one, (story.title, between.join(rng.sample(plain, len(plain)))), True
        yield "punctuation", one, (other, one[1].translate(_HALF_WIDTH).replace("'", "’")), True
        if not story.chinese:
            yield (
                "title broken off",
                one,
                (story.title[: len(story.title) * 2 // 3] + "…", between.join(plain[:3])),
                True,
            )
        near = next(
            one for one in (*stories[place + 1 :], *stories) if one.chinese == story.chinese and one is not story
        )
        shared = [intro, *footers]
        yield ("one publisher", (story.title, between.join([*plain[:2], *shared])),
               (near.title, between.join([*near.text(0, rng)[:2], *shared])), False)  # fmt: skip


def _retold() -> Iterator[Labelled]:
    stories = retold()
    for place, story in enumerate(stories):
        one = story.title, story.text
        near = next(
            one for one in (*stories[place + 1 :], *stories) if one.chinese == story.chinese and one is not story
        )
        footers = _FOOTERS_ZH if story.chinese else _FOOTERS_EN
        yield "by another hand", one, (story.other_title, story.other_text), True
        yield "by another hand, one title", one, (story.title, story.other_text), True
        yield "what happened next", one, (story.next_title, story.next_text), False
        yield (
            "digest",
            one,
            ("今日头条速览" if story.chinese else "Morning roundup", f"{story.title}。{near.title}。" * 2),
            False,
        )
        yield ("one publisher", (story.title, story.text[:90] + "".join(footers)),
               (near.title, near.text[:90] + "".join(footers)), False)  # fmt: skip
        if story.traditional_title:
            yield "traditional characters", one, (story.traditional_title, story.traditional_text), True


def _forms() -> Iterator[Labelled]:
    for title, text, firsts, seconds, thirds in _FORMS:
        fillings = [(firsts[0], seconds[0], thirds[0])]
        fillings += [(firsts[n], seconds[n], thirds[n]) for n in (1, 2)] + [(firsts[0], seconds[1], thirds[1])]
        for filling in fillings[1:]:
            yield ("form", (title.format(*fillings[0]), text.format(*fillings[0])),
                   (title.format(*filling), text.format(*filling)), False)  # fmt: skip


def _series() -> Iterator[Labelled]:
    for patterns, body in ((_SERIES_ZH, "本栏目收录过去一段时间里有意思的内容，欢迎投稿和推荐，也欢迎转发给朋友。往期内容可以在文末的目录里找到。"),
                           (_SERIES_EN, "Welcome back. Here is what we collected for you since last time; older editions "
                                        "are in the archive, and replies reach a human.")):  # fmt: skip
        for pattern in patterns:
            yield "series", (pattern.format(12), body), (pattern.format(13), body), False
            yield "series, no text", (pattern.format(12), ""), (pattern.format(13), ""), False
