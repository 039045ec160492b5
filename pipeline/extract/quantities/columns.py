"""Tables: a cell takes the unit that the header of its column, or the first cell of its row, states."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from decimal import Decimal

from pipeline.extract.quantities.items import Item, is_bare
from pipeline.extract.quantities.measures import Measure, measure_at

_PLAIN = frozenset(("measure", "count", "money"))
SCALES = {
    "十": 10,
    "百": 100,
    "千": 1000,
    "万": 10**4,
    "亿": 10**8,
    "兆": 10**12,
    "K": 1000,
    "k": 1000,
    "M": 10**6,
    "B": 10**9,
    "T": 10**12,
}
_HEADER_SCALE = re.compile(r"(?P<name>[^()（）\t]*?)\s?[(（](?:单位[:：])?(?P<scale>[百千万亿]{1,2})[)）]\s*$")
_HEADER_UNIT = re.compile(r"[(（](?:单位[:：])?(?P<scale>[百千万亿]{0,2})(?P<unit>[^()（）\t]{1,10})[)）]")
_MADE = re.compile(r"(年|月|日)产[能量]?\s?[(（]")


def fill_columns(text: str, items: list[Item]) -> None:
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
    bare = _HEADER_SCALE.match(cell)
    if bare is not None:  # GPU 小时（万）, 销量（万）: the unit, if any, ends the name
        return _scale(bare["scale"]), _unit_at_end(bare["name"])
    found = _HEADER_UNIT.search(cell)
    if found is None:
        return None
    measure = measure_at(found["unit"], 0)
    if measure is not None and measure.unit in ("km", "mile") and "时速" in cell:
        measure.unit, measure.dimension = f"{measure.unit}/h", "speed"
    elif measure is not None and measure.kind in ("count", "measure") and (made := _MADE.search(cell)):
        measure.unit += {"年": "/year", "月": "/month", "日": "/day"}[made[1]]
    return None if measure is None or not measure.kind or measure.kind == "label" else (_scale(found["scale"]), measure)


def _scale(characters: str) -> Decimal:
    return Decimal(math.prod(SCALES[char] for char in characters))


def _unit_at_end(name: str) -> Measure:
    """The longest unit that the header's name ends with; a measure without a unit where it ends with none."""
    for at in range(max(0, len(name) - 10), len(name)):
        measure = measure_at(name, at)
        if measure is not None and measure.kind in _PLAIN and measure.end == len(name):
            return measure
    return Measure(0, 0, "", "", "")


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
    if not is_bare(item) or not column or column >= len(header) or item.low is None:
        return
    found = header[column] or label
    if found is None:
        return
    scale, measure = found
    item.low *= scale
    item.precision = None if item.precision is None else item.precision * scale
    if measure.kind:
        item.kind, item.unit, item.dimension = measure.kind, measure.unit, measure.dimension  # type: ignore[assignment]
        item.flags.append("carried_unit")
