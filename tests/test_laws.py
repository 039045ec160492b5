"""Laws that hold for every page and every component, whatever the pages say."""

from __future__ import annotations

import pickle
import random
from dataclasses import replace
from pathlib import Path

import gate
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.check import check_claims
from pipeline.clean import apply_edits, clean_page
from pipeline.extract import extract_claims
from pipeline.model import CleanPage, Page
from pipeline.packs import load_pack
from pipeline.read import read_page
from pipeline.run.runner import run_pages
from pipeline.settings import Settings

SUITES = {suite.name: suite for suite in gate.suites()}
PAGES = [pytest.param(suite.pack, path, id=path.name) for suite in SUITES.values() for path in suite.page_files()]
FILES = [pytest.param(path, id=path.name) for suite in SUITES.values() for path in suite.page_files()]
PACKS = Path(__file__).parent / "packs"


def _clean(path: Path) -> tuple[Page, CleanPage]:
    page = read_page(path.name, path.read_bytes())
    return page, clean_page(page)


@pytest.mark.parametrize("path", FILES)
def test_the_edits_rebuild_the_clean_text(path: Path) -> None:
    page, clean = _clean(path)
    if clean.status == "ok":
        assert apply_edits(page.text, clean.edits) == clean.text
    before = 0
    for edit in clean.edits:
        assert before <= edit.start <= edit.end <= len(page.text)
        assert edit.code
        assert edit.reason
        before = edit.end


@pytest.mark.parametrize("path", FILES)
def test_cleaning_twice_is_cleaning_once(path: Path) -> None:
    _, clean = _clean(path)
    if clean.status == "ok":
        assert clean_page(Page.from_text(clean.text)).text == clean.text


@pytest.mark.parametrize(("pack", "path"), PAGES)
def test_claims_are_in_order_word_for_word_and_judged_with_evidence(pack: str, path: Path) -> None:
    loaded, (_, clean) = load_pack(pack), _clean(path)
    claims = extract_claims(clean, loaded)
    verdicts = check_claims(claims, loaded, clean)
    assert [verdict.claim_id for verdict in verdicts] == [claim.claim_id for claim in claims]
    assert [claim.start for claim in claims] == sorted(claim.start for claim in claims)
    evidence = {figure.id for figure in loaded.figures} | {fact.id for fact in loaded.facts}
    end = {"quantity": 0, "technical": 0}
    for claim, verdict in zip(claims, verdicts, strict=True):
        assert clean.text[claim.start : claim.end] == claim.quote
        assert claim.start >= end[claim.kind], "claims of one kind overlap"
        end[claim.kind] = claim.end
        if verdict.verdict != "not_enough_info":
            assert {*verdict.figure.split("|")} <= evidence
            assert verdict.explanation
            assert verdict.document
        if verdict.reason == "no_source":
            assert not verdict.figure
    assert pickle.loads(pickle.dumps((clean, claims, verdicts))) == (clean, claims, verdicts)


@pytest.mark.parametrize("suite", SUITES)
def test_verdicts_do_not_depend_on_the_order_of_a_pack(suite: str) -> None:
    pack = load_pack(SUITES[suite].pack)
    shuffled = {}
    for name in ("figures", "facts", "terms"):
        rows = list(getattr(pack, name))
        random.Random(7).shuffle(rows)
        shuffled[name] = tuple(rows)
    other = replace(pack, **shuffled)
    for path in SUITES[suite].page_files()[:2]:
        _, clean = _clean(path)
        one, two = (check_claims(extract_claims(clean, given_pack), given_pack, clean) for given_pack in (pack, other))
        assert [(v.claim_id, v.verdict, v.reason) for v in one] == [(v.claim_id, v.verdict, v.reason) for v in two]


def _tables(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "run.json"
    }


def test_outputs_do_not_depend_on_order_or_workers(tmp_path: Path) -> None:
    suite = SUITES["railway"]
    pages, pack = suite.page_files(), load_pack(suite.pack)
    for name, paths, jobs in (("one", pages, 0), ("two", pages[::-1], 2)):
        run_pages(paths, pack, tmp_path / name, Settings(jobs=jobs), lambda _: None)
    assert _tables(tmp_path / "one") == _tables(tmp_path / "two")


def test_settings_pickle() -> None:
    assert pickle.loads(pickle.dumps(Settings(mode="careful"))) == Settings(mode="careful")


@settings(max_examples=40)
@given(st.integers(1, 999), st.integers(1, 9))
def test_no_support_from_a_figure_less_precise_than_the_claim(whole: int, digit: int) -> None:
    pack = load_pack(PACKS / "tiny")
    figures = tuple(
        replace(f, value=f.value and type(f.value)(whole), relation="~") if f.id == "lamp.power" else f
        for f in pack.figures
        if f.id in {"lamp.power"}
    )
    loose = replace(pack, figures=figures)
    clean = CleanPage.from_text(f"明灯一号的功率\n\n明灯一号的功率为 {whole}.{digit} 瓦。\n")
    claims = extract_claims(clean, loose)
    assert all(verdict.verdict != "supported" for verdict in check_claims(claims, loose, clean))


@settings(max_examples=60)
@given(
    st.text(
        alphabet=st.sampled_from("明灯一号二的功率寿命为超过约不到上市瓦小时年月日0123456789.,，。 \t\n万亿%倍至"),
        max_size=120,
    )
)
def test_any_text_goes_through_all_stages(text: str) -> None:
    pack = load_pack(PACKS / "tiny")
    page = Page.from_text(text)
    clean = clean_page(page)
    assert apply_edits(page.text, clean.edits) == clean.text or clean.status != "ok"
    claims = extract_claims(clean, pack)
    assert all(clean.text[claim.start : claim.end] == claim.quote for claim in claims)
    assert len(check_claims(claims, pack, clean)) == len(claims)
