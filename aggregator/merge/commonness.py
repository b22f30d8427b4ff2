"""How common a piece of text is in the language, whoever writes: the pairs of characters of everyday Chinese words and
the words of everyday English. Pure data and one question, `weight`.

The pairs are those inside the words of jieba's dictionary (MIT), counted by its frequencies; the words are the smallest
list of SCOWL (Kevin Atkinson, free for any use). What stands in neither is rare enough to tell one story from another.
"""

from __future__ import annotations

from functools import lru_cache

from aggregator.merge import commonwords
from aggregator.merge.tokens import is_wide

_EVERYWHERE = """
人民 中国 代表 国家 自己 工作 发展 经济 社会 委员 大会 这个 政府 湖北 不是 表大 武汉 这样 民代 安门 员会 主义 天安
第一 这些 大学 北京 地区 生产 研究 文化 学院 部分 起来 这种 美国 如果 领导 行政 中央 历史 石首 不能 学生 国人 时候
人大 时间 政治 关系 自治 工业 一些 生活 民族 管理 不同 革命 组织 教育 出来 会议 一般 国际 自然 这里 机关 人口 第二
活动 长江 需要 城市 日本 许多 运动 中心 科学 面积 资本 一定 委会 规定 法律 基本 民政 世纪 中华 作用 虽然 主席 工程
一样 参加 制度 组成 各种 皇帝 战争 汉市 职业 北省 军事 国民 提出 我国 旅游 之一 所有 你们 实际 说道 为了 上海 建筑
共和 劳动 农业 时期 资源 常委 价值 国务 孩子 东西 不会 公里 如此 部门 能力 政体 各级 学校 最后 改革 基础 负责 当时
这么 保护 那么 下来 最高 环境 群众 常务 检察 选举 一直 还有 和国 进入 过程 条件 平方 科技 思想 过去 举行 单位 务院
方式 不知 理论 一下 或者 专业 百科 开发 提供 解放 艺术 一声 一切 信息 统治 分别 最大 先生 现代 那些 英国 经过 然后
表现 民主 亿元 结构 任何 有人 一起 治区 觉得 不断 主任 完全 形式 统一 不可 规模 有些 华人 二十 任务 不要 甚至 实行
事情 原来 务委 不得 政策 年代 共产 精神 心中 直接 民共 咱们 可是 荆州 阶级 国内 位于 权力 广场 设计 那个 外交 称为
会主 水平 先进 第三 部队 后来 铁路 政区 不到 产业 会常 不仅 控制 制定 不敢 于是 这时 个人 看到 当然 襄阳 那里 交通
千米 很多 公路 重点 印度 分布 其实 全省 土地 公民 希望 及其 产党 农民 计算 工人 电子 法国 回来 丰富 它们 力量 法院
南京 区域 商品 范围 指挥 自由 公元 军队 以来 发言 为主 知识 时代 整个 农村 察院 基地 生物 目标 甚么 银行 地位 全部
共同 传统 就是 大常 综合 资料 汽车 比赛 标准 民党 独立 过来 学家 眼睛 明白 下去 批准 武器 加强 人物 身上 兄弟 平原
动物 作战 百度 来说 目的 每年 蒙古 告诉 城楼 之中 进一 德国 心里 城邦 本级 电话 皇上 宪法 事业 阶段 平均 材料 大量
集中 只要 植物 朋友 帝国 随着 斗争 导弹 接受 战略 出去 言人 积极 词条 文学 坚持 夫人 干部 战斗 说话 一天 声音 中学
人家 而是 姑娘 台湾 欧洲 人类 机会 开放 敌人 具体 根本 毛泽 先后 一年 小宝 泽东 网络 原则 分子 程度 联系 看见 出口
报道 辖市 消费 封建 有限 还是 父亲 儿子 容易 韦小 喜欢 采取 长期 这次 无法 飞机 高速 几乎 书记 音乐 多数 直辖 法规
感到 民法 为什 似乎 真正 清楚 十年 作品 西北 家庭 毕业 行为 相同 大桥 著名 行动 众人 反应 化学 同志 东北 正是 保证
地理 现象 南部 山区 货币 首先 物质 召开 机械 调查 结合 特点 人才 际上 香港 机场 青年 秘书 说明 一部 监督 一阵 一句
人数 十五 只见 交部 那样 爱国 回答 权利 小时 速度 万元 市长 意义 天下 特色 航空 来到 和平 经营 武昌 大道 官员 出版
指导 平民 海军 一方 国共 古代 体育 考虑 专门 利益 此时 状态 设备 师父 细胞 资产 想到 语言 不少 心理 抗日 气候 质量
实验 方向 附近 动力 商业 电视 总理 重新 少数 文明 外国 性质 分为 业务 很大 措施 运输 广泛 别人 考试 女人 系列 脸上
责任 股东 十一 大多 宜昌 大陆 作出 用于 医院 母亲 有时 通常 实在 命令 身体 西南 分钟 体系 州市 东南 二人 制造 发表
三十 有效 国防 部长 所谓 财政 中共 方米 普通 努力 位置 武功 武装 安排 面前 感觉 显示 越来 发动 来越 创造 不了 逐渐
当年 长安 司令 北部 治疗 贸易 若干 却是 装备 除了 苏联 从而 事件 教授 罗斯 同样 一块 意思 相对 生命 理学 这位 忽然
产量 特殊 哪里 百姓 竞争 一片 起义 小说 往往 见到 中间 太阳 解释 某些 数学 生长 经常 事实 其它 问道 因素 高级 队伍
南北 贡献 总统 自成 新华 大利 尽管 男人 财产 主持 人士 十二 一面 本来 双方 一时 金融 三年 参与 进攻 考生 真是 方千
心想 卫生 以为 公园 一边 西方 英雄 进来 充分 决议 全市 年轻 手段 销售 尤其 之下 从事 五年 教师 不足 数量 内部 发达
又称 食品 女儿 连续 将军 便是 算机 利亚 门广 立即 纺织 放军 接着 大型 流通 大部 保障 属于 放在 资金 至于 一只 治州
体制 图片 一会 不住 投入 产阶 来自 相信 还要 天然 看着 江夏 俄罗 相互 看来 毫米 第四 纪念 适应 手中 家里 十堰 一座
无论 办公 令狐 反映 较大 十八 竟然 河南 不好 电影 国主 每天 每个 坐在 京市 程序 朝鲜 粮食 变成 老师 地下 不再 证明
应当 到底 职权 比如 股份 成绩 空军 错误 回去 大臣 之外 大小 创作 院长 即使 对方 事务 构成 广州 限公 儿童 正常 真的
必要 因而 产值 主张 正确 难以 对外 意识 金属 门城 看看 有所 健康 交易 高度 境内 建成 洪山 只能 地面 肯定 老人 面对
宗教 代化 难道 太太 例如 各个 山东 优势 十三 压力 软件 身子 十四 政权 社区 比例 就业 留下 未来 亚洲 首市 一级 弟子
江大 回到 处于 攻击 一场 良好 总是 发挥 女子 等等 父母 重视 天门 少年 空间 最终 类型 中山 培养 矛盾 里面 太后 规划
一口 她们 森林 样子 特征 统计 各国 天津 现实 遗址 西部 一中 飞行 听说 一眼 立刻 发区 确实 物理 所在 明确 书长 团体
区划 日子 一张 好像 需求 晚上 至少 道路 水产 湖南 分配 点头 周围 不久 博物 广东 发射 既然 哲学 宣传 加工 本报 工资
品种 试验 发出 侵略 一致 是不 身边 绝对 妇女 成员 实践 风景 作者 成长 普遍 河流 刚才 令人 东部 加上 维护 李自 愿意
适当 研制 政协 省级 江南 的话 形势 一批 八年 行使 类似 名称 工具 高兴 万吨 状况 招生 狐冲 有利 始终 进步 任期 会儿
只好 方公 本身 来源 从此 贵族 实力 规律 全体 红色 交流 条约 一把 体现 上去 同意 名字 一旦 数字 审判 轻轻 女性 相应
海拔 条例 协议 太平 闯王 关注 不错 黄石 突出 小学 亲自 本主 中部 听到 更是 大代 固定 破坏 黄金 王朝 经理 文字 元前
经历 上述 深入 热带 广大 进去 路线 审议 限制 不管 常常 欢迎 志愿 朝廷 石油 纷纷 家族 马克 表明 推进 十六 不在 不肯
习惯 员长 表面 距离 在于 遇到 奴隶 想起 操作 强烈 态度 高等 衣服 平等 证券 公安 胖子 手机 坦克 内外 院校 早已 阅读
形象 治县 前面 主人 导人 效果 文物 很快 物馆 显然 撤销 四川 高中 双手 地球 上面 预算 设施 种类 地上 高人 几年 年底
意大 果然 罗马 文件 不由 倘若 成果 大声 小平 众多 寡头 海洋 显得 紧张 制作 邓小 只是 担心 逐步 两侧 营养 华社 列为
合理 医学 大哥 神经 势力 临时 任免 持续 大大 县级 北平 搜狐 妈妈 大明 各项 对象 协会 认真 录取 董事 一系 满足 公顷
记载 严格 行者 空中 日常 同一 一半 丈夫 东方 教学 老板 生态 矿产 阿拉 察长 四十 居正 下午 小姐 一段 生于 明代 团结
游客 共中 人生 仙桃 公共 黄冈 来看 危机 大战 二年 原子 互相 自动 似的 立法 年间 眼前 不必 斯坦 永乐 元年 尼亚 张居
小龙 购买 手里 彻底 咨询 不但 慢慢 概念 上来 不想 高原 永远 大事 水量 功夫 必然 妻子 投票 首都 重庆 而言 那时 唯一
变得 从来 符合 听见 同学 避免 尚书 集体 招聘 毕竟 几天 蛋白 机器 十七 公斤 相比 合国 理想 门口 判断 美军 山地 其余
划分 象征 平衡 公室 充满 考察 江苏 国政 规范 哥哥 流域 英语 移动 伸手 各自 打击 第十 布会 增强 几十 温度 厘米 村委
这件 校名 化工 方针 北方 医生 主动 那种 率领 国外 作物 原种 克思 当下 配合 别的 氧化 利于 地质 示范 近年 桃花 性命
失去 素质 南省 议会 一道 自身 爆发 缺乏 后面 完整 三峡 出发 财富 江陵 大人 加以 民间 演出 机制 殖民 改善 不禁 危险
非洲 由此 一带 摇头 陕西 改为 第五 立方 么样 吸收 河北 设置 疾病 成分 和尚 否则 观念 协调 威胁 有点 故道 风险 恩施
自主 召集 随即 希腊 相反 剩余 太监 总产 承担 伟大 打开 治者 原料 贷款 孝感 京城 笔架 论坛 职务 答应 空气 皇城 事物
王国 闭会 南方 交换 大都 基金 传播 民经 师范 医药 最早 发育 公主 本人 兴趣 宝玉 面临 江汉 哈哈 休息 性能 博士 门外
对手 四年 是从 抓住 武当 伊朗 药物 争取 外面 浙江 动机 出席 大规 万平 原始 保险 医疗 叫做 模式 无人 转移 情绪 旅行
电脑 年龄 患者 成熟 游行 再也 整体 感情 学术 下面 病人 工厂 究竟 作家 年均 满意 估计 吸引 清代 死亡 华中 一路 并非
密切 深圳 本行 高新 巴黎 省长 两年 发行 究所 纤维 推荐 选人 全身 一支 民解 一页 奇怪 个个 游戏 十几 放心 一生 云南
央军 皇后 规则 合同 秘密 依据 土家 校长 候选 高校 演习 潜艇 国有 维持 文艺 生存 前提 太子 夏区 回头 族自 通信 厉害
极大 街道 风格 明朝 已有 公社 宫廷 及时 年来 当山 夏天 不及 工商 执政 万公 一份 市区 尚未 全会 适合 标志 太庙 区别
陆军 成就 景区 居住 版本 这儿 动员 白色 崇祯 左手 男子 早期 方性 几句 责人 百年 韩国 一番 旁边 局面 转化 进口 工艺
道德 人工 老婆 本科 记录 心情 小小 银子 战士 荆门 建造 独特 康熙 士兵 资格 装置 各类 棉花 股权 远远 随州 微笑 阳光
可见 业生 辐射 李鸿 污染 占领 华北 大门 种植 五十 老爷 战场 自行 学科 沿海 降水 红军 事会 食物 十多 损失 卫星 日期
神农 时刻 手术 明清 拒绝 著作 黄河 得不 拉克 春秋 直播 数十 人马 高考 至今 一百 司法 十余 犯罪 办事 土壤 举办 新技
喝道 走向 运行 军警 力学 废除 平时 拉伯 渐渐 美术 接触 以外 痛苦 分类 反而 转变 之上 微微 算是 不行 参考 宋江 简称
奶奶 此次 大街 地址 华民 广告 右手 评价 西班 真实 班牙 表决 祖国 值得 重建 口气 典型 湖泊 备案 效益 仪式 路上 不多
季节 补充 此刻 战役 事委 葡萄 不变 目光 幸福 动作 脸色 累计 繁殖 道理 电力 客人 立场 绿色 表演 批评 党中 给予 有机
呼吸 采访 访问 通知 另一 日军 邀请 身份 队员 到处 合法 冠军 做法 异常 流行 支付 君主 亿美 害怕 背景 优良 伊斯 传说
毫无 行情 山西 相似 案件 年度 房子 人体 家级 治理 科研 数民 某种 防止 联盟 说法 向前 决策 族乡 依照 恐怕 长老 眼见
种种 关心 大夫 有着 原理 建国 部署 最佳 密度 白玉 千万 国王 年纪 角度 风味 大概 不定 初步 一体 所说 江西 色彩 供应
全年 总额 品牌 继承 护区 谈判 做出 地图 申请 小组 总人 可惜 极为 授予 昌市 签订 紧急 成都 低声 小心 引用 等于 由得
允许 盆地 很少 过渡 点亮 城区 转身 上级 流动 个别 两者 形态 大清 表达 义务 早就 欧阳 赶快 上下 抗战 杭州 剩下 大师
海上 动态 议案 职能 名胜 一股 速公 装甲 日益 刺激 公子 回家 自我 此事 改称 人均 吩咐 适用 交给 动手 济学 图书 万亩
礼部 西安 官兵 主教 投降 之所 坚决 有权 设有 不起 界大 正义 选民 头发 居然 江湖 同年 费者 联邦 美洲 业部 命运 东湖
新疆 鄂州 循环 头上 小子 登时 平洋 点点 咸宁 上午 大笑 大革 一代 家长 西亚 这场 药品 而已 十万 到达 发明 追求 堰市
当即 仿佛 颜色 一日 吃饭 中原 防御 黄色 特产 趋势 前进 省内 模型 这般 门市 病毒 客观 片刻 学士 保存 露出 说不 鄂西
前后 可不 恩来 分享 不如 西藏 婆婆 雷达 中外 网页 内阁 消失 美丽 深刻 仔细 军阀 走出 再说 主意 结婚 周恩 基督 熟悉
据地 有力 一层 函数 今后 荣誉 取出 地势 河口 反复 慈禧 特区 用来 遗产 本次 意味 三角 秩序 玻璃 读书 信心 业化 演员
股票 近代 佛教 女孩 等待 县市 每次 教练 皮肤 鱼类 午门
"""

