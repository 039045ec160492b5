"""Recomputing what an article states from figures of the pack that it states beside it: at most two operations.

No numerology: the operands are figures that support claims of the same paragraph, or figures of one entity and metric
at two times; a word in the sentence must call for the operation; units must agree; and with n computations that could
be met, a number of d significant digits must have 10 ** d >= 1000 n.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import combinations, permutations

from pipeline.check.comparing import Comparison, compare
from pipeline.check.operations import Operation, as_figure
from pipeline.check.values import written_digits
from pipeline.model import Claim, Figure, Quantity
from pipeline.units import compatible, convert, parse_unit

_SUM = re.compile(r"合计|相加|总共|一共|共计|加起来|总计|合共|之和|加上")
_DIFFERENCE = re.compile(r"相差|差距|差额|多出|少了|高出|领先|落后|之差|缺口")
_PRODUCT = re.compile(r"折算|折合|按|以|假设|乘|总|相当于|合")
_EACH = re.compile(r"平均|每|单|人均|均")
_SHARE = re.compile(r"占|比重|份额|比例")
_RULE = "search"
_CHANCE = 1000
_LEAST_DIGITS = 3
_MOST_OPERANDS = 8


def derive(claim: Claim, quantity: Quantity, operands: Sequence[Figure]) -> Comparison | None:
    """The one computation over ``operands`` that gives the claimed number, compared with it; or None."""
    if quantity.value is None or quantity.value_high is not None or quantity.relation not in {"=", "~"}:
        return None
    digits = written_digits(quantity)
    usable = [figure for figure in operands if figure.value and figure.value_high is None and not figure.formula]
    if digits < _LEAST_DIGITS or len(usable) < 2:
        return None
    tried = list(_tries(claim.sentence, quantity, usable[:_MOST_OPERANDS]))
    met = [
        item
        for attempt in tried
        if (item := compare(quantity, as_figure(attempt, claim))).outcome == "agree" and item.reason == "derived"
    ]
    return met[0] if len(met) == 1 and len(tried) * _CHANCE <= 10**digits else None


def _tries(sentence: str, quantity: Quantity, figures: list[Figure]) -> Iterator[Operation]:
    """Every computation that a word of the sentence calls for and the unit allows."""
    if quantity.unit in {"percent", "times"}:
        yield from _shares(sentence, quantity, figures)
        return
    alike = [figure for figure in figures if compatible(figure.unit, quantity.unit or "count")]
    if _SUM.search(sentence):
        for count in (2, 3):
            yield from (_sum(group) for group in combinations(alike, count) if len({f.metric for f in group}) == 1)
    if _DIFFERENCE.search(sentence):
        yield from (_difference(a, b) for a, b in permutations(alike, 2) if a.metric == b.metric and _larger(a, b))
    for a, b in permutations(figures, 2):
        if _PRODUCT.search(sentence) and a.id < b.id:
            yield from _composed(a, b, quantity.unit, each=False)
        if _EACH.search(sentence):
            yield from _composed(a, b, quantity.unit, each=True)


def _shares(sentence: str, quantity: Quantity, figures: list[Figure]) -> Iterator[Operation]:
    for a, b in permutations(figures, 2):
        if a.metric != b.metric or not compatible(a.unit, b.unit):
            continue
        ratio = _ratio(a, b)
        changing = quantity.role in {"increase", "decrease"}
        if quantity.unit == "times" and quantity.role in {"ratio", ""}:
            yield Operation(_RULE, f"{{{a.id}}} / {{{b.id}}}", ratio, "times", (a, b))
        elif quantity.unit == "percent" and changing and a.entity == b.entity and a.as_of > b.as_of != "":
            rise = (ratio - 1) * 100 if quantity.role == "increase" else (1 - ratio) * 100
            formula = (
                "({{{0}}} / {{{1}}} - 1) * 100" if quantity.role == "increase" else "(1 - {{{0}}} / {{{1}}}) * 100"
            )
            yield Operation(_RULE, formula.format(a.id, b.id), rise, "percent", (a, b))
        elif quantity.unit == "percent" and not changing and ratio < 1 and _SHARE.search(sentence):
            yield Operation(_RULE, f"{{{a.id}}} / {{{b.id}}} * 100", ratio * 100, "percent", (a, b))


def _ratio(a: Figure, b: Figure) -> Decimal:
    assert a.value is not None
    assert b.value is not None
    converted = convert(a.value, a.unit, b.unit)
    return (a.value if converted is None else converted) / b.value


def _sum(group: Iterable[Figure]) -> Operation:
    figures = tuple(group)
    unit = figures[0].unit
    values = [convert(figure.value or Decimal(0), figure.unit, unit) or Decimal(0) for figure in figures]
    return Operation(
        _RULE, " + ".join(f"{{{figure.id}}}" for figure in figures), sum(values, Decimal(0)), unit, figures
    )


def _larger(a: Figure, b: Figure) -> bool:
    return _ratio(a, b) > 1


def _difference(a: Figure, b: Figure) -> Operation:
    assert a.value is not None
    assert b.value is not None
    other = convert(b.value, b.unit, a.unit) or Decimal(0)
    return Operation(_RULE, f"{{{a.id}}} - {{{b.id}}}", a.value - other, a.unit, (a, b))


def _composed(a: Figure, b: Figure, unit: str, *, each: bool) -> Iterator[Operation]:
    """Hours times a price, a total by its number: where the units multiply or divide to that of the claim."""
    assert a.value is not None
    assert b.value is not None
    sign = -1 if each else 1
    one, other, wanted = parse_unit(a.unit), parse_unit(b.unit), parse_unit(unit or "count")
    if not one.dimension or not other.dimension:
        return
    dims = dict(one.dimension)
    for base, power in other.dimension:
        dims[base] = dims.get(base, 0) + sign * power
    if {base: power for base, power in dims.items() if power} != dict(wanted.dimension):
        return
    factor = one.factor * other.factor**sign / wanted.factor
    value = a.value * b.value**sign * factor
    operator = "/" if each else "*"
    scale = "" if factor == 1 else f" * {factor.normalize():f}"
    yield Operation(_RULE, f"{{{a.id}}} {operator} {{{b.id}}}{scale}", value, unit or "count", (a, b))
