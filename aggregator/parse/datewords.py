"""The words that dates are written with: months, weekdays, zones, in the languages that feeds use."""

from __future__ import annotations

from datetime import timedelta

_MONTHS = (
    "jan january janvier januar jänner januari enero ene janeiro gennaio gen января янв ιαν",
    "feb february february februar februari febrero fevereiro fev febbraio février fevrier févr fév февраля фев φεβ",
    "mar march mars märz maerz mrz maart mrt marzo março marco марта мар μαρ μάρ",
    "apr april avril avr abril abr aprile апреля апр απρ",
    "may mai mei mayo maio maggio mag мая май μαϊ μαι",
    "jun june juin juni junio junho jui giugno giu июня июн ιουν",
    "jul july juillet juil juli julio julho luglio lug июля июл ιουλ",
    "aug august août aout aoû augustus agosto ago августа авг αυγ",
    "sep sept september septembre septiembre setembro set settembre сентября сен σεπ",
    "oct october octobre okt oktober octubre outubro out ottobre ott октября окт οκτ",
    "nov november novembre noviembre novembro ноября ноя νοε",
    "dec december décembre decembre déc dez dezember des dic diciembre dezembro dicembre декабря дек δεκ",
)
MONTHS = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}

_HOURS = {
    "ut": 0, "utc": 0, "gmt": 0, "z": 0, "wet": 0, "est": -5, "edt": -4, "cdt": -5, "mst": -7, "mdt": -6,
    "pst": -8, "pdt": -7, "akst": -9, "akdt": -8, "hst": -10, "ast": -4, "adt": -3, "brt": -3, "brst": -2,
    "art": -3, "bst": 1, "west": 1, "cet": 1, "cest": 2, "mez": 1, "mesz": 2, "met": 1, "mest": 2, "eet": 2,
    "eest": 3, "sast": 2, "msk": 3, "msd": 4, "trt": 3, "pkt": 5, "ist": 5.5, "npt": 5.75, "wib": 7, "ict": 7,
    "hkt": 8, "sgt": 8, "myt": 8, "pht": 8, "awst": 8, "jst": 9, "kst": 9, "acst": 9.5, "acdt": 10.5,
    "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13, "nst": -3.5, "ndt": -2.5,
}  # fmt: skip
ZONES = {name: timedelta(hours=hours) for name, hours in _HOURS.items()}
"""Zone names as RFC 822 and usage have them, but for CST: US Central, unless the source lives eight hours east."""

US_CENTRAL = timedelta(hours=-6)
CHINA = timedelta(hours=8)
CHINESE_ZONES = ("北京时间", "北京時間", "中国标准时间", "中國標準時間", "台北時間", "香港時間")

MORNING = frozenset({"am", "a.m.", "上午", "早上", "早晨", "凌晨", "清晨", "午前", "오전"})
AFTERNOON = frozenset({"pm", "p.m.", "下午", "晚上", "傍晚", "中午", "晚间", "晚間", "夜间", "午後", "오후"})

DAYS_AGO = {
    "今天": 0,
    "今日": 0,
    "today": 0,
    "오늘": 0,
    "昨天": 1,
    "昨日": 1,
    "yesterday": 1,
    "어제": 1,
    "前天": 2,
    "一昨日": 2,
    "그제": 2,
}
JUST_NOW = frozenset({"刚刚", "剛剛", "刚才", "剛才", "just now", "now", "たった今", "방금", "방금 전"})

UNITS = {
    "秒": 1, "秒钟": 1, "秒鐘": 1, "초": 1, "second": 1, "seconds": 1, "sec": 1, "secs": 1, "s": 1, "分": 60,
    "分钟": 60, "分鐘": 60, "분": 60, "minute": 60, "minutes": 60, "min": 60, "mins": 60, "m": 60,
    "小时": 3600, "小時": 3600, "个小时": 3600, "個小時": 3600, "时": 3600, "時間": 3600, "시간": 3600,
    "hour": 3600, "hours": 3600, "hr": 3600, "hrs": 3600, "h": 3600, "天": 86400, "日": 86400, "일": 86400,
    "day": 86400, "days": 86400, "d": 86400, "周": 604800, "週": 604800, "星期": 604800, "个星期": 604800,
    "週間": 604800, "주": 604800, "week": 604800, "weeks": 604800, "个月": 2592000, "個月": 2592000,
    "月": 2592000, "ヶ月": 2592000, "か月": 2592000, "개월": 2592000, "month": 2592000, "months": 2592000,
    "年": 31536000, "년": 31536000, "year": 31536000, "years": 31536000,
}  # fmt: skip
"""Seconds in a unit; from a day on, an "ago" names a day and no time."""
