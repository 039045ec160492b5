"""Neighbouring quantities together: compound units, ranges, from/to, lists with a shared unit, part and whole, per-unit
prefixes and table columns. Each step looks at pairs of neighbours and the few characters between them."""

from __future__ import annotations

import re
from bisect import bisect_left
from decimal import Decimal

from pipeline.extract.quantities.context import clause_start
from pipeline.extract.quantities.items import Item
from pipeline.extract.quantities.lexicon import WORDS
from pipeline.extract.quantities.measures import Measure, measure_at

_RANGE_GAP = re.compile(r"\s?(?:到约?|至约?|~|-{1,2}|–|—{1,2}|乃至|~~|〜)\s?")
_LIST_GAP = re.compile(r"\s?(?:、|和|与|及|以及|或|/)\s?")
_MOVE_GAP = re.compile(r"(?P<verb>[^，。；,;\n]{0,12}?)(?:到|至|为|成)了?(?:约|近|超过?|逾|将近)?\s?")
_FROM = re.compile(r"(?:从|由|自|从约|由约)[^，。；,;\n\d]{0,8}$")
_PART_GAP = re.compile(r"[^。；\n]{0,24}?(?:中的?|里的?|之中|当中|其中)[^。；\n]{0,14}$")
_MANTISSA = re.compile(r"([\d.,]+)\s?((?:[十百千万亿兆]{1,3}|[KMBTk])?)$", re.ASCII)
_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8, "兆": 10**12, "K": 1000, "k": 1000, "M": 10**6, "B": 10**9, "T": 10**12}
_SECONDS = {"century": 3155760000, "year": 31557600, "month": 2629800, "week": 604800, "day": 86400, "h": 3600, "min": 60, "s": 1, "ms": 0}
_INTO = {("year", "month"): 12, ("week", "day"): 7, ("day", "h"): 24, ("h", "min"): 60, ("min", "s"): 60, ("h", "s"): 3600, ("day", "min"): 1440}
_PER_WORD = re.compile(r"每(?P<verb>训练|处理|生成|生产|消耗|输入|输出|制造|行驶|新增)?\s?(?P<number>[一1]?\s?(?:万亿|百万|千万|亿|万|千|百)|1|100|1000)?\s?(?:个|块|张|台|名|辆|片|颗|枚)?")
_YEARLY = re.compile(r"(年|月|日)产(?:能|量)?(?:约|近|超|逾|为|达|可达)?\s?$")
_PER_UNIT = re.compile(r"每(?P<verb>)(?P<number>)\s?")
_PER_PHYSICAL = frozenset(("mm2", "cm2", "m2", "km2", "kWh", "Wh", "km", "m", "kg", "t", "L", "m3", "mu", "ha", "W", "kW"))
_PER_TIME = frozenset(("s", "min", "h"))  # 每年节煤 5 吨 states tonnes: the year is its period
_PER_POWER = re.compile(r"(?:度电(?:平均|综合|的)?(?:成本|电价|价格|收入|利润|补贴|费用|造价)|(?:上网|峰时|谷时|标杆|结算|用|购|售)电价)[^，。；,;\n\d\t]{0,8}$")
_MONEY_TOPIC = re.compile(r"营收|收入|利润|资产|市值|融资|投资|金额|销售额|成交|价|费|成本|亏|赚|元|贷|债|估值|股")
_HEADER_UNIT = re.compile(r"[(（](?P<scale>[百千万亿]{0,2})(?P<unit>[^()（）\t]{1,10})[)）]")
_CHANGES = WORDS["change"]
_MOVES = re.compile("涨|增|升|降|跌|减|缩|提|压|扩|加|抬|攀|飙|滑|落|砍|拉|回|变|改|上调|下调|翻")


