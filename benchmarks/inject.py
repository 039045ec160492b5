"""Inject spam into clean articles, clean them again, and count what is left and what is lost.

    python benchmarks/inject.py FOLDER [--seeds 5] [--show FAMILY] [--mix]

FOLDER holds clean articles (``*.txt``: title, empty line, one paragraph a line) or pages with gold (``*.json`` with
``title`` and ``body``, ``*.clean.txt``). Each family of spam is injected alone, then (``mix``) all together. Printed per
family: share of the injected characters removed, share of the author's characters lost, pages with the exact text.
"""

from __future__ import annotations

import argparse
import html
import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from pipeline.clean import clean_page
from pipeline.model import Page

SURNAMES = "赵钱孙周吴郑冯陈褚卫蒋沈韩杨朱秦许何吕施孔曹严华金魏陶姜"
GIVEN = "晓芳梦琪雨桐子涵思远浩然静宜若曦明月秋白雪儿丽娜春夏美惠由纪樱子千夏麻衣绫音"
CORES = ("影院", "彩票", "棋牌", "娱乐城", "私服", "开奖", "快三", "直播", "视频", "贷款", "外围", "赛车", "捕鱼", "影视", "小说", "代孕")
HEADS = ("星空", "天天", "凤凰", "大发", "金莎", "新濠", "九州", "蜜桃", "樱花", "极速", "老友", "万人", "8090", "澳门")
TAILS = ("平台", "大全", "在线", "免费", "下载", "官网", "app", "网址", "高清", "注册", "")
PLACES = ("城东", "和平里", "青石桥", "南湖", "槐树街", "老码头")
FOREIGN = (
    "{place}菜市场的摊主说，入夏以后黄瓜降到了每斤 {n} 元，来买菜的街坊反倒比上月少了。",
    "法院审理后认定，被告人{name}以介绍工作为名，先后骗取 {n} 名受害人共计 {m} 万元。",
    "{name}女士告诉记者，走失的橘猫是在{place}一处空调外机上找到的，物业用了 {n} 个小时才把它劝下来。",
    "气象台预计，今晚到明天有小到中雨，气温 {n} 到 {m} 摄氏度，外出请带好雨具。",
    "演唱会门票开售 {n} 分钟便告售罄，粉丝在社交平台上晒出了排队的截图。",
    "{place}派出所民警提醒，接到自称客服的电话不要透露验证码，上周已有 {n} 名居民上当。",
    "医生介绍，{name}因为长期熬夜，入院时血压高达 {m}，目前病情已经稳定。",
    "村里的老槐树据说有 {m} 年了，去年被雷劈掉半边，今年春天又发了新芽。",
    "主队在加时赛里连得 {n} 分，{name}砍下全场最高的 {m} 分，球迷彻夜庆祝。",
    "{place}小学的摇号结果昨天公布，{m} 名新生里有 {n} 名要等待补录。",
    "修表铺的{name}师傅今年六十七岁，每个月最多只接 {n} 块表，剩下的时间都在教徒弟。",
    "受台风影响，{place}渡口从昨天傍晚起停航，{m} 名游客滞留岛上，旅馆涨到了一晚 {m} 元。",
    "考古人员在{place}的工地里清理出 {n} 座小墓，出土陶罐 {m} 件，大多已经碎裂。",
    "{name}在直播间里哭着道歉，承认自己卖的蜂蜜掺了糖浆，当晚掉粉 {n} 万。",
    "消防员赶到时，三楼的窗户正往外冒黑烟，{n} 名住户从楼道撤离，没有人受伤。",
    "婚礼原定在下个月举行，可{name}的母亲突然提出要再加 {n} 万元彩礼，两家人为此吵翻了天。",
    "豆腐脑该吃甜的还是咸的，网友为此又吵了三天，相关话题下有 {m} 万条评论。",
    "{place}的公交站牌上周被人涂改，{n} 路车的末班时间写错了两个小时，不少老人白等一场。",
    "她在信里写道，再过 {n} 天就能回家，到时候要给外婆做一碗热汤面。",
    "教练赛后表示，{name}的膝伤不算严重，预计缺阵 {n} 周，不影响季后赛。",
)


@dataclass(frozen=True)
class Piece:
    """A stretch of a polluted page: the author's, or not."""

    text: str
    injected: bool = False


Article = list[list[Piece]]  # lines of pieces; the first is the title
Injector = Callable[[random.Random, Article], None]


def keyword(rng: random.Random) -> str:
    """A keyword of the kind that is sold: a name, or brand, core and tail."""
    if rng.random() < 0.35:
        return rng.choice(SURNAMES) + "".join(rng.sample(GIVEN, rng.choice((2, 2, 3))))
    return rng.choice(HEADS) + rng.choice(CORES) + rng.choice(TAILS)


def splice(rng: random.Random, line: list[Piece], text: str) -> None:
    """Put ``text`` between two characters of one of the author's pieces."""
    places = [(i, k) for i, piece in enumerate(line) if not piece.injected for k in range(1, len(piece.text))]
    places = [(i, k) for i, k in places if line[i].text[k - 1].isalnum() and line[i].text[k].isalnum()]
    if places:
        i, k = rng.choice(places)
        own = line[i].text
        line[i : i + 1] = [Piece(own[:k]), Piece(text, True), Piece(own[k:])]


