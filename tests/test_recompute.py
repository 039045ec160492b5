"""Operations that a sentence spells out: growth, ratios, differences, shares, totals, values per head."""

from __future__ import annotations

import csv
import random
from functools import lru_cache
from pathlib import Path

import pytest

from pipeline.check import check_claims
from pipeline.extract import extract_claims
from pipeline.model import Claim, CleanPage, Pack, Verdict
from pipeline.packs import load_pack

HERE = Path(__file__).parent


def rows() -> list[dict[str, str]]:
    with (HERE / "cases/recompute.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


@lru_cache(maxsize=1)
def tractors() -> Pack:
    return load_pack(HERE / "packs/tractors")


def judged(text: str) -> list[tuple[Claim, Verdict]]:
    page = CleanPage.from_text(text, published="2025-09-01")
    claims = extract_claims(page, tractors())
    found = zip(claims, check_claims(claims, tractors(), page), strict=True)
    return [(claim, verdict) for claim, verdict in found if claim.quantity is not None]


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["label"])
def test_operation(row: dict[str, str]) -> None:
    at = row["text"].rfind(row["quote"])
    said = next(v for claim, v in judged(row["text"]) if claim.start < at + len(row["quote"]) and at < claim.end)
    assert (said.verdict, said.reason) == (row["verdict"], row["reason"] or said.reason), said.explanation
    assert not row["figure"] or said.figure == row["figure"]
    assert said.reason != "derived" or "=" in said.explanation  # the arithmetic is shown


def test_documents_of_all_operands_are_named() -> None:
    *_, (_, said) = judged("绿野重工的营收约为青禾的 1.39 倍。")
    assert "农机协会统计" in said.explanation
    assert "年度报告" in said.explanation


def test_random_numbers_find_no_operation() -> None:
    """No numerology: of 1,000 random numbers of the right unit, in sentences without an operation, none is derived."""
    rng = random.Random(11)
    sentences = (
        "青禾股份 2024 年营收 36.8 亿元，厂区绿化率 {share}%，T5 售价 39.8 万元，食堂补贴 {money} 万元。",
        "T5 整机质量 9.2 吨，绿野重工 2024 年营收 51 亿元，办公楼用了 {mass} 吨钢材，会上谈到 {times} 倍的热情。",
    )
    for number in range(500):
        numbers = {
            "share": rng.randint(1, 99),
            "money": rng.randint(1, 999),
            "mass": f"{rng.randint(1, 99) / 10:.1f}",
            "times": f"{rng.randint(11, 60) / 10:.1f}",
        }
        text = sentences[number % 2].format(**numbers)
        assert not any(verdict.reason == "derived" for _, verdict in judged(text)), text
