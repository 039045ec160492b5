"""What the words around one number decide: its sign, a currency before it, units such as 度, 吨 of thrust, C and 块."""

from __future__ import annotations

import re
from decimal import Decimal

from pipeline.extract.quantities.context import clause_start
from pipeline.extract.quantities.items import Item
from pipeline.extract.quantities.lexicon import WORDS

_MONEY_BEFORE = {"$": "USD", "¥": "CNY", "￥": "CNY", "€": "EUR", "£": "GBP", "₩": "KRW", "₹": "INR"}
_MONEY_WORD = re.compile(r"(人民币|RMB|CNY|US\$|USD|HK\$|HKD|NT\$|A\$|C\$|S\$|EUR|美元|港币|港元|日元|欧元)\s?$")
_MONEY_NAMES = {
    "人民币": "CNY",
    "RMB": "CNY",
    "US$": "USD",
    "HK$": "HKD",
    "NT$": "TWD",
    "A$": "AUD",
    "C$": "CAD",
    "S$": "SGD",
    "美元": "USD",
    "港币": "HKD",
    "港元": "HKD",
    "日元": "JPY",
    "欧元": "EUR",
}
_VOLUME = re.compile(r"[水气砂沙]|土方|石方|混凝土|库容|泄洪|天然气|木材")
_SHARE_OF = re.compile(r"率|占比|份额|增速|比例|比重|毛利|利息|收益|百分")
_PAID = re.compile(r"[花价卖钱付收涨贵元费赚挣赔亏补罚省薪租票]|便宜|流水|成本|工资|奖金|进账|利润|营收")
_HOT = re.compile(
    r"气温|体感|温度|体温|水温|室温|高温|低温|零下|零上|升温|降温|摄氏|℃|暖|寒潮|热浪|发烧|高烧|烤|最热|最冷|炎热|酷热|闷热|等离子|聚变"
)
_COIN = re.compile(r"[多余来万]*[块毛](?:左右|上下|以[上下内]|起|出头)?")
_PIECE = re.compile(r"\s?(?![降涨跌升增减到至以左上就才都也不还买一])[一-鿿A-Za-z\"“]")  # 三块地 are pieces
_WORDED = ("方", "个点", "节")
_KELVIN = re.compile(r" ?K(?![A-Za-z\d])")
_COLD = re.compile(r"温度|色温|温区|低温|高温|冷却|恒温")
_SPEED = re.compile(r"航速|速度|船速|风速|海里")
_TURN = re.compile(r"[角坡旋转倾仰俯偏仰纬经视弯]|方位|航向|广角")
_HOURLY = re.compile(r"时速[^，。；\d]{0,6}$")
_PRICE = re.compile(r"(?:总价|售价|房价|年薪|月薪|身价|首付)[^，。；\d]{0,4}$")


def settle_unit(text: str, item: Item) -> None:
    """Units that depend on the words around: 度, 吨 of thrust, C, 块."""
    unit_text = text[item.number_end : item.end].strip()
    if unit_text.startswith("度") and item.unit in ("", "deg"):
        _degrees(text, item)
    elif unit_text in _WORDED or item.kind == "number":
        _worded(text, item, unit_text)
    elif item.unit == "t" and re.search("推力|拉力|推重", text[clause_start(text, item.start, 12) : item.start]):
        item.unit, item.dimension = "tf", "force"
    elif item.unit in ("t", "kg", "g") and re.search("标准?煤|标煤", text[max(0, item.start - 8) : item.start]):
        item.unit, item.dimension = ("tce", "coal_equivalent") if item.unit == "t" else (item.unit, item.dimension)
    elif item.unit in ("km", "mile", "li") and _HOURLY.search(text, max(0, item.start - 8), item.start):
        item.unit, item.dimension = f"{item.unit}/h", "speed"
    elif item.unit == "C" and not re.search("充|放电|倍率|电池", text[max(0, item.start - 8) : item.end + 10]):
        item.kind, item.unit, item.dimension = "number", "", ""
        item.flags.append("name")
    elif _COIN.fullmatch(unit_text) is not None and not item.noun and not _PIECE.match(text, item.end):
        window = text[clause_start(text, item.start, 10) : item.start]
        if _PAID.search(window):
            item.kind, item.unit, item.dimension = "money", "CNY", "money_cny"


def _worded(text: str, item: Item, unit_text: str) -> None:
    """蓄水 3.4 亿方, 毛利率涨了 2 个点, 以 14.5 节的速度."""
    if item.kind == "number":
        _priced_or_kelvin(text, item)
    elif unit_text == "方" and _VOLUME.search(text, max(0, item.start - 10), item.end + 3):
        item.kind, item.unit, item.dimension = "measure", "m3", "volume"
    elif unit_text == "个点" and _SHARE_OF.search(text, clause_start(text, item.start, 16), item.start):
        item.kind, item.unit, item.dimension = "percent", "percentage_point", "percentage_point"
    elif unit_text == "节" and _sails(text, item):
        item.kind, item.unit, item.dimension = "measure", "knot", "speed"


