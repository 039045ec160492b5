"""Which half, quarter or month a text speaks of, and whether a figure is of it."""

from __future__ import annotations

import re

from pipeline.check.dates import date_parts
from pipeline.model import Figure
from pipeline.text import matching_key

PERIOD = re.compile(
    r"(?P<quarter>第?[一二三四1-4]季度?(?!度)|[qQ][1-4])|(?P<half>[上下]半年|[hH][12](?![0-9a-zA-Z]))|(?P<year>全年|过去一年|近一年)|"
    r"前 ?(?P<months>[一二三四五六七八九十\d]+) ?个?[月季]|(?<!\d)(?P<month>1?\d) ?月份?(?! ?\d)(?!底|末|初|中旬)|"
    r"(?P<first>首[日周月季年]|(?<!连续)第[二三四五六七八九十]+个?[日周月年天])"
)
_SHORTER = re.compile(r"[季月周日]|半年|[qQhH]\d")
_SPANS, _SPANS_OF = frozenset({3, 6}), {"quarter": 3, "half": 6, "months": 0, "month": 0, "first": 0, "": 0}
_NUMERALS = {char: at for at, char in enumerate("一二三四五六七八九", start=1)}
_FIRST, _SECOND = frozenset(range(1, 7)), frozenset(range(7, 13))
_HALVES = {"上": _FIRST, "下": _SECOND, "1": _FIRST, "2": _SECOND}
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}


def of_period(said: re.Match[str], figure: Figure) -> bool:
    """True where a figure is of the period that a match of ``PERIOD`` names."""
    scope = matching_key(figure.scope)
    if said.group() in scope:
        return True
    known = date_parts(figure.as_of)
    months = known[1] if known is not None else None
    if said["year"]:
        return "一年" in scope or (not _SHORTER.search(scope) and (months is None or 12 in months))
    if months is None:
        return False
    if len(months) in _SPANS - {_SPANS_OF[said.lastgroup or ""]}:
        return False  # a quarter is no half
    if said["half"]:
        return bool(months & _HALVES[said["half"][0] if said["half"][0] in "上下" else said["half"][1]]) and not _other(
            scope, "half"
        )
    if said["quarter"]:
        number = next(_QUARTERS[char] for char in said["quarter"] if char in _QUARTERS)
        return 3 * number in months and not _other(scope, "quarter")
    if said["months"]:
        count = _NUMERALS.get(said["months"], int(said["months"]) if said["months"].isdigit() else 0)
        single = any(word in scope for word in ("当月", "单月", "单季", "当季"))
        return count * (3 if said.group().endswith("季") else 1) in months and not single
    return bool(said["month"]) and int(said["month"]) in months


def _other(scope: str, group: str) -> bool:
    """True where a scope names a period of another length."""
    return any(match.lastgroup != group for match in PERIOD.finditer(scope))  # 过去一年 for 上半年
