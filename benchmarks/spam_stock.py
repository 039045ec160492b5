"""What the spam injector is made of: keywords, foreign stories, list heads. Two halves, so that overfitting shows.

``Stock("dev")`` takes the even entries of every list, ``Stock("val")`` the odd ones.
"""

from __future__ import annotations

import random

_SURNAMES = "赵钱孙周吴郑冯陈褚卫蒋沈韩杨朱秦许何吕施孔曹严华金魏陶姜欧霍柳鲍"
_GIVEN = "晓芳梦琪雨桐子涵思远浩然静宜若曦明月秋白雪儿丽娜春夏美惠由纪樱千麻衣绫音彩沙织结奈"
_LONG_SURNAMES = [
    "夏目",
    "佐仓",
    "三岛",
    "桥本",
    "青木",
    "欧阳",
    "上官",
    "诸葛",
    "小泉",
    "水野",
    "樱井",
    "长谷",
    "司徒",
    "北川",
]
_KEYWORDS = {
    "gambling": "澳门新葡京 威尼斯人娱乐 永利皇宫 皇冠体育 开云体育 亚博 大发快三 幸运飞艇 北京赛车 六合彩特码 "
    "时时彩计划 百家乐技巧 足球投注网 真人荷官 捕鱼达人 炸金花 彩票平台 澳门娱乐城 棋牌送彩金 金沙会 "
    "九游会 龙虎斗 官方棋牌 竞彩推荐 必赢亚洲 万博体育 老虎机破解 星际娱乐 太阳城 电玩城上分",
    "adult": "成人视频 激情小说 同城约会 午夜影院 无码高清 萝莉资源 情趣用品 上门服务 外围女 偷拍自拍 伦理片 "
    "福利姬 国产精品 一本道 亚洲色图 包养网 大胸襟直播 窝窝在线观看 丝袜美腿 约炮软件",
    "loan": "秒批口子 网贷口子 征信花户 无抵押贷款 信用卡套现 花呗提现 黑户贷款 急用钱 借呗代还 不看征信 小额借款 "
    "包下款",
    "crypto": "比特币合约带单 USDT搬砖 币圈喊单 虚拟币交易所 挖矿平台 以太坊返佣 币安注册 空投教程 狗狗币暴富 "
    "泰达币承兑",
    "game": "传奇私服 吃鸡辅助器 和平精英透视 王者荣耀代练 游戏外挂 手游折扣平台 地下城脚本 原神初始号 奇迹私服 "
    "魔域发布网",
    "video": "免费影视大全 6080影视 星辰影院 高清在线观看 热播剧全集 韩剧网 飘花电影 天堂资源站 动漫在线看 短剧免费看",
    "service": "办证刻章 代开发票 论文代写 减肥药 白癜风医院 无痛人流 私家侦探 股票配资 高仿手表 增高鞋垫 黑客接单 "
    "代孕公司",
    "brand": "抖圈 yabo88 bet365 vip777.cc hg0088.com kaiyun ky618 MG电子 PG电子 ag8.vip lolbet 8868体育 乐鱼 "
    "芒果tv破解 快手号",
}
_FOREIGN = (
    "{p}菜市场的摊主说，入夏以后黄瓜降到了每斤 {n} 元，来买菜的街坊反倒比上月少了。",
    "法院审理后认定，被告人{x}以介绍工作为名，先后骗取 {n} 名受害人共计 {m} 万元。",
    "{x}女士告诉记者，走失的橘猫是在{p}一处空调外机上找到的，物业用了 {n} 个小时才把它劝下来。",
    "气象台预计，今晚到明天有小到中雨，气温 {n} 到 {m} 摄氏度，外出请带好雨具。",
    "演唱会门票开售 {n} 分钟便告售罄，粉丝在社交平台上晒出了排队的截图。",
    "{p}派出所民警提醒，接到自称客服的电话不要透露验证码，上周已有 {n} 名居民上当。",
    "医生介绍，{x}因为长期熬夜，入院时血压高达 {m}，目前病情已经稳定。",
    "村里的老槐树据说有 {m} 年了，去年被雷劈掉半边，今年春天又发了新芽。",
    "主队在加时赛里连得 {n} 分，{x}砍下全场最高的 {m} 分，球迷彻夜庆祝。",
    "{p}小学的摇号结果昨天公布，{m} 名新生里有 {n} 名要等待补录。",
    "修表铺的{x}师傅今年六十七岁，每个月最多只接 {n} 块表，剩下的时间都在教徒弟。",
    "受台风影响，{p}渡口从昨天傍晚起停航，{m} 名游客滞留岛上，旅馆涨到了一晚 {m} 元。",
    "考古人员在{p}的工地里清理出 {n} 座小墓，出土陶罐 {m} 件，大多已经碎裂。",
    "{x}在直播间里哭着道歉，承认自己卖的蜂蜜掺了糖浆，当晚掉粉 {n} 万。",
    "消防员赶到时，三楼的窗户正往外冒黑烟，{n} 名住户从楼道撤离，没有人受伤。",
    "婚礼原定在下个月举行，可{x}的母亲突然提出要再加 {n} 万元彩礼，两家人为此吵翻了天。",
    "豆腐脑该吃甜的还是咸的，网友为此又吵了三天，相关话题下有 {m} 万条评论。",
    "{p}的公交站牌上周被人涂改，{n} 路车的末班时间写错了两个小时，不少老人白等一场。",
    "她在信里写道，再过 {n} 天就能回家，到时候要给外婆做一碗热汤面。",
    "教练赛后表示，{x}的膝伤不算严重，预计缺阵 {n} 周，不影响季后赛。",
    "邻居听到争吵声后报了警，{x}被带走时还穿着拖鞋。警方随后通报，此案已移交检察机关。",
    "据目击者回忆，那辆面包车是逆行冲上人行道的，{n} 个行人躲闪不及。肇事司机{x}当场被控制。",
    "电影上映第 {n} 天票房破了 {m} 亿，导演{x}在微博上发了一张空荡荡的片场照片。影评人的分歧却越来越大。",
    "王室发言人拒绝就离婚传闻置评。几家小报却言之凿凿，说两人已经分居 {n} 个月，连孩子的抚养权都谈妥了。",
    "{p}中学的食堂因为卫生问题被家长举报，监管部门封存了 {n} 份留样。校长{x}在家长群里道了歉。大家并不买账。",
    "俄方称击落了 {n} 架无人机，乌方则否认这一说法。前线的一名士兵说，炮击从凌晨持续到了中午。",
    "{x}哭着说，孩子从滑梯上摔下来的时候，老师正在看手机。幼儿园方面表示会承担全部医药费。",
    "航班因为机械故障延误了 {n} 个小时，乘客{x}在登机口唱起了歌，视频被转发了 {m} 万次。",
    "这道红烧排骨要先焯水，再用冰糖炒出糖色，小火焖上 {m} 分钟。出锅前撒一把葱花，香得邻居都来敲门。",
    "陪审团用了 {n} 天才达成一致，{x}被判犯有过失杀人罪，刑期要等到下个月才会宣布。",
)
_PLACES = ["城东", "和平里", "青石桥", "南湖", "槐树街", "老码头", "西关", "柳林镇"]
_TOPICS = [
    "宠物",
    "天气",
    "菜价",
    "婚礼",
    "钓鱼",
    "彩礼",
    "高考",
    "台风",
    "相亲",
    "广场舞",
    "房租",
    "油价",
    "演唱会",
    "减肥",
    "拆迁",
    "熊孩子",
]
_HEADLINES = (
    "男子{t}时意外走红 网友:太真实了",
    "女子因{t}与邻居大打出手",
    "官方回应{t}争议",
    "{x}谈{t}:我不后悔",
    "{t}新规下月起执行",
    "{x}官宣恋情",
    "建议取消{t}补贴",
    "{p}一居民楼起火",
    "{x}晒照庆生",
    "{n}岁老人坚持{t}{n}年",
    "专家建议年轻人少{t}",
    "{x}回应退出综艺",
)
_LIST_HEADS = [
    "猜你喜欢",
    "相关阅读",
    "热门推荐",
    "24小时热榜",
    "大家都在看",
    "热门文章",
    "推荐阅读",
    "今日热点",
    "实时热搜",
    "相关新闻",
    "延伸阅读",
    "更多精彩",
    "热点排行",
    "为您推荐",
    "往期回顾",
    "本周热门",
    "新闻排行榜",
    "精彩推荐",
    "相关推荐",
    "网友还在看",
    "看了又看",
    "微博热搜榜",
    "最新文章",
    "你可能还喜欢",
    "点击排行",
    "编辑推荐",
]


