"""Pairs of links as feeds carry them, written down from how the platforms work and not from the program's tables.

`SAME` are two links to one article; `DIFFERENT` are two articles whose links differ only in what a careless hand drops.
"""

SAME: dict[str, tuple[str, str]] = {
    # scheme, host, port, case
    "scheme": (
        "http://www.ruanyifeng.com/blog/2026/11/weekly-issue-330.html",
        "https://www.ruanyifeng.com/blog/2026/11/weekly-issue-330.html",
    ),
    "www": ("https://www.ifanr.com/1609871", "https://ifanr.com/1609871"),
    "www in capitals": ("https://WWW.Ifanr.COM/1609871", "https://www.ifanr.com/1609871"),
    "scheme in capitals": ("HTTPS://sspai.com/post/93211", "https://sspai.com/post/93211"),
    "port 443": ("https://sspai.com:443/post/93211", "https://sspai.com/post/93211"),
    "port 80": ("http://sspai.com:80/post/93211", "https://sspai.com/post/93211"),
    "dot at the end of the host": ("https://sspai.com./post/93211", "https://sspai.com/post/93211"),
    "slash at the end": (
        "https://blog.rust-lang.org/2026/11/20/Rust-1.95.0/",
        "https://blog.rust-lang.org/2026/11/20/Rust-1.95.0",
    ),
    "index.html": ("https://coolshell.cn/articles/22422.html/index.html", "https://coolshell.cn/articles/22422.html/"),
    "double slash": ("https://blog.example.com//2026/11/news.html", "https://blog.example.com/2026/11/news.html"),
    "dot segments": ("https://blog.example.com/a/../2026/11/news.html", "https://blog.example.com/2026/11/news.html"),
    "empty query": ("https://sspai.com/post/93211?", "https://sspai.com/post/93211"),
    "empty fragment": ("https://sspai.com/post/93211#", "https://sspai.com/post/93211"),
    "white space": (" https://sspai.com/post/93211\n", "https://sspai.com/post/93211"),
    # percent and international names
    "case of percent": (
        "https://zh.wikipedia.org/wiki/%e4%b8%ad%e5%9b%bd",
        "https://zh.wikipedia.org/wiki/%E4%B8%AD%E5%9B%BD",
    ),
    "percent or hanzi": ("https://zh.wikipedia.org/wiki/中国", "https://zh.wikipedia.org/wiki/%E4%B8%AD%E5%9B%BD"),
    "needless percent": ("https://example.com/%7Euser/post-1", "https://example.com/~user/post-1"),
    "idn": ("https://例子.测试/文章/1", "https://xn--fsqu00a.xn--0zwm56d/%E6%96%87%E7%AB%A0/1"),
    "idn with umlaut": ("https://bücher.example/neu", "https://xn--bcher-kva.example/neu"),
    "percent in the query": ("https://example.com/read?title=%e4%b8%ad", "https://example.com/read?title=中"),
    # screens
    "m host": ("https://m.ithome.com/0/812/345.htm", "https://ithome.com/0/812/345.htm"),
    "m and www": ("https://m.36kr.com/p/3056789012345678", "https://www.36kr.com/p/3056789012345678"),
    "36kr utm": ("https://36kr.com/p/3056789012345678?f=rss", "https://36kr.com/p/3056789012345678"),
    "wap host": ("https://wap.sciencenet.cn/blog-1-2.html", "https://www.sciencenet.cn/blog-1-2.html"),
    "mobile wikipedia": (
        "https://zh.m.wikipedia.org/wiki/%E8%8B%B9%E6%9E%9C",
        "https://zh.wikipedia.org/wiki/%E8%8B%B9%E6%9E%9C",
    ),
    "amp host": (
        "https://amp.theguardian.com/technology/2026/nov/20/chips",
        "https://www.theguardian.com/technology/2026/nov/20/chips",
    ),
    "amp at the end": (
        "https://www.androidpolice.com/pixel-12-review/amp/",
        "https://www.androidpolice.com/pixel-12-review/",
    ),
    "amp parameter": ("https://www.example.org/2026/11/a-title/?amp=1", "https://www.example.org/2026/11/a-title/"),
    "amp parameter bare": ("https://www.example.org/2026/11/a-title/?amp", "https://www.example.org/2026/11/a-title/"),
    "google amp": (
        "https://www.google.com/amp/s/www.example.org/2026/11/a-title/amp/",
        "https://www.example.org/2026/11/a-title/",
    ),
    "amp cache": (
        "https://www-example-org.cdn.ampproject.org/c/s/www.example.org/2026/11/a-title/amp/",
        "https://www.example.org/2026/11/a-title/",
    ),
    # tracking of the West
    "utm": (
        "https://www.theverge.com/2026/11/20/1/chips?utm_source=rss&utm_medium=feed&utm_campaign=x",
        "https://www.theverge.com/2026/11/20/1/chips",
    ),
    "utm in capitals": (
        "https://www.theverge.com/2026/11/20/1/chips?UTM_Source=rss",
        "https://www.theverge.com/2026/11/20/1/chips",
    ),
    "utm escaped": (
        "https://www.theverge.com/2026/11/20/1/chips?utm_source=rss&amp;utm_medium=feed",
        "https://www.theverge.com/2026/11/20/1/chips",
    ),
    "utm in the fragment": (
        "https://www.theverge.com/2026/11/20/1/chips#utm_source=rss",
        "https://www.theverge.com/2026/11/20/1/chips",
    ),
    "utm beside content": ("https://example.com/show?id=7&utm_source=rss", "https://example.com/show?id=7"),
    "fbclid": ("https://www.bbc.com/news/articles/c1234?fbclid=IwAR0abc", "https://www.bbc.com/news/articles/c1234"),
    "gclid": ("https://www.bbc.com/news/articles/c1234?gclid=Cj0KCQ", "https://www.bbc.com/news/articles/c1234"),
    "mailchimp": (
        "https://www.bbc.com/news/articles/c1234?mc_cid=abc&mc_eid=def",
        "https://www.bbc.com/news/articles/c1234",
    ),
    "msclkid": ("https://www.bbc.com/news/articles/c1234?msclkid=abc", "https://www.bbc.com/news/articles/c1234"),
    "igshid": ("https://www.instagram.com/p/Cabc123/?igshid=xyz", "https://www.instagram.com/p/Cabc123/"),
    "igsh": ("https://www.instagram.com/p/Cabc123/?igsh=xyz==", "https://www.instagram.com/p/Cabc123/"),
    "hubspot": ("https://blog.hubspot.com/x?_hsenc=a&_hsmi=1", "https://blog.hubspot.com/x"),
    "google analytics linker": ("https://example.com/post/1?_ga=2.1.2.3", "https://example.com/post/1"),
    "matomo": ("https://example.com/post/1?mtm_campaign=rss", "https://example.com/post/1"),
    "piwik": ("https://example.com/post/1?pk_campaign=rss&pk_kwd=a", "https://example.com/post/1"),
    "yandex": ("https://example.com/post/1?yclid=123", "https://example.com/post/1"),
    "twitter": ("https://x.com/jack/status/20?s=20&t=abc", "https://x.com/jack/status/20"),
    "twitter and x": ("https://twitter.com/jack/status/20", "https://x.com/jack/status/20"),
    "mobile twitter": ("https://mobile.twitter.com/jack/status/20", "https://twitter.com/jack/status/20"),
    "medium source": (
        "https://medium.com/@a/title-3f2c1b?source=rss-9abc------2",
        "https://medium.com/@a/title-3f2c1b",
    ),
    "nyt partner": (
        "https://www.nytimes.com/2026/11/20/tech/x.html?partner=rss&emc=rss",
        "https://www.nytimes.com/2026/11/20/tech/x.html",
    ),
    "nyt smid": (
        "https://www.nytimes.com/2026/11/20/tech/x.html?smid=tw-share",
        "https://www.nytimes.com/2026/11/20/tech/x.html",
    ),
    "bbc at": (
        "https://www.bbc.com/news/articles/c1234?at_medium=RSS&at_campaign=KARANGA",
        "https://www.bbc.com/news/articles/c1234",
    ),
    "guardian cmp": (
        "https://www.theguardian.com/technology/2026/nov/20/chips?CMP=share_btn_url",
        "https://www.theguardian.com/technology/2026/nov/20/chips",
    ),
    "cnn ref": (
        "https://www.wsj.com/tech/a-title-1a2b3c?mod=rss_Technology",
        "https://www.wsj.com/tech/a-title-1a2b3c",
    ),
    "youtube short": ("https://youtu.be/dQw4w9WgXcQ", "https://www.youtube.com/watch?v=dQw4w9WgXcQ"),
    "youtube si": ("https://youtu.be/dQw4w9WgXcQ?si=abc", "https://youtu.be/dQw4w9WgXcQ"),
    "youtube feature": (
        "https://www.youtube.com/watch?v=dQw4w9WgXcQ&feature=youtu.be",
        "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
    ),
    "youtube order": (
        "https://www.youtube.com/watch?feature=share&v=dQw4w9WgXcQ",
        "https://m.youtube.com/watch?v=dQw4w9WgXcQ",
    ),
    "order of parameters": ("https://example.com/show?b=2&a=1", "https://example.com/show?a=1&b=2"),
    "jsessionid": ("https://example.com/show.do;jsessionid=ABC123?id=7", "https://example.com/show.do?id=7"),
    "phpsessid": ("https://example.com/show.php?id=7&PHPSESSID=abc123", "https://example.com/show.php?id=7"),
    "wordpress comments": ("https://example.com/2026/11/title/#comments", "https://example.com/2026/11/title/"),
    "wordpress respond": ("https://example.com/2026/11/title/#respond", "https://example.com/2026/11/title/"),
    "heading": ("https://docs.example.com/guide.html#install", "https://docs.example.com/guide.html"),
    "text fragment": ("https://example.com/2026/title#:~:text=hello", "https://example.com/2026/title"),
    "old reddit": (
        "https://old.reddit.com/r/python/comments/1abc23/title/",
        "https://www.reddit.com/r/python/comments/1abc23/title/",
    ),
    "reddit share": (
        "https://www.reddit.com/r/python/comments/1abc23/title/?share_id=abc&rdt=1",
        "https://www.reddit.com/r/python/comments/1abc23/title/",
    ),
    # tracking of Chinese platforms
    "spm": (
        "https://developer.aliyun.com/article/1612345?spm=a2c6h.12873639.0.0.1",
        "https://developer.aliyun.com/article/1612345",
    ),
    "scm": (
        "https://developer.aliyun.com/article/1612345?scm=20140722.ID_1&spm=a2c6h.1.0.0",
        "https://developer.aliyun.com/article/1612345",
    ),
    "weixin chksm": (
        "https://mp.weixin.qq.com/s?__biz=MzA3MDM3NjE5NQ==&mid=2650912345&idx=1&sn=abcdef0123456789&chksm=84d5e6f7&scene=27#wechat_redirect",
        "http://mp.weixin.qq.com/s?__biz=MzA3MDM3NjE5NQ==&mid=2650912345&idx=1&sn=abcdef0123456789",
    ),
    "weixin rd": (
        "https://mp.weixin.qq.com/s?__biz=MzA3MDM3NjE5NQ==&mid=2650912345&idx=1&sn=abcdef0123456789#rd",
        "https://mp.weixin.qq.com/s?__biz=MzA3MDM3NjE5NQ==&mid=2650912345&idx=1&sn=abcdef0123456789",
    ),
    "weixin escaped": (
        "http://mp.weixin.qq.com/s?__biz=MzA3MDM3NjE5NQ==&amp;mid=2650912345&amp;idx=1&amp;sn=abcdef0123456789",
        "https://mp.weixin.qq.com/s?__biz=MzA3MDM3NjE5NQ==&mid=2650912345&idx=1&sn=abcdef0123456789",
    ),
    "weixin percent": (
        "https://mp.weixin.qq.com/s?__biz=MzA3MDM3NjE5NQ%3D%3D&mid=2650912345&idx=1&sn=abcdef0123456789",
        "https://mp.weixin.qq.com/s?__biz=MzA3MDM3NjE5NQ==&mid=2650912345&idx=1&sn=abcdef0123456789",
    ),
    "weixin short with scene": (
        "https://mp.weixin.qq.com/s/AbCdEfGhIjKlMnOp?scene=25#wechat_redirect",
        "https://mp.weixin.qq.com/s/AbCdEfGhIjKlMnOp",
    ),
    "weixin poc token": (
        "https://mp.weixin.qq.com/s/AbCdEfGhIjKlMnOp?poc_token=HAbc&from=timeline&isappinstalled=0",
        "https://mp.weixin.qq.com/s/AbCdEfGhIjKlMnOp",
    ),
    "from weixin": (
        "https://www.huxiu.com/article/3456789.html?from=timeline&isappinstalled=0",
        "https://www.huxiu.com/article/3456789.html",
    ),
    "from groupmessage": (
        "https://www.huxiu.com/article/3456789.html?from=groupmessage",
        "https://www.huxiu.com/article/3456789.html",
    ),
    "from singlemessage": (
        "https://www.huxiu.com/article/3456789.html?from=singlemessage",
        "https://www.huxiu.com/article/3456789.html",
    ),
    "huxiu f": ("https://www.huxiu.com/article/3456789.html?f=rss", "https://m.huxiu.com/article/3456789.html"),
    "zhihu app": (
        "https://zhuanlan.zhihu.com/p/712345678?utm_campaign=shareopn&utm_psn=1&utm_medium=social&utm_oi=1",
        "https://zhuanlan.zhihu.com/p/712345678",
    ),
    "zhihu share code": (
        "https://zhuanlan.zhihu.com/p/712345678?share_code=abc&utm_psn=1",
        "https://zhuanlan.zhihu.com/p/712345678",
    ),
    "bilibili": (
        "https://www.bilibili.com/video/BV1xx411c7mD?spm_id_from=333.1007&vd_source=0123abc",
        "https://www.bilibili.com/video/BV1xx411c7mD/",
    ),
    "bilibili share": (
        "https://m.bilibili.com/video/BV1xx411c7mD?share_source=copy_web&share_medium=android&share_plat=android&timestamp=1&unique_k=abc&bbid=1&ts=1",
        "https://www.bilibili.com/video/BV1xx411c7mD",
    ),
    "bilibili read": (
        "https://www.bilibili.com/read/cv12345678?from=search&spm_id_from=333",
        "https://www.bilibili.com/read/cv12345678",
    ),
    "bilibili opus": (
        "https://www.bilibili.com/opus/987654321098765432?jump_opus=1",
        "https://www.bilibili.com/opus/987654321098765432",
    ),
    "toutiao": (
        "https://www.toutiao.com/article/7312345678901234567/?app=news_article&timestamp=1&use_new_style=1&req_id=2&group_id=7312345678901234567&share_token=abc",
        "https://www.toutiao.com/article/7312345678901234567/",
    ),
    "toutiao log": (
        "https://www.toutiao.com/article/7312345678901234567/?log_from=abc_123",
        "https://www.toutiao.com/article/7312345678901234567/",
    ),
    "toutiao wid": (
        "https://www.toutiao.com/article/7312345678901234567/?wid=1700000000000",
        "https://m.toutiao.com/article/7312345678901234567/",
    ),
    "163": (
        "https://www.163.com/dy/article/J1ABCDEF0511XYZ.html?spss=dy_author",
        "https://www.163.com/dy/article/J1ABCDEF0511XYZ.html",
    ),
    "163 f": (
        "https://www.163.com/tech/article/J1ABCDEF00097U7R.html?f=post1603_tab_news",
        "https://www.163.com/tech/article/J1ABCDEF00097U7R.html",
    ),
    "163 clickfrom": (
        "https://www.163.com/tech/article/J1ABCDEF00097U7R.html?clickfrom=w_tech",
        "https://www.163.com/tech/article/J1ABCDEF00097U7R.html",
    ),
    "sohu scm": (
        "https://www.sohu.com/a/812345678_115565?scm=10001.581_14-201000.0.0.5_32&spm=smpc.home.1",
        "https://www.sohu.com/a/812345678_115565",
    ),
    "sohu mobile": (
        "https://m.sohu.com/a/812345678_115565?_trans_=010004_pcwzy",
        "https://www.sohu.com/a/812345678_115565",
    ),
    "sohu edtsign": (
        "https://www.sohu.com/a/812345678_115565?edtsign=ABC&edtcode=XYZ",
        "https://www.sohu.com/a/812345678_115565",
    ),
    "qq pgv": (
        "https://news.qq.com/rain/a/20261120A01ABC00?pgv_ref=aio",
        "https://news.qq.com/rain/a/20261120A01ABC00",
    ),
    "qq no-redirect": (
        "https://news.qq.com/rain/a/20261120A01ABC00?no-redirect=1",
        "https://news.qq.com/rain/a/20261120A01ABC00",
    ),
    "juejin share": (
        "https://juejin.cn/post/7312345678901234567?share_token=abc",
        "https://juejin.cn/post/7312345678901234567",
    ),
    "juejin utm": (
        "https://juejin.cn/post/7312345678901234567?utm_source=gold_browser_extension",
        "https://juejin.cn/post/7312345678901234567",
    ),
    "juejin old name": ("https://juejin.im/post/7312345678901234567", "https://juejin.cn/post/7312345678901234567"),
    "csdn": (
        "https://blog.csdn.net/someone/article/details/134567890?spm=1001.2100.3001.7377&ops_request_misc=a&request_id=b&biz_id=0&utm_term=c",
        "https://blog.csdn.net/someone/article/details/134567890",
    ),
    "csdn depth": (
        "https://blog.csdn.net/someone/article/details/134567890?depth_1-utm_source=distribute",
        "https://blog.csdn.net/someone/article/details/134567890",
    ),
    "csdn share": (
        "https://blog.csdn.net/someone/article/details/134567890?sharetype=blogdetail&sharerId=1&sharerefer=PC&sharesource=abc&sharefrom=x",
        "https://blog.csdn.net/someone/article/details/134567890",
    ),
    "weibo": (
        "https://weibo.com/1195230310/Nabcdefgh?refer_flag=1001030103_",
        "https://weibo.com/1195230310/Nabcdefgh",
    ),
    "weibo wvr": (
        "https://weibo.com/1195230310/Nabcdefgh?from=page_100&wvr=6&mod=weibotime",
        "https://weibo.com/1195230310/Nabcdefgh",
    ),
    "weibo ttarticle": (
        "https://weibo.com/ttarticle/p/show?id=2309404987654321098765&luicode=10000011&lfid=1",
        "https://weibo.com/ttarticle/p/show?id=2309404987654321098765",
    ),
    "weibo sudaref": (
        "https://finance.sina.com.cn/a/2026-11-20/doc-inabc.shtml?sudaref=weibo.com",
        "https://finance.sina.com.cn/a/2026-11-20/doc-inabc.shtml",
    ),
    "sina cre": (
        "https://finance.sina.com.cn/a/2026-11-20/doc-inabc.shtml?cre=tianyi&rfunc=1&tj=none",
        "https://finance.sina.com.cn/a/2026-11-20/doc-inabc.shtml",
    ),
    "douban": ("https://www.douban.com/note/812345678/?dt_dapp=1&_i=123abc", "https://www.douban.com/note/812345678/"),
    "xiaohongshu": (
        "https://www.xiaohongshu.com/explore/65a1b2c3d4e5f60001020304?xsec_token=ABC&xsec_source=pc_feed",
        "https://www.xiaohongshu.com/explore/65a1b2c3d4e5f60001020304",
    ),
    "jianshu": (
        "https://www.jianshu.com/p/abcdef123456?utm_campaign=haruki&utm_content=note",
        "https://www.jianshu.com/p/abcdef123456",
    ),
    "thepaper": (
        "https://www.thepaper.cn/newsDetail_forward_28123456?commTag=true",
        "https://www.thepaper.cn/newsDetail_forward_28123456",
    ),
    "baijiahao": (
        "https://baijiahao.baidu.com/s?id=1712345678901234567&wfr=spider&for=pc",
        "https://baijiahao.baidu.com/s?id=1712345678901234567",
    ),
    "bd_vid": (
        "https://www.cnbeta.com.tw/articles/tech/1412345.htm?bd_vid=123",
        "https://www.cnbeta.com.tw/articles/tech/1412345.htm",
    ),
    "hmsr": ("https://www.oschina.net/news/312345?hmsr=aladdin1e1", "https://www.oschina.net/news/312345"),
    "share_source": ("https://sspai.com/post/93211?share_source=wechat", "https://sspai.com/post/93211"),
    # redirectors
    "google url q": (
        "https://www.google.com/url?q=https%3A%2F%2Fexample.com%2Fpost%2F1&sa=D&ust=1",
        "https://example.com/post/1",
    ),
    "google url url": (
        "https://www.google.com/url?rct=j&sa=t&url=https://example.com/post/1&ct=ga&cd=x&usg=y",
        "https://example.com/post/1",
    ),
    "google hk": (
        "https://www.google.com.hk/url?sa=t&url=https%3A%2F%2Fexample.com%2Fpost%2F1",
        "https://example.com/post/1",
    ),
    "zhihu": ("https://link.zhihu.com/?target=https%3A//example.com/post/1", "https://example.com/post/1"),
    "juejin": ("https://link.juejin.cn?target=https%3A%2F%2Fexample.com%2Fpost%2F1", "https://example.com/post/1"),
    "jianshu redirector": (
        "https://link.jianshu.com/?t=https%3A%2F%2Fexample.com%2Fpost%2F1",
        "https://example.com/post/1",
    ),
    "csdn redirector": (
        "https://link.csdn.net/?target=https%3A%2F%2Fexample.com%2Fpost%2F1",
        "https://example.com/post/1",
    ),
    "sspai redirector": (
        "https://sspai.com/link?target=https%3A%2F%2Fexample.com%2Fpost%2F1",
        "https://example.com/post/1",
    ),
    "oschina redirector": (
        "https://www.oschina.net/action/GoToLink?url=https%3A%2F%2Fexample.com%2Fpost%2F1",
        "https://example.com/post/1",
    ),
    "gitee redirector": (
        "https://gitee.com/link?target=https%3A%2F%2Fexample.com%2Fpost%2F1",
        "https://example.com/post/1",
    ),
    "segmentfault redirector": (
        "https://link.segmentfault.com/?enc=abc&url=https%3A%2F%2Fexample.com%2Fpost%2F1",
        "https://example.com/post/1",
    ),
    "douban redirector": (
        "https://www.douban.com/link2/?url=https%3A%2F%2Fexample.com%2Fpost%2F1",
        "https://example.com/post/1",
    ),
    "weibo redirector": (
        "https://weibo.cn/sinaurl?u=https%3A%2F%2Fexample.com%2Fpost%2F1",
        "https://example.com/post/1",
    ),
    "facebook redirector": (
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.com%2Fpost%2F1&h=AT0",
        "https://example.com/post/1",
    ),
    "youtube redirector": (
        "https://www.youtube.com/redirect?event=video&q=https%3A%2F%2Fexample.com%2Fpost%2F1",
        "https://example.com/post/1",
    ),
    "steam redirector": (
        "https://steamcommunity.com/linkfilter/?url=https://example.com/post/1",
        "https://example.com/post/1",
    ),
    "slashdot style": (
        "https://out.reddit.com/t3_1abc?url=https%3A%2F%2Fexample.com%2Fpost%2F1&token=x",
        "https://example.com/post/1",
    ),
    "qq mail": (
        "https://c.pc.qq.com/middlem.html?pfurl=https%3A%2F%2Fexample.com%2Fpost%2F1",
        "https://example.com/post/1",
    ),
    "bing news": (
        "http://www.bing.com/news/apiclick.aspx?ref=FexRss&aid=&tid=1&url=https%3a%2f%2fexample.com%2fpost%2f1&c=2",
        "https://example.com/post/1",
    ),
    "redirector in a redirector": (
        "https://link.zhihu.com/?target=https%3A%2F%2Fwww.google.com%2Furl%3Fq%3Dhttps%253A%252F%252Fexample.com%252Fpost%252F1",
        "https://example.com/post/1",
    ),
    "redirector to a tracked link": (
        "https://link.zhihu.com/?target=https%3A%2F%2Fexample.com%2Fpost%2F1%3Futm_source%3Dzhihu",
        "https://example.com/post/1",
    ),
    "feedburner": (
        "https://example.com/post/1?utm_source=feedburner&utm_medium=feed&utm_campaign=Feed%3A+example+%28Example%29",
        "https://example.com/post/1",
    ),
    "target in the whole query": (
        "https://blog.51cto.com/transfer?https%3A%2F%2Fexample.com%2Fpost%2F1",
        "https://example.com/post/1",
    ),
    "raw target in the whole query": (
        "https://www.pixiv.net/jump.php?https://example.com/show?id=1&b=2",
        "https://example.com/show?id=1&b=2",
    ),
    "raw target with parameters of its own": (
        "https://link.zhihu.com/?target=https://example.com/show?id=1&b=2",
        "https://example.com/show?id=1&b=2",
    ),
    "telegram": ("https://t.me/iv?url=https%3A%2F%2Fexample.com%2Fpost%2F1&rhash=abc", "https://example.com/post/1"),
    # one page that a platform writes in many ways
    "youtube shorts": ("https://www.youtube.com/shorts/dQw4w9WgXcQ", "https://www.youtube.com/watch?v=dQw4w9WgXcQ"),
    "youtube in a list": (
        "https://www.youtube.com/watch?v=dQw4w9WgXcQ&list=PLa&index=3",
        "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
    ),
    "x without a name": ("https://x.com/i/web/status/20", "https://twitter.com/jack/status/20/photo/1"),
    "weibo mobile": ("https://m.weibo.cn/status/Nabcdefgh", "https://weibo.com/1195230310/Nabcdefgh"),
    "weibo mobile by number": (
        "https://m.weibo.cn/detail/4987654321098765",
        "https://m.weibo.cn/status/4987654321098765",
    ),
    "toutiao i": (
        "https://www.toutiao.com/i7312345678901234567/",
        "https://www.toutiao.com/article/7312345678901234567/",
    ),
    "toutiao group": (
        "https://toutiao.com/group/7312345678901234567/",
        "https://m.toutiao.com/article/7312345678901234567/",
    ),
    "163 by date": (
        "https://tech.163.com/26/1120/10/J1ABCDEF00097U7R.html",
        "https://www.163.com/tech/article/J1ABCDEF00097U7R.html",
    ),
    "163 mobile": (
        "https://c.m.163.com/news/a/J1ABCDEF00097U7R.html",
        "https://www.163.com/tech/article/J1ABCDEF00097U7R.html",
    ),
    "csdn by user": (
        "https://someone.blog.csdn.net/article/details/134567890",
        "https://blog.csdn.net/someone/article/details/134567890",
    ),
    "qq app": ("https://view.inews.qq.com/a/20261120A01ABC00", "https://new.qq.com/rain/a/20261120A01ABC00"),
    "qq omn": ("https://new.qq.com/omn/20261120/20261120A01ABC00.html", "https://news.qq.com/rain/a/20261120A01ABC00"),
    "thepaper mobile": ("https://m.thepaper.cn/detail/28123456", "https://www.thepaper.cn/newsDetail_forward_28123456"),
    "ithome mobile": ("https://m.ithome.com/html/812345.htm", "https://www.ithome.com/0/812/345.htm"),
    "bilibili moment": (
        "https://t.bilibili.com/987654321098765432",
        "https://www.bilibili.com/opus/987654321098765432",
    ),
    "b23": ("https://b23.tv/BV1xx411c7mD", "https://www.bilibili.com/video/BV1xx411c7mD"),
    "zhihu answer": ("https://www.zhihu.com/question/1/answer/2", "https://www.zhihu.com/answer/2"),
    "arxiv": ("https://arxiv.org/pdf/2611.01234.pdf", "http://export.arxiv.org/abs/2611.01234"),
    "huxiu page": ("https://www.huxiu.com/article/204850/1.html?f=rss", "https://www.huxiu.com/article/204850.html"),
    "medium at home": (
        "https://techblog.example.com/a-title-3f2c1b?source=rss----2615bd06b42e---4",
        "https://techblog.example.com/a-title-3f2c1b",
    ),
    "blogspot mobile": ("https://a.blogspot.com/2026/11/title.html?m=1", "https://a.blogspot.com/2026/11/title.html"),
    "gift": (
        "https://www.nytimes.com/2026/11/20/tech/x.html?unlocked_article_code=1.a&smid=url-share",
        "https://www.nytimes.com/2026/11/20/tech/x.html",
    ),
    "v2ex counts answers": ("https://www.v2ex.com/t/1012345#reply12", "https://www.v2ex.com/t/1012345#reply3"),
    "echobox": (
        "https://www.example.fr/article/titre-de-la-une#Echobox=1700000000",
        "https://www.example.fr/article/titre-de-la-une",
    ),
    "google search box": ("https://example.com/2026/title#gsc.tab=0", "https://example.com/2026/title"),
    "rnd": ("https://weibo.com/1195230310/Nabcdefgh#_rnd1700000000000", "https://weibo.com/1195230310/Nabcdefgh"),
    "heading in hanzi": (
        "https://docs.example.com/guide.html#%E5%AE%89%E8%A3%85",
        "https://docs.example.com/guide.html",
    ),
    "space in a query": ("https://example.com/q?name=a%20b", "https://example.com/q?name=a+b"),
    "substack reader": (
        "https://x.substack.com/p/title?utm_source=substack&publication_id=1&post_id=2&r=abc&triedRedirect=true",
        "https://x.substack.com/p/title",
    ),
    "huxiu app": ("https://m.huxiu.com/article/3456789.html?f=app_ios", "https://www.huxiu.com/article/3456789.html"),
    "zhihu app view": ("https://www.zhihu.com/appview/p/712345678", "https://zhuanlan.zhihu.com/p/712345678"),
    "cnblogs": ("https://www.cnblogs.com/someone/p/17654321.html", "https://www.cnblogs.com/someone/p/17654321"),
    "36kr channel": ("https://m.36kr.com/p/3056789012345678?channel=wechat", "https://36kr.com/p/3056789012345678"),
    "bbc at home": ("https://www.bbc.co.uk/news/articles/c1234", "https://www.bbc.com/news/articles/c1234"),
    "order of weixin": (
        "http://mp.weixin.qq.com/s?mid=1&__biz=A==&sn=x&idx=1",
        "https://mp.weixin.qq.com/s?__biz=A==&mid=1&idx=1&sn=x",
    ),
    "name and password": ("https://user:pw@example.com/1", "https://example.com/1"),
    "dots of another width": ("https://www。example。com/1", "https://example.com/1"),
    "idn in capitals": ("https://BÜCHER.example/neu", "https://bücher.example/neu"),
    "ipv6": ("http://[2001:DB8::1]/x", "https://[2001:db8::1]:443/x"),
    "feedproxy one": (
        "http://feedproxy.google.com/~r/example/~3/AbC123/",
        "https://feedproxy.google.com/~r/example/~3/AbC123/",
    ),
}

