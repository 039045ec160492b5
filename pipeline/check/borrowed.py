"""A number that belongs to another entity, or to another metric of the same one."""

from __future__ import annotations

import re

from pipeline.check.comparing import compare
from pipeline.check.packview import PackView
from pipeline.check.slips import digits_of
from pipeline.model import Claim, Figure, Quantity
from pipeline.text import matching_key
from pipeline.units import compatible

_NOISE = re.compile(r"[\s\-‐–_·]+")


def borrowed(
    claim: Claim, quantity: Quantity, meant: Figure, view: PackView, text: str
) -> tuple[str, Figure, bool] | None:
    """``entity_error`` or ``scope_error`` with the figure whose value the claim has, and whether that is certain.

    Another entity counts where the page names it or the glossary puts it beside the one meant. It is uncertain where the
    sentence names the other entity, or does not name the one meant at all: then the claim may be about the other.
    """
    if quantity.relation in {">", "<", "range"} or quantity.value is None:
        return None
    term = view.terms.get(meant.metric)
    others = [figure for figure in view.by_metric.get(meant.metric, ()) if figure.entity != meant.entity]
    owners = [figure for figure in others if compare(quantity, figure, term).exact]
    owners = [figure for figure in owners if _near(figure.entity, meant.entity, view, text)]
    if owners:
        sentence = _squeezed(claim.sentence)
        certain = (
            named(meant.entity, sentence, view)
            or not any(named(figure.entity, sentence, view) for figure in owners)
            and named(meant.entity, _squeezed(text[max(0, claim.start - 400) : claim.end]), view)
        )
        return "entity_error", owners[0], certain
    if digits_of(quantity.value) < 2:
        return None
    for figure in view.by_entity.get(meant.entity, ()):
        if figure.id != meant.id and _alike(figure, meant) and compare(quantity, figure, term).exact:
            return "scope_error", figure, True
    return None


def _alike(figure: Figure, meant: Figure) -> bool:
    return compatible(figure.unit, meant.unit) and not figure.formula


def _near(entity: str, meant: str, view: PackView, text: str) -> bool:
    """Named on the page, or kin in the glossary."""
    a, b = view.terms.get(entity), view.terms.get(meant)
    if a is not None and b is not None and (a.broader == b.broader != "" or a.broader == meant or b.broader == entity):
        return True
    return named(entity, _squeezed(text), view)


def named(entity: str, squeezed: str, view: PackView) -> bool:
    """True where a name or alias of the entity stands in a squeezed text."""
    term = view.terms.get(entity)
    return term is not None and any(
        (key := _squeezed(name)) and len(key) > 1 and key in squeezed for name in (term.name, *term.aliases)
    )


def _squeezed(text: str) -> str:
    return _NOISE.sub("", matching_key(text))
