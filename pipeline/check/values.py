"""A figure's value in the unit of the claim, and what it is worth: precision, digits, kind of share."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

from pipeline.model import Figure, Quantity, Term
from pipeline.packs.formula import parse_formula
from pipeline.units import convert, dimension

UnitFit = Literal["same", "converted", "noun", "per_left_out"]
ShareKind = Literal["ratio", "gain", "drop", ""]
GENERIC = frozenset({"", "1", "count", "device", "piece", "item", "set", "unit", "group"})
_ONE = Decimal(1)
PURE = frozenset({"percent", "times", "permille", "ratio", "1"})
_GAIN = re.compile(r"增|提升|提高|涨|升幅|上升|同比|环比|gain|growth|increase|rise|yoy|mom", re.IGNORECASE)
_DROP = re.compile(
    r"降|减少|减幅|跌|下滑|回落|节省|缩减|损失|drop|reduc|saving|saved|decline|decrease|\bcut\b|\bfall\b|loss|penalty",
    re.IGNORECASE,
)
_RATIO = re.compile(r"(?<![同环])比[率值例]?$|倍[数率]?$|ratio|speedup", re.IGNORECASE)


class SourceValue(NamedTuple):
    """A figure's value in the unit of a claim; ``fit`` says how the two units go together."""

    value: Decimal
    high: Decimal | None
    fit: UnitFit


def in_claim_unit(quantity: Quantity, figure: Figure) -> SourceValue | None:
    """The figure in the unit of the claim; None where the units cannot be compared (currencies never convert).

    A rate may leave out what it is counted by (每小时 2 美元 for USD/GPU/hour); counts of a general word (个, 台) go
    with any noun, other nouns only with themselves (``noun``: two different ones).
    """
    value, high = figure.value, figure.value_high
    if value is None or quantity.value is None:
        return None
    way = _way(quantity.unit, figure.unit)
    if way is None:
        nothing = quantity.value == 0 and not quantity.unit and value == 0
        return SourceValue(value, high, "per_left_out") if nothing else None
    factor, fit = way
    if factor is None:
        return SourceValue(value, high, fit)
    converted = value * factor
    if fit == "converted" and converted == value:
        fit = "same"
    return SourceValue(converted, None if high is None else high * factor, fit)


@lru_cache(maxsize=16384)
def _way(unit: str, wanted: str) -> tuple[Decimal | None, UnitFit] | None:
    """The factor from a figure's unit to that of a claim (None: the number as it stands) and how the two go together.

    None where they cannot be compared.
    """
    said = unit or "count"
    if (said in GENERIC and counts_things(wanted)) or (unit in {"", "1"} and wanted == "ratio"):
        return None, "same"
    ways: list[tuple[str, str, UnitFit]] = [(wanted, said, "converted")]
    ways += [(short, said, "per_left_out") for short in _shortened(wanted)]
    ways += [(wanted, short, "per_left_out") for short in _shortened(said, nouns_only=True)]
    for source, target, fit in ways:
        factor = convert(_ONE, source, target)
        if factor is not None:
            return (factor, fit) if factor != 1 else (None, "same" if fit == "converted" else fit)
    if counts_things(said) and counts_things(wanted):
        return None, "same" if wanted in GENERIC else "noun"
    return None


@lru_cache(maxsize=4096)
def counts_things(unit: str) -> bool:
    """Counts of things (GPU, vehicle, count) and bare numbers."""
    if unit in {"", "1", "count"}:
        return True
    try:
        dim = dimension(unit)
    except ValueError:
        return False
    return dim.startswith("#") and "*" not in dim and "^" not in dim


@lru_cache(maxsize=4096)
def _shortened(unit: str, *, nouns_only: bool = False) -> tuple[str, ...]:
    """A rate without some of what it is counted by: USD/hour, USD/GPU, USD of USD/GPU/hour; longest first."""
    top, *bottoms = unit.split("/")
    if not bottoms or len(bottoms) > 3:
        return ()
    found = []
    for mask in range(1, 2 ** len(bottoms)):
        left_out = [part for at, part in enumerate(bottoms) if mask >> at & 1]
        if nouns_only and not all(counts_things(part) for part in left_out):
            continue
        found.append("/".join([top, *(part for at, part in enumerate(bottoms) if not mask >> at & 1)]))
    return tuple(sorted(found, key=lambda text: (-text.count("/"), text)))


def share_kind(figure: Figure, metric: Term | None) -> ShareKind:
    """Ratio (A / B), gain (A / B - 1) or drop (1 - A / B), by the formula of a share, else by its metric's words."""
    if figure.unit not in PURE:
        return ""
    if figure.formula:
        return _formula_kind(figure.formula)
    if figure.unit == "times" and metric is not None and _RATIO.search(metric.name):
        return "ratio"
    words = " ".join((figure.metric, *((metric.name, *metric.aliases) if metric else ())))
    if _DROP.search(words):
        return "drop"
    if _GAIN.search(words):
        return "gain"
    return "ratio" if figure.unit != "percent" else ""


@lru_cache(maxsize=4096)
def _formula_kind(formula: str) -> ShareKind:
    """What the outermost operation makes of a formula, a factor of 100 aside; 1 and 100 are the whole."""
    stack: list[str] = []
    try:
        steps = parse_formula(formula).steps
    except ValueError:
        return ""
    for kind, value in steps:
        if kind == "neg":
            stack[-1] = ""
        elif kind != "op":
            stack.append("whole" if kind == "number" and value in {"1", "100"} else "value")
        else:
            right, left = stack.pop(), stack.pop()
            stack.append(_combined(value, left, right))
    found = stack[0] if len(stack) == 1 else ""
    return found if found in {"ratio", "gain", "drop"} else ""  # type: ignore[return-value]


def _combined(operator: str, left: str, right: str) -> str:
    if operator == "*":
        return left if right == "whole" else right if left == "whole" else "value"
    if operator == "/":
        return "gain" if left == "difference" else "ratio"
    if operator == "-":
        if left == "whole":  # of 100 - {x} it depends on x what it is
            return "drop" if right == "ratio" else "value"
        return "gain" if right == "whole" else "difference"
    return "value"


def precision_of(quantity: Quantity) -> Decimal:
    """Worth of the last written digit of a claim, in its unit."""
    if quantity.precision is not None and quantity.precision > 0:
        return quantity.precision
    return last_digit(quantity.value) if quantity.value is not None else Decimal(1)


def digits_of(value: Decimal | None) -> int:
    """How many significant digits a number has: 2788000 has 4.

    >>> digits_of(Decimal("2788000")), digits_of(Decimal("0.40")), digits_of(None)
    (4, 1, 0)
    """
    return len(value.normalize().as_tuple().digits) if value is not None else 0


def written_digits(quantity: Quantity) -> int:
    """How many significant digits a claim states: 三分之一 (33.33) has one."""
    if quantity.value is None:
        return 0
    return min(digits_of(quantity.value), quantity.value.adjusted() - precision_of(quantity).adjusted() + 1)


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
