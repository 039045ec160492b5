"""Neighbouring quantities together: compound units, ranges, from/to, lists with a shared unit, part and whole.

Each step looks at pairs of neighbours and the few characters between them.
"""

from __future__ import annotations

import itertools
import re
from decimal import Decimal

from pipeline.extract.quantities.columns import SCALES, fill_columns
from pipeline.extract.quantities.items import Item, is_bare
from pipeline.extract.quantities.rates import divide_by_units

_RANGE_GAP = re.compile(r"\s?(?:到约?|至约?|~|-{1,2}|–|—{1,2}|乃至|~~|〜)\s?")
_LIST_GAP = re.compile(r"\s?(?:、|和|与|及|以及|或|/)\s?")
_MOVE_GAP = re.compile(r"(?P<verb>[^，。；,;\n]{0,12}?)(?:到|至|为|成)了?(?:约|近|超过?|逾|将近)?\s?")
_OF_DATE = re.compile(r"\s?(?:同期|底|末)?\s?的?\s?")
_NEARLY = re.compile(r"(?:近|超过?|逾|将近)\s?$")
_FROM = re.compile(r"(?:从|由|自|从约|由约)(?:[^，。；,;\n\d]|(?<=[A-Za-z\d-])\d){0,10}$")
_PART_GAP = re.compile(r"[^。；\n]{0,24}?(?:中的?|里的?|之中|当中|其中)[^。；\n]{0,14}$")
_MANTISSA = re.compile(r"([\d.,]+)\s?((?:[十百千万亿兆]{1,3}|[KMBTk])?)$", re.ASCII)
_INTO = {
    ("year", "month"): 12,
    ("week", "day"): 7,
    ("day", "h"): 24,
    ("h", "min"): 60,
    ("min", "s"): 60,
    ("h", "s"): 3600,
    ("day", "min"): 1440,
}
_NAMED = re.compile(r" ?[A-Za-z]")  # 1,200 TBW
_OF_ELSE = re.compile(r" ?[一-鿿](?<![了的以左上多余出之在就才也都和与至到])")  # 卖了 1 万多单，近 50 万销售额
_PAUSES = ("", "，", "。", "；", "、", "！", "？", "）", "\n", "\t")
_GROUPS = "对双组套批打箱盒袋"  # 46 对列车 are no 46 trains
_SENTENCE = re.compile(r"[。！？\n]")
_MONEY_TOPIC = re.compile(r"营收|收入|利润|资产|市值|融资|投资|金额|销售额|成交|价|费|成本|亏|赚|元|贷|债|估值|股")
_FILLS = re.compile(r"[充补续刷灌装注]\s?(?:电|满)?$")
_PAID = re.compile(r"[赔罚判价费额薪款债投付花赚亏钱本补省贵]|营收|收入|利润|金额|改判|融资")
_COUNTED = re.compile(r"[量数户人次台辆套件]")
_MOVES = re.compile("涨|增|升|降|跌|减|缩|提|压|扩|加|抬|攀|飙|滑|落|砍|拉|回|变|改|上调|下调|翻")


def join_items(text: str, items: list[Item]) -> list[Item]:
    """The items with their neighbours taken into account; ranges and compounds become one item."""
    items = _compounds(text, items)
    items = _ranges(text, items)
    _lists(text, items)
    _moves(text, items)
    _parts(text, items)
    if "\t" in text:
        fill_columns(text, items)
    _carry_forward(text, items)
    _carry_nouns(text, items)
    divide_by_units(text, items)
    return [item for item in items if "lone" not in item.flags]


def _compounds(text: str, items: list[Item]) -> list[Item]:
    """30 小时 14 分, 8 天 20 小时, 5 元 3 角: one quantity in the smaller unit."""
    joined: list[Item] = []
    for item in items:
        last = joined[-1] if joined else None
        if (
            last is not None
            and item.start - last.end <= 2
            and text[last.end : item.start].strip() in ("", "零", "又")
            and _add(last, item)
        ):
            last.end = item.end
            continue
        joined.append(item)
    return joined


def _add(last: Item, item: Item) -> bool:
    if last.unit in ("s", "m") and _hundredths(last, item):
        return True
    if last.low is None or item.low is None or last.high is not None:
        return False
    if last.unit == "point" and not last.noun[1:] and item.unit == "s":  # 1 分 50 秒
        last.kind, last.unit, last.dimension, last.noun = "duration", "min", "duration", ""
    if last.kind != "duration":
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
    if (
        not is_bare(item)
        or item.start - last.end > 1
        or item.number_end - item.start > 2
        or item.low is None
        or last.low is None
        or last.low != int(last.low)
    ):
        return False
    worth = Decimal(10) ** (item.start - item.number_end)  # 1 米 4 is 1.4 m
    last.low, last.precision = last.low + item.low * worth, worth
    last.flags = [*last.flags, "split_decimal"]
    return True


