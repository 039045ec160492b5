"""Quantity claims: each checkable number of a clean page with what it is about."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.extract.linking import link_page
from pipeline.extract.quantities import claimable, quantities
from pipeline.extract.vocabulary import counted
from pipeline.model import Claim, CleanPage, Pack, Quantity
from pipeline.units import compatible

_PER_TIME = {
    "/h": re.compile(r"每个?小时|一个?小时|时均"),
    "/day": re.compile(r"每天|每日|日均|一天|单日"),
    "/month": re.compile(r"每个?月|月均|一个月|单月"),
    "/year": re.compile(r"每年|年均|一年|全年"),
}
_REACH = 60  # characters of the sentence before a number in which its period may be named


def quantity_claims(clean: CleanPage, pack: Pack) -> tuple[Claim, ...]:
    """Claims of a page in reading order, linked to the pack's glossary.

    ``clean.text[claim.start:claim.end] == claim.quote``; ids are ``PATH#N`` until the run gives better ones.
    """
    found = quantities(clean.text, clean.published)
    dates = [quantity for quantity in found if quantity.kind == "date"]
    stated = counted((quantity for quantity in found if claimable(quantity)), pack)
    units = {term.id: term.unit for term in pack.terms}
    return tuple(
        Claim(
            f"{clean.path}#{number}",
            "quantity",
            reading.quantity.quote,
            reading.quantity.start,
            reading.quantity.end,
            reading.sentence,
            _per_time(clean.text, reading.quantity, units.get(reading.metric, "")),
            reading.entity,
            reading.metric,
            reading.links,
            (),
            reading.scope,
            reading.time,
            reading.speaker,
            reading.modality,
        )
        for number, reading in enumerate(link_page(clean, pack, stated, dates), 1)
    )


def _per_time(text: str, quantity: Quantity, wanted: str) -> Quantity:
    """它每天消耗 82 吨: per day where the metric is, and the period named last in the sentence is a day."""
    base, slash, period = wanted.rpartition("/")
    if f"/{period}" not in _PER_TIME or "/" in quantity.unit or not slash or not compatible(quantity.unit, base):
        return quantity
    begin = max(text.rfind(mark, 0, quantity.start) + 1 for mark in "。！？\n")
    begin = max(begin, quantity.start - _REACH)
    last = {
        suffix: max((at.end() for at in words.finditer(text, begin, quantity.end)), default=0)
        for suffix, words in _PER_TIME.items()
    }
    named = last[f"/{period}"]
    return replace(quantity, unit=f"{quantity.unit}/{period}") if named and named == max(last.values()) else quantity
