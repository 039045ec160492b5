"""The check: comparator, dates, whole judgements, laws."""

from __future__ import annotations

import csv
import json
import pickle
import random
import re
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.check import CHECK_RULES, check_claims, reasoning
from pipeline.check.comparing import compare
from pipeline.check.consistency import CONSISTENCY_COLUMNS, Stated, compare_articles
from pipeline.check.dates import compare_dates
from pipeline.check.deriving import derive
from pipeline.check.packview import view_of
from pipeline.check.scopes import rank, surroundings
from pipeline.extract import extract_claims, quantities
from pipeline.extract.quantities import claimable
from pipeline.model import Claim, CleanPage, FactLink, Figure, Link, Pack, Quantity, Term, Verdict
from pipeline.packs import load_pack

HERE = Path(__file__).parent


def rows(name: str) -> list[dict[str, str]]:
    with (HERE / "cases" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


@lru_cache(maxsize=1)
def pack() -> Pack:
    return load_pack(HERE / "packs" / "compare")


def quantity_of(text: str, quote: str = "", published: str = "") -> Quantity:
    found = [quantity for quantity in quantities(text, published) if claimable(quantity)]
    if quote:
        at = text.index(quote)
        found = [quantity for quantity in found if quantity.start < at + len(quote) and at < quantity.end]
    return found[-1]


def figure_of(row: dict[str, str]) -> Figure:
    date = row["value"] if row["unit"] == "date" else ""
    value = None if date else Decimal(row["value"])
    high = Decimal(row["value_high"]) if row["value_high"] else None
    return Figure("f", "e", "m", value, high, row["unit"], row["relation"], formula=row["formula"], date=date)  # type: ignore[arg-type]


@pytest.mark.parametrize("row", rows("compare.csv"), ids=lambda row: row["label"])
def test_compare(row: dict[str, str]) -> None:
    term = Term("m", "metric", row["metric"], unit=row["unit"])
    found = compare(quantity_of(row["text"]), figure_of(row), term)
    assert (found.outcome, found.reason) == (row["outcome"], row["reason"])


@pytest.mark.parametrize("row", rows("compare_dates.csv"), ids=lambda row: f"{row['claim']} {row['source']}")
def test_dates(row: dict[str, str]) -> None:
    assert compare_dates(row["claim"], row["source"]) == row["outcome"]


def claim_of(row: dict[str, str], published: str = "2025-07-01") -> tuple[Claim, CleanPage]:
    text = row["text"]
    quantity = quantity_of(text, row["quote"], published)
    dates = [q for q in quantities(text, published) if q.kind == "date" and q.end <= quantity.start]
    sentence = next(part for part in re.findall(r"[^。]+。", text) if quantity.quote in part)
    claim = Claim(
        "p-0001",
        "quantity",
        quantity.quote,
        quantity.start,
        quantity.end,
        sentence,
        quantity,
        row["entity"],
        row["metric"],
        (Link(row["entity"], row["metric"], float(row["score"] or 0.95)),),
        time="" if quantity.date or not dates else dates[-1].date,
    )
    return claim, CleanPage.from_text(text, "p", published)


@pytest.mark.parametrize("row", rows("compare_pages.csv"), ids=lambda row: row["label"])
def test_judgement(row: dict[str, str]) -> None:
    claim, clean = claim_of(row)
    (verdict,) = check_claims((claim,), pack(), clean)
    assert (verdict.verdict, verdict.reason) == (row["verdict"], row["reason"])
    if row["figure"]:
        assert verdict.figure == row["figure"]
    assert verdict.explanation.strip()
    assert claim.quote in verdict.explanation


@pytest.mark.parametrize("row", rows("compare_pages.csv"), ids=lambda row: row["label"])
def test_laws_of_a_judgement(row: dict[str, str]) -> None:
    """The order of figures does not matter, forecasts are not refuted, the reasoning is plain data."""
    claim, clean = claim_of(row)
    (verdict,) = check_claims((claim,), pack(), clean)
    turned = replace(pack(), digest="", figures=tuple(reversed(pack().figures)))
    (other,) = check_claims((claim,), turned, clean)
    assert (other.verdict, other.reason, other.figure) == (verdict.verdict, verdict.reason, verdict.figure)
    (forecast,) = check_claims((replace(claim, modality="forecast"),), pack(), clean)
    assert forecast.verdict != "refuted"
    found = reasoning(claim, pack(), clean)
    assert found["verdict"] == verdict.verdict
    assert json.loads(json.dumps(found)) == found
    assert pickle.loads(pickle.dumps(verdict)) == verdict
    assert 0 <= verdict.confidence <= 1


@pytest.mark.parametrize("row", rows("check_beside.csv"), ids=lambda row: row["label"])
def test_beside(row: dict[str, str]) -> None:
    clean = CleanPage.from_text("无题\n\n" + row["text"].replace("\\n", "\n").replace("\\t", "\t"), "page")
    claims = extract_claims(clean, pack())
    verdicts = check_claims(claims, pack(), clean)
    start = clean.text.rindex(row["quote"])
    found = next(v for c, v in zip(claims, verdicts, strict=True) if c.start <= start < c.end and c.kind == "quantity")
    assert (found.verdict, found.reason) == (row["verdict"], row["reason"])


@pytest.fixture(scope="module")
def county() -> Pack:
    return load_pack(Path(__file__).parent / "packs" / "county")


def read_whole(text: str, pack: Pack) -> list[tuple[Claim, Verdict]]:
    page = CleanPage.from_text(text, published="2025-09-01")
    claims = extract_claims(page, pack)
    judged = zip(claims, check_claims(claims, pack, page), strict=True)
    return [(claim, verdict) for claim, verdict in judged if claim.quantity is not None]


@pytest.mark.parametrize("row", rows("editor.csv"), ids=lambda row: row["label"])
def test_editor(row: dict[str, str], county: Pack) -> None:
    at = row["text"].rfind(row["quote"])
    judged = read_whole(row["text"], county)
    (said,) = [verdict for claim, verdict in judged if claim.start < at + len(row["quote"]) and at < claim.end][:1]
    assert (said.verdict, said.reason) == (row["verdict"], row["reason"] or said.reason), said.explanation


@pytest.mark.parametrize("row", rows("not_refuted.csv"), ids=lambda row: row["label"])
def test_not_refuted(row: dict[str, str]) -> None:
    pack = load_pack(HERE / "packs" / (row["pack"] or "county"))
    named = "、".join(term.name for term in pack.terms if term.kind == "entity")
    for title in ("", f"{named}：一周见闻\n\n"):
        for claim, verdict in read_whole(title + row["text"], pack):
            assert verdict.verdict != "refuted", (claim.quote, verdict.explanation)


def test_catalogue() -> None:
    """One rule for each reason of the contract, each in docs/codes.md; the check emits no other."""
    codes = [rule.code for rule in CHECK_RULES]
    assert len(codes) == len(set(codes)) == 18
    documented = (HERE.parent / "docs" / "codes.md").read_text(encoding="utf-8")
    assert [code for code in codes if f"`{code}`" not in documented] == []
    for row in rows("compare_pages.csv"):
        assert row["reason"] in codes
        assert next(rule for rule in CHECK_RULES if rule.code == row["reason"]).kind == row["verdict"]


@pytest.mark.parametrize(
    ("fact", "same", "score", "verdict", "reason"),
    [
        ("f.cooling", True, 0.95, "supported", "exact"),
        ("f.cooling", False, 0.95, "refuted", "fact_contradicted"),
        ("f.fan", True, 0.95, "refuted", "fact_contradicted"),
        ("f.fan", False, 0.95, "supported", "exact"),
        ("f.fan", True, 0.05, "not_enough_info", "no_source"),
    ],
)
def test_facts(fact: str, same: bool, score: float, verdict: str, reason: str) -> None:
    text = "青梧一号采用液冷。"
    claim = Claim("p-1", "technical", text, 0, len(text), text, facts=(FactLink(fact, score, same),))
    (found,) = check_claims((claim,), pack(), CleanPage.from_text(text))
    assert (found.verdict, found.reason) == (verdict, reason)


def test_equal_facts_of_opposite_truth_are_ambiguous() -> None:
    links = (FactLink("f.cooling", 0.95, True), FactLink("f.fan", 0.95, True))
    claim = Claim("p-1", "technical", "用液冷，带风扇", 0, 7, "用液冷，带风扇", facts=links)
    (found,) = check_claims((claim,), pack(), CleanPage.from_text("用液冷，带风扇"))
    assert (found.verdict, found.reason) == ("not_enough_info", "ambiguous")


@settings(max_examples=60, deadline=None)
@given(
    st.decimals(min_value="0.01", max_value="999999", places=2, allow_nan=False),
    st.sampled_from(["=", "~", ">", ">=", "<", "<="]),
    st.sampled_from(["=", "~", ">", ">=", "<", "<=", "range"]),
    st.sampled_from(["GB/s", "kWh", "percent", "times", "CNY", "chip", "count"]),
)
def test_no_figure_refutes_its_own_value(value: Decimal, said: str, known: str, unit: str) -> None:
    """A claim of the very value of a figure is never a plain value mismatch, whatever the relations."""
    quantity = Quantity(0, 1, "x", "number", value, unit=unit, relation=said, precision=Decimal("0.01"))  # type: ignore[arg-type]
    high = value * 2 if known == "range" else None
    figure = Figure("f", "e", "m", value, high, unit, known)  # type: ignore[arg-type]
    assert compare(quantity, figure).reason != "value_mismatch"


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 9999), st.integers(1, 9999))
def test_support_needs_the_digits(said: int, known: int) -> None:
    """A bare number that is not the rounding of the figure is never supported; no claim is finer than its support."""
    quantity = Quantity(0, 1, "x", "number", Decimal(said), unit="chip", precision=Decimal(1))
    found = compare(quantity, Figure("f", "e", "m", Decimal(known), unit="chip"))
    assert (found.outcome == "agree") == (said == known)


