"""A figure's value in the unit of the claim, and what it is worth: precision, digits, kind of share."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from pipeline.model import Figure, Quantity, Term
from pipeline.units import compatible, convert, dimension

UnitFit = Literal["same", "converted", "noun", "per_left_out"]
ShareKind = Literal["ratio", "gain", "drop", ""]
PURE = frozenset({"percent", "times", "permille", "ratio", "1"})
_CHANGE_FORMULA = (
    (re.compile(r"\(?\s*\{[^{}]*\}\s*/\s*\{[^{}]*\}\s*-\s*1\s*\)?(\s*\*\s*100)?"), "gain"),
    (re.compile(r"\(\s*1\s*-.+\)(\s*\*\s*100)?|1\s*-\s*[^-+]+|100\s*-\s*[^-+]+"), "drop"),
    (re.compile(r"\(?\s*\{[^{}]*\}\s*-\s*\{[^{}]*\}\s*\)?\s*/\s*\{[^{}]*\}(\s*\*\s*100)?"), "gain"),
    (re.compile(r"[^-+]+/[^-+]+"), "ratio"),
)
_GAIN = re.compile(r"增|提升|提高|涨|升幅|上升|同比|环比|gain|growth|increase|rise|yoy|mom", re.IGNORECASE)
_DROP = re.compile(
    r"降|减少|减幅|跌|下滑|回落|节省|缩减|损失|drop|reduc|saving|saved|decline|decrease|\bcut\b|\bfall\b|loss|penalty",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class SourceValue:
    """A figure's value in the unit of a claim; ``fit`` says how the two units go together."""

    value: Decimal
    high: Decimal | None
    fit: UnitFit


def in_claim_unit(quantity: Quantity, figure: Figure) -> SourceValue | None:
    """The figure in the unit of the claim; None where the units cannot be compared (currencies never convert)."""
    if figure.value is None or quantity.value is None:
        return None
    said, wanted = quantity.unit or "count", figure.unit
    if (quantity.unit in {"", "count"}) and _noun_only(wanted):
        return SourceValue(figure.value, figure.value_high, "same")
    for unit, fit in ((wanted, "converted"), (_numerator(wanted), "per_left_out")):
        value = convert(figure.value, unit, said) if unit else None
        if value is not None:
            high = None if figure.value_high is None else convert(figure.value_high, unit, said)
            same = fit == "converted" and value == figure.value
            return SourceValue(value, high, "same" if same else fit)  # type: ignore[arg-type]
    if _noun_only(said) and _noun_only(wanted):
        return SourceValue(figure.value, figure.value_high, "noun")
    return None


def units_agree(quantity: Quantity, unit: str) -> bool:
    """True where a value in the unit of the claim can be compared with one in ``unit``."""
    return compatible(quantity.unit or "count", unit)


@lru_cache(maxsize=4096)
def _noun_only(unit: str) -> bool:
    """Counts of things (GPU, vehicle, count) and bare numbers."""
    if unit in {"", "1", "count"}:
        return True
    try:
        dim = dimension(unit)
    except ValueError:
        return False
    return dim.startswith("#") and "*" not in dim and "^" not in dim


@lru_cache(maxsize=4096)
def _numerator(unit: str) -> str:
    """What a rate counts: USD of USD/Mtoken; the writer often says 每百万 token once for a whole sentence."""
    top, slash, _ = unit.partition("/")
    return top if slash else ""


def share_kind(figure: Figure, metric: Term | None) -> ShareKind:
    """Whether a share is a ratio (A / B), a gain (A / B - 1) or a drop (1 - A / B): by formula, else by the metric's words."""
    if figure.unit not in PURE:
        return ""
    if figure.formula:
        formula = figure.formula.strip()
        for pattern, kind in _CHANGE_FORMULA:
            if pattern.fullmatch(formula):
                return kind  # type: ignore[return-value]
        return ""
    words = " ".join((figure.metric, *((metric.name, *metric.aliases) if metric else ())))
    if _DROP.search(words):
        return "drop"
    if _GAIN.search(words):
        return "gain"
    return "ratio" if figure.unit != "percent" else ""


def precision_of(quantity: Quantity) -> Decimal:
    """Worth of the last written digit of a claim, in its unit."""
    if quantity.precision is not None and quantity.precision > 0:
        return quantity.precision
    return last_digit(quantity.value) if quantity.value is not None else Decimal(1)


def last_digit(value: Decimal) -> Decimal:
    """Worth of the last digit of a decimal as it stands.

    >>> last_digit(Decimal("3.35")), last_digit(Decimal("671000"))
    (Decimal('0.01'), Decimal('1'))
    """
    exponent = value.as_tuple().exponent
    return Decimal(1).scaleb(exponent if isinstance(exponent, int) and exponent < 0 else 0)


def source_precision(figure: Figure) -> Decimal:
    """Worth of the last digit that the source vouches for, in the unit of the figure.

    Printed numbers from 10,000 upwards may be rounded at their trailing zeros (671 billion); at least two digits count.
    Formulas are as exact as arithmetic.
    """
    value = figure.value
    if value is None or value == 0 or figure.formula:
        return Decimal(0)
    if value != value.to_integral_value() or abs(value) < 10000:
        return last_digit(value)
    digits = value.normalize()
    exponent = digits.as_tuple().exponent
    most = digits.adjusted() - 1
    return Decimal(1).scaleb(min(exponent if isinstance(exponent, int) else 0, most))
