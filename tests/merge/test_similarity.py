"""What a title says and counts, and whether two articles are one: on labelled pairs and the origin's mirrors."""

from __future__ import annotations

import importlib.util
import re
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aggregator.merge import facts, similarity, subjects, titles
from aggregator.merge.accounts import Account
from aggregator.merge.series import marks
from aggregator.merge.similarity import Article
from aggregator.merge.tokens import containment, grams, numbers, tokens
from aggregator.merge.weighing import told_anew

from support.demand import missing
from support.merging import NOON, Memory, entry, feed, settings, source

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("【转载】微软升级输入法: 行业观察 003 - 镜像站", "微软升级输入法：行业观察 003"),
        ("转自：微软升级输入法的原因分析", "微软升级输入法的原因分析"),
        ("[少数派] 微软升级输入法的原因分析", "微软升级输入法的原因分析"),
        ("微软升级输入法的原因分析_36氪", "微软升级输入法的原因分析"),
        ("微软升级输入法的原因分析 | 行业频道 - 晨光网", "微软升级输入法的原因分析"),
        ("Robots shelve books at night – The Morning Post", "ROBOTS SHELVE BOOKS AT NIGHT"),
        ("ＡＩ 时代的编辑部", "AI时代的编辑部"),
    ],
)
def test_decorations_come_off(one, other):
    assert titles.read(one).core == titles.read(other).core


@pytest.mark.parametrize("title", ["早报", "【早报】", "A - B", "— 镜像站", "【转载】", "", "第3期 - 第4期"])
def test_a_title_is_never_stripped_to_nothing(title):
    assert titles.read(title).core or not tokens(title)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("新媒体每日要闻 第3期", "新媒体每日要闻 第4期"),
        ("第三期", "第４期"),
        ("日报 11月20日", "日报 11月21日"),
        ("周报 11.20", "周报 11.27"),
        ("十一月二十日早报", "十一月二十一日早报"),
        ("周一早报", "周二早报"),
        ("早报 1月3日", "晚报 1月3日"),
        ("Kafka 入门（上）", "Kafka 入门（下）"),
        ("PostGIS 3.5.0beta1", "PostGIS 3.5.0rc1"),
        ("v1.2.3 released", "v1.2.4 released"),
        ("Vol. 12", "Vol. 13"),
        ("Issue #7", "Issue #8"),
        ("Part II", "Part III"),
        ("S01E02", "S01E03"),
        ("News, Nov 20th", "News, 21 November"),
        ("Recap 2024", "Recap 2025"),
        ("CVE-2026-1 in libpng", "CVE-2026-2 in libpng"),
        ("今日金价：每克512元", "今日金价：每克498元"),
        ("一季度公报", "二季度公报"),
        ("新一代榜单：行业观察 003", "新一代榜单：行业观察 004"),
    ],
)
def test_titles_that_count_differently_conflict(one, other):
    assert titles.conflict(titles.read(one), titles.read(other))
    assert titles.conflict(titles.read(other), titles.read(one))


def test_the_reason_of_a_conflict_is_the_same_in_every_process():
    why = titles.conflict(titles.read("早报：11月12日 星期四"), titles.read("早报：11月13日 星期五"))
    assert why == "date 11-12 is not 11-13"  # and not the weekday, which sets may give first


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("第12期", "第十二期"),
        ("News, Nov 20th", "News, 20 November"),
        ("11月20日早报", "十一月二十日早报"),
        ("Part II", "part two"),
        ("Vol. 012", "volume 12"),
        ("小米SU7售价52.99万元", "售价52.99万元！小米SU7发布"),
        ("五件事", "5件事"),
        ("iPhone 15 发布", "苹果发布 iPhone 15，售价 5999 元"),
    ],
)
def test_titles_that_count_alike_do_not(one, other):
    assert not titles.conflict(titles.read(one), titles.read(other))


