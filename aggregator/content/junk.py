"""Page chrome that feeds carry along: what the shipped list takes out of content, each with its reason.

Pure data and its look-up. A selector here is simple — `.class`, `#id`, `tag.class`, `.class.class` — so that
the whole list costs one look-up per class name. A source's `keep` spares what it matches; its `remove` adds to it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from aggregator.content.nodes import Node

JUNK: tuple[tuple[str, str], ...] = (
    # Chinese sites
    (".support-author", "woshipm: donate button, donors' avatars and count"),
    (".button--pay", "woshipm: donate button"),
    (".article--actions", "woshipm: like and collect bar"),
    (".author-panel", "woshipm: author card under the article"),
    (".support-title", "woshipm: appeal above the donate button"),
    ("#recommend_bottom", "ZAKER: empty recommendation slot"),
    ("#article_bottom", "ZAKER: empty slot under the article"),
    ("div.reward", "donation box"),
    (".reward-box", "donation box"),
    (".reward-button", "donation button"),
    (".reward-container", "donation box of Hexo themes"),
    ("#reward", "donation box"),
    ("#reward-container", "donation box of Hexo themes"),
    (".dashang", "donation box (打赏)"),
    ("div.shang", "donation box (打赏)"),
    ("div.donate", "donation box"),
    (".donate-box", "donation box"),
    (".charge-btn", "sspai: charge the author"),
    (".btn-charge", "sspai: charge the author"),
    (".article__charge", "sspai: charge the author"),
    (".comment-btn", "comment button"),
    (".btn-comment", "comment button"),
    (".qrcode", "QR code of the page or of an account"),
    (".qr-code", "QR code of the page or of an account"),
    (".qrcode-box", "QR code box"),
    (".qr_code_pc", "WeChat: QR code of the account"),
    (".qr_code_pc_outer", "WeChat: QR code of the account"),
    (".wechat-qrcode", "QR code of a WeChat account"),
    (".weixin-qrcode", "QR code of a WeChat account"),
    (".wx-qrcode", "QR code of a WeChat account"),
    (".erweima", "QR code (二维码)"),
    (".ewm", "QR code (二维码)"),
    (".bdsharebuttonbox", "Baidu share buttons"),
    (".bdshare", "Baidu share buttons"),
    ("#bdshare", "Baidu share buttons"),
    (".bshare-custom", "bShare buttons"),
    (".jiathis_style", "JiaThis share buttons"),
    (".social-share", "share.js buttons"),
    (".share-popover", "sspai: share pop-over"),
    (".share__popover", "sspai: share pop-over"),
    (".share-component", "share.js buttons"),
    (".js_profile_card", "WeChat: account card"),
    (".mp_profile_iframe_wrp", "WeChat: account card"),
    (".rich_media_tool", "WeChat: reading and like counts"),
    (".copyright-area", "juejin: copyright box"),
    (".copy-code-btn", "juejin: copy button in code"),
    (".code-block-extension-header", "juejin: bar above code"),
    (".hljs-button", "CSDN: copy button in code"),
    (".hide-preCode-box", "CSDN: unfold button under code"),
    (".pre-numbering", "CSDN: line numbers of code"),
    (".article-copyright", "copyright box of a theme"),
    (".post-copyright", "copyright box of Hexo themes"),
    (".post-copyright-author", "copyright box of Hexo themes"),
    (".copyright-claim", "Douban: copyright line"),
    (".cnblogs_code_toolbar", "cnblogs: copy buttons of code"),
    (".cnblogs_code_copy", "cnblogs: copy buttons of code"),
    (".tptt", "cnBeta: vote buttons"),
    (".article-share", "share buttons"),
    (".article-shares", "share buttons"),
    (".article__share", "share buttons"),
    (".news-share", "share buttons"),
    (".ad-tips", "advertisement mark"),
    (".relate-news", "list of other articles"),
    (".related-news", "list of other articles"),
    (".xiangguan", "list of other articles (相关)"),
    (".recommend-list", "list of other articles"),
    (".recommend-article", "list of other articles"),
    (".hot-recommend", "list of other articles"),
    (".article-recommend", "list of other articles"),
    (".image-container-fill", "jianshu: holds the place of a picture"),
    (".SocialShare", "share buttons"),
    (".ContentItem-actions", "Zhihu: vote and comment bar"),
    (".RichContent-actions", "Zhihu: vote and comment bar"),
    # WordPress and its plug-ins
    (".sharedaddy", "Jetpack: share buttons"),
    (".sd-sharing", "Jetpack: share buttons"),
    (".sd-block", "Jetpack: share and like blocks"),
    (".jp-relatedposts", "Jetpack: related posts"),
    ("#jp-post-flair", "Jetpack: flair under the post"),
    (".jp-carousel-wrap", "Jetpack: carousel"),
    (".wpcnt", "WordPress.com: advertisement"),
    (".wpa", "WordPress.com: advertisement"),
    (".wp-block-jetpack-subscriptions", "subscription form"),
    (".wp-block-jetpack-related-posts", "related posts"),
    (".yarpp", "related posts plug-in"),
    (".yarpp-related", "related posts plug-in"),
    (".crp_related", "related posts plug-in"),
    (".rp4wp-related-posts", "related posts plug-in"),
    (".ssba", "share buttons plug-in"),
    (".ssba-wrap", "share buttons plug-in"),
    (".heateor_sss_sharing_container", "share buttons plug-in"),
    (".the_champ_sharing_container", "share buttons plug-in"),
    (".swp_social_panel", "share buttons plug-in"),
    (".mashsb-container", "share buttons plug-in"),
    (".essb_links", "share buttons plug-in"),
    (".dpsp-share-text", "share buttons plug-in"),
    (".dpsp-networks-btns-wrapper", "share buttons plug-in"),
    (".wp-post-navigation", "links to the neighbours of a post"),
    (".post-navigation", "links to the neighbours of a post"),
    (".nav-links", "links to the neighbours of a post"),
    (".post-views", "view counter"),
    (".post-ratings", "rating widget"),
    (".kk-star-ratings", "rating widget"),
    (".ez-toc-container", "table of contents whose anchors do not exist here"),
    ("#ez-toc-container", "table of contents whose anchors do not exist here"),
    ("#toc_container", "table of contents whose anchors do not exist here"),
    (".screen-reader-text", "text for screen readers, doubled"),
    (".sr-only", "text for screen readers, doubled"),
    (".visually-hidden", "text for screen readers, doubled"),
    # feed services
    (".feedflare", "FeedBurner: buttons"),
    (".mf-viral", "FeedSportal: share table"),
    (".fbz_share", "FeedBlitz: share links"),
    # share, newsletter, advertisement anywhere
    (".addtoany_share_save_container", "AddToAny: share buttons"),
    (".addtoany_content", "AddToAny: share buttons"),
    (".a2a_kit", "AddToAny: share buttons"),
    (".addthis_toolbox", "AddThis: share buttons"),
    (".addthis_button", "AddThis: share buttons"),
    (".addthis_inline_share_toolbox", "AddThis: share buttons"),
    (".sharethis-inline-share-buttons", "ShareThis: share buttons"),
    (".st_sharethis", "ShareThis: share buttons"),
    (".share-buttons", "share buttons"),
    (".share-bar", "share buttons"),
    (".share-links", "share buttons"),
    (".share-box", "share buttons"),
    (".share-this", "share buttons"),
    (".share-post", "share buttons"),
    (".post-share", "share buttons"),
    (".entry-share", "share buttons"),
    (".social-sharing", "share buttons"),
    (".social-buttons", "share buttons"),
    (".social-links", "links to accounts"),
    (".social-icons", "links to accounts"),
    (".twitter-share-button", "X: share button"),
    (".fb-like", "Facebook: like button"),
    (".fb-share-button", "Facebook: share button"),
    (".fb-comments", "Facebook: comment box"),
    ("#disqus_thread", "Disqus: comment box"),
    (".pocket-btn", "Pocket: save button"),
    (".related-posts", "list of other articles"),
    (".related-articles", "list of other articles"),
    (".related_posts", "list of other articles"),
    (".related-post", "list of other articles"),
    (".relatedposts", "list of other articles"),
    (".relatedPosts", "list of other articles"),
    (".read-next", "link to another article"),
    (".zergnet-widget", "list of advertisements"),
    (".OUTBRAIN", "list of advertisements"),
    (".taboola", "list of advertisements"),
    (".trc_rbox_container", "list of advertisements"),
    (".adsbygoogle", "advertisement"),
    (".google-auto-placed", "advertisement"),
    (".advertisement", "advertisement"),
    (".ad-container", "advertisement"),
    (".ad-wrapper", "advertisement"),
    (".ad-slot", "advertisement"),
    (".code-block-ad", "advertisement"),
    (".newsletter-signup", "subscription form"),
    (".newsletter-form", "subscription form"),
    (".subscribe-form", "subscription form"),
    (".subscription-widget-wrap", "Substack: subscription form"),
    (".subscription-widget-wrap-editor", "Substack: subscription form"),
    (".subscription-widget", "Substack: subscription form"),
    (".mc_embed_signup", "Mailchimp: subscription form"),
    ("#mc_embed_signup", "Mailchimp: subscription form"),
    ("p.button-wrapper", "Substack: subscribe and share buttons"),
    (".kg-signup-card", "Ghost: subscription form"),
    (".image-link-expand", "Substack: enlarge button on a picture"),
    (".pencraft.icon-container", "Substack: buttons on a picture"),
    (".cookie-notice", "cookie banner"),
    (".noprint", "marked as not part of the text"),
    (".mw-editsection", "MediaWiki: edit links"),
    (".edit-link", "edit link"),
    # code and formulas
    (".headerlink", "documentation tools: pilcrow beside a heading"),
    (".header-anchor", "documentation tools: sign beside a heading"),
    (".heading-anchor", "documentation tools: sign beside a heading"),
    (".anchorjs-link", "AnchorJS: sign beside a heading"),
    ("td.gutter", "Hexo, Rouge: line numbers of code"),
    ("td.rouge-gutter", "Rouge: line numbers of code"),
    ("td.linenos", "Pygments: line numbers of code"),
    (".lineno", "Pygments: line numbers of code"),
    (".linenodiv", "Pygments: line numbers of code"),
    ("td.blob-num", "GitHub: line numbers of code"),
    ("td.hljs-ln-numbers", "highlight.js: line numbers of code"),
    (".line-numbers-rows", "Prism: line numbers of code"),
    (".zeroclipboard-container", "GitHub: copy button in code"),
    (".copy-btn", "copy button in code"),
    (".katex-html", "KaTeX: the drawn form of a formula whose source stands beside it"),
    (".MathJax_Preview", "MathJax: preview of a formula whose source stands beside it"),
)

# Paragraphs that a publishing system adds by itself; the whole paragraph must match.
_FOOTERS = re.compile(
    r"(?is)^(?:"
    r"The post .{1,400} (?:first )?appeared (?:first )?on .{1,200}"
    r"|Der Beitrag .{1,400} erschien zuerst auf .{1,200}"
    r"|L.article .{1,400} est apparu en premier sur .{1,200}"
    r"|La entrada .{1,400} (?:aparece primero|se publicó primero) en .{1,200}"
    r"|投稿 .{1,400} は .{1,200} に最初に表示されました"
    r"|(?:文章)?\s*[《〈「“].{1,400}[》〉」”]\s*(?:這篇文章)?(?:最先出现在|首先出现在|最早發佈於|最先出現於)\s*.{1,200}"
    r"|(?:Tweet|Share|Share this|Share on \w+|分享到[:：]?|分享至[:：]?|打赏|赞赏)"
    r")[.。]?$"
)
_FOOTERS_BEGIN = frozenset("TtDdLlSs投文《〈「“分打赏")
# The same without brackets is a sentence like any other, unless title and site are links.
_LINKED_FOOTERS = re.compile(
    r"(?is)^.{1,400}(?:(?:最先出现在|首先出现在|最早發佈於|最先出現於).{1,200}"
    r"|was originally published in .{1,200} on Medium, where people are continuing the conversation.{1,80})$"
)


_PROSE = 600  # letters, Chinese ones counted twice and a half


class _Rule(NamedTuple):
    tag: str
    classes: frozenset[str]
    id: str


_SIMPLE = re.compile(r"([a-z][\w-]*)?((?:[.#][\w-]+)*)$")


def _compiled(selectors: tuple[tuple[str, str], ...]) -> tuple[dict[str, list[_Rule]], dict[str, list[_Rule]]]:
    by_class: dict[str, list[_Rule]] = {}
    by_id: dict[str, list[_Rule]] = {}
    for selector, _ in selectors:
        match = _SIMPLE.match(selector)
        if match is None:
            raise ValueError(f"not a simple selector: {selector}")
        parts = re.findall(r"([.#])([\w-]+)", match[2])
        classes = [name for kind, name in parts if kind == "."]
        ids = [name for kind, name in parts if kind == "#"]
        rule = _Rule(match[1] or "", frozenset(classes), ids[0] if ids else "")
        if ids:
            by_id.setdefault(ids[0], []).append(rule)
        elif classes:
            by_class.setdefault(classes[0], []).append(rule)
    return by_class, by_id


_BY_CLASS, _BY_ID = _compiled(JUNK)


def is_junk(tag: str, attributes: Mapping[str, str]) -> bool:
    """True where the shipped list takes the element out. `tag` is the element as the source wrote it."""
    names = attributes.get("class")
    if names:
        tokens = names.split()
        for token in tokens:
            for rule in _BY_CLASS.get(token, ()):
                if (not rule.tag or rule.tag == tag) and rule.classes.issubset(tokens):
                    return True
    identity = attributes.get("id")
    if identity and identity in _BY_ID:
        return any(not rule.tag or rule.tag == tag for rule in _BY_ID[identity])
    return False


def is_footer(text: str, links: int = 0) -> bool:
    """True where a paragraph is nothing but a publishing system's own sentence ("The post … appeared first on …").

    `links` is how many links it holds.
    """
    if len(text) >= 700:
        return False
    if text and text[0] in _FOOTERS_BEGIN and _FOOTERS.match(text):
        return True
    return links == 2 and _LINKED_FOOTERS.match(text) is not None


def is_prose(element: Node) -> bool:
    """True where an element holds more running text outside of links than any button, box or list of links does."""
    total = 0.0
    left = [element]
    while left:
        node = left.pop()
        if node.tag == "a":
            continue
        for text in (node.text, *(child.tail for child in node.children)):
            letters = sum(map(str.isalpha, text))
            total += letters if text.isascii() else 2.5 * letters
        left += node.children
    return total > _PROSE
