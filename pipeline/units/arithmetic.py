"""Comparing and converting units."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from pipeline.units.parsing import Dimension, parse_unit


def _split(dim: Dimension) -> tuple[Dimension, Dimension]:
    physical = tuple(part for part in dim if not part[0].startswith("#"))
    return physical, tuple(part for part in dim if part[0].startswith("#"))


@lru_cache(maxsize=16384)
def compatible(a: str, b: str) -> bool:
    """True where a value in ``a`` can be compared with one in ``b``; False for unknown spellings.

    >>> compatible("GB/s", "Gbps"), compatible("USD", "CNY"), compatible("count", "vehicle")
    (True, False, True)
    """
    try:
        left, right = parse_unit(a).dimension, parse_unit(b).dimension
    except ValueError:
        return False
    if left == right:
        return True
    (physical, nouns), (other, other_nouns) = _split(left), _split(right)
    if physical != other or len(nouns) != len(other_nouns):
        return False
    pairs = zip(_generic_first(nouns, other_nouns), _generic_first(other_nouns, nouns), strict=True)
    return all(x[1] == y[1] and (x[0] == y[0] or "#count" in {x[0], y[0]}) for x, y in pairs)


def _generic_first(nouns: Dimension, others: Dimension) -> list[tuple[str, int]]:
    shared = [part for part in nouns if part in others]
    return shared + [part for part in nouns if part not in others]


@lru_cache(maxsize=16384)
def _ratio(unit: str, to: str) -> Decimal | None:
    if not compatible(unit, to):
        return None
    return parse_unit(unit).factor / parse_unit(to).factor


def convert(value: Decimal, unit: str, to: str) -> Decimal | None:
    """``value`` in ``unit`` expressed in ``to``; None where the dimensions differ (degC and degF count as different).

    >>> convert(Decimal("3.35"), "TB/s", "GB/s")
    Decimal('3.35E+3')
    """
    ratio = _ratio(unit, to)
    return None if ratio is None else value if ratio == 1 else value * ratio


@lru_cache(maxsize=4096)
def dimension(unit: str) -> str:
    """The dimension as text: ``bit*s^-1``, ``#GPU*s``, ``USD``; empty for pure numbers.

    Raises ValueError for an unknown spelling.

    >>> dimension("GB/s"), dimension("percent")
    ('bit*s^-1', '')
    """
    parts = parse_unit(unit).dimension
    return "*".join(base if power == 1 else f"{base}^{power}" for base, power in parts)
