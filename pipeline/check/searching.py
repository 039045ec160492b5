"""A claim that no reading explains, but whose number is to the digit that of a figure whose entity its sentence names.

Only numbers that do not coincide by chance count: with n figures that could be met, a number of d significant digits
must have 10 ** d >= 100 n (one chance in a hundred); numbers of a certain thing or measure (架, GB/s) coincide less
often, so that fewer digits do; a date must be a day.
"""

from __future__ import annotations

import re
from decimal import Decimal

from pipeline.check.assessing import Page
from pipeline.check.borrowed import sentences_back
from pipeline.check.comparing import Comparison, compare, equal, near
from pipeline.check.naming import squeezed
from pipeline.check.packview import PackView
from pipeline.check.values import GENERIC, PURE, in_claim_unit, written_digits
from pipeline.model import Claim, Figure, Quantity

_LEAST_DIGITS = 3
_CHANCE = 100
_DAYS = 3
_MANY_DIGITS, _CLOSE, _REACH = 4, Decimal("0.001"), 30
_NOUNS, _MANY = {1: 1, 2: 4}, 30  # by significant digits, of numbers of a thing or measure
_BEHIND, _BACK = 120, 3
_STOP = re.compile(r"[。！？!?\n]")


def search_value(claim: Claim, quantity: Quantity, page: Page) -> Comparison | None:
    """The one figure of an entity named near the number that the claim states exactly, or None."""
    room = _room(quantity)
    if not room or quantity.relation not in {"=", "~"} or quantity.value_high is not None:
        return None
    near = squeezed(_around(claim, page.text) if quantity.date else _focus(claim, page.text, room))
    entities = set().union(*(found for _, found in page.view.spellings.iter(near)))
    if claim.metric or not _any_measure(quantity):
        entities.add(claim.entity)
    if entities.isdisjoint(page.view.by_entity):
        return None
    figures = [figure for entity, figures in page.view.by_entity.items() if entity in entities for figure in figures]
    exact = [
        item
        for figure in figures
        if _may_be(quantity, figure) and _exact(item := _met(quantity, figure, page.view), quantity)
    ]
    if len({(item.figure.entity, item.figure.metric) for item in exact}) != 1:
        return None
    if sum(_in_reach(quantity, figure) for figure in figures) > room or _rivalled(claim, exact[0].figure, page.view):
        return None
    return exact[0]


def _any_measure(quantity: Quantity) -> bool:
    """True for shares and counts, which many measures have: an entity that the text does not name is too little."""
    return quantity.unit in PURE or quantity.unit in GENERIC


def _rivalled(claim: Claim, figure: Figure, view: PackView) -> bool:
    """True where the sentence does not name the owner of the figure, but another entity that has the measure too."""
    named = {entity for _, found in view.spellings.iter(squeezed(claim.sentence)) for entity in found}
    own = figure.entity == claim.entity or figure.entity in named
    return not own and any((entity, figure.metric) in view.by_pair for entity in named)


def _room(quantity: Quantity) -> int:
    """How many comparable figures there may be before an agreement can be chance; 0 where it always can."""
    if quantity.date:
        return _DAYS if len(quantity.date) in {len("2025-01-20"), len("--01-20")} else 0
    digits = written_digits(quantity)
    if quantity.unit in PURE or quantity.unit in GENERIC:
        return 10**digits // _CHANCE if digits >= _LEAST_DIGITS else 0
    return _NOUNS.get(digits, _MANY)


def _focus(claim: Claim, text: str, room: int) -> str:
    """The sentence; of a number that does not coincide easily, or that no entity is known of, also those before it."""
    if room < _MANY:
        return claim.sentence
    return text[: text.find("\n") + 1] + text[sentences_back(text, claim.start, _BACK) : claim.start] + claim.sentence


def _around(claim: Claim, text: str) -> str:
    """The title, the sentence and the one behind it: 6 月 18 日 opens many a story before it names what happened."""
    end = _STOP.search(text, min(len(text), claim.end + 1))
    last = _STOP.search(text, end.end()) if end else None
    return text[: text.find("\n") + 1] + claim.sentence + text[claim.end : last.end() if last else len(text)][:_BEHIND]


def _exact(item: Comparison, quantity: Quantity) -> bool:
    """True where the claim is the figure to the digit, or to its last digit of four and more."""
    least = _LEAST_DIGITS if item.figure.formula else _MANY_DIGITS
    rounded = item.reason in {"rounded", "derived"} and written_digits(quantity) >= least
    return item.outcome == "agree" and item.reason != "bound_holds" and (item.exact or rounded)


def _may_be(quantity: Quantity, figure: Figure) -> bool:
    """False where the comparison, which takes longer, cannot find the figure's very value in the claim."""
    if quantity.date or figure.date:
        return bool(quantity.date and figure.date)
    source = in_claim_unit(quantity, figure)
    if source is None or quantity.value is None:
        return False
    return (
        figure.unit in PURE
        or near(quantity.value, source.value, _CLOSE)
        or (source.high is not None and equal(quantity.value, source.high))
    )


def _in_reach(quantity: Quantity, figure: Figure) -> bool:
    """True where a number of this unit and about this size may coincide with the figure."""
    if quantity.date or figure.date:
        return bool(quantity.date and figure.date)
    source = in_claim_unit(quantity, figure)
    if source is None or source.fit == "noun" or quantity.value is None:
        return False
    return abs(source.value) <= _REACH * abs(quantity.value) and abs(quantity.value) <= _REACH * abs(source.value)


def _met(quantity: Quantity, figure: Figure, view: PackView) -> Comparison:
    return compare(quantity, figure, view.terms.get(figure.metric))