def spliced(rng: random.Random, article: Article) -> None:
    """(a) one keyword at several places, inside words, in the title too."""
    word = keyword(rng)
    lines = rng.sample(range(len(article)), min(len(article), rng.choice((3, 4, 6))))
    for index in sorted({0, *lines}):
        splice_word(rng, article[index], word)


def splice_word(rng: random.Random, line: list[Piece], word: str) -> None:
    """Splice into a word of the dictionary or a Latin word, as the spinners do."""
    from pipeline.clean.language import is_word

    places = []
    for i, piece in enumerate(line):
        text = piece.text
        if not piece.injected:
            places += [
                (i, k)
                for k in range(1, len(text))
                if is_word(text[k - 1 : k + 1]) or (text[k - 1 : k + 1].isascii() and text[k - 1 : k + 1].isalpha())
            ]
    if places:
        i, k = rng.choice(places)
        own = line[i].text
        line[i : i + 1] = [Piece(own[:k]), Piece(word, True), Piece(own[k:])]


def keyword_list(rng: random.Random, article: Article) -> None:
    """(b) a list of keywords before the first paragraph or the title."""
    words = rng.choice((",", "，", "、", "|")).join(keyword(rng) for _ in range(rng.randint(3, 7)))
    article[rng.choice((0, 1))].insert(0, Piece(words + rng.choice((",", "，", " ")), True))


def random_string(rng: random.Random) -> str:
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0123456789"
    kind = rng.random()
    if kind < 0.3:
        return "".join(rng.choice("0123456789abcdef") for _ in range(rng.choice((16, 24, 32))))
    return "".join(rng.choice(letters + ("+/=" if kind > 0.8 else "")) for _ in range(rng.randint(12, 36)))


def hashes(rng: random.Random, article: Article) -> None:
    """(c) random strings at the end of paragraphs and on lines of their own."""
    for _ in range(2):
        article[rng.randrange(1, len(article))].append(Piece(random_string(rng), True))
    article.insert(rng.randrange(1, len(article) + 1), [Piece(random_string(rng), True)])


def foreign(rng: random.Random) -> str:
    """A paragraph of another story."""
    return fill(rng, rng.choice(FOREIGN))


def fill(rng: random.Random, template: str) -> str:
    """The template with a place, a name and numbers."""
    return template.format(
        place=rng.choice(PLACES), name=rng.choice(SURNAMES) + "某", n=rng.randint(2, 40), m=rng.randint(41, 400)
    )


def unrelated(rng: random.Random, article: Article) -> None:
    """(d) paragraphs of other stories before, inside and after; one of them three times."""
    again, *others = rng.sample(FOREIGN, rng.choice((2, 3, 4)))
    first = fill(rng, again)
    for text in (first, first, first, *(fill(rng, other) for other in others)):
        article.insert(rng.randrange(1, len(article) + 1), [Piece(text, True)])


def hot_list(rng: random.Random, article: Article) -> None:
    """(e) a hot list with foreign headlines and paragraphs behind the article."""
    style = rng.choice(("TOP{}热点：", "热榜第{}名 ", "{}、"))
    if style == "{}、":
        article.append([Piece(rng.choice(("猜你喜欢", "相关阅读", "热门推荐", "24小时热榜")), True)])
    for rank in range(1, rng.randint(4, 9)):
        headline = foreign(rng).split("，")[0] + rng.choice(("", keyword(rng)))
        article.append([Piece(style.format(rank) + headline, True)])
        if rng.random() < 0.4 and style != "{}、":
            article.append([Piece(foreign(rng), True)])


def contact(rng: random.Random, article: Article) -> None:
    """(f) contact adverts with disguised digits."""
    digits = [rng.randrange(10) for _ in range(rng.choice((9, 10, 11)))]
    style = rng.randrange(3)
    number = "".join(("⓪①②③④⑤⑥⑦⑧⑨"[d], "０１２３４５６７８９"[d], f"{d} ")[style] for d in digits)
    lead = rng.choice(("加微信", "加薇芯", "咨询V信", "扣扣群", "Ｖ❤", "客服微❤信"))
    text = f"{lead}：{number.strip()}，{rng.choice(('领取福利', '备注进群', '日赚三千', '秒到账'))}。"
    if rng.random() < 0.5:
        article.insert(rng.randrange(2, len(article) + 1), [Piece(text, True)])
    else:
        article[rng.randrange(1, len(article))].append(Piece(text, True))


def invisible(rng: random.Random, article: Article) -> None:
    """(g) zero-width and private-use characters inside words."""
    for line in article:
        for _ in range(2):
            splice(rng, line, rng.choice("\u200b\u200c\u200d\u2060\ufeff\ue5e5\ue001\u00ad\u200e") * rng.choice((1, 1, 2)))


