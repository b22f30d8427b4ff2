"""Articles written for the benchmark: (title, another title for the same, sentences), in Chinese and in English.

Stories 0 to 5 of both lists tell the same events in two languages: translations, which are no duplicates.
"""

# ruff: noqa: E501  (tables of sentences: one row is one line)

from __future__ import annotations

from typing import NamedTuple


class Story(NamedTuple):
    """One made-up article."""

    title: str
    other: str
    sentences: tuple[str, ...]


ZH = (
    Story("青禾地图上线盲道导航，首批覆盖十二座城市", "十二座城市的盲道可以导航了：青禾地图推出新功能", (
        "青禾地图本周在首批十二座城市上线了盲道导航。", "视障用户打开应用后，手机会用震动提示前方的路口和障碍物。",
        "项目负责人林晓说，团队花了两年时间走完了近八千公里的人行道。", "数据由志愿者用普通手机采集，再由算法剔除被占用的路段。",
        "测试者许先生表示，过去从家到地铁站要问三次路，现在一次都不用。", "不过部分老城区的盲道断断续续，导航只能提醒绕行。",
        "青禾计划在年底前把覆盖范围扩大到四十座城市，并向公益组织开放数据接口。")),
    Story("南湖图书馆把三万册旧书交给机器人整理", "机器人接手三万册旧书，南湖图书馆半年省下两名馆员的工时", (
        "南湖图书馆从春天起让两台书架机器人整理三万册旧书。", "机器人夜里沿着轨道读取书脊上的标签，把放错的书记下来。",
        "馆长周敏介绍，人工清点一遍需要四个月，机器人只要十一天。", "馆员因此有时间为孩子们办读书会，参加人数增加了一倍。",
        "也有读者担心噪音，馆方于是把工作时间改到闭馆之后。", "设备的租金每月九千元，由区里的文化基金承担一半。",
        "下一步，图书馆想让机器人识别破损的封面，以便及时修补。")),
    Story("渔光数据库开源，单机可存十亿条传感器记录", "能存十亿条传感器记录的渔光数据库宣布开源", (
        "由海岸大学孵化的渔光数据库昨天以宽松许可证开源。", "它专门保存传感器的时间序列，一台普通服务器能放下十亿条记录。",
        "作者陈渡说，关键是把相邻的读数合在一起压缩，平均每条只占两个字节。", "查询一整年的温度曲线用时不到零点三秒。",
        "在公开的对比测试里，它写入的速度是同类产品的两倍多。", "缺点是暂时不支持修改旧数据，只能追加。",
        "社区已经提交了六十多个补丁，其中一个让它可以在树莓派上运行。")),
    Story("河谷县的奶农用短视频卖掉了滞销的酸奶", "酸奶滞销，河谷县奶农靠短视频一周卖空库存", (
        "入夏以来，河谷县奶农合作社积压了一万两千箱酸奶。", "社员郝梅用手机拍下清晨挤奶的过程，发到了短视频平台。",
        "视频的播放量三天里超过四百万，订单从外省涌来。", "合作社临时租了两辆冷链车，一周卖空了库存。",
        "县里的电商中心随后请她给其他农户讲课。", "郝梅说，观众想看的不是广告，而是牛的名字和天气。",
        "合作社打算秋天推出可以退回玻璃瓶的包装。")),
    Story("白塔剧院恢复上演失传六十年的皮影戏", "失传六十年的皮影戏在白塔剧院重新登台", (
        "周六晚上，白塔剧院上演了失传六十年的皮影戏《渡船记》。", "剧本是从一位老艺人留下的三本手抄册子里整理出来的。",
        "导演冯砚带着学生用牛皮重新雕刻了一百四十件影人。", "演出没有字幕，台下的老人却能跟着哼唱。",
        "音乐由两把板胡和一面小鼓伴奏，录音会存入省档案馆。", "门票二十分钟售完，剧院决定加演四场。",
        "冯砚希望学校能把皮影带进手工课。")),
    Story("晨星火箭公司完成可回收发动机第五次点火", "同一台发动机五次点火成功，晨星离回收火箭又近一步", (
        "晨星火箭公司在戈壁试车台完成了可回收发动机的第五次点火。", "这台发动机连续工作了三百一十秒，推力一度降到四成再升回来。",
        "总设计师贺岚说，五次点火用的是同一台机器，中间只换过密封圈。", "发动机烧液氧和甲烷，残留物少，检修一次只要两天。",
        "公司明年将用它垂直降落一枚试验箭。", "投资人关心的是成本，贺岚估计重复使用十次后发射费用能减半。",
        "当天的风速超过预报，点火推迟了四十分钟。")),
    Story("中学生写的输入法插件让方言也能打字", "用方言打字：一位中学生的输入法插件火了", (
        "十六岁的高中生梁一舟写了一个输入法插件，让家乡话也能打字。", "他从外婆的录音里整理出四千个词，给每个词标了读音。",
        "插件发布两周，下载超过九万次，不少人寄来自己的词表。", "语言学教师苏琴认为，这些词表比课本更接近口语。",
        "梁一舟把词表按村镇分开，因为隔一条河读音就不同。", "目前插件只支持安卓，苹果版要等暑假。", "他说最开心的是外婆第一次自己发了消息。")),
    Story("城东菜市场改造后，摊主学会了用电子秤算碳", "电子秤上多了一行碳足迹：城东菜市场改造记", (
        "改造后的城东菜市场里，每台电子秤都会显示一行碳足迹。", "本地青菜的数字很小，空运来的樱桃数字很大。",
        "摊主老岳起初嫌麻烦，后来发现顾客会为数字停下来聊天。", "系统按运输距离和冷藏时间估算，误差在一成左右。",
        "市场每月评出一位低碳摊主，奖品是减免摊位费。", "环保组织提醒，数字只能比较同类商品。", "区里准备明年把它推广到另外五个市场。")),
    Story("研究者在深海冷泉发现会发光的新种海葵", "深海冷泉里的新种海葵会发蓝光", (
        "一支科考队在一千三百米深的冷泉旁发现了会发光的海葵。", "它的触手受到触碰时会发出蓝光，持续大约五秒。",
        "领队韩澈说，这种光可能用来吓走啃食触手的螃蟹。", "队员用机械臂采回三只标本，其中一只活了十九天。",
        "基因比对显示，它与浅海的亲戚在两千万年前分开。", "论文给它取名为守夜海葵。", "科考队明年会带着更暗的摄像机再去一次。")),
    Story("石桥镇把废弃糖厂改成了云上录音棚", "废弃糖厂里的录音棚：石桥镇的音乐生意", (
        "石桥镇的糖厂停产二十年后，变成了一座录音棚。", "旧蒸发罐的回声能持续七秒，音乐人专程来录人声。",
        "经营者邵平接通了光纤，让外地的乐手远程合奏。", "棚里每天接两个团队，排期已到冬天。",
        "镇上开了三家小旅馆，烤鱼摊营业到深夜。", "老工人为来客讲解机器，每小时收费五十元。", "邵平的下一个计划是把锅炉房改成小剧场。")),
    Story("远山大学要求毕业论文公开数据和代码", "没有数据和代码不能毕业，远山大学的新规定", (
        "从秋季学期起，远山大学的毕业论文必须附上数据和代码。", "教务处长鲁宁说，去年抽查的论文里有三成无法复现。",
        "涉及隐私的数据可以申请封存，由图书馆代为保管。", "计算机系的学生多半赞成，历史系则问扫描件算不算数据。",
        "学校为此采购了两百太字节的存储空间。", "答辩委员会会随机运行代码，跑不通的要限期修改。", "鲁宁承认这会增加导师的负担，学校将计入工作量。")),
    Story("快递柜学会了看天气：雨天自动调高保价提示", "雨天快递柜会提醒保价，背后是一套天气模型", (
        "麦田快递的柜子接入了天气模型，雨天会提醒寄件人保价。", "模型把雷达图切成一公里的格子，每十分钟更新。",
        "试点三个月里，受潮投诉下降了四成二。", "产品经理方芮说，提示只出现一次，点掉就不再打扰。",
        "有寄件人质疑这是变相推销，公司公布了赔付数据。", "快递员反而轻松了，因为怕湿的包裹会先送。", "下一版还会考虑高温对药品的影响。")),
    Story("播客《夜航》停更一年后带着听众的故事回来", "《夜航》回归：一档播客怎样攒下三千个陌生人的声音", (
        "停更一年的播客《夜航》在昨晚更新了新一季。", "主持人阿澈在这一年里收到三千多段听众录音。",
        "新一季每期只放一个人的声音，不剪掉停顿。", "第一期的主角是一名长途货车司机，讲他在服务区过年的事。",
        "节目不接受贴片广告，靠会员维持，目前有一万一千人付费。", "阿澈说，停更是因为她发现自己不再好奇。", "制作组把剪辑软件的工程文件也公开了。")),
    Story("老旧小区电梯加装的钱从哪里来：一份账本", "一份账本讲清老旧小区加装电梯的钱", (
        "槐荫里六号楼的电梯在今年夏天开始运行，总价六十八万元。", "政府补贴二十万，其余按楼层分摊，一楼不出钱。",
        "居民代表段颖把每一笔支出贴在楼道里，连螺丝都有价格。", "最难的是说服三楼的两户，他们担心采光。",
        "设计师把井道改成玻璃，采光只少了百分之六。", "每月电费和维保摊下来每户三十五元。", "附近的四个小区已经来借账本。")),
)  # fmt: skip

