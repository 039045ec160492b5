"""The product end to end on annotated pages: scores against pinned floors, the gold itself, outcomes and counts."""

from __future__ import annotations

import json
from pathlib import Path

import gate
import pytest

from pipeline.check import CHECK_RULES
from pipeline.packs import load_pack
from pipeline.units import parse_unit

SUITES = {suite.name: suite for suite in gate.suites()}
GOLD = [
    (suite.name, path.name.removesuffix(".clean.txt"))
    for suite in SUITES.values()
    for path in sorted(suite.gold.glob("*.clean.txt"))
]
REASONS = {rule.code: rule.kind for rule in CHECK_RULES}


def test_floors(outputs: dict[str, Path]) -> None:
    scores = {name: gate.score_suite(suite, outputs[name]) for name, suite in SUITES.items()}
    broken = gate.broken_floors({name: score.measures() for name, score in scores.items()}, gate.read_floors())
    assert not broken, "\n".join([*broken, *(line for score in scores.values() for line in score.wrong)])


def test_update_refuses_to_lower(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(gate, "FLOORS", tmp_path / "floors.json")

    def scores(titles: float, accusations: float) -> gate.Scores:
        return {name: {"titles": titles, "false_accusations": accusations} for name in SUITES}

    assert gate.update(scores(0.9, 1.0), new_gold=False), "nothing is pinned yet"
    assert gate.update(scores(0.9, 1.0), new_gold=True) == []
    for worse in (scores(0.8, 1.0), scores(0.9, 2.0)):
        assert gate.update(worse, new_gold=False)
        assert gate.update(worse, new_gold=True), "the gold is the pinned one"
    assert gate.broken_floors(scores(0.9, 1.0), gate.read_floors()) == []
    assert gate.update(scores(1.0, 0.0), new_gold=False) == []
    assert gate.broken_floors(scores(0.9, 1.0), gate.read_floors())


@pytest.mark.parametrize(("suite", "name"), GOLD)
def test_gold_is_well_formed(suite: str, name: str) -> None:
    folder, pack = SUITES[suite].gold, load_pack(SUITES[suite].pack)
    text = (folder / f"{name}.clean.txt").read_text(encoding="utf-8")
    title, _, body = text.partition("\n\n")
    assert title
    assert body
    assert "\n\n" not in body.rstrip("\n")
    rows = gate.read_rows(folder / f"{name}.claims.csv")
    gate.places(rows, text)
    terms = {term.id for term in pack.terms}
    evidence = {figure.id for figure in pack.figures} | {fact.id for fact in pack.facts}
    for row in rows:
        assert REASONS[row["reason"]] == row["verdict"], row
        assert {row["entity"], row["metric"]} - {""} <= terms, row
        assert {*filter(None, row["figure"].split("|"))} <= evidence, row
        assert bool(row["figure"]) == (row["verdict"] != "not_enough_info"), row
        assert bool(row["value"]) == bool(row["unit"]), row
        if row["unit"] not in {"", "date"}:
            parse_unit(row["unit"])


@pytest.mark.parametrize("suite", SUITES)
def test_every_page_has_one_outcome_and_the_counts_add_up(suite: str, outputs: dict[str, Path]) -> None:
    folder = outputs[suite]
    articles, claims, checks = (gate.read_rows(folder / f"{name}.csv") for name in ("articles", "claims", "checks"))
    assert sorted(Path(row["path"]).name for row in articles) == [
        path.name for path in sorted(SUITES[suite].page_files(), key=lambda path: path.name)
    ]
    assert [row["claim_id"] for row in claims] == [row["claim_id"] for row in checks]
    for row in articles:
        own = [check for check in checks if check["doc_id"] == row["doc_id"]]
        for verdict in ("supported", "refuted", "not_enough_info"):
            assert int(row[verdict]) == sum(check["verdict"] == verdict for check in own)
        assert int(row["claims"]) == len(own)
    counts = json.loads((folder / "run.json").read_text(encoding="utf-8"))["counts"]
    assert counts["read"] == len(articles) == sum(counts[key] for key in ("ok", "not_article", "duplicate", "failed"))


def test_outcomes_of_the_sample_pages(outputs: dict[str, Path]) -> None:
    rows = {Path(row["path"]).name: row for row in gate.read_rows(outputs["chips"] / "articles.csv")}
    assert rows["channel_list.html"]["status"] == "not_article"
    assert rows["v3_bill_copy.html"]["status"] == "duplicate"
    assert rows["v3_bill_copy.html"]["duplicate_of"] == rows["v3_bill.html"]["doc_id"]
    assert {name: row["encoding"] for name, row in rows.items() if row["encoding"] != "utf-8"} == {
        "v3_bill.html": "gb18030",
        "r1_exam.txt": "gb18030",
    }
    assert {row["status"] for row in rows.values()} == {"ok", "not_article", "duplicate"}


def test_clean_pages_stay_as_they_are(outputs: dict[str, Path]) -> None:
    rows = {Path(row["path"]).name: row["doc_id"] for row in gate.read_rows(outputs["chips"] / "articles.csv")}
    text = (outputs["chips"] / "clean" / f"{rows['v2_cache.txt']}.txt").read_text(encoding="utf-8")
    assert text.rstrip("\n") == (SUITES["chips"].pages / "v2_cache.txt").read_text(encoding="utf-8").rstrip("\n")
