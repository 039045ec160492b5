"""The unit of a number in the words of its metric: what a classifier counts, and the period that a name contains."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.extract.linking.page import PageScan
from pipeline.model import Quantity
from pipeline.units import dimension

_GENERIC = frozenset({"", "1", "count", "device", "piece", "item", "set", "unit"})
_CALENDAR = re.compile(r"/(day|week|month|quarter|year)$")
_PERIOD_WORDS = {
    "day": re.compile(r"日均|日产|日销|日活|每日|每天|一天|单日|天天"),
    "week": re.compile(r"周均|每周|一周|周产"),
    "month": re.compile(r"月均|月产|月销|每月|每个月|单月|一个月|月度"),
    "quarter": re.compile(r"季均|每季|每个季度|单季|季度"),
    "year": re.compile(r"年均|年产|年销|每年|年度|一年|全年|年发电|年处理|年出货|年吞吐"),
}
_MAINLAND = re.compile(r"人民币|人民幣|RMB|CNY|[¥￥]")
_LOCAL = {"TWD": re.compile(r"新[台臺][币幣]|NT\$"), "HKD": re.compile(r"港[币幣]|HK\$")}
_TRADITIONAL = frozenset("億萬產業營開會對經總單間體發")
_ENOUGH = 3  # such characters: a word or two may be quoted
_NAMED = re.compile(r"[年月日][产均销]")


def in_metric_unit(scan: PageScan, quantity: Quantity, wanted: str) -> Quantity:
    """The number in the unit of its metric where the two say one thing: 月产能 7.7 万片 are wafers a month.

    A classifier (片, 台) counts what the metric counts. A period that only the metric's name contains (年产能) is
    written as the metric writes it; one that no word near the number states is not added.
    """
    if quantity.unit == wanted or not wanted:
        return quantity
    if quantity.kind == "money":
        return _local_money(scan, quantity, wanted)
    if quantity.kind not in {"count", "number", "measure"}:
        return quantity
    said, period = _split(quantity.unit)
    noun, wanted_period = _split(wanted)
    if said in _GENERIC and quantity.kind != "measure" and _counts(noun):
        said = noun
    if period != wanted_period and said == noun:
        clause = scan.clauses[scan.clause_at(quantity.start)]
        lead = scan.text[clause.start : quantity.start]
        stated = period or wanted_period
        if (header := _header(scan, quantity)) is not None:
            lead += header
        near = _PERIOD_WORDS[stated].search(lead) is not None
        if near and (not period or _NAMED.search(lead)):
            period = wanted_period
    unit = said + (f"/{period}" if period else "")
    return quantity if unit == quantity.unit else replace(quantity, unit=unit)


def _local_money(scan: PageScan, quantity: Quantity, wanted: str) -> Quantity:
    """營收 8393 億元 on a Taiwanese page: a bare 元 is the currency of the page's place where the metric has it."""
    currency = wanted[:3]
    said = quantity.unit.startswith("CNY") and not _MAINLAND.search(quantity.quote)
    if not said or currency not in _LOCAL or "人民" in scan.text:
        return quantity
    if _LOCAL[currency].search(scan.text) or len(_TRADITIONAL.intersection(scan.text)) >= _ENOUGH:
        return replace(quantity, unit=currency + quantity.unit[3:], dimension=f"money_{currency.lower()}")
    return quantity


def _split(unit: str) -> tuple[str, str]:
    found = _CALENDAR.search(unit)
    return (unit[: found.start()], found[1]) if found else (unit, "")


def _counts(noun: str) -> bool:
    try:
        dim = dimension(noun)
    except ValueError:
        return False
    return dim.startswith("#") and "*" not in dim and "^" not in dim


def _header(scan: PageScan, quantity: Quantity) -> str | None:
    at = scan.clause_at(quantity.start)
    head = scan.header(at) if scan.clauses[at].cell > 0 else None
    return scan.text[head.start : head.end] if head is not None else None
