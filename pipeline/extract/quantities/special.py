"""Words that are quantities without a numeral of their own: 一半, 过半, 半年, 翻一番, 翻倍, 对折, 上百, 近千."""

from __future__ import annotations

import re
from decimal import Decimal

from pipeline.extract.quantities.items import Item
from pipeline.extract.quantities.lexicon import NOUNS, UNITS, word_around
from pipeline.extract.quantities.measures import find_noun, find_unit
from pipeline.extract.quantities.numerals import read_numeral

_HALF = re.compile(
    r"一[多大]半|一半(?!以?[导径])|半数|[过超近]半(?!径|年|个|小|天|导|月|数|场|路|程|百)|过半数|半成(?!品)|对半(?=[，。；]|分|砍)"
)
_HALF_UNIT = re.compile(
    r"半(个)?(小时|钟头|月|多月|世纪|年|天|季度|公里|米|公斤|斤|吨|里|亩|分钟|秒)(?![报度节导级薪轻饭])"
)
_DOUBLE = re.compile(
    r"翻(?:了|上)?\s?(?P<more>近|约|将近|差不多|超过?|不止)?\s?(?P<count>[一二两三四五六七八九十几\d]{1,3})\s?番|翻了?(?:一)?倍|翻番|翻了番|加倍"
)
_ZERO = re.compile(r"(?:接近于?|趋近于?|降至|降到|降为|为|几乎为|等于|归|减至)$")
_DISCOUNT = re.compile(r"对折")
_PRICED = re.compile(r"[打按以售卖降]|价|优惠|促销|甩卖|出售|买")
_COINS = re.compile(r"(?:[一二三四五六七八九两]{1,2}|\d{1,4}(?:\.\d+)?)\s?[分厘块毛]")
_CENTS = re.compile(
    r"(?P<fen>[一二三四五六七八九两\d]{1,2}(?:\.\d+)?)\s?分(?:钱|(?P<li>[一二三四五六七八九两\d])厘)|(?P<only>[一二三四五六七八九两\d](?:\.\d+)?)\s?厘钱?(?![米升克])"
)
_MAO = re.compile(
    r"(?P<jiao>[一二三四五六七八九两\d])\s?毛\s?(?P<fen>[一二三四五六七八九\d])?(?P<coin>钱)?(?=[，。；、！？\n）]|左右|以|多|一?[度斤个份杯]|$)"
)
_PRICED_AT = re.compile(r"[价本费低高贵涨降跌省赚亏卖花收付]|便宜|电价")
_DIMES = re.compile(
    r"(?P<yuan>[一二三四五六七八九两]|\d{1,4})\s?块\s?(?P<jiao>[1-9](?![\d.万千百%个])|[二三四五六七八九]|一(?=[，。；、！？\n钱左]|$))(?=[，。；、！？\n]|钱|左右|一?[斤个份杯碗瓶度公张]|[降涨跌升增减到至]|$)"
)
_UPWARD = re.compile(r"[上成过近逾超破达有]\s?$")


def read_special(text: str, start: int) -> Item | None:
    """The special quantity at ``text[start]``, or None."""
    char = text[start]
    if char in "翻加":
        return _double(text, start)
    if char == "对" and _DISCOUNT.match(text, start) and _PRICED.search(text, max(0, start - 8), start + 6):
        return Item(
            start,
            start + 2,
            "percent",
            Decimal(50),
            unit="percent",
            dimension="percent",
            precision=Decimal(10),
            role="discount",
            number_end=start + 2,
        )
    if char in "一半过超近对":
        return _half(text, start)
    if char in "百千万亿":
        return _upward(text, start)
    if char == "零" and _ZERO.search(text, max(0, start - 5), start) and text[start + 1 : start + 2] in "的，。；、%":
        return Item(
            start,
            start + 1,
            "number",
            Decimal(0),
            precision=Decimal(1),
            number_end=start + 1,
            written="chinese",
            flags=["large"],
        )
    return None


def read_cents(text: str, start: int) -> Item | None:
    """七分六厘, 8 分钱 as yuan."""
    if _COINS.match(text, start) is None:
        return None
    found = _CENTS.match(text, start)
    if found is None:
        return _dimes(text, start) or _mao(text, start)
    fen, li = (_digit(found[name]) if found[name] else Decimal(0) for name in ("fen", "li"))
    only = _digit(found["only"]) if found["only"] else Decimal(0)
    value = fen / 100 + (li + only) / 1000
    return Item(
        start, found.end(), "money", value, unit="CNY", dimension="money_cny",
        precision=Decimal("0.001") if found["li"] or found["only"] else Decimal("0.01"), number_end=found.end(),
    )  # fmt: skip


def _dimes(text: str, start: int) -> Item | None:
    """4 块 5, 两块八 as yuan; 三块五花肉 are pieces."""
    found = _DIMES.match(text, start)
    if found is None:
        return None
    value = _digit(found["yuan"]) + _digit(found["jiao"]) / 10
    return Item(
        start, found.end(), "money", value, unit="CNY", dimension="money_cny", precision=Decimal("0.1"),
        number_end=found.end(),
    )  # fmt: skip