EN = (
    Story("Qinghe Maps adds tactile paving navigation in twelve cities",
          "Blind pedestrians get turn-by-turn help from Qinghe Maps", (
        "Qinghe Maps this week switched on navigation along tactile paving in twelve cities.",
        "The phone vibrates to announce crossings and obstacles, so blind users need not look at a screen.",
        "Project lead Lin Xiao said the team walked almost eight thousand kilometres of pavement in two years.",
        "Volunteers collected the data with ordinary phones before an algorithm removed blocked stretches.",
        "One tester said he used to ask for directions three times on his way to the subway and now asks nobody.",
        "In some old quarters the paving is broken and the app can only suggest a detour.",
        "The company wants to reach forty cities by December and will open its data to charities.")),
    Story("Nanhu library hands thirty thousand old books to robots",
          "Robots now shelve the old books at Nanhu library", (
        "Nanhu library has had two shelf robots sorting thirty thousand old books since spring.",
        "At night the machines follow a rail, read the labels on the spines and note what stands in the wrong place.",
        "Director Zhou Min says a manual count takes four months while the robots need eleven days.",
        "Librarians use the time for reading circles, and twice as many children now turn up.",
        "Some visitors complained about noise, so the work was moved to the hours after closing.",
        "A cultural fund pays half of the monthly rent.",
        "Next the library hopes to teach the robots to spot damaged covers.")),
    Story("Yuguang, a database for a billion sensor readings, goes open source",
          "Open source at last: the sensor database Yuguang", (
        "The Yuguang database, born at Coastal University, was released under a permissive licence yesterday.",
        "It stores time series from sensors and fits a billion readings on one plain server.",
        "Author Chen Du says the trick is packing neighbouring readings together at two bytes each.",
        "A query for a full year of temperatures returns in under a third of a second.",
        "In public comparisons it writes more than twice as fast as similar products.",
        "Old data cannot be modified for now, only appended to.",
        "Contributors have sent sixty patches, one of which makes it run on a Raspberry Pi.")),
    Story("Dairy farmers in Hegu sell stranded yogurt through short videos",
          "How short videos emptied a warehouse of unsold yogurt", (
        "By early summer the Hegu dairy cooperative sat on twelve thousand boxes of yogurt.",
        "Member Hao Mei filmed the morning milking with her phone and posted it.",
        "Within three days the clips had four million views and orders arrived from other provinces.",
        "The cooperative rented two refrigerated trucks and cleared its stock in a week.",
        "The county then asked her to teach other farmers.",
        "Viewers do not want adverts, she says, they want the names of the cows and the weather.",
        "Returnable glass bottles are planned for autumn.")),
    Story("White Pagoda Theatre revives a shadow play lost for sixty years",
          "A lost shadow play returns to the White Pagoda stage", (
        "On Saturday night the White Pagoda Theatre staged The Ferry, a shadow play lost for sixty years.",
        "The script was pieced together from three handwritten notebooks left by an old performer.",
        "Director Feng Yan and her students carved one hundred and forty figures from cowhide.",
        "There were no subtitles, yet older people in the audience hummed along.",
        "Two fiddles and a small drum played the music, and the recording goes to the provincial archive.",
        "Tickets sold out in twenty minutes and four more shows were added.",
        "Feng hopes schools will bring shadow figures into craft lessons.")),
    Story("Morningstar fires its reusable rocket engine for the fifth time",
          "Five burns on one engine bring Morningstar closer to landing a rocket", (
        "Morningstar has fired its reusable engine for the fifth time on a stand in the Gobi desert.",
        "The engine ran for three hundred and ten seconds and throttled down to forty percent and back.",
        "Chief designer He Lan said all five burns used the same machine with only a seal replaced.",
        "It burns liquid oxygen and methane, leaves little soot and can be inspected in two days.",
        "Next year the company wants to land a test rocket upright.",
        "Launch costs could halve after ten flights, she estimates.",
        "Strong wind delayed the test by forty minutes.")),
    Story("Harbour city turns its trams into rolling air quality labs",
          "Sensors on trams map the air of a harbour city street by street", (
        "Every tram in Kingsport now carries a box that samples the air twice a minute.",
        "The city paid for ninety units after a pilot on two lines found a hot spot near a school.",
        "Engineer Priya Raman said the boxes cost less than a single fixed station each decade.",
        "Readings go to a public map that is redrawn every five minutes.",
        "Parents used it to argue for a car free morning hour, which started in March.",
        "Critics note that trams never enter the narrow lanes where bakeries vent their ovens.",
        "A cargo bike with the same box will cover those lanes from June.")),
    Story("A retired baker and a linguist saved the last recipes written in Old Veltish",
          "Old Veltish recipes survive thanks to a baker and a linguist", (
        "Until last winter nobody alive could read the bread book of the Velt valley.",
        "Retired baker Tomas Hurd recognised the quantities, and linguist Ines Calloway the grammar.",
        "Together they worked through two hundred pages in fourteen months.",
        "Several words turned out to be names for stages of rising dough.",
        "They baked every recipe twice to test their translation, with a few failures they prefer to forget.",
        "The valley museum printed eight hundred copies and sold them in a week.",
        "A dictionary with recordings is planned for next spring.")),
    Story("Tiny solar fridge keeps vaccines cold for nine days without sun",
          "Nine days without sun: a small fridge for vaccines", (
        "A team in Nairobi has built a vaccine fridge that stays cold for nine days without sunlight.",
        "It freezes a jacket of salt water by day and lets it melt slowly behind a wall of cork.",
        "Lead engineer Achieng Otieno said batteries were the part that always failed in clinics.",
        "Forty units have run for a year with two repairs, both of them door hinges.",
        "The fridge holds three hundred doses and can be carried by two people.",
        "At six hundred dollars it costs a third of certified models.",
        "The health ministry has ordered five hundred for the northern counties.")),
    Story("Chess club plays a village against a supercomputer and draws",
          "Three hundred villagers draw with a supercomputer", (
        "Three hundred villagers of Lower Marsh have drawn a game of chess against a supercomputer.",
        "Every evening for seven weeks they voted on one move in the pub.",
        "Club secretary Edna Walsh said arguments about the knight nearly ended two friendships.",
        "The computer, lent by a weather service, had ten seconds for each reply.",
        "Grandmasters who followed the game praised move thirty one, found by a girl of eleven.",
        "The draw was agreed after the machine repeated its position three times.",
        "A rematch is set for the long nights of January.")),
    Story("Why the new ferry terminal is built from old railway sleepers",
          "Old railway sleepers hold up the new ferry terminal", (
        "The roof of the new Skarvik ferry terminal rests on eleven thousand old railway sleepers.",
        "Architect Jonas Lindqvist chose them because the oak had already done all its shrinking.",
        "Each sleeper was scanned for nails and cut by a robot saw.",
        "Creosoted ones were sent away, so only timber laid before 1950 was used.",
        "The building cost eight percent more than a steel version but was finished a month early.",
        "Passengers say the hall smells of forest when it rains.",
        "The drawings are free for any harbour that wants to copy them.")),
    Story("Library of seeds lends tomatoes and asks for stories back",
          "Borrow a tomato, return a story: the seed library of Port Ellis", (
        "At the seed library of Port Ellis you borrow seeds in spring and return some in autumn.",
        "Since last year borrowers must also return a page about how the plant did.",
        "Founder Maribel Ortiz has collected nine hundred pages, some with pressed leaves.",
        "A plant scientist used them to find a bean that shrugs off salty wind.",
        "The library has no fines, only a wall with the names of those who forgot.",
        "It lends four hundred varieties from a converted card catalogue.",
        "Two neighbouring towns will open branches this year.")),
)  # fmt: skip

