"""What a pack says in its own words is no error: sentences made of its figures are never refuted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.check import check_claims
from pipeline.check.readable import figure_text
from pipeline.extract import extract_claims
from pipeline.model import CleanPage, Figure, Pack
from pipeline.packs import load_pack

PACKS = Path(__file__).parent / "packs"


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