def test_random_numbers_are_no_derivations() -> None:
    """No numerology: of 1,000 random numbers in a sentence that calls for arithmetic, none is derived."""
    rng = random.Random(7)
    text = "按每 GPU 小时的租金折算，合计用去，同比增长，占比，平均每颗"
    operands = [figure for figure in pack().figures if figure.value is not None][:8]
    units = ["CNY", "percent", "times", "GPU*hour", "chip", "CNY/GPU/hour"]
    for number in range(1000):
        value = Decimal(rng.randint(10000, 99999)).scaleb(rng.randint(-3, 6))
        role = rng.choice(["", "increase", "decrease"])
        quantity = Quantity(0, 1, "x", "number", value, unit=units[number % len(units)], role=role)
        claim = Claim("p-1", "quantity", "x", 0, 1, text, quantity, "qingwu", "revenue")
        assert derive(claim, quantity, operands) is None, value


def test_recomputed_from_what_the_paragraph_states() -> None:
    """Hours times price, both stated and supported beside it, support a cost that the pack does not have."""
    text = "青梧一号用了 278.8 万 GPU 小时。按每 GPU 小时 2 元的租金折算，总成本 557.6 万元。"
    found = [quantity for quantity in quantities(text) if claimable(quantity)]
    pairs = [("q1", "gpu_hours"), ("q1", "gpu_price"), ("q1", "cost")]
    claims = tuple(
        Claim(
            f"p-{at}",
            "quantity",
            quantity.quote,
            quantity.start,
            quantity.end,
            text[: text.index("。") + 1] if at == 0 else text[text.index("。") + 1 :],
            quantity,
            entity,
            metric,
            (Link(entity, metric, 0.95),),
        )
        for at, (quantity, (entity, metric)) in enumerate(zip(found, pairs, strict=True))
    )
    *_, cost = check_claims(claims, pack(), CleanPage.from_text(text))
    assert (cost.verdict, cost.reason, cost.figure) == ("supported", "derived", "q1.gpu_hours|q1.gpu_price")
    assert "278.8 万 GPU 小时 × 2 元/GPU/小时 = 557.6 万元" in cost.explanation


