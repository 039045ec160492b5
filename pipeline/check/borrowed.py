"""A number that belongs to another entity, or to another metric of the same one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from pipeline.check.comparing import Comparison, compare
from pipeline.check.naming import last_named, squeezed
from pipeline.check.packview import PackView
from pipeline.check.scopes import is_total, said, surroundings
from pipeline.check.values import GENERIC, PURE, digits_of
from pipeline.model import Claim, Figure, Quantity
from pipeline.units import compatible

_BEFORE = 300
_SENTENCE_END = re.compile(r"[。！？!?\n]+")
_CLAUSE = re.compile(r"[，,；;：:。！？!?\n\t]")
_MANY_DIGITS = 3
_WHOLE = ("整个", "整座", "整条", "整片", "全部", "全体", "所有")


@dataclass(frozen=True, slots=True)
class Taken:
    """The figure whose value a claim has. ``supported``: it is of a narrower term that the page does not name.

    ``named``: the claim's sentence names the entity that is meant, and not the owner alone; ``named_before``: the text
    shortly before it does. ``owner_near``: the sentence names the owner as what may be its subject;
    where it does not name the entity that is meant, the sentence before counts too.
    """

    reason: Literal["entity_error", "scope_error", "supported"]
    figure: Figure
    named: bool = True
    named_before: bool = True
    owner_near: bool = False


def borrowed(claim: Claim, quantity: Quantity, meant: Figure, view: PackView, text: str) -> Taken | None:
    """Where a number that differs from the figure meant comes from; None where it is no other figure's, or a bound.

    Another entity counts where the page names it or the glossary puts it beside the one meant.
    """
    if quantity.relation in {">", "<", "range"} or quantity.value is None:
        return None
    term = view.terms.get(meant.metric)
    for figure in view.by_metric.get(meant.metric, ()):
        if figure.entity != meant.entity and _has(quantity, compare(quantity, figure, term)):
            taken = _owner(claim, quantity, meant, figure, view, text)
            if taken is not None:
                return taken
    if digits_of(quantity.value) < 2 or quantity.unit in GENERIC or quantity.unit in PURE:
        return None
    for figure in view.by_entity.get(meant.entity, ()):
        if figure.id != meant.id and _alike(figure, meant) and compare(quantity, figure, term).exact:
            return Taken("scope_error", figure)
    return None


def _has(quantity: Quantity, item: Comparison) -> bool:
    """True where the claim has the very number of a figure, or its rounding to three digits and more."""
    if item.outcome != "agree" or item.reason == "bound_holds":
        return False
    return item.exact or digits_of(quantity.value) >= _MANY_DIGITS


def _owner(claim: Claim, quantity: Quantity, meant: Figure, figure: Figure, view: PackView, text: str) -> Taken | None:
    on_page = named(figure.entity, squeezed(text), view)
    if not on_page and below(figure.entity, meant.entity, view):
        return Taken("supported", figure) if digits_of(quantity.value) >= 2 else None
    if not on_page and not _kin(figure.entity, meant.entity, view):
        return None
    if in_line(figure.entity, meant.entity, view):
        sure = not _scope_said(claim, figure, view, text) and (
            _whole_said(claim, meant, figure, view) or _part_said(claim, meant, figure, view)
        )
        return Taken("entity_error", figure, named=sure, named_before=sure)
    if _scope_said(claim, figure, view, text, besides=meant):
        return Taken("entity_error", figure, named=False, named_before=False)
    sentence = squeezed(claim.sentence)
    here = named(meant.entity, sentence, view)
    lead = squeezed(text[max(0, claim.start - _BEFORE) : claim.end])
    before = named(meant.entity, lead, view)
    if last_named(lead, figure.entity, view) > last_named(lead, meant.entity, view):
        here = before = False
    near = squeezed(text[sentences_back(text, claim.start, 1 if here else 2) : claim.end])
    return Taken("entity_error", figure, here, before, last_named(near, figure.entity, view) >= 0)


def _whole_said(claim: Claim, meant: Figure, owner: Figure, view: PackView) -> bool:
    """True where the clause says that the whole is meant (整个 X), or the scope of its figure, and not the part."""
    at = claim.sentence.find(claim.quote)
    clause = squeezed(_CLAUSE.split(claim.sentence[: max(at, 0)])[-1])
    if any(key in clause for key in view.keys.get(owner.entity, ()) if key not in view.keys.get(meant.entity, ())):
        return False
    whole = any(f"{word}{key}" in clause for word in _WHOLE for key in view.keys.get(meant.entity, ()))
    return whole or (not is_total(meant.scope) and squeezed(meant.scope) in clause)


def _part_said(claim: Claim, meant: Figure, owner: Figure, view: PackView) -> bool:
    """True where the sentence names a part before the number, and its whole, whose number it is, not behind that."""
    at = claim.sentence.find(claim.quote)
    lead = squeezed(claim.sentence[: max(at, 0)])
    part = last_named(lead, meant.entity, view)
    return below(meant.entity, owner.entity, view) and part >= 0 and part > last_named(lead, owner.entity, view)


def _scope_said(claim: Claim, figure: Figure, view: PackView, text: str, besides: Figure | None = None) -> bool:
    """True where the text around the number speaks of what the figure in particular is about, ``besides`` another."""
    if is_total(figure.scope) or (besides is not None and besides.scope == figure.scope):
        return False
    around = surroundings(text, claim.start, claim.end)
    shared = view.scopes[besides.id] if besides is not None else frozenset()
    alone = besides is None and squeezed(figure.scope) in squeezed(claim.sentence)
    names = view.keys.get(figure.entity, ())
    own = {
        feature
        for feature in view.scopes[figure.id]
        if not any(squeezed(feature[0]) in name or name in squeezed(feature[0]) for name in names)
    }
    return said(own - shared, around) or alone


def sentences_back(text: str, at: int, count: int) -> int:
    """Where the last ``count`` sentences before an offset begin, the one it stands in included."""
    low = max(0, at - _BEFORE)
    ends = [match.end() for match in _SENTENCE_END.finditer(text, low, at)]
    return ends[-count] if len(ends) >= count else low


def _alike(figure: Figure, meant: Figure) -> bool:
    return compatible(figure.unit, meant.unit) and not figure.formula


def below(entity: str, above: str, view: PackView) -> bool:
    """True where the glossary puts ``entity`` anywhere below ``above``."""
    seen: set[str] = set()
    term = view.terms.get(entity)
    while term is not None and term.broader and term.broader not in seen:
        if term.broader == above:
            return True
        seen.add(term.broader)
        term = view.terms.get(term.broader)
    return False


def in_line(entity: str, other: str, view: PackView) -> bool:
    """True where one is above the other in the glossary: a part, a version, a kind of it."""
    return below(entity, other, view) or below(other, entity, view)


def _kin(entity: str, other: str, view: PackView) -> bool:
    """Siblings and those above and below in the glossary."""
    a, b = view.terms.get(entity), view.terms.get(other)
    siblings = a is not None and b is not None and a.broader != "" and a.broader == b.broader
    return siblings or in_line(entity, other, view)


def named(entity: str, text: str, view: PackView) -> bool:
    """True where a name or alias of the entity stands in a squeezed text."""
    return any(key in text for key in view.keys.get(entity, ()))
