"""A claim that no reading explains, but whose number is to the digit that of a figure whose entity its sentence names.

Only numbers that do not coincide by chance count: with n figures that could be met, a number of d significant digits
must have 10 ** d >= 100 n (one chance in a hundred); numbers of a certain thing or measure (架, GB/s) coincide less
often, so that fewer digits do; a date must be a day.
"""

from __future__ import annotations

import re

from pipeline.check.assessing import Page
from pipeline.check.comparing import Comparison, compare, equal
from pipeline.check.naming import squeezed
from pipeline.check.packview import PackView
from pipeline.check.values import GENERIC, PURE, digits_of, in_claim_unit
from pipeline.model import Claim, Figure, Quantity

_LEAST_DIGITS = 3
_CHANCE = 100
_DAYS = 3
_NOUNS, _MANY = {1: 1, 2: 4}, 30  # by significant digits, of numbers of a thing or measure
_BEHIND = 120
_STOP = re.compile(r"[。！？!?\n]")


def search_value(claim: Claim, quantity: Quantity, page: Page) -> Comparison | None:
    """The one figure of an entity named near the number that the claim states exactly, or None."""
    room = _room(quantity)
    if not room or quantity.relation not in {"=", "~"} or quantity.value_high is not None:
        return None
    near = squeezed(_around(claim, page.text) if quantity.date else claim.sentence)
    entities = {claim.entity}.union(*(found for _, found in page.view.spellings.iter(near)))
    if entities.isdisjoint(page.view.by_entity):
        return None
    figures = [figure for entity, figures in page.view.by_entity.items() if entity in entities for figure in figures]
    exact = [
        item for figure in figures if _may_be(quantity, figure) and _exact(item := _met(quantity, figure, page.view))
    ]
    if len({(item.figure.entity, item.figure.metric) for item in exact}) != 1:
        return None
    return exact[0] if sum(_comparable(quantity, figure) for figure in figures) <= room else None


def _room(quantity: Quantity) -> int:
    """How many comparable figures there may be before an agreement can be chance; 0 where it always can."""
    if quantity.date:
        return _DAYS if len(quantity.date) in {len("2025-01-20"), len("--01-20")} else 0
    digits = digits_of(quantity.value)
    if quantity.unit in PURE or quantity.unit in GENERIC:
        return 10**digits // _CHANCE if digits >= _LEAST_DIGITS else 0
    return _NOUNS.get(digits, _MANY)


def _around(claim: Claim, text: str) -> str:
    """The title, the sentence and the one behind it: 6 月 18 日 opens many a story before it names what happened."""
    end = _STOP.search(text, min(len(text), claim.end + 1))
    last = _STOP.search(text, end.end()) if end else None
    return text[: text.find("\n") + 1] + claim.sentence + text[claim.end : last.end() if last else len(text)][:_BEHIND]


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