UNITS = ["", "TB/s", "Tb/s", "W", "kWh", "CNY", "USD", "percent", "percentage_point", "times", "chip", "count", "hour"]
UNITS += ["day", "GPU*hour", "CNY/GPU/hour", "person", "nonsense unit", "date"]


@settings(max_examples=150, deadline=None)
@given(
    st.decimals(min_value="-1e18", max_value="1e18", allow_nan=False, allow_infinity=False),
    st.one_of(st.none(), st.decimals(min_value="0", max_value="1e18", allow_nan=False, allow_infinity=False)),
    st.sampled_from(UNITS),
    st.sampled_from(["=", "~", ">", ">=", "<", "<=", "range"]),
    st.one_of(st.none(), st.sampled_from([Decimal("1e-9"), Decimal("0.1"), Decimal(1), Decimal("1e9")])),
    st.sampled_from(["", "ratio", "excess", "increase", "decrease", "from", "to", "part"]),
    st.sampled_from(["", "2024", "2024-08", "--08-28", "2024-Q3", "someday"]),
)
def test_nothing_makes_it_fail(
    value: Decimal,
    high: Decimal | None,
    unit: str,
    relation: str,
    precision: Decimal | None,
    role: str,
    date: str,
) -> None:
    """Whatever a reader hands over, every pair of the pack gives a verdict with an explanation."""
    text = "青梧一号的显存带宽为 x，去年同期则是 y。"
    quantity = Quantity(12, 13, "x", "number", value, high, unit, "", relation, precision, date, role=role)  # type: ignore[arg-type]
    pairs = sorted({(figure.entity, figure.metric) for figure in pack().figures})
    links = tuple(Link(entity, metric, 0.9 - 0.03 * at) for at, (entity, metric) in enumerate(pairs))
    claims = [
        Claim("p-1", "quantity", "x", 12, 13, text, quantity, entity, metric, links, time="去年")
        for entity, metric in pairs
    ]
    for verdict in check_claims(claims, pack(), CleanPage.from_text(text), "en"):
        assert verdict.explanation
        assert verdict.reason in {rule.code for rule in CHECK_RULES}


