"""The words that dates are written with: months, weekdays, zones, in the languages that feeds use."""

# ruff: noqa: E501 - a month with all its names is one line

from __future__ import annotations

from datetime import timedelta

_MONTHS = (  # English, French, German, Spanish, Portuguese, Italian, Dutch and Nordic; Slavic; others
    "jan january janvier januar jänner januari enero ene janeiro gennaio gen января январь янв янр січня січ stycznia sty ledna januára január ocak oca ianuarie ian tammikuuta tammi януари ιαν ιανουαρίου มกราคม يناير",
    "feb february februar februari februarie februára febrero fevereiro fev febbraio février fevrier févr fév февраля февраль фев лютого лют lutego lut února febr február şubat şub helmikuuta helmi февруари φεβ φεβρουαρίου กุมภาพันธ์ فبراير",
    "mar march mars märz maerz mär mrz maart mrt marzo março marco marts maret марта март мар березня бер marca března márc március mart martie maaliskuuta maalis μαρ μάρ μαρτίου มีนาคม مارس",
    "apr april avril avr abril abr aprile апреля апрель апр квітня кві kwietnia kwi dubna apríla ápr április nisan nis aprilie huhtikuuta huhti април απρ απριλίου เมษายน أبريل",
    "may mai mei mayo maio maggio mag maj мая май травня тра maja května mája máj május mayıs toukokuuta touko μαϊ μαι μαΐου พฤษภาคม مايو",
    "jun june juin juni junio junho giugno giu июня июнь июн червня чер czerwca cze června júna jún június haziran haz iunie kesäkuuta kesä юни ιουν ιουνίου มิถุนายน يونيو",
    "jul july juillet juil juli julio julho luglio lug июля июль июл липня лип lipca lip července júla júl július temmuz tem iulie heinäkuuta heinä юли ιουλ ιουλίου กรกฎาคม يوليو",
    "aug august août aout aoû augustus augusti agosto ago agustus августа август авг серпня сер sierpnia sie srpna augusta augusztus ağustos ağu elokuuta elo αυγ αυγούστου สิงหาคม أغسطس",
    "sep sept september septembre septiembre setembro set settembre septembrie сентября сентябрь сен вересня вер września wrz září septembra szept szeptember eylül eyl syyskuuta syys септември σεπ σεπτεμβρίου กันยายน سبتمبر",
    "oct october octobre okt oktober octubre outubro out ottobre ott octombrie октября октябрь окт жовтня жов października paź října októbra október ekim eki lokakuuta loka октомври οκτ οκτωβρίου ตุลาคม أكتوبر",
    "nov november novembre noviembre novembro noiembrie ноября ноябрь ноя листопада лис listopada lis listopadu novembra kasım kas marraskuuta marras ноември νοε νοεμβρίου พฤศจิกายน نوفمبر",
    "dec december décembre decembre déc dez dezember des desember dic diciembre dezembro dicembre decembrie декабря декабрь дек грудня гру grudnia gru prosince decembra aralık ara joulukuuta joulu декември δεκ δεκεμβρίου ธันวาคม ديسمبر",
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
    "大前天": 3,
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
    "heure": 3600, "heures": 3600, "jour": 86400, "jours": 86400, "semaine": 604800, "semaines": 604800,
    "mois": 2592000, "an": 31536000, "ans": 31536000, "stunde": 3600, "stunden": 3600, "minuten": 60, "tag": 86400,
    "tagen": 86400, "woche": 604800, "wochen": 604800, "monat": 2592000, "monaten": 2592000, "jahr": 31536000,
    "jahren": 31536000, "hora": 3600, "horas": 3600, "minuto": 60, "minutos": 60, "día": 86400, "días": 86400,
    "dia": 86400, "dias": 86400, "semana": 604800, "semanas": 604800, "ora": 3600, "ore": 3600, "minuti": 60,
    "giorno": 86400, "giorni": 86400, "час": 3600, "часа": 3600, "часов": 3600, "минуту": 60, "минуты": 60, "минут": 60,
    "день": 86400, "дня": 86400, "дней": 86400, "年": 31536000, "년": 31536000, "year": 31536000, "years": 31536000,
}  # fmt: skip
"""Seconds in a unit; from a day on, an "ago" names a day and no time."""
