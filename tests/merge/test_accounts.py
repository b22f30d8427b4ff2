"""One event in the words of two newsrooms: figures in normal form, names, what is weighed, and how it is told."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aggregator.merge import figures, landmarks, measures, scales, tokens
from aggregator.merge.accounts import Account
from aggregator.merge.weighing import copied, told_anew

from support.merging import NOON, Memory, entry, feed, settings, source

sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))

from newsroom import independent

EVENTS = independent()
HOUR = timedelta(hours=1)


def _figures(text: str) -> frozenset[figures.Figure]:
    return figures.read(tokens.plain(text))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("营收1.2亿元", "营收12000万元"),
        ("营收1.2亿元", "营收一亿二千万元"),
        ("降了四成", "下降40%"),
        ("百分之三十五", "35%"),
        ("下调0.5个百分点", "下调50个基点"),
        ("27,316辆", "两万七千三百多台"),
        ("27,316辆", "2.7万台"),
        ("罚款3.27亿元", "罚了3个多亿"),
        ("二十一封通知", "21次通知"),
        ("3时08分发生", "凌晨3点08分"),
        ("2比1战胜", "2:1获胜"),
        ("8月1日起", "8月1号开始"),
        ("$1.2 billion", "1.2bn dollars"),
        ("a fine of €415 million", "paid 415 million euros"),
        ("forty-one people", "41 people"),
        ("eleven hundred jobs", "1,100 jobs"),
        ("18 percent", "18 per cent"),
        ("at 10:41 p.m.", "at 10.41 or 10:41 in the evening"),
    ],
)
def test_a_figure_is_one_however_it_is_written(one, other):
    ours, theirs = _figures(one), _figures(other)
    assert figures.shared(ours, theirs), (ours, theirs)
    assert figures.shared(theirs, ours)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("27,316辆", "27,400辆"),
        ("2.7万台", "2.9万台"),
        ("120万元", "95万元"),
        ("降了四成", "降了40元"),
        ("第3期", "4次"),
        ("13人", "14人"),
        ("$840 million", "$804 million"),
        ("2比1", "1比2"),
    ],
)
def test_other_figures_stay_apart(one, other):
    assert not figures.shared(_figures(one), _figures(other))


def test_a_precise_figure_tells_more_than_a_round_one():
    def weight(text: str) -> float:
        return max(figure.weight for figure in _figures(text))

    assert weight("涨至81.49元") > weight("涨至81元") > weight("3人")
    assert weight("2026年") < weight("26人")
    assert _figures("https://a.example/20260110/3317 36氪获悉") == frozenset()


def _accounts():
    for first, *others in EVENTS:
        for other in others:
            at = datetime(2026, 1, 1, tzinfo=UTC)
            yield pytest.param(
                Account(first.title, first.text, at),
                Account(other.title, other.text, at + other.hours * HOUR),
                other.kind == "R",
                id=other.title[:24],
            )


@pytest.mark.parametrize(("one", "other", "same"), [*_accounts()])
def test_two_newsrooms_on_one_event_are_one_story_and_nothing_else_is(one, other, same):
    found, back = told_anew(one, other), told_anew(other, one)
    assert found.same is back.same is same, found.reason
    assert measures.measure(one, other) == pytest.approx(measures.measure(other, one))
    assert measures.clash(one, other) == measures.clash(other, one)


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event[0].title[:24])
def test_independent_reports_meet_in_a_store_and_explain_says_why(event):
    first, other = next((event[0], other) for other in event if other.kind == "R")
    memory = Memory(settings(source("one"), source("other")))
    for name, report in (("one", first), ("other", other)):
        at = NOON + (report.hours - other.hours) * HOUR
        item = entry(report.title, guid="1", link=f"http://{name}.example/1", text=report.text, at=at)
        verdict = memory.poll(feed([item]), NOON, source=name)
    assert len(memory.stories) == 1
    (decision,) = verdict.decisions
    for word in ("told in other words", "names", "figures", "hours apart", "likely"):
        assert word in decision.evidence


def _other(**more):
    first, other = EVENTS[0][:2]
    at = datetime(2026, 1, 1, tzinfo=UTC)
    made = {"title": other.title, "text": other.text, "at": at + 5 * HOUR} | more
    return told_anew(Account(first.title, first.text, at), Account(made["title"], made["text"], made["at"]))


def test_four_days_later_it_is_another_report():
    assert _other().same
    assert _other(at=datetime(2026, 1, 5, tzinfo=UTC)).reason == "days apart"


def test_a_roundup_is_no_report():
    assert _other(title="岭川早报：6号线本周六开通").reason == "one of them is a roundup"


def test_one_headline_over_two_texts_tells_nothing_and_the_texts_decide():
    headline, report = EVENTS[0][0].title, EVENTS[0][1].text
    assert _other(title=headline).same
    assert not _other(title=headline, text=EVENTS[1][1].text).same
    assert not _other(title=headline, text=report.translate(str.maketrans("123456789", "987651234"))).same


def test_a_rubric_over_two_texts_is_no_headline():
    text = EVENTS[0][0].text
    weekly = Account("本周链接", text, None), Account("本周链接", EVENTS[0][1].text, None)
    assert told_anew(*weekly).reason == "one headline, and texts that do not confirm it"


def test_a_standfirst_under_the_headline_of_its_article_is_that_article():
    headline = "Why the sea off Haldane Bay is turning pink"
    article = (
        "For three weeks the water off Haldane Bay has glowed the color of bubblegum at dusk. Marine biologists think "
        "they have the answer: billions of salps, jelly-like animals the size of a thumb, are dying and releasing a "
        "pigment from the red algae they ate. The bloom is harmless to swimmers, though the council has closed the "
        "tidal pool after complaints about the smell. Mussel farmers moved their lines, for salps use up oxygen."
    )
    dek = "Scientists say billions of dying salps, jelly animals full of red algae, are behind the bubblegum water."
    other = (
        "Four readers of this column remember the summer when the ferry stopped, and who paid for the pier in the end."
    )
    found = told_anew(Account(headline, article), Account(headline, dek))
    assert found.same
    assert found.reason.endswith("; one says what the other says")  # nothing was weighed, so nothing is likely
    assert not told_anew(Account(headline, article), Account(headline, other)).same


def test_a_line_of_text_speaks_with_a_figure_and_not_without_one():
    article = (
        "11月22日消息，微语浏览器今日推送12.3正式版更新，带来竖排标签页、分屏阅读和更快的冷启动速度。竖排标签页可在外观中开启，"
        "支持按域名自动分组；分屏阅读可将两个标签页左右并列。官方数据显示，冷启动时间较上一版缩短21%，内存占用下降8%。"
    )
    one = Account("微语浏览器12.3正式版发布：新增竖排标签页、分屏阅读", article)
    line = "微语浏览器今天推送12.3正式版，新增竖排标签页、分屏阅读，冷启动缩短21%。"
    assert told_anew(one, Account("微语浏览器更新：支持竖排标签页和分屏", line)).same
    bare = "微语浏览器今天推送正式版，新增竖排标签页、分屏阅读，冷启动更快。"
    assert told_anew(one, Account("微语浏览器更新：支持竖排标签页和分屏", bare)).reason == "too short to compare"


def test_a_report_rewritten_in_part_is_that_report_and_a_site_s_form_is_not():
    kept = (
        "论文第一作者、滨海海洋研究院副研究员宋知远介绍，该古菌被命名为“烛龙热球菌”，其产氢酶含有一种此前未知的铁硫簇结构，活性是已知同类酶的2.6倍。"
        "研究人员认为，这一发现有助于理解早期生命的能量来源，也为工业生物制氢提供了新的酶资源，但距离应用还有很长的路。"
    )
    one = Account(
        "研究团队在深海热泉发现新型产氢微生物",
        "我国科研人员在西太平洋一处水深3100米的热泉区，发现一类可在92摄氏度下产生氢气的古菌。样品由“潜蛟二号”无人潜水器取得，"
        f"团队用两年时间在高压罐中完成分离培养。{kept}",
    )
    other = Account(
        "92℃仍能产氢！科学家在3100米深海找到“烛龙热球菌”",
        "一种能在接近沸水的环境里制造氢气的微生物，日前在西太平洋海底被找到。微生物样本来自“潜蛟二号”的一次下潜，采样点是水深3100米的热泉口，"
        f"之后在高压罐里培养了两年才分离成功。{kept}",
    )
    assert told_anew(one, other).same
    assert told_anew(other, one).same
    block = (
        "加入玩家交流群六亿号，视频站与微博同名账号每日更新攻略。玩家社区欢迎来稿，稿费200至800元，评论区禁止剧透，违者禁言三天。"
        "抵制不良游戏，拒绝盗版游戏。注意自我保护，谨防受骗上当。适度游戏益脑，沉迷游戏伤身。合理安排时间，享受健康生活。"
    )
    ending = Account(
        "《锈海》隐藏结局触发条件一览",
        f"在第六章灯塔处不要点灯，带着三枚贝壳去见老船长，再选择沉默，即可进入隐藏结局。{block}",
    )
    sale = Account(
        "《星际农夫》本周史低，值得买吗", f"本体只要35元，追加内容暂不打折。种田部分手感扎实，联机仍会偶尔掉线。{block}"
    )
    assert not told_anew(ending, sale).same


def test_a_block_full_of_figures_under_two_articles_makes_them_no_copies():
    block = (
        " The Ferndale Courier, established 1887. Newsdesk (555) 310-4420. Classifieds (555) 310-4433. Obituaries cost "
        "$45 for the first 12 lines and $3.20 for each line after. Delivery is 7 days for $18.99 a month, weekends for "
        "$9.99. The city council meets on June 16 at 7 p.m., the school board on June 18 at 6:30 p.m."
    )
    robots = Account(
        "Ferndale school wins robotics final",
        "Pupils from Ferndale Middle School have won the state robotics final with a machine that sorts recycling. "
        "They will travel to Houston in October." + block,
    )
    sinkhole = Account(
        "Sinkhole swallows pickup on Route 9",
        "A sinkhole 14 feet wide opened on Route 9 near Gully Creek on Friday morning and took a parked pickup with "
        "it. The driver was buying coffee at the time." + block,
    )
    again = Account(
        "Recycling robot takes Ferndale pupils to Houston",
        "A machine that sorts recycling has won Ferndale Middle School the state robotics final. In October its "
        "builders travel to Houston." + block,
    )
    assert told_anew(robots, sinkhole).reason == "what neither took from the other is of two stories"
    assert told_anew(robots, again).same


def test_notices_that_share_nearly_all_figures_need_no_names():
    one = Account(
        "央行开展1800亿元7天期逆回购，净回笼650亿元",
        "据央行网站，3月18日，央行以固定利率、数量招标方式开展了1800亿元7天期逆回购操作，操作利率1.40%。"
        "因今日有2450亿元逆回购到期，当日实现净回笼650亿元。",
    )
    text = (
        "人民银行周三早盘在公开市场投放七天逆回购{}亿元，中标利率持平于{}%；同日到期资金{}亿元，两相抵扣，"
        "资金面净减少{}亿元。"
    )
    title = "公开市场今日抽走{}亿元流动性"
    assert told_anew(one, Account(title.format(650), text.format(1800, "1.40", 2450, 650))).same
    assert not told_anew(one, Account(title.format(720), text.format(1900, "1.40", 2620, 720))).same


def test_one_text_without_figures_under_headlines_of_which_it_never_speaks_is_no_copy():
    text = "这一段正文讲一件具体的事情，足够长，读者不会把它当作别的东西。" * 3
    diary, essay = Account("第二十五天的札记", text), Account("关于标签清理的一篇文章", text + "十二")
    assert not told_anew(diary, essay).same


def test_lists_of_headlines_that_share_lines_by_chance_are_two():
    one = Account(
        "华为开源新一代推荐系统：行业观察",
        "小米重写了输入法，行业观察。微软发布了数据库引擎，用户怎么看？华为开源了新一代推荐系统，一文读懂。谷歌叫停了播客平台，深度分析。",
    )
    other = Account(
        "苹果解读数据库引擎：用户怎么看？",
        "微软发布了数据库引擎，用户怎么看？腾讯开源了新一代推荐系统，一文读懂。苹果推迟了输入法，背后的三个原因。",
    )
    assert not told_anew(one, other).same


def test_a_reprint_bears_the_rubric_of_its_site():
    text = EVENTS[0][0].text
    assert told_anew(Account("专栏｜" + EVENTS[0][0].title, text), Account(EVENTS[0][1].title, text)).same


def test_what_is_like_it_a_day_later_is_told_by_figures_alone():
    one = Account(
        "Orbis Chat discloses breach of message metadata",
        "Orbis Chat said on Wednesday that an attacker had accessed metadata, including contact lists and "
        "timestamps, for around 900,000 accounts through a misconfigured bucket. The bucket was closed on July 11.",
        datetime(2026, 1, 1, tzinfo=UTC),
    )
    title = "Orbis Chat chief resigns after regulators question breach timeline"
    text = (
        "Orbis Chat founder Mina Castellano stepped down on Thursday after regulators in three countries asked why a "
        "metadata breach affecting 900,000 accounts, disclosed a day earlier, had been known internally since April."
    )
    late = told_anew(one, Account(title, text, datetime(2026, 1, 2, 8, tzinfo=UTC)))
    assert late.reason == "most of a day apart, and too few figures are shared"


def test_a_language_without_known_words_is_not_read():
    text = "Die Linie wird am 28. September um 6.30 Uhr eröffnet, sie ist 31,4 Kilometer lang und hat 22 Bahnhöfe. " * 2
    german = Account("Neue Linie eröffnet", text)
    assert told_anew(german, Account("Linie 6 fährt ab Samstag", text[:150])).reason == "another language"


def test_a_summary_without_figures_is_its_article():
    text = (
        "The Harrow Canal Trust reopened the Stokely lock on Saturday after volunteers rebuilt both gates in oak. "
        "Engineer Wanda Pryce said the green timber came from a storm at Brackley, and the iron was cast in Dudley. "
        "Boats waited in the rain from Cropton bridge to the basin, and a brass band played on a coal barge."
    )
    short = (
        "Volunteers of the Harrow Canal Trust have rebuilt both gates of the Stokely lock in oak from Brackley, and "
        "engineer Wanda Pryce reopened it to boats on Saturday."
    )
    one = Account("Volunteers rebuild Stokely lock in green oak", text)
    assert told_anew(one, Account("Stokely lock reopens to boats, rebuilt in oak by volunteers", short)).same
    other = short.replace("Stokely", "Fenwick").replace("Brackley", "Wansford").replace("Wanda Pryce", "Colin Abara")
    assert not told_anew(one, Account("Fenwick lock reopens to boats, rebuilt in oak by volunteers", other)).same


def test_a_brief_of_a_long_report_is_that_report():
    report = (
        "中国民用航空局23日印发通知，要求各航空公司及销售代理在首次展示票价时，显示包含燃油附加费、民航发展基金在内的旅客实付总价，"
        "不得仅以裸票价吸引点击。通知要求，搜索结果页、低价日历、短信推广均适用上述规定；默认勾选保险、贵宾厅等增值服务的行为一律禁止；"
        "退改规则须在付款前以不小于正文的字号展示。民航局运输司负责人表示，旅客投诉中最常见的是到支付页才看到附加费，"
        "部分平台还把选座、行李拆成多个页面收取。各地管理局将开展抽查，对屡次违规的企业予以通报，并与航权时刻分配挂钩。"
    )
    brief = "民航局发文，航司首次展示票价时必须显示包含燃油附加费、民航发展基金的实付总价，不得默认勾选保险等增值服务。"
    one = Account("民航局：国内机票须首屏展示含附加费总价", report)
    found = told_anew(one, Account("机票第一眼就得是总价，民航局发文", brief))
    assert found.same
    assert "one was made of the other" in found.reason
    other = (
        brief.replace("民航局", "文旅局")
        .replace("燃油附加费、民航发展基金", "景区服务费、讲解费")
        .replace("票价", "房价")
    )
    assert not told_anew(one, Account("酒店第一眼就得是总价，文旅局发文", other)).same


def test_one_form_with_other_figures_is_two_notices():
    form = (
        "The unaudited net asset value per ordinary share of {0} at the close of business on 5 November, including "
        "income, with debt at fair value, was {1}p. Excluding income it was {2}p. For further information please "
        "contact Brownlow Fund Managers on 020 7946 0011."
    )
    one = Account("Wickham Trust: Net Asset Value", form.format("Wickham Trust", "312.44", "309.80"))
    other = Account("Wickham Income Trust: Net Asset Value", form.format("Wickham Income Trust", "187.02", "185.11"))
    assert not told_anew(one, other).same


@pytest.mark.parametrize("rubric", ["评论｜", "【锐评】", "Opinion: ", "Editorial | "])
def test_a_comment_by_its_rubric_is_no_report(rubric):
    assert _other(title=rubric + EVENTS[0][1].title).reason == "one of them comments"


def test_what_was_lost_and_what_was_found_are_two_stories():
    search = (
        "Two mountain rescue teams and a helicopter are searching Ben Arrach for a 31-year-old man who did not come "
        "back from a solo winter climb on Saturday. His car is in the forest car park, Perth police said."
    )
    end = (
        "A climber who spent a night in a snow hole on Ben Arrach has been found alive. Rescuers reached the "
        "31-year-old from Perth on Sunday, after a helicopter and two mountain rescue teams had searched all night."
    )
    lost, found = Account("Climber missing on Ben Arrach", search), Account("Missing climber found alive", end)
    assert told_anew(lost, found).reason == told_anew(found, lost).reason == "one tells what happened next"
    again = Account("Climber missing for a night on Ben Arrach is safe", end)
    assert told_anew(again, found).reason != "one tells what happened next"


def test_a_rubric_before_one_headline_makes_no_roundup():
    assert _other(title="早报｜" + EVENTS[0][1].title).same
    assert _other(title="早报｜9月26日要闻速览").reason == "one of them is a roundup"
    assert _other(title="6号线开通；新机场动工；菜价回落").reason == "one of them is a roundup"


def test_without_a_rare_name_or_figure_in_common_only_shared_sentences_count():
    first, other = EVENTS[0][:2]
    at = datetime(2026, 1, 1, tzinfo=UTC)
    one, two = Account(first.title, first.text, at), Account(other.title, other.text, at + 5 * HOUR)
    assert told_anew(one, two).same
    assert copied(one, two).reason == "they share no rare names or figures"
    brief = Account(first.title + "（简讯）", first.text[: 2 * len(first.text) // 3], at)
    assert copied(one, brief).same


@pytest.mark.parametrize("digits", ["9" * 400, "3." + "1" * 400, "9" * 400 + "亿", "1,000" + ",000" * 200])
def test_a_number_longer_than_any_quantity_is_none(digits):
    assert _figures(f"圆周率 {digits} 和 60 人") == _figures("60 人")
    assert landmarks.bands(f"Digits of pi: {digits}", f"{digits} dollars") is not None
    assert Account("Pi", f"It is {digits} in all.").figures == frozenset()


def test_a_number_that_counts_issues_is_no_quantity():
    (serial,) = _figures("推荐系统观察 006")
    assert serial.kind in figures.WEAK
    assert {figure.kind for figure in _figures("a note, 006")} <= figures.WEAK
    assert not {figure.kind for figure in _figures("来了 60 人")} & figures.WEAK


@pytest.mark.parametrize("scale", [scales.ANEW, scales.COPY, scales.ONE_HEADLINE])
def test_every_sign_and_bar_names_something_that_is_measured(scale):
    first, other = EVENTS[0][:2]
    one, two = Account(first.title, first.text), Account(other.title, other.text)
    measured = measures.measure(one, two).keys() | {"clash"}
    assert scale.signs.keys() <= measured
    for road in scale.roads.values():
        assert road.bars.keys() <= measured
        assert 0 <= road.enough < 1


# ------------------------------------------------------------------------------------------------ landmarks


def test_landmarks_are_few_and_told_from_minhash():
    for event in EVENTS:
        for report in event:
            marks = landmarks.bands(report.title, report.text)
            assert 2 <= len(marks) <= 22
            assert all(map(landmarks.is_landmark, marks))
    assert landmarks.bands("", "") == ()
    assert landmarks.bands(EVENTS[0][0].title, EVENTS[0][0].text) == landmarks.bands(
        EVENTS[0][0].title, EVENTS[0][0].text
    )


def test_two_landmarks_make_a_candidate_and_furniture_makes_none():
    assert _met([[(1, 1)], [(1, 1), (2, 2)]]) == [1]
    assert _met([[(1, 1), (2, 2)]] * 3 + [[(2, 2)]]) == [2, 1]
    page = [(story, 7) for story in range(landmarks.OF_ONE_SOURCE + 1)]
    assert _met([page, page, [(1, 1)]]) == []
    everywhere = [(story, story) for story in range(landmarks.COMMON)]
    assert _met([everywhere, everywhere]) == []
    assert _met([[(5, 1), (5, 2)], [(4, 1)]]) == []  # two copies of a story are one


def _met(carriers):
    return landmarks.met(map(landmarks.leads_to, carriers))
