"""Operations over figures of the pack: their formulas, their results, and what would be far from them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline.check.operands import Stated
from pipeline.check.packview import PackView
from pipeline.check.values import source_precision
from pipeline.model import Claim, Figure, Quantity
from pipeline.units import compatible, convert

_CARRIED = re.compile(r"[，,\s（(]*(?:这|这一数字|该数字|大约|约|几乎|恰好|正好|也|则|又|都|足足)?\s?$")
_MATERIAL = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Operation:
    """A computation: its formula over figure ids, result and unit; ``firm`` where it may refute, ``rule`` its name."""

    rule: str
    formula: str
    value: Decimal
    unit: str
    operands: tuple[Figure, ...]
    firm: bool = False


@dataclass(frozen=True, slots=True)
class Setting:
    """A claim in its sentence: ``lead`` is the sentence up to the number, ``before`` and ``after`` what it states."""

    claim: Claim
    quantity: Quantity
    text: str
    lead: str
    before: tuple[Stated, ...]
    after: tuple[Stated, ...]
    view: PackView

    def carried(self, at: int) -> Stated | None:
        """The last number before, where nothing else stands between it and offset ``at`` of the lead."""
        begin = self.claim.start - len(self.lead) + at
        last = self.before[-1] if self.before else None
        return last if last is not None and _CARRIED.fullmatch(self.text, last.claim.end, begin) else None


def as_figure(operation: Operation, claim: Claim) -> Figure:
    """The result as a figure that a claim can be compared with."""
    first = operation.operands[0]
    return replace(
        first,
        id="|".join(figure.id for figure in operation.operands),
        entity=claim.entity or first.entity,
        metric=claim.metric or first.metric,
        value=operation.value,
        unit=operation.unit,
        relation="=",
        formula=operation.formula,
        terms=tuple(figure.id for figure in operation.operands),
    )


def material(operation: Operation, quantity: Quantity) -> bool:
    """True where a claim misses the result by far more than the rounding of claim and operands can explain."""
    assert quantity.value is not None
    loose = sum(
        (source_precision(figure) / abs(figure.value) for figure in operation.operands if figure.value), Decimal(0)
    )
    whole = Decimal(100) if operation.unit == "percent" else Decimal(1)
    slack = loose * (abs(operation.value) + whole) + (quantity.precision or Decimal(0))
    missed = abs(quantity.value - operation.value)
    return missed > slack and missed > _MATERIAL * abs(operation.value)


def change(quantity: Quantity, now: Figure, base: Figure) -> Operation | None:
    """How much a figure has risen or fallen over another: percent, times or an amount; None where units do not go."""
    rise = quantity.role == "increase"
    ratio = quotient(now, base)
    if ratio is None:
        return None
    a, b = f"{{{now.id}}}", f"{{{base.id}}}"
    if quantity.unit == "percent":
        formula = f"({a} / {b} - 1) * 100" if rise else f"(1 - {a} / {b}) * 100"
        value = (ratio - 1) * 100 if rise else (1 - ratio) * 100
        return Operation("growth", formula, value, "percent", (now, base), firm=True)
    if quantity.unit == "times":
        return Operation("growth", f"{a} / {b}", ratio, "times", (now, base)) if rise else None
    return difference("change", quantity, (now, base) if rise else (base, now))


def quotient(a: Figure, b: Figure) -> Decimal | None:
    """``a`` over ``b`` in one unit."""
    if a.value is None or not b.value:
        return None
    value = convert(a.value, a.unit, b.unit)
    return None if value is None else value / b.value


def each(figures: tuple[Figure, Figure], unit: str) -> Operation | None:
    """A total over a count, in ``unit``."""
    total, count = figures
    if total.value is None or not count.value:
        return None
    value = convert(total.value / count.value, total.unit, unit)
    return None if value is None else Operation("per_unit", f"{{{total.id}}} / {{{count.id}}}", value, unit, figures)


def over(rule: str, quantity: Quantity, a: Figure, b: Figure) -> Operation | None:
    """``a`` over ``b`` as the multiple or the percentage that a quantity states."""
    ratio = quotient(a, b)
    if ratio is None or ratio < 0:
        return None
    formula = f"{{{a.id}}} / {{{b.id}}}"
    if quantity.unit == "times":
        return Operation(rule, formula, ratio, "times", (a, b))
    return Operation(rule, f"{formula} * 100", ratio * 100, "percent", (a, b))


def portion(part: Figure, whole: Figure) -> Operation | None:
    """The share of a part in its whole, in percent; None where it is none."""
    ratio = quotient(part, whole)
    if ratio is None or not 0 < ratio < 1:
        return None
    return Operation("share", f"{{{part.id}}} / {{{whole.id}}} * 100", ratio * 100, "percent", (part, whole))


def difference(rule: str, quantity: Quantity, figures: tuple[Figure, Figure]) -> Operation | None:
    """The first figure less the second, in the unit of a quantity."""
    a, b = figures
    unit = quantity.unit
    if a.unit == b.unit == "percent" and unit in {"percentage_point", "percent"}:
        unit = a.unit
    if a.value is None or b.value is None or not compatible(a.unit, unit):
        return None
    one, other = convert(a.value, a.unit, unit), convert(b.value, b.unit, unit)
    if one is None or other is None:
        return None
    return Operation(rule, f"{{{a.id}}} - {{{b.id}}}", one - other, quantity.unit, (a, b))