def join_items(text: str, items: list[Item]) -> list[Item]:
    """The items with their neighbours taken into account; ranges and compounds become one item."""
    items = _compounds(text, items)
    items = _ranges(text, items)
    _lists(text, items)
    _moves(text, items)
    _parts(text, items)
    if "\t" in text:
        _columns(text, items)
    _carry_forward(text, items)
    _pers(text, items)
    return [item for item in items if "lone" not in item.flags]


def _compounds(text: str, items: list[Item]) -> list[Item]:
    """30 小时 14 分, 8 天 20 小时, 5 元 3 角: one quantity in the smaller unit."""
    joined: list[Item] = []
    for item in items:
        last = joined[-1] if joined else None
        if last is not None and item.start - last.end <= 2 and text[last.end : item.start].strip() in ("", "零", "又") and _add(last, item):
            last.end = item.end
            continue
        joined.append(item)
    return joined


def _add(last: Item, item: Item) -> bool:
    if last.unit in ("s", "m") and _hundredths(last, item):
        return True
    if last.low is None or item.low is None or last.kind != "duration" or last.high is not None:
        return False
    unit = "min" if item.unit == "point" else "h" if item.unit == "round_hour" else item.unit
    factor = _INTO.get((last.unit, unit))
    if factor is None or item.low >= factor:
        return False
    last.low, last.unit, last.precision = last.low * factor + item.low, unit, item.precision
    last.number_end = item.number_end
    return True


def _hundredths(last: Item, item: Item) -> bool:
    """9 秒 83, 1 米 78: two digits after the unit are hundredths."""
    if not _bare(item) or item.start != last.end or item.number_end - item.start != 2 or item.low is None or last.low is None or last.low != int(last.low):
        return False
    last.low, last.precision = last.low + item.low / 100, Decimal("0.01")
    last.flags = [*last.flags, "split_decimal"]
    return True


def _mantissa(text: str, item: Item) -> tuple[Decimal, int]:
    """The digits before 万/亿/K and that multiplier: 12 亿 -> (12, 10**8)."""
    found = _MANTISSA.search(text[item.start : item.number_end])
    if found is None or not found[2]:
        return item.low or Decimal(0), 1
    scale = 1
    for char in found[2]:
        scale *= _SCALES[char]
    return (item.low or Decimal(0)) / scale, scale


def _bare(item: Item) -> bool:
    return item.kind == "number" and not item.unit and "name" not in item.flags


def _numeric(item: Item) -> bool:
    return item.low is not None and item.kind not in ("date", "ordinal")


def _carry(text: str, source: Item, target: Item, *, gap_scale: bool) -> None:
    """Give ``target``, a bare number, the unit (and multiplier) of ``source``."""
    if gap_scale and target.low is not None:
        mantissa, scale = _mantissa(text, source)
        own, own_scale = _mantissa(text, target)
        if scale > 1 and own_scale == 1 and (own < mantissa * 100 if own >= 1 else True) and own < 10**4:
            target.low *= scale
            target.high = None if target.high is None else target.high * scale
            target.precision = None if target.precision is None else target.precision * scale
    target.kind, target.unit, target.dimension, target.noun = source.kind, source.unit, source.dimension, source.noun
    target.flags = [flag for flag in target.flags if flag not in ("label", "lone")]
    target.flags.append("carried_unit")


def _ranges(text: str, items: list[Item]) -> list[Item]:
    joined: list[Item] = []
    for item in items:
        last = joined[-1] if joined else None
        if last is not None and _grid(text, last, item):
            continue
        if last is None or not 0 < item.start - last.end <= 5 or _RANGE_GAP.fullmatch(text, last.end, item.start) is None:
            joined.append(item)
            continue
        if last.kind == "date" and item.kind == "date":
            if not _date_range(last, item):
                joined.append(item)
        elif not _number_range(text, last, item):
            joined.append(item)
    return joined