def test_numbers_are_read_without_dress():
    assert numbers("1,000 与 007 和 1.50，１２") == {"1000", "7", "1.50", "12"}
    assert {mark.kind for mark in marks("2026年1月2日 周五 第3期")} == {"date", "year", "weekday", "期"}


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        ("北京今日天气预报", "上海今日天气预报", True),
        ("Weather in Kingsport", "Weather in Skarvik", True),
        ("深圳发布暴雨橙色预警", "深圳发布暴雨红色预警", True),
        ("张三当选理事长", "李四当选理事长", True),
        ("微软发布新一代输入法", "微软推出新款输入法", False),
        ("Acme launches a new camera", "Acme unveils the new camera", False),
        ("微软升级输入法", "腾讯大楼里的咖啡馆", False),
        ("改版的三个原因", "改版的三大原因", False),
    ],
)
def test_templates_with_other_subjects_differ(one, other, differ):
    nothing = frozenset()
    assert bool(subjects.differ(titles.read(one), nothing, titles.read(other), nothing)) is differ


def test_containment_is_of_the_smaller():
    assert containment(grams(tokens("一二三四五")), grams(tokens("一二三四五六七八九"))) == 1.0
    assert containment(frozenset(), grams(["a"])) == 0.0


def test_a_recurring_title_needs_nearly_all_of_the_text():
    body = (
        "国家发改委宣布，今日24时起汽油价格每吨{0}调100元，柴油价格每吨{0}调95元，折合每升{0}调八分钱，请合理安排时间。"
    )
    up, down = Article("今日油价调整", body.format("上")), Article("今日油价调整", body.format("下"))
    assert not similarity.same_title(up, down).same
    assert not similarity.similar(up, down).same
    assert similarity.same_title(up, up).same


def _benchmark(name: str):
    folder = ROOT / "benchmarks"
    sys.path.insert(0, str(folder))
    try:
        spec = importlib.util.spec_from_file_location(name, folder / f"{name}.py")
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(folder))
    return module


@pytest.mark.parametrize("seed", [1, 7])
def test_labelled_pairs(seed):
    dedupe = _benchmark("dedupe")
    score = dedupe.score(dedupe.pairs(seed))
    assert sum(score.kinds.values()) >= 400
    assert score.precision >= 0.99
    assert score.recall >= 0.90


def test_pairs_by_other_authors():
    dedupe = _benchmark("dedupe")
    score = dedupe.score(pair for labelled in dedupe.written().values() for pair in labelled)
    assert sum(score.kinds.values()) >= 400
    assert score.precision >= 0.99
    assert score.recall >= 0.90


def test_the_order_of_two_articles_is_all_one():
    dedupe = _benchmark("dedupe")
    for pair in [pair for labelled in dedupe.written().values() for pair in labelled][::5]:
        one, other = Account(*pair.one, NOON), Account(*pair.other, NOON)
        assert told_anew(one, other).same is told_anew(other, one).same


@pytest.mark.origin
@pytest.mark.parametrize("seed", [1, 4])
def test_mirrors_of_three_sites_merge_with_their_originals_alone(seed):
    path = ROOT.parent / "shared" / "tools" / "origin.py"
    if not path.exists():
        missing("the origin simulator does not lie beside the project")
    spec = importlib.util.spec_from_file_location("origin_tool", path)
    origin = importlib.util.module_from_spec(spec)
    sys.modules["origin_tool"] = origin
    spec.loader.exec_module(origin)
    epoch, kinds = datetime(2026, 1, 1, tzinfo=UTC), ("utm", "https", "amp", "mobile", "title", "short")
    names = ("news", "tech", "blog")
    memory = Memory(settings(*(source(f"{name}-{kind}") for name in names for kind in ("own", *kinds))))
    story_of = {}
    for name in names:
        site = origin.Feed(name, seed, epoch)
        site.publish(20)
        for kind in ("own", *kinds):
            copies = [one if kind == "own" else origin.copy_of(one, kind) for one in site.entries]
            items = [
                entry(one.title, guid=one.guid, link=one.url, text=re.sub("<[^>]+>", " ", one.body), at=one.published)
                for one in copies
            ]
            memory.poll(feed(items[::-1]), epoch + timedelta(days=1), source=f"{name}-{kind}")
            story_of |= {(f"{name}-{kind}", one.guid): one.story for one in copies}
    told = {}
    for row in memory.rows.values():
        told.setdefault(row.stored.story_id, set()).add(story_of[row.source, row.stored.guid])
    assert [found for found in told.values() if len(found) > 1] == []
    assert len(told) <= 60 + 60 * len(kinds) * 0.01


