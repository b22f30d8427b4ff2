"""What is known of addresses on the web: parameters that only count clicks, and pages that only send one on.

Pure data, versioned by `URL_RULES_VERSION`: raise it with every change that alters a result, because stored keys
were made with the rules of their day. A parameter stands here only where the page is the same without it.
"""

from __future__ import annotations

URL_RULES_VERSION = 1

# Names that mean the same on every host; compared in lower case.
TRACKING_PREFIXES: tuple[str, ...] = (
    "utm_",  # Google Analytics and everyone after it
    "mtm_",  # Matomo
    "matomo_",
    "piwik_",
    "pk_",
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
        *("ml_subscriber_hash", "s_cid", "cmpid", "ncid", "sc_campaign", "sc_channel", "sc_content", "sc_medium"),
        # analytics
        *("_ga", "_gl", "_openstat", "xtor", "guccounter", "wt.mc_id", "wt_mc", "at_medium", "at_campaign"),
        *("ns_mchannel", "ns_source", "ns_campaign", "ns_linkname", "ns_fee"),
        # 百度统计, 阿里 (spm, scm), 哔哩哔哩, share panels
        *("hmsr", "hmpl", "hmcu", "hmkw", "hmci", "spm", "scm", "spm_id_from", "from_spmid", "vd_source"),
        *("share_token", "share_source", "share_medium", "share_plat", "share_session_id", "share_tag"),
    }
)

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
    "bbc.co.uk": ("at_*", "ocid"),
    "bbc.com": ("at_*", "ocid"),
    "bilibili.com": (
        *("unique_k", "bbid", "ts", "timestamp", "is_story_h5", "mid", "plat_id", "share_from", "up_id", "buvid"),
        *("from_source", "seid", "broadcast_type", "bsource", "msource", "live_from", "visit_id", "hotrank"),
    ),
    "douban.com": ("dt_dapp", "dt_platform", "_i", "_spm_id"),
    "ebay.com": ("_trkparms", "_trksid", "_from"),
    "economist.com": ("fsrc",),
    "ft.com": ("ftcamp",),
    "google.com": ("ved", "usg", "ei", "sei", "gs_lcp", "sclient", "sxsrf"),
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
    ),
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
    "taobao.com": ("ali_trackid", "ali_refid", "pvid", "ns", "abbucket", "ut_sk", "sourcetype", "suid", "un"),
    "theguardian.com": ("cmp",),
    "tiktok.com": ("_r", "_t", "is_from_webapp", "sender_device", "is_copy_url", "web_id", "checksum"),
    "tmall.com": ("ali_trackid", "ali_refid", "pvid", "ns", "abbucket", "ut_sk", "sourcetype", "suid", "un"),
    "twitter.com": ("s", "t", "ref_src", "ref_url", "cn", "refsrc"),
    "washingtonpost.com": ("wpisrc", "wpmm", "tid"),
    "weibo.com": ("refer_flag", "from", "wvr", "mod"),
    "wsj.com": ("mod", "reflink"),
    "x.com": ("s", "t", "ref_src", "ref_url", "cn", "refsrc"),
    "youtu.be": ("si", "feature", "pp"),
    "youtube.com": ("si", "feature", "pp", "ab_channel"),
    "zdnet.com": ("ftag",),
    "zhihu.com": ("utm_psn", "hybrid_search_source", "hybrid_search_extra", "zhida_source"),
}

# Pages that only send one on: (host, start of the path, parameters that may hold the target). A host covers its
# subdomains; "google.*" any country's. What keeps its target to itself (t.cn, feedproxy, news.google.com) is not here,
# and affiliate links are not either: they are how some authors are paid.
REDIRECTORS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("afdian.com", "/link", ("target",)),
    ("afdian.net", "/link", ("target",)),
    ("away.vk.com", "/away.php", ("to",)),
    ("c.pc.qq.com", "/", ("pfurl", "url")),
    ("cloud.tencent.com", "/developer/tools/blog-entry", ("target",)),
    ("coolapk.com", "/link", ("url",)),
    ("douban.com", "/link2", ("url",)),
    ("exit.sc", "/", ("url",)),
    ("facebook.com", "/l.php", ("u",)),
    ("gate.sc", "/", ("url",)),
    ("gitee.com", "/link", ("target",)),
    ("google.*", "/url", ("q", "url")),
    ("infoq.cn", "/link", ("target",)),
    ("jianshu.com", "/go-wild", ("url",)),
    ("jianshu.com", "/go", ("to",)),
    ("kookapp.cn", "/go-wild.html", ("url",)),
    ("l.instagram.com", "/", ("u",)),
    ("ld246.com", "/forward", ("goto",)),
    ("leetcode.cn", "/link", ("target",)),
    ("link.csdn.net", "/", ("target",)),
    ("link.juejin.cn", "/", ("target",)),
    ("link.juejin.im", "/", ("target",)),
    ("link.uisdc.com", "/", ("redirect",)),
    ("link.zhihu.com", "/", ("target",)),
    ("linkedin.com", "/redir/redirect", ("url",)),
    ("linkedin.com", "/safety/go", ("url",)),
    ("mail.qq.com", "/cgi-bin/readtemplate", ("gourl",)),
    ("nodeseek.com", "/jump", ("to",)),
    ("nowcoder.com", "/link.html", ("target",)),
    ("oschina.net", "/action/gotolink", ("url",)),
    ("out.reddit.com", "/", ("url",)),
    ("ref.gamer.com.tw", "/redir.php", ("url",)),
    ("safelinks.protection.outlook.com", "/", ("url",)),
    ("segmentfault.com", "/link", ("url",)),
    ("slack-redir.net", "/link", ("url",)),
    ("sspai.com", "/link", ("target",)),
    ("steamcommunity.com", "/linkfilter", ("url", "u")),
    ("t.umblr.com", "/redirect", ("z",)),
    ("tieba.baidu.com", "/mo/q/checkurl", ("url",)),
    ("vk.com", "/away.php", ("to",)),
    ("weibo.cn", "/sinaurl", ("u", "toasturl", "url")),
    ("weibo.com", "/sinaurl", ("u", "toasturl", "url")),
    ("youtube.com", "/redirect", ("q",)),
    ("yuque.com", "/r/goto", ("url",)),
    ("zhihu.com", "/link", ("target",)),
)