def _grid(text: str, last: Item, item: Item) -> bool:
    """1×128: the larger side, since both are lengths of one thing."""
    if not (_bare(last) and item.low is not None and last.low is not None) or text[last.end : item.start].strip() not in ("×", "x", "X", "*"):
        return False
    last.low, last.end, last.number_end = max(last.low, item.low), item.end, item.number_end
    last.unit, last.dimension, last.kind, last.noun = item.unit, item.dimension, item.kind, item.noun
    last.flags = ["grid", "large"]
    return True


def _date_range(last: Item, item: Item) -> bool:
    if "clock" in last.flags and "clock" in item.flags:
        last.end = item.end
        return True
    if last.date_high or not last.date or not item.date:
        return False
    last.date_high, last.end, last.relation = item.date, item.end, "range"
    last.flags.append("period")
    return True


def _number_range(text: str, last: Item, item: Item) -> bool:
    if not (_numeric(last) and _numeric(item)) or last.high is not None or item.high is not None:
        return False
    if not (_bare(last) or (last.unit == item.unit and last.kind == item.kind)) or "label" in item.flags:
        return False
    whole_from = last.unit and _FROM.search(text, max(0, last.before_start - 4), last.before_start or last.start)
    if whole_from and "%" in text[last.start : last.end]:
        last.role, item.role = "from", "to"
        return False
    if _bare(last):
        _carry(text, item, last, gap_scale=text[last.end : item.start].strip() != "")
        last.flags.remove("carried_unit")
    assert last.low is not None
    assert item.low is not None
    if last.low > item.low:
        return "-" not in text[last.end : item.start] and False
    last.high, last.end, last.number_end, last.noun = item.low, item.end, item.number_end, item.noun
    last.relation = "range"
    last.precision = item.precision
    last.flags = [flag for flag in dict.fromkeys([*last.flags, *item.flags]) if flag not in ("large", "name", "signed", "lone")]
    last.kind, last.unit, last.dimension = item.kind, item.unit, item.dimension
    return True


def _lists(text: str, items: list[Item]) -> None:
    """分别为 3、5 和 8 万辆: the unit of the last goes to the bare numbers before it."""
    root: Item | None = None
    for at in range(len(items) - 1, 0, -1):
        item, last = items[at], items[at - 1]
        if not _numeric(item) or not _numeric(last) or not item.unit or not _bare(last) or item.start - last.end > 4:
            continue
        if _LIST_GAP.fullmatch(text, last.end, item.start) is not None:
            root = root if root is not None and "carried_unit" in item.flags else item
            _carry(text, root, last, gap_scale="suffix_K" not in last.flags)


def _moves(text: str, items: list[Item]) -> None:
    """从 A 增至 B is two quantities; 从 10% 充到 80% is a range."""
    _dated_moves(text, items)
    at = 1
    while at < len(items):
        last, item = items[at - 1], items[at]
        at += 1
        if not (_numeric(last) and _numeric(item)) or item.start - last.end > 16 or last.role in ("from", "to") or last.high is not None:
            continue
        if _FROM.search(text, max(0, last.before_start - 12), last.before_start or last.start) is None:
            continue
        found = _MOVE_GAP.fullmatch(text, last.end, item.start)
        if found is None:
            continue
        same = last.unit == item.unit
        if not same and _bare(last) and item.unit:
            _carry(text, item, last, gap_scale=False)
            same = True
        if not same:
            continue
        if _MOVES.search(found["verb"]) or len(found["verb"].strip()) > 3 or last.low > item.low:  # type: ignore[operator]
            last.role, item.role = "from", "to"
        elif item.high is None:
            item.start, item.low, item.high, item.relation = last.start, last.low, item.low, "range"
            item.before_start = last.before_start
            items.pop(at - 2)
            at -= 1


