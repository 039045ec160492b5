"""A claim that no reading explains, but whose number is to the digit that of a figure whose entity its sentence names.

Only numbers that do not coincide by chance count: with n figures that could be met, a number of d significant digits
must have 10 ** d >= 100 n (one chance in a hundred); a date must be a full one.
"""

from __future__ import annotations

from pipeline.check.comparing import Comparison, compare, equal
from pipeline.check.naming import squeezed
from pipeline.check.packview import PackView
from pipeline.check.values import PURE, digits_of, in_claim_unit
from pipeline.model import Claim, Figure, Quantity

_LEAST_DIGITS = 3
_CHANCE = 100
_FULL_DATE = 10


def search_value(claim: Claim, quantity: Quantity, view: PackView) -> Comparison | None:
    """The one figure of an entity named in the sentence that the claim states exactly, or None."""
    telling = len(quantity.date) == _FULL_DATE if quantity.date else digits_of(quantity.value) >= _LEAST_DIGITS
    if not telling or quantity.relation not in {"=", "~"} or quantity.value_high is not None:
        return None
    entities = {claim.entity}.union(*(found for _, found in view.spellings.iter(squeezed(claim.sentence))))
    if entities.isdisjoint(view.by_entity):
        return None
    figures = [figure for entity, figures in view.by_entity.items() if entity in entities for figure in figures]
    exact = [item for figure in figures if _may_be(quantity, figure) and _exact(item := _met(quantity, figure, view))]
    if len({(item.figure.entity, item.figure.metric) for item in exact}) != 1:
        return None
    room = 3 if quantity.date else 10 ** digits_of(quantity.value) // _CHANCE
    return exact[0] if sum(_comparable(quantity, figure) for figure in figures) <= room else None


def _exact(item: Comparison) -> bool:
    return item.outcome == "agree" and item.reason in {"exact", "converted"}


def _may_be(quantity: Quantity, figure: Figure) -> bool:
    """False where the comparison, which takes longer, cannot find the figure's very value in the claim."""
    if quantity.date or figure.date:
        return bool(quantity.date and figure.date)
    source = in_claim_unit(quantity, figure)
    if source is None or quantity.value is None:
        return False
    return (
        figure.unit in PURE
        or equal(quantity.value, source.value)
        or (source.high is not None and equal(quantity.value, source.high))
    )


def _comparable(quantity: Quantity, figure: Figure) -> bool:
    """True where the comparison would not find the units apart."""
    if quantity.date or figure.date:
        return bool(quantity.date and figure.date)
    source = in_claim_unit(quantity, figure)
    return source is not None and source.fit != "noun"


def _met(quantity: Quantity, figure: Figure, view: PackView) -> Comparison:
    return compare(quantity, figure, view.terms.get(figure.metric))