def _priced_or_kelvin(text: str, item: Item) -> None:
    """总价 420 万, 温度 3500 K, 色温 5600K: no thousands."""
    if "large" in item.flags and _PRICE.search(text, max(0, item.start - 8), item.start):
        item.kind, item.unit, item.dimension = "money", "CNY", "money_cny"
    elif _KELVIN.match(text, item.number_end - ("suffix_K" in item.flags)):
        _kelvin(text, item)


def _kelvin(text: str, item: Item) -> None:
    if item.low is None or not _COLD.search(text, clause_start(text, item.start, 16), item.start):
        return
    if "suffix_K" in item.flags:
        item.low, item.precision = item.low / 1000, (item.precision or Decimal(1000)) / 1000
        item.flags.remove("suffix_K")
    else:
        item.end = text.index("K", item.end) + 1
    item.kind, item.unit, item.dimension = "measure", "K", "temperature"


def _sails(text: str, item: Item) -> bool:
    """航速 18 节, 以 14.5 节的速度: knots; lessons come whole."""
    whole = item.low is not None and item.low == item.low.to_integral_value()
    return not whole or _SPEED.search(text, max(0, item.start - 12), item.end + 6) is not None


def _degrees(text: str, item: Item) -> None:
    window = text[clause_start(text, item.start, 14) : item.number_end]
    item.kind = "measure"
    vast = item.low is not None and item.low >= 10**4 and _HOT.search(text, max(0, item.start - 40), item.end) is None
    if vast or any(word in window for word in WORDS["electricity"]):
        item.unit, item.dimension = "kWh", "energy"
    elif _warm(text, item, window):
        item.unit, item.dimension = "degC", "temperature"
    else:
        item.unit, item.dimension = "deg", "angle"


def _warm(text: str, item: Item, window: str) -> bool:
    """气温连着九天站上 36 度，最高一天到了 39 度: the sentence is about warmth, and not about a turn."""
    if any(word in window for word in WORDS["temperature"]):
        return True
    if any(word in window for word in WORDS["angle"]):
        return False
    begin = max(0, item.start - 40)
    begin = max(begin, *(text.rfind(mark, begin, item.start) + 1 for mark in "。！？\n"))
    sentence = text[begin : item.end + 2]
    return _HOT.search(sentence) is not None and _TURN.search(sentence) is None


def read_prefix(text: str, item: Item, previous: Item | None) -> None:
    """A sign, 零下, or a currency that stands before the number."""
    start = item.start
    if start and text[start - 1] in _MONEY_BEFORE:
        _money(item, start - 1, _MONEY_BEFORE[text[start - 1]])
        wide = _MONEY_WORD.search(text, max(0, start - 3), start)
        if wide is not None:
            _money(item, wide.start(), _MONEY_NAMES[wide[1]])
    elif item.kind in ("number", "money") and (item.kind == "number" or item.unit == "CNY"):
        found = _MONEY_WORD.search(text, max(0, start - 4), start)
        if found is not None and (item.kind == "number" or found[1] in ("人民币", "RMB")):
            _money(item, found.start(), _MONEY_NAMES.get(found[1], found[1]))
    _sign(text, item, previous)


def _money(item: Item, start: int, unit: str) -> None:
    item.start, item.kind, item.unit, item.dimension = start, "money", unit, f"money_{unit.lower()}"


def _sign(text: str, item: Item, previous: Item | None) -> None:
    start = item.start
    if not start or item.low is None:
        return
    at = start - 1 if text[start - 1] == " " and start > 1 else start
    sign = text[at - 1]
    if sign == "负" or text.startswith("零下", max(0, at - 2)):
        item.low = -item.low
        item.start = at - (1 if sign == "负" else 2)
    elif sign in "+-" and at == start and item.kind != "date" and not _range_dash(previous, start):
        before = text[start - 2 : start - 1]
        if (
            not before.strip()
            or before in "(（，。、:：\t"
            or (item.kind in ("percent", "money") and not before.isascii())
            or item.unit == "degC"
        ):
            item.start -= 1
            item.low = -item.low if sign == "-" else item.low
            item.flags.append("signed")


def _range_dash(previous: Item | None, start: int) -> bool:
    """The dash of 1.2万-1.5万元 joins two numbers."""
    return previous is not None and previous.end == start - 1 and previous.low is not None and previous.kind != "date"
