"""The Chinese quantity reader: a case is a row of cases/quantities*.csv; the article appeared on 2025-02-03."""

from __future__ import annotations

import csv
import time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract import extract_claims
from pipeline.extract.quantities import claimable, quantities
from pipeline.model import CleanPage, Figure, Pack, Quantity, Term

CASES = [Path(__file__).parent / "cases" / name for name in ("quantities.csv", "quantities_prose.csv")]
PUBLISHED = "2025-02-03"
ALPHABET = (
    "0123456789.,，、。%‰万亿千百十几多余半点分之一二三四五六七八九两零负约近超不足以上下左右"
    "年月日号到至-~元美斤个块倍成折 \n\tKMBGPUW小时每/（）()"
)


def rows() -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for path in CASES:
        with path.open(encoding="utf-8", newline="") as file:
            found += csv.DictReader(file)
    return found


def shown(quantity: Quantity) -> str:
    value = quantity.date or str(quantity.value)
    high = quantity.date_high or (str(quantity.value_high) if quantity.value_high is not None else "")
    parts = (f"{value}..{high}" if high else value, quantity.unit or "-", quantity.relation, quantity.role)
    return " ".join(part for part in (*parts, "" if claimable(quantity) else "(no claim)") if part)


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["text"])
def test_case(row: dict[str, str]) -> None:
    assert "; ".join(map(shown, quantities(row["text"], PUBLISHED))) == row["expected"]


@given(st.text(alphabet=ALPHABET, max_size=80))
def test_laws(text: str) -> None:
    end = 0
    for quantity in quantities(text, PUBLISHED):
        assert quantity.start >= end
        assert quantity.end > quantity.start
        assert text[quantity.start : quantity.end] == quantity.quote
        end = quantity.end
    assert quantities(text, PUBLISHED) == quantities(text, PUBLISHED)


@pytest.mark.parametrize(
    "piece", ["1", "一", "百", "1,", "1万", "约", "3、", "2024年", "半", "(", "1/", "12-", "每", " ", "\t5"]
)
def test_time_is_linear(piece: str) -> None:
    """Ten times the text takes about ten times as long, never a hundred times: no pattern backtracks."""

    def seconds(repeats: int) -> float:
        text = piece * repeats
        begun = time.process_time()
        quantities(text)
        return time.process_time() - begun

    seconds(100)
    short = max(seconds(1_000), 1e-3)
    assert seconds(10_000) < 60 * short


def test_numbers_in_names_of_the_pack() -> None:
    pack = Pack("p", "", terms=(Term("x", "entity", "翔鹰 450"), Term("s", "metric", "时速", unit="km/h")))
    claims = extract_claims(CleanPage.from_text("翔鹰 450 试验列车跑出时速 453 公里，翔鹰450 辆辆满载。"), pack)
    assert [claim.quote for claim in claims] == ["453 公里"]


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("沧溟号每天的油耗为 82 吨。", "t/day"),
        ("沧溟号的油耗为 82 吨。", "t"),
        ("沧溟号每天出海，一年的油耗为 82 吨。", "t"),
    ],
)
def test_period_of_the_metric(text: str, unit: str) -> None:
    """The unit gains the period of the metric where that is the last one that the sentence names."""
    ship, fuel = Term("ship", "entity", "沧溟号"), Term("fuel", "metric", "油耗", unit="t/day")
    figure = Figure("f", "ship", "fuel", Decimal(82), unit="t/day")
    pack = Pack("p", text, terms=(ship, fuel), figures=(figure,))
    claims = extract_claims(CleanPage.from_text(text), pack)
    assert [claim.quantity.unit for claim in claims if claim.quantity and claim.metric] == [unit]
