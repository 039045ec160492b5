"""Shares in words: 三分之一, 百分之五, 万分之三, 1/3 的用户; all of them percent."""

from __future__ import annotations

import re
from decimal import Decimal

from pipeline.extract.quantities.items import Item
from pipeline.extract.quantities.numerals import Numeral, read_numeral

PERCENT_OF = re.compile(r"\s?分\s?之\s?")
_RATIO = re.compile(r"(\d{1,3})/(\d{1,3})(?![\d./年月日])", re.ASCII)
_RATIO_BEFORE = re.compile(r"(?:约|占|近|达|超过?|不到|不足|逾|为|的|了|至|到|剩|有|仅|只)\s?$")


def read_fraction(text: str, numeral: Numeral) -> Item | None:
    """三分之一, 百分之五 as percent."""
    found = PERCENT_OF.match(text, numeral.end)
    if found is None or not numeral.low:
        return None
    at = found.end()
    negative = text.startswith(("负", "-"), at)
    above = read_numeral(text, at + negative) if at + negative < len(text) else None
    if above is None:
        return None
    value = above.low * 100 / numeral.low
    if value.as_tuple().exponent < -6:  # type: ignore[operator]
        value = value.quantize(Decimal("0.01") if value >= 1 else Decimal("1E-6"))
    precision = above.precision * 100 / numeral.low
    item = Item(
        numeral.start,
        above.end,
        "percent",
        -value if negative else value,
        unit="percent",
        dimension="percent",
        precision=precision,
        flags=["fraction"],
        number_end=above.end,
        written="chinese",
    )
    if text.startswith(("多", "强"), above.end):
        item.relation, item.end = ">", above.end + 1
    return item


def read_ratio(text: str, numeral: Numeral) -> Item | None:
    """1/3 的用户, 约 2/3 as percent; elsewhere a slash separates a date, a score or a model."""
    found = _RATIO.match(text, numeral.start)
    if found is None or not 0 < int(found[1]) < int(found[2]):
        return None
    if not text.startswith(("的", "以", "左右", " 的", " 以", " 左右"), found.end()) and not _RATIO_BEFORE.search(
        text, max(0, found.start() - 3), found.start()
    ):
        return None
    value = (Decimal(found[1]) * 100 / Decimal(found[2])).quantize(Decimal("0.01"))
    return Item(
        numeral.start, found.end(), "percent", value, unit="percent", dimension="percent",
        precision=Decimal(1), flags=["fraction"], number_end=found.end(),
    )  # fmt: skip