def _mantissa(text: str, item: Item) -> tuple[Decimal, int]:
    """The digits before 万/亿/K and that multiplier: 12 亿 -> (12, 10**8)."""
    found = _MANTISSA.search(text[item.start : item.number_end])
    if found is None or not found[2]:
        return item.low or Decimal(0), 1
    scale = 1
    for char in found[2]:
        scale *= SCALES[char]
    return (item.low or Decimal(0)) / scale, scale


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
    if target.low is not None and target.low < 10 and text[source.number_end : source.end].lstrip().startswith("成"):
        target.low *= 10  # 五到六成
        target.precision = Decimal(10)
    target.kind, target.unit, target.dimension, target.noun = source.kind, source.unit, source.dimension, source.noun
    target.flags = [flag for flag in target.flags if flag not in ("label", "lone")]
    target.flags.append("carried_unit")


def _ranges(text: str, items: list[Item]) -> list[Item]:
    joined: list[Item] = []
    for item in items:
        last = joined[-1] if joined else None
        if last is not None and _grid(text, last, item):
            continue
        if (
            last is None
            or not 0 < item.start - last.end <= 5
            or _RANGE_GAP.fullmatch(text, last.end, item.start) is None
        ):
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
    if not (is_bare(last) and item.low is not None and last.low is not None) or text[
        last.end : item.start
    ].strip() not in ("×", "x", "X", "*"):
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
    if item.date[0] == "-" and last.date[0] != "-" and item.date[2:4] >= last.date[5:7]:
        item.date = last.date[:4] + item.date[1:]  # 11 月 25 日至 12 月底
    last.date_high, last.end, last.relation = item.date, item.end, "range"
    last.flags.append("period")
    return True


def _number_range(text: str, last: Item, item: Item) -> bool:
    if not (_numeric(last) and _numeric(item)) or last.high is not None or item.high is not None:
        return False
    if not (is_bare(last) or (last.unit == item.unit and last.kind == item.kind)) or "label" in item.flags:
        return False
    whole_from = last.unit and _FROM.search(text, max(0, last.before_start - 4), last.before_start or last.start)
    if whole_from and "%" in text[last.start : last.end]:
        last.role, item.role = "from", "to"
        return False
    if is_bare(last):
        _carry(text, item, last, gap_scale=text[last.end : item.start].strip() != "")
        last.flags.remove("carried_unit")
    assert last.low is not None
    assert item.low is not None
    if last.low > item.low or _reached(text, last, item):
        return False
    last.high, last.end, last.number_end, last.noun = item.low, item.end, item.number_end, item.noun
    last.relation = "range"
    last.precision = item.precision
    last.flags = [
        flag for flag in dict.fromkeys([*last.flags, *item.flags]) if flag not in ("large", "name", "signed", "lone")
    ]
    last.kind, last.unit, last.dimension = item.kind, item.unit, item.dimension
    return True


def _reached(text: str, last: Item, item: Item) -> bool:
    """下跌 150 元至 7,350 元, 净增 1,200 家至 2.1 万家: the change and the level that it leads to."""
    assert last.low is not None
    assert item.low is not None
    changed = last.unit and not is_bare(last) and last.role in ("increase", "decrease", "excess")
    apart = text[last.end : item.start].strip() in ("至", "到") and item.low >= 4 * last.low
    if not (changed and apart and text[last.number_end : last.end].strip()):
        return False
    item.role = "to"
    return True


def _lists(text: str, items: list[Item]) -> None:
    """分别为 3、5 和 8 万辆: the unit of the last goes to the bare numbers before it."""
    root: Item | None = None
    for at in range(len(items) - 1, 0, -1):
        item, last = items[at], items[at - 1]
        if not _numeric(item) or not _numeric(last) or not item.unit or not is_bare(last) or item.start - last.end > 4:
            continue
        unlike = item.kind in ("duration", "percent") and "large" in last.flags  # 100 万、30 年的房贷
        if not unlike and _LIST_GAP.fullmatch(text, last.end, item.start) is not None:
            root = root if root is not None and "carried_unit" in item.flags else item
            _carry(text, root, last, gap_scale="suffix_K" not in last.flags)