_OFTEN = """
代理 听取 承志 老百 最初 不见 斯兰 洞庭 衙门 战术 信号 要是 将领 中小 提名 混合 地震 热情 门前 构造 一项 六年 顺利
大军 后者 在地 合并 一招 北大 民币 社稷 理工 编制 无数 埃及 最新 积累 含量 初期 准确 观众 队长 日报 十九 少林 战国
火箭 爹爹 周期 荷兰 骑兵 贯彻 民检 反动 袁承 军人 两岸 首页 当选 最为 港口 包含 主管 制成 称号 俄国 指示 次世 他人
激烈 党员 更为 安徽 前来 主体 注重 半岛 只得 不用 之际 一套 意志 姐姐 长沙 群岛 多么 养殖 手指 激动 百万 地带 据说
酒店 七年 银鱼 航线 思主 挑战 火车 然保 或是 未必 万多 不论 决心 理性 忍不 合成 兴奋 钢铁 婚姻 好吃 大典 人人 感受
哪些 山脉 审计 推广 含有 福建 授权 测量 暂时 宇宙 商人 一度 得名 离子 常见 气温 老太 享受 冲突 好好 四周 课程 到来
淡水 师傅 政党 天地 将来 协定 享有 途径 介石 聪明 东京 味道 斯特 无不 主力 诗人 侦察 少女 蒋介 出于 各部 第六 小孩
一根 落后 想着 脚步 辖区 次数 校园 其次 星期 阿尔 元素 合物 主题 没想 调节 何况 天气 京大 生育 出身 排列 组合 友好
半天 一齐 万岁 个体 陈家 毫不 县长 国队 预计 伊拉 地处 读者 气体 显著 海岸 领袖 学位 夫妇 实上 感染 对付 能量 球队
余价 袁世 海外 走进 投诉 流量 一届 通讯 想象 央人 水利 报纸 林区 协商 测试 扩展 接待 声明 城镇 督教 世凯 连接 出入
商量 做到 本上 木材 渔业 全世 杂志 储量 大力 只怕 效率 不许 就算 战线 悄悄 探索 点儿 南海 国会 戏剧 禁止 手工 后期
汉白 简介 企图 中全 军区 古老 大批 无疑 防部 最低 胡秉 现有 差不 光绪 这话 总面 大叫 本家 战胜 富有 反正 二天 图案
爱情 不够 初中 正好 维埃 外贸 洛阳 中南 一回 市政 要素 农架 面试 即将 覆盖 眼泪 季度 黑色 秉宸 场所 古迹 搜索 收费
几次 汉阳 委托 苏维 西洋 气氛 沙漠 丘陵 情形 评论 庭湖 义军 国国 两天 逻辑 进士 总体 鸿章 修建 延伸 两只 丝毫 草原
提醒 男性 建有 下子 网上 影片 占有 进程 抵触 赶紧 透露 三分 随时 沟通 不让 化大 坐下 讲话 牺牲 与其 详细 生气 保留
事项 怀疑 华门 一对 南亚 大气 做好 昌区 联军 当前 吴三 性格 总数 快乐 障碍 足够 码头 比亚 登记 想法 截止 优质 症状
效应 生素 指数 十个 总督 返回 火山 人心 指标 记得 提到 义和 分裂 三桂 颁布 开国 前往 古人 局部 发起 五一 无产 提升
扩张 辈子 足球 结论 英文 把握 青岛 斗机 高成 出生 临床 房间 广播 总量 文武 卖国 朱元 目录 选手 决赛 私人 之内 通道
干净 黑暗 输出 元璋 步兵 绝大 轨道 看法 不利 职位 景点 顺治 任职 说完 爆炸 伦敦 城里 司马 生成 物体 杀人 自从 频率
之类 正门 更好 沉重 高手 主权 爸爸 出售 高峰 马上 百分 留在 悠久 添加 定性 谈话 老头 专题 江泽 兵力 相继 安装 民国
家人 和团 变革 确立 予以 好处 斯科 乾隆 封闭 总部 泽民 分泌 神秘 作人 正阳 分离 半个 外资 初级 验室 武林 一遍 所属
倾向 平面 热闹 一门 将士 国中 灵魂 合适 省委 伸出 镇压 收拾 沉默 思维 当真 治权 营业 参谋 人力 此人 派出 依法 地点
腐败 克斯 受伤 上涨 忘记 曹操 信用 李高 北洋 品德 姑姑 描述 差别 机动 尊重 军官 领土 大幅 引进 不安 布局 教主 西省
鼓励 家机 能源 凡是 迎接 通股 城乡 贫困 媳妇 像是 一处 差异 生理 意外 学技 一顿 制品 航天 天文 为止 人群 电站 节目
命名 三次 澳门 海市 权威 言语 施工 见面 七八 一身 家岭 有没 九年 师兄 生意 照片 不下 五个 简直 始建 各省 较为 清华
被迫 慕容 岗位 门户 传来 波斯 情报 石市 常用 神色 妹妹 嘉靖 阳门 在内 脑袋 舰队 等级 当中 就要 六十 消除 陛下 夫妻
沙市 澳大 急忙 退出 历代 海峡 模范 防空 印象 文库 冲击 下游 会计 单独 选出 诏书 行社 莲子 如同 布置 示威 与此 天鹅
贝尔 车站 味着 总值 成部 身后 故意 两院 一颗 是说 竟是 胸口 物资 排名 桌上 唐代 千年 大将 正当 两条 繁荣 签署 口径
此同 转向 下岗 原有 顿时 同事 展示 基因 批判 通用 代替 加大 工农 大厅 住房 汉口 联网 地产 公务 亚热 思考 航海 院子
回族 询问 一辈 日月 娘子 模样 策略 般的 岩石 缓缓 龙江 集合 落实 幅度 宫殿 乡镇 几百 局长 反抗 不顾 争夺 当局 肚子
同盟 明星 以至 一分 攻关 的确 彼此 哪儿 分成 化合 部件 前辈 转过 中文 层次 深处 教训 汉子 经典 石头 冷笑 得以 昨日
不停 议事 次于 麻烦 引导 那天 二级 内地 创办 千步 苗族 玉米 商务 万美 为何 适宜 提前 翻译 舞蹈 陆续 遭受 请求 资者
气象 尽量 耳朵 运会 激素 城门 晶体 水中 紧紧 互联 上半 愤怒 导演 起身 宫女 闻名 指着 消灭 代码 郧阳 光荣 可怜 土司
赋予 中期 市委 普查 体内 收购 懂得 随便 办理 黑龙 只不 方程 国土 三天 无可 当初 释放 生死 孙中 暗暗 皇太 无忌 桌子
兵团 口味 汉平 照顾 强度 治局 国联 以便 莫斯 入侵 拿大 水面 课题 海南 如下 老子 古墓 说出 夺取 爷爷 不觉 来不 尸体
所长 月份 日战 种子 干涉 以色 加拿 太空 麋鹿 院制 兰教 色列 有意 持人 乡村 党委 本地 也好 几何 海水 兴建 蔬菜 名叫
日前 刑部 城内 考核 便宜 天主 理会 开辟 白质 同比 主主 得知 决不 血管 法制 人为 联赛 肿瘤 奋斗 战机 考研 画家 精彩
服从 大理 事儿 光华 既有 整顿 节日 水力 车程 预防 鼻子 近日 下半 论文 山县 抵抗 源于 参观 棋盘 遗传 级市 走上 信任
没什 本质 考古 官军 一千 合格 低于 相连 前者 官吏 皇家 线路 过于 内心 长剑 以北 登陆 范区 又名 法庭 鲜血 黄州 一战
汉族 创业 职司 阿哥 基层 进出 家洛 诞生 双眼 人间 连忙 鱼肚 黑鱼 下令 街头 游击 服装 会上 历来 特定 帮主 可靠 庄严
直升 预测 即便 床上 不免 上年 乐部 器官 辛亥 内蒙 俱乐 全都 多样 深深 围绕 表情 辽宁 一副 天天 舞台 小的 巴西 面向
大体 运河 河道 边缘 论述 物学 轻松 务员 地主 狮子 说来 运营 南路 膨胀 各位 个月 进展 微软 剑法 新生 子女 一群 概况
航运 产力 广西 管辖 学说 藏族 部落 游区 声响 版社 名牌 治部 书馆 以往 祭祀 有益 当日 形状 改名 瞧瞧 亲王 正要 仅次
沿革 想要 招呼 无线 巩固 取代 眼光 人事 支援 特性 庆典 亥革 为首 大连 宣告 下水 混乱 不良 民地 并未 血液 纽约 明日
年人 精品 千里 一夜 二个 记忆 眼里 打破 作业 极其 不怕 自觉 三级 年初 财务 东汉 总队 海藻 负担 射击 大致 恐怖 嘴里
部位 更名 评为 装饰 视频 究生 列入 食用 业绩 联络 利息 研发 周年 满脸 公告 场合 遵守 王琦 琦瑶 垄断 携带 消化 上游
整理 加值 局势 间接 小型 律师 顾问 丫头 任命 人选 原本 支配 花园 家伙 神情 远处 大队 琉璃 不容 对抗 热烈 悬挂 车辆
城墙 升机 漂亮 不动 令部 确保 程师 配套 三中 屋里 平静 甘肃 知名 警察 帝王 深度 城中 正中 一二 侍卫 炮弹 话题 莫愁
赶到 名单 损害 带有 王家 渠道 维生 地形 开封 水电 一头 道教 图册 娱乐 依次 聚集 无比 舆论 多万 工学 兴起 不该 缺少
全长 匆匆 可怕 李莫 民公 平日 诉讼 新民 咖啡 手上 识分 频繁 枢纽 州长 那儿 定义 会见 每日 电信 脾气 观看 手臂 收益
得意 信仰 拿出 格兰 免费 陷入 模拟 特种 经费 凤凰 产总 姓名 号称 对待 时机 抑制 推行 苏州 请愿 大国 视为 绘画 议论
封锁 长城 景观 孩儿 买卖 眼下 抬头 责制 大西 宋代 轻人 却说 承诺 通往 术开 事故 那位 房屋 利害 心脏 手续 沿岸 展览
第七 采购 发电 大米 心头 天空 总经 对面 王爷 略者 大使 阵地 当于 号召 一一 安街 山河 回国 选拔 口号 议院 透明 哈尔
老者 重复 角色 关闭 不满 道人 遭遇 手法 溶液 省直 胡同 京长 无限 边界 送到 两名 法权 清朝 敏感 不幸 何必 宣言 脖子
带领 摆脱 药师 纲领 宫中 列车 世上 协助 光芒 故宫 求职 大侠 群体 风光 方形 饮食 文献 一两 启动 亲兵 出土 哪个 街上
一手 领先 当作 可用 危害 开创 圆形 感动 后果 水系 献策 不上 那边 平安 五代 太和 不堪 欣赏 标语 才能 驾驶 改建 石英
何人 扩建 不易 依赖 达成 当今 职责 干扰 八戒 工部 艰难 水泥 兵刃 工匠 袭击 向东 动人 统帅 分数 我军 监察 水果 个性
专科 保卫 首领 好几 视台 小麦 行省 接过 新鲜 天子 场经 名城 或许 健全 挥部 半场 能否 军民 马朝 朝旭 摇摇 央政 免疫
复习 沉积 疼痛 伤害 测定 潜江 鱼苗 一双 球员 尽快 济特 治安 重量 装力 拉斯 心思 金水 回过 输入 总司 安陆 等教 总裁
证书 演变 收到 比重 用力 一本 小人 出门 流传 分之 七十 几种 灵活 东省 船舶 定位 沈阳 古族 边境 维修 民众 房地 内战
刘备 招待 无所 野生 黄土 清晰 树立 立时 界杯 官方 高大 感市 情景 冈市 福临 汉江 西哥 奠定 递增 掌门 克里 技艺 光明
增多 屋子 石器 查看 权益 转换 诊断 匾额 客运 表团 变动 不远 其间 力度 报名 一线 数百 宁市 史学 法学 传递 低头 乃是
南非 华山 分解 观测 这方 一来 参数 卫队 化石 汉语 规矩 脚下 驱逐 三种 电磁 墨西 手下 高于 公公 艰苦 截至 公平 呈现
禁城 红旗 基于 五四 犯人 八十 中等 李大 半晌 感谢 花岗 粒子 答案 默默 差距 桥梁 火炮 背上 萨克 纪录 包围 千克 省人
门人 不成 全党 矿物 本国 温暖 家中 中医 弟兄 筑群 海关 实质 紫禁 黄宗 周边 境界 提议 奥运 当代 一行 精华 大众 不然
大地 老大 施行 大伙 持有 肌肉 激光 核武 济南 建制 支柱 人造 睡觉 实用 五百 风气 检验 团长 终身 征服 名额 等候 安定
罢了 画像 奴才 垂直 三国 气息 从未 木工 打倒 能性 燃烧 各人 名片 山水 脱离 非法 中毒 商议 单纯 旁人 脂肪 汇报 此处
推翻 这部 变资 华表 多半 越南 感激 履行 之为 划生 宏观 丞相 会谈 古城 胡子 难得 占据 次日 派遣 何处 高山 体验 善于
张无 白雪 锻炼 单行 高温 引发 严肃 一刀 定律 婴儿 常规 季风 正面 满洲 农产 必定 理事 丧失 夜间 侍郎 八个 设想 印刷
南阳 零售 豆腐 指定 赛季 摄影 无奈 犹豫 穷人 各界 草案 沿着 直径 马来 抬起 突击 生效 牧业 辉煌 前景 瑞士 名义 地貌
子弹 燕京 六个 冰川 瞬间 大中 十大 利率 城外 送给 称之 波兰 待遇 佳肴 环节 海底 一律 半点 清政 全军 阳锋 四面 里程
不难 伙伴 创立 议员 区长 一九 兵器 格局 凭借 南湖 古典 万历 寻常 情感 孔明 钱谦 万余 父子 打死 谦益 有制 探测 数目
极性 西汉 范大 友谊 一团 不算 国贼 回忆 预期 上前 品质 产物 变为 自卫 鲜明 直至 提起 适才 金银 愿望 产卵 火炬 水鱼
煤炭 三百 铁矿 网友 活跃 看出 智慧 贵州 交往 配置 几分 思路 岗岩 援助 两边 村里 庆祝 院士 浏览 会长 打听 两代 无穷
重重 生涯 往来 残疾 外界 菩萨 报考 昆明 精细 紧密 跪下 宗羲 固然 米粉 弟弟 收集 头顶 说起 同期 园林 会学 座谈 耶律
八国 以致 斯巴 口中 客气 汉人 阻止 水晶 场面 怎地 仍旧 技巧 岛屿 孤立 被捕 制约 三千 王公 王府 证实 苹果 万一 棺材
二月 鉴定 冬季 披露 历时 笑容 收回 当天 政委 身旁 受命 极端 执法 想不 节度 击败 现行 声道 写作 长大 注册 大为 作风
在校 献者 以南 例子 明明 造型 短期 欢喜 南岳 巴达 农作 失业 欧盟 三层 成人 气势 千瓦 事先 压迫 洪湖 深受 放射 助于
和谐 哈大 诗歌 难度 确认 雕刻 磁场 壮丽 姊妹 得出 实事 北纬 政务 支撑 杀死 视察 邮政 公孙 前列 纪律 强化 防治 去世
亿立 造反 口数 完美 冶金 防守 发掘 庞大 旅客 本事 注入 广阔 合性 得罪 黄陂 暗中 讲究 柏林 比利 头脑 奈何 入学 三月
西斯 龙头 阴谋 电器 金星 华容 学历 好汉 物品 长度 笔记 分支 事长 都督 鱼种 水库 团子 概览 必需 洪水 收藏 玉石 定期
血压 眼中 墙上 监利 古怪 曲折 留学 手掌 京广 检测 坚定 娃娃 描写 一流 眼看 不料 誉为 精力 高潮 上班 必备 轰炸 席团
合金 刘宗 方言 登上 证据 命题 射线 切实 无力 笑脸 特有 内力 出手 齐声 碰到 丐帮 桃市 勇气 茶叶 北美 各族 反射 山上
相等 屈家 西晋 鲁迅 伤口 剥削 大胆 浑身 保健 怀里 看上 重伤 精美 度使 分散 增大 央委 耕地 范县 现存 研讨 匈奴 用人
都市 白天 祖先 本月 泰国 预备 有名 想想 越是 义者 周伯 来得 用作 违反 鹅洲 金钱 对话 学府 承受 满族 细菌 开口 三四
全力 专制 联想 起源 今晚 地域 时辰 江市 可谓 万年 两座 简历 省会 放战 后勤 江流 付出 使馆 大殿 物价 模糊 硕士 要说
海域 据悉 团公 伤心 土耳 耳其 几位 缓慢 每当 液体 体化 涌现 武士 减轻 合会 仪器 燃料 纠正 航班 见于 总之 瑞典 万千
档案 营销 新加 糯米 屋顶 零部 不一 期望 大海 商会 生动 美好 加坡 维吾 无声 首辅 椅子 前去 天河 拆除 对立 打败 吾尔
额外 线电 治家 延安 力气 勒斯 货物 地利 夏季 三位 提问 产权 依旧 开采 勉强 多尔 转头 一幅 中科 偶然 育部 县城 登基
穴道 同胞 所知 实实 崇拜 以此 底下 这项 一杯 一丝 人身 主导 密集 十月 瞎子 平常 放区 金殿 回归 安慰 设法 老实 产资
纳入 本市 外汇 专利 故里 一向 经贸 会堂 补偿 接到 试图 学率 自信 克服 党内 否定 览会 中午 中年 存储 夜晚 状元 有趣
畜牧 不妨 分明 多元 教材 次年 这份 面子 未能 题材 回顾 中海 伯通 会员 女士 下级 从业 面貌 整整 航母 认定 精确 子弟
二百 一小 隐隐 泰山 羽毛 夜里 明永 复合 的地 通行 轻工 轻易 支出 一月 学派 元代 进城 增添 鸡蛋 动性 拿到 文理 能不
生殖 勇敢 一万 万万 处处 司机 官僚 民事 设在 晚期 教堂 旗帜 青海 支流 糊涂 辛苦 药材 尚无 岛上 促使 全境 江山 清醒
多名 民大 军委 心灵 评估 组建 消耗 罢工 半夜 论证 何以 东风 行事 英勇 这天 公正 垃圾 齐全 张家 不宜 借口 户部 路军
过分 优越 兑换 每人 汉奸 江北 十里 容量 青春 人次 新月 中东 排水 侵入 出征 接连 师哥 水质 第九 成效 就此 辅助 江口
正文 融合 本领 已然 数千 皇宫 驻地 穿过 一举 余万 技能 逮捕 旋转 先前 旧址 剧院 喝酒 一等 中型 尴尬 连连 工会 范学
尔斯 至此 自古 菱花 几千 极少 腹部 也就 珍贵 春天 开拓 延续 残酷 安县 四方 扬州 深化 民用 路桥 地租 外部 固体 大业
别说 都城 故乡 拉夫 博览 制订 叙述 退休 沿用 书法 野战 温和 功率 阴阳 电台 主党 中纺 前途 第八 体积 胡说 真理 五千
分化 期限 致富 列宁 北宋 水运 犹如 文书 争论 揭露 宗敏 尼斯 位居 服役 中方 高层 电路 一世 疯狂 答复 金周 颁发 罕见
调动 径流 排除 所得 增设 惊人 大楼 开通 空前 起到 师弟 是非 元帅 洪承 承畴 致使 概括 产地 船长 用途 发放 太原 恰好
普及 党派 前期 穆斯 一新 住宅 晓得 活着 绝不 从小 和殿 少将 神话 论如 未有 山珍 假定 肩头 乐器 大片 依依 水深 先锋
全民 反击 青铜 体力 脑子 营造 迫使 五六 同于 五月 符号 华夏 八月 动静 上万 道士 逝世 随意 从不 林彪 国旗 最小 用以
书写 名贵 主观 一刻 要紧 刑事 应聘 炮兵 一心 干燥 实习 日后 阶层 姆斯 纵横 集成 诸葛 火力 奥地 昆虫 中叶 几步 变更
教科 辞职 暴露 疑问 璃瓦 舰艇 篇小 弯曲 外开 人文 探讨 进而 湖广 有助 清兵 浓厚 填报 风波 三藏 县委 取决 转让 干线
省政 小康 昔日 十岁 历任 余年 多家 一周 上层 风暴 动者 各家 两面 税收 九曲 塑料 寻求 心态 看作 喜爱 顾客 轴线 御史
例外 向来 接收 植被 炸弹 独具 厦门 古建 征集 使命 江省 西域 波罗 金额 挣扎 沼泽 喇嘛 西门 巡抚 侵犯 偶尔 死刑 外地
桂林 灯光 情节 胜古 雅典 两三 处长 江水 蕴藏 占地 达国 方才 畅销 船上 字形 宗旨 约束 缩小 天堂 护卫 细节 替代 终究
辛勤 东海 沉吟 法定 莫非 不已 基斯 呼声 好事 参议 师妹 西周 围墙 种族 一笔 好生 含义 息化 拉开 二位 一派 起伏 引力
假如 地中 太极 行车 某个 忽视 田福 考证 分流 湿润 激发 杰出 蓝色 拍摄 监管 干脆 完毕 违法 一篇 两类 计师 主场 乃至
念头 泪水 关节 曲线 便于 汇率 应付 航行 认得 助理 山公 相见 修正 全家 外语 威力 少量 资助 黄家 面目 丹麦 兵部 逃走
大钊 命军 戏曲 储备 就让 高低 贵妃 的是 前线 元大 斯林 饭店 指点 亲戚 谨慎 阐述 时分 考验 财经 名词 十字 优先 极了
鸦片 大别 斯拉 通车 如是 进化 钟祥 长方 水流 顺序 马拉 不小 一封 橡胶 天上 须弥 头儿 屁股 别山 停留 盛产 五分 演奏
改装 克拉 光学 激情 章程 发病 阐明 国科 裁判 塞尔 党组 石灰 祖宗 麻城 中药 复兴 老公 全书 好意 出台 长官 开会 近来
高出 余种 区分 身材 报仇 安静 获取 郭靖 振动 中轴 春节 方位 级中 令员 名人 争力 静静 胳膊 导体 总会 玩笑 打电 分工
从前 罢免 尊严 操纵 台上 杜甫 军政 随之 恐惧 每月 福利 乡长 变量 架山 游局 干旱 罗田 代谢 优点 弹性 法子 政部 处罚
大专 寻思 萄牙 限度 潜力 后代 整齐 早晨 通航 峡谷 院路 辽东 牛肉 秋水 术家 政变 犹太 呼吁 格外 锅巴 弥座 栽培 地表
催化 不准 拍卖 法西 清军 代价 计长 光辉 商城 杜鹃 盈盈 近期 夺得 死去 河床 名为 当事 步枪 举权 爱好 长篇 财物 身分
巴基 珊瑚 程学 武力 池河 百余 放松 债务 供给 尖椒 珍稀 偏偏 活性 破天 一八 任意 再生 现状 救亡 稳步 竞赛 签字 电流
移民 图库 跟随 归来 然资 恰恰 几下 难免 沙洲 矿山 不时 原名 百官 发作 游泳 开来 流入 海湾 万里 洪武 出色 南朝 布政
华侨 优惠 板块 八路 瀑布 行走 干什 游业 严厉 南宋 国师 应有 答道 不尽 东经 内河 灌溉 超越 家乡 跟踪 回事 南昌 着手
提倡 机枪 苏格 三面 产主 二者 叶子 损伤 相传 群雄 四五 抗议 一辆 判决 技大 纠纷 推开 欧元 狠狠 谈到 身穿 性别 运作
法兰 彩绘 反革 延长 见长 不等 林寺 吏部 家庄 失望 羊肉 弹道 化剂 公署 严峻 从中 谈会 官家 战后 新兴 面粉 子孙 清洁
先行 褐色 特权 青少 无双 对比 再度 军马 粉碎 名列 本书 大爷 自杀 一五 一间 与会 嘴唇 咳嗽 无意 绿化 节奏 探明 佩服
丹江 君子 精心 帽子 预付 葫芦 隧道 射程 相公 歌曲 热点 充足 在线 策划 掏出 东侧 此前 然气 主峰 眉头 指南 伦比 冒险
向往 磕头 男孩 一剑 欢乐 手腕 民革 响应 出任 当场 怀中 点滴 五次 赶来 能通 三座 休闲 实话 门下 西边 五大 浪费 大局
尔巴 拉丁 珍珠 尚有 白云 楚楚 舒服 丁能 题目 文华 均匀 已知 浪漫 隐藏 赞成 刘子 变质 愉快 泊位 谴责 受理 回报 期待
老营 加利 军方 不着 省区 笑话 半数 擅长 意料 弹药 神龙 内陆 声势 温带 起点 浓郁 遵循 大半 产国 在外 北朝 不明 华东
尔滨 多久 御道 水陆 修缮 教会 失误 党政 四月 成年 景象 赢得 国大 党人 击队 斗力 饲养 口子 牙齿 宋献 早上 梦想 上司
明末 亏损 同情 公式 热量 白沙 染色 股市 核电 事处 宝石 各校 壮族 桥头 道具 肠子 水河 艾滋 村民 首席 一动 下载 六部
没法 上帝 哈萨 淡淡 润率 即位 赤壁 格拉 奥斯 契丹 理念 浮雕 盛行 开门 省份 产能 军师 型号 识别 教徒 要性 窗口 走廊
妇人 高效 图像 山坡 子口 对不 征求 亿吨 主编 体重 特务 年产 环保 下属 长春 世人 林业 以免 致力 高高 记住 纵然 钢琴
石破 肩膀 尝试 欢呼 地铁 疲劳 惩罚 早年 生怕 西欧 流体 冬天 官府 黄蓉 厂商 灾害 警告 对称 专政 扩散 猛地 奖励 救国
骑马 遗憾 军舰 智能 惊讶 易所 小弟 度假 筑物 我会 湿地 百多 好不 中亚 百花 缔结 危急 专线 政法 翰林 认证 低下 途中
指责 二三 倾斜 谋长 合乎 描绘 星火 球迷 机遇 接下 举动 全局 借助 赔偿 诸侯 两地 阳市 电气 自有 人阶 供奉 外长 收获
掀起 英格 万家 培育 对应 打扮 不群 李太 转入 专用 染料 所用 张国 用品 竭力 新增 灭亡 班子 老年 主办 印尼 师长 开幕
级别 宝贝 顺着 过度 大展 强制 躬身 环路 京师 理人 量子 练习 加重 判员 正规 荆江 不合 称赞 英才 武陵 横贯 滋病 四海
俗称 军中 两句 果说 试点 埃政 地层 表作 差额 一贯 民巷 架子 鼓舞 分辨 内功 事人 相距 黄依 军士 孙子 神仙 徒弟 交民
朝阳 户口 寿命 刊物 国徽 来回 步伐 昆仑 四下 尔衮 对此 自称 淘汰 周转 坚强 一架 一轮 浓度 嘉轩 打仗 搞笑 豪华 激起
积分 芯片 太康 北约 传入 分开 密码 小声 总算 乐堂 习俗 争议 避开 灾难 高压 相差 治协 过年 升高 难题 费品 特尔 武松
陌生 河谷 军用 慢性 华网 民日 一碗 不便 出名 漫长 白嘉 跟着 包装 神圣 史料 老家 筑业 禀报 解除 一再 保守 线性 驰名
中枢 大汉 强迫 笔者 着重 窗外 算了 乐园 定资 革新 小伙 梅花 求知 行人 召见 李逵 制药 兼备 巴勒 带动 深厚 灰色 一脚
两届 手足 船只 时尚 流水 直隶 深远 结成 墨镜 防委 脚本 阔叶 首脑 下马 布朗 下达 亲切 办学 杀伤 江三 公使 立体 展中
部类 火烧 骨干 追赶 二路 七公 金刚 俘虏 岳不 如说 暴力 洪七 山顶 人格 油料 华盛 利时 北伐 刺史 加拉 抱住 花生 嘴巴
棉纺 坐标 兴国 县政 直到 超出 电压 小事 大洋 可变 混凝 介质 字母 大红 水稻 部属 大于 礼仪 渗透 高呼 渴望 日历 萝卜
变迁 运气 背后 自带 人性 变换 活力 转动 盛顿 廷杖 红墙 西侧 上马 陆地 看不 同步 日志 凝土 一枚 提示 西夏 骨头 究院
圈子 年份 行员 礼物 美食 配备 风雨 附属 大圣 交界 事变 不吃 书画 乘机 交叉 融资 可行 发信 处置 石桥 好看 引入 鲜花
有为 神文 除非 现金 云集 目睹 威风 管道 甘泉 巴尔 散文 削弱 我家 冷静 建者 究员 门洞 缓解 心上 造林 这会 山海 信奉
必读 申报 恒山 叔叔 始于 法令 民军 福州 后世 响起 总书 杀害 独自 流芳 无关 为民 大名 娘娘 牌坊 本性 隶属 五间 白领
回肠 内涵 圆圆 家属 鱼雷 长征 电机 团队 孔子 室内 济效 幻想 落下 元朝 比分 监测 尽可 监视 悲剧 家务 以东 获奖 水下
得分 大顺 用心 电池 吉祥 首位 咬牙 大吃 机体 优美 宏图 通称 先是 色素 金丝 天体 集会 世代 国庆 整合 珠江 那末 国宪
酸盐 印第 第安 宁夏 谢谢 随手 下辖 出境 慷慨 湖区 业园 预定 着急 可比 奇特 传媒 公有 水域 汽水 美女 天花 加热 在场
山谷 恋爱 亲眼 安娜 激励 生平 殿试 剧烈 唯物 楼上 东升 科长 袁崇 民文 睡眠 武警 菲律 律宾 诸多 份额 奖金 随机 拼命
谁知 诗文 指令 称呼 购物 见识 震惊 频道 修订 通衢 原先 此间 待会 织法 下手 两家 下列 手脚 毁灭 鄂东 舌头 眼镜 成交
化宫 有者 便利 生日 首相 等到 多亩 上学 小河 时报 宽阔 崇焕 入境 荡荡 影子 招收 之地 主流 单一 书籍 政公 汝霖 装有
万两 公报 东思 平行 捷克 掌管 这块 不曾 地步 合资 葛亮 献忠 由人 死者 拦截 移植 温柔 猛烈 四处 念碑 以内 面包 遗迹
莲蓬 九五 国情 笑声 防护 伤亡 米花 虽说 不止 后悔 大脑 瞄准 筹备 袁宗 有余 处分 尼西 月亮 推送 有害 伙儿 山南 德安
叫声 阿里 波动 珍品 屠杀 妹子 草丛 科举 诸如 姿态 上空 镇长 体会 庭长 往前 曹汝 三名 三日 中级 教协 外事 隆中 外来
陶器 火焰 建社 维亚 壁画 山里 沔阳 防务 千公 一期 号码 拥护 定为 李文 武帝 杨过 大石 宜都 高分 决权 厨房 来往 市辖
记本 淮南 私信 辑者 注视 彼得 尔族 看过 睡着 治机 破产 太祖 宝贵 狭窄 现已 九十 交替 图形 打着 进军 口袋 台阶 公约
步骤 武艺 叫作 爆米 进球 良久 吃一 汉中 尖锐 日夜 赵家 工夫 后人 烦恼 假设 宿舍 好奇 文集 动脉 急性 中日 还原 摩西
展宏 中游 灿烂 加紧 即可 常设 月光 紧闭 省辖 优化 倡导 菜系 制止 叛乱 晚年 朱翊 真相 尽力 陆战 自幼 儿女 理器 度洋
送来 长长 产者 远安 树木 走来 本土 阳新 九月 好象 恭敬 气味 清理 康复 中路 出国 调控 恶劣 辩证 否认 叹息 氨基 搜狗
不致 康有 放大 变形 各样 火光 表态 东交 布尔 所不 大炮 官职 几万 匕首 帮忙 只管 置于 猛然 赵志 预警 这一 超级 六次
球化 眼神 王室 审理 刘少 哪怕 天府 常有 拱手 鄂南 嫂子 建王 施市 远程 开支 城郊 一惊 工大 大赛 歌剧 王子 在家 光泽
很小 病情 一同 五届 传染 而出 额选 强盗 良玉 炬计 起飞 足以 潮流 器材 类别 免得 清清 暗器 这家 曲回 四运 河水 总兵
关联 地毯 翻身 学员 撰写 易于 李先 一艘 编码 种场 雕塑 局限 翊钧 家洲 腰间 瞩目 山路 学问 料到 沙滩 两步 困境 落叶
着实 了不 徽省 航道 少奇 宛如 持久 走马 鸿忠 头堡 纵身 嘱咐 一旁 分割 伴随 发光 全权 节约 南环 源地 家湖 氏族 阿根
万分 约翰 部委 解开 市中 递给 取胜 形容 揭示 鉴于 落地 东亚 传奇 命中 一倍 不通 呼呼 改编 亲人 员国 定向 放到 放开
示意 鲜美 担负 向上 一趟 眼色 缺陷 理智 念堂 反帝 堆积 张献 急于 此举 每周 迟疑 交涉 头部 凝聚 制导 求是 成祖 顺便
新建 白白 行星 魅力 传输 挥手 据此 游览 菜肴 龙门 整天 发源 事求 南岸 苏丹 可爱 剥夺 大哭 民兵 完好 短短 一号 一出
面上 唐僧 僧人 自此 清晨 诧异 勋章 惨案 兼任 监狱 改良 有钱 审核 华大 苏省 许可 岁月 根廷 大王 石化 不语 趋向 未免
中下 严密 南极 孙权 模仿 攻占 被动 化物 校区 长率 营商 惟一 红外 万立 周刊 压缩 回避 招数 两层 学界 做饭 查询 天色
审批 恒星 战友 放入 耕作 郑州 细细 传出 药用
"""

