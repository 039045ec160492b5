"""Technical claims: a case is a row of cases/technical.csv, judged against the small packs of technical/."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.check.technical import judge_technical
from pipeline.extract.technical import technical_claims
from pipeline.extract.technical.index import build_index
from pipeline.model import Claim, CleanPage, Fact, Pack, Term

HERE = Path(__file__).parent
# 0 is the aim; each row here is a wish with its reason in the comment column
MISSED_AT_MOST = 3


def rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def packs() -> dict[str, Pack]:
    terms, facts = rows("technical/glossary.csv"), rows("technical/facts.csv")
    return {
        name: Pack(
            name,
            name,
            terms=tuple(
                Term(r["id"], r["kind"], r["name"], tuple(filter(None, r["aliases"].split("|"))), r["broader"])  # type: ignore[arg-type]
                for r in terms
                if r["pack"] == name
            ),
            facts=tuple(
                Fact(r["id"], r["subject"], "", r["object"] or "", r["statement"], r["polarity"] == "true")
                for r in facts
                if r["pack"] == name
            ),
        )
        for name in sorted({r["pack"] for r in facts})
    }


PACKS = packs()


def claims_of(text: str, pack: Pack) -> tuple[Claim, ...]:
    return technical_claims(CleanPage("page", "", text), pack)


def judged(text: str, pack: Pack) -> list[tuple[str, str]]:
    facts = {fact.id: fact for fact in pack.facts}
    verdicts = [judge_technical(claim, facts) for claim in claims_of(text, pack)]
    return [(verdict.figure, verdict.verdict) for verdict in verdicts if verdict.verdict != "not_enough_info"]


def wanted(row: dict[str, str]) -> list[tuple[str, str]]:
    return [(row["fact"], row["verdict"])] if row["fact"] else []


@pytest.mark.parametrize("row", rows("cases/technical.csv"), ids=lambda row: row["text"])
def test_nothing_wrong_is_said(row: dict[str, str]) -> None:
    """A verdict may be missing, never wrong: what is judged is what the row says."""
    assert set(judged(row["text"], PACKS[row["pack"]])) <= set(wanted(row))


def test_what_is_stated_is_found() -> None:
    missed = [
        row["text"] for row in rows("cases/technical.csv") if judged(row["text"], PACKS[row["pack"]]) != wanted(row)
    ]
    assert len(missed) <= MISSED_AT_MOST, missed


@pytest.mark.parametrize("name", sorted(PACKS))
def test_statements_state_themselves(name: str) -> None:
    """Each statement as an article's sentence is judged by its fact: true ones supported, false ones refuted."""
    pack = PACKS[name]
    for fact in pack.facts:
        assert judged(fact.statement, pack) == [(fact.id, "supported" if fact.polarity else "refuted")], fact.statement


@pytest.mark.parametrize("name", sorted(PACKS))
def test_order_of_facts_does_not_matter(name: str) -> None:
    pack = PACKS[name]
    turned = Pack(name, name + "-turned", (), pack.terms, (), tuple(reversed(pack.facts)))
    for row in rows("cases/technical.csv"):
        if row["pack"] == name:
            assert sorted(judged(row["text"], pack)) == sorted(judged(row["text"], turned))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_laws(data: st.DataObject) -> None:
    """Quotes are where they are said to be, in order, one clause in one claim, twice the same."""
    pack = PACKS[data.draw(st.sampled_from(sorted(PACKS)))]
    pieces = [row["text"] for row in rows("cases/technical.csv") if row["pack"] == pack.name]
    pieces += ["，", "\n", "\t", "、", "？", "不", "没有", "12.5%", " "]
    text = "".join(data.draw(st.lists(st.sampled_from(pieces), max_size=8)))
    claims = claims_of(text, pack)
    end = 0
    for claim in claims:
        assert text[claim.start : claim.end] == claim.quote
        assert claim.start >= end
        end = claim.end
        assert {link.fact for link in claim.facts} <= {fact.id for fact in pack.facts}
    assert claims_of(text, pack) == claims


def test_empty_packs_and_statements() -> None:
    assert claims_of("磐石数据库支持分布式事务。", Pack("none", "none")) == ()
    bare = Pack("bare", "", (Term("x", "entity", "磐石"),)[:0], (), (), (Fact("f", "", "", "", "。"),))  # type: ignore[arg-type]
    assert build_index(bare).facts[0].total == 0
    assert claims_of("磐石数据库支持分布式事务。", bare) == ()


def test_words_name_a_fact_and_leave_it_open() -> None:
    """No verb joins the two, and so the pairs of characters do not make a claim of it."""
    (claim,) = claims_of("安可苗上市。上市申请也在快速通道的名单里。", PACKS["jab"])
    verdict = judge_technical(claim, {fact.id: fact for fact in PACKS["jab"].facts})
    assert (verdict.figure, verdict.verdict, verdict.reason) == ("jab.fast", "not_enough_info", "ambiguous")


def test_words_are_counted_only_where_they_are_asked() -> None:
    code = (
        "import sys\n"
        "from pipeline.extract.technical import technical_claims\n"
        "from pipeline.model import CleanPage, Fact, Pack, Term\n"
        "terms, facts = (Term('r5', 'entity', '映川R5'),), (Fact('f', 'r5', '', '', '映川R5 支持机身防抖。'),)\n"
        "pack = Pack('p', '', (), terms, (), facts)\n"
        "claims = technical_claims(CleanPage('p', '', '映川R5 支持机身防抖。映川R5 今天发布。'), pack)\n"
        "assert claims[0].facts[0].fact == 'f'\n"
        "print([name for name in ('jieba', 'sklearn') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")