DIFFERENT: dict[str, tuple[str, str]] = {
    # what a query says
    "id": ("https://example.com/show?id=1", "https://example.com/show?id=2"),
    "id or none": ("https://example.com/show?id=1", "https://example.com/show"),
    "p of wordpress": ("https://example.com/?p=101", "https://example.com/?p=102"),
    "page_id of wordpress": ("https://example.com/?page_id=2", "https://example.com/?page_id=3"),
    "tid of discuz": (
        "https://bbs.example.com/forum.php?mod=viewthread&tid=11",
        "https://bbs.example.com/forum.php?mod=viewthread&tid=12",
    ),
    "mod of discuz": (
        "https://bbs.example.com/forum.php?mod=viewthread&tid=11",
        "https://bbs.example.com/forum.php?mod=forumdisplay&tid=11",
    ),
    "page": ("https://example.com/long-story?page=1", "https://example.com/long-story?page=2"),
    "date": ("https://example.com/archive?date=2026-11-20", "https://example.com/archive?date=2026-11-21"),
    "youtube v": ("https://www.youtube.com/watch?v=dQw4w9WgXcQ", "https://www.youtube.com/watch?v=dQw4w9WgXcR"),
    "youtube case": ("https://youtu.be/dQw4w9WgXcQ", "https://youtu.be/dQw4w9WgXcq"),
    "youtube list": ("https://www.youtube.com/playlist?list=PLa", "https://www.youtube.com/playlist?list=PLb"),
    "bilibili part": (
        "https://www.bilibili.com/video/BV1xx411c7mD?p=1",
        "https://www.bilibili.com/video/BV1xx411c7mD?p=2",
    ),
    "bilibili case": ("https://www.bilibili.com/video/BV1xx411c7mD", "https://www.bilibili.com/video/BV1xx411c7md"),
    "hacker news": ("https://news.ycombinator.com/item?id=42000001", "https://news.ycombinator.com/item?id=42000002"),
    "weixin mid": (
        "https://mp.weixin.qq.com/s?__biz=MzA3MDM3NjE5NQ==&mid=2650912345&idx=1&sn=aa",
        "https://mp.weixin.qq.com/s?__biz=MzA3MDM3NjE5NQ==&mid=2650912346&idx=1&sn=aa",
    ),
    "weixin idx": (
        "https://mp.weixin.qq.com/s?__biz=MzA3MDM3NjE5NQ==&mid=2650912345&idx=1&sn=aa",
        "https://mp.weixin.qq.com/s?__biz=MzA3MDM3NjE5NQ==&mid=2650912345&idx=2&sn=aa",
    ),
    "weixin biz": (
        "https://mp.weixin.qq.com/s?__biz=MzA3MDM3NjE5NQ==&mid=2650912345&idx=1&sn=aa",
        "https://mp.weixin.qq.com/s?__biz=MzA3MDM3NjE5NR==&mid=2650912345&idx=1&sn=aa",
    ),
    "weixin short": ("https://mp.weixin.qq.com/s/AbCdEfGhIjKlMnOp", "https://mp.weixin.qq.com/s/abcdefghijklmnop"),
    "weibo article": (
        "https://weibo.com/ttarticle/p/show?id=2309404987654321098765",
        "https://weibo.com/ttarticle/p/show?id=2309404987654321098766",
    ),
    "baijiahao id": (
        "https://baijiahao.baidu.com/s?id=1712345678901234567",
        "https://baijiahao.baidu.com/s?id=1712345678901234568",
    ),
    "ref of git": ("https://git.example.com/blob?path=a.c&ref=v1.0", "https://git.example.com/blob?path=a.c&ref=v2.0"),
    "ref of a catalogue": ("https://shop.example.com/product?ref=10021", "https://shop.example.com/product?ref=10022"),
    "from of a route": (
        "https://flights.example.com/deal?from=PEK&to=LHR",
        "https://flights.example.com/deal?from=SHA&to=LHR",
    ),
    "from of a currency": (
        "https://rates.example.com/history?from=USD&to=CNY",
        "https://rates.example.com/history?from=EUR&to=CNY",
    ),
    "source of a digest": (
        "https://digest.example.com/daily?source=lwn",
        "https://digest.example.com/daily?source=phoronix",
    ),
    "source of a viewer": (
        "https://viewer.example.com/?source=https://a.example/1",
        "https://viewer.example.com/?source=https://a.example/2",
    ),
    "s of a search": ("https://example.com/?s=rust", "https://example.com/?s=go"),
    "t of a forum": ("https://forum.example.com/viewtopic.php?t=12", "https://forum.example.com/viewtopic.php?t=13"),
    "f of a forum": ("https://forum.example.com/viewforum.php?f=3", "https://forum.example.com/viewforum.php?f=4"),
    "f of a file": ("https://files.example.com/get?f=2026-11-20.txt", "https://files.example.com/get?f=2026-11-21.txt"),
    "scene of a game": ("https://game.example.com/play?scene=1", "https://game.example.com/play?scene=2"),
    "type": ("https://example.com/list?type=video", "https://example.com/list?type=audio"),
    "share of a stock": ("https://example.com/quote?share=600519", "https://example.com/quote?share=000858"),
    "ts of an archive": (
        "https://chat.example.com/archives/C01?ts=1700000001.1",
        "https://chat.example.com/archives/C01?ts=1700000002.1",
    ),
    "timestamp of an archive": (
        "https://web.example.com/snapshot?timestamp=20261120",
        "https://web.example.com/snapshot?timestamp=20261121",
    ),
    "r of a route": ("https://example.com/index.php?r=post/view", "https://example.com/index.php?r=page/view"),
    "q of a page": ("https://example.com/index.php?q=node/12", "https://example.com/index.php?q=node/13"),
    "cid of a court": ("https://example.gov/case?cid=12", "https://example.gov/case?cid=13"),
    "sid of slashdot": ("https://slashdot.org/story.pl?sid=26/11/20/1", "https://slashdot.org/story.pl?sid=26/11/20/2"),
    "sid of nuke": (
        "https://nuke.example.com/modules.php?name=News&file=article&sid=101",
        "https://nuke.example.com/modules.php?name=News&file=article&sid=102",
    ),
    "sn of a series": (
        "https://ani.example.com.tw/animeVideo.php?sn=40001",
        "https://ani.example.com.tw/animeVideo.php?sn=40002",
    ),
    "group_id": ("https://example.com/notice?group_id=1", "https://example.com/notice?group_id=2"),
    "request_id": (
        "https://www.whatdotheyknow.example/request?request_id=1",
        "https://www.whatdotheyknow.example/request?request_id=2",
    ),
    "loc of a weather": (
        "https://weather.example.com/warning?loc=101010100",
        "https://weather.example.com/warning?loc=101020100",
    ),
    "tr of a torrent": ("https://bt.example.com/view?tr=1", "https://bt.example.com/view?tr=2"),
    "code": ("https://example.com/stock?code=600519", "https://example.com/stock?code=600518"),
    "partner that is content": ("https://example.com/offers?partner=ibm", "https://example.com/offers?partner=dell"),
    "channel": ("https://radio.example.com/show?channel=1", "https://radio.example.com/show?channel=2"),
    "campaign": ("https://dnd.example.com/log?campaign=frost", "https://dnd.example.com/log?campaign=fire"),
    "token that is the page": ("https://docs.example.com/view?token=abc", "https://docs.example.com/view?token=def"),
    "empty values, other names": ("https://wiki.example.com/?HomePage", "https://wiki.example.com/?NewsPage"),
    "empty value or none": ("https://wiki.example.com/?HomePage=", "https://wiki.example.com/"),
    "numbers alone": ("https://bbs.example.com/read.php?123", "https://bbs.example.com/read.php?124"),
    "path in a query": (
        "https://example.com/index.php?/archives/123.html",
        "https://example.com/index.php?/archives/124.html",
    ),
    "same name twice": ("https://example.com/q?tag=a&tag=b", "https://example.com/q?tag=a"),
    "same name twice, order": ("https://example.com/diff?rev=1&rev=2", "https://example.com/diff?rev=2&rev=3"),
    "amp of an amplifier": (
        "https://shop.example.com/review?amp=vox-ac30",
        "https://shop.example.com/review?amp=marshall",
    ),
    "plus and percent": ("https://example.com/lang?name=c%2B%2B", "https://example.com/lang?name=c"),
    "escaped ampersand": ("https://example.com/q?a=1%26b=2", "https://example.com/q?a=1&b=2"),
    "case of a value": ("https://example.com/read?id=AbC", "https://example.com/read?id=abc"),
    "feature of a car": ("https://cars.example.com/show?feature=abs", "https://cars.example.com/show?feature=esp"),
    "emc is a company": ("https://example.com/storage?emc=unity", "https://example.com/storage?emc=vnx"),
    "spm is a toolbox": ("https://example.org/toolbox?spm=12", "https://example.org/toolbox?spm=25"),
    "scm is git": ("https://example.org/howto?scm=git", "https://example.org/howto?scm=svn"),
    "pk is a primary key": ("https://example.org/show?pk_id=12", "https://example.org/show?pk_id=13"),
    "cmpid is a company's name": (
        "https://jobs.example.org/firm?cmpid=IBM",
        "https://jobs.example.org/firm?cmpid=DELL",
    ),
    "ncid is a case": ("https://example.gov/case?ncid=A12", "https://example.gov/case?ncid=A13"),
    "spm is a version": ("https://example.org/toolbox?spm=12.1", "https://example.org/toolbox?spm=12.2"),
    "source is a feed": ("https://example.org/show?source=rss-news-1", "https://example.org/show?source=rss-news-2"),
    "cmpid is a company": ("https://jobs.example.org/firm?cmpid=12", "https://jobs.example.org/firm?cmpid=13"),
    "m is a month": ("https://example.org/calendar?y=2026&m=1", "https://example.org/calendar?y=2026&m=2"),
    "plus and space": ("https://example.com/q?name=a%2Bb", "https://example.com/q?name=a+b"),
    "utm is a unit of maps": ("https://maps.example.org/tile?utmzone=50N", "https://maps.example.org/tile?utmzone=51N"),
    "refer": ("https://lib.example.org/record?refer=A1", "https://lib.example.org/record?refer=A2"),
    "share code of a disk": (
        "https://pan.baidu.com/share/link?shareid=1&uk=2",
        "https://pan.baidu.com/share/link?shareid=3&uk=2",
    ),
    "baidu disk": ("https://pan.baidu.com/share/init?surl=abc", "https://pan.baidu.com/share/init?surl=abd"),
    # fragments that are the address
    "hash route": ("https://app.example.com/#/post/1", "https://app.example.com/#/post/2"),
    "hashbang": ("https://app.example.com/#!post/1", "https://app.example.com/#!post/2"),
    "hashbang with slash": ("https://app.example.com/#!/post/1", "https://app.example.com/#!/post/2"),
    "hash route below a page": (
        "https://app.example.com/index.html#/news/1",
        "https://app.example.com/index.html#/news/2",
    ),
    "hash route with query": ("https://app.example.com/#/detail?id=1", "https://app.example.com/#/detail?id=2"),
    "hash route or front page": ("https://app.example.com/#/post/1", "https://app.example.com/"),
    "google groups": (
        "https://groups.google.com/forum/#!topic/golang/a",
        "https://groups.google.com/forum/#!topic/golang/b",
    ),
    "hash of a front page": ("https://status.example.com/#incident-101", "https://status.example.com/#incident-102"),
    "changelog by date": (
        "https://docs.example.com/changelog#2026-11-20",
        "https://docs.example.com/changelog#2026-11-21",
    ),
    "changelog by version": (
        "https://docs.example.com/release-notes.html#v1.2.0",
        "https://docs.example.com/release-notes.html#v1.3.0",
    ),
    "answers": ("https://www.v2ex.com/t/1012345", "https://www.v2ex.com/t/1012346"),
    "comment and article": (
        "https://blog.example.com/2026/11/title/#comment-123",
        "https://blog.example.com/2026/11/title/",
    ),
    "two comments": (
        "https://blog.example.com/2026/11/title/#comment-123",
        "https://blog.example.com/2026/11/title/#comment-124",
    ),
    "two posts of a thread": (
        "https://bbs.example.com/thread-12-1-1.html#pid345",
        "https://bbs.example.com/thread-12-1-1.html#pid346",
    ),
    "hash id of a front page": ("https://app.example.com/#post/12", "https://app.example.com/#post/13"),
    "anchor with a value": ("https://example.com/app.html#id=a", "https://example.com/app.html#id=b"),
    "anchor with a path": ("https://example.com/docs#guide/install", "https://example.com/docs#guide/deploy"),
    "anchor with a kind": ("https://groups.example.com/x#topic:alpha", "https://groups.example.com/x#topic:beta"),
    "anchor with a query": ("https://app.example.com/#?post=alpha", "https://app.example.com/#?post=beta"),
    "music of 163": ("https://music.163.com/#/song?id=1", "https://music.163.com/#/song?id=2"),
    # paths
    "case of a path": ("https://bit.example/AbC", "https://bit.example/abc"),
    "opaque t.cn": ("http://t.cn/A6abcdef", "http://t.cn/A6abcdeg"),
    "opaque t.co": ("https://t.co/AbCdEf", "https://t.co/abcdef"),
    "opaque bit.ly": ("https://bit.ly/3abcDEF", "https://bit.ly/3abcdef"),
    "opaque url.cn": ("https://url.cn/5abcdef", "https://url.cn/5abcdeg"),
    "opaque dwz": ("https://dwz.cn/AbCd1234", "https://dwz.cn/AbCd1235"),
    "opaque b23": ("https://b23.tv/abc1234", "https://b23.tv/abc1235"),
    "feedproxy two": (
        "http://feedproxy.google.com/~r/example/~3/AbC123/",
        "http://feedproxy.google.com/~r/example/~3/AbC124/",
    ),
    "camp": ("https://example.com/camp", "https://example.com/c"),
    "basecamp": ("https://example.com/base/camp/", "https://example.com/base/"),
    "amp-guitars": ("https://example.com/amp-guitars", "https://example.com/guitars"),
    "example": ("https://example.com/docs/example", "https://example.com/docs/ex"),
    "a section amp": ("https://music.example.com/amp/fender", "https://music.example.com/fender"),
    "a section m": ("https://example.com/m/news", "https://example.com/news"),
    "a section mobile": ("https://www.gsm.example.com/mobile/12", "https://www.gsm.example.com/12"),
    "a section amp alone": ("https://brands.example.com/amp", "https://brands.example.com/"),
    "tag and release": ("https://github.com/o/r/releases/tag/v1.0", "https://github.com/o/r/tree/v1.0"),
    "github tags": ("https://github.com/o/r/releases/tag/v1.0", "https://github.com/o/r/releases/tag/v1.0.1"),
    "github commit": ("https://github.com/o/r/commit/abcdef1", "https://github.com/o/r/commit/abcdef2"),
    "gitlab dash": ("https://gitlab.com/o/r/-/tags/v1", "https://gitlab.com/o/r/-/tags/v2"),
    "index with a number": ("https://example.com/2026/index1.html", "https://example.com/2026/index2.html"),
    "index_2": ("https://example.com/story/index_2.html", "https://example.com/story/index.html"),
    "index with a query": ("https://example.com/index.php?id=1", "https://example.com/?id=2"),
    "page in the path": (
        "https://news.example.cn/n1/2026/1120/c1001-1.html",
        "https://news.example.cn/n1/2026/1120/c1001-2.html",
    ),
    "extension": ("https://example.com/report.pdf", "https://example.com/report.html"),
    "percent slash": ("https://example.com/a%2Fb", "https://example.com/a/b"),
    "percent question mark": ("https://example.com/what%3Fid=1", "https://example.com/what?id=1"),
    "percent hash": ("https://example.com/c%23", "https://example.com/c"),
    "plus in a path": ("https://example.com/tag/c++", "https://example.com/tag/c"),
    "hanzi": ("https://zh.wikipedia.org/wiki/中国", "https://zh.wikipedia.org/wiki/中國"),
    "matrix parameters": ("https://example.com/show;id=1", "https://example.com/show;id=2"),
    "semicolon in an old cms": (
        "https://www.heise.example/story;art123,456",
        "https://www.heise.example/story;art123,457",
    ),
    "gopher of dates": ("https://example.com/2026/11/20/", "https://example.com/2026/11/21/"),
    "trailing number": ("https://example.com/post-1", "https://example.com/post-2"),
    # hosts
    "music and m": ("https://music.example.com/1", "https://example.com/1"),
    "m is the brand": ("https://m.co/1", "https://co/1"),
    "m- is no screen": ("https://m-example.com/1", "https://example.com/1"),
    "amp- is no screen": ("https://ampnews.example.com/1", "https://news.example.com/1"),
    "mobile is a section": ("https://mobile.zol.com.cn/812/8123456.html", "https://news.zol.com.cn/812/8123456.html"),
    "sub domains": ("https://alice.example.blog/1", "https://bob.example.blog/1"),
    "languages": ("https://zh.wikipedia.org/wiki/Linux", "https://en.wikipedia.org/wiki/Linux"),
    "port": ("http://example.com:8080/1", "http://example.com:8081/1"),
    "another port": ("http://example.com:8080/1", "http://example.com/1"),
    "blogs below github.io": ("https://a.github.io/post/1", "https://b.github.io/post/1"),
    "idn look-alikes": ("https://bücher.example/1", "https://bucher.example/1"),
    "top level": ("https://example.com/1", "https://example.cn/1"),
    "m is a blog": ("https://m.github.io/1", "https://touch.github.io/1"),
    "m is a blog and its host none": (
        "https://m.wordpress.com/2026/11/20/a-title",
        "https://wordpress.com/2026/11/20/a-title",
    ),
    "m below a country": ("https://m.com.cn/1", "https://wap.com.cn/1"),
    "m in the middle below a country": ("https://news.m.com.cn/1", "https://news.com.cn/1"),
    "a blog host's users": ("https://alice.blog.csdn.net/category_1.html", "https://bob.blog.csdn.net/category_1.html"),
    # one page in many ways, and its neighbour
    "youtube and youtu.be": ("https://youtu.be/dQw4w9WgXcQ", "https://www.youtube.com/watch?v=dQw4w9WgXcR"),
    "youtube channel": ("https://www.youtube.com/@someone-else", "https://www.youtube.com/@someone-more"),
    "x": ("https://x.com/a/status/20", "https://x.com/a/status/21"),
    "x and a profile": ("https://x.com/a/status", "https://x.com/b/status"),
    "weibo": ("https://weibo.com/1195230310/Nabcdefgh", "https://weibo.com/1195230310/Nabcdefgi"),
    "weibo followers": ("https://weibo.com/1195230310/followers", "https://weibo.com/1195230311/followers"),
    "toutiao": (
        "https://www.toutiao.com/i7312345678901234567/",
        "https://www.toutiao.com/article/7312345678901234568/",
    ),
    "163": (
        "https://www.163.com/dy/article/J1ABCDEF0511XYZ1.html",
        "https://www.163.com/dy/article/J1ABCDEG0511XYZ1.html",
    ),
    "163 special": ("https://www.163.com/special/a/index.html", "https://www.163.com/special/b/index.html"),
    "reddit answer": (
        "https://www.reddit.com/r/python/comments/1abc23/title/kx1/",
        "https://www.reddit.com/r/python/comments/1abc23/title/",
    ),
    "csdn": ("https://blog.csdn.net/a/article/details/134567890", "https://blog.csdn.net/a/article/details/134567891"),
    "ithome": ("https://m.ithome.com/html/812345.htm", "https://www.ithome.com/0/812/346.htm"),
    "arxiv revisions": ("https://arxiv.org/abs/2611.01234v1", "https://arxiv.org/abs/2611.01234v2"),
    "zhihu question and answer": ("https://www.zhihu.com/question/1/answer/2", "https://www.zhihu.com/question/1"),
    "zhihu answers": ("https://www.zhihu.com/question/1/answer/2", "https://www.zhihu.com/question/1/answer/3"),
    "reddit names": ("https://www.reddit.com/r/a/", "https://www.reddit.com/r/b/"),
    "x and its likes": ("https://x.com/a/status/20", "https://x.com/a/status/20/likes"),
    "youtube list and video": (
        "https://www.youtube.com/playlist?list=dQw4w9WgXcQ",
        "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
    ),
    "ifeng": ("https://news.ifeng.com/c/8abcdefghij", "https://news.ifeng.com/c/8abcdefghiJ"),
    "blogs of 163": ("https://a.blog.163.com/blog/static/1", "https://b.blog.163.com/blog/static/1"),
    "google, but no amp": ("https://www.google.com/c/foo.example/1", "https://foo.example/1"),
    "ipv6 and port": ("http://[2001:db8::1]:8080/x", "http://[2001:db8::1:8080]/x"),
    # redirectors
    "raw target with parameters": (
        "https://link.zhihu.com/?target=https://example.com/show?p=1&id=1",
        "https://link.zhihu.com/?target=https://example.com/show?p=1&id=2",
    ),
    "two targets": (
        "https://link.zhihu.com/?target=https%3A//example.com/1",
        "https://link.zhihu.com/?target=https%3A//example.com/2",
    ),
    "google news": ("https://news.google.com/rss/articles/CBMiabc", "https://news.google.com/rss/articles/CBMiabd"),
    "baidu": ("https://www.baidu.com/link?url=AbC123", "https://www.baidu.com/link?url=AbC124"),
    "sogou": ("https://weixin.sogou.com/link?url=dn9a_abc", "https://weixin.sogou.com/link?url=dn9a_abd"),
    "archive": (
        "https://web.archive.org/web/20261120000000/https://example.com/1",
        "https://web.archive.org/web/20261120000000/https://example.com/2",
    ),
    "url is content elsewhere": (
        "https://validator.example.org/check?url=https://example.com/1",
        "https://example.com/1",
    ),
    "share page": ("https://service.example.com/submit?url=https://example.com/1", "https://example.com/1"),
    "translation": (
        "https://translate.google.com/translate?u=https://example.com/1&sl=en&tl=zh",
        "https://translate.google.com/translate?u=https://example.com/2&sl=en&tl=zh",
    ),
}

# One article, and yet two keys: what tells it so may elsewhere tell two articles apart.
IN_DOUBT: dict[str, tuple[str, str]] = {
    "session of a forum": (
        "https://forum.example.com/viewtopic.php?t=12&sid=0123456789abcdef0123456789abcdef",
        "https://forum.example.com/viewtopic.php?t=12",
    ),
    "numbered heading": ("https://docs.example.com/guide.html#section-2", "https://docs.example.com/guide.html"),
    "comments of weibo": (
        "https://weibo.com/1195230310/Nabcdefgh?type=comment",
        "https://weibo.com/1195230310/Nabcdefgh",
    ),
    "place on a page of sina": (
        "https://finance.sina.com.cn/a/2026-11-20/doc-inabc.shtml?loc=1&r=0&tr=12",
        "https://finance.sina.com.cn/a/2026-11-20/doc-inabc.shtml",
    ),
    "ref of a newsletter": ("https://example.com/post/1?ref=letter.example.org", "https://example.com/post/1"),
    "what a redirector adds": (
        "https://www.google.com/url?q=https://example.com/show?id=1&sa=D",
        "https://example.com/show?id=1",
    ),
    "number two of a server": ("https://www2.example.edu/1", "https://www.example.edu/1"),
}
