"""A claim that no reading explains, but whose number is to the digit that of a figure whose entity its sentence names.

Only numbers that do not coincide by chance count: with n figures that could be met, a number of d significant digits
must have 10 ** d >= 100 n (one chance in a hundred); a date must be a full one.
"""

from __future__ import annotations

from pipeline.check.borrowed import named
from pipeline.check.comparing import Comparison, compare
from pipeline.check.naming import squeezed
from pipeline.check.packview import PackView
from pipeline.check.values import digits_of
from pipeline.model import Claim, Figure, Quantity

_LEAST_DIGITS = 3
_CHANCE = 100
_FULL_DATE = 10


def search_value(claim: Claim, quantity: Quantity, view: PackView) -> Comparison | None:
    """The one figure of an entity named in the sentence that the claim states exactly, or None."""
    telling = len(quantity.date) == _FULL_DATE if quantity.date else digits_of(quantity.value) >= _LEAST_DIGITS
    if not telling or quantity.relation not in {"=", "~"} or quantity.value_high is not None:
        return None
    sentence = squeezed(claim.sentence)
    met: list[Comparison] = []
    for entity, figures in view.by_entity.items():
        if entity == claim.entity or named(entity, sentence, view):
            met.extend(_met(quantity, figures, view))
    exact = [item for item in met if item.outcome == "agree" and item.reason in {"exact", "converted"}]
    if len({(item.figure.entity, item.figure.metric) for item in exact}) != 1:
        return None
    room = 3 if quantity.date else 10 ** digits_of(quantity.value) // _CHANCE
    return exact[0] if len(met) <= room else None


def _met(quantity: Quantity, figures: tuple[Figure, ...], view: PackView) -> list[Comparison]:
    compared = (compare(quantity, figure, view.terms.get(figure.metric)) for figure in figures)
    return [item for item in compared if item.outcome != "apart"]
