"""What a site says of itself around an article: rights, appeals, other articles, hints for its app.

Two sites wrap one story in different furniture, and one site wraps all its stories in the same; both mislead whoever
compares texts. Sentences at either end that speak of the site are left out; where a list of other articles begins,
the article has ended.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import chain, pairwise
from typing import TypeAlias

from aggregator.merge import expressions
from aggregator.merge.expressions import Search

Span: TypeAlias = tuple[int, int]

_ASIDE = 90  # bytes: a Chinese character says as much as three Latin letters

_LEAST = 40  # characters that must remain; a text that is all furniture is compared as it is

_SENTENCE_END = re.compile(r"[。！？!?]|\.(?=\s)")
_END = re.compile(r"[。！？!?；;\n]+[”」』’\"）)]*\s*|\.[”’\")]*\s+")

# RE2 tries all alternatives at once, eighteen times as fast here as one after the other.
_OF_THE_SITE = expressions.search(
    # rights and liability
    r"版权|侵权|侵删|转载|未经(?:许可|授权|允许)|免责|仅代表作者|不代表(?:本|平台|任何)|不构成.{0,8}建议|仅供参考|"
    r"投资有风险|市场有风险|不对.{0,12}负责|自行承担|已授权|^\W*声明\s*[:：]|许可协议|CC[ -]?BY|ICP备|公网安备|"
    r"广告声明|对外跳转链接|本文(?:由|系|为|来自|首发|转自|原创|经)|原文(?:链接|标题|载)|原标题|题图|插图|图源|"
    r"头图|封面图|"
    # who made it
    r"(?:责任编辑|责编|编辑|校对|审核|监制|排版|美编|作者|来源|撰文|文字|摄影|翻译|编译|通讯员|部门|"
    r"组)\s*[：:/｜|]|(?:本报讯|网讯|社电)$|^\W*END\W*$|小编|"
    # appeals
    r"公众号|微信号|扫码|二维码|长按|点击(?:关注|下方|上方|蓝字|这里|阅读|查看)|(?:欢迎|记得|请|别忘了|"
    r"点个)?关注(?:我们|本|作者|“)|点赞|在看|三连|星标|加微信|音频版|知识星球|会员(?:群|年费)|中奖名单|"
    r"广告(?:刊登|服务|合作)|隐私政策|用户协议|举报(?:电话|邮箱)|(?:联系)?电话\s*[:：]|传真|打赏|爱发电|赞赏|投稿|"
    r"投递|爆料|报料|线索|商务合作|客服|热线|联系我们|加入.{0,6}(?:群|社群|会员)|订阅(?:本|我们|号|地址|方式)?|"
    r"回复[“「\"]|后台(?:留言|回复)|小程序(?:搜索|内搜)|应用市场|下载.{0,10}(?:客户端|APP|App|应用)|"
    r"打开.{0,8}(?:客户端|APP|App)|(?:[阅浏]览量?|访问者?|访客|点击量|评论数?|人阅读)\s*[:：]?\s*[\d,]|"
    r"第\s*\d+\s*位访|发表(?:评论|留言)|参与(?:讨论|评论)|分享(?:到|至)|"
    # English
    r"(?i:\ball rights reserved|copyright|©|\bsubscribe\b|\bsubscribers? only|\bsign(?:ing)? up\b|\bnewsletter|"
    r"\bfollow (?:us|me)\b|\baffiliate|\bcookies?\b|privacy policy|terms of (?:use|service)|\badvertis|"
    r"\bsponsor(?:ed|s)?\b|reader-(?:funded|supported)|support (?:our|us\b|independent|this)|"
    r"if you (?:value|like|enjoy)|\bdonat(?:e|ion)|become a (?:member|subscriber|patron)|\b(?:patreon|ko-fi)\b|"
    r"contact (?:us|the newsroom|the editor)|got a tip|\btips@|[\w.]+@[\w-]+\.\w{2,}|\bclick (?:here|below)|"
    r"\bshare this\b|\bleave a comment|\bcomments? (?:are|below|policy|\()|\bfiled under|\bposted (?:in|by)\b|"
    r"\btags?:|\bpermalink|\b(?:reporting|editing|story|words|photo(?:graph)?s?) by\b|\bstaff (?:reporter|writer)|"
    r"\boriginally (?:published|appeared)|\b(?:views|opinions) expressed|not necessarily (?:reflect|represent)|"
    r"investment advice|informational purposes|"
    r"(?:this|the) (?:article|post|story|content) (?:was|is|has been|first|may) |\bpowered by|\bunsubscribe|"
    r"\bour (?:app|apps|podcast|readers)\b|forwarded to you|capital at risk|past performance|community guidelines|"
    r"your e?-?mail|brought to you by|request a demo|\blog in to|^\W*welcome to\b|buy me a coffee|"
    r"\blisten to this|\bwebinars?\b|\bgo premium|\bredistribution|\bdownload (?:our|the) \w* ?app|\ball times\b|"
    r"\bmin(?:ute)?s? read\b|\blinks? (?:below|in this))"
)
_BEFORE = expressions.search(
    r"点击.{0,6}(?:蓝字|关注)|编者按|欢迎(?:收听|关注|来到)|关注我们|星标|转载|授权|音频版|声明|本文(?:由|系|为|来自|首发|转自|原创|经|共|约)|小编|粉丝|"
    r"(?i:^\W*welcome to\b|^\W*subscribe\b|you are receiving|forwarded to you|\bsponsor|brought to you|"
    r"editor's note|\bthis (?:article|post|content|newsletter)\b|listen to this|\baffiliate links?|\badvertis|"
    r"request a demo)"
)
_OTHER_ARTICLES = expressions.search(
    r"[。！？!?\n.|](\s*[^\w\n]{0,4}(?:相关(?:阅读|文章|推荐|报道|新闻|链接)|推荐(?:阅读|文章)|延伸阅读|"
    r"拓展阅读|更多(?:阅读|精彩|新闻|内容|资讯)|看?往期|热[点门](?:推荐|文章|新闻|阅读|[:：])|猜你喜欢|"
    r"你可能(?:错过|还?喜欢|还?想看|感兴趣)|上一[篇条]|下一[篇条]|友情链接|最新文章|大家都在[看搜]|"
    r"关于[^\n，。！？、：“]{2,16}\n|"
    r"(?i:about [^\n.,]{2,40}\n|"
    r"related (?:stories|articles|posts|coverage|reading|links)|related:|read (?:more|also|next)|also read|"
    r"see also:|more (?:from|stories|on|news)\b|you (?:may|might) (?:also )?(?:like|enjoy)|most read|"
    r"recommended(?::| (?:for you|reading|stories|articles))|trending(?::| now| stories)|popular (?:now|posts)|"
    r"previous(?: post)?:|next(?: post)?:|previously:|older posts|elsewhere on|in other news)))"
)


def without(text: str) -> str:
    """The text without what the site says of itself before and behind; the whole where hardly anything would remain.

    A sentence in the midst is left alone whatever it speaks of: there are news about newsletters.
    """
    begun = without_preface(_ended(text))
    ends = [match.end() for match in _END.finditer(begun)]
    spans = [(start, end) for start, end in pairwise((0, *ends, len(begun))) if start < end]
    start, end = _least_furnished(spans, [-1 if _OF_THE_SITE(begun[start:end]) else 2 for start, end in spans])
    article = begun[start:end]
    return article if len(article) >= _LEAST else text


def _least_furnished(spans: list[Span], signs: list[int]) -> Span:
    """The stretch of sentences that says most of something else than the site: every character counts, for or against.

    So a few words in the midst of furniture go with it, and a sentence about newsletters in an article stays.
    """
    best, found, value, begun = 0, (0, 0), 0, 0
    for (start, end), sign in zip(spans, signs, strict=True):
        if value <= 0:
            value, begun = 0, start
        value += sign * (end - start)
        if value > best:
            best, found = value, (begun, end)
    return found


def _ended(text: str) -> str:
    """The text as far as the article goes: until a list of other articles begins, behind some sentence at least."""
    said = _SENTENCE_END.search(text, _LEAST)
    others = _OTHER_ARTICLES(text[said.start() :]) if said else None
    return text[: said.start() + others.start(1)] if said and others else text


def without_preface(text: str) -> str:
    """The text without what the site says of itself before it."""
    ends = (match.end() for match in _END.finditer(text))
    return text[_border(_BEFORE, text, pairwise(chain((0,), ends, (len(text),))), 0) :]


def _border(furniture: Search, text: str, sentences: Iterable[Span], border: int) -> int:
    """Where the furniture ends that the text begins with.

    A short aside among it that does not look so is taken along.
    """
    spared = False
    for start, end in sentences:
        if furniture(text[start:end]):
            border, spared = end, False
        elif spared or len(text[start:end].encode("utf-8", "surrogatepass")) > _ASIDE:
            break
        else:
            spared = True
    return border
