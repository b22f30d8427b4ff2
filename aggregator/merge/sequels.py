"""Headlines that tell what happened next: a report of the end of the search is not the one that somebody is missing."""

from __future__ import annotations

import re

from aggregator.merge.accounts import Account


def turned(one: Account, other: Account) -> bool:
    """Whether one's headline tells of a turn (postponed, rescued, sentenced) of which the other never speaks."""
    return any(turn not in other.plain for turn in _TURN.findall(one.plain_title))


def is_found_since(one: Account, other: Account) -> bool:
    """Whether one's headline tells of somebody or something lost, and the other's of the end of the search."""
    lost = _LOST.search(one.plain_title) and not _FOUND.search(one.plain)
    return bool(lost and _FOUND.search(other.plain_title))


_TURN = re.compile(
    r"后续|续报|进展|最新通报|追踪|推迟|延期|改期|取消|恢复|解除|回应|致歉|道歉|加场|售罄|撤回|复牌|停牌|逮捕|批捕|获刑|判刑|宣判|"
    r"上诉|二审|立案|结果公布|检查结果|查明|落网|抓获|被控制|获救|寻获|找到|调查组|(?:遇难|死亡|遇难者|死者|人数)升至|辟谣|复盘|回顾|"
    r"\b(?:what happened next|follow-up|reopen|resume|appeal|sentenc|postpone|delay|slips|cancel|respond|apolog|arrest|"
    r"charged|plead|found\b|rescued|crowned|avert|blames|aftermath|toll|restored|suspend|lifted|recover|"
    r"jailed|acquitted|gets \w+ (?:years?|months?))"
)
_LOST = re.compile(r"失联|失踪|走失|被盗|\b(?:missing|stolen)\b")
_FOUND = re.compile(r"找到|寻获|获救|追回|\b(?:found|rescued|recovered|located)\b")