def _dated_moves(text: str, items: list[Item]) -> None:
    """从 2015 年的 3.2 亿吨增至 2020 年的 4.5 亿吨."""
    for at in range(1, len(items) - 2):
        first, last, when, item = items[at - 1 : at + 3]
        if first.kind != "date" or when.kind != "date" or last.unit != item.unit or not (_numeric(last) and _numeric(item)):
            continue
        if when.start - last.end > 10 or item.start - when.end > 3 or last.start - first.end > 3:
            continue
        if _FROM.search(text, max(0, first.start - 10), first.start) and _MOVE_GAP.fullmatch(text, last.end, when.start):
            last.role, item.role = "from", "to"


def _parts(text: str, items: list[Item]) -> None:
    """132 个…中的 20 个: whole and part."""
    for last, item in zip(items, items[1:], strict=False):
        if last.kind != "count" or item.kind not in ("count", "number") or item.start - last.end > 40 or last.role or item.role:
            continue
        gap = text[last.end : item.start]
        if _PART_GAP.fullmatch(gap) is None or last.low is None or item.low is None or item.low > last.low:
            continue
        last.role, item.role = "whole", "part"
        if item.unit in ("count", ""):
            item.kind, item.unit, item.dimension, item.noun = "count", last.unit, last.dimension, last.noun


def _carry_forward(text: str, items: list[Item]) -> None:
    """要 30.06 万 GPU 小时，V2 只要 18 万: a large bare number takes the unit that its sentence used before."""
    source: Item | None = None
    for item in items:
        if source is not None and _bare(item) and "suffix_B" not in item.flags and ("large" in item.flags or "suffix_K" in item.flags):
            between = text[source.end : item.start]
            if len(between) <= 40 and not re.search(r"[。！？\n]", between) and not _MONEY_TOPIC.search(between) and _comparable(source, item):
                _carry(text, source, item, gap_scale=False)
                item.unit = item.unit.split("/")[0] if "/" in item.unit else item.unit
        if item.kind in ("count", "measure") and item.low is not None and item.unit:
            source = item


def _comparable(source: Item, item: Item) -> bool:
    if not source.low or not item.low or source.low < 1000:
        return False
    return Decimal("0.01") <= item.low / source.low <= 100


def _pers(text: str, items: list[Item]) -> None:
    """每小时 2 美元, 每秒 5 万 token, 年产 20 发: the unit before the number divides it."""
    for at, item in enumerate(items):
        if item.low is None or item.kind not in ("money", "count", "measure", "number") or "/" in item.unit:
            continue
        start = item.before_start or item.start
        yearly = _YEARLY.search(text, max(0, item.start - 8), item.start)
        if yearly is not None and item.kind in ("count", "measure") and item.unit:
            item.unit += {"年": "/year", "月": "/month", "日": "/day"}[yearly[1]]
            continue
        if item.kind == "money" and _PER_POWER.search(text, max(0, item.start - 14), item.start):
            item.unit, item.dimension = f"{item.unit}/kWh", f"{item.dimension}/energy"
            item.flags.append("per_prefix")
            continue
        found = _last_per(text, item, start)
        if found is None:
            continue
        match, measure = found
        if measure.end > item.start or match.end() > item.start:
            item.flags.append("per_base")
            continue
        if any(items[back].start > match.start() and "per_base" not in items[back].flags and items[back].kind != item.kind for back in range(max(0, at - 2), at)):
            continue
        _divide(text, item, match, measure)


def _last_per(text: str, item: Item, start: int) -> tuple[re.Match[str], Measure] | None:
    begin = clause_start(text, item.start, 22)
    at = text.rfind("每", begin, max(start, item.start))
    if at < 0:
        return None
    match = _PER_WORD.match(text, at)
    assert match is not None
    if match["number"] and (whole := measure_at(text, match.start("number"))) is not None and whole.kind == "measure":
        return _PER_UNIT.match(text, at), whole  # type: ignore[return-value] 千瓦时: 千 is no number
    measure = measure_at(text, match.end()) or _calendar(text, match.end())
    if measure is None:
        pos = match.end()
        return (match, Measure(pos, pos + 1, "", "", "")) if item.start < pos else None
    if match["number"] is None and item.start < match.end():
        return None
    return match, measure


