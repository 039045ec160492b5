"""Quantity claims: each checkable number of a clean page with what it is about."""

from __future__ import annotations

from pipeline.extract.linking import link_page
from pipeline.extract.quantities import claimable, quantities
from pipeline.model import Claim, CleanPage, Pack


def quantity_claims(clean: CleanPage, pack: Pack) -> tuple[Claim, ...]:
    """Claims of a page in reading order, linked to the pack's glossary.

    ``clean.text[claim.start:claim.end] == claim.quote``; ids are ``PATH#N`` until the run gives better ones.
    """
    found = quantities(clean.text, clean.published)
    dates = [quantity for quantity in found if quantity.kind == "date"]
    stated = [quantity for quantity in found if claimable(quantity)]
    return tuple(
        Claim(
            f"{clean.path}#{number}",
            "quantity",
            reading.quantity.quote,
            reading.quantity.start,
            reading.quantity.end,
            reading.sentence,
            reading.quantity,
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
