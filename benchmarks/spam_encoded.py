"""More families: spun characters (j), repeated titles and leads (l), text decoded twice (m)."""

from __future__ import annotations

import random

from benchmarks.spam_families import Article, Piece, body, variant
from benchmarks.spam_stock import Stock

_SPUN = """
时時shí 间間jiān 这這zhè 个個gè 为為wéi 们們men 来來lái 说說shuō 国國guó 对對duì 发發fā 会會huì 过過guò 还還hái
后後hòu 开開kāi 样樣yàng 万萬wàn 亿億yì 电電diàn 车車chē 动動dòng 机機jī 长長cháng 学學xué 实實shí 经經jīng 业業yè
产產chǎn 现現xiàn 进進jìn 数數shù 点點diǎn 关關guān 两兩liǎng 没沒méi 与與yǔ 从從cóng 让讓ràng 认認rèn 话話huà 问問wèn
题題tí 应應yīng 书書shū 头頭tóu 见見jiàn 义義yì 种種zhǒng 变變biàn 总總zǒng 条條tiáo 处處chù 区區qū 场場chǎng 难難nán
报報bào 华華huá 达達dá 门門mén 价價jià 尔爾ěr 线線xiàn 级級jí 给給gěi 单單dān 热熱rè 录錄lù 单單dān
"""
_TABLE = {word[0]: (word[1], word[2:]) for word in _SPUN.split()}


def _spin(rng: random.Random, article: Article, share: float) -> None:
    style = rng.choice(("{}({})", "{}({})", "{}（{}）"))
    for line in article:
        for i in range(len(line) - 1, -1, -1):
            if line[i].injected or line[i].own is not None:
                continue
            parts, plain = [], ""
            for char in line[i].text:
                if char in _TABLE and rng.random() < share:
                    parts += [Piece(plain)] if plain else []
                    parts.append(Piece(style.format(*_TABLE[char]), own=char))
                    plain = ""
                else:
                    plain += char
            line[i : i + 1] = parts + ([Piece(plain)] if plain else [])


@variant("j.some")
def spun(rng: random.Random, article: Article, _stock: Stock) -> None:
    _spin(rng, article, 0.15)


@variant("j.all")
def spun_all(rng: random.Random, article: Article, _stock: Stock) -> None:
    _spin(rng, article, 1.0)


@variant("l.title")
def repeated_title(rng: random.Random, article: Article, _stock: Stock) -> None:
    title = "".join(piece.text for piece in article[0])
    again = rng.choice(
        (
            title,
            title + "_某某网",
            title[: max(8, len(title) - 5)] + "…",
            title[: max(8, len(title) * 2 // 3)] + "...",
            "【" + title + "】",
        )
    )
    article.insert(rng.choice((1, 1, len(article))), [Piece(again, True)])


@variant("l.lead")
def repeated_lead(rng: random.Random, article: Article, _stock: Stock) -> None:
    lead = "".join(piece.text for piece in article[1])
    if len(lead) > 50:
        cut = rng.choice((24, 32, 40, len(lead) - 8))
        article.insert(
            1,
            [
                Piece(
                    rng.choice(("", "摘要：", "导读：", "[摘要]"))
                    + lead[:cut]
                    + rng.choice(("…", "...", "……", "……[详情]")),
                    True,
                )
            ],
        )


@variant("l.paragraph")
def repeated_paragraph(rng: random.Random, article: Article, _stock: Stock) -> None:
    long = [line for line in article[1:] if sum(len(p.text) for p in line) > 40]
    if long:
        text = "".join(piece.text for piece in rng.choice(long))
        article.append([Piece(text, True)])


def wrong(rng: random.Random, text: str) -> str:
    kind = rng.randrange(4)
    raw = text.encode()
    if kind == 0:
        return raw.decode("gb18030", "replace")
    if kind == 1:
        return raw.decode("latin-1").replace("\x85", "").replace("\n", "")
    if kind == 2:
        return raw.decode("cp1252", "replace")
    return raw.decode("gbk", "replace").replace("\ufffd", "?")


@variant("m.paragraph")
def twice_decoded(rng: random.Random, article: Article, stock: Stock) -> None:
    article.insert(
        rng.randrange(1, len(article) + 1), [Piece(wrong(rng, stock.paragraph(rng, rng.choice((1, 2)))), True)]
    )


@variant("m.segment")
def twice_decoded_segment(rng: random.Random, article: Article, stock: Stock) -> None:
    text = stock.paragraph(rng).split("，")[0]
    body(rng, article).append(Piece(wrong(rng, text), True))


@variant("m.own")
def own_twice_decoded(rng: random.Random, article: Article, _stock: Stock) -> None:
    """A paragraph of the author that went through a wrong encoding without loss: it is to come back."""
    if len(article) < 4:
        return
    line = article[rng.randrange(2, len(article))]
    text = "".join(piece.text for piece in line)
    for encoding in rng.sample(("latin-1", "gb18030"), 2):
        try:
            broken = text.encode().decode(encoding)
        except UnicodeDecodeError:
            continue
        if broken.encode(encoding) == text.encode() and not any(c in broken for c in "\n\x85\x1c\x1d\x1e\u2028"):
            line[:] = [Piece(broken, own=text)]
            return
