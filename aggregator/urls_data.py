"""What is known of addresses on the web: parameters that only count clicks, pages that only send one on, and the
several addresses that a platform gives one article.

Pure data, versioned by `URL_RULES_VERSION`: raise it with every change that alters a result, because stored keys
were made with the rules of their day. A parameter stands here only where the page is the same without it.
"""

from __future__ import annotations

URL_RULES_VERSION = 2

# Names that mean the same on every host; compared in lower case.
TRACKING_PREFIXES: tuple[str, ...] = (
    "utm_",  # Google Analytics and everyone after it
    "mtm_",  # Matomo
    "matomo_",
    "piwik_",
    "hsa_",  # HubSpot ads
    "guce_",  # Yahoo's consent detour
)

TRACKING_EXACT: frozenset[str] = frozenset(
    {
        # click ids of advertisers
        *("fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "ysclid", "twclid", "ttclid"),
        *("li_fat_id", "igshid", "igsh", "srsltid", "epik", "rdt_cid", "wickedid", "irclickid", "rb_clickid"),
        *("fb_action_ids", "fb_action_types", "fb_source", "fb_ref", "action_object_map", "action_type_map"),
        # newsletters and marketing suites
        *("mc_cid", "mc_eid", "mkt_tok", "_hsenc", "_hsmi", "__hssc", "__hstc", "__hsfp", "hsctatracking"),
        *("vero_id", "vero_conv", "oly_anon_id", "oly_enc_id", "_ke", "bsft_clkid", "bsft_uid", "ml_subscriber"),
        *("ml_subscriber_hash", "s_cid", "sc_campaign", "sc_channel", "sc_content", "sc_medium"),
        # analytics
        *("_ga", "_gl", "_openstat", "xtor", "guccounter", "wt.mc_id", "wt_mc", "at_medium", "at_campaign"),
        *("ns_mchannel", "ns_source", "ns_campaign", "ns_linkname", "ns_fee"),
        # Matomo's old names; `pk_` alone may begin the name of a primary key
        *("pk_campaign", "pk_kwd", "pk_keyword", "pk_source", "pk_medium", "pk_content", "pk_cid", "pk_vid"),
        # 百度统计, 百度 and 腾讯 advertising, 微信, 哔哩哔哩, share panels
        *("hmsr", "hmpl", "hmcu", "hmkw", "hmci", "bd_vid", "gdt_vid", "qz_gdt", "tdsourcetag", "pgv_ref", "nsukey"),
        *("spm_id_from", "from_spmid", "vd_source"),
        *("share_token", "share_source", "share_medium", "share_plat", "share_session_id", "share_tag"),
        # sessions, and a comment that one is about to answer
        *("phpsessid", "jsessionid", "replytocom"),
    }
)

# Names that count clicks only with a value of this shape (whole, in lower case); elsewhere they may choose a page.
TRACKING_SHAPES: dict[str, str] = {
    "scm": r"\d{4,}\..*",  # 阿里: 1007.12345.0.0; elsewhere git or svn
    "source": r"rss-[\w-]*---[\w-]*\d",  # Medium under the author's own domain: rss----2615bd06b42e---4
    "spm": r"[\w-]+\.[\w-]+\..*",  # 阿里: a2c6h.12873639.0.0
}

# "name=value" as a whole: the name alone may choose a page, with this value it only says where one came from.
TRACKING_PAIRS: frozenset[str] = frozenset(
    {
        *(
            "from=rss",
            "from=feed",
            "from=rsshub",
            "f=rss",
            "ref=rss",
            "ref=feed",
            "src=rss",
            "source=rss",
            "partner=rss",
        ),
        *("emc=rss", "cmp=rss", "ocid=rss", "campaign=rss", "feedtype=rss", "from=timeline"),
        *("from=groupmessage", "from=singlemessage", "isappinstalled=0", "isappinstalled=1"),
    }
)

# Per host ("example.org" covers its subdomains): a name, or a prefix that ends with "*".
TRACKING_BY_HOST: dict[str, tuple[str, ...]] = {
    "amazon.com": ("ref", "ref_", "pf_rd_*", "pd_rd_*", "qid", "sr", "sprefix", "crid"),
    "baijiahao.baidu.com": ("wfr", "for"),
    "blogspot.com": ("m",),
    "bloomberg.com": ("cmpid",),
    "bbc.co.uk": ("at_*", "ocid"),
    "bbc.com": ("at_*", "ocid"),
    "bilibili.com": (
        *("unique_k", "bbid", "ts", "timestamp", "is_story_h5", "mid", "plat_id", "share_from", "up_id", "buvid"),
        *("from_source", "seid", "broadcast_type", "bsource", "msource", "live_from", "visit_id", "hotrank"),
        *("from", "jump_opus", "launch_id", "trackid"),
    ),
    "csdn.net": (
        *("biz_id", "depth_1-*", "ops_request_misc", "request_id", "ydreferer"),
        *("sharefrom", "sharerefer", "sharerid", "sharesource", "sharetype"),
    ),
    "douban.com": ("dt_dapp", "dt_platform", "_i", "_spm_id"),
    "ebay.com": ("_trkparms", "_trksid", "_from"),
    "economist.com": ("fsrc",),
    "engadget.com": ("ncid",),
    "ft.com": ("ftcamp",),
    "google.com": ("ved", "usg", "ei", "sei", "gs_lcp", "sclient", "sxsrf"),
    "huffpost.com": ("ncid",),
    "huxiu.com": ("f",),
    "instagram.com": ("ig_rid", "ig_mid"),
    "juejin.cn": ("searchid",),
    "linkedin.com": ("trk", "trackingid", "refid", "lipi", "midtoken", "midsig", "trkemail", "eid"),
    "medium.com": ("source",),
    "mp.weixin.qq.com": (
        *(
            "chksm",
            "scene",
            "subscene",
            "clicktime",
            "enterid",
            "sessionid",
            "ascene",
            "devicetype",
            "version",
            "nettype",
        ),
        *("abtest_cookie", "exportkey", "pass_ticket", "wx_header", "sharer_*", "srcid", "from", "isappinstalled"),
        *("poc_token", "mpshare", "click_id", "search_click_id", "fasttmpl_*", "realreporttime", "winzoom"),
    ),
    "news.qq.com": ("adtag", "media_id", "no-redirect", "refer", "suid"),
    "nytimes.com": (
        "partner",
        "emc",
        "smid",
        "smtyp",
        "campaign_id",
        "instance_id",
        "regi_id",
        "segment_id",
        "user_id",
    ),
    "open.spotify.com": ("si", "nd", "context"),
    "reddit.com": ("share_id", "rdt", "correlation_id", "ref_campaign", "ref_source", "$deep_link", "$3p"),
    "reuters.com": ("feedname", "feedtype"),
    "sina.com.cn": ("cre", "rfunc", "sudaref", "tj", "vt", "wm"),
    "sohu.com": ("_f", "_trans_", "edtcode", "edtsign", "qq-pf-to", "strategyid"),
    "substack.com": ("isfreemail", "post_id", "publication_id", "r", "showwelcomeonshare", "triedredirect"),
    "taobao.com": ("ali_trackid", "ali_refid", "pvid", "ns", "abbucket", "ut_sk", "sourcetype", "suid", "un"),
    "techcrunch.com": ("ncid",),
    "theguardian.com": ("cmp",),
    "thepaper.cn": ("commtag",),
    "tiktok.com": ("_r", "_t", "is_from_webapp", "sender_device", "is_copy_url", "web_id", "checksum"),
    "tmall.com": ("ali_trackid", "ali_refid", "pvid", "ns", "abbucket", "ut_sk", "sourcetype", "suid", "un"),
    "toutiao.com": (
        *("app", "article_category", "category_new", "enter_from", "group_id", "in_ogs", "in_tfs", "log_from"),
        *("module_name", "req_id", "share_did", "share_uid", "timestamp", "tt_from", "upstream_biz"),
        *("use_new_style", "wid"),
    ),
    "twitter.com": ("s", "t", "ref_src", "ref_url", "cn", "refsrc"),
    "washingtonpost.com": ("wpisrc", "wpmm", "tid"),
    "weibo.cn": ("featurecode", "from", "lfid", "luicode", "refer_flag", "wvr"),
    "weibo.com": ("featurecode", "from", "lfid", "luicode", "mod", "refer_flag", "wvr"),
    "wsj.com": ("mod", "reflink"),
    "x.com": ("s", "t", "ref_src", "ref_url", "cn", "refsrc"),
    "youtu.be": ("si", "feature", "pp"),
    "youtube.com": ("si", "feature", "pp", "ab_channel"),
    "zdnet.com": ("ftag",),
    "zhihu.com": ("hybrid_search_source", "hybrid_search_extra", "share_code", "zhida_source"),
    "36kr.com": ("channel", "f"),
    "163.com": ("clickfrom", "f", "referfrom", "spss", "spsw"),
}

# Per host: what opens a door (a gift, a share, a check of where one comes from) and chooses no page. An address keeps
# them, for without them it may not open; comparing passes over them.
ACCESS_BY_HOST: dict[str, tuple[str, ...]] = {
    "bloomberg.com": ("accesstoken", "leadsource"),
    "economist.com": ("giftid",),
    "ft.com": ("accesstoken", "sharetoken", "sharetype"),
    "nytimes.com": ("unlocked_article_code",),
    "theatlantic.com": ("gift",),
    "washingtonpost.com": ("pwapi_token",),
    "wsj.com": ("st",),
    "xiaohongshu.com": ("app_platform", "app_version", "apptime", "share_id", "xhsshare", "xsec_source", "xsec_token"),
}

# Hosts that carry the same pages under the same paths. Screen hosts (www, m …) are taken off before.
SAME_HOSTS: dict[str, str] = {
    "bbc.co.uk": "bbc.com",
    "cnbeta.com": "cnbeta.com.tw",
    "export.arxiv.org": "arxiv.org",
    "i.reddit.com": "reddit.com",
    "juejin.im": "juejin.cn",
    "new.qq.com": "news.qq.com",
    "new.reddit.com": "reddit.com",
    "np.reddit.com": "reddit.com",
    "old.reddit.com": "reddit.com",
    "twitter.com": "x.com",
}

# Per host: the ways to write one article's address on a platform whose number names it alone, and the one to compare
# by; over "host/path?query" as `canonical` makes it otherwise. A host covers its subdomains.
SAME_PAGES: dict[str, tuple[tuple[str, str], ...]] = {
    "163.com": ((r"[\w.]*163\.com/(?:.*/)?([A-Z0-9]{16})\.html", r"163.com/article/\1.html"),),
    "arxiv.org": ((r"arxiv\.org/(?:abs|pdf|html)/(\d{4}\.\d{4,5})(?:\.pdf)?", r"arxiv.org/abs/\1"),),
    "b23.tv": ((r"b23\.tv/(BV\w{10})(\?.*)?", r"bilibili.com/video/\1\2"),),
    "bilibili.com": ((r"t\.bilibili\.com/(\d{12,})", r"bilibili.com/opus/\1"),),
    "blog.csdn.net": (
        (
            r"(?:[\w-]+\.blog\.csdn\.net|blog\.csdn\.net/[^/]+)/article/details/(\d+)",
            r"blog.csdn.net/article/details/\1",
        ),
    ),
    "cnblogs.com": ((r"cnblogs\.com/([^/]+/p)/(\d+)\.html", r"cnblogs.com/\1/\2"),),
    "huxiu.com": ((r"huxiu\.com/article/(\d+)/1\.html", r"huxiu.com/article/\1.html"),),
    "ifeng.com": ((r"[\w.]*ifeng\.com/c/(?:s/)?([0-9A-Za-z]{11})", r"ifeng.com/c/\1"),),
    "inews.qq.com": ((r"(?:view\.)?inews\.qq\.com/a/(\d{8}[0-9A-Z]{6,10})", r"news.qq.com/rain/a/\1"),),
    "ithome.com": ((r"ithome\.com/html/(?:\w+/)?(\d{3})(\d{3})\.htm", r"ithome.com/0/\1/\2.htm"),),
    "news.qq.com": (
        (r"news\.qq\.com/omn/(?:author/)?(?:\d{8}/)?(\d{8}[0-9A-Z]{6,10})(?:\.html)?", r"news.qq.com/rain/a/\1"),
    ),
    "reddit.com": ((r"reddit\.com/r/\w+/comments/(\w+)(?:/[^/?]*)?", r"reddit.com/comments/\1"),),
    "thepaper.cn": ((r"thepaper\.cn/newsDetail_forward_(\d+)", r"thepaper.cn/detail/\1"),),
    "toutiao.com": ((r"toutiao\.com/(?:[aiw]|group/|item/|w/|video/)(\d{16,20})", r"toutiao.com/article/\1"),),
    "weibo.cn": ((r"weibo\.cn/(?:status|detail|\d+)/([A-Z][0-9A-Za-z]{8}|\d{16})", r"weibo.com/status/\1"),),
    "weibo.com": ((r"weibo\.com/\d+/([A-Z][0-9A-Za-z]{8}|\d{16})", r"weibo.com/status/\1"),),
    "x.com": ((r"x\.com/\w+/(?:web/)?status(?:es)?/(\d+)(?:/(?:photo|video)/\d)?", r"x.com/i/status/\1"),),
    "youtu.be": ((r"youtu\.be/([\w-]{11})(?:\?.*)?", r"youtube.com/watch?v=\1"),),
    "youtube.com": (
        (r"youtube\.com/watch\?(?:.*&)?v=([\w-]{11})(?:&.*)?", r"youtube.com/watch?v=\1"),
        (r"youtube\.com/(?:shorts|live|embed|v)/([\w-]{11})(?:\?.*)?", r"youtube.com/watch?v=\1"),
    ),
    "zhihu.com": (
        (r"zhihu\.com/question/\d+/answer/(\d+)", r"zhihu.com/answer/\1"),
        (r"zhihu\.com/(?:appview/p|tardis/\w+/art)/(\d+)", r"zhuanlan.zhihu.com/p/\1"),
    ),
}

# Domains below which anybody has a site: m.github.io and github.io are two people's.
OPEN_DOMAINS: frozenset[str] = frozenset(
    {
        *("bearblog.dev", "beehiiv.com", "blog.csdn.net", "blogspot.com", "bsky.social", "dreamwidth.org"),
        *("fandom.com", "firebaseapp.com", "ghost.io", "gitee.io", "github.io", "gitlab.io", "hashnode.dev"),
        *("hatenablog.com", "herokuapp.com", "itch.io", "js.org", "livejournal.com", "lofter.com", "medium.com"),
        *("micro.blog", "neocities.org", "netlify.app", "notion.site", "pages.dev", "readthedocs.io"),
        *("sourceforge.io", "substack.com", "tistory.com", "tumblr.com", "typepad.com", "vercel.app", "web.app"),
        *("weebly.com", "wikidot.com", "wixsite.com", "wordpress.com", "write.as"),
    }
)
# The same below a country: example.com.cn, example.co.uk.
OPEN_LABELS: frozenset[str] = frozenset({"ac", "co", "com", "edu", "go", "gov", "ne", "net", "or", "org"})

# Anchors that are no mere word and yet name no part of a page: how they begin (lower case), and hosts where none does.
IDLE_ANCHORS: tuple[str, ...] = (".", "_rnd", "gsc.", "echobox=")
IDLE_ANCHOR_HOSTS: frozenset[str] = frozenset({"mp.weixin.qq.com", "v2ex.com"})  # v2ex: #reply12 counts answers

# Pages that only send one on: (host, start of the path, parameters that may hold the target). A host covers its
# subdomains; "google.*" any country's; the parameter "" is the whole query. What keeps its target to itself (t.cn,
# feedproxy, news.google.com) is not here, and affiliate links are not either: they are how some authors are paid.
REDIRECTORS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("afdian.com", "/link", ("target",)),
    ("afdian.net", "/link", ("target",)),
    ("app.yinxiang.com", "/outboundredirect.action", ("dest",)),
    ("away.vk.com", "/away.php", ("to",)),
    ("bing.com", "/news/apiclick.aspx", ("url",)),
    ("blog.51cto.com", "/transfer", ("",)),
    ("c.pc.qq.com", "/", ("pfurl", "url")),
    ("cloud.tencent.com", "/developer/tools/blog-entry", ("target",)),
    ("coolapk.com", "/link", ("url",)),
    ("deviantart.com", "/users/outgoing", ("",)),
    ("douban.com", "/link2", ("url",)),
    ("duckduckgo.com", "/l", ("uddg",)),
    ("exit.sc", "/", ("url",)),
    ("facebook.com", "/l.php", ("u",)),
    ("gate.sc", "/", ("url",)),
    ("gitee.com", "/link", ("target",)),
    ("google.*", "/url", ("q", "url")),
    ("href.li", "/", ("",)),
    ("infoq.cn", "/link", ("target",)),
    ("jianshu.com", "/go-wild", ("url",)),
    ("jianshu.com", "/go", ("to",)),
    ("kookapp.cn", "/go-wild.html", ("url",)),
    ("l.instagram.com", "/", ("u",)),
    ("l.messenger.com", "/l.php", ("u",)),
    ("l.threads.com", "/", ("u",)),
    ("l.threads.net", "/", ("u",)),
    ("ld246.com", "/forward", ("goto",)),
    ("leetcode.cn", "/link", ("target",)),
    ("link.csdn.net", "/", ("target",)),
    ("link.jianshu.com", "/", ("t",)),
    ("link.juejin.cn", "/", ("target",)),
    ("link.juejin.im", "/", ("target",)),
    ("link.segmentfault.com", "/", ("url",)),
    ("link.uisdc.com", "/", ("redirect",)),
    ("link.wtturl.cn", "/", ("target",)),
    ("link.zhihu.com", "/", ("target",)),
    ("linkedin.com", "/redir/redirect", ("url",)),
    ("linkedin.com", "/safety/go", ("url",)),
    ("mail.qq.com", "/cgi-bin/readtemplate", ("gourl",)),
    ("nodeseek.com", "/jump", ("to",)),
    ("nowcoder.com", "/link.html", ("target",)),
    ("oschina.net", "/action/gotolink", ("url",)),
    ("out.reddit.com", "/", ("url",)),
    ("pixiv.net", "/jump.php", ("url", "")),
    ("ref.gamer.com.tw", "/redir.php", ("url",)),
    ("safelinks.protection.outlook.com", "/", ("url",)),
    ("segmentfault.com", "/link", ("url",)),
    ("slack-redir.net", "/link", ("url",)),
    ("sspai.com", "/link", ("target",)),
    ("steamcommunity.com", "/linkfilter", ("url", "u")),
    ("t.me", "/iv", ("url",)),
    ("t.umblr.com", "/redirect", ("z",)),
    ("tieba.baidu.com", "/mo/q/checkurl", ("url",)),
    ("vk.com", "/away.php", ("to",)),
    ("weibo.cn", "/sinaurl", ("u", "toasturl", "url")),
    ("weibo.com", "/sinaurl", ("u", "toasturl", "url")),
    ("youtube.com", "/redirect", ("q",)),
    ("yuque.com", "/r/goto", ("url",)),
    ("zhihu.com", "/link", ("target",)),
)
