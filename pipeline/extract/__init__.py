"""From clean text to claims: quantities, their entity and metric, and technical claims without a number.

``extract_claims(clean, pack)`` is the door; ``quantities(text)`` reads numbers alone. The package can be called:
``from pipeline import extract; extract(clean, pack)``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.callable_module import make_callable
from pipeline.extract.quantities import quantities
from pipeline.model import Claim, CleanPage, Pack, Quantity

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Quantity", "extract_claims", "quantities"]


def extract_claims(clean: CleanPage | str, pack: Pack) -> tuple[Claim, ...]:
    """All claims of a clean page in reading order: quantity claims first where two start at the same place.

    A plain string is taken as clean text. Claims satisfy ``clean.text[claim.start:claim.end] == claim.quote``.
    """
    from pipeline.extract.claims import quantity_claims
    from pipeline.extract.technical import technical_claims

    page = CleanPage.from_text(clean) if isinstance(clean, str) else clean
    numeric = quantity_claims(page, pack)
    technical = technical_claims(page, pack, _spans(numeric))
    merged = sorted([*numeric, *technical], key=lambda claim: (claim.start, claim.kind, claim.end))
    return tuple(merged)


def _spans(claims: Sequence[Claim]) -> tuple[tuple[int, int], ...]:
    return tuple((claim.start, claim.end) for claim in claims)


make_callable(__name__, extract_claims)