def mojibake(rng: random.Random, article: Article) -> None:
    """(h) runs of question marks and lost characters inside a sentence."""
    for _ in range(4):
        noise = rng.choice(("????", "????????", "锟斤拷锟斤拷", "烫烫烫烫", "\ufffd\ufffd\ufffd", "锘縬", "？？？？？", "屯屯屯屯"))
        splice(rng, rng.choice(article[1:]), noise)


def twice_decoded(rng: random.Random, article: Article) -> None:
    """(m) a sentence that was decoded in the wrong encoding."""
    raw = foreign(rng)
    wrong = raw.encode().decode("gb18030", "replace") if rng.random() < 0.6 else raw.encode().decode("latin-1")
    wrong = wrong.replace("\x85", "").replace("\n", "")
    article.insert(rng.randrange(1, len(article) + 1), [Piece(wrong, True)])


def repeated_title(rng: random.Random, article: Article) -> None:
    """(l) the title again, and a teaser of the first paragraph."""
    title = "".join(piece.text for piece in article[0])
    lead = "".join(piece.text for piece in article[1])
    article.insert(1, [Piece(title, True)])
    if len(lead) > 60:
        article.insert(2, [Piece(lead[:40] + rng.choice(("…", "...", "……")), True)])


FAMILIES: dict[str, Injector] = {
    "a spliced": spliced,
    "b keyword list": keyword_list,
    "c hash": hashes,
    "d unrelated": unrelated,
    "e hot list": hot_list,
    "f contact": contact,
    "g invisible": invisible,
    "h mojibake": mojibake,
    "l repeated title": repeated_title,
    "m twice decoded": twice_decoded,
}


def pollute(article: list[str], families: list[str], seed: str) -> tuple[str, str]:
    """A polluted page and its mask: one character of ``01`` for each of the page, 1 for injected."""
    rng = random.Random(seed)
    lines: Article = [[Piece(line)] for line in article]
    for family in families:
        FAMILIES[family](rng, lines)
    text = "\n".join("".join(piece.text for piece in line) for line in lines)
    mask = "0".join("".join(("1" if piece.injected else "0") * len(piece.text) for piece in line) for line in lines)
    return text, mask


@dataclass
class Tally:
    """Counts over pages, in characters that are not white space."""

    injected: int = 0
    left: int = 0
    own: int = 0
    lost: int = 0
    pages: int = 0
    exact: int = 0


def count(tally: Tally, text: str, mask: str, article: list[str]) -> tuple[str, str]:
    """Clean one page and add it up; returns what was lost (with the codes) and what was left."""
    clean = clean_page(Page.from_text(text, "page.txt"))
    alive = bytearray(b"1" * len(text))
    for edit in clean.edits:
        alive[edit.start : edit.end] = b"0" * (edit.end - edit.start)
    lost = "".join(c for c, m, a in zip(text, mask, alive, strict=True) if m == "0" and a == 48 and not c.isspace())
    codes = {edit.code for edit in clean.edits if "0" in mask[edit.start : edit.end] and edit.code != "layout"}
    left = "".join(c for c, m, a in zip(text, mask, alive, strict=True) if m == "1" and a == 49 and not c.isspace())
    tally.injected += sum(m == "1" and not c.isspace() for c, m in zip(text, mask, strict=True))
    tally.own += sum(m == "0" and not c.isspace() for c, m in zip(text, mask, strict=True))
    tally.lost += len(lost)
    tally.left += len(left)
    tally.pages += 1
    tally.exact += "".join(clean.text.split()) == "".join("".join(article).split())
    return lost and f"{','.join(sorted(codes))}: {lost}", left


def load(folder: Path) -> list[list[str]]:
    """Articles as lines, the title first."""
    articles = []
    for path in sorted(folder.rglob("*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(data, dict) and data.get("body"):
            articles.append([html.unescape(data["title"]), *[line for line in data["body"] if line.strip()]])
    for path in sorted(folder.rglob("*.clean.txt")) or sorted(folder.rglob("*.txt")):
        articles.append([line for line in path.read_text(encoding="utf-8-sig").split("\n") if line.strip()])
    return [article for article in articles if len(article) > 2]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--show", default="")
    arguments = parser.parse_args()
    articles = load(arguments.folder)
    runs = {"untouched": [], **{name: [name] for name in FAMILIES}, "mix": list(FAMILIES)}
    print(f"{'family':18}{'removed':>10}{'lost':>10}{'exact':>8}   ({len(articles)} articles, {arguments.seeds} seeds)")
    for name, families in runs.items():
        tally = Tally()
        for number, article in enumerate(articles):
            for seed in range(arguments.seeds if families else 1):
                text, mask = pollute(article, families, f"{name}/{number}/{seed}")
                lost, left = count(tally, text, mask, article)
                if arguments.show and arguments.show in name and (lost or left):
                    print(f"  {number}/{seed} lost {lost[:60]!r} ({len(lost)}) left {left[:90]!r} ({len(left)})")
        removed = 1 - tally.left / tally.injected if tally.injected else 1.0
        print(f"{name:18}{removed:10.4f}{tally.lost / tally.own:10.4%}{tally.exact:5}/{tally.pages}")


if __name__ == "__main__":
    main()
