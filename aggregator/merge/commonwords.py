"""Words that two writers exchange freely in a title: verbs of reporting, adverbs, general nouns. Pure data.

Where two near-equal titles differ by such words alone they still speak of one thing; where they differ by others
(北京 and 上海, Vantiv and Fiserv) they do not.
"""

from __future__ import annotations

_WIDE = """
发布 推出 宣布 公布 公开 上线 上市 面世 亮相 推行 推广 开售 发售 首发 开源 更新 升级 改版 改进 改造 优化 完善 修复
解决 处理 表示 声称 指出 认为 强调 透露 披露 曝光 爆料 回应 否认 承认 确认 证实 回复 答复 呼吁 提醒 警告 建议 要求
谈论 讨论 增长 上涨 上升 提升 提高 增加 扩大 扩张 下降 下跌 减少 降低 缩减 下滑 放缓 加快 加速 暴涨 暴跌 大涨 大跌
猛增 激增 飙升 计划 打算 准备 将要 即将 已经 正在 曾经 再次 首次 首个 最新 全新 新款 新一代 新型 近日 今天 今日
昨天 昨日 明天 明日 日前 近期 最近 目前 当前 现在 如今 今年 去年 明年 本周 上周 下周 本月 上月 刚刚 终于 突然 正式
公司 企业 厂商 集团 机构 平台 网站 产品 服务 功能 技术 系统 方案 项目 行业 市场 业界 业内 领域 用户 使用者 消费者
客户 读者 网友 员工 职工 工作人员 人员 专家 学者 研究者 研究人员 科学家 团队 开发者 程序员 编辑 记者 媒体 官方
官网 负责人 相关 有关 方面 如何 怎么 怎样 怎么样 为什么 为何 什么 哪些 几个 多少 是否 能否 会不会 能不能 要不要
可以 能够 可能 或许 也许 应该 必须 因为 由于 因此 所以 但是 不过 然而 而且 并且 以及 和 与 及 对于 关于 在 从 让
使得 把 将 被 遭到 受到 获得 得到 取得 拿到 赢得 拿下 达到 超过 突破 接近 大约 约为 左右 以上 以下 只有 仅仅 非常
十分 特别 极其 更加 越来越 比较 相当 大幅 巨大 重大 重要 关键 核心 主要 严重 明显 显著 迅速 快速 全面 深度 详细 的
了 着 是 为 成为 作为 一个 一款 一种 一项 一次 我们 他们 引入 引进 导入 接入 上马 落地 敲定 选定 确定 决定 选择
挑选 精简 简化 培训 训练 学习 学会 掌握 了解 理解 认识 知道 发现 找到 寻找 追踪 跟踪 观察 监测 检测 检查 审查 审核
审校 校对 核查 核实 验证 测试 提速 提效 增效 降本 省时 省钱 省力 高效 便捷 方便 轻松 简单 复杂 困难 艰难 成功 失败
胜利 失利 顺利 稳定 安全 可靠 灵活 强大 优秀 开始 启动 开启 开展 进行 展开 实施 执行 实现 完成 结束 停止 叫停 暂停
终止 取消 放弃 推迟 延期 延后 延迟 推后 恢复 重启 继续 保持 增持 减持 收购 并购 买下 出售 卖出 投资 融资 合作 联手
携手 联合 加入 退出 离开 离职 入职 任命 出任 担任 接任 卸任 辞职 换帅 支持 反对 帮助 协助 影响 导致 造成 引发 引起
带来 促进 推动 改变 变化 调整 修改 创新 创建 建立 设立 成立 打造 构建 建设 搭建 问题 原因 理由 方法 办法 技巧 经验
教训 故事 背后 真相 细节 内幕 看法 观点 意见 分析 解析 解读 评论 评测 测评 体验 上手 试用 实测 介绍 教程 指南 入门
总结 回顾 展望 梳理 盘点 一览 汇总 揭秘 解密 详解 全文 图文 视频 现场 快讯 重磅 独家 突发 注意 快看 速看 使用 利用
采用 运用 应用 通过 借助 依靠 根据 按照 基于 面向 针对 包括 包含 涉及 涵盖 拥有 具有 具备 存在 出现 发生 产生 形成
没有 仍然 依然 之后 之前 以后 以前 之间 期间 同时 此前 此后 随后 其中 其他 另外 此外 半年 多年 数年 数月 数周 数日
数天 价格 售价 定价 价钱 费用 成本 收入 营收 营业 利润 净利 净利润 业绩 财报 数据 报告 消息 新闻 文章 内容 情况
结果 结论 影响力 美元 人民币 人们 大家 网民 民众 公众 市民 居民 全球 全国 世界 各地 多地 当地 地方
"""

_LATIN = """
a an the this that these those its it their his her our your my as at by for from in into of off on onto out over
to up with without within via per and or but nor so yet if than then when while where why how what which who whom
is are was were be been being am do does did done has have had having will would can could may might must shall
should not no never only just also still even more most less least very much many some any all each every both
other another new newest latest first last next now today yesterday tomorrow soon finally officially again already
ahead amid after before during since until about against between among across around under above through say says
said saying tell tells told report reports reported reportedly announce announces announced announcing
announcement unveil unveils unveiled reveal reveals revealed launch launches launched launching release releases
released releasing introduce introduces introduced introducing debut debuts debuted ship ships shipped roll rolls
rolled rollout drop drops dropped publish publishes published confirm confirms confirmed deny denies denied claim
claims claimed warn warns warned explain explains explained show shows showed shown see sees saw seen look looks
looking get gets got getting give gives gave given take takes took taken make makes made making bring brings
brought come comes came go goes going went gone put puts set sets let lets keep keeps kept leave leaves left find
finds found add adds added adding offer offers offered provide provides provided include includes included plan
plans planned planning aim aims want wants need needs try tries tried help helps helped start starts started begin
begins began begun stop stops stopped end ends ended finish finishes finished delay delays delayed postpone
postpones postponed cancel cancels cancelled canceled halt halts halted pause pauses paused resume resumes resumed
buy buys bought acquire acquires acquired acquisition purchase purchases purchased sell sells sold raise raises
raised cut cuts increase increases increased decrease decreases decreased rise rises rose risen fall falls fell
fallen grow grows grew grown jump jumps jumped surge surges surged plunge plunges plunged gain gains gained lose
loses lost hit hits reach reaches reached top tops topped beat beats beaten miss misses missed win wins won fix
fixes fixed update updates updated upgrade upgrades upgraded improve improves improved change changes changed
rewrite rewrites rewritten open opens opened opening close closes closed build builds built create creates created
develop develops developed use uses used using run runs running work works worked working big bigger biggest large
larger largest small smaller smallest major huge great good better best bad worse worst high higher highest low
lower lowest fast faster fastest quick quickly slow slower key important serious simple easy full complete whole
real true free early late long short old company companies firm firms maker makers group team teams people person
user users customer customers reader readers developer developers researcher researchers scientist scientists
expert experts official officials staff worker workers employee employees product products service services
feature features tool tools app apps platform system systems project projects market markets industry business
price prices cost costs revenue profit sales data study studies research version thing things way ways reason
reasons problem problems issue issues question questions answer answers story stories news article post guide
tutorial review hands-on analysis exclusive breaking watch video photos here there year years month months week
weeks day days time times percent million billion us we they he she you i one two three
"""

_COUNTED = (number + unit for number in "一二三四五六七八九十两几多" for unit in "个大种项款条点位名家件次招步类")

WIDE = frozenset(_WIDE.split()) | frozenset(_COUNTED)
LATIN = frozenset(_LATIN.split())
EVERY = WIDE | LATIN
