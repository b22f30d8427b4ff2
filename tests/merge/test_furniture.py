"""What a site says of itself is not the article; neither are the articles it lists behind."""

from __future__ import annotations

import pytest
from aggregator.merge import furniture, places, titles
from hypothesis import given
from hypothesis import strategies as st

BRIDGE = "11月5日，横跨青澜湖的大桥合龙。大桥全长13.7公里，主跨720米，双向六车道，通车后两岸车程缩短至40分钟。"
LOCK = (
    "The Harrow Canal Trust reopened the Stokely lock on Saturday after two years of work. "
    "Volunteers cut the gates from green oak."
)


@pytest.mark.parametrize(
    ("before", "article", "behind"),
    [
        (
            "点击上方蓝字关注我们，不错过每一座桥。\n",
            BRIDGE,
            "\n责任编辑：方宁\n版权声明：未经授权不得转载。",
        ),
        ("编者按：本文经授权转载。\n", BRIDGE, "\n觉得不错，点个“在看”再走！"),
        ("", BRIDGE, "\n推荐阅读：世界十大悬索桥|盾构机为什么都起女孩名字\n商务合作：jijian@example.com"),
        ("", BRIDGE, "\n扫码加入读者群，回复“桥”领取图纸。\n— END —\n本文仅代表作者观点，不代表平台立场。"),
        ("", LOCK, " Sign up for our newsletter. All rights reserved."),
        ("Welcome to Mud & Locks, sponsored by Oakwell Paints. ", LOCK, " If you like this, support us on Patreon."),
        ("", LOCK, " Related: Ten walks by the water | Who owns a towpath?"),
        ("", BRIDGE, "\n关于青澜建设\n青澜建设成立于2017年，服务于800余家客户。"),
        ("", LOCK, " \nAbout Oakwell Paints\nOakwell Paints has made paint for boats since 1911."),
        ("", LOCK, " Story by staff reporter. Got a tip? Write to tips@example.com."),
        (
            "",
            BRIDGE,
            "\n声明：本站内容来自网络；如有侵权请联系删除；转载请注明。\n网友的话不代表谁\n未经许可不得转载，违者必究。",
        ),
    ],
)
def test_what_stands_around_an_article_is_left_out(before, article, behind):
    assert furniture.without(before + article + behind).strip() == article
    assert furniture.without(article) == article
    assert furniture.without_preface(before + article).startswith(article)


@pytest.mark.parametrize(
    "article",
    [
        "内地游客下月起可以直接扫码进站。两国机构签署了二维码互认协议，首期覆盖一百二十座车站和三千台闸机。汇率按当日中间价结算。",
        "The last dairy has found eight hundred subscribers. Its newsletter tells them which cow is ill. "  # noqa: ISC004
        "The dairy will build a cellar this autumn. The canton pays a third of it.",
    ],
)
def test_news_that_speak_of_such_things_stay_whole(article):
    assert furniture.without(article) == article


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        # a menu above the article lists no other articles
        ("OakHop: locks and walks\nGuides | Maps | About our boats\n" + LOCK + " All rights reserved.", LOCK),
        # one sentence between two that speak of the site is the article, unless it is a short aside
        ("Subscribe now for a dollar. " + LOCK[:83] + " Sign up for our newsletter. All rights reserved.", LOCK[:83]),
        (BRIDGE[:19] + "\n广告声明：文内的对外跳转链接仅供参考。\n下载本站App，签到领金币。" + "\n" + BRIDGE, BRIDGE),
        # a clause about subscribers costs no sentence its other clauses
        (
            "拾光今天发布3.0版本；新版本加密所有笔记，并加入了没有边界的白板；买断价198元，老订阅用户可以折抵。",
            "拾光今天",
        ),
    ],
)
def test_an_article_is_not_taken_for_what_surrounds_it(text, kept):
    assert kept in furniture.without(text)


def test_a_text_that_is_nothing_else_is_compared_as_it_is():
    text = "版权声明：未经授权不得转载。扫码关注公众号。"
    assert furniture.without(text) == text


def test_half_a_surrogate_pair_is_text_like_any():
    assert furniture.without("\ud800" + BRIDGE) == "\ud800" + BRIDGE


@given(st.text(alphabet="桥开通。\n.! ab转载关注订阅", max_size=300))
def test_what_is_left_is_a_piece_of_the_text_and_long_enough_or_all_of_it(text):
    left = furniture.without(text)
    assert left == text or (left in text and len(left) >= 40)
    assert text.endswith(furniture.without_preface(text))


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("江苏启动2027年考研网上确认", "浙江2027年考研网上确认即将开始", "江苏 is not 浙江"),
        ("江苏启动2027年考研网上确认", "2027年考研网上确认即将开始", ""),
        ("江苏启动2027年考研网上确认", "南京：考研网上确认3日起，江苏统一进行", ""),
        ("大桥合龙", "又一座大桥合龙", ""),
    ],
)
def test_notices_of_two_places_are_two(one, other, why):
    texts = ("网上确认时间为11月3日至7日。", "网上确认时间为11月2日至6日。")
    assert places.differ(titles.read(one), texts[0], titles.read(other), texts[1]) == why


def test_a_place_that_the_other_article_mentions_tells_nothing():
    one, other = titles.read("江苏高铁提速"), titles.read("上海到徐州只要两小时")
    assert places.differ(one, "沪宁沿江高铁12月起提速，上海到徐州两小时。", other, "江苏境内高铁提速。") == ""
