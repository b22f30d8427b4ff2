"""Which language bytes look like when read in an encoding: common characters are common only in the right one.

Measured on real feeds: text read in its own encoding has a fifth to two thirds of its non-ASCII characters in these
tables; text read in a wrong one under a twentieth.
"""

from __future__ import annotations

import re

GUESSES = ("gb18030", "big5", "cp932", "euc-jp", "cp949", "cp1251", "koi8_r", "cp874")

_SIMPLIFIED = (
    "的一是不了在人有我他这中大来上个国和也子时道出而于就下得可你年生自会那后能对着事其里所去行过家十用发天如然作方成者多日都三小军二无同么"
    "经法当起与好看学进种将还分此心前面又定见只主没公从知使动理新最文章网产品全部本业信市场数据评论技术"
)
_TRADITIONAL = (
    "的一是不了在人有我他這中大來上個國和也子時道出而於就下得可你年生自會那後能對著事其裡所去行過家十用發天如然作方成者多日都三小軍二無同麼"
    "經法當起與好看學進種將還分此心前面又定見只主沒公從知使動理新最文章網產品全部本業信市場數據評論技術"
)
_JAPANESE = (
    "のにはをたがでてとしれさあいるもなからこまりくっすんうけきだよめ"
    "みわせおえそつちどやねばろほげずごじべひふへ日本ンストルイラクリアコーレシロサテ"
)
_KOREAN = (
    "이다는에의을가고하지기로도사한를은어인정자대해시서있나리그주스과일보"
    "라수아으부전만들제장동국상구화성원여와게유경조공신비안오년"
)
_CYRILLIC = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэф"
_THAI = "านรอกเงมยลวดทตสปบคหพชขแจไใโำิีึืุู่้ั็์ะ"
_ALPHABETS = frozenset({"cp1251", "koi8_r", "cp874"})
_PUNCTUATION = "，。、；：？！“”‘’（）《》【】「」『』·—…　"

_COMMON = {
    "gb18030": frozenset(_SIMPLIFIED),
    "big5": frozenset(_TRADITIONAL),
    "cp932": frozenset(_JAPANESE),
    "euc-jp": frozenset(_JAPANESE),
    "cp949": frozenset(_KOREAN),
    "cp1251": frozenset(_CYRILLIC),
    "koi8_r": frozenset(_CYRILLIC),
    "cp874": frozenset(_THAI),
}
# What only a wrong reading brings forth: half-width kana, private use, box drawing, rare ideographs, Latin with marks.
_SUSPECT = re.compile("[\uff61-\uff9f\ue000-\uf8ff\u2500-\u259f\u3400-\u4dbf\u0080-\u00a0\u00a1-\u024f]|[^\x00-\uffff]")
_NOT_ASCII = re.compile("[^\x00-\x7f]")
_SAMPLE = 20_000
_RUNS = re.compile("[^\x00-\x7f]{3,}")
_THAI_MARK_ALONE = re.compile("(?:^|[^\u0e01-\u0e2e\u0e31-\u0e4e])[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]")
_RUSSIAN_CASE = re.compile("[а-яё][А-ЯЁ]")


def likelihood(text: str, codec: str) -> float:
    """How much the non-ASCII part of the text looks like what is written in that encoding: 0 not at all, 1 entirely."""
    foreign = _NOT_ASCII.findall(text[: 50 * _SAMPLE])[:_SAMPLE]
    foreign = [char for char in foreign if char not in _PUNCTUATION]
    if not foreign:
        return 0.0
    common = _COMMON[codec]
    good = sum(char in common for char in foreign)
    bad = len(_SUSPECT.findall("".join(foreign)))
    score = (good - 2 * bad) / len(foreign)
    if codec in _ALPHABETS and 4 * sum(map(len, _RUNS.findall(text[: 50 * _SAMPLE]))) < 3 * len(foreign):
        return 0.0  # single high bytes among ASCII letters: a Western text with accents
    if codec in {"cp1251", "koi8_r"}:
        # Any high byte is a letter in either; a capital inside a word shows that the case bits are swapped.
        score -= len(_RUSSIAN_CASE.findall(text[: 50 * _SAMPLE])) * 4 / len(foreign)
        score *= 0.5
    if codec == "cp874":  # a vowel sign without its consonant
        score = 0.45 * (score - len(_THAI_MARK_ALONE.findall(text[: 50 * _SAMPLE])) * 4 / len(foreign))
    return score