FILLER_ZH = (
    "点击上方蓝字关注我们，每天获取最新鲜的行业资讯。", "本文仅代表作者个人观点，不代表本平台立场，转载请联系原作者获得授权。",
    "如需转载请注明来源，未经许可不得用于商业用途，违者必究。", "扫码加入读者交流群，回复关键词即可领取完整资料包。",
    "题图来自图虫创意，基于 CC0 协议，图片版权归原作者所有。", "感谢您阅读到这里，欢迎点赞、收藏并分享给更多的朋友。",
    "投稿邮箱长期开放，稿件一经采用即付稿酬，期待您的来信。", "商务合作请在后台留言，工作人员会在两个工作日内与您联系。",
    "更多精彩内容，请下载客户端查看，注册即送七天会员体验。", "本栏目由编辑部策划，周一至周五更新，节假日顺延。",
)  # fmt: skip
FILLER_EN = (
    "Sign up for our newsletter to receive the best stories in your inbox every morning.",
    "This article is for information only and does not constitute financial, legal or medical advice.",
    "Follow us on social media and join the conversation with thousands of other readers.",
    "All trademarks mentioned on this page belong to their respective owners.",
    "We may earn a small commission when you buy through links on our site.",
    "Have a tip for the newsroom? Write to us in confidence at any time.",
    "Read more coverage of this topic in our dedicated section, updated daily by our editors.",
    "Subscribers can listen to this article in the app and save it for later.",
    "Comments are moderated; please be kind and stay on topic when you take part.",
    "Copyright belongs to the publisher, and no part may be reproduced without permission.",
)

EDITOR_ZH = ("编者按：下面这篇报道值得一读。", "本站编辑整理，略有删节。", "导语：身边的变化往往从小事开始。")
EDITOR_EN = ("Editor's note: we found this report worth sharing.", "Slightly shortened by our editors.",
             "From the archive of our partner desk.")  # fmt: skip
