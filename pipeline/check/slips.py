"""What went wrong where a claim differs from its figure: scale, unit, multiplier, entity, scope, time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from pipeline.check.comparing import Comparison, compare, near
from pipeline.check.values import PURE, precision_of, share_kind
from pipeline.model import Claim, Figure, Quantity, Term


@dataclass(frozen=True, slots=True)
class Slip:
    """A kind of mistake; ``figure`` is the one whose value was taken, where there is one; ``factor`` for scale errors."""

    reason: str
    figure: Figure | None = None
    factor: Decimal | None = None


def find_slip(claim: Claim, item: Comparison, figures: Iterable[Figure], terms: dict[str, Term]) -> Slip | None:
    """The most specific mistake that explains the difference, or None."""
    quantity = claim.quantity
    if quantity is None or quantity.value is None or item.figure.value is None:
        return None
    return (
        _unit(quantity, item)
        or _scale(quantity, item)
        or _multiplier(quantity, item, terms.get(item.figure.metric))
        or _borrowed(claim, item, figures)
    )


def _matches(quantity: Quantity, value: Decimal, known: Decimal, factor: Decimal = Decimal(1)) -> bool:
    step = precision_of(quantity) * factor
    return abs(value * factor - known) <= step / 2 and near(value * factor, known, Decimal("0.05"))


def _unit(quantity: Quantity, item: Comparison) -> Slip | None:
    """The digits of the figure with another unit: 86.4 kW for 86.4 kWh, 2 美元 for 2 元, 34 GFLOPS for 34 TFLOPS."""
    assert quantity.value is not None
    assert item.figure.value is not None
    if quantity.unit == item.figure.unit:
        return None
    if _matches(quantity, quantity.value, item.figure.value):
        return Slip("unit_error")
    return _bits_and_minutes(quantity, item)


def _bits_and_minutes(quantity: Quantity, item: Comparison) -> Slip | None:
    if item.source is None or item.source.value == 0:
        return None
    assert quantity.value is not None
    for factor in (Decimal(8), Decimal(1) / 8, Decimal(60), Decimal(1) / 60, Decimal(24), Decimal(1) / 24):
        if _matches(quantity, quantity.value, item.source.value, factor):
            return Slip("unit_error", factor=factor)
    return None


def _scale(quantity: Quantity, item: Comparison) -> Slip | None:
    if item.source is None or quantity.value == 0 or item.source.value == 0:
        return None
    assert quantity.value is not None
    power = item.source.value.copy_abs().adjusted() - quantity.value.copy_abs().adjusted()
    for exponent in (power, power - 1, power + 1):
        factor = Decimal(1).scaleb(exponent)
        if exponent and _matches(quantity, quantity.value, item.source.value, factor):
            return Slip("scale_error", factor=factor)
    return None


def _multiplier(quantity: Quantity, item: Comparison, metric: Term | None) -> Slip | None:
    assert quantity.value is not None
    if quantity.unit not in PURE or item.source is None:
        return None
    kind = share_kind(item.figure, metric)
    one = Decimal(100) if quantity.unit == "percent" else Decimal(1)
    step = quantity.value
    others = {one - step} if kind == "drop" else {step - one, step + one}
    if any(_matches(quantity, other, item.source.value) for other in others if other > 0):
        return Slip("multiplier_error")
    return None


def _borrowed(claim: Claim, item: Comparison, figures: Iterable[Figure]) -> Slip | None:
    assert claim.quantity is not None
    for figure in figures:
        if (
            figure.metric == item.figure.metric
            and figure.entity != item.figure.entity
            and compare(claim.quantity, figure).exact
        ):
            return Slip("entity_error", figure)
    for figure in figures:
        same = figure.entity == item.figure.entity and figure.unit == item.figure.unit and figure.id != item.figure.id
        if same and compare(claim.quantity, figure).exact:
            reason = (
                "date_mismatch"
                if figure.metric == item.figure.metric and figure.as_of != item.figure.as_of
                else "scope_error"
            )
            return Slip(reason, figure)
    return None
