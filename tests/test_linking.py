"""Whose number is it and what does it measure: sentences, annotated pages of many domains, laws."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.claims import quantity_claims
from pipeline.extract.linking.fit import unit_fit
from pipeline.extract.linking.opinion import Opinion
from pipeline.extract.quantities import quantities
from pipeline.extract.vocabulary import counted
from pipeline.model import Claim, CleanPage, Pack, Term
from pipeline.packs import load_pack

HERE = Path(__file__).parent
PAGES = sorted(path.stem for path in (HERE / "linking").glob("*.txt"))
MARK = re.compile(r"⟦([^|⟧]*)\|([^|⟧]*)\|([^|⟧]*)⟧")
FLOOR_ENTITY, FLOOR_METRIC, CEILING_PULLED = 0.93, 0.90, 0.25


def rows(name: str) -> list[dict[str, str]]:
    with (HERE / "cases" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def pack_of(name: str) -> Pack:
    return load_pack(str(HERE / "linking" / name))


def read_page(name: str) -> tuple[str, list[tuple[int, int, str, str]]]:
    """The text without marks, and (start, end, entity, metric) of each marked number."""
    marked = (HERE / "linking" / f"{name}.txt").read_text(encoding="utf-8").rstrip("\n")
    text, gold, last = "", [], 0
    for match in MARK.finditer(marked):
        text += marked[last : match.start()]
        gold.append((len(text), len(text) + len(match[1]), match[2], match[3]))
        text, last = text + match[1], match.end()
    return text + marked[last:], gold


@cache
def claims_of(name: str) -> tuple[Claim, ...]:
    text, _ = read_page(name)
    return quantity_claims(CleanPage.from_text(text, name), pack_of(name))


def overlapping(claims: tuple[Claim, ...], start: int, end: int) -> Claim | None:
    found = [claim for claim in claims if claim.start < end and claim.end > start]
    return max(found, key=lambda claim: min(claim.end, end) - max(claim.start, start), default=None)


def claim_with(text: str, pack: str, quote: str, published: str = "") -> Claim | None:
    clean = CleanPage.from_text(f"无题\n\n{text}", "case", published)
    at = clean.text.rindex(quote)
    return overlapping(quantity_claims(clean, pack_of(pack)), at, at + len(quote))


@pytest.mark.parametrize("case", rows("sentences.csv"), ids=lambda case: case["label"])
def test_sentence(case: dict[str, str]) -> None:
    claim = claim_with(case["text"], case["pack"], case["quote"])
    assert claim is not None
    if case["metric"]:
        assert (claim.entity, claim.metric) == (case["entity"], case["metric"])
    else:
        assert not claim.metric


@pytest.mark.parametrize("case", rows("sentences_context.csv"), ids=lambda case: case["label"])
def test_context(case: dict[str, str]) -> None:
    claim = claim_with(case["text"], "earnings", case["quote"], case["published"])
    assert claim is not None
    assert (claim.time, claim.speaker, claim.modality) == (case["time"], case["speaker"], case["modality"])


@pytest.mark.parametrize("case", rows("sentences_units.csv"), ids=lambda case: case["label"])
def test_unit(case: dict[str, str]) -> None:
    claim = claim_with(case["text"], case["pack"], case["quote"])
    assert claim is not None
    assert claim.quantity is not None
    assert claim.quantity.unit == case["unit"]


def test_pages_of_many_domains() -> None:
    """Floors over all annotated pages together: entities, metrics, numbers pulled to a metric that they have not."""
    right = {"entity": 0, "metric": 0, "pulled": 0}
    total = {"entity": 0, "metric": 0, "pulled": 0}
    for name in PAGES:
        for start, end, entity, metric in read_page(name)[1]:
            claim = overlapping(claims_of(name), start, end)
            if claim is None:
                continue
            for kind, wanted, said in (("entity", entity, claim.entity), ("metric", metric, claim.metric)):
                total[kind] += bool(wanted)
                right[kind] += bool(wanted) and said == wanted
            total["pulled"] += not metric
            right["pulled"] += not metric and bool(claim.metric)
    assert right["entity"] >= FLOOR_ENTITY * total["entity"], (right, total)
    assert right["metric"] >= FLOOR_METRIC * total["metric"], (right, total)
    assert right["pulled"] <= CEILING_PULLED * total["pulled"], (right, total)


@pytest.mark.parametrize("name", PAGES)
def test_links_are_ordered_shares_of_belief(name: str) -> None:
    text, _ = read_page(name)
    for claim in claims_of(name):
        assert text[claim.start : claim.end] == claim.quote
        scores = [link.score for link in claim.links]
        assert scores == sorted(scores, reverse=True)
        assert sum(scores) <= 1.001
        assert len({(link.entity, link.metric) for link in claim.links}) == len(scores)


@pytest.mark.parametrize("name", PAGES[:2])
def test_order_of_the_pack_does_not_matter(name: str) -> None:
    pack = pack_of(name)
    turned = replace(pack, digest="", terms=tuple(reversed(pack.terms)), figures=tuple(reversed(pack.figures)))
    text, _ = read_page(name)
    again = quantity_claims(CleanPage.from_text(text, name), turned)
    assert [(claim.entity, claim.metric) for claim in again] == [
        (claim.entity, claim.metric) for claim in claims_of(name)
    ]


@pytest.mark.parametrize("name", PAGES[:2])
def test_values_do_not_matter(name: str) -> None:
    """Linking never looks at the values of figures."""
    pack = pack_of(name)
    blind = replace(pack, digest="", figures=tuple(replace(figure, value=None) for figure in pack.figures))
    text, _ = read_page(name)
    assert quantity_claims(CleanPage.from_text(text, name), blind) == claims_of(name)


@given(
    st.lists(
        st.sampled_from(
            [
                "帆遥",
                "云帆 X3",
                "营收",
                "同比增长",
                "30 亿元",
                "，",
                "。",
                "\n",
                "\t",
                "分别为",
                "和",
                "7%",
                "该公司",
                " ",
            ]
        ),
        max_size=30,
    )
)
@settings(max_examples=60, deadline=None)
def test_any_text_gives_claims_in_place(pieces: list[str]) -> None:
    clean = CleanPage.from_text("".join(pieces))
    for claim in quantity_claims(clean, pack_of("earnings")):
        assert clean.text[claim.start : claim.end] == claim.quote
        assert claim.quote in claim.sentence or "\n" in claim.quote or "\t" in claim.quote


@pytest.mark.parametrize(
    ("unit", "wanted", "least", "most"),
    [
        ("GB/s", "TB/s", 1.0, 1.0),
        ("kW", "kWh", 0.4, 0.5),
        ("km", "kg", 0.0, 0.0),
        ("mg/week", "mg", 0.6, 0.8),
        ("mg", "kg", 0.5, 0.9),
        ("USD", "CNY", 0.3, 0.5),
        ("date", "year", 0.0, 0.0),
        ("", "times", 0.8, 0.9),
    ],
)
def test_unit_fit(unit: str, wanted: str, least: float, most: float) -> None:
    assert least <= unit_fit(unit, wanted) <= most


def test_words_tell_metrics_apart() -> None:
    """The last clause counts most; names of the pack share their parts; a text without known words says nothing."""
    opinion = Opinion(pack_of("earnings"))
    found = opinion.cosines(["帆遥科技的销售费用压得很低", "研发投入却在加码"])
    assert max(found, key=lambda metric: found[metric]) == "rd_expense"
    assert found == opinion.cosines(["帆遥科技的销售费用压得很低", "研发投入却在加码"])
    assert opinion.cosines(["甲乙丙丁"]) == {}


def test_second_opinion_is_asked_where_two_metrics_are_close() -> None:
    """Pages without a close race load neither jieba nor scikit-learn."""
    code = (
        "import sys; from pipeline.extract.claims import quantity_claims; from pipeline.packs import load_pack;"
        "from pipeline.model import CleanPage; pack = load_pack(sys.argv[1]);"
        "quantity_claims(CleanPage.from_text('题\\n\\n帆遥科技营业收入 412.6 亿元。'), pack);"
        "sys.exit('sklearn' in sys.modules or 'jieba' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code, str(HERE / "linking/earnings")], check=False).returncode == 0


def test_units_that_the_pack_counts() -> None:
    """比特 are qubits where the pack counts qubits and measures nothing in bits."""
    terms = (Term("qubits", "metric", "量子比特数", ("比特数",), unit="qubit"),)
    (found,) = counted(quantities("芯片有 72 个比特"), Pack("p", "", terms=terms))
    assert found.unit == "qubit"
    memory = Term("width", "metric", "位宽", unit="bit")
    (found,) = counted(quantities("芯片有 72 个比特"), Pack("p", "", terms=(*terms, memory)))
    assert found.unit == "bit"
