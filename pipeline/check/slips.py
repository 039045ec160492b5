"""What went wrong where a claim differs from its figure: scale, unit, multiple, entity, scope, time."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from pipeline.check.comparing import Comparison, near
from pipeline.check.shares import mixed_up
from pipeline.check.values import PURE, digits_of, precision_of, share_kind
from pipeline.model import Figure, Quantity, Term

_CONFUSED = tuple(Decimal(factor) for factor in (8, 60, 3600, 24, 7, 1440))
_FIVE = Decimal("0.05")


@dataclass(frozen=True, slots=True)
class Slip:
    """A kind of mistake: ``factor`` times the claim is the source; ``figure`` is the one whose value was taken."""

    reason: str
    factor: Decimal | None = None
    figure: Figure | None = None


def find_slip(quantity: Quantity, item: Comparison, metric: Term | None) -> Slip | None:
    """The slip of unit, scale or multiple that explains the difference from one figure, or None."""
    if item.reason == "multiplier_error":
        return Slip("multiplier_error")
    if quantity.value is None or item.figure.value is None or quantity.value == 0 or item.figure.value == 0:
        return None
    if quantity.relation == "range":
        return _range_scale(quantity, item)
    return _unit(quantity, item) or _scale(quantity, item) or _multiple(quantity, item, metric)


def _is(value: Decimal, known: Decimal, step: Decimal) -> bool:
    return abs(value - known) <= step / 2 and near(value, known, _FIVE)


def _unit(quantity: Quantity, item: Comparison) -> Slip | None:
    """The digits of the figure with another unit: 86.4 kW for 86.4 kWh, 2 美元 for 2 元, 34 GFLOPS for 34 TFLOPS."""
    assert quantity.value is not None
    assert item.figure.value is not None
    step = precision_of(quantity)
    same = item.source is not None and item.source.fit in {"same", "noun", "per_left_out"}
    if (
        quantity.unit
        and quantity.unit != item.figure.unit
        and not same
        and _is(quantity.value, item.figure.value, step)
    ):
        return Slip("unit_error")
    if item.source is None or quantity.unit in PURE:
        return None
    for factor in (*_CONFUSED, *(1 / factor for factor in _CONFUSED)):
        if _is(quantity.value * factor, item.source.value, step * factor) and digits_of(quantity.value) >= 2:
            return Slip("unit_error", factor)
    return None


def _scale(quantity: Quantity, item: Comparison) -> Slip | None:
    if item.source is None or item.source.high is not None or item.source.fit == "noun":
        return None
    assert quantity.value is not None
    known = item.source.value
    power = known.copy_abs().adjusted() - quantity.value.copy_abs().adjusted()
    for exponent in (power, power - 1, power + 1):
        factor = Decimal(1).scaleb(exponent)
        if exponent and _is(quantity.value * factor, known, precision_of(quantity) * factor):
            return Slip("scale_error", factor)
    return None


def _range_scale(quantity: Quantity, item: Comparison) -> Slip | None:
    """几十 for 几千: the same words of a range at another power of ten."""
    if item.source is None or quantity.value_high is None or quantity.value is None:
        return None
    known = item.source.value
    exponent = known.copy_abs().adjusted() - quantity.value.copy_abs().adjusted()
    factor = Decimal(1).scaleb(exponent)
    low, high = quantity.value * factor, quantity.value_high * factor
    top = item.source.high if item.source.high is not None else known
    return Slip("scale_error", factor) if exponent and low <= known and top <= high * Decimal("1.1") else None


def _multiple(quantity: Quantity, item: Comparison, metric: Term | None) -> Slip | None:
    if quantity.unit not in PURE or item.source is None:
        return None
    kind = share_kind(item.figure, metric)
    if quantity.unit == "percent" and not (kind == "drop" or quantity.role):
        return None
    others = mixed_up(quantity, item.source, kind)
    if any(other > 0 and _is(other, item.source.value, precision_of(quantity)) for other in others):
        return Slip("multiplier_error")
    return None