class Stock:
    """One half of every list; ``rng`` decides."""

    def __init__(self, half: str) -> None:
        self.offset = 0 if half == "dev" else 1
        self.keywords = [(kind, word) for kind, words in _KEYWORDS.items() for word in words.split()[self.offset :: 2]]
        self.foreign = _FOREIGN[self.offset :: 2]
        self.heads = _LIST_HEADS[self.offset :: 2]

    def keyword(self, rng: random.Random) -> str:
        """A keyword of the kind that is sold: a name, a brand, a service, sometimes with a tail."""
        kind = rng.random()
        if kind < 0.15:
            return rng.choice(_SURNAMES[self.offset :: 2]) + "".join(rng.sample(_GIVEN, 2))
        if kind < 0.35:
            return rng.choice(_LONG_SURNAMES[self.offset :: 2]) + "".join(rng.sample(_GIVEN, 2))
        word = rng.choice(self.keywords)[1]
        return word + (
            rng.choice(
                ["平台", "大全", "在线", "免费", "下载", "官网", "app", "网址", "高清", "注册", "最新版", "v8.2"]
            )
            if kind > 0.85
            else ""
        )

    def paragraph(self, rng: random.Random, sentences: int = 1) -> str:
        """A paragraph of other stories."""
        return "".join(self.fill(rng, text) for text in rng.sample(self.foreign, sentences))

    def headline(self, rng: random.Random) -> str:
        """A headline of another story."""
        return self.fill(rng, rng.choice(_HEADLINES))

    def fill(self, rng: random.Random, template: str) -> str:
        """The template with a place, a name, a topic and numbers."""
        return template.format(
            p=rng.choice(_PLACES),
            x=rng.choice(_SURNAMES) + rng.choice(_GIVEN) + rng.choice(_GIVEN),
            t=rng.choice(_TOPICS),
            n=rng.randint(2, 40),
            m=rng.randint(41, 400),
        )
