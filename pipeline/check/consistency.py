"""What different articles of a run say about the same thing, compared with each other, source or no source.

Claims of one entity, metric, scope and time form a group. Its values are put into clusters: two belong together where
the finer one rounds to the coarser (2788000 and 2790000); a bound belongs to the values that keep it. Where one cluster
has more articles than any other, the values outside it are outliers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from pipeline.check.dates import compare_dates
from pipeline.check.readable import plain
from pipeline.units import convert

CONSISTENCY_COLUMNS: tuple[str, ...] = (
    *("entity", "metric", "scope", "time", "unit", "value", "relation", "articles", "claims", "outlier"),
)
_ROUNDING = Decimal("0.05")
_BOUNDS = frozenset({">", ">=", "<", "<="})


@dataclass(frozen=True, slots=True)
class Stated:
    """One value of one article: the columns of claims.csv that count, as text."""

    claim_id: str
    doc_id: str
    entity: str
    metric: str
    scope: str
    time: str
    unit: str
    value: str
    value_high: str
    relation: str

    @staticmethod
    def from_row(row: Mapping[str, str]) -> Stated:
        """From a row of claims.csv."""
        return Stated(**{name: row.get(name) or "" for name in Stated.__slots__})


@dataclass(slots=True)
class _Value:
    """A value of a group in the unit of the group, with the claims that state it. ``number`` is None for dates."""

    text: str
    high: str
    relation: str
    number: Decimal | None
    claims: list[Stated]

    @property
    def articles(self) -> set[str]:
        return {claim.doc_id for claim in self.claims}


def compare_articles(claims: Iterable[Stated]) -> list[dict[str, str]]:
    """Rows of consistency.csv for every group that two or more articles speak of, sorted.

    ``articles`` and ``claims`` are ids joined by ``|``. ``outlier`` is 1 outside the cluster of most articles, ``?``
    where no cluster has most, empty otherwise.
    """
    groups: dict[tuple[str, str, str, str], list[Stated]] = {}
    for claim in claims:
        if claim.entity and claim.metric and claim.value:
            key = (claim.entity, claim.metric, claim.scope, claim.time)
            groups.setdefault(key, []).append(claim)
    rows = []
    for key in sorted(groups):
        for unit, members in _by_unit(groups[key]):
            if len({claim.doc_id for claim in members}) > 1:
                rows.extend(_rows(key, unit, members))
    return rows


def _by_unit(claims: list[Stated]) -> list[tuple[str, list[Stated]]]:
    """Claims whose units convert into one another, under the unit that comes first in the alphabet."""
    found: list[tuple[str, list[Stated]]] = []
    for claim in sorted(claims, key=lambda claim: (claim.unit, claim.doc_id, claim.claim_id)):
        home = next((members for unit, members in found if _convertible(claim.unit, unit)), None)
        if home is None:
            found.append((claim.unit, [claim]))
        else:
            home.append(claim)
    return found


def _convertible(unit: str, to: str) -> bool:
    return unit == to or (bool(unit) and bool(to) and convert(Decimal(1), unit, to) is not None)


def _rows(key: tuple[str, ...], unit: str, claims: list[Stated]) -> list[dict[str, str]]:
    values = _values(unit, claims)
    outlier = _outliers(values)
    rows = []
    for value, mark in zip(values, outlier, strict=True):
        shown = f"{value.text}–{value.high}" if value.high else value.text
        ids = ("|".join(sorted(value.articles)), "|".join(claim.claim_id for claim in value.claims))
        rows.append(dict(zip(CONSISTENCY_COLUMNS, (*key, unit, shown, value.relation, *ids, mark), strict=True)))
    return rows


def _values(unit: str, claims: list[Stated]) -> list[_Value]:
    found: dict[tuple[str, str, str], _Value] = {}
    for claim in claims:
        number = None if claim.unit == "date" else _converted(claim.value, claim.unit, unit)
        high = claim.value_high if number is None else plain(_converted(claim.value_high, claim.unit, unit))
        text = claim.value if number is None else plain(number)
        entry = found.setdefault((text, high, claim.relation), _Value(text, high, claim.relation, number, []))
        entry.claims.append(claim)
    return [found[key] for key in sorted(found, key=lambda key: (found[key].number or Decimal(0), *key))]


def _converted(value: str, unit: str, to: str) -> Decimal | None:
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if unit == to else convert(number, unit, to)


def _outliers(values: list[_Value]) -> list[str]:
    """The mark of each value: the cluster around the value that most articles agree with is in, the others are out."""
    backing = [set().union(*(other.articles for other in values if _together(value, other))) for value in values]
    sizes = [len(articles) for articles in backing]
    best = max(sizes)
    centre = values[sizes.index(best)]
    inside = [_together(value, centre) for value in values]
    if all(inside):
        return ["" for _ in values]
    apart = max(len(backing[at]) for at, near in enumerate(inside) if not near)
    return ["?" if apart >= best else "" if near else "1" for near in inside]


def _together(a: _Value, b: _Value) -> bool:
    if a is b:
        return True
    if a.number is None or b.number is None:
        return a.number is b.number and compare_dates(a.text, b.text) in {"equal", "coarser", "finer"}
    if a.high or b.high:
        return (a.text, a.high) == (b.text, b.high) or _within(a, b) or _within(b, a)
    if a.relation in _BOUNDS or b.relation in _BOUNDS:
        return _keeps(a.number, b) and _keeps(b.number, a)
    step = max(_step(a.number), _step(b.number))
    return abs(a.number - b.number) <= step / 2 and abs(a.number - b.number) <= _ROUNDING * max(
        abs(a.number), abs(b.number)
    )


def _keeps(number: Decimal, bound: _Value) -> bool:
    assert bound.number is not None
    if bound.relation in {">", ">="}:
        return number >= bound.number
    return number <= bound.number if bound.relation in {"<", "<="} else True


def _within(value: _Value, span: _Value) -> bool:
    if not span.high or value.high or value.number is None or span.number is None:
        return False
    return span.number <= value.number <= Decimal(span.high)


def _step(number: Decimal) -> Decimal:
    """Worth of the last digit that is not a trailing zero."""
    exponent = number.normalize().as_tuple().exponent
    return Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
