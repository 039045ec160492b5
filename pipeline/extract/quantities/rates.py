"""Units before the number that divide it: 每小时 2 美元, 每秒 5 万 token, 年产 20 发, 度电成本."""

from __future__ import annotations

import re

from pipeline.extract.quantities.context import clause_start
from pipeline.extract.quantities.items import Item, is_bare
from pipeline.extract.quantities.measures import Measure, measure_at

_PER_WORD = re.compile(
    r"每(?P<verb>训练|处理|生成|生产|消耗|输入|输出|制造|行驶|新增|加工|运输|提取|开采|燃烧|售出|增加|减少|[耗用发产卖跑走飞充烧造种养](?=[一\d]))?"
    r"\s?(?P<number>[一1]?\s?(?:万亿|百万|千万|亿|万|千|百)|\d{1,4}(?![\d.])|一)?\s?(?:个|块|张|台|名|辆|片|颗|枚)?"
)
_YEARLY = re.compile(
    r"(年|月|日)(?:产(?:能|量)?|(?:设计)?[一-鿿]{2,4}能力)(?:要|将|会|能|可|可以|也|就|已|已经|计划|预计)?"
    r"(?:(?:做|达|扩|提|增|升|拉|爬|提高|提升|扩大|增加|扩张)?[到至]|为|有|达|约)?(?:约|近|超|超过|逾)?\s?$"
)
_PER_100KM = re.compile(r"(?<![每\d])(?<!每 )(?:百|100)\s?公里[^，。；,;\n\d\t]{0,8}$")
_PER_MU = re.compile(r"亩(?:产|均)[^，。；,;\n\d\t]{0,8}$")
_ONE = re.compile(r"[一1]\s?个?(小时|分钟|秒)钟?(?:就|便)?(?:能|可以?)[^，。；,;\n\d\t]{0,6}$")
_ONE_OF = re.compile(  # 一度电能剩下七分六厘
    r"(?:^|[，。；：！？\n]|平均|算下来|折合)一(度电|千瓦时|公斤|斤|吨|升|亩|平方米|立方米|公里|克|方)[^，。；,;\n\d\t]{0,7}$"
)
_BASES = frozenset("亩里一1")  # of 亩产, 百公里, 一度电, 1 小时
_OPEN_NOUN = re.compile(r" ?[一-鿿]{2}")
_PER_CLAUSE = "，,"
_PER_UNIT = re.compile(r"每(?P<verb>)(?P<number>)\s?")
_PER_PHYSICAL = frozenset(
    ("mm2", "cm2", "m2", "km2", "kWh", "Wh", "km", "m", "kg", "t", "L", "m3", "mu", "ha", "W", "kW")
)
_PER_TIME = frozenset(("s", "min", "h"))  # 每年节煤 5 吨 states tonnes: the year is its period
_PER_POWER = re.compile(
    r"(?:度电(?:平均|综合|的)?(?:成本|电价|价格|收入|利润|补贴|费用|造价)|(?:上网|峰时|谷时|标杆|结算|用|购|售)电价)[^，。；,;\n\d\t]{0,8}$"
)
_SINGLE = re.compile(r"单(瓦时|千瓦时|瓦|千瓦|公里|平方米|吨|公斤)[^，。；,;\n\d\t]{0,8}$")


def divide_by_units(text: str, items: list[Item]) -> None:
    """每小时 2 美元, 每秒 5 万 token, 年产 20 发: the unit before the number divides it."""
    for at, item in enumerate(items):
        if item.low is None or item.kind not in ("money", "count", "measure", "number") or "/" in item.unit:
            continue
        if text[item.start - 1 : item.start] == "每":
            item.flags.append("per_base")  # 每三户就有一户
        elif not _known_base(text, item):
            _by_unit(text, items, at)


def _known_base(text: str, item: Item) -> bool:
    """年产 20 发, 度电成本 0.2 元, 单瓦造价 3.7 元: words that name what divides the number."""
    begin = max(0, item.start - 12)
    made = text.find("产", begin, item.start) >= 0 or text.find("能力", begin, item.start) >= 0
    yearly = _YEARLY.search(text, begin, item.start) if made else None
    if yearly is not None and item.kind in ("count", "measure") and item.unit:
        item.unit += {"年": "/year", "月": "/month", "日": "/day"}[yearly[1]]
        return True
    if item.kind != "money":
        return False
    unit, dimension = "", ""
    if _PER_POWER.search(text, max(0, item.start - 14), item.start):
        unit, dimension = "kWh", "energy"
    elif single := _SINGLE.search(text, max(0, item.start - 14), item.start):
        per = measure_at(text, single.start(1))
        unit, dimension = (per.unit, per.dimension) if per is not None else ("", "")
    if not unit:
        return False
    item.unit, item.dimension = f"{item.unit}/{unit}", f"{item.dimension}/{dimension}"
    item.flags.append("per_prefix")
    return True


