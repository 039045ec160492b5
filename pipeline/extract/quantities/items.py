"""The mutable working form of a quantity while its neighbours are still being read."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from pipeline.model import Quantity, Relation

_ONE = Decimal(1)
Kind = Literal["number", "percent", "money", "measure", "count", "times", "date", "duration", "age", "ordinal"]


@dataclass(slots=True)
class Item:
    """One quantity in the making; ``number_end`` is where its numeral ends."""

    start: int
    end: int
    kind: Kind
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str = ""
    dimension: str = ""
    relation: Relation = "="
    precision: Decimal | None = None
    date: str = ""
    date_high: str = ""
    modifier: str = ""
    role: str = ""
    flags: list[str] = field(default_factory=list)
    number_end: int = 0
    before_start: int = 0
    noun: str = ""
    written: str = "arabic"

    def freeze(self, text: str) -> Quantity:
        """The finished quantity, with its words from the original text."""
        return Quantity(
            self.start, self.end, text[self.start : self.end], self.kind, plain(self.low), plain(self.high), self.unit,
            self.dimension, self.relation, plain(self.precision), self.date, self.date_high, self.modifier, self.role,
            tuple(dict.fromkeys(self.flags)),
        )  # fmt: skip


def is_bare(item: Item) -> bool:
    """A number without a unit that is not part of a name."""
    return item.kind == "number" and not item.unit and "name" not in item.flags


def plain(value: Decimal | None) -> Decimal | None:
    """A decimal without exponent below 1e15.

    >>> plain(Decimal("1E+3")), plain(Decimal("2788000.0")), plain(Decimal("2.40"))
    (Decimal('1000'), Decimal('2788000'), Decimal('2.4'))
    """
    if value is None or value.adjusted() > 26:
        return value
    return _known(value) if value else _plain(value)


def _plain(value: Decimal) -> Decimal:
    whole = value.to_integral_value()
    if whole == value:
        return whole.quantize(_ONE)
    return value.normalize()


_known = lru_cache(maxsize=4096)(_plain)  # but for zero, which has a sign, equal numbers become the same