_OFTEN_LATIN = """
abilities ability able absence absolute absolutely abuse academic accept acceptable accepted accepting accepts access
accessible accident accidental accidentally accord accorded according accordingly accords account accounts accuracy
accurate achieve achieved achieves achieving acquiring act acted acting action actions active activities activity acts
actual actually addition additional address addressed addresses addressing adequate adjust administration admit admits
admitted admittedly admitting adopt adopted adopting adopts advance advanced advances advancing advantage advantages
advertise advertised advertises advertising advice advise advised advises advising affair affairs affect affected
affecting affects afford afraid afternoon afterward afterwards age agency ages ago agree agreed agreeing agreement
agrees aid aimed aiming air alarm album algorithm algorithms alias alive allow allowed allowing allows almost alone
along alter altered altering alternate alternative alternatively alternatives alters although altogether always
ambiguous amongst amount amounts amuse amused amuses amusing analog analogue ancient angle angry animal annoy annoyed
annoying annoys annual anonymous answered answering anybody anyone anyplace anything anyway anywhere apart apologies
apologise apologize apology apparent apparently appeal appear appearance appeared appearing appears apple application
applications applied applies apply applying appreciate appreciated appreciates appreciating approach appropriate
approval approve approved approves approving arbitrary area areas argue argued argues arguing argument arguments arise
arises arithmetic arm army arrange arranged arrangement arrangements arranges arranging arrive arrived arrives
arriving art articles artificial artist aside ask asked asking asks asleep aspect aspects assembler assembly assistant
associate associated associates associating association assume assumed assumes assuming assumption assure assured
assures assuring ate atmosphere attach attached attaching attack attempt attempted attempting attempts attend attended
attending attends attention attitude attract attractive audience author authorities authority authors automatic
automatically automobile autumn available average avoid avoided avoiding avoids awake award aware away awful awkward
back backed background backing backs backwards badly balance ball ban band bank bar bars base based bases basic
basically basing basis battery bear bearing bears beautiful became because become becomes becoming bed beforehand
beginning behalf behave behavior behaviour behind believe believed believes believing belong belongs below benefit
benefits besides bet bets betting beyond bid bidding bids bill binary bind binding binds biology bit bite bites biting
bits bitten bizarre black blame blank block blow blue board boards boat bodies body book books boot bore borne borrow
borrowed borrowing borrows bother bothered bothering bothers bottle bottom bound box boxes boy bracket brackets branch
branches brand breach break breaks bridge brief briefly bright bringing broadcast broadcasting broadcasts broke broken
brother brown bucket budget buffer bug bugs building buildings bulk bulletin buried buries bury burying bus busy
button buying byte bytes calculate calculation calculations call called calling calls campaign candidate cannot
capable capacity capital captain car card cardboard cards care careful carefully cares carried carries carry carrying
case cases cassette cat catalog catalogue catch catches catching categories category caught cause caused causes
causing cease cell cent center central centre century certain certainly chain chair chairman chance chances changing
channel channels chaos chapter char character characters charge charged charges charging chars cheap cheaper cheapest
check checked checking checks chemical cheque chequed cheques chequing child children chip chips choice choose chooses
choosing chose chosen church circle circuit circulation circumstance circumstances citizen city claiming clarify class
classes clean clear cleared clearer clearest clearing clearly clears clever clock closely closer closest closing club
clue code coded codes coding coffee cold collapse collect collected collecting collection collects college colleges
color colors colour colours column combination combinations combine combined combines combining coming command
commands comment commented commenting comments commercial commission commitment committee common commonly communicate
communication communications community comparable comparatively compare compared compares comparing comparison
compatibility compatible competition compiler complain complained complaining complains complaint complaints completed
completely completes completing complex complexity complicate complicated complicates complicating component
components compose composed composes composing composition comprehensive compromise compulsory compute computed
computer computers computes computing concept concern concerned concerning concerns conclusion concrete condition
conditions conference confident confirming confuse confused confuses confusing confusion connect connected connecting
connection connections connects consequence consequences consequently consider considerable considerably consideration
considered considering considers consist consistency consistent consists constant constraint constraints construct
consumption contact contain contained containing contains content contents context continually continuation continue
continued continues continuing continuous continuously contract contrary contrast contribute contribution
contributions control controlled controlling controls convenient convention conventional conventions conversation
convert convince convinced convinces convincing cope copied copies copy copying core corner corners correct corrected
correcting correction correctly corrects corrupt corrupted corrupting corrupts costing council count counted counter
counting country counts county couple course courses court cover covered covering covers crash crashed crashes
crashing crazy creating creation creature credit crisis crisp crisps critical criticism cross cry culture cumming cums
cup cure curious current currently cursor cutting cycle cycles daily damage damaged damages damaging danger dangerous
dare dark database date dated dates dating datum dead deal dealing deals dealt dear death debate decade decent decide
decided decides deciding decision decisions declare declared declares declaring dedicate dedicated dedicates
dedicating deduce deem deemed deeming deems deep deeply default defence defense define defined defines defining
definite definitely definition definitions definitive degree degrees delete deleted deletes deleting deliberate
deliberately deliver delivered delivering delivers delivery demand demands democratic demonstrate demonstration
department depend depended depending depends depth derive derived derives deriving describe described describes
describing description descriptions design designed designing designs desirable desire desired desires desiring desk
desperate despite destroy destroyed destroying destroys detail detailed detailing details detect detected detecting
detects determine determined determines determining developing development device devices devote devoted devotes
devoting dictionary die died dies differ difference differences different differently difficult difficulties
difficulty digit digital digits dinner direct directed directing direction directions directly director directory
directs dirty disadvantage disagree disappear disappeared disappearing disappears disaster disc discipline discount
discourage discouraged discourages discouraging discover discovered discovering discovers discs discuss discussed
discusses discussing discussion discussions disk dislike display displayed displaying displays distance distant
distinct distinction distinctly distinguish distribute distributed distributes distributing distribution district
disturb disturbed disturbing disturbs ditto divide divided divides dividing division document documentation documented
documenting documents doe dog doing dollar domain door doors double doubt doubtful down dozen dozens drastic draw
drawing drawn draws dream drew drink drive driven driver drivers drives driving dropping drove dry dubious due dumb
dump duty dying earlier earliest earth ease easier easiest easily east eat eaten eating eats economic economy edge
edit edited editing edition editor editors edits education educational effect effective effectively effects efficient
effort efforts eight either elect elected electing election electric electronic electronics elects element elements
elevator else elsewhere embarrass embarrassed embarrasses embarrassing emergency emphasis empty enable enables
encounter encountered encountering encounters encourage encouraged encourages encouraging ending enemy engineer
engineered engineering engineers enjoy enormous enough ensure ensured ensures ensuring enter entered entering enters
entire entirely entitle entitled entitles entitling entity entrance entries entry environment equal equally equipment
equivalent eraser err error errors escape especially essential essentially establish established establishes
establishing establishment estimate evened evening evenings evens event events eventually ever everybody everyone
everything everywhere evidence exact exactly examine examined examines examining example examples excellent except
exception exceptions excess excessive exchange exclude excluded excludes excluding excuse execute executed executes
executing exercise exist existed existence existing exists expand expanded expanding expands expansion expect expected
expecting expects expense expensive experience experienced experiences experiencing experiment experimental
experiments explaining explanation explicit express expressed expresses expressing expression extend extended
extending extends extension extensive extent external extra extract extreme extremely eye eyes face facilities
facility fact factor factors facts fail failed failing fails failure fair fairly faith falling false familiar family
famous fan fancy far farm farther farthest fashion fatal fate father fault faults favor favorite favour favourite fear
feasible fed federal feed feedback feeding feeds feel feeling feels feet felt few fewer fewest field fields fight
figure figures file filed files filing fill filled filling fills film final financial finding fine finger fingers
finishing finite fire firmly firstly fiscal fish fishes fit fits fitted fitting five fixing flag flash flashed flashes
flashing flat flavor flavour flew flexible flied flies flight float floated floating floats floor flow flown fly
flying folk folks follow followed following follows food foot force forced forces forcing foreign forever forget
forgets forgetting forgot forgotten form formal format formed former forming forms forth forthcoming fortunately
fortune forward four fourth fraction frame freedom freely french frequent frequently fresh friend friendly friends
fries front fry fully fun function functions fund fundamental fundamentally funds funny further furthest future
gaining game games gap garbage garden gas gasoline gather general generally generate generated generates generating
generation genuine girl giving glad glass global goods gotten government governor gradually graduate grand grands
grant granted granting grants graph graphic graphics grateful grave gray greater greatest greatly green grey grind
grinding grinds gross grosses ground grounds groups growing growth guarantee guaranteed guaranteeing guarantees guard
guess guessed guesses guessing gun guy habit habits hack hair half hall hand handed handing handle handled handles
handling hands handy hang hanged hanging hangs happen happened happening happens happily happy hard harder hardest
hardly hardware harm harmful harmless hat hate head headed header heading heads health healthy hear heard hearing
hears heart heat heavily heavy held hell hello helpful helping hence hereby herself hes hid hidden hide hides hiding
highly hill him himself hint hints historical history hitting hold holding holds hole holes holiday holidays home
honest hope hoped hopefully hopes hoping horrible horse horses hospital host hot hotel hour hours house however human
hundred hundreds hung hunt hurry husband ice idea ideal ideas identical identify identity ignore ignored ignores
ignoring ill illegal image images imagination imagine immediate immediately impact implement implemented implementing
implements implication implications implied implies imply implying importance importantly impose imposed imposes
imposing impossible impression improvement improvements improving inability inadequate inch inches incident
incidentally incline inclined inclines inclining including income incompatible incomplete inconsistent inconvenience
incorrect increasing indeed independent independently index indicate indicates indication individual individually
individuals industrial inevitably inferior infinite influence info inform information informed informing informs
initial initially initials inner innocent input inputs inputted inputting insert inserted inserting inserts inside
insist insisted insisting insists install installed installing installs instance instant instantly instead institution
institutions instruction instructions insurance integer integers integral intelligence intelligent intend intended
intending intends intention interact interest interested interesting interests interface internal international
interpret interpretation interpreted interpreting interprets interval intervals intervention introduction invalid
invariably invent invented inventing invents investigate invisible invitation invite invited invites inviting involve
involved involves involving irrelevant irritate irritated irritates irritating isolate isolated isolates isolating
issued issuing item items itself job jobs join joined joining joins joint joke joy judge judgement judgment junk
justification justified justifies justify justifying keen keeping keyboard keys kid kill killed killing kills kind
kindly kinds king knew knock knocked knocking knocks know knowing knowledge known knows label labeled labeling
labelled labelling labels labor laboratory labour lack lacked lacking lacks ladies lady lain land landed landing lands
language languages largely lasts later latter law laws lay layout lazy leach lead leaded leader leading leads leaf
learn learned learning learns learnt leaved leaving lecture lectures led leg legal legally legs lend length lesser
lesson lessons letter letters letting level levels liable libraries library lie lied lies life lifetime lift light
lights like liked likely likes likewise liking limit limited limiting limits line linear lines link linked linking
links list listed listen listing lists literally literature little live lived lives living load loaded loading loads
loan local location locations lock locked locking locks log logged logging logic logical logs longer longest looked
loop loose lorries lorry losing loss lot lots loudly love luck lucky lunch lying machine machines mad magic magnetic
magnitude mail main mainly maintain maintained maintaining maintains majority man manage managed manager manages
managing manipulation manner manual manuals map march mark marked marking marks marriage marry mass massive master
match matches material materials mathematical mathematics matter matters maximum maybe mean meaning meaningful
meaningless meanings means meant measure measured measures measuring mechanic mechanics mechanism media medical medium
mediums meet meeting meetings meets member members membership memory men mention mentioned mentioning mentions mere
merely merit merits mess message messages messy met metal method methods middle midnight mile miles military millions
mind minded minding minds mine minimal minimum minor minority minute minutes mislead misleading misleads misled
missing mistake mistaken mistakes mistaking mistook misunderstand misunderstanding misunderstands misunderstood misuse
mix mixed mixes mixing mod mode model models modern modified modifies modify modifying moment money monitor moral
morning mornings mostly mother motion mouth move moved movement movements moves movie moving multiple music myself
mysterious naive name named namely names naming nasty nation national natural naturally nature naughty near nearby
nearer nearest nearly necessarily necessary necessity neck needed needing negative neither nervous net network
networks nevertheless nice nicer nicest night nine nobody noise noisy none nonsense normal normally north note noted
notes nothing notice noticed notices noticing notify noting novel nowadays nowhere numb number numbers numbest
numerical numerous obey object objected objecting objection objections objects obscure observation observe observed
observes observing obtain obtained obtaining obtains obvious obviously occasion occasional occasionally occasions
occupied occupies occupy occupying occur occurred occurring occurs odd odds offering office officer offices often oil
older oldest omit omits omitted omitting once ones operate operated operates operating operation operations operator
operators opinion opinions opportunities opportunity oppose opposed opposes opposing opposite opposition option
optional options order ordered ordering orders ordinary organisation organise organised organises organising
organization organize organized organizes organizing origin original originally others otherwise ought ours ourselves
outer output outside overall owe owed owes owing own owner owners pack package packages packet page pages paid pain
painful pair pairs paper papers paragraph parallel parent park part partial partially particular particularly parties
partly parts party pass passed passes passing past patch path patient pattern patterns pay payed paying pays peace
peak peculiar pen perfect perfectly perform performance performed performing performs perhaps period permanent
permanently permission permit permits permitted permitting personal personally persons persuade persuaded persuades
persuading petrol phase phenomenon philosophy phone phrase phrases physical pick picked picking picks picture pictures
piece pieces pile pint pipe place placed places placing plain plane planet plant plastic play played playing plays
plea pleasant please pleased pleases pleasing plenty plot plots plug plus pocket poem poet point pointed pointing
pointless points police policies policy political poll pool poor pop popular population port position positions
positive possibilities possibility possible possibly posted posting postmaster posts potential potentially pound
pounds power powerful powers practical practically practice practise precise precisely prefer preferable preferably
preference preferred preferring prefers preparation prepare prepared prepares preparing presence present presented
presenting presents preserve president press pressed presses pressing pressure presumably presume pretty prevent
prevented preventing prevents previous previously primary prime primitive principle principles print printed printer
printers printing printout prints prior private probably procedure process processed processes processing processor
processors produce produced produces producing production professional program programme programmed programmer
programmers programmes programming programs progress promise promised promises promising prompt promptly prone proof
proper properly properties property proportion proposal propose proposed proposes proposing prospect protect protected
protecting protection protects protest prove proved proves providing proving public publication publicity publicly
publishing pull pulled pulling pulls punctuation puncture pure purely purpose purposes push pushed pushes pushing putt
putted putting putts qualified qualifies qualify qualifying quality quantities quantity quarter queue quicker quickest
quiet quietly quit quite quits quitting quote quoted quotes quoting race radio rain raising ran random randomly range
rapid rapidly rare rarely rate rates rather raw reaching react reaction read readable readily reading reads ready
realise realised realises realising reality realize realized realizes realizing really reasonable reasonably recall
receive received receives receiving recent recently reception recognise recognised recognises recognising recognition
recognize recognized recognizes recognizing recommend recommendation recommended recommending recommends record
recorded recording records recover recovered recovering recovers red reduce reduced reduces reducing reduction
redundant refer reference references referred referring refers reflect reflected reflecting reflection reflects refuse
refused refuses refusing regard regarded regarding regardless regards region register registered registering registers
regret regular regularly regulation regulations reject rejected rejecting rejects relate related relates relating
relation relationship relative relatively relevance relevant reliable religion religious reluctant rely remain
remained remaining remains remark remarks remember remembered remembering remembers remind reminded reminding reminds
remote remotely removal remove removed removes removing repair repeat repeated repeatedly repeating repeats replace
replaced replacement replaces replacing replied replies reply replying reporting represent representation
representative represented representing represents reproduce request requested requesting requests require required
requirement requirements requires requiring reserve reserved reserves reserving resident resolution resort resource
resources respect respectively respects respond response responses responsibility responsible rest restart restore
restored restores restoring restrict restricted restricting restricts result resulted resulting results retain return
returned returning returns revealing reverse rid ridding ride ridiculous rids right rights ring risk river road role
room rooms root rough roughly round route routine row rubber rubbish rule rules rumor rumour rush sad sadly safe
safely safer safest safety saint sake saki sale same sample sat satisfied satisfies satisfy satisfying save saved
saves saving scale scan scene scheme school schools science sciences scientific score scores scrap scratch screen
screens script search searched searches searching season second secondary secondly seconds secret secretary section
sections secure security seeing seek seeking seeks seem seemed seeming seems select selected selecting selection
selects self selling seminar send sending sends senior sense sensible sensibly sensitive sent sentence sentences
separate separately sequence sequences serial series seriously serve served server serves serving session sessions
setting settle settled settles settling seven several severe severely sex shame shape share shared shares sharing
sharp sheet shelf shell shift shoot shop shopped shopping shops shortage shorter shortest shortly showing shut shuts
shutting side sides sight sign signal signals signed significance significant significantly signing signs silly
similar similarly simpler simplest simply simultaneous simultaneously sincerely single sit site sites sits sitting
situation situations six size sizes skill skills sleep slight slightly slip slowest slowly smile smooth social society
soft software solely solid solution solutions solve solved solves solving somebody somehow someone someplace something
sometime sometimes somewhat somewhere son sooner soonest sophisticate sophisticated sophisticates sophisticating sorry
sort sorted sorting sorts sought sound sounded sounding sounds source sources south southern space spaces spare speak
speaker speakers speaking speaks special specially specific specifically specified specifies specify specifying speech
speed spell spelled spelling spells spelt spend spending spends spent spirit spite split splits splitting spoke spoken
spot spots spotted spotting spread spreading spreads spring square stable stage stages stand standard standards
standing stands starting state stated statement statements states stating station stations statistic statistical
statistics status stay stayed staying stays steal step stick sticking sticks stock stone stones stood stopping storage
store stored stores storey storing straight straightforward strange strategy stream street strength strict strictly
strike strikes striking string strings strong strongly struck structure structures stuck student students studied
studying stuff stupid style subject subjects submit submits submitted submitting subsequent subset substantial
substitute subtle succeed success successful successfully such sudden suddenly suffer suffered suffering suffers
suffice sufficient sufficiently sugar suggest suggested suggesting suggestion suggestions suggests suit suitable
suitably suited suiting suits sum summary summer sun superior supervisor supplied supplies supply supplying support
supported supporting supports suppose supposed supposedly supposes supposing sure surely surface surprise surprised
surprises surprising survey survive survived survives surviving suspect suspected suspecting suspects suspend
suspended suspending suspends suspicion switch switched switches switching symbol symbols syntax table tables taking
talk talked talking talks tank tanks tape tapes target task tasks taste taught tax tea teach teacher teaches teaching
technical technique techniques technology tedious teeth telephone television telling temperature temporarily temporary
ten tend tendency tends term terminal terminals terminology terms terribly test tested testing tests text thank thanks
them themselves theoretical theory thereby therefore thin think thinking thinks third thoroughly though thought
thoughts thousand thousands threat threw throughout throw throwing thrown throws thus ticket tickets tie tied ties
tight till timed timing tin title titles together token tonight too tooth topic topics total totally touch touched
touches touching toward towards town trace track tracks traditional traffic train trained training trains transfer
transferred transferring transfers translate translated translates translating translation transport trap trapped
trapping traps trash travel treat treated treating treatment treats tree trees trial trick trip trivial trouble truck
trucks truly trunk trust trusted trusting trusts truth trying tune turn turned turning turns twelve twenty twice tying
type typed types typical typing ugly ultimate ultimately unable unacceptable unaware uncertain unclear undergraduate
undergraduates underneath understand understanding understands understood unfortunate unfortunately unhappy uniform
unique unit unite units universal universities university unknown unless unlike unlikely unlimited unnecessarily
unnecessary unpleasant unreasonable unsuitable unusual unwanted updating upon upper upset upsets upsetting upwards
usage useful useless usual usually utility utterly vacation vacations vague vaguely valid validity valuable value
values van vans variable variables variation varied varies variety various vary varying vast vastly vector versions
vice view views virtually virtue visible vision visit vital voice volume vote votes wait waited waiting waits walk
walked walking walks wall walls wanted wanting war warm warning wash waste wasted wastes wasting watched watches
watching water weapon wear wearing wears weather weekend weight weird welcome welcomed welcomes welcoming well west
western whatever whatsoever wheel wheels whenever whereas whereby wherever whether whilst white whoever whose wide
widely wider widespread widest wife wild willed willing wills wind window windows wine winning winter wire wise wish
wished wishes wishing withdraw woman women wonder wondered wonderful wondering wonders wooden word worded wording
words wore world worn worried worries worry worrying worth worthwhile worthy write writer writes writing written wrong
wrote yellow yes young yours yourself zero
"""

_FUNCTION = frozenset(
    "的了是在和与将为对从而也都就被把等这那其个有不到上下中及以之可要会能于所由并但或更还最很再又去来说"
)
"""Characters that hold sentences together: a pair with one of them crosses the border of a word."""

_WIDE = frozenset(_EVERYWHERE.split()) | commonwords.WIDE
_WIDE_OFTEN = frozenset(_OFTEN.split())
_LATIN = frozenset(_OFTEN_LATIN.split())


@lru_cache(maxsize=65_536)
def weight(piece: str) -> float:
    """How much it tells that two texts share a piece (a pair of wide characters, a Latin word): 0, nothing, to 2."""
    if piece[0].isdigit():
        return 0.0
    if is_wide(piece):
        if piece in _WIDE:
            return 0.0
        if piece[0] in _FUNCTION or piece[-1] in _FUNCTION:
            return 0.3
        return 1.0 if piece in _WIDE_OFTEN else 2.0
    if len(piece) < 3 or piece in commonwords.LATIN:
        return 0.0
    return 0.4 if piece in _LATIN else 2.0
