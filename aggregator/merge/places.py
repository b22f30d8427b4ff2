"""Whether two notices are of two places: 江苏启动网上确认 and 浙江启动网上确认 share all but that.

Pure data and one question. Names of provinces, large cities and countries are common words of the language, so that
they count for nothing where articles are weighed; in a headline they tell one office's notice from its neighbour's.
"""

from __future__ import annotations

import re

from aggregator.merge.titles import Title

_PLACES = """
北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州
云南 陕西 甘肃 青海 内蒙古 广西 西藏 宁夏 新疆 香港 澳门 台湾 石家庄 太原 沈阳 大连 长春 哈尔滨 南京 苏州 无锡
常州 徐州 南通 扬州 杭州 宁波 温州 绍兴 嘉兴 金华 台州 合肥 芜湖 福州 厦门 泉州 南昌 赣州 济南 青岛 烟台 潍坊
临沂 郑州 洛阳 武汉 宜昌 襄阳 长沙 株洲 岳阳 广州 深圳 珠海 佛山 东莞 惠州 中山 汕头 南宁 桂林 柳州 海口 三亚
成都 绵阳 贵阳 遵义 昆明 大理 拉萨 西安 咸阳 宝鸡 兰州 西宁 银川 乌鲁木齐 呼和浩特 包头 唐山 保定 秦皇岛 大同
鞍山 盐城 镇江 湖州 美国 英国 法国 德国 意大利 西班牙 俄罗斯 乌克兰 日本 韩国 朝鲜 印度 泰国 越南 新加坡
马来西亚 印尼 印度尼西亚 菲律宾 澳大利亚 新西兰 加拿大 墨西哥 巴西 阿根廷 智利 埃及 南非 尼日利亚 肯尼亚 以色列
伊朗 沙特 土耳其 波兰 荷兰 比利时 瑞士 瑞典 挪威 芬兰 丹麦 葡萄牙 希腊 奥地利 捷克 匈牙利 爱尔兰 欧盟
"""
_PLACE = re.compile("|".join(sorted(_PLACES.split(), key=len, reverse=True)))


def differ(one: Title, one_text: str, other: Title, other_text: str) -> str:
    """Why two articles are of two places; "" where they are not, or where a headline names none.

    Each headline names places, none in common, and neither article mentions those of the other's headline at all.
    """
    ours, theirs = _named(one), _named(other)
    if not ours or not theirs or not ours.isdisjoint(theirs):
        return ""
    if any(place in other_text for place in ours) or any(place in one_text for place in theirs):
        return ""
    return f"{'/'.join(sorted(ours))} is not {'/'.join(sorted(theirs))}"


def _named(title: Title) -> set[str]:
    return set(_PLACE.findall(title.core.replace(" ", "")))