def _mao(text: str, start: int) -> Item | None:
    """比成本低两毛, 度电成本两毛三, 三毛钱: tenths of a yuan where a price is spoken of."""
    found = _MAO.match(text, start)
    if found is None or not (found["coin"] or _PRICED_AT.search(text, max(0, start - 8), start)):
        return None
    value = _digit(found["jiao"]) / 10 + (_digit(found["fen"]) / 100 if found["fen"] else 0)
    return Item(
        start, found.end(), "money", value, unit="CNY", dimension="money_cny",
        precision=Decimal("0.01") if found["fen"] else Decimal("0.1"), number_end=found.end(), written="chinese",
    )  # fmt: skip


def _digit(written: str) -> Decimal:
    return (
        Decimal(written)
        if written[0].isdigit()
        else Decimal("一二三四五六七八九".find(written.replace("两", "二")) + 1)
    )


def _double(text: str, start: int) -> Item | None:
    found = _DOUBLE.match(text, start)
    if found is None:
        return None
    times = Decimal(2)
    if found["count"]:
        numeral = read_numeral(text, found.start("count"))
        if numeral is None or numeral.low > 20:
            return None
        times = Decimal(2) ** int(numeral.low)
    bound = found["more"] or ""
    return Item(
        start, found.end(), "times", times, unit="times", dimension="times", precision=Decimal(1), role="ratio",
        relation=">" if bound[:1] in ("超", "不") and bound else "~" if bound else "=", flags=["doubling"],
        number_end=found.end(), written="chinese",
    )  # fmt: skip


def _half(text: str, start: int) -> Item | None:
    found = _HALF.match(text, start)
    if found is not None:
        value = Decimal(5) if found.group() == "半成" else Decimal(50)
        item = Item(
            start,
            found.end(),
            "percent",
            value,
            unit="percent",
            dimension="percent",
            precision=Decimal(1),
            flags=["half"],
            number_end=found.end(),
            written="chinese",
        )
        if text[start] in "过超" or found.group() in ("一多半", "一大半"):
            item.relation = ">"
            item.flags.append("bound_word")
        elif text[start] == "近":
            item.relation = "~"
        if text.startswith(("多", "以上"), found.end()):
            item.relation = ">"
        return item
    found = _HALF_UNIT.match(text, start)
    if found is None:
        return None
    spelling = found[2].removeprefix("多")
    unit = UNITS.get("个" + spelling if spelling == "月" else spelling)
    if unit is None:
        return None
    return Item(
        start,
        found.end(),
        "duration" if unit.kind == "duration" else "measure",
        Decimal("0.5"),
        unit=unit.name,
        dimension=unit.dimension,
        precision=Decimal("0.5"),
        flags=["half_unit"],
        number_end=start + 1,
        written="chinese",
    )


def _upward(text: str, start: int) -> Item | None:
    """上百, 近千, 百余, 过亿: a lone multiplier with a word that makes it a number."""
    inside = word_around(text, start)
    if inside is not None and inside[0] < start:  # 成千上万
        return None
    numeral = read_numeral(text, start)
    end = start + 1 if numeral is None else numeral.end
    if end - start > 2 or any(char not in "百千万亿" for char in text[start:end]):
        return None
    upward = _UPWARD.search(text, max(0, start - 2), start)
    more = text.startswith(("余", "多"), end) and text[end + 1 : end + 2] not in ("年来",)
    if upward is None and not more:
        return None
    value = Decimal(1)
    for char in text[start:end]:
        value *= {"百": 100, "千": 1000, "万": 10**4, "亿": 10**8}[char]
    begin = upward.start() if upward is not None and text[upward.start()] in "上成" else start
    item = Item(begin, end + more, "number", value, precision=value, number_end=end, written="chinese", flags=["vague"])
    word = text[upward.start()] if upward is not None else ""
    item.relation = (
        "~" if word in ("近", "成") and not more else ">" if more or word in ("上", "过", "逾", "超", "破") else "="
    )
    _attach(text, item)
    return item


def _attach(text: str, item: Item) -> None:
    pos = item.end + text.startswith(" ", item.end)
    unit, noun = find_unit(text, pos), find_noun(text, pos)
    if unit is not None and (noun is None or len(unit[0]) >= len(noun[0])):
        item.kind = unit[1].kind  # type: ignore[assignment]
        item.unit, item.dimension, item.end = unit[1].name, unit[1].dimension, pos + len(unit[0])
    elif noun is not None and NOUNS[noun[0]].kind != "label":
        item.kind, item.unit, item.dimension, item.end = "count", noun[1].unit, "count", pos + len(noun[0])
        if item.unit == "age":
            item.kind, item.unit = "age", "year"