def _moves(text: str, items: list[Item]) -> None:
    """从 A 增至 B is two quantities; 从 10% 充到 80% is a range."""
    _dated_moves(text, items)
    at = 1
    while at < len(items):
        last, item = items[at - 1], items[at]
        at += 1
        if (
            not (_numeric(last) and _numeric(item))
            or item.start - last.end > 16
            or last.role in ("from", "to")
            or last.high is not None
        ):
            continue
        if not _opens(text, items, at - 2):
            continue
        found = _MOVE_GAP.fullmatch(text, last.end, item.start)
        if found is None:
            continue
        _take_coin(text, last, item)
        same = last.unit == item.unit
        if not same and is_bare(last) and item.unit:
            _carry(text, item, last, gap_scale=False)
            same = True
        if not same:
            if last.dimension and last.dimension == item.dimension and _MOVES.search(found["verb"]):
                last.role, item.role = "from", "to"  # 从 33.5 TFLOPS 压到 1 GFLOPS
            continue
        assert last.low is not None
        assert item.low is not None
        verb = found["verb"].strip()
        moves = _NEARLY.search(found.group()) or (verb and not _FILLS.search(verb))
        if moves or last.low > item.low:
            last.role, item.role = "from", "to"
        elif item.high is None:
            item.start, item.low, item.high, item.relation = last.start, last.low, item.low, "range"
            item.before_start = last.before_start
            items.pop(at - 2)
            at -= 1


def _take_coin(text: str, last: Item, item: Item) -> None:
    """从 180 块降到 45 块: yuan both."""
    if last.unit == "CNY" and item.unit == "count" and text.startswith("块", item.end - 1):
        item.kind, item.unit, item.dimension = last.kind, last.unit, last.dimension


def _opens(text: str, items: list[Item], at: int) -> bool:
    """True where 从 stands before the number, or before the date whose number it is (从 2020 年的 14.8%)."""
    item = items[at]
    begin = item.before_start or item.start
    dated = items[at - 1] if at else None
    if dated is not None and dated.kind == "date" and _OF_DATE.fullmatch(text, dated.end, begin):
        begin = dated.start
    return _FROM.search(text, max(0, begin - 12), begin) is not None


def _dated_moves(text: str, items: list[Item]) -> None:
    """从 2015 年的 3.2 亿吨增至 2020 年的 4.5 亿吨."""
    for at in range(1, len(items) - 2):
        first, last, when, item = items[at - 1 : at + 3]
        if (
            first.kind != "date"
            or when.kind != "date"
            or last.unit != item.unit
            or not (_numeric(last) and _numeric(item))
        ):
            continue
        if when.start - last.end > 10 or item.start - when.end > 3 or last.start - first.end > 3:
            continue
        if _FROM.search(text, max(0, first.start - 10), first.start) and _MOVE_GAP.fullmatch(
            text, last.end, when.start
        ):
            last.role, item.role = "from", "to"


def _parts(text: str, items: list[Item]) -> None:
    """132 个…中的 20 个: whole and part."""
    for last, item in itertools.pairwise(items):
        if (
            last.kind != "count"
            or item.kind not in ("count", "number")
            or item.start - last.end > 40
            or last.role
            or item.role
        ):
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
        if (
            source is not None
            and is_bare(item)
            and "suffix_B" not in item.flags
            and ("large" in item.flags or "suffix_K" in item.flags)
            and not _NAMED.match(text, item.end)
            and not _OF_ELSE.match(text, item.end)
            and ("suffix_K" not in item.flags or text[item.end : item.end + 1] in _PAUSES)
        ):
            between = text[source.end : item.start]
            topic = _MONEY_TOPIC.search(between) is not None
            if source.kind == "money":
                topic = not _PAID.search(between) or _COUNTED.search(between) is not None
            if len(between) <= 40 and not topic and not re.search(r"[。！？\n]", between) and _comparable(source, item):
                _carry(text, source, item, gap_scale=False)
                item.unit = item.unit.split("/")[0] if "/" in item.unit else item.unit
        if item.kind in ("count", "measure", "money") and item.low is not None and item.unit:
            source = item


def _carry_nouns(text: str, items: list[Item]) -> None:
    """468 例患者, 前者 324 例: a classifier counts what it counted before in the sentence."""
    counted: dict[str, Item] = {}
    last = 0
    for item in items:
        if item.kind != "count":
            continue
        if counted and _SENTENCE.search(text, last, item.start):
            counted.clear()
        last = item.end
        classifier = text[item.number_end : item.end].strip()[:1]
        if item.noun:
            counted[classifier] = item
        elif (source := counted.get(classifier)) is not None and item.unit == "count" and classifier not in _GROUPS:
            item.unit, item.noun = source.unit, source.noun


def _comparable(source: Item, item: Item) -> bool:
    if not source.low or not item.low or source.low < 1000:
        return False
    return Decimal("0.01") <= item.low / source.low <= 100
