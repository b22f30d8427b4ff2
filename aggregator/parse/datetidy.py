"""A date as it was written, put into a form that the readers know: one rule for each habit of its writers.

What Chinese, Japanese and Korean write in front of, behind and between the numbers, and what scripts leave there.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from aggregator.parse.datewords import AFTERNOON, CHINESE_ZONES, MORNING

_DIGITS = {char: index for index, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "两": 2, "兩": 2}
_NUMERAL = re.compile(
    r"[〇○零一二两兩三四五六七八九十百]+(?=\s*(?:[年月日号號点點时時分秒刻天周週]|个|個|小时|小時|星期|ヶ月|か月))"
    r"(?<![周週期拜]一)(?<![周週期拜]二)(?<![周週期拜]三)(?<![周週期拜]四)(?<![周週期拜]五)(?<![周週期拜]六)"
)
_ERAS = {
    "民国": 1911, "民國": 1911, "令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911,
}  # fmt: skip
_ERA = re.compile(r"(?:中[华華])?(民国|民國|令和|平成|昭和|大正)\s*(\d{1,3}|元)\s*年")
_HALVES = sorted({*MORNING, *AFTERNOON, "晚"} - {"am", "pm", "a.m.", "p.m."}, key=len, reverse=True)
_HALF_CLOCK = re.compile(
    rf"({'|'.join(map(re.escape, _HALVES))})\s*(\d{{1,2}})\s*(?:[:时時点點시]\s*)(?:(\d{{1,2}}|半|一刻)\s*[分분]?)?"
    r"(?:\s*:?\s*(\d{1,2})(?!\d)\s*[秒초]?)?"
)
_WEEKDAYS = "一二三四五六日天"
_ALONE = re.compile(
    rf"(上|本|这|這)?(?:个|個)?(?:周|週|星期|礼拜|禮拜)([{_WEEKDAYS}])\s*(\d{{1,2}}:\d{{2}}(?::\d{{2}})?)?"
)
_WEEKDAY = re.compile(
    rf"[(（]?\s*(?:(?:星期|周|週|礼拜|禮拜)[{_WEEKDAYS}]|[月火水木金土日]曜日?|[월화수목금토일]요일)\s*[)）]?"
    r"|[(（]\s*[月火水木金土日一二三四五六월화수목금토일]\s*[)）]"
)
_LABEL = re.compile(
    r"^(?:[^\d:：]{0,16}[^\W\d][:：]\s*|[\u4e00-\u9fff]{0,6}[于於]\s*|(?:posted|published|updated)\s+(?:on\s+)?)"
    r"(?=\d|[昨今前大刚剛去上]|[A-Za-z]{3})",
    re.IGNORECASE,
)
_TRAILER = re.compile(
    r"\s*(?:发布|發佈|發布|发表|發表|更新|编辑|編輯|提问|回答|投稿|公開|配信|작성|입력|수정|등록|Uhr)\s*$",
    re.IGNORECASE,
)
_CLOCK_FIRST = re.compile(r"^(\d\d:\d\d(?::\d\d)?) (\d{4}[-/年].+)$")
_ZONE_NAMES = re.compile("|".join(CHINESE_ZONES))

# (what is found, what it becomes), in this order.
_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"^/Date\((-?\d+)(?:[+-]\d{4})?\)/$"), r"\1"),
    (re.compile(r"\s+m=[+-][\d.]+$"), ""),  # as Go prints its monotonic clock
    (re.compile(r"(?<=\d)\[[A-Za-z]+(?:/[\w+-]+)+\]?$"), ""),  # as Java prints a zone behind its offset
    (re.compile(r"(?<=:\d\d)-$"), ""),
    (re.compile(r"(T\d\d:\d\d(?::\d\d(?:\.\d+)?)?) (\d\d:\d\d)$"), r"\1+\2"),  # a plus sign that was taken for a space
    (re.compile(r"(:\d\d:\d\d) (0\d[03]0|1[0-4][03]0)$"), r"\1 +\2"),
    (re.compile(r"^(\d{4}):(\d\d):(\d\d)(?=\s|$)"), r"\1-\2-\3"),
    (re.compile(r"^(\d{1,2}/[A-Za-z]{3,9}/\d{4}):(?=\d\d:)"), r"\1 "),
    (re.compile(r"^(\d{4}-\d{1,2}-\d{1,2})-(?=\d{1,2}:\d\d)"), r"\1 "),
    (re.compile(r"(?<=\d)\s+[-–—|·@]\s+(?=\d{1,2}[:.]\d\d)"), " "),
    (re.compile(r"^(\d{4})\.\s*(\d{1,2})\.\s*(\d{1,2})\.?(?=\s|$)"), r"\1-\2-\3"),
    (re.compile(r"(\d{1,2})\s+tháng\s+(\d{1,2}),?\s+(?:năm\s+)?(\d{4})", re.IGNORECASE), r"\3-\2-\1"),
    # "周五, 30 四月 2021", "30 4月 2021", "四月 30, 2021": a Chinese locale in a Western pattern.
    (re.compile(r"(?<!\d)(\d{1,2})\s+(\d{1,2})\s*月,?\s+(\d{4})(?!\d)"), r"\3年\2月\1日"),
    (re.compile(r"(?<!\d)(\d{1,2})\s*月\s*(\d{1,2}),\s*(\d{4})(?!\d)"), r"\3年\1月\2日"),
    (re.compile(r"^\D{0,8}(?<!\d)(\d{1,2})\s+(0?[1-9]|1[0-2])\s+(\d{4})\s+(?=\d\d:\d\d)"), r"\3-\2-\1 "),
    (re.compile(r"([+-]\d{4}) [A-Z]{2,5}$"), r"\1"),
    (re.compile("昨(?:晚|夜)"), "昨天晚上"),
    (re.compile("今(?:晚|夜)"), "今天晚上"),
    (re.compile("今(?:早|晨)"), "今天早上"),
)


def tidy(text: str, today: date) -> str:
    """The same date with its numerals as digits, its year as of our era, its hour of 24, and nothing around it."""
    text = _TRAILER.sub("", _LABEL.sub("", text.strip()))
    text = _NUMERAL.sub(lambda numeral: str(number(numeral[0])), text)
    text = _ERA.sub(lambda era: f"{_ERAS[era[1]] + (1 if era[2] == '元' else int(era[2]))}年", text)
    text = _relative_year(text, today)
    text = _ZONE_NAMES.sub("+08:00", text)
    if alone := _ALONE.fullmatch(text):
        return _weekday(alone, today)
    if any(char.isdigit() for char in text):
        text = _WEEKDAY.sub(" ", text)
    for pattern, form in _RULES:
        text = pattern.sub(form, text)
    return _CLOCK_FIRST.sub(r"\2 \1", " ".join(_HALF_CLOCK.sub(_clock, text).split()))


def number(numeral: str) -> int:
    """二〇二一 is 2021, 三十 is 30, 十二 is 12, 一百一十 is 110."""
    if not set(numeral) & {"十", "百"}:
        return int("".join(str(_DIGITS[char]) for char in numeral))
    total, digit = 0, None
    for char in numeral:
        size = {"十": 10, "百": 100}.get(char)
        if size:
            total, digit = total + (1 if digit is None else digit) * size, None
        else:
            digit = _DIGITS[char]
    return total + (digit or 0)


def _relative_year(text: str, today: date) -> str:
    for word, back in (("今年", 0), ("去年", 1), ("昨年", 1), ("前年", 2)):
        if text.startswith(word) and "月" in text:
            return f"{today.year - back}年{text[len(word) :]}"
    return text


def _weekday(found: re.Match[str], today: date) -> str:
    """周五 is the last Friday, today included; 本周五 is in this week, 上周五 in the one before it."""
    wanted = min(_WEEKDAYS.index(found[2]), 6)
    if found[1]:
        monday = today - timedelta(days=today.weekday() + (7 if found[1] == "上" else 0))
        day = monday + timedelta(days=wanted)
    else:
        day = today - timedelta(days=(today.weekday() - wanted) % 7)
    return f"{day.isoformat()} {found[3] or ''}".strip()


def _clock(found: re.Match[str]) -> str:
    half, hour = found[1], int(found[2])
    if (half in AFTERNOON or half == "晚") and hour < 12 and not (half == "中午" and hour > 10):
        hour += 12
    elif half in MORNING and hour == 12:
        hour = 0
    minute = {"半": 30, "一刻": 15}.get(found[3] or "") or int(found[3] or 0)
    return f" {hour:02}:{minute:02}:{int(found[4] or 0):02} "
