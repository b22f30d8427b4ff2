"""One event in the words of two newsrooms: figures in normal form, names, what is weighed, and how it is told."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aggregator.merge import accounts, figures, landmarks, tokens
from aggregator.merge.accounts import Account, told_anew

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
    assert accounts.measure(one, other, 0.1) == pytest.approx(accounts.measure(other, one, 0.1))


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


def test_one_headline_was_judged_before():
    assert not _other(title=EVENTS[0][0].title).same


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


# ------------------------------------------------------------------------------------------------ landmarks


def test_landmarks_are_few_and_told_from_minhash():
    for event in EVENTS:
        for report in event:
            marks = landmarks.bands(report.title, report.text)
            assert 2 <= len(marks) <= 16
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
