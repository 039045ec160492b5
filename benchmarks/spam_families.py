"""Variants of the spam families (a) to (m): each changes an article in place, marking what is not the author's."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.spam_stock import Stock


@dataclass(frozen=True)
class Piece:
    """A stretch of a polluted page: the author's, injected, or ``own`` in a broken form that is to be repaired."""

    text: str
    injected: bool = False
    own: str | None = None


Article = list[list[Piece]]  # lines of pieces; the first is the title
Injector = Callable[[random.Random, Article, Stock], None]
VARIANTS: dict[str, Injector] = {}


def variant(name: str) -> Callable[[Injector], Injector]:
    """Register an injector under ``family.variant``."""

    def register(function: Injector) -> Injector:
        VARIANTS[name] = function
        return function

    return register


def places(line: list[Piece], fits: Callable[[str, int], bool]) -> list[tuple[int, int]]:
    """(piece, offset) of every border inside the author's pieces where ``fits(text, offset)``."""
    return [
        (i, k)
        for i, p in enumerate(line)
        if not p.injected and p.own is None
        for k in range(1, len(p.text))
        if fits(p.text, k)
    ]


def insert(rng: random.Random, line: list[Piece], piece: Piece, fits: Callable[[str, int], bool], cut: int = 0) -> bool:
    """Put ``piece`` at a random border; ``cut`` characters of the author are replaced by it."""
    spots = places(line, fits)
    if not spots:
        return False
    i, k = rng.choice(spots)
    own = line[i].text
    line[i : i + 1] = [Piece(own[:k]), piece, Piece(own[k + cut :])]
    return True


def han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"


def inside_word(text: str, k: int) -> bool:
    from pipeline.clean.language import is_word

    return is_word(text[k - 1 : k + 1])


def inside_latin(text: str, k: int) -> bool:
    return text[k - 1 : k + 1].isascii() and text[k - 1 : k + 1].isalpha()


def inside_number(text: str, k: int) -> bool:
    pair = text[k - 1 : k + 1]
    return pair.isascii() and pair[0].isdigit() and pair[1] in "0123456789.,"


def running(text: str, k: int) -> bool:
    return han(text[k - 1]) and han(text[k])


def before_unit(text: str, k: int) -> bool:
    return (text[k - 1].isdigit() or (text[k - 2 : k - 1].isdigit() and text[k - 1] == " ")) and han(text[k])


def clause(text: str, k: int) -> bool:
    return (text[k - 1] in "，。；、,“" and han(text[k])) or (text[k] in "，。；、," and han(text[k - 1]))


def body(rng: random.Random, article: Article) -> list[Piece]:
    return article[rng.randrange(1, len(article))] if len(article) > 1 else article[0]


def _splices(
    name: str, fits: Callable[[str, int], bool], counts: tuple[int, ...], title: bool = True, cut: int = 0
) -> None:
    def inject(rng: random.Random, article: Article, stock: Stock) -> None:
        word = stock.keyword(rng)
        if title:
            insert(rng, article[0], Piece(word, True), inside_word, cut)
        done = tries = 0
        wanted = rng.choice(counts)
        while done < wanted and tries < 20 * wanted:
            done += insert(rng, body(rng, article), Piece(word, True), fits, cut)
            tries += 1

    VARIANTS[f"a.{name}"] = inject


_splices("words", inside_word, (3, 5, 8))
_splices("words many", inside_word, (20, 50))
_splices("twice", inside_word, (1,))
_splices("body once", inside_word, (1,), title=False)
_splices("latin", inside_latin, (2, 4))
_splices("number", inside_number, (2, 4))
_splices("unit", before_unit, (2, 4))
_splices("anywhere", running, (3, 5, 8))
_splices("clause", clause, (3, 5))
_splices("replace", inside_word, (3, 5), cut=1)


@variant("a.title only")
def title_only(rng: random.Random, article: Article, stock: Stock) -> None:
    insert(rng, article[0], Piece(stock.keyword(rng), True), inside_word)


@variant("a.title copies")
def title_copies(rng: random.Random, article: Article, stock: Stock) -> None:
    word = Piece(stock.keyword(rng), True)
    insert(rng, article[0], word, lambda text, k: inside_word(text, k) or inside_latin(text, k))
    article[0].append(Piece(rng.choice(("_某某新闻", "-快讯网", " - 天天资讯 - 手机版")), True))
    article.insert(1, [Piece("".join(p.text for p in article[0]), True)])


@variant("a.several keywords")
def several(rng: random.Random, article: Article, stock: Stock) -> None:
    for _ in range(4):
        word = Piece(stock.keyword(rng), True)
        for _ in range(2):
            insert(rng, body(rng, article), word, inside_word)


@variant("b.list")
def keyword_list(rng: random.Random, article: Article, stock: Stock) -> None:
    mark = rng.choice((",", "，", "、", "|", " ", "｜", "_", "/"))
    words = mark.join(stock.keyword(rng) for _ in range(rng.randint(3, 12)))
    where = rng.randrange(5)
    if where < 2:
        article[where].insert(0, Piece(words + (mark if mark != "/" else " "), True))
    elif where == 2:
        article[-1].append(Piece(mark + words, True) if mark in ",，、" else Piece(words, True))
    elif where == 3:
        article.insert(1, [Piece(words, True)])
    else:
        article.append([Piece(words, True)])