def test_a_stub_is_the_article_under_its_title():
    article = (
        "国家统计局公布，上半年国内生产总值增长百分之五点三，消费和出口好于预期，房地产投资继续下降，下半年仍有压力。"
        * 4
    )
    title = "国家统计局：2025年二季度GDP同比增长5.2%，好于市场预期"
    stub = Article(title, "发布会今天上午十点举行。查看全文")
    assert similarity.same_title(stub, Article(title, article)).same
    for rubric in (
        "财经晚报 2025年7月15日 星期二 三大指数集体收涨 成交放量",
        "科技周刊第287期：从键盘到语音的漫长道路与尽头",
    ):
        assert not similarity.same_title(Article(rubric, stub._text), Article(rubric, article)).same


def _retold():
    return _benchmark("newsroom").retold()


def test_a_story_told_by_another_hand_is_the_same():
    for story in _retold():
        one, other = Article(story.title, story.text), Article(story.other_title, story.other_text)
        assert similarity.similar(one, other).same, story.title
        assert similarity.similar(other, one).same, story.title
        assert similarity.same_title(one, Article(story.title, story.other_text)).same, story.title
        assert set(similarity.bands(story.text)) & set(similarity.bands(story.other_text)), (
            "no candidate, no comparison"
        )


def test_what_happened_next_is_another_story():
    for story in _retold():
        one, other = Article(story.title, story.text), Article(story.next_title, story.next_text)
        assert not similarity.similar(one, other).same, story.title


def test_one_title_over_two_short_texts_is_two_articles():
    title = "中科院重写大模型评测榜单：我们试了试"
    one = Article(title, "教育部叫停了公众号编辑器，行业观察。开源社区回应了评测，深度分析。")
    other = Article(title, "字节跳动改了内容审核规范，背后的三个原因。谷歌关掉了阅读器，附完整清单。")
    assert not similarity.same_title(one, other).same
    assert similarity.same_title(one, Article(title, "教育部叫停了公众号编辑器，行业观察。开源社区回应了…")).same
    assert similarity.same_title(one, Article(title, "点击查看全文")).same


def test_a_form_filled_in_twice_is_two_articles():
    body = "岗位职责：参与{0}相关工作，与团队协作推进项目落地。任职要求：本科及以上学历，责任心强，沟通良好。"
    one, other = (Article(f"云岫科技招聘{job}（深圳）", body.format(job)) for job in ("测试工程师", "数据分析师"))
    assert not similarity.similar(one, other).same


@pytest.mark.parametrize(
    ("simplified", "traditional"),
    [
        ("国家图书馆公布甲骨数据库，收录拓片六千张", "國家圖書館公佈甲骨數據庫，收錄拓片六千張"),
        ("头发与发现：后来的台湾电脑", "頭髮與發現：後來的臺灣電腦"),
    ],
)
def test_both_scripts_of_chinese_read_alike(simplified, traditional):
    assert titles.read(simplified).core == titles.read(traditional).core


def test_a_title_of_a_series_counts_in_either_script():
    assert titles.conflict(titles.read("週一早報"), titles.read("周二早报"))
    assert titles.conflict(titles.read("科技愛好者週刊（第 212 期）"), titles.read("科技爱好者周刊（第 213 期）"))
    assert titles.read("每週精選").rubric


def test_a_simplified_text_keeps_every_character():
    text = "著名的乾隆皇帝与瞭望台，徵羽、藉口、髭须"
    assert tokens(text) == [char for char in text if char not in "，、"]


@pytest.mark.parametrize(
    ("one", "other", "broken"),
    [
        ("Trump says Mexico would repay U.S. f", "Trump says Mexico would repay U.S. funds spent on border wall", True),
        ("微信测试聊天记录分段导出，最大…", "微信测试聊天记录分段导出，最大支持50GB", True),
        ("Rust 入门教程", "Rust 入门教程：所有权", False),
        ("Giant Bombcast 4", "Giant Bombcast 443", False),
        ("早安…", "早安，周三", False),
    ],
)
def test_a_title_broken_off_is_known_by_its_end(one, other, broken):
    assert titles.broken_off(titles.read(one), titles.read(other)) is broken


