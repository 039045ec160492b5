"""What the pack itself counts: 72 个比特 are qubits where the pack counts qubits and measures nothing in bits."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from pipeline.model import Pack, Quantity
from pipeline.text import matching_key
from pipeline.units import compatible, dimension

_COUNTS = re.compile(r"(?:总数量|数量|总数|总量|个数|数|规模|量)$")
_TAIL = re.compile(r"[㐀-鿿]{2,}$")
_SHORTEST = 2


def counted(quantities: Iterable[Quantity], pack: Pack) -> list[Quantity]:
    """The quantities, those in a unit that no metric of the pack has read as the noun of one that has the same word."""
    nouns, units = _nouns(pack), {term.unit for term in pack.terms if term.kind == "metric" and term.unit}
    return [_counted(quantity, nouns, units) if nouns else quantity for quantity in quantities]


def _counted(quantity: Quantity, nouns: dict[str, str], units: set[str]) -> Quantity:
    tail = _TAIL.search(quantity.quote) if quantity.unit and quantity.kind in {"measure", "count"} else None
    if tail is None:
        return quantity
    word = matching_key(tail.group())
    unit = next((nouns[word[at:]] for at in range(len(word) - 1) if word[at:] in nouns), "")
    if not unit or unit == quantity.unit or any(compatible(quantity.unit, known) for known in units):
        return quantity
    return replace(quantity, unit=unit, kind="count", dimension="count")


def _nouns(pack: Pack) -> dict[str, str]:
    return _nouns_of(tuple((term.unit, (term.name, *term.aliases)) for term in pack.terms if term.kind == "metric"))


@lru_cache(maxsize=8)
def _nouns_of(metrics: tuple[tuple[str, tuple[str, ...]], ...]) -> dict[str, str]:
    """Words that end what a metric counts (量子比特数: 比特) to its unit; words of two units are left out."""
    found: dict[str, set[str]] = {}
    for unit, names in metrics:
        if not unit or not _noun(unit):
            continue
        for name in names:
            word = _COUNTS.sub("", matching_key(name))
            for at in range(len(word) - _SHORTEST + 1 if _COUNTS.search(name) else 0):
                found.setdefault(word[at:], set()).add(unit)
    return {word: next(iter(units)) for word, units in found.items() if len(units) == 1}


def _noun(unit: str) -> bool:
    try:
        kind = dimension(unit)
    except ValueError:
        return False
    return kind.startswith("#") and "*" not in kind