def test_verdicts_keep_order_and_ids() -> None:
    claims = []
    for at, row in enumerate(rows("compare_pages.csv")[:5]):
        claim, clean = claim_of(row)
        claims.append(replace(claim, claim_id=f"x-{at}"))
    found = check_claims(claims, pack(), clean)
    assert [verdict.claim_id for verdict in found] == [claim.claim_id for claim in claims]
    assert all(isinstance(verdict, Verdict) for verdict in found)


def test_scope_is_chosen_by_the_nearest_words() -> None:
    text = "设计指标是 92%，量产实测却只有 88%。"
    figures = [figure for figure in pack().figures if figure.metric == "yield_rate"]
    features = view_of(pack()).scopes
    for quote, chosen in (("92%", "q1.yield_design"), ("88%", "q1.yield_actual")):
        at = text.index(quote)
        assert rank(figures, features, surroundings(text, at, at + len(quote)))[0].figure.id == chosen


def stated(claim: str, doc: str, value: str, relation: str = "=", unit: str = "chip", scope: str = "") -> Stated:
    return Stated(claim, doc, "qingwu", "shipments", scope, "2024", unit, value, "", relation)


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ([stated("a-1", "a", "126410"), stated("b-1", "b", "126410")], [("126410", "a|b", "")]),
        ([stated("a-1", "a", "126410"), stated("a-2", "a", "99999")], []),
        (
            [stated("a-1", "a", "126410"), stated("b-1", "b", "126000"), stated("c-1", "c", "162410")],
            [("126000", "b", ""), ("126410", "a", ""), ("162410", "c", "1")],
        ),
        ([stated("a-1", "a", "126410"), stated("b-1", "b", "99999")], [("99999", "b", "?"), ("126410", "a", "?")]),
        (
            [stated("a-1", "a", "126410"), stated("b-1", "b", "120000", ">"), stated("c-1", "c", "130000", ">")],
            [("120000", "b", ""), ("126410", "a", ""), ("130000", "c", "1")],
        ),
        ([stated("a-1", "a", "1"), stated("b-1", "b", "1", unit="CNY")], []),
        ([stated("a-1", "a", "1"), stated("b-1", "b", "2", scope="出口")], []),
    ],
)
def test_consistency(claims: list[Stated], expected: list[tuple[str, str, str]]) -> None:
    found = compare_articles(claims)
    assert [(row["value"], row["articles"], row["outlier"]) for row in found] == expected
    assert all(tuple(row) == CONSISTENCY_COLUMNS for row in found)
    assert compare_articles(reversed(claims)) == found
