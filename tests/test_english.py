"""The English quantity reader: one row a case."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.english import english_quantities
from pipeline.model import Quantity

CASES = Path(__file__).parent / "cases" / "english_quantities.csv"


def rows() -> list[dict[str, str]]:
    with CASES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def shown(quantity: Quantity) -> str:
    value = quantity.date or str(quantity.value)
    high = quantity.date_high or (str(quantity.value_high) if quantity.value_high is not None else "")
    return (
        f"{value}-{high} {quantity.unit} {quantity.relation}"
        if high
        else f"{value} {quantity.unit} {quantity.relation}"
    )


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["label"])
def test_case(row: dict[str, str]) -> None:
    found = english_quantities(row["text"])
    assert "; ".join(map(shown, found)) == row["expected"]


@given(st.text(alphabet="0123456789 .,-%$xKMBaepr/to()and\n", max_size=120))
def test_laws(text: str) -> None:
    end = 0
    for quantity in english_quantities(text):
        assert quantity.start >= end
        assert text[quantity.start : quantity.end] == quantity.quote
        end = quantity.end