@variant("b.title tail")
def list_behind_title(rng: random.Random, article: Article, stock: Stock) -> None:
    mark = rng.choice((",", "_", "-", "|", " "))
    article[0].append(Piece(mark + mark.join(stock.keyword(rng) for _ in range(rng.randint(2, 6))), True))


def random_string(rng: random.Random, least: int = 8) -> str:
    size = rng.choice((8, 10, 12, 16, 20, 24, 32, 36, 48, 64))
    size = max(size, least)
    letters = "abcdefghijklmnopqrstuvwxyz"
    alphabet = rng.choice(
        (
            letters + letters.upper() + "0123456789",
            "0123456789abcdef",
            letters.upper() + "0123456789",
            letters + letters.upper() + "0123456789+/",
            letters + "0123456789",
            letters + letters.upper(),
        )
    )
    text = "".join(rng.choice(alphabet) for _ in range(size))
    if size >= 16 and rng.random() < 0.25:
        mark = rng.choice("-_")
        text = mark.join(text[i : i + 8] for i in range(0, size, 8))
    return text


@variant("c.tail")
def hash_tail(rng: random.Random, article: Article, _stock: Stock) -> None:
    for _ in range(3):
        body(rng, article).append(Piece(rng.choice(("", "", " ")) + random_string(rng), True))


@variant("c.line")
def hash_line(rng: random.Random, article: Article, _stock: Stock) -> None:
    for _ in range(2):
        article.insert(rng.randrange(1, len(article) + 1), [Piece(random_string(rng), True)])


@variant("c.short")
def hash_short(rng: random.Random, article: Article, _stock: Stock) -> None:
    letters = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ0123456789"
    body(rng, article).append(Piece("".join(rng.choice(letters) for _ in range(rng.choice((6, 7, 8)))), True))


def _paragraphs(
    name: str, counts: tuple[int, ...], copies: tuple[int, ...], sentences: tuple[int, ...], where: str = "any"
) -> None:
    def inject(rng: random.Random, article: Article, stock: Stock) -> None:
        for _ in range(rng.choice(counts)):
            text = stock.paragraph(rng, rng.choice(sentences))
            for _ in range(rng.choice(copies)):
                low, high = {"any": (1, len(article)), "top": (1, 1), "end": (len(article), len(article))}[where]
                article.insert(rng.randint(low, high), [Piece(text, True)])

    VARIANTS[f"d.{name}"] = inject


_paragraphs("single", (1,), (1,), (1, 2))
_paragraphs("some", (3, 4), (1,), (1, 2, 3))
_paragraphs("copies", (1, 2), (2, 3, 5), (1, 2))
_paragraphs("long", (2, 3), (1,), (3, 4))
_paragraphs("top", (1, 2), (1,), (1, 2), "top")
_paragraphs("end", (2, 4), (1,), (1, 2, 3), "end")


@variant("e.hot list")
def hot_list(rng: random.Random, article: Article, stock: Stock) -> None:
    style = rng.choice(
        ("TOP{}热点:", "热榜第{}名 ", "NO.{} ", "热搜{}：", "TOP{} ", "热点{}:", "【热榜{}】", "Top{}：")
    )
    for rank in range(1, rng.randint(4, 11)):
        tail = rng.choice(("", stock.keyword(rng), stock.keyword(rng), "缅北14may18_XXXXXL56endian"))
        article.append([Piece(style.format(rank) + stock.headline(rng) + tail, True)])
        for _ in range(rng.choice((0, 1, 1, 2))):
            article.append([Piece(stock.paragraph(rng), True)])


@variant("e.headed list")
def headed_list(rng: random.Random, article: Article, stock: Stock) -> None:
    head = rng.choice(stock.heads)
    article.append([Piece(rng.choice(("{}", "【{}】", "{}：", "■ {}", "{} >>")).format(head), True)])
    style = rng.choice(("{h}", "{n}. {h}", "{n}、{h}", "· {h}", "{h} 2025-0{n}-1{n}", "[0{n}-1{n}] {h}", "{h}{k}"))
    for rank in range(1, rng.randint(4, 9)):
        line = style.format(n=rank, h=stock.headline(rng), k=stock.keyword(rng) if rng.random() < 0.5 else "")
        article.append([Piece(line, True)])


@variant("e.dated list")
def dated_list(rng: random.Random, article: Article, stock: Stock) -> None:
    style = rng.choice(("{d} {h}", "{h} {d}", "[{d}]{h}", "{h}({d})"))
    for rank in range(rng.randint(4, 8)):
        article.append([Piece(style.format(d=f"2025-03-{10 + rank}", h=stock.headline(rng)), True)])


