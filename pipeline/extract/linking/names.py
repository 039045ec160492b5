"""Numbers that are part of a name: the 450 of 翔鹰 450, the 12 of 12 个月生存率."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.extract.linking.page import PageScan
from pipeline.model import Quantity


def outside_names(
    scan: PageScan, quantities: Sequence[Quantity], names: Sequence[tuple[int, int]]
) -> tuple[Quantity, ...]:
    """The quantities that are not part of a name of the glossary, of an entity or of a metric."""
    return tuple(
        quantity for quantity in quantities if not _begins_in(quantity, names) and not inside_name(scan, quantity)
    )


def inside_name(scan: PageScan, quantity: Quantity) -> bool:
    """True for the number in a name of the glossary: of an entity, or of a metric (12 个月生存率)."""
    clause = scan.clauses[scan.clause_at(quantity.start)]
    return any(mention.start <= quantity.start and quantity.end <= mention.end for mention in clause.mentions) or any(
        start <= quantity.start and quantity.end < end for _, start, end in clause.forms
    )


def _begins_in(quantity: Quantity, names: Sequence[tuple[int, int]]) -> bool:
    return quantity.kind != "date" and any(start < quantity.start < end for start, end in names)