def _calendar(text: str, pos: int) -> Measure | None:
    """每月 and 每日, whose units are no units after a number."""
    name = {"月": "month", "日": "day"}.get(text[pos : pos + 1])
    return Measure(pos, pos + 1, name, "duration", "duration") if name else None


def _divide(text: str, item: Item, match: re.Match[str], measure: Measure) -> None:
    number = (match["number"] or "").replace(" ", "")
    name = measure.unit.replace("*", "/")
    if name == "deg" and item.kind in ("money", "measure"):
        name = "kWh"  # 每度电
    if item.kind == "money" and name and measure.kind not in ("percent", "times", "money", "label") and item.start - measure.end <= 14:
        if number and number not in ("1", "一") and name != "token":
            return
        prefix = {"百万": "M", "1百万": "M", "一百万": "M", "千": "K", "1000": "K"}.get(number, "")
        if number and not prefix and name == "token" and number != "1":
            return
        item.unit = f"{item.unit}/{prefix}{name}"
        item.dimension = f"{item.dimension}/{measure.dimension}"
    elif name in _PER_TIME and item.kind in ("count", "measure") and item.unit and item.unit not in ("GPU*hour",) and item.start - measure.end <= 12 and not number:
        item.unit = f"{item.unit}/{name}"
        item.dimension = f"{item.dimension}/duration"
    elif name in _PER_PHYSICAL and item.kind in ("count", "measure") and item.unit and item.start - measure.end <= 9 and not number:
        item.unit = f"{item.unit}/{name}"
        item.dimension = f"{item.dimension}/{measure.dimension}"
    elif name == "km" and number in ("百", "100") and item.unit in ("kWh", "L") and item.start - measure.end <= 10:
        item.unit = f"{item.unit}/100km"
        item.dimension = f"{item.dimension}/length"
    else:
        return
    item.flags.append("per_prefix")


def _columns(text: str, items: list[Item]) -> None:
    """Cells of a table row take the unit of their column's header: 销量（万辆）."""
    starts = [item.start for item in items]
    header: list[tuple[Decimal, Measure] | None] = []
    line_start = 0
    inside = False
    for line in text.split("\n"):
        if "\t" not in line:
            inside = False
        elif not inside:
            inside, header = True, [_header_unit(cell) for cell in line.split("\t")]
        else:
            at = bisect_left(starts, line_start)
            label = _header_unit(line.partition("\t")[0])
            while at < len(items) and items[at].start < line_start + len(line):
                _cell(line, line_start, items[at], header, label)
                at += 1
        line_start += len(line) + 1


def _header_unit(cell: str) -> tuple[Decimal, Measure] | None:
    found = _HEADER_UNIT.search(cell)
    if found is None:
        return None
    measure = measure_at(found["unit"], 0)
    if measure is not None and measure.unit in ("km", "mile") and "时速" in cell:
        measure.unit, measure.dimension = f"{measure.unit}/h", "speed"
    scale = 1
    for char in found["scale"]:
        scale *= _SCALES[char]
    return None if measure is None or not measure.kind or measure.kind == "label" else (Decimal(scale), measure)


def _cell(
    line: str,
    line_start: int,
    item: Item,
    header: list[tuple[Decimal, Measure] | None],
    label: tuple[Decimal, Measure] | None,
) -> None:
    """The unit of the column's header, else the one that the row's first cell states."""
    item.flags.append("cell")
    column = line.count("\t", 0, item.start - line_start)
    if not _bare(item) or not column or column >= len(header) or item.low is None:
        return
    found = header[column] or label
    if found is None:
        return
    scale, measure = found
    item.low *= scale
    item.precision = None if item.precision is None else item.precision * scale
    item.kind, item.unit, item.dimension = measure.kind, measure.unit, measure.dimension  # type: ignore[assignment]
    item.flags.append("carried_unit")