def disguised(rng: random.Random) -> str:
    digits = [rng.randrange(10) for _ in range(rng.choice((8, 9, 10, 11)))]
    style = rng.randrange(6)
    tables = ("⓪①②③④⑤⑥⑦⑧⑨", "０１２３４５６７８９", "零一二三四五六七八九", "0❶❷❸❹❺❻❼❽❾", "〇壹贰叁肆伍陆柒捌玖")
    if style == 5:
        return rng.choice((" ", "-", ".")).join(map(str, digits))
    return "".join(tables[style][d] for d in digits)


@variant("f.contact")
def contact(rng: random.Random, article: Article, _stock: Stock) -> None:
    lead = rng.choice(
        (
            "加微信",
            "加薇芯",
            "咨询V信",
            "扣扣群",
            "Ｖ❤",
            "客服微❤信",
            "+薇",
            "vx",
            "加Q",
            "企鹅号",
            "电报",
            "TG",
            "联系QQ",
            "威信",
            "微 信",
        )
    )
    offer = rng.choice(
        ("领取福利", "备注进群", "日赚三千", "秒到账", "免费领资料", "带你躺赚", "老司机懂的", "先到先得", "")
    )
    text = (
        f"{lead}{rng.choice('：: ')}{disguised(rng)}" + (f"，{offer}" if offer else "") + rng.choice(("。", "", "！"))
    )
    if rng.random() < 0.4:
        text = f"{rng.choice(('想了解更多的朋友', '全国招代理', '内部资料', '需要的老板'))}，{text}"
    if rng.random() < 0.5:
        article.insert(rng.randrange(2, len(article) + 1), [Piece(text, True)])
    else:
        body(rng, article).append(Piece(text, True))


INVISIBLE = (
    "\u200b\u200c\u200d\u2060\ufeff\ue5e5\ue001\uf8ff\u00ad\u200e\u200f"
    "\u202c\ufe0f\U000e0041\u2063\u180e\u061c\U000f0001\u034f\u2028"
)


@variant("g.invisible")
def invisible(rng: random.Random, article: Article, _stock: Stock) -> None:
    chars = rng.sample(INVISIBLE, 3)
    for line in article:
        for _ in range(3):
            insert(
                rng,
                line,
                Piece(rng.choice(chars) * rng.choice((1, 1, 2)), True),
                lambda t, k: t[k - 1].isalnum() and t[k].isalnum(),
            )


NOISE = [
    *(
        "????",
        "????????",
        "锟斤拷锟斤拷",
        "烫烫烫烫",
        "\ufffd\ufffd\ufffd",
        "\ufffd",
        "？？？？？",
        "屯屯屯屯",
        "锘锘锘",
    ),
    *("Ã¤Â¸Â\xad", "â€œâ€\x9d", "鈥斺€", "ï¿½ï¿½", "锟斤拷??", "???", "□□□□", "\ufffd\ufffd?\ufffd?"),
]


@variant("h.noise")
def noise(rng: random.Random, article: Article, _stock: Stock) -> None:
    for _ in range(4):
        text = rng.choice(NOISE)
        insert(rng, body(rng, article), Piece(text, True), lambda t, k: han(t[k - 1]) and han(t[k]))


@variant("i.references")
def references(rng: random.Random, article: Article, _stock: Stock) -> None:
    style = rng.choice(
        ("#x{:x};", "&#x{:x}", "&amp;#x{:x};", "&#x{:X};", "&#{};", "#{};", "&amp;#{};", "amp;#x{:x};", "&#x{:x};")
    )
    for line in article[1:]:
        for i in range(len(line) - 1, -1, -1):
            if line[i].injected or line[i].own is not None:
                continue
            parts: list[Piece] = []
            for char in line[i].text:
                if char in "，。；：“”、！？（）" and rng.random() < 0.8:
                    parts.append(Piece(style.format(ord(char)), own=char))
                else:
                    parts.append(Piece(char))
            line[i : i + 1] = parts


@variant("i.names")
def named_references(rng: random.Random, article: Article, _stock: Stock) -> None:
    names = {
        "“": "ldquo",
        "”": "rdquo",
        "·": "middot",
        "…": "hellip",
        "—": "mdash",
        "&": "amp",
        "×": "times",
        '"': "quot",
        "%": "percnt",
    }
    style = rng.choice(("&{};", "&amp;{};", "amp;{};", "&amp;amp;{};"))
    for line in article[1:]:
        line[:] = [
            Piece(style.format(names[c]), own=c) if c in names and not p.injected else Piece(c, p.injected)
            for p in line
            for c in p.text
        ]
        for _ in range(2):
            text = rng.choice(("&nbsp;", "nbsp;", "&nbsp", "&amp;nbsp;"))
            insert(rng, line, Piece(text, own=" "), lambda t, k: han(t[k - 1]) and han(t[k]))
    _merge(article)


def _merge(article: Article) -> None:
    for line in article:
        merged: list[Piece] = []
        for piece in line:
            if merged and piece.own is None and merged[-1].own is None and merged[-1].injected == piece.injected:
                merged[-1] = Piece(merged[-1].text + piece.text, piece.injected)
            else:
                merged.append(piece)
        line[:] = merged
