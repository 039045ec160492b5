"""Units: our factors against pint's, compatibility, round trips."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pint
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.tables import read_table
from pipeline.units import compatible, convert, dimension, parse_unit

PINT = pint.UnitRegistry()
# what pint does not know (shares, money, counts, Chinese units) is left out
with (Path(__file__).parent / "cases" / "units_pint.csv").open(encoding="utf-8") as file:
    NAMES = {row["ours"]: row["pint"] for row in csv.DictReader(file)}
BASES = {
    "bit": "bit", "g": "gram", "m": "meter", "s": "second", "A": "ampere", "V": "volt", "W": "watt", "N": "newton",
    "Pa": "pascal",
}  # fmt: skip
OURS = {row["name"]: row for row in read_table("unit_factors.csv")}


@pytest.mark.parametrize("name", sorted(NAMES.keys() & OURS.keys()))
def test_factors_agree_with_pint(name: str) -> None:
    """One unit in the base that our table names, computed by pint."""
    row = OURS[name]
    target = PINT.Quantity(1.0)
    for part in filter(None, row["dimension"].split("*")):
        unit, _, power = part.partition("^")
        target *= PINT.Quantity(1.0, BASES[unit]) ** int(power or 1)
    ours = float(Decimal(row["factor"]))
    theirs = (PINT.Quantity(NAMES[name]) / target).to_base_units()
    assert theirs.dimensionless
    assert theirs.magnitude == pytest.approx(ours, rel=1e-6)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("GB/s", "Gbps", True), ("TB", "GB", True), ("km", "li", True), ("kWh", "Wh", True), ("kW", "kWh", False),
        ("USD", "CNY", False), ("USD/GPU/hour", "USD/GPU/hour", True), ("percent", "percentage_point", False),
        ("count", "vehicle", True), ("person", "vehicle", False), ("person-time", "person", True),
        ("GPU*hour", "hour", False),
    ],
)  # fmt: skip
def test_compatible(a: str, b: str, expected: bool) -> None:
    assert compatible(a, b) is expected
    assert compatible(b, a) is expected


UNITS = st.sampled_from([name for name in OURS if not name.startswith("#")])


@given(UNITS, UNITS, st.decimals("0.001", "1e6", places=3))
def test_converting_there_and_back(a: str, b: str, value: Decimal) -> None:
    there = convert(value, a, b)
    assert (there is not None) == compatible(a, b)
    if there is not None:
        back = convert(there, b, a)
        assert back is not None
        assert abs(back - value) <= abs(value) * Decimal("1e-20")


@given(st.text(alphabet="kMGTWhmsBbit/*^2 万元USD个 -", max_size=12))
def test_any_spelling_is_read_or_refused(text: str) -> None:
    try:
        parse_unit(text)
    except ValueError:
        assert not compatible(text, "km")
    else:
        assert isinstance(dimension(text), str)