@pytest.mark.parametrize(("length", "told"), [(100, False), (40, True)])
def test_a_copy_keeps_as_many_quantities_as_its_length_allows(length, told):
    few = frozenset({"13", "15", "23", "50", "9"})
    many = few | {"12", "2", "3", "41", "43", "54", "6", "7", "8"}
    pieces = [f"{chr(0x4E00 + n)}{chr(0x4E01 + n)}" for n in range(100)]
    assert bool(facts.retold(frozenset(pieces[:length]), frozenset(pieces), few, many)) == told


def test_a_number_that_is_spelled_is_a_number():
    assert facts.spelled("十二家门店里有三成，twenty of them") == {"12", "3", "30", "20"}
    assert facts.differ(frozenset({"12", "30"}), facts.spelled("十二家，三成")) == ""
    assert facts.differ(frozenset({"12", "45"}), frozenset({"3"})) != ""


def test_one_headline_over_texts_in_other_words_needs_the_same_figures():
    title = "青禾地图上线盲道导航，首批覆盖十二座城市"
    one = "青禾地图上线了盲道导航，首批覆盖1200公里人行道，志愿者采集路段花了26个月，视障用户打开手机就能使用。"
    other = "视障用户的手机里多了一项功能：历时26个月，志愿者走完1200公里人行道，青禾地图据此推出盲道导航。"
    assert similarity.similar(Article(title, one), Article(title, other)).same
    assert not similarity.similar(Article(title, one), Article(title, other.replace("1200", "4500"))).same


def test_what_happened_next_repeats_the_background_and_is_another_story():
    background = (
        "这座跨江大桥由市交通集团投资建设，全长三公里，连接南北两岸的老城和新区，两岸居民为它等待了多年，沿线的厂房也陆续搬迁完毕。"
        * 2
    )
    one = Article(
        "跨江大桥今天合龙", "最后一段钢梁昨夜吊装到位，工人在桥面中央拧紧了螺栓，现场响起了掌声和汽笛声。" + background
    )
    other = Article(
        "跨江大桥荷载试验", "四十辆满载砂石的卡车早晨开上桥面，检测人员记录各处的变形，结果要到下周公布。" + background
    )
    assert not similarity.similar(one, other).same


def test_one_form_filled_in_twice_is_two_notices_whichever_comes_first():
    form = (
        "尊敬的电力客户：为提高供电可靠性，我公司将对部分供电设备进行检修，现将计划停电信息公告如下。停电时间：11月6日{0}。停电线路：10千伏{1}线。"
        "停电范围：{2}及周边。请停电区域内客户提前做好生产生活安排，检修结束后将立即恢复供电，恕不另行通知。供电服务热线：95598。"
    )
    one = Article(
        "关于11月6日城东片区计划停电的公告", form.format("7:30至18:00", "青龙", "建设路1至89号、青龙花园、城东小学")
    )
    other = Article(
        "11月6日停电通知（城西）", form.format("8:00至16:30", "白鹤", "白鹤镇政府、杨柳湾小区、第三中学等单位")
    )
    assert not similarity.similar(one, other).same
    assert not similarity.similar(other, one).same


def test_what_stands_behind_a_title_may_be_what_it_is_about():
    form = (
        "Standard form for notification of major holdings. Issuer: {0}. Reason: voting rights. Person subject to the "
        "obligation: Blackmere Asset Management, London. Date on which the issuer was notified: 27 November."
    )
    title, names = "Holding(s) in Company - {0}", ("Thornbury Metals", "Thornley Media")
    one, other = (Article(title.format(name), form.format(name)) for name in names)
    assert similarity.same_title(one, other).reason == "thornbury metals is not thornley media"
    carried = Article(title.format("Harbour Post"), form.format(names[0]))
    assert similarity.same_title(one, carried).same  # a site's name, of which no text speaks
