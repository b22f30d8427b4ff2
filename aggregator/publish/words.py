"""The words of pages, in Chinese and in English, and dates as each writes them: never by the machine's locale."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

_CHINESE: Mapping[str, str] = {
    "home": "首页",
    "members": "来源",
    "status": "状态",
    "skip": "跳到正文",
    "subscribe": "订阅",
    "categories": "分类",
    "more": "更多",
    "full": "展开全文",
    "also": "另见",
    "sources": "来源",
    "stories": "{count} 篇",
    "latest": "最近更新",
    "earlier": "更早",
    "later": "更新",
    "page": "第 {number} 页",
    "pages": "分页",
    "of_pages": "第 {number} 页，共 {count} 页",
    "empty": "还没有文章。",
    "updated": "更新于",
    "silent": "久未更新",
    "failing": "抓取失败",
    "gone": "已停止",
    "paused": "已暂停",
    "ok": "正常",
    "new": "等待首次抓取",
    "since": "自",
    "path": "位置",
    "site": "网站",
    "feed": "订阅地址",
    "outputs": "输出",
    "title": "名称",
    "state": "情况",
    "lists": "订阅列表",
    "opml_feeds": "全部分类（OPML）",
    "opml_sources": "全部来源（OPML）",
    "ops": "来源状况",
    "ops_about": "来源何时失败、恢复或停止",
    "ops_failing": "{source} 抓取失败",
    "ops_recovered": "{source} 已恢复",
    "ops_gone": "{source} 已停止",
    "files": "附件",
    "audio": "音频",
    "video": "视频",
    "teaser": "摘要",
    "archive": "历史存档",
    "comments": "评论",
    "contains": "包含",
    "no_story": "还没有文章",
    "members_about": "这里汇集了 {count} 个来源。",
    "index_about": "{feeds} 个分类，{sources} 个来源，{stories} 篇文章",
    "generated": "由 aggregator 汇集，文章版权归原作者。",
    "language": "zh-CN",
}
_ENGLISH: Mapping[str, str] = {
    "home": "Home",
    "members": "Sources",
    "status": "Status",
    "skip": "Skip to content",
    "subscribe": "Subscribe",
    "categories": "Categories",
    "more": "More",
    "full": "Read it all here",
    "also": "Also at",
    "sources": "Sources",
    "stories": "{count} stories",
    "latest": "Latest",
    "earlier": "Earlier",
    "later": "Later",
    "page": "Page {number}",
    "pages": "Pages",
    "of_pages": "Page {number} of {count}",
    "empty": "No stories yet.",
    "updated": "Updated",
    "silent": "silent",
    "failing": "failing",
    "gone": "gone",
    "paused": "paused",
    "ok": "fine",
    "new": "not polled yet",
    "since": "since",
    "path": "Where you are",
    "site": "Site",
    "feed": "Feed",
    "outputs": "Outputs",
    "title": "Name",
    "state": "State",
    "lists": "Lists",
    "opml_feeds": "All categories (OPML)",
    "opml_sources": "All sources (OPML)",
    "ops": "Source health",
    "ops_about": "When a source fails, recovers or is gone",
    "ops_failing": "{source} fails",
    "ops_recovered": "{source} has recovered",
    "ops_gone": "{source} is gone",
    "files": "Files",
    "audio": "Audio",
    "video": "Video",
    "teaser": "teaser",
    "archive": "Archive",
    "comments": "Comments",
    "contains": "Contains",
    "no_story": "No story yet",
    "members_about": "{count} sources are gathered here.",
    "index_about": "{feeds} categories, {sources} sources, {stories} stories",
    "generated": "Gathered by aggregator. Articles belong to their authors.",
    "language": "en",
}
_WEEKDAYS_ZH = "一二三四五六日"
_MONTHS_EN = "January February March April May June July August September October November December"
_WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def chinese(language: str) -> bool:
    """Whether pages of a site in this language speak Chinese; all others speak English."""
    return language.lower().startswith("zh")


def words_of(language: str) -> Mapping[str, str]:
    """The words for a site in this language."""
    return _CHINESE if chinese(language) else _ENGLISH


def day(when: date, language: str) -> str:
    """A day: 2026年1月2日 or 2 January 2026."""
    if chinese(language):
        return f"{when.year}年{when.month}月{when.day}日"
    return f"{when.day} {_MONTHS_EN.split()[when.month - 1]} {when.year}"


def weekday(when: date, language: str) -> str:
    """The day of the week: 星期五 or Friday."""
    return f"星期{_WEEKDAYS_ZH[when.weekday()]}" if chinese(language) else _WEEKDAYS_EN[when.weekday()]


def moment(when: datetime, language: str) -> str:
    """A day with its time: 2026年1月2日 15:04."""
    return f"{day(when.date(), language)}{' ' if chinese(language) else ', '}{clock(when)}"


def clock(when: datetime) -> str:
    """A time of day: 15:04."""
    return f"{when.hour:02}:{when.minute:02}"