def _by_unit(text: str, items: list[Item], at: int) -> None:
    item = items[at]
    found = _last_per(text, item, item.before_start or item.start)
    if found is None:
        _by_one(text, item)
        return
    match, measure = found
    if measure.end > item.start or match.end() > item.start:
        item.flags.append("per_base")
        return
    if any(
        items[back].start > match.start() and "per_base" not in items[back].flags and items[back].kind != item.kind
        for back in range(max(0, at - 2), at)
    ):
        return
    if is_bare(item) and measure.unit in _PER_TIME and _OPEN_NOUN.match(text, item.end):
        item.kind, item.unit, item.dimension = "count", "count", "count"  # 每小时 46.2 自然箱
    _divide(item, match, measure)


def _by_one(text: str, item: Item) -> None:
    """亩产 712 公斤, 一小时能打 320 亩: the word for one of what divides the number stands before it."""
    if item.kind == "number" or _BASES.isdisjoint(text[max(0, item.start - 14) : item.start]):
        return
    if item.kind in ("money", "measure") and _PER_MU.search(text, max(0, item.start - 12), item.start):
        item.unit, item.dimension = f"{item.unit}/mu", f"{item.dimension}/area"
    elif item.unit in ("kWh", "L") and _PER_100KM.search(text, max(0, item.start - 12), item.start):
        item.unit, item.dimension = f"{item.unit}/100km", f"{item.dimension}/length"
    elif item.kind == "money" and (one := _ONE_OF.search(text, max(0, item.start - 14), item.start)):
        per = measure_at(text, one.start(1))
        if per is None or per.kind != "measure":
            return
        item.unit, item.dimension = f"{item.unit}/{per.unit}", f"{item.dimension}/{per.dimension}"
    elif item.kind in ("count", "measure") and (one := _ONE.search(text, max(0, item.start - 14), item.start)):
        unit = {"小时": "h", "分钟": "min", "秒": "s"}[one[1]]
        item.unit, item.dimension = f"{item.unit}/{unit}", f"{item.dimension}/duration"
    else:
        return
    item.flags.append("per_prefix")


def _last_per(text: str, item: Item, start: int) -> tuple[re.Match[str], Measure] | None:
    if item.kind != "money" and text.find("每", max(0, item.start - 22), max(start, item.start)) < 0:
        return None
    begin = clause_start(text, item.start, 22)
    at = text.rfind("每", begin, max(start, item.start))
    if at < 0:
        return _per_before(text, item, begin)
    match = _PER_WORD.match(text, at)
    assert match is not None
    if match["number"] and (whole := measure_at(text, match.start("number"))) is not None and whole.kind == "measure":
        bare = _PER_UNIT.match(text, at)  # 千瓦时: 千 is no number
        return (bare, whole) if bare is not None else None
    measure = measure_at(text, match.end()) or _calendar(text, match.end())
    if measure is None:
        pos = match.end()
        return (match, Measure(pos, pos + 1, "", "", "")) if item.start < pos else None
    if match["number"] is None and item.start < match.end():
        return None
    return match, measure


def _per_before(text: str, item: Item, begin: int) -> tuple[re.Match[str], Measure] | None:
    """平摊到每公里，造价约 1.6 亿元: the clause before ends in what the price is for."""
    comma = begin - 1
    if item.kind != "money" or comma < 2 or text[comma] not in _PER_CLAUSE:
        return None
    at = text.rfind("每", max(0, comma - 8), comma)
    match = _PER_UNIT.match(text, at) if at >= 0 else None
    measure = measure_at(text, match.end()) if match is not None else None
    return (match, measure) if match is not None and measure is not None and measure.end == comma else None


def _calendar(text: str, pos: int) -> Measure | None:
    """每月 and 每日, whose units are no units after a number."""
    name = {"月": "month", "日": "day"}.get(text[pos : pos + 1])
    return Measure(pos, pos + 1, name, "duration", "duration") if name else None


def _divide(item: Item, match: re.Match[str], measure: Measure) -> None:
    number = (match["number"] or "").replace(" ", "")
    number = "" if number in ("1", "一") else number
    name = measure.unit.replace("*", "/")
    if name == "deg" and item.kind in ("money", "measure"):
        name = "kWh"  # 每度电
    if (
        item.kind == "money"
        and name
        and measure.kind not in ("percent", "times", "money", "label")
        and item.start - measure.end <= 14
    ):
        if number and name != "token":
            return
        prefix = {"百万": "M", "1百万": "M", "一百万": "M", "千": "K", "1000": "K"}.get(number, "")
        if number and not prefix and name == "token":
            return
        item.unit = f"{item.unit}/{prefix}{name}"
        item.dimension = f"{item.dimension}/{measure.dimension}"
    elif (
        name in _PER_TIME
        and item.kind in ("count", "measure")
        and item.unit
        and item.unit not in ("GPU*hour",)
        and item.start - measure.end <= 12
        and not number
    ):
        item.unit = f"{item.unit}/{name}"
        item.dimension = f"{item.dimension}/duration"
    elif (
        name in _PER_PHYSICAL
        and item.kind in ("count", "measure")
        and item.unit
        and item.start - measure.end <= 9
        and not number
    ):
        item.unit = f"{item.unit}/{name}"
        item.dimension = f"{item.dimension}/{measure.dimension}"
    elif name == "km" and number in ("百", "100") and item.unit in ("kWh", "L") and item.start - measure.end <= 10:
        item.unit = f"{item.unit}/100km"
        item.dimension = f"{item.dimension}/length"
    else:
        return
    item.flags.append("per_prefix")
