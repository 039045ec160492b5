"""What a pack says in its own words is no error: sentences made of its figures are never refuted."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.check import check_claims
from pipeline.check.readable import figure_text
from pipeline.extract import extract_claims
from pipeline.model import CleanPage, Figure, Pack
from pipeline.packs import load_pack

PACKS = Path(__file__).parent / "packs"
UNITS = ["辆", "元", "公里", "千瓦时", "%", "人", "万元", "亿元", "天", "台", "小时", "吨", "瓦", "米", "部"]


def said(figure: Figure) -> str:
    return figure_text(figure, "zh")


def sentences(pack: Pack) -> Iterator[str]:
    """One figure, its scope first, two scopes of one measure in either order, one measure of two entities."""
    names = {term.id: term.name for term in pack.terms}
    figures = [figure for figure in pack.figures if not figure.date and figure.value_high is None]
    for figure in figures:
        entity, metric, scope = names[figure.entity], names[figure.metric], figure.scope
        yield f"{entity}{scope}的{metric}为 {said(figure)}。"
        yield f"{scope or '据了解'}，{entity}的{metric}达到 {said(figure)}。"
        for other in figures:
            if other.id == figure.id or other.metric != figure.metric:
                continue
            if other.entity != figure.entity:
                beside = f"{names[other.entity]}{other.scope}为 {said(other)}"
                yield f"{entity}{scope}的{metric}为 {said(figure)}，{beside}。"
            elif scope and other.scope:
                yield f"{entity}的{metric}，{scope}是 {said(figure)}，{other.scope}则为 {said(other)}。"


@pytest.mark.parametrize("name", ["compare", "county", "phones", "railway", "tiny", "tractors", "wind"])
def test_own_words_are_not_refuted(name: str) -> None:
    pack = load_pack(PACKS / name)
    wrong = []
    for text in sentences(pack):
        page = CleanPage.from_text(text)
        claims = extract_claims(page, pack)
        judged = zip(claims, check_claims(claims, pack, page), strict=True)
        wrong += [(text, claim.quote, verdict.reason) for claim, verdict in judged if verdict.verdict == "refuted"]
    assert wrong == []


@pytest.mark.parametrize("name", ["compare", "county", "phones", "wind"])
def test_random_numbers_beside_a_name(name: str) -> None:
    """No numerology: a number whose sentence does not say what it measures is hardly ever judged.

    One of 250 may be the very number of a figure, one may be so but for a digit.
    """
    pack, rng = load_pack(PACKS / name), random.Random(7)
    judged: dict[str, list[str]] = {"supported": [], "refuted": []}
    owners = {figure.entity for figure in pack.figures}
    names = [term.name for term in pack.terms if term.id in owners]
    for _ in range(250):
        number = rng.randint(1, 10 ** rng.randint(1, 4)) / rng.choice((1, 1, 10, 100))
        text = f"昨天，{rng.choice(names)}那边有人提到 {number:g} {rng.choice(UNITS)}，谁也说不清来由。"
        page = CleanPage.from_text(text)
        claims = extract_claims(page, pack)
        for verdict in check_claims(claims, pack, page):
            judged.setdefault(verdict.verdict, []).append(verdict.explanation)
    assert len(judged["supported"]) <= 1, judged["supported"]
    assert len(judged["refuted"]) <= 1, judged["refuted"]
